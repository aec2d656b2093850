package uk.inspection.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code env}: what {@code docker-compose.yml} needs to be told, with fresh secrets. */
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        description =
                "Writes .env, from which docker-compose.yml takes its passwords and its address: fresh"
                        + " ones, readable by you alone.")
final class EnvCommand implements Callable<Integer> {
    private static final int SECRET_BYTES = 24;
    private static final int MASTER_KEY_BYTES = 32;
    private static final int HTTPS = 443;
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1");

    @Parameters(
            paramLabel = "ADDRESS",
            arity = "0..1",
            defaultValue = "https://localhost:8443",
            description =
                    "where people and programs find the platform (default ${DEFAULT-VALUE}). Any other"
                            + " host than localhost is listened to on all networks")
    private URI address = URI.create("");

    @Option(
            names = "--observability",
            description = "with metrics, traces, logs and dashboards (profile observability)")
    private boolean observability;

    @Option(
            names = "--add",
            description = "to a file that is there: what it lacks is added, the rest stays")
    private boolean add;

    @Option(names = "--file", paramLabel = "FILE", description = "another file than .env")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        var target = file == null ? Installation.own().root().resolve(".env") : file;
        if (Files.exists(target) && !add) {
            throw new StackException(
                    target
                            + " is there already, and the data may need its passwords: with --add it"
                            + " gets what it lacks.");
        }
        var before = Files.exists(target) ? Files.readString(target) : "";
        var lacking = new LinkedHashMap<>(fresh());
        before.lines().forEach(line -> lacking.remove(line.substring(0, line.indexOf('=') + 1)));
        var gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        SafeFiles.replace(
                target.toAbsolutePath(),
                before
                        + gap
                        + lacking.entrySet().stream()
                                .map(line -> line.getKey() + line.getValue() + "\n")
                                .collect(Collectors.joining()));
        System.out.printf("%s: %d lines were written.%n", target, lacking.size());
        return Launcher.OK;
    }

    /** Every line, by what stands before its value. */
    private Map<String, String> fresh() {
        var lines = new LinkedHashMap<String, String>();
        var host = address.getHost();
        if (!"https".equals(address.getScheme())
                || host == null
                || !address.getRawPath().isEmpty()
                || address.getRawQuery() != null) {
            throw new StackException(
                    address + " is no address such as https://inspections.example.org.");
        }
        put(lines, "PLATFORM_URL", address.toString());
        put(lines, "PLATFORM_BIND", LOOPBACK.contains(host) ? "127.0.0.1" : "0.0.0.0");
        put(lines, "PLATFORM_PORT", String.valueOf(port()));
        put(lines, "COMPOSE_PROFILES", observability ? "observability" : "");
        put(lines, "OTEL_SDK_DISABLED", String.valueOf(!observability));
        put(lines, "POSTGRES_PASSWORD", secret());
        put(lines, "CASE_KEYS_POSTGRES_PASSWORD", secret());
        put(lines, "CASE_KEYS_PASSWORD", secret());
        put(lines, "CASE_KEYS_MASTER_KEYS", "first:" + masterKey());
        for (var service : PlatformService.all()) {
            var name = service.database().toUpperCase(Locale.ROOT);
            put(lines, name + "_PASSWORD", secret());
            put(lines, name + "_OWNER_PASSWORD", secret());
            put(lines, name + "_KAFKA_PASSWORD", secret());
        }
        for (var user : List.of("BROKER", "OPERATOR", "DASHBOARDS")) {
            put(lines, user + "_KAFKA_PASSWORD", secret());
        }
        put(lines, "IDENTITY_PASSWORD", secret());
        put(lines, "IDENTITY_ADMIN_PASSWORD", secret());
        put(lines, "PAGES_SESSION_SECRET", secret());
        put(lines, "PAGES_CLIENT_SECRET", secret());
        put(lines, "API_CLIENT_SECRET", secret());
        put(lines, "GRAFANA_PASSWORD", secret());
        return lines;
    }

    private int port() {
        return address.getPort() < 0 ? HTTPS : address.getPort();
    }

    private static void put(Map<String, String> lines, String name, String value) {
        lines.put(name + "=", value);
    }

    private static String secret() {
        return HexFormat.of().formatHex(random(SECRET_BYTES));
    }

    private static String masterKey() {
        return Base64.getEncoder().encodeToString(random(MASTER_KEY_BYTES));
    }

    private static byte[] random(int size) {
        var bytes = new byte[size];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
