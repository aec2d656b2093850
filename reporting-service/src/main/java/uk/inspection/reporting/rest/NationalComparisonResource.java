package uk.inspection.reporting.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.domain.NationalComparison;
import uk.inspection.reporting.domain.NationalComparison.Ratings;
import uk.inspection.reporting.domain.NationalComparison.Result;
import uk.inspection.reporting.domain.NationalComparison.Spread;
import uk.inspection.reporting.domain.NationalComparison.YearRatings;
import uk.inspection.reporting.domain.PublishedResultDecider;
import uk.inspection.reporting.rest.PublicAnswers.Cut;
import uk.inspection.reporting.rest.ResultViews.ResultView;

/** Published results of all areas side by side: public, as the results are. */
@Path("/v1/comparisons")
@Tag(name = "Comparisons")
@RunOnVirtualThread
public class NationalComparisonResource {
    static final String CSV = "text/csv;charset=UTF-8;header=present";

    private static final String ADVICE =
            "Samples are small and differ from area to area. Results that lie close together do"
                    + " not show that one area does better than another, and a place in the order"
                    + " is no measure of the difference.";

    private final NationalComparisons comparisons;
    private final PublicAnswers answers;
    private final Clock clock;

    NationalComparisonResource(
            NationalComparisons comparisons, PublicAnswers answers, Clock clock) {
        this.comparisons = comparisons;
        this.answers = answers;
        this.clock = clock;
    }

    /**
     * The national comparison of one framework.
     *
     * @param method pooled-percentage, which has headlines, or rated-standards, which has ratings
     *     and years
     * @param inspections how many results count, with or without figures
     * @param area the area that was asked about
     */
    public record ComparisonView(
            String framework,
            String title,
            String method,
            LocalDate asOf,
            int inspections,
            @Nullable List<Spread> headlines,
            @Nullable Ratings ratings,
            @Nullable List<YearRatings> years,
            @Nullable AreaView area,
            String advice) {}

    /** {@code newest} is absent where no result of the area was known on the day. */
    public record AreaView(String area, @Nullable ResultView newest) {}

