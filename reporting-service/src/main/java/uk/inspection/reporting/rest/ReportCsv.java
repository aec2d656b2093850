package uk.inspection.reporting.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.rest.ReportTables.Column;

/** A report's scores as rows of one table (RFC 4180). */
final class ReportCsv {
    private ReportCsv() {}

    static String of(ReportDocument document) {
        var text = new StringBuilder();
        try (CSVPrinter printer =
                CSVFormat.RFC4180
                        .builder()
                        .setHeader(
                                Stream.of(Column.values())
                                        .map(column -> column.heading)
                                        .toArray(String[]::new))
                        .get()
                        .print(text)) {
            for (ReportTables.Row row : ReportTables.of(document)) {
                printer.printRecord(Stream.of(Column.values()).map(column -> column.of(row)));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
