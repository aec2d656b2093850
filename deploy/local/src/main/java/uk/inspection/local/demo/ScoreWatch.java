package uk.inspection.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A dashboard in one line: follows the live score events of one inspection and shows each. Comes
 * back after a broken connection where it left off. The story does not depend on it.
 */
final class ScoreWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI address;
    private final String token;
    private final Consumer<JsonNode> onScore;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final Thread reader;
    private volatile boolean closed;
    private boolean connected;
    private long caseVersion;
    private @Nullable String lastEventId;

    /**
     * @param onScore gets the JSON of each {@code ScoreChanged} or {@code ScoresFinalised}
     */
    ScoreWatch(URI address, String token, Consumer<JsonNode> onScore) {
        this.address = address;
        this.token = token;
        this.onScore = onScore;
        this.reader = Thread.ofVirtual().name("score-watch").start(this::follow);
    }

    /** Waits a little for the stream to open, so that the first score is not missed. */
    void awaitConnection(Duration limit) {
        await(() -> connected, limit);
    }

    /**
     * Waits a little for the score that reflects a version of the case stream. A story that is told
     * again makes no new scores, and then there is nothing to wait for.
     */
    synchronized void awaitScore(long version, Duration limit) {
        if (caseVersion > 0) {
            await(() -> caseVersion >= version, limit);
        }
    }

    private synchronized void await(BooleanSupplier condition, Duration limit) {
        var end = System.nanoTime() + limit.toNanos();
        try {
            for (var left = limit.toMillis();
                    left > 0 && !condition.getAsBoolean();
                    left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        while (!closed) {
            try {
                read();
            } catch (IOException | UncheckedIOException e) {
                // Broken off: the loop comes back with the last event's id.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (!closed) {
                try {
                    Thread.sleep(PAUSE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private void read() throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(address)
                        .header("Accept", "text/event-stream")
                        .header("Authorization", "Bearer " + token);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        try (var lines = response.body()) {
            if (response.statusCode() != 200) {
                return;
            }
            synchronized (this) {
                connected = true;
                notifyAll();
            }
            var data = new StringBuilder();
            for (var line : (Iterable<String>) lines::iterator) {
                if (line.isEmpty()) {
                    show(data.toString());
                    data.setLength(0);
                } else if (line.startsWith("id:")) {
                    lastEventId = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                }
            }
        }
    }

    private void show(String data) throws IOException {
        if (data.isEmpty()) {
            return;
        }
        var event = JSON.readTree(data).path("event");
        if (event.has("scores")) {
            onScore.accept(event);
            synchronized (this) {
                caseVersion = event.path("caseVersion").asLong();
                notifyAll();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        http.shutdownNow();
    }
}
