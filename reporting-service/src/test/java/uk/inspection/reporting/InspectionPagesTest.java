package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.InspectionKind;

/** The pages of inspections under way, as a browser that is signed in asks for them. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class InspectionPagesTest {
    private final Fieldwork fieldwork = new Fieldwork();
    private final Newsroom newsroom = new Newsroom();
    private final String area = "Area " + UUID.randomUUID();

    @AfterEach
    void close() {
        fieldwork.close();
        newsroom.close();
    }

    // ---- what they say

    @Test
    void an_inspection_is_shown_as_it_stands() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 20, 36, 50, 50);
        fieldwork.scored(id, 21, 46, 48, 50);
        fieldwork.shown(id);
        assertThat(text(list()))
                .contains(area + " Youth Offending Team")
                .contains("Inspection, Core Case Inspection of youth offending work")
                .contains("Fieldwork 20 April 2009 to 24 April 2009")
                .contains("Stage Fieldwork, scores are provisional")
                .contains("Sample 21 of 33 cases judged")
                .contains("Last change 20 April 2009, 09:03")
                .contains(
                        "Safeguarding 46% SUBSTANTIAL 95% interval 33% to 44% Newest change:"
                                + " ▲ up from 36% to 46%; now SUBSTANTIAL, was DRASTIC Band changed"
                                + " was DRASTIC until 20 April 2009, 09:03")
                .contains(
                        "Risk of Harm 48% SUBSTANTIAL 95% interval 31% to 43% Newest change:"
                                + " ▼ down from 50% to 48% Public")
                .contains(
                        "Likelihood of Reoffending 50% SUBSTANTIAL 95% interval 45% to 54% Newest"
                                + " changes");
        assertThat(list())
                .contains("<progress class=\"pages-progress\" max=\"33\" value=\"21\"")
                .contains("<span aria-hidden=\"true\">▲</span>");
    }

    @Test
    void a_band_that_changed_before_the_newest_score_is_said_and_not_marked() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 20, 36, 50, 50);
        fieldwork.scored(id, 21, 46, 50, 50);
        fieldwork.scored(id, 22, 46, 50, 50);
        fieldwork.shown(id);
        String page = list();
        assertThat(text(page))
                .contains(
                        "Safeguarding 46% SUBSTANTIAL 95% interval 33% to 44% was DRASTIC until"
                                + " 20 April 2009, 09:03");
        String rows = page.substring(0, page.indexOf("id=\"changes\""));
        assertThat(rows).doesNotContain("Band changed");
    }

    @Test
    void the_newest_changes_lead_to_their_place_in_the_history() {
        String id = fieldwork.announced(area);
        fieldwork.sampled(id, "A");
        fieldwork.scored(id, 1, 36, 36, null);
        fieldwork.scored(id, 2, 37, 36, 50);
        fieldwork.scored(id, 3, 37, 36, 50);
        fieldwork.finalised(id, 38, 36, null);
        fieldwork.shown(id);
        String body = area + " Youth Offending Team";
        assertThat(lines(list()))
                .containsExactly(
                        "20 April 2009, 09:06: %s. Fieldwork closed: the scores are final. 33 of 33"
                                        .formatted(body)
                                + " cases judged. Safeguarding: ▲ up from 37% to 38%. Band changed"
                                + " Public Protection - Likelihood of Reoffending: now none, was"
                                + " 50%; now none, was SUBSTANTIAL.",
                        "20 April 2009, 09:05: %s. 3 of 33 cases judged. No headline or rating moved."
                                .formatted(body),
                        "20 April 2009, 09:04: %s. 2 of 33 cases judged. Safeguarding: ▲ up from 36%%"
                                        .formatted(body)
                                + " to 37%. Band changed Public Protection - Likelihood of"
                                + " Reoffending: now 50%; now SUBSTANTIAL, was none.",
                        "20 April 2009, 09:03: %s. 1 of 33 cases judged. No headline or rating moved."
                                .formatted(body),
                        "20 April 2009, 09:01: %s. Announced.".formatted(body));
        assertThat(list())
                .contains("href=\"/inspections/%s/history?at=score-events/2\"".formatted(id))
                .contains("href=\"/inspections/%s/history?at=case-events/1\"".formatted(id));
    }

    @Test
    void rated_standards_are_shown_with_what_their_ratings_were() {
        String id =
                fieldwork.coming(area, EastSussex.BODY, InspectionKind.CORE, EastSussex.FRAMEWORK);
        fieldwork.announce(id);
        fieldwork.scored(id, 30, EastSussex.SCORES);
        fieldwork.scored(id, 31, Fieldwork.rated("2.2", "Outstanding", "Outstanding"));
        fieldwork.scored(id, 32, Fieldwork.rated("2.2", "Inadequate", null));
        fieldwork.shown(id);
        assertThat(text(list()))
                .contains(
                        "Overall rating Not rated Newest change: now none, was Outstanding Rating"
                                + " changed was Outstanding until")
                .contains(
                        "2.2 Planning Inadequate Newest change: ▼ now Inadequate, was Outstanding")
                .contains("1.3 Partnerships and services Outstanding 1.4")
                .contains("2.2 Planning: ▲ now Outstanding, was Inadequate.");
    }

    @Test
    void before_the_first_score_there_is_the_sample() {
        String id = fieldwork.announced(area);
        fieldwork.sampled(id, "A");
        fieldwork.sampled(id, "B");
        fieldwork.shown(id);
        assertThat(text(list()))
                .contains("Sample 0 of 2 cases judged")
                .contains("Scores There is no score yet.");
        assertThat(text(html("/inspections/" + id))).contains("There is no score yet.");
    }

    @Test
    void it_is_all_there_in_welsh() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 20, 36, 50, 50);
        fieldwork.scored(id, 21, 46, 50, 50);
        fieldwork.shown(id);
        assertThat(text(html("/inspections?lang=cy&area=" + escaped(area))))
                .contains("Arolygiadau ar y gweill")
                .contains("21 o 33 achos wedi'u barnu")
                .contains("Diogelu 46% SYLWEDDOL")
                .contains("i fyny o 36% i 46%; nawr SYLWEDDOL, roedd yn DRASTIG")
                .contains("roedd yn DRASTIG tan 20 Ebrill 2009, 09:03");
    }

    @Test
    void one_inspection_has_a_page_with_sections_and_criteria() {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 20, 36, 50, 50);
        fieldwork.shown(id);
        String page = html("/inspections/" + id);
        assertThat(text(page))
                .contains("Safeguarding 36% DRASTIC")
                .contains("1 Assessment and sentence planning 42% 37% to 46%")
                .contains("1.1 Risk of Harm to others 46% SUBSTANTIAL 37% to 55%");
        assertThat(page)
                .contains("href=\"/inspections/%s/history\"".formatted(id))
                .contains("&amp;inspection=" + id)
                .doesNotContain("/reports/" + id);
    }

    @Test
    void a_published_inspection_is_no_longer_under_way_and_links_its_report() {
        String id = newsroom.published(area, "The body of " + area, "A foreword.");
        assertThat(text(list())).contains("No inspection of " + area + " is under way.");
        assertThat(lines(list())).hasSize(3).first().asString().contains("Report published.");
        assertThat(html("/inspections/" + id))
                .contains("Report published", "href=\"/reports/" + id, "href=\"/plans/" + id);
    }

    @Test
    void what_others_wrote_is_no_markup() {
        String body = "<script>alert('" + area + "')</script>";
        String id = fieldwork.announced(area, body, InspectionKind.CORE);
        fieldwork.shown(id);
        for (String page : List.of(list(), html("/inspections/" + id))) {
            assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
        }
    }

    @Test
    void more_than_fifty_are_cut_into_pages_and_none_is_on_two() {
        String last = "";
        for (int i = 0; i < 53; i++) {
            last =
                    fieldwork.announced(
                            area, "Service number %02d.".formatted(i), InspectionKind.CORE);
        }
        fieldwork.shown(last);
        String first = list();
        assertThat(first)
                .contains("50 of 53 inspections", "rel=\"next\"")
                .doesNotContain("rel=\"prev\"", "data-whole");
        String second = html("/inspections?page=2&area=" + escaped(area));
        assertThat(second).contains("rel=\"prev\"").doesNotContain("rel=\"next\"");
        assertThat(rows(first)).hasSize(50).doesNotContainAnyElementsOf(rows(second));
        assertThat(rows(second)).hasSize(3);
        assertThat(rows(html("/inspections?page=99&area=" + escaped(area))))
                .isEqualTo(rows(second));
        assertThat(rows(html("/inspections?page=-1&area=" + escaped(area)))).isEqualTo(rows(first));
    }

    @Test
    void those_in_fieldwork_come_first() {
        String closed = fieldwork.announced(area, "A", InspectionKind.CORE);
        String open = fieldwork.announced(area, "B", InspectionKind.CORE);
        fieldwork.finalised(closed, 36, 36, 50);
        fieldwork.shown(closed);
        fieldwork.shown(open);
        assertThat(rows(list())).containsExactly(open, closed);
    }

    // ---- who sees them

    @Test
    void a_service_sees_its_own_self_audits_and_nobody_else_does() {
        String core = fieldwork.announced(area);
        String audit = fieldwork.announced(area, "Our own audit", InspectionKind.SELF_AUDIT);
        fieldwork.scored(core, 1, 36, 36, 50);
        fieldwork.scored(audit, 1, 36, 36, 50);
        fieldwork.shown(core);
        fieldwork.shown(audit);
        for (String role : List.of("inspector", "lead-inspector", "chief-inspector", "analyst")) {
            String page = page(role, area).get("/inspections?area=" + area).asString();
            assertThat(rows(page)).as(role).containsExactly(core);
            assertThat(page).doesNotContain(audit);
            page(role, area).get("/inspections/" + audit).then().statusCode(404);
            // Histories are not the analysts', and no link leads them to a refusal.
            assertThat(page.contains("/history")).as(role).isEqualTo(!role.equals("analyst"));
            page(role, null).get("/inspections/" + core).then().statusCode(200);
        }
        String own = page("yot", area).get("/inspections").asString();
        assertThat(rows(own)).containsExactly(audit);
        assertThat(own)
                .doesNotContain(core)
                .contains("history?at=self-audit-score-events/1")
                .contains("<option lang=\"en\" value=\"" + area + "\"");
        page("yot", area).get("/inspections/" + audit).then().statusCode(200);
        fieldwork.finalised(audit, 36, 36, 50);
        fieldwork.shown(audit);
        assertThat(rows(page("yot", area).get("/inspections").asString())).isEmpty();
        page("yot", area).get("/inspections/" + core).then().statusCode(404);
        Response neighbour = page("yot", "Elsewhere").get("/inspections?area=" + area);
        assertThat(neighbour.asString()).doesNotContain(audit).doesNotContain(core);
        page("yot", "Elsewhere").get("/inspections/" + audit).then().statusCode(404);
        assertThat(page("yot", "").get("/inspections").asString()).doesNotContain(audit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/inspections", "/inspections/1"})
    void others_are_told_so(String address) {
        for (String role : List.of("yjb", "operator")) {
            page(role, null)
                    .get(address)
                    .then()
                    .statusCode(403)
                    .body(containsString("You may not see this page"));
        }
        given().accept("text/html")
                .get(address)
                .then()
                .statusCode(401)
                .body(containsString("You need to sign in"));
    }

    @Test
    void nothing_keeps_them() {
        page("inspector", null).get("/inspections").then().header("Cache-Control", "no-store");
        page("inspector", null)
                .get("/inspections/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .header("Cache-Control", "no-store");
    }

    // ---- the words of these tests

    private String list() {
        return html("/inspections?area=" + escaped(area));
    }

    private static String html(String address) {
        return page("inspector", null)
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static RequestSpecification page(String role, @Nullable String area) {
        return given().accept("text/html").cookies(Sessions.of(role, area));
    }

    /** The ids of the inspections, in order. */
    private static List<String> rows(String page) {
        return all(page, "<li id=\"inspection-([^\"]*)\"");
    }

    /** The newest changes, without markup and what leads elsewhere. */
    private static List<String> lines(String page) {
        return all(page, "(?s)<li id=\"change-[^>]*>(.*?)</li>").stream()
                .map(InspectionPagesTest::text)
                .map(line -> line.substring(0, line.indexOf(" In the history")))
                .toList();
    }

    private static List<String> all(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String text(String html) {
        return html.replaceAll("(?s)<[^>]*>", " ")
                .replace("&#39;", "'")
                .replaceAll("\\s+", " ")
                .replaceAll(" ([.,;:])", "$1")
                .strip();
    }

    private static String escaped(String area) {
        return URLEncoder.encode(area, StandardCharsets.UTF_8);
    }
}
