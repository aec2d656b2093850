package uk.inspection.benchmarks;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import uk.inspection.benchmarks.Measure.Target;
import uk.inspection.eventstore.verification.Verification;
import uk.inspection.eventstore.verification.Verification.Checked;
import uk.inspection.eventstore.verification.Verification.State;

/** The hash chains of a long log, checked. */
final class Verify implements Benchmark {
    private static final long EVENTS = 1_000_000;
    private static final int FETCH = 1000;

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        console.say("Starting PostgreSQL and Kafka");
        try (var store = new StoreProcess();
                Connection connection = store.connect()) {
            store.fill(EVENTS, console);
            try (Statement statement = connection.createStatement()) {
                statement.execute("vacuum analyze log.event"); // no run is to do it for the others
            }
            return Pairs.compare(
                    console,
                    List.of(
                            new Measure(
                                    name(),
                                    "hash chains of %d events of 1 KB in 1000 streams checked"
                                            .formatted(EVENTS),
                                    "the same rows read in the same order, %d at a time, and SHA-256 of"
                                                    .formatted(FETCH)
                                            + " their bytes",
                                    "events/s",
                                    Target.atLeast(0.7))),
                    () -> new double[] {chains(store)},
                    () -> new double[] {read(connection)});
        }
    }

    private static double chains(StoreProcess store) throws InterruptedException {
        try (var topics = store.topics();
                var verification =
                        Verification.of(
                                "bench",
                                store.dataSource(),
                                topics,
                                List.of(),
                                List.of(),
                                Stream.empty(),
                                List.of(),
                                Clock.systemUTC())) {
            verification.start();
            while (true) {
                Checked log = verification.report().checks().getFirst();
                if (log.state() == State.FAILED) {
                    throw new IllegalStateException(log.toString());
                }
                if (log.state() == State.PASSED) {
                    if (log.counted() < EVENTS) {
                        throw new IllegalStateException(log.counted() + " events were checked");
                    }
                    return log.counted() * 1000.0 / log.millis();
                }
                Thread.sleep(20); // between two looks
            }
        }
    }

    private static double read(Connection connection) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long begun = System.nanoTime();
        long events = 0;
        connection.setAutoCommit(false); // or all rows would come at once
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows =
                    statement.executeQuery("select * from log.event order by position")) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    add(rows, columns, digest);
                    digest.digest();
                    events++;
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return events * 1e9 / (System.nanoTime() - begun);
    }

    private static void add(ResultSet rows, int columns, MessageDigest digest) throws SQLException {
        for (int i = 1; i <= columns; i++) {
            byte[] column = rows.getBytes(i);
            if (column != null) {
                digest.update(column);
            }
        }
    }
}
