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
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL and a broker on free ports with data of their own, which goes when they go: what tests
 * run against. Both can be stopped, killed and started again; nothing here restarts them unasked.
 */
public final class Backbone implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final int MAX_CONNECTIONS = 200;

    private final Path directory;
    private final String password;
    private final Postgres postgres;
    private final Broker broker;
    private final List<Broker.Door> doors;
    private @Nullable Process postgresProcess;
    private @Nullable Process brokerProcess;

    private Backbone(Installation installation, Path parent, List<Integer> advertised) {
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
        broker =
                new Broker(
                        installation,
                        directory.resolve("kafka"),
                        directory,
                        LogFile.in(directory, "broker"),
                        freePort(),
                        freePort(),
                        doors);
    }

    public static Backbone start() {
        return start(Path.of(System.getProperty("java.io.tmpdir")), List.of());
    }

    /**
     * With its data below a directory, and a broker with further ways in.
     *
     * @param advertised the ports that the broker tells who comes through its first, second ...
     *     further {@link #door}: what lies there passes everything on to the door
     */
    public static Backbone start(Path parent, List<Integer> advertised) {
        var backbone = new Backbone(Installation.own(), parent, advertised);
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
        return broker.bootstrap();
    }

    /** The port of one of the broker's further ways in, from 0. */
    public int door(int which) {
        return doors.get(which).port();
    }

    /** Whether PostgreSQL's main process lives; it may be frozen or on its way up. */
    public synchronized boolean postgresRuns() {
        return runs(postgresProcess);
    }

    /** The same of the broker. */
    public boolean brokerRuns() {
        synchronized (broker) {
            return runs(brokerProcess);
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

    /** The same of the broker. */
    public void freezeBroker() {
        synchronized (broker) {
            signal(brokerProcess, "STOP");
        }
    }

    public void thawBroker() {
        synchronized (broker) {
            signal(brokerProcess, "CONT");
        }
    }

    /** Returns when the broker serves; at once if it runs. */
    public void startBroker() {
        synchronized (broker) {
            if (runs(brokerProcess)) {
                return;
            }
            var log = LogFile.in(directory, "broker");
            var offset = log.size();
            brokerProcess = launch(broker);
            var served =
                    Processes.await(() -> broker.isReady() || !runs(brokerProcess), START_LIMIT);
            if (!served || !broker.isReady()) {
                throw new StackException("The broker does not start: " + log.since(offset));
            }
        }
    }

    public void stopBroker() {
        synchronized (broker) {
            stop(broker, brokerProcess);
        }
    }

    public void killBroker() {
        synchronized (broker) {
            kill(brokerProcess);
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

    /** Stops both and deletes their data. Safe to repeat. */
    @Override
    public void close() {
        stopBroker();
        stopPostgres();
        TemporaryData.delete(directory);
    }
}
