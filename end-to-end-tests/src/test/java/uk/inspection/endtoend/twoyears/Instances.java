package uk.inspection.endtoend.twoyears;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Two processes of improvement-plan-service on one database, the same topics and one clock. */
final class Instances implements AutoCloseable {
    static final int COUNT = 2;

    private static final String SERVICE = "improvement-plan-service";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final int LAST_LINES = 40;
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final Path directory;
    private final Map<String, String> configuration;
    private final int[] ports = new int[COUNT];
    private final @Nullable Process[] processes = new Process[COUNT];

    /**
     * Neither runs yet.
     *
     * @param configuration what both are configured with, by the names of the settings
     */
    Instances(Path directory, Map<String, String> configuration) {
        this.directory = directory;
        this.configuration = configuration;
        for (int i = 0; i < COUNT; i++) {
            ports[i] = freePort();
        }
        // A run that is broken off leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
    }

    String address(int instance) {
        return "http://127.0.0.1:" + ports[instance];
    }

    /** Starts an instance as the launcher does, and does not wait until it is ready. */
    void start(int instance) {
        Path jar =
                Path.of(System.getProperty("project.root"))
                        .resolve(SERVICE)
                        .resolve("target/quarkus-app/quarkus-run.jar");
        var builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx192m",
                                "-Xss512k",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:ReservedCodeCacheSize=64m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-jar",
                                jar.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(instance).toFile()));
        configuration.forEach((name, value) ->
                builder.environment()
                        .put(name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), value));
        builder.environment().put("QUARKUS_PROFILE", "test");
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(ports[instance]));
        try {
            processes[instance] = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady(int instance) {
        await().atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> {
                    if (!runs(instance)) {
                        throw new AssertionError(
                                "instance %d ended:%n%s".formatted(instance, lastLines(instance)));
                    }
                })
                .until(() -> ready(instance));
    }

    boolean runs(int instance) {
        Process process = processes[instance];
        return process != null && process.isAlive();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill(int instance) {
        Process process = processes[instance];
        if (process != null) {
            process.destroyForcibly();
            waitFor(process);
        }
    }

    private void killAll() {
        for (int i = 0; i < COUNT; i++) {
            kill(i);
        }
    }

    /** The end of an instance's log. */
    String lastLines(int instance) {
        try {
            List<String> lines =
                    Files.exists(log(instance))
                            ? new ArrayList<>(Files.readAllLines(log(instance)))
                            : List.of();
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops both in order. */
    @Override
    public void close() {
        for (Process process : processes) {
            if (process != null) {
                process.destroy();
            }
        }
        for (Process process : processes) {
            if (process != null) {
                waitFor(process);
            }
        }
    }

    private boolean ready(int instance) {
        var health =
                HttpRequest.newBuilder(URI.create(address(instance) + "/q/health/ready"))
                        .timeout(Duration.ofSeconds(3))
                        .build();
        try {
            return HTTP.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Path log(int instance) {
        return directory.resolve("instance-" + instance + ".log");
    }

    private static void waitFor(Process process) {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Below the range from which the system takes ports for outgoing connections. */
    private static int freePort() {
        var random = ThreadLocalRandom.current();
        for (int attempt = 0; attempt < 200; attempt++) {
            int port = random.nextInt(10_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("no free port on 127.0.0.1");
    }
}
