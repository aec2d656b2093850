package uk.inspection.reporting.web;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two marks on a line for each part, before and after, placed: the template only draws. All lengths
 * in units of the drawing.
 */
public record PairChart(int width, int height, int left, int right, List<Pair> pairs) {
    private static final int WIDTH = 520;
    private static final int LEFT = 12;
    private static final int LONGEST = 490;
    private static final int ROW = 78;
    private static final int TITLE = 18;
    private static final int LINE = 36;
    private static final int TEXT = 62;

    /** What one end shows; {@code label} instead of a percent. */
    record End(int value, @Nullable Integer percent, @Nullable Phrase label) {}

    record Measure(Phrase title, int maximum, @Nullable End before, @Nullable End after) {}

    /** One pair; an end that was not published is absent. */
    public record Pair(
            Phrase title,
            int titleY,
            int y,
            int textY,
            @Nullable Mark before,
            @Nullable Mark after) {}

    public record Mark(int x, @Nullable Integer percent, @Nullable Phrase label) {}

    /** Absent where nothing has a figure on either side. */
    static @Nullable PairChart of(List<Measure> all) {
        List<Measure> measures =
                all.stream()
                        .filter(one ->
                                Stream.of(one.before(), one.after()).anyMatch(e -> e != null))
                        .toList();
        return measures.isEmpty()
                ? null
                : new PairChart(
                        WIDTH,
                        measures.size() * ROW,
                        LEFT,
                        LEFT + LONGEST,
                        IntStream.range(0, measures.size())
                                .mapToObj(i -> pair(measures.get(i), i * ROW))
                                .toList());
    }

    private static Pair pair(Measure measure, int top) {
        return new Pair(
                measure.title(),
                top + TITLE,
                top + LINE,
                top + TEXT,
                mark(measure.before(), measure.maximum()),
                mark(measure.after(), measure.maximum()));
    }

    private static @Nullable Mark mark(@Nullable End end, int maximum) {
        return end == null
                ? null
                : new Mark(LEFT + LONGEST * end.value() / maximum, end.percent(), end.label());
    }
}
