package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.local.Issuer;
import uk.inspection.local.Tokens;
import uk.inspection.local.testing.SharedStack;
import uk.inspection.local.testing.SignIn;
import uk.inspection.local.testing.TestIssuer;

/** Whose tokens a packaged service believes, in production, with any issuer. */
class IdentityTest {
    private static final String SERVICE = "improvement-plan-service";

    /** Longer than the keys are kept without being asked for again. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Seconds by which clocks may differ. */
    private static final int GRACE = 10;

    private static final RsaJsonWebKey FIRST = ForeignIssuer.newKey("first");
    private static final RsaJsonWebKey SECOND = ForeignIssuer.newKey("second");
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    @TempDir static Path directory;
    private static ForeignIssuer issuer;
    private static ServiceProcess service;

    /** The issuer is not there when the service starts. */
    @BeforeAll
    static void start() throws Exception {
        issuer = new ForeignIssuer(FIRST);
        service = process(SERVICE, Map.of("quarkus.oidc.auth-server-url", issuer.address()));
        service.start();
        service.awaitAnswer();
        var early = ask(issuer.token(FIRST, _ -> {}));
        assertThat(early.statusCode()).as(early.body()).isEqualTo(503);
        assertThat(early.body()).contains("The identity server is away; try again.");
        assertThat(early.headers().firstValue("Retry-After")).isPresent();
        issuer.listen();
        await().atMost(PATIENCE).until(() -> status(issuer.token(FIRST, _ -> {})) == 200);
    }

    @AfterAll
    static void stop() {
        service.close();
        issuer.close();
    }

    @BeforeEach
    void one_key() {
        issuer.keys(FIRST);
        await().atMost(PATIENCE)
                .until(() -> {
                    status(issuer.token(ForeignIssuer.newKey("none"), _ -> {}));
                    return status(issuer.token(FIRST, _ -> {})) == 200;
                });
    }

    @Test
    void a_new_key_counts_and_a_withdrawn_one_does_not_and_nobody_restarts() throws Exception {
        String old = issuer.token(FIRST, _ -> {});
        assertThat(status(old)).isEqualTo(200);
        issuer.keys(SECOND);
        await().atMost(PATIENCE).until(() -> status(issuer.token(SECOND, _ -> {})) == 200);
        // Who was believed a moment ago is for some seconds more.
        await().atMost(PATIENCE).until(() -> status(old) == 401);
    }

