package uk.inspection.eventstore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.inspection.eventstore.testing.Notes.note;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.postgres.AdvisoryLock;
import uk.inspection.eventstore.postgres.Rights;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.SharedStack;

/** What the user that a service runs as may do in its log, and what it may not. */
class RightsTest {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());
    private static final String DENIED = "42501";
    private static final String PASSWORD = "of-this-test";

    /** By table; a table that comes later must be thought about here. */
    private static final Map<String, String> GIVEN =
            Map.ofEntries(
                    Map.entry("event", "INSERT SELECT"),
                    Map.entry("received", "INSERT SELECT"),
                    Map.entry("command", "INSERT SELECT"),
                    Map.entry("discarded_record", "INSERT SELECT"),
                    Map.entry("read", "INSERT SELECT"),
                    Map.entry("head", "SELECT UPDATE"),
                    Map.entry("relay", "SELECT UPDATE"),
                    Map.entry("published", "INSERT SELECT UPDATE"),
                    Map.entry("consumed", "INSERT SELECT UPDATE"),
                    Map.entry("parked", "DELETE INSERT SELECT UPDATE"),
                    Map.entry("held", "DELETE INSERT SELECT UPDATE"),
                    Map.entry("awaiting", "DELETE INSERT SELECT"),
                    Map.entry("staged", "INSERT SELECT TRUNCATE"),
                    Map.entry("flyway_schema_history", "SELECT"));

    @Test
    void every_table_of_the_log_is_given_what_it_needs_and_no_more() {
        assertThat(rights(DATABASE)).isEqualTo(new TreeMap<>(GIVEN));
        // Given again, and again the same; what somebody has added by hand is taken away.
        DATABASE.run("grant update (data), delete on log.event to " + user(DATABASE));
        assertThat(rights(DATABASE)).isNotEqualTo(new TreeMap<>(GIVEN));
        give(DATABASE);
        assertThat(rights(DATABASE)).isEqualTo(new TreeMap<>(GIVEN));
        assertThat(
                        DATABASE.number(
                                "select count(*) from information_schema.column_privileges"
                                        + " where table_schema = 'log' and privilege_type = 'UPDATE'"
                                        + " and table_name = 'event' and grantee = '"
                                        + user(DATABASE)
                                        + "'"))
                .isZero();
    }

    /** As a further instance does that starts beside one that publishes, writes and rebuilds. */
    @Test
    void rights_are_given_while_an_instance_holds_every_other_lock() throws SQLException {
        try (Connection running = DATABASE.dataSource().getConnection();
                Statement statement = running.createStatement()) {
            for (AdvisoryLock lock : AdvisoryLock.values()) {
                if (lock != AdvisoryLock.RIGHTS) {
                    statement.execute("select pg_advisory_lock(%d, 0)".formatted(lock.key()));
                }
            }
            give(DATABASE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update log.event set data = ''",
                "update log.event set actor = actor where false",
                "delete from log.event",
                "truncate log.event",
                "update log.received set discarded = true",
                "delete from log.received",
                "truncate log.received",
                "update log.command set answer = ''",
                "delete from log.command",
                "update log.discarded_record set reason = ''",
                "delete from log.discarded_record",
                "update log.read set actor = 'nobody'",
                "update log.read set actor = actor where false",
                "delete from log.read",
                "truncate log.read",
                "select setval('log.read_id_seq', 1)",
                "delete from log.head",
                "delete from log.consumed",
                "select * from log.event for update",
                "insert into log.event select * from log.event on conflict (position) do update set data = ''",
                "merge into log.event e using log.head h on true when matched then delete",
                "alter table log.event drop constraint event_stream_version_key",
                "alter table log.event disable trigger all",
                "alter table log.event owner to current_user",
                "create trigger t before insert on log.event execute function suppress_redundant_updates_trigger()",
                "create rule r as on insert to log.event do instead nothing",
                "drop table log.event",
                "drop schema log cascade",
                "alter schema log rename to former",
                "create table log.mine (n int)",
                "set role postgres",
                "set session_replication_role = replica",
                "alter sequence log.received_arrival_seq restart",
                "select setval('log.received_arrival_seq', 1)",
                "delete from log.flyway_schema_history"
            })
    void a_service_may_not(String statement) throws Exception {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement tried = connection.createStatement()) {
            assertThatThrownBy(() -> tried.execute(statement))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(DENIED));
        }
    }

    /** PostgreSQL answers that with a warning alone. */
    @Test
    void a_service_cannot_give_itself_more() throws Exception {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("grant all on log.event to current_user");
        }
        assertThat(rights(DATABASE)).isEqualTo(new TreeMap<>(GIVEN));
    }

    @Test
    void it_may_write_and_read_on() throws Exception {
        try (var writer =
                new Writer<>(
                        "note-service",
                        DATABASE.log(),
                        Notes.MODEL,
                        events -> {},
                        Clock.systemUTC(),
                        _ -> {})) {
            assertThat(writer.submit(note("s", "1", "a note")).get(30, TimeUnit.SECONDS))
                    .isInstanceOf(Outcome.Committed.class);
            // Rights that are given anew meanwhile are never away.
            var stop = new java.util.concurrent.atomic.AtomicBoolean();
            var giving =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!stop.get()) {
                                    give(DATABASE);
                                }
                            });
            for (int n = 0; n < 200; n++) {
                assertThat(writer.submit(note("s", "n" + n, "on")).get(30, TimeUnit.SECONDS))
                        .isInstanceOf(Outcome.Committed.class);
            }
            stop.set(true);
            giving.join();
        }
    }

    @Test
    void several_instances_that_start_together_give_rights_one_after_the_other() throws Exception {
        var threads = new java.util.ArrayList<Thread>();
        var failures = new java.util.concurrent.ConcurrentLinkedQueue<Throwable>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    for (int n = 0; n < 25; n++) {
                                        give(DATABASE);
                                    }
                                } catch (RuntimeException e) {
                                    failures.add(e);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void a_named_owner_migrates_and_the_service_may_only_add() throws Exception {
        var place = new Place();
        try (AgroalDataSource service = place.as(place.service)) {
            // Nobody has made the log, and the service's own user may not.
            assertThatThrownBy(() -> new LogMigration(service, named(null, null)).run(flyway()))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(
                            () -> new LogMigration(service, named(place.owner, null)).run(flyway()))
                    .hasMessageContaining("event-store.migration.password");

            new LogMigration(service, named(place.owner, PASSWORD)).run(flyway());
            try (Connection connection = service.getConnection()) {
                assertThat(Rights.mayChange(connection)).isFalse();
            }
            // Once more, and without the owner: there is nothing to do.
            new LogMigration(service, named(place.owner, PASSWORD)).run(flyway());
            new LogMigration(service, named(null, null)).run(flyway());

            // A migration that is not applied is not passed over.
            place.run("delete from log.flyway_schema_history where version = '5'");
            assertThatThrownBy(() -> new LogMigration(service, named(null, null)).run(flyway()))
                    .isInstanceOf(FlywayValidateException.class);
        }
    }

    @Test
    void a_newer_release_knows_better_who_may_do_what() throws Exception {
        var place = new Place();
        try (AgroalDataSource service = place.as(place.service)) {
            new LogMigration(service, named(place.owner, PASSWORD)).run(flyway());
            place.run(
                    """
                    create table log.later (n int);
                    grant insert on log.later to %s;
                    insert into log.flyway_schema_history (installed_rank, version, description, type,
                      script, installed_by, execution_time, success)
                    values (1000, '1000', 'later', 'SQL', 'V1000__later.sql', current_user, 0, true)
                    """
                            .formatted(place.service));
            new LogMigration(service, named(place.owner, PASSWORD)).run(flyway());
            try (Connection connection = service.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate("insert into log.later values (1)")).isOne();
            }
        }
    }

    @Test
    void without_a_named_owner_the_services_user_migrates_and_may_change() throws Exception {
        var place = new Place();
        try (AgroalDataSource owner = place.as(place.owner)) {
            new LogMigration(owner, named(null, null)).run(flyway());
            try (Connection connection = owner.getConnection()) {
                assertThat(Rights.mayChange(connection)).isTrue();
            }
        }
    }

    /** A fresh database with a user that owns it and another that only may come to it. */
    private static final class Place {
        private final String url = SharedStack.get().createDatabase("rights");
        private final String name = url.substring(url.lastIndexOf('/') + 1);
        private final String owner = name + "_owner";
        private final String service = name + "_user";

        Place() {
            run(
                    """
                    create role %1$s login password '%3$s';
                    create role %2$s login password '%3$s';
                    alter database %4$s owner to %1$s
                    """
                            .formatted(owner, service, PASSWORD, name));
        }

        void run(String sql) {
            try (Connection connection =
                            DriverManager.getConnection(
                                    url, SharedStack.get().user(), SharedStack.get().password());
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        AgroalDataSource as(String user) throws SQLException {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier()
                            .connectionPoolConfiguration(pool ->
                                    pool.maxSize(2)
                                            .connectionFactoryConfiguration(factory ->
                                                    factory.jdbcUrl(url)
                                                            .principal(new NamePrincipal(user))
                                                            .credential(
                                                                    new SimplePassword(
                                                                            PASSWORD)))));
        }
    }

    private static FluentConfiguration flyway() {
        return Flyway.configure().schemas("log").locations("classpath:db/log");
    }

    private static EventStoreConfig.Migration named(
            @Nullable String user, @Nullable String password) {
        return new EventStoreConfig.Migration() {
            @Override
            public Optional<String> username() {
                return Optional.ofNullable(user);
            }

            @Override
            public Optional<String> password() {
                return Optional.ofNullable(password);
            }
        };
    }

    private static Map<String, String> rights(TestDatabase database) {
        var rights = new TreeMap<String, String>();
        List<String> lines =
                database.texts(
                        """
                        select c.relname || ' ' || coalesce(string_agg(a.privilege_type, ' '
                                 order by a.privilege_type) filter (where a.grantee = r.oid), 'NONE')
                        from pg_class c join pg_roles r on r.rolname = '%s'
                        left join lateral aclexplode(c.relacl) a on true
                        where c.relnamespace = 'log'::regnamespace and c.relkind = 'r'
                        group by c.relname
                        """
                                .formatted(user(database)));
        for (String line : lines) {
            int cut = line.indexOf(' ');
            rights.put(line.substring(0, cut), line.substring(cut + 1));
        }
        return rights;
    }

    private static String user(TestDatabase database) {
        return database.text("select current_database() || '_user'");
    }

    private static void give(TestDatabase database) {
        try (Connection owner = database.owner().getConnection()) {
            Rights.give(owner, user(database));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
