package uk.inspection.local;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A Kafka broker (a controller too) in a process of its own, on 127.0.0.1 only. */
final class Broker implements Part {
    /**
     * Another way in: who comes through the port is told to come to the advertised one, where
     * something lies between.
     */
    record Door(int port, int advertised) {}

    /**
     * The brokers that keep each other's records.
     *
     * @param id the same for all, from the first start on
     * @param controllerPorts of all of them, in the order of their numbers
     */
    record Cluster(String id, List<Integer> controllerPorts) {
        static Cluster of(List<Integer> controllerPorts) {
            return new Cluster(Uuid.randomUuid().toString(), List.copyOf(controllerPorts));
        }

        private int controllerPort(int number) {
            return controllerPorts.get(number - 1);
        }

        private String voters() {
            return IntStream.rangeClosed(1, controllerPorts.size())
                    .mapToObj(number -> "%d@127.0.0.1:%d".formatted(number, controllerPort(number)))
                    .collect(Collectors.joining(","));
        }

        private int copies() {
            return Math.min(COPIES, controllerPorts.size());
        }
    }

    /** Of each record in a cluster that is large enough. */
    private static final int COPIES = 3;

    private static final Pattern EXCEPTION =
            Pattern.compile(
                    "^(?:Caused by: )?[\\w.$]+(?:Exception|Error): (.*)$", Pattern.MULTILINE);

    private final Installation installation;
    private final Path directory;
    private final Path runDirectory;
    private final LogFile log;
    private final int port;
    private final int number;
    private final Cluster cluster;
    private final List<Door> doors;
    private final @Nullable BrokerUsers users;
    private @Nullable Process current;

    /** One that knows its users, and what each may do. */
    Broker(
            Installation installation,
            Path directory,
            Path runDirectory,
            LogFile log,
            int port,
            int controllerPort,
            BrokerUsers users) {
        this(
                installation,
                directory,
                runDirectory,
                log,
                port,
                1,
                Cluster.of(List.of(controllerPort)),
                List.of(),
                users);
    }

    /** One of a cluster, by its number from 1, that everybody may use who finds it. */
    Broker(
            Installation installation,
            Path directory,
            Path runDirectory,
            LogFile log,
            int port,
            int number,
            Cluster cluster,
            List<Door> doors) {
        this(installation, directory, runDirectory, log, port, number, cluster, doors, null);
    }

    private Broker(
            Installation installation,
            Path directory,
            Path runDirectory,
            LogFile log,
            int port,
            int number,
            Cluster cluster,
            List<Door> doors,
            @Nullable BrokerUsers users) {
        this.installation = installation;
        this.directory = directory;
        this.runDirectory = runDirectory;
        this.log = log;
        this.port = port;
        this.number = number;
        this.cluster = cluster;
        this.doors = List.copyOf(doors);
        this.users = users;
    }

    @Override
    public String name() {
        return number == 1 ? "broker" : "broker-" + number;
    }

    @Override
    public String title() {
        return "Kafka 4 on 127.0.0.1:" + port;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    @Override
    public synchronized Process launch() throws IOException {
        var configuration = runDirectory.resolve(name() + ".properties");
        var text = new StringWriter();
        settings().store(text, null);
        SafeFiles.replace(configuration, text.toString());
        Files.deleteIfExists(readyFile());
        var command =
                installation.javaCommand(
                        List.of(
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+ExitOnOutOfMemoryError",
                                "--sun-misc-unsafe-memory-access=allow",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                                "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info"),
                        BrokerProcess.class,
                        List.of(configuration.toString(), readyFile().toString(), cluster.id()));
        current =
                new ProcessBuilder(Processes.detached(command))
                        .redirectErrorStream(true)
                        .redirectOutput(log.append())
                        .start();
        return current;
    }

    private Properties settings() {
        var settings = new Properties();
        settings.setProperty("node.id", Integer.toString(number));
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("controller.quorum.voters", cluster.voters());
        settings.setProperty("controller.listener.names", "CONTROLLER");
        var listeners = new StringJoiner(",");
        var advertised = new StringJoiner(",");
        var protocols = new StringJoiner(",");
        var protocol = users == null ? "PLAINTEXT" : "SASL_PLAINTEXT";
        listeners.add("CLIENTS://127.0.0.1:" + port);
        listeners.add("CONTROLLER://127.0.0.1:" + cluster.controllerPort(number));
        advertised.add("CLIENTS://127.0.0.1:" + port);
        protocols.add("CLIENTS:" + protocol).add("CONTROLLER:" + protocol);
        if (users != null) {
            settings.putAll(users.brokerSettings("CLIENTS", "CONTROLLER"));
        }
        for (var i = 0; i < doors.size(); i++) {
            var door = doors.get(i);
            listeners.add("DOOR%d://127.0.0.1:%d".formatted(i, door.port()));
            advertised.add("DOOR%d://127.0.0.1:%d".formatted(i, door.advertised()));
            protocols.add("DOOR%d:PLAINTEXT".formatted(i));
        }
        settings.setProperty("listeners", listeners.toString());
        settings.setProperty("advertised.listeners", advertised.toString());
        settings.setProperty("listener.security.protocol.map", protocols.toString());
        settings.setProperty("inter.broker.listener.name", "CLIENTS");
        settings.setProperty("log.dirs", directory.toString());
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("num.partitions", "12");
        // What a topic holds is history: nothing is ever deleted by age.
        settings.setProperty("log.retention.ms", "-1");
        // log.flush.* stay at Kafka's defaults: a record is acknowledged when it is in the system's
        // page cache, which outlives a killed process but not a power cut. What a power cut takes,
        // the relay's cursor in PostgreSQL (fsync on) may be ahead of; a service refills its topic
        // from its log.
        var copies = Integer.toString(cluster.copies());
        settings.setProperty("offsets.topic.replication.factor", copies);
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("transaction.state.log.replication.factor", copies);
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "1");
        settings.setProperty("share.coordinator.state.topic.replication.factor", copies);
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "1");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        // A killed broker may return only when its old session has run out.
        settings.setProperty("broker.session.timeout.ms", "3000");
        settings.setProperty("broker.heartbeat.interval.ms", "500");
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "4");
        settings.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
        return settings;
    }

    private Path readyFile() {
        return runDirectory.resolve(name() + ".ready");
    }

    @Override
    public synchronized boolean isReady() {
        try {
            return current != null
                    && Processes.alive(current.toHandle())
                    && Files.exists(readyFile())
                    && Files.readString(readyFile()).equals(Long.toString(current.pid()));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Optional<String> explain(String log) {
        var thrown = EXCEPTION.matcher(log);
        var message = "";
        while (thrown.find()) {
            message = thrown.group(1).strip();
        }
        if (message.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "The data directory is damaged: Kafka refuses "
                        + directory
                        + " ("
                        + message
                        + ").");
    }
}
