package uk.inspection.scoring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static uk.inspection.scoring.SomeFacts.announced;
import static uk.inspection.scoring.SomeFacts.drafted;
import static uk.inspection.scoring.SomeFacts.judged;
import static uk.inspection.scoring.SomeFacts.published;
import static uk.inspection.scoring.SomeFacts.sampled;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkEvent.FrameworkRegistered;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.local.testing.TestTokens;

/** Scores as they stood, explained, verified, and what they would have been. */
@QuarkusTest
@QuarkusTestResource(ScoringServiceStack.class)
class ScoreQueriesTest {
    private static final JsonNode SEFTON = sefton();

    @Inject DataSource database;
    @Inject EventStore eventStore;

    private final CaseTopic cases = new CaseTopic();
    private final String area = "Area " + UUID.randomUUID();

    @AfterEach
    void no_client_left() {
        cases.close();
    }

    // ---- as it stood

    @Test
    void a_score_is_read_as_it_stood_by_its_version() {
        threeScores();
        asInspector("?version=1")
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("version", equalTo(1))
                .body("caseVersion", equalTo(3))
                .body("provisional", equalTo(true))
                .body("scores.headlines[1].percent", equalTo(100))
                .body("reinspection", nullValue());
        asInspector("?version=3")
                .statusCode(200)
                .header("ETag", "\"3\"")
                .body("provisional", equalTo(false))
                .body("scores.headlines[1].percent", equalTo(0))
                .body("reinspection.proposed", equalTo(false));
        String newest = asInspector("").statusCode(200).extract().asString();
        assertThat(asInspector("?version=3").extract().asString()).isEqualTo(newest);
        as("analyst")
                .header("If-None-Match", "\"2\"")
                .get("/v1/scores/{id}?version=2", cases.inspection())
                .then()
                .statusCode(304);
    }

    @Test
    void a_score_is_read_as_it_stood_at_a_time_or_at_the_end_of_a_day() {
        threeScores();
        asInspector("?asOf=2009-04-20T09:03:00Z")
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("version", equalTo(1));
        asInspector("?asOf=2009-04-20T09:03:59.999999999Z").body("version", equalTo(1));
        asInspector("?asOf=2009-04-20T10:04:00%2B01:00").body("version", equalTo(2));
        asInspector("?asOf=2009-04-20").header("ETag", "\"3\"").body("version", equalTo(3));
        asInspector("?asOf=2009-04-19").statusCode(404);
        asInspector("?asOf=2009-04-20T09:02:59Z")
                .statusCode(404)
                .body("detail", equalTo("The inspection had no score yet then."));
    }

    @Test
    void who_is_told_of_cases_is_recorded_and_who_is_told_a_score_is_not() {
        threeScores();
        String address = "/v1/scores/" + cases.inspection();
        as("inspector").get(address).then().statusCode(200);
        as("inspector").get(address + "/history").then().statusCode(200);
        as("analyst").get(address + "/explanation?of=safeguarding").then().statusCode(200);
        as("chief-inspector").get(address + "/agreement").then().statusCode(200);
        as("analyst").get(address + "/agreement").then().statusCode(403);
        as("inspector")
                .contentType(ContentType.JSON)
                .body(Map.of("withoutCases", List.of("no such case")))
                .post(address + "/what-if")
                .then()
                .statusCode(422);
        as("operator")
                .get("/admin/audit?kind=read&inspection=" + cases.inspection())
                .then()
                .statusCode(200)
                .body(
                        "items.operation",
                        contains(
                                "askWhatIf",
                                "getAgreement",
                                "getAgreement",
                                "explainScore",
                                "listScoreHistory"))
                .body("items.status", contains(422, 403, 200, 200, 200));
    }

    /** What follows from a person's judgement is for that person. */
    @Test
    void a_score_is_given_out_for_the_person_whose_judgement_moved_it() {
        threeScores();
        assertThat(eventStore.log().stream(cases.inspection(), 0, 9))
                .isNotEmpty()
                .allSatisfy(score -> {
                    assertThat(score.actor()).isEqualTo("scoring-service");
                    assertThat(score.onBehalfOf())
                            .isEqualTo(
                                    eventStore
                                            .log()
                                            .received("case-events", score.stream(), 0, 9)
                                            .stream()
                                            .filter(e -> e.id().equals(score.causation()))
                                            .findFirst()
                                            .orElseThrow()
                                            .actor());
                });
    }

