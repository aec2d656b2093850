package uk.inspection.eventstore.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.quarkus.opentelemetry.runtime.propagation.TextMapPropagatorCustomizer;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.service.RequestIds;

/**
 * Puts a request that brings an id into the trace that its events will be of. A {@code traceparent}
 * that names another trace is left aside: two traces would each hold a half. Without an id the
 * {@code traceparent} counts, and {@link RequestIds} takes the trace's id for the request's.
 */
@Singleton
class RequestTraces implements TextMapPropagatorCustomizer {
    private final TraceIds ids;

    RequestTraces(TraceIds ids) {
        this.ids = ids;
    }

    @Override
    public TextMapPropagator customize(Context context) {
        TextMapPropagator propagator = context.propagator();
        return propagator instanceof W3CTraceContextPropagator
                ? TextMapPropagator.composite(propagator, new OfRequestId())
                : propagator;
    }

    private final class OfRequestId implements TextMapPropagator {
        @Override
        public Collection<String> fields() {
            return List.of(); // nobody is told
        }

        @Override
        public <C> void inject(
                io.opentelemetry.context.Context context,
                @Nullable C carrier,
                TextMapSetter<C> setter) {
            // as above
        }

        @Override
        public <C> io.opentelemetry.context.Context extract(
                io.opentelemetry.context.Context context,
                @Nullable C carrier,
                TextMapGetter<C> getter) {
            String given = getter.get(carrier, RequestIds.HEADER);
            if (given == null || !RequestIds.usable(given)) {
                return context;
            }
            String trace = TraceIds.trace(given);
            if (Span.fromContext(context).getSpanContext().getTraceId().equals(trace)) {
                return context;
            }
            ids.nextTrace(trace);
            return context.with(Span.getInvalid());
        }
    }
}
