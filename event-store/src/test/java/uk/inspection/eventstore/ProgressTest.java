package uk.inspection.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.note;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Progress.Behind;
import uk.inspection.eventstore.Progress.Wanted;
import uk.inspection.eventstore.memory.MemoryLog;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.eventstore.testing.Told;
import uk.inspection.local.testing.SharedStack;

class ProgressTest {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Who looks again after so long has been woken, or the test ends before it. */
    private static final Duration NEVER = Duration.ofHours(1);

    private final Log log = DATABASE.log();
    private final Progress progress = new Progress(log, List.of(Notes.TOLD), NEVER);
    private final Writer<Notes> writer = writer(log);
    private final Told told = new Told("s");
    private long offset;

    @BeforeEach
    void empty() {
        DATABASE.clear();
        writer.tell(progress::applied);
    }

    @AfterEach
    void close() {
        writer.close();
        DATABASE.disconnect();
    }

    private static Writer<Notes> writer(Log log) {
        return new Writer<>("note-service", log, Notes.MODEL, e -> {}, Clock.systemUTC(), _ -> {});
    }

    private void write(String stream, String id) throws Exception {
        committed(writer.submit(note(stream, id, "text")));
    }

    private void tell(StoredEvent event, boolean parks) throws Exception {
        Outcome outcome =
                writer.receive(
                                new Arrival<>(
                                        event.topic(),
                                        "T1",
                                        0,
                                        offset,
                                        offset++,
                                        event,
                                        null,
                                        false,
                                        Notes.listener()))
                        .get(30, TimeUnit.SECONDS);
        assertThat(outcome).isInstanceOf(parks ? Outcome.Parked.class : Outcome.Committed.class);
    }

    private static void committed(Future<Outcome> outcome) throws Exception {
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Committed.class);
    }

    private static Wanted own(long version) {
        return new Wanted(null, version);
    }

    private static Wanted ofTold(long version) {
        return new Wanted(Notes.TOLD, version);
    }

    private static List<Behind> reach(Progress progress, String stream, Wanted... wanted)
            throws InterruptedException {
        return progress.await(stream, progress.behind(stream, List.of(wanted)), LONG);
    }

    @Test
    void what_is_reached_is_not_behind_and_what_is_not_says_how_far_it_is() throws Exception {
        write("s", "c1");
        write("s", "c2");
        tell(told.next("1"), false);
        told.next("is lost");
        tell(told.next("behind a gap"), true);

        assertThat(progress.behind("s", List.of(own(2), ofTold(1), ofTold(0)))).isEmpty();
        assertThat(progress.behind("s", List.of(own(3), ofTold(1))))
                .containsExactly(new Behind(own(3), 2));
        assertThat(progress.behind("s", List.of(own(1), ofTold(3))))
                .containsExactly(new Behind(ofTold(3), 1));
        assertThat(progress.behind("t", List.of(own(1), ofTold(1))))
                .containsExactly(new Behind(own(1), 0), new Behind(ofTold(1), 0));
        var behind = progress.behind("s", List.of(own(3), ofTold(3)));
        assertThat(progress.await("s", behind, Duration.ofMillis(20))).isEqualTo(behind);
    }

    @Test
    void a_commit_wakes_who_waits_whether_it_was_written_or_received() throws Exception {
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = readers.submit(() -> reach(progress, "s", own(1)));
            var both = readers.submit(() -> reach(progress, "s", own(1), ofTold(2)));
            write("s", "c1");
            assertThat(one.get(20, TimeUnit.SECONDS)).isEmpty();
            tell(told.next("1"), false);
            assertThat(both.isDone()).isFalse();
            tell(told.next("2"), false);
            assertThat(both.get(20, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void what_another_instance_writes_is_found_by_looking_again() throws Exception {
        var here = new Progress(log, List.of(Notes.TOLD));
        try (var other = writer(DATABASE.log());
                var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = readers.submit(() -> reach(here, "s", own(1)));
            committed(other.submit(note("s", "c1", "there")));
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isEmpty();
        }
    }

    /**
     * The next version is written as soon as the last reader has the one before, so that it meets
     * the others looking and lying down; whose waking were missed would wait without an end.
     */
    @Test
    void no_waking_is_missed_however_readers_and_commits_meet() throws Exception {
        int count = 20;
        int versions = 500;
        var memory = new MemoryLog();
        var here = new Progress(memory, List.of(), NEVER);
        var served = new Semaphore(0);
        try (var near = writer(memory);
                var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            near.tell(here::applied);
            var ends = new ArrayList<Future<?>>();
            for (int i = 0; i < count; i++) {
                ends.add(
                        readers.submit(() -> {
                            for (int version = 1; version <= versions; version++) {
                                var behind = here.behind("s", List.of(own(version)));
                                assertThat(here.await("s", behind, NEVER)).isEmpty();
                                served.release();
                            }
                            return null;
                        }));
            }
            try {
                for (int i = 1; i <= versions; i++) {
                    committed(near.submit(note("s", "c" + i, "text")));
                    assertThat(served.tryAcquire(count, 30, TimeUnit.SECONDS)).isTrue();
                }
            } finally {
                readers.shutdownNow();
            }
            for (Future<?> end : ends) {
                end.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void those_who_wait_look_a_few_at_a_time_and_who_gets_no_turn_knows_what_he_saw()
            throws Exception {
        var gate = new CountDownLatch(1);
        var closed = new AtomicBoolean();
        var looking = new AtomicInteger();
        var most = new AtomicInteger();
        Log slow =
                (Log)
                        Proxy.newProxyInstance(
                                Log.class.getClassLoader(),
                                new Class<?>[] {Log.class},
                                (_, method, arguments) -> {
                                    most.accumulateAndGet(looking.incrementAndGet(), Math::max);
                                    if (closed.get()) {
                                        gate.await();
                                    }
                                    looking.decrementAndGet();
                                    return method.invoke(log, arguments);
                                });
        var here = new Progress(slow, List.of());
        var behind = here.behind("s", List.of(own(1)));
        closed.set(true);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var ends = new ArrayList<Future<List<Behind>>>();
            for (int i = 0; i < 40; i++) {
                ends.add(readers.submit(() -> here.await("s", behind, LONG)));
            }
            await().untilAsserted(() -> assertThat(looking).hasValue(4));
            assertThat(here.await("s", behind, Duration.ofMillis(20))).isEqualTo(behind);
            write("s", "c1");
            gate.countDown();
            for (var end : ends) {
                assertThat(end.get(30, TimeUnit.SECONDS)).isEmpty();
            }
        }
        assertThat(most).hasValue(4);
    }
}
