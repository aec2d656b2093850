package uk.inspection.reporting.web;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Framework.Rating;
import uk.inspection.contract.ReportEvent.PublicationDate;
import uk.inspection.reporting.domain.NationalComparison;
import uk.inspection.reporting.domain.NationalComparison.Distribution;
import uk.inspection.reporting.domain.NationalComparison.Headline;
import uk.inspection.reporting.domain.NationalComparison.Place;
import uk.inspection.reporting.domain.NationalComparison.Ratings;
import uk.inspection.reporting.domain.NationalComparison.Result;
import uk.inspection.reporting.domain.PublicationDates;
import uk.inspection.reporting.web.IntervalChart.Measure;
import uk.inspection.reporting.web.NationalPage.AreaPart;
import uk.inspection.reporting.web.NationalPage.Cell;
import uk.inspection.reporting.web.NationalPage.Column;
import uk.inspection.reporting.web.NationalPage.Part;
import uk.inspection.reporting.web.NationalPage.Rated;
import uk.inspection.reporting.web.NationalPage.RatingsPart;
import uk.inspection.reporting.web.NationalPage.RatingsRow;
import uk.inspection.reporting.web.NationalPage.Row;
import uk.inspection.reporting.web.NationalPage.Shade;
import uk.inspection.reporting.web.NationalPage.SpreadRow;
import uk.inspection.reporting.web.NationalPage.Standing;

/** From a national comparison to its page. */
final class NationalPages {
    private final Framework framework;
    private final NationalComparison comparison;
    private final @Nullable String asOf;
    private final @Nullable String area;
    private final Sorting sorting;
    private final Language language;
    private final FrameworkTitles titles;
    private final Optional<Result> newest;

    /**
     * A page to be made.
     *
     * @param asOf the day where it was named, for the page's own links
     * @param area the chosen one
     */
    NationalPages(
            Framework framework,
            NationalComparison comparison,
            @Nullable String asOf,
            @Nullable String area,
            Sorting sorting,
            Language language) {
        this.framework = framework;
        this.comparison = comparison;
        this.asOf = asOf;
        this.area = area;
        this.sorting = sorting;
        this.language = language;
        this.titles = new FrameworkTitles(framework.id(), language);
        this.newest = Optional.ofNullable(area).flatMap(comparison::newest);
    }

    NationalPage page() {
        return switch (framework) {
            case PooledPercentage pooled ->
                    page(spreads(pooled), charts(pooled), List.of(), List.of());
            case RatedStandards rated -> page(List.of(), List.of(), legend(rated), ratings(rated));
        };
    }

    /** Such as 24 June 2009, June 2009 or 2009. */
    static String published(PublicationDate date, Language language) {
        return switch (PublicationDates.precision(date)) {
            case DAY -> language.day(date.latest());
            case MONTH ->
                    DateTimeFormatter.ofPattern("MMMM yyyy", language.locale())
                            .format(date.latest());
            case YEAR -> year(date);
        };
    }

    private static String year(PublicationDate date) {
        return Integer.toString(date.latest().getYear());
    }

    private NationalPage page(
            List<SpreadRow> spreads,
            List<IntervalChart> charts,
            List<Shade> legend,
            List<RatingsPart> ratings) {
        return new NationalPage(
                language.day(comparison.asOf()),
                titles.framework(),
                comparison.results().size(),
                spreads,
                area == null ? null : area(area),
                charts,
                legend,
                ratings,
                Sorting.columns(framework).map(this::column).toList(),
                comparison.results().stream().sorted(sorting.comparator()).map(this::row).toList(),
                csv(framework.id(), comparison.asOf()));
    }

    private static String csv(String framework, LocalDate asOf) {
        return "/v1/comparisons/national.csv?"
                + Frame.pair("framework", framework)
                + "&"
                + Frame.pair("asOf", asOf.toString());
    }

    // ---- headlines

    private List<SpreadRow> spreads(PooledPercentage pooled) {
        return comparison.spreads(pooled).stream()
                .map(one ->
                        new SpreadRow(
                                titles.words(one.title()),
                                one.inspections(),
                                one.lowest(),
                                one.highest(),
                                one.average()))
                .toList();
    }

    private List<IntervalChart> charts(PooledPercentage pooled) {
        return comparison.spreads(pooled).stream()
                .filter(spread -> spread.average() != null)
                .map(spread ->
                        IntervalChart.of(
                                spread.id(),
                                titles.words(spread.title()),
                                Objects.requireNonNull(spread.average()),
                                measures(spread.id())))
                .toList();
    }

