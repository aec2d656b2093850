package uk.inspection.reporting.web;

import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.rest.ReportFile.Form;

/**
 * A file of a report, as its page links it.
 *
 * @param size in words; absent of what is not made before somebody asks
 */
public record FileLink(Form form, String href, String type, @Nullable String size) {
    private static final int KILOBYTE = 1000;

    /** Such as 4 KB, the same in both languages. */
    static String size(int bytes) {
        return Math.ceilDiv(bytes, KILOBYTE) + " KB";
    }
}
