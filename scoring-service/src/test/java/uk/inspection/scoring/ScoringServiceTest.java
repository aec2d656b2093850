package uk.inspection.scoring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.local.testing.TestTokens;

/** The service from case-events to its doors, on a real database and a real broker. */
@QuarkusTest
@QuarkusTestResource(ScoringServiceStack.class)
class ScoringServiceTest {
    private static final String ROH = "1.1.1";

    private final CaseTopic cases = new CaseTopic();

    @Inject EventStore eventStore;

    @AfterEach
    void no_client_left() {
        cases.close();
    }

    // ---- the happy path

    @Test
    void judgements_become_scores_and_closed_fieldwork_makes_them_final() {
        cases.publish(
                announced(InspectionKind.CORE),
                sampled("A"),
                sampled("B"),
                judged("A", 1, "insufficient"),
                judged("B", 1, "sufficient"));
        scoreAtLeast(cases.version())
                .body("inspectionId", equalTo(cases.inspection()))
                .body("area", equalTo("Sefton"))
                .body("kind", equalTo("core"))
                .body("framework.id", equalTo("cci-2009"))
                .body("provisional", equalTo(true))
                .body("sampled", equalTo(2))
                .body("judged", equalTo(2))
                .body("caseVersion", equalTo(5))
                .body("version", equalTo(2))
                .body("scorer", equalTo(1))
                .body("changedAt", equalTo("2009-04-20T09:05:00Z"))
                .body("reinspection", nullValue())
                .body("scores.method", equalTo("pooled-percentage"))
                .body("scores.headlines.id", contains("safeguarding", "roh", "lor"))
                .body("scores.headlines[1].percent", equalTo(50))
                .body("scores.headlines[1].band", equalTo("SUBSTANTIAL"))
                .body("scores.headlines[1].interval.low", equalTo(9))
                .body("scores.headlines[1].interval.high", equalTo(91))
                .body("scores.headlines[0].percent", nullValue())
                .body("scores.headlines[0].applicable", equalTo(0))
                .body("scores.criteria", hasSize(8))
                .body("scores.sections", hasSize(3))
                .body("scores.questions", hasSize(79));

        cases.publish(
                new CaseWithdrawn("B", WithdrawalReason.TRANSFERRED), new FieldworkClosed(1, 1));
        scoreAtLeast(cases.version())
                .body("provisional", equalTo(false))
                .body("version", equalTo(4))
                .body("sampled", equalTo(1))
                .body("scores.headlines[1].band", equalTo("DRASTIC"))
                .body("reinspection.proposed", equalTo(false))
                .body("reinspection.why", startsWith("No re-inspection is proposed, because"));

        cases.publish(new FieldworkReopened("A file was found."));
        scoreAtLeast(cases.version()).body("provisional", equalTo(true));

        as("chief-inspector")
                .get("/v1/scores/{id}/history", cases.inspection())
                .then()
                .statusCode(200)
                .body("items.version", contains(1, 2, 3, 4, 5))
                .body(
                        "items.type",
                        contains(
                                "ScoreChanged",
                                "ScoreChanged",
                                "ScoreChanged",
                                "ScoresFinalised",
                                "ScoreChanged"))
                .body("items.caseVersion", contains(4, 5, 6, 7, 8))
                .body("items[0].causedBy", contains(2, 3, 4))
                .body("items[0].headlines[1].percent", equalTo(0))
                .body("items[0].changedAt", equalTo("2009-04-20T09:04:00Z"));
    }

