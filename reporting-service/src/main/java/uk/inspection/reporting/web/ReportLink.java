package uk.inspection.reporting.web;

import uk.inspection.contract.InspectionKind;
import uk.inspection.reporting.projection.ReportEntity;

/** A published report as a list shows it; {@code published} is the day in words. */
public record ReportLink(
        String id, String area, String body, InspectionKind kind, String published) {

    static ReportLink of(ReportEntity row, Language language) {
        return new ReportLink(row.id, row.area, row.body, row.kind, language.day(row.publishedOn));
    }
}
