package uk.inspection.reporting.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PublishedFigures.Headline;
import uk.inspection.contract.PublishedFigures.Standard;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Outcome.Committed;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Answers;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.eventstore.service.Requests.Caller;
import uk.inspection.reporting.domain.PublishedResult;
import uk.inspection.reporting.domain.PublishedResultDecider;
import uk.inspection.reporting.domain.Refused;
import uk.inspection.reporting.projection.PublishedResultEntity;
import uk.inspection.reporting.rest.ResultViews.ResultView;
import uk.inspection.reporting.store.PublishedResults;

/** Results of inspections outside the platform, which the national comparison counts too. */
@Path("/v1/published-results")
@Tag(name = "Comparisons")
@RunOnVirtualThread
public class PublishedResultResource {
    private final PublishedResults results;
    private final Requests requests;
    private final Answers answers;
    private final ResultViews views;
    private final PublicAnswers publicAnswers;

    PublishedResultResource(
            PublishedResults results,
            Requests requests,
            Answers answers,
            ResultViews views,
            PublicAnswers publicAnswers) {
        this.results = results;
        this.requests = requests;
        this.answers = answers;
        this.views = views;
        this.publicAnswers = publicAnswers;
    }

    public record NewResults(
            @NotNull @Size(min = 1, max = PublishedResultDecider.RESULTS_MAX)
                    List<@NotNull @Valid NewResult> results) {}

    /**
     * A published result; what was not published is left out.
     *
     * @param framework id of a framework that comes with the platform
     * @param published a year, a month or a day, as precisely as it is known: 2009, 2009-06 or
     *     2009-06-24
     * @param headlines under pooled percentages
     * @param overall under rated standards, as are points, maximum and standards
     * @param points of the overall rating; with maximum, or neither
     * @param source where it was published
     * @param note what the source leaves open
     */
    public record NewResult(
            @NotBlank @Size(max = PublishedResultDecider.AREA_MAX) String area,
            @NotBlank @Size(max = PublishedResultDecider.AREA_MAX) String framework,
            @NotNull InspectionKind kind,
            @NotBlank String published,
            @Nullable @Size(max = PublishedResultDecider.FIGURES_MAX)
                    List<@NotNull @Valid NewHeadline> headlines,
            @Nullable String overall,
            @Nullable Integer points,
            @Nullable Integer maximum,
            @Nullable @Size(max = PublishedResultDecider.FIGURES_MAX)
                    List<@NotNull @Valid NewStandard> standards,
            @NotBlank @Size(max = PublishedResultDecider.SOURCE_MAX) String source,
            @Nullable @Size(max = PublishedResultDecider.SOURCE_MAX) String note) {

        PublishedResult result() {
            return new PublishedResult(
                    area,
                    framework,
                    kind,
                    published,
                    headlines == null
                            ? null
                            : headlines.stream()
                                    .map(one -> new Headline(one.id, one.percent, one.band))
                                    .toList(),
                    overall,
                    points,
                    maximum,
                    standards == null
                            ? null
                            : standards.stream()
                                    .map(one -> new Standard(one.id, one.rating))
                                    .toList(),
                    source,
                    note);
        }
    }

    /** Whole percent, band or both. */
    public record NewHeadline(
            @NotBlank String id, @Nullable Integer percent, @Nullable String band) {}

    public record NewStandard(@NotBlank String id, @NotBlank String rating) {}

    /** What became of the results, in their order. */
    public record ImportView(List<ImportedView> results) {}

    /** {@code news} is false where the result stood so already. */
    public record ImportedView(String id, long version, boolean news) {}

    @POST
    @RolesAllowed(Roles.CHIEF_INSPECTOR)
    @Operation(
            operationId = "importPublishedResults",
            summary = "Import results of inspections that happened outside the platform",
            description =
                    "Up to 100 at once. Either all are sound or none is imported: 422 names every"
                            + " field and its rule, such as results[3].headlines[0].percent. The same area,"
                            + " framework, kind and date is the same result: the same figures again"
                            + " change nothing, others replace it, and none at all empty it. A"
                            + " figure that was not published is left out and counts nowhere. A"
                            + " result of an inspection that the platform published itself does not"
                            + " count beside the platform's own.")
    @APIResponse(
            responseCode = "200",
            description = "What became of each",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ImportView.class)))
    @APIResponse(responseCode = "400", description = "A field is missing or of another kind")
    @APIResponse(responseCode = "422", description = "A rule is broken: every field and its rule")
    public Response importAll(@NotNull @Valid NewResults body) {
        Caller caller = requests.caller("importPublishedResults", body);
        List<PublishedResultImported> sound = sound(body);
        // The first alone: where the key was used with another body, nothing else is written.
        Committed first = requests.committed(submit(caller, sound, 0));
        var others = new ArrayList<CompletableFuture<Outcome>>();
        for (int i = 1; i < sound.size(); i++) {
            others.add(submit(caller, sound, i));
        }
        var imported = new ArrayList<ImportedView>();
        imported.add(imported(first));
        others.forEach(outcome -> imported.add(imported(requests.committed(outcome))));
        var response = Response.ok(new ImportView(imported));
        if (first.repeated()) {
            response.header(Requests.REPLAYED, true);
        }
        return response.build();
    }

    @GET
    @Path("{id}")
    @PermitAll
    @Operation(operationId = "getPublishedResult", summary = "One imported result as it stands")
    @APIResponse(
            responseCode = "200",
            description = "The result",
            content = @Content(schema = @Schema(implementation = ResultView.class)))
    @APIResponse(responseCode = "304", description = "It has not changed")
    @APIResponse(responseCode = "404", description = "Nothing was imported under this id")
    public Response get(@PathParam("id") String id) {
        PublishedResultEntity row = PublishedResultEntity.findById(id);
        if (row == null || row.platform) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.MISSING, "There is no such imported result.", List.of()));
        }
        return publicAnswers.result(
                row.version,
                () -> Response.ok(ResultViews.view(views.result(row), (_, _) -> null)));
    }

    private static List<PublishedResultImported> sound(NewResults body) {
        try {
            return PublishedResults.sound(body.results().stream().map(NewResult::result).toList());
        } catch (Refused refused) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.INVALID,
                            refused.sentence(),
                            refused.violations().stream()
                                    .map(v -> new Refusal.Violation(v.field(), v.rule()))
                                    .toList()));
        }
    }

    private CompletableFuture<Outcome> submit(
            Caller caller, List<PublishedResultImported> sound, int i) {
        PublishedResultImported result = sound.get(i);
        String id = PublishedResults.id(result);
        return results.submit(
                caller.item(i, caller.bodyHash()),
                result,
                (version, news) -> Answer.untagged(new ImportedView(id, version, news)));
    }

    private ImportedView imported(Committed committed) {
        JsonNode body = answers.kept(committed).path("body");
        return new ImportedView(
                body.path("id").asText(),
                body.path("version").asLong(),
                body.path("news").asBoolean());
    }
}
