package uk.inspection.scoring.rest;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.StoredEvent;

/**
 * Hands one reader the scores. One that has everything waits without a thread, and is handed what
 * comes by the thread of {@link LiveWatches}, as long as what he has not taken is less than {@link
 * #UNDERWAY_MAX}. Any other has a thread that reads the log for him and waits until each score is
 * on its way before it takes the next: what a reader does not take stays in the log and not in
 * memory.
 *
 * <p>Who falls behind catches up by leaving out. A reader that was slow to take an event, or is far
 * behind the log after having been up to date, gets of the next stretch of the log only the newest
 * provisional score of each inspection. One that resumes from an old id and takes what it is given
 * is not slow and gets everything. A stretch ends where a batch is full, so that a reader holds no
 * more than a batch and a page, and what is handed keeps the order of the log: whichever id a
 * reader comes back with, what follows it in the log is what it does not have yet.
 *
 * <p>Why it is right. Everything happens in one of three stands, which change under the lock.
 * Whoever {@link Stand#READS} has one thread, which alone moves {@link #at} and sends: what the
 * watches tell is noted as due, and nothing more. That note is cleared before the log is read, and
 * the thread ends only where the log was empty and, under the lock, nothing was due since: from
 * then on the reader {@link Stand#WAITS}, and every later score is told, in order. In that stand
 * the watches alone move {@link #at} and send, each under the lock. A score that was told late, and
 * read before, is known by its position. When one cannot be sent now the follower stands before it
 * and reads again, by a new thread, so that the next is never sent before it. {@link Stand#IS_LEFT}
 * is final, is entered once, by whoever finds first that it is over, and gives the place back;
 * afterwards nothing is sent. The lock is taken within that of the watches and before that of the
 * connection, never the other way round: a follower that is left is removed by the watches when
 * they look next, and a connection that tells what was taken, which it may do under its lock, takes
 * none here. It counts, and wakes the thread, which has made itself known before it looks at the
 * count.
 */
final class LiveFollower implements LiveWatches.Watch {
    /** Scores that a reader may be behind before some are left out. */
    private static final int BEHIND_MAX = 1000;

    /** A score that takes longer to hand over than this makes its reader a slow one. */
    private static final Duration SLOW_AFTER = Duration.ofSeconds(1);

    /** A reader that takes nothing for this long is let go. */
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(30);

    /** Soon enough that a comment comes within the ten seconds that readers are promised. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(8);

    /** Scores in a batch and in a page of the log. */
    static final int BATCH_MAX = 50;

    /** Scores of the log that one batch may stand for. */
    private static final int STRETCH_MAX = 1000;

    /** Bytes that a reader is sent before he has taken those before; a single frame may be more. */
    static final int UNDERWAY_MAX = 1 << 15;

    private static final Logger LOG = Logger.getLogger(LiveFollower.class);

    private final LiveWatches watches;
    private final LiveFrames frames;
    private final LiveFilter filter;
    private final LiveDetail detail;
    private final LiveReader reader;
    private final BooleanSupplier expired;
    private final Runnable left;

    private enum Stand {
        READS,
        WAITS,
        IS_LEFT
    }

    private volatile Stand stand = Stand.READS;

    /** Who reads; to be woken when something is taken, or it is over. */
    private volatile @Nullable Thread reading;

    /** Up to here the log was handed over or passed over. */
    private long at;

    /** Whether the watches told of anything since the log was read last. */
    private boolean due;

    /** Whether it was up to date once: from then on it is expected to keep up. */
    private boolean live;

    private volatile boolean slow;

    /** Whether a frame could not be sent. */
    private volatile boolean gone;

    /** Bytes, of which those that were not taken are under way. */
    private long sent;

    private final AtomicLong taken = new AtomicLong();

    /** When the reader was sent something last. */
    private long sentAt;

    /** When he took something last, or began to have something to take. */
    private volatile long takenAt;

    /**
     * A follower that has handed over nothing yet.
     *
     * @param expired whether the reader may not follow any longer
     * @param left is run once, when he does not follow any longer
     * @param at the position after which it begins
     */
    LiveFollower(
            LiveWatches watches,
            LiveFrames frames,
            LiveFilter filter,
            LiveDetail detail,
            LiveReader reader,
            BooleanSupplier expired,
            Runnable left,
            long at) {
        this.watches = watches;
        this.frames = frames;
        this.filter = filter;
        this.detail = detail;
        this.reader = reader;
        this.expired = expired;
        this.left = left;
        this.at = at;
    }

