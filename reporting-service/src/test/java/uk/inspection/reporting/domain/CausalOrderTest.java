package uk.inspection.reporting.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.reporting.domain.CausalOrder.Entry;

class CausalOrderTest {
    private static final Instant START = Instant.parse("2009-03-16T09:00:00Z");

    @Test
    void an_event_comes_after_what_its_writer_had_seen_though_its_clock_says_otherwise() {
        var judged = entry("case-events", 1, 60, Map.of());
        var scored = entry("score-events", 1, 0, Map.of("case-events", 1L));
        assertThat(order(List.of(scored, judged))).containsExactly(judged, scored);
    }

    @Test
    void of_events_that_know_nothing_of_each_other_the_earlier_one_goes_first() {
        var announced = entry("case-events", 1, 0, Map.of());
        var judged = entry("case-events", 2, 10, Map.of());
        var scored = entry("score-events", 1, 5, Map.of("case-events", 1L));
        assertThat(order(List.of(judged, scored, announced)))
                .containsExactly(announced, scored, judged);
    }

    @Test
    void at_the_same_time_the_topics_follow_the_flow_of_facts() {
        List<Entry<String>> events =
                CausalOrder.TOPICS.stream().map(topic -> entry(topic, 1, 0, Map.of())).toList();
        assertThat(order(events.reversed())).containsExactlyElementsOf(events);
    }

    @Test
    void a_topic_nobody_has_heard_of_comes_last() {
        var unknown = entry("a-new-topic", 1, 0, Map.of());
        var plan = entry("improvement-plan-events", 1, 0, Map.of());
        assertThat(order(List.of(unknown, plan))).containsExactly(plan, unknown);
    }

    @Test
    void an_event_does_not_wait_for_what_has_not_arrived_at_all() {
        var scored = entry("score-events", 1, 0, Map.of("case-events", 7L));
        var announced = entry("case-events", 1, 1, Map.of());
        assertThat(order(List.of(scored))).containsExactly(scored);
        assertThat(order(List.of(scored, announced))).containsExactly(announced, scored);
    }

    @Test
    void a_forged_circle_is_shown_and_does_not_hang() {
        var one = entry("case-events", 1, 0, Map.of("score-events", 1L));
        var other = entry("score-events", 1, 0, Map.of("case-events", 1L));
        assertThat(order(List.of(other, one))).containsExactly(one, other);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void any_interleaving_of_arrival_gives_the_same_order(long seed) {
        var random = new Random(seed);
        List<Entry<String>> history = history(random);
        List<Entry<String>> expected = order(history);
        for (int i = 0; i < 20; i++) {
            var arrived = new ArrayList<>(history);
            Collections.shuffle(arrived, random);
            assertThat(order(arrived)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void every_event_comes_after_its_predecessors_and_after_all_it_has_seen(long seed) {
        List<Entry<String>> history = history(new Random(seed));
        var reached = new HashMap<String, Long>();
        for (Entry<String> event : order(history)) {
            assertThat(event.version())
                    .as("seed %d, %s", seed, event)
                    .isEqualTo(reached.getOrDefault(event.topic(), 0L) + 1);
            event.seen()
                    .forEach((topic, version) ->
                            assertThat(reached.getOrDefault(topic, 0L))
                                    .as("seed %d, %s", seed, event)
                                    .isGreaterThanOrEqualTo(version));
            reached.put(event.topic(), event.version());
        }
        assertThat(reached.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(history.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void pages_of_any_size_join_to_the_whole(long seed) {
        List<Entry<String>> history = history(new Random(seed));
        for (int size : List.of(1, 2, 7, 50)) {
            var joined = new ArrayList<Entry<String>>();
            var reached = new HashMap<String, Long>();
            List<Entry<String>> page;
            do {
                page = CausalOrder.merge(rest(history, reached, size), size);
                page.forEach(event -> reached.put(event.topic(), event.version()));
                joined.addAll(page);
            } while (!page.isEmpty());
            assertThat(joined).as("seed %d, pages of %d", seed, size).isEqualTo(order(history));
        }
    }

    /** What is after the versions reached, of each topic only as many events as the page has. */
    private static Collection<List<Entry<String>>> rest(
            List<Entry<String>> history, Map<String, Long> reached, int size) {
        return byTopic(history).stream()
                .map(topic ->
                        topic.stream()
                                .filter(e -> e.version() > reached.getOrDefault(e.topic(), 0L))
                                .limit(size)
                                .toList())
                .toList();
    }

    private static List<Entry<String>> order(List<Entry<String>> arrived) {
        return CausalOrder.merge(byTopic(arrived), arrived.size() + 1);
    }

    /** As a table keeps them: by topic, in order of version, however they arrived. */
    private static Collection<List<Entry<String>>> byTopic(List<Entry<String>> arrived) {
        var topics = new TreeMap<String, List<Entry<String>>>();
        for (Entry<String> event : arrived) {
            topics.computeIfAbsent(event.topic(), topic -> new ArrayList<>()).add(event);
        }
        topics.values().forEach(list -> list.sort(Comparator.comparingLong(Entry::version)));
        return topics.values();
    }

    /** Five writers that each see some of what the others wrote, and whose clocks disagree. */
    private static List<Entry<String>> history(Random random) {
        var written = new HashMap<String, Long>();
        var seen = new HashMap<String, Map<String, Long>>();
        var history = new ArrayList<Entry<String>>();
        int size = 20 + random.nextInt(60);
        for (int i = 0; i < size; i++) {
            String topic = CausalOrder.TOPICS.get(random.nextInt(CausalOrder.TOPICS.size()));
            Map<String, Long> sees = seen.computeIfAbsent(topic, t -> new TreeMap<>());
            for (String other : CausalOrder.TOPICS) {
                long newest = written.getOrDefault(other, 0L);
                long known = sees.getOrDefault(other, 0L);
                if (!other.equals(topic) && newest > known && random.nextInt(3) == 0) {
                    sees.put(other, known + 1 + random.nextLong(newest - known));
                }
            }
            long version = written.merge(topic, 1L, Long::sum);
            history.add(entry(topic, version, random.nextInt(50), new TreeMap<>(sees)));
        }
        return history;
    }

    private static Entry<String> entry(
            String topic, long version, int minute, Map<String, Long> seen) {
        return new Entry<>(
                topic, version, START.plusSeconds(60L * minute), seen, topic + "/" + version);
    }
}
