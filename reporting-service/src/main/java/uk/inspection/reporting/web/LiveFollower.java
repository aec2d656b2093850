package uk.inspection.reporting.web;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import uk.inspection.reporting.projection.InspectionChangeEntity;
import uk.inspection.reporting.projection.InspectionChanges;
import uk.inspection.reporting.projection.Place;

/**
 * Hands one reader the changes, one after another, and waits until each is on its way before it
 * takes the next: what a reader does not take stays in the table and not in memory. Who is more
 * than a thousand changes behind, however he came to be, is told to load the page anew, and is
 * handed what comes after.
 */
final class LiveFollower {
    /** Changes that a reader may be behind; as many as are kept in memory for all. */
    static final int BEHIND_MAX = 1000;

    private static final int BATCH_MAX = 50;

    /** A reader that takes nothing for this long is let go. */
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(30);

    /** Soon enough that something comes within ten seconds. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(8);

    /** How often a waiting thread looks whether its reader or the service has gone. */
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    /** Not all at once, where all were cut off at once. */
    private static final int RETRY_MIN_MS = 500;

    private static final int RETRY_MAX_MS = 2000;
    private static final String NOTHING = "{}";

    private final InspectionChanges changes;
    private final LiveParts parts;
    private final LiveFilter filter;
    private final Reader reader;
    private final SseEventSink sink;
    private final Sse sse;

    /** Up to here the changes were handed over or passed over. */
    private Place at;

    private long quietSince;

    LiveFollower(
            InspectionChanges changes,
            LiveParts parts,
            LiveFilter filter,
            Reader reader,
            SseEventSink sink,
            Sse sse,
            Place at) {
        this.changes = changes;
        this.parts = parts;
        this.filter = filter;
        this.reader = reader;
        this.sink = sink;
        this.sse = sse;
        this.at = at;
    }

    /** The reader has closed the connection or takes nothing any more. */
    static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Gone(Throwable cause) {
            super(String.valueOf(cause), cause);
        }
    }

    /** Tells the reader that what he has is of another table, or too old to go on from. */
    void resync() throws InterruptedException {
        at = changes.newest();
        hand(named("resync"));
    }

    /** Tells the reader that he may not come back as who he is. */
    void expired() throws InterruptedException {
        hand(named("expired"));
    }

    /**
     * Follows the changes until it is told that this is over.
     *
     * @throws Gone when the reader takes nothing any more
     */
    void follow(BooleanSupplier over) throws InterruptedException {
        hand(
                sse.newEventBuilder()
                        .id(LiveId.of(at))
                        .reconnectDelay(
                                ThreadLocalRandom.current().nextLong(RETRY_MIN_MS, RETRY_MAX_MS))
                        .name("alive")
                        .data(NOTHING)
                        .build());
        while (!over.getAsBoolean() && !sink.isClosed()) {
            List<InspectionChangeEntity> page = changes.next(at.position(), BATCH_MAX, LOOK_UP);
            if (changes.behind(at.position()) > BEHIND_MAX) {
                resync();
            } else {
                handAll(page, over);
            }
            if (System.nanoTime() - quietSince > HEARTBEAT.toNanos()) {
                hand(named("alive"));
            }
        }
    }

    private void handAll(List<InspectionChangeEntity> page, BooleanSupplier over)
            throws InterruptedException {
        for (InspectionChangeEntity change : page) {
            if (over.getAsBoolean()) {
                return;
            }
            String data =
                    filter.passes(change)
                            ? parts.data(change, reader, filter.inspection() != null)
                            : null;
            if (data != null) {
                hand(
                        sse.newEventBuilder()
                                .id(LiveId.of(change.place()))
                                .name("change")
                                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                                .data(data)
                                .build());
            }
            at = change.place();
        }
    }

    /** An event and no comment: a script cannot see comments, and learns the id by this. */
    private OutboundSseEvent named(String name) {
        return sse.newEventBuilder().id(LiveId.of(at)).name(name).data(NOTHING).build();
    }

    private void hand(OutboundSseEvent event) throws InterruptedException {
        try {
            sink.send(event)
                    .toCompletableFuture()
                    .get(TAKEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            throw new Gone(e);
        }
        quietSince = System.nanoTime();
    }
}
