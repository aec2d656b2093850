package uk.inspection.local.testing;

import java.net.URI;
import uk.inspection.local.Backbone;

/**
 * A PostgreSQL and a broker for one test alone, to be stopped, killed and started at will. Takes a
 * few seconds; tests that break nothing use {@link SharedStack}.
 */
public final class OwnStack implements AutoCloseable {
    private final Backbone backbone = Backbone.start();
    private final Databases databases =
            new Databases(backbone.jdbcUrl("postgres"), backbone.user(), backbone.password());

    /** A fresh, empty database with a unique name; returns its JDBC address. */
    public String createDatabase(String prefix) {
        return databases.create(prefix);
    }

    /** Of PostgreSQL, on loopback. */
    public int postgresPort() {
        var jdbc = backbone.jdbcUrl("postgres");
        return URI.create(jdbc.substring(jdbc.indexOf(':') + 1)).getPort();
    }

    public String user() {
        return backbone.user();
    }

    public String password() {
        return backbone.password();
    }

    public String bootstrap() {
        return backbone.bootstrap();
    }

    /** Returns when PostgreSQL answers. */
    public void startPostgres() {
        backbone.startPostgres();
    }

    /** Fast shutdown: sessions are cut, everything is written. */
    public void stopPostgres() {
        backbone.stopPostgres();
    }

    /** SIGKILL. */
    public void killPostgres() {
        backbone.killPostgres();
    }

    /** SIGSTOP: connections stay open and nothing answers. */
    public void freezePostgres() {
        backbone.freezePostgres();
    }

    public void thawPostgres() {
        backbone.thawPostgres();
    }

    /** SIGSTOP: connections stay open and nothing answers. */
    public void freezeBroker() {
        backbone.freezeBroker();
    }

    public void thawBroker() {
        backbone.thawBroker();
    }

    /** Returns when the broker serves. */
    public void startBroker() {
        backbone.startBroker();
    }

    public void stopBroker() {
        backbone.stopBroker();
    }

    /** SIGKILL. */
    public void killBroker() {
        backbone.killBroker();
    }

    @Override
    public void close() {
        backbone.close();
    }
}
