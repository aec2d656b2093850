package uk.inspection.eventstore.kafka;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import uk.inspection.eventstore.Signal;

/**
 * Raises the signal when another instance has written to the log: LISTEN on a session of its own,
 * opened again whenever it breaks.
 *
 * <p>Writers announce at most every 100 ms, so what is written right after an announcement is not
 * announced: the signal is raised once more when that time has passed. A session that breaks may
 * have missed one: the signal is raised on every new session. All else is found by the slow polls.
 *
 * <p>As the one session that always waits for the database it also knows first when the database is
 * {@link #away}: nothing comes over the session any more, and none can be opened in its place. A
 * session that was cut says nothing of the database, and the pool may hold others that were cut
 * with it and say so at once when they are asked: each is tried and dropped, until one is new.
 */
public final class LogListener implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LogListener.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    private static final int QUIET_MS = 1000;
    private static final int ECHO_MS = 150;
    private static final long HEARTBEAT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long PAUSE_MS = 500;

    /** More connections than a pool holds: so many may have been cut while nobody looked. */
    private static final int CUT_MAX = 30;

    /** What was cut says so at once. */
    private static final long AT_ONCE_NANOS = Duration.ofMillis(500).toNanos();

    private final DataSource dataSource;
    private final Signal committed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean away;

    public LogListener(DataSource dataSource, Signal committed) {
        this.dataSource = dataSource;
        this.committed = committed;
        this.thread = Thread.ofPlatform().name("log-listener").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Whether the database does not answer, as far as is known. */
    public boolean away() {
        return away;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (thread.isAlive() && !thread.join(ANSWER_WITHIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failed = 0;
        while (closed.getCount() > 0) {
            boolean opened = false;
            long begun = System.nanoTime();
            try (Session session = Session.open(dataSource, ANSWER_WITHIN, List.of("unlisten *"))) {
                try (Statement statement = session.connection().createStatement()) {
                    statement.execute("listen log");
                    committed.raise();
                    opened = true;
                    failed = 0;
                    if (away) {
                        LOG.info("The database answers again");
                        away = false;
                    }
                    listen(session.connection().unwrap(PGConnection.class), statement);
                }
            } catch (SQLException | RuntimeException | Error e) {
                LOG.debugf(e, "Listening to the log broke off");
                failed += opened ? 0 : 1;
                boolean cut = failed <= CUT_MAX && System.nanoTime() - begun < AT_ONCE_NANOS;
                if (opened || cut) {
                    continue;
                }
                if (!away) {
                    LOG.warnf("The database is away: %s", e.getMessage());
                    away = true;
                }
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private void listen(PGConnection connection, Statement statement) throws SQLException {
        boolean echo = false;
        long beat = System.nanoTime();
        while (closed.getCount() > 0) {
            PGNotification[] heard = connection.getNotifications(echo ? ECHO_MS : QUIET_MS);
            boolean any = heard != null && heard.length > 0;
            if (any || echo) {
                committed.raise();
            }
            echo = any;
            if (System.nanoTime() - beat > HEARTBEAT_NANOS) {
                statement.execute("select 1"); // a server that vanished does not say so
                beat = System.nanoTime();
            }
        }
    }

    private boolean pause() {
        try {
            return !closed.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
