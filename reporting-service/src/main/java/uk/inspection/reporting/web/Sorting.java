package uk.inspection.reporting.web;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.reporting.domain.NationalComparison.Headline;
import uk.inspection.reporting.domain.NationalComparison.Result;

/**
 * An order of results: of their areas, of a headline or of the overall rating. In an address a
 * hyphen before the column means that the largest comes first.
 */
record Sorting(String column, boolean descending) {
    static final String AREA = "area";
    static final String OVERALL = "overall";

    private static final int PERCENT = 100;

    static Optional<Sorting> of(String text, Framework framework) {
        boolean descending = text.startsWith("-");
        String column = descending ? text.substring(1) : text;
        return columns(framework).anyMatch(column::equals)
                ? Optional.of(new Sorting(column, descending))
                : Optional.empty();
    }

    static Stream<String> columns(Framework framework) {
        return Stream.concat(
                Stream.of(AREA),
                switch (framework) {
                    case Framework.PooledPercentage pooled ->
                            pooled.headlines().stream().map(Framework.Headline::id);
                    case Framework.RatedStandards _ -> Stream.of(OVERALL);
                });
    }

    /**
     * What a column's heading leads to: figures from the highest, and either order turned round.
     */
    Sorting by(String other) {
        return new Sorting(other, column.equals(other) ? !descending : !other.equals(AREA));
    }

    String text() {
        return (descending ? "-" : "") + column;
    }

    /** Whatever has no figure comes last. Equals stay as they come: by area, the newest last. */
    Comparator<Result> comparator() {
        return column.equals(AREA)
                ? turned(Comparator.comparing(Result::area))
                : Comparator.comparing(
                        figure(), Comparator.nullsLast(turned(Comparator.<Integer>naturalOrder())));
    }

    private Function<Result, @Nullable Integer> figure() {
        return column.equals(OVERALL)
                ? Sorting::share
                : result -> result.headline(column).map(Headline::percent).orElse(null);
    }

    /** Points out of those that there could have been, in ten-thousandths. */
    private static @Nullable Integer share(Result result) {
        return result.points() == null || Objects.requireNonNullElse(result.maximum(), 0) == 0
                ? null
                : PERCENT * PERCENT * result.points() / Objects.requireNonNull(result.maximum());
    }

    private <T> Comparator<T> turned(Comparator<T> order) {
        return descending ? order.reversed() : order;
    }
}
