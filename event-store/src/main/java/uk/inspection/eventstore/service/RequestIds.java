package uk.inspection.eventstore.service;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;

/**
 * Sees that every request has an id, the caller's own where it can be printed, and that every
 * answer names it: a refusal and an answer that nobody's code has seen as well. The events that a
 * request makes carry it, and so does the record of a read.
 */
@ApplicationScoped
class RequestIds {
    static final String HEADER = "X-Request-Id";

    private static final int BEFORE_ANY_REFUSAL = 12_000;

    void register(@Observes Filters filters) {
        filters.register(RequestIds::name, BEFORE_ANY_REFUSAL);
    }

    private static void name(RoutingContext context) {
        String given = context.request().getHeader(HEADER);
        String id =
                given != null && Requests.PRINTABLE.matcher(given).matches()
                        ? given
                        : UUID.randomUUID().toString();
        context.request().headers().set(HEADER, id); // what is asked from here on is asked under it
        context.response().putHeader(HEADER, id);
        context.next();
    }
}
