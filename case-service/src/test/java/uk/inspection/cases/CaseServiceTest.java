package uk.inspection.cases;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Frameworks;
import uk.inspection.local.testing.TestTokens;

/** The service's doors, on a real database and a real broker. */
@QuarkusTest
@QuarkusTestResource(CaseServiceStack.class)
class CaseServiceTest {

    // ---- the happy path

    @Test
    void an_inspection_runs_from_its_announcement_to_the_close_of_fieldwork() {
        String id = announced();
        sampled(id, "A", "B");
        as("lead-inspector")
                .body("{\"inspector\":\"test-inspector\"}")
                .post("/v1/inspections/{id}/cases/A/allocation", id)
                .then()
                .statusCode(200);
        judge(id, "A", answers("sufficient"))
                .statusCode(201)
                .header("ETag", "\"1\"")
                .header("Location", endsWith("/v1/inspections/" + id + "/cases/A"))
                .body("revision", equalTo(1));
        judge(id, "A", answers("insufficient")).statusCode(201).body("revision", equalTo(2));
        as("lead-inspector")
                .body(Map.of("answers", answers("sufficient"), "reason", "consistency"))
                .post("/v1/inspections/{id}/cases/A/moderations", id)
                .then()
                .statusCode(201)
                .body("revision", equalTo(3));
        as("lead-inspector")
                .body("{\"reason\":\"transferred\"}")
                .post("/v1/inspections/{id}/cases/B/withdrawal", id)
                .then()
                .statusCode(200);
        as("lead-inspector")
                .body("{\"respondents\":\"children\",\"completed\":2}")
                .post("/v1/inspections/{id}/questionnaires", id)
                .then()
                .statusCode(200);
        as("lead-inspector")
                .body("{\"topic\":\"board-progress\",\"statement\":\"No plan for change yet.\"}")
                .post("/v1/inspections/{id}/context", id)
                .then()
                .statusCode(200);
        as("inspector")
                .get("/v1/inspections/{id}/cases/A", id)
                .then()
                .statusCode(200)
                .header("ETag", "\"3\"")
                .body("status", equalTo("judged"))
                .body("inspector", equalTo("test-inspector"))
                .body("answers.'1.1.1'", equalTo("sufficient"));
        as("inspector")
                .get("/v1/inspections/{id}/cases", id)
                .then()
                .statusCode(200)
                .body("items.caseId", contains("A", "B"))
                .body("items.status", contains("judged", "withdrawn"));
        as("lead-inspector")
                .body("{}")
                .post("/v1/inspections/{id}/fieldwork/close", id)
                .then()
                .statusCode(200)
                .body("status", equalTo("closed"))
                .body("sampled", equalTo(1))
                .body("judged", equalTo(1));
        as("chief-inspector")
                .body("{\"reason\":\"one more case came in\"}")
                .post("/v1/inspections/{id}/fieldwork/reopen", id)
                .then()
                .statusCode(200)
                .body("status", equalTo("fieldwork"));
        as("lead-inspector")
                .get("/v1/inspections/{id}/events?limit=100", id)
                .then()
                .statusCode(200)
                .body("items.version", hasSize(12))
                .body("items[0].type", equalTo("InspectionAnnounced"))
                .body("items[0].data.framework.id", equalTo("cci-2009"))
                .body("items[11].type", equalTo("FieldworkReopened"));
    }

    @Test
    void a_reinspection_names_the_inspection_it_follows_up() {
        String first = announced();
        as("lead-inspector")
                .body(announcement("reinspection", first))
                .post("/v1/inspections")
                .then()
                .statusCode(201)
                .body("reinspectionOf", equalTo(first));
        as("lead-inspector")
                .body(announcement("reinspection", "nowhere"))
                .post("/v1/inspections")
                .then()
                .statusCode(422)
                .body("violations.field", contains("reinspectionOf"));
    }

    @Test
    void inspections_are_listed_newest_first_in_pages_with_conditional_reading() {
        String older = announced();
        String newer = announced();
        String next =
                as("analyst")
                        .get("/v1/inspections?limit=1")
                        .then()
                        .statusCode(200)
                        .body("items.id", contains(newer))
                        .extract()
                        .path("next");
        as("analyst")
                .get("/v1/inspections?limit=1&cursor={c}", next)
                .then()
                .body("items.id", contains(older));
        String etag = as("yjb").get("/v1/inspections/{id}", older).getHeader("ETag");
        as("yjb")
                .header("If-None-Match", etag)
                .get("/v1/inspections/{id}", older)
                .then()
                .statusCode(304);
    }

