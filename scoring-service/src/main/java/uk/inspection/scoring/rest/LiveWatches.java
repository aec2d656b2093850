package uk.inspection.scoring.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.store.InspectionScores;

/**
 * Wakes of the live readers those who follow the inspection of a new score, and no others: one
 * thread reads on for all of them.
 *
 * <p>Why it is right. A watch is told of every score of its inspections that the thread reads after
 * the watch was set; its reader, who sets it before he reads the log to its end, has read what the
 * thread read before. The thread moves {@link #passed} after it has told of a page, and a reader
 * looks at it before he looks at his watch: where nothing is due then, nothing up to there is his
 * and he does not have, so he may stand there without having read it. What is due is taken before
 * the log is read, so that a score that comes while he reads makes it due again; at worst he looks
 * once for nothing. When the log cannot be read every watch is told to look for itself, as it is
 * once more when the thread has found its place again: what it did not read in between no watch was
 * told of.
 */
final class LiveWatches {
    /** Nothing is due. */
    static final long NOTHING = Long.MAX_VALUE;

    private static final Logger LOG = Logger.getLogger(LiveWatches.class);
    private static final int PAGE = 1000;
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    /** Between two tries to read a log that is away. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Source scores;
    private final Map<String, Set<Watch>> ofInspections = new HashMap<>();
    private final Set<Watch> ofAll = new HashSet<>();
    private boolean started;
    private volatile boolean stopping;
    private volatile long passed;

    LiveWatches(InspectionScores scores) {
        this(
                new Source() {
                    @Override
                    public List<StoredEvent> next(long after, int limit, Duration longest)
                            throws InterruptedException {
                        return scores.next(after, limit, longest);
                    }

                    @Override
                    public long position() {
                        return scores.position();
                    }
                });
    }

    LiveWatches(Source scores) {
        this.scores = scores;
    }

    /** Where scores come from, as in {@link InspectionScores}. */
    interface Source {
        List<StoredEvent> next(long after, int limit, Duration longest) throws InterruptedException;

        long position();
    }

    /** What one reader waits at. */
    final class Watch implements AutoCloseable {
        private final Set<String> inspections;
        private long due = NOTHING;

        private Watch(Set<String> inspections) {
            this.inspections = inspections;
        }

        private synchronized void tell(long position) {
            due = Math.min(due, position);
            notifyAll();
        }

        /**
         * The position of the first score that came since it was last asked; waits for it, at most
         * {@code longest}.
         *
         * @return {@link #NOTHING} when the time is over, 0 when the reader is to look for himself
         */
        synchronized long next(Duration longest) throws InterruptedException {
            long deadline = System.nanoTime() + longest.toNanos();
            for (long left = longest.toMillis();
                    due == NOTHING && left > 0;
                    left = (deadline - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
            long first = due;
            due = NOTHING;
            return first;
        }

        /** Up to here nothing is this reader's of which it was not told. */
        long passed() {
            return passed;
        }

        @Override
        public void close() {
            remove(this);
        }
    }

    /** Sets a watch for the scores of some inspections; of all where none is named. */
    synchronized Watch watch(Set<String> inspections) {
        if (!started) {
            passed = scores.position(); // where it cannot be read, who comes next tries again
            started = true;
            Thread.ofVirtual().name("live-watches").start(this::run);
        }
        var watch = new Watch(inspections);
        if (inspections.isEmpty()) {
            ofAll.add(watch);
        }
        for (String inspection : inspections) {
            ofInspections.computeIfAbsent(inspection, _ -> new HashSet<>()).add(watch);
        }
        return watch;
    }

    private synchronized void remove(Watch watch) {
        ofAll.remove(watch);
        for (String inspection : watch.inspections) {
            ofInspections.computeIfPresent(
                    inspection,
                    (_, watches) -> {
                        watches.remove(watch);
                        return watches.isEmpty() ? null : watches;
                    });
        }
    }

    /** Lets every reader look whether it is over. */
    void stop() {
        stopping = true;
        tellAll();
    }

    /** How many are set; of a reader of several inspections each. */
    synchronized int size() {
        return ofAll.size() + ofInspections.values().stream().mapToInt(Set::size).sum();
    }

    private void run() {
        try {
            while (!stopping) {
                try {
                    List<StoredEvent> page = scores.next(passed, PAGE, LOOK_UP);
                    page.forEach(this::tell);
                    if (!page.isEmpty()) {
                        passed = page.getLast().position();
                    }
                } catch (RuntimeException away) { // without this thread no reader gets anything
                    LOG.debugf("The log is away: %s", away.getMessage());
                    tellAll();
                    find();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void find() throws InterruptedException {
        while (!stopping) {
            Thread.sleep(PAUSE);
            try {
                long position = scores.position();
                tellAll(); // before it stands there: who is told reads up to it
                passed = position;
                return;
            } catch (RuntimeException away) {
                LOG.debugf("The log is still away: %s", away.getMessage());
            }
        }
    }

    private synchronized void tell(StoredEvent event) {
        for (Watch watch : ofAll) {
            watch.tell(event.position());
        }
        for (Watch watch : ofInspections.getOrDefault(event.stream(), Set.of())) {
            watch.tell(event.position());
        }
    }

    private void tellAll() {
        List<Watch> all;
        synchronized (this) {
            all = new ArrayList<>(ofAll);
            ofInspections.values().forEach(all::addAll);
        }
        all.forEach(watch -> watch.tell(0));
    }
}
