package uk.inspection.eventstore.kafka;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * A database session kept for long: a lock or a LISTEN lives in it. What it set is undone before
 * the pool gets the connection back; where that fails the connection is cut, so that no other user
 * of the pool inherits a lock.
 */
final class Session implements AutoCloseable {
    private final Connection connection;
    private final int timeoutBefore;
    private final List<String> undo;

    private Session(Connection connection, int timeoutBefore, List<String> undo) {
        this.connection = connection;
        this.timeoutBefore = timeoutBefore;
        this.undo = undo;
    }

    /**
     * Opens a session whose every answer must come within {@code answerWithin}.
     *
     * @param undo statements that undo what the session will set
     */
    static Session open(DataSource dataSource, Duration answerWithin, List<String> undo)
            throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(answerWithin.toMillis()));
            return new Session(connection, before, undo);
        } catch (SQLException | RuntimeException e) {
            cut(connection);
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        try (Statement statement = connection.createStatement()) {
            for (String sql : undo) {
                statement.execute(sql);
            }
            connection.setNetworkTimeout(Runnable::run, timeoutBefore);
            connection.close();
        } catch (SQLException | RuntimeException e) {
            cut(connection);
        }
    }

    private static void cut(Connection connection) {
        // The connection itself and not the pool's wrapper, whose abort() may leave it open.
        try (connection) {
            if (connection.unwrap(PGConnection.class) instanceof Connection physical) {
                physical.abort(Runnable::run);
            }
            // The pool learns from a failing call that the connection is of no more use.
            connection.setNetworkTimeout(Runnable::run, 0);
        } catch (SQLException | RuntimeException gone) {
            // Cut already: nothing is left to undo.
            return;
        }
    }
}
