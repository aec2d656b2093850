package uk.inspection.cases.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.CaseCommand.AllocateCase;
import uk.inspection.cases.domain.CaseCommand.EraseCase;
import uk.inspection.cases.domain.CaseCommand.SampleCases;
import uk.inspection.cases.domain.CaseCommand.WithdrawCase;
import uk.inspection.cases.keys.Erasures;
import uk.inspection.cases.projection.CaseEntity;
import uk.inspection.cases.store.Inspections;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.ErasureReason;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Recorded;
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
    private final CaseNotes notes;
    private final Erasures erasures;
    private final ObjectMapper json;

    CaseResource(
            Inspections inspections,
            Requests requests,
            Access access,
            CaseNotes notes,
            Erasures erasures,
            ObjectMapper json) {
        this.inspections = inspections;
        this.requests = requests;
        this.access = access;
        this.notes = notes;
        this.erasures = erasures;
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

    public record Erasure(@NotNull ErasureReason reason) {}

    /**
     * What became of an erasure.
     *
     * @param destroyed whether the key is destroyed by now; else it will be
     */
    public record ErasureView(String caseId, long version, boolean destroyed) {}

    public record SampledView(List<String> sampled, long version) {}

    /**
     * A case as it stands. {@code status} is sampled, judged or withdrawn.
     *
     * @param notes the newest hundred, newest first; absent where there never was one, and in lists
     * @param erasedAt when the case's notes were erased; absent while they are not
     */
    public record CaseView(
            String caseId,
            Sentence sentence,
            String ageBand,
            String gender,
            boolean lookedAfter,
            String status,
            @Nullable String inspector,
            int revision,
            @Nullable JsonNode answers,
            @Nullable List<CaseNotes.NoteView> notes,
            @Nullable Instant erasedAt) {}

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
    @Recorded
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
        return new Page<>(page.items().stream().map(row -> view(row, null)).toList(), page.next());
    }

    @GET
    @MinVersion
    @Recorded
    @Path("cases/{caseId}")
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "getCase",
            summary = "One case, with the answers that stand and the notes on it")
    @APIResponseSchema(value = CaseView.class, responseCode = "200")
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
        return Response.ok(view(row, notes.shown(row)))
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

    @POST
    @Path("cases/{caseId}/erasure")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "eraseCase",
            summary = "Destroy the key of a case's notes",
            description =
                    "The notes are unreadable from then on, wherever they are kept; answers and scores"
                            + " stay. It is possible wherever the inspection stands, and cannot be"
                            + " undone. 202 when the erasure is written and the key not destroyed yet:"
                            + " it will be, and no note is shown meanwhile. Who leads the inspection"
                            + " may, and a chief inspector; a service in its own self-audit.")
    @APIResponse(
            responseCode = "200",
            description = "Erased",
            content = @Content(schema = @Schema(implementation = ErasureView.class)))
    @APIResponse(
            responseCode = "202",
            description = "Written; the key is still to be destroyed",
            content = @Content(schema = @Schema(implementation = ErasureView.class)))
    public Response erase(
            @PathParam("id") String id,
            @PathParam("caseId") String caseId,
            @NotNull @Valid Erasure erasure) {
        access.erasing(id);
        Response written =
                requests.respond(
                        inspections.submit(
                                requests.caller("eraseCase", erasure),
                                id,
                                new EraseCase(caseId, erasure.reason()),
                                (_, version, _) ->
                                        Answer.untagged(new ErasureView(caseId, version, true))));
        return destroyed(id, caseId)
                ? written
                : Response.fromResponse(written)
                        .status(Response.Status.ACCEPTED)
                        .entity(notYet(written))
                        .build();
    }

    /** The answer that is kept tells how it ends; until then it is told that it has not. */
    private static ObjectNode notYet(Response written) {
        return ((ObjectNode) written.getEntity()).deepCopy().put("destroyed", false);
    }

    private boolean destroyed(String id, String caseId) {
        try {
            return erasures.destroyed(id, caseId);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private CaseView view(CaseEntity row, @Nullable List<CaseNotes.NoteView> notes) {
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
                    row.answers == null ? null : json.readTree(row.answers),
                    notes,
                    row.erasedAt);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }
}
