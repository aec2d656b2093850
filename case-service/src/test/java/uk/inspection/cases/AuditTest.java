package uk.inspection.cases;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Frameworks;
import uk.inspection.local.testing.TestTokens;

/** Who did it, for whom and in which request; who read it; and how an operator finds that. */
@QuarkusTest
@QuarkusTestResource(CaseServiceStack.class)
class AuditTest {
    private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @ParameterizedTest
    @ValueSource(strings = {"/v1/frameworks", "/v1/inspections", "/nowhere", "/q/health/live"})
    void every_answer_names_its_request(String address) {
        given().get(address).then().header("X-Request-Id", matchesPattern(UUID_FORM));
        given().header("X-Request-Id", "mine-1")
                .get(address)
                .then()
                .header("X-Request-Id", "mine-1");
        given().header("X-Request-Id", "not one")
                .get(address)
                .then()
                .header("X-Request-Id", matchesPattern(UUID_FORM));
        given().header("X-Request-Id", "x".repeat(201))
                .get(address)
                .then()
                .header("X-Request-Id", matchesPattern(UUID_FORM));
    }

    @Test
    void a_body_that_is_refused_before_it_is_read_is_answered_with_an_id_too() {
        writer("lead-inspector")
                .body("x".repeat(3_000_000))
                .post("/v1/inspections")
                .then()
                .statusCode(413)
                .header("X-Request-Id", matchesPattern(UUID_FORM));
    }

    @Test
    void what_a_request_writes_carries_the_id_that_its_answer_names() {
        Response announced = announce("lead-inspector", keyed("lead-inspector"), "core");
        String id = announced.path("id");
        reader("inspector")
                .get(door(id, "/events"))
                .then()
                .body("items.correlation", contains(announced.header("X-Request-Id")))
                .body("items.onBehalfOf", contains(nullValue()));
    }

