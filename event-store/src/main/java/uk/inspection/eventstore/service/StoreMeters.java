package uk.inspection.eventstore.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.kafka.ParkedCounts;

/**
 * What waits for people, at {@code /q/metrics}. The database is asked once for the gauges of one
 * reading; while it is away they have no value.
 */
@Singleton
class ParkedMeters implements MeterBinder {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final EventStore eventStore;
    private @Nullable ParkedCounts known;
    private long readAt = System.nanoTime() - FRESH.toNanos();

    ParkedMeters(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "event.store.parked.events", "Records parked", ParkedCounts::events);
        gauge(
                registry,
                "event.store.parked.inspections",
                "Inspections with anything parked",
                ParkedCounts::inspections);
        gauge(
                registry,
                "event.store.parked.oldest.seconds",
                "How long the oldest record has been parked",
                counts ->
                        counts.oldest() == null
                                ? 0
                                : Duration.between(counts.oldest(), Instant.now()).toSeconds());
        gauge(
                registry,
                "event.store.discarded.unaccepted",
                "Events discarded here that nobody has accepted",
                ParkedCounts::unaccepted);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<ParkedCounts> value) {
        Gauge.builder(name, this, meters -> meters.value(value))
                .description(description)
                .register(registry);
    }

    private double value(ToDoubleFunction<ParkedCounts> value) {
        ParkedCounts counts = counts();
        return counts == null ? Double.NaN : value.applyAsDouble(counts);
    }

    private synchronized @Nullable ParkedCounts counts() {
        if (System.nanoTime() - readAt >= FRESH.toNanos()) {
            try {
                var subscription = eventStore.parts().subscription();
                known = subscription == null ? ParkedCounts.NONE : subscription.counts();
            } catch (RuntimeException away) {
                known = null;
            } finally {
                readAt = System.nanoTime(); // one reading for all, however long it took
            }
        }
        return known;
    }
}
