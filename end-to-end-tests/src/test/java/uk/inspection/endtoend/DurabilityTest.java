package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Frameworks;

/** What was acknowledged is there after everything was killed at once. */
class DurabilityTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PooledPercentage FRAMEWORK =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
    private static final int CASES = 40;
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 150;
    private static final int REDIRECTION = 300;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @TempDir Path directory;

    @Test
    void every_acknowledged_judgement_survives_the_death_of_everything() throws Exception {
        try (var platform = new Platform(directory.resolve("data"), "up")) {
            platform.awaitReady();
            String lead = platform.token("lead-inspector");
            String inspector = platform.token("inspector");
            String id = announced(platform, lead);
            sampled(platform, lead, id);

            Map<String, Integer> acknowledged = judgeUntilKilled(platform, inspector, id);
            platform.again("up");
            platform.awaitReady();

            assertThat(acknowledged).isNotEmpty();
            var standing = new HashMap<String, Integer>();
            for (String caseId : acknowledged.keySet()) {
                JsonNode seen =
                        get(
                                platform.address(1),
                                "/v1/inspections/" + id + "/cases/" + caseId,
                                inspector);
                standing.put(caseId, seen.path("revision").asInt());
            }
            // What was under way when the power went may have been written too: never less.
            acknowledged.forEach((caseId, revision) ->
                    assertThat(standing.get(caseId))
                            .as(caseId)
                            .isGreaterThanOrEqualTo(revision)
                            .isLessThanOrEqualTo(revision + 1));
            scoresAgreeWithTheCases(platform, lead, id);
        }
    }

    private Map<String, Integer> judgeUntilKilled(Platform platform, String token, String id)
            throws InterruptedException {
        var acknowledged = new ConcurrentHashMap<String, Integer>();
        var dead = new AtomicBoolean();
        try (var inspectors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                int mine = i;
                inspectors.submit(() -> {
                    var random = new Random(mine);
                    for (int n = mine; !dead.get(); n += 8) {
                        judge(platform, token, id, "C" + n % CASES, random, acknowledged);
                    }
                });
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() ->
                            acknowledged.values().stream().mapToInt(r -> r).sum()
                                    > ACKNOWLEDGED_BEFORE_THE_KILL);
            platform.killAll();
            dead.set(true);
        }
        return acknowledged;
    }

    private void judge(
            Platform platform,
            String token,
            String id,
            String caseId,
            Random random,
            Map<String, Integer> acknowledged) {
        try {
            var answer =
                    post(
                            platform.address(1),
                            "/v1/inspections/" + id + "/cases/" + caseId + "/judgements",
                            token,
                            Map.of("answers", answers(random)));
            if (answer.statusCode() < REDIRECTION) {
                acknowledged.merge(
                        caseId, JSON.readTree(answer.body()).path("revision").asInt(), Math::max);
            }
        } catch (IOException killed) {
            // not acknowledged: nothing is promised
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void scoresAgreeWithTheCases(Platform platform, String token, String id)
            throws Exception {
        var sufficient = new TreeMap<String, Integer>();
        int judged = 0;
        for (int n = 0; n < CASES; n++) {
            JsonNode seen =
                    get(platform.address(1), "/v1/inspections/" + id + "/cases/C" + n, token);
            if (seen.path("status").asText().equals("judged")) {
                judged++;
                seen.path("answers")
                        .fields()
                        .forEachRemaining(e ->
                                sufficient.merge(
                                        e.getKey(),
                                        e.getValue().asText().equals("sufficient") ? 1 : 0,
                                        Integer::sum));
            }
        }
        long version =
                get(platform.address(1), "/v1/inspections/" + id, token).path("version").asLong();
        JsonNode score =
                get(
                        platform.address(2),
                        "/v1/scores/" + id + "?minVersion=case-events/" + version,
                        token);
        assertThat(score.path("judged").asInt()).isEqualTo(judged);
        var scored = new TreeMap<String, Integer>();
        score.path("scores")
                .path("questions")
                .forEach(q -> scored.put(q.path("id").asText(), q.path("sufficient").asInt()));
        assertThat(scored).isEqualTo(sufficient);
    }

    private String announced(Platform platform, String token) throws Exception {
        var answer =
                post(
                        platform.address(1),
                        "/v1/inspections",
                        token,
                        Map.of(
                                "area", "Sefton",
                                "body", "Sefton Youth Offending Team",
                                "kind", "core",
                                "framework", "cci-2009",
                                "fieldworkStart", "2026-11-02",
                                "fieldworkEnd", "2026-11-06"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).path("id").asText();
    }

    private void sampled(Platform platform, String token, String id) throws Exception {
        var cases = new ArrayList<Map<String, Object>>();
        for (int n = 0; n < CASES; n++) {
            cases.add(
                    Map.of(
                            "caseId", "C" + n,
                            "sentence", "community",
                            "ageBand", "16-17",
                            "gender", "male",
                            "lookedAfter", false));
        }
        var answer =
                post(
                        platform.address(1),
                        "/v1/inspections/" + id + "/cases",
                        token,
                        Map.of("cases", cases));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static Map<String, String> answers(Random random) {
        var answers = new TreeMap<String, String>();
        for (var question : FRAMEWORK.questions()) {
            answers.put(
                    question.id(),
                    !question.phase().covers(Sentence.COMMUNITY)
                            ? "not-applicable"
                            : List.of("sufficient", "insufficient", "not-applicable")
                                    .get(random.nextInt(3)));
        }
        return answers;
    }

    private HttpResponse<String> post(String address, String path, String token, Object body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String address, String path, String token)
            throws IOException, InterruptedException {
        var answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(address + path))
                                .timeout(Duration.ofSeconds(20))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
