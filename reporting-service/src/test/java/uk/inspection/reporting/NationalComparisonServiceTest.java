package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.Event;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.local.testing.TestTokens;

/**
 * The national comparison, full from the first start, on a database that no other test publishes
 * to. The tests themselves publish under frameworks, areas and days of their own.
 */
@QuarkusTest
@QuarkusTestResource(value = ReportingServiceStack.class, restrictToAnnotatedClass = true)
class NationalComparisonServiceTest {
    private static final String NATIONAL = "/v1/comparisons/national";
    private static final String RESULTS = "/v1/published-results";
    private static final int SHIPPED = 85;

    @Inject DataSource dataSource;
    @Inject @PersistenceUnitExtension Statements statements;

    private final Path clock = Path.of(setting("business-clock.file"));

    @BeforeEach
    void the_shipped_results_are_imported() {
        businessTime("2026-01-15T09:00:00Z");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(
                                        number(
                                                "select count(*) from log.event"
                                                        + " where actor = 'reporting-service'"))
                                .isEqualTo(SHIPPED));
    }

    // ---- full on the first day

    @Test
    void sefton_is_the_lowest_and_its_reinspection_in_the_top_quartile_as_the_council_reported() {
        national("cci-2009", "2011-01-31", "Sefton")
                .body("method", equalTo("pooled-percentage"))
                .body("asOf", equalTo("2011-01-31"))
                .body("inspections", equalTo(9))
                .body("headlines.id", contains("safeguarding", "roh", "lor"))
                .body("headlines.lowest", contains(38, 36, 50))
                // Published: 91, 85, 87 and 67, 62, 69, of the inspections that are not at hand.
                .body("headlines.highest", contains(75, 70, 81))
                .body("headlines.average", contains(51, 53, 66))
                .body("headlines.inspections", contains(3, 3, 2))
                .body("area.newest.kind", equalTo("reinspection"))
                .body("area.newest.published", equalTo("2010"))
                .body("area.newest.precision", equalTo("year"))
                .body("area.newest.countsFrom", equalTo("2010-12-31"))
                .body("area.newest.headlines.percent", contains(75, 70, 81))
                .body("area.newest.headlines.place.rank", contains(1, 1, 1))
                .body("area.newest.headlines.place.quartile", contains(1, 1, 1))
                .body("area.newest.headlines.place.of", contains(3, 3, 2))
                .body("area.newest.headlines.interval", everyItem(nullValue()))
                .body("area.newest.source", containsString("Sefton Council"))
                .body("advice", containsString("Samples are small"));
    }

    @Test
    void before_the_reinspection_could_be_known_the_original_was_the_newest() {
        national("cci-2009", "2010-12-30", "Sefton")
                .body("area.newest.kind", equalTo("core"))
                .body("area.newest.headlines.percent", contains(38, 36, 50))
                .body("area.newest.headlines.band", contains("DRASTIC", "DRASTIC", "SUBSTANTIAL"))
                .body("headlines.highest", contains(38, 36, 50));
        national("cci-2009", "2009-05-31", "Sefton")
                .body("inspections", equalTo(0))
                .body("headlines.inspections", contains(0, 0, 0))
                .body("headlines[0]", not(hasKey("lowest")))
                .body("area.area", equalTo("Sefton"))
                .body("area", not(hasKey("newest")));
    }

    @Test
    void the_lowest_of_2012_are_those_published_although_a_reinspection_followed() {
        for (String day : List.of("2012-01-31", "2012-06-30")) {
            national("cci-2009", day, "North Lincolnshire")
                    .body("headlines.lowest", contains(37, 36, 50))
                    .body("headlines.inspections[0]", equalTo(day.contains("-01-") ? 6 : 7));
        }
        national("cci-2009", "2012-06-30", "North Lincolnshire")
                .body("area.newest.headlines.percent", contains(83, 77, 86))
                .body("area.newest.headlines.place.rank", contains(1, 1, 1));
    }

    @Test
    void of_rated_standards_the_ratings_are_shared_out_by_year_and_standard() {
        national("yj-2021", "2025-12-31", "Slough")
                .body("method", equalTo("rated-standards"))
                .body("inspections", equalTo(46))
                .body("$", not(hasKey("headlines")))
                .body("ratings.overall.rated", equalTo(46))
                .body(
                        "ratings.overall.shares.rating",
                        contains("Outstanding", "Good", "Requires improvement", "Inadequate"))
                .body("ratings.overall.shares.count", contains(3, 26, 15, 2))
                .body("ratings.overall.shares.percent", contains(7, 57, 33, 4))
                .body("ratings.standards", hasSize(13))
                .body("ratings.standards.find { it.id == '2.4' }.ratings.rated", equalTo(30))
                .body(
                        "ratings.standards.find { it.id == '2.4' }.ratings.shares.count",
                        contains(15, 9, 0, 6))
                .body(
                        "ratings.standards.find { it.id == '4.1' }.ratings.shares.percent",
                        contains(38, 50, 13, 0))
                .body("years.year", contains(2021, 2022, 2023, 2024, 2025))
                .body("years[1].ratings.overall.shares.count", contains(1, 10, 3, 0))
                .body("area.newest.overall", equalTo("Inadequate"))
                .body("area.newest.points", equalTo(3))
                .body("area.newest.maximum", equalTo(36))
                .body("area.newest.standards.id", contains("1.2", "2.4", "3.4"));
    }

    /** What is at hand is a part of each published round, so no count may be above the round's. */
    @Test
    void of_the_published_rounds_the_data_at_hand_is_a_part() {
        var early = national("yj-2018", "2025-12-31", "Cardiff").extract();
        var late = national("yj-2021", "2025-12-31", "Cardiff").extract();
        for (int year : List.of(2021, 2022)) {
            int inadequate = 0;
            int outstanding = 0;
            int inspections = 0;
            for (var of : List.of(early, late)) {
                List<Map<String, Object>> years = of.path("years");
                String place = "years.find { it.year == %d }.ratings.".formatted(year);
                if (years.stream().anyMatch(one -> Integer.valueOf(year).equals(one.get("year")))) {
                    inspections += of.<Integer>path(place + "inspections");
                    List<Integer> counts = of.path(place + "overall.shares.count");
                    outstanding += counts.getFirst();
                    inadequate += counts.getLast();
                }
            }
            assertThat(inadequate).isZero(); // as published for both rounds
            assertThat(inspections).isPositive().isLessThanOrEqualTo(33);
            if (year == 2021) {
                assertThat(outstanding).isPositive().isLessThanOrEqualTo(5);
            }
        }
        assertThat(early.<Integer>path("area.newest.points")).isZero();
    }

    // ---- the platform's own results

    @Test
    void what_the_platform_publishes_counts_once_with_intervals_and_not_beside_the_imported_one()
            throws Exception {
        national("cci-2009", "2009-12-31", "Sefton")
                .body("inspections", equalTo(6))
                .body("area.newest.platform", equalTo(false));
        String id = publishedBySefton();
        for (String day : List.of("2009-06-24", "2009-12-31")) {
            national("cci-2009", day, "Sefton")
                    .body("inspections", equalTo(day.endsWith("24") ? 1 : 6))
                    .body("headlines.lowest", contains(38, 36, 50))
                    .body("headlines.inspections", contains(1, 1, 1))
                    .body("area.newest.id", equalTo(id))
                    .body("area.newest.platform", equalTo(true))
                    .body("area.newest.published", equalTo("2009-06-24"))
                    .body("area.newest.precision", equalTo("day"))
                    .body("area.newest.source", equalTo("/v1/reports/" + id))
                    .body("area.newest.headlines[0].interval.low", equalTo(29))
                    .body("area.newest.headlines[0].interval.high", equalTo(48));
        }
        given().get(RESULTS + "/{id}", id).then().statusCode(404);
        assertThatTheMigrationMakesTheSameRow(id);
    }

    /** The rows of what was published before this table was there. */
    private void assertThatTheMigrationMakesTheSameRow(String id) throws Exception {
        String row =
                "select concat_ws('|', area, kind, framework_id, earliest, latest, source, version,"
                        + " changed_position, figures::jsonb) from published_result"
                        + " where platform and id = '"
                        + id
                        + "'";
        String migration;
        try (InputStream in =
                getClass().getResourceAsStream("/db/projection/V5__published_result.sql")) {
            migration =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            String kept = text(statement.executeQuery(row));
            statement.executeUpdate("delete from published_result where platform");
            statement.executeUpdate(
                    migration.substring(migration.indexOf("insert into published_result")));
            assertThat(text(statement.executeQuery(row))).isEqualTo(kept);
            connection.rollback();
        }
    }

    private static String text(ResultSet rows) throws SQLException {
        assertThat(rows.next()).isTrue();
        return rows.getString(1);
    }

    // ---- importing

    @Test
    void results_are_imported_shown_counted_changed_and_emptied() {
        String area = "Wessex " + UUID.randomUUID();
        String body = results(rated(area, "2019-03-14", "Good"), rated(area, "2020", "Inadequate"));
        List<String> ids =
                chief().body(body)
                        .post(RESULTS)
                        .then()
                        .statusCode(200)
                        .body("results.version", contains(1, 1))
                        .body("results.news", contains(true, true))
                        .extract()
                        .path("results.id");
        Response shown = given().get(RESULTS + "/{id}", ids.getFirst());
        shown.then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("area", equalTo(area))
                .body("published", equalTo("2019-03-14"))
                .body("overall", equalTo("Good"))
                .body("standards[0].rating", equalTo("Outstanding"))
                .body("source", equalTo("A press notice"));
        given().header("If-None-Match", "\"1\"")
                .get(RESULTS + "/{id}", ids.getFirst())
                .then()
                .statusCode(304);
        national("yj-2018", "2019-03-14", area).body("area.newest.overall", equalTo("Good"));
        national("yj-2018", "2020-12-31", area).body("area.newest.overall", equalTo("Inadequate"));

        chief().body(body)
                .post(RESULTS)
                .then()
                .statusCode(200)
                .body("results.version", contains(1, 1))
                .body("results.news", contains(false, false));
        chief().body(results(rated(area, "2019-03-14", "Outstanding")))
                .post(RESULTS)
                .then()
                .body("results.id", contains(ids.getFirst()))
                .body("results.version", contains(2))
                .body("results.news", contains(true));
        national("yj-2018", "2019-03-14", area).body("area.newest.overall", equalTo("Outstanding"));
        chief().body(
                        results(
                                """
                                {"area":"%s","framework":"yj-2018","kind":"core",
                                 "published":"2019-03-14","source":"Handed in by mistake"}
                                """
                                        .formatted(area)))
                .post(RESULTS)
                .then()
                .body("results.version", contains(3));
        national("yj-2018", "2019-03-14", area)
                .body("area.newest", not(hasKey("overall")))
                .body("area.newest.standards", hasSize(0));
    }

    @Test
    void a_repeated_request_gets_the_first_answer_and_its_key_serves_no_other_body()
            throws Exception {
        String area = "Wessex " + UUID.randomUUID();
        String key = UUID.randomUUID().toString();
        String body = results(rated(area, "2019", "Good"), rated(area, "2020", "Good"));
        var first = chief(key).body(body).post(RESULTS);
        var again = chief(key).body(body).post(RESULTS);
        assertThat(again.asString()).isEqualTo(first.asString());
        again.then().header("Idempotent-Replayed", "true");
        long before = number("select count(*) from log.event");
        refused(
                chief(key)
                        .body(
                                results(
                                        rated(area, "2019", "Inadequate"),
                                        rated(area, "2020", "Good"),
                                        rated(area, "2021", "Good")))
                        .post(RESULTS)
                        .then(),
                422,
                "Idempotency-Key");
        assertThat(number("select count(*) from log.event")).isEqualTo(before);
    }

    @Test
    void where_any_result_breaks_a_rule_none_is_imported() throws Exception {
        String area = "Wessex " + UUID.randomUUID();
        long before = number("select count(*) from log.event");
        refused(
                chief().body(
                                results(
                                        rated(area, "2019", "Good"),
                                        """
                                        {"area":"%s","framework":"cci-2009","kind":"core",
                                         "published":"2009-13","source":"A report",
                                         "headlines":[{"id":"roh","percent":101},{"id":"1.1","percent":1}]}
                                        """
                                                .formatted(area),
                                        """
                                        {"area":"%s","framework":"cci-1999","kind":"self-audit",
                                         "published":"2009","source":"A report"}
                                        """
                                                .formatted(area),
                                        """
                                        {"area":"%s","framework":"cci-2009","kind":"core",
                                         "published":"2009","source":"A report",
                                         "headlines":[{"id":"roh","percent":101},{"id":"1.1","percent":1}]}
                                        """
                                                .formatted(area),
                                        rated(area, "2019-06", "Fair")))
                        .post(RESULTS)
                        .then(),
                422,
                "results[1].published",
                "results[2].framework",
                "results[2].kind",
                "results[3].headlines[0].percent",
                "results[3].headlines[1].id",
                "results[4].overall");
        refused(
                chief().body(
                                """
                                {"results":[{"area":"%s","framework":"yj-2018","kind":"core",
                                  "published":"2019","overall":"Good"}]}
                                """
                                        .formatted(area))
                        .post(RESULTS)
                        .then(),
                400,
                "results[0].source");
        refused(chief().body("{\"results\":[]}").post(RESULTS).then(), 400, "results");
        refused(
                chief().body(
                                results(
                                        Collections.nCopies(101, rated(area, "2019", "Good"))
                                                .toArray(String[]::new)))
                        .post(RESULTS)
                        .then(),
                400,
                "results");
        refused(
                given().contentType(ContentType.JSON)
                        .auth()
                        .oauth2(TestTokens.token("chief-inspector", "test", null))
                        .body(results(rated(area, "2019", "Good")))
                        .post(RESULTS)
                        .then(),
                400,
                "Idempotency-Key");
        assertThat(number("select count(*) from log.event")).isEqualTo(before);
    }

    @Test
    void the_chief_inspector_alone_imports() {
        String body = results(rated("Wessex", "2019", "Good"));
        given().contentType(ContentType.JSON).body(body).post(RESULTS).then().statusCode(401);
        for (String role : List.of("lead-inspector", "inspector", "yot", "yjb", "operator")) {
            as(role, UUID.randomUUID().toString()).body(body).post(RESULTS).then().statusCode(403);
        }
    }

    @Test
    void the_same_result_from_many_at_once_is_written_once() throws Exception {
        String area = "Wessex " + UUID.randomUUID();
        String body = results(rated(area, "2019", "Good"));
        var outcomes = new ArrayList<Boolean>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> all =
                    Collections.nCopies(
                            8,
                            () ->
                                    chief().body(body)
                                            .post(RESULTS)
                                            .then()
                                            .statusCode(200)
                                            .body("results.version", contains(1))
                                            .extract()
                                            .path("results[0].news"));
            for (var outcome : threads.invokeAll(all)) {
                outcomes.add(outcome.get());
            }
        }
        assertThat(outcomes).containsOnlyOnce(true).hasSize(8);
    }

    @Test
    void an_imported_result_is_no_inspection() {
        String id =
                chief().body(results(rated("Wessex " + UUID.randomUUID(), "2019", "Good")))
                        .post(RESULTS)
                        .then()
                        .extract()
                        .path("results[0].id");
        as("operator", "k").get("/v1/inspections/{id}/history", id).then().statusCode(404);
        given().get("/v1/reports/{id}", id).then().statusCode(404);
        as("lead-inspector", UUID.randomUUID().toString())
                .body(Map.of("foreword", Sefton.FOREWORD))
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(404);
    }

    // ---- the table

    @Test
    void the_table_has_every_result_that_counts_with_its_source() throws Exception {
        Response answer = table("cci-2009", "2011-01-31", "");
        assertThat(answer.contentType())
                .isEqualToIgnoringCase("text/csv;charset=UTF-8;header=present");
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"national-comparison.csv\"");
        List<CSVRecord> rows = rows(answer);
        assertThat(rows).hasSize(9).allSatisfy(row -> assertThat(row.get("source")).isNotBlank());
        CSVRecord reinspected =
                rows.stream().filter(row -> row.get("area").equals("Sefton")).toList().getLast();
        assertThat(reinspected.get("kind")).isEqualTo("reinspection");
        assertThat(reinspected.get("published")).isEqualTo("2010");
        assertThat(reinspected.get("precision")).isEqualTo("year");
        assertThat(reinspected.get("lorPercent")).isEqualTo("81");
        assertThat(reinspected.get("lorRank")).isEqualTo("1");
        assertThat(reinspected.get("lorQuartile")).isEqualTo("1");
        assertThat(rows.getFirst().get("area")).isEqualTo("Bolton");
        assertThat(rows.getFirst().get("rohPercent")).isEmpty();
        assertThat(rows.getFirst().get("rohRank")).isEmpty();
        assertThat(rows.getFirst().get("note")).contains("substantial improvement");

        CSVRecord sussex = rows(table("yj-2021", "2025-12-31", "&area=East Sussex")).getFirst();
        assertThat(sussex.get("overall")).isEqualTo("Good");
        assertThat(sussex.get("points")).isEqualTo("25");
        assertThat(sussex.get("2.2")).isEqualTo("Inadequate");
        assertThat(sussex.get("4.1")).isEqualTo("Requires improvement");
    }

    @Test
    void no_cell_of_the_table_is_a_formula() throws Exception {
        String area = "=HYPERLINK(\"http://example.org/%s\")".formatted(UUID.randomUUID());
        chief().body(
                        Map.of(
                                "results",
                                List.of(
                                        Map.of(
                                                "area", area,
                                                "framework", "yj-2018",
                                                "kind", "core",
                                                "published", "2018",
                                                "source", "@a",
                                                "note", "-1"))))
                .post(RESULTS)
                .then()
                .statusCode(200);
        CSVRecord row =
                rows(table("yj-2018", "2018-12-31", "")).stream()
                        .filter(one -> one.get("area").contains(area))
                        .findFirst()
                        .orElseThrow();
        assertThat(row.get("area")).isEqualTo("'" + area);
        assertThat(row.get("source")).isEqualTo("'@a");
        assertThat(row.get("note")).isEqualTo("'-1");
    }

    // ---- polling

    @Test
    void what_has_not_changed_is_told_after_one_look_at_an_index() throws Exception {
        for (String address :
                List.of(
                        NATIONAL + "?framework=yj-2021&asOf=2025-01-01",
                        NATIONAL + ".csv?framework=yj-2021&asOf=2025-01-01&area=Kent",
                        NATIONAL + "?framework=yj-2021")) {
            String tag =
                    given().get(address)
                            .then()
                            .statusCode(200)
                            .header("Cache-Control", equalTo("public, max-age=60"))
                            .extract()
                            .header("ETag");
            statements.forget();
            given().header("If-None-Match", tag)
                    .get(address)
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .header("Cache-Control", equalTo("public, max-age=60"));
            assertThat(statements.seen("published_result")).hasSize(1);
            assertThat(scan(statements.seen("published_result").getFirst()))
                    .startsWith("Index Only Scan using published_result_changed");
        }
    }

    @Test
    void a_new_result_changes_tag_and_date_of_its_framework_alone() throws Exception {
        String changing = NATIONAL + "?framework=yj-2018&asOf=2025-12-30";
        String other = NATIONAL + "?framework=iyjs-2025&asOf=2025-12-30";
        change(
                "update published_result"
                        + " set modified_at = date_trunc('second', now() - interval '1 hour')");
        Response before = given().get(changing);
        String otherTag = given().get(other).header("ETag");
        given().header("If-Modified-Since", before.header("Last-Modified"))
                .get(changing)
                .then()
                .statusCode(304);
        chief().body(results(rated("Wessex " + UUID.randomUUID(), "2019", "Good")))
                .post(RESULTS)
                .then()
                .statusCode(200);
        given().header("If-None-Match", before.header("ETag"))
                .get(changing)
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(before.header("ETag"))));
        given().header("If-Modified-Since", before.header("Last-Modified"))
                .get(changing)
                .then()
                .statusCode(200);
        given().header("If-None-Match", otherTag).get(other).then().statusCode(304);
    }

    @Test
    void without_a_day_it_is_as_of_today_and_has_another_tag_tomorrow() {
        String address = NATIONAL + "?framework=iyjs-2025";
        businessTime("2025-12-30T12:00:00Z");
        Response before = given().get(address);
        before.then()
                .body("asOf", equalTo("2025-12-30"))
                .body("inspections", equalTo(0))
                .header("Last-Modified", nullValue());
        businessTime("2025-12-31T00:00:00Z");
        given().header("If-None-Match", before.header("ETag"))
                .get(address)
                .then()
                .statusCode(200)
                .body("asOf", equalTo("2025-12-31"))
                .body("inspections", equalTo(3));
    }

    @Test
    void what_cannot_be_compared_is_refused() {
        for (String address : List.of(NATIONAL, NATIONAL + ".csv")) {
            refused(given().get(address).then(), 400, "framework");
            refused(given().get(address + "?framework=cci-1999").then(), 422, "framework");
            refused(given().get(address + "?framework=cci-2009&asOf=soon").then(), 400, "asOf");
            refused(
                    given().get(address + "?framework=cci-2009&asOf=1989-12-31").then(),
                    422,
                    "asOf");
            refused(
                    given().get(address + "?framework=cci-2009&area=" + "x".repeat(201)).then(),
                    400,
                    "area");
        }
    }

    // ---- helpers

    private static ValidatableResponse national(String framework, String asOf, String area) {
        return given().queryParam("framework", framework)
                .queryParam("asOf", asOf)
                .queryParam("area", area)
                .get(NATIONAL)
                .then()
                .statusCode(200);
    }

    private static Response table(String framework, String asOf, String more) {
        return given().get(NATIONAL + ".csv?framework=" + framework + "&asOf=" + asOf + more);
    }

    private static List<CSVRecord> rows(Response table) throws IOException {
        table.then().statusCode(200);
        try (var parser =
                CSVParser.parse(
                        new StringReader(table.asString()),
                        CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
            return parser.getRecords();
        }
    }

    private static String results(String... results) {
        return "{\"results\":[" + String.join(",", results) + "]}";
    }

    private static String rated(String area, String published, String overall) {
        return """
        {"area":"%s","framework":"yj-2018","kind":"core","published":"%s","overall":"%s",
         "points":26,"maximum":36,"standards":[{"id":"2.1","rating":"Outstanding"}],
         "source":"A press notice"}
        """
                .formatted(area, published, overall);
    }

    /** Sefton's report of June 2009, from announcement to publication. */
    private String publishedBySefton() {
        String id = UUID.randomUUID().toString();
        businessTime("2009-05-20T09:00:00Z");
        try (var upstream =
                new Upstream(
                        setting("kafka.bootstrap.servers"), setting("event-store.topic-prefix"))) {
            send(upstream, "case-events", id, Sefton.announced(InspectionKind.CORE));
            send(upstream, "score-events", id, withIntervals());
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        as("operator", "k")
                                .get("/v1/inspections/{id}/history", id)
                                .then()
                                .statusCode(200)
                                .body("items.topic", hasItem("case-events"))
                                .body("items.topic", hasItem("score-events")));
        post("lead-inspector", id, "", Map.of("foreword", Sefton.FOREWORD), 201);
        post("lead-inspector", id, "/recommendations", Sefton.RECOMMENDATIONS.getFirst(), 201);
        post("lead-inspector", id, "/factual-accuracy", Map.of("dueOn", "2009-06-12"), 201);
        businessTime("2009-06-24T09:00:00Z");
        post(
                "chief-inspector",
                id,
                "/publication",
                Map.of("reinspection", Map.of("reinspect", false, "reason", "None.")),
                200);
        return id;
    }

    private static void send(Upstream upstream, String topic, String id, Event event) {
        upstream.send(topic, id, Instant.parse("2009-04-24T16:00:00Z"), Map.of(), event);
    }

    private static void post(String role, String id, String door, Object body, int status) {
        as(role, UUID.randomUUID().toString())
                .body(body)
                .post("/v1/reports/" + id + door)
                .then()
                .statusCode(status);
    }

    private static ScoresFinalised withIntervals() {
        ScoresFinalised scores = Sefton.finalised(InspectionKind.CORE, 1);
        var pooled = (Scores.Pooled) scores.scores();
        return new ScoresFinalised(
                scores.area(),
                scores.body(),
                scores.kind(),
                scores.framework(),
                scores.sampled(),
                scores.judged(),
                scores.caseVersion(),
                scores.causedBy(),
                scores.scorer(),
                new Scores.Pooled(
                        pooled.headlines().stream()
                                .map(one ->
                                        new Tally(
                                                one.id(),
                                                one.sufficient(),
                                                one.applicable(),
                                                one.percent(),
                                                one.band(),
                                                new Interval(29, 48)))
                                .toList(),
                        pooled.criteria(),
                        pooled.sections(),
                        pooled.questions()),
                scores.reinspection());
    }

    /** How the database goes about a statement, whatever its parameters are. */
    private String scan(String sql) throws SQLException {
        String numbered = sql;
        int count = 0;
        while (numbered.contains("?")) {
            numbered = numbered.replaceFirst("\\?", "\\$" + ++count);
        }
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("begin");
            // A table of a few rows is read whole whatever its indexes are.
            statement.execute("set local enable_seqscan = off");
            statement.execute("set local plan_cache_mode = force_generic_plan");
            statement.execute("prepare asked as " + numbered);
            String values = String.join(",", Collections.nCopies(count, "null"));
            var scans = new ArrayList<String>();
            var rows = statement.executeQuery("explain execute asked(" + values + ")");
            while (rows.next()) {
                String line = rows.getString(1).replace("->", "").strip();
                if (line.contains(" Scan ")) {
                    scans.add(line);
                }
            }
            statement.execute("deallocate asked");
            statement.execute("rollback");
            assertThat(scans).hasSize(1);
            return scans.getFirst();
        }
    }

    private long number(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void change(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private void businessTime(String instant) {
        try {
            Path next = Files.writeString(clock.resolveSibling("next"), instant);
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    private static RequestSpecification chief() {
        return chief(UUID.randomUUID().toString());
    }

    private static RequestSpecification chief(String key) {
        return as("chief-inspector", key);
    }

    private static RequestSpecification as(String role, String key) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .auth()
                .oauth2(
                        TestTokens.token(
                                role, "test-" + role, role.equals("yot") ? Sefton.AREA : null));
    }

    private static void refused(ValidatableResponse response, int status, String... fields) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("violations.field", containsInAnyOrder(fields));
    }
}
