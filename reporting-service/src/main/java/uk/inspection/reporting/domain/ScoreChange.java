package uk.inspection.reporting.domain;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

/**
 * The published figures of an inspection and of its re-inspection side by side, part by part as
 * their ids match, in the order of the first and then what only the second has. What one of them
 * lacks is absent on its side, and so is every measure of the change: without two percents there is
 * no change, never one from zero. The rules are those of the improvement plans' comparison; this
 * one also takes results of which no counts are known.
 */
public sealed interface ScoreChange {

    /** Pooled percentages; sections have no band. */
    record OfPercentages(
            List<TallyChange> headlines, List<TallyChange> criteria, List<TallyChange> sections)
            implements ScoreChange {}

    /** Ratings of standards and the overall rating. */
    record OfRatings(List<StandardChange> standards, OverallChange overall)
            implements ScoreChange {}

    /** The two cannot be measured against each other. */
    record NotMeasured(Obstacle obstacle) implements ScoreChange {}

    /** What keeps a change from being worked out. */
    enum Obstacle {
        FIRST_NOT_PUBLISHED,
        DIFFERENT_FRAMEWORKS,
        DIFFERENT_METHODS
    }

    /** What a published result said, and under which framework. */
    record Published(FrameworkRef framework, Figures figures) {}

    /** The figures of one inspection. */
    sealed interface Figures {
        record Percentages(List<Share> headlines, List<Share> criteria, List<Share> sections)
                implements Figures {}

        record Ratings(Map<String, StandardSide> standards, OverallSide overall)
                implements Figures {}
    }

    /**
     * A share of answers. The counts and the interval are known only where the platform published
     * it; a percent or a band only where it was published.
     */
    record Share(
            String id,
            @Nullable Integer sufficient,
            @Nullable Integer applicable,
            @Nullable Integer percent,
            @Nullable String band,
            @Nullable Interval interval) {}

    /**
     * One share before and after.
     *
     * @param percentagePoints the second percent less the first
     * @param band where it moved; absent also where the two follow different versions of the
     *     framework, whose bands may differ
     * @param intervalsOverlap whether the two 95% intervals have a whole percent in common: where
     *     they do, the samples alone may explain the change
     */
    record TallyChange(
            String id,
            @Nullable Share before,
            @Nullable Share after,
            @Nullable Integer percentagePoints,
            @Nullable Direction band,
            @Nullable Boolean intervalsOverlap) {}

    /** One standard before and after; {@code points} are the second's less the first's. */
    record StandardChange(
            String id,
            @Nullable StandardSide before,
            @Nullable StandardSide after,
            @Nullable Integer points,
            @Nullable Direction rating) {}

    /**
     * The rating of a standard.
     *
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

    /** Points out of those that the rated standards could have, where they were published. */
    record OverallSide(
            @Nullable String rating, @Nullable Integer points, @Nullable Integer maximum) {}

    /** Where a band or a rating moved. */
    enum Direction {
        UP,
        SAME,
        DOWN
    }

    /** The figures of a report of the platform. */
    static Published of(FrameworkRef framework, Scores scores) {
        return new Published(
                framework,
                switch (scores) {
                    case Scores.Pooled pooled ->
                            new Figures.Percentages(
                                    shares(pooled.headlines()),
                                    shares(pooled.criteria()),
                                    shares(pooled.sections()));
                    case Scores.Rated rated ->
                            new Figures.Ratings(
                                    byId(
                                            rated.standards(),
                                            StandardRating::id,
                                            one ->
                                                    new StandardSide(
                                                            one.rating(),
                                                            one.byRule(),
                                                            one.points(),
                                                            one.counted())),
                                    new OverallSide(
                                            rated.overall(), rated.points(), rated.maximum()));
                });
    }

    /**
     * The figures of an imported result, as far as they were published.
     *
     * @param framework the one that the result follows, which gives the points of its ratings
     */
    static Published of(Framework framework, NationalComparison.Result result) {
        return new Published(
                framework.ref(),
                switch (framework) {
                    case Framework.PooledPercentage _ ->
                            new Figures.Percentages(
                                    result.headlines().stream()
                                            .map(one ->
                                                    new Share(
                                                            one.id(),
                                                            null,
                                                            null,
                                                            one.percent(),
                                                            one.band(),
                                                            one.interval()))
                                            .toList(),
                                    List.of(),
                                    List.of());
                    case RatedStandards rated ->
                            new Figures.Ratings(
                                    byId(
                                            result.standards(),
                                            NationalComparison.Standard::id,
                                            one -> side(rated, one)),
                                    new OverallSide(
                                            result.overall(), result.points(), result.maximum()));
                });
    }

