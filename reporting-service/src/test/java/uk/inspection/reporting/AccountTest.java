package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.local.Tokens;
import uk.inspection.local.testing.SignIn;
import uk.inspection.local.testing.TestIssuer;
import uk.inspection.local.testing.TestTokens;

/** Signing in at an issuer, and what a session's cookies may do and may not. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class AccountTest {
    @SuppressWarnings("NullAway.Init") // by the stack
    TestIssuer issuer;

    private final Newsroom newsroom = new Newsroom();

    @AfterEach
    void close() {
        newsroom.close();
    }

    @Test
    void who_signs_in_is_known_from_cookies_that_no_script_reads() {
        Map<String, String> cookies = Sessions.of("yot", "Sefton");
        session(cookies)
                .get("/account")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(allOf(containsString("browser-yot"), containsString("Sefton")));
        String draft = newsroom.drafted("Sefton", "Sefton Youth Offending Team", "Not yet public.");
        session(cookies).get("/v1/reports/{id}", draft).then().statusCode(404);
        session(Sessions.of("lead-inspector", null))
                .get("/v1/reports/{id}", draft)
                .then()
                .statusCode(200)
                .body(containsString("Not yet public."));
    }

    @Test
    void the_cookies_are_for_this_service_alone_and_tell_nobody_the_tokens() {
        var signIn = new SignIn(Sessions.pages());
        URI asked = signIn.begin("/reports");
        URI back = signIn.present(TestTokens.token("yjb", "browser-yjb", null), asked);
        List<String> set =
                signIn.get(back).headers().allValues("Set-Cookie").stream()
                        .filter(cookie -> cookie.startsWith("q_session"))
                        .toList();
        assertThat(set)
                .isNotEmpty()
                .allSatisfy(cookie ->
                        assertThat(cookie)
                                .contains("HTTPOnly", "SameSite=Lax", "Path=/")
                                .doesNotContain("eyJhbGciOiJSUzI1NiI"));
    }

    /** Proof key, state and nonce: each is asked for, and differs every time. */
    @Test
    void the_issuer_is_asked_so_that_no_answer_fits_another_browser() {
        var first = parameters(new SignIn(Sessions.pages()).begin("/account"));
        var second = parameters(new SignIn(Sessions.pages()).begin("/account"));
        assertThat(first)
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("redirect_uri", Sessions.pages() + "/account/signed-in");
        for (String name : List.of("state", "nonce", "code_challenge")) {
            assertThat(first.get(name)).isNotBlank().isNotEqualTo(second.get(name));
        }
    }

    /** What comes back with the code was not what this browser asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"state", "nonce", "code_challenge"})
    void an_answer_to_another_question_opens_no_session(String changed) {
        var signIn = new SignIn(Sessions.pages());
        URI asked = signIn.begin("/account");
        String value = String.valueOf(parameters(asked).get(changed));
        String other = (value.charAt(0) == 'A' ? "B" : "A") + value.substring(1);
        URI back = signIn.present(token(), URI.create(asked.toString().replace(value, other)));
        refused(signIn, back);
    }

    @Test
    void a_code_that_another_browser_was_given_opens_no_session() {
        var attacker = new SignIn(Sessions.pages());
        URI back = attacker.present(token(), attacker.begin("/account"));
        refused(new SignIn(Sessions.pages()), back);
        var victim = new SignIn(Sessions.pages());
        victim.begin("/account");
        refused(victim, back);
    }

    @Test
    void a_code_opens_one_session() {
        var signIn = new SignIn(Sessions.pages());
        URI asked = signIn.begin("/account");
        URI back = signIn.present(token(), asked);
        Map<String, String> before = signIn.cookies();
        signIn.comeBack(back);
        var answer =
                browser()
                        .cookies(before)
                        .redirects()
                        .follow(false)
                        .urlEncodingEnabled(false)
                        .get(back);
        assertThat(answer.cookies().keySet()).noneMatch(name -> name.startsWith("q_session"));
    }

    @Test
    void an_issuer_that_refuses_opens_no_session() {
        var signIn = new SignIn(Sessions.pages());
        String state = parameters(signIn.begin("/account")).get("state");
        refused(
                signIn,
                Sessions.pages().resolve("/account/signed-in?error=access_denied&state=" + state));
    }

    @Test
    void cookies_that_somebody_has_changed_are_nobodys() {
        Map<String, String> cookies = new HashMap<>(Sessions.of("lead-inspector", null));
        cookies.replaceAll((_, value) ->
                value.substring(0, 40)
                        + (value.charAt(40) == 'A' ? "B" : "A")
                        + value.substring(41));
        session(cookies).get("/reports").then().statusCode(200);
        session(cookies).get("/account").then().statusCode(200).body(containsString("Sign in"));
        session(cookies).get("/v1/inspections/1/history").then().statusCode(401);
    }

    @Test
    void a_session_whose_token_has_expired_ends() {
        var passing = TestTokens.token("analyst", "browser", null, Duration.ofSeconds(2));
        Map<String, String> cookies = Sessions.with(passing);
        session(cookies).get("/account").then().statusCode(200).body(containsString("Sign out"));
        await().atMost(Duration.ofSeconds(40))
                .until(() -> session(cookies).get("/v1/inspections/1/history").statusCode() == 401);
        session(cookies).get("/reports").then().statusCode(200);
        session(cookies).get("/account").then().statusCode(200).body(containsString("Sign in"));
        session(cookies)
                .get("/v1/inspections/1/history")
                .then()
                .statusCode(401)
                .body(containsString("You need to sign in"));
    }

    /** The answer brings the new one, and the holder is who he was. */
    @Test
    void a_token_that_has_expired_is_renewed() {
        issuer.stop();
        issuer.startAgain(Duration.ofSeconds(2));
        try {
            Map<String, String> cookies =
                    Sessions.with(TestTokens.token("yot", "renewed", "Sefton"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        var answer = session(cookies).get("/account");
                        assertThat(answer.asString())
                                .contains("renewed", "yot", "Sefton", "Sign out");
                        return answer.cookies().keySet().stream()
                                .anyMatch(name -> name.startsWith("q_session"));
                    });
        } finally {
            issuer.stop();
            issuer.startAgain();
        }
    }

    @Test
    void sessions_and_tokens_hold_while_the_issuer_is_away_and_after() {
        Map<String, String> cookies = Sessions.of("analyst", null);
        session(cookies).get("/account").then().body(containsString("Sign out"));
        issuer.stop();
        try {
            session(cookies).get("/account").then().body(containsString("Sign out"));
            given().header("Authorization", "Bearer " + token())
                    .accept("text/html")
                    .get("/plans")
                    .then()
                    .statusCode(200);
            given().header("Authorization", "Bearer " + foreign())
                    .get("/v1/inspections/1/history")
                    .then()
                    .statusCode(anyOf(is(401), is(503)));
        } finally {
            issuer.startAgain();
        }
        session(cookies).get("/account").then().body(containsString("Sign out"));
    }

    @Test
    void another_site_can_sign_nobody_out() {
        for (var header :
                Map.of("Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site")
                        .entrySet()) {
            session(Sessions.of("yjb", null))
                    .header(header.getKey(), header.getValue())
                    .redirects()
                    .follow(false)
                    .contentType("application/x-www-form-urlencoded")
                    .post("/account/end")
                    .then()
                    .statusCode(403)
                    .header("Set-Cookie", nullValue())
                    .body(containsString("You may not see this page"));
        }
        session(Sessions.of("yjb", null)).get("/account/end").then().statusCode(405);
        session(Sessions.of("yjb", null)).get("/account").then().body(containsString("Sign out"));
    }

    @Test
    void another_site_can_write_nothing_with_a_session() {
        String draft = newsroom.drafted("Sefton", "Sefton Youth Offending Team", "Not yet public.");
        Map<String, String> lead = Sessions.of("lead-inspector", null);
        for (var header :
                Map.of("Origin", "https://elsewhere.example", "Sec-Fetch-Site", "same-site")
                        .entrySet()) {
            given().cookies(lead)
                    .header(header.getKey(), header.getValue())
                    .header("Idempotency-Key", "foreign")
                    .contentType("application/json")
                    .body("{\"section\":\"foreword\",\"text\":\"Ours.\",\"reason\":\"None.\"}")
                    .post("/v1/reports/{id}/amendments", draft)
                    .then()
                    .statusCode(401);
        }
        session(lead).get("/v1/reports/{id}", draft).then().body(not(containsString("Ours.")));
    }

    /** A cache before us sees a cookie and no token, and would not know better. */
    @Test
    void what_a_session_was_used_for_is_kept_nowhere() {
        String draft = newsroom.drafted("Sefton", "Sefton Youth Offending Team", "Not yet public.");
        Map<String, String> lead = Sessions.of("lead-inspector", null);
        for (String address :
                List.of(
                        "/v1/reports/" + draft,
                        "/v1/reports/" + draft + "/document",
                        "/v1/reports/" + draft + "/document/tables.csv",
                        "/v1/inspections/" + draft + "/history",
                        "/reports/" + draft)) {
            session(lead)
                    .accept("*/*")
                    .get(address)
                    .then()
                    .statusCode(200)
                    .header("Cache-Control", "no-store");
        }
    }

    @Test
    void what_is_not_published_yet_is_found_by_those_who_may_see_it() {
        String draft = newsroom.drafted("Sefton", "Sefton Youth Offending Team", "Not yet public.");
        String link = "href=\"/reports/" + draft + "\"";
        session(Sessions.of("inspector", null)).get("/account").then().body(containsString(link));
        session(Sessions.of("yot", "Sefton"))
                .get("/account")
                .then()
                .body(not(containsString(link)));
        newsroom.opened(draft);
        session(Sessions.of("yot", "Sefton")).get("/account").then().body(containsString(link));
        session(Sessions.of("yot", "Leeds")).get("/account").then().body(not(containsString(link)));
        session(Sessions.of("analyst", null))
                .get("/account")
                .then()
                .body(not(containsString(link)));
    }

    @Test
    void a_token_in_the_header_counts_more_than_the_cookie() {
        String draft = newsroom.drafted("Sefton", "Sefton Youth Offending Team", "Not yet public.");
        session(Sessions.of("lead-inspector", null))
                .header("Authorization", "Bearer " + TestTokens.token("yjb", "program", null))
                .get("/v1/reports/{id}", draft)
                .then()
                .statusCode(404);
    }

    /** Here, and at the issuer, which renews nothing of this session any more. */
    @Test
    void who_signs_out_is_nobody() {
        var signIn = new SignIn(Sessions.pages());
        signIn.comeBack(signIn.present(token(), signIn.begin("/account")));
        var answer =
                ours(session(signIn.cookies()))
                        .redirects()
                        .follow(false)
                        .contentType("application/x-www-form-urlencoded")
                        .post("/account/end");
        assertThat(answer.statusCode()).isBetween(302, 303);
        assertThat(answer.headers().getValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("q_session"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("Max-Age=0"));
        URI out = URI.create(answer.header("Location"));
        assertThat(out.toString()).startsWith(issuer.address() + "/end-session?");
        assertThat(parameters(out))
                .containsEntry("post_logout_redirect_uri", Sessions.pages() + "/")
                .containsKey("id_token_hint");
        var home = new SignIn(Sessions.pages()).get(out);
        assertThat(home.headers().firstValue("Location").orElseThrow())
                .startsWith(Sessions.pages() + "/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example/",
                "//elsewhere.example",
                "/\\elsewhere.example",
                "/%0d%0aSet-Cookie:x=y\n",
                "javascript:alert(1)",
                "/a%"
            })
    void nobody_is_led_elsewhere(String to) {
        assertThat(ledTo(to)).isEqualTo(Sessions.pages().resolve("/account"));
    }

    @ParameterizedTest
    @CsvSource({"a, 1500", "%61, 390"})
    void somebody_who_filtered_much_gets_back_to_his_page(String repeated, int times) {
        String to = "/reports?area=" + repeated.repeat(times);
        assertThat(ledTo(to).toString()).endsWith(to);
    }

    // ---- the words of these tests

    private static URI ledTo(String to) {
        var signIn = new SignIn(Sessions.pages());
        return signIn.comeBack(signIn.present(token(), signIn.begin(to)));
    }

    private static void refused(SignIn signIn, URI back) {
        var answer = signIn.get(back);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("You need to sign in");
        assertThat(signIn.cookies().keySet()).noneMatch(name -> name.startsWith("q_session"));
    }

    private static Map<String, String> parameters(URI address) {
        var parameters = new HashMap<String, String>();
        for (String pair : address.getRawQuery().split("&", -1)) {
            String[] both = pair.split("=", 2);
            parameters.put(both[0], URLDecoder.decode(both[1], UTF_8));
        }
        return parameters;
    }

    private static String token() {
        return TestTokens.token("yjb", "browser-yjb", null);
    }

    /** Of an issuer that nobody here knows. */
    private static String foreign() {
        return Tokens.withNewKey(TestTokens.issuer()).token("yjb", "foreign", Optional.empty());
    }

    private static RequestSpecification ours(RequestSpecification request) {
        return request.header("Origin", "http://localhost:" + RestAssured.port);
    }

    private static RequestSpecification session(Map<String, String> cookies) {
        return browser().cookies(cookies);
    }

    private static RequestSpecification browser() {
        return given().accept("text/html,application/json;q=0.9,*/*;q=0.8");
    }
}
