package uk.inspection.eventstore.service;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.Retold;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.eventstore.postgres.AdvisoryLock;
import uk.inspection.eventstore.postgres.Contents;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.eventstore.verification.Check;

/**
 * Makes the read models again in a schema beside the one that serves, and puts it in its place.
 *
 * <p>What was applied here is applied again, in the same order, and nothing reacts to it: own
 * events and what the log keeps of others' come from the log, the bytes that it does not keep from
 * the topics, from offset zero. Every page is one transaction whose search path names the new
 * schema first; readers and the writer go on in the old one.
 *
 * <p>Why no reader ever sees half of it. The schemas change places while the writer is held up and
 * everything is applied: the names change in the transaction that holds the writer's lock, so that
 * where the lock was lost, nothing has changed. A statement that begins before sees the old tables,
 * one that begins after the new ones, and both hold the same. What is left is a transaction of
 * several reads that sees the database as it was at its beginning: the new rows would not be there
 * yet for it. So before the names change, every transaction that held such a view when the last row
 * was committed has ended; where one does not end soon, the writer goes on and it is tried again.
 *
 * <p>Two instances do not rebuild at once; if that lock is lost, each still has a schema of its
 * own, and each takes the place of the other's only when it is complete. Here at most one runs: it
 * begins under the monitor and only where the view says that none does; from then on its own thread
 * alone changes the view, and says last that it has ended, when nothing is left of it. Only then is
 * who compares told what came of it.
 */
final class Rebuild implements AutoCloseable {
    /** The schema that serves. */
    static final String LIVE = "projection";

    private static final String NEXT = "projection_next_";
    private static final String FORMER = "projection_former_";

    private static final Logger LOG = Logger.getLogger(Rebuild.class);

    private static final int SHARD = 0;
    private static final int PAGE = 500;
    private static final int SWAP_ATTEMPTS_MAX = 60;
    private static final long PAUSE_MS = 500;
    private static final long LOOK_MS = 10;
    private static final Duration VIEWS_END_WITHIN = Duration.ofSeconds(1);
    private static final Duration DIGEST_WITHIN = Duration.ofHours(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);

    private final DataSource dataSource;
    private final Transactions transactions;
    private final PostgresLog log;
    private final Topics topics;
    private final Consumer<String> migration;
    private final ReadModels readModels;
    private final Arrival.@Nullable Handler<?> handler;
    private final String service;
    private final Clock wallClock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile RebuildView view = RebuildView.NONE;
    private @Nullable Thread thread;

    /**
     * A rebuild, not begun.
     *
     * @param transactions in which read models are kept, as the writer's are
     * @param migration makes the tables in a schema of this name
     * @param handler tells which events are shown whole
     */
    Rebuild(
            String service,
            DataSource dataSource,
            Transactions transactions,
            PostgresLog log,
            Topics topics,
            Consumer<String> migration,
            ReadModels readModels,
            Arrival.@Nullable Handler<?> handler,
            Clock wallClock) {
        this.service = service;
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.log = log;
        this.topics = topics;
        this.migration = migration;
        this.readModels = readModels;
        this.handler = handler;
        this.wallClock = wallClock;
    }

    /** Where a rebuild is. */
    public enum RebuildState {
        NONE,
        APPLYING,
        COMPARING,
        SWAPPING,
        SWAPPED,
        EQUAL,
        FAILED
    }

