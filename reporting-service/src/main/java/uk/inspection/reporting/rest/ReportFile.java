package uk.inspection.reporting.rest;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.domain.ReportDocument;

/**
 * A report in one of its forms, not made before it is needed.
 *
 * @param name of the file, which tells it from those of other reports
 */
public record ReportFile(Form form, String name, EntityTag tag, Supplier<byte[]> body) {
    private static final int TAG_BYTES = 12;
    private static final int AREA_CHARACTERS_MAX = 60;

    /** The forms of a report beside its page. */
    public enum Form {
        PDF("application/pdf", "inline"),
        ODS(ReportDocumentResource.ODS, "attachment"),
        CSV(ReportDocumentResource.CSV, "attachment"),
        JSON("application/json", "inline");

        private final String type;
        private final String disposition;

        Form(String type, String disposition) {
            this.type = type;
            this.disposition = disposition;
        }

        public MediaType type() {
            return MediaType.valueOf(type);
        }

        public static Form of(String suffix) {
            return valueOf(suffix.toUpperCase(Locale.ROOT));
        }

        /** What its file names end in, without the dot. */
        public String suffix() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A file whose bytes may differ from one making to the next, and what they say only with what
     * it is made of.
     */
    public static ReportFile of(
            Form form,
            ReportDocument document,
            @Nullable String language,
            String madeOf,
            Supplier<byte[]> body) {
        return new ReportFile(
                form, name(form, document, language), new EntityTag(digest(madeOf), true), body);
    }

    static ReportFile of(Form form, ReportDocument document, String text) {
        return new ReportFile(
                form,
                name(form, document, null),
                new EntityTag(digest(text)),
                () -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** The file, or 304 for who holds it. */
    public Response.ResponseBuilder answer(Request request) {
        Response.ResponseBuilder notModified = request.evaluatePreconditions(tag);
        return notModified == null
                ? Response.ok(body.get(), form.type)
                        .tag(tag)
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                "%s; filename=\"%s\"".formatted(form.disposition, name))
                        .header("X-Content-Type-Options", "nosniff")
                : notModified;
    }

    /** Such as {@code inspection-report-sefton-2009-06-24-edition-1.csv}. */
    private static String name(Form form, ReportDocument document, @Nullable String language) {
        String area =
                Normalizer.normalize(document.area(), Normalizer.Form.NFD)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\p{M}", "")
                        .replaceAll("[^a-z0-9]+", "-");
        String place =
                area.substring(0, Math.min(area.length(), AREA_CHARACTERS_MAX))
                        .replaceAll("^-|-$", "");
        return "inspection-report"
                + (place.isEmpty() ? "" : "-" + place)
                + document.day()
                        .map(day -> "-%s-edition-%d".formatted(day, document.edition()))
                        .orElse("-draft")
                + (language == null ? "" : "-" + language)
                + "."
                + form.suffix();
    }

    private static String digest(String text) {
        try {
            byte[] whole =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
