package uk.inspection.eventstore.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Runs work in one READ COMMITTED transaction and commits, or rolls back when it fails. */
public interface Transactions {
    <R> R call(Work<R> work) throws SQLException;

    /** Work on a transaction's connection. Must neither commit nor close. */
    interface Work<R> {
        R run(Connection connection) throws SQLException;
    }
}