    @Test
    void a_repeat_is_no_write_and_leaves_the_first_request_s_id() {
        RequestSpecification first = writer("lead-inspector").header("X-Request-Id", "first-1");
        String key = UUID.randomUUID().toString();
        String id =
                announce("lead-inspector", first.header("Idempotency-Key", key), "core").path("id");
        RequestSpecification second = writer("lead-inspector").header("X-Request-Id", "second-1");
        Response repeated =
                announce("lead-inspector", second.header("Idempotency-Key", key), "core");
        assertThat(repeated.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(repeated.header("X-Request-Id")).isEqualTo("second-1");
        assertThat((String) repeated.path("id")).isEqualTo(id);
        assertThat(audit(Map.of("inspection", id)).getList("items.request"))
                .containsExactly("first-1");
        assertThat(audit(Map.of("request", "second-1")).getList("items")).isEmpty();
    }

    @Test
    void who_acts_for_another_is_named_and_the_other_s_rights_count() {
        String id = announced("core");
        sampled(id, "A");
        keyed("lead-inspector")
                .body(Map.of("inspector", "ann"))
                .post(door(id, "/cases/A/allocation"))
                .then()
                .statusCode(200);
        // Of the two it is ann to whom the case is allocated.
        judged(id, deputy("ann", Map.of("sub", "ann's assistant"))).then().statusCode(201);
        judged(id, deputy("ben", Map.of("sub", "ann"))).then().statusCode(403);

        reader("inspector")
                .get(door(id, "/events") + "?after=3")
                .then()
                .body("items.actor", contains("ann's assistant"))
                .body("items.onBehalfOf", contains("ann"));
        given().auth()
                .oauth2(deputy("ann", Map.of("sub", "ann's assistant")))
                .get(door(id, "/cases/A"))
                .then()
                .statusCode(200);
        JsonPath found = audit(Map.of("inspection", id, "onBehalfOf", "ann"));
        assertThat(found.getList("items.kind")).containsExactly("read", "write");
        assertThat(found.getList("items.actor"))
                .containsExactly("ann's assistant", "ann's assistant");
        assertThat(audit(Map.of("inspection", id, "actor", "ann's assistant")).getList("items"))
                .hasSize(2);
        assertThat(audit(Map.of("inspection", id, "actor", "ann")).getList("items")).isEmpty();
    }

    @Test
    void the_same_key_of_two_who_act_for_one_is_two_commands() {
        String key = UUID.randomUUID().toString();
        String one =
                announce(
                                "lead-inspector",
                                as("lead-inspector", "lea", Map.of("sub", "x"), key),
                                "core")
                        .path("id");
        String other =
                announce(
                                "lead-inspector",
                                as("lead-inspector", "lea", Map.of("sub", "y"), key),
                                "core")
                        .path("id");
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void a_token_that_says_that_somebody_acts_and_not_who_is_refused() {
        String id = announced("core");
        sampled(id, "A");
        for (Object act :
                List.of(Map.of(), Map.of("sub", ""), Map.of("sub", 7), "somebody", List.of("x"))) {
            judged(id, deputy("ann", act))
                    .then()
                    .statusCode(403)
                    .body("violations.field", contains("act.sub"));
            given().auth()
                    .oauth2(deputy("ann", act))
                    .get(door(id, "/cases/A"))
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("violations.field", contains("act.sub"))
                    .body("caseId", nullValue());
        }
        assertThat(audit(Map.of("inspection", id, "kind", "read")).getList("items")).isEmpty();
    }

    @Test
    void nobody_writes_in_a_service_s_name() {
        given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .auth()
                .oauth2(TestTokens.token("lead-inspector", "scoring-service", null))
                .body(announcement("core"))
                .post("/v1/inspections")
                .then()
                .statusCode(403)
                .body("violations.field", contains("sub"));
    }

    @ParameterizedTest
    @CsvSource({"/cases,listCases,", "/cases/A,getCase,A", "/events,listEvents,"})
    void a_read_is_recorded(String door, String operation, @Nullable String caseId) {
        String id = announced("core");
        sampled(id, "A");
        reader("inspector")
                .header("X-Request-Id", "r-" + id)
                .get(door(id, door))
                .then()
                .statusCode(200);

        Map<String, Object> read =
                audit(Map.of("inspection", id, "kind", "read")).getMap("items[0]");
        assertThat(read)
                .containsEntry("kind", "read")
                .containsEntry("actor", "test-inspector")
                .containsEntry("roles", "inspector")
                .containsEntry("request", "r-" + id)
                .containsEntry("operation", operation)
                .containsEntry("inspection", id)
                .containsEntry("status", 200)
                .doesNotContainKeys("onBehalfOf", "event", "stream");
        assertThat(read.get("caseId")).isEqualTo(caseId);
    }

    @Test
    void so_is_a_refusal_of_somebody_known_and_no_other() {
        String core = announced("core");
        sampled(core, "A");
        reader("operator").get(door(core, "/cases/A")).then().statusCode(403);
        reader("inspector").get(door(core, "/cases/B")).then().statusCode(404);
        given().get(door(core, "/cases/A")).then().statusCode(401);
        given().auth().oauth2("no token").get(door(core, "/cases/A")).then().statusCode(401);
        reader("inspector").get(door(core, "/cases?limit=0")).then().statusCode(400);
        JsonPath found = audit(Map.of("inspection", core, "kind", "read"));
        assertThat(found.getList("items.status")).containsExactly(400, 404, 403);
        assertThat(found.getList("items.caseId")).containsExactly(null, "B", "A");
        assertThat(found.getList("items.actor"))
                .containsExactly("test-inspector", "test-inspector", "test-operator");

        String own = announced("self-audit");
        reader("chief-inspector").get(door(own, "/cases")).then().statusCode(404);
        assertThat(audit(Map.of("inspection", own, "kind", "read")).getList("items.status"))
                .containsExactly(404);
    }

    /** On a thread that must not wait, some of them. */
    @Test
    void what_is_refused_before_the_resource_is_asked_is_still_that_refusal() {
        String id = announced("core");
        reader("inspector").accept("text/csv").get(door(id, "/cases")).then().statusCode(406);
        reader("inspector").accept("text/csv").get(door(id, "/cases/A")).then().statusCode(406);
        reader("inspector").head(door(id, "/cases")).then().statusCode(200);
        given().accept("text/csv").get(door(id, "/cases")).then().statusCode(406);
        given().auth()
                .oauth2("no token")
                .accept("text/csv")
                .get(door(id, "/cases"))
                .then()
                .statusCode(406);
    }

    @Test
    void what_a_database_cannot_keep_is_recorded_without_it() {
        String id = announced("core");
        reader("inspector")
                .urlEncodingEnabled(false)
                .get(door(id, "/cases/") + "a%00b")
                .then()
                .statusCode(400);
        reader("inspector").get(door(id, "/cases/") + "x".repeat(3000)).then().statusCode(404);
        assertThat(audit(Map.of("inspection", id, "kind", "read")).getList("items.caseId"))
                .containsExactly("x".repeat(200), "a b");
    }

    @Test
    void who_saw_a_case_is_who_asked_for_it_or_for_all() {
        String id = announced("core");
        sampled(id, "A");
        sampled(id, "B");
        reader("inspector").get(door(id, "/cases/A")).then().statusCode(200);
        reader("inspector").get(door(id, "/cases/B")).then().statusCode(200);
        reader("chief-inspector").get(door(id, "/cases")).then().statusCode(200);
        JsonPath found = audit(Map.of("inspection", id, "case", "A", "kind", "read"));
        assertThat(found.getList("items.operation")).containsExactly("listCases", "getCase");
        assertThat(found.getList("items.caseId")).containsExactly(null, "A");
    }

    /**
     * Or who reads all cases could say in the address that he reads one, and be found by no other.
     */
    @Test
    void what_a_door_does_not_ask_for_changes_nothing_in_the_record() {
        String id = announced("core");
        sampled(id, "A");
        reader("inspector")
                .get(door(id, "/cases?caseId=B&case=B&inspection=C&inspectionId=C&id=C"))
                .then()
                .statusCode(200);
        JsonPath found = audit(Map.of("inspection", id, "case", "A", "kind", "read"));
        assertThat(found.getList("items.operation")).containsExactly("listCases");
    }

    @Test
    void a_write_is_told_without_what_it_says() {
        String id = announced("core");
        sampled(id, "A");
        JsonPath found = audit(Map.of("inspection", id, "kind", "write"));
        assertThat(found.getList("items.type"))
                .containsExactly("CaseSampled", "InspectionAnnounced");
        assertThat(found.getMap("items[0]"))
                .containsOnlyKeys(
                        "at", "kind", "actor", "request", "event", "type", "stream", "version")
                .containsEntry("event", "case-events/" + id + "/2")
                .containsEntry("stream", id)
                .containsEntry("version", 2);
    }

    @Test
    void the_audit_is_an_operator_s_and_looking_at_it_is_recorded() {
        for (String role : List.of("inspector", "lead-inspector", "chief-inspector", "yjb")) {
            reader(role).get("/admin/audit").then().statusCode(403);
        }
        given().get("/admin/audit").then().statusCode(401);
        String id = announced("core");
        reader("operator")
                .header("X-Request-Id", "look-" + id)
                .get("/admin/audit?inspection=" + id)
                .then()
                .statusCode(200);
        JsonPath looked = audit(Map.of("request", "look-" + id));
        assertThat(looked.getList("items.operation")).containsExactly("listAudit");
        assertThat(looked.getList("items.inspection")).containsExactly(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind=both | 400 | kind",
                "actor=a%00b | 400 | query",
                "case=A | 422 | case",
                "case=A&kind=read | 422 | case",
                "case=A&inspection=x | 422 | case",
                "case=A&inspection=x&kind=write | 422 | case",
                "from=yesterday | 422 | from",
                "to=2009-06-24 | 422 | to",
                "from=1900-01-01T00:00:00Z | 422 | from",
                "to=%2B1000000000-12-31T23:59:59Z | 422 | to",
                "from=2009-06-24T09:00:00Z&to=2009-06-24T09:00:00Z | 422 | to",
                "limit=0 | 400 | limit",
                "limit=101 | 400 | limit",
                "cursor=x | 422 | cursor",
                "cursor=MTIz | 422 | cursor",
                "cursor=MS93cml0ZS8tMQ | 422 | cursor",
                "cursor=OTIyMzM3MjAzNjg1NDc3NTgwNy9yZWFkLzE | 422 | cursor"
            })
    void what_cannot_be_asked_for_is_refused_by_name(String query, int status, String field)
            throws Exception {
        // As it stands here: what helps to write requests would leave empty parameters out.
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:%d/admin/audit?%s"
                                                .formatted(RestAssured.port, query)))
                        .header(
                                "Authorization",
                                "Bearer " + TestTokens.token("operator", "test-operator", null))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
            assertThat(JsonPath.from(answer.body()).getList("violations.field"))
                    .containsExactly(field);
        }
    }

    @Test
    void a_time_is_from_and_up_to() {
        String id = announced("core");
        sampled(id, "A");
        List<String> at = audit(Map.of("inspection", id, "kind", "write")).getList("items.at");
        assertThat(
                        audit(Map.of("inspection", id, "kind", "write", "from", at.get(0)))
                                .getList("items.version"))
                .containsExactly(2);
        assertThat(
                        audit(Map.of("inspection", id, "kind", "write", "to", at.get(0)))
                                .getList("items.version"))
                .containsExactly(1);
    }

    /** Others write and read all the while; what was there at the beginning is there once. */
    @Test
    void whoever_turns_all_pages_has_every_entry_once_whatever_comes_meanwhile() throws Exception {
        String id = announced("core");
        IntStream.range(0, 20).forEach(i -> sampled(id, "C" + i));
        IntStream.range(0, 20)
                .forEach(i ->
                        reader("inspector").get(door(id, "/cases/C" + i)).then().statusCode(200));
        List<String> there = new ArrayList<>(everything(Map.of("inspection", id, "kind", "write")));
        there.addAll(
                everything(Map.of("inspection", id, "kind", "read", "actor", "test-inspector")));
        assertThat(there).hasSize(41);

        var enough = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 4; t++) {
                int me = t;
                threads.submit(() -> {
                    for (int i = 0; !enough.get(); i++) {
                        sampled(id, "T" + me + "-" + i);
                        reader("inspector").get(door(id, "/cases"));
                    }
                });
            }
            try {
                for (int round = 0; round < 5; round++) {
                    List<String> walked = everything(Map.of("inspection", id));
                    assertThat(walked).doesNotHaveDuplicates().containsAll(there);
                }
            } finally {
                enough.set(true);
            }
        }
    }

    private static List<String> everything(Map<String, String> filter) {
        var walked = new ArrayList<String>();
        var asked = new HashMap<>(filter);
        asked.put("limit", "7");
        do {
            JsonPath page = audit(asked);
            for (Map<String, Object> entry : page.<Map<String, Object>>getList("items")) {
                walked.add(
                        "write".equals(entry.get("kind"))
                                ? String.valueOf(entry.get("event"))
                                : entry.get("request") + " " + entry.get("at"));
            }
            asked.put("cursor", page.getString("next"));
        } while (asked.get("cursor") != null);
        return walked;
    }

    private static JsonPath audit(Map<String, String> filter) {
        return reader("operator")
                .queryParams(filter)
                .get("/admin/audit")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static Response judged(String id, String token) {
        var answers = new HashMap<String, String>();
        ((PooledPercentage) Frameworks.newest("cci-2009").orElseThrow())
                .questions()
                .forEach(q ->
                        answers.put(
                                q.id(),
                                q.phase().covers(Sentence.COMMUNITY)
                                        ? "sufficient"
                                        : "not-applicable"));
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .auth()
                .oauth2(token)
                .body(Map.of("answers", answers))
                .post(door(id, "/cases/A/judgements"));
    }

    private static String deputy(String subject, Object act) {
        return TestTokens.deputyToken("inspector", subject, null, act);
    }

    private static RequestSpecification as(String role, String subject, Object act, String key) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .auth()
                .oauth2(TestTokens.deputyToken(role, subject, null, act));
    }

    private static String door(String id, String door) {
        return "/v1/inspections/" + id + door;
    }

    private static RequestSpecification reader(String role) {
        return given().auth().oauth2(TestTokens.token(role, "test-" + role, null));
    }

    private static RequestSpecification writer(String role) {
        return given().contentType(ContentType.JSON)
                .auth()
                .oauth2(
                        TestTokens.token(
                                role, "test-" + role, role.equals("yot") ? "Sefton" : null));
    }

    private static RequestSpecification keyed(String role) {
        return writer(role).header("Idempotency-Key", UUID.randomUUID().toString());
    }

    private static Response announce(String role, RequestSpecification by, String kind) {
        Response answer = by.body(announcement(kind)).post("/v1/inspections");
        assertThat(answer.statusCode()).as(role + answer.asString()).isEqualTo(201);
        return answer;
    }

    private static String announced(String kind) {
        String role = kind.equals("core") ? "lead-inspector" : "yot";
        return announce(role, keyed(role), kind).path("id");
    }

    private static Map<String, Object> announcement(String kind) {
        return Map.of(
                "area", "Sefton",
                "body", "Sefton Youth Offending Team",
                "kind", kind,
                "framework", "cci-2009",
                "fieldworkStart", "2009-04-20",
                "fieldworkEnd", "2009-04-24");
    }

    private static void sampled(String id, String caseId) {
        keyed("lead-inspector")
                .body(
                        Map.of(
                                "cases",
                                List.of(
                                        Map.of(
                                                "caseId", caseId,
                                                "sentence", "community",
                                                "ageBand", "16-17",
                                                "gender", "male",
                                                "lookedAfter", false))))
                .post(door(id, "/cases"))
                .then()
                .statusCode(201);
    }
}
