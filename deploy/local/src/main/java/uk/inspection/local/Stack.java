package uk.inspection.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole platform on this machine: PostgreSQL and the broker, then the four services. */
final class Stack implements AutoCloseable {
    /** What tells {@code up} from {@code demo}. */
    enum Mode {
        UP("up", "local"),
        DEMO("demo", "demo");

        private final String command;
        private final String profile;

        Mode(String command, String profile) {
            this.command = command;
            this.profile = profile;
        }
    }

    private static final int MAX_CONNECTIONS = 100;
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
    private final Broker broker;
    private final Tokens tokens;
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
        supervisor = new Supervisor(data, console, this::writeStackFile);
        var secrets = new Secrets(data);
        tokens = secrets.tokens();
        postgres =
                new Postgres(
                        installation,
                        data.postgres(),
                        data.log("postgres"),
                        ports.postgres(),
                        secrets.password(Postgres.SUPERUSER),
                        MAX_CONNECTIONS);
        broker =
                new Broker(
                        installation,
                        data.kafka(),
                        data.run(),
                        data.log("broker"),
                        ports.broker(),
                        ports.controller());
        for (var service : PlatformService.all()) {
            services.add(
                    new ServicePart(
                            service,
                            service.jar(installation.root()),
                            service.port(ports),
                            environment(service, secrets),
                            data.log(service.module())));
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
        stopOrphans();
        ports.requireFree();
        writeStackFile();
        console.say("Starting PostgreSQL and Kafka, data in " + data.root());
        supervisor.start(postgres);
        supervisor.start(broker);
        supervisor.awaitReady(SERVERS_LIMIT);
        for (var service : PlatformService.all()) {
            postgres.provide(service.database(), new Secrets(data).password(service.database()));
        }
        console.say("Starting the four services");
        services.forEach(supervisor::start);
        supervisor.awaitReady(SERVICES_LIMIT);
        var seconds = (System.nanoTime() - begun) / 1_000_000_000L;
        console.say("The stack is ready after " + seconds + " s.");
    }

    /** What a killed launcher left running on this data is stopped in the usual order. */
    private void stopOrphans() {
        var parts = new ArrayList<Part>(services);
        parts.add(broker);
        parts.add(postgres);
        for (var part : parts) {
            orphan(part)
                    .ifPresent(process -> {
                        console.say(
                                "  "
                                        + part.name()
                                        + " (process "
                                        + process.pid()
                                        + ") was left behind by an earlier launcher:"
                                        + " stopping it");
                        Supervisor.stop(part, process);
                    });
        }
    }

    private Optional<ProcessHandle> orphan(Part part) {
        var recorded = PidFile.read(data.pidFile(part.name())).flatMap(PidFile::running);
        return part instanceof Postgres server ? recorded.or(server::orphan) : recorded;
    }

    private Map<String, String> environment(PlatformService service, Secrets secrets) {
        var environment = new HashMap<String, String>();
        environment.put("QUARKUS_PROFILE", mode.profile);
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(service.port(ports)));
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(service.database()));
        environment.put("QUARKUS_DATASOURCE_USERNAME", service.database());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", secrets.password(service.database()));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap());
        environment.put("QUARKUS_OIDC_PUBLIC_KEY", tokens.publicKeyBase64());
        environment.put("QUARKUS_OIDC_TOKEN_ISSUER", Tokens.ISSUER);
        environment.put("QUARKUS_OIDC_TOKEN_AUDIENCE", Tokens.AUDIENCE);
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

    Tokens tokens() {
        return tokens;
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
            supervisor.stop(List.of(postgres));
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
            for (var part : List.of("launcher", "broker", "postgres")) {
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