    /**
     * Greets the reader and follows the log for him.
     *
     * @param resync whether to tell him that the log is another one than his id is from
     */
    synchronized void begin(boolean resync) {
        try {
            reader.greet();
            if (resync) {
                send(LiveFrames.resync(at));
            }
            send(LiveFrames.stillHere(at));
            reads(this::enter);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    // ---- told by the watches

    @Override
    public Set<String> inspections() {
        return filter.inspections();
    }

    @Override
    public synchronized void tell(StoredEvent event) {
        switch (stand) {
            case READS -> due = true;
            case WAITS -> {
                try {
                    hand(event);
                } catch (RuntimeException e) { // or the others would get nothing either
                    failed(e);
                }
            }
            case IS_LEFT -> {
                // removed at the next look
            }
        }
    }

    private void hand(StoredEvent event) {
        if (event.position() <= at) {
            return;
        }
        if (filter.passes(event)) {
            Buffer frame = frames.score(event, 0, detail);
            if (slow
                    || watches.isOver(expired)
                    || (underway() > 0 && underway() + frame.length() > UNDERWAY_MAX)) {
                at = event.position() - 1;
                reads(this::read);
                return;
            }
            send(frame);
        }
        at = event.position();
    }

    @Override
    public synchronized void tellToRead() {
        due = true;
        if (stand == Stand.WAITS) {
            reads(this::read);
        }
    }

    @Override
    public synchronized boolean look(long passed) {
        if (stand == Stand.IS_LEFT) {
            return false;
        }
        long now = watches.now();
        if (gone || reader.isGone()) {
            leave(false);
        } else if (underway() > 0) {
            if (now - takenAt > TAKEN_WITHIN.toNanos()) {
                LOG.debug("A reader of live scores takes nothing, and is let go.");
                leave(false);
            }
        } else if (watches.isOver(expired)) {
            leave(true);
        } else if (stand == Stand.WAITS) {
            at = Math.max(at, passed);
            heartbeat();
        }
        return stand != Stand.IS_LEFT;
    }

    // ---- by a thread of its own

    private synchronized void reads(Runnable run) {
        stand = Stand.READS;
        Thread.ofVirtual().name("live-reader").start(run);
    }

    /** Set before the log is read to its end: what comes after that, the watches tell. */
    private void enter() {
        try {
            watches.add(this);
        } catch (RuntimeException e) {
            failed(e);
        }
        read();
    }

    private void read() {
        reading = Thread.currentThread();
        try {
            while (goesOn()) {
                List<StoredEvent> page = watches.after(at, BATCH_MAX);
                live |= page.size() < BATCH_MAX;
                if (slow || farBehind(page)) {
                    slow = false;
                    handNewest(page);
                } else {
                    handAll(page);
                }
                if (page.isEmpty() && waits()) {
                    return;
                }
                heartbeat();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave(false);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /** Waits until everything is taken; whether there is somebody to read on for. */
    private boolean goesOn() throws InterruptedException {
        allTaken();
        synchronized (this) {
            if (watches.isOver(expired)) {
                leave(true);
            }
            due = false;
            return stand != Stand.IS_LEFT;
        }
    }

    /** Waits until everything is taken, or it is over: a look ends it, at the latest. */
    private void allTaken() throws InterruptedException {
        while (underway() > 0 && stand != Stand.IS_LEFT) {
            if (gone) {
                leave(false);
                return;
            }
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private synchronized boolean waits() {
        if (due || stand == Stand.IS_LEFT) {
            return false;
        }
        stand = Stand.WAITS;
        reading = null;
        return true;
    }

    private boolean farBehind(List<StoredEvent> page) {
        return live && page.size() == BATCH_MAX && watches.position() - at > BEHIND_MAX;
    }

    private void handAll(List<StoredEvent> page) throws InterruptedException {
        for (StoredEvent event : page) {
            if (filter.passes(event) && !handed(new LiveBatch.Handed(event, 0))) {
                return;
            }
            at = event.position();
            if (slow) {
                return;
            }
        }
    }

    private void handNewest(List<StoredEvent> first) throws InterruptedException {
        var batch = new LiveBatch();
        List<StoredEvent> page = first;
        long last = at;
        for (int read = 0; !page.isEmpty(); page = watches.after(last, BATCH_MAX)) {
            page.stream().filter(filter::passes).forEach(batch::add);
            last = page.getLast().position();
            read += page.size();
            if (batch.size() >= BATCH_MAX || read >= STRETCH_MAX) {
                break;
            }
        }
        for (LiveBatch.Handed handed : batch.inOrder()) {
            if (!handed(handed)) {
                return;
            }
            at = handed.event().position();
        }
        at = last;
    }

    /** Hands a score over; false when it is over before that. */
    private boolean handed(LiveBatch.Handed score) throws InterruptedException {
        Buffer frame = frames.score(score.event(), score.skipped(), detail);
        synchronized (this) {
            if (stand == Stand.IS_LEFT || watches.isOver(expired)) {
                return false;
            }
            send(frame);
        }
        allTaken();
        return stand != Stand.IS_LEFT;
    }

    // ---- what both do

    private synchronized void heartbeat() {
        if (stand != Stand.IS_LEFT && watches.now() - sentAt > HEARTBEAT.toNanos()) {
            send(LiveFrames.stillHere(at));
        }
    }

    private synchronized void send(Buffer frame) {
        long now = watches.now();
        sentAt = now;
        if (underway() == 0) {
            takenAt = now;
        }
        sent += frame.length();
        try {
            reader.send(frame, failure -> taken(frame.length(), now, failure));
        } catch (IllegalStateException closed) {
            taken(frame.length(), now, closed);
        }
    }

    /** Told by the connection: takes no lock. */
    private void taken(int bytes, long begun, @Nullable Throwable failure) {
        long now = watches.now();
        if (failure != null) {
            gone = true;
        } else {
            takenAt = now;
            if (now - begun > SLOW_AFTER.toNanos()) {
                slow = true;
            }
            taken.addAndGet(bytes);
        }
        LockSupport.unpark(reading);
    }

    private synchronized long underway() {
        return sent - taken.get();
    }

    private void failed(Throwable why) {
        if (why instanceof Log.Unavailable) {
            LOG.debugf("A reader of live scores is let go: %s", why.getMessage());
        } else {
            LOG.error("A reader of live scores is let go.", why);
        }
        leave(false);
    }

    private synchronized void leave(boolean inGoodOrder) {
        if (stand == Stand.IS_LEFT) {
            return;
        }
        stand = Stand.IS_LEFT;
        LockSupport.unpark(reading);
        left.run();
        try {
            if (inGoodOrder) {
                reader.end();
            } else {
                reader.cut();
            }
        } catch (IllegalStateException gone) {
            LOG.debugf("A reader of live scores had gone: %s", gone.getMessage());
        }
    }
}
