package uk.inspection.plan.domain;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

/**
 * The published scores of an inspection and of its re-inspection side by side, part by part as
 * their ids match, in the order of the first and then what only the second has. What one of them
 * lacks is absent on its side, and so is every measure of the change: where nothing was applicable
 * there is no percent, and without two percents there is no change, never one from zero.
 */
public sealed interface ScoreChange {

    /** Pooled percentages; sections have no band. */
    record OfPercentages(
            List<TallyChange> headlines, List<TallyChange> criteria, List<TallyChange> sections)
            implements ScoreChange {}

    /** Ratings of standards, the key questions behind them, and the overall rating. */
    record OfRatings(List<StandardChange> standards, OverallChange overall)
            implements ScoreChange {}

    /** The two cannot be measured against each other; {@code because} says why, in a sentence. */
    record NotMeasured(String because) implements ScoreChange {}

    /** What a published report said; absent where the plan was requested before scores came. */
    record Published(@Nullable FrameworkRef framework, @Nullable Scores scores) {}

    /**
     * @param percentagePoints the second percent less the first
     * @param band absent also where the two follow different versions of the framework, whose bands
     *     may differ
     * @param intervalsOverlap whether the two 95% intervals have a whole percent in common: where
     *     they do, the samples alone may explain the change
     */
    record TallyChange(
            String id,
            @Nullable Tally before,
            @Nullable Tally after,
            @Nullable Integer percentagePoints,
            @Nullable Direction band,
            @Nullable Boolean intervalsOverlap) {}

    /** A standard judged by evidence has no key questions. */
    record StandardChange(
            String id,
            @Nullable StandardSide before,
            @Nullable StandardSide after,
            @Nullable Integer points,
            @Nullable Direction rating,
            List<TallyChange> keyQuestions) {}

    /**
     * @param byRule the rating that the cases give; present where discretion gave another
     * @param counted whether the standard counts towards the overall rating
     */
    record StandardSide(
            @Nullable String rating,
            @Nullable String byRule,
            @Nullable Integer points,
            boolean counted) {}

    /** {@code points} is absent where the two maximums differ: a standard more, a point more. */
    record OverallChange(
            OverallSide before,
            OverallSide after,
            @Nullable Integer points,
            @Nullable Direction rating) {}

    /** Points out of those that the rated standards could have; no rating where none was given. */
    record OverallSide(@Nullable String rating, int points, int maximum) {}

    /** Where a band or a rating moved. */
    enum Direction {
        UP,
        SAME,
        DOWN;

        /** As it is written outside. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What changed from the first report to the second. */
    static ScoreChange between(Published before, Published after) {
        FrameworkRef first = before.framework();
        FrameworkRef second = after.framework();
        Scores old = before.scores();
        Scores now = after.scores();
        if (first == null || old == null) {
            return notKept("first inspection");
        }
        if (second == null || now == null) {
            return notKept("re-inspection");
        }
        if (!first.id().equals(second.id())) {
            return new NotMeasured(
                    "The two were inspected under different frameworks (%s and %s), which ask for"
                                    .formatted(first.id(), second.id())
                            + " different things: no change is worked out.");
        }
        boolean sameVersion = first.version() == second.version();
        return switch (old) {
            case Scores.Pooled was ->
                    switch (now) {
                        case Scores.Pooled is -> percentages(was, is, sameVersion);
                        case Scores.Rated _ -> differentMethods();
                    };
            case Scores.Rated was ->
                    switch (now) {
                        case Scores.Pooled _ -> differentMethods();
                        case Scores.Rated is -> ratings(was, is, sameVersion);
                    };
        };
    }

    private static ScoreChange percentages(
            Scores.Pooled before, Scores.Pooled after, boolean sameVersion) {
        return new OfPercentages(
                tallies(before.headlines(), after.headlines(), sameVersion),
                tallies(before.criteria(), after.criteria(), sameVersion),
                tallies(before.sections(), after.sections(), sameVersion));
    }

