package uk.inspection.cases;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.local.testing.TestTokens;

/** A reader names the version that a command was answered with, and reads no less. */
@QuarkusTest
@QuarkusTestResource(CaseServiceStack.class)
class MinVersionTest {
    /** The pool of the service has twenty connections. */
    private static final int READERS = 60;

    private static final int WAITING_OF_SUBJECT_MAX = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<String> DOORS =
            List.of("", "/cases", "/cases/A", "/events", "/standards");

    /** Who waits in vain waits five seconds. */
    private static final Duration WAITED = Duration.ofSeconds(4);

    @Inject MeterRegistry metrics;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void nobody_waits_any_longer() {
        threads.close();
        await().until(() -> waiting() == 0);
    }

    @Test
    void what_a_command_wrote_is_read_at_every_door_with_the_version_that_it_answered() {
        String id = announced("lead-inspector", "core", "Sefton");
        assertThat(sampled("lead-inspector", id, "A")).isEqualTo(2);
        for (String door : DOORS) {
            reader("inspector").get(door(id, door) + "?minVersion=2").then().statusCode(200);
        }
        reader("inspector")
                .get(door(id, "/cases") + "?minVersion=2&minVersion=1&minVersion=0")
                .then()
                .statusCode(200)
                .body("items.caseId", contains("A"));
    }

    @Test
    void who_names_a_version_to_come_is_answered_once_it_is_written() throws Exception {
        String id = announced("lead-inspector", "core", "Sefton");
        sampled("lead-inspector", id, "A");
        var answers = new ArrayList<Future<Response>>();
        for (String door : DOORS) {
            answers.add(threads.submit(() -> persistent("inspector", door(id, door), 3)));
        }
        Future<Response> conditional =
                threads.submit(() ->
                        await().until(
                                        () ->
                                                reader("inspector")
                                                        .header("If-None-Match", "\"2\"")
                                                        .get(door(id, "") + "?minVersion=3"),
                                        answer -> answer.statusCode() != 503));
        await().until(() -> waiting() == DOORS.size() + 1);

        sampled("lead-inspector", id, "B");

        for (Future<Response> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        assertThat((List<?>) answers.get(1).get().path("items.caseId")).hasSize(2);
        assertThat((int) answers.get(0).get().path("version")).isEqualTo(3);
        conditional.get().then().statusCode(200).header("ETag", "\"3\"");
        reader("inspector")
                .header("If-None-Match", "\"3\"")
                .get(door(id, "") + "?minVersion=3")
                .then()
                .statusCode(304);
    }

    @Test
    void who_waits_in_vain_is_told_how_far_it_is() {
        String id = announced("lead-inspector", "core", "Sefton");
        reader("inspector")
                .get(door(id, "/events") + "?minVersion=7")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "1")
                .body("detail", equalTo("Version 7 is asked for, and version 1 is reached here."))
                .body("behind.minVersion", contains("7"))
                .body("behind.reached", contains(1));
    }

    @Test
    void what_is_no_version_or_of_a_topic_is_refused_by_name() {
        String id = announced("lead-inspector", "core", "Sefton");
        for (String value : List.of("-1", "1.5", "x", "", "9999999999999999999", "a/b/1", "/1")) {
            refused(id, value, "must be a version such as 17");
        }
        refused(id, "case-events/1", "must name no topic: this service reads none");
    }

    private static void refused(String id, String value, String rule) {
        reader("inspector")
                .queryParam("minVersion", value)
                .get(door(id, ""))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations.field", contains("minVersion"))
                .body("violations.rule", contains(rule));
    }

    @Test
    void who_may_not_see_it_gets_the_same_answer_at_once_whatever_he_asks_for() {
        String core = announced("lead-inspector", "core", "Sefton");
        String audit = announced("yot", "self-audit", "Sefton");
        for (String door : DOORS) {
            sameAtOnce(given(), door(core, door));
            sameAtOnce(reader("inspector"), door(audit, door));
            sameAtOnce(reader("operator"), door(core, door));
            sameAtOnce(yot("Leeds"), door(core, door));
            sameAtOnce(yot("Leeds"), door(audit, door));
            sameAtOnce(reader("inspector"), door(UUID.randomUUID().toString(), door));
        }
        // That there is an inspection its service sees, and no case of it.
        sameAtOnce(yot("Sefton"), door(core, "/cases"));
        yot("Sefton").get(door(core, "") + "?minVersion=9").then().statusCode(503);
        yot("Sefton").get(door(audit, "/cases") + "?minVersion=9").then().statusCode(503);
    }

