package uk.inspection.endtoend.containers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.endtoend.OnlyInFull;

/** The processes of the containers do with what {@code docker-compose.yml} gives them. */
class ContainersTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @TempDir Path directory;

    @Test
    void the_stores_take_their_rights_and_the_services_come_as_whom_they_name() throws Exception {
        try (var containers = new Containers(directory)) {
            stores(containers);
            for (var service : DockerfileTest.SERVICES) {
                containers.startService(service);
            }
            for (var service : DockerfileTest.SERVICES) {
                containers.awaitHealthy(service);
                var database = service.replace('-', '_');
                assertThat(
                                ask(
                                        containers.jdbcUrl(database),
                                        "select distinct usename from pg_stat_activity where datname ="
                                                + " current_database() and pid <> pg_backend_pid()"))
                        .containsExactly(database);
                assertThat(
                                ask(
                                        containers.jdbcUrl(database),
                                        "select distinct tableowner from pg_tables where schemaname ="
                                                + " 'log'"))
                        .containsExactly(database + "_owner");
            }
            assertThat(
                            ask(
                                    containers.jdbcUrl("case_keys"),
                                    "select distinct tableowner from pg_tables where schemaname ="
                                            + " 'keys'"))
                    .containsExactly("case_keys");
            // Whoever comes without a token is told so; nobody has reached the issuer yet.
            var anonymous =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://%s:8081/v1/inspections"
                                                    .formatted(containers.address("case-service"))))
                            .build();
            assertThat(HTTP.send(anonymous, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(401);
            // What was given once is neither taken away nor given again.
            assertThat(containers.run("broker-rights")).contains(": 0 added, 0 removed.");
            assertThat(containers.run("database-rights")).contains("identity, with their users.");
            containers.awaitHealthy("case-service");
        }
    }

    /** Keycloak's distribution in place of its image, which starts the same script. */
    @Test
    @OnlyInFull
    void the_identity_server_names_the_address_without_and_is_asked_within() throws Exception {
        try (var containers = new Containers(directory)) {
            stores(containers);
            startIdentity(containers);
            containers.startService("improvement-plan-service");
            containers.startService("reporting-service");
            containers.awaitAnswer("improvement-plan-service");
            containers.awaitAnswer("reporting-service");

            var identity =
                    "http://%s:8080/realms/inspection".formatted(containers.address("identity"));
            var asked =
                    "grant_type=client_credentials&client_id=inspection-api&client_secret="
                            + URLEncoder.encode(containers.secret("API_CLIENT_SECRET"), UTF_8);
            var given =
                    HTTP.send(
                            HttpRequest.newBuilder(
                                            URI.create(identity + "/protocol/openid-connect/token"))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString(asked))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            var token = new ObjectMapper().readTree(given.body()).path("access_token").asText();
            assertThat(
                            new String(
                                    java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]),
                                    UTF_8))
                    .contains("\"iss\":\"https://localhost:8443/realms/inspection\"");
            var plans =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://%s:8083/v1/improvement-plans"
                                                    .formatted(
                                                            containers.address(
                                                                    "improvement-plan-service"))))
                            .header("Authorization", "Bearer " + token)
                            .build();
            assertThat(HTTP.send(plans, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .as(() -> containers.said("improvement-plan-service"))
                    .isEqualTo(200);

            var signIn =
                    throughProxy(containers.address("reporting-service"), 8080, "/account/sign-in");
            assertThat(signIn)
                    .contains(" 302 ")
                    .containsPattern(
                            "(?i)location: https://localhost:8443/realms/inspection/protocol/openid-connect/auth\\?")
                    .contains(
                            "redirect_uri="
                                    + URLEncoder.encode(
                                            "https://localhost:8443/account/signed-in", UTF_8));
            var page =
                    throughProxy(
                            containers.address("identity"),
                            8080,
                            "/realms/inspection/protocol/openid-connect/auth?client_id=inspection-pages"
                                    + "&response_type=code&scope=openid&code_challenge_method=S256&code_challenge="
                                    + "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri="
                                    + URLEncoder.encode(
                                            "https://localhost:8443/account/signed-in", UTF_8));
            assertThat(page)
                    .contains(" 200 ")
                    .contains("https://localhost:8443/realms/inspection/login-actions/");
        }
    }

    private static void stores(Containers containers) throws Exception {
        containers.startBroker();
        assertThat(containers.run("database-rights")).contains("identity, with their users.");
        assertThat(containers.run("case-keys-rights")).contains("case_keys, with their users.");
        assertThat(containers.run("broker-rights")).contains(", 0 removed.");
    }

    private static void startIdentity(Containers containers) throws IOException {
        Path home;
        try (Stream<Path> unpacked =
                Files.list(ComposeFile.ROOT.resolve("end-to-end-tests/target"))) {
            home =
                    unpacked.filter(path -> path.getFileName().toString().startsWith("keycloak-"))
                            .findFirst()
                            .orElseThrow();
        }
        var mount = containers.compose().list("identity", "volumes").getFirst().split(":", -1);
        var imported = home.resolve(mount[1].substring("/opt/keycloak/".length()));
        Files.createDirectories(imported.getParent());
        Files.copy(
                ComposeFile.ROOT.resolve(mount[0]), imported, StandardCopyOption.REPLACE_EXISTING);
        var environment = containers.environment("identity");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("KC_HTTP_HOST", containers.address("identity"));
        environment.put("KC_HTTP_MANAGEMENT_HOST", containers.address("identity"));
        environment.put("KC_PROXY_TRUSTED_ADDRESSES", "127.0.0.1");
        var command =
                new java.util.ArrayList<>(List.of("bash", home.resolve("bin/kc.sh").toString()));
        command.addAll(containers.compose().list("identity", "command"));
        containers.start("identity", command, environment, home);
        containers.awaitHealthy("identity");
    }

    /** As the proxy passes a request on. */
    private static String throughProxy(String address, int port, String path) throws IOException {
        try (var socket = new Socket(address, port)) {
            socket.getOutputStream()
                    .write(
                            """
                            GET %s HTTP/1.1\r
                            Host: localhost:8443\r
                            X-Forwarded-For: 203.0.113.7\r
                            X-Forwarded-Host: localhost:8443\r
                            X-Forwarded-Proto: https\r
                            Accept: text/html\r
                            Connection: close\r
                            \r
                            """
                                    .formatted(path)
                                    .getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static List<String> ask(String url, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new java.util.ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
