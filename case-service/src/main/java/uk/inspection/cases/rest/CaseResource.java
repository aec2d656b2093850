package uk.inspection.cases.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.CaseCommand.AllocateCase;
import uk.inspection.cases.domain.CaseCommand.SampleCases;
import uk.inspection.cases.domain.CaseCommand.WithdrawCase;
import uk.inspection.cases.projection.CaseEntity;
import uk.inspection.cases.store.Inspections;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Requests;

/** The sample of an inspection: which cases, who judges them, where they stand. */
@Path("/v1/inspections/{id}")
@Tag(name = "Cases")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CaseResource {
    private final Inspections inspections;
    private final Requests requests;
    private final Access access;
    private final ObjectMapper json;

    CaseResource(Inspections inspections, Requests requests, Access access, ObjectMapper json) {
        this.inspections = inspections;
        this.requests = requests;
        this.access = access;
        this.json = json;
    }

    public record Sample(
            @NotNull @Size(min = 1, max = 200) List<@NotNull @Valid SampleCase> cases) {}

    /** A case to sample. {@code caseId} is a pseudonym. */
    public record SampleCase(
            @NotNull @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}") String caseId,
            @NotNull Sentence sentence,
            @NotNull @Pattern(regexp = "10-13|14-15|16-17|18\\+") String ageBand,
            @NotNull @Pattern(regexp = "male|female|other") String gender,
            @NotNull Boolean lookedAfter) {}

    public record Allocation(@NotBlank @Size(max = 200) String inspector) {}

    public record Withdrawal(@NotNull WithdrawalReason reason) {}

    public record SampledView(List<String> sampled, long version) {}

    /** A case as it stands. {@code status} is sampled, judged or withdrawn. */
    public record CaseView(
            String caseId,
            Sentence sentence,
            String ageBand,
            String gender,
            boolean lookedAfter,
            String status,
            @Nullable String inspector,
            int revision,
            @Nullable JsonNode answers) {}

    @POST
    @Path("cases")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(operationId = "sampleCases", summary = "Put cases into the sample, all or none")
    @APIResponseSchema(value = SampledView.class, responseCode = "201")
    public Response sample(@PathParam("id") String id, @NotNull @Valid Sample sample) {
        access.entered(id);
        var cases =
                sample.cases().stream()
                        .map(c ->
                                new CaseSampled(
                                        c.caseId(),
                                        c.sentence(),
                                        c.ageBand(),
                                        c.gender(),
                                        c.lookedAfter()))
                        .toList();
        var ids = cases.stream().map(CaseSampled::caseId).toList();
        return requests.respond(
                inspections.submit(
                        requests.caller("sampleCases", sample),
                        id,
                        new SampleCases(cases),
                        (_, version, _) ->
                                Answer.created(
                                        "/v1/inspections/" + id + "/cases",
                                        version,
                                        new SampledView(ids, version))));
    }

    @GET
    @MinVersion
    @Path("cases")
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
    @Operation(operationId = "listCases", summary = "The sample, in the order it was drawn")
    public Page<CaseView> list(
            @PathParam("id") String id,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit) {
        access.entered(id);
        var rows = CaseEntity.page(id, Page.place(cursor, 0), limit + 1);
        Page<CaseEntity> page = Page.of(rows, limit, row -> row.sampledVersion);
        return new Page<>(page.items().stream().map(this::view).toList(), page.next());
    }

    @GET
    @MinVersion
    @Path("cases/{caseId}")
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
    @Operation(operationId = "getCase", summary = "One case, with the answers that stand")
    public Response get(@PathParam("id") String id, @PathParam("caseId") String caseId) {
        access.entered(id);
        CaseEntity row = CaseEntity.findById(CaseEntity.key(id, caseId));
        if (row == null) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.MISSING,
                            "There is no such case in this inspection's sample.",
                            List.of()));
        }
        // The tag is for If-Match alone: an allocation does not change it, so nothing is cached by
        // it.
        return Response.ok(view(row))
                .tag(Integer.toString(row.revision))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @POST
    @Path("cases/{caseId}/allocation")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(operationId = "allocateCase", summary = "Allocate a case to an inspector")
    @APIResponseSchema(value = InspectionResource.VersionView.class, responseCode = "200")
    public Response allocate(
            @PathParam("id") String id,
            @PathParam("caseId") String caseId,
            @NotNull @Valid Allocation allocation) {
        access.entered(id);
        return requests.respond(
                inspections.submit(
                        requests.caller("allocateCase", allocation),
                        id,
                        new AllocateCase(caseId, allocation.inspector()),
                        (_, version, _) ->
                                Answer.untagged(new InspectionResource.VersionView(version))));
    }

    @POST
    @Path("cases/{caseId}/withdrawal")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(operationId = "withdrawCase", summary = "Withdraw a case from the sample")
    @APIResponseSchema(value = InspectionResource.VersionView.class, responseCode = "200")
    public Response withdraw(
            @PathParam("id") String id,
            @PathParam("caseId") String caseId,
            @NotNull @Valid Withdrawal withdrawal) {
        access.entered(id);
        return requests.respond(
                inspections.submit(
                        requests.caller("withdrawCase", withdrawal),
                        id,
                        new WithdrawCase(caseId, withdrawal.reason()),
                        (_, version, _) ->
                                Answer.untagged(new InspectionResource.VersionView(version))));
    }

    private CaseView view(CaseEntity row) {
        try {
            return new CaseView(
                    row.caseId,
                    row.sentence,
                    row.ageBand,
                    row.gender,
                    row.lookedAfter,
                    row.status,
                    row.inspector,
                    row.revision,
                    row.answers == null ? null : json.readTree(row.answers));
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }
}
