package uk.inspection.eventstore.service;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.kafka.Backlog;
import uk.inspection.eventstore.kafka.ParkedCounts;
import uk.inspection.eventstore.kafka.Subscription;
import uk.inspection.eventstore.service.EventStore.Parts;
import uk.inspection.eventstore.verification.Verification;

/**
 * How the event store is, at {@code /q/metrics}. What has to be asked of the database or the broker
 * is asked once for all gauges of a reading; while they are away those have no value.
 */
final class StoreMeters implements MeterBinder {
    private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    private static final Duration[] DURATIONS = {
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final Parts<?> parts;
    private final Sampled<ParkedCounts> parked;
    private final Sampled<Backlog> relay;
    private final Sampled<Map<String, Backlog>> consumer;

    StoreMeters(Parts<?> parts) {
        this.parts = parts;
        Subscription<?> subscription = parts.subscription();
        this.parked =
                new Sampled<>(
                        subscription == null ? () -> ParkedCounts.NONE : subscription::counts);
        this.relay = new Sampled<>(parts.relay()::backlog);
        this.consumer = new Sampled<>(subscription == null ? Map::of : subscription::backlog);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        appends(registry);
        relay(registry);
        parts.upstreamTopics().forEach(topic -> consumer(registry, topic));
        gauge(
                registry,
                "event.store.subscription.lag",
                "Records of other services' topics not yet applied or parked, of all together",
                () -> value(consumer.get(), StoreMeters::records));
        parked(registry);
        gauge(
                registry,
                "event.store.verification.failed",
                "Checks that failed in the newest verification since the start",
                () ->
                        parts.verification().report().checks().stream()
                                .filter(check -> check.state() == Verification.State.FAILED)
                                .count());
    }

    private void appends(MeterRegistry registry) {
        var batch =
                DistributionSummary.builder("event.store.append.batch")
                        .description("Events in one commit")
                        .serviceLevelObjectives(BATCHES)
                        .register(registry);
        var duration =
                Timer.builder("event.store.append.duration")
                        .description("From a write's first statement to the end of its commit")
                        .serviceLevelObjectives(DURATIONS)
                        .register(registry);
        parts.writer()
                .measure((events, nanos) -> {
                    batch.record(events);
                    duration.record(Duration.ofNanos(nanos));
                });
        gauge(
                registry,
                "event.store.queued",
                "Commands and records that wait for the writer",
                () -> parts.writer().queued());
        gauge(
                registry,
                "event.store.log.away",
                "1 while the writer cannot reach the log",
                () -> parts.writer().away() ? 1 : 0);
    }

    private void relay(MeterRegistry registry) {
        gauge(
                registry,
                "event.store.relay.leader",
                "1 where this instance publishes the log",
                () -> parts.relay().leader() ? 1 : 0);
        gauge(
                registry,
                "event.store.relay.lag.events",
                "Events written and not yet published",
                () -> value(relay.get(), Backlog::events));
        gauge(
                registry,
                "event.store.relay.lag.seconds",
                "Age of the oldest event not yet published",
                () -> value(relay.get(), StoreMeters::age));
    }

    private void consumer(MeterRegistry registry, String topic) {
        Gauge.builder(
                        "event.store.consumer.lag.events",
                        () -> value(consumer(topic), Backlog::events))
                .description("Records of another service's topic not yet applied or parked")
                .tags(Tags.of("topic", topic))
                .register(registry);
        Gauge.builder(
                        "event.store.consumer.lag.seconds",
                        () -> value(consumer(topic), StoreMeters::age))
                .description("For how long the oldest of them has been in the topic")
                .tags(Tags.of("topic", topic))
                .register(registry);
    }

    private static double records(Map<String, Backlog> all) {
        return all.values().stream().mapToLong(Backlog::events).sum();
    }

    private @Nullable Backlog consumer(String topic) {
        Map<String, Backlog> all = consumer.get();
        return all == null ? null : all.get(topic);
    }

    private void parked(MeterRegistry registry) {
        gauge(
                registry,
                "event.store.parked.events",
                "Records parked",
                () -> value(parked.get(), ParkedCounts::events));
        gauge(
                registry,
                "event.store.parked.inspections",
                "Inspections with anything parked",
                () -> value(parked.get(), ParkedCounts::inspections));
        gauge(
                registry,
                "event.store.parked.oldest.seconds",
                "How long the oldest record has been parked",
                () -> value(parked.get(), counts -> age(counts.oldest())));
        gauge(
                registry,
                "event.store.discarded.unaccepted",
                "Events discarded here that nobody has accepted",
                () -> value(parked.get(), ParkedCounts::unaccepted));
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            java.util.function.Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private static <T> double value(@Nullable T known, ToDoubleFunction<T> value) {
        return known == null ? Double.NaN : value.applyAsDouble(known);
    }

    private static double age(Backlog backlog) {
        return backlog.events() > 0 && backlog.oldest() == null
                ? Double.NaN
                : age(backlog.oldest());
    }

    private static double age(@Nullable Instant oldest) {
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, Instant.now()).toMillis() / 1000.0);
    }
}
