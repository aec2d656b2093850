package uk.inspection.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The launcher as a process, on a data directory and ports of its own. */
final class Platform implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Pattern TOKEN_OR_KEY =
            Pattern.compile("eyJ[A-Za-z0-9_-]{10,}\\.|PRIVATE KEY|(?i)Bearer +[A-Za-z0-9]{8}");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Path root = Path.of(System.getProperty("project.root"));
    private final Path data;
    private final Path output;
    private final int portBase = freePorts();
    private final Map<String, String> environment;
    private Process launcher;

    /** Starts a launcher's command; its output goes to a file beside the data. */
    Platform(Path data, String... command) throws IOException {
        this(data, Map.of(), command);
    }

    /** The same with variables that go to every service. */
    Platform(Path data, Map<String, String> environment, String... command) throws IOException {
        this.data = data;
        this.environment = environment;
        this.output = data.resolveSibling(data.getFileName() + ".out");
        this.launcher = start(command);
    }

    /** Starts a command again on the same data and the same ports. */
    void again(String... command) throws IOException {
        launcher = start(command);
    }

    private Process start(String... command) throws IOException {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx96m");
        line.add("-XX:+UseSerialGC");
        line.add("-Dplatform.root=" + root);
        line.add("-jar");
        line.add(root.resolve("deploy/local/target/local-stack.jar").toString());
        line.addAll(List.of(command));
        line.addAll(List.of("--data", data.toString(), "--port-base", String.valueOf(portBase)));
        var builder =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    int exitStatus() throws InterruptedException {
        if (!launcher.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The launcher does not end: " + output());
        }
        return launcher.exitValue();
    }

    boolean running() {
        return launcher.isAlive();
    }

    List<String> output() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the launcher has said a line that contains these words. */
    void awaitSaid(String words) {
        Awaitility.await()
                .atMost(LONGEST)
                .failFast("the launcher ended: " + output, () -> !launcher.isAlive())
                .until(() -> output().stream().anyMatch(line -> line.contains(words)));
    }

    /** Waits until each of the four services is ready. */
    void awaitReady() {
        for (int service = 0; service < 4; service++) {
            var health = URI.create(address(service) + "/q/health/ready");
            Awaitility.await()
                    .atMost(LONGEST)
                    .failFast(() -> assertThat(running()).as(() -> text(output())).isTrue())
                    .ignoreExceptions()
                    .until(() -> status(health) == 200);
        }
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines);
    }

    private static int status(URI address) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** How often the launcher has said a line that contains these words. */
    long said(String words) {
        return output().stream().filter(line -> line.contains(words)).count();
    }

    /** The addresses' port of a service, by its place behind the first port. */
    String address(int place) {
        return "http://127.0.0.1:" + (portBase + place);
    }

    /** A database of the stack. */
    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(portBase + 4, database);
    }

    /** The password of a user of the databases, or with "broker." before it of the broker. */
    String password(String user) {
        return secret(user + ".password");
    }

    /** What the stack signs its tokens with: base64 of the PKCS 8 form. */
    String signingKey() {
        return secret("signing-key");
    }

    private String secret(String name) {
        try {
            return Files.readString(data.resolve("secrets").resolve(name)).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With what a client comes to the broker as one of its users. */
    Map<String, Object> brokerClient(String user) {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + (portBase + 5),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"%s\" password=\"%s\";"
                                .formatted(user, password("broker." + user)));
    }

    /** The rights in a service's database, for who has made one anew. */
    String databaseRights() {
        try {
            return Files.readString(root.resolve("deploy/database/rights.sql"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lines of the launcher's and of every process's output that tell a secret or a token. */
    List<String> secretsSaid() throws IOException {
        var told = new ArrayList<String>();
        List<String> secrets = secrets();
        for (Path log : logs()) {
            Files.readString(log, ISO_8859_1)
                    .lines()
                    .filter(line ->
                            TOKEN_OR_KEY.matcher(line).find()
                                    || secrets.stream().anyMatch(line::contains))
                    .map(line -> log.getFileName() + ": " + line)
                    .forEach(told::add);
        }
        return told;
    }

    /** Where all of them write. */
    List<Path> logs() throws IOException {
        var logs = new ArrayList<>(List.of(output));
        logs.addAll(filesIn("logs"));
        return logs;
    }

    private List<String> secrets() throws IOException {
        var secrets = new ArrayList<String>();
        for (Path file : filesIn("secrets")) {
            secrets.add(Files.readString(file, ISO_8859_1).strip());
        }
        String master = Files.readString(data.resolve("case-keys.master-key"), ISO_8859_1);
        secrets.add(master.substring(master.indexOf(':') + 1).strip());
        return secrets;
    }

    private List<Path> filesIn(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve(folder))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    String token(String role, String... more) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("token", role));
        arguments.addAll(List.of(more));
        Said said = run(arguments);
        if (said.status() != 0) {
            throw new AssertionError("no token for " + role);
        }
        return said.text();
    }

    /** What the stack finds when it verifies itself. */
    Said verify() throws IOException, InterruptedException {
        return run(List.of("verify"));
    }

    /** What a command came to. */
    record Said(int status, String text) {}

    /** Makes the read models of every service again, and where asked for finds them equal. */
    void replayAll(boolean verify) throws IOException, InterruptedException {
        for (String service :
                List.of(
                        "case-service",
                        "scoring-service",
                        "improvement-plan-service",
                        "reporting-service")) {
            Said said =
                    run(
                            verify
                                    ? List.of("replay", service, "--verify")
                                    : List.of("replay", service));
            assertThat(said.text())
                    .contains(verify ? "found equal in all" : "were made again from");
        }
    }

    private Said run(List<String> arguments) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dplatform.root=" + root, "-jar"));
        line.add(root.resolve("deploy/local/target/local-stack.jar").toString());
        line.addAll(arguments);
        line.addAll(List.of("--data", data.toString()));
        Process process =
                new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return new Said(process.waitFor(), text);
    }

    /** Kills one process of the stack with SIGKILL; false when it is not there just now. */
    boolean kill(String process) {
        return pid(process).map(ProcessHandle::destroyForcibly).orElse(false);
    }

    /** Kills the launcher and every process of the stack, as a power cut would. */
    void killAll() throws InterruptedException {
        JsonNode stack = stack();
        launcher.destroyForcibly().waitFor();
        stack.path("processes")
                .forEach(pid -> ProcessHandle.of(pid.asLong()).ifPresent(this::killTree));
    }

    /** Kills the launcher alone; what it started lives on as orphans. */
    void killLauncher() throws InterruptedException {
        launcher.destroyForcibly().waitFor();
    }

    private void killTree(ProcessHandle process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** A process of the stack, where it is there just now. */
    Optional<ProcessHandle> pid(String process) {
        JsonNode pid = stack().path("processes").path(process);
        return pid.isMissingNode() ? Optional.empty() : ProcessHandle.of(pid.asLong());
    }

    private JsonNode stack() {
        try {
            return JSON.readTree(Files.readAllBytes(data.resolve("stack.json")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops the stack in order. */
    @Override
    public void close() throws InterruptedException {
        launcher.destroy();
        if (!launcher.waitFor(60, TimeUnit.SECONDS)) {
            launcher.destroyForcibly().waitFor();
        }
    }

    /** The first of eight ports that are free now. */
    private static int freePorts() {
        for (int base = 20_000 + (int) (ProcessHandle.current().pid() % 2000) * 9;
                base < 60_000;
                base += 9) {
            if (free(base)) {
                return base;
            }
        }
        throw new IllegalStateException("no nine free ports in a row");
    }

    private static boolean free(int base) {
        for (int port = base; port < base + 9; port++) {
            try (var socket = new ServerSocket(port)) {
                socket.setReuseAddress(true);
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
