package uk.inspection.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL and one broker or several on free ports with data of their own, which goes when they
 * go: what tests run against. All can be stopped, killed and started again; nothing here restarts
 * them unasked.
 */
public final class Backbone implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final int MAX_CONNECTIONS = 200;

    private final Path directory;
    private final String password;
    private final Postgres postgres;
    private final List<Node> brokers;
    private final List<Broker.Door> doors;
    private @Nullable Process postgresProcess;

    /** A broker and its process. */
    private static final class Node {
        final Broker broker;
        @Nullable Process process;

        /** Size of its log before it was started last. */
        long logged;

        Node(Broker broker) {
            this.broker = broker;
        }
    }

    private Backbone(
            Installation installation, Path parent, int brokers, List<Integer> advertised) {
        directory = TemporaryData.create(parent);
        doors = advertised.stream().map(port -> new Broker.Door(freePort(), port)).toList();
        password = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        postgres =
                new Postgres(
                        installation,
                        directory.resolve("postgres"),
                        LogFile.in(directory, "postgres"),
                        freePort(),
                        password,
                        MAX_CONNECTIONS);
        var controllers = IntStream.range(0, brokers).mapToObj(_ -> freePort()).toList();
        var cluster = Broker.Cluster.of(controllers);
        this.brokers =
                IntStream.rangeClosed(1, brokers)
                        .mapToObj(number -> new Node(broker(installation, number, cluster)))
                        .toList();
    }

    private Broker broker(Installation installation, int number, Broker.Cluster cluster) {
        var name = number == 1 ? "broker" : "broker-" + number;
        return new Broker(
                installation,
                directory.resolve(number == 1 ? "kafka" : "kafka-" + number),
                directory,
                LogFile.in(directory, name),
                freePort(),
                number,
                cluster,
                number == 1 ? doors : List.of());
    }

    public static Backbone start() {
        return start(Path.of(System.getProperty("java.io.tmpdir")), List.of());
    }

    /** With its data below a directory, and as many brokers, which keep up to three copies. */
    public static Backbone start(Path parent, int brokers) {
        return start(new Backbone(Installation.own(), parent, brokers, List.of()));
    }

    /**
     * With its data below a directory, and a broker with further ways in.
     *
     * @param advertised the ports that the broker tells who comes through its first, second ...
     *     further {@link #door}: what lies there passes everything on to the door
     */
    public static Backbone start(Path parent, List<Integer> advertised) {
        return start(new Backbone(Installation.own(), parent, 1, advertised));
    }

    private static Backbone start(Backbone backbone) {
        Runtime.getRuntime().addShutdownHook(new Thread(backbone::close));
        try {
            var postgres = Thread.ofVirtual().start(backbone::startPostgresQuietly);
            backbone.startBroker();
            postgres.join();
            backbone.startPostgres();
            return backbone;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            backbone.close();
            throw new StackException("Interrupted.", e);
        } catch (RuntimeException e) {
            backbone.close();
            throw e;
        }
    }

    /**
     * Below the range from which the system takes ports for outgoing connections, so that a part
     * that is stopped for a while finds its port free again.
     */
    static int freePort() {
        var random = ThreadLocalRandom.current();
        for (var attempt = 0; attempt < 200; attempt++) {
            var port = random.nextInt(10_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new StackException("No free port was found on 127.0.0.1.");
    }

    /** The JDBC address of a database, {@code postgres} being the one that always exists. */
    public String jdbcUrl(String database) {
        return postgres.jdbcUrl(database);
    }

    public String user() {
        return Postgres.SUPERUSER;
    }

    public String password() {
        return password;
    }

    public String bootstrap() {
        return brokers.stream()
                .map(node -> node.broker.bootstrap())
                .collect(Collectors.joining(","));
    }

    /** The port of one of the broker's further ways in, from 0. */
    public int door(int which) {
        return doors.get(which).port();
    }

    /** Whether PostgreSQL's main process lives; it may be frozen or on its way up. */
    public synchronized boolean postgresRuns() {
        return runs(postgresProcess);
    }

    /** Whether every broker's process lives. */
    public boolean brokerRuns() {
        synchronized (brokers) {
            return brokers.stream().allMatch(node -> runs(node.process));
        }
    }

    /** Where a test of another process finds this one; see {@code testing.SharedStack}. */
    public void writeInfo(Path file) {
        var info = new Properties();
        info.setProperty("jdbc.url", jdbcUrl("postgres"));
        info.setProperty("jdbc.user", user());
        info.setProperty("jdbc.password", password);
        info.setProperty("kafka.bootstrap", bootstrap());
        var text = new java.io.StringWriter();
        try {
            info.store(text, null);
            Files.createDirectories(file.toAbsolutePath().getParent());
            SafeFiles.replace(file.toAbsolutePath(), text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startPostgresQuietly() {
        try {
            startPostgres();
        } catch (RuntimeException failed) {
            // The caller asks again and gets the reason.
        }
    }

    /** Returns when PostgreSQL answers; at once if it runs. */
    public synchronized void startPostgres() {
        if (runs(postgresProcess) && postgres.isReady()) {
            return;
        }
        var log = LogFile.in(directory, "postgres");
        var offset = log.size();
        // Right after a kill the last processes of the old server may still hold its memory.
        BooleanSupplier ready =
                () -> {
                    if (!runs(postgresProcess)) {
                        postgresProcess = launch(postgres);
                    }
                    return postgres.isReady();
                };
        if (!Processes.await(ready, START_LIMIT)) {
            throw new StackException("PostgreSQL does not start: " + log.since(offset));
        }
    }

    public synchronized void stopPostgres() {
        stop(postgres, postgresProcess);
    }

    public synchronized void killPostgres() {
        kill(postgresProcess);
    }

    /**
     * SIGSTOP: connections stay open and nothing answers, until {@link #thawPostgres}. It must be
     * thawed before it is stopped or started.
     */
    public synchronized void freezePostgres() {
        signal(postgresProcess, "STOP");
    }

    public synchronized void thawPostgres() {
        signal(postgresProcess, "CONT");
    }

    /** The same of every broker. */
    public void freezeBroker() {
        synchronized (brokers) {
            brokers.forEach(node -> signal(node.process, "STOP"));
        }
    }

    public void thawBroker() {
        synchronized (brokers) {
            brokers.forEach(node -> signal(node.process, "CONT"));
        }
    }

    /** Returns when every broker serves; at once if all run. */
    public void startBroker() {
        synchronized (brokers) {
            var missing = brokers.stream().filter(node -> !runs(node.process)).toList();
            // All at once: none is ready before most of them are there.
            for (var node : missing) {
                node.logged = LogFile.in(directory, node.broker.name()).size();
                node.process = launch(node.broker);
            }
            for (var node : missing) {
                var served =
                        Processes.await(
                                () -> node.broker.isReady() || !runs(node.process), START_LIMIT);
                if (!served || !node.broker.isReady()) {
                    var log = LogFile.in(directory, node.broker.name());
                    throw new StackException(
                            "The broker does not start: " + log.since(node.logged));
                }
            }
        }
    }

    public void stopBroker() {
        synchronized (brokers) {
            brokers.forEach(node -> stop(node.broker, node.process));
        }
    }

    public void killBroker() {
        synchronized (brokers) {
            brokers.forEach(node -> kill(node.process));
        }
    }

    /** Of several brokers kills one, by its number from 1. */
    public void killBroker(int number) {
        synchronized (brokers) {
            kill(brokers.get(number - 1).process);
        }
    }

    private Process launch(Part part) {
        try {
            var process = part.launch();
            PidFile.of(process.toHandle()).write(directory.resolve(part.name() + ".pid"));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runs(@Nullable Process process) {
        return process != null && Processes.alive(process.toHandle());
    }

    private static void stop(Part part, @Nullable Process process) {
        if (process == null || !runs(process)) {
            return;
        }
        part.askToStop(process.toHandle());
        if (!Processes.awaitExit(process.toHandle(), part.patience())) {
            kill(process);
        }
    }

    /** To a process and those that it has started, itself first: a stopped one starts no others. */
    private static void signal(@Nullable Process process, String signal) {
        if (process != null) {
            Processes.signal(process.toHandle(), signal);
            process.descendants().forEach(child -> Processes.signal(child, signal));
        }
    }

    private static void kill(@Nullable Process process) {
        if (process != null) {
            process.destroyForcibly();
            Processes.awaitExit(process.toHandle(), Duration.ofSeconds(10));
        }
    }

    /** Stops all and deletes their data. Safe to repeat. */
    @Override
    public void close() {
        stopBroker();
        stopPostgres();
        TemporaryData.delete(directory);
    }
}
