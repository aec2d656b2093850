package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.reporting.web.ComparisonQuery.Fields;

/**
 * A national comparison, its days and titles in the language of the page.
 *
 * @param spreads of a framework with headlines, as are {@code charts}
 * @param area absent where none is chosen
 * @param ratings of a framework with rated standards
 * @param legend its ratings, the best first
 */
public record NationalPage(
        String asOf,
        Phrase framework,
        int inspections,
        List<SpreadRow> spreads,
        @Nullable AreaPart area,
        List<IntervalChart> charts,
        List<Shade> legend,
        List<RatingsPart> ratings,
        List<Column> columns,
        List<Row> rows,
        String csv) {

    /** What can be wrong with the form. */
    public enum Fault {
        DATE_WRONG,
        DATE_OUTSIDE,
        FRAMEWORK_UNKNOWN,
        AREA_UNKNOWN;

        public boolean ofDate() {
            return this == DATE_WRONG || this == DATE_OUTSIDE;
        }

        public boolean ofFramework() {
            return this == FRAMEWORK_UNKNOWN;
        }

        public boolean ofArea() {
            return this == AREA_UNKNOWN;
        }
    }

    /** What was asked and can be; {@code first} and {@code last} day in words. */
    public record Form(
            List<Choice> frameworks,
            Fields typed,
            List<String> areas,
            @Nullable String area,
            String first,
            String last) {}

    public record Choice(String id, Phrase title, boolean chosen) {}

    /** A headline over all inspections; without figures where none was published. */
    public record SpreadRow(
            Phrase title,
            int inspections,
            @Nullable Integer lowest,
            @Nullable Integer highest,
            @Nullable Integer average) {}

    /**
     * The newest result of the chosen area.
     *
     * @param published absent where no result of it was known
     */
    public record AreaPart(
            String area,
            @Nullable String published,
            List<Standing> standings,
            @Nullable Phrase overall,
            @Nullable Integer points,
            @Nullable Integer maximum,
            List<Rated> standards) {}

    /** A headline of the area among all. */
    public record Standing(
            Phrase title,
            @Nullable Integer percent,
            @Nullable Phrase band,
            @Nullable Interval interval,
            @Nullable Integer rank,
            @Nullable Integer of,
            @Nullable Integer quartile) {}

    /** A standard of the area. */
    public record Rated(Phrase title, Phrase rating) {}

    /** How a rating is drawn: 0 is the darkest, and the weakest. */
    public record Shade(Phrase rating, int shade) {}

    /**
     * The ratings of one year.
     *
     * @param year absent for all years
     */
    public record RatingsPart(
            @Nullable Integer year, int inspections, RatingChart chart, List<RatingsRow> rows) {}

    /**
     * How often each rating was given.
     *
     * @param standard absent for the overall rating
     * @param shares the best rating first; empty where nobody was rated
     */
    public record RatingsRow(@Nullable Phrase standard, int rated, List<Part> shares) {}

    public record Part(int percent, int count) {}

    /**
     * A column that the table can be sorted by.
     *
     * @param headline absent for the area and the overall rating
     * @param order what {@code aria-sort} says of it; absent where it is sorted by another
     * @param descends whether its link leads to the largest first
     */
    public record Column(
            boolean area,
            @Nullable Phrase headline,
            String href,
            @Nullable String order,
            boolean descends) {}

    /**
     * One result.
     *
     * @param href chooses the area
     * @param report address of the report, where it is one of the platform's
     */
    public record Row(
            String area,
            String href,
            boolean chosen,
            InspectionKind kind,
            String published,
            @Nullable String report,
            List<Cell> cells,
            @Nullable Phrase overall,
            @Nullable Integer points,
            @Nullable Integer maximum) {}

    /** A headline of a result. */
    public record Cell(
            @Nullable Integer percent, @Nullable Phrase band, @Nullable Interval interval) {}
}
