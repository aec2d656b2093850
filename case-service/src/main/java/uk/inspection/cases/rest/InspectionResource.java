package uk.inspection.cases.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.CaseCommand.AnnounceInspection;
import uk.inspection.cases.domain.CaseCommand.CloseFieldwork;
import uk.inspection.cases.domain.CaseCommand.Earlier;
import uk.inspection.cases.domain.CaseCommand.RecordContext;
import uk.inspection.cases.domain.CaseCommand.RecordQuestionnaires;
import uk.inspection.cases.domain.CaseCommand.ReopenFieldwork;
import uk.inspection.cases.domain.InspectionState;
import uk.inspection.cases.projection.FrameworkCatalogue;
import uk.inspection.cases.projection.InspectionEntity;
import uk.inspection.cases.store.Inspections;
import uk.inspection.contract.CaseEvent.ContextTopic;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.eventstore.service.Requests.Caller;

/** Inspections from their announcement to the close of fieldwork. */
@Path("/v1/inspections")
@Tag(name = "Inspections")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InspectionResource {
    private final Inspections inspections;
    private final Requests requests;
    private final Access access;

    InspectionResource(Inspections inspections, Requests requests, Access access) {
        this.inspections = inspections;
        this.requests = requests;
        this.access = access;
    }

    /**
     * A new inspection.
     *
     * @param framework id
     * @param frameworkVersion frozen into the inspection; when absent, the newest version in force
     *     on {@code fieldworkStart}, or the newest where none is
     * @param lead subject of the lead inspector; the caller when absent
     */
    public record Announce(
            @NotBlank @Size(max = 200) String area,
            @NotBlank @Size(max = 200) String body,
            @NotNull InspectionKind kind,
            @NotBlank @Size(max = 100) String framework,
            @Nullable @Min(1) Integer frameworkVersion,
            @Nullable @Size(min = 1, max = 200) String lead,
            @NotNull LocalDate fieldworkStart,
            @NotNull LocalDate fieldworkEnd,
            @Nullable @Size(min = 1, max = 100) String reinspectionOf) {}

    public record Questionnaires(
            @NotNull Respondents respondents, @NotNull @Min(0) @Max(10_000) Integer completed) {}

    public record ContextStatement(
            @NotNull ContextTopic topic, @NotBlank @Size(max = 4000) String statement) {}

    public record Reopen(@NotBlank @Size(max = 1000) String reason) {}

    /** An empty body. */
    public record Nothing() {}

    /** An inspection as it stands. {@code status} is fieldwork or closed. */
    public record InspectionView(
            String id,
            String area,
            String body,
            InspectionKind kind,
            FrameworkRef framework,
            String lead,
            LocalDate fieldworkStart,
            LocalDate fieldworkEnd,
            @Nullable String reinspectionOf,
            String status,
            int sampled,
            int judged,
            long version,
            Instant announcedAt) {

        static InspectionView of(InspectionEntity row) {
            return new InspectionView(
                    row.id,
                    row.area,
                    row.body,
                    row.kind,
                    new FrameworkRef(row.frameworkId, row.frameworkVersion),
                    row.lead,
                    row.fieldworkStart,
                    row.fieldworkEnd,
                    row.reinspectionOf,
                    row.status,
                    row.sampled,
                    row.judged,
                    row.version,
                    row.announcedAt);
        }
    }

    public record FieldworkView(String status, int sampled, int judged, long version) {}

    public record VersionView(long version) {}

    @POST
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "announceInspection",
            summary = "Announce an inspection",
            description =
                    "A service announces self-audits of its own area, and nobody else does; they are"
                            + " visible to that service only.")
    @APIResponseSchema(value = InspectionView.class, responseCode = "201")
    public Response announce(@NotNull @Valid Announce announce) {
        access.announcing(announce.kind(), announce.area());
        Caller caller = requests.caller("announceInspection", announce);
        String id = caller.newId();
        var command =
                new AnnounceInspection(
                        announce.area(),
                        announce.body(),
                        announce.kind(),
                        framework(announce),
                        announce.lead() == null ? caller.subject() : announce.lead(),
                        announce.fieldworkStart(),
                        announce.fieldworkEnd(),
                        earlier(announce.reinspectionOf()));
        return requests.respond(
                inspections.submit(
                        caller,
                        id,
                        command,
                        (_, version, _) ->
                                Answer.created(
                                        "/v1/inspections/" + id,
                                        version,
                                        announced(id, command, version, caller.at()))));
    }

    @GET
    @RolesAllowed({
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.YJB,
        Roles.ANALYST,
        Roles.YOT
    })
    @Operation(operationId = "listInspections", summary = "Inspections, newest first")
    public Page<InspectionView> list(
            @QueryParam("area") @Nullable String area,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit) {
        Access.Visible visible = access.visible(area);
        var rows =
                InspectionEntity.page(
                        visible.area(),
                        visible.kinds(),
                        Page.place(cursor, Long.MAX_VALUE),
                        limit + 1);
        Page<InspectionEntity> page = Page.of(rows, limit, row -> row.announcedPosition);
        return new Page<>(page.items().stream().map(InspectionView::of).toList(), page.next());
    }

    @GET
    @MinVersion
    @Path("{id}")
    @RolesAllowed({
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.YJB,
        Roles.ANALYST,
        Roles.YOT
    })
    @Operation(operationId = "getInspection", summary = "One inspection")
    public Response get(@PathParam("id") String id, @Context Request request) {
        InspectionEntity row = access.seen(id);
        var etag = new EntityTag(Long.toString(row.version));
        Response.ResponseBuilder notModified = request.evaluatePreconditions(etag);
        return notModified == null
                ? Response.ok(InspectionView.of(row)).tag(etag).build()
                : notModified.build();
    }

    @POST
    @Path("{id}/questionnaires")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "recordQuestionnaires",
            summary = "Record how many questionnaires were returned in all")
    @APIResponseSchema(value = VersionView.class, responseCode = "200")
    public Response recordQuestionnaires(
            @PathParam("id") String id, @NotNull @Valid Questionnaires body) {
        access.entered(id);
        return requests.respond(
                inspections.submit(
                        requests.caller("recordQuestionnaires", body),
                        id,
                        new RecordQuestionnaires(body.respondents(), body.completed()),
                        (_, version, _) -> Answer.ok(version, new VersionView(version))));
    }

    @POST
    @Path("{id}/context")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(operationId = "recordContext", summary = "Record an unscored statement or fact")
    @APIResponseSchema(value = VersionView.class, responseCode = "200")
    public Response recordContext(
            @PathParam("id") String id, @NotNull @Valid ContextStatement body) {
        access.entered(id);
        return requests.respond(
                inspections.submit(
                        requests.caller("recordContext", body),
                        id,
                        new RecordContext(body.topic(), body.statement()),
                        (_, version, _) -> Answer.ok(version, new VersionView(version))));
    }

    @POST
    @Path("{id}/fieldwork/close")
    @RolesAllowed({Roles.LEAD_INSPECTOR, Roles.YOT})
    @Operation(
            operationId = "closeFieldwork",
            summary = "Close fieldwork: every case is judged or withdrawn")
    @APIResponseSchema(value = FieldworkView.class, responseCode = "200")
    public Response closeFieldwork(@PathParam("id") String id, @NotNull @Valid Nothing body) {
        access.entered(id);
        return requests.respond(
                inspections.submit(
                        requests.caller("closeFieldwork", body),
                        id,
                        new CloseFieldwork(),
                        this::fieldwork));
    }

    @POST
    @Path("{id}/fieldwork/reopen")
    @RolesAllowed({Roles.CHIEF_INSPECTOR, Roles.YOT})
    @Operation(operationId = "reopenFieldwork", summary = "Reopen fieldwork, with a reason")
    @APIResponseSchema(value = FieldworkView.class, responseCode = "200")
    public Response reopenFieldwork(@PathParam("id") String id, @NotNull @Valid Reopen body) {
        access.entered(id);
        return requests.respond(
                inspections.submit(
                        requests.caller("reopenFieldwork", body),
                        id,
                        new ReopenFieldwork(body.reason()),
                        this::fieldwork));
    }

    private Answer fieldwork(InspectionState after, long version, boolean news) {
        return switch (after) {
            case InspectionState.NotAnnounced() -> throw new IllegalStateException();
            case InspectionState.InFieldwork(var inspection) ->
                    fieldwork("fieldwork", inspection, version);
            case InspectionState.Closed(var inspection) -> fieldwork("closed", inspection, version);
        };
    }

    private Answer fieldwork(String status, InspectionState.Inspection inspection, long version) {
        var cases = inspection.cases().values();
        int withdrawn =
                (int) cases.stream().filter(InspectionState.Withdrawn.class::isInstance).count();
        int judged = (int) cases.stream().filter(InspectionState.Judged.class::isInstance).count();
        return Answer.ok(
                version, new FieldworkView(status, cases.size() - withdrawn, judged, version));
    }

    private static InspectionView announced(
            String id, AnnounceInspection command, long version, Instant at) {
        return new InspectionView(
                id,
                command.area(),
                command.body(),
                command.kind(),
                command.framework().ref(),
                command.lead(),
                command.fieldworkStart(),
                command.fieldworkEnd(),
                command.earlier() == null ? null : command.earlier().inspection(),
                "fieldwork",
                0,
                0,
                version,
                at);
    }

    private static Framework framework(Announce announce) {
        String id = announce.framework();
        if (announce.frameworkVersion() != null) {
            return FrameworkCatalogue.version(id, announce.frameworkVersion())
                    .orElseThrow(() ->
                            noFramework(
                                    "There is no version %d of a framework %s."
                                            .formatted(announce.frameworkVersion(), id),
                                    "frameworkVersion",
                                    "must be a version in /v1/frameworks"));
        }
        return FrameworkCatalogue.newestInForce(id, announce.fieldworkStart())
                .or(() -> FrameworkCatalogue.newest(id))
                .orElseThrow(() ->
                        noFramework(
                                "There is no framework " + id + ".",
                                "framework",
                                "must be the id of a framework in /v1/frameworks"));
    }

    private static RuntimeException noFramework(String sentence, String field, String rule) {
        return Requests.problem(
                new Refusal(Refusal.Kind.INVALID, sentence, List.of(new Violation(field, rule))));
    }

    /** A self-audit is followed up by no re-inspection: to the inspectorate it does not exist. */
    private static @Nullable Earlier earlier(@Nullable String inspection) {
        if (inspection == null) {
            return null;
        }
        InspectionEntity row = InspectionEntity.findById(inspection);
        boolean known = row != null && row.kind != InspectionKind.SELF_AUDIT;
        return new Earlier(inspection, known ? row.area : null);
    }
}
