package uk.inspection.reporting.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.domain.ReportDocument.Criterion;
import uk.inspection.reporting.domain.ReportDocument.Domain;
import uk.inspection.reporting.domain.ReportDocument.Line;
import uk.inspection.reporting.domain.ReportDocument.Section;
import uk.inspection.reporting.domain.ReportDocument.Standard;

/** A report's scores as rows of a table (RFC 4180). */
final class ReportCsv {
    /** A cell that begins so is taken for a formula by spreadsheets. */
    private static final String FORMULA = "=+-@\t\r\n";

    private static final String[] COLUMNS = {
        "table",
        "id",
        "title",
        "sufficient",
        "applicable",
        "percent",
        "band",
        "intervalLow",
        "intervalHigh",
        "rating",
        "ratingByRule",
        "points",
        "scored"
    };

    private final StringBuilder text = new StringBuilder();
    private final CSVPrinter printer;

    private ReportCsv() {
        try {
            printer = CSVFormat.RFC4180.builder().setHeader(COLUMNS).get().print(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static String of(ReportDocument document) {
        var table = new ReportCsv();
        document.scoring().headlines().forEach(line -> table.add("headline", line));
        for (Section section : document.sections()) {
            table.add("section", section.title(), section.score(), true);
            for (Criterion criterion : section.criteria()) {
                table.add("criterion", criterion.title(), criterion.score(), true);
                criterion.questions().forEach(line -> table.add("question", line));
            }
        }
        for (Domain domain : document.domains()) {
            for (Standard standard : domain.standards()) {
                table.add(standard);
                standard.keyQuestions().forEach(line -> table.add("key-question", line));
            }
        }
        return table.text.toString();
    }

    private void add(String table, Line line) {
        add(table, line.title(), line.score(), line.scored());
    }

    private void add(String table, String title, Tally score, boolean scored) {
        var interval = score.interval();
        print(
                table,
                score.id(),
                title,
                score.sufficient(),
                score.applicable(),
                score.percent(),
                score.band(),
                interval == null ? null : interval.low(),
                interval == null ? null : interval.high(),
                null,
                null,
                null,
                scored);
    }

    private void add(Standard standard) {
        var rating = standard.rating();
        print(
                "standard",
                standard.id(),
                standard.title(),
                null,
                null,
                null,
                null,
                null,
                null,
                rating.rating(),
                rating.byRule(),
                rating.points(),
                rating.counted());
    }

    private void print(@Nullable Object... cells) {
        try {
            printer.printRecord(Arrays.stream(cells).map(ReportCsv::cell));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static @Nullable Object cell(@Nullable Object value) {
        return value instanceof String words
                        && !words.isEmpty()
                        && FORMULA.indexOf(words.charAt(0)) >= 0
                ? "'" + words
                : value;
    }
}
