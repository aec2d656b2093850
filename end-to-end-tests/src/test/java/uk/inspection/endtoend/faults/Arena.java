package uk.inspection.endtoend.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import uk.inspection.endtoend.ServiceProcess;
import uk.inspection.local.Backbone;
import uk.inspection.local.testing.Cable;
import uk.inspection.local.testing.TestKeys;
import uk.inspection.local.testing.TestTokens;

/**
 * The platform with two instances of each service, and a {@link Cable} wherever one process speaks
 * to another: an instance to its database, to the broker, and a client to the instance.
 */
final class Arena implements AutoCloseable {
    private static final String KEYS = "case_keys";

    /** The services by what tests call them. */
    enum Service {
        CASES("case-service"),
        SCORING("scoring-service"),
        PLANS("improvement-plan-service"),
        REPORTING("reporting-service");

        final String module;

        Service(String module) {
            this.module = module;
        }

        String database() {
            return module.replace('-', '_');
        }
    }

    static final int INSTANCES = 2;
    private static final int COPIES_MAX = 3;

    private static final Instant BEGIN = Instant.parse("2026-03-02T09:00:00Z");
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final String DISK_SIZE = "size=1g";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** An instance and the cables to and from it. */
    record Instance(
            Service service,
            int number,
            ServiceProcess process,
            Cable toDatabase,
            Cable toBroker,
            Cable fromClients) {
        /** Where clients find it. */
        String address() {
            return "http://127.0.0.1:" + fromClients.port();
        }

        @Override
        public String toString() {
            return service.module + " " + number;
        }
    }

    private final Path directory;
    private final int brokers;
    private final Path disk;
    private final boolean mounted;
    private final Path clock;
    private final Backbone servers;
    private final Map<String, String> keys = new HashMap<>();
    private final Map<Service, List<Instance>> instances = new EnumMap<>(Service.class);
    private final Map<Instance, List<String>> options = new ConcurrentHashMap<>();

    /** Starts everything and waits until it is ready. */
    Arena(Path directory) throws IOException {
        this(directory, 1);
    }

    /** The same with several brokers, which the instances reach without a cable. */
    Arena(Path directory, int brokers) throws IOException {
        this.directory = directory;
        this.brokers = brokers;
        this.disk = Files.createDirectory(directory.resolve("disk"));
        this.mounted = mount(disk);
        this.clock = directory.resolve("business-clock");
        setClock(BEGIN);
        var broker = new ArrayList<Cable>();
        for (int i = 0; i < Service.values().length * INSTANCES; i++) {
            broker.add(new Cable());
        }
        servers =
                brokers == 1
                        ? Backbone.start(disk, broker.stream().map(Cable::port).toList())
                        : Backbone.start(disk, brokers);
        int door = 0;
        for (Service service : Service.values()) {
            createDatabase(service.database());
            if (service.module.equals("case-service")) {
                createDatabase(KEYS);
                keys.putAll(
                        TestKeys.configuration(
                                servers.jdbcUrl(KEYS), servers.user(), servers.password()));
            }
            var both = new ArrayList<Instance>();
            for (int number = 0; number < INSTANCES; number++) {
                Cable toBroker = broker.get(door);
                if (brokers == 1) {
                    toBroker.leadTo(servers.door(door));
                }
                both.add(instance(service, number, toBroker));
                door++;
            }
            instances.put(service, both);
        }
        all().forEach(this::start);
        awaitReady();
    }

    private Instance instance(Service service, int number, Cable toBroker) {
        String url = servers.jdbcUrl(service.database());
        int from = url.lastIndexOf(':');
        int to = url.indexOf('/', from);
        var toDatabase = new Cable();
        toDatabase.leadTo(Integer.parseInt(url.substring(from + 1, to)));
        var configuration = new HashMap<String, String>();
        configuration.put("QUARKUS_PROFILE", "demo");
        configuration.put(
                "QUARKUS_DATASOURCE_JDBC_URL",
                url.substring(0, from + 1) + toDatabase.port() + url.substring(to));
        configuration.put("QUARKUS_DATASOURCE_USERNAME", servers.user());
        configuration.put("QUARKUS_DATASOURCE_PASSWORD", servers.password());
        configuration.put(
                "KAFKA_BOOTSTRAP_SERVERS",
                brokers == 1 ? "127.0.0.1:" + toBroker.port() : servers.bootstrap());
        configuration.put(
                "EVENT_STORE_TOPIC_REPLICATION", Integer.toString(Math.min(COPIES_MAX, brokers)));
        configuration.put("QUARKUS_OIDC_PUBLIC_KEY", TestTokens.publicKeyBase64());
        configuration.put("QUARKUS_OIDC_TOKEN_ISSUER", TestTokens.issuer());
        configuration.put("QUARKUS_OIDC_TOKEN_AUDIENCE", TestTokens.audience());
        configuration.put("QUARKUS_OIDC_PAGES_TENANT_ENABLED", "false");
        configuration.put("BUSINESS_CLOCK_FILE", clock.toString());
        if (service.module.equals("case-service")) {
            configuration.putAll(keys);
        }
        var process =
                new ServiceProcess(
                        service.module,
                        directory.resolve("%s-%d.log".formatted(service.module, number)),
                        configuration);
        var fromClients = new Cable();
        fromClients.leadTo(process.port());
        return new Instance(service, number, process, toDatabase, toBroker, fromClients);
    }

