package uk.inspection.cases;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.local.testing.TestTokens;

/**
 * What a client gets who asks for more than docs/limits.md lets him, of a service with low limits.
 */
@QuarkusTest
@QuarkusTestResource(CaseServiceStack.class)
@TestProfile(LimitsTest.Low.class)
class LimitsTest {
    private static final int BURST = 100;
    private static final int SOONER_THAN_REFUSED = 20 * BURST;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String LISTING = "/v1/inspections";

    /** Low enough to be met in a test. */
    public static class Low implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "limits.requests.burst", Integer.toString(BURST),
                    "limits.requests.per-second", "1",
                    "limits.body-seconds", "10",
                    "quarkus.http.idle-timeout", "5S");
        }
    }

    // ---- requests of a client

    @Test
    void a_subject_that_sends_without_end_is_told_when_to_come_again() {
        String hasty = introduced();
        refusedInTheEnd(() -> given().auth().oauth2(hasty).get(LISTING));
        given().auth().oauth2(hasty).get("/q/health/live").then().statusCode(200);
        given().auth().oauth2(introduced()).get(LISTING).then().statusCode(200);
    }

    @Test
    void a_token_that_was_not_checked_has_no_bucket_of_its_own() {
        String known = introduced();
        refusedInTheEnd(() -> given().auth().oauth2(forged()).get(LISTING));
        given().auth().oauth2(known).get(LISTING).then().statusCode(200);
    }

    @Test
    void who_has_no_token_is_counted_by_his_address() {
        refusedInTheEnd(() -> given().get(LISTING));
        given().auth().oauth2(introduced()).get(LISTING).then().statusCode(200);
    }

    @Test
    void a_writing_request_that_is_refused_writes_nothing_and_may_come_again() {
        String hasty = introduced();
        refusedInTheEnd(() -> given().auth().oauth2(hasty).get(LISTING));
        RequestSpecification request =
                given().auth()
                        .oauth2(hasty)
                        .contentType(ContentType.JSON)
                        .header("Idempotency-Key", "hasty")
                        .body("{\"answers\":{}}");
        await().atMost(PATIENCE)
                .until(() ->
                        request.post("/v1/inspections/none/cases/none/judgements").statusCode()
                                != 429);
    }

    @Test
    void what_was_refused_is_counted_without_its_address() {
        String hasty = introduced();
        refusedInTheEnd(() -> given().auth().oauth2(hasty).get("/v1/inspections/of-nobody/cases"));
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("status=\"429\""))
                .body(not(containsString("of-nobody")));
    }

    private static void refusedInTheEnd(Supplier<Response> request) {
        for (int i = 0; i < SOONER_THAN_REFUSED; i++) {
            Response answer = request.get();
            if (answer.statusCode() == 429) {
                answer.then()
                        .contentType("application/problem+json")
                        .header("Retry-After", "1")
                        .body("status", equalTo(429))
                        .body("detail", containsString("%d at once".formatted(BURST)));
                return;
            }
        }
        throw new AssertionError("never refused");
    }

    // ---- JSON

    @Inject ObjectMapper json;

    @Test
    void json_is_at_most_64_levels_deep() {
        assertThatCode(() -> json.readTree("[".repeat(64) + "]".repeat(64)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> json.readTree("[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(StreamConstraintsException.class);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of(
                        "{\"answers\":{\"1.1\":\"" + "x".repeat(1_000_001) + "\"}}",
                        "must hold texts of at most 1000000 characters"),
                Arguments.of(
                        "{\"answers\":{\"" + "x".repeat(1_001) + "\":\"yes\"}}",
                        "must hold names of at most 1000 characters"),
                Arguments.of(
                        "{\"answers\":" + "1".repeat(101) + "}",
                        "must hold numbers of at most 100 digits"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void json_has_limits_that_are_named(String body, String rule) {
        judged(body).statusCode(400).body("violations[0].rule", equalTo(rule));
    }

    @Test
    void a_field_that_is_there_twice_is_not_guessed() {
        judged("{\"answers\":{\"1.1\":\"yes\"},\"answers\":{\"1.1\":\"no\"}}")
                .statusCode(400)
                .body("violations[0].field", equalTo("body"));
    }

    @Test
    void no_text_and_no_name_holds_what_no_database_keeps() {
        for (String bad : new String[] {"\\ud800", "\\udc00x", "\\ud800x", "x\\u0000"}) {
            judged("{\"answers\":{\"1.1\":\"%s\"}}".formatted(bad))
                    .statusCode(400)
                    .body("violations[0].field", equalTo("answers.1.1"));
            judged("{\"answers\":{\"%s\":\"yes\"}}".formatted(bad))
                    .statusCode(400)
                    .body("violations[0].field", not(startsWith("answers.")));
        }
    }

    private static ValidatableResponse judged(String body) {
        return given().auth()
                .oauth2(introduced())
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(body)
                .post("/v1/inspections/none/cases/none/judgements")
                .then()
                .contentType("application/problem+json");
    }

    // ---- what the server itself sees to

    @Test
    void a_line_or_headers_too_long_end_the_connection() throws IOException {
        assertThat(answer("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.0 414 ");
        // Of the second the server has read which version it is in.
        assertThat(answer("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(21_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void a_body_that_comes_byte_by_byte_must_end_in_time() throws IOException {
        try (Socket socket = socket()) {
            send(
                    socket,
                    """
                    POST /v1/inspections/none/cases/none/judgements HTTP/1.1\r
                    Host: a\r
                    Authorization: Bearer %s\r
                    Content-Type: application/json\r
                    Idempotency-Key: slow\r
                    Content-Length: 100000\r
                    \r
                    """
                            .formatted(introduced()));
            assertThat(drip(socket))
                    .satisfiesAnyOf(
                            cut -> assertThat(cut).as("lost by what was sent meanwhile").isEmpty(),
                            said ->
                                    assertThat(said)
                                            .startsWith("HTTP/1.1 408 ")
                                            .contains(
                                                    "application/problem+json",
                                                    "within 10 seconds"));
        }
    }

    /** Sends a byte, and one more, until there is an answer or an end; not for ever. */
    private static String drip(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        var read = new ByteArrayOutputStream();
        long begun = System.nanoTime();
        while (true) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
            try {
                if (read.size() == 0) {
                    send(socket, " ");
                }
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return read.toString(ISO_8859_1);
                }
                read.write(next);
            } catch (SocketTimeoutException notYet) {
                // one more
            } catch (SocketException cut) {
                return read.toString(ISO_8859_1);
            }
        }
    }

    @Test
    void a_connection_on_which_nothing_moves_is_closed() throws IOException {
        assertThat(answer("GET /v1/frameworks HT")).isEmpty();
    }

    private static String answer(String request) throws IOException {
        try (Socket socket = socket()) {
            send(socket, request);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Another's claims under the signature. */
    private static String forged() {
        String claims = token();
        return claims.substring(0, claims.lastIndexOf('.'))
                + token().substring(token().lastIndexOf('.'));
    }

    /**
     * One that the service knows: newcomers share a bucket, which another test may have emptied.
     */
    private static String introduced() {
        String token = token();
        await().atMost(PATIENCE)
                .until(() -> given().auth().oauth2(token).get(LISTING).statusCode() == 200);
        return token;
    }

    /** Of a subject that nobody has been. */
    private static String token() {
        return TestTokens.token("inspector", UUID.randomUUID().toString(), null);
    }
}
