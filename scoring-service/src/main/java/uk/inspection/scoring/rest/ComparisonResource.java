package uk.inspection.scoring.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.scoring.domain.Comparison;
import uk.inspection.scoring.domain.Comparison.OfPercentages;
import uk.inspection.scoring.domain.Comparison.OfRatings;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.projection.ScoreReadModels;
import uk.inspection.scoring.rest.PublicScores.ShownScores;

/** Two inspections' scores side by side, with what a reader must know before he compares them. */
@Path("/v1/scores/comparison")
@Tag(name = "Scores")
@PermitAll // what is published is public; who else sees what, Access says
@RunOnVirtualThread
public class ComparisonResource {
    private static final String ADVICE =
            "Do not read much into the difference between two areas: their samples differ in size"
                    + " and in the cases they hold. A score sums up what was found in one area and"
                    + " shows where its work has to improve.";
    private static final String SOURCE =
            "Core Case Inspection report on Sefton, June 2009, the page with the scores";

    private final Access access;
    private final ScoreReadModels readModels;
    private final PublicScores publicScores;

    ComparisonResource(Access access, ScoreReadModels readModels, PublicScores publicScores) {
        this.access = access;
        this.readModels = readModels;
        this.publicScores = publicScores;
    }

    /**
     * Whose score stands on one side, and which of its scores it is.
     *
     * @param sampled absent where it is withheld from the public, as is {@code judged}
     */
    public record ComparedView(
            String inspectionId,
            String area,
            InspectionKind kind,
            FrameworkRef framework,
            boolean provisional,
            @Nullable Integer sampled,
            @Nullable Integer judged,
            long version,
            Instant changedAt) {}

    /**
     * What the report says about comparing scores.
     *
     * @param status says so where the advice is the platform's and not the source's
     */
    public record AdviceView(String text, String source, @Nullable String status) {}

    /**
     * Two scores side by side.
     *
     * @param percentages present where both were scored by pooled percentages
     * @param ratings present where both were scored by rated standards
     * @param notes what makes these two less alike than they look
     */
    public record ComparisonView(
            ComparedView of,
            ComparedView with,
            @Nullable OfPercentages percentages,
            @Nullable OfRatings ratings,
            List<String> notes,
            AdviceView advice) {}

    @GET
    @Operation(
            operationId = "compareScores",
            summary = "The newest scores of two inspections that the caller may see, side by side",
            description =
                    "Without a token these are the published ones. Each percentage comes with its"
                            + " counts and its 95% Wilson interval; where two intervals overlap, the"
                            + " samples alone may explain the difference.")
    @APIResponse(
            responseCode = "200",
            description = "Both scores and how they differ",
            content = @Content(schema = @Schema(implementation = ComparisonView.class)))
    @APIResponse(responseCode = "400", description = "An inspection is not named")
    @APIResponse(
            responseCode = "401",
            description = "No score of one of them is published, and there is no token")
    @APIResponse(responseCode = "404", description = "One of them has no score that is seen")
    @APIResponse(responseCode = "422", description = "The two cannot be compared")
    public Response compare(
            @QueryParam("of") @NotBlank String of, @QueryParam("with") @NotBlank String with) {
        if (of.equals(with)) {
            throw refused("An inspection is compared with another one.", "must be another than of");
        }
        ScoreEntity one = access.visible(of);
        ScoreEntity other = access.visible(with);
        Comparison comparison =
                Comparison.between(shown(one).scores(), shown(other).scores())
                        .orElseThrow(() -> differentMethods(one, other));
        return Response.ok(view(one, other, comparison))
                .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION)
                .build();
    }

    private ShownScores shown(ScoreEntity row) {
        return publicScores.of(row, readModels.scores(row), access.seesEvery(row));
    }

    private ComparisonView view(ScoreEntity of, ScoreEntity with, Comparison comparison) {
        return switch (comparison) {
            case OfPercentages percentages ->
                    new ComparisonView(
                            side(of),
                            side(with),
                            percentages,
                            null,
                            notes(of, with),
                            new AdviceView(ADVICE, SOURCE, null));
            case OfRatings ratings ->
                    new ComparisonView(
                            side(of),
                            side(with),
                            null,
                            ratings,
                            notes(of, with),
                            new AdviceView(
                                    ADVICE,
                                    SOURCE,
                                    "For rated standards this is a default, not verified: the"
                                            + " source is about percentages."));
        };
    }

    private ComparedView side(ScoreEntity row) {
        ShownScores shown = shown(row);
        return new ComparedView(
                row.inspection,
                row.area,
                row.kind,
                ref(row),
                row.provisional,
                shown.sampled(),
                shown.judged(),
                row.version,
                row.changedAt);
    }

    private static List<String> notes(ScoreEntity of, ScoreEntity with) {
        var notes = new ArrayList<String>();
        if (!of.frameworkId.equals(with.frameworkId)) {
            notes.add(
                    "The two were inspected under different frameworks (%s and %s): parts are put"
                                    .formatted(named(of), named(with))
                            + " side by side by their ids, and what an id stands for may differ.");
        } else if (of.frameworkVersion != with.frameworkVersion) {
            notes.add(
                    "The two were inspected under different versions of the framework (%s and %s)."
                            .formatted(named(of), named(with)));
        }
        for (ScoreEntity row : List.of(of, with)) {
            if (row.provisional) {
                notes.add(
                        "The score of %s is provisional: %d of %d cases are judged."
                                .formatted(row.area, row.judged, row.sampled));
            }
        }
        return List.copyOf(notes);
    }

    private static FrameworkRef ref(ScoreEntity row) {
        return new FrameworkRef(row.frameworkId, row.frameworkVersion);
    }

    private static String named(ScoreEntity row) {
        return "%s version %d".formatted(row.frameworkId, row.frameworkVersion);
    }

    private static RuntimeException differentMethods(ScoreEntity of, ScoreEntity with) {
        return refused(
                "The scores of %s and %s are of different methods and have nothing in common."
                        .formatted(named(of), named(with)),
                "must be scored by the same method as of");
    }

    private static RuntimeException refused(String sentence, String rule) {
        return Requests.problem(
                new Refusal(Refusal.Kind.INVALID, sentence, List.of(new Violation("with", rule))));
    }
}
