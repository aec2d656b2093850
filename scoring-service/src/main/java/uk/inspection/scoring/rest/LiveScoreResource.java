package uk.inspection.scoring.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
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
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.store.InspectionScores;

/**
 * Scores as they change, as server-sent events. Each reader has a thread that hands it one event
 * and waits until that is on its way before it takes the next, so a slow reader keeps one event in
 * memory and no more; one that takes nothing for a while is let go and resumes from the last id it
 * has.
 */
@Path("/v1/score-events")
@Tag(name = "Scores")
@Singleton
public class LiveScoreResource {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** How often a waiting thread looks whether its reader or the service has gone. */
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(5);
    private static final int BATCH_MAX = 50;
    private static final int READERS_MAX = 2000;
    private static final Logger LOG = Logger.getLogger(LiveScoreResource.class);

    private final InspectionScores scores;
    private final ObjectMapper json;
    private final Semaphore readers = new Semaphore(READERS_MAX);
    private volatile boolean stopping;

    LiveScoreResource(InspectionScores scores, ObjectMapper json, MeterRegistry metrics) {
        this.scores = scores;
        this.json = json;
        metrics.gauge("score.events.readers", readers, r -> READERS_MAX - r.availablePermits());
    }

    /** The data of one event: where it belongs, and the event itself. */
    public record LiveScore(
            String inspectionId, long version, Instant occurredAt, JsonNode event) {}

    /** Readers are let go first: a stop that waits for requests to end would wait for them. */
    void stop(@Observes ShutdownDelayInitiatedEvent stop) {
        stopping = true;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed({Roles.INSPECTOR, Roles.LEAD_INSPECTOR, Roles.CHIEF_INSPECTOR, Roles.ANALYST})
    @RunOnVirtualThread
    @Operation(
            operationId = "streamScores",
            summary = "Scores as they change, from Last-Event-ID or from now on")
    @APIResponse(
            responseCode = "200",
            description =
                    "Events named ScoreChanged and ScoresFinalised; one named resync when"
                            + " Last-Event-ID is beyond the log",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = LiveScore.class)))
    public void stream(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("inspection") @Nullable String inspection,
            @Context SseEventSink sink,
            @Context Sse sse,
            @Context HttpServerRequest request) {
        long newest = scores.position();
        long from = lastEventId == null ? newest : EventId.position(lastEventId);
        if (!readers.tryAcquire()) {
            throw Later.problem("Too many readers are connected.");
        }
        try (sink) {
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            request.response().putHeader("X-Accel-Buffering", "no"); // or a proxy holds events back
            if (from > newest) {
                // The log is another one than the id is from: the reader must look at it afresh.
                from = newest;
                hand(
                        sink,
                        sse.newEventBuilder()
                                .name("resync")
                                .id(EventId.of(from))
                                .data("{}")
                                .build());
            }
            follow(sink, sse, from, inspection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Gone | Log.Unavailable e) {
            LOG.debugf("A reader of live scores is let go: %s", e.getMessage());
            request.connection()
                    .close(); // the stream's own end would wait behind what is not taken
        } catch (IOException e) {
            throw new IllegalStateException("A score that was written cannot be read.", e);
        } finally {
            readers.release();
        }
    }

    private void follow(SseEventSink sink, Sse sse, long from, @Nullable String inspection)
            throws InterruptedException, IOException {
        long at = from;
        long quietSince = heartbeat(sink, sse, at);
        while (!stopping && !sink.isClosed()) {
            for (StoredEvent event : scores.next(at, BATCH_MAX, LOOK_UP)) {
                at = event.position();
                if (event.topic().equals(InspectionScores.TOPIC)
                        && (inspection == null || inspection.equals(event.stream()))) {
                    hand(sink, event(sse, event));
                    quietSince = System.nanoTime();
                }
            }
            if (System.nanoTime() - quietSince > HEARTBEAT.toNanos()) {
                quietSince = heartbeat(sink, sse, at);
            }
        }
    }

    private OutboundSseEvent event(Sse sse, StoredEvent event) throws IOException {
        return sse.newEventBuilder()
                .id(EventId.of(event.position()))
                .name(event.type())
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(
                        json.writeValueAsString(
                                new LiveScore(
                                        event.stream(),
                                        event.version(),
                                        event.occurredAt(),
                                        json.readTree(event.bytes()))))
                .build();
    }

    /** A comment; its id lets a reader that saw no event yet resume here too. */
    private static long heartbeat(SseEventSink sink, Sse sse, long at) throws InterruptedException {
        hand(sink, sse.newEventBuilder().id(EventId.of(at)).comment("still here").build());
        return System.nanoTime();
    }

    private static void hand(SseEventSink sink, OutboundSseEvent event)
            throws InterruptedException {
        try {
            sink.send(event)
                    .toCompletableFuture()
                    .get(TAKEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            throw new Gone(e);
        }
    }

    /** The reader has closed the connection or takes nothing any more. */
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Gone(Throwable cause) {
            super(String.valueOf(cause), cause);
        }
    }
}
