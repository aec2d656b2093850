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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.CaseCommand.AdjustRating;
import uk.inspection.cases.domain.CaseCommand.JudgeStandard;
import uk.inspection.cases.domain.CaseRating;
import uk.inspection.cases.domain.InspectionState.Adjustment;
import uk.inspection.cases.projection.StandardEntity;
import uk.inspection.cases.projection.StandardsReading;
import uk.inspection.cases.projection.StandardsReading.Snapshot;
import uk.inspection.cases.store.Inspections;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Requests;

/**
 * The standards of an inspection under rated standards: judged by evidence or moved by discretion.
 */
@Path("/v1/inspections/{id}/standards")
@Tag(name = "Standards")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class StandardResource {
    private static final TypeReference<Map<String, String>> ANSWERS = new TypeReference<>() {};

    private final Inspections inspections;
    private final Requests requests;
    private final Access access;
    private final StandardsReading reading;
    private final ObjectMapper json;

    StandardResource(
            Inspections inspections,
            Requests requests,
            Access access,
            StandardsReading reading,
            ObjectMapper json) {
        this.inspections = inspections;
        this.requests = requests;
        this.access = access;
        this.reading = reading;
        this.json = json;
    }

    public record StandardJudgement(@Nullable @Size(min = 1, max = 100) String rating) {}

    /**
     * Discretion used on what the cases give.
     *
     * @param from the rating that the cases give, as the lead saw it
     * @param to the rating that counts instead; the same as {@code from} takes an adjustment back
     * @param reason about the standard, never about a case
     */
    public record RatingAdjustment(
            @NotBlank @Size(max = 100) String from,
            @NotBlank @Size(max = 100) String to,
            @NotBlank @Size(max = 1000) String reason) {}

    /**
     * From the rating that the cases gave to the one that counts instead.
     *
     * @param inEffect false while the cases give another rating, or this one out of reach: should
     *     they come to give it again, the adjustment holds again, unless it is taken back
     */
    public record AdjustmentView(String from, String to, String reason, boolean inEffect) {}

    /**
     * A standard as it stands.
     *
     * @param assessed cases or evidence
     * @param rating the one that counts; absent where the standard is not rated (yet)
     * @param byRule the rating that the cases give; absent where they give none, and where the
     *     standard is judged by evidence
     * @param adjustment the latest use of discretion, in effect or not; absent once taken back
     * @param revision counts the judgements by evidence; 0 until there is one
     */
    public record StandardView(
            String id,
            String title,
            String assessed,
            @Nullable String rating,
            @Nullable String byRule,
            @Nullable AdjustmentView adjustment,
            int revision) {}

    /**
     * The standards as they stood together.
     *
     * @param version of the inspection that they reflect
     */
    public record StandardsView(long version, List<StandardView> items) {}

    @GET
    @MinVersion
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "listStandards",
            summary = "The standards and their ratings, in the framework's order",
            description = "None under a framework of pooled percentages.")
    public StandardsView list(@PathParam("id") String id) {
        access.entered(id);
        Framework framework = inspections.framework(id).orElseThrow(Access::noInspection);
        Snapshot stood = reading.of(id);
        return new StandardsView(
                stood.version(),
                switch (framework) {
                    case PooledPercentage _ -> List.of();
                    case RatedStandards rated -> standards(rated, stood);
                });
    }

    @POST
    @Path("{standard}/judgements")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "judgeStandard",
            summary = "Judge a standard by evidence; without a rating it could not be rated")
    @APIResponseSchema(value = InspectionResource.VersionView.class, responseCode = "200")
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
                    "It holds for as long as the cases give that rating. 409 when they no longer"
                            + " give the one named as from, or when the lowest key question is too"
                            + " far from the band of the rating asked for. To the very rating that"
                            + " the cases give, it takes the latest adjustment back, whether that"
                            + " is in effect or not.")
    @APIResponseSchema(value = InspectionResource.VersionView.class, responseCode = "200")
    public Response adjust(
            @PathParam("id") String id,
            @PathParam("standard") String standard,
            @NotNull @Valid RatingAdjustment adjustment) {
        access.entered(id);
        return requests.respond(
                inspections.submit(
                        requests.caller("adjustRating", adjustment),
                        id,
                        new AdjustRating(
                                standard, adjustment.from(), adjustment.to(), adjustment.reason()),
                        (_, version, _) ->
                                Answer.untagged(new InspectionResource.VersionView(version))));
    }

    private List<StandardView> standards(RatedStandards framework, Snapshot stood) {
        var cases = stood.judged().stream().map(row -> answers(row.answers)).toList();
        var recorded =
                stood.recorded().stream()
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
        String byRule = given == null ? null : given.label();
        if (latest == null || !latest.moves()) {
            return new StandardView(
                    standard.id(), standard.title(), "cases", byRule, byRule, null, 0);
        }
        boolean inEffect = given != null && given.isMovedBy(framework, latest);
        return new StandardView(
                standard.id(),
                standard.title(),
                "cases",
                inEffect ? latest.to() : byRule,
                byRule,
                new AdjustmentView(latest.from(), latest.to(), latest.reason(), inEffect),
                0);
    }

    private static StandardView byEvidence(Standard standard, @Nullable StandardEntity row) {
        return new StandardView(
                standard.id(),
                standard.title(),
                "evidence",
                row == null ? null : row.rating,
                null,
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
