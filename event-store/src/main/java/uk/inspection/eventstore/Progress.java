package uk.inspection.eventstore;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets readers wait until this service has come to a version of a stream: of its own one, or of
 * another service's one that it reads.
 *
 * <p>Why it is right. What a version stands for is in the read models exactly when the log says so,
 * for both change in one transaction; so the log is asked, and nothing is counted beside it. A
 * reader takes the count of its stream's signal before it looks: what is committed here before that
 * is seen by the look, and what is committed later raises the count, so that the waiting returns at
 * once. Several streams share a signal, and who is woken for another's looks once for nothing. What
 * another instance commits raises nothing here: every reader looks again after a short time.
 *
 * <p>Who waits holds no connection. Those who look while they wait are let in a few at a time, in
 * the order in which they came: however many wait, the connections that they take from commands are
 * no more than that, and who gets no turn in time is told what he saw last.
 */
public final class Progress {
    /** Readers who may look at the log at once, each with a connection. */
    private static final int LOOKING_MAX = 4;

    private static final int SIGNALS = 64;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final Log log;
    private final List<String> upstreamTopics;
    private final Duration lookAgain;
    private final List<Signal> applied =
            IntStream.range(0, SIGNALS).mapToObj(_ -> new Signal()).toList();
    private final Semaphore looking = new Semaphore(LOOKING_MAX, true);

    /**
     * A version that a reader asks for.
     *
     * @param topic of another service's stream; null for the service's own
     */
    public record Wanted(@Nullable String topic, long version) {}

    /** A version that is asked for, and the lower one that is reached; 0 for none. */
    public record Behind(Wanted wanted, long reached) {}

    /**
     * The progress of one log.
     *
     * @param upstreamTopics the topics that are received into it
     */
    public Progress(Log log, List<String> upstreamTopics) {
        this(log, upstreamTopics, LOOK_AGAIN);
    }

    Progress(Log log, List<String> upstreamTopics, Duration lookAgain) {
        this.log = log;
        this.upstreamTopics = List.copyOf(upstreamTopics);
        this.lookAgain = lookAgain;
    }

    /** The topics whose versions can be asked for. */
    public List<String> upstreamTopics() {
        return upstreamTopics;
    }

    /** Wakes who waits for one of these streams, after a commit that may have changed them. */
    public void applied(Set<String> streams) {
        streams.stream().map(this::signal).distinct().forEach(Signal::raise);
    }

    /**
     * What of a stream is not reached yet.
     *
     * @throws Log.Unavailable when the log cannot be read now
     */
    public List<Behind> behind(String stream, List<Wanted> wanted) {
        return wanted.stream()
                .map(one -> new Behind(one, reached(stream, one)))
                .filter(one -> one.reached() < one.wanted().version())
                .toList();
    }

    /**
     * Waits until all of it is reached.
     *
     * @param behind what was not reached when the reader looked first
     * @return what is not reached either when {@code longest} has passed; else nothing
     * @throws Log.Unavailable when the log cannot be read now
     */
    public List<Behind> await(String stream, List<Behind> behind, Duration longest)
            throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        Signal signal = signal(stream);
        List<Wanted> wanted = behind.stream().map(Behind::wanted).toList();
        List<Behind> left = behind;
        while (true) {
            long seen = signal.count();
            if (looking.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                try {
                    left = behind(stream, wanted);
                } finally {
                    looking.release();
                }
            }
            Duration rest = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isEmpty() || !rest.isPositive()) {
                return left;
            }
            signal.await(seen, rest.compareTo(lookAgain) < 0 ? rest : lookAgain);
        }
    }

    private long reached(String stream, Wanted wanted) {
        return wanted.topic() == null
                ? log.version(stream)
                : log.receivedVersion(wanted.topic(), stream);
    }

    private Signal signal(String stream) {
        return applied.get(Math.floorMod(stream.hashCode(), SIGNALS));
    }
}
