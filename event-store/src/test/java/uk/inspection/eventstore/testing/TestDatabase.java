package uk.inspection.eventstore.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Rights;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.local.testing.Cable;
import uk.inspection.local.testing.OwnStack;
import uk.inspection.local.testing.SharedStack;

/**
 * A migrated database of one's own. What is tested comes to it as a user with the rights of a
 * service, and the test itself as one who may do anything.
 */
public final class TestDatabase {
    private static final String SERVICE_PASSWORD = "of-a-test";

    private final PGSimpleDataSource owner;
    private final PGSimpleDataSource dataSource;
    private final List<KeptConnection> connections = new CopyOnWriteArrayList<>();

    private TestDatabase(String url, String user, String password) {
        owner = source(url, user, password);
        Flyway.configure()
                .dataSource(owner)
                .schemas("log")
                .locations("classpath:db/log")
                .load()
                .migrate();
        String service = owner.getDatabaseName() + "_user";
        run(
                """
                do $$ begin
                  if not exists (select from pg_roles where rolname = '%1$s') then
                    create role %1$s login password '%2$s';
                  end if;
                  grant connect, create on database %3$s to %1$s;
                end $$
                """
                        .formatted(service, SERVICE_PASSWORD, owner.getDatabaseName()));
        try (Connection connection = owner.getConnection()) {
            Rights.give(connection, service);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        dataSource = source(url, service, SERVICE_PASSWORD);
    }

    private static PGSimpleDataSource source(String url, String user, String password) {
        var source = new PGSimpleDataSource();
        source.setURL(url);
        source.setUser(user);
        source.setPassword(password);
        source.setReWriteBatchedInserts(true);
        source.setConnectTimeout(5);
        source.setSocketTimeout(10);
        return source;
    }

    public static TestDatabase on(SharedStack stack) {
        return new TestDatabase(stack.createDatabase("log"), stack.user(), stack.password());
    }

    public static TestDatabase on(OwnStack stack) {
        return new TestDatabase(stack.createDatabase("log"), stack.user(), stack.password());
    }

    /** As a service comes to it. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** As one comes to it who may do anything. */
    public DataSource owner() {
        return owner;
    }

    /** A view on the log, as one instance of a service has it. */
    public PostgresLog log() {
        var connection = new KeptConnection();
        connections.add(connection);
        return new PostgresLog(connection, dataSource);
    }

    /** Gives back the connections that logs keep; a log that is used again opens another. */
    public void disconnect() {
        connections.forEach(KeptConnection::disconnect);
    }

    /** Empties all tables. */
    public void clear() {
        run(
                """
                truncate log.event, log.command, log.received, log.consumed, log.parked, log.awaiting,
                  log.discarded_record, log.published, log.staged, log.held, log.read;
                update log.head set position = 0, change = change + 1;
                update log.relay set cursor = 0
                """);
    }

    public void run(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** This database, at the other end of a cable. */
    public TestDatabase through(Cable cable) {
        return new TestDatabase(
                String.valueOf(owner.getURL())
                        .replace(":" + owner.getPortNumbers()[0] + "/", ":" + cable.port() + "/"),
                String.valueOf(owner.getUser()),
                String.valueOf(owner.getPassword()));
    }

    public int port() {
        return owner.getPortNumbers()[0];
    }

    /** A database as this one is now. Nobody may be connected to this one. */
    public TestDatabase copy() {
        String url = String.valueOf(owner.getURL());
        String name = owner.getDatabaseName() + "_copy";
        var maintenance = new PGSimpleDataSource();
        maintenance.setURL(url);
        maintenance.setDatabaseName("postgres");
        maintenance.setUser(owner.getUser());
        maintenance.setPassword(owner.getPassword());
        try (Connection connection = maintenance.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create database %s template %s".formatted(name, owner.getDatabaseName()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(
                url.replace("/" + owner.getDatabaseName(), "/" + name),
                String.valueOf(owner.getUser()),
                String.valueOf(owner.getPassword()));
    }

    public List<String> texts(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public long number(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public String text(String sql) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One connection for one writer, opened anew after a failure. */
    private final class KeptConnection implements Transactions {
        private @Nullable Connection kept;

        synchronized void disconnect() {
            try (Connection closing = kept) {
                kept = null;
            } catch (SQLException gone) {
                kept = null;
            }
        }

        @Override
        public synchronized <R> R call(Work<R> work) throws SQLException {
            Connection connection = kept == null ? dataSource.getConnection() : kept;
            kept = connection;
            try {
                connection.setAutoCommit(false);
                R result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                kept = null;
                try (connection) {
                    connection.rollback();
                } catch (SQLException gone) {
                    e.addSuppressed(gone);
                }
                throw e;
            }
        }
    }
}
