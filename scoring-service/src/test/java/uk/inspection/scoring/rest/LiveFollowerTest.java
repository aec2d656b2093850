package uk.inspection.scoring.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Traces;

/** Readers, of whom each gets what is his, whatever he and the others do. */
@Timeout(120) // or who waits for what is lost would wait for ever
class LiveFollowerTest {
    private static final int EVENTS = 10_000;
    private static final int INSPECTIONS = 50;
    private static final int READERS = 200;
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern TOLD =
            Pattern.compile("\"inspectionId\":\"(\\w+)\",\"version\":(\\d+),.*\"skipped\":(\\d+)");

    private final Scores scores = new Scores();
    private final AtomicLong nanos = new AtomicLong();
    private final LiveWatches watches = new LiveWatches(scores, nanos::get, Traces.NONE);
    private final LiveFrames frames =
            new LiveFrames(new ObjectMapper().registerModule(new JavaTimeModule()));

    /** As an event loop: takes for all readers, in order. */
    private final ExecutorService network = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        watches.stop();
        network.shutdown();
    }

    @Test
    void many_who_come_and_go_while_scores_come_get_what_is_theirs_and_leave_nothing() {
        var readers = new ArrayList<Reader>();
        var random = new Random(1);
        for (int n = 1; n <= EVENTS; n++) {
            if (n % (EVENTS / READERS) == 1) {
                int r = readers.size();
                var mine = new HashSet<String>();
                for (int i = 0; i < 5; i++) {
                    mine.add("i" + (r * 7 + i * 11) % INSPECTIONS);
                }
                var reader = new Reader(r % 50 == 0 ? Set.of() : mine);
                reader.goesAfter = r % 10 == 3 ? random.nextInt(200) : Integer.MAX_VALUE;
                reader.throwing = r % 20 == 3;
                readers.add(reader);
                reader.follow(0);
            }
            if (n % 2500 == 0) {
                scores.away = true;
                await().pollInterval(SHORT).until(() -> scores.refused.get() > 0);
                scores.refused.set(0);
                scores.away = false;
            }
            if (n % 1000 == 0) { // some wait, for whom nothing is read
                await().atMost(PATIENCE).until(() -> readers.stream().allMatch(this::hasAll));
            }
            scores.add(event(n, "i" + random.nextInt(INSPECTIONS)));
        }
        await().atMost(PATIENCE).until(() -> readers.stream().allMatch(this::hasAll));
        watches.stop();
        await().atMost(PATIENCE).until(() -> watches.size() == 0);
        for (Reader reader : readers) {
            assertThat(reader.left).hasValue(1);
            assertThat(reader.wrong).isEmpty();
            assertThat(reader.positions()).isSorted().doesNotHaveDuplicates();
            assertThat(reader.ended).isEqualTo(reader.goesAfter == Integer.MAX_VALUE);
        }
    }

    /** By the count of each of his inspections: what he was told, and was told he was not. */
    private boolean hasAll(Reader reader) {
        return reader.left.get() > 0 || reader.told() == scores.count(reader.inspections);
    }

    @Test
    void who_takes_nothing_is_sent_no_more_than_may_be_under_way() {
        var slow = new Reader(Set.of("a"));
        var other = new Reader(Set.of("a"));
        slow.follow(0);
        other.follow(0);
        await().until(() -> slow.frames() == 1 && other.frames() == 1);
        slow.takes = false;
        for (int n = 1; n <= 5000; n++) {
            scores.add(event(n, "a"));
            if (n % 500 == 0) {
                await().atMost(PATIENCE).until(() -> hasAll(other));
            }
        }
        assertThat(slow.untaken()).isLessThanOrEqualTo(LiveFollower.UNDERWAY_MAX);
        assertThat(slow.left).hasValue(0);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        slow.takeAll();
        await().atMost(PATIENCE).until(() -> hasAll(slow));
        // Slow, he was left out most, and of what was left out he was told.
        assertThat(slow.positions().size()).isLessThan(2000);
        assertThat(slow.positions()).isSorted().contains(5000L);
        assertThat(other.positions()).hasSize(5000);
        // He is not slow for ever.
        for (int n = 5001; n <= 5003; n++) {
            scores.add(event(n, "a"));
            await().atMost(PATIENCE).until(() -> hasAll(slow));
        }
        assertThat(slow.positions()).contains(5001L, 5002L, 5003L);
    }

    @Test
    void who_takes_nothing_for_thirty_seconds_is_let_go_and_who_takes_something_is_not() {
        var stuck = new Reader(Set.of("a"));
        var idle = new Reader(Set.of("a"));
        stuck.takes = false;
        stuck.follow(0);
        idle.follow(0);
        await().until(() -> stuck.frames() == 1 && idle.frames() == 1);
        nanos.addAndGet(Duration.ofSeconds(29).toNanos());
        stuck.takeOne();
        await().atMost(PATIENCE).until(() -> idle.frames() == 2); // a look, which is for both
        assertThat(stuck.left).hasValue(0);
        scores.add(event(1, "a"));
        await().atMost(PATIENCE).until(() -> stuck.untaken() > 0);
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        await().atMost(PATIENCE).until(() -> stuck.left.get() == 1);
        assertThat(stuck.cut).isTrue();
        assertThat(idle.left).hasValue(0);
    }

    @Test
    void a_comment_names_the_place_up_to_which_nothing_was_the_readers() {
        var quiet = new Reader(Set.of("a"));
        quiet.follow(0);
        for (int n = 1; n <= 3; n++) {
            scores.add(event(n, "b"));
        }
        await().atMost(PATIENCE).until(() -> scores.asked.get() == 3); // by the watches
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        await().atMost(PATIENCE).until(() -> quiet.text().contains(":still here\nid:MDoz\n\n"));
        assertThat(quiet.positions()).isEmpty();
    }

    @Test
    void who_goes_is_left_soon_whether_he_waits_or_is_waited_for() {
        var waiting = new Reader(Set.of("a"));
        var waitedFor = new Reader(Set.of("a"));
        waitedFor.takes = false;
        waiting.follow(0);
        waitedFor.follow(0);
        await().until(() -> waiting.frames() == 1 && waitedFor.frames() == 1);
        waiting.isGone = true;
        waitedFor.isGone = true;
        await().atMost(PATIENCE).until(() -> watches.size() == 0);
        assertThat(waiting.left).hasValue(1);
        assertThat(waitedFor.left).hasValue(1);
        waitedFor.takeAll();
        assertThat(waitedFor.left).hasValue(1);
    }

    @Test
    void nothing_is_handed_to_who_may_not_follow_any_longer() {
        var expired = new Reader(Set.of("a"));
        expired.follow(0);
        scores.add(event(1, "a"));
        await().until(() -> hasAll(expired));
        expired.expired = true;
        scores.add(event(2, "a"));
        await().atMost(PATIENCE).until(() -> expired.ended);
        assertThat(expired.positions()).containsExactly(1L);
        assertThat(expired.left).hasValue(1);
    }

    @Test
    void a_stop_during_sends_ends_each_stream_after_what_was_sent() {
        var readers = new ArrayList<Reader>();
        for (int r = 0; r < 100; r++) {
            var reader = new Reader(Set.of());
            reader.takes = r % 10 != 0;
            readers.add(reader);
            reader.follow(0);
        }
        for (int n = 1; n <= 2000; n++) {
            scores.add(event(n, "a"));
            if (n == 1000) {
                Thread.ofVirtual().start(watches::stop);
            }
        }
        await().atMost(PATIENCE)
                .until(() -> readers.stream().filter(one -> one.takes).allMatch(one -> one.ended));
        readers.forEach(Reader::takeAll);
        await().atMost(PATIENCE).until(() -> watches.size() == 0);
        for (Reader reader : readers) {
            assertThat(reader.left).hasValue(1);
            assertThat(reader.ended).isTrue();
            assertThat(reader.wrong).isEmpty();
        }
    }

    @Test
    void one_whose_score_cannot_be_read_is_let_go_alone() {
        var broken = new Reader(Set.of("broken"));
        var other = new Reader(Set.of("a"));
        broken.follow(0);
        other.follow(0);
        await().until(() -> broken.frames() == 1 && other.frames() == 1);
        scores.add(event(1, "broken", "{"));
        scores.add(event(2, "a"));
        await().atMost(PATIENCE).until(() -> broken.cut && hasAll(other));
        assertThat(broken.left).hasValue(1);
        assertThat(other.left).hasValue(0);
    }

    @Test
    void who_has_an_id_of_another_log_is_told_to_begin_anew() {
        var reader = new Reader(Set.of("a"));
        reader.follow(0, true);
        await().until(() -> reader.frames() == 2);
        assertThat(reader.text())
                .isEqualTo("id:MDow\nevent:resync\ndata:{}\n\n:still here\nid:MDow\n\n");
    }

    static StoredEvent event(long position, String inspection) {
        return event(position, inspection, "{\"area\":\"Leeds\"}");
    }

    private static StoredEvent event(long position, String inspection, String json) {
        byte[] hash = new byte[32];
        hash[0] = (byte) inspection.hashCode();
        return new StoredEvent(
                "score-events",
                position,
                inspection,
                position,
                "ScoreChanged",
                1,
                json.getBytes(StandardCharsets.UTF_8),
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

    /** One who takes what he is sent at once or when he is told to, or goes. */
    private final class Reader implements LiveReader {
        final Set<String> inspections;
        final AtomicInteger left = new AtomicInteger();
        final List<String> wrong = new ArrayList<>();
        private final List<String> got = new ArrayList<>();
        private final Queue<Runnable> untaken = new ArrayDeque<>();
        private long untakenBytes;

        /** What it counts to: a score that came, and those that were left out before it. */
        private long told;

        volatile boolean takes = true;
        volatile boolean isGone;
        volatile boolean expired;
        volatile boolean ended;
        volatile boolean cut;
        int goesAfter = Integer.MAX_VALUE;
        boolean throwing;

        Reader(Set<String> inspections) {
            this.inspections = inspections;
        }

        void follow(long from) {
            follow(from, false);
        }

        void follow(long from, boolean resync) {
            new LiveFollower(
                            watches,
                            frames,
                            new LiveFilter(true, "", inspections, null),
                            LiveDetail.ALL,
                            this,
                            () -> expired,
                            left::incrementAndGet,
                            from)
                    .begin(resync);
        }

        @Override
        public void greet() {
            if (!got.isEmpty()) {
                wrong.add("greeted late");
            }
        }

        @Override
        public synchronized void send(Buffer frame, Consumer<@Nullable Throwable> taken) {
            if (ended || cut) {
                wrong.add("sent after the end: " + frame);
            }
            if (got.size() >= goesAfter) {
                if (throwing) {
                    throw new IllegalStateException("closed");
                }
                network.execute(() -> taken.accept(new IOException("closed")));
                return;
            }
            got.add(frame.toString());
            Matcher score = TOLD.matcher(frame.toString());
            if (score.find()) {
                told += 1 + Long.parseLong(score.group(3));
            }
            untakenBytes += frame.length();
            Runnable take =
                    () -> {
                        synchronized (this) {
                            untakenBytes -= frame.length();
                        }
                        taken.accept(null);
                    };
            if (takes) {
                network.execute(take);
            } else {
                untaken.add(take);
            }
        }

        synchronized void takeOne() {
            untaken.remove().run();
        }

        synchronized void takeAll() {
            takes = true;
            untaken.forEach(network::execute);
            untaken.clear();
        }

        @Override
        public boolean isGone() {
            return isGone;
        }

        @Override
        public synchronized void end() {
            if (ended || cut) {
                wrong.add("ended twice");
            }
            ended = true;
        }

        @Override
        public synchronized void cut() {
            if (ended || cut) {
                wrong.add("ended twice");
            }
            cut = true;
        }

        synchronized int frames() {
            return got.size();
        }

        synchronized long untaken() {
            return untakenBytes;
        }

        synchronized long told() {
            return told;
        }

        synchronized String text() {
            return String.join("", got);
        }

        synchronized List<Long> positions() {
            return got.stream()
                    .map(TOLD::matcher)
                    .filter(Matcher::find)
                    .map(score -> Long.valueOf(score.group(2)))
                    .toList();
        }
    }

    /** A log in memory, which is away at times to the thread that reads on for all. */
    private static final class Scores implements LiveWatches.Source {
        final List<StoredEvent> all = new ArrayList<>();
        final AtomicInteger refused = new AtomicInteger();

        /** The position after which the watches asked last. */
        final AtomicLong asked = new AtomicLong();

        volatile boolean away;

        synchronized void add(StoredEvent event) {
            all.add(event);
            notifyAll();
        }

        synchronized long count(Set<String> inspections) {
            return inspections.isEmpty()
                    ? all.size()
                    : all.stream().filter(one -> inspections.contains(one.stream())).count();
        }

        @Override
        public synchronized List<StoredEvent> next(long after, int limit, Duration longest)
                throws InterruptedException {
            if (!longest.isZero()) {
                asked.set(after);
                if (after == all.size() && !away) {
                    wait(10);
                }
            }
            refuse();
            int from = (int) after;
            return List.copyOf(all.subList(from, Math.min(all.size(), from + limit)));
        }

        @Override
        public synchronized long position() {
            refuse();
            return all.size();
        }

        private void refuse() {
            if (away && Thread.currentThread().getName().equals("live-watches")) {
                refused.incrementAndGet();
                throw new IllegalStateException("away");
            }
        }
    }
}
