package uk.inspection.scoring.rest;

import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.scoring.domain.Figure;

/**
 * One number of a score. Of a share of answers there are counts, and where something was applicable
 * percent, interval and (where there are bands) band; of a standard there are rating and points
 * where it is rated; of the overall rating there are points, maximum and, once given, rating.
 *
 * @param byRule the rating that the cases give, where discretion gave another
 */
public record FigureView(
        String kind,
        String id,
        @Nullable Integer sufficient,
        @Nullable Integer applicable,
        @Nullable Integer percent,
        @Nullable Interval interval,
        @Nullable String band,
        @Nullable String rating,
        @Nullable String byRule,
        @Nullable Integer points,
        @Nullable Integer maximum) {

    static FigureView of(Figure figure) {
        String kind = figure.kind().word();
        return switch (figure) {
            case Figure.Share(_, var tally) ->
                    new FigureView(
                            kind,
                            tally.id(),
                            tally.sufficient(),
                            tally.applicable(),
                            tally.percent(),
                            tally.interval(),
                            tally.band(),
                            null,
                            null,
                            null,
                            null);
            case Figure.OfStandard(var standard) ->
                    new FigureView(
                            kind,
                            standard.id(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            standard.rating(),
                            standard.byRule(),
                            standard.points(),
                            null);
            case Figure.Total(int points, int maximum, var rating) ->
                    new FigureView(
                            kind,
                            figure.id(),
                            null,
                            null,
                            null,
                            null,
                            null,
                            rating,
                            null,
                            points,
                            maximum);
        };
    }
}
