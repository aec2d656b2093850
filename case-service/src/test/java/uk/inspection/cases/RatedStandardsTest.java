package uk.inspection.cases;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Frameworks;
import uk.inspection.local.testing.TestTokens;

/** Inspections under rated standards, and second judgements, through the service's doors. */
@QuarkusTest
@QuarkusTestResource(CaseServiceStack.class)
class RatedStandardsTest {
    private static final RatedStandards YJ_2018 =
            (RatedStandards) Frameworks.newest("yj-2018").orElseThrow();

    // ---- the happy path

    @Test
    void a_rated_inspection_runs_from_its_announcement_to_the_close_of_fieldwork() {
        String id = announced("yj-2018");
        sampled(
                id,
                Map.of("A", "community", "B", "custody", "C", "community", "D", "out-of-court"));
        judge("ann", id, "A", domain("2", "yes")).statusCode(201).header("ETag", "\"1\"");
        lead().body(
                        Map.of(
                                "judgements",
                                List.of(
                                        Map.of("caseId", "B", "answers", domain("2", "yes")),
                                        Map.of("caseId", "C", "answers", domain("2", "no")),
                                        Map.of("caseId", "D", "answers", domain("3", "yes")))))
                .post("/v1/inspections/{id}/judgements", id)
                .then()
                .statusCode(200)
                .body("results.status", contains(201, 201, 201));
        lead().body(Map.of("answers", domain("3", "no"), "reason", "consistency"))
                .post("/v1/inspections/{id}/cases/D/moderations", id)
                .then()
                .statusCode(201)
                .body("revision", equalTo(2));
        for (String standard : List.of("1.1", "1.2", "1.3")) {
            judgeStandard(id, standard, "Good").statusCode(200);
        }
        judgeStandard(id, "1.1", "Outstanding").statusCode(200);
        refused(close(id), 409, "standards.1.4");
        judgeStandard(id, "1.4", null).statusCode(200);
        adjust(id, "2.1", "Good", "Requires improvement").statusCode(200);

        standards(id)
                .body("items.id", equalTo(YJ_2018.standards().stream().map(s -> s.id()).toList()))
                .body("items[0].assessed", equalTo("evidence"))
                .body("items[0].title", equalTo("Governance and leadership"))
                .body("items[0].rating", equalTo("Outstanding"))
                .body("items[0].revision", equalTo(2))
                .body("items[3].rating", nullValue())
                .body("items[3].revision", equalTo(1))
                .body("items[4].assessed", equalTo("cases"))
                .body("items[4].rating", equalTo("Requires improvement"))
                .body("items[4].adjustment.from", equalTo("Good"))
                .body("items[4].adjustment.to", equalTo("Requires improvement"))
                .body("items[4].byRule", equalTo("Good"))
                .body("items[4].adjustment.reason", equalTo("the plans came late"))
                .body("items[4].adjustment.inEffect", equalTo(true))
                .body("items[5].rating", equalTo("Good"))
                .body("items[5].adjustment", nullValue())
                .body("items[8].rating", equalTo("Inadequate"));

        adjust(id, "2.1", "Good", "Good").statusCode(200);
        standards(id)
                .body("items[4].rating", equalTo("Good"))
                .body("items[4].adjustment", nullValue());
        close(id).statusCode(200).body("status", equalTo("closed")).body("judged", equalTo(4));
        refused(adjust(id, "2.1", "Good", "Requires improvement"), 409, "status");
        refused(judgeStandard(id, "1.1", "Good"), 409, "status");
        standards(id).body("items[0].rating", equalTo("Outstanding"));
    }

    @Test
    void every_framework_of_rated_standards_can_be_announced_and_shows_its_standards() {
        for (String framework : List.of("yj-2018", "yj-2021", "iyjs-2025")) {
            String id = announced(framework);
            standards(id)
                    .body(
                            "items",
                            hasSize(
                                    ((RatedStandards) Frameworks.newest(framework).orElseThrow())
                                            .standards()
                                            .size()))
                    .body("items.findAll { it.rating != null }", hasSize(0))
                    .body("items.findAll { it.revision != 0 }", hasSize(0));
        }
    }

    @Test
    void pooled_percentages_have_no_standards() {
        String id = announced("cci-2009");
        standards(id).body("items", hasSize(0));
        refused(judgeStandard(id, "1.1", "Good"), 422, "standard");
        refused(adjust(id, "1.1", "Good", "Good"), 422, "standard");
    }

