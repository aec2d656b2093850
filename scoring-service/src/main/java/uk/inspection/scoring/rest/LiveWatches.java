package uk.inspection.scoring.rest;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Traces;
import uk.inspection.scoring.store.InspectionScores;

/**
 * Tells of a new score those who follow its inspection, and no others: one thread reads on for all
 * of them. A second one looks after them once a second: whether a reader has gone, takes nothing or
 * is due a comment.
 *
 * <p>Why it is right. A watch is told, in order, of every score of its inspections that the thread
 * reads after the watch was set; its reader, who sets it before he reads the log to its end, has
 * read what the thread read before. The thread moves {@link #passed} after it has told of a page,
 * and it is taken before a watch is looked at: a reader that has all he was told of by then may
 * stand there without having read it. When the log cannot be read every watch is told to read for
 * itself, as it is once more when the thread has found its place again: what it did not read in
 * between no watch was told of.
 */
final class LiveWatches {
    private static final Logger LOG = Logger.getLogger(LiveWatches.class);
    private static final int PAGE = 1000;
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    /** Between two tries to read a log that is away. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Source scores;
    private final LongSupplier nanos;
    private final Traces traces;
    private final Map<String, Set<Watch>> ofInspections = new HashMap<>();
    private final Set<Watch> ofAll = new HashSet<>();
    private final Set<Watch> all = new HashSet<>();
    private boolean started;
    private volatile boolean stopping;
    private volatile long passed;

    LiveWatches(InspectionScores scores, Traces traces) {
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
                },
                System::nanoTime,
                traces);
    }

    /**
     * Watches over scores of any source.
     *
     * @param nanos the time, as of {@link System#nanoTime}
     */
    LiveWatches(Source scores, LongSupplier nanos, Traces traces) {
        this.scores = scores;
        this.nanos = nanos;
        this.traces = traces;
    }

    /** Where scores come from, as in {@link InspectionScores}. */
    interface Source {
        List<StoredEvent> next(long after, int limit, Duration longest) throws InterruptedException;

        long position();
    }

    /** What is told for one reader. None of it may wait. */
    interface Watch {
        /** Those he follows; all where none is named. */
        Set<String> inspections();

        /** A score that came. */
        void tell(StoredEvent event);

        /** Scores may have come; he is to look for himself. */
        void tellToRead();

        /**
         * To be asked once a second.
         *
         * @param passed up to here nothing is this reader's of which he was not told
         * @return whether he still follows; otherwise the watch is removed
         */
        boolean look(long passed);
    }

    /** Sets a watch, until it says that it is over. */
    synchronized void add(Watch watch) {
        if (!started) {
            passed = scores.position(); // where it cannot be read, who comes next tries again
            started = true;
            Thread.ofVirtual().name("live-watches").start(this::run);
            Thread.ofVirtual().name("live-looks").start(this::lookOn);
        }
        all.add(watch);
        if (watch.inspections().isEmpty()) {
            ofAll.add(watch);
        }
        for (String inspection : watch.inspections()) {
            ofInspections.computeIfAbsent(inspection, _ -> new HashSet<>()).add(watch);
        }
    }

    private synchronized void remove(Watch watch) {
        all.remove(watch);
        ofAll.remove(watch);
        for (String inspection : watch.inspections()) {
            ofInspections.computeIfPresent(
                    inspection,
                    (_, watches) -> {
                        watches.remove(watch);
                        return watches.isEmpty() ? null : watches;
                    });
        }
    }

    /** Scores after a position that are there now. */
    List<StoredEvent> after(long position, int limit) throws InterruptedException {
        return scores.next(position, limit, Duration.ZERO);
    }

    /** Position of the newest score. */
    long position() {
        return scores.position();
    }

    /** In nanoseconds, of any beginning. */
    long now() {
        return nanos.getAsLong();
    }

    /** Whether nobody is followed for any longer, or who expires is not. */
    boolean isOver(BooleanSupplier expired) {
        return stopping || expired.getAsBoolean();
    }

    /** Lets every reader go: those who have taken everything now, others when they have. */
    void stop() {
        stopping = true;
        look();
    }

    /** How many are set; of a reader of several inspections each. */
    synchronized int size() {
        return all.size()
                + ofAll.size()
                + ofInspections.values().stream().mapToInt(Set::size).sum();
    }

    private void lookOn() {
        try {
            while (!stopping || size() > 0) {
                Thread.sleep(LOOK_UP);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        long toldUpTo = passed;
        for (Watch watch : copy()) {
            if (!watch.look(toldUpTo)) {
                remove(watch);
            }
        }
    }

    private synchronized List<Watch> copy() {
        return List.copyOf(all);
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
        Set<Watch> ofInspection = ofInspections.getOrDefault(event.stream(), Set.of());
        long since = System.nanoTime();
        ofAll.forEach(watch -> watch.tell(event));
        ofInspection.forEach(watch -> watch.tell(event));
        int told = ofAll.size() + ofInspection.size();
        if (told > 0 && traces.on()) {
            traces.handed(event, told, since);
        }
    }

    private void tellAll() {
        copy().forEach(Watch::tellToRead);
    }
}
