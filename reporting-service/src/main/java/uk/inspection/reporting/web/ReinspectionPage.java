package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.reporting.domain.ScoreChange.Direction;
import uk.inspection.reporting.domain.ScoreChange.Obstacle;

/**
 * A re-inspection beside the inspection that it follows up, in the language of the page.
 *
 * @param first absent where no result of it is published
 * @param obstacle what keeps a change from being worked out; then there are neither tables nor
 *     chart
 * @param sameVersion whether both follow the same version of a framework
 * @param chart absent where nothing has a figure
 * @param overall under rated standards
 */
public record ReinspectionPage(
        String id,
        String body,
        @Nullable Side first,
        Side second,
        @Nullable Obstacle obstacle,
        boolean sameVersion,
        @Nullable PairChart chart,
        List<Table> tables,
        List<Standard> standards,
        @Nullable Overall overall) {

    /**
     * One of the two.
     *
     * @param href address of its report, if it is one of the platform's
     * @param source where it was published otherwise
     */
    public record Side(
            String published, Phrase framework, @Nullable String href, @Nullable String source) {}

    /** What the rows of a table are. */
    public enum Level {
        HEADLINES,
        CRITERIA,
        SECTIONS
    }

    /** {@code banded} says whether its rows have bands. */
    public record Table(Level level, boolean banded, List<Row> rows) {}

    /**
     * One share of answers.
     *
     * @param change with its sign; absent where it is not worked out
     */
    public record Row(
            Phrase title,
            @Nullable Figure before,
            @Nullable Figure after,
            @Nullable String change,
            @Nullable Direction moved,
            @Nullable Boolean overlap) {}

    /**
     * What was published of it.
     *
     * @param applicable whether anything was: where nothing was, there is no percent
     */
    public record Figure(
            @Nullable Integer percent,
            @Nullable Phrase band,
            @Nullable Interval interval,
            boolean applicable) {}

    /** One standard; without a rating where it has none. */
    public record Standard(
            Phrase title,
            @Nullable Phrase before,
            @Nullable Phrase after,
            @Nullable String change,
            @Nullable Direction moved) {}

    /** The overall rating. */
    public record Overall(
            Points before, Points after, @Nullable String change, @Nullable Direction moved) {}

    public record Points(
            @Nullable Phrase rating, @Nullable Integer points, @Nullable Integer maximum) {}
}
