package uk.inspection.cases;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.cases.store.FrameworkRegister;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkEvent.FrameworkRegistered;
import uk.inspection.contract.Frameworks;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.service.Requests.Caller;
import uk.inspection.local.testing.TestTokens;

/** Frameworks are registered without a release, on a real database and a real broker. */
@QuarkusTest
@QuarkusTestResource(CaseServiceStack.class)
class FrameworkResourceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject AgroalDataSource database;
    @Inject FrameworkRegister register;

    // ---- the happy path

    @Test
    void a_registered_framework_is_read_and_announced_at_once() {
        String id = newId();
        ObjectNode document = document(id, 1, "2009-04-01", null);

        String etag =
                register(document)
                        .statusCode(201)
                        .header("Location", endsWith("/v1/frameworks/" + id + "/versions/1"))
                        .body("id", equalTo(id))
                        .body("version", equalTo(1))
                        .extract()
                        .header("ETag");
        for (String path : new String[] {"", "/versions/1"}) {
            var read = given().get("/v1/frameworks/{id}" + path, id);
            read.then().statusCode(200).contentType("application/json").header("ETag", etag);
            assertThat(tree(read.asByteArray())).isEqualTo(document);
            given().header("If-None-Match", etag)
                    .get("/v1/frameworks/{id}" + path, id)
                    .then()
                    .statusCode(304)
                    .header("ETag", etag);
        }
        assertThat(announced(id, "2009-04-20", null)).isEqualTo(1);
        given().get("/v1/frameworks?limit=100")
                .then()
                .body("items.findAll { it.id == '%s' }.version".formatted(id), contains(1))
                .body(
                        "items.findAll { it.id == '%s' }[0].registeredAt".formatted(id),
                        notNullValue())
                .body("items.findAll { it.id == 'cci-2009' }[0].registeredAt", nullValue());
    }

    @Test
    void a_shipped_document_is_registered_already_in_either_form() throws IOException {
        for (Framework framework : Frameworks.all()) {
            String published = given().get("/v1/frameworks/{id}", framework.id()).asString();
            register(published).statusCode(200).body("version", equalTo(1));
            for (String type : new String[] {"application/yaml", "application/x-yaml"}) {
                as("chief-inspector", key())
                        .contentType(type)
                        .body(yaml(framework))
                        .post("/v1/frameworks")
                        .then()
                        .statusCode(200)
                        .header("Location", endsWith(framework.id() + "/versions/1"));
            }
            given().get("/v1/frameworks/{id}/versions/1", framework.id())
                    .then()
                    .body("title", equalTo(framework.title()));
        }
        ObjectNode changed = tree(Codec.encode(Frameworks.newest("yj-2018").orElseThrow()));
        refused(register(changed.put("title", "Another")), 409, "version");
        refused(register(changed.put("version", 3)), 409, "version");
    }

    @Test
    void a_framework_written_in_yaml_is_the_same_in_json() throws IOException {
        String id = newId();
        Framework shipped = Frameworks.newest("iyjs-2025").orElseThrow();
        String yaml = yaml(shipped).replace("id: iyjs-2025", "id: " + id);
        as("chief-inspector", key())
                .contentType("application/yaml")
                .body(yaml)
                .post("/v1/frameworks")
                .then()
                .statusCode(201);

        assertThat(tree(given().get("/v1/frameworks/{id}", id).asByteArray()))
                .isEqualTo(tree(Codec.encode(shipped)).put("id", id));
    }

    @Test
    void an_inspection_has_the_version_in_force_unless_it_names_one() {
        String id = newId();
        register(document(id, 1, "2009-04-01", "2009-12-31")).statusCode(201);
        register(document(id, 2, "2010-01-01", "2010-12-31")).statusCode(201);
        register(document(id, 3, "2011-01-01", "2011-12-31")).statusCode(201);

        assertThat(announced(id, "2009-12-31", null)).isEqualTo(1);
        assertThat(announced(id, "2010-01-01", null)).isEqualTo(2);
        assertThat(announced(id, "2031-01-01", null)).isEqualTo(3);
        assertThat(announced(id, "2031-01-01", 1)).isEqualTo(1);
        assertThat(announced("cci-2009", "2031-01-01", 1)).isEqualTo(1);
        refused(announce(id, "2009-12-31", 4), 422, "frameworkVersion");
        refused(announce(id, "2009-12-31", 0), 400, "frameworkVersion");
        refused(announce(newId(), "2009-12-31", null), 422, "framework");
        refused(announce(id, "-99999-12-31", null), 422, "fieldworkStart");
        given().get("/v1/frameworks/{id}", id).then().body("version", equalTo(3));
        given().get("/v1/frameworks/{id}/versions/2", id).then().body("version", equalTo(2));
    }

    @Test
    void frameworks_are_listed_in_pages_shipped_ones_first() {
        String first = newId();
        String second = newId();
        register(document(first, 1, "2009-04-01", null)).statusCode(201);
        register(document(second, 1, "2009-04-01", null)).statusCode(201);

        var all = new ArrayList<String>();
        String cursor = null;
        do {
            var page =
                    cursor == null
                            ? given().get("/v1/frameworks?limit=3")
                            : given().get("/v1/frameworks?limit=3&cursor={c}", cursor);
            page.then().statusCode(200);
            all.addAll(page.jsonPath().getList("items.collect { it.id + '/' + it.version }"));
            cursor = page.path("next");
        } while (cursor != null);
        assertThat(all)
                .startsWith("cci-2009/1", "yj-2018/1", "yj-2021/1", "iyjs-2025/1")
                .containsSubsequence(first + "/1", second + "/1")
                .doesNotHaveDuplicates();

        String etag = given().get("/v1/frameworks?limit=2").header("ETag");
        given().header("If-None-Match", etag).get("/v1/frameworks?limit=2").then().statusCode(304);
        given().header("If-None-Match", etag).get("/v1/frameworks?limit=3").then().statusCode(200);
    }

    @Test
    void what_is_registered_is_published() {
        String id = newId();
        ObjectNode document = document(id, 1, "2009-04-01", null);
        register(document).statusCode(201);

        assertThat(published("framework-" + id))
                .containsExactly(
                        Codec.encode(
                                new FrameworkRegistered(
                                        Codec.framework(
                                                document.toString()
                                                        .getBytes(StandardCharsets.UTF_8)))));
    }

    @Test
    void a_registered_version_stands_for_a_shipped_one_of_the_same_number() throws SQLException {
        // As when a release brings a version that was registered before.
        ObjectNode ours = tree(Codec.encode(Frameworks.newest("yj-2018").orElseThrow()));
        ((ObjectNode) ours.at("/standards/0")).put("title", "Ours");
        sql(
                """
                insert into framework (id, framework_id, version, title, in_force_from,
                  in_force_to, document, registered_by, registered_at, registered_position)
                values ('yj-2018/1', 'yj-2018', 1, 'Ours', '1999-01-01', '1999-12-31',
                  '%s', 'chief', now(), -1000)
                """
                        .formatted(ours.toString().replace("'", "''")));
        try {
            assertThat(firstStandardUnder("yj-2018", "2018-06-01")).isEqualTo("Ours");
        } finally {
            sql("delete from framework where id = 'yj-2018/1'");
        }
        assertThat(firstStandardUnder("yj-2018", "2018-06-01"))
                .isEqualTo("Governance and leadership");
    }

    // ---- refusals

    @Test
    void a_wrong_document_is_answered_with_every_place() {
        ObjectNode document = document(newId(), 1, "2009-04-01", null);
        ((ObjectNode) document.at("/bands/1")).put("from", 40);
        ((ObjectNode) document.at("/questions/3")).put("criterion", "9.9");
        ((ObjectNode) document.at("/criteria/0")).put("section", "1.2");
        ((ObjectNode) document.at("/criteria/1")).put("section", "1.1");
        refused(
                register(document)
                        .body(
                                "violations.find { it.field == 'criteria[0].section' }.rule",
                                containsString("1.1 belongs to 1.2 belongs to 1.1")),
                422,
                "bands[1].from",
                "questions[3].criterion",
                "criteria[0].section",
                "criteria[1].section");
    }

    @Test
    void a_wrong_document_does_not_reach_the_writer() {
        ObjectNode wrong = document(newId(), 1, "2009-04-01", null).put("title", " ");
        var outcome =
                register.register(
                        new Caller("chief", key(), new byte[32], key(), Instant.now()),
                        Codec.framework(wrong.toString().getBytes(StandardCharsets.UTF_8)),
                        _ -> {
                            throw new AssertionError("accepted");
                        });
        // Answered on this very thread: nothing was queued.
        assertThat(outcome).isCompletedWithValueMatching(Outcome.Refused.class::isInstance);
    }

    @Test
    void the_next_version_keeps_the_method() {
        String id = newId();
        register(document(id, 1, "2009-04-01", null)).statusCode(201);
        ObjectNode rated = tree(Codec.encode(Frameworks.newest("yj-2018").orElseThrow()));
        rated.put("id", id).put("version", 2);
        refused(register(rated), 409, "method");
    }

    @Test
    void numbers_that_readers_of_yaml_take_differently_are_not_read() throws IOException {
        String yaml = yaml(Frameworks.newest("iyjs-2025").orElseThrow());
        assertThat(yaml).contains("dueAfterPublicationDays: 28");
        refused(
                as("chief-inspector", key())
                        .contentType("application/yaml")
                        .body(
                                yaml.replace("id: iyjs-2025", "id: " + newId())
                                        .replace(
                                                "AfterPublicationDays: 28",
                                                "AfterPublicationDays: 034"))
                        .post("/v1/frameworks")
                        .then(),
                400,
                "body");
    }

    @Test
    void a_document_without_the_shape_of_a_framework_is_answered_with_every_place() {
        ObjectNode document = document(newId(), 1, "2009-04-01", null);
        document.put("colour", "blue");
        document.remove("title");
        ((ObjectNode) document.at("/questions/3")).put("phase", "prison");
        ((ObjectNode) document.at("/bands/0")).put("to", "44");
        refused(register(document), 422, "colour", "title", "questions[3].phase", "bands[0].to");
        refused(register(document.put("method", "weighted")), 422, "method");
        refused(register("[]"), 422, "body");
        refused(
                as("chief-inspector", key())
                        .contentType("application/yaml")
                        .body("id: x\nmethod: weighted\n")
                        .post("/v1/frameworks")
                        .then(),
                422,
                "method");
    }

    @Test
    void what_is_no_document_at_all_is_a_bad_request() {
        refused(register("{\"id\":"), 400, "body");
        for (String yaml : new String[] {"id: [1", "id: a\nid: b", "a: &x 1\nb: *x"}) {
            refused(
                    as("chief-inspector", key())
                            .contentType("application/yaml")
                            .body(yaml)
                            .post("/v1/frameworks")
                            .then()
                            .body("detail", containsString("YAML: see line")),
                    400,
                    "body");
        }
        as("chief-inspector", key())
                .contentType("text/plain")
                .body("id: x")
                .post("/v1/frameworks")
                .then()
                .statusCode(415)
                .body("detail", equalTo("The body must be in a form that this address takes."));
    }

    @Test
    void the_chief_inspector_registers_and_with_a_key() {
        ObjectNode document = document(newId(), 1, "2009-04-01", null);
        for (String role : new String[] {"lead-inspector", "inspector", "analyst", "yjb"}) {
            as(role, key()).body(document.toString()).post("/v1/frameworks").then().statusCode(403);
        }
        given().contentType(ContentType.JSON)
                .body(document.toString())
                .post("/v1/frameworks")
                .then()
                .statusCode(401);
        refused(
                given().contentType(ContentType.JSON)
                        .auth()
                        .oauth2(TestTokens.token("chief-inspector", "chief", null))
                        .body(document.toString())
                        .post("/v1/frameworks")
                        .then(),
                400,
                "Idempotency-Key");
    }

    @Test
    void what_is_not_registered_is_not_found() {
        given().get("/v1/frameworks/none").then().statusCode(404);
        given().get("/v1/frameworks/none/versions/1").then().statusCode(404);
        given().get("/v1/frameworks/cci-2009/versions/2").then().statusCode(404);
        given().get("/v1/frameworks/cci-2009/versions/one").then().statusCode(400);
        given().get("/v1/frameworks?cursor=!!").then().statusCode(422);
    }

    @Test
    void a_framework_is_no_inspection() {
        String id = newId();
        register(document(id, 1, "2009-04-01", null)).statusCode(201);
        String stream = "framework-" + id;
        for (String path : new String[] {"", "/cases", "/events", "/standards"}) {
            as("inspector", key())
                    .get("/v1/inspections/{id}" + path, stream)
                    .then()
                    .statusCode(404);
        }
        as("lead-inspector", key())
                .body("{}")
                .post("/v1/inspections/{id}/fieldwork/close", stream)
                .then()
                .statusCode(404);
    }

    // ---- duplicates, races, restarts

    @Test
    void a_repeat_is_answered_as_the_first_time_and_the_same_document_again_is_no_news() {
        ObjectNode document = document(newId(), 1, "2009-04-01", null);
        String key = key();
        var first = as("chief-inspector", key).body(document.toString()).post("/v1/frameworks");
        var again = as("chief-inspector", key).body(document.toString()).post("/v1/frameworks");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.asString()).isEqualTo(first.asString());

        register(document).statusCode(200).header("ETag", first.header("ETag"));
        document.put("title", "Another");
        refused(
                as("chief-inspector", key).body(document.toString()).post("/v1/frameworks").then(),
                422,
                "Idempotency-Key");
        refused(register(document), 409, "version");
    }

    @Test
    void of_many_documents_for_one_version_one_is_registered() throws Exception {
        String id = newId();
        var attempts = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 8; i++) {
            ObjectNode mine = document(id, 1, "2009-04-01", null).put("title", "Number " + i);
            attempts.add(() -> register(mine).extract().statusCode());
        }
        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (var attempt : pool.invokeAll(attempts)) {
                statuses.add(attempt.get());
            }
        }
        assertThat(statuses).containsOnlyOnce(201);
        assertThat(new HashSet<>(statuses)).containsExactlyInAnyOrder(201, 409);
        given().get("/v1/frameworks/{id}", id)
                .then()
                .body("title", equalTo("Number " + statuses.indexOf(201)));
    }

    @Test
    void a_register_read_anew_from_the_log_knows_its_versions() throws SQLException {
        String id = newId();
        ObjectNode document = document(id, 1, "2009-04-01", null);
        register(document).statusCode(201);
        // As after a restart: the writer finds that it is not the last who wrote, and knows
        // nothing.
        sql("update log.head set change = change + 1");
        register(document).statusCode(200);
        refused(register(document.put("title", "Another")), 409, "version");
        register(document(id, 2, "2009-04-01", null)).statusCode(201);
    }

    // ---- the words of these tests

    private static RequestSpecification as(String role, String key) {
        return given().config(
                        RestAssured.config()
                                .encoderConfig(
                                        EncoderConfig.encoderConfig()
                                                .defaultContentCharset(StandardCharsets.UTF_8)
                                                .encodeContentTypeAs(
                                                        "application/yaml", ContentType.TEXT)
                                                .encodeContentTypeAs(
                                                        "application/x-yaml", ContentType.TEXT)))
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, null));
    }

    private void sql(String statement) throws SQLException {
        try (var connection = database.getConnection();
                var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }

    /** What the topic of frameworks holds of a stream, in order, once there is something. */
    private static List<byte[]> published(String stream) {
        var config = ConfigProvider.getConfig();
        String topic =
                config.getValue("event-store.topic-prefix", String.class) + "framework-events";
        var values = new ArrayList<byte[]>();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                config.getValue("kafka.bootstrap.servers", String.class)),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(100))
                                .forEach(message -> {
                                    if (stream.equals(message.key())) {
                                        values.add(message.value());
                                    }
                                });
                        return !values.isEmpty();
                    });
        }
        return values;
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static String newId() {
        return "local-" + UUID.randomUUID().toString().substring(0, 13);
    }

    private static ValidatableResponse register(ObjectNode document) {
        return register(document.toString());
    }

    private static ValidatableResponse register(String document) {
        return as("chief-inspector", key()).body(document).post("/v1/frameworks").then();
    }

    /** A sound framework of pooled percentages; {@code to} null for an open end. */
    private static ObjectNode document(String id, int version, String from, @Nullable String to) {
        ObjectNode document = tree(Codec.encode(Frameworks.newest("cci-2009").orElseThrow()));
        document.put("id", id).put("version", version);
        ObjectNode inForce = document.putObject("inForce").put("from", from);
        if (to != null) {
            inForce.put("to", to);
        }
        return document;
    }

    private static ValidatableResponse announce(
            String framework, String start, @Nullable Integer frameworkVersion) {
        var body = new HashMap<String, Object>();
        body.putAll(
                Map.of(
                        "area", "Ealing",
                        "body", "Ealing Youth Offending Team",
                        "kind", "core",
                        "framework", framework,
                        "fieldworkStart", start,
                        "fieldworkEnd", "2031-01-09"));
        if (frameworkVersion != null) {
            body.put("frameworkVersion", frameworkVersion);
        }
        return as("lead-inspector", key()).body(body).post("/v1/inspections").then();
    }

    /** The version that an inspection announced now has. */
    private static int announced(
            String framework, String start, @Nullable Integer frameworkVersion) {
        return announce(framework, start, frameworkVersion)
                .statusCode(201)
                .body("framework.id", equalTo(framework))
                .extract()
                .path("framework.version");
    }

    /** Title of the first standard of an inspection announced now. */
    private static String firstStandardUnder(String framework, String start) {
        String id = announce(framework, start, null).statusCode(201).extract().path("id");
        return as("inspector", key())
                .get("/v1/inspections/{id}/standards", id)
                .then()
                .statusCode(200)
                .extract()
                .path("items[0].title");
    }

    private static String yaml(Framework framework) throws IOException {
        String name = "/frameworks/%s/v%d.yaml".formatted(framework.id(), framework.version());
        try (InputStream in = Frameworks.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static ObjectNode tree(byte[] json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refused(ValidatableResponse response, int status, String... fields) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("violations.field", containsInAnyOrder(fields))
                .body("violations.rule", hasSize(fields.length));
    }
}
