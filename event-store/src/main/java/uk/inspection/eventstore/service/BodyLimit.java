package uk.inspection.eventstore.service;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers a body that is larger than the limit with a problem before a byte of it is read. A body
 * must say its length: the server would cut off one that does not at the limit, without a word. And
 * it must be there in time: one that comes byte by byte is never silent for long, and would keep
 * the room that {@link RequestLimit} gave it.
 */
@ApplicationScoped
class BodyLimit {
    private static final int BEFORE_ALL_ELSE = 10_000;
    private static final long HANG_UP_AFTER_MS = 2000;

    private final long bytesMax;
    private final int secondsMax;

    BodyLimit(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bytesMax,
            Limits limits) {
        this.bytesMax = bytesMax.asLongValue();
        this.secondsMax = limits.bodySeconds();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL_ELSE);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null && lengthUnknown(request)) {
            refuse(context, 411, "Length Required", "must come with a Content-Length");
        } else if (length != null && tooLong(length)) {
            refuse(context, 413, "Content Too Large", "at most %d bytes".formatted(bytesMax));
        } else {
            if (length != null && !length.equals("0")) {
                expectEnd(context);
            }
            context.next();
        }
    }

    private void expectEnd(RoutingContext context) {
        long timer =
                context.vertx()
                        .setTimer(
                                secondsMax * 1000L,
                                over -> {
                                    if (!context.request().isEnded()) {
                                        late(context);
                                    }
                                });
        context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
    }

    private void late(RoutingContext context) {
        if (context.response().headWritten()) {
            context.request().connection().close();
        } else {
            refuse(context, 408, "Request Timeout", "within %d seconds".formatted(secondsMax));
        }
    }

    private boolean tooLong(String length) {
        try {
            return Long.parseLong(length) > bytesMax;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static boolean lengthUnknown(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                ? request.method().equals(HttpMethod.POST)
                : request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private static void refuse(RoutingContext context, int status, String title, String rule) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(
                        """
                        {"status":%d,"title":"%s","detail":"The body cannot be read: %s.",\
                        "violations":[{"field":"body","rule":"%s"}]}\
                        """
                                .formatted(status, title, rule, rule))
                .onComplete(sent -> hangUp(context));
    }

    /**
     * Closes the connection when the client has heard the answer: what he still sends is thrown
     * away until he stops, or for a moment. A connection that is closed with bytes unread is reset,
     * and takes an answer that was not read yet with it.
     */
    private static void hangUp(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.vertx().setTimer(HANG_UP_AFTER_MS, over -> request.connection().close());
        if (request.isEnded()) {
            request.connection().close();
        } else {
            request.handler(bytes -> {}).endHandler(ended -> request.connection().close()).resume();
        }
    }
}
