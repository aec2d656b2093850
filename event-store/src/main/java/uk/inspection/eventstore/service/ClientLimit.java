package uk.inspection.eventstore.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.NetUtil;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many requests a client sends: each takes one out of the client's bucket, which fills
 * up evenly. What an operator's machinery asks under {@code /q/} is not counted.
 *
 * <p>A client is the subject of a token that was checked: of one that came before, and held. Until
 * then, and without one, he is his address (of version 6 the network, of which one client has all
 * addresses): a token that was not checked would choose its own bucket, and a new one each time. So
 * nothing is checked here, and a refusal costs no signature. Behind a proxy the address is the one
 * it forwards, where the server is set to believe it. Each instance counts for itself.
 *
 * <p>Why it is right. Requests come at once and on several threads. Two of a new client get one
 * bucket between them, because the cache makes it in one step; and a bucket gives what it holds in
 * one atomic step, so that no more pass than it held. A bucket that nobody took from for as long as
 * it takes to fill is full, and forgetting it changes nothing. Only when more clients come than are
 * kept, the least used are forgotten earlier, and begin with a full bucket again: memory is bounded
 * rather than they. Of credentials a digest is kept, and whose they were; they are read as such
 * only after a request with them was let in by the service's own check, so that no guess changes
 * it. That they do not hold any more changes nothing: whoever has them was that subject.
 */
@ApplicationScoped
class ClientLimit {
    private static final int AFTER_REQUEST_LIMIT = 8_000;
    private static final int NETWORK_BYTES = 8;

    private final Cache<String, Bucket> buckets;
    private final Cache<ByteBuffer, String> subjects;
    private final Limits.OfRequests limits;
    private final TimeMeter time;
    private final Counter refused;

    @Inject
    ClientLimit(Limits limits, MeterRegistry metrics) {
        this(limits.requests(), metrics, TimeMeter.SYSTEM_NANOTIME);
    }

    ClientLimit(Limits.OfRequests limits, MeterRegistry metrics, TimeMeter time) {
        this.limits = limits;
        this.time = time;
        this.subjects = Caffeine.newBuilder().maximumSize(limits.clients()).build();
        this.refused = metrics.counter("http.requests.refused.of.client");
        this.buckets =
                Caffeine.newBuilder()
                        .maximumSize(limits.clients())
                        .expireAfterAccess(
                                Duration.ofSeconds(1L + limits.burst() / limits.perSecond()))
                        .ticker(time::currentTimeNanos)
                        .executor(Runnable::run)
                        .build();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_REQUEST_LIMIT);
    }

    private void check(RoutingContext context) {
        if (context.request().path().startsWith("/q/")) {
            context.next();
            return;
        }
        ByteBuffer credentials = credentials(context.request());
        long seconds = secondsToWait(client(credentials, context.request().remoteAddress()));
        if (seconds > 0) {
            refused.increment();
            RequestLimit.refuse(
                    context,
                    429,
                    "Too Many Requests",
                    seconds,
                    "More requests than the %d at once and %d a second that a client may send."
                            .formatted(limits.burst(), limits.perSecond()));
            return;
        }
        if (credentials != null) {
            context.addHeadersEndHandler(answered -> remember(credentials, context.user()));
        }
        context.next();
    }

    private String client(@Nullable ByteBuffer credentials, @Nullable SocketAddress address) {
        String network = network(address == null ? null : address.hostAddress());
        if (credentials == null) {
            return "address " + network;
        }
        String subject = subjects.getIfPresent(credentials);
        return subject == null ? "newcomers from " + network : "subject " + subject;
    }

    /** A user is only there where somebody has asked who it is, and the answer held. */
    private void remember(ByteBuffer credentials, @Nullable User user) {
        if (user instanceof QuarkusHttpUser checked
                && !checked.getSecurityIdentity().isAnonymous()) {
            subjects.put(credentials, checked.getSecurityIdentity().getPrincipal().getName());
        }
    }

    /** A digest of what may say who it is; null where nothing may. */
    private static @Nullable ByteBuffer credentials(HttpServerRequest request) {
        String token = request.getHeader(HttpHeaders.AUTHORIZATION);
        String cookies = request.getHeader(HttpHeaders.COOKIE);
        if (token == null && cookies == null) {
            return null;
        }
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256")
                            .digest((token + "\n" + cookies).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The address itself, or the first half of one of version 6. */
    static String network(@Nullable String address) {
        byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null || bytes.length <= NETWORK_BYTES
                ? String.valueOf(address)
                : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
    }

    /** Takes one request out of a client's bucket; 0 where there was one, or when there will be. */
    long secondsToWait(String client) {
        var probe = buckets.get(client, this::bucket).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? 0
                : 1
                        + TimeUnit.NANOSECONDS.toSeconds(
                                Math.max(0, probe.getNanosToWaitForRefill() - 1));
    }

    private Bucket bucket(String client) {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(limits.burst())
                                .refillGreedy(limits.perSecond(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    long clients() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }
}
