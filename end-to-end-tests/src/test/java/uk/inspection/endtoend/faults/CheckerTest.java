package uk.inspection.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import uk.inspection.endtoend.faults.Checker.Kind;
import uk.inspection.endtoend.faults.Ledger.Deed;
import uk.inspection.endtoend.faults.Ledger.End;
import uk.inspection.endtoend.faults.Ledger.Entry;
import uk.inspection.endtoend.faults.Ledger.Item;
import uk.inspection.endtoend.faults.Ledger.Result;
import uk.inspection.endtoend.faults.Witness.Told;

/** The checker finds nothing in a true story, and each lie in it. */
class CheckerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "i-1";
    private static final LocalDate PUBLISHED = LocalDate.parse("2026-03-10");
    private static final JsonNode FRAMEWORK =
            json(
                    """
                    {"bands": [{"label": "LOW", "from": 0, "to": 49},
                               {"label": "HIGH", "from": 50, "to": 100}],
                     "criteria": [{"id": "1.1", "section": "1"}],
                     "questions": [{"id": "q1", "criterion": "1.1", "headline": "h"},
                                   {"id": "q2", "criterion": "1.1", "headline": "h"}]}
                    """);
    private static final Map<String, String> FIRST = Map.of("q1", "sufficient", "q2", "sufficient");
    private static final Map<String, String> SECOND =
            Map.of("q1", "insufficient", "q2", "sufficient");

    private final List<Entry> entries = new ArrayList<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final List<JsonNode> scores = new ArrayList<>();
    private final List<JsonNode> history = new ArrayList<>();
    private ObjectNode theCase =
            object(
                    """
                    {"caseId": "C0", "status": "judged", "revision": 2,
                     "answers": {"q1": "insufficient", "q2": "sufficient"}}
                    """);
    private ObjectNode inspection = object("{\"version\": 5}");
    private ObjectNode score =
            object(
                    """
                    {"provisional": false, "sampled": 1, "judged": 1, "scores": {
                      "headlines": [{"id": "h", "sufficient": 1, "applicable": 2, "percent": 50,
                                     "band": "HIGH"}],
                      "criteria": [{"id": "1.1", "sufficient": 1, "applicable": 2, "percent": 50,
                                    "band": "HIGH"}],
                      "sections": [{"id": "1", "sufficient": 1, "applicable": 2, "percent": 50}],
                      "questions": [{"id": "q1", "sufficient": 0, "applicable": 1, "percent": 0},
                                    {"id": "q2", "sufficient": 1, "applicable": 1,
                                     "percent": 100}]}}
                    """);
    private JsonNode report =
            object(
                    """
                    {"status": "published", "publishedOn": "2026-03-10",
                     "recommendations": [{"number": 1}]}
                    """);
    private JsonNode plan =
            object("{\"due\": {\"on\": \"2026-04-07\"}, \"actions\": [{\"id\": \"A1\"}]}");

    /** One case, judged twice, closed, published; its plan is submitted. */
    CheckerTest() {
        act(Deed.ANNOUNCE, "k1", 1, "InspectionAnnounced", "{}");
        act(Deed.SAMPLE, "k2", 2, "CaseSampled", "{\"caseId\": \"C0\"}", Map.of(), 0);
        act(Deed.JUDGE, "k3", 3, "CaseJudged", judgement(1, FIRST), FIRST, 1);
        act(Deed.JUDGE, "k4", 4, "CaseJudged", judgement(2, SECOND), SECOND, 2);
        act(Deed.CLOSE, "k5", 5, "FieldworkClosed", "{}");
        score(1, "ScoreChanged", 3, 2, 100, "HIGH");
        score(2, "ScoreChanged", 4, 1, 50, "HIGH");
        score(3, "ScoresFinalised", 5, 1, 50, "HIGH");
        later(Deed.DRAFT, "k6", "report-events", 1);
        later(Deed.RECOMMEND, "k7", "report-events", 2);
        later(Deed.PUBLISH, "k8", "report-events", 3);
        happened("improvement-plan-events", 1, "PlanRequested", "k8");
        later(Deed.SUBMIT_PLAN, "k9", "improvement-plan-events", 2);
        ((ObjectNode) report).set("scores", score.path("scores").deepCopy());
    }

    // ---- the truth

    @Test
    void a_true_story_is_believed() {
        assertThat(found(PUBLISHED.plusDays(100))).isEmpty();
    }

    @Test
    void a_request_without_an_answer_may_have_been_carried_out_or_not() {
        replaceResult(3, Result.UNKNOWN);
        assertThat(found()).isEmpty();
        entries.add(judged("k10", SECOND, Result.UNKNOWN, 6));
        assertThat(found()).isEmpty();
    }

    @Test
    void a_judgement_that_stood_already_makes_no_event() {
        entries.add(judged("k10", SECOND, new Result(End.ACKNOWLEDGED, false, 2, 4), 6));
        assertThat(found()).isEmpty();
    }

    @Test
    void who_closes_what_an_unanswered_request_has_closed_is_told_so() {
        replaceResult(4, Result.UNKNOWN);
        entries.add(
                entry(Deed.CLOSE, "k10", List.of(), new Result(End.ACKNOWLEDGED, false, 0, 5), 6));
        assertThat(found()).isEmpty();
    }

    // ---- lost

    @Test
    void a_closing_that_was_acknowledged_and_never_happened_is_found() {
        events.removeLast();
        assertThat(found()).contains(Kind.LOST);
    }

    @Test
    void an_acknowledged_judgement_that_is_nowhere_is_found() {
        entries.add(judged("k10", SECOND, new Result(End.ACKNOWLEDGED, true, 3, 5), 6));
        assertThat(found()).contains(Kind.LOST);
    }

    @Test
    void an_event_that_other_services_never_saw_is_found() {
        history.removeIf(event ->
                event.path("topic").asText().equals("case-events")
                        && event.path("version").asInt() == 5);
        assertThat(found()).contains(Kind.LOST);
    }

    @Test
    void a_judgement_that_moved_no_score_is_found() {
        scores.remove(1);
        assertThat(found()).contains(Kind.LOST);
    }

    @Test
    void a_published_report_without_a_plan_is_found() {
        plan = MissingNode.getInstance();
        assertThat(found()).contains(Kind.LOST);
    }

    @Test
    void a_deadline_that_nobody_raised_is_found() {
        history.removeIf(event -> event.path("type").asText().equals("PlanSubmitted"));
        entries.removeLast();
        ((ObjectNode) plan).putArray("actions");
        assertThat(found(PUBLISHED.plusDays(28))).isEmpty();
        assertThat(found(PUBLISHED.plusDays(29))).contains(Kind.LOST);
    }

    @Test
    void an_acknowledged_recommendation_that_is_nowhere_is_found() {
        history.removeIf(event -> event.path("type").asText().equals("RecommendationMade"));
        assertThat(found()).contains(Kind.LOST);
    }

    // ---- doubled

    @Test
    void a_request_that_was_carried_out_twice_is_found() {
        happened("case-events", 6, "CaseJudged", "k4");
        event(6, "CaseJudged", "k4", judgement(3, SECOND));
        assertThat(found()).contains(Kind.DOUBLED);
    }

    @Test
    void a_cause_that_moved_the_score_twice_is_found() {
        ((ObjectNode) scores.get(2)).putArray("causedBy").add(4).add(5);
        assertThat(found()).contains(Kind.DOUBLED);
    }

    @Test
    void a_deadline_that_was_raised_twice_is_found() {
        happened("improvement-plan-events", 3, "PlanOverdue", "");
        happened("improvement-plan-events", 4, "PlanOverdue", "");
        assertThat(found()).contains(Kind.DOUBLED);
    }

    // ---- what nobody did

    @Test
    void an_event_that_nobody_asked_for_is_found() {
        event(6, "CaseWithdrawn", "k99", "{\"caseId\": \"C0\"}");
        assertThat(found()).contains(Kind.STRANGE);
    }

    @Test
    void an_event_of_another_case_than_was_asked_for_is_found() {
        event(6, "CaseJudged", "k4", "{\"caseId\": \"C7\"}");
        assertThat(found()).contains(Kind.STRANGE);
    }

    @Test
    void a_recommendation_that_nobody_made_is_found() {
        happened("report-events", 4, "RecommendationMade", "k99");
        assertThat(found()).contains(Kind.STRANGE);
    }

    @Test
    void a_refused_request_that_was_carried_out_is_found() {
        replaceResult(3, new Result(End.REFUSED, false, 0, 0));
        assertThat(found()).contains(Kind.STRANGE);
    }

    // ---- out of order

    @Test
    void a_gap_is_found() {
        events.remove(3);
        assertThat(found()).contains(Kind.DISORDERED);
    }

    @Test
    void two_events_of_one_version_are_found() {
        ((ObjectNode) events.get(3)).put("version", 3);
        assertThat(found()).contains(Kind.DISORDERED);
    }

    @Test
    void what_was_sent_later_and_came_earlier_is_found() {
        Entry early = entries.get(2);
        entries.set(2, moved(early, 100));
        assertThat(found()).contains(Kind.DISORDERED);
    }

    @Test
    void a_gap_in_the_history_of_all_services_is_found() {
        history.removeIf(event ->
                event.path("topic").asText().equals("score-events")
                        && event.path("version").asInt() == 2);
        assertThat(found()).contains(Kind.DISORDERED, Kind.LOST);
    }

    // ---- told otherwise

    @Test
    void a_revision_that_replaced_another_than_it_named_is_found() {
        Entry entry = entries.get(3);
        entries.set(
                3,
                new Entry(
                        entry.inspection(),
                        entry.deed(),
                        entry.key(),
                        entry.items(),
                        7,
                        entry.sent(),
                        entry.ended(),
                        1,
                        201,
                        entry.body(),
                        entry.results()));
        assertThat(found()).contains(Kind.WRONG);
    }

    @Test
    void other_answers_than_were_given_are_found() {
        ((ObjectNode) events.get(2).at("/data/answers")).put("q1", "insufficient");
        assertThat(found()).contains(Kind.WRONG);
    }

    @Test
    void a_case_that_is_told_otherwise_is_found() {
        theCase.put("revision", 1);
        assertThat(found()).containsOnly(Kind.WRONG);
    }

    @Test
    void a_score_that_is_wrong_by_one_is_found() {
        ((ObjectNode) score.at("/scores/questions/0")).put("sufficient", 1);
        assertThat(found()).containsOnly(Kind.WRONG);
    }

    @Test
    void an_earlier_score_that_was_wrong_is_found() {
        ((ObjectNode) scores.getFirst().at("/headlines/0")).put("band", "LOW");
        assertThat(found()).containsOnly(Kind.WRONG);
    }

    @Test
    void a_report_with_another_score_is_found() {
        ((ObjectNode) report.at("/scores/headlines/0")).put("percent", 51);
        assertThat(found()).containsOnly(Kind.WRONG);
    }

    @Test
    void a_plan_due_on_another_day_is_found() {
        ((ObjectNode) plan.path("due")).put("on", "2026-04-08");
        assertThat(found()).containsOnly(Kind.WRONG);
    }

    // ---- the story

    private List<Kind> found() {
        return found(PUBLISHED);
    }

    private List<Kind> found(LocalDate today) {
        return new Checker(FRAMEWORK, today)
                        .check(
                                ID,
                                entries,
                                new Told(
                                        inspection,
                                        events,
                                        List.of(theCase),
                                        score,
                                        scores,
                                        history,
                                        report,
                                        plan))
                        .stream()
                        .map(Checker.Finding::kind)
                        .toList();
    }

    private void act(Deed deed, String key, int version, String type, String data) {
        entries.add(entry(deed, key, List.of(), done(0, version), version));
        event(version, type, key, data);
        happened("case-events", version, type, key);
    }

    private void act(
            Deed deed,
            String key,
            int version,
            String type,
            String data,
            Map<String, String> answers,
            int revision) {
        entries.add(
                entry(
                        deed,
                        key,
                        List.of(new Item("C0", answers)),
                        done(revision, version),
                        version));
        event(version, type, key, data);
        happened("case-events", version, type, key);
    }

    private void later(Deed deed, String key, String topic, int version) {
        entries.add(entry(deed, key, List.of(), done(0, version), entries.size() + 1));
        happened(topic, version, deed.type, key);
    }

    private static Result done(int revision, long version) {
        return new Result(End.ACKNOWLEDGED, true, revision, version);
    }

    private static Entry judged(
            String key, Map<String, String> answers, Result result, int moment) {
        return entry(Deed.JUDGE, key, List.of(new Item("C0", answers)), result, moment);
    }

    /** A request that was sent at its moment and answered before the next one. */
    private static Entry entry(Deed deed, String key, List<Item> items, Result result, int moment) {
        return new Entry(
                ID,
                deed,
                key,
                items,
                0,
                moment * 10L,
                moment * 10L + 5,
                1,
                201,
                MissingNode.getInstance(),
                List.of(result));
    }

    private static Entry moved(Entry entry, long to) {
        return new Entry(
                entry.inspection(),
                entry.deed(),
                entry.key(),
                entry.items(),
                0,
                to,
                to + 5,
                1,
                201,
                entry.body(),
                entry.results());
    }

    private void replaceResult(int index, Result result) {
        Entry entry = entries.get(index);
        entries.set(
                index,
                new Entry(
                        ID,
                        entry.deed(),
                        entry.key(),
                        entry.items(),
                        0,
                        entry.sent(),
                        entry.ended(),
                        1,
                        0,
                        entry.body(),
                        List.of(result)));
    }

    private void event(int version, String type, String key, String data) {
        ObjectNode event = object("{}");
        event.put("version", version);
        event.put("type", type);
        event.put("correlation", key);
        event.put("hash", "hash " + version);
        event.set("data", json(data));
        events.add(event);
    }

    private void happened(String topic, int version, String type, String key) {
        ObjectNode event = object("{}");
        event.put("topic", topic);
        event.put("version", version);
        event.put("type", type);
        event.put("correlation", key);
        event.put("hash", "hash " + version);
        history.add(event);
    }

    private void score(
            int version, String type, int caseVersion, int sufficient, int percent, String band) {
        ObjectNode given = object("{}");
        given.put("version", version);
        given.put("type", type);
        given.put("caseVersion", caseVersion);
        given.putArray("causedBy").add(caseVersion);
        given.putArray("headlines")
                .addObject()
                .put("id", "h")
                .put("sufficient", sufficient)
                .put("applicable", 2)
                .put("percent", percent)
                .put("band", band);
        scores.add(given);
        happened("score-events", version, type, "");
    }

    private static String judgement(int revision, Map<String, String> answers) {
        try {
            return JSON.writeValueAsString(
                    Map.of("caseId", "C0", "revision", revision, "answers", answers));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ObjectNode object(String text) {
        return (ObjectNode) json(text);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
