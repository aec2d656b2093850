package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.Scores.Interval;

/**
 * An inspection as it stood after a change, in the language of the page.
 *
 * @param position of that change, or of a later one of other inspections
 * @param order where it belongs in the list: the same as the order of the query
 * @param body absent, as are the days of fieldwork, until the announcement has come
 * @param stage one of those of {@link uk.inspection.reporting.projection.InspectionEntity}
 * @param changed when it last changed, in words
 * @param scores absent before the first one
 * @param history whether links into the history lead the reader anywhere
 */
public record InspectionView(
        String id,
        long position,
        String order,
        String area,
        @Nullable String body,
        InspectionKind kind,
        Phrase framework,
        @Nullable String from,
        @Nullable String to,
        String stage,
        int sampled,
        int judged,
        String changed,
        @Nullable Standing scores,
        boolean history) {

    /**
     * What the newest score says.
     *
     * @param rated whether these are ratings; otherwise percentages
     * @param figures headlines, or the overall rating and the standards
     * @param sections and {@code criteria}: of pooled percentages alone
     */
    public record Standing(
            boolean rated, List<Figure> figures, List<Figure> sections, List<Figure> criteria) {

        /** Whether the newest score moved a band or a rating. */
        public boolean bandMoved() {
            return figures.stream().anyMatch(figure -> figure.was() != null && figure.was().now());
        }
    }

    /**
     * One number or rating.
     *
     * @param title absent for the overall rating
     * @param band or rating; absent for none
     * @param was the band or rating before this one; absent where it was always this one
     * @param move what the newest score did to it; absent for nothing
     */
    public record Figure(
            @Nullable Phrase title,
            @Nullable Integer percent,
            @Nullable Phrase band,
            @Nullable Interval interval,
            @Nullable Was was,
            @Nullable Move move) {}

    /**
     * The band or rating that something had.
     *
     * @param band absent for none
     * @param until when it had it, in words
     * @param now whether the newest score took it away
     */
    public record Was(@Nullable Phrase band, String until, boolean now) {}

    /**
     * What one score did to one number or rating.
     *
     * @param title absent for the overall rating
     * @param from and {@code to}: percent; both absent for ratings, one where nothing was
     *     applicable
     * @param fromBand and {@code toBand}: bands or ratings, absent for none
     */
    public record Move(
            @Nullable Phrase title,
            Direction direction,
            @Nullable Integer from,
            @Nullable Integer to,
            @Nullable Phrase fromBand,
            @Nullable Phrase toBand,
            boolean bandMoved) {}

    /** Where to. */
    public enum Direction {
        UP,
        DOWN,
        NEITHER
    }

    /**
     * One of the newest changes.
     *
     * @param name of the body, or of the area where the body is not known yet
     * @param event its topic and version, joined by a slash
     * @param type of the event
     * @param at when, in words
     * @param moves what it did to headlines, standards and the overall rating
     * @param history as in the inspection itself
     */
    public record Line(
            long position,
            String inspection,
            String name,
            String event,
            String type,
            String at,
            int judged,
            int sampled,
            List<Move> moves,
            boolean history) {

        public boolean bandMoved() {
            return moves.stream().anyMatch(Move::bandMoved);
        }
    }
}
