package uk.inspection.eventstore.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Traces;

/**
 * The spans of an event. Each hangs on one whose id follows from the event or its cause:
 *
 * <pre>
 * POST ...                       the framework's, random
 * └ append CaseJudged            of the event's id
 *   ├ publish CaseJudged         random: it may be published again
 *   └ receive CaseJudged         of the receiving service and the event's id
 *     └ append ScoreChanged      ...
 *       └ hand over ScoreChanged random
 * </pre>
 *
 * <p>What they tell of an event is what its envelope does, and of that neither who did it nor when:
 * attributes are kept where people look who may not see a case.
 */
@Singleton
class EventTraces implements Traces {
    private static final AttributeKey<String> ID = AttributeKey.stringKey("cloudevents.event_id");
    private static final AttributeKey<String> TYPE =
            AttributeKey.stringKey("cloudevents.event_type");
    private static final AttributeKey<String> SUBJECT =
            AttributeKey.stringKey("cloudevents.event_subject");
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> TOPIC =
            AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> OPERATION =
            AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<Long> READERS = AttributeKey.longKey("readers");

    private final boolean on;
    private final String service;
    private final Tracer tracer;
    private final TraceIds ids;

    EventTraces(
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off,
            @ConfigProperty(name = "quarkus.application.name") String service,
            OpenTelemetry openTelemetry,
            TraceIds ids) {
        this.on = !off;
        this.service = service;
        this.tracer = openTelemetry.getTracer("uk.inspection.eventstore");
        this.ids = ids;
    }

    /** The span of a request. */
    private record Request(SpanContext span) implements Asker {}

    @Override
    public boolean on() {
        return on;
    }

    @Override
    public @Nullable Asker asker() {
        if (!on) {
            return null;
        }
        SpanContext here = Span.current().getSpanContext();
        return here.isValid() ? new Request(here) : null;
    }

    @Override
    public void appended(StoredEvent event, @Nullable Asker asker, long since) {
        String trace = TraceIds.trace(event.correlation());
        String cause = event.causation();
        SpanContext parent =
                cause != null
                        ? span(trace, TraceIds.received(service, cause))
                        : asker instanceof Request(SpanContext asked)
                                        && asked.getTraceId().equals(trace)
                                ? asked
                                : null;
        if (parent == null) {
            ids.nextTrace(trace);
        }
        ids.nextSpan(TraceIds.appended(event.id()));
        show(begin("append", SpanKind.INTERNAL, event, parent), since);
    }

    @Override
    public void published(StoredEvent event, long since) {
        show(messaging("publish", SpanKind.PRODUCER, event), since);
    }

    @Override
    public void received(StoredEvent event, long since) {
        SpanBuilder span = messaging("receive", SpanKind.CONSUMER, event);
        ids.nextSpan(TraceIds.received(service, event.id()));
        show(span, since);
    }

    @Override
    public void handed(StoredEvent event, int readers, long since) {
        show(
                begin("hand over", SpanKind.INTERNAL, event, appended(event))
                        .setAttribute(READERS, (long) readers),
                since);
    }

    private SpanBuilder messaging(String what, SpanKind kind, StoredEvent event) {
        return begin(what, kind, event, appended(event))
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(TOPIC, event.topic())
                .setAttribute(OPERATION, what);
    }

    private SpanBuilder begin(
            String what, SpanKind kind, StoredEvent event, @Nullable SpanContext parent) {
        SpanBuilder span =
                tracer.spanBuilder(what + " " + event.type())
                        .setSpanKind(kind)
                        .setAttribute(ID, event.id())
                        .setAttribute(TYPE, event.type())
                        .setAttribute(SUBJECT, event.stream());
        return parent == null
                ? span.setNoParent()
                : span.setParent(Context.root().with(Span.wrap(parent)));
    }

    private static void show(SpanBuilder span, long since) {
        Instant now = Instant.now();
        span.setStartTimestamp(now.minus(Duration.ofNanos(System.nanoTime() - since)))
                .startSpan()
                .end(now);
    }

    private static SpanContext appended(StoredEvent event) {
        return span(TraceIds.trace(event.correlation()), TraceIds.appended(event.id()));
    }

    /** A span that may be another process's. */
    private static SpanContext span(String trace, String id) {
        return SpanContext.createFromRemoteParent(
                trace, id, TraceFlags.getSampled(), TraceState.getDefault());
    }
}
