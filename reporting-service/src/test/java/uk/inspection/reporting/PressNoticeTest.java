package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.local.testing.TestTokens;

/** Press notices: what they say, and who reads them when. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class PressNoticeTest {
    /** Thursday 9 May 2019, 00.01 in London. */
    private static final Instant EMBARGO = Instant.parse("2019-05-08T23:01:00Z");

    private static final List<String> INSPECTORATE =
            List.of("inspector", "lead-inspector", "chief-inspector");

    private final Newsroom newsroom = new Newsroom();

    @Inject DataSource dataSource;

    @AfterEach
    void close() {
        newsroom.close();
    }

    // ---- what they say

    @Test
    void the_notice_on_sefton_says_what_the_report_found() {
        String id = newsroom.sefton();
        assertThat(text(id, "en"))
                .isEqualTo(
                        """
                        Press notice

                        Sefton Youth Offending Team: DRASTIC improvement required in Public Protection - Risk of Harm

                        HM Inspectorate of Probation looked at a sample of cases (33) of Sefton Youth Offending Team, in the area of Sefton.

                        - Safeguarding: 38% of the work was sufficient. Improvement required: DRASTIC
                        - Public Protection - Risk of Harm: 36% of the work was sufficient. Improvement required: DRASTIC
                        - Public Protection - Likelihood of Reoffending: 50% of the work was sufficient. Improvement required: SUBSTANTIAL

                        [Quotation: HM Chief Inspector of Probation, on the findings]

                        The report makes 8 recommendations.
                        - Improvement plan due: 22 July 2009
                        - Re-inspection: About 24 June 2010

                        [Quotation: HM Chief Inspector of Probation, on what should change]

                        ENDS

                        Notes to editors

                        1. This notice is about a report on an inspection under the following framework: Core Case Inspection of youth offending work (Inspection). Fieldwork took place from 20 April 2009 to 24 April 2009. Cases in the sample: 33.
                        2. The report was published on 24 June 2009 and is at ADDRESS
                        3. Under this framework a score is the share of sufficient answers among all that applied. Samples are small and differ from area to area, so that scores are not made for close comparison.
                        4. HM Inspectorate of Probation inspects probation and youth justice services in England and Wales, and is independent of them.
                        5. For media enquiries: [name, telephone number, e-mail address]
                        """
                                .replace("ADDRESS", address(id)));
        assertThat(text(id, "cy"))
                .contains(
                        "Sefton Youth Offending Team: DRASTIG yw'r gwelliant sydd ei angen o ran"
                                + " Diogelu'r cyhoedd - Risg o Niwed",
                        "- Diogelu: 38% o'r gwaith yn ddigonol. Gwelliant sydd ei angen: DRASTIG",
                        "[Dyfyniad: Prif Arolygydd Prawf EF, ar y canfyddiadau]",
                        "Mae'r adroddiad yn gwneud 8 o argymhellion.",
                        "DIWEDD",
                        "2. Cyhoeddwyd yr adroddiad ar 24 Mehefin 2009 ac mae yn " + address(id));
    }

    @Test
    void under_rated_standards_the_headline_is_the_overall_rating() {
        String id = newsroom.rated();
        assertThat(text(id, "en"))
                .contains(
                        "East Sussex Youth Justice Service: rated Good\n",
                        "Overall rating: Good, 25 of 36 points\n",
                        "Standards by their rating:\n- Good: 4\n- Outstanding: 5\n- Inadequate: 1\n"
                                + "- Requires improvement: 3\n",
                        "The report makes one recommendation.\n",
                        "- Re-inspection: None\n",
                        "3. Under this framework each standard is rated");
        assertThat(text(id, "cy")).contains("East Sussex Youth Justice Service: gradd Da\n");
        given().accept("text/html")
                .get("/reports/{id}/press-notice?lang=cy", id)
                .then()
                .statusCode(200)
                .body(containsString("gradd <span lang=\"cy\">Da</span></h1>"));
    }

    @Test
    void the_page_says_the_same_and_markup_in_names_is_text() {
        String evil = "<script>alert('%s')</script>".formatted(UUID.randomUUID());
        String id = newsroom.published(evil, evil, evil);
        var page = given().accept("text/html").get("/reports/{id}/press-notice", id);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none';");
        assertThat(page.asString())
                .contains("&lt;script&gt;alert(")
                .doesNotContain("<script>")
                .contains("<li>Under this framework a score is", "[Quotation: HM Chief");
        assertThat(text(id, "en")).contains(evil + ": DRASTIC improvement required");
        given().accept("text/html")
                .get("/reports/{id}", id)
                .then()
                .body(containsString("href=\"/reports/%s/press-notice\"".formatted(id)));
    }

    @Test
    void the_notice_is_on_the_first_edition() {
        String id = newsroom.sefton();
        String before = text(id, "en");
        newsroom.corrected(id, "foreword", "In better words.", "Clumsy words.");
        assertThat(text(id, "en")).isEqualTo(before);
    }

    @Test
    void a_scheduled_report_is_announced_for_its_moment() {
        String id = newsroom.checked(Sefton.AREA, Sefton.BODY, Sefton.FOREWORD);
        newsroom.scheduled(id, EMBARGO);
        assertThat(as("inspector", null).get("/v1/reports/{id}/press-notice", id).asString())
                .startsWith("Embargoed until Thursday 09 May 00.01\n\nPress notice\n")
                .contains("2. The report is available on Thursday 09 May 00.01 at " + address(id))
                .contains("- Improvement plan due: 6 June 2019\n");
        assertThat(
                        as("inspector", null)
                                .get("/v1/reports/{id}/press-notice?lang=cy", id)
                                .asString())
                .startsWith("Dan embargo tan: Dydd Iau 09 Mai 00.01\n")
                .contains("2. Mae'r adroddiad ar gael, Dydd Iau 09 Mai 00.01, yn " + address(id));
    }

    // ---- who reads them when

    @Test
    void before_publication_a_notice_is_the_inspectorates_alone_and_then_everyones() {
        String id = newsroom.drafted(Sefton.AREA, Sefton.BODY, Sefton.FOREWORD);
        seenByTheInspectorateAlone(id, "Draft. The report is not published.");
        newsroom.check(id, Sefton.AREA, Sefton.RECOMMENDATIONS);
        seenByTheInspectorateAlone(id, "Draft. The report is not published.");
        newsroom.scheduled(id, EMBARGO);
        seenByTheInspectorateAlone(id, "Embargoed until Thursday 09 May 00.01");

        String published = newsroom.sefton();
        for (var reader : others()) {
            reader.get("/v1/reports/{id}/press-notice", published)
                    .then()
                    .statusCode(200)
                    .contentType("text/plain;charset=UTF-8")
                    .header("Cache-Control", "public, max-age=60");
        }
    }

    @Test
    void under_check_the_inspected_service_sees_the_report_and_no_notice() {
        String id = newsroom.drafted(Sefton.AREA, Sefton.BODY, Sefton.FOREWORD);
        newsroom.opened(id);
        as("yot", Sefton.AREA).get("/v1/reports/{id}", id).then().statusCode(200);
        seenByTheInspectorateAlone(id, "Draft. The report is not published.");
    }

    @Test
    void there_is_no_notice_on_a_void_draft_nor_on_what_there_is_no_document_of()
            throws SQLException {
        String id = newsroom.drafted(Sefton.AREA, Sefton.BODY, Sefton.FOREWORD);
        newsroom.finalisedAgain(id, Sefton.AREA, Sefton.BODY);
        String earlier = newsroom.sefton();
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "delete from report_edition where inspection = '%s'".formatted(earlier));
        }
        for (String none : List.of(id, earlier, UUID.randomUUID().toString())) {
            for (String address :
                    List.of("/v1/reports/{id}/press-notice", "/reports/{id}/press-notice")) {
                as("chief-inspector", null).get(address, none).then().statusCode(404);
            }
        }
    }

    @Test
    void a_public_notice_is_sent_again_only_when_it_has_changed() {
        String id = newsroom.sefton();
        String address = "/v1/reports/%s/press-notice".formatted(id);
        String tag = given().get(address).header("ETag");
        given().header("If-None-Match", tag)
                .get(address)
                .then()
                .statusCode(304)
                .header("Vary", allOf(containsString("Accept-Language"), containsString("Cookie")));
        given().header("If-None-Match", tag).get(address + "?lang=cy").then().statusCode(200);
    }

    // ---- the words of these tests

    private static void seenByTheInspectorateAlone(String id, String first) {
        for (String role : INSPECTORATE) {
            for (String address :
                    List.of("/v1/reports/{id}/press-notice", "/reports/{id}/press-notice")) {
                as(role, null)
                        .get(address, id)
                        .then()
                        .statusCode(200)
                        .header("Cache-Control", "no-store")
                        .header("ETag", nullValue())
                        .body(containsString(first));
            }
        }
        for (var reader : others()) {
            reader.get("/v1/reports/{id}/press-notice", id).then().statusCode(404);
        }
        given().accept("text/html").get("/reports/{id}/press-notice", id).then().statusCode(404);
    }

    private static List<RequestSpecification> others() {
        var readers = new ArrayList<RequestSpecification>();
        readers.add(given());
        readers.add(as("yot", Sefton.AREA));
        readers.add(as("yot", "Wessex"));
        for (String role : List.of("yjb", "analyst", "operator")) {
            readers.add(as(role, null));
        }
        return readers;
    }

    private static String text(String id, String language) {
        return given().get("/v1/reports/{id}/press-notice?lang={language}", id, language)
                .then()
                .statusCode(200)
                .contentType("text/plain;charset=UTF-8")
                .extract()
                .asString();
    }

    private static String address(String id) {
        return "http://localhost:%d/reports/%s".formatted(RestAssured.port, id);
    }

    private static RequestSpecification as(String role, @Nullable String area) {
        return given().auth().oauth2(TestTokens.token(role, "test-" + role, area));
    }
}
