package uk.inspection.endtoend.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import uk.inspection.local.testing.Cable;
import uk.inspection.local.testing.OwnStack;

/**
 * What {@code docker-compose.yml} describes, as processes of this machine: each container is an
 * address of loopback, which a file of hosts gives its name, so that every address in the file
 * holds as it is written. A process gets a container's environment and nothing else, and starts
 * with its image's entry point. What differs is said where it does.
 */
final class Containers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final OwnStack stores = new OwnStack();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final List<Cable> cables = new ArrayList<>();
    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final ComposeFile compose;
    private final Dockerfile dockerfile;
    private final Path hosts;
    private final Map<String, String> secrets;

    Containers(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        secrets = LauncherRun.freshEnvironment(directory);
        // The server is there already, with a password of its own; both of the file's are this one.
        secrets.put("POSTGRES_PASSWORD", stores.password());
        secrets.put("CASE_KEYS_POSTGRES_PASSWORD", stores.password());
        compose = ComposeFile.in(secrets);
        dockerfile = Dockerfile.read();
        var random = ThreadLocalRandom.current();
        var network = "127.%d.%d.".formatted(random.nextInt(1, 255), random.nextInt(1, 255));
        compose.services().keySet().forEach(name -> addresses.put(name, network + next()));
        hosts = directory.resolve("hosts");
        var lines = new ArrayList<String>();
        lines.add("127.0.0.1 localhost");
        addresses.forEach((name, address) -> lines.add(address + " " + name));
        Files.write(hosts, lines);
        for (var server : List.of("postgres", "case-keys")) {
            var cable = new Cable(InetAddress.getByName(addresses.get(server)), 5432);
            cable.leadTo(stores.postgresPort());
            cables.add(cable);
        }
    }

    private int next() {
        return addresses.size() + 1;
    }

    ComposeFile compose() {
        return compose;
    }

    String secret(String name) {
        return secrets.getOrDefault(name, "");
    }

    /** Of a superuser, to a database of the server for the logs. */
    String jdbcUrl(String database) {
        return "jdbc:postgresql://%s/%s?user=%s&password=%s"
                .formatted(addresses.get("postgres"), database, stores.user(), stores.password());
    }

    String address(String container) {
        var address = addresses.get(container);
        if (address == null) {
            throw new AssertionError("there is no container " + container);
        }
        return address;
    }

    /**
     * The broker, configured as the image does it: KAFKA_LOG_DIRS is log.dirs. It listens at its
     * own address and not at all of this machine's, and its data lie in the test's folder.
     */
    void startBroker() throws IOException {
        var properties = new Properties();
        compose.environment("kafka")
                .forEach((name, value) -> {
                    if (!name.equals("KAFKA_HEAP_OPTS")) {
                        properties.setProperty(
                                name.substring("KAFKA_".length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '.'),
                                value);
                    }
                });
        properties.setProperty(
                "listeners", properties.getProperty("listeners").replace("://", "://kafka"));
        properties.setProperty("log.dirs", directory.resolve("kafka").toString());
        var file = directory.resolve("broker.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        var ready = directory.resolve("broker.ready");
        var command = new ArrayList<String>();
        command.add(LauncherRun.JAVA.toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(
                LauncherRun.TARGET.resolve("local-stack.jar")
                        + File.pathSeparator
                        + LauncherRun.TARGET.resolve("lib/*"));
        command.addAll(
                List.of(
                        "uk.inspection.local.BrokerProcess",
                        file.toString(),
                        ready.toString(),
                        Uuid.randomUuid().toString()));
        start("kafka", command, Map.of(), directory);
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast(() -> assertThat(process("kafka").isAlive()).as(said("kafka")).isTrue())
                .until(() -> Files.exists(ready));
    }

    /** A container that does something and ends, to its end. */
    String run(String container) throws IOException, InterruptedException {
        var image = compose.service(container).path("build").path("target").asText();
        var command = here(dockerfile.entryPoint(image));
        command.addAll(compose.list(container, "command"));
        var run = LauncherRun.of(command, environment(container));
        assertThat(run.status()).as(run.said()).isZero();
        return run.said();
    }

    /**
     * A service, in the folder of its package. It listens at its own address and not at all of this
     * machine's, and who comes to it from this machine is the proxy.
     */
    void startService(String name) throws IOException {
        var environment = environment(name);
        environment.put("QUARKUS_HTTP_HOST", address(name));
        environment.put("QUARKUS_HTTP_PROXY_TRUSTED_PROXIES", "127.0.0.1");
        start(
                name,
                here(dockerfile.entryPoint(name)),
                environment,
                ComposeFile.ROOT.resolve(name).resolve("target/quarkus-app"));
    }

    /** Until a container says that it is healthy, asked as Compose asks it, but at its address. */
    void awaitHealthy(String container) {
        await(container, compose.healthCommand(container));
    }

    /** Until a service answers; the topics of others that it reads need not be there. */
    void awaitAnswer(String service) {
        await(
                service,
                compose.healthCommand(service).stream()
                        .map(word -> word.replace("/q/health/ready", "/q/health/live"))
                        .toList());
    }

    private void await(String container, List<String> healthCommand) {
        var command =
                healthCommand.stream()
                        .map(word -> word.replace("127.0.0.1", address(container)))
                        .toList();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .failFast(() ->
                        assertThat(process(container).isAlive()).as(() -> said(container)).isTrue())
                .until(() -> LauncherRun.of(command, environment(container)).status() == 0);
    }

    /** A container's, and what makes a Java machine believe the file of hosts and the limit. */
    Map<String, String> environment(String container) {
        var environment = new HashMap<>(compose.environment(container));
        var memory = compose.service(container).at("/deploy/resources/limits/memory").asText();
        environment.put(
                "JAVA_TOOL_OPTIONS",
                "-Djdk.net.hosts.file=%s -Dvertx.disableDnsResolver=true -XX:MaxRAM=%s"
                        .formatted(hosts, memory));
        environment.put("PATH", System.getenv("PATH"));
        return environment;
    }

    /** Of an image, with the paths of this machine. */
    private static ArrayList<String> here(List<String> entryPoint) {
        var command = new ArrayList<String>();
        entryPoint.forEach(word ->
                command.add(
                        word.equals("java")
                                ? LauncherRun.JAVA.toString()
                                : word.replace("/platform", ComposeFile.ROOT.toString())));
        return command;
    }

    void start(String name, List<String> command, Map<String, String> environment, Path folder)
            throws IOException {
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log(name).toFile());
        if (name.equals("kafka")) {
            builder.environment().put("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
        } else {
            builder.environment().clear();
            builder.environment().putAll(environment);
        }
        var process = builder.start();
        processes.put(name, process);
        // A run that is broken off leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(process)));
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Process process(String name) {
        var process = processes.get(name);
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process;
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    String said(String name) {
        try {
            return Files.exists(log(name)) ? Files.readString(log(name)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (var process : List.copyOf(processes.values()).reversed()) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                kill(process);
                process.waitFor();
            }
        }
        cables.forEach(Cable::close);
        stores.close();
    }
}
