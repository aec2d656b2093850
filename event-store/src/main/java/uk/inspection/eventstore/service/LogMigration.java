package uk.inspection.eventstore.service;

import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jboss.logging.Logger;
import uk.inspection.eventstore.postgres.Failures;
import uk.inspection.eventstore.postgres.Rights;

/**
 * Migrates the log as the user that owns it, and gives the service's own user what it may do there.
 *
 * <p>Where a deployment names no owner, the service's user migrates if it owns the log itself, and
 * otherwise only looks whether somebody else has migrated it.
 */
final class LogMigration {
    private static final Logger LOG = Logger.getLogger(LogMigration.class);

    /** Nobody owns a log that is still to be made: then who may make it will. */
    private static final String OWNS =
            """
            select coalesce(bool_and(pg_has_role(current_user, nspowner, 'usage')), true)
            from pg_namespace where nspname = 'log'
            """;

    private final AgroalDataSource dataSource;
    private final EventStoreConfig.Migration owner;

    LogMigration(AgroalDataSource dataSource, EventStoreConfig.Migration owner) {
        this.dataSource = dataSource;
        this.owner = owner;
    }

    void run(FluentConfiguration flyway) {
        owner.username().ifPresentOrElse(name -> asOwner(flyway, name), () -> asTheService(flyway));
        try (Connection connection = dataSource.getConnection()) {
            if (Rights.mayChange(connection)) {
                LOG.warnf(
                        "The database user %s may change and delete what its log holds. Where"
                                + " event-store.migration.username names another owner of the log,"
                                + " it may only add to it.",
                        connection.getMetaData().getUserName());
            }
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    private void asOwner(FluentConfiguration configuration, String name) {
        String password =
                owner.password()
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "event-store.migration.username is set, so"
                                                + " event-store.migration.password must be too."));
        Flyway flyway = configuration.dataSource(url(), name, password).load();
        flyway.migrate();
        MigrationInfo newest = flyway.info().current();
        if (newest.getState() == MigrationState.FUTURE_SUCCESS) {
            return; // a newer release has migrated it, and knows better who may do what
        }
        try (Connection owning = flyway.getConfiguration().getDataSource().getConnection();
                Connection own = dataSource.getConnection()) {
            Rights.give(owning, own.getMetaData().getUserName());
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    private void asTheService(FluentConfiguration configuration) {
        Flyway flyway = configuration.dataSource(dataSource).load();
        if (owns()) {
            flyway.migrate();
        } else {
            flyway.validate();
        }
    }

    private boolean owns() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(OWNS)) {
            return rows.next() && rows.getBoolean(1);
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    private String url() {
        return dataSource
                .getConfiguration()
                .connectionPoolConfiguration()
                .connectionFactoryConfiguration()
                .jdbcUrl();
    }
}
