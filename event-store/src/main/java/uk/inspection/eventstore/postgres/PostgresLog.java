package uk.inspection.eventstore.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;

/**
 * The log in PostgreSQL.
 *
 * <p>Why it is right. A write's first statement takes the advisory lock of the shard, which lasts
 * to the end of the transaction; READ COMMITTED gives every later statement a snapshot taken after
 * the lock, so the head it reads is the newest. No other transaction can commit a position in
 * between, so a reader that has seen position n will never see a smaller one appear.
 */
public final class PostgresLog implements Log {
    private static final int SHARD = 0;
    private static final int PAGE = 1000;
    private static final long NOTIFY_PAUSE_NANOS = 100_000_000;
    private static final Duration COUNTED_WITHIN = Duration.ofMinutes(5);

    /**
     * A writer that stops in the middle, or whose host is gone, must not keep the lock for ever;
     * and who waits for it leaves before its connection gives up, or the server would go on waiting
     * for nobody. All that a write looks for has an index: a plan that was made while a table was
     * nearly empty would read through it all, however large it grows, until somebody analyses it.
     */
    private static final String LOCK =
            "select set_config('enable_seqscan', 'off', true),"
                    + " set_config('lock_timeout', '8s', true), pg_advisory_xact_lock(?, ?),"
                    + " set_config('lock_timeout', '0', true),"
                    + " set_config('idle_in_transaction_session_timeout', '10s', true)";

    private static final String COMMANDS =
            "select id, stream, body_hash, version, answer from log.command where id = any(?)";

    private static final String BEGIN =
            LOCK + "; select position, change from log.head where shard = 0";

    private static final String BEGIN_AND_COMMANDS = BEGIN + "; " + COMMANDS;

    static final String COLUMNS =
            "topic, position, stream, version, type, type_version, data, actor, causation,"
                    + " correlation, command_id, ordinal, occurred_at, recorded_at, seen,"
                    + " previous_hash, hash, on_behalf_of";

    /** The same, without the bytes of events of types that are given. */
    static final String ENVELOPES =
            COLUMNS.replace("data", "case when type = any(?) then null else data end as data");

    private static final String STREAM =
            "select "
                    + COLUMNS
                    + " from log.event where stream = ? and version > ? order by version limit ?";

    private static final String INSERT_EVENTS = EventArrays.insert("event", List.of(), List.of());

    private static final String INSERT_COMMANDS =
            "insert into log.command (id, stream, body_hash, version, answer, recorded_at)"
                    + " select c.*, ? from unnest(?::text[], ?::text[], ?::bytea[], ?::bigint[],"
                    + " ?::bytea[]) c";

    private static final String INSERT_RECEIVED =
            EventArrays.insert(
                    "received",
                    List.of("after_version", "after_position", "discarded"),
                    List.of("bigint", "bigint", "boolean"));

    private static final String UPDATE_HEAD =
            "update log.head set position = ?, change = ? where shard = 0";

    private final Transactions transactions;
    private final DataSource dataSource;
    private long notifiedAt = System.nanoTime() - NOTIFY_PAUSE_NANOS;

    /**
     * A log in schema {@code log}.
     *
     * @param transactions for writes
     * @param dataSource for reads outside of writes
     */
    public PostgresLog(Transactions transactions, DataSource dataSource) {
        this.transactions = transactions;
        this.dataSource = dataSource;
    }

    @Override
    public <R> R write(Collection<String> commands, Function<Tx, R> work) {
        try {
            return transactions.call(connection -> {
                var recorded = new HashMap<String, Recorded>();
                Head head = lock(connection, commands, recorded);
                return work.apply(new PostgresTx(connection, head, Set.copyOf(commands), recorded));
            });
        } catch (SQLException | RuntimeException | Error e) {
            throw Failures.translate(e);
        }
    }

