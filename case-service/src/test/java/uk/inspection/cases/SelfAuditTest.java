package uk.inspection.cases;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Frameworks;
import uk.inspection.local.testing.TestTokens;

/** A service audits itself: it alone does everything in it and it alone sees it. */
@QuarkusTest
@QuarkusTestResource(CaseServiceStack.class)
class SelfAuditTest {
    private static final List<String> INSPECTORATE =
            List.of("inspector", "lead-inspector", "chief-inspector");

    /** Every door of an inspection that writes, with a body it takes. */
    private static final Map<String, Object> WRITING_DOORS =
            Map.ofEntries(
                    Map.entry("/cases", Map.of("cases", List.of(sampleCase("Z")))),
                    Map.entry("/cases/A/allocation", Map.of("inspector", "ann")),
                    Map.entry("/cases/A/judgements", Map.of("answers", pooled("sufficient"))),
                    Map.entry(
                            "/cases/A/independent-judgements",
                            Map.of("answers", pooled("sufficient"))),
                    Map.entry(
                            "/cases/A/moderations",
                            Map.of("answers", pooled("sufficient"), "reason", "consistency")),
                    Map.entry("/cases/A/withdrawal", Map.of("reason", "duplicate")),
                    Map.entry("/cases/A/erasure", Map.of("reason", "other")),
                    Map.entry(
                            "/judgements",
                            Map.of(
                                    "judgements",
                                    List.of(
                                            Map.of(
                                                    "caseId",
                                                    "A",
                                                    "answers",
                                                    pooled("sufficient"))))),
                    Map.entry("/standards/1.1/judgements", Map.of("rating", "Good")),
                    Map.entry(
                            "/standards/2.1/adjustments",
                            Map.of("from", "Good", "to", "Good", "reason", "why")),
                    Map.entry("/questionnaires", Map.of("respondents", "children", "completed", 2)),
                    Map.entry(
                            "/context",
                            Map.of("topic", "board-progress", "statement", "None yet.")),
                    Map.entry("/fieldwork/close", Map.of()),
                    Map.entry("/fieldwork/reopen", Map.of("reason", "one more")));

    private static final List<String> READING_DOORS =
            List.of("/cases", "/cases/A", "/events", "/standards");

    // ---- the happy path

    @Test
    void a_service_audits_itself_from_the_announcement_to_the_close() {
        String area = area();
        String id = announced(area, "cci-2009");
        sampled(area, id, "A", "B", "C");
        post(area, id, "/cases/A/allocation", Map.of("inspector", "ann")).statusCode(200);
        post(area, id, "/cases/A/judgements", Map.of("answers", pooled("sufficient")))
                .statusCode(201);
        post(
                        area,
                        id,
                        "/judgements",
                        Map.of(
                                "judgements",
                                List.of(Map.of("caseId", "B", "answers", pooled("insufficient")))))
                .statusCode(200)
                .body("results.status", contains(201));
        post(
                        area,
                        id,
                        "/cases/B/moderations",
                        Map.of("answers", pooled("sufficient"), "reason", "consistency"))
                .statusCode(201);
        yot("colleague", area)
                .body(Map.of("answers", pooled("insufficient")))
                .post("/v1/inspections/{id}/cases/A/independent-judgements", id)
                .then()
                .statusCode(200);
        post(area, id, "/cases/C/withdrawal", Map.of("reason", "duplicate")).statusCode(200);
        post(area, id, "/questionnaires", Map.of("respondents", "children", "completed", 2))
                .statusCode(200);
        post(area, id, "/context", Map.of("topic", "board-progress", "statement", "None yet."))
                .statusCode(200);
        post(area, id, "/fieldwork/close", Map.of()).statusCode(200).body("judged", equalTo(2));
        post(area, id, "/fieldwork/reopen", Map.of("reason", "one more"))
                .statusCode(200)
                .body("status", equalTo("fieldwork"));

        yot(area)
                .get("/v1/inspections/{id}", id)
                .then()
                .statusCode(200)
                .body("kind", equalTo("self-audit"))
                .body("lead", equalTo("test-yot"));
        yot(area)
                .get("/v1/inspections/{id}/cases", id)
                .then()
                .statusCode(200)
                .body("items.status", contains("judged", "judged", "withdrawn"));
        yot(area).get("/v1/inspections/{id}/cases/A", id).then().statusCode(200);
        yot(area)
                .get("/v1/inspections/{id}/events?limit=100", id)
                .then()
                .statusCode(200)
                .body("items[0].actor", equalTo("test-yot"))
                .body("items", hasSize(14));
    }

