package uk.inspection.reporting.web;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Framework.Rating;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.projection.InspectionChangeEntity;
import uk.inspection.reporting.projection.InspectionEntity;
import uk.inspection.reporting.projection.InspectionsUnderWay.Movements;
import uk.inspection.reporting.projection.ScoreMovementEntity;
import uk.inspection.reporting.projection.ScoreMovements;
import uk.inspection.reporting.projection.ScoreMovements.BandMove;
import uk.inspection.reporting.web.InspectionView.Direction;
import uk.inspection.reporting.web.InspectionView.Figure;
import uk.inspection.reporting.web.InspectionView.Line;
import uk.inspection.reporting.web.InspectionView.Move;
import uk.inspection.reporting.web.InspectionView.Standing;
import uk.inspection.reporting.web.InspectionView.Was;

/** From the rows of inspections, their changes and their scores to what pages show of them. */
@ApplicationScoped
class InspectionViews {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    private final ScoreMovements movements;

    InspectionViews(ScoreMovements movements) {
        this.movements = movements;
    }

    /**
     * An inspection as it stands.
     *
     * @param position of the newest change of any inspection that is in what was read
     */
    InspectionView view(InspectionEntity row, long position, Movements scores, Reader reader) {
        return view(
                row,
                new Stand(
                        position,
                        row.stage,
                        row.sampled,
                        row.judged,
                        row.scoreVersion,
                        row.changedAt),
                scores,
                reader);
    }

    /** An inspection as it stood after a change. */
    InspectionView view(
            InspectionEntity row, InspectionChangeEntity change, Movements scores, Reader reader) {
        return view(
                row,
                new Stand(
                        change.position,
                        change.stage,
                        change.sampled,
                        change.judged,
                        change.scoreVersion,
                        change.occurredAt),
                scores,
                reader);
    }

    /** A change as the list of the newest shows it. */
    Line line(
            InspectionEntity row, InspectionChangeEntity change, Movements scores, Reader reader) {
        ScoreMovementEntity newest = scores.of(row.id, change.scoreVersion);
        Language language = reader.language();
        return new Line(
                change.position,
                row.id,
                row.body == null ? row.area : row.body,
                change.event,
                change.type,
                moment(change.occurredAt, language),
                change.judged,
                change.sampled,
                newest == null || !change.type.equals(newest.type)
                        ? List.of()
                        : moves(newest, before(newest, scores), row.frameworkId, language),
                reader.histories());
    }

    /** How an inspection stood. */
    private record Stand(
            long position,
            String stage,
            int sampled,
            int judged,
            @Nullable Long scoreVersion,
            Instant at) {}

    private InspectionView view(
            InspectionEntity row, Stand stand, Movements scores, Reader reader) {
        ScoreMovementEntity newest = scores.of(row.id, stand.scoreVersion());
        Language language = reader.language();
        return new InspectionView(
                row.id,
                stand.position(),
                String.join("|", stand.stage(), row.area, row.id),
                row.area,
                row.body,
                row.kind,
                new FrameworkTitles(row.frameworkId, language).framework(),
                row.fieldworkStart == null ? null : language.day(row.fieldworkStart),
                row.fieldworkEnd == null ? null : language.day(row.fieldworkEnd),
                stand.stage(),
                stand.sampled(),
                stand.judged(),
                moment(stand.at(), language),
                newest == null
                        ? null
                        : standing(newest, before(newest, scores), row.frameworkId, language),
                reader.histories());
    }

    private static @Nullable ScoreMovementEntity before(ScoreMovementEntity row, Movements scores) {
        return scores.of(row.inspection, row.version - 1);
    }

    private Standing standing(
            ScoreMovementEntity newest,
            @Nullable ScoreMovementEntity before,
            String framework,
            Language language) {
        var titles = new FrameworkTitles(framework, language);
        Map<String, Was> was =
                movements.bandMoves(newest).stream()
                        .collect(
                                Collectors.toMap(
                                        BandMove::id,
                                        move ->
                                                new Was(
                                                        titles.label(move.from()),
                                                        moment(move.at(), language),
                                                        move.version() == newest.version)));
        Map<String, Move> moves = changed(newest, before, framework, titles);
        Scores scores = movements.scores(newest);
        List<Figure> figures =
                values(scores, titles).stream()
                        .map(value ->
                                new Figure(
                                        value.title(),
                                        value.percent(),
                                        titles.label(value.label()),
                                        value.interval(),
                                        was.get(value.id()),
                                        moves.get(value.id())))
                        .toList();
        return switch (scores) {
            case Scores.Pooled pooled ->
                    new Standing(
                            false,
                            figures,
                            figures(pooled.sections(), titles),
                            figures(pooled.criteria(), titles));
            case Scores.Rated _ -> new Standing(true, figures, List.of(), List.of());
        };
    }

