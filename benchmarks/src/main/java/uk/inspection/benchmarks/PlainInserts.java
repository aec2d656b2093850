package uk.inspection.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The limit of appending: rows of the same bytes as those of a log, inserted one by one, each with
 * a commit of its own, into a table with the same columns, checks and indexes. Nothing is looked
 * up, checked, chained or passed on.
 */
final class PlainInserts {
    private static final int SAMPLE = 500;
    private static final List<String> COLUMNS =
            List.of(
                    "topic",
                    "position",
                    "stream",
                    "version",
                    "type",
                    "type_version",
                    "data",
                    "actor",
                    "causation",
                    "correlation",
                    "command_id",
                    "ordinal",
                    "occurred_at",
                    "recorded_at",
                    "seen",
                    "previous_hash",
                    "hash",
                    "on_behalf_of");

    private final List<Object[]> sample = new ArrayList<>();
    private final AtomicLong position = new AtomicLong();

    /** Makes the table anew, empty, and takes rows of the log as a pattern, the newest ones. */
    PlainInserts(Connection connection, String type) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists bench");
            statement.execute("drop table if exists bench.event");
            statement.execute("create table bench.event (like log.event including all)");
            try (ResultSet rows =
                    statement.executeQuery(
                            "select %s from log.event where type = '%s' order by position desc limit %d"
                                    .formatted(String.join(", ", COLUMNS), type, SAMPLE))) {
                while (rows.next()) {
                    Object[] row = new Object[COLUMNS.size()];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = rows.getObject(i + 1);
                    }
                    sample.add(row);
                }
            }
        }
        if (sample.isEmpty()) {
            throw new SQLException("The log holds no " + type + " to take as a pattern.");
        }
    }

    /** Mean bytes of an event's data. */
    double bytes() {
        return sample.stream()
                .mapToInt(row -> ((byte[]) row[COLUMNS.indexOf("data")]).length)
                .average()
                .orElseThrow();
    }

    /** Where connections come from. */
    interface Source {
        Connection connect() throws SQLException;
    }

    /** Callers, each on a connection of his own. */
    record Callers(List<Load.Caller> all, List<Connection> connections) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    /** Callers who commit each insert. */
    Callers callers(int number, Source source) throws SQLException {
        var callers = new Callers(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < number; i++) {
            Connection connection = source.connect();
            callers.connections.add(connection);
            callers.all.add(caller(connection));
        }
        return callers;
    }

    private Load.Caller caller(Connection connection) throws SQLException {
        PreparedStatement insert = connection.prepareStatement(insert());
        return () -> {
            bind(insert, sample.get(ThreadLocalRandom.current().nextInt(sample.size())));
            insert.executeUpdate();
        };
    }

    static String insert() {
        return "insert into bench.event (%s) values (%s)"
                .formatted(
                        String.join(", ", COLUMNS),
                        String.join(", ", COLUMNS.stream().map(c -> "?").toList()));
    }

    static String copy() {
        return "copy bench.event (%s) from stdin".formatted(String.join(", ", COLUMNS));
    }

    /** So many rows as {@code COPY} takes them, all of one request. */
    byte[] rows(int number) {
        var text = new StringBuilder();
        String request = unique((String) sample.getFirst()[COLUMNS.indexOf("correlation")]);
        for (int n = 0; n < number; n++) {
            Object[] row = sample.get(n % sample.size());
            long next = position.incrementAndGet();
            for (int i = 0; i < row.length; i++) {
                text.append(i == 0 ? "" : "\t")
                        .append(
                                switch (COLUMNS.get(i)) {
                                    case "position", "version" -> next;
                                    case "command_id" -> unique((String) row[i]);
                                    case "correlation" -> request;
                                    default -> field(row[i]);
                                });
            }
            text.append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    private static String field(@Nullable Object value) {
        return switch (value) {
            case null -> "\\N";
            case byte[] bytes -> "\\\\x" + HexFormat.of().formatHex(bytes);
            default -> value.toString();
        };
    }

    /**
     * A row that is like one of the sample, of a request of its own, and collides with no other.
     */
    private void bind(PreparedStatement insert, Object[] row) throws SQLException {
        long next = position.incrementAndGet();
        for (int i = 0; i < row.length; i++) {
            switch (COLUMNS.get(i)) {
                case "position", "version" -> insert.setLong(i + 1, next);
                case "command_id", "correlation" ->
                        insert.setString(i + 1, unique((String) row[i]));
                default -> insert.setObject(i + 1, row[i]);
            }
        }
    }

    /** Random digits of the same length, as hashes are. */
    private static String unique(String like) {
        byte[] random = new byte[(like.length() + 1) / 2];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random).substring(0, like.length());
    }
}