    /** What changed from the first to the second; the first is absent where it is not published. */
    static ScoreChange between(@Nullable Published before, Published after) {
        if (before == null) {
            return new NotMeasured(Obstacle.FIRST_NOT_PUBLISHED);
        }
        if (!before.framework().id().equals(after.framework().id())) {
            return new NotMeasured(Obstacle.DIFFERENT_FRAMEWORKS);
        }
        boolean sameVersion = before.framework().version() == after.framework().version();
        return switch (before.figures()) {
            case Figures.Percentages was ->
                    switch (after.figures()) {
                        case Figures.Percentages is -> percentages(was, is, sameVersion);
                        case Figures.Ratings _ -> new NotMeasured(Obstacle.DIFFERENT_METHODS);
                    };
            case Figures.Ratings was ->
                    switch (after.figures()) {
                        case Figures.Percentages _ -> new NotMeasured(Obstacle.DIFFERENT_METHODS);
                        case Figures.Ratings is -> ratings(was, is, sameVersion);
                    };
        };
    }

    private static ScoreChange percentages(
            Figures.Percentages before, Figures.Percentages after, boolean sameVersion) {
        return new OfPercentages(
                shares(before.headlines(), after.headlines(), sameVersion),
                shares(before.criteria(), after.criteria(), sameVersion),
                shares(before.sections(), after.sections(), sameVersion));
    }

    private static ScoreChange ratings(
            Figures.Ratings before, Figures.Ratings after, boolean sameVersion) {
        return new OfRatings(
                together(before.standards().keySet(), after.standards().keySet()).stream()
                        .map(id ->
                                standard(
                                        id,
                                        before.standards().get(id),
                                        after.standards().get(id),
                                        sameVersion))
                        .toList(),
                overall(before.overall(), after.overall(), sameVersion));
    }

    private static StandardChange standard(
            String id,
            @Nullable StandardSide before,
            @Nullable StandardSide after,
            boolean sameVersion) {
        Integer points =
                before == null || after == null ? null : change(before.points(), after.points());
        return new StandardChange(
                id,
                before,
                after,
                points,
                points == null || before == null || after == null || !sameVersion
                        ? null
                        : direction(before.rating(), after.rating(), points));
    }

    /** The overall rating is read off the share of the points: the better one has the larger. */
    private static OverallChange overall(
            OverallSide before, OverallSide after, boolean sameVersion) {
        if (before.points() == null
                || before.maximum() == null
                || after.points() == null
                || after.maximum() == null) {
            return new OverallChange(before, after, null, null);
        }
        long rise =
                (long) after.points() * before.maximum() - (long) before.points() * after.maximum();
        return new OverallChange(
                before,
                after,
                before.maximum().equals(after.maximum()) ? after.points() - before.points() : null,
                sameVersion ? direction(before.rating(), after.rating(), rise) : null);
    }

    private static List<TallyChange> shares(
            List<Share> before, List<Share> after, boolean sameVersion) {
        Map<String, Share> first = byId(before, Share::id, Function.identity());
        Map<String, Share> second = byId(after, Share::id, Function.identity());
        return together(first.keySet(), second.keySet()).stream()
                .map(id -> share(id, first.get(id), second.get(id), sameVersion))
                .toList();
    }

    private static TallyChange share(
            String id, @Nullable Share before, @Nullable Share after, boolean sameVersion) {
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

    private static List<Share> shares(List<Tally> tallies) {
        return tallies.stream()
                .map(one ->
                        new Share(
                                one.id(),
                                one.sufficient(),
                                one.applicable(),
                                one.percent(),
                                one.band(),
                                one.interval()))
                .toList();
    }

    private static StandardSide side(RatedStandards framework, NationalComparison.Standard rated) {
        return new StandardSide(
                rated.rating(),
                null,
                framework.ratings().stream()
                        .filter(one -> one.label().equals(rated.rating()))
                        .map(Framework.Rating::points)
                        .findFirst()
                        .orElse(null),
                framework.standards().stream()
                        .filter(one -> one.id().equals(rated.id()))
                        .anyMatch(Framework.Standard::counts));
    }

    private static Set<String> together(Set<String> before, Set<String> after) {
        var ids = new LinkedHashSet<>(before);
        ids.addAll(after);
        return ids;
    }

    private static <T, V> Map<String, V> byId(
            List<T> all, Function<T, String> id, Function<T, V> value) {
        var byId = new LinkedHashMap<String, V>();
        all.forEach(one -> byId.put(id.apply(one), value.apply(one)));
        return byId;
    }
}
