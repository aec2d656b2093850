package uk.inspection.scoring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static uk.inspection.scoring.SomeFacts.announced;
import static uk.inspection.scoring.SomeFacts.drafted;
import static uk.inspection.scoring.SomeFacts.judged;
import static uk.inspection.scoring.SomeFacts.published;
import static uk.inspection.scoring.SomeFacts.sampled;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.local.testing.TestTokens;

/** Agreement of inspectors, comparison of areas and the size of samples, at the doors. */
@QuarkusTest
@QuarkusTestResource(ScoringServiceStack.class)
class ConsistencyTest {
    private static final String YES = "sufficient";
    private static final String NO = "insufficient";
    private static final String NOT = "not-applicable";

    private final String area = "Area " + UUID.randomUUID();
    private final CaseTopic cases = new CaseTopic();
    private final CaseTopic other = new CaseTopic();
    private final CaseTopic reports = cases.reports();
    private final CaseTopic otherReports = other.reports();

    @AfterEach
    void no_client_left() {
        List.of(cases, other, reports, otherReports).forEach(CaseTopic::close);
    }

    // ---- agreement

    @Test
    void inspectors_who_judged_the_same_cases_are_compared() {
        cases.publish(announced(InspectionKind.CORE, area));
        for (int i = 0; i < 50; i++) {
            // the textbook's table: 20 both yes, 5 yes and no, 10 no and yes, 15 both no
            cases.publish(sampled("case-" + i))
                    .by("ann")
                    .publish(judged("case-" + i, 1, i < 25 ? YES : NO))
                    .by("bob")
                    .publish(independent("case-" + i, i < 20 || (i >= 25 && i < 35) ? YES : NO))
                    .by("lead");
        }
        reflected(cases, "inspector");

        Response agreement = agreement("lead-inspector").thenReturn();
        agreement
                .then()
                .statusCode(200)
                .body("inspectionId", equalTo(cases.inspection()))
                .body("area", equalTo(area))
                .body("kind", equalTo("core"))
                .body("framework.id", equalTo("cci-2009"))
                .body("caseVersion", equalTo(151))
                .body("method", startsWith("Cohen's kappa"))
                .body("agreement.cases", equalTo(50))
                .body("agreement.judgements", equalTo(50))
                .body("agreement.compared", equalTo(50))
                .body("agreement.agreed", equalTo(35))
                .body("agreement.percent", equalTo(70))
                .body("agreement.table", hasSize(9))
                .body("agreement.table[1].first", equalTo(YES))
                .body("agreement.table[1].second", equalTo(NO))
                .body("agreement.table[1].answers", equalTo(5))
                .body("agreement.questions", hasSize(79))
                .body("agreement.questions[0].id", equalTo("1.1.1"))
                .body("agreement.questions[0].kappa", equalTo(0.4f))
                .body("agreement.questions[1].compared", equalTo(0))
                .body("agreement.questions[1].kappa", nullValue())
                .body("agreement.pairs", hasSize(1))
                .body("agreement.pairs[0].first", equalTo("ann"))
                .body("agreement.pairs[0].second", equalTo("bob"))
                .body("agreement.pairs[0].cases", equalTo(50));
        assertThat(agreement.asString()).contains("\"kappa\":0.400");
    }

    @Test
    void moderation_changes_no_agreement_and_a_withdrawn_case_has_none() {
        cases.publish(announced(InspectionKind.CORE, area), sampled("A"), sampled("B"))
                .by("ann")
                .publish(judged("A", 1, YES), judged("B", 1, NO))
                .by("bob")
                .publish(independent("A", NO), independent("B", NOT))
                .by("lead")
                .publish(
                        new CaseModerated("A", 2, answers(NO), ModerationReason.CONSISTENCY),
                        new CaseWithdrawn("B", WithdrawalReason.TRANSFERRED));
        reflected(cases, "inspector");
        agreement("chief-inspector")
                .then()
                .statusCode(200)
                .body("caseVersion", equalTo(9))
                .body("agreement.cases", equalTo(1))
                .body("agreement.agreed", equalTo(0))
                .body("agreement.percent", equalTo(0));
    }

    @Test
    void an_inspection_without_independent_judgements_has_nothing_to_compare() {
        scored(cases, area, YES);
        agreement("inspector")
                .then()
                .statusCode(200)
                .body("agreement.cases", equalTo(0))
                .body("agreement.percent", nullValue())
                .body("agreement.kappa", nullValue())
                .body("agreement.pairs", hasSize(0));
    }

