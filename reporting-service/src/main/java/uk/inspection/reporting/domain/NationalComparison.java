package uk.inspection.reporting.domain;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.PublicationDate;
import uk.inspection.contract.Scores.Interval;

/**
 * All published results of one framework as they were known on a day. Every inspection counts, also
 * one that a re-inspection followed: so did the published national figures, where the lowest scores
 * of January 2011 were Sefton's of 2009 although its re-inspection was out. A figure that was not
 * published counts nowhere. Whole numbers throughout.
 */
public final class NationalComparison {
    private static final int QUARTERS = 4;
    private static final int PERCENT = 100;

    private final LocalDate asOf;
    private final List<Result> results;

    private NationalComparison(LocalDate asOf, List<Result> results) {
        this.asOf = asOf;
        this.results = results;
    }

    /**
     * One inspection's published result.
     *
     * @param id of the inspection, or of the stream of what was imported
     * @param platform whether the platform published it itself
     * @param headlines empty under rated standards, as ratings are under pooled percentages
     * @param source where it was published
     */
    public record Result(
            String id,
            boolean platform,
            String area,
            InspectionKind kind,
            PublicationDate published,
            List<Headline> headlines,
            @Nullable String overall,
            @Nullable Integer points,
            @Nullable Integer maximum,
            List<Standard> standards,
            String source,
            @Nullable String note) {

        /** The same with these headlines alone. */
        public Result with(Set<String> shown) {
            return new Result(
                    id,
                    platform,
                    area,
                    kind,
                    published,
                    headlines.stream().filter(one -> shown.contains(one.id())).toList(),
                    overall,
                    points,
                    maximum,
                    standards,
                    source,
                    note);
        }

        /** The percent of a headline, if it was published. */
        Optional<Integer> percent(String headline) {
            return headline(headline).map(Headline::percent);
        }

        /** What was published of a headline. */
        public Optional<Headline> headline(String id) {
            return headlines.stream().filter(one -> one.id().equals(id)).findFirst();
        }

        /** The rating of a standard, if it was published. */
        public Optional<String> rating(String standard) {
            return standards.stream()
                    .filter(one -> one.id().equals(standard))
                    .map(Standard::rating)
                    .findFirst();
        }
    }

    /** {@code interval} is known only where the platform has the counts. */
    public record Headline(
            String id,
            @Nullable Integer percent,
            @Nullable String band,
            @Nullable Interval interval) {}

    public record Standard(String id, String rating) {}

    /**
     * A headline over all inspections whose percent was published.
     *
     * @param inspections how many these are; without any there is no lowest, highest and average
     * @param average whole percent, half up, each inspection counting the same
     */
    public record Spread(
            String id,
            String title,
            int inspections,
            @Nullable Integer lowest,
            @Nullable Integer highest,
            @Nullable Integer average) {}

    /**
     * Where a percent stands among all that were published of its headline.
     *
     * @param rank 1 and as many more as are better; who is equal shares one
     * @param quartile 1 where less than a quarter of all are better, 2 where less than a half, then
     *     3 and 4: a default, not verified
     * @param of how many there are, itself included
     */
    public record Place(int rank, int quartile, int of) {}

    /**
     * How often each rating was given.
     *
     * @param rated how many were rated; shares are of these
     * @param shares one a rating, the best first; none where nobody was rated
     */
    public record Distribution(int rated, List<Share> shares) {}

    /** {@code percent} is whole, half up, so all of a distribution need not make 100. */
    public record Share(String rating, int count, int percent) {}

    /** Ratings of some inspections. */
    public record Ratings(int inspections, Distribution overall, List<StandardRatings> standards) {}

    public record StandardRatings(String id, String title, Distribution ratings) {}

    /** The ratings that were published in one year. */
    public record YearRatings(int year, Ratings ratings) {}

    /**
     * The comparison as of a day. A result of which only the month or the year is known counts from
     * its last day on: before that it may not have been out. Where two results can only be of the
     * same inspection (same area, kind and, as far as it is known, date), the platform's own
     * counts, and of two imported ones the one with the more precise date.
     *
     * @param all results of one framework
     */
    public static NationalComparison asOf(LocalDate asOf, Collection<Result> all) {
        List<Result> known =
                all.stream().filter(r -> !r.published().latest().isAfter(asOf)).toList();
        return new NationalComparison(
                asOf,
                known.stream()
                        .filter(r -> known.stream().noneMatch(other -> tellsMore(other, r)))
                        .sorted(
                                Comparator.comparing(Result::area)
                                        .thenComparing(NationalComparison::newestLast)
                                        .thenComparing(Result::id))
                        .toList());
    }

