package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Frameworks;
import uk.inspection.reporting.projection.PublishedReports;
import uk.inspection.reporting.projection.ReinspectionEntity;
import uk.inspection.reporting.projection.ReportEntity;

/**
 * Where the scores of a report are beside others.
 *
 * @param national absent where results of its framework are not compared
 * @param before the comparison with the inspection that it follows up, if it is a re-inspection
 * @param reinspections the published reports on those that follow it up
 */
public record RelatedPages(
        @Nullable String national, @Nullable String before, List<ReportLink> reinspections) {

    static RelatedPages of(ReportEntity row, Language language) {
        return new RelatedPages(
                Frameworks.newest(row.frameworkId).isPresent()
                        ? ComparisonQuery.address(
                                row.frameworkId, row.publishedOn.toString(), row.area, null, null)
                        : null,
                ReinspectionEntity.first(row.id).isPresent()
                        ? "/reports/" + row.id + "/comparison"
                        : null,
                PublishedReports.reinspections(row.id).stream()
                        .map(one -> ReportLink.of(one, language))
                        .toList());
    }
}
