package uk.inspection.reporting.web;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.reporting.projection.HistoryEntity;
import uk.inspection.reporting.projection.HistoryEntity.Outline;
import uk.inspection.reporting.projection.InspectionEntity;
import uk.inspection.reporting.projection.ScoreMovementEntity;
import uk.inspection.reporting.projection.ScoreMovements;
import uk.inspection.reporting.rest.HistoryResource;
import uk.inspection.reporting.web.HistoryPage.Cause;
import uk.inspection.reporting.web.HistoryPage.Change;
import uk.inspection.reporting.web.HistoryPage.Choices;
import uk.inspection.reporting.web.HistoryPage.HistoryEvent;
import uk.inspection.reporting.web.HistoryPage.HistoryMoment;
import uk.inspection.reporting.web.HistoryPage.HistoryScores;
import uk.inspection.reporting.web.HistoryPage.Row;
import uk.inspection.reporting.web.HistoryPage.StandardRow;
import uk.inspection.reporting.web.HistoryPage.Subject;
import uk.inspection.reporting.web.HistoryPage.Table;
import uk.inspection.reporting.web.HistoryPage.Time;

/** From the envelopes of an inspection and the scores given out to its history. */
@ApplicationScoped
class HistoryPages {
    /** One history read at once: its first events, in memory while a page is made. */
    static final int EVENTS_MAX = 20_000;

    private static final int LIST_MAX = 50;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String SAMPLED = CaseSampled.class.getSimpleName();
    private static final String WITHDRAWN = CaseWithdrawn.class.getSimpleName();
    private static final String CHANGED = ScoreChanged.class.getSimpleName();
    private static final String FINALISED = ScoresFinalised.class.getSimpleName();

    private final ScoreMovements movements;

    HistoryPages(ScoreMovements movements) {
        this.movements = movements;
    }

    Timeline timeline(String inspection) {
        return Timeline.of(HistoryEntity.outlines(inspection, EVENTS_MAX + 1), EVENTS_MAX);
    }

    /**
     * The page at a moment.
     *
     * @param number of the moment's event
     * @param page of the list, from 1; absent for the one that has the moment, or would have it
     * @param scores whether the reader sees scores
     */
    HistoryPage page(
            String inspection,
            Timeline timeline,
            int number,
            HistoryFilter filter,
            @Nullable Integer page,
            boolean scores,
            Language language) {
        List<Integer> left = timeline.left(filter::leaves);
        int pages = Math.max(1, (left.size() + LIST_MAX - 1) / LIST_MAX);
        int shown = Math.min(pages, page == null ? pageOf(number, left) : page);
        List<Integer> listed =
                left.subList((shown - 1) * LIST_MAX, Math.min(left.size(), shown * LIST_MAX));
        InspectionEntity row = InspectionEntity.findById(inspection);
        var events = new Events(inspection, timeline, number, filter, language, listed);
        String at = Frame.pair("at", timeline.moment(number).name()) + filter.query() + "&page=";
        return new HistoryPage(
                inspection,
                row == null ? null : new Subject(row.body, row.area, row.kind),
                moment(events, row, scores),
                filter,
                choices(timeline, filter),
                listed.stream().map(events::of).toList(),
                left.size(),
                timeline.cut(),
                shown,
                pages,
                shown == 1 ? null : "?" + at + (shown - 1) + "#events",
                shown == pages ? null : "?" + at + (shown + 1) + "#events");
    }

    HistoryMoment moment(
            String inspection,
            Timeline timeline,
            int number,
            HistoryFilter filter,
            boolean scores,
            Language language) {
        return moment(
                new Events(inspection, timeline, number, filter, language, List.of()),
                InspectionEntity.findById(inspection),
                scores);
    }

