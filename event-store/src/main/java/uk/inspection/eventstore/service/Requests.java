package uk.inspection.eventstore.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonString;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Outcome.Committed;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;

/** From a request to a command's identity, and from an outcome to an answer. */
@RequestScoped
public class Requests {
    /** On an answer that was given before to the same command. */
    public static final String REPLAYED = "Idempotent-Replayed";

    static final String KEY = "Idempotency-Key";
    static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final int RETRY_AFTER_SECONDS = 1;

    private final SecurityIdentity identity;
    private final Clock clock;
    private final ObjectMapper json;
    private final Answers answers;
    private final HttpHeaders headers;
    private final UriInfo uri;
    private final int grace;

    Requests(
            SecurityIdentity identity,
            Clock clock,
            ObjectMapper json,
            Answers answers,
            HttpHeaders headers,
            UriInfo uri,
            @ConfigProperty(name = "quarkus.oidc.token.lifespan-grace") int grace) {
        this.identity = identity;
        this.clock = clock;
        this.json = json;
        this.answers = answers;
        this.headers = headers;
        this.uri = uri;
        this.grace = grace;
    }

    /**
     * Who asks for what, once.
     *
     * @param subject whose rights count and whose deed it is to the rules
     * @param deputy who acts for him, where his token says that somebody does
     * @param commandId the same for a repeat of the request, by subject, deputy, operation and key
     * @param bodyHash of path and body
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Caller(
            String subject,
            @Nullable String deputy,
            String commandId,
            byte[] bodyHash,
            String correlation,
            Instant at) {

        /** A caller who acts for himself. */
        public Caller(
                String subject, String commandId, byte[] bodyHash, String correlation, Instant at) {
            this(subject, null, commandId, bodyHash, correlation, at);
        }

        /** Who does it. */
        public String actor() {
            return deputy == null ? subject : deputy;
        }

        /** For whom; absent where the caller acts for himself. */
        public @Nullable String onBehalfOf() {
            return deputy == null ? null : subject;
        }

        /** The id of something new that this request makes: the same for a repeat. */
        public String newId() {
            var bits = ByteBuffer.wrap(sha256(commandId, "new"));
            long high = (bits.getLong() & ~0xf000L) | 0x8000L; // a version 8 UUID: custom
            long low = (bits.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
            return new UUID(high, low).toString();
        }

        /** The i-th item of this request, from 0. */
        public Caller item(int i, byte[] bodyHash) {
            return new Caller(subject, deputy, hex(commandId, "#" + i), bodyHash, correlation, at);
        }
    }

    /** The caller of a writing request. Refuses one without a usable {@code Idempotency-Key}. */
    public Caller caller(String operation, Object body) {
        String key = headers.getHeaderString(KEY);
        if (key == null || !PRINTABLE.matcher(key).matches()) {
            throw problem(
                    Response.Status.BAD_REQUEST,
                    "A request that writes needs an Idempotency-Key header of 1 to 200 printable"
                            + " characters, the same for a repeat.",
                    List.of(new Violation(KEY, "1 to 200 printable characters")));
        }
        String subject = subject();
        if (subject.endsWith(StoredEvent.SERVICE)) {
            throw problem(
                    Response.Status.FORBIDDEN,
                    "A service acts by itself, and nobody comes in its name.",
                    List.of(new Violation("sub", "must not end with " + StoredEvent.SERVICE)));
        }
        String deputy = deputy();
        return new Caller(
                subject,
                deputy,
                deputy == null
                        ? hex(subject, operation, key)
                        : hex(subject, operation, key, deputy),
                bodyHash(body),
                requestId(),
                clock.instant());
    }

