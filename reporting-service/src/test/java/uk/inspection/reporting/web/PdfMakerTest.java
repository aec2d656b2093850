package uk.inspection.reporting.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.reporting.domain.ReportDecider;

class PdfMakerTest {
    private static final PdfMaker MAKER = new PdfMaker();

    @TempDir Path folder;

    /** Were markup ever to get through, for want of an escape in a template. */
    @Test
    void whatever_a_page_names_nothing_is_fetched() throws IOException {
        Path picture = folder.resolve("picture.png");
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        byte[] png = Files.readAllBytes(picture);
        Path secret = Files.writeString(folder.resolve("secret.html"), "<p>A secret.</p>");
        var asked = new CopyOnWriteArrayList<String>();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI().toString());
                    exchange.sendResponseHeaders(200, png.length);
                    exchange.getResponseBody().write(png);
                    exchange.close();
                });
        server.start();
        try {
            String host = "http://localhost:%d/".formatted(server.getAddress().getPort());
            byte[] pdf =
                    MAKER.make(
                            """
                            <!DOCTYPE html>
                            <html lang="en"><head><title>Hostile</title>
                            <base href="HOST">
                            <link rel="stylesheet" href="HOSTa.css">
                            <link rel="stylesheet" href="SECRET">
                            <style>
                            @import url("HOSTb.css");
                            @font-face { font-family: Evil; src: url("HOSTc.ttf"); }
                            body { background: url("HOSTd.png"); font-family: "Liberation Sans"; }
                            p::before { content: url("PICTURE"); }
                            </style></head><body>
                            <p>Text &secret;</p>
                            <img src="HOSTe.png"><img src="PICTURE"><img src="e.png">
                            <object data="HOSTf.png"></object><iframe src="SECRET"></iframe>
                            <a href="HOSTg" download>away</a>
                            <link rel="attachment" href="SECRET">
                            <svg viewBox="0 0 10 10" xmlns:xlink="http://www.w3.org/1999/xlink">
                            <title>Drawing</title>
                            <image xlink:href="HOSTh.png" width="5" height="5"/>
                            <image xlink:href="PICTURE" width="5" height="5"/>
                            <script>new java.net.URL("HOSTi").openStream()</script>
                            </svg>
                            <svg viewBox="0 0 10 10" xmlns:xlink="http://www.w3.org/1999/xlink">
                            <title>Drawing</title><use xlink:href="HOSTj.svg#x"/>
                            </svg></body></html>
                            """
                                    .replace("HOST", host)
                                    .replace("PICTURE", picture.toUri().toString())
                                    .replace("SECRET", secret.toUri().toString()));
            try (PDDocument document = Loader.loadPDF(pdf)) {
                assertThat(images(document)).isEmpty();
                assertThat(new PDFTextStripper().getText(document))
                        .contains("Text &secret;")
                        .doesNotContain("A secret.");
                assertThat(document.getDocumentCatalog().getNames()).isNull();
            }
            assertThat(asked).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void what_the_font_lacks_is_said_by_its_name() throws IOException {
        assertThat(text("Ar ei ôl: ŵ ŷ â w\u0302 y\u0302, £5 – “iawn”."))
                .contains("Ar ei ôl: ŵ ŷ â ŵ ŷ, £5 – “iawn”.");
        assertThat(text("Well done \uD83D\uDE00\uFE0F, \u4E2D")) //
                .contains("Well done [grinning face], [cjk unified ideographs 4e2d]");
        assertThat(text("a\u0001b\u001Bc\u200Dd\u202Ee\uD800f\uE000"))
                .contains("abcdef[private use area e000]");
    }

    @Test
    void a_very_long_word_stays_on_the_page() throws IOException {
        byte[] pdf = MAKER.make(page("W".repeat(ReportDecider.TEXT_MAX)));
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(document).replaceAll("[^W]", ""))
                    .hasSize(ReportDecider.TEXT_MAX);
            assertThat(document.getNumberOfPages()).isGreaterThan(1);
        }
    }

    // ---- the words of these tests

    private static String text(String written) throws IOException {
        try (PDDocument document = Loader.loadPDF(MAKER.make(page(written)))) {
            return new PDFTextStripper().getText(document);
        }
    }

    private static String page(String written) {
        return "<html lang=\"en\"><head><title>T</title><style>%s</style></head><body><p>%s</p></body></html>"
                .formatted(
                        new String(Assets.read("pdf.css"), java.nio.charset.StandardCharsets.UTF_8),
                        written);
    }

    private static List<String> images(PDDocument document) throws IOException {
        var images = new ArrayList<String>();
        for (PDPage page : document.getPages()) {
            for (COSName name : page.getResources().getXObjectNames()) {
                if (page.getResources().getXObject(name) instanceof PDImage) {
                    images.add(name.getName());
                }
            }
        }
        return images;
    }
}