    private HistoryMoment moment(Events events, @Nullable InspectionEntity row, boolean scores) {
        Timeline timeline = events.timeline;
        int number = events.here;
        int all = timeline.size();
        List<Outline> until = timeline.until(number);
        OptionalInt scored = timeline.last(number, HistoryPages::givesScores);
        ScoreMovementEntity given =
                scored.isEmpty() || !scores ? null : given(events, scored.getAsInt(), 0);
        return new HistoryMoment(
                events.of(number),
                all,
                "?" + Frame.pair("at", timeline.moment(number).name()),
                number == 1 ? null : events.address(1),
                number == 1 ? null : events.address(number - 1),
                number == all ? null : events.address(number + 1),
                number == all ? null : events.address(all),
                HistoryStage.after(until.stream().map(Outline::type).toList()),
                (int) (count(until, SAMPLED) - count(until, WITHDRAWN)),
                given == null || row == null ? null : scores(events, scored.getAsInt(), given, row),
                scored.isPresent() && scores && given == null,
                !scores);
    }

    /** What an event gave out, or one of its topic so many versions before it. */
    private static @Nullable ScoreMovementEntity given(Events events, int number, int before) {
        return ScoreMovementEntity.of(
                events.inspection, events.timeline.event(number).version() - before);
    }

    private HistoryScores scores(
            Events events, int scored, ScoreMovementEntity given, InspectionEntity row) {
        boolean now = scored == events.here;
        ScoreMovementEntity before = now ? given(events, scored, 1) : null;
        var framework = new FrameworkRef(row.frameworkId, row.frameworkVersion);
        var after = ScoreTables.of(movements.scores(given), framework, events.language);
        var earlier =
                before == null
                        ? null
                        : ScoreTables.of(movements.scores(before), framework, events.language);
        List<Table> tables = tables(after, earlier);
        List<StandardRow> standards = standards(after, earlier);
        List<Boolean> changed =
                Stream.concat(
                                tables.stream().flatMap(t -> t.rows().stream()).map(Row::changed),
                                standards.stream().map(StandardRow::changed))
                        .toList();
        return new HistoryScores(
                scored,
                events.address(scored),
                given.type.equals(FINALISED),
                given.judged,
                given.sampled,
                tables,
                standards,
                after.overall(),
                after.points(),
                after.maximum(),
                after.chart(),
                change(now, given, before),
                (int) changed.stream().filter(Boolean::booleanValue).count(),
                changed.size(),
                before == null ? null : before.judged,
                before == null ? null : before.sampled);
    }

    private static Change change(
            boolean now, ScoreMovementEntity given, @Nullable ScoreMovementEntity before) {
        if (!now) {
            return Change.NONE;
        }
        if (given.version == 1) {
            return Change.FIRST;
        }
        return before == null ? Change.UNKNOWN : Change.KNOWN;
    }

    /** An inspection's framework is frozen: rows before and after are the same ones. */
    private static List<Table> tables(ScoreTables after, @Nullable ScoreTables before) {
        return IntStream.range(0, after.percentages().size())
                .mapToObj(i -> {
                    var table = after.percentages().get(i);
                    return new Table(
                            table.level(),
                            table.banded(),
                            paired(
                                    table.rows(),
                                    before == null ? null : before.percentages().get(i).rows(),
                                    Row::new));
                })
                .toList();
    }

    private static List<StandardRow> standards(ScoreTables after, @Nullable ScoreTables before) {
        return paired(
                after.standards(), before == null ? null : before.standards(), StandardRow::new);
    }

    private interface Pairing<T, R> {
        R of(T now, @Nullable T before);
    }

    private static <T, R> List<R> paired(
            List<T> now, @Nullable List<T> before, Pairing<T, R> pairing) {
        return IntStream.range(0, now.size())
                .mapToObj(i -> pairing.of(now.get(i), before == null ? null : before.get(i)))
                .toList();
    }