    private static List<Figure> figures(List<Tally> tallies, FrameworkTitles titles) {
        return tallies.stream()
                .map(tally ->
                        new Figure(
                                titles.numbered(tally.id()),
                                tally.percent(),
                                titles.label(tally.band()),
                                tally.interval(),
                                null,
                                null))
                .toList();
    }

    private List<Move> moves(
            ScoreMovementEntity newest,
            @Nullable ScoreMovementEntity before,
            String framework,
            Language language) {
        return List.copyOf(
                changed(newest, before, framework, new FrameworkTitles(framework, language))
                        .values());
    }

    /** What is shown of one headline or standard, or of the overall rating. */
    private record Value(
            String id,
            @Nullable Phrase title,
            @Nullable Integer percent,
            @Nullable String label,
            @Nullable Interval interval) {}

    private static List<Value> values(Scores scores, FrameworkTitles titles) {
        return switch (scores) {
            case Scores.Pooled pooled ->
                    pooled.headlines().stream()
                            .map(tally ->
                                    new Value(
                                            tally.id(),
                                            titles.headline(tally.id()),
                                            tally.percent(),
                                            tally.band(),
                                            tally.interval()))
                            .toList();
            case Scores.Rated rated ->
                    Stream.concat(
                                    Stream.of(
                                            new Value(
                                                    ScoreMovements.OVERALL,
                                                    null,
                                                    null,
                                                    rated.overall(),
                                                    null)),
                                    rated.standards().stream()
                                            .map(standard -> value(standard, titles)))
                            .toList();
        };
    }

    private static Value value(StandardRating standard, FrameworkTitles titles) {
        return new Value(
                standard.id(), titles.numbered(standard.id()), null, standard.rating(), null);
    }

    /** By id, in the framework's order; the first score has moved nothing. */
    private Map<String, Move> changed(
            ScoreMovementEntity newest,
            @Nullable ScoreMovementEntity before,
            String framework,
            FrameworkTitles titles) {
        if (before == null) {
            return Map.of();
        }
        Map<String, Value> earlier =
                values(movements.scores(before), titles).stream()
                        .collect(Collectors.toMap(Value::id, Function.identity()));
        Map<String, Integer> points = points(framework);
        var moves = new LinkedHashMap<String, Move>();
        for (Value to : values(movements.scores(newest), titles)) {
            Value from = earlier.get(to.id());
            if (from != null
                    && !(Objects.equals(from.percent(), to.percent())
                            && Objects.equals(from.label(), to.label()))) {
                moves.put(
                        to.id(),
                        new Move(
                                to.title(),
                                direction(from, to, points),
                                from.percent(),
                                to.percent(),
                                titles.label(from.label()),
                                titles.label(to.label()),
                                !Objects.equals(from.label(), to.label())));
            }
        }
        return moves;
    }

    private static Direction direction(Value from, Value to, Map<String, Integer> points) {
        Integer earlier = height(from, points);
        Integer later = height(to, points);
        if (earlier == null || later == null || earlier.equals(later)) {
            return Direction.NEITHER;
        }
        return later > earlier ? Direction.UP : Direction.DOWN;
    }

    private static @Nullable Integer height(Value value, Map<String, Integer> points) {
        if (value.percent() != null) {
            return value.percent();
        }
        return value.label() == null ? null : points.get(value.label());
    }

    /** Of each rating of a shipped framework; a framework of percentages has none. */
    private static Map<String, Integer> points(String framework) {
        return Frameworks.newest(framework).orElse(null) instanceof RatedStandards rated
                ? rated.ratings().stream().collect(Collectors.toMap(Rating::label, Rating::points))
                : Map.of();
    }

    /** Such as 24 June 2009, 12:03; always in London. */
    private static String moment(Instant at, Language language) {
        return DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", language.locale())
                .format(at.atZone(LONDON));
    }
}