    private static boolean tellsMore(Result other, Result than) {
        PublicationDate wide = than.published();
        PublicationDate narrow = other.published();
        boolean sameInspection =
                other.area().equals(than.area())
                        && other.kind() == than.kind()
                        && !narrow.earliest().isBefore(wide.earliest())
                        && !narrow.latest().isAfter(wide.latest());
        return sameInspection && !than.platform() && (other.platform() || !narrow.equals(wide));
    }

    private static int newestLast(Result one, Result other) {
        return Comparator.comparing((Result r) -> r.published().latest())
                .thenComparing(r -> r.published().earliest())
                .thenComparing(Result::kind)
                .compare(one, other);
    }

    public LocalDate asOf() {
        return asOf;
    }

    /** The results that count, by area, each area's newest last. */
    public List<Result> results() {
        return results;
    }

    /** The newest result of an area. */
    public Optional<Result> newest(String area) {
        return results.stream()
                .filter(result -> result.area().equals(area))
                .reduce((_, later) -> later);
    }

    /** Lowest, highest and average of each headline, in the framework's order. */
    public List<Spread> spreads(Framework.PooledPercentage framework) {
        return framework.headlines().stream()
                .map(headline -> spread(headline.id(), headline.title()))
                .toList();
    }

    private Spread spread(String id, String title) {
        List<Integer> percents = percents(id);
        if (percents.isEmpty()) {
            return new Spread(id, title, 0, null, null, null);
        }
        int count = percents.size();
        int sum = percents.stream().mapToInt(Integer::intValue).sum();
        return new Spread(
                id, title, count, percents.getFirst(), percents.getLast(), halfUp(sum, count));
    }

    /** Where a result stands in a headline; empty where its percent was not published. */
    public Optional<Place> place(Result result, String headline) {
        return result.percent(headline)
                .map(percent -> {
                    List<Integer> percents = percents(headline);
                    int of = percents.size();
                    int better =
                            Math.toIntExact(percents.stream().filter(p -> p > percent).count());
                    return new Place(better + 1, QUARTERS * better / of + 1, of);
                });
    }

    private List<Integer> percents(String headline) {
        return results.stream()
                .map(result -> result.percent(headline))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    /** The ratings of all inspections. */
    public Ratings ratings(Framework.RatedStandards framework) {
        return ratings(framework, results);
    }

    /** The ratings by the calendar year of publication, oldest first. */
    public List<YearRatings> years(Framework.RatedStandards framework) {
        return results.stream()
                .collect(
                        Collectors.groupingBy(
                                result -> result.published().latest().getYear(),
                                TreeMap::new,
                                Collectors.toList()))
                .entrySet()
                .stream()
                .map(year -> new YearRatings(year.getKey(), ratings(framework, year.getValue())))
                .toList();
    }

    private static Ratings ratings(Framework.RatedStandards framework, List<Result> of) {
        return new Ratings(
                of.size(),
                distribution(
                        framework,
                        of.stream()
                                .map(result -> Optional.ofNullable(result.overall()))
                                .flatMap(Optional::stream)
                                .toList()),
                framework.standards().stream()
                        .map(standard ->
                                new StandardRatings(
                                        standard.id(),
                                        standard.title(),
                                        distribution(
                                                framework,
                                                of.stream()
                                                        .map(result -> result.rating(standard.id()))
                                                        .flatMap(Optional::stream)
                                                        .toList())))
                        .toList());
    }

    private static Distribution distribution(
            Framework.RatedStandards framework, List<String> given) {
        if (given.isEmpty()) {
            return new Distribution(0, List.of());
        }
        return new Distribution(
                given.size(),
                framework.ratings().stream()
                        .sorted(Comparator.comparingInt(Framework.Rating::points).reversed())
                        .map(rating -> {
                            int count =
                                    Math.toIntExact(
                                            given.stream().filter(rating.label()::equals).count());
                            return new Share(
                                    rating.label(), count, halfUp(PERCENT * count, given.size()));
                        })
                        .toList());
    }

    /** A fraction as a whole number, half up. */
    private static int halfUp(int numerator, int denominator) {
        return (2 * numerator + denominator) / (2 * denominator);
    }
}
