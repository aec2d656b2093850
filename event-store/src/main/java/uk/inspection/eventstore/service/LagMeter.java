package uk.inspection.eventstore.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;

/**
 * How far the service is behind other services' topics, at {@code /q/metrics}. Where it stands is
 * in its own database and not at the broker, whose tools therefore cannot tell. All instances
 * together are behind by so much, whichever is asked; while a store is away there is no value.
 */
@Singleton
class LagMeter implements MeterBinder {
    private final EventStore eventStore;

    LagMeter(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("event.store.subscription.lag", this, LagMeter::value)
                .description("Records of other services' topics not yet dealt with")
                .register(registry);
    }

    private double value() {
        try {
            var subscription = eventStore.parts().subscription();
            return subscription == null
                    ? 0
                    : subscription.lag().values().stream().mapToLong(Long::longValue).sum();
        } catch (RuntimeException away) {
            return Double.NaN;
        }
    }
}
