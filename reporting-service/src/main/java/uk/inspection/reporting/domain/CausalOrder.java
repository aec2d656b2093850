package uk.inspection.reporting.domain;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * One order of an inspection's events of all services: an event comes after its predecessors in its
 * own stream and after every event that its writer had seen. Of events that know nothing of each
 * other the one of earlier business time goes first, then the one of the earlier topic in the flow.
 *
 * <p>Why it is the same on every replay. Each topic's events are in order of version already, so
 * the next event is always one of the topics' heads, and which one depends on the heads and on
 * nothing else, least of all on the order of arrival. So the order can also be taken up where it
 * was left: the versions reached in each topic are all there is to remember.
 */
public final class CausalOrder {
    /** The topics in the order in which facts flow through them. */
    public static final List<String> TOPICS =
            List.of(
                    "case-events",
                    "score-events",
                    "self-audit-score-events",
                    "report-events",
                    "improvement-plan-events");

    /** An event's place: {@code seen} is the version its writer had applied of each topic. */
    public record Entry<T>(
            String topic, long version, Instant occurredAt, Map<String, Long> seen, T event) {}

    private static final Comparator<Entry<?>> CONCURRENT =
            Comparator.<Entry<?>, Instant>comparing(Entry::occurredAt)
                    .thenComparing(entry -> rank(entry.topic()))
                    .thenComparing(Entry::topic);

    private CausalOrder() {}

    /**
     * The first events in causal order.
     *
     * @param topics of each topic the events in order of version, from where the last page ended;
     *     {@code limit} of each are enough
     * @param limit how many to give
     */
    public static <T> List<Entry<T>> merge(Collection<List<Entry<T>>> topics, int limit) {
        var coming = new ArrayList<Queue<Entry<T>>>();
        topics.forEach(entries -> coming.add(new ArrayDeque<>(entries)));
        var order = new ArrayList<Entry<T>>();
        while (order.size() < limit) {
            coming.removeIf(Queue::isEmpty);
            if (coming.isEmpty()) {
                break;
            }
            coming.sort(Comparator.comparing(Queue::element, CONCURRENT));
            // Honest histories have no circle; a forged one is shown all the same.
            Queue<Entry<T>> next =
                    coming.stream()
                            .filter(topic -> ready(topic.element(), coming))
                            .findFirst()
                            .orElse(coming.getFirst());
            order.add(next.remove());
        }
        return order;
    }

    /** Ready unless it has seen an event that is still to come. */
    private static <T> boolean ready(Entry<T> entry, List<Queue<Entry<T>>> coming) {
        return coming.stream()
                .map(Queue::element)
                .filter(head -> !head.topic().equals(entry.topic()))
                .noneMatch(head -> head.version() <= entry.seen().getOrDefault(head.topic(), 0L));
    }

    private static int rank(String topic) {
        int rank = TOPICS.indexOf(topic);
        return rank < 0 ? TOPICS.size() : rank;
    }
}
