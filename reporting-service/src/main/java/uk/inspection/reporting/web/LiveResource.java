package uk.inspection.reporting.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.service.Attendance;
import uk.inspection.eventstore.service.Limits;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.InspectionChanges;
import uk.inspection.reporting.projection.Place;
import uk.inspection.reporting.rest.Readers;
import uk.inspection.reporting.rest.Roles;

/**
 * Changes of inspections under way, as server-sent events for our own pages: parts of a page, in
 * its language. Programs read scores at scoring-service. Each reader has a thread of its own.
 *
 * <p>Why no change is missed. A page is of one snapshot and names the newest {@link Place} in it;
 * the stream begins after that place, and a reader that comes back names the last one it was given.
 * Changes are kept in a table, and not sent as they happen: what comes after a place is the same
 * for whoever asks, at any instance, before and after a restart. Positions become visible in order
 * ({@link InspectionChanges}), so that no change appears behind a place that was handed out. A
 * place carries a digest of all changes up to it; where this database did not go through it, or too
 * many came since, the reader is told to load the page anew, which has everything. A change that is
 * handed out twice changes nothing: it says how an inspection stood after it, and its page knows by
 * position what it has.
 */
@Path(LiveResource.PATH)
@Singleton
@Startup // its gauges are there before its first reader
public class LiveResource {
    static final String PATH = "/live/score-events";

    private static final int RETRY_AFTER_SECONDS = 1;
    private static final Logger LOG = Logger.getLogger(LiveResource.class);

    private final InspectionChanges changes;
    private final LiveParts parts;
    private final Visit visit;
    private final Requests requests;
    private final Attendance readers;
    private volatile boolean stopping;

    LiveResource(
            InspectionChanges changes,
            LiveParts parts,
            Visit visit,
            Requests requests,
            Limits limits,
            MeterRegistry metrics) {
        this.changes = changes;
        this.parts = parts;
        this.visit = visit;
        this.requests = requests;
        this.readers = new Attendance(limits.live());
        readers.show(metrics, "live.readers");
    }

    /** Readers are let go first: a stop that waits for requests to end would wait for them. */
    void stop(@Observes ShutdownDelayInitiatedEvent stop) {
        stopping = true;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed({
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.ANALYST,
        Roles.YOT
    })
    @RunOnVirtualThread
    @Operation(operationId = "streamChanges", hidden = true)
    public void stream(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("after") @Nullable String after,
            @QueryParam("area") @Nullable String area,
            @QueryParam("inspection") @Nullable String inspection,
            @Context SseEventSink sink,
            @Context Sse sse,
            @Context HttpServerRequest request) {
        Place asked = asked(lastEventId, after);
        boolean known = asked == null || changes.knows(asked);
        Place from = asked == null || !known ? changes.newest() : asked;
        var filter = new LiveFilter(Readers.sight(requests), area, inspection);
        var reader = new Reader(visit.frame().language(), Readers.seesHistories(requests));
        Instant expiry = requests.expiry();
        String subject = requests.subject();
        switch (readers.enter(subject)) {
            case TOO_MANY ->
                    throw later(
                            Response.Status.SERVICE_UNAVAILABLE, "Too many readers are connected.");
            case TOO_MANY_OF_SUBJECT ->
                    throw later(
                            Response.Status.TOO_MANY_REQUESTS,
                            "The subject of this token has %d readers connected, which is the most."
                                    .formatted(readers.ofSubjectMax()));
            case ADMITTED -> {
                // leaves below
            }
        }
        try (sink) {
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            request.response().putHeader("X-Accel-Buffering", "no"); // or a proxy holds events back
            var follower = new LiveFollower(changes, parts, filter, reader, sink, sse, from);
            if (!known) {
                follower.resync();
            }
            follower.follow(() -> stopping || !Instant.now().isBefore(expiry));
            if (!stopping && !sink.isClosed()) {
                follower.expired();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LiveFollower.Gone | Log.Unavailable e) {
            LOG.debugf("A reader of live changes is let go: %s", e.getMessage());
            letGo(request);
        } finally {
            readers.leave(subject);
        }
    }

    /** The stream's own end would wait behind what is not taken. HTTP/2 shares a connection. */
    private static void letGo(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }

    /** What a browser came back with counts more than where its page once began. */
    private static @Nullable Place asked(@Nullable String lastEventId, @Nullable String after) {
        if (lastEventId != null && !lastEventId.isEmpty()) {
            return LiveId.place("Last-Event-ID", lastEventId);
        }
        return after == null ? null : LiveId.place("after", after);
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