    @Test
    void a_token_that_is_believed_is_so_no_longer_when_its_time_is_over() throws Exception {
        var end = NumericDate.now();
        end.addSeconds(4 - GRACE);
        String token =
                issuer.token(
                        FIRST,
                        claims -> {
                            claims.setIssuedAt(NumericDate.fromSeconds(end.getValue() - 600));
                            claims.setExpirationTime(end);
                        });
        assertThat(status(token)).isEqualTo(200);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    long asked = System.currentTimeMillis();
                    boolean believed = status(token) == 200;
                    if (believed) {
                        assertThat(asked).isLessThan((end.getValue() + GRACE + 1) * 1000);
                    }
                    return !believed;
                });
        assertThat(status(token)).isEqualTo(401);
    }

    /** That a token is remembered is no reason to believe another that begins as it does. */
    @Test
    void beside_a_token_that_is_believed_a_changed_one_is_not() throws Exception {
        String token = issuer.token(FIRST, _ -> {});
        assertThat(status(token)).isEqualTo(200);
        int signature = token.lastIndexOf('.') + 1;
        char changed = token.charAt(signature) == 'A' ? 'B' : 'A';
        assertThat(status(token.substring(0, signature) + changed + token.substring(signature + 1)))
                .isEqualTo(401);
        assertThat(status(token)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"exp, -3, 200", "exp, -20, 401", "nbf, 4, 200", "nbf, 30, 401"})
    void clocks_may_differ_by_ten_seconds(String claim, int seconds, int status) throws Exception {
        var when = NumericDate.now();
        when.addSeconds(seconds);
        String token =
                issuer.token(
                        FIRST,
                        claims -> {
                            claims.setIssuedAt(NumericDate.fromSeconds(when.getValue() - 600));
                            claims.setClaim(claim, when.getValue());
                        });
        assertThat(status(token)).isEqualTo(status);
    }

    @Test
    void a_token_is_of_this_issuer_and_for_this_platform() throws Exception {
        assertThat(status(issuer.token(FIRST, claims -> claims.setIssuer("http://elsewhere"))))
                .isEqualTo(401);
        assertThat(status(issuer.token(FIRST, claims -> claims.setAudience("another"))))
                .isEqualTo(401);
        assertThat(status(issuer.token(FIRST, claims -> claims.unsetClaim("aud")))).isEqualTo(401);
        assertThat(
                        status(
                                issuer.token(
                                        FIRST,
                                        claims ->
                                                claims.setAudience(
                                                        "another", "inspection-platform"))))
                .isEqualTo(200);
        assertThat(status(issuer.token(FIRST, claims -> claims.unsetClaim("exp")))).isEqualTo(401);
        assertThat(status(issuer.token(FIRST, claims -> claims.unsetClaim("groups"))))
                .isEqualTo(403);
    }

    /** Whoever sends nonsense makes nobody ask the issuer more than every ten seconds. */
    @Test
    void tokens_of_unknown_keys_do_not_hammer_the_issuer() throws Exception {
        RsaJsonWebKey unknown = ForeignIssuer.newKey("unknown");
        long begun = System.nanoTime();
        int before = issuer.asked();
        for (int i = 0; i < 200; i++) {
            unknown.setKeyId("unknown-" + i);
            assertThat(status(issuer.token(unknown, _ -> {}))).isEqualTo(401);
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        assertThat(issuer.asked() - before).isLessThanOrEqualTo((int) (1 + seconds / 10));
    }

    @ParameterizedTest
    @CsvSource({
        "quarkus.oidc.token.audience, '', must name the audience",
        "quarkus.oidc.token.audience, any, must name the audience",
        "quarkus.oidc.token.issuer, any, must be the name of one issuer",
        "quarkus.oidc.auth-server-url, '', must be configured"
    })
    void a_service_that_would_believe_anybody_does_not_start(
            String setting, String value, String sentence) {
        var careless = new HashMap<>(Map.of("quarkus.oidc.auth-server-url", issuer.address()));
        careless.put(setting, value);
        try (var process = process(SERVICE, careless)) {
            process.start();
            await().atMost(Duration.ofMinutes(2)).until(() -> !process.runs());
            assertThat(process.lastLines()).contains(sentence).doesNotContain("Listening on");
        }
    }

    /** The one has opened a session, and the other knows it; a third, with another secret, not. */
    @Test
    void two_instances_share_their_sessions() throws Exception {
        int port = TestIssuer.freePort();
        var tokens = Tokens.withNewKey(Issuer.address(port));
        var pages = new HashMap<>(settings("reporting-service"));
        pages.put("quarkus.oidc.auth-server-url", tokens.issuer());
        pages.put("quarkus.oidc.pages.credentials.secret", "of the pages");
        pages.put("pages.session-secret", "a-secret-that-both-instances-know");
        var other = new HashMap<>(pages);
        other.put("pages.session-secret", "a-secret-that-neither-of-them-has");
        try (var one = process("reporting-service", pages);
                var two = process("reporting-service", pages);
                var stranger = process("reporting-service", other);
                var _ =
                        Issuer.start(
                                port,
                                tokens,
                                Issuer.Client.pages("of the pages", List.of(one.address())),
                                Issuer.LIFETIME)) {
            List.of(one, two, stranger).forEach(ServiceProcess::start);
            List.of(one, two, stranger).forEach(ServiceProcess::awaitAnswer);
            Map<String, String> cookies =
                    SignIn.with(
                            tokens.token("inspector", "shared", Optional.empty()),
                            URI.create(one.address()));
            assertThat(account(one, cookies)).contains("shared", "Sign out");
            assertThat(account(two, cookies)).contains("shared", "Sign out");
            assertThat(account(stranger, cookies)).doesNotContain("shared").contains("Sign in");
            // A session is nowhere but in the browser: an instance that died has taken none along.
            one.kill();
            one.start();
            one.awaitAnswer();
            assertThat(account(one, cookies)).contains("shared", "Sign out");
        }
    }

    /** What all instances share has a length, or they do not start. */
    @Test
    void pages_without_a_secret_do_not_start() {
        for (String secret : List.of("", "too short")) {
            Map<String, String> pages =
                    Map.of(
                            "quarkus.oidc.auth-server-url",
                            issuer.address(),
                            "pages.session-secret",
                            secret);
            try (var process = process("reporting-service", pages)) {
                process.start();
                await().atMost(Duration.ofMinutes(2)).until(() -> !process.runs());
                assertThat(process.lastLines()).contains("pages.session-secret must be set");
            }
        }
    }

    // ---- the words of these tests

    /** With an issuer of its own in place of the tests' key. */
    private static ServiceProcess process(String name, Map<String, String> more) {
        var configuration = new HashMap<>(settings(name));
        configuration.putAll(more);
        return new ServiceProcess(
                name, directory.resolve(name + "-" + System.nanoTime() + ".log"), configuration);
    }

    private static Map<String, String> settings(String name) {
        var configuration = new HashMap<>(SharedStack.get().configuration(name));
        configuration.keySet().removeIf(setting -> setting.startsWith("quarkus.oidc."));
        configuration.put("quarkus.profile", "prod");
        return configuration;
    }

    private static String account(ServiceProcess pages, Map<String, String> cookies)
            throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(pages.address() + "/account"))
                                .header("Accept", "text/html")
                                .header("Cookie", SignIn.header(cookies))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int status(String token) throws Exception {
        return ask(token).statusCode();
    }

    private static HttpResponse<String> ask(String token) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(service.address() + "/admin/relay"))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
