package uk.inspection.eventstore.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.StoredEvent;

/**
 * Reads a log from one end to the other beside its writer, for who checks it.
 *
 * <p>It has a connection of its own and reads page by page; every page is a statement and a
 * snapshot by itself. So it takes no lock, and does not keep the database from clearing away what
 * the writer's updates of head and cursor leave behind, as one long transaction would. What was
 * read in an earlier page stays true: the log only grows, at its end.
 */
public final class LogReader implements AutoCloseable {
    /** Rows in a page; fewer where they are large. */
    public static final int PAGE_MAX = 1000;

    /** From 1970, where the platform's times begin, to 2000, where the database's do. */
    private static final long MICROS_TO_2000 = 946_684_800_000_000L;

    /** Times as eight bytes: nothing has to be parsed. */
    private static final String RAW =
            "position, topic, stream, version, type, type_version, data, actor, causation,"
                    + " correlation, command_id, ordinal, timestamptz_send(occurred_at),"
                    + " timestamptz_send(recorded_at), seen, previous_hash, hash,"
                    + " on_behalf_of";

    private final Connection connection;

    public LogReader(DataSource dataSource) throws SQLException {
        this.connection = dataSource.getConnection();
    }

    /** Names an event. */
    public record Key(String stream, long version) {}

    /** Where an event lies. */
    public record Place(String topic, String stream, long version, long position) {}

    /**
     * How far a log has come, at one moment.
     *
     * @param head the position that its head says
     * @param newest the event with the highest position
     * @param cursor up to where it is published
     * @param arrival number of the event received last, or of one that is just being received
     */
    public record Ends(long head, @Nullable Place newest, long cursor, long arrival) {}

    /**
     * An event's columns as the database sent them; a received one may have been discarded, perhaps
     * because it does not follow the one before it.
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Row(long position, HashChain.Columns columns, byte[] hash, boolean discarded) {
        public String topic() {
            return new String(columns.topic(), StandardCharsets.UTF_8);
        }

        public String stream() {
            return new String(columns.stream(), StandardCharsets.UTF_8);
        }

        public long version() {
            return columns.version();
        }
    }

    /** What the next event of a stream is appended to. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Link(long version, long position, byte[] hash) {}

    /**
     * An own event.
     *
     * @param before position of the event before it in its stream and topic; 0 for none
     */
    public record Own(StoredEvent event, long before) {}

    /** A received event and its number in the order of all that were received. */
    public record Received(StoredEvent event, long arrival) {}

    /** Where a received event lies. */
    public record Arrived(String topic, String stream, long version, long arrival) {}

    public Ends ends() throws SQLException {
        return read(
                        """
                        select h.position, r.cursor, e.topic, e.stream, e.version, e.position,
                          (select last_value from log.received_arrival_seq)
                        from log.head h join log.relay r using (shard)
                        left join lateral (select * from log.event order by position desc limit 1) e
                          on true
                        where shard = 0
                        """,
                        rows ->
                                new Ends(
                                        rows.getLong(1),
                                        rows.getString(3) == null
                                                ? null
                                                : new Place(
                                                        rows.getString(3),
                                                        rows.getString(4),
                                                        rows.getLong(5),
                                                        rows.getLong(6)),
                                        rows.getLong(2),
                                        rows.getLong(7)))
                .getFirst();
    }

    /**
     * Own events after a position, in order of position; none only when there are none. Where a
     * page ends is found by the lengths alone, so that no row is copied to be counted.
     */
    public List<Row> events(long afterPosition) throws SQLException {
        return read(
                "select "
                        + RAW
                        + " from log.event where position > ? and position <= (select max(position)"
                        + " from (select position, sum(length(data)) over (order by position) -"
                        + " length(data) as bytes_before from log.event where position > ? order by"
                        + " position limit ?) page where bytes_before < ?) order by position",
                rows -> row(rows, false),
                afterPosition,
                afterPosition,
                PAGE_MAX,
                Log.READ_BYTES_MAX);
    }

    /** Received events after one of them, by stream, topic and version; none only at the end. */
    public List<Row> received(String stream, String topic, long version) throws SQLException {
        return read(
                "select "
                        + RAW
                        + ", discarded from (select *, sum(coalesce(length(data), 0)) over (order by stream,"
                        + " topic, version) - coalesce(length(data), 0) as bytes_before from"
                        + " log.received where (stream, topic, version) > (?, ?, ?) order by stream,"
                        + " topic, version limit ?) page where bytes_before < ? order by stream,"
                        + " topic, version",
                rows -> row(rows, rows.getBoolean("discarded")),
                stream,
                topic,
                version,
                PAGE_MAX,
                Log.READ_BYTES_MAX);
    }

    /** What lies at these versions of the own streams, by stream; at most one of each stream. */
    public Map<String, Link> links(List<Key> keys) throws SQLException {
        var links = new HashMap<String, Link>();
        each(
                "select stream, version, position, hash from unnest(?::text[], ?::bigint[])"
                        + " k(stream, version) join log.event using (stream, version)",
                rows ->
                        links.put(
                                rows.getString(1),
                                new Link(rows.getLong(2), rows.getLong(3), rows.getBytes(4))),
                streams(keys),
                versions(keys));
        return links;
    }