    @Test
    void a_score_that_never_stood_is_not_found_and_what_cannot_be_read_is_refused() {
        threeScores();
        asInspector("?version=4")
                .statusCode(404)
                .body("detail", equalTo("There is no version 4 of the scores; 3 is the newest."));
        asInspector("?version=0").statusCode(400).body("violations.field", hasItem("version"));
        asInspector("?version=x").statusCode(400);
        for (String time : List.of("yesterday", "2009-13-01", "2009-04-20T25:00:00Z")) {
            asInspector("?asOf=" + time)
                    .statusCode(422)
                    .contentType("application/problem+json")
                    .body("violations.field", contains("asOf"));
        }
        asInspector("?asOf=%2B99999-01-01T00:00:00Z").statusCode(422);
        asInspector("?asOf=2009-04-20&version=1")
                .statusCode(422)
                .body("violations.field", contains("version", "asOf"));
    }

    @Test
    void history_names_what_caused_each_score_to_those_who_see_the_cases() {
        threeScores();
        as("inspector")
                .get("/v1/scores/{id}/history", cases.inspection())
                .then()
                .statusCode(200)
                .body("items.version", contains(1, 2, 3))
                .body("items[0].causedBy", contains(2, 3))
                .body("items[0].causes.type", contains("CaseSampled", "CaseJudged"))
                .body("items[1].causes", hasSize(1))
                .body("items[1].causes[0].caseVersion", equalTo(4))
                .body("items[1].causes[0].caseId", equalTo("A"))
                .body("items[1].causes[0].revision", equalTo(2))
                .body("items[1].causes[0].inspector", equalTo("lead"))
                .body("items[1].causes[0].at", equalTo("2009-04-20T09:04:00Z"))
                .body("items[2].causes.type", contains("FieldworkClosed"))
                .body("items[2].overall", nullValue());
        as("analyst")
                .get("/v1/scores/{id}/history", cases.inspection())
                .then()
                .body("items[1].causes.type", contains("CaseJudged"))
                .body("items[1].causes.caseVersion", contains(4))
                .body("items.causes.flatten().caseId", everyItem(nullValue()))
                .body("items.causes.flatten().inspector", everyItem(nullValue()));
    }

    @Test
    void history_names_every_version_that_caused_a_score_and_resolves_the_newest_hundred() {
        cases.publish(announced(InspectionKind.CORE, area));
        for (int n = 0; n < 120; n++) {
            cases.publish(sampled("case-" + n));
        }
        cases.publish(judged("case-0", 1, "sufficient"));
        reflected("inspector", 122);
        as("inspector")
                .get("/v1/scores/{id}/history", cases.inspection())
                .then()
                .body("items[0].causedBy", hasSize(121))
                .body("items[0].causedBy[0]", equalTo(2))
                .body("items[0].causes", hasSize(100))
                .body("items[0].causes[0].caseVersion", equalTo(23))
                .body("items[0].causes[99].type", equalTo("CaseJudged"));
    }

    @Test
    void history_tells_the_overall_rating_of_rated_standards() {
        rated();
        as("analyst")
                .get("/v1/scores/{id}/history?limit=100", cases.inspection())
                .then()
                .statusCode(200)
                .body("items[0].points", equalTo(0))
                .body("items[0].maximum", equalTo(3))
                .body("items[0].overall", nullValue())
                .body("items[0].headlines", hasSize(0))
                .body("items[-1].overall", equalTo("Good"))
                .body("items[-1].points", equalTo(4))
                .body("items[-1].maximum", equalTo(6));
    }

    // ---- explanation

    @Test
    void a_published_figure_is_explained_down_to_its_questions() {
        seftonJudged();
        JsonPath number =
                explained("inspector", "safeguarding")
                        .statusCode(200)
                        .body("judged", equalTo(33))
                        .body("number.kind", equalTo("headline"))
                        .body("number.title", equalTo("Safeguarding"))
                        .body("number.percent", equalTo(38))
                        .body("number.band", equalTo("DRASTIC"))
                        .body("number.interval.low", notNullValue())
                        .body("number.rule", containsString("DRASTIC 0 to 44"))
                        .body("number.steps[0].status", startsWith("verified"))
                        .body("number.parts.kind", everyItem(equalTo("question")))
                        .body("number.parts.id", hasItems("1.3.1", "2.3.15", "3.1.6"))
                        .extract()
                        .jsonPath();
        List<Integer> sufficient = number.getList("number.parts.sufficient", Integer.class);
        List<Integer> insufficient = number.getList("number.parts.insufficient", Integer.class);
        List<Integer> notApplicable = number.getList("number.parts.notApplicable", Integer.class);
        assertThat(sum(sufficient)).isEqualTo(number.getInt("number.sufficient"));
        assertThat(sum(insufficient)).isEqualTo(number.getInt("number.insufficient"));
        assertThat(sum(notApplicable)).isEqualTo(number.getInt("number.notApplicable"));
        assertThat(sum(sufficient) + sum(insufficient) + sum(notApplicable))
                .isEqualTo(33 * sufficient.size());
        explained("inspector", "1")
                .body("number.kind", equalTo("section"))
                .body("number.parts.id", contains("1.1", "1.2", "1.3"));
        explained("analyst", "1.1.1")
                .statusCode(200)
                .body("number.kind", equalTo("question"))
                .body("number.title", equalTo("Was a RoSH screening completed?"));
    }