    @Test
    void another_inspector_judges_a_case_independently() {
        String id = announced("yj-2018");
        sampled(id, Map.of("A", "community"));
        refused(independently("bob", id, "A", domain("2", "no")), 409, "caseId");
        judge("ann", id, "A", domain("2", "yes")).statusCode(201);
        refused(independently("ann", id, "A", domain("2", "no")), 409, "caseId");
        var answer =
                independently("bob", id, "A", domain("2", "no"))
                        .statusCode(200)
                        .header("ETag", nullValue())
                        .extract();
        assertThat(answer.<Map<String, Object>>path(""))
                .containsOnlyKeys("caseId", "revision", "version")
                .containsEntry("revision", 1);
        independently("cleo", id, "A", domain("2", "no")).body("revision", equalTo(2));
        int version = version(id);
        independently("bob", id, "A", domain("2", "no"))
                .statusCode(200)
                .body("revision", equalTo(2))
                .body("version", equalTo(version));
        refused(judge("bob", id, "A", domain("2", "no")), 409, "caseId");
        lead().get("/v1/inspections/{id}/cases/A", id)
                .then()
                .header("ETag", "\"1\"")
                .body("answers.'2.1.desistance'", equalTo("yes"));
        standards(id).body("items[4].rating", equalTo("Outstanding"));
        lead().get("/v1/inspections/{id}/events", id)
                .then()
                .body(
                        "items.findAll { it.type == 'CaseJudgedIndependently' }.actor",
                        contains("bob", "cleo"));
    }

    // ---- refusals

    @Test
    void judgements_answer_every_question_of_a_domain_or_none() {
        String id = announced("yj-2018");
        sampled(id, Map.of("A", "community"));
        int version = version(id);
        var incomplete = domain("2", "yes");
        incomplete.remove("2.1.desistance");
        refused(judge("ann", id, "A", incomplete), 422, "answers.2.1.desistance");
        var wrong = domain("2", "yes");
        wrong.put("2.2.child-safety", "sufficient");
        wrong.put("1.1", "yes");
        refused(judge("ann", id, "A", wrong), 422, "answers.2.2.child-safety", "answers.1.1");
        assertThat(version(id)).isEqualTo(version);
        judge("ann", id, "A", domain("2", "yes")).statusCode(201);
        refused(independently("bob", id, "A", incomplete), 422, "answers.2.1.desistance");
    }

    @Test
    void standards_are_judged_by_what_assesses_them() {
        String id = announced("yj-2018");
        refused(judgeStandard(id, "2.1", "Good"), 422, "standard");
        refused(judgeStandard(id, "9.9", "Good"), 422, "standard");
        refused(judgeStandard(id, "1.1", "Splendid"), 422, "rating");
        refused(adjust(id, "1.1", "Good", "Good"), 422, "standard");
        refused(adjust(id, "2.1", "Good", "Good"), 409, "standard");
    }

    @Test
    void discretion_has_a_reach_and_a_reason() {
        String id = thirdsOfGood();
        refused(adjust(id, "2.1", "Good", "Outstanding"), 409, "to")
                .body(
                        "detail",
                        containsString("is at 67%, 13 points from the 80% of Outstanding."));
        refused(adjust(id, "2.1", "Good", "Splendid"), 422, "to");
        refused(adjust(id, "2.1", "Good", "Good"), 409, "to");
        for (String reason : List.of(" ", "x".repeat(1001))) {
            refused(
                    lead().body(
                                    Map.of(
                                            "from",
                                            "Good",
                                            "to",
                                            "Requires improvement",
                                            "reason",
                                            reason))
                            .post("/v1/inspections/{id}/standards/2.1/adjustments", id)
                            .then(),
                    400,
                    "reason");
        }
        refused(
                lead().body("{}").post("/v1/inspections/{id}/standards/2.1/adjustments", id).then(),
                400,
                "from",
                "to",
                "reason");
    }

    @Test
    void a_stale_screen_does_not_turn_a_take_back_into_a_downgrade() {
        String id = thirdsOfGood();
        adjust(id, "2.1", "Good", "Requires improvement").statusCode(200);
        judge("ann", id, "C", domain("2", "yes")).statusCode(201);
        standards(id)
                .body("items[4].rating", equalTo("Outstanding"))
                .body("items[4].byRule", equalTo("Outstanding"))
                .body("items[4].adjustment.from", equalTo("Good"))
                .body("items[4].adjustment.to", equalTo("Requires improvement"))
                .body("items[4].adjustment.inEffect", equalTo(false));
        refused(adjust(id, "2.1", "Good", "Good"), 409, "from")
                .body("detail", equalTo("The cases give this standard Outstanding now."));

        adjust(id, "2.1", "Outstanding", "Outstanding").statusCode(200);
        standards(id).body("items[4].adjustment", nullValue());
        judge("ann", id, "C", domain("2", "no")).statusCode(201);
        standards(id)
                .body("items[4].rating", equalTo("Good"))
                .body("items[4].adjustment", nullValue());
        refused(adjust(id, "2.1", "Good", "Good"), 409, "to");
    }

