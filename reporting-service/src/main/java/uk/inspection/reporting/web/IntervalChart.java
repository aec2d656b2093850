package uk.inspection.reporting.web;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores.Interval;

/**
 * Scores as marks on a line from 0 to 100, with their intervals, placed: the template only draws.
 * All lengths in units of the drawing.
 *
 * @param id tells the charts of a page apart
 */
public record IntervalChart(
        String id,
        Phrase title,
        int width,
        int height,
        int top,
        int average,
        int averageX,
        List<Tick> ticks,
        List<Mark> marks) {
    private static final int WIDTH = 520;
    private static final int TOP = 44;
    private static final int ROW = 24;
    private static final int LEFT = 230;
    private static final int UNITS_A_PERCENT = 2;
    private static final int LABEL_MAX = 27;
    private static final List<Integer> TICKS = List.of(0, 50, 100);

    /** What one mark shows. */
    record Measure(
            String area, String year, int percent, @Nullable Interval interval, boolean chosen) {}

    public record Tick(int percent, int x) {}

    /**
     * One mark. {@code low} and {@code high} are the ends of its interval, absent where that is not
     * known.
     */
    public record Mark(
            String label,
            int percent,
            int x,
            int y,
            int textY,
            @Nullable Integer low,
            @Nullable Integer high,
            boolean chosen) {}

    static IntervalChart of(String id, Phrase title, int average, List<Measure> measures) {
        return new IntervalChart(
                id,
                title,
                WIDTH,
                TOP + measures.size() * ROW + ROW / 2,
                TOP,
                average,
                x(average),
                TICKS.stream().map(percent -> new Tick(percent, x(percent))).toList(),
                IntStream.range(0, measures.size())
                        .mapToObj(i -> mark(measures.get(i), TOP + i * ROW + ROW / 2))
                        .toList());
    }

    private static Mark mark(Measure measure, int y) {
        Interval interval = measure.interval();
        return new Mark(
                cut(measure.area()) + " " + measure.year(),
                measure.percent(),
                x(measure.percent()),
                y,
                y + 5,
                interval == null ? null : x(interval.low()),
                interval == null ? null : x(interval.high()),
                measure.chosen());
    }

    /** Text in a drawing does not wrap. */
    private static String cut(String area) {
        return area.codePointCount(0, area.length()) <= LABEL_MAX
                ? area
                : area.substring(0, area.offsetByCodePoints(0, LABEL_MAX - 1)) + "…";
    }

    private static int x(int percent) {
        return LEFT + percent * UNITS_A_PERCENT;
    }
}
