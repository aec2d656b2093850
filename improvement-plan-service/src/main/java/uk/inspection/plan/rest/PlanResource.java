package uk.inspection.plan.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ActionCompleted;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.PlanClosed;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.BusinessClock;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.eventstore.service.Requests.Caller;
import uk.inspection.plan.domain.Limits;
import uk.inspection.plan.domain.PlanCommand;
import uk.inspection.plan.domain.PlanCommand.ChangeDueDate;
import uk.inspection.plan.domain.PlanCommand.FinalisePlan;
import uk.inspection.plan.domain.PlanCommand.ProposedAction;
import uk.inspection.plan.domain.PlanCommand.ReportedProgress;
import uk.inspection.plan.domain.PlanCommand.ReturnPlan;
import uk.inspection.plan.domain.PlanCommand.SignPlanOff;
import uk.inspection.plan.domain.PlanCommand.SubmitMonitoringReturn;
import uk.inspection.plan.domain.PlanCommand.SubmitPlan;
import uk.inspection.plan.domain.PlanState;
import uk.inspection.plan.domain.PlanState.Plan;
import uk.inspection.plan.domain.PlanState.Stage;
import uk.inspection.plan.projection.PlanEntity;
import uk.inspection.plan.projection.PlanEntity.Newest;
import uk.inspection.plan.projection.PlanReadModels;
import uk.inspection.plan.projection.PlanView;
import uk.inspection.plan.rest.Polling.Cut;
import uk.inspection.plan.store.PlanChanges;
import uk.inspection.plan.store.Plans;

