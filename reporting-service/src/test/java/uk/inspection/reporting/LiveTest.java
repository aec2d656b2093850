package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.InspectionKind;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.projection.InspectionChangeEntity;
import uk.inspection.reporting.projection.InspectionChanges;

/** The stream of changes: who gets which, and that whoever comes back misses none. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class LiveTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORIGIN = "0-0000000000000000";

    @Inject InspectionChanges changes;
    @Inject @PersistenceUnitExtension Statements statements;

    private final Fieldwork fieldwork = new Fieldwork();
    private final String area = "Area " + UUID.randomUUID();

    @AfterEach
    void close() {
        fieldwork.close();
    }

    // ---- no change is missed

    @Test
    void what_happens_between_page_and_stream_comes_with_the_stream() throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 1, 36, 36, 50);
        fieldwork.shown(id);
        String page = page("/inspections?area=" + escaped(area));
        fieldwork.scored(id, 2, 37, 36, 50);
        fieldwork.shown(id);
        try (var live = new LiveReader(stream(page), null)) {
            await().atMost(PATIENCE).until(() -> live.changes().size() == 1);
            fieldwork.scored(id, 3, 46, 36, 50);
            await().atMost(PATIENCE).until(() -> live.changes().size() == 2);
            assertThat(live.header("Content-Type")).startsWith("text/event-stream");
            assertThat(live.header("Cache-Control")).isEqualTo("no-store");
            assertThat(live.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(live.field("retry")).hasSize(1);
            assertThat(live.field("event")).containsExactly("alive", "change", "change");

            JsonNode change = read(live.changes().getLast());
            assertThat(change.path("inspection").asText()).isEqualTo(id);
            assertThat(change.path("part").asText())
                    .startsWith("<li id=\"inspection-" + id)
                    .contains("3 of 33 cases judged", "Band changed");
            assertThat(change.path("line").asText())
                    .startsWith("<li id=\"change-" + change.path("position").asLong())
                    .contains("history?at=score-events/3");
            // What is sent is what the page says when it is loaded.
            assertThat(withoutPosition(page("/inspections?area=" + escaped(area))))
                    .contains(withoutPosition(change.path("part").asText()))
                    .contains(withoutPosition(change.path("line").asText()));
        }
    }

    @Test
    void a_page_that_has_everything_is_sent_nothing() throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 1, 36, 36, 50);
        fieldwork.shown(id);
        String page = page("/inspections/" + id);
        try (var live = new LiveReader(stream(page), null)) {
            fieldwork.scored(id, 2, 37, 36, 50);
            await().atMost(PATIENCE).until(() -> !live.changes().isEmpty());
            assertThat(versions(live)).containsExactly(2);
            assertThat(read(live.changes().getFirst()).path("part").asText())
                    .startsWith("<div id=\"inspection-" + id)
                    .contains("table-criteria");
        }
    }

    @Test
    void a_reader_that_is_cut_off_again_and_again_gets_every_change_once() throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        String query = "?inspection=" + id + "&after=" + after(page("/inspections/" + id));
        var seen = new ArrayList<Integer>();
        String last = null;
        int judged = 0;
        for (int round = 0; round < 10; round++) {
            fieldwork.scored(id, ++judged, 30 + judged, 36, 50);
            fieldwork.scored(id, ++judged, 30 + judged, 36, 50);
            try (var live = new LiveReader(query, last)) {
                fieldwork.scored(id, ++judged, 30 + judged, 36, 50);
                // It is cut off before everything has come, but for the last time.
                int enough = round < 9 ? 1 + round % 3 : judged - seen.size();
                await().atMost(PATIENCE).until(() -> live.changes().size() >= enough);
                List<String> got = live.changes();
                got.forEach(data -> seen.add(version(data)));
                last = idOf(live, got.getLast());
            }
        }
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, judged).boxed().toList());
    }

    @Test
    void the_last_id_counts_more_than_where_the_page_began() throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        String query = "?inspection=" + id + "&after=" + after(page("/inspections/" + id));
        fieldwork.scored(id, 1, 36, 36, 50);
        fieldwork.scored(id, 2, 37, 36, 50);
        fieldwork.shown(id);
        String last;
        try (var live = new LiveReader(query, null)) {
            await().atMost(PATIENCE).until(() -> live.changes().size() == 2);
            last = idOf(live, live.changes().getFirst());
        }
        try (var live = new LiveReader(query, last)) {
            await().atMost(PATIENCE).until(() -> !live.changes().isEmpty());
            assertThat(versions(live)).containsExactly(2);
        }
    }

    /** Another instance is another window over the same table; this one nobody wakes. */
    @Test
    void a_reader_that_changes_instances_at_every_change_misses_none() throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        var there = new InspectionChanges();
        var seen = new ArrayList<Long>();
        long at = changes.newest().position();
        for (int version = 1; version <= 12; version++) {
            fieldwork.scored(id, version, 30 + version, 36, 50);
            InspectionChanges one = version % 2 == 0 ? changes : there;
            long target = version;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (seen.size() < target && System.nanoTime() < deadline) {
                for (InspectionChangeEntity change : one.next(at, 1, Duration.ofMillis(200))) {
                    at = change.position;
                    if (change.inspection.equals(id)) {
                        seen.add(change.scoreVersion);
                    }
                }
            }
        }
        assertThat(seen).containsExactlyElementsOf(LongStream.rangeClosed(1, 12).boxed().toList());
    }

    @Test
    void an_id_of_another_table_is_told_to_load_the_page_anew_and_goes_on() throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.scored(id, 1, 36, 36, 50);
        fieldwork.shown(id);
        String newest = after(page("/inspections/" + id));
        String position = newest.substring(0, newest.indexOf('-'));
        for (String foreign :
                List.of(position + "-0123456789abcdef", "999999999-0123456789abcdef")) {
            try (var live = new LiveReader("?inspection=" + id, foreign)) {
                await().atMost(PATIENCE).until(() -> live.field("event").contains("resync"));
                assertThat(live.field("id").getFirst()).isEqualTo(newest);
                assertThat(live.changes()).isEmpty();
            }
        }
        try (var live = new LiveReader("?inspection=" + id, position + "-0123456789abcdef")) {
            await().atMost(PATIENCE).until(() -> live.field("event").contains("alive"));
            fieldwork.scored(id, 2, 37, 36, 50);
            await().atMost(PATIENCE).until(() -> !live.changes().isEmpty());
            assertThat(versions(live)).containsExactly(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "1",
                "-1-0000000000000000",
                "01-0000000000000000",
                "1-000000000000000G",
                "99999999999999999999-0000000000000000",
                "MDox"
            })
    void an_id_that_was_never_given_out_is_refused(String id) throws Exception {
        try (var live = new LiveReader("", id)) {
            assertThat(live.status()).isEqualTo(422);
        }
        try (var live = new LiveReader("?after=" + escaped(id), null)) {
            assertThat(live.status()).isEqualTo(422);
        }
    }

    @Test
    void who_is_a_thousand_changes_behind_is_told_to_load_the_page_anew() throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        String before = after(page("/inspections/" + id));
        for (int i = 0; i < 1001; i++) {
            fieldwork.sampled(id, "C" + i);
        }
        fieldwork.shown(id);
        try (var live = new LiveReader("?inspection=" + id, before);
                var oldest = new LiveReader("?inspection=" + id + "&after=" + ORIGIN, null)) {
            for (LiveReader one : List.of(live, oldest)) {
                await().atMost(PATIENCE).until(() -> one.field("event").contains("resync"));
                assertThat(one.field("id").getLast()).isEqualTo(after(page("/inspections/" + id)));
            }
            fieldwork.scored(id, 1, 36, 36, 50);
            await().atMost(PATIENCE).until(() -> live.changes().size() == 1);
        }
    }

    // ---- many readers, and slow ones

    @Test
    void many_readers_get_every_change_and_the_table_is_hardly_read() throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        var crowd = new ArrayList<LiveReader>();
        try {
            for (int i = 0; i < 90; i++) {
                crowd.add(
                        new LiveReader(
                                "?area=" + escaped(area) + (i % 2 == 0 ? "&lang=cy" : ""), null));
            }
            statements.forget();
            long begun = System.nanoTime();
            for (int judged = 1; judged <= 20; judged++) {
                fieldwork.scored(id, judged, 30 + judged, 36, 50);
            }
            for (LiveReader live : crowd) {
                await().atMost(PATIENCE).until(() -> live.changes().size() >= 20);
                assertThat(versions(live))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
            }
            long polls = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 500 + 1;
            List<String> reads =
                    statements.seen("inspection_change").stream()
                            .filter(sql -> sql.startsWith("select"))
                            .toList();
            // Each change: the writer's look at the newest, two languages, and a reading or two.
            assertThat((long) reads.size()).isLessThan(6 * 20 + 2 * polls);
        } finally {
            crowd.forEach(LiveReader::close);
        }
    }

    @Test
    void a_reader_that_takes_nothing_misses_nothing_unawares_and_holds_nobody_up()
            throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        String query = "?inspection=" + id;
        try (var stalled = new StallingReader(query);
                var fast = new LiveReader(query, null)) {
            int chunk = 250;
            int last = 2500;
            // It takes none of these; together they are more than the sockets between hold.
            for (int from = 1; from <= last; from += chunk) {
                for (int judged = from; judged < from + chunk; judged++) {
                    fieldwork.scored(id, judged, 30 + judged % 2, 36, 50);
                }
                int to = from + chunk - 1;
                await().atMost(PATIENCE).until(() -> fast.changes().size() == to);
            }
            assertThat(versions(fast))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, last).boxed().toList());

            int expected = 1;
            StallingReader.Taken taken = stalled.take();
            while (taken != null && !taken.name().equals("resync")) {
                if (taken.name().equals("change")) {
                    assertThat(version(taken.data())).isEqualTo(expected++);
                }
                taken = stalled.take();
            }
            // Told so, or let go: it comes back then, and is told.
            assertThat(expected).isLessThan(last);
            if (taken == null) {
                try (var back = new LiveReader(query, stalled.lastId())) {
                    await().atMost(PATIENCE).until(() -> back.field("event").contains("resync"));
                }
            }
        }
    }

    @Test
    void one_subject_holds_a_hundred_streams_and_leaves_room_for_others() throws Exception {
        String token = TestTokens.token("inspector", "a-crowd-" + UUID.randomUUID(), null);
        var crowd = new ArrayList<LiveReader>();
        try {
            for (int i = 0; i < 100; i++) {
                crowd.add(new LiveReader("", null, token));
            }
            assertThat(crowd).extracting(LiveReader::status).containsOnly(200);
            try (var oneMore = new LiveReader("", null, token);
                    var another = new LiveReader("", null)) {
                assertThat(oneMore.status()).isEqualTo(429);
                assertThat(oneMore.header("Retry-After")).isEqualTo("1");
                assertThat(oneMore.header("Content-Type")).startsWith("application/problem+json");
                assertThat(another.status()).isEqualTo(200);
            }
            crowd.removeLast().close();
            await().atMost(PATIENCE)
                    .until(() -> {
                        try (var again = new LiveReader("", null, token)) {
                            return again.status() == 200;
                        }
                    });
        } finally {
            crowd.forEach(LiveReader::close);
        }
    }

    // ---- who gets which, and for how long

    @Test
    void a_service_gets_its_own_self_audits_and_nobody_else_gets_them() throws Exception {
        String core = fieldwork.announced(area);
        String audit = fieldwork.announced(area, "Our own audit", InspectionKind.SELF_AUDIT);
        fieldwork.shown(core);
        fieldwork.shown(audit);
        try (var own = reader("yot", area, "");
                var asked = reader("yot", area, "?inspection=" + core);
                var neighbour = reader("yot", "Elsewhere", "");
                var curious = reader("yot", "Elsewhere", "?area=" + escaped(area));
                var nowhere = reader("yot", "", "");
                var inspector = reader("inspector", area, "");
                var analyst = reader("analyst", null, "?inspection=" + audit)) {
            fieldwork.scored(audit, 1, 36, 36, 50);
            fieldwork.finalised(audit, 36, 36, 50);
            fieldwork.shown(audit);
            fieldwork.scored(core, 1, 36, 36, 50);
            await().atMost(PATIENCE).until(() -> own.changes().size() == 2);
            await().atMost(PATIENCE).until(() -> !inspector.changes().isEmpty());
            assertThat(inspections(own)).containsOnly(audit);
            assertThat(inspections(inspector)).contains(core).doesNotContain(audit);
            // Who gets nothing has passed over all of it, and says so by his id.
            String newest = after(page("/inspections"));
            for (LiveReader one : List.of(asked, neighbour, curious, nowhere, analyst)) {
                await().atMost(PATIENCE).until(() -> one.field("id").getLast().equals(newest));
                assertThat(one.changes()).isEmpty();
            }
        }
    }

    @Test
    void a_reader_gets_the_changes_of_the_area_it_asks_for() throws Exception {
        String here = fieldwork.announced(area);
        String elsewhere = fieldwork.announced(area + " North");
        fieldwork.shown(here);
        fieldwork.shown(elsewhere);
        try (var live = reader("lead-inspector", null, "?area=" + escaped(area));
                var all = reader("chief-inspector", null, "")) {
            fieldwork.scored(elsewhere, 1, 36, 36, 50);
            fieldwork.shown(elsewhere);
            fieldwork.scored(here, 1, 36, 36, 50);
            await().atMost(PATIENCE).until(() -> inspections(all).contains(here));
            await().atMost(PATIENCE).until(() -> !live.changes().isEmpty());
            assertThat(inspections(live)).containsExactly(here);
            assertThat(inspections(all)).containsSubsequence(elsewhere, here);
        }
    }

    @Test
    void a_stream_ends_with_its_token_and_goes_on_with_a_new_one() throws Exception {
        String id = fieldwork.announced(area);
        fieldwork.shown(id);
        String query = "?inspection=" + id;
        String passing = TestTokens.token("inspector", "a-visitor", null, Duration.ofSeconds(3));
        String last;
        try (var visitor = new LiveReader(query, null, passing)) {
            assertThat(visitor.status()).isEqualTo(200);
            await().atMost(PATIENCE).until(visitor::ended);
            assertThat(visitor.field("event")).endsWith("expired");
            last = visitor.field("id").getLast();
            fieldwork.scored(id, 1, 36, 36, 50);
            fieldwork.shown(id);
            assertThat(visitor.changes()).isEmpty();
        }
        try (var refused = new LiveReader(query, last, passing)) {
            assertThat(refused.status()).isEqualTo(401);
        }
        try (var back = new LiveReader(query, last)) {
            await().atMost(PATIENCE).until(() -> !back.changes().isEmpty());
            assertThat(versions(back)).containsExactly(1);
        }
    }

    @Test
    void a_program_reads_it_with_a_token_in_the_header_and_nobody_without_one() throws Exception {
        given().accept("text/event-stream").get("/live/score-events").then().statusCode(401);
        given().accept("text/event-stream")
                .auth()
                .oauth2(TestTokens.token("yjb", "the-board", null))
                .get("/live/score-events")
                .then()
                .statusCode(403);
        try (var stalled = new StallingReader("")) { // which sends its token in the header
            assertThat(stalled.take())
                    .isNotNull()
                    .extracting(StallingReader.Taken::name)
                    .isEqualTo("alive");
        }
    }

    @Test
    void something_comes_within_ten_seconds() throws Exception {
        try (var quiet = new LiveReader("?inspection=" + UUID.randomUUID(), null)) {
            await().atMost(Duration.ofSeconds(11)).until(() -> quiet.field("event").size() > 1);
            assertThat(quiet.field("event")).containsOnly("alive");
        }
    }

    // ---- the words of these tests

    private static String page(String address) {
        return given().accept("text/html")
                .cookies(Sessions.of("inspector", null))
                .urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    /** The query of the stream, as the page's script asks for it. */
    private static String stream(String page) {
        return attribute(page, "data-stream").substring("/live/score-events".length())
                + "&after="
                + after(page);
    }

    private static String after(String page) {
        return attribute(page, "data-after");
    }

    private static String attribute(String page, String name) {
        var found = Pattern.compile(name + "=\"([^\"]*)\"").matcher(page);
        assertThat(found.find()).isTrue();
        return found.group(1).replace("&amp;", "&");
    }

    /** Without what differs between a page, which has other changes in it too, and its part. */
    private static String withoutPosition(String html) {
        return html.replaceAll("data-position=\"\\d+\"", "").replaceAll("\\s+", " ");
    }

    private static LiveReader reader(String role, @Nullable String area, String query)
            throws IOException, InterruptedException {
        return new LiveReader(query, null, TestTokens.token(role, "test-" + role, area));
    }

    /** The id of the event that this change came with. */
    private static String idOf(LiveReader live, String change) {
        String position = read(change).path("position").asText() + "-";
        return live.field("id").stream()
                .filter(id -> id.startsWith(position))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> inspections(LiveReader live) {
        return live.changes().stream().map(data -> read(data).path("inspection").asText()).toList();
    }

    private static List<Integer> versions(LiveReader live) {
        return live.changes().stream().map(LiveTest::version).toList();
    }

    /** Of the score, as its line links it. */
    private static int version(String data) {
        var found =
                Pattern.compile("history\\?at=score-events/(\\d+)")
                        .matcher(read(data).path("line").asText());
        assertThat(found.find()).as(data).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static JsonNode read(String data) {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new AssertionError(data, e);
        }
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
