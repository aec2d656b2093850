package uk.inspection.eventstore.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the user that a service runs as may do in its log, where another user owns it: facts are
 * inserted and read, and nothing but what says how far something is can be changed.
 *
 * <p>Given anew at every start, in one transaction, so that a service that runs meanwhile always
 * has its rights; a lock keeps instances that start together from giving them at the same time,
 * which PostgreSQL refuses.
 */
public final class Rights {

    private static final int SHARD = 0;

    private static final String GIVEN =
            """
            revoke all on schema log from public;
            revoke all on all tables in schema log from public;
            revoke all on all sequences in schema log from public;
            revoke all on schema log from %1$s;
            revoke all on all tables in schema log from %1$s;
            revoke all on all sequences in schema log from %1$s;
            grant usage on schema log to %1$s;
            grant select on all tables in schema log to %1$s;
            grant select on all sequences in schema log to %1$s;
            -- What happened, and what was answered.
            grant insert on log.event, log.received, log.command, log.discarded_record to %1$s;
            -- Who read it.
            grant insert on log.read to %1$s;
            -- How far the log and its readers are.
            grant update on log.head, log.relay to %1$s;
            grant insert, update on log.published, log.consumed to %1$s;
            -- What waits, until it need not wait any more.
            grant insert, update, delete on log.parked, log.held to %1$s;
            grant insert, delete on log.awaiting to %1$s;
            -- What is looked at before it may come into the log.
            grant insert, truncate on log.staged to %1$s
            """;

    /** Any of these on any of the tables that are only added to. */
    private static final String MAY_CHANGE =
            """
            select bool_or(has_table_privilege(current_user, name, 'update, delete, truncate, trigger')
                           or has_any_column_privilege(current_user, name, 'update'))
            from unnest(array['log.event', 'log.received', 'log.command', 'log.discarded_record',
                              'log.read']) name
            """;

    private Rights() {}

    /**
     * Gives a user exactly its rights in the schema {@code log}.
     *
     * @param owner a connection of the user that owns the schema and its tables
     */
    public static void give(Connection owner, String user) throws SQLException {
        boolean before = owner.getAutoCommit();
        owner.setAutoCommit(false);
        try (PreparedStatement lock = owner.prepareStatement("select pg_advisory_xact_lock(?, ?)");
                Statement statement = owner.createStatement()) {
            lock.setInt(1, AdvisoryLock.RIGHTS.key());
            lock.setInt(2, SHARD);
            lock.execute();
            statement.execute(GIVEN.formatted(statement.enquoteIdentifier(user, true)));
            owner.commit();
        } finally {
            owner.rollback();
            owner.setAutoCommit(before);
        }
    }

    /** Whether a connection's user may change what the log holds. */
    public static boolean mayChange(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(MAY_CHANGE)) {
            return rows.next() && rows.getBoolean(1);
        }
    }
}
