package uk.inspection.scoring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.nullValue;
import static uk.inspection.scoring.SomeFacts.announced;
import static uk.inspection.scoring.SomeFacts.drafted;
import static uk.inspection.scoring.SomeFacts.judged;
import static uk.inspection.scoring.SomeFacts.published;
import static uk.inspection.scoring.SomeFacts.sampled;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.InspectionKind;
import uk.inspection.local.testing.TestTokens;

/** What the public is not shown where a deployment withholds small counts, and who still is. */
@QuarkusTest
@TestProfile(WithheldScoresTest.SmallCountsAreWithheld.class)
@QuarkusTestResource(value = ScoringServiceStack.class, restrictToAnnotatedClass = true)
class WithheldScoresTest {
    private static final List<String> LEVELS =
            List.of("headlines", "sections", "criteria", "questions");

    private final CaseTopic cases = new CaseTopic();
    private final CaseTopic reports = cases.reports();
    private final String area = "Area " + UUID.randomUUID();

    /** As a deployment sets it. */
    public static class SmallCountsAreWithheld implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("small-counts.below", "5");
        }
    }

    @AfterEach
    void no_client_left() {
        cases.close();
        reports.close();
    }

    @Test
    void the_public_is_shown_no_small_count_of_sefton_and_the_inspectorate_all()
            throws IOException {
        sefton();
        JsonNode whole = body(as("inspector"), "");
        JsonNode shown = body(given(), "");

        assertThat(whole.has("withheld")).isFalse();
        assertThat(whole.path("scores").path("questions")).anyMatch(WithheldScoresTest::small);
        assertThat(shown.path("withheld").path("below").asInt()).isEqualTo(5);
        assertThat(shown.path("scores").path("questions"))
                .isNotEmpty()
                .noneMatch(WithheldScoresTest::small);
        assertThat(shown.path("withheld").path("questions")).isNotEmpty();
        for (String level : LEVELS) {
            Set<String> all = ids(whole.path("scores").path(level));
            Set<String> told = ids(shown.path("scores").path(level));
            Set<String> withheld = texts(shown.path("withheld").path(level));
            assertThat(told).noneMatch(withheld::contains);
            var both = new HashSet<>(told);
            both.addAll(withheld);
            assertThat(both).isEqualTo(all);
        }
        assertThat(shown.path("scores").path("headlines"))
                .isEqualTo(whole.path("scores").path("headlines"));
        assertThat(shown.path("sampled").asInt()).isEqualTo(33);
        for (String role : List.of("yjb", "operator", "yot")) {
            assertThat(body(as(role), "").path("scores")).isEqualTo(shown.path("scores"));
        }
        JsonNode listed =
                StreamSupport.stream(
                                json(given().get("/v1/scores?limit=100"))
                                        .path("items")
                                        .spliterator(),
                                false)
                        .filter(one -> one.path("inspectionId").asText().equals(cases.inspection()))
                        .findFirst()
                        .orElseThrow();
        assertThat(listed).isEqualTo(shown);
        assertThat(body(given(), "?version=" + shown.path("version").asLong())).isEqualTo(shown);
        assertThat(body(given(), "/history").path("items").get(0).path("withheld"))
                .isEqualTo(shown.path("withheld"));
        given().header("If-None-Match", "\"" + shown.path("version").asLong() + "-public\"")
                .get(score(""))
                .then()
                .statusCode(200)
                .header("ETag", "\"" + shown.path("version").asLong() + "-public-5\"");
    }

    @Test
    void nobody_is_told_by_an_explanation_what_the_score_withholds() throws IOException {
        sefton();
        JsonNode withheld = body(given(), "").path("withheld");
        for (JsonNode question : withheld.path("questions")) {
            given().get(score("/explanation?of=" + question.asText()))
                    .then()
                    .statusCode(404)
                    .body("detail", containsString("not shown to the public"));
            as("inspector")
                    .get(score("/explanation?of=" + question.asText()))
                    .then()
                    .statusCode(200);
        }
        for (JsonNode headline : body(given(), "").path("scores").path("headlines")) {
            JsonNode told = body(given(), "/explanation?of=" + headline.path("id").asText());
            assertThat(ids(told.path("number").path("parts")))
                    .isNotEmpty()
                    .noneMatch(texts(withheld.path("questions"))::contains);
            JsonNode whole =
                    body(as("inspector"), "/explanation?of=" + headline.path("id").asText());
            assertThat(whole.path("number").path("parts").size())
                    .isGreaterThan(told.path("number").path("parts").size());
        }
    }

    @Test
    void an_inspection_of_few_cases_has_no_figures_for_the_public() throws IOException {
        cases.publish(
                announced(InspectionKind.CORE, area),
                sampled("A"),
                judged("A", 1, "sufficient"),
                new FieldworkClosed(1, 1));
        publishReport();
        given().get(score(""))
                .then()
                .statusCode(200)
                .body("sampled", nullValue())
                .body("judged", nullValue())
                .body("scores.headlines.applicable", everyItem(equalTo(0)))
                .body("scores.questions.applicable", everyItem(equalTo(0)))
                .body("withheld.questions", contains("1.1.1"));
        given().get(score("/explanation?of=1.1.1")).then().statusCode(404);
        as("analyst")
                .get(score(""))
                .then()
                .body("sampled", equalTo(1))
                .body("scores.questions[0].applicable", equalTo(1));

        try (var other = new CaseTopic();
                var otherReports = other.reports()) {
            other.publish(
                    announced(InspectionKind.CORE, area),
                    sampled("A"),
                    judged("A", 1, "sufficient"),
                    new FieldworkClosed(1, 1));
            publishReport(other, otherReports);
            given().queryParam("of", cases.inspection())
                    .queryParam("with", other.inspection())
                    .get("/v1/scores/comparison")
                    .then()
                    .statusCode(200)
                    .body("of.judged", nullValue())
                    .body("percentages.headlines.of.applicable", everyItem(equalTo(0)))
                    .body("percentages.criteria.of.applicable", everyItem(equalTo(0)));
        }
    }

    // ---- what was judged

    private void sefton() throws IOException {
        cases.publish(announced(InspectionKind.CORE, area));
        var judgements = new ArrayList<CaseEvent>();
        try (InputStream file =
                Objects.requireNonNull(getClass().getResourceAsStream("/sefton-2009.json"))) {
            for (JsonNode one : new ObjectMapper().readTree(file).path("cases")) {
                String caseId = one.path("id").asText();
                cases.publish(
                        new CaseSampled(
                                caseId,
                                Sentence.valueOf(
                                        one.path("sentence").asText().toUpperCase(Locale.ROOT)),
                                "16-17",
                                "male",
                                false));
                var answers = new TreeMap<String, String>();
                one.path("answers")
                        .properties()
                        .forEach(
                                answer -> answers.put(answer.getKey(), answer.getValue().asText()));
                judgements.add(new CaseJudged(caseId, 1, answers));
            }
        }
        cases.publishTogether(judgements);
        cases.publish(new FieldworkClosed(33, 33));
        publishReport();
    }

    private void publishReport() {
        publishReport(cases, reports);
    }

    private static void publishReport(CaseTopic cases, CaseTopic reports) {
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                as("inspector")
                                        .get("/v1/scores/{id}", cases.inspection())
                                        .jsonPath()
                                        .getString("provisional"),
                        "false"::equals);
        long version =
                as("inspector")
                        .get("/v1/scores/{id}", cases.inspection())
                        .jsonPath()
                        .getLong("version");
        reports.publish(drafted("Area", version), published("Area"));
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> given().get("/v1/scores/{id}", cases.inspection()).statusCode(),
                        status -> status == 200);
    }

    // ---- asked

    private static RequestSpecification as(String role) {
        return given().auth().oauth2(TestTokens.token(role, role + "-1", "Elsewhere"));
    }

    private String score(String rest) {
        return "/v1/scores/" + cases.inspection() + rest;
    }

    private JsonNode body(RequestSpecification caller, String rest) {
        return json(caller.get(score(rest)));
    }

    private static JsonNode json(Response response) {
        try {
            return new ObjectMapper()
                    .readTree(response.then().statusCode(200).extract().asString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean small(JsonNode tally) {
        int sufficient = tally.path("sufficient").asInt();
        int applicable = tally.path("applicable").asInt();
        return Stream.of(sufficient, applicable, applicable - sufficient)
                .anyMatch(count -> count >= 1 && count <= 4);
    }

    private static Set<String> ids(JsonNode tallies) {
        var ids = new HashSet<String>();
        tallies.forEach(tally -> ids.add(tally.path("id").asText()));
        return ids;
    }

    private static Set<String> texts(JsonNode list) {
        var texts = new HashSet<String>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
