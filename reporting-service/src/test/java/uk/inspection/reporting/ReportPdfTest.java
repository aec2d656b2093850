package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionGoTo;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.verapdf.core.VeraPDFException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import uk.inspection.local.testing.TestTokens;

/** A report as PDF: what it says, and whether everyone can read it, and for long. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class ReportPdfTest {
    private static final Path KEPT = Path.of("target", "pdf");
    private static final int FIGURES = 76;

    /** More than are made and wait at once. */
    private static final int EDITIONS = 14;

    private static final Map<String, String> WELSH =
            Map.of("DRASTIC", "DRASTIG", "SUBSTANTIAL", "SYLWEDDOL", "MODERATE", "CYMEDROL");

    private final Newsroom newsroom = new Newsroom();

    @BeforeAll
    static void initialise() {
        VeraGreenfieldFoundryProvider.initialise();
    }

    @AfterEach
    void close() {
        newsroom.close();
    }

    // ---- what it says

    @Test
    void it_says_every_published_figure_of_sefton() throws IOException {
        String id = newsroom.sefton();
        for (String language : List.of("en", "cy")) {
            String text = text(pdf(id, language));
            List<Pattern> figures = figures(language.equals("en"));
            assertThat(figures).hasSize(FIGURES);
            assertThat(figures).allSatisfy(figure -> assertThat(text).containsPattern(figure));
        }
    }

    @Test
    void it_says_what_it_is_and_has_an_outline() throws IOException {
        String id = newsroom.sefton();
        try (PDDocument english = Loader.loadPDF(pdf(id, "en"));
                PDDocument welsh = Loader.loadPDF(pdf(id, "cy"))) {
            var catalog = english.getDocumentCatalog();
            assertThat(catalog.getLanguage()).isEqualTo("en");
            assertThat(catalog.getViewerPreferences().displayDocTitle()).isTrue();
            assertThat(english.getDocumentInformation().getTitle())
                    .isEqualTo("Sefton Youth Offending Team - Inspection report");
            assertThat(english.getDocumentInformation().getSubject())
                    .startsWith("Report on Sefton Youth Offending Team");
            assertThat(outline(catalog.getDocumentOutline()))
                    .startsWith("Foreword", "Scoring and summary table", "Recommendations")
                    .contains(
                            "1 Assessment and sentence planning > 1.1 Risk of Harm to others",
                            "3 Outcomes > 3.2 Sustaining outcomes")
                    .endsWith("Appendix 5: Glossary");
            assertThat(english.getPage(0).getAnnotations())
                    .as("links of the list of contents")
                    .hasSizeGreaterThanOrEqualTo(14)
                    .allSatisfy(link ->
                            assertThat(((PDAnnotationLink) link).getAction())
                                    .isInstanceOf(PDActionGoTo.class));
            assertThat(text(english))
                    .contains(
                            "Page 1 of " + english.getNumberOfPages(), "28 days after publication");

            assertThat(welsh.getDocumentCatalog().getLanguage()).isEqualTo("cy");
            assertThat(outline(welsh.getDocumentCatalog().getDocumentOutline()))
                    .startsWith("Rhagair")
                    .contains("Atodiad 4: Rôl yr arolygiaeth");
            assertThat(text(welsh)).contains("24 Mehefin 2009", "Tudalen 1 o ", "Argymhellion");
        }
    }

    @Test
    void who_cannot_see_it_is_told_of_headings_tables_and_the_chart() throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf(newsroom.sefton(), "en"))) {
            assertThat(document.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
            var elements = new ArrayList<PDStructureElement>();
            elements(document.getDocumentCatalog().getStructureTreeRoot(), elements);
            assertThat(elements)
                    .filteredOn(element -> element.getStructureType().equals("Figure"))
                    .extracting(PDStructureElement::getAlternateDescription)
                    .containsExactly(
                            "Chart of the scores. The tables that follow have the same figures.");
            assertThat(elements)
                    .extracting(PDStructureElement::getStructureType)
                    .contains("H1", "H2", "H3", "H4", "P", "L", "LI", "Table", "TH", "TD");
            assertThat(elements)
                    .filteredOn(element -> element.getStructureType().equals("H1"))
                    .hasSize(1);
        }
    }

    @Test
    void a_draft_says_that_it_is_one() throws IOException {
        String id = newsroom.drafted("Sefton", "A service not reported on yet", "A foreword.");
        byte[] pdf =
                given().auth()
                        .oauth2(TestTokens.token("inspector", "test-inspector", null))
                        .get("/v1/reports/{id}/document/report.pdf", id)
                        .asByteArray();
        try (PDDocument document = Loader.loadPDF(pdf)) {
            String mark = "Draft, not published";
            for (int page = 1; page <= document.getNumberOfPages(); page++) {
                var stripper = new PDFTextStripper();
                stripper.setStartPage(page);
                stripper.setEndPage(page);
                assertThat(stripper.getText(document)).as("page %d", page).contains(mark);
            }
        }
    }

    // ---- whether everyone can read it, and for long

    @Test
    void it_passes_verapdf() throws Exception {
        valid("sefton-en", pdf(newsroom.sefton(), "en"));
    }

    @Test
    @EnabledIfSystemProperty(named = "platform.full", matches = "true")
    void it_passes_verapdf_in_welsh_under_rated_standards_and_corrected() throws Exception {
        String sefton = newsroom.sefton();
        newsroom.corrected(sefton, "foreword", "In better words.", "Clumsy words.");
        valid("sefton-cy", pdf(sefton, "cy"));
        String rated = newsroom.rated();
        valid("rated-en", pdf(rated, "en"));
        valid("rated-cy", pdf(rated, "cy"));
    }

    @Test
    void verapdf_tells_a_plain_pdf_from_one_that_everyone_can_read() throws Exception {
        var plain = new ByteArrayOutputStream();
        try (var document = new PDDocument()) {
            document.addPage(new PDPage());
            document.save(plain);
        }
        for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_3_A)) {
            assertThat(complaints(plain.toByteArray(), flavour)).isNotEmpty();
        }
    }

    @Test
    void nothing_that_people_write_breaks_it() throws Exception {
        String evil =
                """
                <img src="file:///etc/passwd"> <link rel="stylesheet" href="file:///etc/passwd">
                </p></body></html> &amp; &#0; ]]> <!-- <?php <svg><title>
                """;
        String odd = "\u0001\u0008\u001b\u007f\u0085\u2028\ufffe\uffff\u202e\u200d";
        String words = "x".repeat(3000) + " w\u0302 \ud83d\ude00 \u4e2d\u6587 \u0645";
        String id = newsroom.published("Odd \ud83d\ude00 <b>", evil + odd, evil + odd + words);
        newsroom.corrected(id, "context", evil + words, evil);
        byte[] pdf = pdf(id, "en");
        valid("hostile", pdf);
        assertThat(text(pdf).replaceAll("\\s+", " "))
                .contains(
                        "<img src=\"file:///etc/passwd\">",
                        "</p></body></html> &amp; &#0; ]]> <!-- <?php <svg><title>",
                        "ŵ [grinning face]")
                .doesNotContain("root:");
    }

    // ---- many at once

    @Test
    void a_stampede_for_one_report_makes_one_pdf() throws Exception {
        String id = newsroom.sefton();
        try (var stampede = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked =
                    IntStream.range(0, 30)
                            .mapToObj(_ -> stampede.submit(() -> pdf(id, "en")))
                            .toList();
            // Each making has a moment and an id of its own.
            byte[] first = asked.getFirst().get();
            for (var one : asked) {
                assertThat(one.get()).isEqualTo(first);
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "platform.full", matches = "true")
    void where_too_many_are_asked_for_some_are_told_to_come_back() throws Exception {
        String id = newsroom.sefton();
        for (int edition = 2; edition <= EDITIONS; edition++) {
            newsroom.corrected(id, "foreword", "Words of edition " + edition, "Better.");
        }
        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked =
                    IntStream.rangeClosed(1, EDITIONS)
                            .mapToObj(edition ->
                                    crowd.submit(() ->
                                            given().get(
                                                            "/reports/{id}.pdf?edition={edition}",
                                                            id,
                                                            edition)))
                            .toList();
            var answers = new ArrayList<Response>();
            for (var one : asked) {
                answers.add(one.get());
            }
            assertThat(answers).extracting(Response::statusCode).containsOnly(200, 503);
            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() == 503)
                    .allSatisfy(answer -> {
                        assertThat(answer.header("Retry-After")).isEqualTo("10");
                        assertThat(answer.contentType()).isEqualTo("application/problem+json");
                        assertThat(answer.header("ETag")).isNull();
                    });
        }
        given().get("/reports/{id}.pdf?edition=1", id)
                .then()
                .statusCode(200)
                .header("Retry-After", nullValue());
    }

    // ---- the words of these tests

    private static void valid(String name, byte[] pdf) throws IOException, VeraPDFException {
        Files.createDirectories(KEPT);
        Files.write(KEPT.resolve(name + ".pdf"), pdf);
        for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_3_A)) {
            assertThat(complaints(pdf, flavour)).as("%s as %s", name, flavour).isEmpty();
        }
    }

    private static List<TestAssertion> complaints(byte[] pdf, PDFAFlavour flavour)
            throws IOException, VeraPDFException {
        try (var parser =
                        Foundries.defaultInstance()
                                .createParser(new ByteArrayInputStream(pdf), flavour);
                var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            var result = validator.validate(parser);
            assertThat(result.isCompliant()).isEqualTo(result.getTestAssertions().isEmpty());
            return result.getTestAssertions();
        }
    }

    /** Where each figure stands: behind the name or the number of what it is the score of. */
    private static List<Pattern> figures(boolean english) throws IOException {
        JsonNode published;
        try (var in = ReportPdfTest.class.getResourceAsStream("/inspections/sefton-2009.json")) {
            published =
                    new ObjectMapper()
                            .readTree(Objects.requireNonNull(in))
                            .path("published_figures");
        }
        var figures = new ArrayList<Pattern>();
        for (JsonNode headline : published.path("headlines")) {
            figures.addAll(row("", headline, english));
        }
        for (var criterion : published.path("criteria").properties()) {
            figures.addAll(row(criterion.getKey(), criterion.getValue(), english));
        }
        for (String kind : List.of("sections", "questions")) {
            for (var score : published.path(kind).properties()) {
                figures.add(row(score.getKey(), score.getValue().asText() + "%"));
            }
        }
        return figures;
    }

    private static List<Pattern> row(String number, JsonNode score, boolean english) {
        String percent = score.path("percent").asText();
        String band = score.path("band").asText();
        return List.of(
                row(number, percent + "%"),
                row(
                        number,
                        percent
                                + "%\\s+"
                                + (english ? band : Objects.requireNonNull(WELSH.get(band)))));
    }

    /** Rows begin with their number, if any, and name; then come the counts. */
    private static Pattern row(String number, String figures) {
        return Pattern.compile(
                "(?m)^%s[^%%]*?\\d+ (of|allan o) \\d+\\s+%s"
                        .formatted(number.isEmpty() ? "" : Pattern.quote(number + " "), figures));
    }

    private static byte[] pdf(String id, String language) {
        return given().get("/reports/{id}.pdf?lang={language}", id, language)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return text(document);
        }
    }

    private static String text(PDDocument document) throws IOException {
        return new PDFTextStripper().getText(document);
    }

    private static List<String> outline(PDOutlineNode node) {
        return StreamSupport.stream(node.children().spliterator(), false)
                .<String>mapMulti((item, names) -> {
                    names.accept(item.getTitle());
                    outline(item).forEach(name -> names.accept(item.getTitle() + " > " + name));
                })
                .toList();
    }

    private static void elements(PDStructureNode node, List<PDStructureElement> found) {
        for (Object kid : node.getKids()) {
            if (kid instanceof PDStructureElement element) {
                found.add(element);
                elements(element, found);
            }
        }
    }
}
