package uk.inspection.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Loses a store of a running platform, one after the other, and sees what comes back. */
final class LostStores {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Platform platform;
    private final Doors operator;

    /** What everybody reads: an answer for every address. */
    interface Reading {
        Map<String, String> read();
    }

    LostStores(Platform platform, Doors operator) {
        this.platform = platform;
        this.operator = operator;
    }

    /** Drops a service's database under it, and ends the service. */
    void database(Doors.Service service, String module, Reading reading) {
        settled();
        Map<String, String> before = reading.read();
        String log = log(module);
        String database = module.replace('-', '_');
        sql(
                "postgres",
                "drop database %s with (force)".formatted(database),
                "create database " + database);
        sql(database, platform.databaseRights());
        await().atMost(PATIENCE).until(() -> platform.kill(module));
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> operator.get(service, "/q/health/ready").status() == 200);
        same(reading, before, module);
        assertThat(log(module)).as(module).isEqualTo(log);
        settled();
        assertThat(log(module)).as(module).isEqualTo(log);
    }

    /** Deletes a topic that others read while everything runs. */
    void topic(Doors.Service owner, String topic, Reading reading)
            throws InterruptedException, ExecutionException, TimeoutException {
        settled();
        Map<String, String> before = reading.read();
        try (Admin admin = Admin.create(platform.brokerClient("operator"))) {
            String id = id(admin, topic);
            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() ->
                            !id(admin, topic).equals(id)
                                    && operator.get(owner, "/admin/relay")
                                            .with(200)
                                            .path("refilling")
                                            .isEmpty());
        }
        settled();
        same(reading, before, topic);
    }

    private static String id(Admin admin, String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        var described =
                admin.describeTopics(List.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS);
        return requireNonNull(described.get(topic)).topicId().toString();
    }

    /** Everything is published, and applied wherever it is read. */
    void settled() {
        for (Doors.Service service : Doors.Service.values()) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() ->
                            operator.get(service, "/admin/relay").with(200).path("lag").asInt(1)
                                    == 0);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> {
                        var view = operator.get(service, "/admin/projections").with(200);
                        return view.path("lag").asInt(1) == 0 && view.path("parked").asInt(1) == 0;
                    });
        }
    }

    private static void same(Reading reading, Map<String, String> before, String lost) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(reading.read()).as(lost).isEqualTo(before));
    }

    /** How many events a log has, and one digest of all their hashes. */
    private String log(String module) {
        try (Connection connection = connect(module.replace('-', '_'));
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select count(*) || ' ' || max(position) || ' '"
                                        + " || md5(string_agg(encode(hash, 'hex'), '' order by position))"
                                        + " from log.event")) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sql(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                platform.jdbcUrl(database), "postgres", platform.password("postgres"));
    }

    /** The answers at some addresses of one service, by address. */
    static Map<String, String> answers(Doors caller, Doors.Service service, String... paths) {
        var answers = new TreeMap<String, String>();
        for (String path : paths) {
            Doors.Answer answer = caller.get(service, path);
            assertThat(answer.status()).as("%s %s", path, answer.text()).isEqualTo(200);
            answers.put(service + path, answer.text());
        }
        return answers;
    }
}