    @Test
    void only_the_inspectorate_judges_and_reads_standards() {
        String id = thirdsOfGood();
        as("inspector", "ann")
                .body(Map.of("from", "Good", "to", "Requires improvement", "reason", "late"))
                .post("/v1/inspections/{id}/standards/2.1/adjustments", id)
                .then()
                .statusCode(403);
        as("yjb", "yjb").get("/v1/inspections/{id}/standards", id).then().statusCode(403);
        as("chief-inspector", "chief")
                .body(Map.of("answers", domain("2", "no")))
                .post("/v1/inspections/{id}/cases/A/independent-judgements", id)
                .then()
                .statusCode(403);
        lead().get("/v1/inspections/none/standards").then().statusCode(404);
        adjust("none", "2.1", "Good", "Good").statusCode(404);
        independently("bob", "none", "A", domain("2", "no")).statusCode(404);
        given().contentType(ContentType.JSON)
                .auth()
                .oauth2(TestTokens.token("lead-inspector", "lead", null))
                .body(Map.of("from", "Good", "to", "Requires improvement", "reason", "late"))
                .post("/v1/inspections/{id}/standards/2.1/adjustments", id)
                .then()
                .statusCode(400)
                .body("violations[0].field", equalTo("Idempotency-Key"));
    }

    // ---- duplicates and races

