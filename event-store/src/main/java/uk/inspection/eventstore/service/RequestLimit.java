package uk.inspection.eventstore.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bounds what requests hold in memory while they wait: how many there are, and the bytes of their
 * bodies. What is beyond that gets 503, and its body is not kept. A request counts until its answer
 * begins, so that live streams do not; they have a limit of their own. What an operator's machinery
 * asks under {@code /q/} is always answered.
 *
 * <p>Why it is right. A place is taken by one atomic step that fails where there is none, and given
 * back once, by whichever comes first of the answer's beginning and the end of everything; the
 * latter comes also where the connection is lost, when the command that was asked for may still
 * wait for the writer, as long as that lets anything wait. A body's bytes are what its
 * Content-Length says, which {@link BodyLimit} has seen to, and the server reads no more than that.
 */
@ApplicationScoped
class RequestLimit {
    /** Of the memory; a body takes several times its bytes while it is dealt with. */
    private static final int BODIES_SHARE = 16;

    private static final int AFTER_BODY_LIMIT = 9_000;

    private final int requestsMax;
    private final long bytesMax;
    private long requests;
    private long bytes;

    RequestLimit(
            Limits limits,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bodyMax,
            MeterRegistry metrics) {
        this.requestsMax = limits.requests().atOnce();
        this.bytesMax =
                Math.max(bodyMax.asLongValue(), Runtime.getRuntime().maxMemory() / BODIES_SHARE);
        metrics.gauge("http.requests.admitted", this, RequestLimit::requests);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_BODY_LIMIT);
    }

    private void check(RoutingContext context) {
        if (context.request().path().startsWith("/q/")) {
            context.next();
            return;
        }
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        long body = length == null ? 0 : Math.max(0, Long.parseLong(length));
        if (!enter(body)) {
            refuse(
                    context,
                    503,
                    "Service Unavailable",
                    1,
                    "Too many requests are being dealt with; nothing was written.");
            return;
        }
        var left = new AtomicBoolean();
        Runnable leave =
                () -> {
                    if (left.compareAndSet(false, true)) {
                        leave(body);
                    }
                };
        context.addHeadersEndHandler(answered -> leave.run());
        context.addEndHandler(ended -> leave.run());
        context.next();
    }

    /** Takes a place, which whoever gets it gives back by {@link #leave}. */
    synchronized boolean enter(long body) {
        if (requests == requestsMax || bytes + body > bytesMax) {
            return false;
        }
        requests++;
        bytes += body;
        return true;
    }

    synchronized void leave(long body) {
        requests--;
        bytes -= body;
    }

    synchronized long requests() {
        return requests;
    }

    /** Answers a request whose body nobody will read, and of which nothing was done. */
    static void refuse(
            RoutingContext context, int status, String title, long retryAfter, String detail) {
        context.request().resume(); // its body goes by unread, or the answer might be lost
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter))
                .end(
                        "{\"status\":%d,\"title\":\"%s\",\"detail\":\"%s\"}"
                                .formatted(status, title, detail));
    }
}
