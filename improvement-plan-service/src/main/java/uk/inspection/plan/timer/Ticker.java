package uk.inspection.plan.timer;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.PlanEvent;
import uk.inspection.eventstore.Outcome;
import uk.inspection.plan.domain.PlanCommand.RaiseDeadline;
import uk.inspection.plan.projection.DeadlineEntity;
import uk.inspection.plan.store.Plans;

/**
 * Every second, the deadlines whose business day has come. Several instances may read the same ones
 * at the same time: the writer carries out each once. The next tick goes on where the last one
 * stopped and starts anew at the end, so that a deadline that cannot be raised holds up no other.
 * The days of a re-inspection wait until everything published so far is known here: one that was
 * announced in time, while this service or the broker was down, is not late.
 */
@ApplicationScoped
public class Ticker {
    static final int DEADLINES_MAX = 100;

    private static final int ANSWER_TIMEOUT_SECONDS = 30;
    private static final Logger LOG = Logger.getLogger(Ticker.class);

    private final Plans plans;
    private final Clock clock;
    private @Nullable DeadlineEntity last;

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
        } catch (PersistenceException away) {
            LOG.warnf("The deadlines cannot be read; the next tick tries again: %s", away);
        }
    }

    private void raiseDue() throws InterruptedException {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, clock.getZone());
        List<DeadlineEntity> due = DeadlineEntity.due(today, last, DEADLINES_MAX);
        last = due.size() < DEADLINES_MAX ? null : due.getLast();
        boolean heardAll = due.stream().anyMatch(Ticker::ofReinspection) && plans.heardAll();
        var outcomes = new ArrayList<CompletableFuture<Outcome>>();
        for (DeadlineEntity one : due) {
            if (ofReinspection(one) && !heardAll) {
                continue;
            }
            outcomes.add(
                    plans.raise(
                            one.inspection,
                            new RaiseDeadline(one.kind, one.number, one.fallsOn, one.dueOn, today),
                            now));
        }
        for (CompletableFuture<Outcome> outcome : outcomes) {
            if (!await(outcome)) {
                last = null; // what passed by unraised comes before what follows it
            }
        }
    }

    private static boolean ofReinspection(DeadlineEntity one) {
        return one.kind.deadline() == PlanEvent.Deadline.REINSPECTION;
    }

    /** Whether something came of it; what failed for good holds up nothing else. */
    private static boolean await(CompletableFuture<Outcome> outcome) throws InterruptedException {
        try {
            return switch (outcome.get(ANSWER_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
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
            LOG.warn("A deadline waits for the next tick", e);
            return false;
        }
    }
}
