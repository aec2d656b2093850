package uk.inspection.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of the four services in a JVM of its own. */
final class ServicePart implements Part {
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LEARNT_WITHIN = Duration.ofMinutes(5);
    private static final Pattern PORT_TAKEN = Pattern.compile("Port (\\d+) seems to be in use");
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();

    private final PlatformService service;
    private final Path jar;
    private final int port;
    private final Map<String, String> environment;
    private final LogFile log;
    private final boolean learning;
    private volatile @Nullable Process current;

    /**
     * @param learning whether it writes, when it stops, what lets later ones start sooner
     */
    ServicePart(
            PlatformService service,
            Path jar,
            int port,
            Map<String, String> environment,
            LogFile log,
            boolean learning) {
        this.service = service;
        this.jar = jar;
        this.port = port;
        this.environment = environment;
        this.log = log;
        this.learning = learning;
    }

    static void requireBuilt(Path root) {
        for (var service : PlatformService.all()) {
            if (!Files.exists(service.jar(root))) {
                throw new StackException(
                        service.module()
                                + " is not built: run ./mvnw -Dquick -DskipTests package in "
                                + root
                                + ".");
            }
        }
    }

    @Override
    public String name() {
        return service.module();
    }

    @Override
    public String title() {
        return service.module() + " on 127.0.0.1:" + port;
    }

    @Override
    public Process launch() throws IOException {
        var command = new ArrayList<String>();
        command.add(Installation.javaExecutable().toString());
        // The heap would begin with a share of the machine's memory, which may be all it may have.
        command.addAll(
                List.of(
                        "-Xms32m",
                        "-Xmx320m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-XX:ReservedCodeCacheSize=96m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(cacheOptions());
        command.addAll(List.of("-jar", jar.toString()));
        var builder =
                new ProcessBuilder(Processes.detached(command))
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.append());
        builder.environment().putAll(environment);
        current = builder.start();
        return current;
    }

    /**
     * With the Java machine's cache of classes that are loaded and linked already (JEP 483, 515),
     * which halves the work of a start, all compilers are used. Without it the second compiler
     * would double that work, for a stack that may be wanted for a minute. A cache of another Java
     * machine is passed over by the machine itself. A cache of other code is not: it would run that
     * code. So none is used that is older than any file of the service.
     */
    private List<String> cacheOptions() throws IOException {
        var cache = cache(jar);
        if (learning) {
            return List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:aot*=error");
        }
        return Files.exists(cache) && isNewest(cache)
                ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off")
                : List.of("-XX:TieredStopAtLevel=1");
    }

    private static boolean isNewest(Path cache) throws IOException {
        FileTime made = Files.getLastModifiedTime(cache);
        try (Stream<Path> newer =
                Files.find(
                        cache.resolveSibling(""),
                        Integer.MAX_VALUE,
                        (_, file) ->
                                file.isRegularFile()
                                        && file.lastModifiedTime().compareTo(made) > 0)) {
            return newer.findAny().isEmpty();
        }
    }

    private static Path cache(Path jar) {
        return jar.resolveSibling("app.aot");
    }

    @Override
    public Duration patience() {
        return learning ? LEARNT_WITHIN : Part.super.patience();
    }

    @Override
    public boolean isReady() {
        var process = current;
        return process != null
                && Processes.alive(process.toHandle())
                && health(port).map(health -> health.statusCode() == 200).orElse(false);
    }

    /** What the service says of itself, if it answers at all. */
    static Optional<HttpResponse<String>> health(int port) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                        .timeout(HEALTH_TIMEOUT)
                        .build();
        try {
            return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> explain(String log) {
        var taken = PORT_TAKEN.matcher(log);
        return taken.find()
                ? Optional.of(
                        "Port "
                                + taken.group(1)
                                + " ("
                                + name()
                                + ") is in use: choose other ports with --port-base.")
                : Optional.empty();
    }
}
