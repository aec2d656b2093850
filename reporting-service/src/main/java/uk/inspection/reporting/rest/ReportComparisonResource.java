package uk.inspection.reporting.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.domain.ScoreChange;
import uk.inspection.reporting.domain.ScoreChange.Direction;
import uk.inspection.reporting.domain.ScoreChange.Obstacle;
import uk.inspection.reporting.domain.ScoreChange.OverallChange;
import uk.inspection.reporting.domain.ScoreChange.OverallSide;
import uk.inspection.reporting.domain.ScoreChange.Share;
import uk.inspection.reporting.domain.ScoreChange.StandardChange;
import uk.inspection.reporting.domain.ScoreChange.StandardSide;
import uk.inspection.reporting.domain.ScoreChange.TallyChange;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.rest.ReportComparisons.First;
import uk.inspection.reporting.rest.ReportComparisons.Pair;
import uk.inspection.reporting.rest.ResultViews.ResultView;

/** A published re-inspection beside the inspection that it follows up: public, as reports are. */
@Path("/v1/reports/{id}/comparison")
@Tag(name = "Comparisons")
@RunOnVirtualThread
public class ReportComparisonResource {
    private static final String A_MINUTE = "public, max-age=60";

    private final ReportComparisons comparisons;

    ReportComparisonResource(ReportComparisons comparisons) {
        this.comparisons = comparisons;
    }

    /**
     * An inspection, its re-inspection, and what changed between them.
     *
     * @param first absent where no result of it is published
     * @param changes absent where no change is worked out
     * @param noChangeBecause why not, in a sentence; present exactly where {@code changes} is not
     * @param notes what makes the two less alike than they look
     */
    public record ReportComparison(
            @Nullable ComparedView first,
            ComparedView second,
            @Nullable ChangesView changes,
            @Nullable String noChangeBecause,
            List<String> notes) {}

    /**
     * What was published of an inspection.
     *
     * @param inspectionId of a report of this platform, as are {@code body}, {@code publishedOn}
     *     and {@code scores}
     * @param imported the result of an inspection that was published elsewhere, in place of those
     */
    public record ComparedView(
            @Nullable String inspectionId,
            String area,
            @Nullable String body,
            @Nullable LocalDate publishedOn,
            FrameworkRef framework,
            @Nullable Scores scores,
            @Nullable ResultView imported) {}

    /**
     * Headlines, criteria and sections under pooled percentages; standards and the overall rating
     * under rated standards. The other ones are absent.
     */
    public record ChangesView(
            @Nullable List<TallyChangeView> headlines,
            @Nullable List<TallyChangeView> criteria,
            @Nullable List<TallyChangeView> sections,
            @Nullable List<StandardChangeView> standards,
            @Nullable OverallChangeView overall) {}

    /**
     * One share of answers, before and after. A side that lacks it is absent, and so is a change
     * that cannot be measured.
     *
     * @param changePercentagePoints the second percent less the first
     * @param band where it moved; absent also between two versions of a framework
     * @param intervalsOverlap whether the two 95% intervals have a whole percent in common: where
     *     they do, the samples alone may explain the change
     */
    public record TallyChangeView(
            String id,
            @Nullable Share before,
            @Nullable Share after,
            @Nullable Integer changePercentagePoints,
            @Schema(enumeration = {"up", "same", "down"}) @Nullable String band,
            @Nullable Boolean intervalsOverlap) {
        static TallyChangeView of(TallyChange of) {
            return new TallyChangeView(
                    of.id(),
                    of.before(),
                    of.after(),
                    of.percentagePoints(),
                    word(of.band()),
                    of.intervalsOverlap());
        }
    }

    /**
     * One standard, before and after.
     *
     * @param changePoints the second rating's points less the first's
     * @param rating where it moved
     */
    public record StandardChangeView(
            String id,
            @Nullable StandardSide before,
            @Nullable StandardSide after,
            @Nullable Integer changePoints,
            @Schema(enumeration = {"up", "same", "down"}) @Nullable String rating) {
        static StandardChangeView of(StandardChange of) {
            return new StandardChangeView(
                    of.id(), of.before(), of.after(), of.points(), word(of.rating()));
        }
    }

    /**
     * The overall rating, before and after.
     *
     * @param changePoints absent where the two are out of different maximums
     * @param rating where it moved
     */
    public record OverallChangeView(
            OverallSide before,
            OverallSide after,
            @Nullable Integer changePoints,
            @Schema(enumeration = {"up", "same", "down"}) @Nullable String rating) {
        static OverallChangeView of(OverallChange of) {
            return new OverallChangeView(of.before(), of.after(), of.points(), word(of.rating()));
        }
    }