    @GET
    @Path("national")
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "compareNationally",
            summary = "All published results of a framework, as known on a day",
            description =
                    "Of each headline the lowest, the highest and the average percent, half up, of"
                            + " all inspections whose percent was published, and how many these"
                            + " are; of rated standards how often each rating was given, over all"
                            + " and by calendar year of publication. Every inspection counts, also"
                            + " one that a re-inspection followed. A result of which only the month"
                            + " or year of publication is known counts from its last day on. With"
                            + " an area, its newest result: rank 1 is the best, equals share one;"
                            + " quartile 1 is where less than a quarter of all results are better"
                            + " (a default, not verified). asOf is a day from 1990-01-01 to"
                            + " 2200-01-01, today when absent.")
    @APIResponse(
            responseCode = "200",
            description = "The comparison",
            content = @Content(schema = @Schema(implementation = ComparisonView.class)))
    @APIResponse(responseCode = "304", description = "Nothing has changed")
    @APIResponse(responseCode = "400", description = "A parameter cannot be taken, and which")
    @APIResponse(responseCode = "422", description = "No such framework, or no day of ours")
    public Response national(
            @QueryParam("framework") @NotBlank String framework,
            @QueryParam("asOf") @Parameter(schema = @Schema(implementation = LocalDate.class))
                    @Nullable String asOf,
            @QueryParam("area") @Size(max = PublishedResultDecider.AREA_MAX)
                    @Nullable String area) {
        Framework known = framework(framework);
        Cut cut = cut(known, asOf);
        return answers.results(cut, () -> Response.ok(view(known, comparison(cut), area)));
    }

    @GET
    @Path("national.csv")
    @PermitAll
    @Produces(CSV)
    @Operation(
            operationId = "exportNationalComparison",
            summary = "The same as CSV: every result that counts, with its source",
            description =
                    "One row a result, by area, an area's newest last, in UTF-8 without a byte order"
                            + " mark. Parameters and conditional requests are those of"
                            + " compareNationally; with an area, its rows alone, ranked among all."
                            + " A cell that a spreadsheet would take for a formula begins with an"
                            + " apostrophe.")
    @APIResponse(
            responseCode = "200",
            description = "RFC 4180 with a header",
            content = @Content(mediaType = CSV, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "304", description = "Nothing has changed")
    @APIResponse(responseCode = "400", description = "A parameter cannot be taken, and which")
    @APIResponse(responseCode = "422", description = "No such framework, or no day of ours")
    public Response export(
            @QueryParam("framework") @NotBlank String framework,
            @QueryParam("asOf") @Parameter(schema = @Schema(implementation = LocalDate.class))
                    @Nullable String asOf,
            @QueryParam("area") @Size(max = PublishedResultDecider.AREA_MAX)
                    @Nullable String area) {
        Framework known = framework(framework);
        Cut cut = cut(known, asOf);
        return answers.results(
                cut,
                () -> {
                    NationalComparison comparison = comparison(cut);
                    List<Result> rows =
                            comparison.results().stream()
                                    .filter(row -> area == null || row.area().equals(area))
                                    .toList();
                    return Response.ok(ComparisonCsv.table(known, comparison, rows))
                            .header(
                                    HttpHeaders.CONTENT_DISPOSITION,
                                    "attachment; filename=\"national-comparison.csv\"");
                });
    }

    private NationalComparison comparison(Cut cut) {
        return comparisons.asOf(cut.framework(), cut.asOf());
    }

    private static ComparisonView view(
            Framework framework, NationalComparison comparison, @Nullable String area) {
        AreaView ofArea =
                area == null
                        ? null
                        : new AreaView(
                                area,
                                comparison
                                        .newest(area)
                                        .map(newest -> view(comparison, newest))
                                        .orElse(null));
        return switch (framework) {
            case Framework.PooledPercentage pooled ->
                    new ComparisonView(
                            pooled.id(),
                            pooled.title(),
                            "pooled-percentage",
                            comparison.asOf(),
                            comparison.results().size(),
                            comparison.spreads(pooled),
                            null,
                            null,
                            ofArea,
                            ADVICE);
            case Framework.RatedStandards rated ->
                    new ComparisonView(
                            rated.id(),
                            rated.title(),
                            "rated-standards",
                            comparison.asOf(),
                            comparison.results().size(),
                            null,
                            comparison.ratings(rated),
                            comparison.years(rated),
                            ofArea,
                            ADVICE);
        };
    }

    private static ResultView view(NationalComparison comparison, Result result) {
        return ResultViews.view(result, (of, id) -> comparison.place(of, id).orElse(null));
    }

    private static Framework framework(String id) {
        return Frameworks.newest(id)
                .orElseThrow(() ->
                        Requests.problem(
                                new Refusal(
                                        Refusal.Kind.INVALID,
                                        "Results of this framework are not compared.",
                                        List.of(
                                                new Violation(
                                                        "framework",
                                                        "must be one of "
                                                                + String.join(
                                                                        ", ",
                                                                        Frameworks.all().stream()
                                                                                .map(Framework::id)
                                                                                .distinct()
                                                                                .toList()))))));
    }

    private Cut cut(Framework framework, @Nullable String asOf) {
        if (asOf == null) {
            return new Cut(framework.id(), LocalDate.now(clock), false);
        }
        try {
            LocalDate day = LocalDate.parse(asOf);
            if (!NationalComparisons.compares(day)) {
                throw Requests.problem(
                        new Refusal(
                                Refusal.Kind.INVALID,
                                "Nothing is compared as of such a day.",
                                List.of(
                                        new Violation(
                                                "asOf",
                                                "must be from %s to %s"
                                                        .formatted(
                                                                NationalComparisons.EARLIEST,
                                                                NationalComparisons.LATEST)))));
            }
            return new Cut(framework.id(), day, true);
        } catch (DateTimeParseException e) {
            throw Requests.problem(
                    Response.Status.BAD_REQUEST,
                    "asOf is no day.",
                    List.of(new Violation("asOf", "must be a day such as 2011-01-31")));
        }
    }
}
