package uk.inspection.reporting.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import uk.inspection.reporting.domain.NationalComparison;
import uk.inspection.reporting.domain.ReportDecider;
import uk.inspection.reporting.projection.PublishedResultEntity;

/** The national comparison, for whichever door asks. */
@ApplicationScoped
public class NationalComparisons {
    /** The first day that there is a comparison as of. */
    public static final LocalDate EARLIEST = ReportDecider.EARLIEST;

    /** The last one. */
    public static final LocalDate LATEST = ReportDecider.LATEST;

    private final ResultViews views;

    NationalComparisons(ResultViews views) {
        this.views = views;
    }

    /** Whether it is a day of ours. */
    public static boolean compares(LocalDate day) {
        return !day.isBefore(EARLIEST) && !day.isAfter(LATEST);
    }

    public NationalComparison asOf(String framework, LocalDate day) {
        return NationalComparison.asOf(
                day,
                PublishedResultEntity.known(framework, day).stream().map(views::result).toList());
    }
}