    @Test
    void an_explanation_names_the_judgement_that_moved_the_number_last() {
        cases.publish(
                announced(InspectionKind.CORE, area),
                sampled("A"),
                sampled("B"),
                judged("A", 1, "sufficient"), // 1: 100 %
                judged("B", 1, "insufficient"), // 2: 50 %
                moderated("A", 2, "insufficient"), // 3: 0 %
                answered("A", 3, "1.3.1", "sufficient"), // 4: the question was taken back
                new CaseAllocated("A", "ann"));
        reflected("inspector", 8);
        explained("inspector", "roh&version=3")
                .statusCode(200)
                .body("version", equalTo(3))
                .body("number.percent", equalTo(0))
                .body("lastMovedBy.version", equalTo(3))
                .body("lastMovedBy.at", equalTo("2009-04-20T09:06:00Z"))
                .body("lastMovedBy.before.percent", equalTo(50))
                .body("lastMovedBy.after.percent", equalTo(0))
                .body("lastMovedBy.after.applicable", equalTo(2))
                .body("lastMovedBy.causes.type", contains("CaseModerated"))
                .body("lastMovedBy.causes.caseId", contains("A"))
                .body("lastMovedBy.causes.revision", contains(2))
                .body("lastMovedBy.causes.inspector", contains("lead"));
        explained("inspector", "safeguarding").body("lastMovedBy.version", equalTo(4));
        // its first score was caused by two cases sampled too, which moved nothing
        explained("inspector", "1.1.1&asOf=2009-04-20T09:04:00Z")
                .body("version", equalTo(1))
                .body("lastMovedBy.version", equalTo(1))
                .body("lastMovedBy.before", nullValue())
                .body("lastMovedBy.causes.caseVersion", contains(4));
        explained("inspector", "lor").body("lastMovedBy", nullValue());
        explained("analyst", "roh&version=3")
                .body("lastMovedBy.causes.type", contains("CaseModerated"))
                .body("lastMovedBy.causes.caseVersion", contains(6))
                .body("lastMovedBy.causes.caseId", contains(nullValue()))
                .body("lastMovedBy.causes.at", contains(nullValue()));
    }

    @Test
    void many_scores_later_the_last_move_is_still_found() {
        cases.publish(
                announced(InspectionKind.CORE, area),
                sampled("A"),
                answered("A", 1, "1.3.1", "sufficient", "1.1.1", "sufficient"));
        for (int revision = 2; revision <= 120; revision++) {
            cases.publish(
                    answered(
                            "A",
                            revision,
                            "1.3.1",
                            "sufficient",
                            "1.1.1",
                            revision % 2 == 0 ? "insufficient" : "sufficient"));
        }
        reflected("inspector", 122);
        explained("inspector", "safeguarding")
                .body("version", equalTo(120))
                .body("lastMovedBy.version", equalTo(1))
                .body("lastMovedBy.causes.caseVersion", contains(3));
        explained("inspector", "roh").body("lastMovedBy.version", equalTo(120));
        verified(true).body("scores", equalTo(120)).body("caseEvents", equalTo(122));
    }

    @Test
    void a_rating_is_explained_with_its_lowest_key_question_and_the_discretion_used() {
        rated();
        explained("inspector", "overall")
                .statusCode(200)
                .body("number.kind", equalTo("overall"))
                .body("number.rating", equalTo("Good"))
                .body("number.fraction", equalTo("4/6"))
                .body("number.steps.to", contains(1, 3, 5, 6))
                .body("number.steps.holds", contains(false, false, true, false))
                .body("number.parts.kind", everyItem(equalTo("standard")))
                .body("lastMovedBy.causes.type", contains("RatingAdjusted"))
                .body("lastMovedBy.causes.standard", contains("2.1"));
        explained("inspector", "2.1")
                .body("number.title", equalTo("Assessment"))
                .body("number.rating", equalTo("Good"))
                .body("number.byRule", equalTo("Requires improvement"))
                .body("number.points", equalTo(2))
                .body("number.lowest", contains("2.1.child-safety"))
                .body("number.adjustment.from", equalTo("Requires improvement"))
                .body("number.adjustment.reason", equalTo("Recent work is good."))
                .body("number.parts.id", hasSize(3));
        explained("analyst", "2.1.child-safety")
                .body("number.kind", equalTo("key-question"))
                .body("number.percent", equalTo(60))
                .body("number.sufficient", equalTo(3))
                .body("number.insufficient", equalTo(2))
                .body("number.notApplicable", equalTo(0))
                .body("number.steps[1].status", equalTo("default, not verified"));
        explained("inspector", "1.1")
                .body("number.rule", startsWith("Judged by evidence"))
                .body("lastMovedBy.causes.type", contains("StandardJudged"));
    }

