package uk.inspection.reporting.web;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.domain.ScoreChange;
import uk.inspection.reporting.domain.ScoreChange.Obstacle;
import uk.inspection.reporting.domain.ScoreChange.OfPercentages;
import uk.inspection.reporting.domain.ScoreChange.OfRatings;
import uk.inspection.reporting.domain.ScoreChange.OverallChange;
import uk.inspection.reporting.domain.ScoreChange.OverallSide;
import uk.inspection.reporting.domain.ScoreChange.Share;
import uk.inspection.reporting.domain.ScoreChange.StandardChange;
import uk.inspection.reporting.domain.ScoreChange.StandardSide;
import uk.inspection.reporting.domain.ScoreChange.TallyChange;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.rest.ReportComparisons.First;
import uk.inspection.reporting.rest.ReportComparisons.Pair;
import uk.inspection.reporting.web.PairChart.End;
import uk.inspection.reporting.web.PairChart.Measure;
import uk.inspection.reporting.web.ReinspectionPage.Figure;
import uk.inspection.reporting.web.ReinspectionPage.Level;
import uk.inspection.reporting.web.ReinspectionPage.Overall;
import uk.inspection.reporting.web.ReinspectionPage.Points;
import uk.inspection.reporting.web.ReinspectionPage.Row;
import uk.inspection.reporting.web.ReinspectionPage.Side;
import uk.inspection.reporting.web.ReinspectionPage.Standard;
import uk.inspection.reporting.web.ReinspectionPage.Table;

/** From a re-inspection and what it is compared with to their page. */
final class ReinspectionPages {
    private static final int WHOLE_PERCENT = 100;

    /** Of the best rating in every shipped framework. */
    private static final int BEST_POINTS = 3;

    private final Pair pair;
    private final Language language;
    private final FrameworkTitles titles;

    ReinspectionPages(Pair pair, Language language) {
        this.pair = pair;
        this.language = language;
        this.titles = new FrameworkTitles(pair.second().frameworkId, language);
    }

    ReinspectionPage page() {
        return switch (pair.change()) {
            case OfPercentages changes ->
                    page(
                            null,
                            PairChart.of(
                                    Stream.concat(
                                                    measures(Level.HEADLINES, changes.headlines()),
                                                    measures(Level.CRITERIA, changes.criteria()))
                                            .toList()),
                            Stream.of(
                                            table(Level.HEADLINES, true, changes.headlines()),
                                            table(Level.CRITERIA, true, changes.criteria()),
                                            table(Level.SECTIONS, false, changes.sections()))
                                    .filter(table -> !table.rows().isEmpty())
                                    .toList(),
                            List.of(),
                            null);
            case OfRatings changes ->
                    page(
                            null,
                            PairChart.of(measures(changes.standards())),
                            List.of(),
                            changes.standards().stream().map(this::standard).toList(),
                            overall(changes.overall()));
            case ScoreChange.NotMeasured(Obstacle obstacle) ->
                    page(obstacle, null, List.of(), List.of(), null);
        };
    }

    private ReinspectionPage page(
            @Nullable Obstacle obstacle,
            @Nullable PairChart chart,
            List<Table> tables,
            List<Standard> standards,
            @Nullable Overall overall) {
        First first = pair.first();
        ReportEntity second = pair.second();
        return new ReinspectionPage(
                second.id,
                second.body,
                first == null ? null : side(first),
                side(second),
                obstacle,
                obstacle != null
                        || (first != null
                                && first.framework().version() == second.frameworkVersion),
                chart,
                tables,
                standards,
                overall);
    }

    private Side side(First first) {
        return switch (first) {
            case First.Reported(ReportEntity row) -> side(row);
            case First.Imported(var result, var framework, _) ->
                    new Side(
                            NationalPages.published(result.published(), language),
                            new FrameworkTitles(framework.id(), language).framework(),
                            null,
                            result.source());
        };
    }

    private Side side(ReportEntity row) {
        return new Side(
                language.day(row.publishedOn),
                new FrameworkTitles(row.frameworkId, language).framework(),
                "/reports/" + row.id,
                null);
    }

    // ---- percentages

    private Phrase title(Level level, String id) {
        return level == Level.HEADLINES ? titles.headline(id) : titles.numbered(id);
    }

    private Table table(Level level, boolean banded, List<TallyChange> changes) {
        return new Table(
                level,
                banded,
                changes.stream()
                        .map(one ->
                                new Row(
                                        title(level, one.id()),
                                        figure(one.before()),
                                        figure(one.after()),
                                        signed(one.percentagePoints()),
                                        one.band(),
                                        one.intervalsOverlap()))
                        .toList());
    }

    private @Nullable Figure figure(@Nullable Share share) {
        return share == null
                ? null
                : new Figure(
                        share.percent(),
                        titles.label(share.band()),
                        share.interval(),
                        !Objects.equals(share.applicable(), 0));
    }

    private Stream<Measure> measures(Level level, List<TallyChange> changes) {
        return changes.stream()
                .map(one ->
                        new Measure(
                                title(level, one.id()),
                                WHOLE_PERCENT,
                                end(one.before()),
                                end(one.after())));
    }

    private static @Nullable End end(@Nullable Share share) {
        return share == null || share.percent() == null
                ? null
                : new End(share.percent(), share.percent(), null);
    }

    // ---- ratings

    private Standard standard(StandardChange change) {
        return new Standard(
                titles.numbered(change.id()),
                rating(change.before()),
                rating(change.after()),
                signed(change.points()),
                change.rating());
    }

    private @Nullable Phrase rating(@Nullable StandardSide side) {
        return side == null ? null : titles.label(side.rating());
    }

    /** A framework that is not shipped may have more points. */
    private List<Measure> measures(List<StandardChange> changes) {
        int most =
                changes.stream()
                        .flatMap(change -> Stream.of(end(change.before()), end(change.after())))
                        .filter(Objects::nonNull)
                        .mapToInt(End::value)
                        .max()
                        .orElse(0);
        int maximum = Math.max(most, BEST_POINTS);
        return changes.stream()
                .map(change ->
                        new Measure(
                                titles.numbered(change.id()),
                                maximum,
                                end(change.before()),
                                end(change.after())))
                .toList();
    }

    private @Nullable End end(@Nullable StandardSide side) {
        return side == null || side.points() == null
                ? null
                : new End(side.points(), null, titles.label(side.rating()));
    }

    private Overall overall(OverallChange change) {
        return new Overall(
                points(change.before()),
                points(change.after()),
                signed(change.points()),
                change.rating());
    }

    private Points points(OverallSide side) {
        return new Points(titles.label(side.rating()), side.points(), side.maximum());
    }

    /** With a minus that is read as one. */
    private static @Nullable String signed(@Nullable Integer change) {
        return change == null
                ? null
                : change > 0 ? "+" + change : change < 0 ? "\u2212" + Math.abs(change) : "0";
    }
}
