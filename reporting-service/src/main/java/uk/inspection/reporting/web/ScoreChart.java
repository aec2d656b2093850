package uk.inspection.reporting.web;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Horizontal bars, placed: the template only draws. All lengths in units of the drawing. */
public record ScoreChart(int width, int height, int left, List<Bar> bars) {
    private static final int WIDTH = 520;
    private static final int LEFT = 2;
    private static final int LONGEST = 300;
    private static final int ROW = 54;
    private static final int TITLE = 18;
    private static final int BAR = 26;
    private static final int BAR_HEIGHT = 20;
    private static final int FIGURE = 10;

    /** What one bar shows. {@code shade} is 0 for the weakest of four bands, 3 for the best. */
    record Measure(
            Phrase title,
            int value,
            int maximum,
            @Nullable Integer percent,
            @Nullable Phrase band,
            int shade) {}

    /** One bar with its title above and its figure behind it. */
    public record Bar(
            Phrase title,
            int titleY,
            int barY,
            int barHeight,
            int length,
            int shade,
            int figureX,
            int figureY,
            @Nullable Integer percent,
            @Nullable Phrase band) {}

    static @Nullable ScoreChart of(List<Measure> measures) {
        return measures.isEmpty()
                ? null
                : new ScoreChart(
                        WIDTH,
                        measures.size() * ROW,
                        LEFT,
                        IntStream.range(0, measures.size())
                                .mapToObj(i -> bar(measures.get(i), i * ROW))
                                .toList());
    }

    private static Bar bar(Measure measure, int top) {
        int length = LONGEST * measure.value() / measure.maximum();
        return new Bar(
                measure.title(),
                top + TITLE,
                top + BAR,
                BAR_HEIGHT,
                length,
                measure.shade(),
                LEFT + length + FIGURE,
                top + BAR + BAR_HEIGHT - 4,
                measure.percent(),
                measure.band());
    }
}
