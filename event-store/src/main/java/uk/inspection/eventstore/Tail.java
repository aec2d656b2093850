package uk.inspection.eventstore;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The newest of what comes in order, such as own events, for many live readers at once, so that a
 * thousand readers do not read the database a thousand times.
 *
 * <p>Why it is right. Positions become visible in order, so the window, filled only by reading on
 * after its newest position, holds every event from its oldest to its newest; a reader whose
 * position is not before the window misses nothing by reading it, and any other reads the source
 * itself. A reader takes the signal's count before it looks: what was committed before that count
 * is in the window once a reading has begun at that count or later, which the first reader does for
 * all; what is committed after raises the count, and waiting on it returns at once. What the writer
 * of this process has just committed it hands over, and nothing is read for it: that is kept only
 * where it follows at once what the window holds, and then the window holds all that was committed
 * up to there; the raise that tells of it counts as read only if the one before did and none came
 * in between. What no signal tells (another instance's commit while the listener is cut off) a slow
 * poll finds, again one for all.
 */
public final class Tail<T> {
    /** Items kept in memory. */
    public static final int KEPT_MAX = 1000;

    /** Bytes kept in memory, and one item more. */
    static final long KEPT_BYTES_MAX = Log.READ_BYTES_MAX;

    /** Most items that one call returns. */
    public static final int LIMIT_MAX = 1000;

    private static final Duration POLL = Duration.ofMillis(500);

    private final Source<T> source;
    private final ToLongFunction<T> positions;
    private final ToLongFunction<T> bytes;
    private final Signal committed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<T> window = new ArrayDeque<>();

    /** The window holds all items after this position, up to {@link #newest}. */
    private long before;

    private long keptBytes;

    private long newest = -1;
    private long coveredCount = -1;
    private long readAt;
    private Log.@Nullable Unavailable away;

    /** Where items come from. Their positions, from 1, become visible in order. */
    public interface Source<T> {
        /**
         * Items after a position, in order; at most {@code limit}, and none only when there are
         * none.
         *
         * @throws Log.Unavailable when they cannot be read now
         */
        List<T> after(long position, int limit);

        /** Position of the newest item; 0 for none. */
        long position();
    }

    /**
     * A tail of one source.
     *
     * @param positions where an item stands
     * @param bytes about how much memory an item takes
     * @param committed is raised after every commit to it
     */
    public Tail(
            Source<T> source,
            ToLongFunction<T> positions,
            ToLongFunction<T> bytes,
            Signal committed) {
        this.source = source;
        this.positions = positions;
        this.bytes = bytes;
        this.committed = committed;
    }

    /** A tail of the own events of a log. */
    public static Tail<StoredEvent> of(Log log, Signal committed) {
        var source =
                new Source<StoredEvent>() {
                    @Override
                    public List<StoredEvent> after(long position, int limit) {
                        return log.after(position, limit);
                    }

                    @Override
                    public long position() {
                        return log.position();
                    }
                };
        return new Tail<>(source, StoredEvent::position, event -> event.bytes().length, committed);
    }

    /**
     * Items after a position, in order; waits for the first of them, at most {@code longest}.
     *
     * @return at most {@code limit} (and {@link #LIMIT_MAX}) items; none when the time is over
     * @throws Log.Unavailable when the source cannot be read now
     */
    public List<T> next(long afterPosition, int limit, Duration longest)
            throws InterruptedException {
        int atMost = Math.min(limit, LIMIT_MAX);
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            long seen = committed.count();
            List<T> found = look(afterPosition, atMost, seen);
            if (found == null) {
                found = source.after(afterPosition, atMost);
            }
            long left = deadline - System.nanoTime();
            if (!found.isEmpty() || left <= 0) {
                return found;
            }
            Duration rest = Duration.ofNanos(left);
            committed.await(seen, rest.compareTo(POLL) < 0 ? rest : POLL);
        }
    }

    /** Position of the newest item that was read; 0 while nothing was. */
    public long newest() {
        lock.lock();
        try {
            return Math.max(0, newest);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what was just committed in this process, and tells all who wait. Never waits itself:
     * while somebody reads the source, the next one reads these too.
     *
     * @param items in order, at least one
     */
    public void committed(List<T> items) {
        if (!lock.tryLock()) {
            committed.raise();
            return;
        }
        try {
            long first = positions.applyAsLong(items.getFirst());
            if (first <= newest) {
                clear(); // put back from a copy
            }
            boolean follows = away == null && newest >= 0 && first == newest + 1;
            if (follows) {
                items.forEach(this::keep);
            }
            long count = committed.raise();
            if (follows && count == coveredCount + 1) {
                coveredCount = count;
            }
        } finally {
            lock.unlock();
        }
    }

    private void clear() {
        window.clear();
        keptBytes = 0;
        newest = -1;
    }

    /** What the window holds after a position; null when that position is before the window. */
    private @Nullable List<T> look(long afterPosition, int limit, long seen) {
        lock.lock();
        try {
            refresh(seen);
            if (afterPosition < before) {
                return null;
            }
            // By position and not by count: a log that has lost an event tells the rest all the
            // same.
            var found = new ArrayDeque<T>();
            Iterator<T> newestFirst = window.descendingIterator();
            while (newestFirst.hasNext()) {
                T item = newestFirst.next();
                if (positions.applyAsLong(item) <= afterPosition) {
                    break;
                }
                found.addFirst(item);
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
            if (away != null && source.position() < newest) {
                clear(); // put back from a copy while it was away
            }
            if (newest < 0) {
                long position = source.position();
                before = Math.max(0, position - KEPT_MAX);
                newest = before;
            }
            List<T> page;
            do {
                page = source.after(newest, KEPT_MAX);
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

    private void keep(T item) {
        window.addLast(item);
        newest = positions.applyAsLong(item);
        keptBytes += bytes.applyAsLong(item);
        while (window.size() > KEPT_MAX || (keptBytes > KEPT_BYTES_MAX && window.size() > 1)) {
            T oldest = window.removeFirst();
            before = positions.applyAsLong(oldest);
            keptBytes -= bytes.applyAsLong(oldest);
        }
    }
}
