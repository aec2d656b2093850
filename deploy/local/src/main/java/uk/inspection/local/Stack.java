package uk.inspection.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uk.inspection.local.demo.BusinessClock;
import uk.inspection.local.demo.SeftonStory;
import uk.inspection.local.demo.Services;

/** The whole platform on this machine: PostgreSQL and the broker, then the four services. */
final class Stack implements AutoCloseable {
    /** What tells {@code up} from {@code demo}. */
    enum Mode {
        UP("up", "local") {
            @Override
            void prepare(DataDirectory data, Console console) {}
        },
        LEARN("learn", "local") {
            @Override
            void prepare(DataDirectory data, Console console) {}
        },
        DEMO("demo", "demo") {
            @Override
            void prepare(DataDirectory data, Console console) {
                if (data.forgetFinishedStory()) {
                    console.say("The last demo was told to its end: beginning afresh");
                }
                new BusinessClock(data.businessClock()).advanceTo(SeftonStory.begin());
            }
        };

        private final String command;
        private final String profile;

        Mode(String command, String profile) {
            this.command = command;
            this.profile = profile;
        }

        /** What is to be done to the data while nothing runs on it. */
        abstract void prepare(DataDirectory data, Console console);
    }

    private static final int MAX_CONNECTIONS = 200;
    private static final int KEY_CONNECTIONS = 20;

    /** The database of the keys, and its user. */
    private static final String CASE_KEYS = "case_keys";

    /** How the pages, and nobody else, come to the issuer. */
    private static final String PAGES_CLIENT = "pages-client";

    private static final Duration SERVERS_LIMIT = Duration.ofSeconds(120);
    private static final Duration SERVICES_LIMIT = Duration.ofSeconds(180);

    private final DataDirectory data;
    private final Ports ports;
    private final Mode mode;
    private final Console console;
    private final FileLock lock;
    private final Path runningMarker;
    private final Supervisor supervisor;
    private final Postgres postgres;
    private final Postgres caseKeys;
    private final Broker broker;
    private final BrokerUsers brokerUsers;
    private final BrokerRights brokerRights;
    private final Path databaseRights;
    private final Secrets secrets;
    private final Tokens tokens;
    private volatile @Nullable Issuer issuer;
    private final List<ServicePart> services = new ArrayList<>();
    private boolean stopped;
    private boolean forgotten;

    private Stack(Installation installation, DataDirectory data, Ports ports, Mode mode) {
        this.data = data;
        this.ports = ports;
        this.mode = mode;
        ServicePart.requireBuilt(installation.root());
        data.prepare();
        console = Console.of(data);
        lock = data.lock();
        runningMarker = Running.mark(installation.root(), data);
        PidFile.of(ProcessHandle.current()).write(data.pidFile("launcher"));
        LeftOvers.stop(data, console::say);
        mode.prepare(data, console);
        supervisor = new Supervisor(data, console, this::writeStackFile);
        secrets = new Secrets(data);
        tokens = secrets.tokens(Issuer.address(ports.issuer()));
        brokerUsers = BrokerUsers.of(secrets);
        brokerRights = BrokerRights.read(BrokerRights.usualList(installation.root()), "");
        databaseRights = DatabaseRights.usualRights(installation.root());
        postgres =
                new Postgres(
                        installation,
                        data.postgres(),
                        data.log("postgres"),
                        ports.postgres(),
                        secrets.password(Postgres.SUPERUSER),
                        MAX_CONNECTIONS);
        caseKeys =
                new Postgres(
                        "case-keys",
                        installation,
                        data.caseKeys(),
                        data.log("case-keys"),
                        ports.caseKeys(),
                        secrets.password(Postgres.SUPERUSER),
                        KEY_CONNECTIONS);
        broker =
                new Broker(
                        installation,
                        data.kafka(),
                        data.run(),
                        data.log("broker"),
                        ports.broker(),
                        ports.controller(),
                        brokerUsers);
        for (var service : PlatformService.all()) {
            services.add(
                    new ServicePart(
                            service,
                            service.jar(installation.root()),
                            service.port(ports),
                            environment(service),
                            data.log(service.module()),
                            mode == Mode.LEARN));
        }
    }

    /** Returns when every part is ready; the caller closes the stack. */
    static Stack start(Installation installation, DataDirectory data, Ports ports, Mode mode) {
        var stack = new Stack(installation, data, ports, mode);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
        try {
            stack.start();
        } catch (StackException e) {
            stack.console.note(e);
            if (stack.supervisor.isStopping()) {
                // The shutdown hook is at work and ends the process; nothing more to say.
                Processes.pause(Duration.ofMinutes(5));
            }
            stack.close();
            throw e;
        }
        return stack;
    }

