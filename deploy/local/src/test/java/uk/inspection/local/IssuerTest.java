package uk.inspection.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.local.testing.TestIssuer;

/** The issuer of a stack, by its doors. */
class IssuerTest {
    private static final String VERIFIER = "a-proof-key-of-at-least-forty-three-characters-";
    private static final String BACK = "http://127.0.0.1:1/account/signed-in";
    private static final String HOME = "http://127.0.0.1:1/";
    private static final String SECRET = "a secret: with % and +";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    @TempDir Path directory;
    private final int port = TestIssuer.freePort();
    private Secrets secrets;
    private Tokens tokens;
    private Issuer issuer;

    @BeforeEach
    void start() {
        var data = DataDirectory.at(directory);
        data.prepare();
        secrets = new Secrets(data);
        tokens = secrets.tokens(Issuer.address(port));
        issuer = started();
    }

    private Issuer started() {
        return Issuer.start(
                port,
                () -> secrets.signingKeys(Instant.now()),
                Issuer.Client.pages(SECRET, List.of("http://127.0.0.1:1")),
                Issuer.LIFETIME);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void who_holds_a_token_of_the_stack_is_given_tokens_with_his_role_and_area() throws Exception {
        var given = tokensFor(code(tokens.token("yot", "anna", Optional.of("Sefton"))));
        var access = verified(given.path("access_token").asText(), "inspection-platform");
        assertEquals("anna", access.getSubject());
        assertEquals(List.of("yot"), access.getStringListClaimValue("groups"));
        assertEquals("Sefton", access.getStringClaimValue("area"));
        var identity = verified(given.path("id_token").asText(), "inspection-pages");
        assertEquals("anna", identity.getSubject());
        assertEquals("of-this-attempt", identity.getStringClaimValue("nonce"));
        assertFalse(identity.hasClaim("groups"));
        assertEquals(
                Issuer.LIFETIME.toSeconds(),
                access.getExpirationTime().getValue() - access.getIssuedAt().getValue());
    }

    @Test
    void what_it_says_of_itself_is_at_its_own_address() throws Exception {
        var metadata = json(get("/.well-known/openid-configuration"));
        assertEquals(issuer.address(), metadata.path("issuer").asText());
        for (var name : List.of("authorization_endpoint", "token_endpoint", "jwks_uri")) {
            assertTrue(metadata.path(name).asText().startsWith(issuer.address() + "/"));
        }
        assertEquals("[\"S256\"]", metadata.path("code_challenge_methods_supported").toString());
        var keys = json(get("/jwks")).path("keys");
        assertEquals(1, keys.size());
        assertFalse(keys.get(0).has("d"), "the private key stays where it is");
    }

    @Test
    void no_session_outlives_the_token_that_it_was_opened_with() throws Exception {
        var brief = tokens.token("analyst", "a", Optional.empty(), Duration.ofSeconds(90));
        var given = tokensFor(code(brief));
        var until = claims(brief).getExpirationTime();
        for (var name : List.of("access_token", "id_token", "refresh_token")) {
            assertEquals(until, claims(given.path(name).asText()).getExpirationTime(), name);
        }
    }

    // ---- who gets nothing

    @Test
    void nobody_signs_in_without_a_token_of_this_stack_that_holds() throws Exception {
        var others = new ArrayList<>(List.of("", "nonsense", "a.b.c"));
        others.add(Tokens.withNewKey(tokens.issuer()).token("yjb", "y", Optional.empty()));
        others.add(tokens.token("yjb", "y", Optional.empty(), Duration.ofSeconds(-1)));
        var given = tokensFor(code(token()));
        others.add(given.path("id_token").asText());
        others.add(given.path("refresh_token").asText());
        for (var other : others) {
            var answer = post("/authorize", with(asked(), "token", other));
            assertEquals(401, answer.statusCode(), other);
            assertTrue(answer.body().contains("Enter a token that is valid"), other);
            assertTrue(answer.headers().firstValue("Location").isEmpty());
        }
    }

    /** To an address that is not the client's own not even an error is sent. */
    @ParameterizedTest
    @CsvSource({
        "redirect_uri, http://127.0.0.1:1/account/signed-in/",
        "redirect_uri, http://127.0.0.1:1/account/signed-in?x=y",
        "redirect_uri, http://127.0.0.1:2/account/signed-in",
        "redirect_uri, http://127.0.0.1:1@elsewhere.example/account/signed-in",
        "redirect_uri, https://elsewhere.example/",
        "redirect_uri, ''",
        "client_id, another"
    })
    void nobody_is_sent_to_an_address_that_is_not_known(String parameter, String value)
            throws Exception {
        var asked = with(with(asked(), parameter, value), "token", token());
        for (var answer : List.of(get("/authorize?" + form(asked)), post("/authorize", asked))) {
            assertEquals(400, answer.statusCode());
            assertTrue(answer.headers().firstValue("Location").isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "code_challenge_method, plain, invalid_request",
        "code_challenge_method, '', invalid_request",
        "code_challenge, '', invalid_request",
        "code_challenge, short, invalid_request",
        "response_type, token, unsupported_response_type",
        "scope, profile, invalid_scope"
    })
    void no_code_is_given_without_a_proof_key(String parameter, String value, String error)
            throws Exception {
        var asked = with(with(asked(), parameter, value), "token", token());
        var back = parameters(location(post("/authorize", asked)));
        assertEquals(error, back.get("error"));
        assertEquals("as-it-was", back.get("state"));
        assertFalse(back.containsKey("code"));
    }

    @ParameterizedTest
    @CsvSource({
        "code_verifier, another-proof-key-of-at-least-forty-three-characters",
        "code_verifier, ''",
        "redirect_uri, http://127.0.0.1:1/elsewhere",
        "code, another"
    })
    void a_code_is_for_who_asked_for_it(String parameter, String value) throws Exception {
        var wanted = with(redemption(code(token())), parameter, value);
        refused("invalid_grant", post("/token", wanted, SECRET));
    }

    @Test
    void a_code_is_for_its_client() throws Exception {
        var wanted = redemption(code(token()));
        assertEquals(401, post("/token", wanted, "another secret").statusCode());
        assertEquals(401, post("/token", wanted).statusCode());
        assertEquals(200, post("/token", wanted, SECRET).statusCode());
    }

    @Test
    void a_code_counts_once_and_who_steals_one_ends_what_it_has_opened() throws Exception {
        var code = code(token());
        var given = tokensFor(code);
        assertEquals(200, refresh(given).statusCode());
        refused("invalid_grant", post("/token", redemption(code), SECRET));
        refused("invalid_grant", refresh(given));
    }

    @Test
    void of_many_that_come_with_a_code_at_once_one_is_given_tokens() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                var wanted = redemption(code(token()));
                var all =
                        threads.invokeAll(
                                java.util.Collections.nCopies(
                                        16,
                                        (Callable<Integer>)
                                                () -> post("/token", wanted, SECRET).statusCode()));
                int succeeded = 0;
                for (var one : all) {
                    succeeded += one.get() == 200 ? 1 : 0;
                }
                assertEquals(1, succeeded);
            }
        }
    }

    @Test
    void what_cannot_be_read_is_refused() throws Exception {
        refused("unsupported_grant_type", post("/token", Map.of("grant_type", "password"), SECRET));
        assertEquals(400, get("/authorize?client_id=a&client_id=b").statusCode());
        assertEquals(400, post("/token", Map.of("code", "x".repeat(70_000))).statusCode());
        assertEquals(404, get("/").statusCode());
    }

    // ---- how long

    @Test
    void a_session_goes_on_after_a_restart() throws Exception {
        var given = tokensFor(code(token()));
        issuer.close();
        issuer = started();
        var renewed = refresh(given);
        assertEquals(200, renewed.statusCode(), renewed.body());
        var access = claims(json(renewed).path("access_token").asText());
        assertEquals(List.of("yjb"), access.getStringListClaimValue("groups"));
    }

    @Test
    void who_has_signed_out_is_given_nothing_more() throws Exception {
        var given = tokensFor(code(token()));
        var out =
                get(
                        "/end-session?"
                                + form(
                                        Map.of(
                                                "id_token_hint",
                                                given.path("id_token").asText(),
                                                "post_logout_redirect_uri",
                                                HOME)));
        assertEquals(HOME, location(out).toString());
        refused("invalid_grant", refresh(given));
    }

    @Test
    void nobody_is_signed_out_to_another_address_nor_without_being_named() throws Exception {
        var hint = tokensFor(code(token())).path("id_token").asText();
        for (var asked :
                List.of(
                        Map.of("id_token_hint", hint, "post_logout_redirect_uri", HOME + "x"),
                        Map.of("post_logout_redirect_uri", HOME),
                        Map.of("id_token_hint", "a.b.c", "post_logout_redirect_uri", HOME))) {
            assertEquals(400, get("/end-session?" + form(asked)).statusCode());
        }
    }

    @Test
    void a_new_key_signs_at_once_and_the_old_ones_tokens_hold() throws Exception {
        var before = tokensFor(code(token()));
        secrets.rotateSigningKey(Instant.now());
        var keys = json(get("/jwks")).path("keys");
        assertEquals(2, keys.size());
        assertNotEquals(
                tokens.keyId(), secrets.existingTokens().keyId(), "the key in use is another one");
        verified(before.path("access_token").asText(), "inspection-platform");
        var renewed = refresh(before);
        assertEquals(200, renewed.statusCode());
        verified(json(renewed).path("access_token").asText(), "inspection-platform");
        assertEquals(
                secrets.existingTokens().keyId(),
                header(json(renewed).path("access_token").asText()).path("kid").asText());
    }

    @Test
    void an_old_key_is_forgotten_with_its_last_token() {
        var now = Instant.now();
        secrets.rotateSigningKey(now);
        assertEquals(
                2, secrets.signingKeys(now.plus(Tokens.LIFETIME).minusSeconds(2)).proving().size());
        assertEquals(
                1, secrets.signingKeys(now.plus(Tokens.LIFETIME).plusSeconds(1)).proving().size());
    }

    /** A rotation writes two files. */
    @Test
    void a_rotation_that_was_broken_off_has_lost_no_key() throws Exception {
        var signing = directory.resolve("secrets/signing-key");
        var old = Files.readString(signing);
        secrets.rotateSigningKey(Instant.now());
        Files.writeString(signing, old);
        assertEquals(1, json(get("/jwks")).path("keys").size());
        verified(tokens.token("yjb", "y", Optional.empty()), "inspection-platform");
    }

    // ---- the page

    @Test
    void the_page_says_nothing_that_was_not_escaped_and_may_do_nothing() throws Exception {
        var asked = with(asked(), "state", "\"><script>alert(1)</script>");
        var page = get("/authorize?" + form(asked));
        assertEquals(200, page.statusCode());
        assertFalse(page.body().contains("<script"));
        assertTrue(page.body().contains("<label for=\"token\">"));
        var policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.contains("default-src 'none'"));
        assertTrue(policy.contains("form-action 'self' http://127.0.0.1:1/"));
        assertEquals("no-store", page.headers().firstValue("Cache-Control").orElseThrow());
    }

    // ---- the words of these tests

    private String token() {
        return secrets.existingTokens().token("yjb", "y", Optional.empty());
    }

    private static Map<String, String> asked() throws Exception {
        var asked = new LinkedHashMap<String, String>();
        asked.put("client_id", "inspection-pages");
        asked.put("redirect_uri", BACK);
        asked.put("response_type", "code");
        asked.put("scope", "openid");
        asked.put("state", "as-it-was");
        asked.put("nonce", "of-this-attempt");
        asked.put("code_challenge_method", "S256");
        asked.put(
                "code_challenge",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(VERIFIER.getBytes(US_ASCII))));
        return asked;
    }

    private String code(String credential) throws Exception {
        var back = location(post("/authorize", with(asked(), "token", credential)));
        assertTrue(back.toString().startsWith(BACK + "?"));
        assertEquals("as-it-was", parameters(back).get("state"));
        return Optional.ofNullable(parameters(back).get("code")).orElseThrow();
    }

    private static Map<String, String> redemption(String code) {
        return Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", BACK,
                "code_verifier", VERIFIER);
    }

    private JsonNode tokensFor(String code) throws Exception {
        var answer = post("/token", redemption(code), SECRET);
        assertEquals(200, answer.statusCode(), answer.body());
        return json(answer);
    }

    private HttpResponse<String> refresh(JsonNode given) throws Exception {
        return post(
                "/token",
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        given.path("refresh_token").asText()),
                SECRET);
    }

    private static void refused(String error, HttpResponse<String> answer) throws IOException {
        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals(error, json(answer).path("error").asText());
        assertFalse(answer.body().contains("access_token"));
    }

    /** As a service does it: by the keys at the issuer's address. */
    private JwtClaims verified(String token, String audience) throws Exception {
        return new JwtConsumerBuilder()
                .setExpectedIssuer(issuer.address())
                .setExpectedAudience(audience)
                .setVerificationKeyResolver(
                        new HttpsJwksVerificationKeyResolver(
                                new HttpsJwks(issuer.address() + "/jwks")))
                .build()
                .processToClaims(token);
    }

    private static JwtClaims claims(String token) throws Exception {
        return JwtClaims.parse(part(token, 1));
    }

    private static JsonNode header(String token) throws Exception {
        return JSON.readTree(part(token, 0));
    }

    private static String part(String token, int number) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[number]), UTF_8);
    }

    private static Map<String, String> with(Map<String, String> all, String name, String value) {
        var changed = new LinkedHashMap<>(all);
        changed.put(name, value);
        return changed;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(issuer.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Map<String, String> form) throws Exception {
        return HTTP.send(request(path, form).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Map<String, String> form, String secret)
            throws Exception {
        var both = "inspection-pages:" + URLEncoder.encode(secret, UTF_8);
        return HTTP.send(
                request(path, form)
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, Map<String, String> form) {
        return HttpRequest.newBuilder(URI.create(issuer.address() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form)));
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> parameters(URI address) {
        return List.of(address.getRawQuery().split("&", -1)).stream()
                .map(pair -> pair.split("=", 2))
                .collect(
                        Collectors.toMap(
                                both -> both[0], both -> URLDecoder.decode(both[1], UTF_8)));
    }

    private static URI location(HttpResponse<String> answer) {
        assertEquals(303, answer.statusCode(), answer.body());
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }
}
