package uk.inspection.endtoend.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.endtoend.observability.Services.Service.CASES;
import static uk.inspection.endtoend.observability.Services.Service.PLANS;
import static uk.inspection.endtoend.observability.Services.Service.REPORTING;
import static uk.inspection.endtoend.observability.Services.Service.SCORING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Frameworks;
import uk.inspection.endtoend.observability.Collector.Line;
import uk.inspection.endtoend.observability.Collector.Seen;
import uk.inspection.endtoend.observability.Services.Service;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.Envelope;
import uk.inspection.local.testing.TestTokens;

/**
 * Two judgements on their way to a live reader, and much that is refused, as the four services show
 * it: in traces, metrics and logs. None of them may tell of whom they are.
 */
class ObservabilityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PooledPercentage FRAMEWORK =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();

    private static final String REQUEST_ID = "phoned-in-4711";

    /** printf %s phoned-in-4711 | sha256sum | cut -c1-32 */
    private static final String REQUESTS_TRACE = "fad51fd7feb8e357d90d152cd465364c";

    private static final String REFUSED_ID = "phoned-in-4712";
    private static final String CALLERS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLERS_SPAN = "00f067aa0ba902b7";

    /** Words of notes, names of people and references of cases: nothing may say any of them. */
    private static final String[] PERSONAL = {
        "Marigold",
        "Featherstonehaugh",
        "aunt",
        "quillfeather",
        "zebra-case",
        "insufficient",
        "splendidly"
    };

    private static final String NOTE =
            "Told by his aunt Marigold Featherstonehaugh that he had run away.";

    private static final String LEAD =
            TestTokens.token("lead-inspector", "lead-quillfeather", null);
    private static final String INSPECTOR =
            TestTokens.token("inspector", "inspector-quillfeather", null);

    private static final Queue<String> LIVE = new ConcurrentLinkedQueue<>();

    @TempDir static Path directory;
    private static Collector collector;
    private static Services services;
    private static String inspection;
    private static String poisoned;

    @BeforeAll
    static void all_of_it_happens() throws Exception {
        collector = new Collector();
        services =
                new Services(
                        directory,
                        service -> {
                            var settings = new HashMap<String, String>();
                            settings.put("quarkus.otel.sdk.disabled", "false");
                            settings.put(
                                    "quarkus.otel.exporter.otlp.endpoint", collector.address());
                            settings.put("quarkus.otel.bsp.schedule.delay", "100MS");
                            settings.put("quarkus.otel.blrp.schedule.delay", "100MS");
                            settings.put("quarkus.log.console.json.enabled", "true");
                            if (service == PLANS) { // says what it refuses
                                settings.put("quarkus.log.category.\"http-problem\".level", "INFO");
                            }
                            return settings;
                        });
        inspection = announced();
        var reader = follow();
        await().atMost(PATIENCE).until(() -> !LIVE.isEmpty());
        Services.body(judge("zebra-case-1", "X-Request-Id", REQUEST_ID), 201);
        HttpResponse<String> second =
                judge(
                        "zebra-case-2",
                        "traceparent",
                        "00-%s-%s-01".formatted(CALLERS_TRACE, CALLERS_SPAN));
        Services.body(second, 201);
        assertThat(second.headers().firstValue("X-Request-Id")).contains(CALLERS_TRACE);
        await().atMost(PATIENCE).until(() -> scores() >= 2);
        assertThat(reader).isNotDone();
        refusals();
        poison();
    }

    @AfterAll
    static void stop() {
        services.close();
        collector.close();
    }

    private static String announced() {
        LocalDate today = LocalDate.now(ZoneId.of("Europe/London"));
        String id =
                Services.body(
                                services.post(
                                        CASES,
                                        "/v1/inspections",
                                        LEAD,
                                        Services.json(
                                                Map.of(
                                                        "area",
                                                        "Ambrosia",
                                                        "body",
                                                        "Ambrosia Youth Service",
                                                        "kind",
                                                        "core",
                                                        "framework",
                                                        FRAMEWORK.id(),
                                                        "fieldworkStart",
                                                        today.toString(),
                                                        "fieldworkEnd",
                                                        today.plusDays(4).toString()))),
                                201)
                        .path("id")
                        .asText();
        var cases = new ArrayList<Map<String, Object>>();
        for (int i = 1; i <= 3; i++) {
            cases.add(
                    Map.of(
                            "caseId", "zebra-case-" + i,
                            "sentence", "community",
                            "ageBand", "16-17",
                            "gender", "male",
                            "lookedAfter", false));
        }
        Services.body(
                services.post(
                        CASES,
                        "/v1/inspections/%s/cases".formatted(id),
                        LEAD,
                        Services.json(Map.of("cases", cases))),
                201);
        return id;
    }

    private static CompletableFuture<HttpResponse<Void>> follow() {
        return HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(
                                        services.at(
                                                SCORING,
                                                "/v1/score-events?inspection=" + inspection))
                                .header("Authorization", "Bearer " + LEAD)
                                .build(),
                        HttpResponse.BodyHandlers.fromLineSubscriber(new LineReader(LIVE)));
    }

    private static long scores() {
        return LIVE.stream().filter(line -> line.equals("event:ScoreChanged")).count();
    }

    private static Map<String, String> answers() {
        var answers = new TreeMap<String, String>();
        for (var question : FRAMEWORK.questions()) {
            answers.put(
                    question.id(),
                    question.phase().covers(Sentence.COMMUNITY)
                            ? "insufficient"
                            : "not-applicable");
        }
        return answers;
    }

    private static HttpResponse<String> judge(String caseId, String... headers) {
        return services.post(
                CASES,
                judgements(caseId),
                INSPECTOR,
                Services.json(Map.of("answers", answers(), "note", NOTE)),
                headers);
    }

    private static String judgements(String caseId) {
        return "/v1/inspections/%s/cases/%s/judgements".formatted(inspection, caseId);
    }

    /** Everything that is wrong holds something that nobody may read. */
    private static void refusals() {
        String path = judgements("zebra-case-3");
        for (String body :
                List.of(
                        "{\"answers\": {\"1.1.1\": \"splendidly\"}, \"note\": \"%s\"}"
                                .formatted(NOTE),
                        "{\"answers\": \"Marigold\"}",
                        "{\"answers\": {\"1.1.1\": \"insufficient\"}, \"Featherstonehaugh\": 1}",
                        "{\"note\": \"%s\"".formatted(NOTE),
                        "{\"answers\": {\"Marigold\": [\"insufficient\"]}}",
                        "\u0000Marigold")) {
            assertThat(services.post(CASES, path, INSPECTOR, body).statusCode())
                    .as(body)
                    .isBetween(400, 422);
        }
        assertThat(services.post(CASES, path, INSPECTOR + "x", "{}").statusCode()).isEqualTo(401);
        assertThat(services.get(CASES, judgements("Marigold"), INSPECTOR).statusCode())
                .isBetween(400, 405);
        assertThat(
                        services.get(CASES, "/v1/inspections/Featherstonehaugh?name=Marigold", LEAD)
                                .statusCode())
                .isEqualTo(404);
        for (Service service : Service.values()) {
            services.get(service, "/v1/Marigold%00Featherstonehaugh?aunt=quillfeather", LEAD);
            services.get(service, "/v1/Marigold", "no.such.token");
        }
        assertThat(
                        services.get(
                                        PLANS,
                                        "/v1/improvement-plans/" + UUID.randomUUID(),
                                        LEAD,
                                        "X-Request-Id",
                                        REFUSED_ID)
                                .statusCode())
                .isEqualTo(404);
    }

    /** An event as case-service would never write it: it fails where it is read. */
    private static void poison() throws Exception {
        poisoned = UUID.randomUUID().toString();
        Instant now = Instant.parse("2026-03-02T09:00:00Z");
        byte[] data =
                "{\"caseId\":\"zebra-case-9\",\"revision\":\"splendidly\",\"answers\":{}}"
                        .getBytes(UTF_8);
        StoredEvent unhashed = judged(data, now, HashChain.origin());
        StoredEvent event = judged(data, now, HashChain.hash(unhashed));
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", services.bootstrap()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(Envelope.write("case-service", event, services.topic("case-events")))
                    .get();
        }
        await().atMost(PATIENCE)
                .until(() -> metric(SCORING, "event_store_parked_inspections") == 1);
    }

    private static StoredEvent judged(byte[] data, Instant at, byte[] hash) {
        return new StoredEvent(
                "case-events",
                1_000_000,
                poisoned,
                1,
                "CaseJudged",
                1,
                data,
                "inspector-quillfeather",
                null,
                "poisoned-0815",
                "poison",
                0,
                at,
                at,
                "",
                HashChain.origin(),
                hash);
    }

    // ---- traces

    @Test
    void a_judgement_is_one_trace_from_the_request_to_the_live_reader() {
        assertThat(awaitTree(REQUESTS_TRACE)).isEqualTo(tree(""));
    }

    @Test
    void a_judgement_goes_on_with_its_callers_trace() {
        assertThat(awaitTree(CALLERS_TRACE)).isEqualTo(tree(CALLERS_SPAN));
    }

    private static final String POST =
            "case-service: POST /v1/inspections/{id}/cases/{caseId}/judgements";

    /** Each span and the one that it hangs on. */
    private static Map<String, String> tree(String root) {
        var tree = new TreeMap<String, String>();
        tree.put(POST, root);
        tree.put("case-service: append CaseJudged", POST);
        tree.put("case-service: publish CaseJudged", "case-service: append CaseJudged");
        for (String reader :
                List.of("scoring-service", "reporting-service", "improvement-plan-service")) {
            tree.put(reader + ": receive CaseJudged", "case-service: append CaseJudged");
        }
        String score = "scoring-service: append ScoreChanged";
        tree.put(score, "scoring-service: receive CaseJudged");
        tree.put("scoring-service: publish ScoreChanged", score);
        tree.put("scoring-service: hand over ScoreChanged", score);
        tree.put("reporting-service: receive ScoreChanged", score);
        return tree;
    }

    private static Map<String, String> awaitTree(String trace) {
        await().atMost(PATIENCE).until(() -> collector.of(trace).size() >= tree("").size());
        List<Seen> spans = collector.of(trace);
        Map<String, String> labels =
                spans.stream().collect(Collectors.toMap(Seen::id, Seen::label));
        var tree = new TreeMap<String, String>();
        for (Seen span : spans) {
            assertThat(tree.put(span.label(), labels.getOrDefault(span.parent(), span.parent())))
                    .as("two spans are %s", span.label())
                    .isNull();
        }
        return tree;
    }

    @Test
    void a_span_tells_which_event_it_is_of_and_how_many_were_told() {
        Seen handed = collector.first("scoring-service: hand over ScoreChanged").orElseThrow();
        assertThat(handed.attributes())
                .containsEntry("readers", "1")
                .containsEntry("cloudevents.event_type", "ScoreChanged")
                .containsEntry("cloudevents.event_subject", inspection)
                .containsKey("cloudevents.event_id");
        Seen published = collector.first("case-service: publish CaseJudged").orElseThrow();
        assertThat(published.attributes())
                .containsEntry("messaging.system", "kafka")
                .containsEntry("messaging.destination.name", "case-events");
        assertThat(published.end()).isGreaterThan(published.start());
    }

    @Test
    void no_span_tells_of_a_person() {
        assertThat(collector.all()).hasSizeGreaterThan(50);
        assertThat(collector.all())
                .allSatisfy(span -> {
                    assertThat(span.whole()).doesNotContainIgnoringCase(PERSONAL);
                    assertThat(span.whole()).doesNotContain(LEAD, INSPECTOR);
                });
        // And the search would find: a path that is told is that of a case.
        assertThat(collector.first(POST).orElseThrow().attributes())
                .containsEntry("url.path", "REDACTED");
    }

    // ---- metrics

    private static double metric(Service service, String name) {
        return services.metrics(service).getOrDefault(name, Double.NaN);
    }

    @Test
    void what_was_written_is_measured() {
        for (Service service : List.of(CASES, SCORING)) {
            Map<String, Double> metrics = services.metrics(service);
            assertThat(metrics.get("event_store_append_batch_count")).isGreaterThanOrEqualTo(2);
            assertThat(metrics.get("event_store_append_batch_sum"))
                    .isGreaterThanOrEqualTo(metrics.get("event_store_append_batch_count"));
            assertThat(metrics.get("event_store_append_duration_seconds_count"))
                    .isEqualTo(metrics.get("event_store_append_batch_count"));
            assertThat(metrics.get("event_store_append_duration_seconds_sum"))
                    .isBetween(0.0001, 60.0);
            assertThat(metrics).containsEntry("event_store_log_away", 0.0);
            assertThat(metrics).containsEntry("event_store_relay_leader", 1.0);
        }
    }

    @Test
    void nobody_lags_behind_when_all_is_passed_on() {
        for (Service service : Service.values()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        Map<String, Double> metrics = services.metrics(service);
                        assertThat(metrics)
                                .containsEntry("event_store_relay_lag_events", 0.0)
                                .containsEntry("event_store_relay_lag_seconds", 0.0)
                                .containsEntry("event_store_verification_failed", 0.0);
                        assertThat(metrics.keySet().stream().filter(name -> name.contains("_lag_")))
                                .allMatch(name -> metrics.get(name) == 0.0);
                    });
        }
        assertThat(metric(SCORING, "event_store_consumer_lag_events{topic=\"case-events\"}"))
                .isZero();
        assertThat(metric(PLANS, "event_store_consumer_lag_seconds{topic=\"report-events\"}"))
                .isZero();
        assertThat(metric(REPORTING, "event_store_consumer_lag_seconds{topic=\"score-events\"}"))
                .isZero();
    }

    @Test
    void what_waits_for_people_is_counted() {
        assertThat(services.metrics(SCORING))
                .containsEntry("event_store_parked_events", 1.0)
                .containsEntry("event_store_parked_inspections", 1.0);
        assertThat(services.metrics(CASES)).containsEntry("event_store_parked_events", 0.0);
        Map<String, Double> plans = services.metrics(PLANS);
        assertThat(plans)
                .containsEntry("plan_overdue{status=\"submission-overdue\"}", 0.0)
                .containsEntry("plan_overdue{status=\"return-overdue\"}", 0.0)
                .containsEntry("plan_deadlines_due", 0.0);
        assertThat(plans.get("plan_timer_idle_seconds")).isBetween(0.0, 10.0);
    }

    @Test
    void who_follows_is_counted() {
        assertThat(services.metrics(SCORING))
                .containsEntry("score_events_readers", 1.0)
                .containsEntry("score_events_readers_limit", 1000.0);
        assertThat(services.metrics(REPORTING))
                .containsEntry("live_readers", 0.0)
                .containsEntry("live_readers_limit", 1000.0);
    }

    // ---- logs

    @Test
    void no_line_tells_of_a_person() {
        for (Service service : Service.values()) {
            assertThat(services.lines(service)).isNotEmpty();
            assertThat(services.lines(service))
                    .allSatisfy(line -> {
                        assertThat(line).doesNotContainIgnoringCase(PERSONAL);
                        assertThat(line).doesNotContain(LEAD, INSPECTOR);
                    });
        }
    }

    @Test
    void a_line_is_an_object_and_names_its_request() {
        for (Service service : Service.values()) {
            assertThat(services.lines(service))
                    .allSatisfy(line -> assertThat(Services.json(line).isObject()).isTrue());
        }
        // On the request's own thread, with its trace.
        JsonNode refused = line(PLANS, REFUSED_ID);
        assertThat(refused.path("message").asText()).contains("404");
        assertThat(refused.path("mdc").path("traceId").asText()).hasSize(32);
        // On the writer's: the request that wrote the event, and which event it was.
        JsonNode parked = line(SCORING, "poisoned-0815");
        assertThat(parked.path("message").asText()).contains("case-events/" + poisoned + "/1");
    }

    @Test
    void the_collector_is_told_what_the_standard_output_is() {
        Line refused = told(PLANS, REFUSED_ID);
        assertThat(refused.message()).contains("404");
        assertThat(refused.trace())
                .isEqualTo(line(PLANS, REFUSED_ID).path("mdc").path("traceId").asText());
        assertThat(told(SCORING, "poisoned-0815").message())
                .contains("case-events/" + poisoned + "/1");
        assertThat(collector.lines())
                .allSatisfy(line -> {
                    assertThat(line.whole()).doesNotContainIgnoringCase(PERSONAL);
                    assertThat(line.whole()).doesNotContain(LEAD, INSPECTOR);
                });
    }

    /** What the collector was told of a request. */
    private static Line told(Service service, String requestId) {
        return await().atMost(PATIENCE)
                .until(
                        () ->
                                collector.lines().stream()
                                        .filter(line -> line.service().equals(service.module))
                                        .filter(line ->
                                                requestId.equals(
                                                        line.attributes().get("requestId")))
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static JsonNode line(Service service, String requestId) {
        return services.lines(service).stream()
                .map(Services::json)
                .filter(line -> line.path("mdc").path("requestId").asText().equals(requestId))
                .findFirst()
                .orElseThrow();
    }

    // ---- what watches them

    private static final Path FILES =
            Path.of(System.getProperty("project.root"), "deploy/observability");

    /** Prometheus' own: whether it could ask a target. */
    private static final String UP = "up";

    @Test
    void dashboards_and_alerts_name_metrics_that_there_are() throws Exception {
        var exposed = new TreeSet<String>(Set.of(UP));
        for (Service service : Service.values()) {
            services.metrics(service)
                    .keySet()
                    .forEach(name -> exposed.add(name.replaceFirst("\\{.*", "")));
        }
        Map<String, String> expressions = expressions();
        assertThat(expressions).hasSizeGreaterThan(30);
        assertThat(expressions)
                .allSatisfy((place, expression) ->
                        assertThat(exposed).as(place).containsAll(PromQl.metrics(expression)));
    }

    /** Each by where it stands. */
    private static Map<String, String> expressions() throws Exception {
        var expressions = new TreeMap<String, String>();
        for (JsonNode alert : alerts()) {
            expressions.put(alert.path("alert").asText(), alert.path("expr").asText());
        }
        JsonNode dashboard =
                Services.json(Files.readString(FILES.resolve("grafana/platform.json")));
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.put(
                        panel.path("title").asText() + " " + target.path("refId").asText(),
                        target.path("expr").asText());
            }
        }
        return expressions;
    }

    private static List<JsonNode> alerts() throws Exception {
        JsonNode file = new YAMLMapper().readTree(FILES.resolve("alerts.yaml").toFile());
        var alerts = new ArrayList<JsonNode>();
        file.path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
        return alerts;
    }

    @Test
    void every_alert_says_what_it_is_and_where_it_is_told_what_to_do() throws Exception {
        List<String> headings =
                Files.readAllLines(FILES.resolve("../../docs/operating.md")).stream()
                        .filter(line -> line.startsWith("#"))
                        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                        .toList();
        assertThat(alerts())
                .hasSizeGreaterThan(10)
                .allSatisfy(alert -> {
                    String name = alert.path("alert").asText();
                    assertThat(alert.path("labels").path("severity").asText())
                            .isIn("critical", "warning");
                    assertThat(alert.path("annotations").path("summary").asText()).endsWith(".");
                    assertThat(alert.path("annotations").path("runbook").asText())
                            .isEqualTo("docs/operating.md#" + name.toLowerCase(Locale.ROOT));
                    assertThat(headings).contains(name.toLowerCase(Locale.ROOT));
                    assertThat(alert.path("for").asText("1m")).matches("[0-9]+[smhd]");
                });
    }
}
