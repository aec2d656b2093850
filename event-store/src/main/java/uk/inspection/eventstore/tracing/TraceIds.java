package uk.inspection.eventstore.tracing;

import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.sdk.trace.IdGenerator;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids of traces and spans. Those that several processes must agree on are worked out from what all
 * of them know, the correlation and the event's id, so that nothing of a trace is written into a
 * log or a topic. All others are random.
 *
 * <p>Whoever asks for the next id and whoever makes it are on one thread, one right after the
 * other: the library takes an id for every span that it begins, also for one that is not sampled.
 */
@Singleton
class TraceIds implements IdGenerator {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    private final IdGenerator random = IdGenerator.random();
    private final ThreadLocal<@Nullable String> nextTrace = new ThreadLocal<>();
    private final ThreadLocal<@Nullable String> nextSpan = new ThreadLocal<>();

    /** The trace of a request: its id itself where it can be one, else made of it. */
    static String trace(String correlation) {
        String id =
                HEX.matcher(correlation).matches()
                        ? correlation
                        : UUID.matcher(correlation).matches() ? correlation.replace("-", "") : "";
        return TraceId.isValid(id.toLowerCase(Locale.ROOT))
                ? id.toLowerCase(Locale.ROOT)
                : hash(correlation, TRACE_BYTES);
    }

    /** The span in which an event was appended. */
    static String appended(String eventId) {
        return hash(eventId, SPAN_BYTES);
    }

    /** The span in which a service received an event. */
    static String received(String service, String eventId) {
        return hash(service + " " + eventId, SPAN_BYTES);
    }

    /** The next span that this thread begins without a parent is of this trace. */
    void nextTrace(String id) {
        nextTrace.set(id);
    }

    /** The next span that this thread begins has this id. */
    void nextSpan(String id) {
        nextSpan.set(id);
    }

    @Override
    public String generateTraceId() {
        return taken(nextTrace, random.generateTraceId());
    }

    @Override
    public String generateSpanId() {
        return taken(nextSpan, random.generateSpanId());
    }

    private static String taken(ThreadLocal<@Nullable String> next, String otherwise) {
        String id = next.get();
        if (id == null) {
            return otherwise;
        }
        next.remove();
        return id;
    }

    private static String hash(String text, int bytes) {
        try {
            byte[] all =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