    /** Identifies a body on this path. */
    public byte[] bodyHash(Object body) {
        try {
            return sha256(uri.getPath(), json.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Subject of the caller's token. */
    public String subject() {
        return identity.getPrincipal().getName();
    }

    /**
     * Who acts for the subject: the subject of the claim {@code act} (RFC 8693, section 4.1); null
     * where the subject acts himself. Of several who passed it on the first named acts now.
     *
     * @throws HttpProblem 403 where the token says that somebody does, and not who
     */
    public @Nullable String deputy() {
        Object act =
                // To ask for one that is no standard claim costs an exception each time.
                identity.getPrincipal() instanceof JsonWebToken token && token.containsClaim("act")
                        ? token.getClaim("act")
                        : null;
        if (act == null) {
            return null;
        }
        Object named = act instanceof Map<?, ?> claims ? claims.get("sub") : null;
        String deputy =
                switch (named) {
                    case JsonString text -> text.getString();
                    case String text -> text;
                    case null, default -> "";
                };
        if (deputy.isBlank()) {
            throw problem(
                    Response.Status.FORBIDDEN,
                    "The token says that somebody acts for its subject, and not who.",
                    List.of(new Violation("act.sub", "must name who acts")));
        }
        return deputy;
    }

    /** The caller's roles, in alphabetical order. */
    String roles() {
        return identity.getRoles().stream().sorted().collect(Collectors.joining(" "));
    }

    boolean anonymous() {
        return identity.isAnonymous();
    }

    /** The request's id, which its answer names too; {@link RequestIds} sees that it has one. */
    String requestId() {
        return headers.getHeaderString(RequestIds.HEADER);
    }

    /** The area that the caller's token names; empty without one, which is no area's name. */
    public String ownArea() {
        String area =
                identity.getPrincipal() instanceof JsonWebToken token
                        ? token.getClaim("area")
                        : null;
        return area == null ? "" : area;
    }

    /**
     * When the caller's token counts no more, which is a little after it ends, for clocks differ;
     * never for one that says nothing of it. Who is let go before then would come again to be let
     * go at once.
     */
    public Instant expiry() {
        long seconds =
                identity.getPrincipal() instanceof JsonWebToken token
                        ? token.getExpirationTime()
                        : 0;
        return seconds == 0 ? Instant.MAX : Instant.ofEpochSecond(seconds).plusSeconds(grace);
    }

    public boolean hasRole(String role) {
        return identity.hasRole(role);
    }

    /** The revision or version named by {@code If-Match}; null when absent or {@code *}. */
    public @Nullable Long ifMatch() {
        String etag = headers.getHeaderString(HttpHeaders.IF_MATCH);
        if (etag == null || etag.equals("*")) {
            return null;
        }
        try {
            return Long.valueOf(etag.replace("\"", ""));
        } catch (NumberFormatException e) {
            throw problem(
                    Response.Status.PRECONDITION_FAILED,
                    "If-Match names no state this resource was ever in.",
                    List.of(new Violation(HttpHeaders.IF_MATCH, "an ETag of this resource")));
        }
    }

    /** Waits until the command is durable; anything else is a problem. */
    public Committed committed(CompletableFuture<Outcome> outcome) {
        try {
            Outcome ended = outcome.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            if (ended instanceof Committed committed) {
                return committed;
            }
            throw problem(ended);
        } catch (TimeoutException | ExecutionException e) {
            throw problem(new Outcome.Unknown("No answer in time."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem(new Outcome.Unknown("The service is stopping."));
        }
    }

    /** Waits until the command is durable and answers as it was first answered. */
    public Response respond(CompletableFuture<Outcome> outcome) {
        Committed committed = committed(outcome);
        JsonNode kept = answers.kept(committed);
        var response =
                Response.status(kept.path("status").asInt())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(kept.path("body"));
        if (kept.hasNonNull("location")) {
            response.location(URI.create(kept.path("location").asText()));
        }
        if (kept.hasNonNull("etag")) {
            response.tag(kept.path("etag").asText());
        }
        if (committed.repeated()) {
            response.header(REPLAYED, true);
        }
        return response.build();
    }

    /** The problem that tells a caller how a command ended that was not carried out. */
    public static HttpProblem problem(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused(Refusal refusal) -> problem(refusal);
            case Outcome.KeyReused() ->
                    problem(
                            422,
                            "This Idempotency-Key was used before with another body.",
                            List.of(new Violation(KEY, "one key, one request")));
            case Outcome.Broken(UnknownEvent newer) ->
                    later(Problems.OfUnknownEvent.sentence(newer));
            case Outcome.Broken(Throwable cause) ->
                    problem(500, "The request failed and nothing was written.", List.of());
            case Outcome.Unknown(String why) ->
                    later(
                            why
                                    + " Whether it was written is not known; sending it again"
                                    + " with the same Idempotency-Key is safe.");
            case Committed done ->
                    throw new IllegalArgumentException("committed: " + done.version());
            case Outcome.Waiting(String what) ->
                    throw new IllegalArgumentException("only reactions wait: " + what);
            case Outcome.Parked(String why) ->
                    throw new IllegalArgumentException("only arrivals are parked: " + why);
        };
    }

    private static HttpProblem later(String detail) {
        return HttpProblem.builder()
                .withStatus(Response.Status.SERVICE_UNAVAILABLE)
                .withTitle("Service Unavailable")
                .withDetail(detail)
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    /** The problem that a refusal is. */
    public static HttpProblem problem(Refusal refusal) {
        int status =
                switch (refusal.kind()) {
                    case MISSING -> 404;
                    case FORBIDDEN -> 403;
                    case INVALID -> 422;
                    case CONFLICT -> 409;
                    case STALE -> 412;
                };
        return problem(status, refusal.sentence(), refusal.violations());
    }

    public static HttpProblem problem(
            Response.StatusType status, String detail, List<Violation> violations) {
        return problem(status.getStatusCode(), detail, violations);
    }

    private static HttpProblem problem(int status, String detail, List<Violation> violations) {
        var builder = HttpProblem.builder();
        Response.Status known = Response.Status.fromStatusCode(status);
        if (known == null) {
            builder.withTitle("Unprocessable Content").withStatus(status);
        } else {
            builder.withTitle(known.getReasonPhrase()).withStatus(known);
        }
        builder.withDetail(detail);
        if (!violations.isEmpty()) {
            builder.with("violations", violations);
        }
        return builder.build();
    }

    private static String hex(String... parts) {
        return HexFormat.of().formatHex(sha256(parts));
    }

    private static byte[] sha256(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