    @Test
    void a_self_audit_under_rated_standards_judges_and_adjusts_them() {
        String area = area();
        String id = announced(area, "yj-2018");
        sampled(area, id, "A", "B", "C");
        for (var judged : Map.of("A", "yes", "B", "yes", "C", "no").entrySet()) {
            post(
                            area,
                            id,
                            "/cases/" + judged.getKey() + "/judgements",
                            Map.of("answers", rated(judged.getValue())))
                    .statusCode(201);
        }
        post(area, id, "/standards/1.1/judgements", Map.of("rating", "Good")).statusCode(200);
        post(
                        area,
                        id,
                        "/standards/2.1/adjustments",
                        Map.of(
                                "from", "Good",
                                "to", "Requires improvement",
                                "reason", "the plans came late"))
                .statusCode(200);
        yot(area)
                .get("/v1/inspections/{id}/standards", id)
                .then()
                .statusCode(200)
                .body("items.find { it.id == '1.1' }.rating", equalTo("Good"))
                .body("items.find { it.id == '2.1' }.rating", equalTo("Requires improvement"));
    }

    @Test
    void a_service_sees_its_own_self_audits_among_the_inspections_of_its_area() {
        String area = area();
        String core = core(area);
        String audit = announced(area, "cci-2009");
        yot(area)
                .get("/v1/inspections")
                .then()
                .statusCode(200)
                .body("items.id", contains(audit, core));
        yot(area).get("/v1/inspections/{id}", core).then().statusCode(200);
    }

    // ---- who does not

