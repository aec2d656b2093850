package uk.inspection.scoring.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.SmallCounts.Withheld;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Recorded;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.projection.ScoreReadModels;
import uk.inspection.scoring.rest.PublicScores.ShownScores;
import uk.inspection.scoring.store.CaseHistory;
import uk.inspection.scoring.store.InspectionScores;

/** Where the scores of inspections stand, and how they came there. */
@Path("/v1/scores")
@Tag(name = "Scores")
@PermitAll // what is published is public; who else sees what, Access says
@RunOnVirtualThread
public class ScoreResource {
    /** Causes of one score that a history resolves. */
    private static final int CAUSES_MAX = 100;

    private final InspectionScores scores;
    private final Access access;
    private final Moments moments;
    private final CaseHistory cases;
    private final ScoreReadModels readModels;
    private final PublicScores publicScores;

    ScoreResource(
            InspectionScores scores,
            Access access,
            Moments moments,
            CaseHistory cases,
            ScoreReadModels readModels,
            PublicScores publicScores) {
        this.scores = scores;
        this.access = access;
        this.moments = moments;
        this.cases = cases;
        this.readModels = readModels;
        this.publicScores = publicScores;
    }

    /**
     * The newest score of an inspection.
     *
     * @param provisional until fieldwork is closed
     * @param caseVersion the version of the case stream that the score reflects
     * @param scorer version of the scoring rules that made it
     * @param sampled absent where it is withheld from the public, as is {@code judged}
     * @param scores without what is withheld
     * @param withheld what the public is not shown, because it tells of few children; absent where
     *     nothing ever is
     * @param reinspection what the framework's rule proposes, once the scores are final; not shown
     *     to the public
     */
    public record ScoreView(
            String inspectionId,
            String area,
            InspectionKind kind,
            FrameworkRef framework,
            boolean provisional,
            @Nullable Integer sampled,
            @Nullable Integer judged,
            long caseVersion,
            long version,
            int scorer,
            Instant changedAt,
            Scores scores,
            @Nullable Withheld withheld,
            @Nullable ReinspectionProposal reinspection) {}

    /**
     * One score that was given out.
     *
     * @param type ScoreChanged or ScoresFinalised
     * @param causedBy the versions of the case stream that changed it, all of them
     * @param causes the newest hundred of these, resolved to what the caller may see of them
     * @param headlines without what is withheld; empty where standards are rated
     * @param withheld what the public is not shown, because it tells of few children; absent where
     *     nothing ever is
     * @param overall the overall rating, once there is one; {@code points} and {@code maximum} only
     *     where standards are rated
     */
    public record GivenView(
            long version,
            String type,
            long caseVersion,
            List<Long> causedBy,
            List<CauseView> causes,
            Instant changedAt,
            List<Scores.Tally> headlines,
            @Nullable Withheld withheld,
            @Nullable String overall,
            @Nullable Integer points,
            @Nullable Integer maximum) {}

