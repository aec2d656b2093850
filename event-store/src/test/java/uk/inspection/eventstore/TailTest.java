package uk.inspection.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.inspection.eventstore.testing.Notes.note;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.memory.MemoryLog;
import uk.inspection.eventstore.testing.Notes;

class TailTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountingLog log = new CountingLog();
    private final Signal committed = new Signal();
    private final Writer<Notes> writer =
            new Writer<>(
                    "note-service",
                    log,
                    Notes.MODEL,
                    events -> {},
                    Clock.systemUTC(),
                    _ -> committed.raise());

    @AfterEach
    void close() {
        writer.close();
    }

    private void write(int from, int to) throws Exception {
        write(writer, from, to);
    }

    private static void write(Writer<Notes> writer, int from, int to) throws Exception {
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        for (int i = from; i <= to; i++) {
            answers.add(writer.submit(note("s" + i % 3, "c" + i, "text " + i)));
        }
        for (CompletableFuture<Outcome> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Committed.class);
        }
    }

    @Test
    void a_reader_gets_what_is_there_and_then_what_comes() throws Exception {
        var tail = Tail.of(log, committed);
        assertThat(tail.newest()).isZero();
        write(1, 5);
        assertThat(tail.next(2, 2, LONG)).extracting(StoredEvent::position).containsExactly(3L, 4L);
        assertThat(tail.next(4, 10, LONG)).extracting(StoredEvent::position).containsExactly(5L);
        assertThat(tail.next(5, 10, Duration.ofMillis(20))).isEmpty();
        assertThat(tail.newest()).isEqualTo(5);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<StoredEvent>> waiting = executor.submit(() -> tail.next(5, 10, LONG));
            write(6, 6);
            assertThat(waiting.get()).extracting(StoredEvent::position).containsExactly(6L);
        }
    }

    @Test
    void a_position_before_the_window_is_read_from_the_log() throws Exception {
        write(1, 2500);
        var tail = Tail.of(log, committed);
        assertThat(tail.next(2499, 10, LONG)).hasSize(1);
        long position = 0;
        while (position < 2500) {
            List<StoredEvent> page = tail.next(position, 700, LONG);
            assertThat(page.getFirst().position()).isEqualTo(position + 1);
            assertThat(page.getLast().position()).isEqualTo(position + page.size());
            position = page.getLast().position();
        }
        assertThat(position).isEqualTo(2500);
    }

    @Test
    void a_thousand_readers_see_every_event_once_and_hardly_read_the_log() throws Exception {
        var tail = Tail.of(log, committed);
        tail.next(0, 1, Duration.ZERO);
        int before = log.reads.get();
        int events = 50;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers = new ArrayList<Future<List<Long>>>();
            for (int i = 0; i < 1000; i++) {
                readers.add(
                        executor.submit(() -> {
                            var seen = new ArrayList<Long>();
                            while (seen.size() < events) {
                                long after = seen.isEmpty() ? 0 : seen.getLast();
                                tail.next(after, 7, LONG)
                                        .forEach(event -> seen.add(event.position()));
                            }
                            return seen;
                        }));
            }
            for (int i = 1; i <= events; i++) {
                write(i, i);
            }
            for (Future<List<Long>> reader : readers) {
                List<Long> seen = reader.get(60, TimeUnit.SECONDS);
                assertThat(seen).hasSize(events).isSorted().doesNotHaveDuplicates();
            }
        }
        // One reading a commit, and a slow poll now and then; not one a reader.
        assertThat(log.reads.get() - before).isLessThan(5 * events);
    }

    @Test
    void what_this_process_commits_is_not_read_for() throws Exception {
        var tail = Tail.of(log, committed);
        try (var near = writer("near-service", tail)) {
            write(near, 1, 3);
            assertThat(tail.next(0, 10, LONG)).hasSize(3);
            int before = log.reads.get();
            for (int i = 4; i <= 100; i++) {
                write(near, i, i);
                assertThat(tail.next(i - 1, 10, LONG))
                        .extracting(StoredEvent::position)
                        .containsExactly((long) i);
            }
            assertThat(log.reads.get() - before).isLessThan(97); // a slow poll now and then
        }
    }

    @Test
    void what_two_processes_commit_by_turns_is_told_once_and_in_order() throws Exception {
        var tail = Tail.of(log, committed);
        int events = 2000;
        try (var near = writer("near-service", tail);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers = new ArrayList<Future<List<Long>>>();
            for (int i = 0; i < 8; i++) {
                readers.add(
                        executor.submit(() -> {
                            var seen = new ArrayList<Long>();
                            while (seen.size() < events) {
                                long after = seen.isEmpty() ? 0 : seen.getLast();
                                tail.next(after, 7, LONG)
                                        .forEach(event -> seen.add(event.position()));
                            }
                            return seen;
                        }));
            }
            Future<?> far =
                    executor.submit(() -> {
                        write(writer, 1, events / 2);
                        return null;
                    });
            write(near, events / 2 + 1, events);
            far.get(60, TimeUnit.SECONDS);
            for (Future<List<Long>> reader : readers) {
                assertThat(reader.get(60, TimeUnit.SECONDS))
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, events).boxed().toList());
            }
        }
    }

    @Test
    void a_log_put_back_from_a_copy_tells_what_comes_then() throws Exception {
        var tail = Tail.of(log, committed);
        try (var near = writer("near-service", tail)) {
            write(near, 1, 5);
            assertThat(tail.next(0, 10, LONG)).hasSize(5);
        }
        log.log = new MemoryLog();
        try (var near = writer("near-service", tail)) {
            write(near, 11, 12);
            assertThat(tail.next(0, 10, LONG))
                    .extracting(StoredEvent::commandId)
                    .containsExactly("c11", "c12");
        }
    }

    @Test
    void large_items_are_not_all_kept() throws Exception {
        var tail = new Tail<StoredEvent>(source(), StoredEvent::position, _ -> 1 << 20, committed);
        write(1, 100);
        assertThat(tail.next(99, 10, LONG)).hasSize(1);
        int before = log.reads.get();
        assertThat(tail.next(98, 1, LONG)).hasSize(1);
        assertThat(log.reads.get()).isEqualTo(before);
        assertThat(tail.next(0, 100, LONG)).hasSize(100);
        assertThat(log.reads.get()).isGreaterThan(before);
    }

    private Tail.Source<StoredEvent> source() {
        return new Tail.Source<>() {
            @Override
            public List<StoredEvent> after(long position, int limit) {
                return log.after(position, limit);
            }

            @Override
            public long position() {
                return log.position();
            }
        };
    }

    private Writer<Notes> writer(String service, Tail<StoredEvent> tail) {
        return new Writer<>(service, log, Notes.MODEL, _ -> {}, Clock.systemUTC(), tail::committed);
    }

    @Test
    void a_log_that_is_away_is_said_to_be_and_serves_again_when_it_is_back() throws Exception {
        var tail = Tail.of(log, committed);
        write(1, 3);
        log.away.set(true);
        assertThatThrownBy(() -> tail.next(0, 10, LONG)).isInstanceOf(Log.Unavailable.class);
        log.away.set(false);
        org.awaitility.Awaitility.await()
                .ignoreException(Log.Unavailable.class)
                .until(() -> tail.next(0, 10, LONG).size() == 3);
    }

    @Test
    void a_log_that_lost_an_event_tells_all_the_others() throws Exception {
        var tail = Tail.of(log, committed);
        write(1, 3);
        log.lost = 4;
        write(4, 6);
        assertThat(tail.next(3, 10, LONG))
                .extracting(StoredEvent::position)
                .containsExactly(5L, 6L);
        write(7, 7);
        assertThat(tail.next(6, 10, LONG)).extracting(StoredEvent::position).containsExactly(7L);
    }

    /** Counts the readings, can be away, and can have lost an event. */
    private static final class CountingLog implements Log {
        private volatile MemoryLog log = new MemoryLog();
        private final AtomicInteger reads = new AtomicInteger();
        private final AtomicBoolean away = new AtomicBoolean();
        private volatile long lost;

        @Override
        public <R> R write(Collection<String> commands, Function<Tx, R> work) {
            return log.write(commands, work);
        }

        @Override
        public List<StoredEvent> after(long position, int limit) {
            reads.incrementAndGet();
            if (away.get()) {
                throw new Unavailable("away", new IllegalStateException());
            }
            return log.after(position, limit).stream()
                    .filter(event -> event.position() != lost)
                    .toList();
        }

        @Override
        public List<StoredEvent> stream(String stream, long afterVersion, int limit) {
            return log.stream(stream, afterVersion, limit);
        }

        @Override
        public Optional<StoredEvent> newest(String stream, Instant occurredUntil) {
            return log.newest(stream, occurredUntil);
        }

        @Override
        public List<StoredEvent> received(
                String topic, String stream, long afterVersion, int limit) {
            return log.received(topic, stream, afterVersion, limit);
        }

        @Override
        public long version(String stream) {
            return log.version(stream);
        }

        @Override
        public long receivedVersion(String topic, String stream) {
            return log.receivedVersion(topic, stream);
        }

        @Override
        public List<String> streams(String after, int limit) {
            return log.streams(after, limit);
        }

        @Override
        public long position() {
            return log.position();
        }

        @Override
        public List<Waiting> awaiting(int skip, int limit) {
            return log.awaiting(skip, limit);
        }
    }
}