/** Improvement plans: polled by the overseer, submitted by the service, reviewed by the lead. */
@Path("/v1/improvement-plans")
@Tag(name = "Improvement plans")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PlanResource {
    static final String NO_PLAN = "There is no plan that the caller may see";

    private static final String NOT_NOW =
            "Not as the plan stands, and why; or the Idempotency-Key was used for something else";
    private static final String STALE = "The plan has changed since the version in If-Match";
    private static final String WRONG = "What is missing or wrong, field by field";

    private final Plans plans;
    private final PlanReadModels readModels;
    private final PlanChanges changes;
    private final Requests requests;
    private final Polling polling;

    PlanResource(
            Plans plans,
            PlanReadModels readModels,
            PlanChanges changes,
            Requests requests,
            Polling polling) {
        this.plans = plans;
        this.readModels = readModels;
        this.changes = changes;
        this.requests = requests;
        this.polling = polling;
    }

    /** A plan. Every recommendation of the report needs an action; every field is filled. */
    public record Submission(
            @Nullable @Size(max = Limits.ACTIONS_MAX) List<@NotNull @Valid ActionBody> actions) {
        SubmitPlan command(LocalDate on) {
            return new SubmitPlan(orNone(actions).map(ActionBody::proposed).toList(), on);
        }
    }

    /**
     * What will be done. {@code baseline} and {@code target} are values of the measure, today and
     * when it is done.
     */
    public record ActionBody(
            @Nullable @Size(max = Limits.ID_MAX) String id,
            @Nullable @Size(max = Limits.RECOMMENDATIONS_MAX)
                    List<@NotNull Integer> recommendations,
            @Nullable @Size(max = Limits.TEXT_MAX) String text,
            @Nullable @Size(max = Limits.VALUE_MAX) String owner,
            @Nullable LocalDate targetDate,
            @Nullable @Size(max = Limits.MEASURE_MAX) String measure,
            @Nullable @Size(max = Limits.VALUE_MAX) String baseline,
            @Nullable @Size(max = Limits.VALUE_MAX) String target) {
        ProposedAction proposed() {
            return new ProposedAction(
                    id,
                    orNone(recommendations).toList(),
                    text,
                    owner,
                    targetDate,
                    measure,
                    baseline,
                    target);
        }
    }

    /**
     * Why a plan is returned. Without {@code dueOn} its due date stands while it is still to come;
     * otherwise the plan is due again 14 days after it is returned.
     */
    public record Return(
            @Nullable @Size(max = Limits.REASONS_MAX)
                    List<@NotNull @Size(max = Limits.TEXT_MAX) String> reasons,
            @Nullable LocalDate dueOn) {}

    /** Who signed the submitted plan for the board, and when. */
    public record SignOff(
            @Nullable @Size(max = Limits.VALUE_MAX) String by, @Nullable LocalDate on) {}

    /**
     * Four fixed days of the monitoring returns; without them they are due 3, 6, 9 and 12 months
     * after the finalisation.
     */
    public record Finalisation(@Nullable @Size(max = 4) List<@NotNull LocalDate> returnsDueOn) {}

    /** Either a day, or the days to count from the publication; and why. */
    public record DueDateChange(
            @Nullable LocalDate on,
            @Nullable Integer daysAfterPublication,
            @Nullable @Size(max = Limits.TEXT_MAX) String reason) {}

    /** A quarter's return: how every action of the plan stands. */
    public record MonitoringReturn(
            @NotNull Integer quarter,
            @Nullable @Size(max = Limits.ACTIONS_MAX) List<@NotNull @Valid ProgressBody> progress,
            @Nullable @Size(max = Limits.NARRATIVE_MAX) String narrative) {
        SubmitMonitoringReturn command(LocalDate on) {
            return new SubmitMonitoringReturn(
                    quarter,
                    orNone(progress).map(ProgressBody::reported).toList(),
                    narrative == null ? "" : narrative,
                    on);
        }
    }

    /** {@code measureNow} is the value of the action's measure. */
    public record ProgressBody(
            @Nullable @Size(max = Limits.ID_MAX) String actionId,
            @Nullable ActionStatus status,
            @Nullable @Size(max = Limits.VALUE_MAX) String measureNow) {
        ReportedProgress reported() {
            return new ReportedProgress(actionId, status, measureNow);
        }
    }

    /**
     * A page of plans.
     *
     * @param next cursor of the page after it
     * @param changes cursor of the change feed behind all that the page shows: a poller goes on
     *     from that of its first page
     */
    public record PlanPage(List<PlanView> items, @Nullable String next, String changes) {}

    /** {@code submission} counts the plans handed in so far. */
    public record SubmissionView(int submission, long version) {}

    public record VersionView(long version) {}

    public record FinalisedView(
            LocalDate finalisedOn,
            List<LocalDate> returnsDueOn,
            String forwardedTo,
            long version) {}

    public record DueView(DueDate due, long version) {}

    /**
     * A return that is in.
     *
     * @param completed actions that this return completed
     * @param closed whether it closed the plan
     */
    public record ReturnView(int quarter, List<String> completed, boolean closed, long version) {}

    @GET
    @RolesAllowed({
        Roles.YJB,
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.ANALYST,
        Roles.YOT
    })
    @Operation(
            operationId = "listPlans",
            summary = "Improvement plans, newest first",
            description =
                    "A poller sends the ETag it holds as If-None-Match, or the Last-Modified as"
                            + " If-Modified-Since, and gets 304 until a plan changes: any plan, or"
                            + " any of the area asked for. Where both are sent, the tag decides."
                            + " Last-Modified is left out while changes come faster than one a"
                            + " second. dueBefore asks for plans whose due date, as it stands now,"
                            + " is before a day, whether they were submitted or not.")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = PlanPage.class)))
    @APIResponse(responseCode = "304", description = "None of these plans has changed")
    @APIResponse(responseCode = "400", description = "A parameter cannot be taken, and which")
    @APIResponse(responseCode = "422", description = "No plan is due on such a day")
    public Response list(
            @QueryParam("status") @Nullable @Pattern(regexp = PlanView.ANY_STATUS) String status,
            @QueryParam("area") @Nullable String area,
            @QueryParam("dueBefore") @Parameter(schema = @Schema(implementation = LocalDate.class))
                    @Nullable String dueBefore,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit) {
        LocalDate day = dueBefore(dueBefore);
        long before = Page.place(cursor, Long.MAX_VALUE);
        Cut cut = polling.cut(area);
        return polling.plans(
                cut,
                () -> Response.ok(page(cut, rows(cut, status, day, before, limit + 1), limit)));
    }

    private static List<PlanEntity> rows(
            Cut cut, @Nullable String status, @Nullable LocalDate day, long before, int limit) {
        return switch (cut) {
            case Cut.AllAreas() -> PlanEntity.page(status, null, day, before, limit);
            case Cut.OneArea(String area) -> PlanEntity.page(status, area, day, before, limit);
            case Cut.NoArea() -> List.of();
        };
    }

    private PlanPage page(Cut cut, List<PlanEntity> rows, int limit) {
        Page<PlanEntity> page = Page.of(rows, limit, row -> row.requestedPosition);
        return new PlanPage(
                page.items().stream().map(readModels::view).toList(),
                page.next(),
                ChangeCursor.of(changes.behind(newest(cut))));
    }

    /** Of these plans, and not of all: what the tag stands for names no other's change. */
    private static long newest(Cut cut) {
        Optional<Newest> newest =
                switch (cut) {
                    case Cut.AllAreas() -> PlanEntity.newest();
                    case Cut.OneArea(String area) -> PlanEntity.newest(area);
                    case Cut.NoArea() -> Optional.empty();
                };
        return newest.map(Newest::position).orElse(0L);
    }

    @GET
    @MinVersion
    @Path("{inspectionId}")
    @RolesAllowed({
        Roles.YJB,
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.ANALYST,
        Roles.YOT
    })
    @Operation(operationId = "getPlan", summary = "The improvement plan of an inspection")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = PlanView.class)))
    @APIResponse(responseCode = "304", description = "The plan has not changed")
    @APIResponse(responseCode = "404", description = NO_PLAN)
    public Response get(@PathParam("inspectionId") String inspection) {
        return polling.plan(inspection, row -> Response.ok(readModels.view(row)));
    }

    @POST
    @Path("{inspectionId}/submissions")
    @RolesAllowed(Roles.YOT)
    @Operation(
            operationId = "submitPlan",
            summary = "Submit a plan, or a better one after it was returned",
            description = "A plan that lacks detail is refused (422) with all that is missing.")
    @APIResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = SubmissionView.class)))
    @APIResponse(responseCode = "404", description = NO_PLAN)
    @APIResponse(responseCode = "409", description = NOT_NOW)
    @APIResponse(responseCode = "412", description = STALE)
    @APIResponse(responseCode = "422", description = WRONG)
    public Response submit(
            @PathParam("inspectionId") String inspection, @NotNull @Valid Submission body) {
        Caller caller = requests.caller("submitPlan", body);
        polling.visible(inspection);
        return carryOut(
                caller,
                inspection,
                body.command(day(caller)),
                (after, version, _) ->
                        Answer.created(
                                path(inspection),
                                version,
                                new SubmissionView(submissions(after), version)));
    }

    @POST
    @Path("{inspectionId}/sign-off")
    @RolesAllowed(Roles.YOT)
    @Operation(
            operationId = "signPlanOff",
            summary = "Record the board's signature under the submitted plan: who, and when")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = VersionView.class)))
    @APIResponse(responseCode = "404", description = NO_PLAN)
    @APIResponse(responseCode = "409", description = NOT_NOW)
    @APIResponse(responseCode = "412", description = STALE)
    @APIResponse(responseCode = "422", description = WRONG)
    public Response signOff(
            @PathParam("inspectionId") String inspection, @NotNull @Valid SignOff body) {
        Caller caller = requests.caller("signPlanOff", body);
        polling.visible(inspection);
        return carryOut(
                caller,
                inspection,
                new SignPlanOff(body.by(), body.on(), day(caller)),
                (_, version, _) -> Answer.ok(version, new VersionView(version)));
    }

    @POST
    @Path("{inspectionId}/returns")
    @RolesAllowed(Roles.LEAD_INSPECTOR)
    @Operation(operationId = "returnPlan", summary = "Return a submitted plan, with reasons")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = VersionView.class)))
    @APIResponse(responseCode = "404", description = NO_PLAN)
    @APIResponse(responseCode = "409", description = NOT_NOW)
    @APIResponse(responseCode = "412", description = STALE)
    @APIResponse(responseCode = "422", description = WRONG)
    public Response giveBack(
            @PathParam("inspectionId") String inspection, @NotNull @Valid Return body) {
        Caller caller = requests.caller("returnPlan", body);
        return carryOut(
                caller,
                inspection,
                new ReturnPlan(orNone(body.reasons()).toList(), body.dueOn(), day(caller)),
                (_, version, _) -> Answer.ok(version, new VersionView(version)));
    }

    @POST
    @Path("{inspectionId}/finalisation")
    @RolesAllowed(Roles.LEAD_INSPECTOR)
    @Operation(
            operationId = "finalisePlan",
            summary = "Finalise a submitted plan: it goes to its overseer, and monitoring starts")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = FinalisedView.class)))
    @APIResponse(responseCode = "404", description = NO_PLAN)
    @APIResponse(responseCode = "409", description = NOT_NOW)
    @APIResponse(responseCode = "412", description = STALE)
    @APIResponse(responseCode = "422", description = WRONG)
    public Response finalise(
            @PathParam("inspectionId") String inspection, @NotNull @Valid Finalisation body) {
        Caller caller = requests.caller("finalisePlan", body);
        return carryOut(
                caller,
                inspection,
                new FinalisePlan(body.returnsDueOn(), day(caller)),
                (after, version, _) -> Answer.ok(version, finalised(after, version)));
    }

    @POST
    @Path("{inspectionId}/due-date")
    @RolesAllowed(Roles.LEAD_INSPECTOR)
    @Operation(operationId = "changeDueDate", summary = "Give a plan another due date")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = DueView.class)))
    @APIResponse(responseCode = "404", description = NO_PLAN)
    @APIResponse(responseCode = "409", description = NOT_NOW)
    @APIResponse(responseCode = "412", description = STALE)
    @APIResponse(responseCode = "422", description = WRONG)
    public Response changeDueDate(
            @PathParam("inspectionId") String inspection, @NotNull @Valid DueDateChange body) {
        Caller caller = requests.caller("changeDueDate", body);
        return carryOut(
                caller,
                inspection,
                new ChangeDueDate(
                        body.on(),
                        body.daysAfterPublication(),
                        Objects.requireNonNullElse(body.reason(), ""),
                        day(caller)),
                (after, version, _) ->
                        Answer.ok(version, new DueView(((Plan) after).facts().due(), version)));
    }

    @POST
    @Path("{inspectionId}/monitoring-returns")
    @RolesAllowed(Roles.YOT)
    @Operation(
            operationId = "submitMonitoringReturn",
            summary = "Report on a quarter: every action, its measure now, and a narrative")
    @APIResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = ReturnView.class)))
    @APIResponse(responseCode = "404", description = NO_PLAN)
    @APIResponse(responseCode = "409", description = NOT_NOW)
    @APIResponse(responseCode = "412", description = STALE)
    @APIResponse(responseCode = "422", description = WRONG)
    public Response submitReturn(
            @PathParam("inspectionId") String inspection, @NotNull @Valid MonitoringReturn body) {
        Caller caller = requests.caller("submitMonitoringReturn", body);
        polling.visible(inspection);
        return carryOut(
                caller,
                inspection,
                body.command(day(caller)),
                (_, version, events) ->
                        Answer.created(
                                path(inspection),
                                version,
                                returned(body.quarter(), events, version)));
    }

    private Response carryOut(
            Caller caller, String inspection, PlanCommand command, Plans.Answering answer) {
        return requests.respond(
                plans.submit(caller, inspection, requests.ifMatch(), command, answer));
    }

    private static int submissions(PlanState after) {
        return after instanceof Plan(_, Stage.Submitted(int submissions, _), _, _, _, _)
                ? submissions
                : 0;
    }

    private static FinalisedView finalised(PlanState after, long version) {
        if (after instanceof Plan(var facts, Stage.InMonitoring monitoring, _, _, _, _)) {
            return new FinalisedView(
                    monitoring.finalisedOn(), monitoring.returnsDueOn(), facts.overseer(), version);
        }
        throw new IllegalStateException("a finalised plan is in monitoring");
    }

    private static ReturnView returned(int quarter, List<PlanEvent> events, long version) {
        return new ReturnView(
                quarter,
                events.stream()
                        .filter(ActionCompleted.class::isInstance)
                        .map(one -> ((ActionCompleted) one).actionId())
                        .toList(),
                events.stream().anyMatch(PlanClosed.class::isInstance),
                version);
    }

    static @Nullable LocalDate dueBefore(@Nullable String text) {
        try {
            LocalDate day = text == null ? null : LocalDate.parse(text);
            if (day != null && !Limits.likely(day)) {
                throw Requests.problem(
                        new Refusal(
                                Refusal.Kind.INVALID,
                                "No plan is due on such a day.",
                                List.of(new Violation("dueBefore", Limits.LIKELY_DAY))));
            }
            return day;
        } catch (DateTimeParseException e) {
            throw Requests.problem(
                    Response.Status.BAD_REQUEST,
                    "dueBefore is no day.",
                    List.of(new Violation("dueBefore", "must be a day such as 2009-07-22")));
        }
    }

    private static LocalDate day(Caller caller) {
        return LocalDate.ofInstant(caller.at(), BusinessClock.LONDON);
    }

    private static String path(String inspection) {
        return "/v1/improvement-plans/" + inspection;
    }

    private static <T> Stream<T> orNone(@Nullable List<T> list) {
        return list == null ? Stream.empty() : list.stream();
    }
}
