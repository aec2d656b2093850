package uk.inspection.cases.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.CaseCommand.AdjustRating;
import uk.inspection.cases.domain.CaseCommand.JudgeStandard;
import uk.inspection.cases.domain.CaseRating;
import uk.inspection.cases.domain.InspectionState.Adjustment;
import uk.inspection.cases.projection.CaseEntity;
import uk.inspection.cases.projection.StandardEntity;
import uk.inspection.cases.store.Inspections;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Requests;

/**
 * The standards of an inspection under rated standards: judged by evidence or moved by discretion.
 */
@Path("/v1/inspections/{id}/standards")
@Tag(name = "Standards")
@RunOnVirtualThread
public class StandardResource {
    private static final TypeReference<Map<String, String>> ANSWERS = new TypeReference<>() {};

    private final Inspections inspections;
    private final Requests requests;
    private final Access access;
    private final ObjectMapper json;

    StandardResource(Inspections inspections, Requests requests, Access access, ObjectMapper json) {
        this.inspections = inspections;
        this.requests = requests;
        this.access = access;
        this.json = json;
    }

    public record StandardJudgement(@Nullable @Size(min = 1, max = 100) String rating) {}

    /**
     * Discretion used on what the cases give.
     *
     * @param to the rating that counts instead; the one by the rule takes an adjustment back
     * @param reason about the standard, never about a case
     */
    public record RatingAdjustment(
            @NotBlank @Size(max = 100) String to, @NotBlank @Size(max = 1000) String reason) {}

    /** From the rating that the cases give to the one that counts instead. */
    public record AdjustmentView(String from, String to, String reason) {}

    /**
     * A standard as it stands.
     *
     * @param assessed cases or evidence
     * @param rating the one that counts; absent where the standard is not rated (yet)
     * @param adjustment the use of discretion that is in effect, from what the cases give
     * @param revision counts the judgements by evidence; 0 until there is one
     */
    public record StandardView(
            String id,
            String title,
            String assessed,
            @Nullable String rating,
            @Nullable AdjustmentView adjustment,
            int revision) {}

    @GET
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "listStandards",
            summary = "The standards and their ratings, in the framework's order",
            description = "None under a framework of pooled percentages.")
    public Page<StandardView> list(@PathParam("id") String id) {
        access.entered(id);
        return new Page<>(
                switch (inspections.framework(id).orElseThrow(Access::noInspection)) {
                    case PooledPercentage _ -> List.of();
                    case RatedStandards framework -> standards(id, framework);
                },
                null);
    }

    @POST
    @Path("{standard}/judgements")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "judgeStandard",
            summary = "Judge a standard by evidence; without a rating it could not be rated")
    public Response judge(
            @PathParam("id") String id,
            @PathParam("standard") String standard,
            @NotNull @Valid StandardJudgement judgement) {
        access.entered(id);
        return requests.respond(
                inspections.submit(
                        requests.caller("judgeStandard", judgement),
                        id,
                        new JudgeStandard(standard, judgement.rating()),
                        (_, version, _) ->
                                Answer.untagged(new InspectionResource.VersionView(version))));
    }

    @POST
    @Path("{standard}/adjustments")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "adjustRating",
            summary = "Use discretion on the rating that the cases give a standard",
            description =
                    "It holds for as long as the cases give that rating. 409 when the lowest key"
                            + " question is too far from the band of the rating asked for.")
    public Response adjust(
            @PathParam("id") String id,
            @PathParam("standard") String standard,
            @NotNull @Valid RatingAdjustment adjustment) {
        access.entered(id);
        return requests.respond(
                inspections.submit(
                        requests.caller("adjustRating", adjustment),
                        id,
                        new AdjustRating(standard, adjustment.to(), adjustment.reason()),
                        (_, version, _) ->
                                Answer.untagged(new InspectionResource.VersionView(version))));
    }

    private List<StandardView> standards(String id, RatedStandards framework) {
        var cases = CaseEntity.judged(id).stream().map(row -> answers(row.answers)).toList();
        var recorded =
                StandardEntity.all(id).stream()
                        .collect(Collectors.toMap(row -> row.standard, Function.identity()));
        return framework.standards().stream()
                .map(standard -> {
                    StandardEntity row = recorded.get(standard.id());
                    return standard.assessedByCases()
                            ? byCases(framework, standard, cases, row)
                            : byEvidence(standard, row);
                })
                .toList();
    }

    private static StandardView byCases(
            RatedStandards framework,
            Standard standard,
            List<Map<String, String>> cases,
            @Nullable StandardEntity row) {
        CaseRating given = CaseRating.of(framework, standard, cases);
        Adjustment latest =
                row == null
                        ? null
                        : new Adjustment(row.adjustedFrom, row.adjustedTo, row.adjustedWhy);
        if (given != null && latest != null && given.isMovedBy(framework, latest)) {
            return new StandardView(
                    standard.id(),
                    standard.title(),
                    "cases",
                    latest.to(),
                    new AdjustmentView(latest.from(), latest.to(), latest.reason()),
                    0);
        }
        return new StandardView(
                standard.id(),
                standard.title(),
                "cases",
                given == null ? null : given.label(),
                null,
                0);
    }

    private static StandardView byEvidence(Standard standard, @Nullable StandardEntity row) {
        return new StandardView(
                standard.id(),
                standard.title(),
                "evidence",
                row == null ? null : row.rating,
                null,
                row == null ? 0 : row.revision);
    }

    private Map<String, String> answers(String kept) {
        try {
            return json.readValue(kept, ANSWERS);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }
}
