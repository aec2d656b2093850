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
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.service.Attendance;
import uk.inspection.eventstore.service.Limits;
import uk.inspection.scoring.store.InspectionScores;

/**
 * Scores as they change, as server-sent events. Each reader has a thread of its own; see {@link
 * LiveFollower} for what it is handed.
 *
 * <p>A reader that keeps up holds the score it is being handed, as text, and a page of the log (at
 * most {@link LiveFollower#BATCH_MAX} scores), which it shares with the others that keep up. One
 * that is behind holds a page of its own and, while it is given the latest state, a batch of less
 * than two pages. A score of the largest framework that comes with the platform has some ten
 * kilobytes: one and a half megabytes a reader, and one and a half gigabytes with every place taken
 * by one that is behind. No score has more than {@link
 * uk.inspection.eventstore.Writer#EVENT_BYTES_MAX}.
 */
@Path("/v1/score-events")
@Tag(name = "Scores")
@Singleton
public class LiveScoreResource {
    private static final Logger LOG = Logger.getLogger(LiveScoreResource.class);

    private final InspectionScores scores;
    private final Access access;
    private final ObjectMapper json;
    private final Attendance readers;
    private volatile boolean stopping;

    LiveScoreResource(
            InspectionScores scores,
            Access access,
            ObjectMapper json,
            Limits limits,
            MeterRegistry metrics) {
        this.scores = scores;
        this.access = access;
        this.json = json;
        this.readers = new Attendance(limits.live());
        metrics.gauge("score.events.readers", readers, Attendance::all);
    }

    /**
     * The data of one event: where it belongs, and the event itself.
     *
     * @param skipped how many provisional scores of this inspection were left out before this one,
     *     because the reader was behind; mostly 0
     */
    public record LiveScore(
            String inspectionId, long version, Instant occurredAt, int skipped, JsonNode event) {}

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
    @Operation(
            operationId = "streamScores",
            summary = "Scores as they change, from Last-Event-ID or from now on",
            description =
                    """
                    The inspectorate and analysts get the scores of core inspections and\
                     re-inspections; a service gets those of its own self-audits and no others.\
                     Without a token there is no stream: the public reads published scores at\
                     /v1/scores.

                    Every event and every comment (one at least every ten seconds) has an id. A\
                     reader that comes back with the last one as Last-Event-ID gets everything\
                     after it, at any instance. A reader that takes longer than a second to take an\
                     event, or that was up to date and is more than a thousand events behind, gets\
                     the latest state instead: of the next stretch of events only the newest\
                     ScoreChanged of each inspection, with the number of those left out as\
                     "skipped". ScoresFinalised is never left out. A reader that takes nothing for\
                     thirty seconds is disconnected. The stream ends when the token expires; the\
                     reader comes back with a new one.\
                    """)
    @APIResponse(
            responseCode = "200",
            description =
                    "Events named ScoreChanged and ScoresFinalised; one named resync when"
                            + " Last-Event-ID is beyond the log",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = LiveScore.class)))
    @APIResponse(
            responseCode = "401",
            description = "No valid token; published scores are public at /v1/scores")
    @APIResponse(responseCode = "422", description = "This Last-Event-ID was never given out")
    @APIResponse(
            responseCode = "429",
            description = "The subject of the token has as many readers connected as it may")
    @APIResponse(responseCode = "503", description = "Too many readers are connected")
    public void stream(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Parameter(description = "Scores of this inspection only") @QueryParam("inspection")
                    @Nullable String inspection,
            @Parameter(description = "Scores of the inspections of this area only, named exactly")
                    @QueryParam("area")
                    @Nullable String area,
            @Context SseEventSink sink,
            @Context Sse sse,
            @Context HttpServerRequest request) {
        long newest = scores.position();
        long from = lastEventId == null ? newest : EventId.position(lastEventId);
        var filter = new LiveFilter(access.seesUnpublished(), access.ownArea(), inspection, area);
        Instant expiry = access.expiry();
        String subject = access.subject();
        switch (readers.enter(subject)) {
            case TOO_MANY -> throw Later.problem("Too many readers are connected.");
            case TOO_MANY_OF_SUBJECT ->
                    throw Later.tooMany(
                            "The subject of this token has %d readers connected, which is the most."
                                    .formatted(readers.ofSubjectMax()));
            case ADMITTED -> {
                // leaves below
            }
        }
        try (sink) {
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            request.response().putHeader("X-Accel-Buffering", "no"); // or a proxy holds events back
            var follower =
                    new LiveFollower(scores, json, filter, sink, sse, Math.min(from, newest));
            if (from > newest) {
                follower.resync();
            }
            follower.follow(() -> stopping || !Instant.now().isBefore(expiry));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LiveFollower.Gone | Log.Unavailable e) {
            LOG.debugf("A reader of live scores is let go: %s", e.getMessage());
            request.connection()
                    .close(); // the stream's own end would wait behind what is not taken
        } finally {
            readers.leave(subject);
        }
    }
}
