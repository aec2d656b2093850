package uk.inspection.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import uk.inspection.local.StackException;
import uk.inspection.local.demo.Services.Service;

/**
 * Requests as a patient client makes them: a service that does not answer, or that answers with a
 * fault, is asked again, a POST always with the same {@code Idempotency-Key}.
 */
final class Api {
    static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

    /** Sorted, so that a repeat in another process has the same bytes. */
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Services services;
    private final Consumer<String> say;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final Map<Caller, String> tokens = new HashMap<>();
    private final Set<Service> silent = new HashSet<>();

    Api(Services services, Consumer<String> say) {
        this.services = services;
        this.say = say;
    }

    /** A player: subject, role, and the area of a youth offending team. */
    record Caller(String subject, String role, Optional<String> area) {
        static Caller of(String role) {
            return new Caller("demo-" + role, role, Optional.empty());
        }
    }

    record Answer(int status, JsonNode body) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** The sentence of a problem document. */
        String detail() {
            var detail = body.path("detail").asText(body.path("title").asText(""));
            var violations = body.path("violations");
            return violations.isEmpty() ? detail : detail + " " + violations;
        }
    }

    /** The answer of a request that must succeed. */
    JsonNode post(Service service, String path, Caller caller, String key, Object body) {
        return successful(
                service, "POST " + path, send(service, path, caller, postOf(key, body), PATIENCE));
    }

    /**
     * For a step that follows from another service's event: refused as not found or as a conflict,
     * it is asked again, because that event may be on its way.
     */
    JsonNode postWhenReady(Service service, String path, Caller caller, String key, Object body) {
        var answer = new Answer[1];
        await(
                () -> {
                    answer[0] = send(service, path, caller, postOf(key, body), PATIENCE);
                    return answer[0].status() != 404 && answer[0].status() != 409;
                },
                () -> service.name() + " keeps refusing POST " + path + ": " + answer[0].detail());
        return successful(service, "POST " + path, answer[0]);
    }

    JsonNode get(Service service, String path, Caller caller) {
        return successful(service, "GET " + path, tryGet(service, path, caller));
    }

    Answer tryGet(Service service, String path, Caller caller) {
        return send(service, path, caller, HttpRequest.Builder::GET, PATIENCE);
    }

    /** Asked once; empty if there is no good answer now. */
    Optional<JsonNode> glance(Service service, String path, Caller caller) {
        var answer = once(service, path, caller, HttpRequest.Builder::GET);
        return answer.filter(Answer::isSuccess).map(Answer::body);
    }

    /** Asks until it holds. */
    void await(BooleanSupplier condition, Supplier<String> otherwise) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new StackException(
                        "The demo stopped after "
                                + PATIENCE.toSeconds()
                                + " s: "
                                + otherwise.get());
            }
            pause();
        }
    }

    String token(Caller caller) {
        return tokens.computeIfAbsent(
                caller, one -> services.tokens().token(one.role(), one.subject(), one.area()));
    }

    private static Consumer<HttpRequest.Builder> postOf(String key, Object body) {
        return request ->
                request.header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json(body)));
    }

    private static byte[] json(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode successful(Service service, String what, Answer answer) {
        if (!answer.isSuccess()) {
            throw new StackException(
                    "The demo stopped: "
                            + service.name()
                            + " answered "
                            + what
                            + " with "
                            + answer.status()
                            + " ("
                            + answer.detail()
                            + ").");
        }
        return answer.body();
    }

    private Answer send(
            Service service,
            String path,
            Caller caller,
            Consumer<HttpRequest.Builder> method,
            Duration patience) {
        var end = System.nanoTime() + patience.toNanos();
        while (true) {
            var answer = once(service, path, caller, method);
            if (answer.isPresent() && answer.get().status() < 500) {
                if (silent.remove(service)) {
                    say.accept("            " + service.name() + " answers again");
                }
                return answer.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new StackException(
                        "The demo stopped: "
                                + service.name()
                                + answer.map(a -> " answered " + a.status() + " to ")
                                        .orElse(" did not answer ")
                                + path
                                + " for "
                                + patience.toSeconds()
                                + " s.");
            }
            var waits = answer.isPresent() && answer.get().status() == 503;
            if (!waits && silent.add(service)) {
                say.accept("            " + service.name() + " does not answer; asking again");
            }
            pause();
        }
    }

    private Optional<Answer> once(
            Service service, String path, Caller caller, Consumer<HttpRequest.Builder> method) {
        var request =
                HttpRequest.newBuilder(URI.create(service.address() + path))
                        .timeout(REQUEST_TIMEOUT)
                        .header("Accept", "application/json")
                        .header("Authorization", "Bearer " + token(caller));
        method.accept(request);
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return Optional.of(new Answer(response.statusCode(), tree(response.body())));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static JsonNode tree(String body) {
        try {
            return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static StackException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StackException("The demo was interrupted.", e);
    }
}