    @Test
    void the_frameworks_are_public() {
        given().get("/v1/frameworks").then().statusCode(200).body("items.id", hasItem("cci-2009"));
        given().get("/v1/frameworks/cci-2009")
                .then()
                .statusCode(200)
                .body("questions", hasSize(79));
        given().get("/v1/frameworks/none").then().statusCode(404);
    }

    @Test
    void many_judgements_at_once_are_answered_one_by_one() {
        String id = announced();
        sampled(id, "A", "B", "C");
        var wrong = answers("sufficient");
        wrong.put("1.1.1", "splendid");
        var body =
                Map.of(
                        "judgements",
                        List.of(
                                Map.of("caseId", "A", "answers", answers("sufficient")),
                                Map.of("caseId", "B", "answers", wrong),
                                Map.of("caseId", "X", "answers", answers("sufficient")),
                                Map.of("caseId", "C", "answers", answers("insufficient"))));
        String key = UUID.randomUUID().toString();
        for (boolean again : new boolean[] {false, true}) {
            as("inspector", key)
                    .body(body)
                    .post("/v1/inspections/{id}/judgements", id)
                    .then()
                    .statusCode(200)
                    .body("results.status", contains(201, 422, 409, 201))
                    .body("results[1].problem.violations[0].field", equalTo("answers.1.1.1"))
                    .body("results[2].problem.violations[0].field", equalTo("caseId"));
        }
        as("inspector")
                .get("/v1/inspections/{id}", id)
                .then()
                .body("judged", equalTo(2))
                .body("version", equalTo(6));
    }

    @Test
    void an_inspector_leaves_a_case_to_whom_it_is_allocated_to() {
        String id = announced();
        sampled(id, "A", "B");
        as("lead-inspector")
                .body(Map.of("inspector", "another"))
                .post("/v1/inspections/{id}/cases/A/allocation", id)
                .then()
                .statusCode(200);
        int before = version(id);
        refused(judge(id, "A", answers("sufficient")), 403, "caseId");
        assertThat(version(id)).isEqualTo(before);
        as("inspector")
                .body(
                        Map.of(
                                "judgements",
                                List.of(
                                        Map.of("caseId", "A", "answers", answers("sufficient")),
                                        Map.of("caseId", "B", "answers", answers("sufficient")))))
                .post("/v1/inspections/{id}/judgements", id)
                .then()
                .statusCode(200)
                .body("results.status", contains(403, 201));
        as("lead-inspector")
                .body(Map.of("answers", answers("sufficient")))
                .post("/v1/inspections/{id}/cases/A/judgements", id)
                .then()
                .statusCode(201);
    }

    // ---- refusals

    @Test
    void bad_judgements_name_the_field_and_the_rule_and_write_nothing() {
        String id = announced();
        sampled(id, "A");
        int version = version(id);

        var unknownQuestion = answers("sufficient");
        unknownQuestion.put("9.9.9", "sufficient");
        refused(judge(id, "A", unknownQuestion), 422, "answers.9.9.9");

        var unknownCode = answers("sufficient");
        unknownCode.put("1.1.1", "splendid");
        refused(judge(id, "A", unknownCode), 422, "answers.1.1.1");

        var missing = answers("sufficient");
        missing.remove("1.1.1");
        refused(judge(id, "A", missing), 422, "answers.1.1.1");

        refused(judge(id, "X", answers("sufficient")), 409, "caseId");

        as("inspector")
                .body("{\"answers\":")
                .post("/v1/inspections/{id}/cases/A/judgements", id)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", notNullValue());
        refused(
                as("inspector")
                        .body("{\"answers\":{\"1.1.1\":\"sufficient\"},\"notes\":\"x\"}")
                        .post("/v1/inspections/{id}/cases/A/judgements", id)
                        .then(),
                400,
                "notes");
        refused(
                as("inspector")
                        .body("{\"answers\":{\"1.1.1\":[1]}}")
                        .post("/v1/inspections/{id}/cases/A/judgements", id)
                        .then(),
                400,
                "answers.1.1.1");
        refused(
                as("inspector")
                        .body("{\"answers\":{\"1.1.1\":\"sufficient\",\"1.1.2\":null}}")
                        .post("/v1/inspections/{id}/cases/A/judgements", id)
                        .then(),
                400,
                "answers.1.1.2");
        refused(
                as("inspector")
                        .body(
                                """
                                {"judgements":[
                                  {"caseId":"A","answers":{"1.1.1":"sufficient"}},
                                  {"caseId":"B","answers":{"1.1.1":7}}]}
                                """)
                        .post("/v1/inspections/{id}/judgements", id)
                        .then(),
                400,
                "judgements[1].answers.1.1.1");
        refused(
                as("inspector")
                        .body("{}")
                        .post("/v1/inspections/{id}/cases/A/judgements", id)
                        .then(),
                400,
                "answers");
        assertThat(version(id)).isEqualTo(version);
    }

