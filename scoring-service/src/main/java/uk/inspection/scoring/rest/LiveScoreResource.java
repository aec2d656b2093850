package uk.inspection.scoring.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.Traces;
import uk.inspection.eventstore.service.Attendance;
import uk.inspection.eventstore.service.Limits;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.scoring.store.InspectionScores;

/**
 * Scores as they change, as server-sent events. A request ends when its reader is admitted: {@link
 * LiveFollower} goes on with the connection, and {@link LiveWatches} tells it what comes, of which
 * {@link LiveFrames} keeps what several are handed.
 *
 * <p>A reader that keeps up holds none of the scores, or at most {@link LiveFollower#UNDERWAY_MAX}
 * bytes of them that are under way. One that is behind holds a page of the log (at most {@link
 * LiveFollower#BATCH_MAX} scores) and, while it is given the latest state, a batch of less than two
 * pages. A score of the largest framework that comes with the platform has some ten kilobytes: one
 * and a half megabytes a reader, and one and a half gigabytes with every place taken by one that is
 * behind. No score has more than {@link uk.inspection.eventstore.Writer#EVENT_BYTES_MAX}.
 */
@Path("/v1/score-events")
@Tag(name = "Scores")
@Singleton
@Startup // its gauges are there before its first reader
public class LiveScoreResource {
    /** Inspections that one reader may name. */
    private static final int INSPECTIONS_MAX = 100;

    private final InspectionScores scores;
    private final Access access;
    private final LiveWatches watches;
    private final LiveFrames frames;
    private final Attendance readers;

    LiveScoreResource(
            InspectionScores scores,
            Access access,
            ObjectMapper json,
            Limits limits,
            MeterRegistry metrics,
            Traces traces) {
        this.scores = scores;
        this.access = access;
        this.watches = new LiveWatches(scores, traces);
        this.frames = new LiveFrames(json);
        this.readers = new Attendance(limits.live());
        readers.show(metrics, "score.events.readers");
    }

    /**
     * The data of one event: where it belongs, and the event itself.
     *
     * @param skipped how many provisional scores of this inspection were left out before this one,
     *     because the reader was behind; mostly 0
     */
    public record LiveScore(
            String inspectionId, long version, Instant occurredAt, int skipped, JsonNode event) {}

    /**
     * The same of who asked for headlines, in less than 500 bytes with the event's id and name for
     * an inspection under {@code cci-2009}.
     *
     * @param skipped as in {@link LiveScore}
     * @param headlines under pooled percentages, in the framework's order; empty under rated
     *     standards
     * @param overall label of the overall rating under rated standards; absent where the framework
     *     gives none
     * @param points under rated standards, of {@code maximum}
     */
    public record LiveHeadlines(
            String inspectionId,
            long version,
            Instant occurredAt,
            int skipped,
            long caseVersion,
            int sampled,
            int judged,
            List<Headline> headlines,
            @Nullable String overall,
            @Nullable Integer points,
            @Nullable Integer maximum) {}

    /**
     * A headline without its counts.
     *
     * @param percent absent where nothing was applicable, as is {@code band}
     */
    public record Headline(String id, @Nullable Integer percent, @Nullable String band) {}

    /** Readers are let go first: a stop that waits for requests to end would wait for them. */
    void stop(@Observes ShutdownDelayInitiatedEvent stop) {
        watches.stop();
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
                     reader comes back with a new one.

                    With detail=headlines the data of an event is not the whole score but the\
                     headlines, for a dashboard that follows many inspections on one connection:\
                     percentages and bands, or the overall rating with its points. Filters leave\
                     out and never add: of an inspection whose scores the reader may not see\
                     nothing comes, as of one that does not exist.\
                    """)
    @APIResponse(
            responseCode = "200",
            description =
                    "Events named ScoreChanged and ScoresFinalised; one named resync when"
                            + " Last-Event-ID is beyond the log",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(oneOf = {LiveScore.class, LiveHeadlines.class})))
    @APIResponse(responseCode = "400", description = "There is no such detail")
    @APIResponse(
            responseCode = "401",
            description = "No valid token; published scores are public at /v1/scores")
    @APIResponse(
            responseCode = "422",
            description =
                    "This Last-Event-ID was never given out, or too many inspections are named")
    @APIResponse(
            responseCode = "429",
            description = "The subject of the token has as many readers connected as it may")
    @APIResponse(responseCode = "503", description = "Too many readers are connected")
    public void stream(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Parameter(
                            description =
                                    "Scores of these inspections only, the parameter once for each",
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            maxItems = INSPECTIONS_MAX))
                    @QueryParam("inspection")
                    Set<String> inspections,
            @Parameter(description = "Scores of the inspections of this area only, named exactly")
                    @QueryParam("area")
                    @Nullable String area,
            @Parameter(
                            description = "How much an event says",
                            schema =
                                    @Schema(
                                            enumeration = {"all", "headlines"},
                                            defaultValue = "all"))
                    @QueryParam("detail")
                    @DefaultValue("all")
                    @Pattern(regexp = LiveDetail.WORDS, message = "must be all or headlines")
                    String detail,
            @Context SseEventSink whoseAnswerGoesOn, // or the answer would end with this method
            @Context RoutingContext request) {
        if (inspections.size() > INSPECTIONS_MAX) {
            throw tooManyInspections();
        }
        long newest = scores.position();
        long from = lastEventId == null ? newest : EventId.position(lastEventId);
        var filter = new LiveFilter(access.seesUnpublished(), access.ownArea(), inspections, area);
        Instant expiry = access.expiry();
        String subject = access.subject();
        switch (readers.enter(subject)) {
            case TOO_MANY -> throw Later.problem("Too many readers are connected.");
            case TOO_MANY_OF_SUBJECT ->
                    throw Later.tooMany(
                            "The subject of this token has %d readers connected, which is the most."
                                    .formatted(readers.ofSubjectMax()));
            case ADMITTED -> {
                // leaves when the follower is left
            }
        }
        var follower =
                new LiveFollower(
                        watches,
                        frames,
                        filter,
                        LiveDetail.of(detail),
                        LiveReader.of(request),
                        () -> !Instant.now().isBefore(expiry),
                        () -> readers.leave(subject),
                        Math.min(from, newest));
        follower.begin(from > newest);
    }

    private static RuntimeException tooManyInspections() {
        return Requests.problem(
                new Refusal(
                        Refusal.Kind.INVALID,
                        "One stream follows at most %d inspections.".formatted(INSPECTIONS_MAX),
                        List.of(
                                new Violation(
                                        "inspection",
                                        "must name at most %d inspections"
                                                .formatted(INSPECTIONS_MAX)))));
    }
}