    /** The own events of these names. */
    public Map<Key, Own> events(List<Key> keys) throws SQLException {
        var events = new HashMap<Key, Own>();
        each(
                """
                select e.*, p.position as before
                from unnest(?::text[], ?::bigint[]) k(stream, version)
                join log.event e using (stream, version)
                left join log.event p
                  on p.stream = e.stream and p.version = e.version - 1 and p.topic = e.topic
                """,
                rows -> {
                    StoredEvent event = PostgresLog.event(rows);
                    events.put(
                            new Key(event.stream(), event.version()),
                            new Own(event, rows.getLong("before")));
                },
                streams(keys),
                versions(keys));
        return events;
    }

    /** The events of these names that were received from a topic. */
    public Map<Key, Received> received(String topic, List<Key> keys) throws SQLException {
        var events = new HashMap<Key, Received>();
        each(
                """
                select r.*
                from unnest(?::text[], ?::bigint[]) k(stream, version)
                join log.received r on (r.stream, r.topic, r.version) = (k.stream, ?, k.version)
                """,
                rows -> {
                    StoredEvent event = PostgresLog.event(rows);
                    events.put(
                            new Key(event.stream(), event.version()),
                            new Received(event, rows.getLong("arrival")));
                },
                streams(keys),
                versions(keys),
                topic);
        return events;
    }

    /** Where received events lie, after one of them, by stream, topic and version. */
    public List<Arrived> arrivals(String stream, String topic, long version) throws SQLException {
        return read(
                "select topic, stream, version, arrival from log.received where (stream, topic,"
                        + " version) > (?, ?, ?) order by stream, topic, version limit ?",
                rows ->
                        new Arrived(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getLong(3),
                                rows.getLong(4)),
                stream,
                topic,
                version,
                PAGE_MAX);
    }

    /** The own event at a position. */
    public Optional<Place> at(long position) throws SQLException {
        return places(
                "select topic, stream, version, position from log.event where position = ?",
                position);
    }

    /** The first own event beyond what the head says now. */
    public Optional<Place> beyondHead() throws SQLException {
        return places(
                "select e.topic, e.stream, e.version, e.position from log.head h join log.event e"
                        + " on e.position > h.position where h.shard = 0 order by e.position limit"
                        + " 1");
    }

    /** The hash that an own event says it follows. */
    public Optional<byte[]> previousHash(Key key) throws SQLException {
        return read(
                        "select previous_hash from log.event where stream = ? and version = ?",
                        rows -> rows.getBytes(1),
                        key.stream(),
                        key.version())
                .stream()
                .findFirst();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Optional<Place> places(String sql, Object... values) throws SQLException {
        return read(
                        sql,
                        rows ->
                                new Place(
                                        rows.getString(1),
                                        rows.getString(2),
                                        rows.getLong(3),
                                        rows.getLong(4)),
                        values)
                .stream()
                .findFirst();
    }

    /** The driver gives out the very bytes that came, for text too. */
    private static Row row(ResultSet rows, boolean discarded) throws SQLException {
        return new Row(
                rows.getLong(1),
                new HashChain.Columns(
                        rows.getBytes(16),
                        rows.getBytes(2),
                        rows.getBytes(3),
                        rows.getLong(4),
                        rows.getBytes(5),
                        rows.getInt(6),
                        rows.getBytes(7),
                        rows.getBytes(8),
                        rows.getBytes(9),
                        rows.getBytes(10),
                        rows.getBytes(11),
                        rows.getInt(12),
                        micros(rows.getBytes(13)),
                        micros(rows.getBytes(14)),
                        rows.getBytes(15),
                        rows.getBytes(18)),
                rows.getBytes(17),
                discarded);
    }

    private static long micros(byte[] sent) {
        return ByteBuffer.wrap(sent).getLong() + MICROS_TO_2000;
    }

    private static String[] streams(List<Key> keys) {
        return keys.stream().map(Key::stream).toArray(String[]::new);
    }

    private static Long[] versions(List<Key> keys) {
        return keys.stream().map(Key::version).toArray(Long[]::new);
    }

    private interface Reading<R> {
        R read(ResultSet rows) throws SQLException;
    }

    private interface Visit {
        void at(ResultSet rows) throws SQLException;
    }

    private <R> List<R> read(String sql, Reading<R> reading, Object... values) throws SQLException {
        var found = new ArrayList<R>();
        each(sql, rows -> found.add(reading.read(rows)), values);
        return found;
    }

    private void each(String sql, Visit visit, Object... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                switch (values[i]) {
                    case String[] texts ->
                            select.setArray(i + 1, connection.createArrayOf("text", texts));
                    case Long[] numbers ->
                            select.setArray(i + 1, connection.createArrayOf("bigint", numbers));
                    default -> select.setObject(i + 1, values[i]);
                }
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    visit.at(rows);
                }
            }
        }
    }
}
