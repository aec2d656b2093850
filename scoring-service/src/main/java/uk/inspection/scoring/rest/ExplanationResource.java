package uk.inspection.scoring.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Recorded;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.scoring.domain.Explanation;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.rest.PublicScores.ShownScores;
import uk.inspection.scoring.store.CaseHistory;
import uk.inspection.scoring.store.InspectionScores;
import uk.inspection.scoring.store.Movements;
import uk.inspection.scoring.store.Movements.Move;

/** What a number of a score is made of, and which judgements moved it last. */
@Path("/v1/scores/{inspectionId}/explanation")
@Tag(name = "Scores")
@PermitAll // what is published is public; who else sees what, Access says
@RunOnVirtualThread
public class ExplanationResource {
    private final Access access;
    private final Moments moments;
    private final CaseHistory cases;
    private final Movements movements;
    private final PublicScores publicScores;

    ExplanationResource(
            Access access,
            Moments moments,
            CaseHistory cases,
            Movements movements,
            PublicScores publicScores) {
        this.access = access;
        this.moments = moments;
        this.cases = cases;
        this.movements = movements;
        this.publicScores = publicScores;
    }

    /**
     * The explanation of a number as one score tells it.
     *
     * @param judged absent where it is withheld from the public
     * @param version of the score
     * @param lastMovedBy the score that changed what is counted in the number last; absent where
     *     nothing was ever counted in it, and for who sees no more than the published score
     */
    public record ExplanationView(
            String inspectionId,
            FrameworkRef framework,
            boolean provisional,
            @Nullable Integer judged,
            long caseVersion,
            long version,
            Instant changedAt,
            NumberView number,
            @Nullable MoveView lastMovedBy) {}

    /**
     * How a number was moved.
     *
     * @param version of the first score that tells it
     * @param before absent where that is the inspection's first score
     * @param causes the judgements that moved this number
     */
    public record MoveView(
            long version,
            Instant at,
            @Nullable FigureView before,
            FigureView after,
            List<CauseView> causes) {}

    @GET
    @MinVersion
    @Recorded
    @Operation(
            operationId = "explainScore",
            summary = "What a number is made of, down to the questions, and what moved it last",
            description =
                    "Of the newest score, or of the one named by version or asOf. What moved the"
                            + " number last is told to those who see every score of the inspection,"
                            + " for it names figures of earlier scores; who of them may not see the"
                            + " cases is told of its causes no more than version and type.")
    @APIResponse(responseCode = "200", description = "The explanation")
    @APIResponse(responseCode = "400", description = "A parameter is out of its range")
    @APIResponse(
            responseCode = "401",
            description = "No score of such an inspection is published, and there is no token")
    @APIResponse(
            responseCode = "404",
            description = "There is no such score, or no such number in it, or it is withheld")
    @APIResponse(responseCode = "422", description = "A parameter is missing or cannot be read")
    public ExplanationView explain(
            @PathParam("inspectionId") String inspection,
            @Parameter(
                            description = "Id of the number, such as safeguarding, 1.1 or overall",
                            required = true)
                    @QueryParam("of")
                    @Nullable String of,
            @QueryParam("version") @Nullable @Min(1) Long version,
            @QueryParam("asOf") @Nullable String asOf) {
        ScoreEntity visible = access.visible(inspection);
        boolean seesEvery = access.seesEvery(visible);
        StoredEvent given = moments.score(visible, version, asOf);
        ScoreEvent score = InspectionScores.read(given);
        ShownScores shown =
                publicScores.of(
                        inspection, score.sampled(), score.judged(), score.scores(), seesEvery);
        Explanation explanation = explanation(inspection, score, shown, of);
        Optional<Move> move =
                seesEvery
                        ? movements.last(inspection, given.version(), explanation.figure().id())
                        : Optional.empty();
        return new ExplanationView(
                inspection,
                score.framework(),
                score instanceof ScoreChanged,
                shown.judged(),
                score.caseVersion(),
                given.version(),
                given.occurredAt(),
                NumberView.of(explanation, seesEvery, shown),
                move.map(m -> view(m, access.seesCases(visible))).orElse(null));
    }

    private Explanation explanation(
            String inspection, ScoreEvent score, ShownScores shown, @Nullable String of) {
        if (of == null || of.isBlank()) {
            throw refused(Refusal.Kind.INVALID, "It is not said of what number.", shown.scores());
        }
        Explanation explanation =
                Explanation.of(
                                score.scores(),
                                score.judged(),
                                cases.grounds(inspection, score.caseVersion()),
                                of)
                        .orElseThrow(() ->
                                refused(
                                        Refusal.Kind.MISSING,
                                        "The scores have no such number.",
                                        shown.scores()));
        if (shown.withholds(explanation.figure())) {
            throw refused(
                    Refusal.Kind.MISSING,
                    "This number is not shown to the public: it tells of few children, or others"
                            + " could be told from it.",
                    shown.scores());
        }
        return explanation;
    }

    private static RuntimeException refused(Refusal.Kind kind, String sentence, Scores scores) {
        return Requests.problem(
                new Refusal(
                        kind,
                        sentence,
                        List.of(
                                new Violation(
                                        "of",
                                        "must be one of "
                                                + String.join(", ", Explanation.ids(scores))))));
    }

    private static MoveView view(Move move, boolean seesCases) {
        return new MoveView(
                move.score().version(),
                move.score().occurredAt(),
                move.before() == null ? null : FigureView.of(move.before()),
                FigureView.of(move.after()),
                move.causes().stream().map(cause -> CauseView.of(cause, seesCases)).toList());
    }
}
