package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static uk.inspection.reporting.Markup.charts;
import static uk.inspection.reporting.Markup.rows;
import static uk.inspection.reporting.Markup.texts;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.Scores.Rated;
import uk.inspection.contract.Scores.StandardRating;

/**
 * Re-inspections beside the inspections that they follow up, as data and as pages, on a database
 * that no other test publishes to.
 */
@QuarkusTest
@QuarkusTestResource(value = ReportingServiceStack.class, restrictToAnnotatedClass = true)
class ReinspectionComparisonTest {
    private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
    private static final LocalDate FIELDWORK = LocalDate.of(2010, 9, 6);

    @Inject DataSource dataSource;

    private final Newsroom newsroom = new Newsroom();

    @BeforeEach
    void the_shipped_results_are_imported() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(
                                        Stream.of("cci-2009", "yj-2018", "yj-2021", "iyjs-2025")
                                                .mapToInt(ReinspectionComparisonTest::inspections)
                                                .sum())
                                .isGreaterThanOrEqualTo(85));
    }

    @AfterEach
    void close() {
        newsroom.close();
    }

    // ---- the national comparison

    @Test
    void sefton_before_and_after_where_the_first_is_an_imported_result() {
        String id =
                newsroom.published(
                        PublishedPairs.reinspection(
                                Sefton.AREA, UUID.randomUUID().toString(), FIELDWORK),
                        PublishedPairs.SEFTON_2010,
                        LocalDate.of(2010, 12, 6));
        String page = html("/reports/" + id + "/comparison");
        assertThat(page)
                .contains("Sefton Youth Offending Team: Before and after")
                .contains("published June 2009")
                .contains("Published elsewhere, without counts of answers:")
                .contains("HM Inspectorate of Probation, June 2009")
                .contains("published 6 December 2010");
        assertThat(rows(page))
                .contains(
                        "Safeguarding|38% DRASTIC|75% MINIMUM 65% to 85%|+37|Better|Not known",
                        "Public Protection - Risk of Harm|36% DRASTIC|70% MODERATE 60% to 80%"
                                + "|+34|Better|Not known",
                        "Public Protection - Likelihood of Reoffending|50% SUBSTANTIAL"
                                + "|81% MINIMUM 71% to 91%|+31|Better|Not known");
        assertThat(texts(charts(page).getFirst()))
                .containsExactly(
                        "Safeguarding",
                        "38% → 75%",
                        "Public Protection - Risk of Harm",
                        "36% → 70%",
                        "Public Protection - Likelihood of Reoffending",
                        "50% → 81%");
        comparison(id)
                .body("first.imported.published", equalTo("2009-06"))
                .body("first", not(hasKey("inspectionId")))
                .body("first.framework.id", equalTo("cci-2009"))
                .body("second.inspectionId", equalTo(id))
                .body("second.publishedOn", equalTo("2010-12-06"))
                .body("changes.headlines.changePercentagePoints", contains(37, 34, 31))
                .body("changes.headlines.band", contains("up", "up", "up"))
                .body("changes.headlines[0].before", not(hasKey("sufficient")))
                .body("changes.headlines[0].after.sufficient", equalTo(75))
                .body("$", not(hasKey("noChangeBecause")));
    }

    @Test
    void bournemouth_and_poole_twice_reinspected_both_on_the_platform() {
        String area = "Bournemouth and Poole";
        String earliest = UUID.randomUUID().toString();
        String first =
                newsroom.published(
                        PublishedPairs.reinspection(area, earliest, LocalDate.of(2011, 2, 7)),
                        PublishedPairs.BOURNEMOUTH_2011,
                        LocalDate.of(2011, 6, 1));
        String second =
                newsroom.published(
                        PublishedPairs.reinspection(area, first, LocalDate.of(2012, 5, 14)),
                        PublishedPairs.BOURNEMOUTH_2012,
                        LocalDate.of(2012, 8, 29));
        assertThat(rows(html("/reports/" + second + "/comparison?lang=cy")))
                .contains(
                        "Diogelu|36% DRASTIG 26% i 46%|75% YCHYDIG IAWN 65% i 85%"
                                + "|+39|Gwell|Nac ydynt");
        comparison(second)
                .body("first.inspectionId", equalTo(first))
                .body("first.publishedOn", equalTo("2011-06-01"))
                .body("changes.headlines.before.percent", contains(36, 36, 45))
                .body("changes.headlines.after.percent", contains(75, 71, 75))
                .body("changes.headlines.changePercentagePoints", contains(39, 35, 30))
                .body("changes.headlines.intervalsOverlap", contains(false, false, false));

        // Of the inspection of 2010 no figure is published, and none stands in for it.
        comparison(first)
                .body("$", not(hasKey("first")))
                .body("$", not(hasKey("changes")))
                .body("noChangeBecause", startsWith("No result of the first inspection"));
        assertThat(html("/reports/" + first + "/comparison"))
                .contains("so no change is worked out.")
                .doesNotContain("<table");

        // Each report leads to the one before and the one after.
        assertThat(html("/reports/" + first))
                .contains(
                        "href=\"/reports/" + second + "\">Re-inspection, published 29 August 2012")
                .contains("href=\"/reports/" + first + "/comparison\"")
                .contains(
                        "href=\"/comparison?framework=cci-2009&amp;asOf=2011-06-01"
                                + "&amp;area=Bournemouth+and+Poole\"");
        assertThat(html("/reports/" + second)).doesNotContain("Re-inspection, published");
    }

    @Test
    void where_a_figure_was_not_published_there_is_no_change() {
        String id =
                newsroom.published(
                        PublishedPairs.reinspection(
                                "North Lincolnshire",
                                UUID.randomUUID().toString(),
                                LocalDate.of(2012, 2, 6)),
                        PublishedPairs.NORTH_LINCOLNSHIRE_2012,
                        LocalDate.of(2012, 5, 16));
        assertThat(rows(html("/reports/" + id + "/comparison")))
                .contains(
                        "Safeguarding|37% DRASTIC|83% MINIMUM 73% to 93%|+46|Better|Not known",
                        "Public Protection - Likelihood of Reoffending|Not published"
                                + "|86% MINIMUM 76% to 96%|Not worked out||Not known");
        comparison(id)
                .body("changes.headlines.id", contains("safeguarding", "roh", "lor"))
                .body("changes.headlines[0].changePercentagePoints", equalTo(46))
                .body("changes.headlines[1].changePercentagePoints", equalTo(41))
                .body("changes.headlines[2]", not(hasKey("before")))
                .body("changes.headlines[2]", not(hasKey("changePercentagePoints")));
    }

    @Test
    void ratings_stand_beside_ratings() {
        String area = "Ratedshire " + UUID.randomUUID();
        var before = (Rated) EastSussex.SCORES;
        var framework = EastSussex.FRAMEWORK;
        String first =
                newsroom.published(
                        PublishedPairs.announced(area, framework, null, LocalDate.of(2024, 6, 10)),
                        before,
                        LocalDate.of(2024, 10, 1));
        String second =
                newsroom.published(
                        PublishedPairs.announced(area, framework, first, LocalDate.of(2025, 1, 6)),
                        better(before, "2.2"),
                        LocalDate.of(2025, 3, 3));
        String page = html("/reports/" + second + "/comparison");
        assertThat(rows(page))
                .contains(
                        "Overall rating|Good, 25 of 36|Good, 27 of 36|+2|The same",
                        "2.2 Planning|Inadequate|Good|+2|Better");
        assertThat(texts(charts(page).getFirst())).contains("2.2 Planning", "Inadequate → Good");
        comparison(second)
                .body("changes.overall.changePoints", equalTo(2))
                .body("changes.overall.rating", equalTo("same"))
                .body("changes.standards.find { it.id == '2.2' }.changePoints", equalTo(2))
                .body("changes.standards.find { it.id == '2.2' }.rating", equalTo("up"));
    }

    @Test
    void under_different_frameworks_nothing_is_compared() {
        String area = "Elsewhere " + UUID.randomUUID();
        String first =
                newsroom.published(
                        PublishedPairs.announced(area, Sefton.FRAMEWORK, null, FIELDWORK),
                        PublishedPairs.SEFTON_2010,
                        LocalDate.of(2012, 8, 2));
        Framework later = Frameworks.newest("yj-2021").orElseThrow();
        String second =
                newsroom.published(
                        PublishedPairs.announced(area, later, first, LocalDate.of(2024, 6, 10)),
                        EastSussex.SCORES,
                        LocalDate.of(2024, 10, 1));
        assertThat(html("/reports/" + second + "/comparison"))
                .contains("They cannot be compared")
                .contains("Core Case Inspection of youth offending work")
                .doesNotContain("<table")
                .doesNotContain("<svg class=\"pages-chart");
        comparison(second)
                .body("noChangeBecause", startsWith("The two were inspected under different"))
                .body("$", not(hasKey("changes")));
    }

    @Test
    void only_published_reinspections_are_compared_and_a_draft_stands_for_nothing() {
        String draft = newsroom.drafted("Sefton", "Sefton Youth Offending Team", "A foreword.");
        String second =
                newsroom.published(
                        PublishedPairs.reinspection(Sefton.AREA, draft, FIELDWORK),
                        PublishedPairs.SEFTON_2010,
                        LocalDate.of(2013, 3, 1));
        comparison(second).body("$", not(hasKey("first")));
        String core =
                newsroom.published(
                        PublishedPairs.announced("Coreshire", Sefton.FRAMEWORK, null, FIELDWORK),
                        PublishedPairs.SEFTON_2010,
                        LocalDate.of(2013, 3, 1));
        for (String id : List.of(draft, core, UUID.randomUUID().toString())) {
            given().get("/v1/reports/{id}/comparison", id)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
            browser()
                    .get("/reports/{id}/comparison", id)
                    .then()
                    .statusCode(404)
                    .body(containsString("Page not found"));
        }
        assertThat(html("/reports/" + core)).doesNotContain("/reports/" + core + "/comparison");
    }

    @Test
    void an_imported_result_from_before_the_fieldwork_of_the_first_is_of_another_inspection() {
        String first = UUID.randomUUID().toString();
        newsroom.announced(
                first,
                PublishedPairs.announced(
                        "North Lincolnshire", Sefton.FRAMEWORK, null, LocalDate.of(2012, 6, 4)));
        String second =
                newsroom.published(
                        PublishedPairs.reinspection(
                                "North Lincolnshire", first, LocalDate.of(2013, 6, 3)),
                        PublishedPairs.NORTH_LINCOLNSHIRE_2012,
                        LocalDate.of(2013, 9, 2));
        comparison(second).body("$", not(hasKey("first")));
    }

    @Test
    void a_pair_is_read_again_only_when_it_has_changed() {
        String area = "Pairshire " + UUID.randomUUID();
        String first =
                newsroom.published(
                        PublishedPairs.announced(area, Sefton.FRAMEWORK, null, FIELDWORK),
                        PublishedPairs.BOURNEMOUTH_2011,
                        LocalDate.of(2013, 3, 1));
        String second =
                newsroom.published(
                        PublishedPairs.reinspection(area, first, LocalDate.of(2014, 3, 3)),
                        PublishedPairs.BOURNEMOUTH_2012,
                        LocalDate.of(2014, 9, 1));
        for (String address :
                List.of(
                        "/v1/reports/" + second + "/comparison",
                        "/reports/" + second + "/comparison")) {
            Response whole = browser().get(address);
            whole.then().statusCode(200).header("Cache-Control", "public, max-age=60");
            browser()
                    .header("If-None-Match", whole.header("ETag"))
                    .get(address)
                    .then()
                    .statusCode(304)
                    .header("ETag", whole.header("ETag"));
        }
        String tag = comparison(second).extract().header("ETag");
        newsroom.corrected(first, "foreword", "Better words.", "Clumsy words.");
        given().header("If-None-Match", tag)
                .get("/v1/reports/{id}/comparison", second)
                .then()
                .statusCode(200);
    }

    /** What was announced before its table was there. */
    @Test
    void the_migration_makes_the_rows_that_announcements_make() throws Exception {
        String first = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        newsroom.announced(
                first, PublishedPairs.announced("Rowshire", Sefton.FRAMEWORK, null, FIELDWORK));
        newsroom.announced(second, PublishedPairs.reinspection("Rowshire", first, FIELDWORK));
        String migration;
        try (InputStream in =
                getClass().getResourceAsStream("/db/projection/V7__reinspection.sql")) {
            migration =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            var kept = announcedPairs(statement);
            assertThat(kept).contains(second + " " + first);
            statement.executeUpdate("delete from reinspection");
            statement.executeUpdate(
                    migration.substring(migration.indexOf("insert into reinspection")));
            assertThat(announcedPairs(statement)).isEqualTo(kept);
            connection.rollback();
        }
    }

    private static List<String> announcedPairs(Statement statement) throws SQLException {
        var rows = new ArrayList<String>();
        try (var all =
                statement.executeQuery(
                        "select id || ' ' || reinspection_of from reinspection order by id")) {
            while (all.next()) {
                rows.add(all.getString(1));
            }
        }
        return rows;
    }

    // ---- the words of these tests

    private static int inspections(String framework) {
        return given().get("/v1/comparisons/national?framework=" + framework + "&asOf=2026-01-01")
                .path("inspections");
    }

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

    private static ValidatableResponse comparison(String id) {
        return given().get("/v1/reports/{id}/comparison", id).then().statusCode(200);
    }

    private static Rated better(Rated before, String standard) {
        return new Rated(
                before.standards().stream()
                        .map(one ->
                                one.id().equals(standard)
                                        ? new StandardRating(
                                                one.id(), one.keyQuestions(), "Good", null, 2, true)
                                        : one)
                        .toList(),
                before.points() + 2,
                before.maximum(),
                before.overall());
    }
}
