package uk.inspection.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One more service beside a stack's, the bare one or another instance of one of them. */
final class BareProcess implements AutoCloseable {
    private static final String CACHE = "-XX:AOTCache=";

    private final Process process;
    private final Path output;
    private final int port;

    private final long begun = System.nanoTime();
    private long readyAfter;
    private Duration cpuWhenReady = Duration.ZERO;

    /** Starts what is built to listen on a port; it may not be ready. */
    BareProcess(ProcessBuilder builder, Path output, int port) throws IOException {
        this.process = builder.start();
        this.output = output;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** The bare service, run by the same options as the stack's. Returns when it is ready. */
    static BareProcess start(PlatformProcess platform) throws Exception {
        try (Connection connection = platform.database("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create database bare_service");
        } catch (SQLException there) {
            if (!"42P04".equals(there.getSQLState())) {
                throw there;
            }
        }
        var line = new ArrayList<String>();
        // The command of a service that runs, so that whatever it is started with holds for both.
        List<String> service = platform.commandLine("case-service");
        Path built = platform.root().resolve("benchmarks/bare-service/target/quarkus-app");
        Path cache = built.resolve("app.aot");
        service.subList(0, service.size() - 1).stream()
                .map(option -> option.startsWith(CACHE) ? CACHE + cache : option)
                .forEach(line::add);
        line.add(built.resolve("quarkus-run.jar").toString());
        if (line.contains(CACHE + cache) && !Files.exists(cache)) {
            var learning = new ArrayList<>(line);
            learning.replaceAll(
                    option -> option.startsWith(CACHE) ? "-XX:AOTCacheOutput=" + cache : option);
            start(platform, learning).close();
        }
        return start(platform, line);
    }

    private static BareProcess start(PlatformProcess platform, List<String> line)
            throws IOException, InterruptedException {
        int port = PlatformProcess.freePorts(1);
        Path output = Files.createTempFile("bare-service", ".out");
        var builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("QUARKUS_DATASOURCE_JDBC_URL", platform.jdbcUrl("bare_service"));
        builder.environment().put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        builder.environment()
                .put("QUARKUS_DATASOURCE_PASSWORD", platform.secret("postgres.password"));
        builder.environment().put("QUARKUS_OIDC_AUTH_SERVER_URL", platform.issuer());
        var bare = new BareProcess(builder, output, port);
        bare.awaitReady();
        return bare;
    }

    void awaitReady() throws IOException, InterruptedException {
        byte[] ready = Wire.request("GET", "/q/health/ready", "", new byte[0]);
        while (true) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("did not start: " + Files.readString(output));
            }
            try (var wire = new Wire(port)) {
                if (wire.send(ready) == 200) {
                    readyAfter = System.nanoTime() - begun;
                    cpuWhenReady = process.info().totalCpuDuration().orElse(Duration.ZERO);
                    return;
                }
            } catch (IOException notYet) {
                continue;
            }
        }
    }

    /** What {@link Startup} measures. */
    double[] figures(Duration idle) throws IOException, InterruptedException {
        return Startup.figures(process, readyAfter, cpuWhenReady, idle);
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        Files.deleteIfExists(output);
    }
}
