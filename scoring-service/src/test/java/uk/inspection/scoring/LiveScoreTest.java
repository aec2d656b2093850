package uk.inspection.scoring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.scoring.SomeFacts.announced;
import static uk.inspection.scoring.SomeFacts.judged;
import static uk.inspection.scoring.SomeFacts.sampled;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.InspectionKind;
import uk.inspection.local.testing.TestTokens;

/** Live scores: who gets which, and what becomes of a reader that cannot keep up. */
@QuarkusTest
@QuarkusTestResource(ScoringServiceStack.class)
class LiveScoreTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Fewer than a reader that keeps up may be behind. */
    private static final int AT_ONCE = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CaseTopic cases = new CaseTopic();
    private final String area = "Area " + UUID.randomUUID();

    @AfterEach
    void no_client_left() {
        cases.close();
    }

    // ---- who gets which

    @Test
    void a_reader_gets_the_scores_of_the_area_it_asks_for() throws Exception {
        try (var live = new LiveReader("?area=" + escaped(area), null);
                var both =
                        new LiveReader(
                                "?area=" + escaped(area) + "&inspection=" + UUID.randomUUID(),
                                null);
                var elsewhere = new CaseTopic()) {
            connected(live);
            connected(both);
            elsewhere.publish(
                    announced(InspectionKind.CORE, area + " North"),
                    sampled("A"),
                    judged("A", 1, "sufficient"));
            reflected(elsewhere.inspection(), 3);
            cases.publish(
                    announced(InspectionKind.REINSPECTION, area),
                    sampled("A"),
                    judged("A", 1, "sufficient"),
                    new FieldworkClosed(1, 1));

            await().atMost(PATIENCE).until(() -> live.field("event").size() == 2);
            assertThat(live.field("event")).containsExactly("ScoreChanged", "ScoresFinalised");
            assertThat(inspections(live)).containsOnly(cases.inspection());
            assertThat(both.field("event")).isEmpty();
        }
    }

    @Test
    void a_service_gets_its_own_self_audits_and_nobody_else_gets_them() throws Exception {
        try (var own = reader("yot", area);
                var ownByArea =
                        new LiveReader(
                                "?area=Elsewhere",
                                null,
                                TestTokens.token("yot", "our-manager", area));
                var neighbour = reader("yot", "Elsewhere");
                var inspector = reader("inspector", area);
                var core = new CaseTopic()) {
            for (LiveReader one : List.of(own, ownByArea, neighbour, inspector)) {
                connected(one);
            }
            core.publish(
                    announced(InspectionKind.CORE, area),
                    sampled("A"),
                    judged("A", 1, "sufficient"));
            reflected(core.inspection(), 3);
            cases.publish(
                    announced(InspectionKind.SELF_AUDIT, area),
                    sampled("A"),
                    judged("A", 1, "sufficient"),
                    new FieldworkClosed(1, 1));

            await().atMost(PATIENCE).until(() -> own.field("event").size() == 2);
            assertThat(inspections(own)).containsOnly(cases.inspection());
            await().atMost(PATIENCE)
                    .until(() -> inspections(inspector).contains(core.inspection()));
            assertThat(inspections(inspector)).doesNotContain(cases.inspection());
            assertThat(neighbour.field("event")).isEmpty();
            assertThat(ownByArea.field("event")).isEmpty();
        }
    }

    @Test
    void a_reader_follows_several_inspections_and_resumes_all_of_them() throws Exception {
        try (var second = new CaseTopic();
                var third = new CaseTopic()) {
            // One is named twice, and one does not exist.
            String query =
                    "?inspection=%s&inspection=%s&inspection=%s&inspection=%s"
                            .formatted(
                                    cases.inspection(),
                                    second.inspection(),
                                    cases.inspection(),
                                    UUID.randomUUID());
            String last;
            try (var live = new LiveReader(query, null)) {
                connected(live);
                for (CaseTopic one : List.of(third, second, cases)) {
                    one.publish(
                            announced(InspectionKind.CORE, area),
                            sampled("A"),
                            judged("A", 1, "sufficient"));
                    reflected(one.inspection(), 3);
                }
                await().atMost(PATIENCE).until(() -> live.field("event").size() == 2);
                assertThat(inspections(live))
                        .containsExactly(second.inspection(), cases.inspection());
                last = live.field("id").getLast();
            }
            for (CaseTopic one : List.of(cases, third, second)) {
                one.publish(judged("A", 2, "insufficient"));
                reflected(one.inspection(), 4);
            }
            try (var back = new LiveReader(query, last)) {
                await().atMost(PATIENCE).until(() -> back.field("event").size() == 2);
                assertThat(inspections(back))
                        .containsExactly(cases.inspection(), second.inspection());
                assertThat(versions(back)).containsOnly(2L);
            }
        }
    }

    @Test
    void to_name_an_inspection_shows_no_more_of_it() throws Exception {
        try (var core = new CaseTopic()) {
            String query = "?inspection=" + core.inspection() + "&inspection=" + cases.inspection();
            String own = TestTokens.token("yot", "our-manager", area);
            try (var service = new LiveReader(query, null, own);
                    var inspector =
                            new LiveReader(
                                    query, null, TestTokens.token("inspector", "one", null))) {
                connected(service);
                connected(inspector);
                cases.publish(
                        announced(InspectionKind.SELF_AUDIT, area),
                        sampled("A"),
                        judged("A", 1, "sufficient"));
                core.publish(
                        announced(InspectionKind.CORE, area),
                        sampled("A"),
                        judged("A", 1, "sufficient"));
                await().atMost(PATIENCE).until(() -> service.field("event").size() == 1);
                await().atMost(PATIENCE).until(() -> inspector.field("event").size() == 1);
                assertThat(inspections(service)).containsExactly(cases.inspection());
                assertThat(inspections(inspector)).containsExactly(core.inspection());
            }
        }
    }

    @Test
    void headlines_say_the_same_as_the_whole_score_in_less() throws Exception {
        String query = "?inspection=" + cases.inspection();
        try (var all = new LiveReader(query + "&detail=all", null);
                var brief = new LiveReader(query + "&detail=headlines", null)) {
            connected(all);
            connected(brief);
            cases.publish(
                    announced(InspectionKind.CORE, area),
                    sampled("A"),
                    judged("A", 1, "sufficient"),
                    ScoringServiceTest.judgedThroughout("A", 2),
                    new FieldworkClosed(1, 1));
            await().atMost(PATIENCE).until(() -> all.field("event").size() == 3);
            await().atMost(PATIENCE).until(() -> brief.field("event").size() == 3);

            assertThat(brief.field("event")).isEqualTo(all.field("event"));
            for (int i = 0; i < 3; i++) {
                JsonNode whole = read(all.field("data").get(i));
                JsonNode said = read(brief.field("data").get(i));
                assertThat(said).isEqualTo(headlinesOf(whole));
                assertThat(said.path("headlines")).hasSize(3);
            }
            assertThat(brief.events()).isNotEmpty().allMatch(event -> event.length() < 500);
        }
    }

    @Test
    void under_rated_standards_the_headline_is_the_overall_rating() throws Exception {
        String query = "?inspection=" + cases.inspection();
        try (var all = new LiveReader(query, null);
                var brief = new LiveReader(query + "&detail=headlines", null)) {
            connected(all);
            connected(brief);
            cases.publish(
                    announced(InspectionKind.CORE, area, "yj-2021"),
                    sampled("A"),
                    judged("A", 1, "2.1.desistance", "yes"));
            await().atMost(PATIENCE).until(() -> !all.field("event").isEmpty());
            await().atMost(PATIENCE).until(() -> !brief.field("event").isEmpty());

            JsonNode said = read(brief.field("data").getFirst());
            assertThat(said).isEqualTo(headlinesOf(read(all.field("data").getFirst())));
            assertThat(said.has("points") && said.has("maximum")).isTrue();
        }
    }

    @Test
    void a_stream_is_refused_that_asks_for_what_there_is_not() throws Exception {
        String hundred =
                IntStream.range(0, 100)
                        .mapToObj(i -> "inspection=" + UUID.randomUUID())
                        .collect(Collectors.joining("&"));
        try (var most = new LiveReader("?" + hundred + "&" + hundred.substring(0, 47), null)) {
            assertThat(most.status()).isEqualTo(200);
        }
        refused(422, hundred + "&inspection=one-more", "inspection", "must name at most 100");
        for (String detail : List.of("most", "HEADLINES")) {
            refused(400, "detail=" + detail, "detail", "must be all or headlines");
        }
    }

    @Test
    void a_comment_tells_a_reader_without_events_how_far_the_stream_is() throws Exception {
        try (var quiet = new LiveReader("?inspection=" + UUID.randomUUID(), null);
                var all = new LiveReader("?inspection=" + cases.inspection(), null)) {
            connected(quiet);
            await().atMost(Duration.ofSeconds(10)).until(() -> quiet.comments() > 1);
            connected(all);
            cases.publish(
                    announced(InspectionKind.CORE, area),
                    sampled("A"),
                    judged("A", 1, "sufficient"));
            await().atMost(PATIENCE).until(() -> !all.field("event").isEmpty());
            long handed = position(all.field("id").getLast());

            await().atMost(PATIENCE).until(() -> position(quiet.field("id").getLast()) >= handed);
            assertThat(quiet.field("event")).isEmpty();
            assertThat(quiet.comments()).isGreaterThan(1);
        }
    }

    @Test
    void a_stream_ends_with_its_token_and_goes_on_with_a_new_one() throws Exception {
        cases.publish(
                announced(InspectionKind.CORE, area), sampled("A"), judged("A", 1, "sufficient"));
        reflected(cases.inspection(), 3);
        String query = "?inspection=" + cases.inspection();
        String last;
        String passing = TestTokens.token("analyst", "a-visitor", null, Duration.ofSeconds(3));
        try (var visitor = new LiveReader(query, null, passing)) {
            assertThat(visitor.status()).isEqualTo(200);
            connected(visitor);
            await().atMost(PATIENCE).until(visitor::ended);
            last = visitor.field("id").getLast();
            cases.publish(judged("A", 2, "insufficient"));
            reflected(cases.inspection(), 4);
            assertThat(visitor.field("event")).isEmpty();
        }
        try (var refused = new LiveReader(query, last, passing)) {
            assertThat(refused.status()).isEqualTo(401);
        }
        try (var back = new LiveReader(query, last)) {
            await().atMost(PATIENCE).until(() -> !back.field("event").isEmpty());
            assertThat(versions(back)).containsExactly(2L);
        }
    }

    @Test
    void one_subject_holds_a_hundred_streams_and_leaves_room_for_others() throws Exception {
        String token = TestTokens.token("analyst", "a-crowd-" + UUID.randomUUID(), null);
        String query = "?inspection=" + cases.inspection();
        var crowd = new ArrayList<LiveReader>();
        try {
            for (int i = 0; i < 100; i++) {
                crowd.add(new LiveReader(query, null, token));
            }
            assertThat(crowd).extracting(LiveReader::status).containsOnly(200);
            try (var oneMore = new LiveReader(query, null, token);
                    var another = new LiveReader(query, null)) {
                assertThat(oneMore.status()).isEqualTo(429);
                assertThat(oneMore.header("Retry-After")).isEqualTo("1");
                assertThat(oneMore.header("Content-Type")).startsWith("application/problem+json");
                assertThat(another.status()).isEqualTo(200);
            }
            crowd.removeLast().close();
            await().atMost(PATIENCE)
                    .until(() -> {
                        try (var again = new LiveReader(query, null, token)) {
                            return again.status() == 200;
                        }
                    });
        } finally {
            crowd.forEach(LiveReader::close);
        }
    }

    // ---- who cannot keep up

    @Test
    void a_reader_that_stalls_gets_the_latest_state_and_others_miss_nothing() throws Exception {
        int judgements = 2000;
        cases.publish(announced(InspectionKind.CORE, area), sampled("A"));
        String query = "?inspection=" + cases.inspection();
        try (var stalled = new StallingReader(query);
                var fast = new LiveReader(query, null)) {
            connected(fast);
            String start = fast.field("id").getFirst();
            // It takes none of these; together they are more than the sockets between hold.
            for (int from = 1; from <= judgements; from += AT_ONCE) {
                int to = from + AT_ONCE - 1;
                cases.publishTogether(
                        IntStream.rangeClosed(from, to)
                                .mapToObj(n -> ScoringServiceTest.judgedThroughout("A", n))
                                .toList());
                await().atMost(PATIENCE).until(() -> fast.field("event").size() == to);
            }
            cases.publish(new FieldworkClosed(1, 1), new FieldworkReopened("One more."));
            int last = judgements + 2;
            await().atMost(PATIENCE).until(() -> fast.field("event").size() == last);
            assertThat(versions(fast)).containsExactlyElementsOf(upTo(last));
            assertThat(skipped(fast)).containsOnly(0);

            List<StallingReader.Taken> taken = takeUntil(stalled, last);
            List<Long> versions = taken.stream().map(one -> version(one.data())).toList();
            assertThat(versions).isSorted().doesNotHaveDuplicates();
            assertThat(taken.stream().mapToLong(one -> position(one.id())).toArray()).isSorted();
            // What it did not take was left out and not kept for it.
            int leftOut = taken.stream().mapToInt(one -> skipped(one.data())).sum();
            assertThat(taken.size() + leftOut).isEqualTo(last);
            assertThat(leftOut).isGreaterThan(judgements / 4);
            assertThat(taken).extracting(StallingReader.Taken::name).contains("ScoresFinalised");

            // Who comes back from far behind, and reads, gets everything.
            try (var back = new LiveReader(query, start)) {
                await().atMost(PATIENCE).until(() -> back.field("event").size() == last);
                assertThat(versions(back)).containsExactlyElementsOf(upTo(last));
                assertThat(skipped(back)).containsOnly(0);
            }
        }
    }

    // ---- the words of these tests

    private static List<StallingReader.Taken> takeUntil(StallingReader reader, long version)
            throws IOException {
        var taken = new ArrayList<StallingReader.Taken>();
        do {
            taken.add(reader.take());
        } while (version(taken.getLast().data()) < version);
        return taken;
    }

    private static List<Long> upTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Long::valueOf).toList();
    }

    private static void refused(int status, String query, String field, String rule)
            throws Exception {
        try (var refused = new LiveReader("?" + query, null)) {
            assertThat(refused.status()).as(query).isEqualTo(status);
            assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
            await().atMost(PATIENCE).until(refused::ended);
            JsonNode violation = read(refused.text()).path("violations").path(0);
            assertThat(violation.path("field").asText()).isEqualTo(field);
            assertThat(violation.path("rule").asText()).startsWith(rule);
        }
    }

    /** What headlines ought to say of a whole score. */
    private static JsonNode headlinesOf(JsonNode whole) {
        var said = ((ObjectNode) whole.deepCopy());
        JsonNode score = said.remove("event");
        for (String name : List.of("caseVersion", "sampled", "judged")) {
            said.set(name, score.required(name));
        }
        var headlines = said.putArray("headlines");
        for (JsonNode one : score.path("scores").path("headlines")) {
            headlines.add(((ObjectNode) one.deepCopy()).retain("id", "percent", "band"));
        }
        for (String name : List.of("overall", "points", "maximum")) {
            if (score.path("scores").has(name)) {
                said.set(name, score.path("scores").get(name));
            }
        }
        return said;
    }

    private static void connected(LiveReader reader) {
        await().atMost(PATIENCE).until(() -> reader.comments() > 0);
    }

    private static void reflected(String inspection, long caseVersion) {
        await().atMost(PATIENCE)
                .until(
                        () ->
                                given().auth()
                                        .oauth2(TestTokens.token("analyst", "an-analyst", null))
                                        .get(
                                                "/v1/scores/{id}?minVersion=case-events/{v}",
                                                inspection,
                                                caseVersion)
                                        .statusCode(),
                        status -> status == 200);
    }

    private static LiveReader reader(String role, String area)
            throws IOException, InterruptedException {
        return new LiveReader("", null, TestTokens.token(role, "test-" + role, area));
    }

    private static List<String> inspections(LiveReader live) {
        return live.field("data").stream()
                .map(data -> read(data).path("inspectionId").asText())
                .toList();
    }

    private static List<Long> versions(LiveReader live) {
        return live.field("data").stream().map(LiveScoreTest::version).toList();
    }

    private static List<Integer> skipped(LiveReader live) {
        return live.field("data").stream().map(LiveScoreTest::skipped).toList();
    }

    private static long version(String data) {
        return read(data).path("version").asLong();
    }

    private static int skipped(String data) {
        return read(data).required("skipped").asInt();
    }

    private static JsonNode read(String data) {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new AssertionError(data, e);
        }
    }

    /** The position in an id, which only this service may read. */
    private static long position(String id) {
        String text = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.US_ASCII);
        return Long.parseLong(text.substring(text.indexOf(':') + 1));
    }

    private static String escaped(String area) {
        return area.replace(" ", "%20");
    }
}
