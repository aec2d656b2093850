package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.local.testing.TestTokens;

/** Signing in, and what a session's cookie may do and may not. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class AccountTest {
    private final Newsroom newsroom = new Newsroom();

    @AfterEach
    void close() {
        newsroom.close();
    }

    @Test
    void who_signs_in_is_known_from_a_cookie_that_no_script_reads() {
        String cookie = signedIn("yot", "Sefton");
        session(cookie)
                .get("/account")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(allOf(containsString("browser-yot"), containsString("Sefton")));
        String draft = newsroom.drafted("Sefton", "Sefton Youth Offending Team", "Not yet public.");
        session(cookie).get("/v1/reports/{id}", draft).then().statusCode(404);
        session(signedIn("lead-inspector", null))
                .get("/v1/reports/{id}", draft)
                .then()
                .statusCode(200)
                .body(containsString("Not yet public."));
    }

    @Test
    void the_cookie_is_for_this_service_alone() {
        sent(TestTokens.token("yjb", "browser-yjb", null))
                .redirects()
                .follow(false)
                .formParam("to", "/reports")
                .post("/account")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/reports"))
                .header(
                        "Set-Cookie",
                        allOf(
                                startsWith("session="),
                                containsString("HttpOnly"),
                                containsString("SameSite=Lax"),
                                containsString("Path=/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "a.b.c"})
    void a_token_that_is_none_opens_no_session(String token) {
        sent(token)
                .post("/account")
                .then()
                .statusCode(401)
                .header("Set-Cookie", nullValue())
                .body(containsString("Enter a token that is valid and has not expired"));
    }

    @Test
    void a_token_that_has_expired_opens_no_session_and_ends_one() {
        String expired =
                TestTokens.token("analyst", "browser", null, Duration.ofMinutes(10).negated());
        sent(expired).post("/account").then().statusCode(401);
        session(expired).get("/reports").then().statusCode(200);
        session(expired).get("/account").then().statusCode(200).body(containsString("<textarea"));
        session(expired)
                .get("/v1/inspections/1/history")
                .then()
                .statusCode(401)
                .body(containsString("You need to sign in"));
    }

    @Test
    void another_site_can_sign_nobody_in_or_out() {
        for (var header :
                Map.of("Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site")
                        .entrySet()) {
            for (String address : new String[] {"/account", "/account/end"}) {
                browser()
                        .header(header.getKey(), header.getValue())
                        .formParam("token", TestTokens.token("yjb", "browser", null))
                        .post(address)
                        .then()
                        .statusCode(403)
                        .header("Set-Cookie", nullValue())
                        .body(containsString("You may not see this page"));
            }
        }
        browser().formParam("token", "x").post("/account").then().statusCode(403);
    }

    @Test
    void another_site_can_write_nothing_with_a_session() {
        String draft = newsroom.drafted("Sefton", "Sefton Youth Offending Team", "Not yet public.");
        String lead = signedIn("lead-inspector", null);
        for (var header :
                Map.of("Origin", "https://elsewhere.example", "Sec-Fetch-Site", "same-site")
                        .entrySet()) {
            given().cookie("session", lead)
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
        String lead = signedIn("lead-inspector", null);
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
        session(signedIn("inspector", null)).get("/account").then().body(containsString(link));
        session(signedIn("yot", "Sefton")).get("/account").then().body(not(containsString(link)));
        newsroom.opened(draft);
        session(signedIn("yot", "Sefton")).get("/account").then().body(containsString(link));
        session(signedIn("yot", "Leeds")).get("/account").then().body(not(containsString(link)));
        session(signedIn("analyst", null)).get("/account").then().body(not(containsString(link)));
    }

    @Test
    void a_token_in_the_header_counts_more_than_the_cookie() {
        String draft = newsroom.drafted("Sefton", "Sefton Youth Offending Team", "Not yet public.");
        session(signedIn("lead-inspector", null))
                .header("Authorization", "Bearer " + TestTokens.token("yjb", "program", null))
                .get("/v1/reports/{id}", draft)
                .then()
                .statusCode(404);
    }

    @Test
    void who_signs_out_is_nobody() {
        ours(session(signedIn("analyst", null)))
                .redirects()
                .follow(false)
                .contentType("application/x-www-form-urlencoded")
                .post("/account/end")
                .then()
                .statusCode(303)
                .header("Set-Cookie", allOf(startsWith("session="), containsString("Max-Age=0")));
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
        sent(TestTokens.token("yjb", "browser-yjb", null))
                .redirects()
                .follow(false)
                .formParam("to", to)
                .post("/account")
                .then()
                .statusCode(303)
                .header("Location", endsWith(":" + RestAssured.port + "/account"));
    }

    /** As long as a form's field may be. */
    @ParameterizedTest
    @CsvSource({"a, 2000", "%61, 390"})
    void somebody_who_filtered_much_gets_back_to_his_page(String repeated, int times) {
        String to = "/reports?area=" + repeated.repeat(times);
        sent(TestTokens.token("yjb", "browser-yjb", null))
                .redirects()
                .follow(false)
                .formParam("to", to)
                .post("/account")
                .then()
                .statusCode(303)
                .header("Location", endsWith(to));
    }

    private static String signedIn(String role, @Nullable String area) {
        String token = TestTokens.token(role, "browser-" + role, area);
        String cookie =
                sent(token)
                        .redirects()
                        .follow(false)
                        .post("/account")
                        .then()
                        .statusCode(303)
                        .extract()
                        .cookie("session");
        assertThat(cookie).isEqualTo(token);
        return cookie;
    }

    private static RequestSpecification sent(String token) {
        return ours(browser()).formParam("token", token);
    }

    private static RequestSpecification ours(RequestSpecification request) {
        return request.header("Origin", "http://localhost:" + RestAssured.port);
    }

    private static RequestSpecification session(String cookie) {
        return browser().cookie("session", cookie);
    }

    private static RequestSpecification browser() {
        return given().accept("text/html,application/json;q=0.9,*/*;q=0.8");
    }
}
