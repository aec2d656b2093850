package uk.inspection.reporting.rest;

import com.github.miachm.sods.Range;
import com.github.miachm.sods.Sheet;
import com.github.miachm.sods.SpreadSheet;
import com.github.miachm.sods.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.rest.ReportTables.Column;
import uk.inspection.reporting.rest.ReportTables.Row;
import uk.inspection.reporting.rest.ReportTables.Table;

/**
 * A report's tables as an OpenDocument workbook: first a sheet that says what the others are, then
 * one for each table that has rows, and the recommendations.
 */
final class ReportOds {
    private static final String RECOMMENDATIONS = "Recommendations";

    /** Columns of the recommendations, and what they say. */
    private static final List<List<String>> RECOMMENDED =
            List.of(
                    List.of("number", "Number of the recommendation."),
                    List.of("text", "What should change."),
                    List.of("responsible", "Who is responsible for it."));

    private static final double NARROW_MM = 28;
    private static final double WIDE_MM = 140;
    private static final int WORDS_LONG = 25;

    private final SpreadSheet workbook = new SpreadSheet();

    private ReportOds() {}

    static byte[] of(ReportDocument document) {
        var made = new ReportOds();
        List<Row> rows = ReportTables.of(document);
        List<Table> tables =
                Stream.of(Table.values())
                        .filter(table -> rows.stream().anyMatch(row -> row.table() == table))
                        .toList();
        made.explain(document, tables);
        for (Table table : tables) {
            made.sheet(
                    table.sheet,
                    table.columns.stream().map(column -> column.heading).toList(),
                    rows.stream()
                            .filter(row -> row.table() == table)
                            .map(row ->
                                    table.columns.stream()
                                            .<@Nullable Object>map(column -> column.of(row))
                                            .toList())
                            .toList());
        }
        made.sheet(
                RECOMMENDATIONS,
                RECOMMENDED.stream().map(List::getFirst).toList(),
                document.recommendations().items().stream()
                        .map(one ->
                                List.<@Nullable Object>of(
                                        one.number(), one.text(), one.responsible()))
                        .toList());
        return made.bytes();
    }

    private void explain(ReportDocument document, List<Table> tables) {
        var rows = new ArrayList<List<? extends @Nullable Object>>();
        rows.add(List.of("service", document.body()));
        rows.add(List.of("area", document.area()));
        rows.add(List.of("framework", document.frameworkTitle()));
        rows.add(
                List.of(
                        "edition",
                        document.edition() == null ? "draft, not published" : document.edition()));
        document.day().ifPresent(day -> rows.add(List.of("published", day.toString())));
        rows.add(
                List.of(
                        "comparison",
                        "Samples are small and differ from area to area: scores are not made for"
                                + " close comparison."));
        if (document.smallCountsBelow() != null) {
            rows.add(
                    List.of(
                            "withheld",
                            "Figures that tell of fewer than %d children, or would let them be worked out, are left empty."
                                    .formatted(document.smallCountsBelow())));
        }
        for (Table table : tables) {
            rows.add(List.of());
            rows.add(List.of("Sheet " + table.sheet, "What its columns say"));
            for (Column column : table.columns) {
                rows.add(List.of(column.heading, column.meaning));
            }
        }
        rows.add(List.of());
        rows.add(List.of("Sheet " + RECOMMENDATIONS, "What its columns say"));
        rows.addAll(RECOMMENDED);
        sheet("Contents", List.of("Tables of an inspection report", ""), rows);
    }

    private void sheet(
            String name,
            List<String> headings,
            List<? extends List<? extends @Nullable Object>> rows) {
        var sheet = new Sheet(name, rows.size() + 1, headings.size());
        var bold = new Style();
        bold.setBold(true);
        for (int column = 0; column < headings.size(); column++) {
            Range heading = sheet.getRange(0, column);
            heading.setValue(headings.get(column));
            heading.setStyle(bold);
        }
        var wide = new boolean[headings.size()];
        for (int row = 0; row < rows.size(); row++) {
            List<? extends @Nullable Object> cells = rows.get(row);
            for (int column = 0; column < cells.size(); column++) {
                Object value = Cells.harmless(Cells.inXml(cells.get(column)));
                wide[column] |= value instanceof String words && words.length() > WORDS_LONG;
                sheet.getRange(row + 1, column).setValue(value);
            }
        }
        for (int column = 0; column < wide.length; column++) {
            sheet.setColumnWidth(column, wide[column] ? WIDE_MM : NARROW_MM);
        }
        workbook.appendSheet(sheet);
    }

    private byte[] bytes() {
        var out = new ByteArrayOutputStream();
        try {
            workbook.save(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
