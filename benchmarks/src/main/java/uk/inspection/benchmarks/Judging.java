package uk.inspection.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import uk.inspection.benchmarks.PlatformProcess.Service;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Frameworks;

/** Inspections to be judged, and what inspectors answer. */
final class Judging {
    /** Answers of a judgement. */
    static final int ANSWERS = 78;

    private static final String NOT_APPLICABLE = "not-applicable";

    private static final int VARIANTS = 64;
    private static final int AT_ONCE = 8;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PooledPercentage FRAMEWORK =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();

    private Judging() {}

    /** Announces inspections, each with sampled cases called case-0, case-1 and so on. */
    static List<String> announce(PlatformProcess platform, String token, int inspections, int cases)
            throws Exception {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            Callable<String> one = () -> announce(platform, token, cases);
            var ids = new ArrayList<String>();
            var all = IntStream.range(0, inspections).mapToObj(i -> one).toList();
            for (var made : threads.invokeAll(all)) {
                ids.add(made.get());
            }
            return ids;
        }
    }

    private static String announce(PlatformProcess platform, String token, int cases)
            throws IOException, InterruptedException {
        LocalDate today = LocalDate.now();
        String id =
                platform.post(
                                Service.CASES,
                                "/v1/inspections",
                                token,
                                Map.of(
                                        "area",
                                        "Sefton",
                                        "body",
                                        "Sefton Youth Offending Service",
                                        "kind",
                                        "core",
                                        "framework",
                                        FRAMEWORK.id(),
                                        "fieldworkStart",
                                        today.toString(),
                                        "fieldworkEnd",
                                        today.plusDays(4).toString()))
                        .path("id")
                        .asText();
        for (int from = 0; from < cases; from += 100) {
            var sample =
                    IntStream.range(from, Math.min(cases, from + 100))
                            .mapToObj(i ->
                                    Map.of(
                                            "caseId",
                                            "case-" + i,
                                            "sentence",
                                            "community",
                                            "ageBand",
                                            "16-17",
                                            "gender",
                                            "male",
                                            "lookedAfter",
                                            false))
                            .toList();
            platform.post(
                    Service.CASES,
                    "/v1/inspections/" + id + "/cases",
                    token,
                    Map.of("cases", sample));
        }
        return id;
    }

    /**
     * Answers to as many questions as a judgement has here, in many variants of which no two that
     * follow each other are the same.
     */
    static List<Map<String, String>> answers() {
        var random = new Random(2009);
        var variants = new ArrayList<Map<String, String>>();
        for (int v = 0; v < VARIANTS; v++) {
            var answers = new TreeMap<String, String>();
            // What is not asked of a case in the community may be left out, and one question is.
            boolean left = false;
            for (Question question : FRAMEWORK.questions()) {
                boolean asked = question.phase().covers(Sentence.COMMUNITY);
                if (asked) {
                    int answer = random.nextInt(FRAMEWORK.answers().size());
                    answers.put(question.id(), FRAMEWORK.answers().get(answer));
                } else if (left) {
                    answers.put(question.id(), NOT_APPLICABLE);
                } else {
                    left = true;
                }
            }
            variants.add(answers);
        }
        return variants;
    }

    /** The same as bodies of requests. */
    static List<byte[]> bodies() {
        return answers().stream().map(answers -> json(Map.of("answers", answers))).toList();
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsString(value).getBytes(UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The headers of a request of its own. */
    static String headers(String token) {
        return "Authorization: Bearer %s\r\nContent-Type: application/json\r\nIdempotency-Key: %s\r\n"
                .formatted(token, UUID.randomUUID());
    }
}
