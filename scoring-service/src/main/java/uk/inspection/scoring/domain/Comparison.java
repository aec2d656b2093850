package uk.inspection.scoring.domain;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

/**
 * The scores of two inspections side by side, part by part as their ids match, in the order of the
 * one and then what only the other has. What one of them lacks is absent on its side, and so is
 * every measure of the difference.
 */
public sealed interface Comparison {

    /** Pooled percentages; sections have no band. */
    record OfPercentages(
            List<TallyPair> headlines, List<TallyPair> criteria, List<TallyPair> sections)
            implements Comparison {}

    /** Ratings of standards, the key questions behind them, and the overall rating. */
    record OfRatings(List<StandardPair> standards, OverallPair overall) implements Comparison {}

    /**
     * @param differencePercentagePoints the one's percent less the other's
     * @param intervalsOverlap whether the two 95% intervals have a whole percent in common: where
     *     they do, the samples alone may explain the difference
     */
    record TallyPair(
            String id,
            @Nullable Tally of,
            @Nullable Tally with,
            @Nullable Integer differencePercentagePoints,
            @Nullable Boolean intervalsOverlap,
            @Nullable Boolean sameBand) {}

    /** A standard judged by evidence has no key questions, and no interval that could overlap. */
    record StandardPair(
            String id,
            @Nullable RatingSide of,
            @Nullable RatingSide with,
            @Nullable Boolean sameRating,
            List<TallyPair> keyQuestions) {}

    /**
     * @param byRule the rating that the cases give; present where discretion gave another
     * @param counted whether the standard counts towards the overall rating
     */
    record RatingSide(
            @Nullable String rating,
            @Nullable String byRule,
            @Nullable Integer points,
            boolean counted) {}

    record OverallPair(OverallSide of, OverallSide with, @Nullable Boolean sameRating) {}

    /** Points out of those that the rated standards could have; no rating where none was given. */
    record OverallSide(@Nullable String rating, int points, int maximum) {}

    /** Empty where the two were scored by different methods, which have nothing in common. */
    static Optional<Comparison> between(Scores of, Scores with) {
        return switch (of) {
            case Scores.Pooled one ->
                    switch (with) {
                        case Scores.Pooled other -> Optional.of(percentages(one, other));
                        case Scores.Rated _ -> Optional.empty();
                    };
            case Scores.Rated one ->
                    switch (with) {
                        case Scores.Pooled _ -> Optional.empty();
                        case Scores.Rated other -> Optional.of(ratings(one, other));
                    };
        };
    }

    private static OfPercentages percentages(Scores.Pooled of, Scores.Pooled with) {
        return new OfPercentages(
                tallies(of.headlines(), with.headlines()),
                tallies(of.criteria(), with.criteria()),
                tallies(of.sections(), with.sections()));
    }

    private static OfRatings ratings(Scores.Rated of, Scores.Rated with) {
        Map<String, StandardRating> ones = byId(of.standards(), StandardRating::id);
        Map<String, StandardRating> others = byId(with.standards(), StandardRating::id);
        return new OfRatings(
                together(ones.keySet(), others.keySet()).stream()
                        .map(id -> standard(id, ones.get(id), others.get(id)))
                        .toList(),
                new OverallPair(
                        new OverallSide(of.overall(), of.points(), of.maximum()),
                        new OverallSide(with.overall(), with.points(), with.maximum()),
                        same(of.overall(), with.overall())));
    }

    private static StandardPair standard(
            String id, @Nullable StandardRating of, @Nullable StandardRating with) {
        return new StandardPair(
                id,
                side(of),
                side(with),
                same(of == null ? null : of.rating(), with == null ? null : with.rating()),
                tallies(
                        of == null ? List.of() : of.keyQuestions(),
                        with == null ? List.of() : with.keyQuestions()));
    }

    private static @Nullable RatingSide side(@Nullable StandardRating of) {
        return of == null
                ? null
                : new RatingSide(of.rating(), of.byRule(), of.points(), of.counted());
    }

    private static List<TallyPair> tallies(List<Tally> of, List<Tally> with) {
        Map<String, Tally> ones = byId(of, Tally::id);
        Map<String, Tally> others = byId(with, Tally::id);
        return together(ones.keySet(), others.keySet()).stream()
                .map(id -> tally(id, ones.get(id), others.get(id)))
                .toList();
    }

    private static TallyPair tally(String id, @Nullable Tally of, @Nullable Tally with) {
        return of == null || with == null
                ? new TallyPair(id, of, with, null, null, null)
                : new TallyPair(
                        id,
                        of,
                        with,
                        difference(of.percent(), with.percent()),
                        overlap(of.interval(), with.interval()),
                        same(of.band(), with.band()));
    }

    private static @Nullable Integer difference(@Nullable Integer of, @Nullable Integer with) {
        return of == null || with == null ? null : of - with;
    }

    private static @Nullable Boolean overlap(@Nullable Interval of, @Nullable Interval with) {
        return of == null || with == null
                ? null
                : of.low() <= with.high() && with.low() <= of.high();
    }

    private static @Nullable Boolean same(@Nullable String of, @Nullable String with) {
        return of == null || with == null ? null : Objects.equals(of, with);
    }

    private static Set<String> together(Set<String> of, Set<String> with) {
        var ids = new LinkedHashSet<>(of);
        ids.addAll(with);
        return ids;
    }

    private static <T> Map<String, T> byId(List<T> all, Function<T, String> id) {
        var byId = new LinkedHashMap<String, T>();
        all.forEach(one -> byId.put(id.apply(one), one));
        return byId;
    }
}