    @Test
    void a_number_that_the_scores_lack_is_named_with_those_they_have() {
        threeScores();
        explained("inspector", "overall")
                .statusCode(404)
                .body("violations[0].field", equalTo("of"))
                .body("violations[0].rule", startsWith("must be one of safeguarding, roh, lor"));
        as("inspector")
                .get("/v1/scores/{id}/explanation", cases.inspection())
                .then()
                .statusCode(422)
                .body("violations.field", contains("of"));
        as("inspector").get("/v1/scores/none/explanation?of=roh").then().statusCode(404);
        explained("inspector", "roh&version=9").statusCode(404);
    }

    // ---- verification

    @Test
    void every_score_ever_given_out_follows_from_the_judgements() {
        seftonJudged();
        cases.publish(
                moderated("SEF09-01", 2, "insufficient"),
                new CaseWithdrawn("SEF09-02", WithdrawalReason.TRANSFERRED),
                new FieldworkClosed(32, 32),
                new FieldworkReopened("A file was found."),
                new FieldworkClosed(32, 32));
        reflected("inspector", cases.version());

        for (String role : List.of("inspector", "lead-inspector", "chief-inspector", "analyst")) {
            as(role).get("/v1/scores/{id}/verification", cases.inspection())
                    .then()
                    .statusCode(200)
                    .body("verified", equalTo(true))
                    .body("scores", equalTo(38))
                    .body("caseEvents", equalTo((int) cases.version()))
                    .body("firstDifference", nullValue());
        }
    }

    @Test
    void the_scores_of_rated_standards_are_verified_too() {
        rated();
        verified(true).body("caseEvents", equalTo((int) cases.version()));
    }

    @Test
    void scores_of_case_events_that_were_parked_and_applied_later_agree_too() {
        cases.publish(announced(InspectionKind.CORE, area), sampled("A"))
                .publishTurnedRound(judged("A", 1, "sufficient"), judged("A", 2, "insufficient"));
        reflected("inspector", 4);
        verified(true).body("scores", equalTo(2)).body("caseEvents", equalTo(4));
    }