    @Test
    void judgements_delivered_again_are_compared_once() {
        cases.publish(announced(InspectionKind.CORE, area), sampled("A"))
                .by("ann")
                .publish(judged("A", 1, YES))
                .by("bob")
                .publish(independent("A", YES))
                .publishAllAgain()
                .publish(independent("A", NO));
        reflected(cases, "inspector");
        agreement("inspector")
                .then()
                .body("agreement.judgements", equalTo(1))
                .body("agreement.compared", equalTo(1))
                .body("agreement.agreed", equalTo(0));
    }

    @Test
    void how_cases_were_judged_is_seen_by_the_inspectorate_alone() {
        scored(cases, area, YES);
        cases.publish(new FieldworkClosed(1, 1));
        reports.publish(drafted(area, 2), published(area));
        publicScore(cases);

        given().get(agreementPath()).then().statusCode(401);
        for (String role : List.of("analyst", "yjb", "operator")) {
            agreement(role).then().statusCode(403);
        }
        agreement("yot").then().statusCode(404);
        as("inspector").get("/v1/scores/none/agreement").then().statusCode(404);
    }

    @Test
    void the_agreement_on_a_self_audit_is_its_own_services_alone() {
        cases.publish(
                announced(InspectionKind.SELF_AUDIT, area), sampled("A"), judged("A", 1, YES));
        cases.by("bob").publish(independent("A", YES));
        reflected(cases, "yot");
        agreement("yot")
                .then()
                .statusCode(200)
                .body("kind", equalTo("self-audit"))
                .body("agreement.agreed", equalTo(1));
        given().auth()
                .oauth2(TestTokens.token("yot", "another", area + " North"))
                .get(agreementPath())
                .then()
                .statusCode(404);
        agreement("chief-inspector").then().statusCode(404);
    }

    // ---- comparison

    @Test
    void two_areas_stand_side_by_side_with_the_reports_own_advice() {
        judgedThirty(cases, area, 6);
        judgedThirty(other, area + " North", 21);
        Response response = comparison(as("analyst")).thenReturn();
        response.then()
                .statusCode(200)
                .header("Vary", equalTo("Authorization"))
                .body("of.inspectionId", equalTo(cases.inspection()))
                .body("of.area", equalTo(area))
                .body("of.provisional", equalTo(true))
                .body("of.judged", equalTo(30))
                .body("with.area", equalTo(area + " North"))
                .body("percentages.headlines.id", contains("safeguarding", "roh", "lor"))
                .body("percentages.headlines[1].of.percent", equalTo(20))
                .body("percentages.headlines[1].of.sufficient", equalTo(6))
                .body("percentages.headlines[1].of.applicable", equalTo(30))
                .body("percentages.headlines[1].of.interval.low", equalTo(9))
                .body("percentages.headlines[1].of.interval.high", equalTo(38))
                .body("percentages.headlines[1].with.percent", equalTo(70))
                .body("percentages.headlines[1].with.interval.low", equalTo(52))
                .body("percentages.headlines[1].differencePercentagePoints", equalTo(-50))
                .body("percentages.headlines[1].intervalsOverlap", equalTo(false))
                .body("percentages.headlines[1].sameBand", equalTo(false))
                .body("percentages.headlines[0].intervalsOverlap", nullValue())
                .body("percentages.headlines[0].differencePercentagePoints", nullValue())
                .body("percentages.criteria", hasSize(8))
                .body("percentages.sections", hasSize(3))
                .body("percentages.sections[0].sameBand", nullValue())
                .body("ratings", nullValue())
                .body("notes", hasSize(2))
                .body("notes", everyItem(containsString("is provisional")))
                .body("advice.text", containsString("samples differ"))
                .body("advice.source", containsString("Sefton, June 2009"))
                .body("advice.status", nullValue());
    }

