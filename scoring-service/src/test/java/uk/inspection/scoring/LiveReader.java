package uk.inspection.scoring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import uk.inspection.local.testing.TestTokens;

/** Reads live scores as a dashboard does. */
final class LiveReader implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpResponse<Stream<String>> response;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    LiveReader(String query, @Nullable String lastEventId)
            throws IOException, InterruptedException {
        this(query, lastEventId, TestTokens.token("analyst", "dashboard", null));
    }

    LiveReader(String query, @Nullable String lastEventId, String token)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(address(query))
                        .header("Accept", "text/event-stream")
                        .header("Authorization", "Bearer " + token);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        response = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        response.body().forEach(lines::add);
                        ended = true;
                    } catch (RuntimeException closed) {
                        lines.add("closed");
                    }
                });
    }

    /** The stream of the service under test. */
    static URI address(String query) {
        return URI.create("http://localhost:" + port() + "/v1/score-events" + query);
    }

    /** Where the service under test listens. */
    static int port() {
        return ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** What came so far in one field of all events, such as {@code id} or {@code data}. */
    List<String> field(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** All that came so far. */
    String text() {
        return String.join("\n", lines);
    }

    /** The lines of each event that came so far, with the empty one that ends it. */
    List<String> events() {
        return Stream.of((text() + "\n").split("(?<=\n\n)", -1))
                .filter(block -> block.contains("data:") && block.endsWith("\n\n"))
                .toList();
    }

    /** How many comments came so far. */
    long comments() {
        return lines.stream().filter(line -> line.startsWith(":")).count();
    }

    /** Whether the service has ended the stream in good order. */
    boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
