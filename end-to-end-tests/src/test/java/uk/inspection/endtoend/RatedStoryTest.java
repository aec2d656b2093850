package uk.inspection.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.endtoend.Doors.Service.CASES;
import static uk.inspection.endtoend.Doors.Service.PLANS;
import static uk.inspection.endtoend.Doors.Service.REPORTING;
import static uk.inspection.endtoend.Doors.Service.SCORING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Frameworks;

/**
 * An inspection by rated standards, a service that audits itself and a framework that came without
 * a release, on the four processes.
 */
class RatedStoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final RatedStandards RATED =
            (RatedStandards) Frameworks.newest("yj-2021").orElseThrow();
    private static final PooledPercentage POOLED =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();

    /** 37 cases were inspected; how many of them out of court is our choice. */
    private static final int COURT = 20;

    private static final int OUT_OF_COURT = 17;

    /**
     * In how many cases each key question of a standard is answered with yes: our choice too, such
     * that the published ratings follow. Of 2.4 the cases give Good, and discretion Outstanding.
     */
    private static final Map<String, Integer> YES =
            Map.of("2.1", 14, "2.2", 8, "2.3", 18, "2.4", 15, "3.1", 10, "3.2", 9, "3.3", 15);

    /** What is judged by evidence and not by cases. */
    private static final Map<String, String> EVIDENCE =
            Map.of(
                    "1.1", "Good",
                    "1.2", "Good",
                    "1.3", "Outstanding",
                    "1.4", "Outstanding",
                    "3.4", "Good",
                    "4.1", "Requires improvement");

    /** Every rating of the report on East Sussex of 17 September 2024. */
    private static final Map<String, String> PUBLISHED =
            Map.ofEntries(
                    Map.entry("1.1", "Good"),
                    Map.entry("1.2", "Good"),
                    Map.entry("1.3", "Outstanding"),
                    Map.entry("1.4", "Outstanding"),
                    Map.entry("2.1", "Good"),
                    Map.entry("2.2", "Inadequate"),
                    Map.entry("2.3", "Outstanding"),
                    Map.entry("2.4", "Outstanding"),
                    Map.entry("3.1", "Requires improvement"),
                    Map.entry("3.2", "Requires improvement"),
                    Map.entry("3.3", "Outstanding"),
                    Map.entry("3.4", "Good"),
                    Map.entry("4.1", "Requires improvement"));

    @TempDir static Path directory;
    private static Platform platform;
    private static Doors lead;
    private static Doors chief;
    private static Doors inspector;
    private static Doors second;
    private static Doors yot;
    private static Doors operator;
    private static Doors everyone;

    @BeforeAll
    static void start() throws IOException {
        platform = new Platform(directory.resolve("data"), "up");
        platform.awaitReady();
        lead = Doors.as(platform, "lead-inspector");
        chief = Doors.as(platform, "chief-inspector");
        inspector = Doors.as(platform, "inspector", "--subject", "inspector-1");
        second = Doors.as(platform, "inspector", "--subject", "inspector-2");
        yot = Doors.as(platform, "yot", "--area", "East Sussex");
        operator = Doors.as(platform, "operator");
        everyone = Doors.withoutToken(platform);
    }

    @AfterAll
    static void stop() throws Exception {
        try (Platform closing = platform) {
            CaseData.of(closing).isWhereItMayBeAlone();
            // Databases were lost: their rows are in the order of the recovery, and then of the
            // log.
            closing.replayAll(false);
            closing.replayAll(true);
        }
    }

    // ---- East Sussex, 2024

    @Test
    void east_sussex_is_rated_good_with_25_of_36_points_and_everyone_may_read_it()
            throws Exception {
        String id = announced(lead, "East Sussex", "core", RATED.id(), "2024-06-10", "2024-06-14");
        sampled(lead, id, "community", "court", COURT);
        sampled(lead, id, "out-of-court", "out", OUT_OF_COURT);
        judged(inspector, id, ratedAnswers());
        EVIDENCE.forEach((standard, rating) -> standardJudged(id, standard, rating));
        judgedIndependently(id);
        discretionUsed(id);
        lead.post(CASES, inspection(id) + "/fieldwork/close", Map.of()).with(200);

        JsonNode score = finalScore(lead, id);
        isEastSussex(score.path("scores"));
        assertThat(score.path("reinspection").path("proposed").asBoolean()).isFalse();
        verified(lead, id);
        everyone.get(SCORING, "/v1/scores/" + id).with(401);

        published(id, "East Sussex");
        JsonNode report = everyone.get(REPORTING, "/v1/reports/" + id).with(200);
        isEastSussex(report.path("scores"));
        JsonNode plan = eventually(yot, PLANS, "/v1/improvement-plans/" + id);
        assertThat(plan.path("area").asText()).isEqualTo("East Sussex");
        JsonNode read = eventually(everyone, SCORING, "/v1/scores/" + id);
        isEastSussex(read.path("scores"));
        assertThat(types(lead, id))
                .containsOnlyOnce("RatingAdjusted", "ScoresFinalised", "ReportPublished")
                .contains("CaseJudgedIndependently", "PlanRequested");
        hasPages(id);
        everyStoreComesBack(id);
    }

    /** Each database is dropped in turn, then a topic that two services read. */
    private static void everyStoreComesBack(String id) throws Exception {
        var announcement =
                Map.of(
                        "area", "Thames",
                        "body", "Thames Youth Justice Service",
                        "kind", "core",
                        "framework", RATED.id(),
                        "fieldworkStart", "2024-07-01",
                        "fieldworkEnd", "2024-07-05");
        String made =
                lead.post(CASES, "/v1/inspections", "before-the-loss", announcement)
                        .with(201)
                        .path("id")
                        .asText();
        LostStores.Reading reading = () -> everything(id);
        var stores = new LostStores(platform, operator);
        stores.database(CASES, "case-service", reading);
        JsonNode repeat =
                lead.post(CASES, "/v1/inspections", "before-the-loss", announcement).with(200);
        assertThat(repeat.path("id").asText()).isEqualTo(made);
        assertThat(repeat.path("version").asInt()).isEqualTo(1);
        assertThat(repeat.path("restored").asBoolean()).isTrue();
        stores.database(SCORING, "scoring-service", reading);
        stores.database(REPORTING, "reporting-service", reading);
        stores.database(PLANS, "improvement-plan-service", reading);
        stores.topic(CASES, "case-events", reading);
        verified(lead, id);
    }

    /** What the four services tell of an inspection. */
    private static Map<String, String> everything(String id) {
        var answers = new TreeMap<String, String>();
        answers.putAll(
                LostStores.answers(
                        lead,
                        CASES,
                        inspection(id),
                        inspection(id) + "/cases",
                        inspection(id) + "/cases/court-0",
                        inspection(id) + "/standards",
                        inspection(id) + "/events",
                        "/v1/inspections"));
        answers.putAll(
                LostStores.answers(
                        lead,
                        SCORING,
                        "/v1/scores/" + id,
                        "/v1/scores/" + id + "/history",
                        "/v1/scores/" + id + "/verification",
                        "/v1/scores/" + id + "/agreement",
                        "/v1/scores"));
        answers.putAll(
                LostStores.answers(
                        lead,
                        REPORTING,
                        "/v1/reports/" + id,
                        "/v1/reports/" + id + "/document",
                        "/v1/reports/" + id + "/press-notice",
                        "/v1/reports",
                        "/v1/inspections/" + id + "/history",
                        "/v1/comparisons/national.csv?framework=" + RATED.id(),
                        "/reports/" + id));
        answers.putAll(
                LostStores.answers(
                        lead,
                        PLANS,
                        "/v1/improvement-plans/" + id,
                        "/v1/improvement-plans",
                        "/v1/improvement-plans/changes",
                        "/v1/improvement-plans.csv"));
        return answers;
    }

    /** What a browser finds, made by the packaged services from one another's events. */
    private static void hasPages(String id) {
        assertThat(page(everyone, "/reports/" + id)).contains("25 of 36", "Outstanding");
        assertThat(page(everyone, "/reports/" + id + ".pdf")).startsWith("%PDF");
        assertThat(page(everyone, "/comparison?framework=" + RATED.id() + "&area=East+Sussex"))
                .contains("East Sussex");
        assertThat(everyone.get(REPORTING, "/plans/" + id).status()).isEqualTo(401);
        await().atMost(PATIENCE).until(() -> yot.get(REPORTING, "/plans/" + id).status() == 200);
        assertThat(page(yot, "/plans/" + id)).contains("Plans address the risks");
        assertThat(lead.get(REPORTING, "/inspections/" + id + "/history").status()).isEqualTo(200);
    }

    private static String page(Doors caller, String path) {
        var answer = caller.get(REPORTING, path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.text();
    }

    private static void isEastSussex(JsonNode scores) {
        assertThat(scores.path("method").asText()).isEqualTo("rated-standards");
        var ratings = new TreeMap<String, String>();
        for (JsonNode standard : scores.path("standards")) {
            String id = standard.path("id").asText();
            ratings.put(id, standard.path("rating").asText());
            assertThat(standard.path("counted").asBoolean()).as(id).isEqualTo(!id.equals("4.1"));
        }
        assertThat(ratings).isEqualTo(PUBLISHED);
        assertThat(scores.path("points").asInt()).isEqualTo(25);
        assertThat(scores.path("maximum").asInt()).isEqualTo(36);
        assertThat(scores.path("overall").asText()).isEqualTo("Good");
    }

    /** Every court case answers domain 2 and no other, every other case domain 3. */
    private static Map<String, Map<String, String>> ratedAnswers() {
        var answers = new LinkedHashMap<String, Map<String, String>>();
        IntStream.range(0, COURT).forEach(n -> answers.put("court-" + n, ratedAnswers("2", n)));
        IntStream.range(0, OUT_OF_COURT)
                .forEach(n -> answers.put("out-" + n, ratedAnswers("3", n)));
        return answers;
    }

    private static Map<String, String> ratedAnswers(String domain, int number) {
        var answers = new TreeMap<String, String>();
        for (var question : RATED.caseQuestions()) {
            String standard = question.standard().id();
            if (question.standard().domain().equals(domain)) {
                answers.put(
                        question.id(), number < requireNonNull(YES.get(standard)) ? "yes" : "no");
            }
        }
        return answers;
    }

    private static void standardJudged(String id, String standard, String rating) {
        lead.post(
                        CASES,
                        inspection(id) + "/standards/" + standard + "/judgements",
                        Map.of("rating", rating))
                .with(200);
    }

    /** 75% is within five points of Outstanding's 80; 40% is not within five points of 50. */
    private static void discretionUsed(String id) {
        adjusted(id, "2.4", "Good", "Outstanding").with(200);
        adjusted(id, "2.2", "Inadequate", "Requires improvement").with(409);
    }

    private static Doors.Answer adjusted(String id, String standard, String from, String to) {
        return lead.post(
                CASES,
                inspection(id) + "/standards/" + standard + "/adjustments",
                Map.of("from", from, "to", to, "reason", "The reviews were timely in every case."));
    }

    /** A second inspector judges three cases, one of them differently in one question. */
    private static void judgedIndependently(String id) {
        for (int n = 0; n < 3; n++) {
            var answers = new TreeMap<>(ratedAnswers("2", n));
            if (n == 0) {
                answers.put("2.1.desistance", "no");
            }
            String judgements = inspection(id) + "/cases/court-" + n + "/independent-judgements";
            inspector.post(CASES, judgements, Map.of("answers", answers)).with(409);
            second.post(CASES, judgements, Map.of("answers", answers)).with(200);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    JsonNode agreement =
                            lead.get(SCORING, "/v1/scores/" + id + "/agreement").with(200);
                    JsonNode pair = agreement.at("/agreement/pairs/0");
                    assertThat(pair.path("first").asText()).isEqualTo("inspector-1");
                    assertThat(pair.path("second").asText()).isEqualTo("inspector-2");
                    assertThat(pair.path("cases").asInt()).isEqualTo(3);
                    assertThat(pair.path("agreed").asInt())
                            .isEqualTo(pair.path("compared").asInt() - 1);
                    assertThat(pair.path("kappa").isNumber()).isTrue();
                });
        everyone.get(SCORING, "/v1/scores/" + id + "/agreement").with(401);
    }

    private static void published(String id, String area) {
        String report = "/v1/reports/" + id;
        await().atMost(PATIENCE)
                .until(() ->
                        lead.post(REPORTING, report, Map.of("foreword", "We inspected " + area))
                                        .status()
                                == 201);
        lead.post(
                        REPORTING,
                        report + "/recommendations",
                        Map.of(
                                "number",
                                1,
                                "text",
                                "Plans address the risks to the child and to others.",
                                "responsible",
                                "Head of service"))
                .with(201);
        lead.post(
                        REPORTING,
                        report + "/factual-accuracy",
                        Map.of("dueOn", LocalDate.now(LONDON).plusDays(14).toString()))
                .with(201);
        everyone.get(REPORTING, report).with(404);
        yot.post(REPORTING, report + "/factual-accuracy/answer", Map.of("challenges", List.of()))
                .with(200);
        JsonNode publication =
                chief.post(
                                REPORTING,
                                report + "/publication",
                                Map.of(
                                        "reinspection",
                                        Map.of(
                                                "reinspect",
                                                false,
                                                "reason",
                                                "The rating is Good.")))
                        .with(200);
        LocalDate on = LocalDate.parse(publication.path("publishedOn").asText());
        assertThat(publication.path("planDue").path("on").asText())
                .isEqualTo(on.plusDays(28).toString());
    }

    // ---- no door to the clock

    /** The clock can be set in profiles demo and test only, and this stack runs in neither. */
    @ParameterizedTest
    @EnumSource(Doors.Service.class)
    void nobody_finds_a_clock_to_read_or_to_set(Doors.Service service) {
        var instant = Map.of("instant", "2009-06-24T09:00:00Z");
        for (Doors caller : List.of(operator, lead, everyone)) {
            for (String method : List.of("GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS")) {
                var clock = caller.ask(service, method, "/admin/clock", instant);
                var unknown = caller.ask(service, method, "/admin/no-such-thing", instant);
                assertThat(clock.status()).as(method).isEqualTo(unknown.status());
                assertThat(clock.text())
                        .isEqualTo(unknown.text().replace("no-such-thing", "clock"));
            }
            caller.ask(service, "GET", "/admin/clock", instant).with(404);
            caller.ask(service, "PUT", "/admin/clock", instant).with(404);
        }
        assertThat(everyone.get(service, "/q/openapi").text())
                .contains("/admin/relay")
                .doesNotContain("/admin/clock");
    }

    // ---- a dashboard

    /** Whatever happened while it was gone comes once and in order, from where the page stopped. */
    @Test
    void a_dashboard_misses_nothing_while_the_service_that_it_reads_is_dead() {
        String id = announced(lead, "Wessex", "core", POOLED.id(), "2012-03-05", "2012-03-09");
        sampled(lead, id, "community", "own", 5);
        await().atMost(PATIENCE)
                .until(() -> lead.get(REPORTING, "/inspections/" + id).status() == 200);
        String page = lead.get(REPORTING, "/inspections/" + id).text();
        judgedAlone(id, 0);
        var stream = Pattern.compile("data-stream=\"([^\"]*)\"").matcher(page);
        var after = Pattern.compile("data-after=\"([^\"]*)\"").matcher(page);
        assertThat(stream.find() && after.find()).isTrue();
        String path = stream.group(1).replace("&amp;", "&");
        String begin = path + "&after=" + after.group(1);
        String last = lead.follow(REPORTING, begin, null, "1 of 5 cases judged").lastId();

        assertThat(platform.kill("reporting-service")).isTrue();
        IntStream.rangeClosed(1, 3).forEach(n -> judgedAlone(id, n));
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> everyone.get(REPORTING, "/q/health/ready").status() == 200);
        var heard = lead.follow(REPORTING, path, last, "4 of 5 cases judged").data();
        assertThat(heard.stream().filter(data -> data.contains("cases judged")).toList())
                .satisfiesExactly(
                        two -> assertThat(two).contains("2 of 5 cases judged"),
                        three -> assertThat(three).contains("3 of 5 cases judged"),
                        four -> assertThat(four).contains("4 of 5 cases judged"));
    }

    /** One case, and its score given out before the next. */
    private static void judgedAlone(String id, int number) {
        String name = "own-" + number;
        judged(inspector, id, Map.of(name, requireNonNull(pooledAnswers(2).get(name))));
        await().atMost(PATIENCE)
                .until(() -> {
                    var score = lead.get(SCORING, "/v1/scores/" + id);
                    return score.status() == 200
                            && score.body().path("judged").asInt() == number + 1;
                });
    }

    // ---- Merton, 2011

    @Test
    void the_weekly_self_audits_of_a_service_are_a_series_that_nobody_else_sees() {
        Doors merton = Doors.as(platform, "yot", "--area", "Merton");
        var weeks = new ArrayList<String>();
        for (int week = 0; week < 3; week++) {
            LocalDate monday = LocalDate.of(2011, 5, 9).plusWeeks(week);
            String id =
                    announced(
                            merton,
                            "Merton",
                            "self-audit",
                            POOLED.id(),
                            monday.toString(),
                            monday.plusDays(4).toString());
            sampled(merton, id, "community", "own", 5);
            judged(merton, id, pooledAnswers(2 + week));
            merton.post(CASES, inspection(id) + "/fieldwork/close", Map.of()).with(200);
            finalScore(merton, id);
            verified(merton, id);
            weeks.add(id);
        }

        JsonNode series =
                merton.get(SCORING, "/v1/self-audit-scores?framework=" + POOLED.id()).with(200);
        assertThat(series.path("items").findValuesAsText("inspectionId"))
                .containsExactlyElementsOf(weeks);
        assertThat(
                        StreamSupport.stream(series.path("items").spliterator(), false)
                                .map(week -> week.at("/scores/headlines/0/percent").asInt()))
                .containsExactly(40, 60, 80);

        await().atMost(PATIENCE)
                .until(() -> weeks.stream().allMatch(id -> reachedReporting(merton, id)));
        for (String id : weeks) {
            for (Doors other : List.of(yot, lead, chief, inspector)) {
                hidden(other, id);
            }
            everyone.get(SCORING, "/v1/scores/" + id).with(401);
            everyone.get(REPORTING, "/v1/reports/" + id).with(404);
            merton.get(PLANS, "/v1/improvement-plans/" + id).with(404);
            assertThat(lead.post(REPORTING, "/v1/reports/" + id, Map.of("foreword", "x")).status())
                    .isEqualTo(404);
        }
        assertThat(
                        yot.get(SCORING, "/v1/self-audit-scores?framework=cci-2009")
                                .with(200)
                                .path("items"))
                .isEmpty();
        lead.get(SCORING, "/v1/self-audit-scores?framework=cci-2009").with(403);
        for (Doors other : List.of(lead, chief, yot, everyone)) {
            assertThat(other.get(SCORING, "/v1/scores?limit=100").with(200).toString())
                    .doesNotContain(weeks);
        }
        assertThat(chief.get(CASES, "/v1/inspections?limit=100").with(200).toString())
                .doesNotContain(weeks);
    }

    private static void hidden(Doors other, String id) {
        other.get(CASES, inspection(id)).with(404);
        other.get(SCORING, "/v1/scores/" + id).with(404);
        other.get(SCORING, "/v1/scores/" + id + "/history").with(404);
        other.get(REPORTING, inspection(id) + "/history").with(404);
        other.get(REPORTING, "/v1/reports/" + id).with(404);
    }

    private static boolean reachedReporting(Doors area, String id) {
        var answer = area.get(REPORTING, inspection(id) + "/history");
        return answer.status() == 200 && answer.text().contains("ScoresFinalised");
    }

    /** In the first so many of five cases the work is sufficient wherever it is applicable. */
    private static Map<String, Map<String, String>> pooledAnswers(int sufficient) {
        var answers = new LinkedHashMap<String, Map<String, String>>();
        for (int n = 0; n < 5; n++) {
            var one = new TreeMap<String, String>();
            for (var question : POOLED.questions()) {
                one.put(
                        question.id(),
                        !question.phase().covers(Sentence.COMMUNITY)
                                ? "not-applicable"
                                : n < sufficient ? "sufficient" : "insufficient");
            }
            answers.put("own-" + n, one);
        }
        return answers;
    }

    // ---- a framework of its own

    @Test
    void a_framework_registered_while_all_runs_scores_an_inspection_and_answers_what_if() {
        String mine = "story-2026";
        lead.post(CASES, "/v1/frameworks", document(mine, 1, 65)).with(403);
        JsonNode refused = chief.post(CASES, "/v1/frameworks", overlapping(mine)).with(422);
        assertThat(refused.path("violations").findValuesAsText("field")).contains("bands[2].from");
        chief.post(CASES, "/v1/frameworks", document(mine, 1, 65)).with(201);
        chief.post(CASES, "/v1/frameworks", document(mine, 1, 65)).with(200);
        chief.post(CASES, "/v1/frameworks", document(mine, 1, 60)).with(409);

        String id = announced(lead, "Leeds", "core", mine, "2026-11-02", "2026-11-06");
        sampled(lead, id, "community", "own", 5);
        judged(inspector, id, pooledAnswers(3));
        lead.post(CASES, inspection(id) + "/fieldwork/close", Map.of()).with(200);
        assertThat(band(finalScore(lead, id).path("scores"))).isEqualTo("60 SUBSTANTIAL");
        verified(lead, id);

        JsonNode answer = whatIf(id, POOLED.id(), 1).with(200);
        assertThat(band(answer.at("/asItStands/scores"))).isEqualTo("60 SUBSTANTIAL");
        assertThat(band(answer.at("/whatIf/scores"))).isEqualTo("60 MODERATE");
        assertThat(whatIf(id, mine, 2).status()).isEqualTo(422);
        chief.post(CASES, "/v1/frameworks", document(mine, 2, 55)).with(201);
        await().atMost(PATIENCE).until(() -> whatIf(id, mine, 2).status() == 200);
        assertThat(band(whatIf(id, mine, 2).with(200).at("/whatIf/scores")))
                .isEqualTo("60 MODERATE");
        assertThat(band(finalScore(lead, id).path("scores"))).isEqualTo("60 SUBSTANTIAL");
    }

    private static Doors.Answer whatIf(String id, String framework, int version) {
        return lead.post(
                SCORING,
                "/v1/scores/" + id + "/what-if",
                Map.of("framework", Map.of("id", framework, "version", version)));
    }

    private static String band(JsonNode scores) {
        JsonNode headline = scores.at("/headlines/0");
        return headline.path("percent").asText() + " " + headline.path("band").asText();
    }

    /** The framework of 2009, in which MODERATE begins at another percent. */
    private static ObjectNode document(String id, int version, int moderateFrom) {
        var document = (ObjectNode) everyone.get(CASES, "/v1/frameworks/cci-2009").with(200);
        document.put("id", id).put("version", version);
        ((ObjectNode) document.at("/bands/1")).put("to", moderateFrom - 1);
        ((ObjectNode) document.at("/bands/2")).put("from", moderateFrom);
        return document;
    }

    private static ObjectNode overlapping(String id) {
        ObjectNode document = document(id, 1, 65);
        ((ObjectNode) document.at("/bands/2")).put("from", 60);
        return document;
    }

    // ---- the words of these stories

    private static String announced(
            Doors caller, String area, String kind, String framework, String from, String to) {
        return caller.post(
                        CASES,
                        "/v1/inspections",
                        Map.of(
                                "area", area,
                                "body", area + " Youth Justice Service",
                                "kind", kind,
                                "framework", framework,
                                "fieldworkStart", from,
                                "fieldworkEnd", to))
                .with(201)
                .path("id")
                .asText();
    }

    private static void sampled(Doors caller, String id, String sentence, String name, int count) {
        var cases =
                IntStream.range(0, count)
                        .mapToObj(n ->
                                Map.of(
                                        "caseId",
                                        name + "-" + n,
                                        "sentence",
                                        sentence,
                                        "ageBand",
                                        "16-17",
                                        "gender",
                                        "male",
                                        "lookedAfter",
                                        false))
                        .toList();
        caller.post(CASES, inspection(id) + "/cases", Map.of("cases", cases)).with(201);
    }

    private static void judged(Doors caller, String id, Map<String, Map<String, String>> answers) {
        var judgements =
                answers.entrySet().stream()
                        .map(one -> Map.of("caseId", one.getKey(), "answers", one.getValue()))
                        .toList();
        JsonNode results =
                caller.post(CASES, inspection(id) + "/judgements", Map.of("judgements", judgements))
                        .with(200)
                        .path("results");
        assertThat(results).hasSize(answers.size());
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.path("status").asInt())
                                .as(result.toString())
                                .isEqualTo(201));
    }

    private static JsonNode finalScore(Doors caller, String id) {
        await().atMost(PATIENCE)
                .until(() -> {
                    var answer = caller.get(SCORING, "/v1/scores/" + id);
                    return answer.status() == 200
                            && !answer.body().path("provisional").asBoolean(true);
                });
        return caller.get(SCORING, "/v1/scores/" + id).with(200);
    }

    private static void verified(Doors caller, String id) {
        JsonNode verification = caller.get(SCORING, "/v1/scores/" + id + "/verification").with(200);
        assertThat(verification.path("verified").asBoolean()).as(verification.toString()).isTrue();
        assertThat(verification.path("scores").asInt()).isPositive();
    }

    private static JsonNode eventually(Doors caller, Doors.Service service, String path) {
        await().atMost(PATIENCE).until(() -> caller.get(service, path).status() == 200);
        return caller.get(service, path).with(200);
    }

    private static List<String> types(Doors caller, String id) {
        return caller.get(REPORTING, inspection(id) + "/history")
                .with(200)
                .path("items")
                .findValuesAsText("type");
    }

    private static String inspection(String id) {
        return "/v1/inspections/" + id;
    }
}