    @GET
    @Operation(
            operationId = "listScores",
            summary = "The newest scores of all inspections that the caller may see",
            description =
                    "The inspectorate and analysts see core inspections and re-inspections as they"
                            + " stand; everybody, also without a token, sees the scores that are"
                            + " published, as they were published; a self-audit is seen by the"
                            + " service of its area alone.")
    @APIResponse(responseCode = "200", description = "A page of the scores, newest first")
    @APIResponse(responseCode = "400", description = "The limit is out of its range")
    @APIResponse(responseCode = "422", description = "This cursor was not given out by this list")
    public Page<ScoreView> list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit) {
        long before = Page.place(cursor, Long.MAX_VALUE);
        var rows = ScoreEntity.page(before, access.ownArea(), access.seesUnpublished(), limit + 1);
        Page<ScoreEntity> page = Page.of(rows, limit, row -> row.firstPosition);
        return new Page<>(
                access.shown(page.items()).stream().map(this::view).toList(), page.next());
    }

    @GET
    @MinVersion
    @Path("{inspectionId}")
    @Operation(
            operationId = "getScore",
            summary = "The newest score of an inspection, or the one that stood at some time",
            description =
                    "With version the score of that version, with asOf the newest up to an instant"
                            + " or to the end of a day in London.")
    @APIResponse(
            responseCode = "200",
            description = "The score",
            content = @Content(schema = @Schema(implementation = ScoreView.class)))
    @APIResponse(responseCode = "304", description = "The score is the one named by If-None-Match")
    @APIResponse(responseCode = "400", description = "A parameter is out of its range")
    @APIResponse(
            responseCode = "401",
            description = "No score of such an inspection is published, and there is no token")
    @APIResponse(
            responseCode = "404",
            description = "There is no score of such an inspection, or none of then")
    @APIResponse(
            responseCode = "422",
            description = "version and asOf exclude each other, or asOf cannot be read")
    public Response get(
            @PathParam("inspectionId") String inspection,
            @QueryParam("version") @Nullable @Min(1) Long version,
            @QueryParam("asOf") @Nullable String asOf,
            @Context Request request) {
        ScoreEntity row = access.visible(inspection);
        boolean seesEvery = access.seesEvery(row);
        ScoreView score =
                version == null && asOf == null
                        ? view(row)
                        : view(moments.score(row, version, asOf), seesEvery);
        var etag = new EntityTag(publicScores.tag(score.version(), seesEvery));
        Response.ResponseBuilder notModified = request.evaluatePreconditions(etag);
        var response = notModified == null ? Response.ok(score).tag(etag) : notModified;
        return response.header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION).build();
    }

    @GET
    @MinVersion
    @Recorded
    @Path("{inspectionId}/history")
    @Operation(
            operationId = "listScoreHistory",
            summary = "Every score given out, in order",
            description =
                    "Who sees no more than published scores gets the published one. Of what caused"
                            + " a score, causedBy names every version of the case stream and causes"
                            + " resolves the newest hundred.")
    @APIResponse(responseCode = "200", description = "A page of the history, oldest first")
    @APIResponse(responseCode = "400", description = "The limit is out of its range")
    @APIResponse(
            responseCode = "401",
            description = "No score of such an inspection is published, and there is no token")
    @APIResponse(responseCode = "404", description = "There is no score of such an inspection")
    @APIResponse(responseCode = "422", description = "This cursor was not given out by this list")
    public Page<GivenView> history(
            @PathParam("inspectionId") String inspection,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit) {
        ScoreEntity row = access.visible(inspection);
        long after = Page.place(cursor, 0);
        List<StoredEvent> events =
                access.seesEvery(row)
                        ? scores.scores(inspection, after, limit + 1)
                        : scores.scores(inspection, row.version - 1, 1);
        Page<StoredEvent> page = Page.of(events, limit, StoredEvent::version);
        return new Page<>(given(row, page.items()), page.next());
    }

    private ScoreView view(ScoreEntity row) {
        ShownScores shown = publicScores.of(row, readModels.scores(row), access.seesEvery(row));
        return new ScoreView(
                row.inspection,
                row.area,
                row.kind,
                new FrameworkRef(row.frameworkId, row.frameworkVersion),
                row.provisional,
                shown.sampled(),
                shown.judged(),
                row.caseVersion,
                row.version,
                row.scorer,
                row.changedAt,
                shown.scores(),
                shown.withheld(),
                row.reinspectionProposed == null
                        ? null
                        : new ReinspectionProposal(row.reinspectionProposed, row.reinspectionWhy));
    }

    private List<GivenView> given(ScoreEntity row, List<StoredEvent> events) {
        boolean seesCases = access.seesCases(row);
        boolean seesEvery = access.seesEvery(row);
        var causes =
                cases.events(
                        row.inspection,
                        events.stream().flatMap(event -> told(event).stream()).toList());
        return events.stream().map(event -> given(event, causes, seesCases, seesEvery)).toList();
    }

    /** The newest of what caused a score, oldest first: as many as are resolved. */
    private static List<Long> told(StoredEvent event) {
        List<Long> causedBy = InspectionScores.read(event).causedBy();
        return causedBy.subList(Math.max(0, causedBy.size() - CAUSES_MAX), causedBy.size());
    }

    private GivenView given(
            StoredEvent event,
            Map<Long, StoredEvent> causes,
            boolean seesCases,
            boolean seesEvery) {
        ScoreEvent score = InspectionScores.read(event);
        List<Long> causedBy = score.causedBy();
        List<CauseView> resolved =
                told(event).stream()
                        .flatMap(version -> Stream.ofNullable(causes.get(version)))
                        .map(cause -> CauseView.of(cause, seesCases))
                        .toList();
        ShownScores shown =
                publicScores.of(
                        event.stream(), score.sampled(), score.judged(), score.scores(), seesEvery);
        return switch (shown.scores()) {
            case Scores.Pooled pooled ->
                    new GivenView(
                            event.version(),
                            event.type(),
                            score.caseVersion(),
                            causedBy,
                            resolved,
                            event.occurredAt(),
                            pooled.headlines(),
                            shown.withheld(),
                            null,
                            null,
                            null);
            case Scores.Rated rated ->
                    new GivenView(
                            event.version(),
                            event.type(),
                            score.caseVersion(),
                            causedBy,
                            resolved,
                            event.occurredAt(),
                            List.of(),
                            shown.withheld(),
                            rated.overall(),
                            rated.points(),
                            rated.maximum());
        };
    }

    /** A score as it was given out; with the proposal only for whom it is meant. */
    private ScoreView view(StoredEvent event, boolean seesEvery) {
        ScoreEvent score = InspectionScores.read(event);
        ShownScores shown =
                publicScores.of(
                        event.stream(), score.sampled(), score.judged(), score.scores(), seesEvery);
        ReinspectionProposal proposal =
                switch (score) {
                    case ScoreChanged _ -> null;
                    case ScoresFinalised s -> seesEvery ? s.reinspection() : null;
                };
        return new ScoreView(
                event.stream(),
                score.area(),
                score.kind(),
                score.framework(),
                score instanceof ScoreChanged,
                shown.sampled(),
                shown.judged(),
                score.caseVersion(),
                event.version(),
                score.scorer(),
                event.occurredAt(),
                shown.scores(),
                shown.withheld(),
                proposal);
    }
}
