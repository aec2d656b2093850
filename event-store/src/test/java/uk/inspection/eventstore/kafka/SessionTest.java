package uk.inspection.eventstore.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Signal;
import uk.inspection.local.testing.SharedStack;

/** With a pool of one connection: whoever comes next gets the very one. */
class SessionTest {
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final List<String> UNDO =
            List.of("select pg_advisory_unlock_all()", "reset idle_session_timeout");

    private static final String LISTENING =
            "(select %s from pg_stat_activity where query = 'listen log' and datname ="
                    + " current_database())";

    private final AgroalDataSource pool = pool(1);

    private static AgroalDataSource pool(int size) {
        SharedStack stack = SharedStack.get();
        String url = stack.createDatabase("pool");
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier()
                            .connectionPoolConfiguration(pool ->
                                    pool.maxSize(size)
                                            .acquisitionTimeout(SHORT)
                                            .exceptionSorter(new PostgreSQLExceptionSorter())
                                            .connectionFactoryConfiguration(factory ->
                                                    factory.jdbcUrl(url)
                                                            .principal(
                                                                    new NamePrincipal(stack.user()))
                                                            .credential(
                                                                    new SimplePassword(
                                                                            stack.password())))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean listening(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select " + LISTENING.formatted("true"))) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void what_a_session_set_is_undone_before_the_pool_gets_it_back() throws Exception {
        try (Session session = Session.open(pool, SHORT, UNDO)) {
            run(session.connection(), "select pg_advisory_lock(1, 2)");
            run(session.connection(), "set idle_session_timeout = '30s'");
        }
        assertThat(
                        ask(
                                "select count(*) from pg_locks where locktype = 'advisory' and pid ="
                                        + " pg_backend_pid()"))
                .isEqualTo("0");
        assertThat(ask("show idle_session_timeout")).isEqualTo("0");
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }

    @Test
    void a_session_that_cannot_be_undone_is_cut_and_the_pool_gives_a_fresh_one() throws Exception {
        Session session = Session.open(pool, SHORT, List.of("select no_such_function_of_ours()"));
        run(session.connection(), "select pg_advisory_lock(1, 2)");
        session.close();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(
                                        ask(
                                                "select count(*) from pg_locks where locktype ="
                                                        + " 'advisory' and (classid, objid) = (1,"
                                                        + " 2) and database = (select oid from"
                                                        + " pg_database where datname ="
                                                        + " current_database())"))
                                .isEqualTo("0"));
    }

    @Test
    void the_listener_hears_other_instances_and_survives_the_loss_of_its_session()
            throws Exception {
        try (AgroalDataSource two = pool(2)) {
            var committed = new Signal();
            try (var listener = new LogListener(two, committed);
                    Connection other = two.getConnection()) {
                listener.start();
                await().until(() -> committed.count() > 0);
                long before = committed.count();
                run(other, "select pg_notify('log', '')");
                await().atMost(SHORT).until(() -> committed.count() > before);
                run(other, "select pg_terminate_backend(" + LISTENING.formatted("pid") + ")");
                await().atMost(Duration.ofSeconds(20)).until(() -> listening(other));
                long now = committed.count();
                run(other, "select pg_notify('log', '')");
                await().atMost(SHORT).until(() -> committed.count() > now);
            }
        }
    }
}
