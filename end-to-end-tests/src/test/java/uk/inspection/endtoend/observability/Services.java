package uk.inspection.endtoend.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import uk.inspection.endtoend.ServiceProcess;
import uk.inspection.local.testing.SharedStack;

/** The four packaged services, in production, on topics of their own. */
final class Services implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    /** A service by what tests call it. */
    enum Service {
        CASES("case-service"),
        SCORING("scoring-service"),
        PLANS("improvement-plan-service"),
        REPORTING("reporting-service");

        final String module;

        Service(String module) {
            this.module = module;
        }
    }

    private final SharedStack stack = SharedStack.get();
    private final String topicPrefix = stack.newTopicPrefix();
    private final Map<Service, Path> logs = new EnumMap<>(Service.class);
    private final Map<Service, ServiceProcess> processes = new EnumMap<>(Service.class);

    /**
     * Starts all and waits until they are ready.
     *
     * @param settings further ones of each, by their names
     */
    Services(Path directory, Function<Service, Map<String, String>> settings) {
        for (Service service : Service.values()) {
            var configuration = new HashMap<>(stack.configuration(service.module));
            configuration.put("event-store.topic-prefix", topicPrefix);
            configuration.put("quarkus.profile", "prod");
            configuration.putAll(settings.apply(service));
            Path log = directory.resolve(service.module + ".log");
            logs.put(service, log);
            processes.put(service, new ServiceProcess(service.module, log, configuration));
        }
        processes.values().forEach(ServiceProcess::start);
        processes.values().forEach(ServiceProcess::awaitReady);
    }

    String bootstrap() {
        return stack.bootstrap();
    }

    String topic(String name) {
        return topicPrefix + name;
    }

    URI at(Service service, String path) {
        return URI.create(processes.get(service).address() + path);
    }

    /** Every line that a service has said. */
    List<String> lines(Service service) {
        try {
            return Files.readAllLines(logs.get(service));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> get(Service service, String path, String token, String... headers) {
        return send(
                HttpRequest.newBuilder(at(service, path))
                        .header("Authorization", "Bearer " + token),
                headers);
    }

    HttpResponse<String> post(
            Service service, String path, String token, String body, String... headers) {
        return send(
                HttpRequest.newBuilder(at(service, path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(
                    request.timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The body of an answer that must have this status. */
    static JsonNode body(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json(answer.body());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a service measures now, by name and labels as they are written. */
    Map<String, Double> metrics(Service service) {
        var values = new TreeMap<String, Double>();
        send(HttpRequest.newBuilder(at(service, "/q/metrics")))
                .body()
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .forEach(line -> {
                    int end = line.lastIndexOf(' ');
                    values.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
                });
        return values;
    }

    @Override
    public void close() {
        processes.values().forEach(ServiceProcess::askToStop);
        processes.values().forEach(ServiceProcess::close);
    }
}