    private static void sameAtOnce(RequestSpecification reader, String door) {
        Response without = given().spec(reader).get(door);
        assertThat(without.statusCode()).isGreaterThanOrEqualTo(400);
        long begun = System.nanoTime();
        for (String query : List.of("?minVersion=1", "?minVersion=99")) {
            Response with = given().spec(reader).get(door + query);
            assertThat(with.statusCode()).isEqualTo(without.statusCode());
            assertThat(with.asString()).isEqualTo(without.asString());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(WAITED);
    }

    @Test
    void who_waits_holds_no_connection_so_that_commands_go_on() throws Exception {
        String id = announced("lead-inspector", "core", "Sefton");
        var answers = new ArrayList<Future<Response>>();
        for (int i = 0; i < READERS; i++) {
            String door = door(id, DOORS.get(i % 2));
            answers.add(threads.submit(() -> persistent("inspector", door, 11)));
        }
        for (int version = 2; version <= 11; version++) {
            if (version % 3 == 0) {
                await().atMost(PATIENCE).until(() -> waiting() == READERS);
            }
            assertThat(sampled("lead-inspector", id, "A" + version)).isEqualTo(version);
        }
        for (Future<Response> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void of_one_subject_no_more_than_so_many_wait_and_others_still_may() throws Exception {
        String id = announced("lead-inspector", "core", "Sefton");
        Set<String> told = ConcurrentHashMap.newKeySet();
        Set<String> toldToAnother = ConcurrentHashMap.newKeySet();
        var answers = new ArrayList<Future<Response>>();
        for (int i = 0; i < WAITING_OF_SUBJECT_MAX + 20; i++) {
            answers.add(threads.submit(() -> persistent("inspector", door(id, ""), 2, told)));
        }
        String full = "Too many readers are waiting for a version.";
        await().atMost(PATIENCE).until(() -> told.contains(full));
        answers.add(threads.submit(() -> persistent("analyst", door(id, ""), 2, toldToAnother)));
        await().atMost(PATIENCE).until(() -> waiting() > WAITING_OF_SUBJECT_MAX);
        // Who finds it reached needs no place.
        reader("inspector").get(door(id, "") + "?minVersion=1").then().statusCode(200);

        sampled("lead-inspector", id, "A");

        for (Future<Response> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        assertThat(toldToAnother).doesNotContain(full);
    }

    private static Response persistent(String role, String door, int version) {
        return persistent(role, door, version, new HashSet<>());
    }

    /** Asks again while it is told why it cannot be answered now, as a client does. */
    private static Response persistent(String role, String door, int version, Set<String> told) {
        return await().atMost(PATIENCE)
                .until(
                        () -> reader(role).get(door + "?minVersion=" + version),
                        answer -> answer.statusCode() != 503 || !note(answer, told));
    }

    private static boolean note(Response refused, Set<String> told) {
        told.add(refused.path("detail"));
        return true;
    }

    private int waiting() {
        return (int) metrics.get("event.store.readers.waiting").gauge().value();
    }

    private static String door(String id, String door) {
        return "/v1/inspections/" + id + door;
    }

    private static RequestSpecification reader(String role) {
        return given().auth().oauth2(TestTokens.token(role, "test-" + role, null));
    }

    private static RequestSpecification yot(String area) {
        return given().auth().oauth2(TestTokens.token("yot", "test-yot", area));
    }

    private static RequestSpecification writer(String role, @Nullable String area) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, area));
    }

    private static String announced(String role, String kind, String area) {
        var body = new HashMap<String, Object>();
        body.put("area", area);
        body.put("body", area + " Youth Offending Team");
        body.put("kind", kind);
        body.put("framework", "cci-2009");
        body.put("fieldworkStart", "2009-04-20");
        body.put("fieldworkEnd", "2009-04-24");
        return writer(role, area)
                .body(body)
                .post("/v1/inspections")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** Puts a case into the sample; the version that the command answers. */
    private static int sampled(String role, String id, String caseId) {
        Map<String, Object> sampled =
                Map.of(
                        "caseId", caseId,
                        "sentence", "community",
                        "ageBand", "16-17",
                        "gender", "male",
                        "lookedAfter", false);
        return writer(role, null)
                .body(Map.of("cases", List.of(sampled)))
                .post(door(id, "/cases"))
                .then()
                .statusCode(201)
                .extract()
                .path("version");
    }
}
