package uk.inspection.eventstore.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;

/**
 * Who read what, and with the log who did what: reads are recorded here, and both are listed.
 *
 * <p>Why no answer is given without its record. Who answers waits for the future of {@link
 * #record}. One thread alone takes reads from the queue; it inserts what has queued up in one
 * transaction and completes their futures behind its commit, and behind nothing else. So a future
 * that is completed well has its row on the disk. Where the insert or the commit fails all of them
 * fail, also if the rows may be there, because a commit's answer was lost: then a record says of a
 * read that it was asked for and not that it was seen, which is no harm. What has queued up behind
 * a failed write fails with it, or each batch of it would wait for the same timeouts one after the
 * other; and what comes to a full queue fails at once. Nobody waits for ever: a write ends by the
 * connection's own timeouts; and the thread says that it stops before it empties the queue for the
 * last time, which who queues a read looks for afterwards, so that one of the two has seen the
 * read.
 */
public final class AuditTrail implements AutoCloseable {
    /** Reads that share one commit. */
    static final int BATCH_MAX = 256;

    /** Reads that wait to be recorded: as many as requests are dealt with at a time. */
    static final int QUEUE_MAX = 1000;

    /** Characters of what a caller names; no id of ours is longer. */
    private static final int NAME_MAX = 200;

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);
    private static final Logger LOG = Logger.getLogger(AuditTrail.class);

    private static final String INSERT =
            "insert into log.read (recorded_at, actor, on_behalf_of, roles, request, operation,"
                    + " inspection, case_id, status) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final DataSource dataSource;
    private final Clock wallClock;
    private final BlockingQueue<Queued> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean stopped;

    /**
     * A read that is to be recorded.
     *
     * @param actor who reads; {@code onBehalfOf} whom he reads for, absent for himself
     * @param roles his roles, with a space between two
     * @param request id of the request
     * @param operation id of the operation, as the API document has it
     * @param inspection absent for all that he may see
     * @param caseId absent for all of the inspection
     * @param status of the answer
     */
    public record Read(
            String actor,
            @Nullable String onBehalfOf,
            String roles,
            String request,
            String operation,
            @Nullable String inspection,
            @Nullable String caseId,
            int status) {}

    private record Queued(Read read, Instant at, CompletableFuture<Void> recorded) {}

    /** Whether something was written or read. In the order in which a list has them at one time. */
    public enum Kind {
        WRITE,
        READ
    }

    /**
     * What happened.
     *
     * @param number of it among all of its kind: of a write its position
     * @param request id of the request that began it
     * @param write what was written; {@code read} what was read: one of both is there
     */
    public record Entry(
            Kind kind,
            Instant at,
            long number,
            String actor,
            @Nullable String onBehalfOf,
            String request,
            @Nullable Write write,
            @Nullable Reading read) {
        /** Its place in the list. */
        public Place place() {
            return new Place(at, kind, number);
        }
    }

    /** An event, without its data. */
    public record Write(String topic, String stream, long version, String type) {}

    /** What a read asked for and how it was answered; see {@link Read}. */
    public record Reading(
            String roles,
            String operation,
            @Nullable String inspection,
            @Nullable String caseId,
            int status) {}

    /**
     * What is asked for; null where it does not matter.
     *
     * @param inspection the stream of writes
     * @param caseId reads of this case and of all cases of its inspection, and no writes
     * @param from the earliest time of recording; {@code to} the time before which it must be
     */
    public record Wanted(
            @Nullable Kind kind,
            @Nullable String actor,
            @Nullable String onBehalfOf,
            @Nullable String inspection,
            @Nullable String caseId,
            @Nullable String request,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** A place in the list: what has it and everything newer comes before. */
    public record Place(Instant at, Kind kind, long number) {
        /** Before everything. */
        public static final Place START =
                new Place(Instant.parse("9999-12-31T23:59:59Z"), Kind.WRITE, Long.MAX_VALUE);
    }

    /** Starts the thread that records. */
    public AuditTrail(String service, DataSource dataSource, Clock wallClock) {
        this.dataSource = dataSource;
        this.wallClock = wallClock;
        this.thread = Thread.ofPlatform().name(service + "-audit").daemon().unstarted(this::run);
        thread.start();
    }

    /**
     * Records a read; never blocks.
     *
     * @return completed when it is durable; failed with {@link Log.Unavailable} where it cannot be
     */
    public CompletableFuture<Void> record(Read read) {
        var queued =
                new Queued(
                        read,
                        wallClock.instant().truncatedTo(ChronoUnit.MICROS),
                        new CompletableFuture<>());
        if (!queue.offer(queued)) {
            queued.recorded.completeExceptionally(
                    new Log.Unavailable("Too many reads wait to be recorded."));
        } else if (stopped) {
            failQueued(new Log.Unavailable("The service is stopping."));
        }
        return queued.recorded;
    }

    private void run() {
        var batch = new ArrayList<Queued>(BATCH_MAX);
        try {
            while (true) {
                Queued first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH_MAX - 1);
                    write(batch);
                    batch.clear();
                } else if (closing) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped = true; // before the queue is emptied for the last time
            var stopping = new Log.Unavailable("The service is stopping.");
            batch.forEach(one -> one.recorded.completeExceptionally(stopping));
            failQueued(stopping);
        }
    }

    private void write(List<Queued> batch) {
        try {
            insert(batch);
        } catch (SQLException | RuntimeException | Error e) {
            RuntimeException failure = translated(e);
            if (failure instanceof Log.Unavailable) {
                LOG.warnf(
                        "%d reads are not answered, for they cannot be recorded: %s",
                        batch.size(), failure.getMessage());
                batch.forEach(one -> one.recorded.completeExceptionally(failure));
                failQueued(failure);
            } else if (batch.size() > 1) {
                batch.forEach(one -> write(List.of(one))); // one of them; the others are fine
            } else {
                LOG.error("A read cannot be recorded", failure);
                batch.getFirst().recorded.completeExceptionally(failure);
            }
            return;
        }
        batch.forEach(one -> one.recorded.complete(null));
    }

    /** The thread must live on, whatever happens. */
    private static RuntimeException translated(Throwable failure) {
        try {
            return Failures.translate(failure);
        } catch (Error e) {
            return new IllegalStateException(e);
        }
    }

    private void failQueued(RuntimeException failure) {
        for (Queued one = queue.poll(); one != null; one = queue.poll()) {
            one.recorded.completeExceptionally(failure);
        }
    }

    private void insert(List<Queued> batch) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                for (Queued one : batch) {
                    Read read = one.read;
                    insert.setObject(1, time(one.at), Types.TIMESTAMP_WITH_TIMEZONE);
                    insert.setString(2, printable(read.actor));
                    insert.setString(3, printable(read.onBehalfOf));
                    insert.setString(4, printable(read.roles));
                    insert.setString(5, printable(read.request));
                    insert.setString(6, read.operation);
                    insert.setString(7, name(read.inspection));
                    insert.setString(8, name(read.caseId));
                    insert.setInt(9, read.status);
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                try {
                    connection.rollback();
                } catch (SQLException gone) {
                    e.addSuppressed(gone);
                }
                throw e;
            } finally {
                giveBack(connection);
            }
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException gone) {
            LOG.debugf("The connection is gone: %s", gone.getMessage());
        }
    }

    /** Without the one character that PostgreSQL cannot keep. */
    private static @Nullable String printable(@Nullable String text) {
        return text == null ? null : text.replace('\0', ' ');
    }

    private static @Nullable String name(@Nullable String text) {
        String kept = printable(text);
        return kept == null || kept.length() <= NAME_MAX ? kept : kept.substring(0, NAME_MAX);
    }

    /**
     * Writes and reads, newest first, after a place in the list.
     *
     * <p>A list that is walked to its end has everything once that was there at its beginning: the
     * order is one of columns that never change, and no two entries have the same place in it. What
     * comes meanwhile is in it where its place is still to come.
     *
     * @throws Log.Unavailable when the database does not answer
     */
    public List<Entry> list(Wanted wanted, Place after, int limit) {
        var writes = new Conditions();
        var reads = new Conditions();
        if (wanted.kind == Kind.READ || wanted.caseId != null) {
            writes.add("false");
        }
        if (wanted.kind == Kind.WRITE) {
            reads.add("false");
        }
        same(writes, wanted.actor, "actor");
        same(reads, wanted.actor, "actor");
        same(writes, wanted.onBehalfOf, "on_behalf_of");
        same(reads, wanted.onBehalfOf, "on_behalf_of");
        same(writes, wanted.request, "correlation");
        same(reads, wanted.request, "request");
        if (wanted.inspection != null) {
            writes.add("stream = ?", wanted.inspection);
            reads.add("inspection = ?", wanted.inspection);
        }
        if (wanted.caseId != null) {
            reads.add("(case_id = ? or case_id is null)", wanted.caseId);
        }
        for (Conditions each : List.of(writes, reads)) {
            if (wanted.from != null) {
                each.add("recorded_at >= ?", time(wanted.from));
            }
            if (wanted.to != null) {
                each.add("recorded_at < ?", time(wanted.to));
            }
        }
        // At one time writes come before reads, and each kind from the highest number down.
        boolean afterWrite = after.kind == Kind.WRITE;
        writes.add(
                "(recorded_at, position) < (?, ?)", time(after.at), afterWrite ? after.number : 0L);
        reads.add(
                "(recorded_at, id) < (?, ?)",
                time(after.at),
                afterWrite ? Long.MAX_VALUE : after.number);
        String sql =
                """
                select * from (
                  (select 0 as kind, recorded_at, position as number, actor, on_behalf_of,
                     correlation as request, topic, stream, version, type, null as roles,
                     null as operation, null as inspection, null as case_id, null::int as status
                   from %s order by recorded_at desc, position desc limit ?)
                  union all
                  (select 1, recorded_at, id, actor, on_behalf_of, request, null, null,
                     null::bigint, null, roles, operation, inspection, case_id, status
                   from %s order by recorded_at desc, id desc limit ?)) entries
                order by recorded_at desc, kind, number desc limit ?
                """
                        .formatted(
                                source("log.event", writes, wanted.inspection, wanted.request),
                                source("log.read", reads, null, wanted.request));
        return select(sql, writes, reads, limit);
    }

    /**
     * What has few rows is fetched by its index and sorted then: of a condition that few rows meet
     * the planner may think that they lie everywhere, and go through the whole log by time.
     */
    private static String source(
            String table,
            Conditions conditions,
            @Nullable String inspection,
            @Nullable String request) {
        String rows = "(select * from %s where %s".formatted(table, conditions.sql());
        return (inspection == null && request == null ? rows : rows + " offset 0") + ") found";
    }

    private static void same(Conditions conditions, @Nullable String wanted, String column) {
        if (wanted == null) {
            return;
        }
        // One condition where it says all: of two the planner would expect next to nothing, and
        // sort all that there is of somebody instead of following the index.
        conditions.add("left(%s, 200) = left(?, 200)".formatted(column), wanted);
        if (wanted.length() >= NAME_MAX) {
            conditions.add("%s = ?".formatted(column), wanted);
        }
    }

    private static final class Conditions {
        private final List<String> parts = new ArrayList<>();
        private final List<Object> bound = new ArrayList<>();

        void add(String sql, Object... values) {
            parts.add(sql);
            bound.addAll(List.of(values));
        }

        String sql() {
            return String.join(" and ", parts);
        }
    }

    private List<Entry> select(String sql, Conditions writes, Conditions reads, int limit) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            int next = 1;
            for (Conditions each : List.of(writes, reads)) {
                for (Object value : each.bound) {
                    select.setObject(next++, value);
                }
                select.setInt(next++, limit);
            }
            select.setInt(next, limit);
            var entries = new ArrayList<Entry>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    entries.add(entry(rows));
                }
            }
            return entries;
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    private static Entry entry(ResultSet rows) throws SQLException {
        Kind kind = rows.getInt("kind") == 0 ? Kind.WRITE : Kind.READ;
        return new Entry(
                kind,
                rows.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                rows.getLong("number"),
                rows.getString("actor"),
                rows.getString("on_behalf_of"),
                rows.getString("request"),
                kind == Kind.READ
                        ? null
                        : new Write(
                                rows.getString("topic"),
                                rows.getString("stream"),
                                rows.getLong("version"),
                                rows.getString("type")),
                kind == Kind.WRITE
                        ? null
                        : new Reading(
                                rows.getString("roles"),
                                rows.getString("operation"),
                                rows.getString("inspection"),
                                rows.getString("case_id"),
                                rows.getInt("status")));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Records what is queued, then stops. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(CLOSE_WITHIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