    private void createDatabase(String name) {
        try (var connection =
                        DriverManager.getConnection(
                                servers.jdbcUrl("postgres"), servers.user(), servers.password());
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement in a service's database, as nobody but a test may. */
    void sql(Service service, String statement) {
        try (var connection =
                        DriverManager.getConnection(
                                servers.jdbcUrl(service.database()),
                                servers.user(),
                                servers.password());
                var execute = connection.createStatement()) {
            execute.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Instance> of(Service service) {
        return List.copyOf(instances.getOrDefault(service, List.of()));
    }

    List<Instance> all() {
        return instances.values().stream().flatMap(List::stream).toList();
    }

    Backbone servers() {
        return servers;
    }

    void start(Instance instance) {
        instance.process().start(options.getOrDefault(instance, List.of()).toArray(String[]::new));
    }

    /** Both instances of a service are started anew with further options of the Java machine. */
    void restart(Service service, List<String> with) {
        of(service)
                .forEach(instance -> {
                    options.put(instance, with);
                    instance.process().kill();
                });
        of(service).forEach(this::start);
        of(service).forEach(instance -> instance.process().awaitReady());
    }

    /**
     * Every instance of a service, one after the other, is stopped in order and started anew with
     * other options of its Java machine; the next when the one before is ready.
     */
    void roll(Service service, List<String> with) {
        of(service)
                .forEach(instance -> {
                    instance.process().close();
                    options.put(instance, with);
                    start(instance);
                    instance.process().awaitReady();
                });
    }

    /** Everything runs that should, however often it has ended by itself. */
    void revive() {
        if (!servers.postgresRuns()) {
            servers.startPostgres();
        }
        if (!servers.brokerRuns()) {
            servers.startBroker();
        }
        all().stream().filter(instance -> !instance.process().runs()).forEach(this::start);
    }

    void awaitReady() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    revive();
                    return all().stream().allMatch(instance -> instance.process().ready());
                });
    }

    // ---- the disk that holds the data of PostgreSQL and of the broker

    boolean hasOwnDisk() {
        return mounted;
    }

    /** Takes all the room that is left, and what is given back a moment later. */
    void fillDisk() {
        byte[] block = new byte[64 * 1024];
        for (int full = 0; full < 3; full++) {
            try (var out = Files.newOutputStream(disk.resolve("filled-" + full))) {
                while (true) {
                    out.write(block);
                }
            } catch (IOException noSpaceLeft) {
                continue;
            }
        }
    }

    void freeDisk() {
        try {
            for (int full = 0; full < 3; full++) {
                Files.deleteIfExists(disk.resolve("filled-" + full));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean mount(Path on) {
        return run("mount", "-t", "tmpfs", "-o", DISK_SIZE, "tmpfs", on.toString());
    }

    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // ---- signals

    /** SIGSTOP. */
    static void freeze(ProcessHandle process) {
        run("kill", "-STOP", String.valueOf(process.pid()));
    }

    /** SIGCONT. */
    static void thaw(ProcessHandle process) {
        run("kill", "-CONT", String.valueOf(process.pid()));
    }

    // ---- the business clock

    LocalDate today() {
        return now().atZone(LONDON).toLocalDate();
    }

    private Instant now() {
        try {
            return Instant.parse(Files.readString(clock).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void moveClock(int days) {
        setClock(now().plus(days, ChronoUnit.DAYS));
    }

    private void setClock(Instant to) {
        try {
            Path fresh = clock.resolveSibling("business-clock.new");
            Files.writeString(fresh, to + "\n");
            Files.move(
                    fresh,
                    clock,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        all().forEach(instance -> instance.process().handle().ifPresent(Arena::thaw));
        all().forEach(instance -> instance.process().askToStop());
        all().forEach(instance -> instance.process().close());
        servers.thawPostgres();
        servers.thawBroker();
        servers.close();
        all().forEach(instance -> {
            instance.toDatabase().close();
            instance.toBroker().close();
            instance.fromClients().close();
        });
        if (mounted) {
            run("umount", disk.toString());
        }
    }
}
