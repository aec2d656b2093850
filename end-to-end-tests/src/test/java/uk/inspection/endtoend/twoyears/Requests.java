package uk.inspection.endtoend.twoyears;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Requests to either instance. One that gets no answer is repeated at the other instance with the
 * same Idempotency-Key until one answers. No answer is a connection that fails or breaks off, or
 * being asked to come again later (503, 429); whatever else comes is an answer, right or wrong.
 */
final class Requests {
    /** A request that writes, and may be sent any number of times. */
    record Post(String path, String token, String key, String body) {
        @Override
        public String toString() {
            return "%s of %s with key %s".formatted(path, body, key);
        }
    }

    /** {@code body} is missing where there was none. */
    record Answer(int status, JsonNode body) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What an instance that is there answers within, busy as it may be. */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);

    private static final Set<Integer> LATER = Set.of(429, 503);

    private final Instances instances;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    Requests(Instances instances) {
        this.instances = instances;
    }

    /** Sends until it is answered, to this instance first. */
    Answer send(int first, Post post) {
        return insist(first, instance -> once(instance, post));
    }

    /** Reads until it is answered, from this instance first. */
    Answer get(int first, String path, String token) {
        return insist(first, instance -> get(instance, path, token, Duration.ZERO));
    }

    /** Sends once; empty when the instance gave no answer. */
    Optional<Answer> once(int instance, Post post) {
        return send(
                request(instance, post.path(), post.token(), Duration.ZERO)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", post.key())
                        .POST(HttpRequest.BodyPublishers.ofString(post.body())));
    }

    /**
     * Reads once; empty when the instance gave no answer.
     *
     * @param wait how long the instance may wait for something to tell
     */
    Optional<Answer> get(int instance, String path, String token, Duration wait) {
        return send(request(instance, path, token, wait).GET());
    }

    static String text(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private interface Attempt {
        Optional<Answer> at(int instance);
    }

    private static Answer insist(int first, Attempt attempt) {
        var answer = new AtomicReference<Answer>();
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    for (int i = 0; i < Instances.COUNT && answer.get() == null; i++) {
                        attempt.at((first + i) % Instances.COUNT).ifPresent(answer::set);
                    }
                    return answer.get() != null;
                });
        return Objects.requireNonNull(answer.get());
    }

    private HttpRequest.Builder request(int instance, String path, String token, Duration wait) {
        return HttpRequest.newBuilder(URI.create(instances.address(instance) + path))
                .timeout(ANSWER_LIMIT.plus(wait))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token);
    }

    private Optional<Answer> send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return LATER.contains(response.statusCode())
                    ? Optional.empty()
                    : Optional.of(answer(request, response));
        } catch (HttpConnectTimeoutException unreachable) {
            return Optional.empty();
        } catch (HttpTimeoutException | ProtocolException e) {
            throw new AssertionError("no answer, or none that can be read, to " + request, e);
        } catch (IOException dead) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Answer answer(HttpRequest request, HttpResponse<String> response) {
        try {
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (JsonProcessingException e) {
            throw new AssertionError(
                    "%d %s in answer to %s"
                            .formatted(response.statusCode(), response.body(), request),
                    e);
        }
    }
}
