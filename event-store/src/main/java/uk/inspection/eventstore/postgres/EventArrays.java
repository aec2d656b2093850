package uk.inspection.eventstore.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;

/**
 * Events as the database takes many at once: an array for each column. So any number of rows is one
 * statement of a few parameters, which is prepared once, and not a statement for each number.
 */
final class EventArrays {
    private record Column(
            String name, String type, Function<StoredEvent, @Nullable Object> value) {}

    /** Microseconds since 1970, which a time is to the database too: nothing is rounded. */
    private static final String TIME = "micros";

    /** In the order of {@link PostgresLog#COLUMNS}. */
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("topic", "text", StoredEvent::topic),
                    new Column("position", "bigint", StoredEvent::position),
                    new Column("stream", "text", StoredEvent::stream),
                    new Column("version", "bigint", StoredEvent::version),
                    new Column("type", "text", StoredEvent::type),
                    new Column("type_version", "int", StoredEvent::typeVersion),
                    new Column("data", "bytea", StoredEvent::data),
                    new Column("actor", "text", StoredEvent::actor),
                    new Column("causation", "text", StoredEvent::causation),
                    new Column("correlation", "text", StoredEvent::correlation),
                    new Column("command_id", "text", StoredEvent::commandId),
                    new Column("ordinal", "int", StoredEvent::ordinal),
                    new Column("occurred_at", TIME, event -> micros(event.occurredAt())),
                    new Column("recorded_at", TIME, event -> micros(event.recordedAt())),
                    new Column("seen", "text", StoredEvent::seen),
                    new Column("previous_hash", "bytea", StoredEvent::previousHash),
                    new Column("hash", "bytea", StoredEvent::hash),
                    new Column("on_behalf_of", "text", StoredEvent::onBehalfOf));

    private EventArrays() {}

    /**
     * Inserts events in their order.
     *
     * @param more further columns with their SQL types, an array parameter for each behind those of
     *     the events
     */
    static String insert(String table, List<String> more, List<String> types) {
        String names =
                COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "))
                        + more.stream().map(name -> ", " + name).collect(Collectors.joining());
        String values =
                COLUMNS.stream()
                                .map(column ->
                                        column.type.equals(TIME)
                                                ? time("e." + column.name)
                                                : "e." + column.name)
                                .collect(Collectors.joining(", "))
                        + more.stream().map(name -> ", e." + name).collect(Collectors.joining());
        String arrays =
                COLUMNS.stream()
                                .map(column ->
                                        column.type.equals(TIME)
                                                ? "?::bigint[]"
                                                : "?::" + column.type + "[]")
                                .collect(Collectors.joining(", "))
                        + types.stream()
                                .map(type -> ", ?::" + type + "[]")
                                .collect(Collectors.joining());
        return "insert into log.%s (%s) select %s from unnest(%s) with ordinality as e (%s, place) order by place"
                .formatted(table, names, values, arrays, names);
    }

    /**
     * An expression for a time from an expression for its microseconds. Whole seconds apart, for an
     * interval is multiplied by a floating number, which does not tell all microseconds of later
     * centuries.
     */
    static String time(String micros) {
        return "timestamptz 'epoch' + %1$s / 1000000 * interval '1 second' + %1$s %% 1000000 * interval '1 microsecond'"
                .formatted(micros);
    }

    /** Binds the events' parameters, from the first of a place on; returns the next place. */
    static int bind(PreparedStatement insert, int from, List<StoredEvent> events)
            throws SQLException {
        int place = from;
        for (Column column : COLUMNS) {
            String type = column.type.equals(TIME) ? "bigint" : column.type;
            bind(insert, place++, type, events, column.value);
        }
        return place;
    }

    /** Binds one parameter: an array with an element of each row. */
    static <T> void bind(
            PreparedStatement insert,
            int place,
            String type,
            List<T> rows,
            Function<T, @Nullable Object> value)
            throws SQLException {
        Object[] elements =
                switch (type) {
                    case "text" -> new String[rows.size()];
                    case "bytea" -> new byte[rows.size()][];
                    case "bigint" -> new Long[rows.size()];
                    case "int" -> new Integer[rows.size()];
                    case "boolean" -> new Boolean[rows.size()];
                    default -> throw new IllegalArgumentException(type);
                };
        for (int i = 0; i < elements.length; i++) {
            elements[i] = value.apply(rows.get(i));
        }
        Connection connection = insert.getConnection();
        insert.setArray(place, connection.createArrayOf(type, elements));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
