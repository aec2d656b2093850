package uk.inspection.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code ./platform up} starts, empty, on ports of its own; all of it goes at the end. */
final class PlatformProcess implements AutoCloseable {
    enum Service {
        REPORTING,
        CASES,
        SCORING,
        PLANS
    }

    private static final List<String> READERS =
            List.of("scoring-service", "improvement-plan-service", "reporting-service");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PORTS = 9;
    private static final int POSTGRES = 4;
    private static final int BROKER = 5;
    private static final int ISSUER = 8;

    private final Path root = Path.of(System.getProperty("platform.root", ""));
    private final Path data;
    private final Path output;
    private final int portBase = freePorts(PORTS);
    private final Process launcher;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private PlatformProcess() throws IOException {
        data = Files.createTempDirectory("platform-bench");
        output = data.resolveSibling(data.getFileName() + ".out");
        var line = launcher("up", "--port-base", Integer.toString(portBase));
        var builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        // One client does here what hundreds do elsewhere.
        builder.environment().put("LIMITS_REQUESTS_BURST", "100000000");
        builder.environment().put("LIMITS_REQUESTS_PER_SECOND", "1000000");
        builder.environment().put("LIMITS_LIVE_ALL", "5000");
        builder.environment().put("LIMITS_LIVE_OF_SUBJECT", "5000");
        launcher = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /** Returns when every service is ready. */
    static PlatformProcess start(Console console) throws IOException, InterruptedException {
        console.say("Starting the platform");
        var platform = new PlatformProcess();
        try {
            platform.awaitReady();
        } catch (IOException | InterruptedException | RuntimeException e) {
            platform.close();
            throw e;
        }
        return platform;
    }

    private void awaitReady() throws IOException, InterruptedException {
        while (Files.readString(output)
                .lines()
                .noneMatch(line -> line.contains("The stack is ready"))) {
            if (launcher.waitFor(200, TimeUnit.MILLISECONDS)) {
                throw new IOException("The platform did not start: " + Files.readString(output));
            }
        }
    }

    private List<String> launcher(String... arguments) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        line.add("-Dplatform.root=" + root.toAbsolutePath());
        line.add("-jar");
        line.add(root.resolve("deploy/local/target/local-stack.jar").toString());
        line.addAll(List.of(arguments));
        line.addAll(List.of("--data", data.toString()));
        return line;
    }

    int port(Service service) {
        return portBase + service.ordinal();
    }

    /** The process of a part of the stack, by its name. */
    ProcessHandle process(String part) throws IOException {
        long pid =
                JSON.readTree(Files.readAllBytes(data.resolve("stack.json")))
                        .path("processes")
                        .path(part)
                        .asLong();
        return ProcessHandle.of(pid).orElseThrow();
    }

    /** A superuser's connection to a service's database. */
    Connection database(String name) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(name), "postgres", secret("postgres.password"));
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(portBase + POSTGRES, database);
    }

    String secret(String name) {
        try {
            return Files.readString(data.resolve("secrets").resolve(name)).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Path root() {
        return root;
    }

    /** With what the operator comes to the broker. */
    Map<String, Object> broker() {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + (portBase + BROKER),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"operator\" password=\"%s\";"
                                .formatted(secret("broker.operator.password")));
    }

    /** Who signs the stack's tokens. */
    String issuer() {
        return "http://127.0.0.1:" + (portBase + ISSUER);
    }

    /** What a part of the stack was started with. */
    List<String> commandLine(String part) throws IOException {
        var info = process(part).info();
        var line = new ArrayList<String>();
        line.add(info.command().orElseThrow());
        line.addAll(List.of(info.arguments().orElseThrow()));
        return line;
    }

    /**
     * Case-service has the machine for itself, with PostgreSQL and the broker: the services that
     * read its topic would be on machines of their own, and stand still until the platform stops.
     */
    void freezeReaders() throws IOException, InterruptedException {
        signalReaders("STOP");
    }

    /** A part of the stack stands still from here on. */
    void freeze(String part) throws IOException, InterruptedException {
        signal(part, "STOP");
    }

    /** It goes on. */
    void thaw(String part) throws IOException, InterruptedException {
        signal(part, "CONT");
    }

    private void signalReaders(String signal) throws IOException, InterruptedException {
        for (String reader : READERS) {
            signal(reader, signal);
        }
    }

    private void signal(String part, String signal) throws IOException, InterruptedException {
        String pid = Long.toString(process(part).pid());
        if (new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor() != 0) {
            throw new IOException(part + " cannot be sent " + signal);
        }
    }

    /** Returns when all that case-service has written is in its topic. */
    void awaitPublished() throws SQLException, InterruptedException {
        try (Connection connection = database("case_service")) {
            while (Append.number(
                            connection, "select h.position - r.cursor from log.head h, log.relay r")
                    > 0) {
                Thread.sleep(50); // between two looks
            }
        }
    }

    /** A token of twelve hours. */
    String token(String role, String... more) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("token", role));
        line.addAll(List.of(more));
        var process =
                new ProcessBuilder(launcher(line.toArray(String[]::new)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String token = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("no token for " + role);
        }
        return token;
    }

    /** Sends what prepares a benchmark; anything but success ends it. */
    JsonNode post(Service service, String path, String token, Map<String, ?> body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(service) + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", java.util.UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build();
        return answer(request);
    }

    /** Asks; anything but success ends the benchmark. */
    JsonNode get(Service service, String path, String token)
            throws IOException, InterruptedException {
        return answer(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(service) + path))
                        .header("Authorization", "Bearer " + token)
                        .build());
    }

    private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    request.uri().getPath() + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        stop();
    }

    private void stop() {
        try {
            if (launcher.isAlive() && Files.exists(data.resolve("stack.json"))) {
                signalReaders("CONT"); // or they could not stop in order
            }
            launcher.destroy();
            if (!launcher.waitFor(60, TimeUnit.SECONDS)) {
                launcher.destroyForcibly().waitFor();
            }
            try (Stream<Path> files = Files.exists(data) ? Files.walk(data) : Stream.empty()) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(output);
        } catch (IOException e) {
            System.err.println("Not all of " + data + " could be deleted: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first of so many ports in a row that are free now. */
    static int freePorts(int number) {
        for (int base = 20_000; base < 32_000; base += number) {
            if (free(base, number)) {
                return base;
            }
        }
        throw new IllegalStateException("no " + number + " free ports in a row");
    }

    private static boolean free(int base, int number) {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int port = base; port < base + number; port++) {
                sockets.add(new ServerSocket(port));
            }
            return true;
        } catch (IOException taken) {
            return false;
        } finally {
            for (@Nullable ServerSocket socket : sockets) {
                try {
                    socket.close();
                } catch (IOException ignored) {
                    continue; // the system takes it back
                }
            }
        }
    }
}
