package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.github.miachm.sods.Sheet;
import com.github.miachm.sods.SpreadSheet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.local.testing.TestTokens;

/** A report in its forms beside the page, at the address of programs and at the public one. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class ReportFilesTest {
    private static final String BROWSER =
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final Map<String, String> DOORS =
            Map.of(
                    "json", "",
                    "csv", "/tables.csv",
                    "ods", "/tables.ods",
                    "pdf", "/report.pdf");

    private final Newsroom newsroom = new Newsroom();

    @AfterEach
    void close() {
        newsroom.close();
    }

    // ---- which form

    @ParameterizedTest
    @CsvSource({
        "json, application/json, inline",
        "csv, text/csv, attachment",
        "ods, application/vnd.oasis.opendocument.spreadsheet, attachment",
        "pdf, application/pdf, inline"
    })
    void each_form_is_the_same_by_suffix_by_accept_and_for_programs(
            String form, String type, String disposition) {
        String id = newsroom.sefton();
        Response suffix = given().accept(BROWSER).get("/reports/{id}.{form}", id, form);
        Response accept = given().accept(type).get("/reports/{id}", id);
        Response program = given().get("/v1/reports/{id}/document" + DOORS.get(form), id);
        for (Response file : List.of(suffix, accept, program)) {
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.contentType()).startsWith(type);
            assertThat(file.header("ETag")).isEqualTo(suffix.header("ETag"));
            assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(file.header("Content-Disposition"))
                    .isEqualTo(
                            "%s; filename=\"inspection-report-sefton-2009-06-24-edition-1%s.%s\""
                                    .formatted(disposition, form.equals("pdf") ? "-en" : "", form));
        }
        assertThat(accept.header("Vary")).contains("Accept,", "Accept-Language", "Cookie");
        assertThat(suffix.header("Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(program.header("Vary")).contains("Authorization");
        for (String address : List.of("/reports/" + id + "." + form, "/reports/" + id)) {
            given().accept(type)
                    .header("If-None-Match", suffix.header("ETag"))
                    .get(address)
                    .then()
                    .statusCode(304)
                    .header("ETag", suffix.header("ETag"))
                    .body(equalTo(""));
        }
        given().header("If-None-Match", suffix.header("ETag"))
                .get("/v1/reports/{id}/document" + DOORS.get(form), id)
                .then()
                .statusCode(304);
    }

    @Test
    void who_takes_anything_or_says_nothing_gets_the_page() {
        String address = "/reports/" + newsroom.sefton();
        for (String accept : List.of(BROWSER, "*/*", "text/*", "text/html", "text/html;q=0.1")) {
            given().accept(accept).get(address).then().body(startsWith("<!DOCTYPE html>"));
        }
        given().get(address).then().body(startsWith("<!DOCTYPE html>"));
        given().accept("text/html;q=0.5,application/pdf")
                .get(address)
                .then()
                .contentType("application/pdf");
        given().accept("application/pdf;q=0.5,text/csv;q=0.6")
                .get(address)
                .then()
                .contentType("text/csv");
    }

    @Test
    void what_there_is_not_is_not_acceptable() {
        String address = "/reports/" + newsroom.sefton();
        for (String accept : List.of("image/png", "application/xml", "application/msword")) {
            given().accept(accept)
                    .get(address)
                    .then()
                    .statusCode(406)
                    .contentType("application/problem+json");
        }
        given().get(address + ".docx").then().statusCode(404);
    }

    @Test
    void the_page_links_its_forms() {
        String id = newsroom.sefton();
        newsroom.corrected(id, "foreword", "In better words.", "Clumsy words.");
        String page = given().accept(BROWSER).get("/reports/{id}", id).asString();
        for (String href :
                List.of(
                        "/reports/" + id + ".pdf?lang=en",
                        "/reports/" + id + ".ods",
                        "/reports/" + id + ".csv",
                        "/reports/" + id + ".json")) {
            assertThat(page)
                    .contains("href=\"" + href + "\" type=\"")
                    .containsPattern(
                            "<link rel=\"alternate\" type=\"[^\"]*\" href=\"\\Q" + href + "\\E\">");
            given().urlEncodingEnabled(false).get(href).then().statusCode(200);
        }
        assertThat(page)
                .contains("(PDF)</a>", "(ODS)</a>")
                .containsPattern("\\(CSV, \\d+ KB\\)</a>")
                .containsPattern("\\(JSON, \\d+ KB\\)</a>");
        assertThat(given().accept(BROWSER).get("/reports/{id}?edition=1&lang=cy", id).asString())
                .contains(
                        "href=\"/reports/" + id + ".pdf?edition=1&amp;lang=cy\"",
                        "href=\"/reports/" + id + ".json?edition=1\"");
    }

    // ---- who, and which edition

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "ods", "pdf"})
    void a_draft_is_a_file_for_the_inspectorate_alone(String form) {
        String id = newsroom.drafted("Sefton", "A service not reported on yet", "A foreword.");
        String door = "/v1/reports/%s/document%s".formatted(id, DOORS.get(form));
        Response draft = as("inspector").get(door);
        assertThat(draft.statusCode()).isEqualTo(200);
        assertThat(draft.header("Content-Disposition")).contains("-sefton-draft");
        given().header("If-None-Match", draft.header("ETag")).get(door).then().statusCode(404);
        given().get(door).then().statusCode(404);
        as("analyst").get(door).then().statusCode(404);
        as("inspector").get(door + "?edition=1").then().statusCode(404);
        as("inspector").get("/reports/{id}.{form}", id, form).then().statusCode(404);
        as("inspector")
                .accept(draft.contentType())
                .get("/reports/{id}", id)
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "ods", "pdf"})
    void each_edition_keeps_its_files(String form) {
        String id = newsroom.sefton();
        String door = "/v1/reports/%s/document%s".formatted(id, DOORS.get(form));
        String first = given().get(door).header("ETag");
        newsroom.corrected(id, "foreword", "In better words.", "Clumsy words.");
        given().get(door).then().header("Content-Disposition", containsString("edition-2"));
        for (String address : List.of(door, "/reports/" + id + "." + form)) {
            given().get(address + "?edition=1")
                    .then()
                    .header("ETag", first)
                    .header("Content-Disposition", containsString("edition-1"));
            given().get(address + "?edition=3").then().statusCode(404);
        }
        given().get(door + "?edition=0").then().statusCode(400);
        given().get("/reports/{id}.{form}", UUID.randomUUID(), form).then().statusCode(404);
    }

    // ---- the workbook

    @Test
    void the_workbook_explains_itself_and_has_every_row_of_the_csv() throws IOException {
        String id = newsroom.sefton();
        SpreadSheet book = book("/reports/" + id + ".ods");
        assertThat(book.getSheets())
                .extracting(Sheet::getName)
                .containsExactly(
                        "Contents",
                        "Headlines",
                        "Sections",
                        "Criteria",
                        "Questions",
                        "Recommendations");
        assertThat(rows(book, "Contents"))
                .contains("service|Sefton Youth Offending Team", "published|2009-06-24")
                .anyMatch(row -> row.startsWith("percent|The score"))
                .anyMatch(row -> row.startsWith("responsible|"));
        assertThat(rows(book, "Headlines"))
                .containsExactly(
                        "id|title|sufficient|applicable|percent|band|intervalLow|intervalHigh|scored",
                        "safeguarding|Safeguarding|124.0|323.0|38.0|DRASTIC|33.0|44.0|true",
                        "roh|Public Protection - Risk of Harm|104.0|285.0|36.0|DRASTIC|31.0|43.0|true",
                        "lor|Public Protection - Likelihood of Reoffending|331.0|667.0|50.0|SUBSTANTIAL|45.0|54.0|true");
        assertThat(rows(book, "Questions")).hasSize(1 + Sefton.QUESTIONS);
        assertThat(rows(book, "Recommendations"))
                .hasSize(1 + Sefton.RECOMMENDATIONS.size())
                .contains(
                        "7.0|The vacant YOT Manager post is filled as soon as possible|Chair of"
                                + " Management Board");
    }

    @Test
    void a_workbook_of_rated_standards_has_their_sheets() throws IOException {
        SpreadSheet book = book("/reports/" + newsroom.rated() + ".ods");
        assertThat(book.getSheets())
                .extracting(Sheet::getName)
                .containsExactly("Contents", "Standards", "Key questions", "Recommendations");
        assertThat(rows(book, "Standards"))
                .contains("id|title|rating|ratingByRule|points|scored")
                .anyMatch(row -> row.startsWith("2.2|Planning|Inadequate||0.0|"));
    }

    // ---- the words of these tests

    private static SpreadSheet book(String address) throws IOException {
        byte[] bytes = given().get(address).then().statusCode(200).extract().asByteArray();
        return new SpreadSheet(new ByteArrayInputStream(bytes));
    }

    private static List<String> rows(SpreadSheet book, String sheet) {
        return Arrays.stream(book.getSheet(sheet).getDataRange().getValues())
                .map(row ->
                        Stream.of(row)
                                .map(cell -> Objects.toString(cell, ""))
                                .collect(Collectors.joining("|")))
                .toList();
    }

    private static RequestSpecification as(String role) {
        return given().auth().oauth2(TestTokens.token(role, "test-" + role, null));
    }
}
