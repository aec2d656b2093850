package uk.inspection.plan.timer;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.PlanEvent;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.plan.domain.PlanCommand.RaiseDeadline;
import uk.inspection.plan.projection.DeadlineEntity;
import uk.inspection.plan.store.Plans;

/**
 * Every second, the deadlines whose business day has come. Several instances may read the same ones
 * at the same time: the writer carries out each once. The next tick goes on where the last one
 * stopped and starts anew at the end, so that a deadline that cannot be raised holds up no other.
 *
 * <p>The days of a re-inspection wait until everything is known here that was published when the
 * timer first saw that they had come: one that was announced in time, while this service or the
 * broker was down, is not late. What is published afterwards is not waited for, so that a busy day
 * cannot put them off for ever.
 */
@ApplicationScoped
public class Ticker {
    static final int DEADLINES_MAX = 100;

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final long WARNING_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Logger LOG = Logger.getLogger(Ticker.class);

    private final Plans plans;
    private final Clock clock;
    private @Nullable DeadlineEntity last;
    private @Nullable Hearing hearing;
    private long warnedAt = System.nanoTime();
    private volatile long tickedAt = System.nanoTime();

    /** Whether all that was published on a day, when the timer looked, is known here by now. */
    private record Hearing(LocalDate day, BooleanSupplier over) {}

    Ticker(Plans plans, Clock clock) {
        this.plans = plans;
        this.clock = clock;
    }

    @Scheduled(
            identity = "deadlines",
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() throws InterruptedException {
        if (!plans.open()) {
            return; // the tables are being made
        }
        try {
            raiseDue();
            tickedAt = System.nanoTime();
        } catch (PersistenceException away) {
            LOG.warnf("The deadlines cannot be read; the next tick tries again: %s", away);
        }
    }

    /** How long ago the last tick came to its end that could read the deadlines. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - tickedAt);
    }

    private void raiseDue() throws InterruptedException {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, clock.getZone());
        List<DeadlineEntity> due = DeadlineEntity.due(today, last, DEADLINES_MAX);
        last = due.size() < DEADLINES_MAX ? null : due.getLast();
        var outcomes = new ArrayList<CompletableFuture<Outcome>>();
        due.stream()
                .filter(one -> !ofReinspection(one))
                .forEach(one -> outcomes.add(raise(one, today, now)));
        // Asked while the writer is at the others: the broker may take its time.
        List<DeadlineEntity> ofReinspections = due.stream().filter(Ticker::ofReinspection).toList();
        LocalDate heard = heard(ofReinspections.size(), today);
        ofReinspections.stream()
                .filter(one -> !one.fallsOn.isAfter(heard))
                .forEach(one -> outcomes.add(raise(one, today, now)));
        long end = System.nanoTime() + ANSWER_WITHIN.toNanos();
        for (CompletableFuture<Outcome> outcome : outcomes) {
            if (!await(outcome, end - System.nanoTime())) {
                last = null; // what passed by unraised comes before what follows it
            }
        }
    }

    private CompletableFuture<Outcome> raise(DeadlineEntity one, LocalDate today, Instant now) {
        return plans.raise(
                one.inspection,
                new RaiseDeadline(one.kind, one.number, one.fallsOn, one.dueOn, today),
                now);
    }

    /** The last day of which all is known that could still change what falls on it. */
    private LocalDate heard(int waiting, LocalDate today) {
        if (waiting == 0) {
            return LocalDate.MIN;
        }
        String why = "not all that was published by then is known yet";
        try {
            Hearing asked = hearing == null ? new Hearing(today, plans.hearing()) : hearing;
            hearing = asked;
            if (asked.over.getAsBoolean()) {
                hearing = null; // what falls due later asks anew
                return asked.day;
            }
        } catch (Topics.Unreachable | Log.Unavailable away) {
            why = away.toString();
        }
        long now = System.nanoTime();
        if (now - warnedAt >= WARNING_NANOS) {
            warnedAt = now;
            LOG.warnf("%d days of re-inspections wait: %s", waiting, why);
        }
        return LocalDate.MIN;
    }

    private static boolean ofReinspection(DeadlineEntity one) {
        return one.kind.deadline() == PlanEvent.Deadline.REINSPECTION;
    }

    /** Whether something came of it; what failed for good holds up nothing else. */
    private static boolean await(CompletableFuture<Outcome> outcome, long nanos)
            throws InterruptedException {
        try {
            return switch (outcome.get(nanos, TimeUnit.NANOSECONDS)) {
                case Outcome.Committed _, Outcome.Refused _ -> true;
                case Outcome.Broken broken -> {
                    LOG.warnf("A deadline cannot be raised: %s", broken);
                    yield true;
                }
                case Outcome other -> {
                    LOG.warnf("A deadline waits for the next tick: %s", other);
                    yield false;
                }
            };
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("A deadline waits for the next tick: %s", e);
            return false;
        }
    }
}