    private void start() {
        var begun = System.nanoTime();
        ports.requireFree();
        writeStackFile();
        issuer = startIssuer();
        console.say("Starting PostgreSQL and Kafka, data in " + data.root());
        supervisor.start(postgres);
        supervisor.start(caseKeys);
        supervisor.start(broker);
        supervisor.awaitReady(SERVERS_LIMIT);
        var databases = postgres.rights(secrets::password);
        for (var service : PlatformService.all()) {
            databases.provide(service, databaseRights);
        }
        caseKeys.rights(secrets::password).provide(CASE_KEYS);
        var operator = new HashMap<>(brokerUsers.clientSettings(BrokerUsers.OPERATOR));
        operator.put("bootstrap.servers", broker.bootstrap());
        brokerRights.apply(operator);
        console.say("Starting the four services");
        services.forEach(supervisor::start);
        supervisor.awaitReady(SERVICES_LIMIT);
        var seconds = (System.nanoTime() - begun) / 1_000_000_000L;
        console.say("The stack is ready after " + seconds + " s.");
    }

    /** In this process: while it is away, services count on the keys that they know. */
    private Issuer startIssuer() {
        var web = PlatformService.REPORTING.port(ports);
        return Issuer.start(
                ports.issuer(),
                () -> secrets.signingKeys(Clock.systemUTC().instant()),
                Issuer.Client.pages(
                        secrets.password(PAGES_CLIENT),
                        List.of("http://127.0.0.1:" + web, "http://localhost:" + web)),
                Issuer.LIFETIME);
    }

    private Map<String, String> environment(PlatformService service) {
        var environment = new HashMap<String, String>();
        environment.put("QUARKUS_PROFILE", mode.profile);
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(service.port(ports)));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(service.database()));
        environment.put("QUARKUS_DATASOURCE_USERNAME", service.database());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", secrets.password(service.database()));
        environment.put("EVENT_STORE_MIGRATION_USERNAME", service.databaseOwner());
        environment.put(
                "EVENT_STORE_MIGRATION_PASSWORD", secrets.password(service.databaseOwner()));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap());
        brokerUsers
                .clientSettings(service.module())
                .forEach((name, value) ->
                        environment.put(
                                "KAFKA_" + name.replace('.', '_').toUpperCase(Locale.ROOT), value));
        environment.put("QUARKUS_OIDC_AUTH_SERVER_URL", tokens.issuer());
        if (service == PlatformService.REPORTING) {
            environment.put(
                    "QUARKUS_OIDC_PAGES_CREDENTIALS_SECRET", secrets.password(PAGES_CLIENT));
            environment.put("PAGES_SESSION_SECRET", secrets.password("pages-session"));
        }
        if (service == PlatformService.CASE) {
            environment.put("QUARKUS_DATASOURCE_KEYS_JDBC_URL", caseKeys.jdbcUrl(CASE_KEYS));
            environment.put("QUARKUS_DATASOURCE_KEYS_USERNAME", CASE_KEYS);
            environment.put("QUARKUS_DATASOURCE_KEYS_PASSWORD", secrets.password(CASE_KEYS));
            environment.put("CASE_KEYS_MASTER_KEY_FILE", secrets.masterKey().toString());
        }
        if (mode == Mode.DEMO) {
            environment.put("BUSINESS_CLOCK_FILE", data.businessClock().toString());
        }
        return environment;
    }

    /** Called by the supervisor's threads, so under a lock that is never held while stopping. */
    private void writeStackFile() {
        synchronized (runningMarker) {
            if (!forgotten) {
                StackFile.of(mode.command, ports, supervisor.pids()).write(data);
            }
        }
    }

    Ports ports() {
        return ports;
    }

    /** The same addresses and keys, as a client needs them. */
    Services forClients() {
        return new Services(
                client(PlatformService.CASE),
                client(PlatformService.SCORING),
                client(PlatformService.PLAN),
                client(PlatformService.REPORTING),
                tokens);
    }

    private Services.Service client(PlatformService service) {
        return new Services.Service(
                service.module(), URI.create("http://127.0.0.1:" + service.port(ports)));
    }

    /** For those who do not know that the stack is being stopped, and would complain. */
    void sayWhileRunning(String line) {
        if (!supervisor.isStopping()) {
            console.say(line);
        }
    }

    Console console() {
        return console;
    }

    /** Stops services, broker, PostgreSQL, in this order. Safe to repeat. */
    @Override
    public void close() {
        supervisor.beginStop();
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            if (!supervisor.pids().isEmpty()) {
                console.say("Stopping the services, the broker and PostgreSQL");
            }
            supervisor.stop(services);
            supervisor.stop(List.of(broker));
            supervisor.stop(List.of(postgres, caseKeys));
            var listening = issuer;
            if (listening != null) {
                listening.close();
            }
            forget();
        }
    }

    private void forget() {
        try {
            synchronized (runningMarker) {
                forgotten = true;
                Files.deleteIfExists(data.stackFile());
            }
            Files.deleteIfExists(runningMarker);
            for (var part : List.of("launcher", "broker", "case-keys", "postgres")) {
                Files.deleteIfExists(data.pidFile(part));
            }
            for (var service : PlatformService.all()) {
                Files.deleteIfExists(data.pidFile(service.module()));
            }
            lock.release();
            lock.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
