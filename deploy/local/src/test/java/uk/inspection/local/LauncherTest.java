package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, with a real PostgreSQL and a real broker. */
class LauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir private Path root = Path.of("");
    private DataDirectory data = DataDirectory.at(Path.of(""));
    private Path link = Path.of("");
    private int base;
    private final List<Process> launchers = new ArrayList<>();

    @BeforeEach
    void install() throws IOException {
        PretendService.install(root);
        data = DataDirectory.at(root.resolve("data"));
        base = Ports.free().base();
        // The unpacked PostgreSQL of the build is as good as a fresh one.
        var unpacked = PostgresBinaries.unpack(Installation.own());
        Files.createDirectories(root.resolve(".platform"));
        link = root.resolve(".platform").resolve(unpacked.getFileName().toString());
        Files.createSymbolicLink(link, unpacked);
    }

    @AfterEach
    void stopAll() throws IOException {
        for (var launcher : launchers) {
            launcher.destroy();
            Processes.awaitExit(launcher.toHandle(), LIMIT);
        }
        LeftOvers.stop(data, _ -> {});
        Files.delete(link);
    }

    @Test
    void every_killed_process_comes_back_and_a_killed_launcher_is_succeeded() throws Exception {
        var first = up();
        awaitReady(first);
        var superuser = new Secrets(data).password("postgres");
        write(superuser);
        var keys = keys();
        assertEquals(1, keys.size());

        for (var name : List.of("postgres", "broker", "case-service")) {
            var before = process(name);
            before.destroyForcibly();
            assertTrue(
                    Processes.await(
                            () -> running(name).filter(now -> !now.equals(before)).isPresent(),
                            LIMIT),
                    name);
        }
        assertTrue(Processes.await(() -> status() == 0, LIMIT), "status");

        var orphan = process("scoring-service");
        first.destroyForcibly().waitFor();
        assertTrue(Processes.alive(orphan));
        var second = up();
        awaitReady(second);
        assertFalse(Processes.alive(orphan));
        assertNotEquals(orphan, process("scoring-service"));
        assertEquals(superuser, new Secrets(data).password("postgres"));
        assertEquals(1, count(superuser));
        assertEquals(keys, keys());
        var rotated = run("rotate-key");
        assertEquals(0, rotated.status(), rotated.output());
        assertEquals(2, keys().size());
        assertTrue(keys().containsAll(keys));

        assertEquals(0, run("down").status());
        assertFalse(Files.exists(data.stackFile()));
        assertFalse(isRunning("postgres") || isRunning("broker") || isRunning("case-service"));
    }

    @Test
    void a_running_stack_guards_its_databases_and_its_data() throws Exception {
        awaitReady(up());
        var password = new Secrets(data).password("case_service");
        connect("case_service", "case_service", password).close();
        var owner = new Secrets(data).password("case_service_owner");
        connect("case_service", "case_service_owner", owner).close();
        for (var other : List.of("scoring_service", "postgres", "template1")) {
            denied(() -> connect(other, "case_service", password));
            denied(() -> connect(other, "case_service_owner", owner));
        }
        assertSentence(run("up", "--data", data.root().toString()), "already runs");
        assertSentence(run("broker-rights"), "KAFKA_BOOTSTRAP_SERVERS does not say");
        assertSentence(brokerRights("case-service"), "The broker does not take its rights");
        var kept = brokerRights("operator");
        assertEquals(0, kept.status(), kept.output());
        assertTrue(kept.output().contains(": 0 added, 0 removed."), kept.output());
    }

    /** The names of the keys that the stack's issuer shows. */
    private List<String> keys() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var shown =
                    http.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + (base + 8) + "/jwks"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return Pattern.compile("\"kid\":\"([^\"]+)\"")
                    .matcher(shown.body())
                    .results()
                    .map(key -> key.group(1))
                    .toList();
        }
    }

    /** As an operator gives rights to a broker of his own. */
    private Processes.Outcome brokerRights(String user) {
        var line =
                new ArrayList<>(List.of("env", "KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:" + (base + 5)));
        BrokerUsers.of(new Secrets(data))
                .clientSettings(user)
                .forEach((name, value) ->
                        line.add(
                                "KAFKA_%s=%s"
                                        .formatted(
                                                name.replace('.', '_').toUpperCase(Locale.ROOT),
                                                value)));
        line.addAll(command("broker-rights"));
        return Processes.run(line, LIMIT);
    }

    /** As the launcher made it before a log had an owner of its own, and a broker users. */
    @Test
    void data_from_before_there_were_rights_is_taken_over() throws Exception {
        data.prepare();
        var secrets = new Secrets(data);
        var postgres =
                new Postgres(
                        Installation.own(),
                        data.postgres(),
                        data.log("postgres"),
                        base + 4,
                        secrets.password("postgres"),
                        50);
        var broker =
                new Broker(
                        Installation.own(),
                        data.kafka(),
                        data.run(),
                        data.log("broker"),
                        base + 5,
                        1,
                        Broker.Cluster.of(List.of(base + 6)),
                        List.of());
        var parts = List.of(postgres, broker);
        var processes = new ArrayList<Process>();
        for (var part : parts) {
            processes.add(part.launch());
            assertTrue(Processes.await(part::isReady, LIMIT), part.name());
        }
        var password = secrets.password("case_service");
        execute(
                connect("postgres", "postgres", secrets.password("postgres")),
                "CREATE ROLE case_service LOGIN PASSWORD '" + password + "'",
                "CREATE DATABASE case_service OWNER case_service");
        execute(
                connect("case_service", "case_service", password),
                "CREATE SCHEMA log",
                "CREATE TABLE log.event (n int)",
                "CREATE TABLE log.received (arrival bigint generated always as identity, n int)",
                "INSERT INTO log.event VALUES (1)",
                "CREATE SCHEMA projection",
                "CREATE TABLE projection.inspection (n int)");
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("case-events", 1, (short) 1)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        for (var i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).askToStop(processes.get(i).toHandle());
            assertTrue(Processes.awaitExit(processes.get(i).toHandle(), LIMIT));
        }

        awaitReady(up());
        assertEquals(0, run("down", "--data", data.root().toString()).status());
        awaitReady(up()); // and a second time
        var superuser = connect("case_service", "postgres", secrets.password("postgres"));
        assertEquals(
                "event case_service_owner 1, received case_service_owner, inspection case_service",
                ask(
                        superuser,
                        "SELECT string_agg(relname || ' ' || pg_get_userbyid(relowner) || CASE WHEN"
                                + " relname = 'event' THEN (SELECT ' ' || max(n) FROM log.event) ELSE ''"
                                + " END, ', ' ORDER BY relname = 'inspection', relname) FROM pg_class"
                                + " WHERE relkind = 'r' AND relnamespace IN ('log'::regnamespace,"
                                + " 'projection'::regnamespace)"));
        for (var statement :
                List.of(
                        "UPDATE log.event SET n = 2",
                        "ALTER TABLE log.event ADD m int",
                        "DROP SCHEMA log CASCADE",
                        "ALTER DATABASE case_service CONNECTION LIMIT 0")) {
            var refused =
                    assertThrows(
                            SQLException.class,
                            () ->
                                    execute(
                                            connect("case_service", "case_service", password),
                                            statement));
            assertEquals("42501", refused.getSQLState(), refused.getMessage());
        }
        execute(
                connect("case_service", "case_service", password),
                "CREATE SCHEMA projection_next",
                "DROP SCHEMA projection_next");
        var users = BrokerUsers.of(secrets);
        for (var user : List.of("case-service", "dashboards")) {
            var client = new HashMap<String, Object>(users.clientSettings(user));
            client.put("bootstrap.servers", broker.bootstrap());
            try (var admin = Admin.create(client)) {
                var described = admin.describeTopics(List.of("case-events")).allTopicNames();
                if (user.equals("case-service")) {
                    assertEquals(1, described.get(60, TimeUnit.SECONDS).size());
                } else {
                    assertThrows(
                            ExecutionException.class, () -> described.get(60, TimeUnit.SECONDS));
                }
            }
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (connection;
                var statement = connection.createStatement()) {
            for (var one : statements) {
                statement.execute(one);
            }
        }
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (connection;
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void denied(Executable connecting) {
        var refused = assertThrows(SQLException.class, connecting);
        assertTrue(String.valueOf(refused.getMessage()).contains("permission denied"));
    }

    /** Every row written before is there, none of later without those before it. */
    @Test
    void a_backup_of_a_running_stack_and_one_of_a_stopped_stack_are_restored() throws Exception {
        awaitReady(up());
        var password = new Secrets(data).password("postgres");
        write(password);
        var file = root.resolve("running.backup");
        var stop = new AtomicBoolean();
        var writing = Thread.ofPlatform().start(() -> writeOn(password, stop));
        assertTrue(Processes.await(() -> count(password) > 200, LIMIT));
        var before = count(password);
        var backup = run("backup", file.toString(), "--data", data.root().toString());
        var after = count(password);
        stop.set(true);
        writing.join();
        assertEquals(0, backup.status(), backup.output());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertSentence(
                run("backup", file.toString(), "--data", data.root().toString()), "exists already");
        assertSentence(
                run("restore", file.toString(), "--data", data.root().toString()), "already runs");
        assertEquals(0, run("down", "--data", data.root().toString()).status());
        assertSentence(
                run("restore", file.toString(), "--data", data.root().toString()),
                "holds databases already");
        var whole = count(file, password);
        assertTrue(before <= whole && whole <= after, before + " <= " + whole + " <= " + after);

        var stopped = root.resolve("stopped.backup");
        assertEquals(
                0, run("backup", stopped.toString(), "--data", data.root().toString()).status());
        assertEquals(whole, count(stopped, password));
    }

    /** Restored into another directory and started there. */
    private int count(Path backup, String password) throws Exception {
        data = DataDirectory.at(root.resolve("restored-" + backup.getFileName()));
        var restored = run("restore", backup.toString(), "--data", data.root().toString());
        assertEquals(0, restored.status(), restored.output());
        awaitReady(up());
        var rows = count(password);
        try (var connection = connect("postgres", "postgres", password);
                var statement = connection.createStatement();
                var highest = statement.executeQuery("SELECT max(n) FROM fact")) {
            highest.next();
            assertEquals(highest.getInt(1), rows);
        }
        assertEquals(0, run("down", "--data", data.root().toString()).status());
        return rows;
    }

    private void writeOn(String password, AtomicBoolean stop) {
        try (var connection = connect("postgres", "postgres", password);
                var statement = connection.createStatement()) {
            while (!stop.get()) {
                statement.execute("INSERT INTO fact SELECT max(n) + 1 FROM fact");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_is_no_backup_is_one_sentence() throws Exception {
        var nothing = root.resolve("nothing.backup").toString();
        assertSentence(
                run("restore", nothing, "--data", data.root().toString()), "There is no file");
        assertSentence(run("backup", nothing, "--data", data.root().toString()), "no databases");
        Files.writeString(Path.of(nothing), "nothing");
        assertSentence(
                run("restore", nothing, "--data", data.root().toString()), "is no backup of this");
        assertFalse(Files.exists(data.postgres()));
    }

    @Test
    void a_port_in_use_is_one_sentence() throws Exception {
        try (var socket = new ServerSocket(base + 1, 1, InetAddress.getByName("127.0.0.1"))) {
            assertSentence(runUp(), "Port " + socket.getLocalPort() + " (case-service) is in use");
        }
    }

    @Test
    void a_damaged_database_is_one_sentence() throws Exception {
        data.prepare();
        new Secrets(data).password("postgres");
        Files.createDirectories(data.postgres());
        assertSentence(runUp(), "The data directory is damaged");
        Files.writeString(data.postgres().resolve("PG_VERSION"), "18\n");
        assertSentence(runUp(), "The data directory is damaged: PostgreSQL refuses");
        Files.writeString(data.postgres().resolve("PG_VERSION"), "9\n");
        assertSentence(runUp(), "was made by PostgreSQL 9");
    }

    @Test
    void a_damaged_topic_log_is_one_sentence() throws Exception {
        data.prepare();
        Files.createDirectories(data.kafka());
        Files.writeString(data.kafka().resolve("meta.properties"), "version=nonsense\n");
        assertSentence(runUp(), "The data directory is damaged: Kafka refuses");
    }

    @Test
    void a_service_that_is_not_built_is_one_sentence() throws Exception {
        Files.delete(PlatformService.SCORING.jar(root));
        assertSentence(runUp(), "scoring-service is not built");
    }

    @Test
    void services_that_have_learnt_start_with_what_they_learnt() throws Exception {
        var learnt = run("learn");
        assertEquals(0, learnt.status(), learnt.output());
        var cache = PlatformService.CASE.jar(root).resolveSibling("app.aot");
        for (var service : PlatformService.all()) {
            assertTrue(Files.exists(service.jar(root).resolveSibling("app.aot")), service.module());
        }
        var stack = up();
        awaitReady(stack);
        assertTrue(arguments("case-service").contains("-XX:AOTCache=" + cache));
        stack.destroy();
        assertTrue(Processes.awaitExit(stack.toHandle(), LIMIT));

        // What fits no machine is passed over by it, and what is older than the code here.
        Files.writeString(cache, "no cache");
        var scoring = PlatformService.SCORING.jar(root);
        Files.setLastModifiedTime(scoring, FileTime.from(Instant.now().plusSeconds(1)));
        awaitReady(up());
        assertTrue(arguments("case-service").contains("-XX:AOTCache=" + cache));
        assertTrue(arguments("scoring-service").contains("-XX:TieredStopAtLevel=1"));
    }

    private List<String> arguments(String name) {
        return List.of(process(name).info().arguments().orElseThrow());
    }

    @Test
    void a_command_without_a_stack_says_so() {
        assertSentence(run("status"), "No stack runs");
        assertSentence(run("verify"), "No stack runs");
        assertSentence(run("token", "yjb"), "There is no stack");
        assertSentence(run("token", "yot"), "There is no stack");
        assertEquals(0, run("down").status());
    }

    private Process up() throws IOException {
        var launcher =
                new ProcessBuilder(
                                command(
                                        "up",
                                        "--data",
                                        data.root().toString(),
                                        "--port-base",
                                        "" + base))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(root.resolve("up.log").toFile()))
                        .start();
        launchers.add(launcher);
        return launcher;
    }

    private Processes.Outcome runUp() {
        return run("up", "--data", data.root().toString(), "--port-base", "" + base);
    }

    private Processes.Outcome run(String... arguments) {
        return Processes.run(command(arguments), LIMIT);
    }

    private int status() {
        return run("status", "--data", data.root().toString()).status();
    }

    private List<String> command(String... arguments) {
        return Installation.own()
                .javaCommand(
                        List.of("-Xmx96m", "-XX:TieredStopAtLevel=1", "-Dplatform.root=" + root),
                        Launcher.class,
                        List.of(arguments));
    }

    private void awaitReady(Process launcher) throws Exception {
        var log = root.resolve("up.log");
        var ready =
                Processes.await(
                        () -> !launcher.isAlive() || text(log).contains("Ctrl-C stops it"), LIMIT);
        assertTrue(ready && launcher.isAlive(), text(log));
        Files.writeString(log, "");
        assertFalse(launcher.waitFor(0, TimeUnit.SECONDS));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private boolean isRunning(String name) {
        return running(name).isPresent();
    }

    private ProcessHandle process(String name) {
        return running(name).orElseThrow();
    }

    private Optional<ProcessHandle> running(String name) {
        return PidFile.read(data.pidFile(name)).flatMap(PidFile::running);
    }

    private void write(String password) throws SQLException {
        try (var connection = connect("postgres", "postgres", password);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE fact (n int)");
            statement.execute("INSERT INTO fact VALUES (1)");
        }
    }

    private int count(String password) {
        try (var connection = connect("postgres", "postgres", password);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM fact")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + (base + 4) + "/" + database, user, password);
    }

    private static void assertSentence(Processes.Outcome outcome, String part) {
        assertEquals(1, outcome.status(), outcome.output());
        var lines = outcome.output().strip().lines().toList();
        assertTrue(lines.getLast().contains(part), outcome.output());
        assertFalse(outcome.output().contains("\tat "), outcome.output());
    }
}
