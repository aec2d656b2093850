package uk.inspection.cases.keys;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.keys.CaseKeys.Applied;
import uk.inspection.cases.keys.CaseKeys.Erasure;
import uk.inspection.cases.keys.CaseKeys.Found;
import uk.inspection.contract.CaseEvent.CaseErased;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Signal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.EventStore;

/**
 * Follows the service's own log and destroys the key of every case that it says is erased. Nothing
 * else destroys keys: not the request, which waits for this, nor the timer.
 *
 * <p>Why it is right. The place in the log stands in the database of the keys and moves in the
 * transaction that destroys them, so whatever breaks between the event and the destruction, the
 * destruction is found again; destroying twice is destroying once, so every instance may follow. A
 * copy of the keys that is put back brings its own, older place with it. The place is read again
 * before every page: when it is before what this instance knows to be applied, notes stay closed
 * until everything up to the log's end was applied again. Until the follower has noticed, the
 * reading itself refuses, because it compares the place it finds, in the statement that reads the
 * key, with the one that this instance knows of. So no note is opened with a key that an event of
 * this log had destroyed.
 *
 * <p>It begins when the log is whole (an older copy of the log first takes from its topics what it
 * lacks). If the event at the place is not the one that stood there, or is missing, log and keys
 * went different ways, and it begins at the log's beginning.
 */
@ApplicationScoped
public class Erasures {
    private static final Logger LOG = Logger.getLogger(Erasures.class);

    /** The log is opened at the priority that nobody gives. */
    private static final int AFTER_THE_LOG = ObserverMethod.DEFAULT_PRIORITY + 400;

    private static final int PAGE_MAX = 500;

    /** So many events without an erasure may be read again after a restart. */
    private static final long UNSAVED_MAX = 2_000;

    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final Duration DESTROYED_WITHIN = Duration.ofSeconds(5);
    private static final long WARNING_NANOS = Duration.ofMinutes(1).toNanos();
    private static final String STARTING =
            "Erasures are being applied to the keys of notes; try again.";

    private final EventStore eventStore;
    private final CaseKeys keys;
    private final Signal applied = new Signal();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    /** Erasures up to this position are applied; negative while that is being seen to. */
    private volatile long appliedTo = -1;

    private volatile String problem = STARTING;

    // The rest belongs to the follower's thread.
    private boolean prepared;
    private long read;
    private long saved;
    private long warnedAt = System.nanoTime() - WARNING_NANOS;

    Erasures(EventStore eventStore, CaseKeys keys) {
        this.eventStore = eventStore;
        this.keys = keys;
    }

    /** A wrong master key ends the start; a database that is away does not. */
    void start(@Observes @Priority(AFTER_THE_LOG) StartupEvent start) {
        try {
            keys.prepare();
            prepared = true;
        } catch (Log.Unavailable away) {
            LOG.warnf("No note is taken or shown until the keys are there: %s", away.getMessage());
        }
        eventStore.whenWhole(this::follow);
    }

    synchronized void follow() {
        thread = Thread.ofPlatform().name("erasures").daemon().start(this::run);
    }

    synchronized void stop(@Observes ShutdownEvent stop) {
        closed.countDown();
        Thread following = thread;
        if (following == null) {
            return;
        }
        try {
            if (!following.join(CLOSE_WITHIN)) {
                following.interrupt();
                following.join(CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            following.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What is there to open the notes of a case with; empty when its key is missing.
     *
     * @throws Log.Unavailable while erasures are still to be applied, or the keys are away
     */
    public Optional<Found> keyOf(String inspection, String caseId) {
        long from = appliedTo;
        if (from < 0) {
            throw new Log.Unavailable(STARTING);
        }
        return keys.findToOpen(inspection, caseId, from);
    }

    /** Waits for the key of an erased case to be destroyed; false when it takes too long. */
    public boolean destroyed(String inspection, String caseId) throws InterruptedException {
        long end = System.nanoTime() + DESTROYED_WITHIN.toNanos();
        while (true) {
            long seen = applied.count();
            try {
                if (keys.erased(inspection, caseId)) {
                    return true;
                }
            } catch (Log.Unavailable away) {
                LOG.debug(away.getMessage());
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            applied.await(seen, Duration.ofNanos(Math.min(left, PAUSE.toNanos())));
        }
    }

    @Produces
    @Readiness
    HealthCheck keysOfNotes() {
        return () -> {
            var response = HealthCheckResponse.named("keys").status(appliedTo >= 0);
            return (problem.isEmpty() ? response : response.withData("problem", problem)).build();
        };
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                try {
                    step();
                    problem = appliedTo < 0 ? STARTING : "";
                } catch (RuntimeException | Error failure) {
                    // Whatever it was: nothing has moved, and it goes on from the place.
                    problem = String.valueOf(failure.getMessage());
                    warn(failure);
                    if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Following erasures was interrupted");
        }
    }

    private void step() throws InterruptedException {
        if (!prepared) {
            keys.prepare();
            prepared = true;
        }
        Applied place = keys.applied();
        if (appliedTo < 0 || place.position() < appliedTo) {
            catchUp(place);
            return;
        }
        List<StoredEvent> page = eventStore.tail().next(read, PAGE_MAX, QUIET);
        if (!page.isEmpty()) {
            apply(page, page.getLast().position() - saved >= UNSAVED_MAX);
        }
    }

    /** From the place that the keys know to the end that the log has now. */
    private void catchUp(Applied place) {
        appliedTo = -1;
        if (!continues(place)) {
            LOG.warnf(
                    "The keys of notes knew another log at position %d: every erasure is applied again",
                    place.position());
            keys.beginAgain(place);
            place = new Applied(0, null);
        }
        read = place.position();
        saved = read;
        long end = eventStore.log().position();
        while (read < end && closed.getCount() > 0) {
            List<StoredEvent> page = eventStore.log().after(read, PAGE_MAX);
            if (page.isEmpty()) {
                throw new Log.Unavailable("The log ends before its end.");
            }
            apply(page, true);
        }
        if (read >= end) {
            appliedTo = saved;
        }
    }

    private boolean continues(Applied place) {
        if (place.position() == 0) {
            return true;
        }
        List<StoredEvent> there = eventStore.log().after(place.position() - 1, 1);
        return !there.isEmpty()
                && there.getFirst().position() == place.position()
                && Arrays.equals(there.getFirst().hash(), place.hash());
    }

    private void apply(List<StoredEvent> page, boolean save) {
        var erasures = new ArrayList<Erasure>();
        for (StoredEvent event : page) {
            if (event.type().equals(CaseErased.class.getSimpleName())
                    && Codec.decode(event.type(), event.typeVersion(), event.bytes())
                            instanceof Decoded.Known(CaseErased(String caseId, _))) {
                erasures.add(new Erasure(event.stream(), caseId, event.occurredAt(), event.id()));
            }
        }
        StoredEvent last = page.getLast();
        if (save || !erasures.isEmpty()) {
            keys.apply(erasures, new Applied(last.position(), last.hash()));
            saved = last.position();
            if (appliedTo >= 0) {
                appliedTo = saved;
            }
        }
        read = last.position();
        if (!erasures.isEmpty()) {
            applied.raise();
        }
    }

    private void warn(Throwable failure) {
        long now = System.nanoTime();
        if (now - warnedAt >= WARNING_NANOS) {
            warnedAt = now;
            LOG.warnf("Erasures wait: %s", failure.getMessage());
        }
    }
}
