package uk.inspection.scoring.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.service.Page;
import uk.inspection.scoring.projection.ScoreEntity;
import uk.inspection.scoring.projection.ScoreReadModels;

/** How a service's own audits went, one after another. */
@Path("/v1/self-audit-scores")
@Tag(name = "Scores")
@RunOnVirtualThread
public class SelfAuditResource {
    private final Access access;
    private final ScoreReadModels readModels;

    SelfAuditResource(Access access, ScoreReadModels readModels) {
        this.access = access;
        this.readModels = readModels;
    }

    /**
     * One self-audit in the series.
     *
     * @param firstScoredAt when its first score was given out, {@code lastScoredAt} its newest
     * @param provisional until its fieldwork is closed
     * @param scores of pooled percentages the headlines alone, with counts and intervals
     */
    public record SelfAuditScore(
            String inspectionId,
            FrameworkRef framework,
            Instant firstScoredAt,
            Instant lastScoredAt,
            boolean provisional,
            int sampled,
            int judged,
            long version,
            Scores scores) {}

    @GET
    @RolesAllowed(Roles.YOT)
    @Operation(
            operationId = "listSelfAuditScores",
            summary = "The caller's self-audits under one framework, oldest first",
            description =
                    "One item a self-audit, with its newest score. Only the service whose area the"
                            + " token names sees them.")
    @APIResponse(responseCode = "200", description = "A page of the series")
    @APIResponse(responseCode = "400", description = "No framework is named")
    public Page<SelfAuditScore> list(
            @Parameter(description = "Id of the framework, such as cci-2009; all its versions")
                    @QueryParam("framework")
                    @NotBlank
                    @Nullable String framework,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit) {
        List<ScoreEntity> rows =
                ScoreEntity.selfAudits(
                        access.ownArea(),
                        String.valueOf(framework),
                        Page.place(cursor, 0),
                        limit + 1);
        Page<ScoreEntity> page = Page.of(rows, limit, row -> row.firstPosition);
        return new Page<>(page.items().stream().map(this::view).toList(), page.next());
    }

    private SelfAuditScore view(ScoreEntity row) {
        return new SelfAuditScore(
                row.inspection,
                new FrameworkRef(row.frameworkId, row.frameworkVersion),
                row.firstScoredAt,
                row.changedAt,
                row.provisional,
                row.sampled,
                row.judged,
                row.version,
                summary(row));
    }

    private Scores summary(ScoreEntity row) {
        return switch (readModels.scores(row)) {
            case Scores.Pooled pooled ->
                    new Scores.Pooled(pooled.headlines(), List.of(), List.of(), List.of());
            case Scores.Rated rated -> rated;
        };
    }
}
