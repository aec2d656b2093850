package uk.inspection.endtoend;

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
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a packaged service on a port of its own, started as the launcher starts a demo's.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int LAST_LINES = 40;
    private static final int LINES_OF_FAILURE = 80;
    private static final String FAILED = "A request failed";
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final String service;
    private final Path log;
    private final Map<String, String> configuration;
    private final int port = freePort();
    private volatile @Nullable Process process;

    /**
     * Does not run yet.
     *
     * @param service the module's name
     * @param log where its output goes
     * @param configuration by the names of the settings or of the environment
     */
    public ServiceProcess(String service, Path log, Map<String, String> configuration) {
        this.service = service;
        this.log = log;
        this.configuration = Map.copyOf(configuration);
        // A run that is broken off leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /** The port it listens on, on loopback. */
    public int port() {
        return port;
    }

    public String address() {
        return "http://127.0.0.1:" + port;
    }

    /**
     * Starts it, and does not wait until it is ready.
     *
     * @param options further options of its Java machine
     */
    public void start(String... options) {
        Path jar =
                Path.of(System.getProperty("project.root"))
                        .resolve(service)
                        .resolve("target/quarkus-app/quarkus-run.jar");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx192m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ReservedCodeCacheSize=64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString()));
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        configuration.forEach((name, value) ->
                builder.environment()
                        .put(name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), value));
        // A few subjects send what hundreds do elsewhere.
        builder.environment().put("LIMITS_REQUESTS_BURST", "1000000");
        builder.environment().put("LIMITS_REQUESTS_PER_SECOND", "100000");
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void awaitReady() {
        awaitHealth("ready");
    }

    /** Until it answers; what it reads from others need not be there. */
    public void awaitAnswer() {
        awaitHealth("live");
    }

    private void awaitHealth(String what) {
        await().atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> {
                    if (!runs()) {
                        throw new AssertionError("%s ended:%n%s".formatted(service, lastLines()));
                    }
                })
                .until(() -> says(what));
    }

    public boolean runs() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** Whether it says of itself that it is ready. */
    public boolean ready() {
        return says("ready");
    }

    private boolean says(String what) {
        var health =
                HttpRequest.newBuilder(URI.create(address() + "/q/health/" + what))
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

    /** To send it a signal; absent when it does not run. */
    public Optional<ProcessHandle> handle() {
        return Optional.ofNullable(process).filter(Process::isAlive).map(Process::toHandle);
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            waitFor(running);
        }
    }

    /** The end of its output. */
    public String lastLines() {
        List<String> lines = lines();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /** What it said of the first request that failed by its own fault; empty where none did. */
    public String firstFailure() {
        return lines().stream()
                .dropWhile(line -> !line.contains(FAILED))
                .limit(LINES_OF_FAILURE)
                .collect(Collectors.joining("\n"));
    }

    private List<String> lines() {
        try {
            return Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to stop; {@link #close} waits for that. */
    public void askToStop() {
        Process running = process;
        if (running != null) {
            running.destroy();
        }
    }

    /** Stops it in order. */
    @Override
    public void close() {
        askToStop();
        Process running = process;
        if (running != null) {
            waitFor(running);
        }
    }

    private static void waitFor(Process process) {
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
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