    @GET
    @MinVersion
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "getReportComparison",
            summary = "A published re-inspection beside the inspection that it follows up",
            description =
                    "The first is the platform's report, or else the imported result that it names, or"
                            + " the area's newest one before it since the first one's fieldwork began"
                            + " (a default, not verified). Where a figure"
                            + " was not published there is no change, never one from zero; under"
                            + " different frameworks no change is worked out, and the answer says"
                            + " why.")
    @APIResponse(
            responseCode = "200",
            description = "The comparison",
            content = @Content(schema = @Schema(implementation = ReportComparison.class)))
    @APIResponse(responseCode = "304", description = "Nothing has changed")
    @APIResponse(
            responseCode = "404",
            description = "There is no published report of a re-inspection of this id")
    public Response get(@PathParam("id") String id, @Context Request request) {
        Pair pair =
                comparisons
                        .of(id)
                        .orElseThrow(() ->
                                Requests.problem(
                                        new Refusal(
                                                Refusal.Kind.MISSING,
                                                "There is no published report of such a"
                                                        + " re-inspection.",
                                                List.of())));
        var tag = new EntityTag(comparisons.tag(pair));
        Response.ResponseBuilder notModified = request.evaluatePreconditions(tag);
        return (notModified == null ? Response.ok(view(pair)).tag(tag) : notModified)
                .header(HttpHeaders.CACHE_CONTROL, A_MINUTE)
                .build();
    }

    private ReportComparison view(Pair pair) {
        ChangesView changes = null;
        String because = null;
        switch (pair.change()) {
            case ScoreChange.OfPercentages percentages ->
                    changes =
                            new ChangesView(
                                    views(percentages.headlines()),
                                    views(percentages.criteria()),
                                    views(percentages.sections()),
                                    null,
                                    null);
            case ScoreChange.OfRatings ratings ->
                    changes =
                            new ChangesView(
                                    null,
                                    null,
                                    null,
                                    ratings.standards().stream()
                                            .map(StandardChangeView::of)
                                            .toList(),
                                    OverallChangeView.of(ratings.overall()));
            case ScoreChange.NotMeasured(Obstacle obstacle) -> because = because(pair, obstacle);
        }
        return new ReportComparison(
                pair.first() == null ? null : view(pair.first()),
                view(pair.second()),
                changes,
                because,
                notes(pair));
    }

    private ComparedView view(First first) {
        return switch (first) {
            case First.Reported(ReportEntity row) -> view(row);
            case First.Imported(var result, var framework, _) ->
                    new ComparedView(
                            null,
                            result.area(),
                            null,
                            null,
                            framework,
                            null,
                            ResultViews.view(result, (_, _) -> null));
        };
    }

    private ComparedView view(ReportEntity row) {
        return new ComparedView(
                row.id,
                row.area,
                row.body,
                row.publishedOn,
                ReportComparisons.ref(row),
                comparisons.scores(row),
                null);
    }

    private static String because(Pair pair, Obstacle obstacle) {
        return switch (obstacle) {
            case FIRST_NOT_PUBLISHED ->
                    "No result of the first inspection is published here: no change is worked out.";
            case DIFFERENT_FRAMEWORKS ->
                    "The two were inspected under different frameworks (%s and %s), which ask for"
                                    .formatted(
                                            Objects.requireNonNull(pair.first()).framework().id(),
                                            pair.second().frameworkId)
                            + " different things: no change is worked out.";
            case DIFFERENT_METHODS ->
                    "The two were scored by different methods, which have nothing in common: no"
                            + " change is worked out.";
        };
    }

    private static List<String> notes(Pair pair) {
        if (pair.first() == null) {
            return List.of();
        }
        FrameworkRef old = pair.first().framework();
        FrameworkRef now = ReportComparisons.ref(pair.second());
        return old.id().equals(now.id()) && old.version() != now.version()
                ? List.of(
                        "The two follow different versions of %s (%d and %d), whose bands may"
                                        .formatted(old.id(), old.version(), now.version())
                                + " differ: it is not said whether a band moved.")
                : List.of();
    }

    private static List<TallyChangeView> views(List<TallyChange> changes) {
        return changes.stream().map(TallyChangeView::of).toList();
    }

    private static @Nullable String word(@Nullable Direction direction) {
        return direction == null ? null : direction.name().toLowerCase(Locale.ROOT);
    }
}
