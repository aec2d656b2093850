package uk.inspection.reporting.web;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.web.NationalPage.Part;
import uk.inspection.reporting.web.NationalPage.RatingsRow;

/**
 * Bars divided by rating, placed: the template only draws. All lengths in units of the drawing.
 *
 * @param id tells the charts of a page apart
 */
public record RatingChart(String id, int width, int height, List<Bar> bars) {
    private static final int WIDTH = 520;
    private static final int LEFT = 2;
    private static final int LONGEST = 440;
    private static final int ROW = 54;
    private static final int TITLE = 18;
    private static final int BAR = 26;
    private static final int FIGURE = 41;
    private static final int BEST_SHADE = 3;

    /** Below this a piece has no room for its figure, which the table has. */
    private static final int ROOM = 46;

    /**
     * One bar.
     *
     * @param standard absent for the overall rating
     */
    public record Bar(
            @Nullable Phrase standard,
            int rated,
            int titleY,
            int y,
            int textY,
            int endX,
            List<Piece> pieces) {}

    /** A rating's piece; {@code middle} is absent where there is no room for a figure. */
    public record Piece(int x, int length, int shade, int percent, @Nullable Integer middle) {}

    /** The shade of the rating that so many are better than. */
    static int shade(int better) {
        return Math.max(0, BEST_SHADE - better);
    }

    static RatingChart of(@Nullable Integer year, List<RatingsRow> rows) {
        return new RatingChart(
                year == null ? "all" : year.toString(),
                WIDTH,
                rows.size() * ROW,
                IntStream.range(0, rows.size()).mapToObj(i -> bar(rows.get(i), i * ROW)).toList());
    }

    private static Bar bar(RatingsRow row, int top) {
        var pieces = new ArrayList<Piece>();
        int before = 0;
        for (int i = 0; i < row.shares().size(); i++) {
            Part part = row.shares().get(i);
            int from = LONGEST * before / row.rated();
            before += part.count();
            int length = LONGEST * before / row.rated() - from;
            if (length > 0) {
                pieces.add(
                        new Piece(
                                LEFT + from,
                                length,
                                shade(i),
                                part.percent(),
                                length < ROOM ? null : LEFT + from + length / 2));
            }
        }
        return new Bar(
                row.standard(),
                row.rated(),
                top + TITLE,
                top + BAR,
                top + FIGURE,
                LEFT + LONGEST + 8,
                pieces);
    }
}