    @Test
    void what_is_scored_is_published_with_its_cause() {
        cases.publish(announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"));

        List<StoredEvent> published = await().until(() -> cases.read("score-events"), notEmpty());

        assertThat(published).hasSize(1);
        StoredEvent score = published.getFirst();
        assertThat(score.type()).isEqualTo("ScoreChanged");
        assertThat(score.version()).isEqualTo(1);
        assertThat(score.actor()).isEqualTo("scoring-service");
        assertThat(score.causation()).isEqualTo("case-events/" + cases.inspection() + "/3");
        assertThat(score.correlation()).isEqualTo("correlation-" + cases.inspection());
        assertThat(score.occurredAt()).isEqualTo("2009-04-20T09:03:00Z");
        assertThat(score.seen()).isEqualTo("case-events=3");
    }

    @Test
    void a_self_audit_is_scored_on_its_own_topic_and_never_shown_live() throws Exception {
        try (var all = new LiveReader("", null);
                var other = new CaseTopic()) {
            cases.publish(
                    announced(InspectionKind.SELF_AUDIT),
                    sampled("A"),
                    judged("A", 1, "sufficient"),
                    new FieldworkClosed(1, 1));
            scoreAtLeast(TestTokens.token("yot", "our-manager", "Sefton"), 4)
                    .body("kind", equalTo("self-audit"));
            other.publish(
                    announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"));

            await().until(() -> dataOf(all, other.inspection()), notEmpty());
            assertThat(dataOf(all, cases.inspection())).isEmpty();
        }
        List<StoredEvent> published =
                await().until(
                                () -> cases.read("self-audit-score-events"),
                                found -> found.size() == 2);
        assertThat(published)
                .extracting(StoredEvent::type)
                .containsExactly("ScoreChanged", "ScoresFinalised");
        assertThat(cases.read("score-events")).isEmpty();
    }

    @Test
    void judged_cases_and_standards_become_ratings_and_closed_fieldwork_makes_them_final() {
        var yj2021 = (Framework.RatedStandards) Frameworks.newest("yj-2021").orElseThrow();
        var answers = new TreeMap<String, String>();
        yj2021.caseQuestions().stream()
                .filter(question -> question.standard().domain().equals("2"))
                .forEach(question -> answers.put(question.id(), "yes"));
        answers.put("2.2.child-safety", "no");
        cases.publish(
                new InspectionAnnounced(
                        "Leeds",
                        "Leeds Youth Justice Service",
                        InspectionKind.CORE,
                        yj2021,
                        "lead",
                        LocalDate.of(2022, 5, 2),
                        LocalDate.of(2022, 5, 6),
                        null),
                sampled("A"),
                new StandardJudged("1.1", 1, "Good"));
        scoreAtLeast(cases.version())
                .body("provisional", equalTo(true))
                .body("version", equalTo(1))
                .body("judged", equalTo(0))
                .body("scores.method", equalTo("rated-standards"))
                .body("scores.standards[0].rating", equalTo("Good"))
                .body("scores.standards[4].rating", nullValue())
                .body("scores.points", equalTo(2))
                .body("scores.maximum", equalTo(3))
                .body("scores.overall", nullValue());

        cases.publish(new CaseJudged("A", 1, answers), new FieldworkClosed(1, 1));
        scoreAtLeast(cases.version())
                .body("provisional", equalTo(false))
                .body("version", equalTo(3))
                .body("judged", equalTo(1))
                .body("scores.standards[5].id", equalTo("2.2"))
                .body("scores.standards[5].rating", equalTo("Inadequate"))
                .body("scores.standards[5].points", equalTo(0))
                .body("scores.standards[5].counted", equalTo(true))
                .body("scores.standards[5].keyQuestions[1].id", equalTo("2.2.child-safety"))
                .body("scores.standards[5].keyQuestions[1].percent", equalTo(0))
                .body("scores.standards[5].keyQuestions[1].interval.high", equalTo(80))
                .body("scores.standards[12].id", equalTo("4.1"))
                .body("scores.standards[12].counted", equalTo(false))
                .body("scores.points", equalTo(11))
                .body("scores.maximum", equalTo(15))
                .body("scores.overall", equalTo("Good"))
                .body("reinspection.proposed", equalTo(false))
                .body(
                        "reinspection.why",
                        equalTo(
                                "No re-inspection is proposed, because the overall rating is Good"
                                        + " (11 of 15 points) where the rule asks for"
                                        + " Inadequate."));
        as("operator")
                .get("/admin/parked-events")
                .then()
                .body("items.stream", not(hasItem(cases.inspection())));
    }

    // ---- reading

    @Test
    void a_reader_waits_until_the_score_reflects_a_version_of_the_cases() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            cases.publish(announced(InspectionKind.CORE), sampled("A"));
            var waiting =
                    pool.submit(() ->
                            as("inspector")
                                    .get(
                                            "/v1/scores/{id}?minVersion=case-events/3",
                                            cases.inspection()));
            cases.publish(judged("A", 1, "sufficient"));
            waiting.get().then().statusCode(200).body("caseVersion", equalTo(3));
        }
    }