    @Test
    void scores_that_are_given_out_meanwhile_agree_too() throws Exception {
        threeScores();
        cases.publish(new FieldworkReopened("A file was found."));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var judging =
                    pool.submit(() -> {
                        for (int revision = 3; revision <= 60; revision++) {
                            cases.publish(
                                    judged(
                                            "A",
                                            revision,
                                            revision % 2 == 0 ? "insufficient" : "sufficient"));
                        }
                    });
            while (!judging.isDone()) {
                verified(true);
            }
            judging.get();
        }
        reflected("inspector", 64);
        verified(true).body("scores", equalTo(62)).body("caseEvents", equalTo(64));
    }

    @Test
    void a_score_that_was_tampered_with_is_named_by_the_field() throws Exception {
        threeScores();
        tamper("event", 2, "\"percent\":0", "\"percent\":1");
        verified(false)
                .body("scores", equalTo(1))
                .body("firstDifference.version", equalTo(2))
                .body("firstDifference.caseVersion", equalTo(4))
                .body("firstDifference.field", equalTo("scores.headlines[1].percent"))
                .body("firstDifference.given", equalTo("1"))
                .body("firstDifference.derived", equalTo("0"));
    }

    @Test
    void the_cause_the_counts_and_the_proposal_of_a_score_are_compared_as_well() throws Exception {
        threeScores();
        tamper("event", 3, "\"causedBy\":[5]", "\"causedBy\":[4,5]");
        verified(false)
                .body("firstDifference.version", equalTo(3))
                .body("firstDifference.field", equalTo("causedBy[0]"));
        tamper("event", 3, "\"causedBy\":[4,5]", "\"causedBy\":[5]");
        verified(true);
        tamper("event", 3, "\"proposed\":false", "\"proposed\":true");
        verified(false)
                .body("firstDifference.field", equalTo("reinspection.proposed"))
                .body("firstDifference.given", equalTo("true"));
    }

    @Test
    void a_scorer_that_this_build_has_not_got_is_a_difference() throws Exception {
        threeScores();
        tamper("event", 1, "\"scorer\":1", "\"scorer\":99");
        verified(false)
                .body("scores", equalTo(0))
                .body("firstDifference.version", equalTo(1))
                .body("firstDifference.field", equalTo("scorer"))
                .body("firstDifference.given", equalTo("99"));
    }

    @Test
    void a_score_that_is_missing_or_cannot_be_read_is_a_difference() throws Exception {
        threeScores();
        sql("update log.event set data = '{' where stream = '%s' and version = 2");
        verified(false)
                .body("firstDifference.version", equalTo(2))
                .body("firstDifference.field", equalTo("data"))
                .body("firstDifference.given", equalTo("ScoreChanged v1 cannot be read"));
        sql("delete from log.event where stream = '%s' and version = 2");
        verified(false)
                .body("firstDifference.version", equalTo(3))
                .body("firstDifference.field", equalTo("version"));
        sql("delete from log.event where stream = '%s' and version > 1");
        verified(false)
                .body("scores", equalTo(1))
                .body("firstDifference.version", equalTo(2))
                .body("firstDifference.field", equalTo("type"))
                .body("firstDifference.given", nullValue())
                .body("firstDifference.derived", equalTo("ScoresFinalised"));
    }

    @Test
    void the_envelope_of_a_score_follows_from_its_case_event() throws Exception {
        threeScores();
        String of = " where stream = '%s' and version = 2";
        envelope("occurred_at = occurred_at + interval '1 day'", "occurredAt")
                .body("firstDifference.given", equalTo("2009-04-21T09:04:00Z"))
                .body("firstDifference.derived", equalTo("2009-04-20T09:04:00Z"));
        sql("update log.event set occurred_at = occurred_at - interval '1 day'" + of);
        envelope("correlation = 'another'", "correlation")
                .body("firstDifference.given", equalTo("another"));
        sql("update log.event set correlation = 'correlation-' || stream" + of);
        envelope("causation = null", "causation").body("firstDifference.given", nullValue());
        sql("update log.event set causation = 'case-events/' || stream || '/4'" + of);
        verified(true);
        envelope("topic = 'self-audit-score-events'", "topic")
                .body("firstDifference.derived", equalTo("score-events"));
    }

    private ValidatableResponse envelope(String change, String field) throws SQLException {
        sql("update log.event set " + change + " where stream = '%s' and version = 2");
        return verified(false)
                .body("scores", equalTo(1))
                .body("firstDifference.version", equalTo(2))
                .body("firstDifference.field", equalTo(field));
    }

    @Test
    void what_is_shown_as_the_newest_score_is_verified_too() throws Exception {
        threeScores();
        shown(
                        "scores = replace(scores, '\"percent\":0', '\"percent\":1')",
                        "scores.headlines[1].percent")
                .body("firstDifference.version", equalTo(3))
                .body("firstDifference.given", equalTo("1"))
                .body("firstDifference.derived", equalTo("0"));
        sql(
                "update score set scores = replace(scores, '\"percent\":1', '\"percent\":0')"
                        + " where inspection = '%s'");
        verified(true).body("scores", equalTo(3));
        for (String field : List.of("sampled", "judged")) {
            shown(field + " = 7", field).body("firstDifference.given", equalTo("7"));
            sql("update score set " + field + " = 1 where inspection = '%s'");
        }
        shown("case_version = 4", "caseVersion");
        sql("update score set case_version = 5 where inspection = '%s'");
        shown("provisional = true", "provisional");
        sql("update score set provisional = false where inspection = '%s'");
        shown("changed_at = changed_at + interval '1 second'", "changedAt");
        sql(
                "update score set changed_at = changed_at - interval '1 second'"
                        + " where inspection = '%s'");
        shown("version = 2", "version").body("firstDifference.derived", equalTo("3"));
        shown("version = 4", "version").body("firstDifference.given", equalTo("4"));
    }

    private ValidatableResponse shown(String change, String field) throws SQLException {
        sql("update score set " + change + " where inspection = '%s'");
        return verified(false).body("firstDifference.field", equalTo("readModel." + field));
    }

    @Test
    void a_case_event_that_cannot_be_applied_names_no_case_to_who_verifies() throws Exception {
        threeScores();
        StoredEvent event =
                eventStore.log().received("case-events", cases.inspection(), 3, 1).getFirst();
        byte[] foreign = Codec.encode(judged("KLM-SECRET", 1, "sufficient"));
        sql(
                "update log.received set data = '\\x%s', hash = '\\x%s'"
                                .formatted(hex(foreign), hex(HashChain.hash(with(event, foreign))))
                        + " where stream = '%s' and version = 4");
        String answer =
                verified(false)
                        .body("firstDifference.caseVersion", equalTo(4))
                        .body("firstDifference.field", equalTo("caseEvent.data"))
                        .body("firstDifference.given", equalTo("cannot be applied"))
                        .extract()
                        .asString();
        assertThat(answer).doesNotContain("KLM");
    }

    private static StoredEvent with(StoredEvent e, byte[] data) {
        return new StoredEvent(
                e.topic(),
                e.position(),
                e.stream(),
                e.version(),
                e.type(),
                e.typeVersion(),
                data,
                e.actor(),
                e.causation(),
                e.correlation(),
                e.commandId(),
                e.ordinal(),
                e.occurredAt(),
                e.recordedAt(),
                e.seen(),
                e.previousHash(),
                e.hash());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void a_case_event_that_was_tampered_with_is_named() throws Exception {
        threeScores();
        tamper("received", 4, "insufficient", "sufficient");
        verified(false)
                .body("scores", equalTo(1))
                .body("caseEvents", equalTo(3))
                .body("firstDifference.version", equalTo(2))
                .body("firstDifference.caseVersion", equalTo(4))
                .body("firstDifference.field", equalTo("caseEvent.hash"));
    }

    @Test
    void a_case_event_that_is_missing_or_cannot_be_read_is_a_difference() throws Exception {
        threeScores();
        sql("update log.received set type = 'CaseAdjourned' where stream = '%s' and version = 4");
        verified(false)
                .body("firstDifference.caseVersion", equalTo(4))
                .body("firstDifference.field", equalTo("caseEvent.hash"));
        sql("delete from log.received where stream = '%s' and version = 4");
        verified(false)
                .body("scores", equalTo(1))
                .body("firstDifference.caseVersion", equalTo(4))
                .body("firstDifference.field", equalTo("caseEvent.version"))
                .body("firstDifference.given", equalTo("5"));
    }

    // ---- what if

    @Test
    void what_would_have_been_is_told_beside_what_is_and_nothing_is_written() {
        seftonJudged();
        long before = eventStore.log().position();
        asked(
                        """
                        {"bands": [{"label": "LOW", "from": 0, "to": 37},
                                   {"label": "HIGH", "from": 38, "to": 100}],
                         "withoutCases": ["SEF09-01"],
                         "answers": {"SEF09-02": {"1.3.1": "not-applicable"}}}
                        """)
                .statusCode(200)
                .body("asItStands.framework.id", equalTo("cci-2009"))
                .body("asItStands.sampled", equalTo(33))
                .body("asItStands.scores.headlines[0].percent", equalTo(38))
                .body("asItStands.scores.headlines[0].band", equalTo("DRASTIC"))
                .body("asItStands.reinspection.proposed", equalTo(true))
                .body("whatIf.sampled", equalTo(32))
                .body("whatIf.judged", equalTo(32))
                .body("whatIf.scores.headlines[0].band", equalTo("HIGH"))
                .body("whatIf.reinspection.proposed", equalTo(false))
                .body("changes[0].kind", equalTo("headline"))
                .body("changes[0].id", equalTo("safeguarding"))
                .body("changes[0].before.band", equalTo("DRASTIC"))
                .body("changes[0].after.band", equalTo("HIGH"))
                .body("leftOut", hasSize(0))
                .body("added", hasSize(0));
        assertThat(eventStore.log().position()).isEqualTo(before);
        asInspector("").body("version", equalTo(33)).body("sampled", equalTo(33));
    }

    @Test
    void a_rated_inspection_is_asked_with_other_ratings_and_an_earlier_regime() {
        rated();
        asked("{\"standards\": {\"1.1\": null}}")
                .statusCode(200)
                .body("asItStands.scores.overall", equalTo("Good"))
                .body("whatIf.scores.overall", nullValue())
                .body("changes.id", contains("overall", "1.1"))
                .body("changes[1].before.rating", equalTo("Good"))
                .body("changes[1].after.rating", nullValue());
        asked("{\"framework\": {\"id\": \"yj-2018\", \"version\": 1}}")
                .statusCode(200)
                .body("whatIf.framework.id", equalTo("yj-2018"))
                .body("whatIf.scores.overall", equalTo("Good"))
                .body("added", hasItem("3.4.desistance"))
                .body("leftOut", hasSize(0));
    }

    @Test
    void a_framework_that_was_registered_since_can_be_asked_with() {
        threeScores();
        String id = "asked-" + UUID.randomUUID().toString().substring(0, 8);
        var shipped = (Framework.PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
        String question = "{\"framework\": {\"id\": \"%s\", \"version\": 1}}".formatted(id);
        asked(question).statusCode(422).body("violations.field", contains("framework"));
        try (var registered = CaseTopic.framework(id)) {
            registered.publish(new FrameworkRegistered(named(shipped, id)));
        }
        await().untilAsserted(() ->
                asked(question)
                        .statusCode(200)
                        .body("whatIf.framework.id", equalTo(id))
                        .body("changes", hasSize(0)));
    }

    @Test
    void what_does_not_fit_the_inspection_is_refused_by_its_place() {
        threeScores();
        refused("{}", "body");
        refused("{\"bands\": [{\"label\": \"A\", \"from\": 0, \"to\": 99}]}", "bands[0].to");
        refused("{\"withoutCases\": [\"none\"]}", "withoutCases[0]");
        refused("{\"answers\": {\"A\": {\"9.9\": \"sufficient\"}}}", "answers.A.9.9");
        refused("{\"answers\": {\"A\": {\"1.1.1\": \"yes\"}}}", "answers.A.1.1.1");
        refused("{\"answers\": {\"A\": {\"1.1.1\": null}}}", "answers.A.1.1.1");
        refused("{\"standards\": {\"1.1\": \"Good\"}}", "standards.1.1");
        refused("{\"framework\": {\"id\": \"yj-2021\", \"version\": 1}}", "framework");
        refused("{\"framework\": {\"id\": \"cci-2009\", \"version\": 99}}", "framework");
        asked("{\"band\": []}").statusCode(400);
        asked("{\"bands\": [{\"label\": \"A\", \"from\": -1, \"to\": 100}]}")
                .statusCode(400)
                .body("violations.field", contains("bands[0].from"));
        asked("{\"answers\": {\"A\": null}}").statusCode(400);
        asked("{").statusCode(400);
        String many =
                IntStream.range(0, 200)
                        .mapToObj("\"not-%d\""::formatted)
                        .collect(Collectors.joining(","));
        asked("{\"withoutCases\": [" + many + "]}").statusCode(422).body("violations", hasSize(50));
    }

    // ---- who may ask

    @Test
    void a_self_audit_answers_its_own_service_and_nobody_else() {
        cases.publish(
                announced(InspectionKind.SELF_AUDIT, area),
                sampled("A"),
                judged("A", 1, "sufficient"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> own("?minVersion=case-events/3").statusCode() == 200);
        own("?version=1").then().statusCode(200);
        own("/explanation?of=roh")
                .then()
                .statusCode(200)
                .body("lastMovedBy.causes.caseId", contains("A"));
        own("/history").then().body("items[0].causes.caseId", contains("A", "A"));
        own("/verification").then().statusCode(200).body("verified", equalTo(true));
        asYot(area)
                .contentType(ContentType.JSON)
                .body("{\"withoutCases\": [\"A\"]}")
                .post("/v1/scores/{id}/what-if", cases.inspection())
                .then()
                .statusCode(200)
                .body("whatIf.judged", equalTo(0));

        for (String path : List.of("?version=1", "/explanation?of=roh", "/verification")) {
            as("chief-inspector")
                    .get("/v1/scores/" + cases.inspection() + path)
                    .then()
                    .statusCode(404);
            asYot("Another area")
                    .get("/v1/scores/" + cases.inspection() + path)
                    .then()
                    .statusCode(404);
        }
        asked("{\"withoutCases\": [\"A\"]}").statusCode(404);
    }

    @Test
    void the_public_reads_the_published_score_alone() {
        threeScores();
        String address = "/v1/scores/" + cases.inspection();
        for (String path : List.of("?version=3", "?asOf=2009-04-20", "/explanation?of=roh")) {
            given().get(address + path).then().statusCode(401);
        }
        try (var reports = cases.reports()) {
            reports.publish(drafted(area, 3), published(area));
            await().untilAsserted(() -> given().get(address).then().statusCode(200));
        }
        given().get(address + "?version=3")
                .then()
                .statusCode(200)
                .header("ETag", "\"3-public\"")
                .body("reinspection", nullValue());
        given().get(address + "?asOf=2009-04-20").then().body("version", equalTo(3));
        given().get(address + "?version=2").then().statusCode(404);
        given().get(address + "?asOf=2009-04-20T09:04:00Z").then().statusCode(404);
        given().get(address + "/explanation?of=roh")
                .then()
                .statusCode(200)
                .body("number.percent", equalTo(0))
                .body("lastMovedBy", nullValue());
        as("yjb")
                .get(address + "/explanation?of=roh")
                .then()
                .statusCode(200)
                .body("lastMovedBy", nullValue());
        given().get(address + "/verification").then().statusCode(401);
        as("yjb").get(address + "/verification").then().statusCode(403);
        asYot(area).get(address + "/verification").then().statusCode(404);
        for (String role : List.of("analyst", "yjb", "operator")) {
            as(role).contentType(ContentType.JSON)
                    .body("{\"withoutCases\": [\"A\"]}")
                    .post(address + "/what-if")
                    .then()
                    .statusCode(403);
        }
    }

    // ---- the words of these tests

    /** Version 1 at 09:03 is 100 %, version 2 at 09:04 is 0 %, version 3 at 09:05 final. */
    private void threeScores() {
        cases.publish(
                announced(InspectionKind.CORE, area),
                sampled("A"),
                judged("A", 1, "sufficient"),
                judged("A", 2, "insufficient"),
                new FieldworkClosed(1, 1));
        reflected("inspector", 5);
    }

    private void seftonJudged() {
        cases.publish(announced(InspectionKind.CORE, area));
        var judgements = new ArrayList<CaseEvent>();
        for (JsonNode one : SEFTON.path("cases")) {
            String caseId = one.path("id").asText();
            var answers = new TreeMap<String, String>();
            one.path("answers")
                    .properties()
                    .forEach(answer -> answers.put(answer.getKey(), answer.getValue().asText()));
            cases.publish(sampled(caseId));
            judgements.add(new CaseJudged(caseId, 1, answers));
        }
        judgements.forEach(cases::publish);
        reflected("inspector", cases.version());
    }

    /** 2.1 requires improvement at 60 % and is adjusted to Good; 1.1 is Good: 4 of 6 points. */
    private void rated() {
        cases.publish(
                new InspectionAnnounced(
                        area,
                        area + " Youth Justice Service",
                        InspectionKind.CORE,
                        Frameworks.newest("yj-2021").orElseThrow(),
                        "lead",
                        LocalDate.of(2022, 5, 2),
                        LocalDate.of(2022, 5, 6),
                        null));
        for (int i = 0; i < 5; i++) {
            cases.publish(sampled("case-" + i));
        }
        for (int i = 0; i < 5; i++) {
            cases.publish(
                    answered(
                            "case-" + (4 - i),
                            1,
                            "2.1.desistance",
                            i > 0 ? "yes" : "no",
                            "2.1.child-safety",
                            i > 1 ? "yes" : "no"));
        }
        cases.publish(
                new StandardJudged("1.1", 1, "Good"),
                new RatingAdjusted("2.1", "Requires improvement", "Good", "Recent work is good."));
        reflected("inspector", cases.version());
    }

    private static CaseEvent answered(String caseId, int revision, String... questionsAndCodes) {
        var answers = new TreeMap<String, String>();
        for (int i = 0; i < questionsAndCodes.length; i += 2) {
            answers.put(questionsAndCodes[i], questionsAndCodes[i + 1]);
        }
        return new CaseJudged(caseId, revision, answers);
    }

    private static CaseEvent moderated(String caseId, int revision, String code) {
        var answers = new TreeMap<String, String>();
        answers.put("1.1.1", code);
        return new CaseModerated(caseId, revision, answers, ModerationReason.CONSISTENCY);
    }

    private static Framework named(Framework.PooledPercentage f, String id) {
        return new Framework.PooledPercentage(
                id,
                1,
                f.title(),
                f.inForce(),
                f.methodStatus(),
                f.rounding(),
                f.answers(),
                f.bands(),
                f.headlines(),
                f.reinspection(),
                f.plan(),
                f.questionnaires(),
                f.sections(),
                f.criteria(),
                f.questions());
    }

    private void reflected(String role, long caseVersion) {
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        as(role).get(
                                                "/v1/scores/{id}?minVersion=case-events/{v}",
                                                cases.inspection(),
                                                caseVersion)
                                        .statusCode()
                                == 200);
    }

    private ValidatableResponse asInspector(String query) {
        return as("inspector")
                .urlEncodingEnabled(false)
                .get("/v1/scores/" + cases.inspection() + query)
                .then();
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    private ValidatableResponse explained(String role, String ofAndMore) {
        return as(role).urlEncodingEnabled(false)
                .get("/v1/scores/" + cases.inspection() + "/explanation?of=" + ofAndMore)
                .then();
    }

    private ValidatableResponse verified(boolean verified) {
        return as("analyst")
                .get("/v1/scores/{id}/verification", cases.inspection())
                .then()
                .statusCode(200)
                .body("verified", equalTo(verified));
    }

    private ValidatableResponse asked(String question) {
        return as("lead-inspector")
                .contentType(ContentType.JSON)
                .body(question)
                .post("/v1/scores/{id}/what-if", cases.inspection())
                .then();
    }

    private void refused(String question, String field) {
        asked(question)
                .statusCode(422)
                .contentType("application/problem+json")
                .body("violations.field", contains(field));
    }

    private Response own(String path) {
        return asYot(area).get("/v1/scores/" + cases.inspection() + path);
    }

    private void tamper(String table, long version, String from, String to) throws SQLException {
        sql(
                "update log."
                        + table
                        + " set data = convert_to(replace(convert_from(data, 'UTF8'), '"
                        + from
                        + "', '"
                        + to
                        + "'), 'UTF8') where stream = '%s' and version = "
                        + version);
    }

    private void sql(String statement) throws SQLException {
        try (var connection = database.getConnection();
                var update = connection.createStatement()) {
            assertThat(update.executeUpdate(statement.formatted(cases.inspection()))).isPositive();
        }
    }

    private static RequestSpecification as(String role) {
        return given().auth().oauth2(TestTokens.token(role, "test-" + role, null));
    }

    private static RequestSpecification asYot(String area) {
        return given().auth().oauth2(TestTokens.token("yot", "test-yot", area));
    }

    private static JsonNode sefton() {
        try (InputStream in = ScoreQueriesTest.class.getResourceAsStream("/sefton-2009.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
