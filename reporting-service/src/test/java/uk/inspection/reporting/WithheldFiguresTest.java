package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.local.testing.TestTokens;

/** Published reports in all their forms, where a deployment withholds small counts. */
@QuarkusTest
@TestProfile(WithheldFiguresTest.SmallCountsAreWithheld.class)
@QuarkusTestResource(value = ReportingServiceStack.class, restrictToAnnotatedClass = true)
class WithheldFiguresTest {
    private static final int FEWEST = 5;

    private final Newsroom newsroom = new Newsroom();

    /** As a deployment sets it. */
    public static class SmallCountsAreWithheld implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("small-counts.below", String.valueOf(FEWEST));
        }
    }

    @AfterEach
    void close() {
        newsroom.close();
    }

    @Test
    void a_draft_has_every_figure_and_the_published_report_no_small_one() {
        String id = newsroom.checked(Sefton.AREA, Sefton.BODY, Sefton.FOREWORD);
        JsonNode draft = json(asInspector().get("/v1/reports/{id}/document", id));
        assertThat(questions(draft)).hasSize(Sefton.QUESTIONS).anyMatch(line -> small(line));
        assertThat(draft.has("smallCountsBelow")).isFalse();
        assertThat(draft.toString()).contains("Sufficient in 4 of 4 cases: ", "people: 2. That");

        newsroom.publish(id, true);
        for (String address : List.of("/v1/reports/{id}/document", "/reports/{id}.json")) {
            JsonNode document = json(given().get(address, id));
            assertThat(document.path("smallCountsBelow").asInt()).isEqualTo(FEWEST);
            assertThat(questions(document))
                    .hasSize(Sefton.QUESTIONS)
                    .noneMatch(line -> small(line))
                    .anyMatch(line -> line.has("withheld"))
                    .anyMatch(line -> line.has("score"))
                    .allMatch(line -> line.has("score") != line.has("withheld"));
            assertThat(document.path("scoring").path("headlines"))
                    .isEqualTo(draft.path("scoring").path("headlines"));
            assertThat(document.path("inspectionData").path("sampled").asInt()).isEqualTo(33);
            assertThat(document.path("children").has("questionnaires")).isFalse();
            assertThat(document.path("children").path("passage").path("text").asText())
                    .isEqualTo(
                            "Questionnaires that came back from children and young people: fewer"
                                    + " than 5. That is fewer than the 10 needed, so that no"
                                    + " judgement is possible.");
            for (JsonNode line : questions(document)) {
                if (line.has("withheld")) {
                    assertThat(document.toString())
                            .doesNotContain("(%s)".formatted(line.path("withheld").asText()));
                }
            }
            assertThat(document.toString()).contains("What tells of fewer than 5 children");
        }
    }

    @Test
    void every_form_leaves_out_the_same() throws IOException {
        String id = newsroom.sefton();
        JsonNode document = json(given().get("/reports/{id}.json", id));
        Map<String, CSVRecord> rows = new HashMap<>();
        String csv =
                given().get("/reports/{id}.csv", id).then().statusCode(200).extract().asString();
        try (var parsed =
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get()
                        .parse(new StringReader(csv))) {
            parsed.stream()
                    .filter(row -> row.get("table").equals("question"))
                    .forEach(row -> rows.put(row.get("id"), row));
        }
        assertThat(rows).hasSize(Sefton.QUESTIONS);
        for (JsonNode line : questions(document)) {
            boolean withheld = line.has("withheld");
            CSVRecord row =
                    Objects.requireNonNull(
                            rows.get(
                                    (withheld
                                                    ? line.path("withheld")
                                                    : line.path("score").path("id"))
                                            .asText()));
            for (String column :
                    List.of("sufficient", "applicable", "percent", "intervalLow", "intervalHigh")) {
                assertThat(withheld && !row.get(column).isEmpty()).as(column).isFalse();
            }
            assertThat(row.get("sufficient").isEmpty()).isEqualTo(withheld);
        }

        given().accept("text/html")
                .get("/reports/{id}?lang=en", id)
                .then()
                .statusCode(200)
                .body(containsString(">Withheld</td>"))
                .body(containsString("What tells of fewer than 5 children"))
                .body(not(containsString("4 of 4 cases")));
        given().accept("text/html")
                .get("/reports/{id}?lang=cy", id)
                .then()
                .statusCode(200)
                .body(containsString(">Heb ei ddangos</td>"))
                .body(
                        containsString(
                                "Holiaduron a ddychwelwyd gan blant a phobl ifanc: llai na 5."))
                .body(not(containsString("4 allan o 4 achos")));
        given().get("/reports/{id}.ods", id).then().statusCode(200);
        given().get("/reports/{id}.pdf?lang=cy", id).then().statusCode(200);
    }

    @Test
    void the_scores_of_a_report_are_whole_for_the_inspectorate_alone() {
        String id = newsroom.sefton();
        JsonNode all = json(asInspector().get("/v1/reports/{id}", id)).path("scores");
        Response asked = given().get("/v1/reports/{id}", id);
        JsonNode shown = json(asked).path("scores");
        assertThat(all.path("questions")).hasSize(Sefton.QUESTIONS);
        assertThat(shown.path("questions").size()).isBetween(1, Sefton.QUESTIONS - 1);
        assertThat(shown.path("questions")).noneMatch(tally -> small(tally));
        assertThat(asked.header("ETag")).endsWith("-public-5\"");
    }

    @Test
    void an_inspection_of_few_cases_is_published_without_figures() {
        String area = "Few " + System.nanoTime();
        var four = new Tally("safeguarding", 8, 16, 50, "SUBSTANTIAL", null);
        String id =
                newsroom.published(
                        announced(area),
                        new Scores.Pooled(
                                List.of(four),
                                List.of(),
                                List.of(),
                                Stream.of("1.3.1", "1.3.2", "1.3.3", "1.3.4")
                                        .map(one -> new Tally(one, 2, 4, 50, null, null))
                                        .toList()),
                        LocalDate.of(2009, 6, 24));
        for (String language : List.of("en", "cy")) {
            given().accept("text/html")
                    .get("/reports/{id}?lang={l}", id, language)
                    .then()
                    .statusCode(200)
                    .body(not(containsString("50%")));
            given().get("/v1/reports/{id}/press-notice?lang={l}", id, language)
                    .then()
                    .statusCode(200)
                    .body(not(containsString("50%")));
        }
        given().get("/v1/comparisons/national?framework=cci-2009&asOf=2009-06-24&area={a}", area)
                .then()
                .statusCode(200)
                .body("area.newest.headlines.id", not(hasItem("safeguarding")));
        given().get("/v1/reports/{id}", id)
                .then()
                .statusCode(200)
                .body("scores.headlines.size()", equalTo(0));
    }

    private static InspectionAnnounced announced(String area) {
        var sefton = Sefton.announced(InspectionKind.CORE);
        return new InspectionAnnounced(
                area,
                area + " Youth Offending Team",
                sefton.kind(),
                sefton.framework(),
                sefton.lead(),
                sefton.fieldworkStart(),
                sefton.fieldworkEnd(),
                null);
    }

    private static List<JsonNode> questions(JsonNode document) {
        return Stream.iterate(0, i -> i < document.path("sections").size(), i -> i + 1)
                .flatMap(i -> document.path("sections").get(i).path("criteria").valueStream())
                .flatMap(criterion -> criterion.path("questions").valueStream())
                .toList();
    }

    /** A line of a document, or a tally. */
    private static boolean small(JsonNode of) {
        JsonNode tally = of.has("score") ? of.path("score") : of;
        int sufficient = tally.path("sufficient").asInt();
        int applicable = tally.path("applicable").asInt();
        return Stream.of(sufficient, applicable, applicable - sufficient)
                .anyMatch(count -> count > 0 && count < FEWEST);
    }

    private static RequestSpecification asInspector() {
        return given().auth().oauth2(TestTokens.token("inspector", "test-inspector", null));
    }

    private static JsonNode json(Response response) {
        try {
            return new ObjectMapper()
                    .readTree(response.then().statusCode(200).extract().asString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