    /**
     * Runs work while no instance writes. Its connection is in the transaction that holds the lock,
     * and what is done with it is committed at the end or not at all; where the lock was lost
     * meanwhile, so is the connection.
     */
    public <R> R paused(Transactions.Work<R> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lock(connection, List.of(), new HashMap<>());
                R result = work.run(connection);
                connection.commit();
                return result;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException | RuntimeException | Error e) {
            throw Failures.translate(e);
        }
    }

    /**
     * Takes the lock and reads the head and the commands, in one round trip. The later statements
     * have snapshots of their own, taken when the first, and so the wait for the lock, is over.
     *
     * @param recorded takes the commands that were carried out
     */
    private static Head lock(
            Connection connection, Collection<String> commands, Map<String, Recorded> recorded)
            throws SQLException {
        String sql = commands.isEmpty() ? BEGIN : BEGIN_AND_COMMANDS;
        try (PreparedStatement lock = connection.prepareStatement(sql)) {
            lock.setInt(1, AdvisoryLock.WRITER.key());
            lock.setInt(2, SHARD);
            if (!commands.isEmpty()) {
                lock.setArray(3, text(connection, commands));
            }
            lock.execute();
            lock.getMoreResults();
            Head head;
            try (ResultSet rows = lock.getResultSet()) {
                rows.next();
                head = new Head(rows.getLong(1), rows.getLong(2));
            }
            if (lock.getMoreResults()) {
                try (ResultSet rows = lock.getResultSet()) {
                    collect(rows, recorded);
                }
            }
            return head;
        }
    }

    private static void collect(ResultSet commands, Map<String, Recorded> recorded)
            throws SQLException {
        while (commands.next()) {
            recorded.put(
                    commands.getString(1),
                    new Recorded(
                            commands.getString(1),
                            commands.getString(2),
                            commands.getBytes(3),
                            commands.getLong(4),
                            commands.getBytes(5)));
        }
    }

    static Array text(Connection connection, Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }

    /**
     * A place in the order in which events were applied here.
     *
     * @param position of the newest own event up to it
     * @param afterPosition the own position that the newest received event up to it came after
     * @param arrival number of that event among all that were received
     */
    public record Place(long position, long afterPosition, long arrival) {
        /** Before everything. */
        public static final Place ORIGIN = new Place(0, -1, 0);
    }

    /**
     * Events in the order in which they were applied.
     *
     * @param passedOver how many lie among them that nothing is done about
     * @param next where the next ones follow
     * @param more whether there were more than a page takes
     */
    public record Page(List<StoredEvent> events, long passedOver, Place next, boolean more) {}

    /**
     * Own and received events in the order in which they were applied here, whatever their streams.
     * Of a received event there are the bytes that are kept.
     *
     * @param readers who will read them: what they pass over is left out, and of what they look
     *     into the newest of alone, the bytes of the others are
     * @param limit of events that they look into each, of which there are fewer where they are
     *     large
     */
    public Page applied(Place after, ReadModels readers, int limit) {
        try (Connection connection = dataSource.getConnection()) {
            return new AppliedPage(connection, after, readers, limit).read();
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    /** How many events were applied here so far: all are counted, which may take its time. */
    public long appliedCount() {
        try (Connection connection = dataSource.getConnection()) {
            int timeout = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(COUNTED_WITHIN.toMillis()));
            try {
                return appliedCount(connection);
            } finally {
                connection.setNetworkTimeout(Runnable::run, timeout);
            }
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    /** The same as of a transaction's snapshot. */
    public static long appliedCount(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement(
                                "select (select position from log.head where shard = 0)"
                                        + " + (select count(*) from log.received where not discarded)");
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    @Override
    public List<StoredEvent> after(long position, int limit) {
        return read(after("event"), statement -> bindAfter(statement, position, limit));
    }

    /** Of a table like the log: what comes after a position, up to a number and a size. */
    static String after(String table) {
        return "select * from (select "
                + COLUMNS
                + ", sum(length(data)) over (order by position) - length(data) as bytes_before"
                + " from log."
                + table
                + " where position > ? order by position limit ?) page"
                + " where bytes_before < ? order by position";
    }

    static void bindAfter(PreparedStatement statement, long position, int limit)
            throws SQLException {
        statement.setLong(1, position);
        statement.setInt(2, limit);
        statement.setLong(3, READ_BYTES_MAX);
    }

    @Override
    public List<StoredEvent> stream(String stream, long afterVersion, int limit) {
        return read(
                STREAM,
                statement -> {
                    statement.setString(1, stream);
                    statement.setLong(2, afterVersion);
                    statement.setInt(3, limit);
                });
    }

    @Override
    public Optional<StoredEvent> newest(String stream, Instant occurredUntil) {
        // Cut to what is kept, or the database would round up into the next microsecond.
        Instant until = occurredUntil.truncatedTo(ChronoUnit.MICROS);
        return read(
                        "select "
                                + COLUMNS
                                + " from log.event where stream = ? and occurred_at <= ? order by"
                                + " version desc limit 1",
                        statement -> {
                            statement.setString(1, stream);
                            statement.setObject(2, time(until), Types.TIMESTAMP_WITH_TIMEZONE);
                        })
                .stream()
                .findFirst();
    }

    @Override
    public List<StoredEvent> received(String topic, String stream, long afterVersion, int limit) {
        return read(
                "select "
                        + COLUMNS
                        + " from log.received where stream = ? and topic = ? and version > ?"
                        + " and not discarded order by version limit ?",
                statement -> {
                    statement.setString(1, stream);
                    statement.setString(2, topic);
                    statement.setLong(3, afterVersion);
                    statement.setInt(4, limit);
                });
    }

    @Override
    public long version(String stream) {
        // The smaller of the two; least passes over the null of a stream of which nothing is held.
        return number(
                "select coalesce(least((select max(version) from log.event where stream = ?),"
                        + " (select version from log.held where stream = ?)), 0)",
                stream,
                stream);
    }

    @Override
    public long receivedVersion(String topic, String stream) {
        return number(
                "select coalesce(max(version), 0) from log.received where stream = ? and topic = ?",
                stream,
                topic);
    }

    private long number(String sql, String first, String second) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, first);
            select.setString(2, second);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    @Override
    public List<String> streams(String after, int limit) {
        // Every stream has a first version; each half is cut before the two are put together.
        String sql =
                "(select stream from log.event where stream > ? and version = 1 order by stream"
                        + " limit ?) union (select distinct stream from log.received where stream >"
                        + " ? and version = 1 order by stream limit ?) order by stream limit ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, after);
            select.setInt(2, limit);
            select.setString(3, after);
            select.setInt(4, limit);
            select.setInt(5, limit);
            var streams = new ArrayList<String>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    streams.add(rows.getString(1));
                }
            }
            return streams;
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    @Override
    public long position() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "select position from log.head where shard = 0");
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    @Override
    public List<Waiting> awaiting(int skip, int limit) {
        String sql =
                "select r.*, a.target, a.what, a.since from log.awaiting a join log.received r"
                        + " using (topic, stream, version) order by a.since, r.arrival offset ? limit"
                        + " ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, skip);
            select.setInt(2, limit);
            var waiting = new ArrayList<Waiting>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    StoredEvent event = event(rows);
                    waiting.add(
                            new Waiting(
                                    new Awaiting(
                                            event.topic(),
                                            event.stream(),
                                            event.version(),
                                            rows.getString("target"),
                                            rows.getString("what"),
                                            instant(rows, "since")),
                                    event));
                }
            }
            return waiting;
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private List<StoredEvent> read(String sql, Binding binding) {
        try (Connection connection = dataSource.getConnection()) {
            return read(connection, sql, binding);
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    private static List<StoredEvent> read(Connection connection, String sql, Binding binding)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            binding.bind(select);
            select.setFetchSize(PAGE);
            var events = new ArrayList<StoredEvent>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    events.add(event(rows));
                }
            }
            return events;
        }
    }

    static StoredEvent event(ResultSet rows) throws SQLException {
        return new StoredEvent(
                rows.getString("topic"),
                rows.getLong("position"),
                rows.getString("stream"),
                rows.getLong("version"),
                rows.getString("type"),
                rows.getInt("type_version"),
                rows.getBytes("data"),
                rows.getString("actor"),
                rows.getString("causation"),
                rows.getString("correlation"),
                rows.getString("command_id"),
                rows.getInt("ordinal"),
                instant(rows, "occurred_at"),
                instant(rows, "recorded_at"),
                rows.getString("seen"),
                rows.getBytes("previous_hash"),
                rows.getBytes("hash"),
                rows.getString("on_behalf_of"));
    }

    private static Instant instant(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private final class PostgresTx implements Tx {
        private final Connection connection;
        private final Head head;
        private final Set<String> asked;
        private final Map<String, Recorded> recorded;

        /** A write that has found these commands when it asked for those. */
        PostgresTx(
                Connection connection,
                Head head,
                Set<String> asked,
                Map<String, Recorded> recorded) {
            this.connection = connection;
            this.head = head;
            this.asked = asked;
            this.recorded = recorded;
        }

        private interface Sql<R> {
            R run() throws SQLException;
        }

        private <R> R sql(Sql<R> work) {
            try {
                return work.run();
            } catch (SQLException e) {
                throw Failures.translate(e);
            }
        }

        @Override
        public Head head() {
            return head;
        }

        @Override
        public History history(String stream, Set<String> envelopes, Consumer<StoredEvent> each) {
            return sql(() -> new AppliedStream(connection, stream, envelopes).tell(each));
        }

        @Override
        public Map<String, Recorded> commands(Collection<String> ids) {
            if (asked.containsAll(ids)) {
                var known = new HashMap<>(recorded);
                known.keySet().retainAll(Set.copyOf(ids));
                return known;
            }
            return sql(() -> {
                var found = new HashMap<String, Recorded>();
                try (PreparedStatement select = connection.prepareStatement(COMMANDS)) {
                    select.setArray(1, text(connection, ids));
                    try (ResultSet rows = select.executeQuery()) {
                        collect(rows, found);
                    }
                }
                return found;
            });
        }

        @Override
        public byte @Nullable [] receivedHash(String topic, String stream, long version) {
            Optional<byte[]> found =
                    sql(() -> {
                        try (PreparedStatement select =
                                connection.prepareStatement(
                                        "select hash from log.received where stream = ? and topic ="
                                                + " ? and version = ?")) {
                            select.setString(1, stream);
                            select.setString(2, topic);
                            select.setLong(3, version);
                            try (ResultSet rows = select.executeQuery()) {
                                return rows.next()
                                        ? Optional.of(rows.getBytes(1))
                                        : Optional.empty();
                            }
                        }
                    });
            return found.orElse(null);
        }

        @Override
        public long next(String topic, String topicId, int partition) {
            return sql(() -> {
                try (PreparedStatement select =
                        connection.prepareStatement(
                                "select next_offset from log.consumed where topic = ? and"
                                        + " topic_id = ? and partition = ?")) {
                    select.setString(1, topic);
                    select.setString(2, topicId);
                    select.setInt(3, partition);
                    try (ResultSet rows = select.executeQuery()) {
                        return rows.next() ? rows.getLong(1) : 0L;
                    }
                }
            });
        }

        @Override
        public @Nullable Parked parked(String topic, int partition, long offset) {
            return parked(
                    "where topic = ? and partition = ? and record_offset = ? order by since desc"
                            + " limit 1",
                    select -> {
                        select.setString(1, topic);
                        select.setInt(2, partition);
                        select.setLong(3, offset);
                    });
        }

        @Override
        public @Nullable Parked firstParked(String topic, String stream) {
            return parked(
                    "where topic = ? and stream = ? order by version, partition, record_offset"
                            + " limit 1",
                    select -> {
                        select.setString(1, topic);
                        select.setString(2, stream);
                    });
        }

        private @Nullable Parked parked(String which, Binding binding) {
            Optional<Parked> found =
                    sql(() -> {
                        try (PreparedStatement select =
                                connection.prepareStatement("select * from log.parked " + which)) {
                            binding.bind(select);
                            try (ResultSet rows = select.executeQuery()) {
                                return rows.next() ? Optional.of(parked(rows)) : Optional.empty();
                            }
                        }
                    });
            return found.orElse(null);
        }

        private static Parked parked(ResultSet rows) throws SQLException {
            return new Parked(
                    rows.getString("topic"),
                    rows.getString("topic_id"),
                    rows.getInt("partition"),
                    rows.getLong("record_offset"),
                    rows.getString("stream"),
                    rows.getLong("version"),
                    rows.getString("type"),
                    rows.getString("why"),
                    instant(rows, "since"));
        }

        @Override
        public Map<String, Long> held() {
            return sql(() -> {
                var held = new HashMap<String, Long>();
                try (PreparedStatement select =
                                connection.prepareStatement(
                                        "select stream, version from log.held");
                        ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        held.put(rows.getString(1), rows.getLong(2));
                    }
                }
                return held;
            });
        }

        @Override
        public List<StoredEvent> own(String stream, long afterVersion, int limit) {
            return sql(() ->
                    read(
                            connection,
                            STREAM,
                            statement -> {
                                statement.setString(1, stream);
                                statement.setLong(2, afterVersion);
                                statement.setInt(3, limit);
                            }));
        }

        @Override
        public void hold(String stream, long version) {
            change(
                    "insert into log.held (stream, version) values (?, ?) on conflict (stream) do"
                            + " update set version = excluded.version",
                    statement -> {
                        statement.setString(1, stream);
                        statement.setLong(2, version);
                    });
        }

        @Override
        public void release(String stream) {
            change(
                    "delete from log.held where stream = ?",
                    statement -> statement.setString(1, stream));
        }

        @Override
        public void published(long position) {
            change(
                    "update log.relay set cursor = greatest(cursor, ?) where shard = 0",
                    statement -> statement.setLong(1, position));
        }

        private void change(String sql, Binding binding) {
            sql(() -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    binding.bind(statement);
                    return statement.executeUpdate();
                }
            });
        }

        @Override
        public void save(Batch batch) {
            sql(() -> {
                appended(batch);
                received(batch.received());
                offsets(batch);
                parked(batch);
                discarded(batch);
                awaiting(batch);
                announce(batch);
                return batch;
            });
        }

        /** What nearly every write writes, in one round trip. */
        private void appended(Batch batch) throws SQLException {
            var sql = new StringBuilder();
            if (!batch.events().isEmpty()) {
                sql.append(INSERT_EVENTS).append("; ");
            }
            if (!batch.commands().isEmpty()) {
                sql.append(INSERT_COMMANDS).append("; ");
            }
            sql.append(UPDATE_HEAD);
            try (PreparedStatement write = connection.prepareStatement(sql.toString())) {
                int next = 1;
                if (!batch.events().isEmpty()) {
                    next = EventArrays.bind(write, next, batch.events());
                }
                List<Recorded> commands = batch.commands();
                if (!commands.isEmpty()) {
                    write.setObject(next++, time(batch.at()), Types.TIMESTAMP_WITH_TIMEZONE);
                    EventArrays.bind(write, next++, "text", commands, Recorded::id);
                    EventArrays.bind(write, next++, "text", commands, Recorded::stream);
                    EventArrays.bind(write, next++, "bytea", commands, Recorded::bodyHash);
                    EventArrays.bind(write, next++, "bigint", commands, Recorded::version);
                    EventArrays.bind(write, next++, "bytea", commands, Recorded::answer);
                }
                write.setLong(next++, batch.head().position());
                write.setLong(next, batch.head().change());
                write.execute();
            }
        }

        private void received(List<Received> received) throws SQLException {
            if (received.isEmpty()) {
                return;
            }
            try (PreparedStatement insert = connection.prepareStatement(INSERT_RECEIVED)) {
                int next =
                        EventArrays.bind(
                                insert, 1, received.stream().map(Received::event).toList());
                EventArrays.bind(insert, next++, "bigint", received, Received::afterVersion);
                EventArrays.bind(insert, next++, "bigint", received, Received::afterPosition);
                EventArrays.bind(insert, next, "boolean", received, Received::discarded);
                insert.executeUpdate();
            }
        }

        private void offsets(Batch batch) throws SQLException {
            if (batch.offsets().isEmpty()) {
                return;
            }
            // Offsets of one topic never go back; those of a topic made anew begin again.
            try (PreparedStatement upsert =
                    connection.prepareStatement(
                            """
                            insert into log.consumed (topic, topic_id, partition, next_offset)
                            values (?, ?, ?, ?)
                            on conflict (topic, partition) do update
                              set topic_id = excluded.topic_id,
                                  next_offset = case when consumed.topic_id = excluded.topic_id
                                    then greatest(consumed.next_offset, excluded.next_offset)
                                    else excluded.next_offset end
                            """)) {
                for (Offset offset : batch.offsets()) {
                    upsert.setString(1, offset.topic());
                    upsert.setString(2, offset.topicId());
                    upsert.setInt(3, offset.partition());
                    upsert.setLong(4, offset.next());
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }

        private void parked(Batch batch) throws SQLException {
            for (Parked parked : batch.parked()) {
                try (PreparedStatement upsert =
                        connection.prepareStatement(
                                """
                                insert into log.parked (topic, topic_id, partition, record_offset,
                                  stream, version, type, why, since)
                                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                                on conflict (topic, topic_id, partition, record_offset) do update
                                  set stream = excluded.stream, version = excluded.version,
                                    type = excluded.type, why = excluded.why,
                                    attempts = parked.attempts + 1
                                """)) {
                    upsert.setString(1, parked.topic());
                    upsert.setString(2, parked.topicId());
                    upsert.setInt(3, parked.partition());
                    upsert.setLong(4, parked.offset());
                    upsert.setString(5, parked.stream());
                    upsert.setLong(6, parked.version());
                    upsert.setString(7, parked.type());
                    upsert.setString(8, parked.why());
                    upsert.setObject(9, time(parked.since()), Types.TIMESTAMP_WITH_TIMEZONE);
                    upsert.executeUpdate();
                }
            }
            for (Offset place : batch.unparked()) {
                try (PreparedStatement delete =
                        connection.prepareStatement(
                                "delete from log.parked where topic = ? and topic_id = ? and"
                                        + " partition = ? and record_offset = ?")) {
                    delete.setString(1, place.topic());
                    delete.setString(2, place.topicId());
                    delete.setInt(3, place.partition());
                    delete.setLong(4, place.next());
                    delete.executeUpdate();
                }
            }
        }

        private void discarded(Batch batch) throws SQLException {
            for (DiscardedRecord record : batch.discarded()) {
                Parked parked = record.parked();
                try (PreparedStatement insert =
                        connection.prepareStatement(
                                "insert into log.discarded_record (topic, topic_id, partition,"
                                        + " record_offset, why, since, reason, actor, correlation,"
                                        + " discarded_at, on_behalf_of) values (?, ?, ?, ?, ?, ?, ?,"
                                        + " ?, ?, ?, ?)")) {
                    insert.setString(1, parked.topic());
                    insert.setString(2, parked.topicId());
                    insert.setInt(3, parked.partition());
                    insert.setLong(4, parked.offset());
                    insert.setString(5, parked.why());
                    insert.setObject(6, time(parked.since()), Types.TIMESTAMP_WITH_TIMEZONE);
                    insert.setString(7, record.reason());
                    insert.setString(8, record.actor());
                    insert.setString(9, record.correlation());
                    insert.setObject(10, time(batch.at()), Types.TIMESTAMP_WITH_TIMEZONE);
                    insert.setString(11, record.onBehalfOf());
                    insert.executeUpdate();
                }
            }
        }

        private void awaiting(Batch batch) throws SQLException {
            for (Awaiting awaiting : batch.awaiting()) {
                try (PreparedStatement insert =
                        connection.prepareStatement(
                                "insert into log.awaiting (topic, stream, version, target, what,"
                                        + " since) values (?, ?, ?, ?, ?, ?) on conflict do"
                                        + " nothing")) {
                    insert.setString(1, awaiting.topic());
                    insert.setString(2, awaiting.stream());
                    insert.setLong(3, awaiting.version());
                    insert.setString(4, awaiting.target());
                    insert.setString(5, awaiting.what());
                    insert.setObject(6, time(awaiting.since()), Types.TIMESTAMP_WITH_TIMEZONE);
                    insert.executeUpdate();
                }
            }
            for (Awaiting done : batch.fulfilled()) {
                try (PreparedStatement delete =
                        connection.prepareStatement(
                                "delete from log.awaiting where topic = ? and stream = ? and version"
                                        + " = ?")) {
                    delete.setString(1, done.topic());
                    delete.setString(2, done.stream());
                    delete.setLong(3, done.version());
                    delete.executeUpdate();
                }
            }
        }

        /**
         * Wakes the other instances, at most ten times a second: their slow poll finds the rest.
         */
        private void announce(Batch batch) throws SQLException {
            long now = System.nanoTime();
            if (batch.events().isEmpty() || now - notifiedAt < NOTIFY_PAUSE_NANOS) {
                return;
            }
            notifiedAt = now;
            try (PreparedStatement notify =
                    connection.prepareStatement("select pg_notify('log', '')")) {
                notify.execute();
            }
        }
    }
}
