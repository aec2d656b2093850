package uk.inspection.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The databases of a server, who may connect to each, and what he may do there ({@code
 * deploy/database/rights.sql}). Safe to repeat, also on a database that was made before its log had
 * an owner of its own.
 */
final class DatabaseRights {
    /** How a superuser comes to one of the server's databases. */
    @FunctionalInterface
    interface Superuser {
        Connection connect(String database) throws SQLException;
    }

    private static final String FIRST_DATABASE = "postgres";

    private final Superuser superuser;
    private final UnaryOperator<String> passwords;

    /**
     * @param passwords of a user by his name
     */
    DatabaseRights(Superuser superuser, UnaryOperator<String> passwords) {
        this.superuser = superuser;
        this.passwords = passwords;
    }

    static Path usualRights(Path root) {
        return root.resolve("deploy/database/rights.sql");
    }

    /**
     * A service's database and its two users: who owns it and migrates the log, and whom the
     * service runs as. Nobody else may connect to it.
     */
    void provide(PlatformService service, Path rights) {
        var database = service.database();
        try {
            try (var connection = superuser.connect(FIRST_DATABASE);
                    var statement = connection.createStatement()) {
                for (var user : List.of(service.databaseOwner(), database)) {
                    login(connection, user);
                }
                if (!isThere(connection, database)) {
                    statement.execute("CREATE DATABASE " + database);
                }
                statement.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
            }
            try (var connection = superuser.connect(database);
                    var statement = connection.createStatement()) {
                statement.execute(Files.readString(rights));
            }
        } catch (SQLException e) {
            throw unmade(database, e);
        } catch (IOException e) {
            throw new StackException(
                    "The rights in databases cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** A database that belongs to its only user. */
    void provide(String database) {
        try (var connection = superuser.connect(FIRST_DATABASE);
                var statement = connection.createStatement()) {
            login(connection, database);
            if (!isThere(connection, database)) {
                statement.execute("CREATE DATABASE " + database + " OWNER " + database);
            }
            statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
            statement.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
        } catch (SQLException e) {
            throw unmade(database, e);
        }
    }

    private static StackException unmade(String database, SQLException cause) {
        return new StackException(
                "PostgreSQL could not make the database " + database + ": " + cause.getMessage(),
                cause);
    }

    private void login(Connection connection, String user) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", user)) {
                statement.execute("CREATE ROLE " + user + " LOGIN");
            }
            statement.execute(
                    "ALTER ROLE "
                            + user
                            + " PASSWORD '"
                            + passwords.apply(user).replace("'", "''")
                            + "'");
        }
    }

    private static boolean isThere(Connection connection, String database) throws SQLException {
        return exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", database);
    }

    private static boolean exists(Connection connection, String query, String name)
            throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
