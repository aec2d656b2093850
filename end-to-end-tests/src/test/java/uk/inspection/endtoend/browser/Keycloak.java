package uk.inspection.endtoend.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.local.testing.TestIssuer;

/** Keycloak's distribution with the realm of {@code deploy/identity}, as a process. */
final class Keycloak implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final String ADMIN = "admin";
    private static final String REALM = "/admin/realms/inspection";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final int port = TestIssuer.freePort();
    private final Path log;
    private @Nullable Process process;

    /** Does not run yet. */
    Keycloak(Path directory) {
        log = directory.resolve("keycloak.log");
    }

    /**
     * Returns when the realm is there.
     *
     * @param pages the address of the pages
     */
    void start(String pages, String pagesSecret, String apiSecret) throws IOException {
        Path home = home();
        Path realm = home.resolve("data/import/inspection-realm.json");
        Files.createDirectories(realm.getParent());
        Files.copy(
                Path.of(System.getProperty("project.root"), "deploy/identity/keycloak-realm.json"),
                realm,
                StandardCopyOption.REPLACE_EXISTING);
        var builder =
                new ProcessBuilder(
                                "bash",
                                home.resolve("bin/kc.sh").toString(),
                                "start-dev",
                                "--db=dev-mem",
                                "--cache=local",
                                "--http-host=127.0.0.1",
                                "--http-port=" + port,
                                "--import-realm")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "JAVA_HOME",
                                System.getProperty("java.home"),
                                "JAVA_OPTS_KC_HEAP",
                                "-Xms64m -Xmx512m",
                                "KC_BOOTSTRAP_ADMIN_USERNAME",
                                ADMIN,
                                "KC_BOOTSTRAP_ADMIN_PASSWORD",
                                ADMIN,
                                "PAGES_URL",
                                pages,
                                "PAGES_CLIENT_SECRET",
                                pagesSecret,
                                "API_CLIENT_SECRET",
                                apiSecret));
        Process started = builder.start();
        process = started;
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        await().atMost(START_LIMIT)
                .failFast(() -> assertThat(started.isAlive()).as(() -> said()).isTrue())
                .ignoreExceptionsInstanceOf(NotThere.class)
                .until(() -> get(issuer() + "/.well-known/openid-configuration", "") == 200);
    }

    private static Path home() throws IOException {
        try (Stream<Path> unpacked =
                Files.list(
                        Path.of(System.getProperty("project.root"), "end-to-end-tests/target"))) {
            return unpacked.filter(path -> path.getFileName().toString().startsWith("keycloak-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + port + "/realms/inspection";
    }

    /** A token by the grant of client credentials. */
    String token(String client, String secret) {
        return post(
                        issuer() + "/protocol/openid-connect/token",
                        "application/x-www-form-urlencoded",
                        "",
                        form(
                                Map.of(
                                        "grant_type", "client_credentials",
                                        "client_id", client,
                                        "client_secret", secret)))
                .path("access_token")
                .asText();
    }

    /** Somebody whose password is his name. */
    void person(String name, String role, Map<String, List<String>> attributes) {
        administer(
                REALM + "/users",
                Map.of(
                        "username", name,
                        "enabled", true,
                        "email", name + "@example.invalid",
                        "firstName", name,
                        "lastName", role,
                        "attributes", attributes,
                        "credentials",
                                List.of(
                                        Map.of(
                                                "type",
                                                "password",
                                                "value",
                                                name,
                                                "temporary",
                                                false))));
        give(read(REALM + "/users?exact=true&username=" + name).get(0).path("id").asText(), role);
    }

    /** A program whose tokens are for others than the platform. */
    void stranger(String client, String secret, String role) {
        administer(
                REALM + "/clients",
                Map.of(
                        "clientId", client,
                        "secret", secret,
                        "publicClient", false,
                        "serviceAccountsEnabled", true,
                        "standardFlowEnabled", false));
        String id = read(REALM + "/clients?clientId=" + client).get(0).path("id").asText();
        give(read(REALM + "/clients/" + id + "/service-account-user").path("id").asText(), role);
    }

    private void give(String user, String role) {
        administer(
                REALM + "/users/" + user + "/role-mappings/realm",
                List.of(read(REALM + "/roles/" + role)));
    }

    /** From now on it signs with another key; the old one is still known. */
    void rotateKeys() {
        administer(
                REALM + "/components",
                Map.of(
                        "name", "another-key",
                        "providerId", "rsa-generated",
                        "providerType", "org.keycloak.keys.KeyProvider",
                        "parentId", read(REALM).path("id").asText(),
                        "config",
                                Map.of(
                                        "priority", List.of("500"),
                                        "enabled", List.of("true"),
                                        "active", List.of("true"),
                                        "algorithm", List.of("RS256"))));
    }

    private void administer(String path, Object body) {
        try {
            post(
                    "http://127.0.0.1:" + port + path,
                    "application/json",
                    administrator(),
                    JSON.writeValueAsString(body));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String administrator() {
        return post(
                        "http://127.0.0.1:" + port + "/realms/master/protocol/openid-connect/token",
                        "application/x-www-form-urlencoded",
                        "",
                        form(
                                Map.of(
                                        "grant_type",
                                        "password",
                                        "client_id",
                                        "admin-cli",
                                        "username",
                                        ADMIN,
                                        "password",
                                        ADMIN)))
                .path("access_token")
                .asText();
    }

    private JsonNode read(String path) {
        var answer =
                send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .header("Authorization", "Bearer " + administrator()));
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        return json(answer.body());
    }

    static int get(String address, String token) {
        var request = HttpRequest.newBuilder(URI.create(address));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request).statusCode();
    }

    private static JsonNode post(String address, String type, String token, String body) {
        var request =
                HttpRequest.newBuilder(URI.create(address))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = send(request);
        assertThat(answer.statusCode()).as(address + answer.body()).isBetween(200, 204);
        return json(answer.body());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(
                    request.timeout(Duration.ofSeconds(60)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new NotThere(e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static final class NotThere extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotThere(ConnectException cause) {
            super(cause);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.isBlank() ? "{}" : text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void kill() {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    @Override
    public void close() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroy);
            running.destroy();
            if (!running.waitFor(20, TimeUnit.SECONDS)) {
                kill();
                running.waitFor();
            }
        }
    }
}
