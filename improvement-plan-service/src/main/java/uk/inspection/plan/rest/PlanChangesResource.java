package uk.inspection.plan.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Attendance;
import uk.inspection.eventstore.service.Limits;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.plan.projection.PlanView;
import uk.inspection.plan.store.PlanChanges;
import uk.inspection.plan.store.PlanChanges.Place;
import uk.inspection.plan.store.PlanChanges.Stretch;

/** The change feed: whoever follows it holds every plan as it stands. */
@Path("/v1/improvement-plans/changes")
@Tag(name = "Improvement plans")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Singleton
@Startup // its gauges are there before its first reader
public class PlanChangesResource {
    static final int WAIT_SECONDS_MAX = 60;

    private static final String LIMIT_DEFAULT = "100";
    private static final int RETRY_AFTER_SECONDS = 1;

    private final PlanChanges changes;
    private final Requests requests;

    /** Who waits holds a thread of a few kilobytes and no connection to the database. */
    private final Attendance waiting;

    private volatile boolean stopping;

    PlanChangesResource(
            PlanChanges changes, Requests requests, Limits limits, MeterRegistry metrics) {
        this.changes = changes;
        this.requests = requests;
        this.waiting = new Attendance(limits.changes());
        waiting.show(metrics, "plan.changes.waiting");
    }

    /**
     * One event of one plan.
     *
     * @param cursor the place behind it
     * @param version counts the changes of this plan from 1
     * @param type name of the event, such as {@code PlanSubmitted}
     * @param occurredAt business time
     * @param plan the plan as it stood after it
     */
    public record PlanChange(
            String cursor,
            String inspectionId,
            long version,
            String type,
            Instant occurredAt,
            @Schema(implementation = PlanView.class) @JsonRawValue String plan) {
        static PlanChange of(PlanChanges.Change change) {
            return new PlanChange(
                    ChangeCursor.of(change.place()),
                    change.inspection(),
                    change.version(),
                    change.type(),
                    change.occurredAt(),
                    change.plan());
        }
    }

    /** Changes in order, oldest first; {@code next} is the cursor to go on with. */
    public record PlanChangePage(List<PlanChange> items, String next) {}

    /** Who waits is let go first: a stop that waits for requests to end would wait for them. */
    void stop(@Observes ShutdownDelayInitiatedEvent stop) {
        stopping = true;
    }

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
            operationId = "followPlans",
            summary = "What has changed since a cursor, in order; waits for the first change",
            description =
                    """
                    Every change of every plan comes once and in order, each with the plan as it\
                     stood after it. A poller keeps next and sends it as after: at whichever\
                     instance and however long afterwards, it gets what came since, nothing twice\
                     and nothing left out. Without after it begins with the first change of all;\
                     one that has read the list goes on from its changes. A cursor belongs with the\
                     area it was asked with: what was passed over stays behind it.

                    A service gets the changes of its own area's plans. An answer has at most\
                     limit changes, and fewer where plans are large or many of other areas were\
                     passed over: the end is reached when next is the cursor that was sent. With\
                     wait, an answer without changes comes when the time is over, or earlier when\
                     the service stops.

                    When a database was restored from a backup, a cursor given out since names\
                     something that never happened: 410. The poller then forgets what it holds and\
                     begins again without after.\
                    """)
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = PlanChangePage.class)))
    @APIResponse(responseCode = "400", description = "This cursor was never given out")
    @APIResponse(responseCode = "410", description = "This cursor is of another history")
    @APIResponse(
            responseCode = "429",
            description = "As many requests of the subject of the token are waiting as may")
    @APIResponse(responseCode = "503", description = "Too many requests are waiting")
    public Response changes(
            @Parameter(description = "The next of the answer before, or the cursor of a change")
                    @QueryParam("after")
                    @Nullable String after,
            @Parameter(description = "Whole seconds to wait for a change where there is none")
                    @QueryParam("wait")
                    @DefaultValue("0")
                    @Min(0)
                    @Max(WAIT_SECONDS_MAX)
                    int wait,
            @QueryParam("limit") @DefaultValue(LIMIT_DEFAULT) @Min(1) @Max(PlanChanges.LIMIT_MAX)
                    int limit,
            @Parameter(description = "Changes of the plans of this area only, named exactly")
                    @QueryParam("area")
                    @Nullable String area,
            @Context HttpServerResponse answer) {
        Place place = after == null ? Place.BEGINNING : ChangeCursor.place(after);
        Stretch found = poll(place, areas(area), limit, Duration.ofSeconds(wait), answer);
        return Response.ok(
                        new PlanChangePage(
                                found.changes().stream().map(PlanChange::of).toList(),
                                ChangeCursor.of(found.end())))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** Only who finds nothing and has time takes a place among those who wait. */
    private Stretch poll(
            Place after,
            @Nullable Set<String> areas,
            int limit,
            Duration wait,
            HttpServerResponse answer) {
        try {
            if (!changes.has(after)) {
                throw gone();
            }
            Stretch found = changes.after(after, areas, limit);
            return found.changes().isEmpty() && !wait.isZero()
                    ? await(found, areas, limit, wait, answer)
                    : found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw later(Response.Status.SERVICE_UNAVAILABLE, "The service is stopping.");
        }
    }

    /** Who hangs up meanwhile leaves his place to others. */
    private Stretch await(
            Stretch empty,
            @Nullable Set<String> areas,
            int limit,
            Duration wait,
            HttpServerResponse answer)
            throws InterruptedException {
        String subject = requests.subject();
        switch (waiting.enter(subject)) {
            case TOO_MANY ->
                    throw later(
                            Response.Status.SERVICE_UNAVAILABLE,
                            "Too many requests are waiting for a change.");
            case TOO_MANY_OF_SUBJECT ->
                    throw later(
                            Response.Status.TOO_MANY_REQUESTS,
                            "%d requests of the subject of this token are waiting, which is the most."
                                    .formatted(waiting.ofSubjectMax()));
            case ADMITTED -> {
                // leaves below
            }
        }
        try {
            return changes.await(
                    empty.end(), areas, limit, wait, () -> stopping || answer.closed());
        } finally {
            waiting.leave(subject);
        }
    }

    /** The areas whose plans the caller asks for and may see; null for all. */
    private @Nullable Set<String> areas(@Nullable String asked) {
        if (!requests.hasRole(Roles.YOT)) {
            return asked == null ? null : Set.of(asked);
        }
        String own = requests.ownArea();
        return asked == null || asked.equals(own) ? Set.of(own) : Set.of();
    }

    private static HttpProblem gone() {
        return Requests.problem(
                Response.Status.GONE,
                "This cursor is of another history than the one that is kept here. Forget what came"
                        + " before it and begin again without after.",
                List.of(new Violation("after", "must be of the history that is kept here")));
    }

    private static HttpProblem later(Response.Status status, String detail) {
        return HttpProblem.builder()
                .withStatus(status)
                .withTitle(status.getReasonPhrase())
                .withDetail(detail)
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }
}
