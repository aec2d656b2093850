package uk.inspection.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.note;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.testing.Checker;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.Cable;
import uk.inspection.local.testing.OwnStack;

/** What the writer says while the database is silent, gone or slow, and that it then goes on. */
class BackPressureTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int AT_ONCE = 500;
    private static final OwnStack STACK = new OwnStack();
    private static final TestDatabase DATABASE = TestDatabase.on(STACK);

    /** What {@code Requests} waits at most; the writer's own word comes before. */
    private static final int REQUEST_WAITS_SECONDS = 15;

    private @Nullable Writer<Notes> writer;

    @BeforeEach
    void empty() {
        DATABASE.clear();
    }

    @AfterEach
    void close() {
        if (writer != null) {
            writer.close();
        }
        DATABASE.disconnect();
    }

    @AfterAll
    static void stop() {
        STACK.thawPostgres();
        STACK.close();
    }

    private Writer<Notes> writer(TestDatabase database) {
        var made =
                new Writer<>(
                        "note-service",
                        database.log(),
                        Notes.MODEL,
                        events -> {},
                        Clock.systemUTC(),
                        _ -> {});
        writer = made;
        return made;
    }

    private static Map<String, CompletableFuture<Outcome>> submit(
            Writer<Notes> writer, String prefix, int count) {
        var asked = new LinkedHashMap<String, CompletableFuture<Outcome>>();
        for (int i = 0; i < count; i++) {
            String id = prefix + i;
            asked.put(id, writer.submit(note("s" + i % 8, id, id)));
        }
        return asked;
    }

    /** Every one is answered in time, none of them with more than that it is not known. */
    private static void unknown(Map<String, CompletableFuture<Outcome>> asked) {
        assertThat(asked.values())
                .allSatisfy(answer ->
                        assertThat(answer.get(REQUEST_WAITS_SECONDS, TimeUnit.SECONDS))
                                .isInstanceOf(Outcome.Unknown.class));
    }

    private void away(Runnable gone, Runnable back) throws Exception {
        Writer<Notes> asked = writer(DATABASE);
        assertThat(asked.submit(note("s0", "before", "before")).get(10, TimeUnit.SECONDS))
                .isInstanceOf(Outcome.Committed.class);
        gone.run();
        try {
            Map<String, CompletableFuture<Outcome>> caught = submit(asked, "caught-", AT_ONCE);
            unknown(caught);
            // From here on the writer knows.
            Map<String, CompletableFuture<Outcome>> later = submit(asked, "later-", AT_ONCE);
            assertThat(later.values())
                    .allSatisfy(answer ->
                            assertThat(answer)
                                    .isCompletedWithValue(new Outcome.Unknown("The log is away.")));
            assertThat(asked.queued()).isZero();
            back.run();
            await().atMost(LONG)
                    .until(() ->
                            asked.submit(note("s1", "after", "after")).get(30, TimeUnit.SECONDS)
                                    instanceof Outcome.Committed);
            var ids = new ArrayList<>(List.of("before", "after"));
            ids.addAll(caught.keySet());
            ids.addAll(later.keySet());
            for (Map<String, CompletableFuture<Outcome>> again :
                    List.of(submit(asked, "caught-", AT_ONCE), submit(asked, "later-", AT_ONCE))) {
                for (CompletableFuture<Outcome> answer : again.values()) {
                    assertThat(answer.get(30, TimeUnit.SECONDS))
                            .isInstanceOf(Outcome.Committed.class);
                }
            }
            assertThat(Checker.log(Checker.all(DATABASE.log()), ids)).isEmpty();
            assertThat(Checker.all(DATABASE.log())).hasSize(ids.size());
        } finally {
            back.run();
        }
    }

    @Test
    void a_silent_database_is_told_in_time_and_then_at_once_and_all_goes_on_when_it_is_back()
            throws Exception {
        away(STACK::freezePostgres, STACK::thawPostgres);
    }

    @Test
    void a_database_that_is_gone_is_told_in_time_and_then_at_once_and_all_goes_on_when_it_is_back()
            throws Exception {
        away(STACK::stopPostgres, STACK::startPostgres);
    }

    @Test
    void a_slow_database_gets_what_it_can_take_and_the_rest_is_refused_at_once() throws Exception {
        try (var cable = new Cable()) {
            cable.leadTo(DATABASE.port());
            TestDatabase slow = DATABASE.through(cable);
            Writer<Notes> asked = writer(slow);
            cable.slowDown(Duration.ofMillis(100)); // each way
            var answers = new LinkedHashMap<String, CompletableFuture<Outcome>>();
            int mostQueued = 0;
            int refused = 0;
            // Twenty seconds of what is far more than it can take.
            for (int tick = 0; tick < 200; tick++) {
                for (int i = 0; i < 100; i++) {
                    String id = tick + "-" + i;
                    CompletableFuture<Outcome> answer = asked.submit(note("s" + i % 8, id, id));
                    answers.put(id, answer);
                    if (answer.isDone() && answer.join() instanceof Outcome.Unknown) {
                        refused++;
                    }
                }
                mostQueued = Math.max(mostQueued, asked.queued());
                Thread.sleep(100); // the rate of those who ask
            }
            var acknowledged = new ArrayList<String>();
            for (Map.Entry<String, CompletableFuture<Outcome>> answer : answers.entrySet()) {
                if (answer.getValue().get(REQUEST_WAITS_SECONDS, TimeUnit.SECONDS)
                        instanceof Outcome.Committed) {
                    acknowledged.add(answer.getKey());
                }
            }
            assertThat(refused).isPositive();
            assertThat(mostQueued).isLessThan(8192);
            assertThat(acknowledged).isNotEmpty();
            List<StoredEvent> log = Checker.all(DATABASE.log());
            assertThat(Checker.log(log, acknowledged)).isEmpty();
            assertThat(log).hasSameSizeAs(acknowledged);
            slow.disconnect();
        }
    }
}
