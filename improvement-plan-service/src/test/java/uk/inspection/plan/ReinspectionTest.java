package uk.inspection.plan;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static uk.inspection.plan.Eventually.eventually;
import static uk.inspection.plan.Eventually.eventuallyTrue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.plan.domain.PublishedPairs;
import uk.inspection.plan.domain.PublishedPairs.Pair;
import uk.inspection.plan.domain.Sefton;

/** An inspection's scores beside those of its re-inspection, on a real database and broker. */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class ReinspectionTest {
    private static final FrameworkRef CCI = new FrameworkRef("cci-2009", 1);
    private static final FrameworkRef RATED = new FrameworkRef("yj-2018", 1);

    @Inject AgroalDataSource dataSource;

    @BeforeEach
    void no_deadline_has_come_and_the_service_is_ready() {
        BusinessDay.itIs("2009-06-24");
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    // ---- real inspections and their re-inspections

    @Test
    void both_scores_of_sefton_stand_side_by_side_once_the_second_is_published() {
        Pair sefton = PublishedPairs.named("Sefton 2009-2010");
        String first =
                published("Sefton", "2009-06-24", CCI, PublishedPairs.scores(sefton.before()));
        String second = UUID.randomUUID().toString();
        String before =
                reinspection(first)
                        .body("calledFor", equalTo(true))
                        .body("state", equalTo("expected"))
                        .body("due.on", equalTo("2010-06-24"))
                        .body("due.rule", equalTo("12 months after publication"))
                        .body("arranged", nullValue())
                        .body("first.inspectionId", equalTo(first))
                        .body("first.publishedOn", equalTo("2009-06-24"))
                        .body("first.framework.id", equalTo("cci-2009"))
                        .body("first.scores.method", equalTo("pooled-percentage"))
                        .body("first.scores.headlines.percent", contains(38, 36, 50))
                        .body("second", nullValue())
                        .body("changes", nullValue())
                        .body("noChangeBecause", equalTo("The re-inspection is not arranged."))
                        .extract()
                        .header("ETag");
        unchanged(first, before);

        announce(first, second, "2010-06-28");
        eventually(() ->
                reinspection(first)
                        .body("state", equalTo("arranged"))
                        .body("arranged.inspectionId", equalTo(second))
                        .body("arranged.announcedOn", equalTo("2010-06-28"))
                        .body("second", nullValue())
                        .body(
                                "noChangeBecause",
                                equalTo("The report of the re-inspection is not published.")));
        String arranged = reinspection(first).extract().header("ETag");
        assertThat(arranged).isNotEqualTo(before);
        unchanged(first, arranged);

        try (var reports = Upstream.reports(second)) {
            reports.publish(
                    "2010-12-01",
                    report(
                            "Sefton",
                            InspectionKind.REINSPECTION,
                            "2010-12-01",
                            CCI,
                            PublishedPairs.scores(sefton.after()),
                            Sefton.NO_REINSPECTION));
            eventually(() -> reinspection(first).body("second.inspectionId", equalTo(second)));
            String both =
                    reinspection(first)
                            .body("state", equalTo("arranged"))
                            .body("second.publishedOn", equalTo("2010-12-01"))
                            .body("second.scores.headlines.percent", contains(75, 70, 81))
                            .body("changes.headlines.id", contains("safeguarding", "roh", "lor"))
                            .body("changes.headlines.before.percent", contains(38, 36, 50))
                            .body(
                                    "changes.headlines.before.band",
                                    contains("DRASTIC", "DRASTIC", "SUBSTANTIAL"))
                            .body("changes.headlines.after.percent", contains(75, 70, 81))
                            .body(
                                    "changes.headlines.after.band",
                                    contains("MINIMUM", "MODERATE", "MINIMUM"))
                            .body("changes.headlines.changePercentagePoints", contains(37, 34, 31))
                            .body("changes.headlines.band", everyItem(equalTo("up")))
                            .body("changes.criteria", hasSize(8))
                            .body("changes.criteria[0].id", equalTo("1.1"))
                            .body("changes.criteria[0].before.percent", equalTo(46))
                            .body("changes.criteria[0].after", nullValue())
                            .body("changes.criteria[0].changePercentagePoints", nullValue())
                            .body("changes.standards", nullValue())
                            .body("noChangeBecause", nullValue())
                            .body("notes", empty())
                            .extract()
                            .header("ETag");
            assertThat(both).isNotEqualTo(arranged);
            unchanged(first, both);
            as("yjb")
                    .header("If-None-Match", arranged)
                    .get("/v1/improvement-plans/{id}/reinspection", first)
                    .then()
                    .statusCode(200);

            reports.publishAllAgain();
            caughtUp();
            unchanged(first, both);
        }
    }

    /** The middle one is the re-inspection of the first and is itself followed by another. */
    @Test
    void bournemouth_and_poole_was_inspected_again_and_again() {
        Pair again = PublishedPairs.named("Bournemouth and Poole 2010-2011");
        Pair andAgain = PublishedPairs.named("Bournemouth and Poole 2011-2012");
        String area = "Bournemouth and Poole";
        String first = published(area, "2010-03-01", CCI, PublishedPairs.scores(again.before()));
        String second = published(area, "2011-06-01", CCI, PublishedPairs.scores(again.after()));
        String third = published(area, "2012-08-29", CCI, PublishedPairs.scores(andAgain.after()));
        announce(first, second, "2011-01-10");
        announce(second, third, "2012-04-02");
        eventually(() -> {
            reinspection(first).body("second.inspectionId", equalTo(second));
            reinspection(second).body("second.inspectionId", equalTo(third));
        });

        reinspection(first)
                .body("changes.headlines.after.percent", contains(36, 36, 45))
                .body("changes.headlines.before", everyItem(nullValue()))
                .body("changes.headlines.changePercentagePoints", everyItem(nullValue()));
        reinspection(second)
                .body("changes.headlines.before.percent", contains(36, 36, 45))
                .body("changes.headlines.after.percent", contains(75, 71, 75))
                .body("changes.headlines.changePercentagePoints", contains(39, 35, 30));
        reinspection(third)
                .body("state", equalTo("expected"))
                .body("second", nullValue())
                .body("noChangeBecause", equalTo("The re-inspection is not arranged."));
    }

    @Test
    void a_headline_of_north_lincolnshire_that_is_known_of_the_second_only_has_no_change() {
        Pair pair = PublishedPairs.named("North Lincolnshire 2011-2012");
        String first =
                published(
                        "North Lincolnshire",
                        "2011-01-12",
                        CCI,
                        PublishedPairs.scores(pair.before()));
        String second =
                published(
                        "North Lincolnshire",
                        "2012-05-09",
                        CCI,
                        PublishedPairs.scores(pair.after()));
        announce(first, second, "2012-01-09");
        eventually(() ->
                reinspection(first)
                        .body("changes.headlines.id", contains("safeguarding", "roh", "lor"))
                        .body(
                                "changes.headlines.changePercentagePoints",
                                contains(equalTo(46), equalTo(41), nullValue()))
                        .body("changes.headlines[2].after.percent", equalTo(86))
                        .body("changes.headlines[2].before", nullValue()));
    }

    // ---- made-up scores, for what no published pair shows

    @Test
    void each_criterion_says_how_far_it_moved_and_whether_the_samples_alone_may_explain_it() {
        Tally nothing = new Tally("1.3", 0, 0, null, null, null);
        String first =
                published(
                        "Merton",
                        "2011-09-05",
                        CCI,
                        criteria(
                                new Tally("1.1", 12, 33, 36, "DRASTIC", new Interval(22, 54)),
                                new Tally("1.2", 20, 33, 61, "MODERATE", new Interval(43, 76)),
                                nothing));
        String second =
                published(
                        "Merton",
                        "2012-09-05",
                        CCI,
                        criteria(
                                new Tally("1.1", 30, 38, 79, "MINIMUM", new Interval(63, 90)),
                                new Tally("1.2", 20, 38, 53, "SUBSTANTIAL", new Interval(37, 68)),
                                new Tally("1.3", 4, 8, 50, "SUBSTANTIAL", new Interval(21, 79))));
        announce(first, second, "2012-06-04");
        eventually(() ->
                reinspection(first)
                        .body(
                                "changes.criteria.changePercentagePoints",
                                contains(equalTo(43), equalTo(-8), nullValue()))
                        .body(
                                "changes.criteria.band",
                                contains(equalTo("up"), equalTo("down"), nullValue()))
                        .body(
                                "changes.criteria.intervalsOverlap",
                                contains(equalTo(false), equalTo(true), nullValue()))
                        .body("changes.criteria[2].before.applicable", equalTo(0))
                        .body("changes.criteria[2].before.percent", nullValue())
                        .body("changes.criteria[0].after.interval.low", equalTo(63)));
    }

    @Test
    void rated_standards_stand_side_by_side_with_their_points_and_the_overall_rating() {
        String first =
                published(
                        "Cardiff",
                        "2020-07-15",
                        RATED,
                        rated("Inadequate", 0, standard("1.1", "Inadequate", 0)));
        String second =
                published(
                        "Cardiff",
                        "2021-07-15",
                        RATED,
                        rated("Good", 2, standard("1.1", "Good", 2)));
        announce(first, second, "2021-03-01");
        eventually(() ->
                reinspection(first)
                        .body("changes.standards.id", contains("1.1"))
                        .body("changes.standards[0].before.rating", equalTo("Inadequate"))
                        .body("changes.standards[0].after.rating", equalTo("Good"))
                        .body("changes.standards[0].changePoints", equalTo(2))
                        .body("changes.standards[0].rating", equalTo("up"))
                        .body("changes.overall.before.points", equalTo(0))
                        .body("changes.overall.after.maximum", equalTo(3))
                        .body("changes.overall.changePoints", equalTo(2))
                        .body("changes.overall.rating", equalTo("up"))
                        .body("changes.headlines", nullValue()));
    }

    @Test
    void under_different_frameworks_both_scores_are_shown_and_no_change_is_worked_out() {
        Pair sefton = PublishedPairs.named("Sefton 2009-2010");
        String first =
                published("Sefton", "2009-06-24", CCI, PublishedPairs.scores(sefton.before()));
        String second =
                published(
                        "Sefton",
                        "2019-06-24",
                        RATED,
                        rated("Requires improvement", 1, standard("1.1", "Good", 2)));
        announce(first, second, "2019-01-07");
        eventually(() ->
                reinspection(first)
                        .body("first.scores.headlines.percent", contains(38, 36, 50))
                        .body("second.scores.overall", equalTo("Requires improvement"))
                        .body("second.framework.id", equalTo("yj-2018"))
                        .body("changes", nullValue())
                        .body(
                                "noChangeBecause",
                                equalTo(
                                        "The two were inspected under different frameworks"
                                                + " (cci-2009 and yj-2018), which ask for different"
                                                + " things: no change is worked out.")));
    }

    /** As rows are that were there before the columns were. */
    @Test
    void without_the_first_scores_the_second_ones_are_shown_and_it_says_whose_are_lacking()
            throws Exception {
        Pair sefton = PublishedPairs.named("Sefton 2009-2010");
        String first = published("Sefton", "2009-06-24", CCI, criteria());
        String second =
                published("Sefton", "2010-12-01", CCI, PublishedPairs.scores(sefton.after()));
        announce(first, second, "2010-06-28");
        eventually(() -> reinspection(first).body("second.inspectionId", equalTo(second)));
        try (var connection = dataSource.getConnection();
                var forget =
                        connection.prepareStatement(
                                "update improvement_plan set scores = null, framework = null"
                                        + " where inspection = ?")) {
            forget.setString(1, first);
            assertThat(forget.executeUpdate()).isEqualTo(1);
        }
        reinspection(first)
                .body("first.scores", nullValue())
                .body("second.scores.headlines.percent", contains(75, 70, 81))
                .body("changes", nullValue())
                .body(
                        "noChangeBecause",
                        equalTo(
                                "The plan of the first inspection was requested before scores were"
                                        + " kept with it: no change is worked out."));
    }

    @Test
    void what_makes_the_two_less_alike_than_they_look_is_noted() {
        Scores scores = criteria(new Tally("1.1", 12, 33, 36, "DRASTIC", new Interval(22, 54)));
        String first = published("Poole", "2011-06-01", CCI, scores);
        String second = published("Dorset", "2012-06-01", new FrameworkRef("cci-2009", 2), scores);
        announce(first, second, "2012-02-06");
        eventually(() ->
                reinspection(first)
                        .body("changes.criteria[0].changePercentagePoints", equalTo(0))
                        .body("changes.criteria[0].band", nullValue())
                        .body(
                                "notes",
                                contains(
                                        "The two follow different versions of cci-2009 (1 and 2),"
                                                + " whose bands may differ: it is not said whether"
                                                + " a band moved.",
                                        "The two name different areas: Poole and Dorset.")));
    }

    // ---- what there is, and to whom

    @Test
    void where_no_reinspection_was_called_for_it_says_so() {
        String id = UUID.randomUUID().toString();
        publish(
                id,
                report(
                        "Merton",
                        InspectionKind.CORE,
                        "2011-09-05",
                        CCI,
                        criteria(),
                        Sefton.NO_REINSPECTION));
        reinspection(id)
                .body("calledFor", equalTo(false))
                .body("state", equalTo("not-called-for"))
                .body("reason", equalTo("The service shows capacity to improve."))
                .body("due", nullValue())
                .body(
                        "noChangeBecause",
                        equalTo("The published report called for no re-inspection."));
    }

    @Test
    void a_reinspection_that_nobody_announces_is_due_and_then_late() {
        String id = published("Sefton", "2009-06-24", CCI, criteria());
        BusinessDay.itIs("2010-06-24");
        eventually(() -> reinspection(id).body("state", equalTo("due")));
        BusinessDay.itIs("2010-06-25");
        eventually(() ->
                reinspection(id)
                        .body("state", equalTo("late"))
                        .body("due.on", equalTo("2010-06-24"))
                        .body("noChangeBecause", equalTo("The re-inspection is not arranged.")));
    }

    @Test
    void a_service_asks_about_its_own_area_and_nobody_about_a_plan_that_is_not_there() {
        String id = published("Sefton", "2009-06-24", CCI, criteria());
        yot("Sefton").get("/v1/improvement-plans/{id}/reinspection", id).then().statusCode(200);
        for (var asked :
                List.of(
                        yot("Merton").get("/v1/improvement-plans/{id}/reinspection", id),
                        as("yjb").get("/v1/improvement-plans/none/reinspection"))) {
            asked.then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("detail", equalTo("There is no improvement plan for this inspection."));
        }
        String tag = reinspection(id).extract().header("ETag");
        yot("Merton")
                .header("If-None-Match", tag)
                .get("/v1/improvement-plans/{id}/reinspection", id)
                .then()
                .statusCode(404);
        given().get("/v1/improvement-plans/{id}/reinspection", id).then().statusCode(401);
        as("operator").get("/v1/improvement-plans/{id}/reinspection", id).then().statusCode(403);
    }

    @Test
    void whoever_asks_while_the_second_report_arrives_never_gets_two_answers_under_one_tag()
            throws Exception {
        Pair sefton = PublishedPairs.named("Sefton 2009-2010");
        String first =
                published("Sefton", "2009-06-24", CCI, PublishedPairs.scores(sefton.before()));
        String second = UUID.randomUUID().toString();
        List<Callable<Map<String, String>>> askers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            askers.add(() -> answersByTagUntilTheSecondIsThere(first));
        }
        var byTag = new HashMap<String, String>();
        try (var pool = Executors.newFixedThreadPool(askers.size())) {
            var answers = askers.stream().map(pool::submit).toList();
            announce(first, second, "2010-06-28");
            publish(
                    second,
                    report(
                            "Sefton",
                            InspectionKind.REINSPECTION,
                            "2010-12-01",
                            CCI,
                            PublishedPairs.scores(sefton.after()),
                            Sefton.NO_REINSPECTION));
            for (var answer : answers) {
                answer.get()
                        .forEach((tag, body) ->
                                assertThat(byTag.merge(tag, body, (old, _) -> old))
                                        .isEqualTo(body));
            }
        }
        assertThat(byTag.size()).isBetween(1, 3);
    }

    private static Map<String, String> answersByTagUntilTheSecondIsThere(String first) {
        var byTag = new HashMap<String, String>();
        eventuallyTrue(() -> {
            var answer = as("yjb").get("/v1/improvement-plans/{id}/reinspection", first);
            String body = answer.asString();
            assertThat(byTag.merge(answer.header("ETag"), body, (old, _) -> old)).isEqualTo(body);
            return answer.jsonPath().get("changes") != null;
        });
        return byTag;
    }

    // ---- the words of these tests

    private static String published(
            String area, String day, FrameworkRef framework, Scores scores) {
        String id = UUID.randomUUID().toString();
        publish(id, report(area, InspectionKind.CORE, day, framework, scores, Sefton.REINSPECT));
        return id;
    }

    private static void publish(String id, ReportPublished report) {
        try (var reports = Upstream.reports(id)) {
            reports.publish(report.publishedOn().toString(), report);
        }
        eventually(() -> as("yjb").get("/v1/improvement-plans/{id}", id).then().statusCode(200));
    }

    private static ReportPublished report(
            String area,
            InspectionKind kind,
            String day,
            FrameworkRef framework,
            Scores scores,
            ReinspectionDecision reinspection) {
        LocalDate published = LocalDate.parse(day);
        return new ReportPublished(
                area,
                area + " Youth Offending Team",
                kind,
                framework,
                1,
                published,
                scores,
                Sefton.RECOMMENDATIONS,
                new DueDate(published.plusDays(28), "28 days after publication"),
                Sefton.YJB,
                reinspection);
    }

    private static void announce(String first, String second, String day) {
        try (var cases = Upstream.cases(second)) {
            cases.publish(day, Sefton.reinspection(first, LocalDate.parse(day)));
        }
    }

    private static Scores criteria(Tally... criteria) {
        return new Scores.Pooled(List.of(), List.of(criteria), List.of(), List.of());
    }

    private static Scores rated(String overall, int points, StandardRating standard) {
        return new Scores.Rated(List.of(standard), points, 3, overall);
    }

    private static StandardRating standard(String id, String rating, int points) {
        return new StandardRating(id, List.of(), rating, null, points, true);
    }

    private static ValidatableResponse reinspection(String id) {
        return as("yjb").get("/v1/improvement-plans/{id}/reinspection", id).then().statusCode(200);
    }

    private static void unchanged(String id, String tag) {
        as("yjb")
                .header("If-None-Match", tag)
                .get("/v1/improvement-plans/{id}/reinspection", id)
                .then()
                .statusCode(304)
                .header("ETag", tag);
    }

    private static void caughtUp() {
        eventually(() -> as("operator").get("/admin/projections").then().body("lag", equalTo(0)));
    }

    private static RequestSpecification as(String role) {
        return request(role, null);
    }

    private static RequestSpecification yot(String area) {
        return request("yot", area);
    }

    private static RequestSpecification request(String role, @Nullable String area) {
        return given().auth().oauth2(TestTokens.token(role, "test-" + role, area));
    }
}
