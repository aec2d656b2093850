package uk.inspection.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.local.testing.SharedStack;
import uk.inspection.local.testing.TestTokens;

/** A service as it is shipped, run in profile prod. */
class ProductionTest {
    private static final String SERVICE = "improvement-plan-service";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Far less than the caller is ready to wait. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private static final Pattern WAITING =
            Pattern.compile("(?m)^plan_changes_waiting(?:\\{.*})? 1\\.0$");
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @TempDir Path directory;
    private Map<String, String> configuration;
    private ProcessBuilder service;
    private @Nullable Process running;

    @BeforeEach
    void its_environment_is_that_of_production() {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        configuration = SharedStack.get().configuration(SERVICE);
        configuration.forEach((key, value) -> line.add("-D" + key + "=" + value));
        line.add("-Dquarkus.http.host=127.0.0.1");
        line.add("-Dquarkus.http.port=0");
        line.add("-jar");
        line.add(
                Path.of(System.getProperty("project.root"))
                        .resolve(SERVICE)
                        .resolve("target/quarkus-app/quarkus-run.jar")
                        .toString());
        service =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(output().toFile());
        service.environment().put("QUARKUS_PROFILE", "prod");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (running != null) {
            running.destroy();
            if (!running.waitFor(30, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        }
    }

    private Process start() throws IOException {
        var started = service.start();
        running = started;
        return started;
    }

    private Process startAndListen() throws IOException {
        Process process = start();
        await().atMost(PATIENCE)
                .failFast(() -> assertThat(process.isAlive()).as(said()).isTrue())
                .until(() -> LISTENING.matcher(said()).find());
        return process;
    }

    @Test
    void a_service_with_a_settable_clock_does_not_start() throws Exception {
        service.environment().put("BUSINESS_CLOCK_FILE", directory.resolve("instant").toString());
        Process process = start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(said())
                .contains("business-clock.file may be set in the demo and test profiles only.")
                .doesNotContain("Listening on");
        assertThat(tables()).isZero();
    }

    /** Whatever the variable's content: an empty one is none. */
    @Test
    void no_operator_finds_a_clock() throws Exception {
        service.environment().put("BUSINESS_CLOCK_FILE", "");
        startAndListen();
        for (String method : List.of("GET", "PUT")) {
            var clock = ask(method, "/admin/clock");
            var unknown = ask(method, "/admin/no-such-thing");
            assertThat(clock.statusCode()).isEqualTo(404);
            assertThat(headers(clock)).isEqualTo(headers(unknown));
            assertThat(clock.body()).isEqualTo(unknown.body().replace("no-such-thing", "clock"));
        }
        assertThat(ask("GET", "/admin/relay").statusCode()).isEqualTo(200);
        assertThat(tables()).isPositive();
    }

    @Test
    void what_kubernetes_asks_about_a_service_is_answered() throws Exception {
        startAndListen();
        String manifest =
                Files.readString(
                        Path.of(System.getProperty("project.root"))
                                .resolve("deploy/kubernetes/base/every-service.yaml"));
        List<String> asked =
                Pattern.compile("httpGet: \\{path: (\\S+), port: http}")
                        .matcher(manifest)
                        .results()
                        .map(probe -> probe.group(1))
                        .toList();
        assertThat(asked).hasSize(3);
        for (String path : asked) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(ask("GET", path).statusCode()).as(path).isEqualTo(200));
        }
        assertThat(ask("GET", "/q/health/group/serving").body()).contains("\"serving\"");
        assertThat(ask("GET", "/q/metrics").body()).contains("\nevent_store_subscription_lag ");
    }

    /** All but the one that is another for every request. */
    private static Map<String, List<String>> headers(HttpResponse<String> response) {
        var headers = new TreeMap<>(response.headers().map());
        headers.remove("x-request-id");
        return headers;
    }

    /** A stop in order does not wait until those have had their time who wait for a change. */
    @Test
    void who_waits_for_a_change_is_let_go_when_the_service_stops() throws Exception {
        Process process = startAndListen();
        var waiting =
                HTTP.sendAsync(
                        request("/v1/improvement-plans/changes?wait=60", "yjb").build(),
                        HttpResponse.BodyHandlers.ofString());
        await().atMost(PATIENCE)
                .until(() -> WAITING.matcher(ask("GET", "/q/metrics").body()).find());
        assertThat(waiting).isNotDone();

        process.destroy(); // SIGTERM
        var answer = waiting.get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"items\":[]").contains("\"next\":");
        assertThat(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(said()).contains("stopped in");
    }

    /** What the service has made in its database. */
    private long tables() throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                setting("quarkus.datasource.jdbc.url"),
                                setting("quarkus.datasource.username"),
                                setting("quarkus.datasource.password"));
                var statement = connection.createStatement();
                var found =
                        statement.executeQuery(
                                "select count(*) from information_schema.tables where table_schema"
                                        + " in ('log', 'projection')")) {
            found.next();
            return found.getLong(1);
        }
    }

    private String setting(String key) {
        return requireNonNull(configuration.get(key));
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        return HTTP.send(
                request(path, "operator")
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"instant\":\"2009-06-24T09:00:00Z\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String role) throws IOException {
        return HttpRequest.newBuilder(URI.create(address() + path))
                .header("Authorization", "Bearer " + TestTokens.token(role, role, null));
    }

    private String address() throws IOException {
        Matcher listening = LISTENING.matcher(said());
        assertThat(listening.find()).isTrue();
        return listening.group(1);
    }

    private String said() throws IOException {
        return Files.readString(output());
    }

    private Path output() {
        return directory.resolve("output");
    }
}
