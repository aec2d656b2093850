package uk.inspection.scoring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static uk.inspection.scoring.SomeFacts.announced;
import static uk.inspection.scoring.SomeFacts.drafted;
import static uk.inspection.scoring.SomeFacts.judged;
import static uk.inspection.scoring.SomeFacts.published;
import static uk.inspection.scoring.SomeFacts.sampled;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.FactualAccuracyCheckOpened;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.scoring.projection.PublicationEntity;

/** Who sees which scores, and when a score becomes public. */
@QuarkusTest
@QuarkusTestResource(ScoringServiceStack.class)
class AccessTest {
    private static final List<String> INSPECTORATE =
            List.of("inspector", "lead-inspector", "chief-inspector");

    /** A reader who may wait waits five seconds. */
    private static final Duration WAITED = Duration.ofSeconds(4);

    private static final String SERIES = "/v1/self-audit-scores?framework=cci-2009";

    @Inject SessionFactory sessions;

    private final CaseTopic cases = new CaseTopic();
    private final CaseTopic reports = cases.reports();
    private final String area = "Area " + UUID.randomUUID();

    @AfterEach
    void no_client_left() {
        cases.close();
        reports.close();
    }

    // ---- published scores

    @Test
    void a_final_score_is_public_once_its_report_is_published() {
        closedWithTwoScores();
        reports.publish(drafted(area, 2));
        reports.publish(new FactualAccuracyCheckOpened(LocalDate.of(2009, 6, 1)));
        awaitReports();
        hiddenFromThePublic();

        reports.publish(published(area));
        publicScore(given())
                .body("version", equalTo(2))
                .body("provisional", equalTo(false))
                .body("judged", equalTo(1))
                .body("caseVersion", equalTo(4))
                .body("scores.headlines[1].percent", equalTo(0))
                .body("reinspection", nullValue())
                .header("Vary", equalTo("Authorization"))
                .header("ETag", "\"2-public\"");
        for (String role : List.of("yjb", "operator", "yot")) {
            publicScore(as(role)).body("version", equalTo(2)).body("reinspection", nullValue());
        }
        for (String role : INSPECTORATE) {
            seen(as(role)).body("reinspection.proposed", equalTo(false));
        }
        given().header("If-None-Match", "\"2-public\"").get(score()).then().statusCode(304);
        given().header("If-None-Match", "\"2\"").get(score()).then().statusCode(200);
        assertThat(listedTo(given())).contains(cases.inspection());
        assertThat(listedTo(as("yjb"))).contains(cases.inspection());
    }

    @Test
    void the_public_is_shown_the_published_score_also_when_judging_goes_on() {
        closedWithTwoScores();
        reports.publish(drafted(area, 2), published(area));
        publicScore(given());

        cases.publish(
                new FieldworkReopened("A file was found."),
                judged("A", 2, "sufficient"),
                new FieldworkClosed(1, 1));
        reports.publish(
                new ReportCorrected(2, LocalDate.of(2009, 7, 1), "foreword", "Text.", "A slip."));
        reflected(as("analyst"), 7)
                .body("version", equalTo(5))
                .body("scores.headlines[1].percent", equalTo(100));
        awaitReports();

        publicScore(given())
                .body("version", equalTo(2))
                .body("caseVersion", equalTo(4))
                .body("changedAt", equalTo("2009-04-20T09:04:00Z"))
                .body("scores.headlines[1].percent", equalTo(0));
        given().get(score() + "?minVersion=case-events/7")
                .then()
                .statusCode(200)
                .body("caseVersion", equalTo(4));
        given().get(score() + "/history")
                .then()
                .statusCode(200)
                .body("items.version", contains(2))
                .body("items.type", contains("ScoresFinalised"))
                .body("next", nullValue());
        as("analyst")
                .get(score() + "/history")
                .then()
                .body("items.version", contains(1, 2, 3, 4, 5));
        given().get("/v1/scores?limit=100")
                .then()
                .body(
                        "items.find { it.inspectionId == '%s' }.version"
                                .formatted(cases.inspection()),
                        equalTo(2));
    }

    @Test
    void a_public_page_asks_once_for_what_is_published_on_it() {
        closedWithTwoScores();
        reports.publish(drafted(area, 2), published(area));
        publicScore(given());
        awaitReports();
        Statistics statistics = sessions.getStatistics();
        statistics.setStatisticsEnabled(true);
        try {
            assertThat(listedTo(given())).contains(cases.inspection());
            assertThat(
                            statistics
                                    .getEntityStatistics(PublicationEntity.class.getName())
                                    .getLoadCount())
                    .isZero();
        } finally {
            statistics.setStatisticsEnabled(false);
            statistics.clear();
        }
    }