    @Test
    void the_public_compares_what_is_published_and_nothing_else() {
        scored(cases, area, YES);
        scored(other, area + " North", NO);
        comparison(given()).then().statusCode(401);
        comparison(as("yjb")).then().statusCode(404);

        cases.publish(new FieldworkClosed(1, 1));
        other.publish(new FieldworkClosed(1, 1));
        reports.publish(drafted(area, 2), published(area));
        publicScore(cases);
        comparison(given()).then().statusCode(401);

        otherReports.publish(drafted(area + " North", 2), published(area + " North"));
        publicScore(other);
        comparison(given())
                .then()
                .statusCode(200)
                .body("of.version", equalTo(2))
                .body("of.provisional", equalTo(false))
                .body("percentages.headlines[1].of.percent", equalTo(100))
                .body("percentages.headlines[1].with.percent", equalTo(0))
                .body("percentages.headlines[1].intervalsOverlap", equalTo(true))
                .body("notes", hasSize(0));
        comparison(as("yjb")).then().statusCode(200);
    }

    @Test
    void a_service_compares_its_own_self_audits_and_nobody_else_does() {
        for (CaseTopic audit : List.of(cases, other)) {
            audit.publish(
                    announced(InspectionKind.SELF_AUDIT, area),
                    sampled("A"),
                    judged("A", 1, audit.equals(cases) ? YES : NO));
            reflected(audit, "yot");
        }
        comparison(as("yot"))
                .then()
                .statusCode(200)
                .body("of.kind", equalTo("self-audit"))
                .body("percentages.headlines[1].differencePercentagePoints", equalTo(100));
        comparison(as("chief-inspector")).then().statusCode(404);
        comparison(given()).then().statusCode(401);
    }

    @Test
    void rated_standards_are_compared_by_rating_and_key_question() {
        rated(cases, "yj-2021", "yes");
        rated(other, "yj-2018", "no");
        comparison(as("inspector"))
                .then()
                .statusCode(200)
                .body("percentages", nullValue())
                .body("ratings.standards.id", hasItem("2.1"))
                .body(standard("of.rating"), equalTo("Outstanding"))
                .body(standard("with.rating"), equalTo("Inadequate"))
                .body(standard("sameRating"), equalTo(false))
                .body(standard("keyQuestions[0].of.percent"), equalTo(100))
                .body(standard("keyQuestions[0].with.percent"), equalTo(0))
                .body(standard("keyQuestions[0].differencePercentagePoints"), equalTo(100))
                .body(standard("keyQuestions[0].intervalsOverlap"), equalTo(true))
                .body("ratings.overall.of.rating", nullValue())
                .body("ratings.overall.of.points", equalTo(3))
                .body("ratings.overall.with.maximum", equalTo(3))
                .body("ratings.overall.sameRating", nullValue())
                .body(
                        "notes[0]",
                        startsWith(
                                "The two were inspected under different frameworks (yj-2021 version"
                                        + " 1 and yj-2018 version 1)"))
                .body("advice.status", containsString("default, not verified"));
    }

    @Test
    void percentages_and_ratings_are_not_compared() {
        scored(cases, area, YES);
        rated(other, "yj-2021", "yes");
        comparison(as("inspector"))
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body(
                        "detail",
                        equalTo(
                                "The scores of cci-2009 version 1 and yj-2021 version 1 are of"
                                        + " different methods and have nothing in common."))
                .body("violations.field", contains("with"));
    }

    @Test
    void an_inspection_is_compared_with_another_that_is_named() {
        scored(cases, area, YES);
        as("inspector")
                .get("/v1/scores/comparison")
                .then()
                .statusCode(400)
                .body("violations.field", contains("of", "with"));
        as("inspector")
                .get("/v1/scores/comparison?of={a}&with=", cases.inspection())
                .then()
                .statusCode(400)
                .body("violations.field", contains("with"));
        String itself = cases.inspection();
        as("inspector")
                .get("/v1/scores/comparison?of={a}&with={b}", itself, itself)
                .then()
                .statusCode(422)
                .body("detail", equalTo("An inspection is compared with another one."));
        as("inspector")
                .get("/v1/scores/comparison?of={a}&with=none", itself)
                .then()
                .statusCode(404);
    }

    // ---- sample size

