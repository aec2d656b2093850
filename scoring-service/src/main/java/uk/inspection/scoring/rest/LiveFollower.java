package uk.inspection.scoring.rest;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.store.InspectionScores;

/**
 * Hands one reader the scores, one after another, and waits until each is on its way before it
 * takes the next: what a reader does not take stays in the log and not in memory.
 *
 * <p>Who falls behind catches up by leaving out. A reader that was slow to take an event, or is far
 * behind the log after having been up to date, gets of the next stretch of the log only the newest
 * provisional score of each inspection. One that resumes from an old id and takes what it is given
 * is not slow and gets everything. A stretch ends where a batch is full, so that a reader holds no
 * more than a batch and a page, and what is handed keeps the order of the log: whichever id a
 * reader comes back with, what follows it in the log is what it does not have yet.
 */
final class LiveFollower {
    /** Scores that a reader may be behind before some are left out. */
    private static final int BEHIND_MAX = 1000;

    /** A score that takes longer to hand over than this makes its reader a slow one. */
    private static final Duration SLOW_AFTER = Duration.ofSeconds(1);

    /** A reader that takes nothing for this long is let go. */
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(30);

    /** Soon enough that a comment comes within the ten seconds that readers are promised. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(8);

    /** How often a waiting thread looks whether its reader or the service has gone. */
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    /** Scores in a batch and in a page of the log. */
    static final int BATCH_MAX = 50;

    /** Scores of the log that one batch may stand for. */
    private static final int STRETCH_MAX = 1000;

    private final InspectionScores scores;
    private final LiveWatches watches;
    private final LiveTexts texts;
    private final LiveFilter filter;
    private final LiveDetail detail;
    private final SseEventSink sink;
    private final Sse sse;

    /** Up to here the log was handed over or passed over. */
    private long at;

    /** Whether it was up to date once: from then on it is expected to keep up. */
    private boolean live;

    private boolean slow;
    private long quietSince;

    /**
     * A follower that has handed over nothing yet.
     *
     * @param at the position after which it begins
     */
    LiveFollower(
            InspectionScores scores,
            LiveWatches watches,
            LiveTexts texts,
            LiveFilter filter,
            LiveDetail detail,
            SseEventSink sink,
            Sse sse,
            long at) {
        this.scores = scores;
        this.watches = watches;
        this.texts = texts;
        this.filter = filter;
        this.detail = detail;
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

    /** Tells the reader that the log is another one than its id is from. */
    void resync() throws InterruptedException {
        hand(sse.newEventBuilder().name("resync").id(EventId.of(at)).data("{}").build());
    }

    /**
     * Follows the log until it is told that this is over.
     *
     * @throws Gone when the reader takes nothing any more
     */
    void follow(BooleanSupplier over) throws InterruptedException {
        heartbeat();
        // Set before the log is read to its end: what comes after that, it tells.
        try (LiveWatches.Watch watch = watches.watch(filter.inspections())) {
            boolean atEnd = false;
            while (!over.getAsBoolean() && !sink.isClosed()) {
                if (!atEnd || comes(watch)) {
                    List<StoredEvent> page = scores.next(at, BATCH_MAX, Duration.ZERO);
                    live |= page.size() < BATCH_MAX;
                    atEnd = page.isEmpty();
                    if (slow || farBehind(page)) {
                        slow = false;
                        handNewest(page, over);
                    } else {
                        handAll(page, over);
                    }
                }
                if (System.nanoTime() - quietSince > HEARTBEAT.toNanos()) {
                    heartbeat();
                }
            }
        }
    }

    /** Waits until there is something to look at; where nothing comes, it was passed over. */
    private boolean comes(LiveWatches.Watch watch) throws InterruptedException {
        long passed = watch.passed();
        long first = watch.next(LOOK_UP);
        at = Math.max(at, first == LiveWatches.NOTHING ? passed : first - 1);
        return first != LiveWatches.NOTHING;
    }

    private boolean farBehind(List<StoredEvent> page) {
        return live && page.size() == BATCH_MAX && scores.position() - at > BEHIND_MAX;
    }

    private void handAll(List<StoredEvent> page, BooleanSupplier over) throws InterruptedException {
        for (StoredEvent event : page) {
            if (slow || over.getAsBoolean()) {
                return;
            }
            if (filter.passes(event)) {
                hand(event(new LiveBatch.Handed(event, 0)));
            }
            at = event.position();
        }
    }

    private void handNewest(List<StoredEvent> first, BooleanSupplier over)
            throws InterruptedException {
        var batch = new LiveBatch();
        List<StoredEvent> page = first;
        long last = at;
        for (int read = 0; !page.isEmpty(); page = scores.next(last, BATCH_MAX, Duration.ZERO)) {
            page.stream().filter(filter::passes).forEach(batch::add);
            last = page.getLast().position();
            read += page.size();
            if (batch.size() >= BATCH_MAX || read >= STRETCH_MAX) {
                break;
            }
        }
        for (LiveBatch.Handed handed : batch.inOrder()) {
            if (over.getAsBoolean()) {
                return;
            }
            hand(event(handed));
            at = handed.event().position();
        }
        at = last;
    }

    private OutboundSseEvent event(LiveBatch.Handed handed) {
        StoredEvent event = handed.event();
        return sse.newEventBuilder()
                .id(EventId.of(event.position()))
                .name(event.type())
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(texts.text(event, handed.skipped(), detail))
                .build();
    }

    /** A comment; its id lets a reader that saw no event yet resume here too. */
    private void heartbeat() throws InterruptedException {
        hand(sse.newEventBuilder().id(EventId.of(at)).comment("still here").build());
    }

    private void hand(OutboundSseEvent event) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            sink.send(event)
                    .toCompletableFuture()
                    .get(TAKEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            throw new Gone(e);
        }
        quietSince = System.nanoTime();
        slow |= quietSince - begun > SLOW_AFTER.toNanos();
    }
}