    /**
     * The rebuild that runs, or the last one since the start.
     *
     * @param events applied so far, of {@code total} as of now
     * @param perSecond events applied
     * @param secondsLeft at that rate, until everything is applied
     * @param rows in the new tables, once they were compared
     * @param problem why it failed, or what differs; nothing was changed then
     */
    public record RebuildView(
            RebuildState state,
            long events,
            long total,
            long perSecond,
            @Nullable Long secondsLeft,
            @Nullable Long rows,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String problem) {
        static final RebuildView NONE =
                new RebuildView(RebuildState.NONE, 0, 0, 0, null, null, null, null, null);

        boolean running() {
            return state == RebuildState.APPLYING
                    || state == RebuildState.COMPARING
                    || state == RebuildState.SWAPPING;
        }

        private RebuildView in(RebuildState next) {
            return new RebuildView(
                    next, events, total, perSecond, secondsLeft, rows, startedAt, null, null);
        }

        private RebuildView compared(long counted) {
            return new RebuildView(
                    state, events, total, perSecond, secondsLeft, counted, startedAt, null, null);
        }

        private RebuildView applied(long done, long all, Instant now) {
            long millis =
                    startedAt == null
                            ? 1
                            : Math.max(1, Duration.between(startedAt, now).toMillis());
            long rate = done * 1000 / millis;
            Long left = rate == 0 ? null : Math.max(0, all - done) / rate;
            return new RebuildView(state, done, all, rate, left, rows, startedAt, null, null);
        }

        private RebuildView ended(RebuildState last, @Nullable String why, Instant now) {
            return new RebuildView(last, events, total, perSecond, null, rows, startedAt, now, why);
        }
    }

    /**
     * What to do with the new tables.
     *
     * @param verify compare them with those that serve; where they differ, nothing changes
     * @param swap put them in place
     */
    record Order(boolean verify, boolean swap) {}

    /**
     * What came of a comparison.
     *
     * @param events that were applied
     * @param difference the first, a sentence; absent where there is none
     */
    record Compared(long events, long rows, int tables, @Nullable String difference) {}

    RebuildView view() {
        return view;
    }

    /** Begins; false when one runs here already. What ended another way is in {@link #view}. */
    boolean start(Order order) {
        return start(order, new CompletableFuture<>());
    }

    /**
     * Makes the tables again, compares them with those that serve, and drops them.
     *
     * @return what came of it, or {@link Check.Unfinished} with the reason
     */
    Future<Compared> compare() {
        var compared = new CompletableFuture<Compared>();
        if (!start(new Order(true, false), compared)) {
            compared.completeExceptionally(
                    new Check.Unfinished("The read models are being made again at the moment."));
        }
        return compared;
    }

    private synchronized boolean start(Order order, CompletableFuture<Compared> compared) {
        if (closed.getCount() == 0 || view.running()) {
            return false;
        }
        view =
                new RebuildView(
                        RebuildState.APPLYING,
                        0,
                        log.appliedCount(),
                        0,
                        null,
                        null,
                        wallClock.instant(),
                        null,
                        null);
        thread =
                Thread.ofPlatform()
                        .name(service + "-rebuild")
                        .daemon()
                        .start(() -> rebuild(order, compared));
        return true;
    }

