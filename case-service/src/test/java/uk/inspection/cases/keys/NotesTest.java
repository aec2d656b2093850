package uk.inspection.cases.keys;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.cases.CaseServiceStack;
import uk.inspection.cases.keys.CaseKeys.Found;
import uk.inspection.cases.store.Inspections;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Frameworks;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.local.testing.SharedStack;
import uk.inspection.local.testing.TestTokens;

/** Notes from the request that brings one to the erasure, on real databases and a real broker. */
@QuarkusTest
@QuarkusTestResource(CaseServiceStack.class)
@QuarkusTestResource(value = NotesStack.class, restrictToAnnotatedClass = true)
class NotesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject AgroalDataSource log;

    @Inject
    @DataSource("keys")
    AgroalDataSource keyDatabase;

    @Inject CaseKeys keys;
    @Inject Erasures erasures;
    @Inject EventStore eventStore;
    @Inject Inspections inspections;

    private final String topicPrefix = setting("event-store.topic-prefix");
    private final String businessClock = setting("business-clock.file");
    private final String masterKeyFile = setting("case-keys.master-key-file");
    private final String logUrl = setting("quarkus.datasource.jdbc.url");
    private final String keysUrl = setting("quarkus.datasource.keys.jdbc.url");

    // ---- the happy path

    @Test
    void notes_are_shown_with_the_answers_until_the_case_is_erased() {
        String id = announced("lead");
        sampled(id, "A", "B");
        judge(id, "A", "sufficient", "Seen at home; the plan is a form.").statusCode(201);
        as("bob", "inspector")
                .body(Map.of("answers", answers("insufficient"), "note", "I see less of it."))
                .post("/v1/inspections/{id}/cases/A/independent-judgements", id)
                .then()
                .statusCode(200);
        as("lead", "lead-inspector")
                .body(
                        Map.of(
                                "answers", answers("insufficient"),
                                "reason", "consistency",
                                "note", "Agreed:\n\tone standard for all — naïve “yes” too."))
                .post("/v1/inspections/{id}/cases/A/moderations", id)
                .then()
                .statusCode(201);
        as("ann", "inspector")
                .body(
                        Map.of(
                                "judgements",
                                List.of(
                                        item("A", "Once more."),
                                        item("B", "And the other."),
                                        item("X", "In no sample."),
                                        item("B", "x".repeat(4_001)))))
                .post("/v1/inspections/{id}/judgements", id)
                .then()
                .statusCode(200)
                .body("results.status", contains(201, 201, 409, 400))
                .body("results[3].problem.violations.field", contains("judgements[3].note"));
        view(id, "A")
                .statusCode(200)
                .body(
                        "notes.text",
                        contains(
                                "Once more.",
                                "Agreed:\n\tone standard for all — naïve “yes” too.",
                                "I see less of it.",
                                "Seen at home; the plan is a form."))
                .body(
                        "notes.event",
                        contains(
                                "CaseJudged",
                                "CaseModerated",
                                "CaseJudgedIndependently",
                                "CaseJudged"))
                .body("notes.by", contains("ann", "lead", "bob", "ann"))
                .body("notes.status", everyItem(equalTo("readable")))
                .body("erasedAt", nullValue());
        as("ann", "inspector")
                .get("/v1/inspections/{id}/cases", id)
                .then()
                .body("items.notes", contains(nullValue(), nullValue()));
        given().auth()
                .oauth2(TestTokens.token("yot", "yot", "Sefton"))
                .get("/v1/inspections/{id}/cases/A", id)
                .then()
                .statusCode(403);

        erase(id, "A")
                .statusCode(200)
                .body("caseId", equalTo("A"))
                .body("destroyed", equalTo(true));
        view(id, "A")
                .statusCode(200)
                .body("notes.status", everyItem(equalTo("erased")))
                .body("notes.text", everyItem(nullValue()))
                .body("notes.erasedAt", everyItem(notNullValue()))
                .body("erasedAt", notNullValue())
                .body("answers.'1.1.1'", equalTo("sufficient"))
                .body("revision", equalTo(3));
        view(id, "B").body("notes.text", contains("And the other."));
        erase(id, "A").statusCode(200); // is so already
        as("ann", "inspector")
                .get("/v1/inspections/{id}/events?limit=100", id)
                .then()
                .body(
                        "items.findAll { it.type == 'CaseErased' }.data.reason",
                        contains("requested"))
                .body("items.findAll { it.type == 'CaseErased' }.actor", contains("lead"));

        refused(judge(id, "A", "sufficient", "Too late."), 409, "note");
        judge(id, "A", "insufficient", null).statusCode(201).body("revision", equalTo(4));
        as("lead", "lead-inspector")
                .body("{}")
                .post("/v1/inspections/{id}/fieldwork/close", id)
                .then()
                .statusCode(200);
        erase(id, "B").statusCode(200);
        view(id, "B").body("notes.status", contains("erased"));
    }

    @Test
    void a_case_without_notes_is_erased_too_and_a_self_audits_by_its_service() {
        String id = announced("lead");
        sampled(id, "A");
        as("chief", "chief-inspector")
                .body("{\"reason\":\"other\"}")
                .post("/v1/inspections/{id}/cases/A/erasure", id)
                .then()
                .statusCode(200);
        refused(judge(id, "A", "sufficient", "Too late."), 409, "note");
        view(id, "A").body("notes", nullValue()).body("erasedAt", notNullValue());
    }

    @Test
    void the_same_note_again_is_no_news_and_another_is() {
        String id = announced("lead");
        sampled(id, "A");
        String key = UUID.randomUUID().toString();
        judge(key, id, "A", "sufficient", "One.").statusCode(201);
        judge(key, id, "A", "sufficient", "One.")
                .statusCode(201)
                .header("Idempotent-Replayed", equalTo("true"));
        judge(key, id, "A", "sufficient", "Two.").statusCode(422);
        judge(id, "A", "sufficient", "One.").statusCode(200).body("revision", equalTo(1));
        judge(id, "A", "sufficient", "Two.").statusCode(201).body("revision", equalTo(2));
        judge(id, "A", "sufficient", null).statusCode(201).body("revision", equalTo(3));
        view(id, "A").body("notes.text", contains("Two.", "One."));
    }

    // ---- refusals

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "…", "a\u0007b", "a\u200bb", "a\ud83c"})
    void what_is_no_readable_note_is_refused_and_not_repeated(String note) {
        String id = announced("lead");
        sampled(id, "A");
        refused(judge(id, "A", "sufficient", note), 400, "note");
        judge(id, "A", "sufficient", "y".repeat(4_000)).statusCode(201);
    }

    @Test
    void an_erasure_is_refused_to_who_may_not() {
        String id = announced("lead");
        sampled(id, "A");
        erase("ann", "inspector", id, "A", "requested").statusCode(403);
        refused(erase("other", "lead-inspector", id, "A", "requested"), 403, "lead");
        erase("anna", "analyst", id, "A", "requested").statusCode(403);
        given().auth()
                .oauth2(TestTokens.token("yot", "yot", "Sefton"))
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", "1")
                .body("{\"reason\":\"requested\"}")
                .post("/v1/inspections/{id}/cases/A/erasure", id)
                .then()
                .statusCode(403);
        erase("lead", "lead-inspector", id, "X", "requested").statusCode(404);
        erase("lead", "lead-inspector", "none", "A", "requested").statusCode(404);
        refused(erase("lead", "lead-inspector", id, "A", "boredom"), 400, "reason");
        refused(erase("lead", "lead-inspector", id, "A", "retention"), 409, "reason");
        as("lead", "lead-inspector")
                .body("{}")
                .post("/v1/inspections/{id}/cases/A/erasure", id)
                .then()
                .statusCode(400);
        view(id, "A").body("erasedAt", nullValue());
    }

    @Test
    void a_note_on_a_case_outside_of_the_sample_makes_no_key() {
        String id = announced("lead");
        refused(judge(id, "nobody", "sufficient", "A note."), 409, "caseId");
        assertThat(keys.find(id, List.of("nobody"))).isEmpty();
    }

    // ---- nothing in clear

    /** What is looked for is found where it is in clear, so it would be found elsewhere too. */
    @Test
    void nothing_of_a_note_is_in_databases_topics_or_output() throws Exception {
        String secret = "Kestrelwood-" + UUID.randomUUID();
        String pseudonym = "P-" + UUID.randomUUID();
        var said = new ConcurrentLinkedQueue<String>();
        Handler listener = listener(said);
        Logger.getLogger("").addHandler(listener);
        try {
            String id = announced("lead");
            sampled(id, pseudonym);
            judge(id, pseudonym, "sufficient", secret).statusCode(201);
            refused(judge(id, pseudonym, "splendid", secret), 422, "answers.1.1.1")
                    .body(not(containsString(secret)));
            as("ann", "inspector")
                    .body(Map.of("answers", answers("sufficient"), "note", List.of(secret)))
                    .post("/v1/inspections/{id}/cases/{case}/judgements", id, pseudonym)
                    .then()
                    .statusCode(400)
                    .body(not(containsString(secret)));
            judge(id, pseudonym, "sufficient", secret + "x".repeat(4_000))
                    .statusCode(400)
                    .body(not(containsString(secret)));
            view(id, pseudonym).body("notes.text", contains(secret));
            Logger.getLogger("uk.inspection").warning("said of " + pseudonym);

            for (boolean erased : new boolean[] {false, true}) {
                assertThat(whereIn(log, pseudonym))
                        .contains("log.event", "projection.sampled_case");
                assertThat(whereIn(keyDatabase, pseudonym)).contains("keys.case_key");
                assertThat(whereIn(log, secret)).isEmpty();
                assertThat(whereIn(keyDatabase, secret)).isEmpty();
                String event = erased ? "CaseErased" : "CaseJudged";
                await().atMost(LIMIT)
                        .until(() ->
                                topic().stream()
                                        .anyMatch(one ->
                                                one.contains(pseudonym) && one.contains(event)));
                assertThat(topic()).noneMatch(record -> record.contains(secret));
                assertThat(said).anyMatch(line -> line.contains(pseudonym));
                assertThat(said).noneMatch(line -> line.contains(secret));
                given().get("/q/metrics").then().body(not(containsString(secret)));
                if (!erased) {
                    erase(id, pseudonym).statusCode(200);
                }
            }
        } finally {
            Logger.getLogger("").removeHandler(listener);
        }
    }

    @Test
    void a_damaged_note_is_told_from_an_erased_one() throws Exception {
        String id = announced("lead");
        sampled(id, "A", "B");
        judge(id, "A", "sufficient", "One.").statusCode(201);
        judge(id, "B", "sufficient", "One.").statusCode(201);
        String other =
                "update projection.case_note n set sealed = %s where inspection = '" + id + "'";
        run(
                log,
                "create table public.notes as select * from projection.case_note where inspection = '"
                        + id
                        + "'");
        run(log, other.formatted("overlay(sealed placing 'AAAA' from 30)") + " and case_id = 'A'");
        view(id, "A")
                .statusCode(200)
                .body("notes.status", contains("damaged"))
                .body("notes.text", contains(nullValue()))
                .body("notes.erasedAt", contains(nullValue()));
        run(
                log,
                other.formatted(
                                "(select sealed from projection.case_note o where o.inspection = n.inspection"
                                        + " and case_id = 'B')")
                        + " and case_id = 'A'");
        view(id, "A").body("notes.status", contains("damaged"));
        run(
                log,
                other.formatted("(select sealed from public.notes o where o.id = n.id)"),
                "drop table public.notes");
        view(id, "A").body("notes.text", contains("One."));
        run(keyDatabase, "delete from keys.case_key where inspection = '" + id + "'");
        view(id, "B").statusCode(200).body("notes.status", contains("key-missing"));
        refused(judge(id, "B", "sufficient", "Two."), 409, "note");
        judge(id, "B", "insufficient", null).statusCode(201);
    }

    // ---- scores, hashes and read models

    @Test
    void hashes_and_read_models_are_whole_after_an_erasure() {
        String id = announced("lead");
        sampled(id, "A");
        judge(id, "A", "sufficient", "One.").statusCode(201);
        List<String> before = hashes(id);
        erase(id, "A").statusCode(200);
        assertThat(hashes(id)).startsWith(before.toArray(String[]::new)).hasSize(before.size() + 1);
        as("op", "operator").post("/admin/verification").then().statusCode(202);
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        as("op", "operator")
                                .get("/admin/verification")
                                .then()
                                .body("state", equalTo("passed"))
                                .body("checks.findAll { it.difference != null }", empty())
                                .body("checks.findAll { it.problem != null }", empty()));
        as("op", "operator")
                .body("{\"verify\":true}")
                .post("/admin/projections/read-models/rebuild")
                .then()
                .statusCode(202);
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        as("op", "operator")
                                .get("/admin/projections/read-models/rebuild")
                                .then()
                                .body("state", equalTo("SWAPPED")));
        view(id, "A").body("notes.status", contains("erased"));
        judge(id, "A", "insufficient", null).statusCode(201);
    }

    // ---- faults

    /** Between the event and the destruction the key database goes away, as in a crash. */
    @Test
    void an_erasure_while_the_keys_are_away_is_carried_out_when_they_are_back() throws Exception {
        String id = announced("lead");
        sampled(id, "A", "B", "C");
        judge(id, "A", "sufficient", "One.").statusCode(201);
        judge(id, "B", "sufficient", "Other.").statusCode(201);
        String key = UUID.randomUUID().toString();
        keysAway(true);
        try {
            judge(id, "C", "sufficient", null).statusCode(201);
            judge(id, "C", "insufficient", "Nobody seals it.")
                    .statusCode(503)
                    .header("Retry-After", "1")
                    .body("detail", containsString("keys of notes are away"));
            view(id, "B").statusCode(503);
            erase(key, "lead", "lead-inspector", id, "A", "requested")
                    .statusCode(202)
                    .body("destroyed", equalTo(false));
            view(id, "A").statusCode(200).body("notes.status", contains("erased"));
        } finally {
            keysAway(false);
        }
        await().atMost(LIMIT).until(() -> gone(id, "A"));
        erase(key, "lead", "lead-inspector", id, "A", "requested")
                .statusCode(200)
                .header("Idempotent-Replayed", equalTo("true"))
                .body("destroyed", equalTo(true));
        view(id, "B").body("notes.text", contains("Other."));
        given().get("/q/health/ready").then().body("checks.name", hasItem("keys"));
    }

    /**
     * What the restored keys still know must not be used, by this instance nor by one that starts.
     */
    @Test
    void an_older_copy_of_the_keys_is_brought_up_to_date_before_it_opens_a_note() throws Exception {
        String id = announced("lead");
        sampled(id, "A", "B");
        judge(id, "A", "sufficient", "One.").statusCode(201);
        judge(id, "B", "sufficient", "Other.").statusCode(201);
        run(
                keyDatabase,
                "create table public.copied as select * from keys.case_key",
                "create table public.place as select * from keys.erasures_applied");
        erase(id, "A").statusCode(200);
        assertThat(erasures.keyOf(id, "A")).get().isInstanceOf(Found.Erased.class);

        run(
                keyDatabase,
                "begin",
                "delete from keys.case_key",
                "insert into keys.case_key select * from public.copied",
                "delete from keys.erasures_applied",
                "insert into keys.erasures_applied select * from public.place",
                "commit");
        var fresh = new Erasures(eventStore, new CaseKeys(keyDatabase, masters()));
        assertThatThrownBy(() -> fresh.keyOf(id, "A")).isInstanceOf(Log.Unavailable.class);
        fresh.follow();
        try {
            for (Erasures instance : List.of(erasures, fresh)) {
                await().atMost(LIMIT)
                        .until(() -> {
                            try {
                                assertThat(instance.keyOf(id, "A"))
                                        .get()
                                        .isInstanceOf(Found.Erased.class);
                                return true;
                            } catch (Log.Unavailable notYet) {
                                return false;
                            }
                        });
            }
            assertThat(gone(id, "A")).isTrue();
            view(id, "B").statusCode(200).body("notes.text", contains("Other."));
        } finally {
            fresh.stop(new ShutdownEvent());
            run(keyDatabase, "drop table public.copied", "drop table public.place");
        }
    }

    /** The event at the place is not the one that stood there: every erasure counts again. */
    @Test
    void keys_that_followed_another_log_begin_at_its_beginning() throws Exception {
        String id = announced("lead");
        sampled(id, "A");
        judge(id, "A", "sufficient", "One.").statusCode(201);
        run(keyDatabase, "create table public.lost as select * from keys.case_key");
        erase(id, "A").statusCode(200);
        run(
                keyDatabase,
                "begin",
                "delete from keys.case_key",
                "insert into keys.case_key select * from public.lost",
                "update keys.erasures_applied set hash = '\\x00'",
                "commit",
                "drop table public.lost");
        var fresh = new Erasures(eventStore, new CaseKeys(keyDatabase, masters()));
        fresh.follow();
        try {
            await().atMost(LIMIT).until(() -> gone(id, "A"));
        } finally {
            fresh.stop(new ShutdownEvent());
        }
    }

    @Test
    void notes_that_come_in_while_the_case_is_erased_are_refused_or_erased() throws Exception {
        String id = announced("lead");
        sampled(id, "A");
        judge(id, "A", "sufficient", "The first.").statusCode(201);
        int writers = 6;
        var barrier = new CyclicBarrier(writers + 1);
        try (var threads = Executors.newFixedThreadPool(writers + 1)) {
            var work = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < writers; i++) {
                int writer = i;
                work.add(() -> {
                    barrier.await();
                    for (int j = 0; j < 5; j++) {
                        int status =
                                judge(id, "A", "sufficient", "note %d of %d".formatted(j, writer))
                                        .extract()
                                        .statusCode();
                        assertThat(status).isIn(201, 409);
                    }
                    return true;
                });
            }
            work.add(() -> {
                barrier.await();
                erase(id, "A").statusCode(200);
                return true;
            });
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
        assertThat(gone(id, "A")).isTrue();
        view(id, "A").body("notes.status", everyItem(equalTo("erased")));
        List<Map<String, Object>> events = events(id);
        List<String> types = events.stream().map(event -> (String) event.get("type")).toList();
        int erased = types.indexOf("CaseErased");
        assertThat(types.subList(erased + 1, types.size())).isEmpty();
    }

    // ---- retention

    @Test
    void notes_are_erased_by_age_once_and_the_history_says_so() throws Exception {
        itIs("2009-06-24T09:00:00Z");
        try {
            String first = closedWithNote();
            itIs("2009-06-25T09:00:00Z");
            String second = closedWithNote();
            itIs("2011-06-23T22:59:00Z"); // a minute before midnight in London
            itIs("2011-06-24T08:00:00Z");
            await().atMost(LIMIT).until(() -> gone(first, "A"));
            view(first, "A")
                    .body("notes.status", contains("erased"))
                    .body("erasedAt", equalTo("2011-06-24T08:00:00Z"));
            view(second, "A").body("notes.text", contains("Kept for two years."));
            assertThat(events(first))
                    .filteredOn(event -> "CaseErased".equals(event.get("type")))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.get("actor")).isEqualTo("case-service");
                        assertThat(event.get("data"))
                                .isEqualTo(Map.of("caseId", "A", "reason", "retention"));
                    });
            var at = Instant.parse("2011-06-24T08:00:00Z");
            var both =
                    List.of(
                            inspections.eraseByAge(second, "A", at),
                            inspections.eraseByAge(second, "A", at));
            for (var one : both) {
                one.get();
            }
            assertThat(events(second))
                    .filteredOn(event -> "CaseErased".equals(event.get("type")))
                    .hasSize(1);
        } finally {
            Files.deleteIfExists(Path.of(businessClock));
        }
    }

    // ---- the words of these tests

    private String closedWithNote() {
        String id = announced("lead");
        sampled(id, "A");
        judge(id, "A", "sufficient", "Kept for two years.").statusCode(201);
        as("lead", "lead-inspector")
                .body("{}")
                .post("/v1/inspections/{id}/fieldwork/close", id)
                .then()
                .statusCode(200);
        return id;
    }

    private void itIs(String instant) throws IOException {
        Path clock = Path.of(businessClock);
        Path next = clock.resolveSibling("next");
        Files.writeString(next, instant);
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
    }

    private MasterKeys masters() throws IOException {
        return MasterKeys.parse(Files.readString(Path.of(masterKeyFile)), "the test");
    }

    private boolean gone(String id, String caseId) throws SQLException {
        try (Connection connection = keyDatabase.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select wrapped is null from keys.case_key where inspection = '%s' and case_id = '%s'"
                                        .formatted(id, caseId))) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private void keysAway(boolean away) throws SQLException {
        SharedStack stack = SharedStack.get();
        String name = keysUrl.substring(keysUrl.lastIndexOf('/') + 1);
        try (Connection connection =
                        DriverManager.getConnection(logUrl, stack.user(), stack.password());
                Statement statement = connection.createStatement()) {
            statement.execute("alter database " + name + " allow_connections " + !away);
            if (away) {
                statement.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                                + name
                                + "'");
            }
        }
    }

    private static Handler listener(Queue<String> said) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                said.add(new SimpleFormatter().format(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    /** The tables that hold a text, in clear or as bytes. */
    private static List<String> whereIn(AgroalDataSource database, String text)
            throws SQLException {
        var found = new ArrayList<String>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            var tables = new ArrayList<String>();
            try (ResultSet rows =
                    statement.executeQuery(
                            "select table_schema || '.' || table_name from information_schema.tables"
                                    + " where table_type = 'BASE TABLE' and table_schema not in"
                                    + " ('pg_catalog', 'information_schema')")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet rows =
                        statement.executeQuery(
                                "select count(*) from %s t where t::text like '%%%s%%' or t::text like '%%%s%%'"
                                        .formatted(
                                                table,
                                                text,
                                                HexFormat.of().formatHex(text.getBytes(UTF_8))))) {
                    rows.next();
                    if (rows.getLong(1) > 0) {
                        found.add(table);
                    }
                }
            }
        }
        return found;
    }

    /** Every record of the service's topic, headers and all. */
    private List<String> topic() {
        var properties = new Properties();
        properties.put("bootstrap.servers", SharedStack.get().bootstrap());
        var records = new ArrayList<String>();
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(topicPrefix + Inspections.TOPIC).stream()
                            .map(one -> new TopicPartition(one.topic(), one.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    var text = new StringBuilder(new String(record.key(), UTF_8));
                    record.headers().forEach(h -> text.append(new String(h.value(), UTF_8)));
                    records.add(text.append(new String(record.value(), UTF_8)).toString());
                }
            }
        }
        return records;
    }

    private static void run(AgroalDataSource database, String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private static List<String> hashes(String id) {
        return events(id).stream().map(event -> (String) event.get("hash")).toList();
    }

    private static List<Map<String, Object>> events(String id) {
        return as("ann", "inspector")
                .get("/v1/inspections/{id}/events?limit=100", id)
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    private static ValidatableResponse view(String id, String caseId) {
        return as("ann", "inspector").get("/v1/inspections/{id}/cases/{case}", id, caseId).then();
    }

    private static ValidatableResponse erase(String id, String caseId) {
        return erase("lead", "lead-inspector", id, caseId, "requested");
    }

    private static ValidatableResponse erase(
            String subject, String role, String id, String caseId, String reason) {
        return erase(UUID.randomUUID().toString(), subject, role, id, caseId, reason);
    }

    private static ValidatableResponse erase(
            String key, String subject, String role, String id, String caseId, String reason) {
        return as(key, subject, role)
                .body(Map.of("reason", reason))
                .post("/v1/inspections/{id}/cases/{case}/erasure", id, caseId)
                .then();
    }

    private static ValidatableResponse judge(
            String id, String caseId, String code, @Nullable String note) {
        return judge(UUID.randomUUID().toString(), id, caseId, code, note);
    }

    private static ValidatableResponse judge(
            String key, String id, String caseId, String code, @Nullable String note) {
        return as(key, "ann", "inspector")
                .body(
                        note == null
                                ? Map.of("answers", answers(code))
                                : Map.of("answers", answers(code), "note", note))
                .post("/v1/inspections/{id}/cases/{case}/judgements", id, caseId)
                .then();
    }

    private static Map<String, Object> item(String caseId, String note) {
        return Map.of("caseId", caseId, "answers", answers("sufficient"), "note", note);
    }

    private static ValidatableResponse refused(
            ValidatableResponse response, int status, String field) {
        return response.statusCode(status)
                .contentType("application/problem+json")
                .body("violations.field", hasItem(field));
    }

    private static RequestSpecification as(String subject, String role) {
        return as(UUID.randomUUID().toString(), subject, role);
    }

    private static RequestSpecification as(String key, String subject, String role) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .auth()
                .oauth2(TestTokens.token(role, subject, null));
    }

    private static String announced(String lead) {
        return as(lead, "lead-inspector")
                .body(
                        """
                        {"area":"Sefton","body":"Sefton Youth Offending Team","kind":"core",
                         "framework":"cci-2009","fieldworkStart":"2009-04-20",
                         "fieldworkEnd":"2009-04-24"}
                        """)
                .post("/v1/inspections")
                .then()
                .statusCode(201)
                .body("lead", equalTo(lead))
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
        as("lead", "lead-inspector")
                .body(Map.of("cases", sample))
                .post("/v1/inspections/{id}/cases", id)
                .then()
                .statusCode(201);
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

    /** Not injected: test classes are beans of every application that is started here. */
    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
