package uk.inspection.reporting.web;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FSFontUseCase;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.svgsupport.BatikSVGDrawer;
import com.openhtmltopdf.svgsupport.BatikSVGDrawer.SvgExternalResourceMode;
import com.openhtmltopdf.svgsupport.BatikSVGDrawer.SvgScriptMode;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.jsoup.Jsoup;
import org.jsoup.helper.W3CDom;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/**
 * From one of our pages to a PDF that is tagged (PDF/UA-1) and fit for archives (PDF/A-3a). What it
 * needs is in the page or in this program: every address is refused, whatever the page names.
 */
final class PdfMaker {
    private static final String FAMILY = "Liberation Sans";
    private static final int REGULAR = 400;
    private static final int BOLD = 700;
    private static final Set<FSFontUseCase> USES =
            Set.of(FSFontUseCase.DOCUMENT, FSFontUseCase.SVG);

    /** In CSS pixels; a page of A4 has 947 between its margins. */
    private static final double DRAWING_HEIGHT_MAX = 900;

    private static final String NOWHERE = "about:blank";

    private final byte[] regular = font("LiberationSans-Regular");
    private final byte[] bold = font("LiberationSans-Bold");
    private final byte[] colours = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    private final CmapLookup glyphs = glyphs(regular);

    PdfMaker() {
        XRLog.listRegisteredLoggers().forEach(log -> XRLog.setLevel(log, Level.WARNING));
    }

    byte[] make(String html) {
        Document page = Jsoup.parse(html);
        drawable(page);
        contents(page);
        drawings(page);
        links(page);
        var out = new ByteArrayOutputStream();
        var builder = new PdfRendererBuilder();
        builder.withW3cDocument(new W3CDom().fromJsoup(page), NOWHERE);
        builder.toStream(out);
        builder.usePdfUaAccessibility(true);
        builder.usePdfAConformance(PdfAConformance.PDFA_3_A);
        builder.useColorProfile(colours);
        builder.useFont(
                () -> new ByteArrayInputStream(regular),
                FAMILY,
                REGULAR,
                FontStyle.NORMAL,
                true,
                USES);
        builder.useFont(
                () -> new ByteArrayInputStream(bold), FAMILY, BOLD, FontStyle.NORMAL, true, USES);
        builder.useSVGDrawer(
                new BatikSVGDrawer(SvgScriptMode.SECURE, SvgExternalResourceMode.SECURE));
        builder.useUriResolver((_, _) -> null);
        builder.useExternalResourceAccessControl(
                (_, _) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
        try {
            builder.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** What the font has no sign for is said by its name, so that nothing written gets lost. */
    private void drawable(Document page) {
        page.nodeStream(TextNode.class).forEach(node -> node.text(drawable(node.getWholeText())));
        for (Element said : page.select("meta[content]")) {
            said.attr("content", drawable(said.attr("content")));
        }
    }

    private String drawable(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        if (composed.codePoints().allMatch(this::plain)) {
            return composed;
        }
        var drawn = new StringBuilder();
        composed.codePoints()
                .forEach(character -> {
                    if (plain(character)) {
                        drawn.appendCodePoint(character);
                    } else if (!silent(character)) {
                        drawn.append('[').append(name(character)).append(']');
                    }
                });
        return drawn.toString();
    }

    private boolean plain(int character) {
        return character == '\n'
                || character == '\t'
                || (!hidden(character) && glyphs.getGlyphId(character) > 0);
    }

    private static boolean hidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> true;
            default -> false;
        };
    }

    /** Says nothing by itself: it only changes what is beside it, such as the colour of a hand. */
    private static boolean silent(int character) {
        return hidden(character) || Character.getType(character) == Character.NON_SPACING_MARK;
    }

    private static String name(int character) {
        String name = Character.getName(character);
        return name == null ? "U+%04X".formatted(character) : name.toLowerCase(Locale.ROOT);
    }

    /** The outline and the list of contents, of headings that have an id. */
    private static void contents(Document page) {
        Element outline = page.head().appendElement("bookmarks");
        Element contents = page.selectFirst(".print-contents");
        Element section = outline;
        for (Element heading : page.select("h2[id], h3[id]")) {
            String place = "#" + heading.id();
            if (heading.normalName().equals("h3")) {
                bookmark(section, heading.text(), place);
                continue;
            }
            section = bookmark(outline, heading.text(), place);
            if (contents != null) {
                contents.appendElement("li")
                        .attr("lang", heading.attr("lang"))
                        .appendElement("a")
                        .attr("href", place)
                        .text(heading.text());
            }
        }
    }

    private static Element bookmark(Element in, String name, String place) {
        return in.appendElement("bookmark").attr("name", name).attr("href", place);
    }

    /** Drawings get words for who cannot see them, and a size: that of a page at most. */
    private static void drawings(Document page) {
        for (Element drawing : page.select("svg")) {
            String[] box = drawing.attr("viewBox").split(" ", -1);
            double width = Double.parseDouble(box[2]);
            double height = Double.parseDouble(box[3]);
            double scale = Math.min(1, DRAWING_HEIGHT_MAX / height);
            drawing.attr(
                            "style",
                            "width:%dpx;height:%dpx"
                                    .formatted(
                                            Math.round(width * scale), Math.round(height * scale)))
                    .attr("font-family", FAMILY)
                    .attr("alt", String.join(". ", drawing.select("> title, > desc").eachText()));
        }
    }

    /** A link leads to another place of the report, or nowhere: a file has no address. */
    private static void links(Document page) {
        for (Element link : page.select("a[href]")) {
            if (link.attr("href").startsWith("#")) {
                link.attr("title", link.text());
            } else {
                link.unwrap();
            }
        }
    }

    private static byte[] font(String name) {
        try (InputStream in =
                Thread.currentThread()
                        .getContextClassLoader()
                        .getResourceAsStream("liberation/" + name + ".ttf")) {
            if (in == null) {
                throw new IllegalStateException("The font " + name + " is missing.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CmapLookup glyphs(byte[] font) {
        try (TrueTypeFont parsed = new TTFParser().parse(new RandomAccessReadBuffer(font))) {
            return parsed.getUnicodeCmapLookup();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