    @Test
    void a_body_beyond_the_limit_is_a_problem_too() {
        String id = announced();
        as("inspector")
                .body("{\"answers\":{\"1.1.1\":\"" + "x".repeat(3_000_000) + "\"}}")
                .post("/v1/inspections/{id}/cases/A/judgements", id)
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("status", equalTo(413))
                .body("violations[0].rule", notNullValue());
    }

    @Test
    void a_bad_announcement_names_every_field() {
        refused(
                as("lead-inspector")
                        .body("{\"area\":\"\",\"kind\":\"core\",\"framework\":\"cci-2009\"}")
                        .post("/v1/inspections")
                        .then(),
                400,
                "area",
                "body",
                "fieldworkStart",
                "fieldworkEnd");
        refused(
                as("lead-inspector")
                        .body(announcement("royal", null))
                        .post("/v1/inspections")
                        .then(),
                400,
                "kind");
        refused(
                as("lead-inspector")
                        .body(announcement("core", null).replace("cci-2009", "cci-1999"))
                        .post("/v1/inspections")
                        .then(),
                422,
                "framework");
    }

    @Test
    void a_judgement_after_fieldwork_closed_is_refused() {
        String id = announced();
        sampled(id, "A");
        judge(id, "A", answers("sufficient")).statusCode(201);
        as("lead-inspector").body("{}").post("/v1/inspections/{id}/fieldwork/close", id);
        refused(judge(id, "A", answers("insufficient")), 409, "status");
    }

    @Test
    void a_stale_if_match_is_refused() {
        String id = announced();
        sampled(id, "A");
        judge(id, "A", answers("sufficient")).statusCode(201);
        refused(
                as("inspector")
                        .header("If-Match", "\"0\"")
                        .body(Map.of("answers", answers("insufficient")))
                        .post("/v1/inspections/{id}/cases/A/judgements", id)
                        .then(),
                412,
                "If-Match");
    }

    @Test
    void nothing_is_guessed_from_a_body_or_an_address() {
        String id = announced();
        refused(
                as("lead-inspector")
                        .body("{\"respondents\":\"children\"}")
                        .post("/v1/inspections/{id}/questionnaires", id)
                        .then(),
                400,
                "completed");
        for (String completed : new String[] {"1.9", "\"5\"", "null"}) {
            refused(
                    as("lead-inspector")
                            .body("{\"respondents\":\"children\",\"completed\":" + completed + "}")
                            .post("/v1/inspections/{id}/questionnaires", id)
                            .then(),
                    400,
                    "completed");
        }
        refused(
                as("lead-inspector")
                        .body(announcement("core", null).replace("Youth", "Yo\\u0000uth"))
                        .post("/v1/inspections")
                        .then(),
                400,
                "body");
        refused(
                as("analyst").urlEncodingEnabled(false).get("/v1/inspections?area=a%00b").then(),
                400,
                "query");
        refused(
                as("lead-inspector")
                        .body(announcement("core", null).replace("2009-04-24", "+99999-04-24"))
                        .post("/v1/inspections")
                        .then(),
                422,
                "fieldworkEnd");
        assertThat(version(id)).isEqualTo(1);
    }