    @Test
    void anybody_may_ask_how_many_cases_a_caseload_needs() {
        Response size =
                given().get("/v1/sample-size?caseload=120&margin=10&confidence=95&share=50");
        size.then()
                .statusCode(200)
                .body("caseload", equalTo(120))
                .body("marginPercentagePoints", equalTo(10))
                .body("confidencePercent", equalTo(95))
                .body("expectedSharePercent", equalTo(50))
                .body("withoutCorrection", equalTo(97))
                .body("cases", equalTo(54))
                .body("formula", containsString("z^2 p (1 - p) / e^2"));
        assertThat(size.asString()).contains("\"z\":1.96,");
        given().get("/v1/sample-size?caseload=1000&margin=5.0")
                .then()
                .statusCode(200)
                .body("withoutCorrection", equalTo(385))
                .body("cases", equalTo(278));
        given().get("/v1/sample-size?caseload=120&margin=7.5")
                .then()
                .statusCode(200)
                .body("marginPercentagePoints", equalTo(7.5f))
                .body("cases", equalTo(71));
    }

    @Test
    void a_question_without_an_answer_is_refused_naming_the_parameter() {
        refusedSize("margin=10", "caseload");
        refusedSize("caseload=120", "margin");
        refusedSize("caseload=0&margin=10", "caseload");
        refusedSize("caseload=1000001&margin=10", "caseload");
        refusedSize("caseload=120&margin=0.9", "margin");
        refusedSize("caseload=120&margin=50.1", "margin");
        refusedSize("caseload=120&margin=2.55", "margin");
        refusedSize("caseload=120&margin=10&share=0", "share");
        refusedSize("caseload=120&margin=10&share=100", "share");
        refusedSize("caseload=120&margin=10&confidence=94", "confidence");
        given().get("/v1/sample-size?caseload=120&margin=10&confidence=94")
                .then()
                .body("detail", equalTo("The confidence is one of 80, 90, 95, 98, 99 percent."));
        given().get("/v1/sample-size?caseload=many&margin=10").then().statusCode(400);
        given().get("/v1/sample-size?caseload=120&margin=1e999999999").then().statusCode(400);
    }

    // ---- the words of these tests

    private static void refusedSize(String query, String field) {
        given().get("/v1/sample-size?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations.field", contains(field));
    }

    private static String standard(String path) {
        return "ratings.standards.find { it.id == '2.1' }." + path;
    }

    private Response agreement(String role) {
        return as(role).get(agreementPath());
    }

    private String agreementPath() {
        return "/v1/scores/" + cases.inspection() + "/agreement";
    }

    private Response comparison(RequestSpecification caller) {
        return caller.get(
                "/v1/scores/comparison?of={of}&with={with}",
                cases.inspection(),
                other.inspection());
    }

    private void scored(CaseTopic topic, String of, String code) {
        topic.publish(announced(InspectionKind.CORE, of), sampled("A"), judged("A", 1, code));
        reflected(topic, "inspector");
    }

    private void judgedThirty(CaseTopic topic, String of, int sufficient) {
        topic.publish(announced(InspectionKind.CORE, of));
        for (int i = 0; i < 30; i++) {
            topic.publish(sampled("case-" + i), judged("case-" + i, 1, i < sufficient ? YES : NO));
        }
        reflected(topic, "inspector");
    }

    private void rated(CaseTopic topic, String framework, String code) {
        var answers = new TreeMap<String, String>();
        answers.put("2.1.desistance", code);
        topic.publish(
                new InspectionAnnounced(
                        area,
                        area + " Youth Justice Service",
                        InspectionKind.CORE,
                        Frameworks.newest(framework).orElseThrow(),
                        "lead",
                        LocalDate.of(2022, 5, 2),
                        LocalDate.of(2022, 5, 6),
                        null),
                sampled("A"),
                new CaseJudged("A", 1, answers));
        reflected(topic, "inspector");
    }

    private ValidatableResponse reflected(CaseTopic topic, String role) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                as(role).get(
                                                "/v1/scores/{id}?minVersion=case-events/{v}",
                                                topic.inspection(),
                                                topic.version()),
                        response -> response.statusCode() != 503)
                .then()
                .statusCode(200);
    }

    private static void publicScore(CaseTopic topic) {
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        given().get("/v1/scores/{id}", topic.inspection()).statusCode() == 200);
    }

    private RequestSpecification as(String role) {
        return given().auth()
                .oauth2(TestTokens.token(role, "test-" + role, role.equals("yot") ? area : null));
    }

    private static CaseEvent independent(String caseId, String code) {
        return new CaseJudgedIndependently(caseId, 1, answers(code));
    }

    private static TreeMap<String, String> answers(String code) {
        var answers = new TreeMap<String, String>();
        answers.put("1.1.1", code);
        return answers;
    }
}