    /** The best first: the order of ranks. */
    private List<Measure> measures(String headline) {
        return comparison.results().stream()
                .flatMap(result ->
                        result
                                .headline(headline)
                                .filter(one -> one.percent() != null)
                                .map(one -> measure(result, one))
                                .stream())
                .sorted(Comparator.comparingInt(Measure::percent).reversed())
                .toList();
    }

    private Measure measure(Result result, Headline headline) {
        return new Measure(
                result.area(),
                year(result.published()),
                Objects.requireNonNull(headline.percent()),
                headline.interval(),
                result.area().equals(area));
    }

    // ---- the chosen area

    private AreaPart area(String name) {
        return newest.map(result ->
                        new AreaPart(
                                name,
                                published(result.published(), language),
                                standings(result),
                                titles.label(result.overall()),
                                result.points(),
                                result.maximum(),
                                result.standards().stream()
                                        .map(one ->
                                                new Rated(
                                                        titles.numbered(one.id()),
                                                        titles.words(one.rating())))
                                        .toList()))
                .orElseGet(() -> new AreaPart(name, null, List.of(), null, null, null, List.of()));
    }

    private List<Standing> standings(Result result) {
        return framework instanceof PooledPercentage pooled
                ? pooled.headlines().stream().map(one -> standing(result, one.id())).toList()
                : List.of();
    }

    private Standing standing(Result result, String headline) {
        Cell cell = cell(result, headline);
        Place place = comparison.place(result, headline).orElse(null);
        return new Standing(
                titles.headline(headline),
                cell.percent(),
                cell.band(),
                cell.interval(),
                place == null ? null : place.rank(),
                place == null ? null : place.of(),
                place == null ? null : place.quartile());
    }

    // ---- ratings

    private List<Shade> legend(RatedStandards rated) {
        List<Rating> best =
                rated.ratings().stream()
                        .sorted(Comparator.comparingInt(Rating::points).reversed())
                        .toList();
        return IntStream.range(0, best.size())
                .mapToObj(i -> new Shade(titles.words(best.get(i).label()), RatingChart.shade(i)))
                .toList();
    }

    private List<RatingsPart> ratings(RatedStandards rated) {
        if (comparison.results().isEmpty()) {
            return List.of();
        }
        var parts = new ArrayList<RatingsPart>();
        parts.add(part(null, comparison.ratings(rated)));
        comparison.years(rated).forEach(one -> parts.add(part(one.year(), one.ratings())));
        return parts;
    }

    private RatingsPart part(@Nullable Integer year, Ratings ratings) {
        List<RatingsRow> rows =
                Stream.concat(
                                Stream.of(row(null, ratings.overall())),
                                ratings.standards().stream()
                                        .map(one -> row(titles.numbered(one.id()), one.ratings())))
                        .toList();
        return new RatingsPart(year, ratings.inspections(), RatingChart.of(year, rows), rows);
    }

    private static RatingsRow row(@Nullable Phrase standard, Distribution given) {
        return new RatingsRow(
                standard,
                given.rated(),
                given.shares().stream().map(one -> new Part(one.percent(), one.count())).toList());
    }

    // ---- the table of results

    private Column column(String id) {
        Sorting next = sorting.by(id);
        boolean headline = !id.equals(Sorting.AREA) && !id.equals(Sorting.OVERALL);
        return new Column(
                id.equals(Sorting.AREA),
                headline ? titles.headline(id) : null,
                address(area, next) + "#results",
                sorting.column().equals(id)
                        ? (sorting.descending() ? "descending" : "ascending")
                        : null,
                next.descending());
    }

    private Row row(Result result) {
        return new Row(
                result.area(),
                address(result.area(), sorting),
                result.area().equals(area),
                result.kind(),
                published(result.published(), language),
                result.platform() ? "/reports/" + result.id() : null,
                framework instanceof PooledPercentage pooled
                        ? pooled.headlines().stream().map(one -> cell(result, one.id())).toList()
                        : List.of(),
                titles.label(result.overall()),
                result.points(),
                result.maximum());
    }

    private Cell cell(Result result, String headline) {
        return result.headline(headline)
                .map(one -> new Cell(one.percent(), titles.label(one.band()), one.interval()))
                .orElseGet(() -> new Cell(null, null, null));
    }

    private String address(@Nullable String area, Sorting sorting) {
        return ComparisonQuery.address(framework.id(), asOf, area, sorting.text(), null);
    }
}
