package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static uk.inspection.reporting.Markup.charts;
import static uk.inspection.reporting.Markup.column;
import static uk.inspection.reporting.Markup.rows;
import static uk.inspection.reporting.Markup.texts;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The page of the national comparison as a browser asks for it, on a database that no other test
 * publishes to. What is published here is after the days that the others ask about.
 */
@QuarkusTest
@QuarkusTestResource(value = ReportingServiceStack.class, restrictToAnnotatedClass = true)
class NationalComparisonPageTest {
    private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
    private static final String JANUARY_2011 = "/comparison?asOf=2011-01-31";
    private static final LocalDate FIELDWORK = LocalDate.of(2010, 9, 6);

    private final Newsroom newsroom = new Newsroom();

    @BeforeEach
    void the_shipped_results_are_imported() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(
                                        Stream.of("cci-2009", "yj-2018", "yj-2021", "iyjs-2025")
                                                .mapToInt(NationalComparisonPageTest::inspections)
                                                .sum())
                                .isGreaterThanOrEqualTo(85));
    }

    @AfterEach
    void close() {
        newsroom.close();
    }

    @Test
    void sefton_is_the_lowest_and_its_reinspection_in_the_top_quartile() {
        String page = html(JANUARY_2011 + "&area=Sefton");
        assertThat(page)
                .contains("As known on 31 January 2011")
                .contains("Inspections that count: 9.")
                .contains("Do not compare areas closely.")
                .contains("intervals overlap")
                .contains("Sefton: newest result (2010)")
                .contains("<option lang=\"en\" value=\"Sefton\" selected>");
        assertThat(rows(page))
                .contains(
                        "Safeguarding|38%|75%|51%|3",
                        "Public Protection - Risk of Harm|36%|70%|53%|3",
                        "Public Protection - Likelihood of Reoffending|50%|81%|66%|2",
                        "Safeguarding|75%|Not known|1 of 3|1",
                        "Public Protection - Risk of Harm|70%|Not known|1 of 3|1",
                        "Public Protection - Likelihood of Reoffending|81%|Not known|1 of 2|1",
                        "Sefton (chosen area)|Inspection|June 2009"
                                + "|38% DRASTIC|36% DRASTIC|50% SUBSTANTIAL",
                        "Hartlepool|Inspection|2010|41%|52%|Not published",
                        "Newcastle-upon-Tyne|Inspection|2010|MODERATE|MODERATE|MODERATE");
    }

    @Test
    void the_chart_has_each_score_the_best_first_and_marks_the_area_without_colour() {
        String page = html(JANUARY_2011 + "&area=Sefton");
        assertThat(charts(page)).hasSize(3);
        assertThat(texts(charts(page).getFirst()))
                .containsExactly(
                        "0%",
                        "50%",
                        "100%",
                        "Average 51%",
                        "Sefton 2010",
                        "75%",
                        "Hartlepool 2010",
                        "41%",
                        "Sefton 2009",
                        "38%");
        assertThat(charts(page).getFirst())
                .contains("font-weight=\"bold\">Sefton 2010")
                .contains("lang=\"en\">Hartlepool 2010")
                .containsPattern("<rect [^>]*fill=\"none\"")
                .contains("<circle ");
        assertThat(Pattern.compile("l8 8l-8 8l-8 -8z").matcher(charts(page).getFirst()).results())
                .as("both of Sefton's have a diamond")
                .hasSize(2);
        assertThat(charts(html(JANUARY_2011)).getFirst()).doesNotContain("l8 8l-8 8l-8 -8z");
    }

    @Test
    void an_interval_is_drawn_and_said_where_the_platform_has_the_counts() {
        String area = "Intervalshire " + UUID.randomUUID();
        newsroom.published(
                PublishedPairs.announced(area, Sefton.FRAMEWORK, null, FIELDWORK),
                PublishedPairs.SEFTON_2010,
                LocalDate.of(2012, 8, 1));
        String page = html("/comparison?asOf=2012-08-02&area=" + area.replace(" ", "+"));
        assertThat(rows(page))
                .anyMatch(row -> row.startsWith("Safeguarding|75%|65% to 85%|"))
                .anyMatch(row ->
                        row.startsWith(area)
                                && row.contains("75% MINIMUM 65% to 85%|70% MODERATE 60% to 80%"));
        assertThat(charts(page).getFirst()).containsPattern("<path d=\"M\\d+ \\d+H\\d+M");
    }

    @Test
    void results_are_sorted_by_link_in_either_order() {
        String page = html(JANUARY_2011);
        assertThat(column(page, 0)).isSorted();
        assertThat(page)
                .contains("aria-sort=\"ascending\"")
                .contains("framework=cci-2009&amp;asOf=2011-01-31&amp;sort=-roh#results");
        String highest = html(JANUARY_2011 + "&sort=-roh");
        assertThat(column(highest, 4))
                .startsWith("70%", "52%", "36% DRASTIC")
                .last()
                .isEqualTo("Not published");
        assertThat(highest)
                .contains("aria-sort=\"descending\"")
                .contains("asOf=2011-01-31&amp;sort=roh#results");
        assertThat(column(html(JANUARY_2011 + "&sort=roh"), 4))
                .startsWith("36% DRASTIC", "52%", "70%")
                .last()
                .isEqualTo("Not published");
        assertThat(column(html(JANUARY_2011 + "&sort=-area"), 0).getFirst()).isEqualTo("Wirral");
        assertThat(column(html("/comparison?framework=yj-2018&asOf=2021-01-31&sort=overall"), 3))
                .startsWith("Inadequate");
        browser().get(JANUARY_2011 + "&sort=colour").then().statusCode(422);
        browser().get(JANUARY_2011 + "&sort=overall").then().statusCode(422);
    }

    @Test
    void ratings_are_shared_out_by_year_and_standard() {
        String page = html("/comparison?framework=yj-2021&asOf=2025-12-31&area=East+Sussex");
        var data = given().get("/v1/comparisons/national?framework=yj-2021&asOf=2025-12-31");
        int good = data.path("ratings.overall.shares.find { it.rating == 'Good' }.percent");
        int count = data.path("ratings.overall.shares.find { it.rating == 'Good' }.count");
        List<Integer> years = data.path("years.year");
        assertThat(years).isNotEmpty();
        assertThat(page)
                .contains("<th scope=\"col\"")
                .doesNotContain("Rank 1 is the best")
                .contains("url(#shade-dense)")
                .contains("1.1 Governance and leadership");
        assertThat(rows(page))
                .anyMatch(row ->
                        row.startsWith("Overall rating|")
                                && row.contains("%d%% (%d)".formatted(good, count)));
        for (int year : years) {
            assertThat(page).contains("Published in %d (".formatted(year));
        }
        assertThat(charts(page)).hasSize(years.size() + 1);
        assertThat(texts(charts(page).getFirst())).contains("Overall rating");
        assertThat(html("/comparison?framework=yj-2021&asOf=2025-12-31&lang=cy"))
                .contains("1.1 Llywodraethu ac arweinyddiaeth")
                .contains("Angen gwella");
    }

    @Test
    void the_same_comparison_is_there_in_welsh() {
        String page = html(JANUARY_2011 + "&area=Sefton&lang=cy");
        assertThat(page)
                .contains("<html lang=\"cy\"")
                .contains("<h1 class=\"govuk-heading-xl\">Cymhariaeth genedlaethol")
                .contains("Fel yr oedd yn hysbys ar 31 Ionawr 2011")
                .contains("Peidiwch â chymharu ardaloedd yn fanwl.");
        assertThat(rows(page))
                .contains(
                        "Diogelu|38%|75%|51%|3",
                        "Diogelu|75%|Ddim yn hysbys|1 o 3|1",
                        "Sefton (yr ardal a ddewiswyd)|Arolygiad|Mehefin 2009"
                                + "|38% DRASTIG|36% DRASTIG|50% SYLWEDDOL");
    }

    @Test
    void the_framework_is_the_one_in_force_unless_it_is_named() {
        assertThat(html(JANUARY_2011)).contains("value=\"cci-2009\" lang=\"en\" selected");
        assertThat(html("/comparison?asOf=2019-01-31"))
                .contains("value=\"yj-2018\" lang=\"en\" sel");
        assertThat(html("/comparison?asOf=1995-01-31"))
                .contains("value=\"cci-2009\" lang=\"en\" sel")
                .contains("No result under this framework was known on that day.");
        assertThat(html("/comparison?asOf=2019-01-31&framework=cci-2009"))
                .contains("value=\"cci-2009\" lang=\"en\" selected");
    }

    @Test
    void an_area_without_a_result_by_that_day_is_no_error() {
        assertThat(html("/comparison?asOf=2010-01-31&area=North+Lincolnshire"))
                .contains("No result of North Lincolnshire under this framework was known");
    }

    @Test
    void the_form_leads_to_an_address_that_can_be_passed_on() {
        sent("asOf-day=31&asOf-month=1&asOf-year=2011&framework=cci-2009&area=Sefton")
                .statusCode(303)
                .header("Location", "/comparison?framework=cci-2009&asOf=2011-01-31&area=Sefton");
        sent("asOf-day=1&asOf-month=06&asOf-year=2020&framework=yj-2018&area=&lang=cy")
                .statusCode(303)
                .header("Location", "/comparison?framework=yj-2018&asOf=2020-06-01&lang=cy");
        sent("asOf-day=&asOf-month=&asOf-year=&framework=yj-2018&area=")
                .statusCode(200)
                .body(containsString("value=\"yj-2018\" lang=\"en\" selected"));
    }

    @Test
    void a_wrong_field_is_said_above_and_beside_it_and_what_was_typed_stays() {
        refused("asOf-day=31&asOf-month=2&asOf-year=2011", 422, "asOf-day", "must be a real date")
                .body(containsString("id=\"asOf-error\""))
                .body(containsString("value=\"31\""))
                .body(containsString("aria-describedby=\"asOf-hint asOf-error\""));
        refused("asOf=yesterday", 422, "asOf-day", "must be a real date");
        refused("asOf-day=1&asOf-month=&asOf-year=2011", 422, "asOf-day", "must be a real date");
        refused("asOf=1850-01-01", 422, "asOf-day", "from 1 January 1990 to 1 January 2200");
        refused("framework=other", 422, "framework", "are not compared");
        refused("area=Atlantis", 404, "area", "No published result is of this area");
        refused("asOf=2011-02-31&lang=cy", 422, "asOf-day", "yn ddyddiad go iawn");
    }

    @Test
    void markup_in_what_was_asked_is_text() {
        for (String parameter : List.of("asOf-day", "area", "framework", "asOf", "sort")) {
            assertThat(
                            browser()
                                    .queryParam(parameter, "\"><script>alert(1)</script>")
                                    .get("/comparison")
                                    .asString())
                    .doesNotContain("<script>");
        }
    }

    @Test
    void the_table_can_be_taken_away_and_the_menu_leads_here() {
        String page = html(JANUARY_2011);
        assertThat(page).contains("href=\"/comparison\">National comparison</a>");
        String csv = "/v1/comparisons/national.csv?framework=cci-2009&asOf=2011-01-31";
        assertThat(page).contains("href=\"" + csv.replace("&", "&amp;") + "\"");
        assertThat(given().get(csv).asString()).startsWith("area,kind,published");
    }

    @Test
    void a_comparison_is_read_again_only_when_it_has_changed() {
        Response first = browser().get(JANUARY_2011);
        first.then().header("Cache-Control", "public, max-age=60");
        browser()
                .header("If-None-Match", first.header("ETag"))
                .get(JANUARY_2011)
                .then()
                .statusCode(304);
        browser()
                .header("If-None-Match", first.header("ETag"))
                .get(JANUARY_2011 + "&area=Sefton")
                .then()
                .statusCode(200);
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

    private static ValidatableResponse sent(String form) {
        return browser()
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .get("/comparison?" + form)
                .then();
    }

    private static ValidatableResponse refused(
            String query, int status, String anchor, String says) {
        return sent(query)
                .statusCode(status)
                .header("Cache-Control", "no-store")
                .header("Content-Security-Policy", startsWith("default-src 'none';"))
                .body(containsString("govuk-error-summary"))
                .body(containsString("<a href=\"#" + anchor + "\">"))
                .body(containsString("govuk-form-group--error"))
                .body(containsString(says))
                .body(not(containsString("id=\"results\"")));
    }
}