    @Test
    void the_draft_that_is_published_says_which_final_score_is_public() {
        closedWithTwoScores();
        reports.publish(drafted(area, 2));
        cases.publish(
                new FieldworkReopened("A file was found."),
                judged("A", 2, "sufficient"),
                new FieldworkClosed(1, 1));
        reflected(as("analyst"), 7);
        reports.publish(drafted(area, 5), published(area));

        publicScore(given())
                .body("version", equalTo(5))
                .body("scores.headlines[1].percent", equalTo(100));
    }

    @Test
    void report_events_delivered_again_change_nothing() {
        closedWithTwoScores();
        reports.publish(drafted(area, 2), published(area));
        publicScore(given());
        reports.publishAllAgain()
                .publish(
                        new ReportCorrected(
                                2, LocalDate.of(2009, 7, 1), "foreword", "Text.", "A slip."));
        awaitReports();
        publicScore(given()).body("version", equalTo(2));
        reflected(as("analyst"), 4).body("version", equalTo(2));
    }

    @Test
    void a_report_event_of_an_unknown_kind_is_parked_and_holds_up_no_score() {
        closedWithTwoScores();
        reports.publish("ReportBurnt", "{}".getBytes(StandardCharsets.UTF_8));
        await().untilAsserted(() ->
                as("operator")
                        .get("/admin/parked-events?limit=100")
                        .then()
                        .statusCode(200)
                        .body("items.stream", hasItem(cases.inspection())));
        cases.publish(new FieldworkReopened("A file was found."), judged("A", 2, "sufficient"));
        reflected(as("analyst"), 6).body("version", equalTo(4));
    }

    // ---- unpublished scores

    @Test
    void provisional_and_unpublished_final_scores_need_a_role() {
        cases.publish(
                announced(InspectionKind.CORE, area), sampled("A"), judged("A", 1, "insufficient"));
        reflected(as("inspector"), 3);
        for (String role : List.of("inspector", "lead-inspector", "chief-inspector", "analyst")) {
            seen(as(role)).body("provisional", equalTo(true));
            assertThat(listedTo(as(role))).contains(cases.inspection());
        }
        hiddenFromThePublic();
        cases.publish(new FieldworkClosed(1, 1));
        reflected(as("inspector"), 4).body("provisional", equalTo(false));
        hiddenFromThePublic();
    }

