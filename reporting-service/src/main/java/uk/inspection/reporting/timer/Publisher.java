package uk.inspection.reporting.timer;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.reporting.domain.ReportCommand.PublishScheduled;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.store.Reports;

/**
 * Every second, the publications whose moment has come. Several instances may read the same ones at
 * the same time: the writer carries out each once. The next tick goes on where the last one stopped
 * and starts anew at the end, so that one that cannot be published holds up no other.
 *
 * <p>A publication waits until everything is known here that other services had published when the
 * timer first saw its moment pass: fieldwork that was reopened before, while this service or the
 * broker was down, still stops it.
 */
@ApplicationScoped
public class Publisher {
    static final int PUBLICATIONS_MAX = 100;

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final long WARNING_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Logger LOG = Logger.getLogger(Publisher.class);

    private final Reports reports;
    private final Clock clock;
    private @Nullable ReportEntity last;
    private @Nullable Hearing hearing;
    private long warnedAt = System.nanoTime();

    /** Whether all that was published at a moment, when the timer looked, is known by now. */
    private record Hearing(Instant moment, BooleanSupplier over) {}

    Publisher(Reports reports, Clock clock) {
        this.reports = reports;
        this.clock = clock;
    }

    @Scheduled(
            identity = "publications",
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() throws InterruptedException {
        if (!reports.open()) {
            return; // the tables are being made
        }
        try {
            publishDue();
        } catch (PersistenceException away) {
            LOG.warnf("The publications cannot be read; the next tick tries again: %s", away);
        }
    }

    private void publishDue() throws InterruptedException {
        Instant now = clock.instant();
        List<ReportEntity> due = ReportEntity.due(now, last, PUBLICATIONS_MAX);
        last = due.size() < PUBLICATIONS_MAX ? null : due.getLast();
        Instant heard = heard(due.size(), now);
        var outcomes = new ArrayList<CompletableFuture<Outcome>>();
        due.stream()
                .filter(one -> !one.publishAt.isAfter(heard))
                .forEach(one ->
                        outcomes.add(
                                reports.publish(one.id, new PublishScheduled(one.publishAt, now))));
        long end = System.nanoTime() + ANSWER_WITHIN.toNanos();
        for (CompletableFuture<Outcome> outcome : outcomes) {
            if (!await(outcome, end - System.nanoTime())) {
                last = null; // what passed by unpublished comes before what follows it
            }
        }
    }

    /** The last moment of which all is known that could still stop a publication. */
    private Instant heard(int waiting, Instant now) {
        if (waiting == 0) {
            return Instant.MIN;
        }
        String why = "not all that other services published by then is known yet";
        try {
            Hearing asked = hearing == null ? new Hearing(now, reports.hearing()) : hearing;
            hearing = asked;
            if (asked.over.getAsBoolean()) {
                hearing = null; // what falls due later asks anew
                return asked.moment;
            }
        } catch (Topics.Unreachable | Log.Unavailable away) {
            why = away.toString();
        }
        long nanos = System.nanoTime();
        if (nanos - warnedAt >= WARNING_NANOS) {
            warnedAt = nanos;
            LOG.warnf("%d publications wait: %s", waiting, why);
        }
        return Instant.MIN;
    }

    /** Whether something came of it; what failed for good holds up nothing else. */
    private static boolean await(CompletableFuture<Outcome> outcome, long nanos)
            throws InterruptedException {
        try {
            return switch (outcome.get(nanos, TimeUnit.NANOSECONDS)) {
                case Outcome.Committed _, Outcome.Refused _ -> true;
                case Outcome.Broken broken -> {
                    LOG.warnf("A report cannot be published: %s", broken);
                    yield true;
                }
                case Outcome other -> {
                    LOG.warnf("A publication waits for the next tick: %s", other);
                    yield false;
                }
            };
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("A publication waits for the next tick: %s", e);
            return false;
        }
    }
}
