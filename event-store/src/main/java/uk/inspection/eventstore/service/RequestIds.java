package uk.inspection.eventstore.service;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Traces;

/**
 * Sees that every request has an id, the caller's own where it can be printed, and that every
 * answer names it: a refusal and an answer that nobody's code has seen as well. The events that a
 * request makes carry it, and so do the record of a read and every line of the log that is written
 * while the request is dealt with. Where requests are traced and the caller gives none, it is the
 * trace's id.
 */
@ApplicationScoped
public class RequestIds {
    /** Names the request. */
    public static final String HEADER = "X-Request-Id";

    private static final int BEFORE_ANY_REFUSAL = 12_000;

    void register(@Observes Filters filters) {
        filters.register(RequestIds::name, BEFORE_ANY_REFUSAL);
    }

    /** Whether a caller's id is taken. */
    public static boolean usable(@Nullable String id) {
        return id != null && Requests.PRINTABLE.matcher(id).matches();
    }

    private static void name(RoutingContext context) {
        String given = context.request().getHeader(HEADER);
        String id = given != null && usable(given) ? given : fresh();
        context.request().headers().set(HEADER, id); // what is asked from here on is asked under it
        context.response().putHeader(HEADER, id);
        MDC.put(Traces.REQUEST_ID, id); // kept with the request, and gone with it
        context.next();
    }

    private static String fresh() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() ? span.getTraceId() : UUID.randomUUID().toString();
    }
}
