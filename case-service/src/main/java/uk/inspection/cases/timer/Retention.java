package uk.inspection.cases.timer;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.projection.CaseEntity;
import uk.inspection.cases.store.Inspections;
import uk.inspection.eventstore.Outcome;

/**
 * Every ten seconds, the cases whose fieldwork closed so long ago that their notes are not kept any
 * longer, by business days. Several instances may read the same ones at the same time: the writer
 * carries out each once. The next tick goes on where the last one stopped and starts anew at the
 * end, so that a case that cannot be erased holds up no other.
 */
@ApplicationScoped
public class Retention {
    static final int CASES_MAX = 100;

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final Logger LOG = Logger.getLogger(Retention.class);

    private final Inspections inspections;
    private final Clock clock;
    private final Optional<Period> notesAfter;
    private @Nullable String last;

    Retention(Inspections inspections, Clock clock, RetentionConfig config) {
        this.inspections = inspections;
        this.clock = clock;
        this.notesAfter = config.notesAfter();
    }

    void start(@Observes StartupEvent start) {
        if (notesAfter.isPresent()
                && (notesAfter.get().isNegative() || notesAfter.get().isZero())) {
            throw new IllegalStateException(
                    "retention.notes-after has to be a period of at least a day, such as P2Y.");
        }
    }

    @Scheduled(
            identity = "retention",
            every = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() throws InterruptedException {
        if (notesAfter.isEmpty() || !inspections.open()) {
            return;
        }
        try {
            eraseDue(notesAfter.get());
        } catch (PersistenceException away) {
            LOG.warnf("What is kept too long cannot be read; the next tick tries again: %s", away);
        }
    }

    private void eraseDue(Period kept) throws InterruptedException {
        Instant now = clock.instant();
        LocalDate lastDay = LocalDate.ofInstant(now, clock.getZone()).minus(kept);
        Instant before = lastDay.plusDays(1).atStartOfDay(clock.getZone()).toInstant();
        List<CaseEntity> due = CaseEntity.notedAndClosed(before, last, CASES_MAX);
        last = due.size() < CASES_MAX ? null : due.getLast().id;
        var outcomes =
                due.stream()
                        .map(one -> inspections.eraseByAge(one.inspection, one.caseId, now))
                        .toList();
        long end = System.nanoTime() + ANSWER_WITHIN.toNanos();
        for (CompletableFuture<Outcome> outcome : outcomes) {
            await(outcome, end - System.nanoTime());
        }
    }

    private static void await(CompletableFuture<Outcome> outcome, long nanos)
            throws InterruptedException {
        try {
            switch (outcome.get(nanos, TimeUnit.NANOSECONDS)) {
                case Outcome.Committed _, Outcome.Refused _ -> {}
                case Outcome other -> LOG.warnf("An erasure by age waits: %s", other);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("An erasure by age waits for the next tick: %s", e);
        }
    }
}
