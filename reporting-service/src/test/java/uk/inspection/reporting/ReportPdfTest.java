package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.verapdf.core.VeraPDFException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** A report as PDF: what it says, and whether everyone can read it for long. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class ReportPdfTest {
    private static final Path KEPT = Path.of("target", "pdf");

    private final Newsroom newsroom = new Newsroom();

    @BeforeAll
    static void initialise() {
        VeraGreenfieldFoundryProvider.initialise();
    }

    @AfterEach
    void close() {
        newsroom.close();
    }

    @Test
    void it_passes_verapdf_in_both_languages_under_either_method() throws Exception {
        String sefton = newsroom.sefton();
        newsroom.corrected(sefton, "foreword", "In better words.", "Clumsy words.");
        valid("sefton-en", pdf(sefton, "en"));
        valid("sefton-cy", pdf(sefton, "cy"));
        valid("rated-en", pdf(newsroom.rated(), "en"));
    }

    private static void valid(String name, byte[] pdf) throws IOException, VeraPDFException {
        Files.createDirectories(KEPT);
        Files.write(KEPT.resolve(name + ".pdf"), pdf);
        for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_3_A)) {
            long begun = System.nanoTime();
            try (var parser =
                            Foundries.defaultInstance()
                                    .createParser(new ByteArrayInputStream(pdf), flavour);
                    var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                var result = validator.validate(parser);
                System.out.println(
                        "VERA "
                                + name
                                + flavour
                                + " "
                                + (System.nanoTime() - begun) / 1000000
                                + " ms");
                assertThat(result.getTestAssertions()).as("%s as %s", name, flavour).isEmpty();
                assertThat(result.isCompliant()).isTrue();
            }
        }
    }

    private static byte[] pdf(String id, String language) {
        return given().get("/reports/{id}.pdf?lang={language}", id, language)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }
}
