package uk.inspection.plan.timer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.service.Sampled;
import uk.inspection.plan.projection.DeadlineEntity;
import uk.inspection.plan.projection.PlanEntity;
import uk.inspection.plan.projection.PlanView;
import uk.inspection.plan.store.Plans;

/**
 * What is late, at {@code /q/metrics}: plans and returns that their services owe, and days that the
 * timer itself ought to have raised. Read when it is asked for, and not at every event.
 */
@Singleton
class DeadlineMeters implements MeterBinder {
    private final Plans plans;
    private final Ticker ticker;
    private final Clock clock;
    private final Sampled<Late> late = new Sampled<>(this::read);

    /**
     * What is late.
     *
     * @param plans by status
     * @param days whose day has come and that are not raised yet
     */
    private record Late(Map<String, Long> plans, long days) {}

    DeadlineMeters(Plans plans, Ticker ticker, Clock clock) {
        this.plans = plans;
        this.ticker = ticker;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        overdue(registry, PlanView.SUBMISSION_OVERDUE);
        overdue(registry, PlanView.RETURN_OVERDUE);
        Gauge.builder("plan.deadlines.due", () -> value(Late::days))
                .description("Deadlines whose day has come and that are not raised yet")
                .register(registry);
        Gauge.builder("plan.timer.idle.seconds", () -> ticker.idle().toMillis() / 1000.0)
                .description("Since the timer has last read the deadlines")
                .register(registry);
    }

    private void overdue(MeterRegistry registry, String status) {
        Gauge.builder("plan.overdue", () -> value(found -> found.plans.getOrDefault(status, 0L)))
                .description("Plans that are late, or a return of which is")
                .tag("status", status)
                .register(registry);
    }

    private double value(ToDoubleFunction<Late> value) {
        Late found = late.get();
        return found == null ? Double.NaN : value.applyAsDouble(found);
    }

    private Late read() {
        if (!plans.open()) {
            throw new Log.Unavailable("The tables are being made.");
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), clock.getZone());
        return QuarkusTransaction.requiringNew()
                .call(() ->
                        new Late(
                                Map.of(
                                        PlanView.SUBMISSION_OVERDUE,
                                        PlanEntity.count("status", PlanView.SUBMISSION_OVERDUE),
                                        PlanView.RETURN_OVERDUE,
                                        PlanEntity.count("status", PlanView.RETURN_OVERDUE)),
                                DeadlineEntity.due(today)));
    }
}
