package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The public pages, as a browser asks for them. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class PagesTest {
    private static final String BROWSER =
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private final Newsroom newsroom = new Newsroom();

    @AfterEach
    void close() {
        newsroom.close();
    }

    // ---- what they say

    @Test
    void a_published_report_is_a_page_with_every_figure_in_its_place() {
        String page = html("/reports/" + newsroom.sefton());
        assertThat(page)
                .contains("<html lang=\"en\"")
                .contains("<h1 class=\"govuk-heading-xl\" lang=\"en\">Sefton Youth Offending Team")
                .contains("24 June 2009")
                .contains(Sefton.FOREWORD)
                .contains("<svg class=\"pages-chart\" role=\"img\"")
                .contains("22 July 2009 (<span lang=\"en\">28 days after publication</span>)")
                .contains("Youth Justice Board")
                .contains("About 24 June 2010")
                .contains("That is what the scores say.")
                .doesNotContain("id=\"corrections\"");
        assertThat(rows(page))
                .contains(
                        "Safeguarding|38%|DRASTIC|33% to 44%",
                        "Public Protection - Risk of Harm|36%|DRASTIC|31% to 43%",
                        "Public Protection - Likelihood of Reoffending|50%|SUBSTANTIAL|45% to 54%",
                        "1.1 Risk of Harm to others|58 of 127|46%|SUBSTANTIAL|37% to 55%",
                        "1 Assessment and sentence planning|293 of 706|42%||37% to 46%",
                        "3.2 Sustaining outcomes|45 of 66|68%|MODERATE|56% to 79%");
        for (var recommendation : Sefton.RECOMMENDATIONS) {
            assertThat(rows(page))
                    .contains(
                            "%d|%s|%s"
                                    .formatted(
                                            recommendation.number(),
                                            recommendation.text().replace("'", "&#39;"),
                                            recommendation.responsible()));
        }
        assertThat(chart(page))
                .startsWith(
                        "Safeguarding",
                        "38% DRASTIC",
                        "Public Protection - Risk of Harm",
                        "36% DRASTIC",
                        "Public Protection - Likelihood of Reoffending",
                        "50% SUBSTANTIAL",
                        "1.1 Risk of Harm to others",
                        "46% SUBSTANTIAL")
                .endsWith("3.2 Sustaining outcomes", "68% MODERATE");
    }

    @Test
    void the_same_report_is_there_in_welsh() {
        String page = html("/reports/" + newsroom.sefton() + "?lang=cy");
        assertThat(page)
                .contains("<html lang=\"cy\"")
                .contains("24 Mehefin 2009")
                .contains("Argymhellion")
                .contains("28 diwrnod ar ôl cyhoeddi")
                .contains("Tua 24 Mehefin 2010")
                .contains("Y Bwrdd Cyfiawnder Ieuenctid")
                .contains("<p class=\"govuk-body pages-written\" lang=\"en\">" + Sefton.FOREWORD);
        assertThat(rows(page)).contains("Diogelu|38%|DRASTIG|33% i 44%");
    }

    @Test
    void rated_standards_are_a_page_too() {
        String page = html("/reports/" + newsroom.rated());
        assertThat(page)
                .contains("Overall rating: <strong lang=\"en\">Good</strong>, 25 of 36 points")
                .contains("Does not count towards the overall rating");
        assertThat(rows(page)).contains("2.2 Planning|Inadequate|0");
        assertThat(chart(page)).contains("2.2 Planning", "Inadequate");
        assertThat(rows(html("/reports/" + newsroom.rated() + "?lang=cy")))
                .contains("2.2 Cynllunio|Annigonol|0");
    }

    @Test
    void a_correction_is_a_new_edition_with_its_note() {
        String id = newsroom.sefton();
        newsroom.corrected(id, "criteria/1.1/strengths", "Four posts.", "A misprint.");
        newsroom.corrected(id, "foreword", "What we found, in better words.", "Clumsy words.");
        assertThat(html("/reports/" + id))
                .contains(
                        "Edition 2, 24 June 2009: <span lang=\"en\">1.1 Risk of Harm to others:"
                                + " Strengths</span>")
                .contains("Four posts.")
                .contains("A misprint.")
                .contains("Clumsy words.")
                .contains("lang=\"en\">What we found, in better words.</p>")
                .doesNotContain(Sefton.FOREWORD);
    }

    @Test
    void the_home_page_has_the_newest_reports() {
        String body = "The newest service " + UUID.randomUUID();
        newsroom.published("Newton", body, "A foreword.");
        assertThat(html("/")).contains(body).contains("Inspections of youth justice services");
        assertThat(html("/?lang=cy")).contains(body).contains("Yr adroddiadau diweddaraf");
    }

    @Test
    void the_list_is_cut_into_pages_and_filtered_by_area() {
        String area = "Longshire " + UUID.randomUUID();
        for (int i = 1; i <= 26; i++) {
            newsroom.published(area, "Service number %d.".formatted(i), "A foreword.");
        }
        Response first = browser().queryParam("area", area).get("/reports");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.asString())
                .contains("Service number 26.", "Service number 2.")
                .doesNotContain("Service number 1.")
                .contains("selected>" + area);
        String older = link(first.asString(), "rel=\"next\"").replace("&amp;", "&");
        assertThat(browser().urlEncodingEnabled(false).get(older).asString())
                .contains("Service number 1.")
                .doesNotContain("Service number 2.")
                .doesNotContain("rel=\"next\"")
                .contains("rel=\"first\"");
        assertThat(html("/reports?area=Nowhere"))
                .contains("No report on Nowhere has been published.");
        assertThat(html("/reports?area=")).contains(area);
    }

    // ---- who sees what

    @Test
    void what_is_not_published_does_not_exist() {
        String id = newsroom.drafted("Sefton", "A service not reported on yet", "A foreword.");
        Response draft = browser().get("/reports/{id}", id);
        Response unknown = browser().get("/reports/{id}", UUID.randomUUID());
        assertThat(draft.statusCode()).isEqualTo(404);
        assertThat(draft.asString()).isEqualTo(unknown.asString());
        assertThat(html("/reports")).doesNotContain("A service not reported on yet");
        assertThat(html("/")).doesNotContain("A service not reported on yet");
    }

    @Test
    void markup_in_what_people_wrote_is_text() {
        String evil = "<script>alert('%s')</script>".formatted(UUID.randomUUID());
        String id = newsroom.published(evil, evil, evil + "\n\"quoted\" & <b>bold</b>");
        newsroom.corrected(id, "context", evil, evil);
        String shown = evil.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;");
        for (String address : List.of("/", "/reports", "/reports/" + id)) {
            assertThat(html(address))
                    .contains(shown)
                    .doesNotContain("<script>")
                    .doesNotContain("<b>");
        }
        assertThat(browser().queryParam("area", evil).get("/reports").asString())
                .contains(shown)
                .doesNotContain("<script>");
        assertThat(browser().queryParam("lang", evil).get("/nothing\"><script>").asString())
                .doesNotContain("<script>");
    }

    // ---- language

    @Test
    void the_address_says_the_language_then_the_cookie_then_the_browser() {
        browser()
                .header("Accept-Language", "cy")
                .get("/")
                .then()
                .body(startsWith("<!DOCTYPE html>\n<html lang=\"cy\""))
                .header("Set-Cookie", nullValue());
        browser()
                .header("Accept-Language", "en")
                .cookie("lang", "cy")
                .get("/")
                .then()
                .body(containsString("<html lang=\"cy\""));
        browser()
                .cookie("lang", "cy")
                .get("/?lang=en")
                .then()
                .body(containsString("<html lang=\"en\""));
        browser().get("/?lang=xx").then().body(containsString("<html lang=\"en\""));
    }

    @Test
    void a_language_asked_for_is_kept_in_a_cookie() {
        browser()
                .get("/reports?lang=cy")
                .then()
                .header("Cache-Control", "private, max-age=60")
                .header(
                        "Set-Cookie",
                        allOf(
                                startsWith("lang=cy;"),
                                containsString("HttpOnly"),
                                containsString("SameSite=Lax"),
                                containsString("Path=/")));
        browser()
                .cookie("lang", "cy")
                .get("/reports?lang=cy")
                .then()
                .header("Set-Cookie", nullValue())
                .header("Cache-Control", "public, max-age=60");
    }

    @Test
    void each_page_links_its_other_language_and_keeps_what_was_asked() {
        String page = html("/reports?area=East+%26+West&lang=cy");
        assertThat(page)
                .contains(
                        "<link rel=\"alternate\" hreflang=\"en\""
                                + " href=\"?area=East+%26+West&amp;lang=en\">")
                .contains("hreflang=\"cy\" href=\"?area=East+%26+West&amp;lang=cy\">");
        assertThat(browser().get("/nothing").asString()).contains("href=\"?lang=cy\"");
    }

    // ---- headers

    @Test
    void every_page_has_strict_headers_and_nothing_inline() {
        String id = newsroom.sefton();
        for (String address :
                List.of("/", "/reports", "/reports/" + id, "/reports/none", "/none")) {
            Response page = browser().get(address);
            assertThat(page.contentType()).as(address).isEqualTo("text/html;charset=UTF-8");
            assertThat(page.header("Content-Security-Policy"))
                    .as(address)
                    .startsWith("default-src 'none';")
                    .doesNotContain("unsafe");
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(page.header("Permissions-Policy")).contains("camera=()");
            assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(page.asString())
                    .doesNotContainPattern(
                            " style=| on[a-z]+=|<style|<script(?! type=\"module\" src)");
        }
    }

    @Test
    void a_page_is_read_again_only_when_it_has_changed() {
        String address = "/reports/" + newsroom.sefton();
        Response first = browser().get(address);
        String tag = first.header("ETag");
        assertThat(first.header("Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(first.header("Vary")).contains("Accept-Language", "Cookie");
        browser()
                .header("If-None-Match", tag)
                .get(address)
                .then()
                .statusCode(304)
                .header("ETag", tag)
                .header("Cache-Control", "public, max-age=60")
                .header("Vary", containsString("Cookie"))
                .body(equalTo(""));
        browser()
                .header("If-None-Match", tag)
                .header("Accept-Language", "cy")
                .get(address)
                .then()
                .statusCode(200);
        newsroom.corrected(
                address.substring(9), "criteria/1.1/strengths", "Four posts.", "A misprint.");
        browser().header("If-None-Match", tag).get(address).then().statusCode(200);
    }

    @Test
    void files_are_kept_for_good_under_an_address_with_their_version() {
        String page = html("/");
        var files =
                Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"")
                        .matcher(page)
                        .results()
                        .map(match -> match.group(1))
                        .toList();
        assertThat(files).hasSize(4);
        for (String file : files) {
            given().get(file)
                    .then()
                    .statusCode(200)
                    .header(
                            "Cache-Control",
                            allOf(containsString("immutable"), containsString("max-age=31536000")))
                    .header("X-Content-Type-Options", "nosniff");
        }
        given().get("/assets/govuk-frontend-6.6.0/govuk-frontend.min.js").then().statusCode(200);
        given().get("/assets/govuk-frontend-6.6.0/govuk-frontend.min.css")
                .then()
                .body(not(containsString("@font-face")));
        given().get("/assets/pages-000000000000/pages.css").then().statusCode(404);
    }

    // ---- errors

    @Test
    void an_error_is_a_page_for_browsers_and_a_problem_for_programs() {
        for (String address : List.of("/nothing", "/reports/nothing", "/v1/reports/nothing")) {
            browser()
                    .header("Accept-Language", "cy")
                    .get(address)
                    .then()
                    .statusCode(404)
                    .header("Cache-Control", "no-store")
                    .header("Vary", containsString("Accept"))
                    .body(containsString("Heb ddod o hyd i&#39;r dudalen"));
            given().get(address)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .header("Content-Security-Policy", nullValue());
        }
        given().accept("application/json")
                .get("/v1/reports/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().accept("application/json")
                .get("/reports/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().accept("application/json")
                .get("/reports")
                .then()
                .statusCode(406)
                .contentType("application/problem+json");
        browser()
                .get("/reports?cursor=foreign")
                .then()
                .statusCode(422)
                .body(containsString("This request cannot be answered"));
        browser()
                .get("/v1/inspections/1/history")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer"))
                .body(containsString("This request cannot be answered"));
    }

    @Test
    void the_pages_are_no_interface_for_programs() {
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths.keySet()", not(hasItem("/reports")))
                .body("paths.keySet()", hasItem("/v1/reports"));
    }

    // ---- the words of these tests

    private static RequestSpecification browser() {
        return given().accept(BROWSER);
    }

    private static String html(String address) {
        return browser()
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    /** The rows of all tables, cells apart by a bar, without markup. */
    private static List<String> rows(String page) {
        return Pattern.compile("<tr[^>]*>(.*?)</tr>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(row ->
                        row.group(1)
                                .strip()
                                .replaceAll("</t[dh]>\\s*<t[dh][^>]*>", "|")
                                .replaceAll("<[^>]*>", "")
                                .strip())
                .toList();
    }

    /** The texts of the chart, in order. */
    private static List<String> chart(String page) {
        return Pattern.compile("<text[^>]*>(.*?)</text>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(text -> text.group(1).replaceAll("<[^>]*>", "").strip())
                .toList();
    }

    private static String link(String page, String with) {
        var link = Pattern.compile("<a [^>]*href=\"([^\"]*)\"[^>]*" + with).matcher(page);
        assertThat(link.find()).isTrue();
        return link.group(1);
    }
}
