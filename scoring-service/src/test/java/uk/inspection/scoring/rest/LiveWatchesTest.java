package uk.inspection.scoring.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.inspection.eventstore.StoredEvent;

/** Readers who are woken for what is theirs miss nothing of it, and share its text. */
class LiveWatchesTest {
    private static final int EVENTS = 20_000;
    private static final int INSPECTIONS = 50;
    private static final int READERS = 200;
    private static final Duration SHORT = Duration.ofMillis(5);

    private final Scores scores = new Scores();
    private final LiveWatches watches = new LiveWatches(scores);

    @Test
    @Timeout(60) // or readers who miss one would wait for ever
    void many_readers_who_come_while_scores_do_miss_none_and_no_watch_is_left() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var read = new ArrayList<Future<List<Long>>>();
            var followed = new ArrayList<Set<String>>();
            for (int r = 0; r < READERS; r++) {
                var mine = new HashSet<String>();
                for (int i = 0; i < 5; i++) {
                    mine.add("i" + (r * 7 + i * 11) % INSPECTIONS);
                }
                followed.add(r % 50 == 0 ? Set.of() : mine);
            }
            var random = new Random(1);
            int started = 0;
            for (int n = 1; n <= EVENTS; n++) {
                if (n % (EVENTS / READERS) == 1 && started < READERS) {
                    Set<String> mine = followed.get(started++);
                    read.add(threads.submit(() -> follow(mine)));
                }
                if (n % 5000 == 0) {
                    scores.away = true;
                    await().pollInterval(SHORT).until(() -> scores.refused > 0);
                    scores.refused = 0;
                    scores.away = false;
                }
                scores.add(event(n, "i" + random.nextInt(INSPECTIONS)));
            }
            for (int r = 0; r < READERS; r++) {
                Set<String> mine = followed.get(r);
                assertThat(read.get(r).get())
                        .containsExactlyElementsOf(
                                scores.all.stream()
                                        .filter(event -> isOf(mine, event))
                                        .map(StoredEvent::position)
                                        .toList());
            }
        } finally {
            watches.stop();
        }
        assertThat(watches.size()).isZero();
    }

    /** As a follower reads, from the beginning to the last event or what came after it of his. */
    private List<Long> follow(Set<String> mine) throws InterruptedException {
        var got = new ArrayList<Long>();
        long at = 0;
        boolean atEnd = false;
        try (var watch = watches.watch(mine)) {
            while (at < EVENTS) {
                if (atEnd) {
                    long passed = watch.passed();
                    long first = watch.next(SHORT);
                    at = Math.max(at, first == LiveWatches.NOTHING ? passed : first - 1);
                    if (first == LiveWatches.NOTHING) {
                        continue;
                    }
                }
                List<StoredEvent> page = scores.after(at, 50);
                atEnd = page.isEmpty();
                for (StoredEvent event : page) {
                    if (isOf(mine, event)) {
                        got.add(event.position());
                    }
                    at = event.position();
                }
            }
        }
        return got;
    }

    @Test
    void a_text_is_made_once_and_never_told_of_another_event() {
        var texts = new LiveTexts(new ObjectMapper().registerModule(new JavaTimeModule()));
        StoredEvent first = event(3, "a");
        String text = texts.text(first, 0, LiveDetail.ALL);
        assertThat(texts.text(first, 0, LiveDetail.ALL)).isSameAs(text);
        assertThat(texts.text(first, 2, LiveDetail.ALL)).contains("\"skipped\":2");
        // Another log's event at its place, and one that would have its place.
        assertThat(texts.text(event(3, "b"), 0, LiveDetail.ALL)).contains("\"b\"");
        StoredEvent newer = event(3 + LiveTexts.KEPT, "c");
        String newest = texts.text(newer, 0, LiveDetail.ALL);
        assertThat(texts.text(first, 0, LiveDetail.ALL)).isEqualTo(text);
        assertThat(texts.text(newer, 0, LiveDetail.ALL)).isSameAs(newest);
    }

    private static boolean isOf(Set<String> mine, StoredEvent event) {
        return mine.isEmpty() || mine.contains(event.stream());
    }

    private static StoredEvent event(long position, String inspection) {
        byte[] hash = new byte[32];
        hash[0] = (byte) inspection.hashCode();
        return new StoredEvent(
                "score-events",
                position,
                inspection,
                position,
                "ScoreChanged",
                1,
                "{\"area\":\"Leeds\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "scoring-service",
                null,
                "correlation",
                "command",
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                "",
                new byte[32],
                hash);
    }

    /** A log in memory, which is away at times to the thread that reads on for all. */
    private static final class Scores implements LiveWatches.Source {
        final List<StoredEvent> all = new ArrayList<>();
        volatile boolean away;
        volatile int refused;

        synchronized void add(StoredEvent event) {
            all.add(event);
            notifyAll();
        }

        synchronized List<StoredEvent> after(long after, int limit) {
            int from = (int) after;
            return List.copyOf(all.subList(from, Math.min(all.size(), from + limit)));
        }

        @Override
        public synchronized List<StoredEvent> next(long after, int limit, Duration longest)
                throws InterruptedException {
            if (after == all.size() && !away) {
                wait(10);
            }
            if (away) {
                refused++;
                throw new IllegalStateException("away");
            }
            return after((int) after, limit);
        }

        @Override
        public synchronized long position() {
            if (away) {
                refused++;
                throw new IllegalStateException("away");
            }
            return all.size();
        }
    }
}
