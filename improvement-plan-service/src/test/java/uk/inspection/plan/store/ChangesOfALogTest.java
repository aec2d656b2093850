package uk.inspection.plan.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Signal;
import uk.inspection.eventstore.Tail;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.memory.MemoryLog;
import uk.inspection.plan.domain.PlanCommand;
import uk.inspection.plan.domain.PlanCommand.ChangeDueDate;
import uk.inspection.plan.domain.PlanCommand.RequestPlan;
import uk.inspection.plan.domain.PlanState;
import uk.inspection.plan.domain.Sefton;
import uk.inspection.plan.store.PlanChanges.Change;
import uk.inspection.plan.store.PlanChanges.Place;
import uk.inspection.plan.store.PlanChanges.Stretch;

/** What becomes of places and changes when logs are restored, instances start and readers go. */
class ChangesOfALogTest {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final Instant NINE = Instant.parse("2009-06-24T09:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(60);

    /** An own log; the same commands on the same day make the same one. */
    private static final class History implements AutoCloseable {
        private final MemoryLog log = new MemoryLog();
        private final Signal committed = new Signal();
        private final Writer<PlanState> writer;
        private int commands;

        History(String day) {
            writer =
                    new Writer<>(
                            "improvement-plan-service",
                            log,
                            new Plans.PlanModel(),
                            _ -> {},
                            Clock.fixed(Instant.parse(day + "T09:00:00Z"), ZoneOffset.UTC),
                            _ -> committed.raise());
        }

        History requested(String inspection, String area) {
            return done(submit(inspection, new RequestPlan(Sefton.report(area))));
        }

        History due(String inspection, String on) {
            return done(changeDue(inspection, on));
        }

        CompletableFuture<Outcome> changeDue(String inspection, String on) {
            return submit(
                    inspection,
                    new ChangeDueDate(LocalDate.parse(on), null, "Floods.", Sefton.PUBLISHED));
        }

        private CompletableFuture<Outcome> submit(String inspection, PlanCommand command) {
            String id = "command-" + ++commands;
            return writer.submit(
                    new Command<>(
                            inspection,
                            id,
                            id.getBytes(StandardCharsets.UTF_8),
                            "lead",
                            null,
                            id,
                            NINE,
                            (state, _) -> Deciding.decide(state, command)));
        }

        private History done(CompletableFuture<Outcome> outcome) {
            assertThat(outcome.join()).isInstanceOf(Outcome.Committed.class);
            return this;
        }

        /** An instance that has just started: it knows nothing but the log. */
        PlanChanges instance() {
            return instance(committed);
        }

        /** An instance that hears of commits when that signal is raised, or of its own accord. */
        PlanChanges instance(Signal heard) {
            var tail = Tail.of(log, heard);
            return new PlanChanges(() -> log, () -> tail, JSON);
        }

        /** The place behind everything, as any instance names it. */
        Place newest() {
            return instance().behind(log.position());
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    /** As when the database hangs: who comes on top is told so, and does not pile up. */
    @Test
    void who_finds_no_place_to_look_is_told_to_come_again() throws Exception {
        try (var history = new History("2009-06-24").requested("a", "Sefton");
                var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var looking = new CountDownLatch(PlanChanges.LOOKING_MAX);
            var goOn = new CountDownLatch(1);
            var hanging =
                    new PlanChanges(
                            () -> {
                                looking.countDown();
                                await(goOn);
                                return history.log;
                            },
                            () -> Tail.of(history.log, history.committed),
                            JSON);
            Place newest = history.newest();
            var answers = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < PlanChanges.LOOKING_MAX; i++) {
                answers.add(readers.submit(() -> hanging.has(newest)));
            }
            looking.await();
            assertThatThrownBy(() -> hanging.has(newest)).isInstanceOf(Log.Unavailable.class);
            goOn.countDown();
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get()).isTrue();
            }
            assertThat(hanging.has(newest)).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void before_the_first_change_there_is_a_beginning_to_wait_at() throws Exception {
        try (var history = new History("2009-06-24")) {
            PlanChanges changes = history.instance();
            assertThat(history.newest()).isEqualTo(Place.BEGINNING);
            assertThat(changes.has(Place.BEGINNING)).isTrue();
            assertThat(changes.after(Place.BEGINNING, null, 100))
                    .isEqualTo(new Stretch(List.of(), Place.BEGINNING));
            history.requested("a", "Sefton");
            assertThat(changes.await(Place.BEGINNING, null, 100, LONG, () -> false).changes())
                    .extracting(Change::inspection)
                    .containsExactly("a");
        }
    }

    @Test
    void a_log_restored_from_an_older_backup_has_no_place_given_out_since() throws Exception {
        try (var first = new History("2009-06-24");
                var restored = new History("2009-06-24");
                var later = new History("2009-06-25")) {
            first.requested("a", "Sefton").due("a", "2009-08-01").due("a", "2009-08-02");
            PlanChanges before = first.instance();
            Place second = before.after(Place.BEGINNING, null, 2).end();
            Place third = first.newest();
            assertThat(before.has(second)).isTrue();
            assertThat(before.has(third)).isTrue();

            restored.requested("a", "Sefton").due("a", "2009-08-01");
            PlanChanges after = restored.instance();
            assertThat(after.has(second)).isTrue();
            assertThat(after.has(third)).isFalse();
            restored.due("a", "2009-08-03").due("a", "2009-08-04");
            assertThat(after.has(second)).isTrue();
            assertThat(after.has(third)).isFalse();
            assertThat(after.after(second, null, 100).changes())
                    .extracting(Change::version)
                    .containsExactly(3L, 4L);

            // Everything anew, at another time: no place of the old log is one of this.
            later.requested("a", "Sefton").due("a", "2009-08-01").due("a", "2009-08-02");
            assertThat(later.instance().has(second)).isFalse();
            assertThat(later.instance().has(Place.BEGINNING)).isTrue();
        }
    }

    @Test
    void an_instance_that_has_just_started_tells_what_the_others_told() throws Exception {
        try (var history = new History("2009-06-24")) {
            PlanChanges running = history.instance();
            var told = new ArrayList<Change>();
            Place place = Place.BEGINNING;
            for (int i = 0; i < 10; i++) {
                history.requested("plan-" + i, i % 2 == 0 ? "Sefton" : "Merton")
                        .due("plan-" + i, "2009-08-01")
                        .due("plan-0", i % 2 == 0 ? "2009-08-02" : "2009-08-03");
                Stretch news = running.after(place, Set.of("Sefton"), 100);
                told.addAll(news.changes());
                place = news.end();
            }
            PlanChanges started = history.instance();
            assertThat(started.has(place)).isTrue();
            assertThat(started.after(Place.BEGINNING, Set.of("Sefton"), 100))
                    .isEqualTo(new Stretch(told, place));
            assertThat(told).hasSize(5 + 5 + 10);
        }
    }

    @Test
    void what_another_instance_has_just_written_is_told_here_before_the_commit_is_heard_of()
            throws Exception {
        try (var history = new History("2009-06-24").requested("a", "Sefton")) {
            PlanChanges reading = history.instance(new Signal());
            for (int i = 0; i < 3; i++) {
                Place earlier = history.newest();
                // Its tail has just read, and will not at once again.
                assertThat(reading.await(earlier, null, 100, Duration.ofNanos(1), () -> false))
                        .isEqualTo(new Stretch(List.of(), earlier));
                history.due("a", i % 2 == 0 ? "2009-08-01" : "2009-08-02");
                Place place = history.newest();
                assertThat(reading.has(place)).isTrue();
                assertThat(reading.after(place, null, 100))
                        .isEqualTo(new Stretch(List.of(), place));
                assertThat(reading.after(earlier, null, 100).end()).isEqualTo(place);
                assertThat(reading.await(earlier, null, 100, LONG, () -> false).end())
                        .isEqualTo(place);
            }
        }
    }

    @Test
    void one_look_passes_over_so_much_and_the_next_goes_on_behind_it() throws Exception {
        try (var history = new History("2009-06-24")) {
            history.requested("a", "Sefton");
            var written = new ArrayList<CompletableFuture<Outcome>>();
            for (int i = 0; i < 5200; i++) {
                written.add(history.changeDue("a", i % 2 == 0 ? "2009-08-01" : "2009-08-02"));
            }
            written.forEach(history::done);
            history.requested("b", "Merton");
            PlanChanges changes = history.instance();
            Stretch first = changes.after(Place.BEGINNING, Set.of("Merton"), 100);
            assertThat(first.changes()).isEmpty();
            assertThat(first.end().position()).isEqualTo(5000);
            assertThat(changes.after(first.end(), Set.of("Merton"), 100).changes())
                    .extracting(Change::inspection)
                    .containsExactly("b");
            // Who waits does not get an empty answer for what was passed over.
            assertThat(
                            changes.await(Place.BEGINNING, Set.of("Merton"), 100, LONG, () -> false)
                                    .changes())
                    .hasSize(1);
        }
    }

    @Test
    void who_waits_is_let_go_when_the_service_stops() throws Exception {
        try (var history = new History("2009-06-24").requested("a", "Sefton")) {
            PlanChanges changes = history.instance();
            Place newest = history.newest();
            var looks = new AtomicInteger();
            long at = System.nanoTime();
            assertThat(changes.await(newest, null, 100, LONG, () -> looks.incrementAndGet() > 1))
                    .isEqualTo(new Stretch(List.of(), newest));
            assertThat(Duration.ofNanos(System.nanoTime() - at)).isLessThan(Duration.ofSeconds(5));
        }
    }
}