    /** Drops what a rebuild has left behind that was cut off. */
    void tidy() {
        try {
            guarded(() -> {
                leftOvers().forEach(this::drop);
                return true;
            });
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("Tables of an earlier rebuild cannot be dropped now: %s", e.getMessage());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        try {
            if (running != null && !running.join(CLOSE_WITHIN)) {
                running.interrupt();
                running.join(CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Work<R> {
        R run() throws SQLException, InterruptedException;
    }

    /** Runs work while no other instance rebuilds; empty when one does. */
    private <R> Optional<R> guarded(Work<R> work) throws SQLException {
        try (Connection guard = dataSource.getConnection()) {
            if (!held(guard, "select pg_try_advisory_lock(?, ?)")) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.run());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            } finally {
                held(guard, "select pg_advisory_unlock(?, ?)");
            }
        }
    }

    private static boolean held(Connection guard, String sql) throws SQLException {
        try (PreparedStatement lock = guard.prepareStatement(sql)) {
            lock.setInt(1, AdvisoryLock.REBUILD.key());
            lock.setInt(2, SHARD);
            try (ResultSet answer = lock.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    /** The service stops. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("The service is stopping.");
        }
    }

    private void rebuild(Order order, CompletableFuture<Compared> compared) {
        var comparison = new AtomicReference<@Nullable Compared>();
        String why = made(order, comparison);
        RebuildState well = order.swap ? RebuildState.SWAPPED : RebuildState.EQUAL;
        view =
                why.isEmpty()
                        ? view.ended(well, null, wallClock.instant())
                        : view.ended(RebuildState.FAILED, why, wallClock.instant());
        Compared found = comparison.get();
        if (found == null) {
            compared.completeExceptionally(new Check.Unfinished(why));
        } else {
            compared.complete(found);
        }
    }

    /** Empty when it went well; otherwise why not. */
    private String made(Order order, AtomicReference<@Nullable Compared> comparison) {
        String next = NEXT + suffix();
        try {
            Optional<String> ended =
                    guarded(() -> {
                        leftOvers().forEach(this::drop);
                        try {
                            return rebuild(order, next, comparison);
                        } finally {
                            leftOvers().forEach(this::drop);
                        }
                    });
            if (ended.isEmpty()) {
                return "Another instance of this service is rebuilding.";
            }
            if (ended.get().isEmpty()) {
                LOG.infof("The read models were made again from %d events", view.events());
            }
            return ended.get();
        } catch (Exception | Error failure) {
            LOG.warn(
                    "The read models could not be made again; those that serve are untouched",
                    failure);
            return String.valueOf(failure.getMessage());
        }
    }

    /** Empty when it went well; otherwise why not. */
    private String rebuild(Order order, String next, AtomicReference<@Nullable Compared> comparison)
            throws SQLException, InterruptedException {
        if (restoring()) {
            return "The log is still being restored from its topics.";
        }
        migration.accept(next);
        empty(next);
        try (var retold = new Retold(topics, this::onlyInTopic)) {
            var applying = new Applying(next, retold);
            applying.all();
            if (order.verify) {
                view = view.in(RebuildState.COMPARING);
                Compared found = compare(next, applying);
                comparison.set(found);
                if (found.difference != null) {
                    return found.difference;
                }
            }
            if (order.swap) {
                view = view.in(RebuildState.SWAPPING);
                return swap(next, applying);
            }
            return "";
        }
    }

    /** Whether an event is shown whole and the log has its envelope alone. */
    private boolean onlyInTopic(StoredEvent event) {
        return handler != null && !handler.keeps(event) && handler.shows(event);
    }

    /** What is received again then takes its old place among what was applied already. */
    private boolean restoring() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return !texts(connection, "select stream from log.held limit 1").isEmpty();
        }
    }

    /** How far the new tables are. */
    private final class Applying {
        private final String schema;
        private final Retold retold;
        private PostgresLog.Place place = PostgresLog.Place.ORIGIN;
        private long done;

        Applying(String schema, Retold retold) {
            this.schema = schema;
            this.retold = retold;
        }

        /** Applies until nothing is left, or nearly: the writer goes on. */
        void all() throws SQLException {
            boolean more;
            do {
                more = page();
                view = view.applied(done, Math.max(done, view.total()), wallClock.instant());
            } while (more);
        }

        /** Applies a page in one transaction; whether there are more than it took. */
        private boolean page() throws SQLException {
            if (closed.getCount() == 0) {
                throw new Stopped();
            }
            PostgresLog.Page page = log.applied(place, readModels, PAGE);
            var whole = new ArrayList<StoredEvent>(page.events().size());
            for (StoredEvent event : page.events()) {
                whole.add(event.data() == null && onlyInTopic(event) ? retold.whole(event) : event);
            }
            if (!whole.isEmpty()) {
                transactions.call(connection -> {
                    execute(connection, "set local search_path = " + schema + ", log");
                    readModels.apply(whole);
                    return true;
                });
            }
            place = page.next();
            done += whole.size() + page.passedOver();
            return page.more();
        }
    }

    /** What differs, both as of one moment; the writer waits only until that moment is fixed. */
    private Compared compare(String next, Applying applying)
            throws SQLException, InterruptedException {
        try (Connection reading = dataSource.getConnection()) {
            int timeout = reading.getNetworkTimeout();
            reading.setNetworkTimeout(Runnable::run, Math.toIntExact(DIGEST_WITHIN.toMillis()));
            reading.setAutoCommit(false);
            try {
                execute(reading, "set transaction isolation level repeatable read, read only");
                log.paused(paused -> {
                    applying.all();
                    execute(reading, "select 1");
                    return true;
                });
                if (applying.done != PostgresLog.appliedCount(reading)) {
                    // What a restoration brings back takes its old place, behind us.
                    throw new IllegalStateException("The log was restored meanwhile.");
                }
                Contents made = Contents.of(reading, next);
                view = view.compared(made.rows());
                return new Compared(
                        applying.done,
                        made.rows(),
                        made.tables().size(),
                        made.equals(Contents.of(reading, LIVE))
                                ? null
                                : Contents.firstDifference(reading, LIVE, next).orElse(null));
            } finally {
                reading.rollback();
                reading.setAutoCommit(true);
                reading.setNetworkTimeout(Runnable::run, timeout);
            }
        }
    }

    private String swap(String next, Applying applying) throws SQLException, InterruptedException {
        for (int attempt = 0; attempt < SWAP_ATTEMPTS_MAX; attempt++) {
            applying.all();
            Optional<String> ended =
                    log.paused(paused -> {
                        applying.all();
                        if (applying.done != log.appliedCount()) {
                            // What a restoration brings back takes its old place, behind us.
                            return Optional.of("The log was restored meanwhile.");
                        }
                        if (!migrations(paused, next).equals(migrations(paused, LIVE))) {
                            return Optional.of("The tables that serve were migrated meanwhile.");
                        }
                        if (!viewsEnd(paused)) {
                            return Optional.empty();
                        }
                        execute(
                                paused,
                                "alter schema %s rename to %s; alter schema %s rename to %s"
                                        .formatted(LIVE, FORMER + suffix(), next, LIVE));
                        return Optional.of("");
                    });
            if (ended.isPresent()) {
                return ended.get();
            }
            if (closed.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                throw new Stopped();
            }
        }
        return "Readers have kept an old view of the tables for too long.";
    }

    /**
     * Waits until no transaction sees the database as it was before now. A writer that waits for
     * the lock has seen nothing yet.
     */
    private static boolean viewsEnd(Connection connection) throws SQLException {
        List<String> old = views(connection);
        long deadline = System.nanoTime() + VIEWS_END_WITHIN.toNanos();
        while (!old.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                Thread.sleep(LOOK_MS); // between two looks at a condition that tells nobody
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            }
            old.retainAll(views(connection));
        }
        return true;
    }

    /** Transactions of others with a view of the database. */
    private static List<String> views(Connection connection) throws SQLException {
        // Within a transaction the server tells what it told the first time.
        execute(connection, "select pg_stat_clear_snapshot()");
        return texts(
                connection,
                "select pid || ' ' || xact_start from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()"
                        + " and backend_xmin is not null and xact_start is not null"
                        + " and coalesce(wait_event, '') <> 'advisory'");
    }

    private static List<String> migrations(Connection connection, String schema)
            throws SQLException {
        return texts(
                connection,
                "select version || ' ' || checksum from "
                        + schema
                        + ".flyway_schema_history where version is not null order by installed_rank");
    }

    /** Migrations bring along what they find in the log; here everything comes from the start. */
    private void empty(String schema) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            List<String> tables =
                    texts(
                            connection,
                            "select quote_ident(schemaname) || '.' || quote_ident(tablename)"
                                    + " from pg_tables where schemaname = '"
                                    + schema
                                    + "' and tablename <> 'flyway_schema_history'");
            if (!tables.isEmpty()) {
                execute(connection, "truncate " + String.join(", ", tables) + " restart identity");
            }
        }
    }

    private List<String> leftOvers() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return texts(
                    connection,
                    "select nspname from pg_namespace where nspname like 'projection\\_next\\_%'"
                            + " or nspname like 'projection\\_former\\_%'");
        }
    }

    /** At once or later: somebody may still be reading. */
    private void drop(String schema) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                execute(connection, "set local lock_timeout = '5s'");
                execute(connection, "drop schema " + schema + " cascade");
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.warnf("%s is dropped later: %s", schema, e.getMessage());
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
