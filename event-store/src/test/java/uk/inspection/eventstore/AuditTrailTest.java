package uk.inspection.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.note;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.postgres.AuditTrail;
import uk.inspection.eventstore.postgres.AuditTrail.Read;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.Cable;
import uk.inspection.local.testing.SharedStack;

/** Who reads is recorded before he is answered, or not answered. */
class AuditTrailTest {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int READERS = 64;
    private static final int CUTS = 6;

    private final Cable cable = new Cable();
    private final AuditTrail trail;

    AuditTrailTest() {
        cable.leadTo(DATABASE.port());
        trail = trail(DATABASE.through(cable));
    }

    private static AuditTrail trail(TestDatabase database) {
        return new AuditTrail("note-service", database.dataSource(), Clock.systemUTC());
    }

    @BeforeEach
    void empty() {
        DATABASE.clear();
    }

    @AfterEach
    void close() {
        cable.mend();
        trail.close();
        cable.close();
    }

    private static Read read(String request) {
        return new Read("ann", null, "inspector", request, "getCase", "i", "A", 200);
    }

    private static boolean there(String request) {
        return DATABASE.number(
                        "select count(*) from log.read where request = '%s'".formatted(request))
                > 0;
    }

    @Test
    void whoever_is_answered_has_his_record_also_while_the_database_is_cut_off() throws Exception {
        Set<String> answered = ConcurrentHashMap.newKeySet();
        var refused = new AtomicInteger();
        var enough = new AtomicBoolean();
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int r = 0; r < READERS; r++) {
                int me = r;
                readers.submit(() -> {
                    for (int i = 0; !enough.get(); i++) {
                        String request = me + "-" + i;
                        try {
                            trail.record(read(request)).get();
                            answered.add(request);
                        } catch (ExecutionException e) {
                            refused.incrementAndGet();
                        }
                    }
                    return null;
                });
            }
            try {
                for (int cut = 0; cut < CUTS; cut++) {
                    int before = answered.size();
                    await().atMost(LONG).until(() -> answered.size() > before + 100);
                    int refusedBefore = refused.get();
                    if (cut % 2 == 0) {
                        cable.cut();
                    } else {
                        cable.loseAnswers(); // what was written is not known to be
                    }
                    await().atMost(LONG).until(() -> refused.get() > refusedBefore + READERS);
                    cable.mend();
                }
            } finally {
                enough.set(true);
            }
        }
        Set<String> recorded = Set.copyOf(DATABASE.texts("select request from log.read"));
        assertThat(recorded).containsAll(answered);
    }

    @Test
    void what_comes_to_a_full_queue_is_refused_at_once_and_the_rest_is_recorded() throws Exception {
        trail.record(read("first")).get();
        cable.hold();
        var waiting = new ArrayList<CompletableFuture<Void>>();
        CompletableFuture<Void> last;
        do {
            last = trail.record(read("w" + waiting.size()));
            waiting.add(last);
        } while (!last.isDone() && waiting.size() < 5000);
        assertThatThrownBy(last::join).hasCauseInstanceOf(Log.Unavailable.class);
        // One batch is being written, and the queue is as long as it may be.
        assertThat(waiting).hasSizeBetween(1001, 1000 + 256 + 1);
        cable.mend();
        for (CompletableFuture<Void> one : waiting.subList(0, waiting.size() - 1)) {
            one.get(60, TimeUnit.SECONDS);
        }
        assertThat(DATABASE.number("select count(*) from log.read")).isEqualTo(waiting.size());
    }

    @Test
    void one_that_cannot_be_kept_does_not_take_others_with_it() throws Exception {
        DATABASE.run("alter table log.read add constraint test check (actor <> 'nobody')");
        try {
            trail.record(read("first")).get();
            cable.hold();
            trail.record(read("held"));
            var good = trail.record(read("good"));
            var bad = trail.record(new Read("nobody", null, "", "bad", "getCase", null, null, 200));
            var better = trail.record(read("better"));
            cable.mend();
            good.get();
            better.get();
            assertThatThrownBy(bad::get).isInstanceOf(ExecutionException.class);
            assertThat(there("good")).isTrue();
            assertThat(there("better")).isTrue();
            assertThat(there("bad")).isFalse();
            trail.record(read("after")).get();
        } finally {
            DATABASE.run("alter table log.read drop constraint test");
        }
    }

    /** However the last reads and the end of the thread meet, nobody is left waiting. */
    @Test
    void whoever_reads_while_the_service_stops_is_recorded_or_refused() throws Exception {
        for (int round = 0; round < 20; round++) {
            AuditTrail stopping = trail(DATABASE);
            int me = round;
            try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = new ArrayList<Future<String>>();
                for (int r = 0; r < READERS; r++) {
                    String request = me + "-" + r;
                    answers.add(
                            readers.submit(() -> {
                                try {
                                    stopping.record(read(request)).get(60, TimeUnit.SECONDS);
                                    return request;
                                } catch (ExecutionException e) {
                                    return "";
                                }
                            }));
                }
                stopping.close();
                for (Future<String> answer : answers) {
                    String request = answer.get();
                    assertThat(request.isEmpty() || there(request)).isTrue();
                }
            }
            assertThatThrownBy(() -> stopping.record(read("late")).join())
                    .hasCauseInstanceOf(Log.Unavailable.class);
        }
    }

    @Test
    void writes_and_reads_are_one_list_of_one_order() throws Exception {
        try (var writer =
                new Writer<>(
                        "note-service",
                        DATABASE.log(),
                        Notes.MODEL,
                        events -> {},
                        Clock.systemUTC(),
                        _ -> {})) {
            writer.submit(note("i", "c1", "one")).get();
            trail.record(read("r1")).get();
            writer.submit(note("i", "c2", "two")).get();
        }
        // All at one time: then the order is that of kinds and numbers.
        DATABASE.run("update log.event set recorded_at = '2009-06-24T09:00:00Z'");
        trail.record(read("r2")).get();
        DATABASE.run("update log.read set recorded_at = '2009-06-24T09:00:00Z'");
        var everything = new AuditTrail.Wanted(null, null, null, null, null, null, null, null);
        var walked = new ArrayList<String>();
        var place = AuditTrail.Place.START;
        while (true) {
            List<AuditTrail.Entry> page = trail.list(everything, place, 1);
            if (page.isEmpty()) {
                break;
            }
            walked.add(page.getFirst().request());
            place = page.getFirst().place();
        }
        assertThat(walked).containsExactly("request-c2", "request-c1", "r2", "r1");
    }
}
