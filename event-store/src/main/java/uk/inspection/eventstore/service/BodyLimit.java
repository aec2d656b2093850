package uk.inspection.eventstore.service;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers a body that announces more than the limit with a problem before a byte of it is read. One
 * that does not say its length is cut off at the limit by the server.
 */
@ApplicationScoped
class BodyLimit {
    private static final int BEFORE_ALL_ELSE = 10_000;

    private final long bytesMax;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bytesMax) {
        this.bytesMax = bytesMax.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL_ELSE);
    }

    private void check(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || length.length() < 19 && Long.parseLong(length) <= bytesMax) {
            request.next();
            return;
        }
        request.response()
                .setStatusCode(413)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(
                        """
                        {"status":413,"title":"Content Too Large",\
                        "detail":"The body is larger than this service reads.",\
                        "violations":[{"field":"body","rule":"at most %d bytes"}]}\
                        """
                                .formatted(bytesMax))
                .onComplete(sent -> request.request().connection().close());
    }
}