    @Test
    void a_body_that_does_not_say_its_length_is_refused() throws Exception {
        String id = announced();
        var body = "{\"answers\":{\"1.1.1\":\"" + "x".repeat(100) + "\"}}";
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:"
                                                + io.restassured.RestAssured.port
                                                + "/v1/inspections/"
                                                + id
                                                + "/cases/A/judgements"))
                        .header(
                                "Authorization",
                                "Bearer " + TestTokens.token("inspector", "i", null))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "in-pieces")
                        .POST(
                                HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(body.getBytes(UTF_8))))
                        .build();
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(411);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("application/problem+json");
        }
    }

    @Test
    void a_writing_request_needs_a_key() {
        given().contentType(ContentType.JSON)
                .auth()
                .oauth2(TestTokens.token("lead-inspector", "lead", null))
                .body(announcement("core", null))
                .post("/v1/inspections")
                .then()
                .statusCode(400)
                .body("violations[0].field", equalTo("Idempotency-Key"));
    }

    @Test
    void a_request_that_cannot_be_read_is_refused_with_the_field() throws IOException {
        for (String accept : List.of(";;;", "/", "a", ",")) {
            unreadable("/v1/frameworks", "Host: a\r\nAccept: " + accept, 400, "Accept");
        }
        for (String token : List.of(".", "..", "a.", ".a")) {
            unreadable(
                    "/v1/inspections",
                    "Host: a\r\nAuthorization: Bearer " + token,
                    401,
                    "Authorization");
        }
        unreadable("/v1/frameworks", "Host: \"><script>", 400, "Host");
    }

    private static void unreadable(String address, String headers, int status, String field)
            throws IOException {
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n"
                                    .formatted(address, headers)
                                    .getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 " + status)
                    .contains("application/problem+json")
                    .contains("\"field\":\"" + field + "\"");
        }
    }

    @Test
    void a_state_that_is_not_there_is_a_problem_also_where_nothing_is_written() {
        given().header("If-Match", "\"of another time\"")
                .get("/v1/frameworks/cci-2009")
                .then()
                .statusCode(412)
                .contentType("application/problem+json")
                .body("status", equalTo(412));
    }

    @Test
    void what_does_not_exist_is_not_found() {
        as("inspector").get("/v1/inspections/none").then().statusCode(404);
        as("inspector").get("/v1/inspections/none/cases").then().statusCode(404);
        as("inspector").get("/v1/inspections/none/events").then().statusCode(404);
        as("inspector").get("/v1/inspections/{id}/cases/X", announced()).then().statusCode(404);
        judge("none", "A", answers("sufficient")).statusCode(404);
        as("analyst").get("/v1/inspections?cursor=!!").then().statusCode(422);
        refused(as("analyst").get("/v1/inspections?limit=many").then(), 400, "query");
        refused(as("analyst").get("/v1/inspections?limit=101").then(), 400, "limit");
        as("analyst")
                .get("/nowhere")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        as("analyst").delete("/v1/inspections").then().statusCode(405);
        as("lead-inspector")
                .contentType("text/plain")
                .body("x")
                .post("/v1/inspections")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
    }

    @Test
    void nobody_without_a_role_comes_in() {
        String id = announced();
        given().get("/v1/inspections").then().statusCode(401);
        given().auth().oauth2("not.a.token").get("/v1/inspections").then().statusCode(401);
        as("yjb").get("/v1/inspections/{id}/cases", id).then().statusCode(403);
        as("operator").get("/v1/inspections/{id}/events", id).then().statusCode(403);
        as("inspector")
                .body(announcement("core", null))
                .post("/v1/inspections")
                .then()
                .statusCode(403);
        yot("Merton").get("/v1/inspections/{id}", id).then().statusCode(404);
        yot("Merton").get("/v1/inspections").then().statusCode(200).body("items", hasSize(0));
        yot("Sefton").get("/v1/inspections/{id}", id).then().statusCode(200);
        given().get("/admin/relay").then().statusCode(401);
        as("inspector").get("/admin/relay").then().statusCode(403);
    }

    // ---- duplicates and races

    @Test
    void a_repeated_request_makes_one_inspection_and_gets_the_first_answer() {
        String key = UUID.randomUUID().toString();
        var first =
                as("lead-inspector", key).body(announcement("core", null)).post("/v1/inspections");
        var again =
                as("lead-inspector", key).body(announcement("core", null)).post("/v1/inspections");
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.asString()).isEqualTo(first.asString());
    }

    @Test
    void a_key_used_again_with_another_body_is_refused() {
        String id = announced();
        sampled(id, "A");
        String key = UUID.randomUUID().toString();
        as("inspector", key)
                .body(Map.of("answers", answers("sufficient")))
                .post("/v1/inspections/{id}/cases/A/judgements", id)
                .then()
                .statusCode(201);
        refused(
                as("inspector", key)
                        .body(Map.of("answers", answers("insufficient")))
                        .post("/v1/inspections/{id}/cases/A/judgements", id)
                        .then(),
                422,
                "Idempotency-Key");
        as("inspector").get("/v1/inspections/{id}/cases/A", id).then().body("revision", equalTo(1));
    }

    @Test
    void the_same_judgement_again_is_no_news() {
        String id = announced();
        sampled(id, "A");
        judge(id, "A", answers("sufficient")).statusCode(201);
        int version = version(id);
        judge(id, "A", answers("sufficient")).statusCode(200).body("revision", equalTo(1));
        assertThat(version(id)).isEqualTo(version);
    }

    @Test
    void of_many_who_saw_the_same_revision_one_wins() throws Exception {
        String id = announced();
        sampled(id, "A");
        judge(id, "A", answers("sufficient")).statusCode(201);
        var attempts = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 16; i++) {
            var mine = answers("sufficient");
            mine.put("1.1.1", "insufficient");
            mine.put("1.1.2", i % 2 == 0 ? "insufficient" : "not-applicable");
            attempts.add(() ->
                    as("inspector")
                            .header("If-Match", "\"1\"")
                            .body(Map.of("answers", mine))
                            .post("/v1/inspections/{id}/cases/A/judgements", id)
                            .statusCode());
        }
        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (var attempt : pool.invokeAll(attempts)) {
                statuses.add(attempt.get());
            }
        }
        assertThat(statuses).containsOnlyOnce(201);
        assertThat(new HashSet<>(statuses)).containsExactlyInAnyOrder(201, 412);
        as("inspector").get("/v1/inspections/{id}/cases/A", id).then().body("revision", equalTo(2));
    }

    // ---- operation

    @Test
    void what_is_written_is_published_and_the_service_is_ready() {
        announced();
        Awaitility.await()
                .untilAsserted(() ->
                        as("operator")
                                .get("/admin/relay")
                                .then()
                                .statusCode(200)
                                .body("leader", equalTo(true))
                                .body("lag", equalTo(0)));
        as("operator").get("/admin/projections").then().statusCode(200).body("lag", equalTo(0));
        as("operator").get("/admin/parked-events").then().statusCode(200);
        Awaitility.await()
                .untilAsserted(() ->
                        given().get("/q/health/ready")
                                .then()
                                .statusCode(200)
                                .body("checks.name", hasItems("broker", "relay", "writer")));
    }

    // ---- the words of these tests

    private static RequestSpecification as(String role) {
        return as(role, UUID.randomUUID().toString());
    }

    private static RequestSpecification as(String role, String key) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, null));
    }

    private static RequestSpecification yot(String area) {
        return given().auth().oauth2(TestTokens.token("yot", "test-yot", area));
    }

    private static String announcement(String kind, @org.jspecify.annotations.Nullable String of) {
        return """
        {"area":"Sefton","body":"Sefton Youth Offending Team","kind":"%s",
         "framework":"cci-2009","fieldworkStart":"2009-04-20","fieldworkEnd":"2009-04-24"%s}
        """
                .formatted(kind, of == null ? "" : ",\"reinspectionOf\":\"" + of + "\"");
    }

    private static String announced() {
        return as("lead-inspector")
                .body(announcement("core", null))
                .post("/v1/inspections")
                .then()
                .statusCode(201)
                .header("ETag", "\"1\"")
                .body("status", equalTo("fieldwork"))
                .extract()
                .path("id");
    }

    private static void sampled(String id, String... cases) {
        var sample = new ArrayList<Map<String, Object>>();
        for (String caseId : cases) {
            sample.add(
                    Map.of(
                            "caseId", caseId,
                            "sentence", "community",
                            "ageBand", "16-17",
                            "gender", "male",
                            "lookedAfter", false));
        }
        as("lead-inspector")
                .body(Map.of("cases", sample))
                .post("/v1/inspections/{id}/cases", id)
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse judge(
            String id, String caseId, Map<String, String> answers) {
        return as("inspector")
                .body(Map.of("answers", answers))
                .post("/v1/inspections/{id}/cases/{case}/judgements", id, caseId)
                .then();
    }

    private static TreeMap<String, String> answers(String code) {
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

    private static int version(String id) {
        return as("inspector").get("/v1/inspections/{id}", id).then().extract().path("version");
    }

    private static void refused(ValidatableResponse response, int status, String... fields) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("violations.field", org.hamcrest.Matchers.containsInAnyOrder(fields))
                .body("violations.rule", hasSize(fields.length));
    }
}
