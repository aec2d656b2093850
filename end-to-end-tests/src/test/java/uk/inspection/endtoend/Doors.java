package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The four services' doors, as one caller finds them: with a token, or without any. */
final class Doors {
    /** The services in the order of their ports. */
    enum Service {
        REPORTING,
        CASES,
        SCORING,
        PLANS;

        /** The one of this name, as API documents and the matrix have it. */
        static Service of(String module) {
            return switch (module) {
                case "case-service" -> CASES;
                case "scoring-service" -> SCORING;
                case "improvement-plan-service" -> PLANS;
                default -> REPORTING;
            };
        }
    }

    /** What came back; the body is empty where there was none. */
    record Answer(int status, String text) {
        private static final ObjectMapper JSON = new ObjectMapper();

        JsonNode body() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException notJson) {
                throw new AssertionError(text, notJson);
            }
        }

        /** The body of an answer that must have this status. */
        JsonNode with(int expected) {
            assertThat(status).as(text).isEqualTo(expected);
            return body();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /** A stream says something every ten seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Platform platform;
    private final @Nullable String token;

    private Doors(Platform platform, @Nullable String token) {
        this.platform = platform;
        this.token = token;
    }

    static Doors withoutToken(Platform platform) {
        return new Doors(platform, null);
    }

    /**
     * @param more options of the launcher's {@code token}, such as {@code --area}
     */
    static Doors as(Platform platform, String role, String... more) {
        try {
            return new Doors(platform, platform.token(role, more));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token that somebody else has signed. */
    static Doors with(Platform platform, String token) {
        return new Doors(platform, token);
    }

    Answer get(Service service, String path) {
        return send(request(service, path).GET());
    }

    /** What a stream said, and the id from which it goes on. */
    record Heard(List<String> data, String lastId) {}

    /**
     * Reads a stream of server-sent events until one says these words.
     *
     * @param lastId from where to go on; null from now on
     */
    Heard follow(Service service, String path, @Nullable String lastId, String words) {
        var request = request(service, path).header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var lines = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body()) {
            var heard = new ArrayList<String>();
            String id = "";
            for (String line : (Iterable<String>) lines::iterator) {
                assertThat(System.nanoTime()).as("%s in %s", words, heard).isLessThan(deadline);
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    heard.add(line.substring(5));
                } else if (line.isEmpty() && !heard.isEmpty() && heard.getLast().contains(words)) {
                    return new Heard(List.copyOf(heard), id);
                }
            }
            throw new AssertionError("The stream ended without " + words + " in " + heard);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer post(Service service, String path, Object body) {
        return post(service, path, UUID.randomUUID().toString(), body);
    }

    Answer post(Service service, String path, String key, Object body) {
        return send(
                request(service, path)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(text(body))));
    }

    /** Any method, with a body that says what the caller wants. */
    Answer ask(Service service, String method, String path, Object body) {
        return send(
                request(service, path)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(text(body))));
    }

    private HttpRequest.Builder request(Service service, String path) {
        var request =
                HttpRequest.newBuilder(URI.create(platform.address(service.ordinal()) + path))
                        .timeout(Duration.ofSeconds(20));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
