package uk.inspection.eventstore;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest own events, for many live readers at once, so that a thousand readers do not read the
 * database a thousand times.
 *
 * <p>Why it is right. Positions become visible in order, so the window, filled only by reading on
 * after its newest position, holds every event from its oldest to its newest; a reader whose
 * position is not before the window misses nothing by reading it, and any other reads the log
 * itself. A reader takes the signal's count before it looks: what was committed before that count
 * is in the window once a reading has begun at that count or later, which the first reader does for
 * all; what is committed after raises the count, and waiting on it returns at once. What no signal
 * tells (another instance's commit while the listener is cut off) a slow poll finds, again one for
 * all.
 */
public final class Tail {
    /** Events kept in memory. */
    public static final int KEPT_MAX = 1000;

    /** Most events that one call returns. */
    public static final int LIMIT_MAX = 1000;

    private static final Duration POLL = Duration.ofMillis(500);

    private final Log log;
    private final Signal committed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<StoredEvent> window = new ArrayDeque<>();

    /** The window holds all events after this position, up to {@link #newest}. */
    private long before;

    private long newest = -1;
    private long coveredCount = -1;
    private long readAt;
    private Log.@Nullable Unavailable away;

    /**
     * A tail of one log.
     *
     * @param committed is raised after every commit to it
     */
    public Tail(Log log, Signal committed) {
        this.log = log;
        this.committed = committed;
    }

    /**
     * Own events after a position, in order; waits for the first of them, at most {@code longest}.
     *
     * @return at most {@code limit} (and {@link #LIMIT_MAX}) events; none when the time is over
     * @throws Log.Unavailable when the log cannot be read now
     */
    public List<StoredEvent> next(long afterPosition, int limit, Duration longest)
            throws InterruptedException {
        int atMost = Math.min(limit, LIMIT_MAX);
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            long seen = committed.count();
            List<StoredEvent> found = look(afterPosition, atMost, seen);
            if (found == null) {
                found = log.after(afterPosition, atMost);
            }
            long left = deadline - System.nanoTime();
            if (!found.isEmpty() || left <= 0) {
                return found;
            }
            Duration rest = Duration.ofNanos(left);
            committed.await(seen, rest.compareTo(POLL) < 0 ? rest : POLL);
        }
    }

    /** What the window holds after a position; null when that position is before the window. */
    private @Nullable List<StoredEvent> look(long afterPosition, int limit, long seen) {
        lock.lock();
        try {
            refresh(seen);
            if (afterPosition < before) {
                return null;
            }
            // By position and not by count: a log that has lost an event tells the rest all the
            // same.
            var found = new ArrayDeque<StoredEvent>();
            Iterator<StoredEvent> newestFirst = window.descendingIterator();
            while (newestFirst.hasNext()) {
                StoredEvent event = newestFirst.next();
                if (event.position() <= afterPosition) {
                    break;
                }
                found.addFirst(event);
            }
            return found.stream().limit(limit).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Reads on, unless that was done at this count of the signal and a short time ago. */
    private void refresh(long seen) {
        long now = System.nanoTime();
        boolean recent = coveredCount >= 0 && now - readAt < POLL.toNanos();
        if (recent && away != null) {
            throw new Log.Unavailable("The log is away.", away);
        }
        if (recent && seen <= coveredCount) {
            return;
        }
        long count = committed.count();
        try {
            if (newest < 0) {
                long position = log.position();
                before = Math.max(0, position - KEPT_MAX);
                newest = before;
            }
            List<StoredEvent> page;
            do {
                page = log.after(newest, KEPT_MAX);
                page.forEach(this::keep);
            } while (!page.isEmpty()); // a page may be short because its events are large
            away = null;
        } catch (Log.Unavailable e) {
            away = e; // the others need not each find out for themselves
            throw e;
        } finally {
            coveredCount = count;
            readAt = System.nanoTime();
        }
    }

    private void keep(StoredEvent event) {
        window.addLast(event);
        newest = event.position();
        if (window.size() > KEPT_MAX) {
            before = window.removeFirst().position();
        }
    }
}