    private static ScoreChange ratings(
            Scores.Rated before, Scores.Rated after, boolean sameVersion) {
        Map<String, StandardRating> first = byId(before.standards(), StandardRating::id);
        Map<String, StandardRating> second = byId(after.standards(), StandardRating::id);
        return new OfRatings(
                together(first.keySet(), second.keySet()).stream()
                        .map(id -> standard(id, first.get(id), second.get(id), sameVersion))
                        .toList(),
                overall(before, after, sameVersion));
    }

    private static StandardChange standard(
            String id,
            @Nullable StandardRating before,
            @Nullable StandardRating after,
            boolean sameVersion) {
        Integer points =
                before == null || after == null ? null : change(before.points(), after.points());
        return new StandardChange(
                id,
                side(before),
                side(after),
                points,
                points == null || before == null || after == null || !sameVersion
                        ? null
                        : direction(before.rating(), after.rating(), points),
                tallies(
                        before == null ? List.of() : before.keyQuestions(),
                        after == null ? List.of() : after.keyQuestions(),
                        sameVersion));
    }

    private static @Nullable StandardSide side(@Nullable StandardRating of) {
        return of == null
                ? null
                : new StandardSide(of.rating(), of.byRule(), of.points(), of.counted());
    }

    /** The overall rating is read off the share of the points: the better one has the larger. */
    private static OverallChange overall(
            Scores.Rated before, Scores.Rated after, boolean sameVersion) {
        long rise =
                (long) after.points() * before.maximum() - (long) before.points() * after.maximum();
        return new OverallChange(
                new OverallSide(before.overall(), before.points(), before.maximum()),
                new OverallSide(after.overall(), after.points(), after.maximum()),
                before.maximum() == after.maximum() ? after.points() - before.points() : null,
                sameVersion ? direction(before.overall(), after.overall(), rise) : null);
    }

    private static List<TallyChange> tallies(
            List<Tally> before, List<Tally> after, boolean sameVersion) {
        Map<String, Tally> first = byId(before, Tally::id);
        Map<String, Tally> second = byId(after, Tally::id);
        return together(first.keySet(), second.keySet()).stream()
                .map(id -> tally(id, first.get(id), second.get(id), sameVersion))
                .toList();
    }

    private static TallyChange tally(
            String id, @Nullable Tally before, @Nullable Tally after, boolean sameVersion) {
        if (before == null || after == null) {
            return new TallyChange(id, before, after, null, null, null);
        }
        Integer points = change(before.percent(), after.percent());
        return new TallyChange(
                id,
                before,
                after,
                points,
                points == null || !sameVersion
                        ? null
                        : direction(before.band(), after.band(), points),
                overlap(before.interval(), after.interval()));
    }

    private static @Nullable Integer change(@Nullable Integer before, @Nullable Integer after) {
        return before == null || after == null ? null : after - before;
    }

    /**
     * Labels have no order of their own. Within one version of a framework they are read off the
     * number that rose or fell, so of two different ones the better has the higher number.
     */
    private static @Nullable Direction direction(
            @Nullable String before, @Nullable String after, long rise) {
        if (before == null || after == null) {
            return null;
        }
        if (before.equals(after)) {
            return Direction.SAME;
        }
        return rise > 0 ? Direction.UP : Direction.DOWN;
    }

    private static @Nullable Boolean overlap(@Nullable Interval before, @Nullable Interval after) {
        return before == null || after == null
                ? null
                : before.low() <= after.high() && after.low() <= before.high();
    }

    private static ScoreChange notKept(String which) {
        return new NotMeasured(
                "The plan of the %s was requested before scores were kept with it: no change is"
                                .formatted(which)
                        + " worked out.");
    }

    private static ScoreChange differentMethods() {
        return new NotMeasured(
                "The two were scored by different methods, which have nothing in common: no change"
                        + " is worked out.");
    }

    private static Set<String> together(Set<String> before, Set<String> after) {
        var ids = new LinkedHashSet<>(before);
        ids.addAll(after);
        return ids;
    }

    private static <T> Map<String, T> byId(List<T> all, Function<T, String> id) {
        var byId = new LinkedHashMap<String, T>();
        all.forEach(one -> byId.put(id.apply(one), one));
        return byId;
    }
}