    @Test
    void without_a_token_nobody_learns_whether_there_is_such_an_inspection() {
        cases.publish(
                announced(InspectionKind.CORE, area), sampled("A"), judged("A", 1, "insufficient"));
        reflected(as("inspector"), 3);
        for (String path :
                List.of(
                        "",
                        "/history",
                        "?minVersion=case-events/3",
                        "?minVersion=case-events/99")) {
            var there = given().get(score() + path);
            var notThere = given().get("/v1/scores/" + UUID.randomUUID() + path);
            assertThat(there.statusCode()).isEqualTo(401);
            assertThat(notThere.statusCode()).isEqualTo(401);
            assertThat(there.asString()).isEqualTo(notThere.asString());
            assertThat(there.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        given().auth().oauth2("no.such.token").get(score()).then().statusCode(401);
        given().get("/v1/scores").then().statusCode(200);
    }

    // ---- self-audits

    @Test
    void a_self_audit_is_seen_by_the_service_of_its_area_and_by_nobody_else() {
        cases.publish(
                announced(InspectionKind.SELF_AUDIT, area),
                sampled("A"),
                judged("A", 1, "sufficient"),
                new FieldworkClosed(1, 1));
        reflected(own(), 4)
                .body("kind", equalTo("self-audit"))
                .body("reinspection.proposed", notNullValue());
        own().get(score() + "/history")
                .then()
                .statusCode(200)
                .body("items.version", hasItems(1, 2));
        own().get("/v1/scores?limit=100")
                .then()
                .statusCode(200)
                .body("items.findAll { it.kind == 'self-audit' }.area", everyItem(equalTo(area)))
                .body("items.inspectionId", hasItem(cases.inspection()));

        for (String role :
                List.of(
                        "inspector",
                        "lead-inspector",
                        "chief-inspector",
                        "analyst",
                        "yjb",
                        "operator",
                        "yot")) {
            for (String path : List.of("", "?minVersion=case-events/4", "/history")) {
                as(role).header("If-None-Match", "\"2\"")
                        .get(score() + path)
                        .then()
                        .statusCode(404)
                        .contentType("application/problem+json");
            }
            as(role).get("/v1/scores?limit=100")
                    .then()
                    .statusCode(200)
                    .body("items.inspectionId", not(hasItem(cases.inspection())));
        }
        given().get(score()).then().statusCode(401);
        // Another role with the same area is not the service.
        given().auth()
                .oauth2(TestTokens.token("analyst", "an-analyst", area))
                .get(score())
                .then()
                .statusCode(404);
    }

    @Test
    void how_far_a_self_audit_is_shows_in_no_answer_to_others_and_in_no_delay() {
        cases.publish(
                announced(InspectionKind.SELF_AUDIT, area),
                sampled("A"),
                judged("A", 1, "sufficient"));
        reflected(own(), 3);
        for (String role : List.of("inspector", "analyst", "yot", "yjb")) {
            String reached = hiddenAtOnce(as(role), 3);
            assertThat(hiddenAtOnce(as(role), 99)).isEqualTo(reached);
        }
        own().get(score() + "?minVersion=case-events/99").then().statusCode(503);
    }

    @Test
    void before_its_first_score_the_announcement_says_who_may_wait_for_it() {
        cases.publish(announced(InspectionKind.SELF_AUDIT, area), sampled("A"));
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> own().get(score() + "?minVersion=case-events/2").statusCode(),
                        status -> status == 404);
        for (String role : List.of("inspector", "analyst", "yot", "yjb")) {
            assertThat(hiddenAtOnce(as(role), 99)).isEqualTo(hiddenAtOnce(as(role), 2));
        }
        own().get(score() + "?minVersion=case-events/3")
                .then()
                .statusCode(503)
                .body("behind.reached", contains(2));
    }

    @Test
    void a_service_reads_the_published_score_at_once_however_far_the_cases_are() {
        closedWithTwoScores();
        reports.publish(drafted(area, 2), published(area));
        publicScore(given());
        for (RequestSpecification reader : List.of(given(), own(), as("yjb"))) {
            long begun = System.nanoTime();
            given().spec(reader)
                    .get(score() + "?minVersion=case-events/99")
                    .then()
                    .statusCode(200)
                    .body("version", equalTo(2));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(WAITED);
        }
    }

    private String hiddenAtOnce(RequestSpecification reader, long caseVersion) {
        long begun = System.nanoTime();
        String answer =
                reader.get(score() + "?minVersion=case-events/" + caseVersion)
                        .then()
                        .statusCode(404)
                        .extract()
                        .asString();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(WAITED);
        return answer;
    }

    @Test
    void a_service_reads_its_self_audits_as_a_series() {
        var weeks = new ArrayList<CaseTopic>();
        for (int week = 0; week < 3; week++) {
            var audit = new CaseTopic();
            weeks.add(audit);
            audit.publish(announced(InspectionKind.SELF_AUDIT, area));
            for (int n = 0; n < 4; n++) {
                audit.publish(
                        sampled("case-" + n),
                        judged("case-" + n, 1, n <= week ? "sufficient" : "insufficient"));
            }
            reflected(own(), audit.inspection(), 9);
        }
        weeks.getFirst().publish(new FieldworkClosed(4, 4));
        reflected(own(), weeks.getFirst().inspection(), 10);
        // An inspection of the same area is no part of it.
        cases.publish(
                announced(InspectionKind.CORE, area), sampled("A"), judged("A", 1, "sufficient"));
        reflected(as("analyst"), 3);

        own().get(SERIES)
                .then()
                .statusCode(200)
                .body(
                        "items.inspectionId",
                        equalTo(weeks.stream().map(CaseTopic::inspection).toList()))
                .body("items.provisional", contains(false, true, true))
                .body("items.judged", contains(4, 4, 4))
                .body("items.framework.id", everyItem(equalTo("cci-2009")))
                .body("items[0].firstScoredAt", equalTo("2009-04-20T09:03:00Z"))
                .body("items[0].lastScoredAt", equalTo("2009-04-20T09:10:00Z"))
                .body(
                        "items.collect { it.scores.headlines[0].id }",
                        everyItem(equalTo("safeguarding")))
                .body("items.collect { it.scores.headlines[1].percent }", contains(25, 50, 75))
                .body("items.collect { it.scores.headlines[1].sufficient }", contains(1, 2, 3))
                .body("items.collect { it.scores.headlines[1].applicable }", contains(4, 4, 4))
                .body("items[1].scores.headlines[1].interval.low", equalTo(15))
                .body("items[1].scores.headlines[1].interval.high", equalTo(85))
                .body("items[0].scores.questions", empty())
                .body("next", nullValue());

        String next =
                own().get(SERIES + "&limit=2")
                        .then()
                        .body("items.inspectionId", hasSize(2))
                        .extract()
                        .path("next");
        own().get(SERIES + "&limit=2&cursor={c}", next)
                .then()
                .body("items.inspectionId", contains(weeks.getLast().inspection()))
                .body("next", nullValue());
        own().get("/v1/self-audit-scores?framework=yj-2021")
                .then()
                .statusCode(200)
                .body("items", empty());
        as("yot").get(SERIES).then().statusCode(200).body("items", empty());
        weeks.forEach(CaseTopic::close);
    }

    @Test
    void a_series_needs_a_service_and_a_framework() {
        given().get(SERIES).then().statusCode(401);
        for (String role : List.of("inspector", "chief-inspector", "analyst", "yjb", "operator")) {
            as(role).get(SERIES).then().statusCode(403);
        }
        for (String query : List.of("", "?framework=", "?framework= ")) {
            own().get("/v1/self-audit-scores" + query)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("violations.field", contains("framework"));
        }
        own().get(SERIES + "&limit=0").then().statusCode(400);
        own().get(SERIES + "&cursor=!!").then().statusCode(422);
    }

    @Test
    void a_report_of_a_self_audit_would_make_nothing_public() {
        cases.publish(
                announced(InspectionKind.SELF_AUDIT, area),
                sampled("A"),
                judged("A", 1, "sufficient"),
                new FieldworkClosed(1, 1));
        reports.publish(drafted(area, 2), published(area));
        reflected(own(), 4);
        awaitReports();
        hiddenFromThePublic();
    }

    // ---- the words of these tests

    /** Version 1 provisional at case version 3, version 2 final at 4. */
    private void closedWithTwoScores() {
        cases.publish(
                announced(InspectionKind.CORE, area), sampled("A"), judged("A", 1, "insufficient"));
        cases.publish(new FieldworkClosed(1, 1));
        reflected(as("analyst"), 4).body("version", equalTo(2));
    }

    private void hiddenFromThePublic() {
        given().get(score()).then().statusCode(401);
        for (String role : List.of("yjb", "operator", "yot")) {
            as(role).get(score()).then().statusCode(404);
            as(role).get(score() + "/history").then().statusCode(404);
            assertThat(listedTo(as(role))).doesNotContain(cases.inspection());
        }
        assertThat(listedTo(given())).doesNotContain(cases.inspection());
    }

    private ValidatableResponse publicScore(RequestSpecification reader) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> given().spec(reader).get(score()), r -> r.statusCode() == 200)
                .then();
    }

    private ValidatableResponse seen(RequestSpecification reader) {
        return reader.get(score()).then().statusCode(200);
    }

    /** Asks again while a busy machine answers that the version is not reflected yet. */
    private ValidatableResponse reflected(RequestSpecification reader, long caseVersion) {
        return reflected(reader, cases.inspection(), caseVersion);
    }

    private static ValidatableResponse reflected(
            RequestSpecification reader, String inspection, long caseVersion) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                given().spec(reader)
                                        .get(
                                                "/v1/scores/{id}?minVersion=case-events/{v}",
                                                inspection,
                                                caseVersion),
                        response -> response.statusCode() != 503)
                .then()
                .statusCode(200);
    }

    /** Until everything said of the report was applied. */
    private void awaitReports() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        as("operator")
                                .get("/admin/projections")
                                .then()
                                .statusCode(200)
                                .body("topics.report-events", equalTo(0)));
    }

    private List<String> listedTo(RequestSpecification reader) {
        return reader.get("/v1/scores?limit=100")
                .then()
                .statusCode(200)
                .extract()
                .path("items.inspectionId");
    }

    private String score() {
        return "/v1/scores/" + cases.inspection();
    }

    private RequestSpecification own() {
        return given().auth().oauth2(TestTokens.token("yot", "our-manager", area));
    }

    /** A role; as a service, that of another area. */
    private static RequestSpecification as(String role) {
        return given().auth()
                .oauth2(
                        TestTokens.token(
                                role, "test-" + role, role.equals("yot") ? "Elsewhere" : null));
    }
}
