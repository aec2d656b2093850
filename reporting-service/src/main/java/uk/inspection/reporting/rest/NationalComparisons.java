package uk.inspection.reporting.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.domain.NationalComparison;
import uk.inspection.reporting.domain.NationalComparison.Result;
import uk.inspection.reporting.domain.ReportDecider;
import uk.inspection.reporting.projection.PublishedReports;
import uk.inspection.reporting.projection.PublishedResultEntity;

/** The national comparison, for whichever door asks. */
@ApplicationScoped
public class NationalComparisons {
    /** The first day that there is a comparison as of. */
    public static final LocalDate EARLIEST = ReportDecider.EARLIEST;

    /** The last one. */
    public static final LocalDate LATEST = ReportDecider.LATEST;

    private final ResultViews views;
    private final PublicFigures figures;

    NationalComparisons(ResultViews views, PublicFigures figures) {
        this.views = views;
        this.figures = figures;
    }

    /** Whether it is a day of ours. */
    public static boolean compares(LocalDate day) {
        return !day.isBefore(EARLIEST) && !day.isAfter(LATEST);
    }

    public NationalComparison asOf(String framework, LocalDate day) {
        return NationalComparison.asOf(
                day,
                PublishedResultEntity.known(framework, day).stream()
                        .map(views::result)
                        .map(this::shown)
                        .toList());
    }

    /** A headline that tells of few children counts nowhere, as one that was not published. */
    private Result shown(Result result) {
        if (!result.platform() || result.headlines().isEmpty() || !figures.withhold()) {
            return result;
        }
        return PublishedReports.find(result.id())
                .map(figures::scores)
                .filter(Scores.Pooled.class::isInstance)
                .map(scores -> result.with(headlines((Scores.Pooled) scores)))
                .orElse(result);
    }

    private static Set<String> headlines(Scores.Pooled scores) {
        return scores.headlines().stream().map(Tally::id).collect(Collectors.toSet());
    }
}
