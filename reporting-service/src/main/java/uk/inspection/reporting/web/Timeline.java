package uk.inspection.reporting.web;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import uk.inspection.eventstore.Seen;
import uk.inspection.reporting.domain.CausalOrder;
import uk.inspection.reporting.domain.CausalOrder.Entry;
import uk.inspection.reporting.projection.HistoryEntity.Outline;

/**
 * The events of one inspection in causal order, numbered from 1.
 *
 * @param cut whether there are more than these
 */
record Timeline(List<Outline> events, boolean cut) {

    /**
     * The first events in order.
     *
     * @param outlines of each topic the events from version 1, in order of version; {@code limit}
     *     and one more are enough
     */
    static Timeline of(List<Outline> outlines, int limit) {
        // Most events have seen what the one before them had.
        var seen = new HashMap<String, Map<String, Long>>();
        Collection<List<Entry<Outline>>> topics =
                outlines.stream()
                        .map(event ->
                                new Entry<>(
                                        event.topic(),
                                        event.version(),
                                        event.occurredAt(),
                                        seen.computeIfAbsent(event.seen(), Seen::read),
                                        event))
                        .collect(Collectors.groupingBy(Entry::topic))
                        .values();
        var order = CausalOrder.merge(topics, limit + 1);
        return new Timeline(
                order.stream().limit(limit).map(Entry::event).toList(), order.size() > limit);
    }

    int size() {
        return events.size();
    }

    Outline event(int number) {
        return events.get(number - 1);
    }

    Moment moment(int number) {
        return new Moment(event(number).topic(), event(number).version());
    }

    OptionalInt number(Moment moment) {
        return numbers()
                .filter(number ->
                        event(number).version() == moment.version()
                                && event(number).topic().equals(moment.topic()))
                .findFirst();
    }

    /** The last event whose business time is not after an instant. */
    OptionalInt last(Instant asOf) {
        return numbers().filter(number -> !event(number).occurredAt().isAfter(asOf)).max();
    }

    /** The last event up to a number that is such a one. */
    OptionalInt last(int number, Predicate<Outline> such) {
        return IntStream.iterate(number, n -> n > 0, n -> n - 1)
                .filter(n -> such.test(event(n)))
                .findFirst();
    }

    /** The numbers of the events that a filter leaves. */
    List<Integer> left(Predicate<Outline> filter) {
        return numbers().filter(number -> filter.test(event(number))).boxed().toList();
    }

    /** What was there after an event: it and all before it. */
    List<Outline> until(int number) {
        return events.subList(0, number);
    }

    private IntStream numbers() {
        return IntStream.rangeClosed(1, size());
    }
}
