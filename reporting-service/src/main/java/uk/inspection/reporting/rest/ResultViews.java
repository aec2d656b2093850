package uk.inspection.reporting.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.PublicationDate;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.reporting.domain.NationalComparison.Headline;
import uk.inspection.reporting.domain.NationalComparison.Place;
import uk.inspection.reporting.domain.NationalComparison.Result;
import uk.inspection.reporting.domain.NationalComparison.Standard;
import uk.inspection.reporting.domain.PublicationDates;
import uk.inspection.reporting.domain.PublicationDates.Precision;
import uk.inspection.reporting.projection.PublishedResultEntity;
import uk.inspection.reporting.projection.PublishedResultReadModels;
import uk.inspection.reporting.projection.PublishedResultReadModels.Figures;

/** From rows to published results, and to what is shown of them. */
@ApplicationScoped
class ResultViews {
    private final PublishedResultReadModels readModels;

    ResultViews(PublishedResultReadModels readModels) {
        this.readModels = readModels;
    }

    /**
     * A published result.
     *
     * @param id of the inspection where the platform published it, otherwise of what was imported
     * @param platform whether the platform published it itself
     * @param published a year, month or day
     * @param precision day, month or year: how precisely the day of publication is known
     * @param countsFrom the day from which it counts: the last that it can have been published on
     * @param headlines those published, under pooled percentages
     * @param standards those whose rating was published, under rated standards
     * @param source where it was published
     * @param note what the source leaves open
     */
    public record ResultView(
            String id,
            boolean platform,
            String area,
            InspectionKind kind,
            String published,
            String precision,
            LocalDate countsFrom,
            List<HeadlineView> headlines,
            @Nullable String overall,
            @Nullable Integer points,
            @Nullable Integer maximum,
            List<Standard> standards,
            String source,
            @Nullable String note) {}

    /**
     * One headline of a published result.
     *
     * @param interval 95% Wilson score interval of the percent, where the platform has the counts
     * @param place where the percent stands in a comparison
     */
    public record HeadlineView(
            String id,
            @Nullable Integer percent,
            @Nullable String band,
            @Nullable Interval interval,
            @Nullable Place place) {}

    /** Where a headline of a result stands; null where nowhere. */
    interface Placing {
        @Nullable Place place(Result result, String headline);
    }

    Result result(PublishedResultEntity row) {
        Figures figures = readModels.figures(row);
        return new Result(
                row.id,
                row.platform,
                row.area,
                row.kind,
                new PublicationDate(row.earliest, row.latest),
                figures.headlines().stream()
                        .map(one ->
                                new Headline(one.id(), one.percent(), one.band(), one.interval()))
                        .toList(),
                figures.overall(),
                figures.points(),
                figures.maximum(),
                figures.standards().stream()
                        .map(one -> new Standard(one.id(), one.rating()))
                        .toList(),
                row.source,
                row.note);
    }

    static ResultView view(Result result, Placing placing) {
        return new ResultView(
                result.id(),
                result.platform(),
                result.area(),
                result.kind(),
                PublicationDates.write(result.published()),
                word(PublicationDates.precision(result.published())),
                result.published().latest(),
                result.headlines().stream()
                        .map(one ->
                                new HeadlineView(
                                        one.id(),
                                        one.percent(),
                                        one.band(),
                                        one.interval(),
                                        placing.place(result, one.id())))
                        .toList(),
                result.overall(),
                result.points(),
                result.maximum(),
                result.standards(),
                result.source(),
                result.note());
    }

    static String word(Precision precision) {
        return switch (precision) {
            case DAY -> "day";
            case MONTH -> "month";
            case YEAR -> "year";
        };
    }

    static String word(InspectionKind kind) {
        return switch (kind) {
            case CORE -> "core";
            case REINSPECTION -> "reinspection";
            case SELF_AUDIT -> "self-audit";
        };
    }
}
