package uk.inspection.reporting;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Event;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.local.testing.TestTokens;

/**
 * Sefton's inspection of 2009 as case-service and scoring-service tell it: 33 cases sampled and
 * judged one by one, a score after each, and the final score.
 */
public final class SeftonHistory implements AutoCloseable {
    private static final Instant ANNOUNCED = Instant.parse("2009-03-16T09:30:00Z");
    private static final Instant SAMPLED = Instant.parse("2009-03-30T08:30:00Z");
    private static final Instant JUDGED = Instant.parse("2009-04-20T08:00:00Z");
    private static final Instant CLOSED = Instant.parse("2009-04-24T15:00:00Z");
    private static final Duration BETWEEN_CASES = Duration.ofMinutes(150);
    private static final Duration UNTIL_SCORED = Duration.ofSeconds(1);

    private static final String CASES = "case-events";
    private static final List<JsonNode> SAMPLE = sample();

    private final Upstream upstream =
            new Upstream(
                    ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                    ConfigProvider.getConfig().getValue("event-store.topic-prefix", String.class));

    /** An event that is still to be sent; its stream and version come with the sending. */
    public record Told(
            String topic,
            Instant at,
            Map<String, Long> seen,
            Event event,
            @Nullable Long caseVersion) {}

    /** All there is of it, causes before effects. */
    public static List<Told> told(InspectionKind kind) {
        var told = new ArrayList<Told>();
        told.add(new Told(CASES, ANNOUNCED, Map.of(), Sefton.announced(kind), null));
        SAMPLE.forEach(one -> told.add(new Told(CASES, SAMPLED, Map.of(), sampled(one), null)));
        var judged = new ArrayList<Map<String, String>>();
        long version = told.size();
        for (JsonNode one : SAMPLE) {
            Instant at = JUDGED.plus(BETWEEN_CASES.multipliedBy(judged.size()));
            judged.add(answers(one));
            version++;
            told.add(
                    new Told(
                            CASES,
                            at,
                            Map.of(),
                            new CaseJudged(one.path("id").asText(), 1, new TreeMap<>(answers(one))),
                            null));
            told.add(scored(kind, at, version, changed(kind, version, judged)));
        }
        told.add(
                new Told(
                        CASES,
                        CLOSED,
                        Map.of(),
                        new FieldworkClosed(SAMPLE.size(), SAMPLE.size()),
                        null));
        version++;
        told.add(scored(kind, CLOSED, version, Sefton.finalised(kind, version)));
        return told;
    }

    /** Sends them in this order, each topic's in its own, and waits until they have arrived. */
    public void send(String id, Collection<Told> events) {
        for (Told told : events) {
            upstream.send(
                    told.topic(),
                    id,
                    told.at(),
                    told.seen(),
                    told.event(),
                    told.caseVersion() == null
                            ? null
                            : CASES + "/" + id + "/" + told.caseVersion());
        }
        arrived(id, events.size());
    }

    /** One more event of any topic, as itself. */
    public void send(String id, String topic, Instant at, Map<String, Long> seen, Event event) {
        int before = known(id);
        upstream.send(topic, id, at, seen, event);
        arrived(id, before + 1);
    }

    @Override
    public void close() {
        upstream.close();
    }

    private static void arrived(String id, int events) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> known(id) >= events);
    }

    private static int known(String id) {
        var answer =
                given().auth()
                        .oauth2(TestTokens.token("operator", "operator", null))
                        .get("/v1/inspections/{id}/history", id);
        return answer.statusCode() == 200 ? answer.<List<?>>path("items").size() : 0;
    }

    private static Told scored(
            InspectionKind kind, Instant caseAt, long caseVersion, ScoreEvent event) {
        return new Told(
                kind == InspectionKind.SELF_AUDIT ? "self-audit-score-events" : "score-events",
                caseAt.plus(UNTIL_SCORED),
                Map.of(CASES, caseVersion),
                event,
                caseVersion);
    }

    private static ScoreChanged changed(
            InspectionKind kind, long version, List<Map<String, String>> judged) {
        return new ScoreChanged(
                Sefton.AREA,
                kind,
                Sefton.FRAMEWORK.ref(),
                SAMPLE.size(),
                judged.size(),
                version,
                List.of(version),
                1,
                scores(judged));
    }

    private static CaseSampled sampled(JsonNode one) {
        return new CaseSampled(
                one.path("id").asText(),
                one.path("sentence").asText().equals("custody")
                        ? Sentence.CUSTODY
                        : Sentence.COMMUNITY,
                one.path("ageBand").asText(),
                one.path("gender").asText(),
                one.path("lookedAfter").asBoolean());
    }

    // ---- scores after some of the cases; the intervals are no more than different each time

    static Scores.Pooled scores(List<Map<String, String>> judged) {
        var framework = (PooledPercentage) Sefton.FRAMEWORK;
        var sections = new HashMap<String, String>();
        framework.criteria().forEach(c -> sections.put(c.id(), c.section()));
        return new Scores.Pooled(
                pooled(
                        judged,
                        Question::headline,
                        framework,
                        framework.bands(),
                        framework.headlines().stream().map(h -> h.id()).toList()),
                pooled(
                        judged,
                        Question::criterion,
                        framework,
                        framework.bands(),
                        framework.criteria().stream().map(c -> c.id()).toList()),
                pooled(
                        judged,
                        question -> Objects.requireNonNull(sections.get(question.criterion())),
                        framework,
                        List.of(),
                        framework.sections().stream().map(s -> s.id()).toList()),
                List.of());
    }

    private static List<Tally> pooled(
            List<Map<String, String>> judged,
            Function<Question, String> belongsTo,
            PooledPercentage framework,
            List<Band> bands,
            List<String> ids) {
        var sufficient = new LinkedHashMap<String, Integer>();
        var applicable = new LinkedHashMap<String, Integer>();
        for (Map<String, String> answers : judged) {
            for (Question question : framework.questions()) {
                String answer = answers.getOrDefault(question.id(), "not-applicable");
                if (question.counts() && !answer.equals("not-applicable")) {
                    String to = belongsTo.apply(question);
                    applicable.merge(to, 1, Integer::sum);
                    sufficient.merge(to, answer.equals("sufficient") ? 1 : 0, Integer::sum);
                }
            }
        }
        return ids.stream()
                .map(id ->
                        tally(
                                id,
                                sufficient.getOrDefault(id, 0),
                                applicable.getOrDefault(id, 0),
                                bands))
                .toList();
    }

    private static Tally tally(String id, int sufficient, int applicable, List<Band> bands) {
        if (applicable == 0) {
            return new Tally(id, 0, 0, null, null, null);
        }
        int percent = (200 * sufficient + applicable) / (2 * applicable);
        return new Tally(
                id,
                sufficient,
                applicable,
                percent,
                bands.stream()
                        .filter(band -> band.from() <= percent && percent <= band.to())
                        .map(Band::label)
                        .findFirst()
                        .orElse(null),
                new Interval(
                        Math.max(0, percent - 100 / applicable),
                        Math.min(100, percent + 100 / applicable)));
    }

    private static Map<String, String> answers(JsonNode one) {
        var answers = new TreeMap<String, String>();
        one.path("answers")
                .properties()
                .forEach(answer -> answers.put(answer.getKey(), answer.getValue().asText()));
        return answers;
    }

    private static List<JsonNode> sample() {
        try (var in = SeftonHistory.class.getResourceAsStream("/inspections/sefton-2009.json")) {
            var cases = new ArrayList<JsonNode>();
            new ObjectMapper().readTree(in).path("cases").forEach(cases::add);
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
