package uk.inspection.reporting.rest;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is put into the cells of a table that a spreadsheet may open. */
final class Cells {
    /** A cell that begins so is taken for a formula by spreadsheets. */
    private static final String FORMULA = "=+-@\t\r\n";

    private static final Pattern NOT_IN_XML =
            Pattern.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private Cells() {}

    static @Nullable Object harmless(@Nullable Object value) {
        return value instanceof String words
                        && !words.isEmpty()
                        && FORMULA.indexOf(words.charAt(0)) >= 0
                ? "'" + words
                : value;
    }

    /** Without the control characters that XML cannot hold. */
    static @Nullable Object inXml(@Nullable Object value) {
        return value instanceof String words ? NOT_IN_XML.matcher(words).replaceAll("") : value;
    }
}