    @Test
    void a_version_that_changed_no_score_is_reflected_too() {
        cases.publish(
                announced(InspectionKind.CORE),
                sampled("A"),
                judged("A", 1, "sufficient"),
                new CaseAllocated("A", "ann"));
        scoreAtLeast(4).body("caseVersion", equalTo(3)).body("version", equalTo(1));
    }

    @Test
    void a_version_that_does_not_come_is_told_to_be_asked_for_later() {
        cases.publish(announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"));
        scoreAtLeast(3);
        as("inspector")
                .get("/v1/scores/{id}?minVersion=1&minVersion=case-events/99", cases.inspection())
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .contentType("application/problem+json")
                .body(
                        "detail",
                        equalTo(
                                "Version 99 of case-events is asked for, and version 3 is reached"
                                        + " here."))
                .body("behind.minVersion", contains("case-events/99"))
                .body("behind.reached", contains(3));
    }

    @Test
    void every_read_of_a_score_waits_for_versions_of_the_cases_and_of_its_own() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            cases.publish(announced(InspectionKind.CORE), sampled("A"));
            var waiting = new ArrayList<Future<Response>>();
            for (String door :
                    List.of(
                            "?",
                            "/history?",
                            "/explanation?of=roh&",
                            "/agreement?",
                            "/verification?")) {
                waiting.add(
                        pool.submit(() ->
                                as("inspector")
                                        .get(
                                                "/v1/scores/{id}"
                                                        + door
                                                        + "minVersion=case-events/3&minVersion=1",
                                                cases.inspection())));
            }
            cases.publish(judged("A", 1, "sufficient"));
            for (Future<Response> answer : waiting) {
                answer.get().then().statusCode(200);
            }
            waiting.get(1).get().then().body("items.caseVersion", contains(3));
            waiting.get(4).get().then().body("caseEvents", equalTo(3));
        }
    }

    @Test
    void a_topic_that_is_not_read_here_is_refused_with_those_that_are() {
        for (String topic : List.of("score-events", "plan-events")) {
            as("inspector")
                    .get("/v1/scores/none?minVersion={t}/1", topic)
                    .then()
                    .statusCode(400)
                    .body("violations.field", contains("minVersion"))
                    .body(
                            "violations.rule",
                            contains(
                                    "must name one of case-events, framework-events,"
                                            + " report-events"));
        }
    }

    @Test
    void an_unchanged_score_is_not_sent_again() {
        cases.publish(announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"));
        scoreAtLeast(3).header("ETag", "\"1\"");
        as("analyst")
                .header("If-None-Match", "\"1\"")
                .get("/v1/scores/{id}", cases.inspection())
                .then()
                .statusCode(304);
        cases.publish(judged("A", 2, "insufficient"));
        as("analyst")
                .header("If-None-Match", "\"1\"")
                .get("/v1/scores/{id}?minVersion=case-events/4", cases.inspection())
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");
    }

    @Test
    void scores_are_listed_newest_inspection_first_in_pages() throws Exception {
        cases.publish(announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"));
        scoreAtLeast(3);
        try (var newer = new CaseTopic()) {
            newer.publish(
                    announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"));
            as("analyst")
                    .get("/v1/scores/{id}?minVersion=case-events/3", newer.inspection())
                    .then()
                    .statusCode(200);
            String next =
                    as("analyst")
                            .get("/v1/scores?limit=1")
                            .then()
                            .statusCode(200)
                            .body("items.inspectionId", contains(newer.inspection()))
                            .extract()
                            .path("next");
            as("analyst")
                    .get("/v1/scores?limit=1&cursor={c}", next)
                    .then()
                    .body("items.inspectionId", contains(cases.inspection()));
        }
    }

    // ---- live

    @Test
    void a_dashboard_sees_scores_as_they_change_and_resumes_where_it_was() throws Exception {
        cases.publish(announced(InspectionKind.CORE), sampled("A"));
        String last;
        try (var live = new LiveReader("?inspection=" + cases.inspection(), null)) {
            assertThat(live.status()).isEqualTo(200);
            assertThat(live.header("Content-Type")).startsWith("text/event-stream");
            assertThat(live.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(live.header("Cache-Control")).isEqualTo("no-store");
            await().until(() -> live.comments() > 0);
            cases.publish(judged("A", 1, "sufficient"));
            await().until(() -> live.field("data"), notEmpty());
            assertThat(live.field("event")).containsExactly("ScoreChanged");
            var data = new ObjectMapper().readTree(live.field("data").getFirst());
            assertThat(data.path("inspectionId").asText()).isEqualTo(cases.inspection());
            assertThat(data.path("version").asLong()).isEqualTo(1);
            assertThat(data.path("occurredAt").asText()).isEqualTo("2009-04-20T09:03:00Z");
            assertThat(data.path("event").path("scores").path("headlines")).hasSize(3);
            last = live.field("id").getLast();
        }
        cases.publish(judged("A", 2, "insufficient"), new FieldworkClosed(1, 1));
        scoreAtLeast(5);
        try (var resumed = new LiveReader("?inspection=" + cases.inspection(), last)) {
            await().until(() -> resumed.field("event").size() == 2);
            assertThat(resumed.field("event")).containsExactly("ScoreChanged", "ScoresFinalised");
        }
    }

    @Test
    void an_id_beyond_the_log_is_answered_with_a_resync() throws Exception {
        String future =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("0:987654321".getBytes(StandardCharsets.US_ASCII));
        try (var live = new LiveReader("?inspection=" + cases.inspection(), future)) {
            await().until(() -> live.field("event"), notEmpty());
            assertThat(live.field("event")).containsExactly("resync");
            cases.publish(
                    announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"));
            await().until(() -> live.field("event").size() == 2);
            assertThat(live.field("event")).containsExactly("resync", "ScoreChanged");
        }
    }

    @Test
    void an_id_that_was_never_given_out_is_refused() throws Exception {
        try (var live = new LiveReader("", "never-given-out")) {
            assertThat(live.status()).isEqualTo(422);
            assertThat(live.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void a_reader_that_takes_nothing_is_let_go_and_holds_nobody_up() throws Exception {
        cases.publish(announced(InspectionKind.CORE), sampled("A"));
        await().until(() -> readers() == 0); // those of other tests have gone
        try (var slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress("localhost", LiveReader.port()));
            slow.getOutputStream()
                    .write(
                            """
                            GET /v1/score-events?inspection=%s HTTP/1.1\r
                            Host: localhost\r
                            Accept: text/event-stream\r
                            Authorization: Bearer %s\r
                            \r
                            """
                                    .formatted(
                                            cases.inspection(),
                                            TestTokens.token("analyst", "slow", null))
                                    .getBytes(StandardCharsets.US_ASCII));
            slow.getInputStream().read(new byte[64]);
            assertThat(readers()).isEqualTo(1);
            // More than the sockets between the two hold.
            for (int revision = 1; revision <= 600; revision++) {
                cases.publish(judgedThroughout("A", revision));
            }
            await().atMost(Duration.ofSeconds(90)).until(() -> readers() == 0);
        }
        try (var live = new LiveReader("?inspection=" + cases.inspection(), null)) {
            await().until(() -> live.comments() > 0);
            cases.publish(new FieldworkClosed(1, 1));
            await().until(() -> live.field("event"), notEmpty());
        }
    }

    // ---- refusals

    @Test
    void live_scores_need_a_role() {
        given().accept("text/event-stream").get("/v1/score-events").then().statusCode(401);
        as("yjb").accept("text/event-stream").get("/v1/score-events").then().statusCode(403);
    }

    @Test
    void what_does_not_exist_is_not_found_and_what_cannot_be_is_refused() {
        as("inspector").get("/v1/scores/none").then().statusCode(404);
        as("inspector").get("/v1/scores/none/history").then().statusCode(404);
        as("inspector").get("/v1/scores?limit=101").then().statusCode(400);
        as("inspector").get("/v1/scores?cursor=!!").then().statusCode(422);
        as("inspector").get("/v1/scores/none?minVersion=case-events/-1").then().statusCode(400);
    }

    // ---- duplicates, poison and races

    @Test
    void case_events_delivered_again_change_nothing() {
        cases.publish(
                announced(InspectionKind.CORE),
                sampled("A"),
                judged("A", 1, "sufficient"),
                judged("A", 2, "insufficient"));
        scoreAtLeast(4).body("version", equalTo(2));

        cases.publishAllAgain().publish(judged("A", 3, "sufficient"));

        scoreAtLeast(5)
                .body("version", equalTo(3))
                .body("judged", equalTo(1))
                .body("scores.headlines[1].applicable", equalTo(1));
    }

    @Test
    void an_event_that_makes_no_sense_holds_up_its_own_inspection_and_no_other() throws Exception {
        cases.publish(announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"))
                .publish("CaseAdjourned", "{}".getBytes(StandardCharsets.UTF_8))
                .publish(judged("A", 2, "insufficient"));
        await().untilAsserted(() ->
                as("operator")
                        .get("/admin/parked-events")
                        .then()
                        .statusCode(200)
                        .body("items.stream", hasItem(cases.inspection())));
        as("analyst")
                .get("/v1/scores/{id}", cases.inspection())
                .then()
                .body("caseVersion", equalTo(3));
        try (var other = new CaseTopic()) {
            other.publish(
                    announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"));
            as("analyst")
                    .get("/v1/scores/{id}?minVersion=case-events/3", other.inspection())
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void final_scores_wait_until_a_discarded_event_is_accepted_and_all_scores_stay_verified() {
        cases.publish(announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"))
                .publish(
                        "CaseAdjourned", "{\"caseId\":\"secret\"}".getBytes(StandardCharsets.UTF_8))
                .publish(judged("A", 2, "insufficient"), new FieldworkClosed(1, 1));
        List<Map<String, Object>> parked =
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> parked(cases.inspection()), found -> found.size() == 3);
        String door = door(parked.getFirst());
        as("operator")
                .get(door)
                .then()
                .statusCode(200)
                .body("withheld", containsString("case-events"))
                .body(not(containsString("secret")));

        ruling("operator", "It was adjourned and resumed the same day.")
                .post(door + "/discard")
                .then()
                .statusCode(200)
                .body("event", equalTo("case-events/" + cases.inspection() + "/4"))
                .body("version", equalTo(2));

        scoreAtLeast(6).body("provisional", equalTo(true)).body("version", equalTo(3));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        as("operator")
                                .get("/admin/projections")
                                .then()
                                .statusCode(200)
                                .body("awaiting", greaterThanOrEqualTo(1)));
        assertThat(awaited()).anyMatch(what -> what.contains(cases.inspection()));
        verified().body("scores", equalTo(2)).body("caseEvents", equalTo(6));

        ruling("chief-inspector", "Nothing that scores is missing.")
                .post("/admin/discarded-events/{id}/2/acceptance", cases.inspection())
                .then()
                .statusCode(200);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        as("analyst")
                                .get("/v1/scores/{id}", cases.inspection())
                                .then()
                                .body("provisional", equalTo(false))
                                .body("version", equalTo(5))
                                .body("caseVersion", equalTo(6)));
        verified().body("scores", equalTo(3)).body("caseEvents", equalTo(6));
        as("analyst")
                .get("/v1/scores/{id}/history", cases.inspection())
                .then()
                .statusCode(200)
                .body("items.version", equalTo(List.of(1, 3, 5)));
        as("analyst")
                .get("/v1/scores/{id}?asOf=2200-01-01", cases.inspection())
                .then()
                .statusCode(200)
                .body("version", equalTo(5));
        as("analyst").get("/v1/scores/{id}?version=2", cases.inspection()).then().statusCode(404);
        List<StoredEvent> published =
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> cases.read("score-events"), found -> found.size() == 5);
        assertThat(published)
                .extracting(StoredEvent::type)
                .containsExactly(
                        "ScoreChanged",
                        "EventDiscarded",
                        "ScoreChanged",
                        "DiscardAccepted",
                        "ScoresFinalised");
    }

    @Test
    void a_discarded_event_is_reached_in_its_place_and_a_parked_one_is_not() {
        cases.publish(announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"))
                .publish("CaseAdjourned", "{}".getBytes(StandardCharsets.UTF_8));
        List<Map<String, Object>> parked =
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> parked(cases.inspection()), found -> found.size() == 1);
        as("analyst")
                .get("/v1/scores/{id}?minVersion=case-events/4", cases.inspection())
                .then()
                .statusCode(503)
                .body("behind.reached", contains(3));
        ruling("operator", "It says nothing of a score.")
                .post(door(parked.getFirst()) + "/discard")
                .then()
                .statusCode(200);
        scoreAtLeast(4).body("caseVersion", equalTo(3));
        verified().body("scores", equalTo(1)).body("caseEvents", equalTo(4));
    }

    @Test
    void a_discard_of_reporting_holds_the_final_scores_back_as_well() {
        try (var reports = cases.reports()) {
            reports.publish(
                    new EventDiscarded(
                            "score-events",
                            1,
                            "ScoreGuessed",
                            "score-events/" + cases.inspection() + "/1",
                            "00",
                            0,
                            0,
                            "A guess."));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            as("operator")
                                    .get("/admin/projections")
                                    .then()
                                    .body("topics.report-events", equalTo(0)));
            cases.publish(
                    announced(InspectionKind.CORE),
                    sampled("A"),
                    judged("A", 1, "sufficient"),
                    new FieldworkClosed(1, 1));
            scoreAtLeast(4).body("provisional", equalTo(true));
            verified();
            reports.publish(new DiscardAccepted(1, "Nobody misses it."));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            as("analyst")
                                    .get("/v1/scores/{id}", cases.inspection())
                                    .then()
                                    .body("provisional", equalTo(false)));
            verified();
        }
    }

    private static List<Map<String, Object>> parked(String inspection) {
        List<Map<String, Object>> items =
                as("operator").get("/admin/parked-events?limit=100").then().extract().path("items");
        return items.stream()
                .filter(item -> inspection.equals(item.get("stream")))
                .sorted(Comparator.comparing(item -> (Integer) item.get("version")))
                .toList();
    }

    private static String door(Map<String, Object> parked) {
        return "/admin/parked-events/%s/%s/%s"
                .formatted(parked.get("topic"), parked.get("partition"), parked.get("offset"));
    }

    private static RequestSpecification ruling(String role, String reason) {
        return as(role).contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(Map.of("reason", reason));
    }

    private List<String> awaited() {
        return eventStore.log().awaiting(100).stream()
                .map(waiting -> waiting.awaiting().what())
                .toList();
    }

    private ValidatableResponse verified() {
        return as("analyst")
                .get("/v1/scores/{id}/verification", cases.inspection())
                .then()
                .statusCode(200)
                .body("firstDifference", nullValue())
                .body("verified", equalTo(true));
    }

    @Test
    void many_inspections_at_once_each_come_to_their_own_score() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended =
                    java.util.stream.IntStream.range(0, 8)
                            .mapToObj(i -> pool.submit(() -> judgedTwentyTimes(i)))
                            .toList();
            for (var one : ended) {
                one.get();
            }
        }
    }

    private Void judgedTwentyTimes(int sufficient) {
        try (var mine = new CaseTopic()) {
            mine.publish(announced(InspectionKind.CORE));
            for (int i = 0; i < 20; i++) {
                mine.publish(sampled("case-" + i));
                mine.publish(
                        judged("case-" + i, 1, i < sufficient ? "sufficient" : "insufficient"));
            }
            as("analyst")
                    .get("/v1/scores/{id}?minVersion=case-events/41", mine.inspection())
                    .then()
                    .statusCode(200)
                    .body("version", equalTo(39)) // after the first, each case and judgement
                    .body("scores.headlines[1].sufficient", equalTo(sufficient))
                    .body("scores.headlines[1].applicable", equalTo(20));
        }
        return null;
    }

    // ---- operation

    @Test
    void the_service_tells_how_far_it_is_and_when_it_is_ready() {
        cases.publish(announced(InspectionKind.CORE), sampled("A"), judged("A", 1, "sufficient"));
        scoreAtLeast(3);
        await().untilAsserted(() -> {
            as("operator")
                    .get("/admin/relay")
                    .then()
                    .statusCode(200)
                    .body("leader", equalTo(true))
                    .body("lag", equalTo(0))
                    .body("position", greaterThanOrEqualTo(1));
            as("operator")
                    .get("/admin/projections")
                    .then()
                    .statusCode(200)
                    .body("lag", equalTo(0))
                    .body("topics.case-events", equalTo(0));
            given().get("/q/health/ready")
                    .then()
                    .statusCode(200)
                    .body("checks.name", hasItems("broker", "relay", "writer"));
        });
    }

    // ---- the words of these tests

    /** Asks again while a busy machine answers that the version is not reflected yet. */
    private ValidatableResponse scoreAtLeast(long caseVersion) {
        return scoreAtLeast(TestTokens.token("inspector", "test-inspector", null), caseVersion);
    }

    private ValidatableResponse scoreAtLeast(String token, long caseVersion) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                given().auth()
                                        .oauth2(token)
                                        .get(
                                                "/v1/scores/{id}?minVersion=case-events/{v}",
                                                cases.inspection(),
                                                caseVersion),
                        response -> response.statusCode() != 503)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification as(String role) {
        return given().auth().oauth2(TestTokens.token(role, "test-" + role, null));
    }

    private static int readers() {
        return (int)
                given().get("/q/metrics")
                        .asString()
                        .lines()
                        .filter(line -> line.matches("score_events_readers(\\{.*})? .*"))
                        .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                        .sum();
    }

    private static List<String> dataOf(LiveReader live, String inspection) {
        return live.field("data").stream().filter(data -> data.contains(inspection)).toList();
    }

    private static <T> java.util.function.Predicate<List<T>> notEmpty() {
        return found -> !found.isEmpty();
    }

    private static InspectionAnnounced announced(InspectionKind kind) {
        return new InspectionAnnounced(
                "Sefton",
                "Sefton Youth Offending Team",
                kind,
                Frameworks.newest("cci-2009").orElseThrow(),
                "lead",
                LocalDate.of(2009, 4, 20),
                LocalDate.of(2009, 4, 24),
                null);
    }

    private static CaseEvent sampled(String caseId) {
        return new CaseSampled(caseId, Sentence.COMMUNITY, "14-15", "male", false);
    }

    static CaseEvent judgedThroughout(String caseId, int revision) {
        var answers = new TreeMap<String, String>();
        ((Framework.PooledPercentage) Frameworks.newest("cci-2009").orElseThrow())
                .questions()
                .forEach(question ->
                        answers.put(
                                question.id(), revision % 2 == 0 ? "sufficient" : "insufficient"));
        return new CaseJudged(caseId, revision, answers);
    }

    private static CaseEvent judged(String caseId, int revision, String code) {
        var answers = new TreeMap<String, String>();
        answers.put(ROH, code);
        return new CaseJudged(caseId, revision, answers);
    }
}
