package uk.inspection.reporting.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.Challenge;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.PublicationScheduled;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Answer;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.eventstore.service.Requests.Caller;
import uk.inspection.reporting.domain.ReportCommand.AmendReport;
import uk.inspection.reporting.domain.ReportCommand.AnswerFactualAccuracyCheck;
import uk.inspection.reporting.domain.ReportCommand.CorrectReport;
import uk.inspection.reporting.domain.ReportCommand.DecideChallenge;
import uk.inspection.reporting.domain.ReportCommand.DraftReport;
import uk.inspection.reporting.domain.ReportCommand.MakeRecommendation;
import uk.inspection.reporting.domain.ReportCommand.OpenFactualAccuracyCheck;
import uk.inspection.reporting.domain.ReportCommand.PublishReport;
import uk.inspection.reporting.domain.ReportCommand.WithdrawPublication;
import uk.inspection.reporting.domain.ReportDecider;
import uk.inspection.reporting.domain.ReportState;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.store.Reports;

/** Reports: drafted, checked, published, corrected. */
@Path("/v1/reports")
@Tag(name = "Reports")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReportResource {
    private final Reports reports;
    private final Requests requests;
    private final ReportViews views;
    private final PublicFigures figures;

    ReportResource(Reports reports, Requests requests, ReportViews views, PublicFigures figures) {
        this.reports = reports;
        this.requests = requests;
        this.views = views;
        this.figures = figures;
    }

    public record Draft(@NotBlank @Size(max = ReportDecider.TEXT_MAX) String foreword) {}

    /** A recommendation; a later one with the same number replaces it. */
    public record NewRecommendation(
            @Min(1) @Max(ReportDecider.RECOMMENDATIONS_MAX) int number,
            @NotBlank @Size(max = ReportDecider.RECOMMENDATION_MAX) String text,
            @NotBlank @Size(max = ReportDecider.NAME_MAX) String responsible) {}

    /** A check of facts, open until the end of a day (London). */
    public record Check(@NotNull LocalDate dueOn) {}

    /** The service's answer; no challenges means that it accepts the facts. */
    public record CheckAnswer(
            @NotNull @Size(max = ReportDecider.CHALLENGES_MAX)
                    List<@NotNull @Valid NewChallenge> challenges) {}

    /** A fact that the service disputes. {@code section} is a passage's id. */
    public record NewChallenge(
            @NotBlank @Size(max = ReportDecider.NAME_MAX) String section,
            @NotBlank @Size(max = ReportDecider.TEXT_MAX) String text) {}

    /** Whether a challenge is accepted, and why. */
    public record ChallengeDecision(
            @NotNull Boolean accepted,
            @NotBlank @Size(max = ReportDecider.REASON_MAX) String reason) {}

    /** The new text of a passage, and why. {@code section} is the passage's id. */
    public record Change(
            @NotBlank @Size(max = ReportDecider.NAME_MAX) String section,
            @NotBlank @Size(max = ReportDecider.TEXT_MAX) String text,
            @NotBlank @Size(max = ReportDecider.REASON_MAX) String reason) {}

    /**
     * A publication.
     *
     * @param planDueOn a fixed day for the improvement plan instead of the framework's days
     * @param overseer who oversees the plan, the Youth Justice Board when absent
     * @param at the moment of publication, in whole seconds; absent or not in the future: at once
     */
    public record Publication(
            @NotNull @Valid Decision reinspection,
            @Nullable LocalDate planDueOn,
            @Nullable @Size(min = 1, max = ReportDecider.NAME_MAX) String overseer,
            @Nullable @Schema(examples = "2019-05-08T23:01:00Z") Instant at) {}

    /** Why a scheduled publication is taken back. */
    public record Withdrawal(@NotBlank @Size(max = ReportDecider.REASON_MAX) String reason) {}

    /** The chief inspector's decision on a re-inspection. */
    public record Decision(
            @NotNull Boolean reinspect,
            @NotBlank @Size(max = ReportDecider.REASON_MAX) String reason) {}

    public record VersionView(long version) {}

    /**
     * What publication comes to.
     *
     * @param status published, or scheduled until the moment {@code at}
     * @param publishedOn the London day of publication
     */
    public record PublicationView(
            long version,
            String status,
            @Nullable Instant at,
            LocalDate publishedOn,
            DueDate planDue,
            ReinspectionDecision reinspection) {}

    /** A published report as a list shows it. */
    public record ReportSummary(
            String inspectionId,
            String area,
            String body,
            InspectionKind kind,
            FrameworkRef framework,
            int edition,
            LocalDate publishedOn) {}

    @GET
    @PermitAll
    @Operation(operationId = "listReports", summary = "Published reports, newest first")
    public Page<ReportSummary> list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue(Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX)
                    int limit) {
        var rows = ReportEntity.published(Page.place(cursor, Long.MAX_VALUE), limit + 1);
        Page<ReportEntity> page = Page.of(rows, limit, row -> row.publishedPosition);
        return new Page<>(page.items().stream().map(ReportViews::summary).toList(), page.next());
    }

    @GET
    @MinVersion
    @Path("{id}")
    @PermitAll
    @Operation(
            operationId = "getReport",
            summary = "One report as it stands",
            description =
                    "Public once published. Before that the inspectorate sees it, and the inspected"
                            + " service from the opening of the factual accuracy check until"
                            + " publication, also when the check is answered or its day is over,"
                            + " unless the draft is void; to everyone else it does not exist. The"
                            + " challenges to its facts and the decisions on them, the reasons of amendments and the"
                            + " platform's proposal on a re-inspection are for the inspectorate and"
                            + " the inspected service alone, also after publication.")
    public Response get(@PathParam("id") String id, @Context Request request) {
        ReportEntity row = ReportEntity.findById(id);
        if (row == null || !Readers.mayRead(requests, row)) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.MISSING,
                            "There is no report of this inspection.",
                            List.of()));
        }
        boolean involved = Readers.involved(requests, row);
        EntityTag etag = tag(row, involved);
        Response.ResponseBuilder notModified = request.evaluatePreconditions(etag);
        var response =
                notModified == null
                        ? Response.ok(involved ? views.report(row) : views.publicReport(row))
                                .tag(etag)
                        : notModified;
        return response.header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION).build();
    }

    private EntityTag tag(ReportEntity row, boolean involved) {
        if (!involved) {
            return new EntityTag(row.version + "-public" + figures.tag()); // another text
        }
        // A draft becomes void by the scores and not by a version of its own.
        return new EntityTag(
                row.status.equals(ReportEntity.VOID)
                        ? row.version + "-void"
                        : Long.toString(row.version));
    }

    @POST
    @Path("{id}")
    @RolesAllowed(Roles.LEAD_INSPECTOR)
    @Operation(operationId = "draftReport", summary = "Draft a report from the final scores")
    @APIResponseSchema(value = VersionView.class, responseCode = "201")
    public Response draft(@PathParam("id") String id, @NotNull @Valid Draft body) {
        Caller caller = requests.caller("draftReport", body);
        return requests.respond(
                reports.submit(
                        caller, id, new DraftReport(body.foreword(), caller.at()), created(id)));
    }

    @POST
    @Path("{id}/recommendations")
    @RolesAllowed(Roles.LEAD_INSPECTOR)
    @Operation(
            operationId = "makeRecommendation",
            summary = "Make a recommendation, or replace the one with the same number")
    @APIResponseSchema(value = VersionView.class, responseCode = "201")
    public Response recommend(@PathParam("id") String id, @NotNull @Valid NewRecommendation body) {
        Caller caller = requests.caller("makeRecommendation", body);
        return requests.respond(
                reports.submit(
                        caller,
                        id,
                        new MakeRecommendation(
                                new Recommendation(body.number(), body.text(), body.responsible()),
                                caller.at()),
                        created(id)));
    }

    @POST
    @Path("{id}/factual-accuracy")
    @RolesAllowed(Roles.LEAD_INSPECTOR)
    @Operation(
            operationId = "openFactualAccuracyCheck",
            summary = "Let the inspected service check the facts")
    @APIResponseSchema(value = VersionView.class, responseCode = "201")
    public Response openCheck(@PathParam("id") String id, @NotNull @Valid Check body) {
        Caller caller = requests.caller("openFactualAccuracyCheck", body);
        return requests.respond(
                reports.submit(
                        caller,
                        id,
                        new OpenFactualAccuracyCheck(body.dueOn(), caller.at()),
                        created(id)));
    }

    @POST
    @Path("{id}/factual-accuracy/answer")
    @RolesAllowed(Roles.YOT)
    @Operation(
            operationId = "answerFactualAccuracyCheck",
            summary = "Challenge or accept the facts, as the inspected service")
    @APIResponseSchema(value = VersionView.class, responseCode = "200")
    public Response answerCheck(@PathParam("id") String id, @NotNull @Valid CheckAnswer body) {
        Caller caller = requests.caller("answerFactualAccuracyCheck", body);
        List<Challenge> challenges =
                body.challenges().stream().map(c -> new Challenge(c.section(), c.text())).toList();
        return requests.respond(
                reports.submit(
                        caller,
                        id,
                        new AnswerFactualAccuracyCheck(requests.ownArea(), challenges, caller.at()),
                        changed()));
    }

    @POST
    @Path("{id}/factual-accuracy/challenges/{number}")
    @RolesAllowed(Roles.LEAD_INSPECTOR)
    @Operation(
            operationId = "decideChallenge",
            summary = "Accept or reject a challenge, with a reason",
            description =
                    "Challenges are numbered from 1 in the order of the service's answer. A later"
                            + " decision replaces an earlier one until publication, which waits"
                            + " until all are decided.")
    @APIResponseSchema(value = VersionView.class, responseCode = "200")
    public Response decideChallenge(
            @PathParam("id") String id,
            @PathParam("number") int number,
            @NotNull @Valid ChallengeDecision body) {
        Caller caller = requests.caller("decideChallenge/" + number, body);
        return requests.respond(
                reports.submit(
                        caller,
                        id,
                        new DecideChallenge(number, body.accepted(), body.reason(), caller.at()),
                        changed()));
    }

    @POST
    @Path("{id}/amendments")
    @RolesAllowed(Roles.LEAD_INSPECTOR)
    @Operation(operationId = "amendReport", summary = "Replace a passage of the draft")
    @APIResponseSchema(value = VersionView.class, responseCode = "201")
    public Response amend(@PathParam("id") String id, @NotNull @Valid Change body) {
        Caller caller = requests.caller("amendReport", body);
        return requests.respond(
                reports.submit(
                        caller,
                        id,
                        new AmendReport(body.section(), body.text(), body.reason(), caller.at()),
                        created(id)));
    }

    @POST
    @Path("{id}/publication")
    @RolesAllowed(Roles.CHIEF_INSPECTOR)
    @Operation(
            operationId = "publishReport",
            summary = "Publish the report, with the decision on a re-inspection",
            description =
                    "At once, or at a future moment (at): until then the report is scheduled, seen"
                            + " by the inspectorate and the inspected service alone, and not"
                            + " changed. 2019-05-08T23:01:00Z is Thursday 9 May, 00.01 in London."
                            + " Fieldwork reopened or scores finalised again before that moment"
                            + " take the publication back.")
    @APIResponseSchema(value = PublicationView.class, responseCode = "200")
    public Response publish(@PathParam("id") String id, @NotNull @Valid Publication body) {
        Caller caller = requests.caller("publishReport", body);
        return requests.respond(
                reports.submit(
                        caller,
                        id,
                        new PublishReport(
                                body.reinspection().reinspect(),
                                body.reinspection().reason(),
                                body.planDueOn(),
                                body.overseer(),
                                body.at(),
                                caller.at()),
                        ReportResource::published));
    }

    @POST
    @Path("{id}/publication/withdrawal")
    @RolesAllowed(Roles.CHIEF_INSPECTOR)
    @Operation(
            operationId = "withdrawPublication",
            summary = "Take a scheduled publication back before its moment")
    @APIResponseSchema(value = VersionView.class, responseCode = "200")
    public Response withdraw(@PathParam("id") String id, @NotNull @Valid Withdrawal body) {
        Caller caller = requests.caller("withdrawPublication", body);
        return requests.respond(
                reports.submit(
                        caller,
                        id,
                        new WithdrawPublication(body.reason(), caller.at()),
                        changed()));
    }

    @POST
    @Path("{id}/corrections")
    @RolesAllowed(Roles.CHIEF_INSPECTOR)
    @Operation(operationId = "correctReport", summary = "Correct a published report: a new edition")
    @APIResponseSchema(value = VersionView.class, responseCode = "201")
    public Response correct(@PathParam("id") String id, @NotNull @Valid Change body) {
        Caller caller = requests.caller("correctReport", body);
        return requests.respond(
                reports.submit(
                        caller,
                        id,
                        new CorrectReport(body.section(), body.text(), body.reason(), caller.at()),
                        created(id)));
    }

    private static Reports.Answering created(String id) {
        return (_, version) ->
                Answer.created("/v1/reports/" + id, version, new VersionView(version));
    }

    private static Reports.Answering changed() {
        return (_, version) -> Answer.ok(version, new VersionView(version));
    }

    private static Answer published(ReportState after, long version) {
        if (after instanceof ReportState.Scheduled(_, _, PublicationScheduled scheduled)) {
            return Answer.ok(
                    version,
                    new PublicationView(
                            version,
                            ReportEntity.SCHEDULED,
                            scheduled.at(),
                            scheduled.publishedOn(),
                            scheduled.planDue(),
                            scheduled.reinspection()));
        }
        if (!(after instanceof ReportState.Published(_, ReportPublished publication, _))) {
            throw new IllegalStateException("The report was published and is not.");
        }
        return Answer.ok(
                version,
                new PublicationView(
                        version,
                        ReportEntity.PUBLISHED,
                        null,
                        publication.publishedOn(),
                        publication.planDue(),
                        publication.reinspection()));
    }
}