    @Test
    void a_repeated_request_gets_the_first_answer() {
        String id = thirdsOfGood();
        var adjustment = Map.of("from", "Good", "to", "Requires improvement", "reason", "late");
        String key = UUID.randomUUID().toString();
        String path = "/v1/inspections/{id}/standards/2.1/adjustments";
        var first = as("lead-inspector", "lead", key).body(adjustment).post(path, id);
        assertThat(first.statusCode()).isEqualTo(200);
        adjust(id, "2.1", "Good", "Good").statusCode(200);
        var again = as("lead-inspector", "lead", key).body(adjustment).post(path, id);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.asString()).isEqualTo(first.asString());
        standards(id).body("items[4].rating", equalTo("Good"));
        refused(
                as("lead-inspector", "lead", key)
                        .body(Map.of("from", "Good", "to", "Good", "reason", "late"))
                        .post(path, id)
                        .then(),
                422,
                "Idempotency-Key");
    }

    @Test
    void of_many_equal_adjustments_at_once_one_is_news() throws Exception {
        String id = thirdsOfGood();
        int version = version(id);
        var statuses =
                atOnce(
                        Collections.nCopies(
                                8,
                                () ->
                                        adjust(id, "2.1", "Good", "Requires improvement")
                                                .extract()
                                                .statusCode()));
        assertThat(statuses).containsOnly(200);
        assertThat(version(id)).isEqualTo(version + 1);
    }

    @Test
    void an_adjustment_that_races_with_a_judgement_holds_only_for_what_the_cases_give()
            throws Exception {
        for (int round = 0; round < 5; round++) {
            String id = thirdsOfGood();
            var statuses =
                    atOnce(
                            List.of(
                                    () ->
                                            adjust(id, "2.1", "Good", "Requires improvement")
                                                    .extract()
                                                    .statusCode(),
                                    () ->
                                            judge("ann", id, "C", domain("2", "yes"))
                                                    .extract()
                                                    .statusCode()));
            assertThat(statuses.get(0)).isIn(200, 409);
            assertThat(statuses.get(1)).isEqualTo(201);
            standards(id)
                    .body("items[4].rating", equalTo("Outstanding"))
                    .body(
                            "items[4].adjustment.inEffect",
                            statuses.get(0) == 200 ? equalTo(false) : nullValue());
            judge("ann", id, "C", domain("2", "no")).statusCode(201);
            standards(id)
                    .body(
                            "items[4].rating",
                            equalTo(statuses.get(0) == 200 ? "Requires improvement" : "Good"));
        }
    }

    @Test
    void standards_are_shown_as_they_stood_together() throws Exception {
        String id = thirdsOfGood();
        int before = version(id);
        // The third case turns a standard Outstanding and Good again, a version each time.
        try (var pool = Executors.newSingleThreadExecutor()) {
            var judging =
                    pool.submit(() -> {
                        for (int i = 0; i < 40; i++) {
                            judge("ann", id, "C", domain("2", i % 2 == 0 ? "yes" : "no"))
                                    .statusCode(201);
                        }
                    });
            do {
                var shown = standards(id).extract();
                int turns = shown.<Integer>path("version") - before;
                assertThat(shown.<String>path("items[4].rating"))
                        .isEqualTo(turns % 2 == 0 ? "Good" : "Outstanding");
            } while (!judging.isDone());
            judging.get();
        }
        standards(id).body("version", equalTo(before + 40));
    }

    // ---- the words of these tests

    private static List<Integer> atOnce(List<Callable<Integer>> requests) throws Exception {
        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(requests.size())) {
            for (var answered : pool.invokeAll(requests)) {
                statuses.add(answered.get());
            }
        }
        return statuses;
    }

    private static RequestSpecification as(String role, String subject) {
        return as(role, subject, UUID.randomUUID().toString());
    }

    private static RequestSpecification as(String role, String subject, String key) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .auth()
                .oauth2(TestTokens.token(role, subject, null));
    }

    private static RequestSpecification lead() {
        return as("lead-inspector", "lead");
    }

    private static String announced(String framework) {
        return lead().body(
                        """
                        {"area":"Ceredigion","body":"Ceredigion Youth Justice Service",
                         "kind":"core","framework":"%s",
                         "fieldworkStart":"2021-03-01","fieldworkEnd":"2021-03-05"}
                        """
                                .formatted(framework))
                .post("/v1/inspections")
                .then()
                .statusCode(201)
                .body("framework.id", equalTo(framework))
                .extract()
                .path("id");
    }

    /** Three cases of which two say yes: every standard of domain 2 is Good, at 67%. */
    private static String thirdsOfGood() {
        String id = announced("yj-2018");
        sampled(id, Map.of("A", "community", "B", "community", "C", "community"));
        judge("ann", id, "A", domain("2", "yes")).statusCode(201);
        judge("ann", id, "B", domain("2", "yes")).statusCode(201);
        judge("ann", id, "C", domain("2", "no")).statusCode(201);
        return id;
    }

    private static void sampled(String id, Map<String, String> sentences) {
        var sample =
                sentences.entrySet().stream()
                        .map(e ->
                                Map.of(
                                        "caseId",
                                        e.getKey(),
                                        "sentence",
                                        e.getValue(),
                                        "ageBand",
                                        "16-17",
                                        "gender",
                                        "male",
                                        "lookedAfter",
                                        false))
                        .toList();
        lead().body(Map.of("cases", sample))
                .post("/v1/inspections/{id}/cases", id)
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse judge(
            String inspector, String id, String caseId, Map<String, String> answers) {
        return as("inspector", inspector)
                .body(Map.of("answers", answers))
                .post("/v1/inspections/{id}/cases/{case}/judgements", id, caseId)
                .then();
    }

    private static ValidatableResponse independently(
            String inspector, String id, String caseId, Map<String, String> answers) {
        return as("inspector", inspector)
                .body(Map.of("answers", answers))
                .post("/v1/inspections/{id}/cases/{case}/independent-judgements", id, caseId)
                .then();
    }

    private static ValidatableResponse judgeStandard(
            String id, String standard, @Nullable String rating) {
        var body = new HashMap<String, @Nullable String>();
        body.put("rating", rating);
        return lead().body(body)
                .post("/v1/inspections/{id}/standards/{standard}/judgements", id, standard)
                .then();
    }

    private static ValidatableResponse adjust(String id, String standard, String from, String to) {
        return lead().body(Map.of("from", from, "to", to, "reason", "the plans came late"))
                .post("/v1/inspections/{id}/standards/{standard}/adjustments", id, standard)
                .then();
    }

    private static ValidatableResponse standards(String id) {
        return lead().get("/v1/inspections/{id}/standards", id).then().statusCode(200);
    }

    private static ValidatableResponse close(String id) {
        return lead().body("{}").post("/v1/inspections/{id}/fieldwork/close", id).then();
    }

    private static int version(String id) {
        return lead().get("/v1/inspections/{id}", id).then().extract().path("version");
    }

    /** The same answer to every question of a domain of yj-2018. */
    private static TreeMap<String, String> domain(String domain, String code) {
        var answers = new TreeMap<String, String>();
        YJ_2018.caseQuestions().stream()
                .filter(q -> q.standard().domain().equals(domain))
                .forEach(q -> answers.put(q.id(), code));
        return answers;
    }

    private static ValidatableResponse refused(
            ValidatableResponse response, int status, String... fields) {
        return response.statusCode(status)
                .contentType("application/problem+json")
                .body("violations.field", containsInAnyOrder(fields))
                .body("violations.rule", hasSize(fields.length));
    }
}
