package uk.inspection.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.local.Backbone;

/** The event store in this process, on a PostgreSQL of its own, without HTTP, domain or relay. */
final class StoreProcess implements AutoCloseable {
    static final String TYPE = "Happened";
    private static final int DATA_BYTES = 1024;
    private static final int STREAMS = 1000;
    private static final long ANY_VERSION = -1;

    private final Backbone backbone = Backbone.start();
    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
    private final Connection writing;
    private final Writer<Long> writer;
    private final PostgresLog log;

    StoreProcess() throws SQLException {
        try (Connection connection =
                        java.sql.DriverManager.getConnection(
                                backbone.jdbcUrl("postgres"),
                                backbone.user(),
                                backbone.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create database bench");
        }
        dataSource.setURL(backbone.jdbcUrl("bench"));
        dataSource.setUser(backbone.user());
        dataSource.setPassword(backbone.password());
        dataSource.setReWriteBatchedInserts(true);
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("log")
                .locations("classpath:db/log")
                .load()
                .migrate();
        writing = dataSource.getConnection();
        writing.setAutoCommit(false);
        log = new PostgresLog(new OneConnection(writing), dataSource);
        writer =
                new Writer<>(
                        "bench", log, new Counting(), events -> {}, Clock.systemUTC(), _ -> {});
    }

    Connection connect() throws SQLException {
        return dataSource.getConnection();
    }

    PGSimpleDataSource dataSource() {
        return dataSource;
    }

    /** Of the broker beside it. */
    Topics topics() {
        return new Topics(Map.of("bootstrap.servers", backbone.bootstrap()), "", 1, (short) 1);
    }

    /**
     * Callers who append an event each time, where they expect; their streams are those of so many.
     */
    List<Load.Caller> callers(int number) {
        var callers = new ArrayList<Load.Caller>();
        for (int i = 0; i < number; i++) {
            var streams = new ArrayList<Stream>();
            for (int s = i; s < STREAMS; s += number) {
                streams.add(new Stream("stream-%d-of-%d".formatted(s, number)));
            }
            int[] next = new int[1];
            callers.add(() -> append(streams.get(next[0]++ % streams.size())));
        }
        return callers;
    }

    /** One caller's knowledge of a stream; the version is asked for at the first append. */
    private static final class Stream {
        private final String id;
        private long version = -1;

        Stream(String id) {
            this.id = id;
        }
    }

    private void append(Stream stream) throws Exception {
        if (stream.version < 0) {
            stream.version = log.version(stream.id);
        }
        long expected = stream.version;
        byte[] data = data();
        Outcome outcome = submit(stream.id, expected, data).get(60, TimeUnit.SECONDS);
        if (!(outcome instanceof Outcome.Committed committed)
                || committed.version() != expected + 1) {
            throw new IllegalStateException("not appended: " + outcome);
        }
        stream.version = committed.version();
    }

    /**
     * One event more to some stream that no caller has, at whatever version; done when it is
     * stored.
     */
    CompletableFuture<Outcome> append() {
        return submit("open-" + ThreadLocalRandom.current().nextInt(STREAMS), ANY_VERSION, data());
    }

    private CompletableFuture<Outcome> submit(String stream, long expected, byte[] data) {
        return writer.submit(
                new Command<>(
                        stream,
                        id(),
                        new byte[32],
                        "bench",
                        null,
                        UUID.randomUUID().toString(),
                        Instant.now(),
                        (state, version) -> decide(version, expected, data)));
    }

    private static Decision decide(long version, long expected, byte[] data) {
        return expected == ANY_VERSION || version == expected
                ? Decision.accept(new NewEvent("bench-events", TYPE, 1, data))
                : new Decision.Refuse(
                        new Refusal(
                                Refusal.Kind.STALE,
                                "Version %d, not %d".formatted(version, expected),
                                List.of()));
    }

    private static byte[] data() {
        byte[] data = new byte[DATA_BYTES];
        ThreadLocalRandom.current().nextBytes(data);
        return data;
    }

    private static String id() {
        byte[] id = new byte[32];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Fills the log up to so many events. */
    void fill(long events, Console console) throws Exception {
        var callers = callers(256);
        try (Connection connection = connect()) {
            long position = Append.position(connection);
            while (position < events) {
                Load.drive(callers, Duration.ofSeconds(5));
                position = Append.position(connection);
                console.say("%d events are stored", position);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        writer.close();
        writing.close();
        backbone.close();
    }

    private static final class Counting implements Model<Long> {
        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long evolve(Long state, StoredEvent event) {
            return state + 1;
        }
    }

    /** All writes on one connection, as the one writer does them. */
    private record OneConnection(Connection connection) implements Transactions {
        @Override
        public <R> R call(Work<R> work) throws SQLException {
            boolean done = false;
            try {
                R result = work.run(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        }
    }
}
