package uk.inspection.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A PostgreSQL server as the launcher's own child: durable as in production, on 127.0.0.1 only,
 * with a password.
 */
final class Postgres implements Part {
    static final String SUPERUSER = "postgres";
    private static final String MAJOR_VERSION = "18";
    private static final Duration INITDB_LIMIT = Duration.ofSeconds(120);
    private static final Pattern LAST_WORDS =
            Pattern.compile("(?:FATAL: +|PANIC: +|^postgres: )(.*)", Pattern.MULTILINE);

    private final String name;
    private final Installation installation;
    private final PostgresAccount account;
    private final Path directory;
    private final LogFile log;
    private final int port;
    private final String password;
    private final int maxConnections;

    Postgres(
            Installation installation,
            Path directory,
            LogFile log,
            int port,
            String password,
            int maxConnections) {
        this("postgres", installation, directory, log, port, password, maxConnections);
    }

    /** One of several servers of a stack. */
    Postgres(
            String name,
            Installation installation,
            Path directory,
            LogFile log,
            int port,
            String password,
            int maxConnections) {
        this.name = name;
        this.installation = installation;
        this.account = PostgresAccount.detect();
        this.directory = directory;
        this.log = log;
        this.port = port;
        this.password = password;
        this.maxConnections = maxConnections;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return "PostgreSQL " + MAJOR_VERSION + " (" + name + ") on 127.0.0.1:" + port;
    }

    @Override
    public Process launch() throws IOException {
        var home = PostgresBinaries.unpack(installation);
        account.reachThrough(directory.resolveSibling("."));
        initialiseOnce(home);
        forgetStrangerInPidFile();
        var command = new ArrayList<String>();
        command.add(home.resolve("bin/postgres").toString());
        command.add("-D");
        command.add(directory.toString());
        settings()
                .forEach((key, value) -> {
                    command.add("-c");
                    command.add(key + "=" + value);
                });
        return new ProcessBuilder(Processes.detached(account.command(command)))
                .redirectErrorStream(true)
                .redirectOutput(log.append())
                .start();
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("port", Integer.toString(port)),
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("unix_socket_directories", ""),
                Map.entry("fsync", "on"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("full_page_writes", "on"),
                Map.entry("password_encryption", "scram-sha-256"),
                Map.entry("shared_buffers", "256MB"),
                Map.entry("max_connections", Integer.toString(maxConnections)),
                Map.entry("jit", "off"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"),
                Map.entry("log_line_prefix", "%m [%p] %u@%d "));
    }

    /**
     * Made beside its place and moved there whole: a start that was killed half way leaves nothing.
     */
    private void initialiseOnce(Path home) throws IOException {
        if (Files.exists(directory)) {
            checkVersion();
            return;
        }
        var fresh = directory.resolveSibling(directory.getFileName() + ".new");
        var passwordFile = directory.resolveSibling(directory.getFileName() + ".password");
        SafeFiles.deleteTree(fresh);
        Files.createDirectory(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        account.own(fresh);
        SafeFiles.replace(passwordFile, password + "\n");
        account.own(passwordFile);
        try {
            var outcome =
                    Processes.run(
                            account.command(
                                    List.of(
                                            home.resolve("bin/initdb").toString(),
                                            "--pgdata=" + fresh,
                                            "--username=" + SUPERUSER,
                                            "--pwfile=" + passwordFile,
                                            "--auth=scram-sha-256",
                                            "--encoding=UTF8",
                                            "--locale=C",
                                            "--locale-provider=builtin",
                                            "--builtin-locale=C.UTF-8")),
                            INITDB_LIMIT);
            if (outcome.status() != 0) {
                throw new StackException(
                        Diagnosis.noSpace(outcome.output(), directory)
                                .orElse(
                                        "PostgreSQL could not make its data directory "
                                                + directory
                                                + ": "
                                                + lastLine(outcome.output())
                                                + "."));
            }
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(fresh, directory);
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce("", (_, last) -> last).strip();
    }

    private void checkVersion() {
        String version;
        try {
            version = Files.readString(directory.resolve("PG_VERSION")).strip();
        } catch (IOException e) {
            throw new StackException(
                    "The data directory is damaged: " + directory + " holds no database.", e);
        }
        if (!version.equals(MAJOR_VERSION)) {
            throw new StackException(
                    "The data directory "
                            + directory
                            + " was made by PostgreSQL "
                            + version
                            + "; this is PostgreSQL "
                            + MAJOR_VERSION
                            + ".");
        }
    }

    /**
     * After a reboot the number in postmaster.pid may belong to another program, and PostgreSQL
     * would refuse to start for its sake. If a postgres has it, the file stays, and PostgreSQL
     * decides.
     */
    private void forgetStrangerInPidFile() throws IOException {
        var file = directory.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        var isPostgres =
                postmaster(directory)
                        .flatMap(process -> process.info().command())
                        .map(command -> command.endsWith("postgres"))
                        .orElse(false);
        if (!isPostgres) {
            Files.deleteIfExists(file);
        }
    }

    /** The server that runs on a directory, whether or not the launcher's own pid file knows it. */
    static Optional<ProcessHandle> serverOn(Path directory) {
        return postmaster(directory)
                .filter(process ->
                        process.info()
                                .commandLine()
                                .map(line -> line.contains("-D " + directory + " "))
                                .orElse(false));
    }

    /** The process that PostgreSQL's own pid file names, if it is alive. */
    private static Optional<ProcessHandle> postmaster(Path directory) {
        try (var lines = Files.lines(directory.resolve("postmaster.pid"))) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("\\d+"))
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                    .filter(Processes::alive);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isReady() {
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        } catch (SQLException e) {
            return false;
        }
    }

    Connection connect(String database) throws SQLException {
        return connect(port, password, database);
    }

    /** A superuser's connection to the server on a port. */
    static Connection connect(int port, String password, String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(jdbcUrl(port, database), properties);
    }

    String jdbcUrl(String database) {
        return jdbcUrl(port, database);
    }

    private static String jdbcUrl(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The databases of this server, made as {@link DatabaseRights} says. */
    DatabaseRights rights(UnaryOperator<String> passwords) {
        return new DatabaseRights(this::connect, passwords);
    }

    /** SIGINT is PostgreSQL's fast shutdown: sessions end, a checkpoint is written. */
    @Override
    public void askToStop(ProcessHandle process) {
        Processes.signal(process, "INT");
    }

    @Override
    public Optional<String> explain(String log) {
        if (log.contains("pre-existing shared memory block")
                || log.contains("lock file \"postmaster.pid\" already exists")) {
            // The last processes of a killed server are still leaving: the next start succeeds.
            return Optional.empty();
        }
        var words = LAST_WORDS.matcher(log);
        var last = "";
        while (words.find()) {
            last = words.group(1).strip();
        }
        if (last.isEmpty() || last.toLowerCase(Locale.ROOT).startsWith("the database system is")) {
            return Optional.empty();
        }
        return Optional.of(
                "The data directory is damaged: PostgreSQL refuses "
                        + directory
                        + " ("
                        + last
                        + ").");
    }
}
