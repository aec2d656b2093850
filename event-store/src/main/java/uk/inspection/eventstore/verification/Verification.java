package uk.inspection.eventstore.verification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.kafka.Topics;

/**
 * Runs all checks of one service, one after another, on a thread of its own, when it is told to.
 *
 * <p>Why it is right. At most one run is under way: {@link #start} holds the monitor while it looks
 * whether one is, and while it makes the next. A run's fields are written by its own thread alone
 * and are volatile, so whoever reads a report sees each as it was last written; a check's result is
 * written before its state, and the run's end after all of them, so what is reported as passed has
 * passed. A check that cannot be finished has failed, with the reason, and so has a run that the
 * service's end cuts short: nothing passes that was not looked at to its end. {@link #close} makes
 * every following tell of progress fail, waits, and only then interrupts; once it holds the
 * monitor's word that it is closing, no run begins any more.
 */
public final class Verification implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Verification.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final String STOPPING = "The service is stopping.";

    private final String service;
    private final List<Check> checks;
    private final Clock wallClock;
    private volatile boolean closing;
    private @Nullable Run latest;

    /** How far a run or a check is. */
    public enum State {
        NONE,
        RUNNING,
        PASSED,
        FAILED
    }

    /**
     * What came of the latest run.
     *
     * @param state none where there was no run since the service started
     */
    public record Report(
            State state,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            List<Checked> checks) {}

    /**
     * What came of one check.
     *
     * @param state none while its turn is still to come
     * @param counts what it counts
     * @param counted how many so far
     * @param note what else is to be told of what passed, a sentence
     * @param difference the first that it found, a sentence
     * @param problem why it could not be finished
     */
    public record Checked(
            String name,
            State state,
            String counts,
            long counted,
            long millis,
            @Nullable String note,
            @Nullable String difference,
            @Nullable String problem) {}

    public Verification(String service, List<Check> checks, Clock wallClock) {
        this.service = service;
        this.checks = List.copyOf(checks);
        this.wallClock = wallClock;
    }

    /**
     * The verification of a service: its own log, what it received, both against the topics, what
     * it adds, and what is made of all that.
     *
     * @param further of the service itself
     * @param last after all others
     */
    public static Verification of(
            String service,
            DataSource dataSource,
            Topics topics,
            List<String> ownTopics,
            List<String> upstreamTopics,
            Stream<Check> further,
            List<Check> last,
            Clock wallClock) {
        var checks = new ArrayList<Check>();
        checks.add(new LogChains(dataSource));
        checks.add(new OwnTopics(dataSource, topics, ownTopics));
        if (!upstreamTopics.isEmpty()) {
            checks.add(new ReceivedChains(dataSource));
            checks.add(new UpstreamTopics(dataSource, topics, upstreamTopics));
        }
        further.sorted(Comparator.comparing(Check::name)).forEach(checks::add);
        checks.addAll(last);
        return new Verification(service, checks, wallClock);
    }

    /**
     * Begins a run.
     *
     * @return false when one is under way already, or the service is stopping
     */
    public synchronized boolean start() {
        Run before = latest;
        if (closing || (before != null && before.endedAt == null)) {
            return false;
        }
        var run = new Run();
        latest = run;
        run.thread.start();
        return true;
    }

    /** The run under way, or else the one before. */
    public synchronized Report report() {
        Run run = latest;
        return run == null ? new Report(State.NONE, null, null, List.of()) : run.report();
    }

    /** Ends a run that is under way. */
    @Override
    public void close() {
        Run run;
        synchronized (this) {
            closing = true;
            run = latest;
        }
        if (run == null) {
            return;
        }
        try {
            if (!run.thread.join(CLOSE_WITHIN)) {
                run.thread.interrupt();
                run.thread.join(CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            run.thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private Instant now() {
        return wallClock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private final class Run implements Runnable {
        private final List<Step> steps = checks.stream().map(Step::new).toList();
        private final Instant startedAt = now();
        private volatile @Nullable Instant endedAt;
        private final Thread thread =
                Thread.ofPlatform().name(service + "-verification").daemon().unstarted(this);

        @Override
        public void run() {
            LOG.infof("Verifying %s", service);
            try {
                steps.forEach(Step::run);
            } finally {
                endedAt = now();
                LOG.infof("Verified %s: %s", service, report().state());
            }
        }

        Report report() {
            Instant ended = endedAt; // read first: once it is there, every check has its result
            List<Checked> checked = steps.stream().map(Step::checked).toList();
            State state =
                    ended == null
                            ? State.RUNNING
                            : checked.stream().allMatch(one -> one.state() == State.PASSED)
                                    ? State.PASSED
                                    : State.FAILED;
            return new Report(state, startedAt, ended, checked);
        }
    }

    /** One check of one run. */
    private final class Step implements Check.Progress {
        private final Check check;
        private volatile State state = State.NONE;
        private volatile long counted;
        private volatile long begun;
        private volatile long took;
        private volatile @Nullable String note;
        private volatile @Nullable String difference;
        private volatile @Nullable String problem;

        Step(Check check) {
            this.check = check;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // the run's thread alone writes
        public void counted(long more) {
            counted += more;
            if (closing) {
                throw new CancellationException(STOPPING);
            }
        }

        @Override
        public void note(String sentence) {
            note = sentence;
        }

        void run() {
            begun = System.nanoTime();
            state = State.RUNNING;
            try {
                counted(0);
                Optional<String> found = check.run(this);
                difference = found.orElse(null);
            } catch (CancellationException stopping) {
                problem = STOPPING;
            } catch (Check.Unfinished told) {
                problem = closing ? STOPPING : told.getMessage();
                LOG.warnf("The check %s of %s could not end: %s", check.name(), service, problem);
            } catch (Exception | Error failure) {
                problem = closing ? STOPPING : String.valueOf(failure.getMessage());
                LOG.warnf(failure, "The check %s of %s could not end", check.name(), service);
            }
            took = System.nanoTime() - begun;
            state = difference == null && problem == null ? State.PASSED : State.FAILED;
            if (difference != null) {
                LOG.errorf("The check %s of %s failed: %s", check.name(), service, difference);
            }
        }

        Checked checked() {
            State now = state; // read first: a result is written before it
            long nanos =
                    switch (now) {
                        case NONE -> 0;
                        case RUNNING -> System.nanoTime() - begun;
                        case PASSED, FAILED -> took;
                    };
            return new Checked(
                    check.name(),
                    now,
                    check.counts(),
                    counted,
                    Duration.ofNanos(nanos).toMillis(),
                    note,
                    difference,
                    problem);
        }
    }
}