    private static Choices choices(Timeline timeline, HistoryFilter filter) {
        return new Choices(
                choices(timeline, e -> HistoryResource.service(e.topic()), filter.service()),
                choices(timeline, Outline::type, filter.type()),
                choices(timeline, Outline::actor, filter.actor()).stream().sorted().toList());
    }

    /** In the order in which they first occur; what is chosen and does not occur comes last. */
    private static List<String> choices(
            Timeline timeline, Function<Outline, String> of, @Nullable String chosen) {
        var found = new LinkedHashSet<String>();
        timeline.events().forEach(event -> found.add(of.apply(event)));
        if (chosen != null) {
            found.add(chosen);
        }
        return List.copyOf(found);
    }

    private static int pageOf(int number, List<Integer> left) {
        int until = (int) left.stream().filter(other -> other <= number).count();
        return Math.max(1, (until + LIST_MAX - 1) / LIST_MAX);
    }

    private static boolean givesScores(Outline event) {
        return event.type().equals(CHANGED) || event.type().equals(FINALISED);
    }

    private static long count(List<Outline> events, String type) {
        return events.stream().map(Outline::type).filter(type::equals).count();
    }

    /** The events of one page, their envelopes read at once. */
    private static final class Events {
        private final String inspection;
        private final Timeline timeline;
        private final int here;
        private final HistoryFilter filter;
        private final Language language;
        private final List<Integer> listed;
        private final Map<String, HistoryEntity> envelopes;

        Events(
                String inspection,
                Timeline timeline,
                int here,
                HistoryFilter filter,
                Language language,
                List<Integer> listed) {
            this.inspection = inspection;
            this.timeline = timeline;
            this.here = here;
            this.filter = filter;
            this.language = language;
            this.listed = listed;
            var needed = new ArrayList<>(listed);
            needed.add(here);
            this.envelopes = HistoryEntity.named(needed.stream().map(this::id).distinct().toList());
        }

        String address(int number) {
            return "?" + Frame.pair("at", timeline.moment(number).name()) + filter.query();
        }

        HistoryEvent of(int number) {
            HistoryEntity row = Objects.requireNonNull(envelopes.get(id(number)));
            Moment moment = timeline.moment(number);
            return new HistoryEvent(
                    number,
                    moment.name(),
                    moment.anchor(),
                    address(number),
                    number == here,
                    HistoryResource.service(row.topic),
                    row.type,
                    time(row.occurredAt),
                    time(row.recordedAt),
                    row.actor,
                    row.causation == null ? null : cause(row.causation),
                    row.correlation,
                    row.version,
                    row.hash);
        }

        /** Where it is: on this page, at another moment of this history, or of another one. */
        private Cause cause(String id) {
            String[] parts = id.split("/", -1);
            if (parts.length != 3 || !parts[2].matches("[1-9]\\d{0,17}")) {
                return new Cause(id, null, null, null);
            }
            var moment = new Moment(parts[0], Long.parseLong(parts[2]));
            String at = "?" + Frame.pair("at", moment.name());
            if (!parts[1].equals(inspection)) {
                boolean here = HistoryEntity.findById(id) != null;
                return new Cause(id, null, null, here ? "../" + parts[1] + "/history" + at : null);
            }
            OptionalInt number = timeline.number(moment);
            if (number.isEmpty()) {
                return new Cause(id, null, null, null);
            }
            String row = "#" + moment.anchor();
            return new Cause(
                    id,
                    number.getAsInt(),
                    timeline.event(number.getAsInt()).type(),
                    listed.contains(number.getAsInt()) ? row : at + row);
        }

        private Time time(Instant instant) {
            var local = LocalDateTime.ofInstant(instant, HistoryFilter.LONDON);
            return new Time(
                    language.day(local.toLocalDate()) + ", " + TIME.format(local),
                    instant.toString());
        }

        private String id(int number) {
            Outline event = timeline.event(number);
            return HistoryEntity.idOf(event.topic(), inspection, event.version());
        }
    }
}