    @Test
    void nobody_else_knows_of_a_self_audit() {
        String area = area();
        String id = announced(area, "cci-2009");
        sampled(area, id, "A");
        for (String role :
                List.of("inspector", "lead-inspector", "chief-inspector", "yjb", "analyst")) {
            as(role).get("/v1/inspections/{id}", id).then().statusCode(404);
            as(role).get("/v1/inspections?area={area}", area)
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(0));
            as(role).get("/v1/inspections").then().body("items.id", not(hasItem(id)));
        }
        yot(area()).get("/v1/inspections/{id}", id).then().statusCode(404);
        yot(area()).get("/v1/inspections").then().body("items", hasSize(0));
        for (String door : READING_DOORS) {
            for (String role : INSPECTORATE) {
                as(role).get("/v1/inspections/{id}" + door, id).then().statusCode(404);
            }
            yot(area()).get("/v1/inspections/{id}" + door, id).then().statusCode(404);
        }
        int before = version(area, id);
        for (var door : WRITING_DOORS.entrySet()) {
            for (String role : INSPECTORATE) {
                // What a role may never do is forbidden before anything is looked at.
                assertThat(
                                as(role).body(door.getValue())
                                        .post("/v1/inspections/{id}" + door.getKey(), id)
                                        .statusCode())
                        .as("%s %s", role, door.getKey())
                        .isIn(403, 404);
            }
            as(door.getKey().endsWith("/reopen") ? "chief-inspector" : "lead-inspector")
                    .body(door.getValue())
                    .post("/v1/inspections/{id}" + door.getKey(), id)
                    .then()
                    .statusCode(404)
                    .body("detail", equalTo("There is no such inspection."));
            post(area(), id, door.getKey(), door.getValue()).statusCode(404);
        }
        assertThat(version(area, id)).isEqualTo(before);
    }

    @Test
    void a_service_keeps_out_of_the_inspectorates_inspections() {
        String area = area();
        String id = core(area);
        for (String door : READING_DOORS) {
            yot(area).get("/v1/inspections/{id}" + door, id).then().statusCode(403);
            yot(area()).get("/v1/inspections/{id}" + door, id).then().statusCode(404);
        }
        for (var door : WRITING_DOORS.entrySet()) {
            refused(post(area, id, door.getKey(), door.getValue()), 403, "kind");
            post(area(), id, door.getKey(), door.getValue()).statusCode(404);
            post(area, "none", door.getKey(), door.getValue()).statusCode(404);
        }
        assertThat(version(area, id)).isEqualTo(1);
    }

    @Test
    void a_service_announces_self_audits_of_its_own_area_and_nobody_else_does() {
        String area = area();
        refused(announce(yot(area), area, "core", "cci-2009"), 403, "kind");
        refused(announce(yot(area), area(), "self-audit", "cci-2009"), 403, "area");
        for (String role : List.of("lead-inspector", "chief-inspector")) {
            refused(announce(as(role), area, "self-audit", "cci-2009"), 403, "kind");
        }
        announce(as("inspector"), area, "self-audit", "cci-2009").statusCode(403);
        yot(area).get("/v1/inspections").then().body("items", hasSize(0));
    }

    @Test
    void a_self_audit_is_followed_up_by_no_reinspection() {
        String area = area();
        var body = announcement(area, "reinspection", "cci-2009");
        body.put("reinspectionOf", announced(area, "cci-2009"));
        refused(
                as("lead-inspector").body(body).post("/v1/inspections").then(),
                422,
                "reinspectionOf");
    }

    @Test
    void a_repeated_announcement_makes_one_self_audit() {
        String area = area();
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            given().contentType(ContentType.JSON)
                    .header("Idempotency-Key", key)
                    .auth()
                    .oauth2(TestTokens.token("yot", "test-yot", area))
                    .body(announcement(area, "self-audit", "cci-2009"))
                    .post("/v1/inspections")
                    .then()
                    .statusCode(201);
        }
        yot(area).get("/v1/inspections").then().body("items", hasSize(1));
    }

    // ---- the words of these tests

    /** An area of this test's own. */
    private static String area() {
        return "Area " + UUID.randomUUID();
    }

    private static RequestSpecification as(String role) {
        return token(TestTokens.token(role, "test-" + role, null));
    }

    private static RequestSpecification yot(String area) {
        return yot("test-yot", area);
    }

    private static RequestSpecification yot(String subject, String area) {
        return token(TestTokens.token("yot", subject, area));
    }

    private static RequestSpecification token(String token) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .auth()
                .oauth2(token);
    }

    private static Map<String, Object> announcement(String area, String kind, String framework) {
        var body = new HashMap<String, Object>();
        body.put("area", area);
        body.put("body", "Youth Offending Team");
        body.put("kind", kind);
        body.put("framework", framework);
        body.put("fieldworkStart", "2011-04-18");
        body.put("fieldworkEnd", "2011-04-22");
        return body;
    }

    private static ValidatableResponse announce(
            RequestSpecification caller, String area, String kind, String framework) {
        return caller.body(announcement(area, kind, framework)).post("/v1/inspections").then();
    }

    /** A self-audit that the area's service announced. */
    private static String announced(String area, String framework) {
        return announce(yot(area), area, "self-audit", framework)
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static String core(String area) {
        return announce(as("lead-inspector"), area, "core", "cci-2009")
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static ValidatableResponse post(String area, String id, String door, Object body) {
        return yot(area).body(body).post("/v1/inspections/" + id + door).then();
    }

    private static void sampled(String area, String id, String... cases) {
        post(
                        area,
                        id,
                        "/cases",
                        Map.of(
                                "cases",
                                List.of(cases).stream().map(SelfAuditTest::sampleCase).toList()))
                .statusCode(201);
    }

    private static Map<String, Object> sampleCase(String caseId) {
        return Map.of(
                "caseId", caseId,
                "sentence", "community",
                "ageBand", "16-17",
                "gender", "male",
                "lookedAfter", false);
    }

    private static TreeMap<String, String> pooled(String code) {
        var framework = (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
        var answers = new TreeMap<String, String>();
        framework
                .questions()
                .forEach(q ->
                        answers.put(
                                q.id(),
                                q.phase().covers(Sentence.COMMUNITY) ? code : "not-applicable"));
        return answers;
    }

    /** One answer to every question of the domain of court disposals. */
    private static TreeMap<String, String> rated(String code) {
        var framework = (RatedStandards) Frameworks.newest("yj-2018").orElseThrow();
        var answers = new TreeMap<String, String>();
        framework.caseQuestions().stream()
                .filter(question -> question.standard().domain().equals("2"))
                .forEach(question -> answers.put(question.id(), code));
        return answers;
    }

    private static int version(String area, String id) {
        return yot(area).get("/v1/inspections/{id}", id).then().extract().path("version");
    }

    private static void refused(ValidatableResponse response, int status, String... fields) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("violations.field", containsInAnyOrder(fields));
    }
}
