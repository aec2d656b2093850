package uk.inspection.eventstore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.note;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Model;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.kafka.TestTopics;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.eventstore.testing.Told;
import uk.inspection.eventstore.verification.Verification;
import uk.inspection.eventstore.verification.Verification.Checked;
import uk.inspection.eventstore.verification.Verification.State;
import uk.inspection.local.testing.SharedStack;

class RebuildTest {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());
    private static final Duration SOON = Duration.ofSeconds(40);

    /** Of what it is told every other event is kept, and all are shown; some it answers. */
    private static final Arrival.Handler<Notes> HANDLER =
            new Arrival.Handler<>() {
                @Override
                public Arrival.@Nullable Reaction<Notes> react(StoredEvent event) {
                    return event.version() % 3 == 0
                            ? new Arrival.Reaction<>(
                                    event.stream(),
                                    (n, v) -> Notes.accept("re " + Notes.text(event)))
                            : null;
                }

                @Override
                public boolean keeps(StoredEvent event) {
                    return event.version() % 2 == 0;
                }

                @Override
                public boolean shows(StoredEvent event) {
                    return true;
                }
            };

    /** An event of which only the envelope is kept adds nothing. */
    private static final Model<Notes> MODEL =
            new Model<>() {
                @Override
                public Notes initial() {
                    return Notes.MODEL.initial();
                }

                @Override
                public Notes evolve(Notes notes, StoredEvent event) {
                    return event.data() == null ? notes : Notes.MODEL.evolve(notes, event);
                }
            };

    private final TestTopics topics = TestTopics.on(SharedStack.get());
    private final Tables tables = new Tables();
    private final PostgresLog log = new PostgresLog(tables, DATABASE.dataSource());
    private final Writer<Notes> writer =
            new Writer<>("note-service", log, MODEL, tables, Clock.systemUTC(), _ -> {});
    private final Map<String, Told> chains = new HashMap<>();
    private long offset;
    private Rebuild rebuild;

    /** The read models of this test, kept on the connection of the transaction that writes. */
    private static final class Tables implements Transactions, ReadModels {
        private final ThreadLocal<@Nullable Connection> current = new ThreadLocal<>();
        volatile @Nullable String failsAt;
        volatile @Nullable CountDownLatch waitsFor;

        @Override
        public <R> R call(Work<R> work) throws SQLException {
            try (Connection connection = DATABASE.dataSource().getConnection()) {
                execute(connection, "set search_path = projection, log");
                connection.setAutoCommit(false);
                current.set(connection);
                R result = work.run(connection);
                connection.commit();
                return result;
            } finally {
                current.remove();
            }
        }

        @Override
        public void apply(List<StoredEvent> events) {
            boolean rebuilding = Thread.currentThread().getName().endsWith("-rebuild");
            try {
                for (StoredEvent event : events) {
                    if (rebuilding) {
                        pauseOrFail(event);
                    }
                    one(event);
                }
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void pauseOrFail(StoredEvent event) throws InterruptedException {
            CountDownLatch wait = waitsFor;
            if (wait != null) {
                wait.await();
            }
            if (event.id().equals(failsAt)) {
                throw new IllegalStateException("It fails at " + event.id());
            }
        }

        private void one(StoredEvent event) throws SQLException {
            try (PreparedStatement insert =
                            current.get()
                                    .prepareStatement(
                                            "insert into applied (number, stream, topic, text) select"
                                                    + " coalesce(max(number), 0) + 1, ?, ?, ? from"
                                                    + " applied");
                    PreparedStatement upsert =
                            current.get()
                                    .prepareStatement(
                                            "insert into newest values (?, 1, ?) on conflict (stream)"
                                                    + " do update set events = newest.events + 1,"
                                                    + " text = excluded.text")) {
                String text = event.data() == null ? "?" : Notes.text(event);
                insert.setString(1, event.stream());
                insert.setString(2, event.topic());
                insert.setString(3, text);
                insert.executeUpdate();
                upsert.setString(1, event.stream());
                upsert.setString(2, text);
                upsert.executeUpdate();
            }
        }
    }

    @BeforeEach
    void begin() {
        DATABASE.clear();
        DATABASE.run("drop schema if exists projection cascade");
        migrate("projection");
        topics.topics().ensure(Notes.TOLD);
        rebuild = newRebuild();
    }

    @AfterEach
    void end() {
        rebuild.close();
        writer.close();
        topics.close();
    }

    @Test
    void what_is_made_again_is_what_was_there_to_the_last_row_and_in_its_order() throws Exception {
        play(new Random(7), 700);
        String before = content("projection");
        start(rebuild, true, true);
        Rebuild.RebuildView done = ended(rebuild);
        assertThat(done.state()).as(done.toString()).isEqualTo(Rebuild.RebuildState.SWAPPED);
        assertThat(done.events())
                .isEqualTo(DATABASE.number("select max(number) from projection.applied"));
        assertThat(done.rows()).isEqualTo(done.events() + 5);
        assertThat(done.problem()).isNull();
        assertThat(content("projection")).isEqualTo(before).doesNotContain("?").contains("re ");
        assertThat(schemas()).containsExactly("projection");
        play(new Random(8), 50);
        start(rebuild, true, false);
        assertThat(ended(rebuild).state()).isEqualTo(Rebuild.RebuildState.EQUAL);
        assertThat(schemas()).containsExactly("projection");
    }

    @Test
    void who_looks_into_less_is_given_less_and_in_the_same_order() throws Exception {
        play(new Random(5), 300);
        List<StoredEvent> all = events(pages(events -> {}, 7));
        assertThat(all).hasSizeGreaterThan(300);
        List<PostgresLog.Page> few = pages(lookingInto(Set.of("Noted")), 7);
        assertThat(events(few))
                .usingElementComparator((a, b) -> a.differsIn(b).isEmpty() ? 0 : 1)
                .containsExactlyElementsOf(
                        all.stream().filter(event -> event.type().equals("Noted")).toList());
        assertThat(few)
                .singleElement()
                .satisfies(page -> {
                    assertThat(page.passedOver()).isEqualTo(all.size() - page.events().size());
                    var streams = new HashSet<String>();
                    assertThat(page.events().reversed())
                            .allSatisfy(event ->
                                    assertThat(event.data() != null)
                                            .as(event.id())
                                            .isEqualTo(streams.add(event.stream())));
                });
    }

    /** Pages end anywhere: behind an own event, a received one, and one that is passed over. */
    @Test
    void what_is_passed_over_is_counted_once_however_pages_are_cut() throws Exception {
        play(new Random(6), 300);
        List<StoredEvent> all = events(pages(events -> {}, 1));
        for (int limit : new int[] {1, 2, 3, 7, 50, 1000}) {
            List<PostgresLog.Page> pages = pages(lookingInto(Set.of()), limit);
            assertThat(events(pages).stream().map(StoredEvent::id))
                    .as("pages of %d", limit)
                    .containsExactlyElementsOf(
                            all.stream()
                                    .filter(event -> event.type().equals("Noted"))
                                    .map(StoredEvent::id)
                                    .toList());
            assertThat(pages.stream().mapToLong(PostgresLog.Page::passedOver).sum())
                    .isEqualTo(all.size() - events(pages).size());
            assertThat(events(pages(events -> {}, limit)).stream().map(StoredEvent::id))
                    .containsExactlyElementsOf(all.stream().map(StoredEvent::id).toList());
        }
    }

    /** Who does nothing about what is told, and of these types looks into the newest alone. */
    private static ReadModels lookingInto(Set<String> newest) {
        return new ReadModels() {
            @Override
            public void apply(List<StoredEvent> events) {
                throw new AssertionError("nothing is applied here");
            }

            @Override
            public Set<String> passedOver() {
                return Set.of("Told");
            }

            @Override
            public Set<String> newest() {
                return newest;
            }
        };
    }

    private static List<StoredEvent> events(List<PostgresLog.Page> pages) {
        return pages.stream().flatMap(page -> page.events().stream()).toList();
    }

    /** Everything that was applied here, as it is handed out. */
    private List<PostgresLog.Page> pages(ReadModels readers, int limit) {
        var pages = new ArrayList<PostgresLog.Page>();
        PostgresLog.Place place = PostgresLog.Place.ORIGIN;
        do {
            pages.add(log.applied(place, readers, limit));
            place = pages.getLast().next();
        } while (pages.getLast().more());
        return pages;
    }

    @Test
    void a_row_that_was_changed_by_hand_is_named_and_stays() throws Exception {
        play(new Random(1), 60);
        DATABASE.run("update projection.newest set text = 'secret' where stream = 's2'");
        start(rebuild, true, true);
        Rebuild.RebuildView failed = ended(rebuild);
        assertThat(failed.state()).isEqualTo(Rebuild.RebuildState.FAILED);
        assertThat(failed.problem())
                .isEqualTo("Table newest: 5 rows and 5. The row (s2) differs in text.");
        assertThat(content("projection")).contains("secret");
        assertThat(schemas()).containsExactly("projection");
        DATABASE.run("delete from projection.newest where stream = 's2'");
        start(rebuild, true, true);
        assertThat(ended(rebuild).problem()).contains("4 rows and 5. The row (s2) differs");
        start(rebuild, false, true);
        assertThat(ended(rebuild).state()).isEqualTo(Rebuild.RebuildState.SWAPPED);
        assertThat(DATABASE.number("select count(*) from projection.newest")).isEqualTo(5);
    }

    @Test
    void an_event_that_cannot_be_applied_leaves_everything_as_it_was() throws Exception {
        play(new Random(2), 60);
        String before = content("projection");
        tables.failsAt = log.after(20, 1).getFirst().id();
        start(rebuild, false, true);
        assertThat(ended(rebuild))
                .satisfies(failed -> {
                    assertThat(failed.state()).isEqualTo(Rebuild.RebuildState.FAILED);
                    assertThat(failed.problem()).contains("It fails at note-events/");
                });
        assertThat(content("projection")).isEqualTo(before);
        assertThat(schemas()).containsExactly("projection");
        play(new Random(3), 10);
    }

    @Test
    void an_event_that_its_topic_has_lost_is_named() throws Exception {
        play(new Random(2), 10);
        var chain = new Told("s-lost");
        receive(List.of(chain.next("told nobody else")));
        start(rebuild, false, true);
        assertThat(ended(rebuild).problem()).contains("does not hold told-events/s-lost/1.");
    }

    @Test
    void readers_and_writers_go_on_and_no_reader_sees_half_of_it() throws Exception {
        play(new Random(4), 400);
        var stop = new AtomicBoolean();
        var faults = new ConcurrentLinkedQueue<String>();
        var seen = new AtomicLong();
        var readers = new ArrayList<Thread>();
        for (boolean snapshot : new boolean[] {true, false, true}) {
            readers.add(Thread.ofPlatform().start(() -> read(snapshot, stop, seen, faults)));
        }
        var writing =
                Thread.ofPlatform()
                        .start(() -> {
                            var random = new Random(5);
                            while (!stop.get()) {
                                playOn(random, faults);
                            }
                        });
        for (int i = 0; i < 4; i++) {
            start(rebuild, i % 2 == 0, true);
            Rebuild.RebuildView done = ended(rebuild);
            assertThat(done.state()).as(done.toString()).isEqualTo(Rebuild.RebuildState.SWAPPED);
        }
        stop.set(true);
        writing.join();
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(faults).isEmpty();
        assertThat(seen.get()).isPositive();
        start(rebuild, true, false);
        assertThat(ended(rebuild).state()).isEqualTo(Rebuild.RebuildState.EQUAL);
    }

    private void playOn(Random random, Collection<String> faults) {
        try {
            play(random, 20);
        } catch (Exception | AssertionError e) {
            faults.add("writer: " + e);
        }
    }

    /** Counts the same rows twice in one transaction, and never finds fewer than before. */
    private void read(
            boolean snapshot, AtomicBoolean stop, AtomicLong seen, Collection<String> faults) {
        long least = 0;
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            execute(connection, "set search_path = projection, log");
            connection.setAutoCommit(false);
            while (!stop.get()) {
                if (snapshot) {
                    execute(connection, "set transaction isolation level repeatable read");
                }
                long one = number(connection, "select count(*) from applied");
                execute(connection, "select pg_sleep(0.03)"); // a page with much to read
                long other = number(connection, "select coalesce(max(number), 0) from applied");
                long streams = number(connection, "select count(*) from newest");
                connection.commit();
                if (snapshot ? one != other : other < one) {
                    faults.add("%d rows, and then %d".formatted(one, other));
                }
                if (one < least || streams < 5) {
                    faults.add("%d rows after %d, %d streams".formatted(one, least, streams));
                }
                least = one;
                seen.incrementAndGet();
            }
        } catch (SQLException e) {
            faults.add("reader: " + e);
        }
    }

    @Test
    void one_who_keeps_an_old_view_is_waited_for_while_others_write() throws Exception {
        play(new Random(6), 30);
        try (Connection old = DATABASE.dataSource().getConnection()) {
            old.setAutoCommit(false);
            execute(old, "set transaction isolation level repeatable read");
            long before = number(old, "select count(*) from projection.applied");
            start(rebuild, false, true);
            await().atMost(SOON)
                    .until(() -> rebuild.view().state() == Rebuild.RebuildState.SWAPPING);
            play(new Random(7), 30);
            assertThat(rebuild.view().state()).isEqualTo(Rebuild.RebuildState.SWAPPING);
            assertThat(number(old, "select max(number) from projection.applied")).isEqualTo(before);
            old.commit();
        }
        assertThat(ended(rebuild).state()).isEqualTo(Rebuild.RebuildState.SWAPPED);
        assertThat(DATABASE.number("select count(*) from projection.applied")).isGreaterThan(30);
    }

    @Test
    void there_is_one_rebuild_at_a_time_and_what_was_cut_off_is_dropped() throws Exception {
        play(new Random(6), 30);
        var wait = new CountDownLatch(1);
        tables.waitsFor = wait;
        start(rebuild, false, true);
        assertThat(rebuild.start(new Rebuild.Order(false, true))).isFalse();
        await().atMost(SOON).until(() -> schemas().size() == 2);
        try (var other = newRebuild()) {
            start(other, false, true);
            assertThat(ended(other).problem()).contains("Another instance");
            other.tidy();
            assertThat(schemas()).hasSize(2);
        }
        wait.countDown();
        assertThat(ended(rebuild).state()).isEqualTo(Rebuild.RebuildState.SWAPPED);
        try (Connection own = DATABASE.dataSource().getConnection()) {
            execute(
                    own,
                    "create schema projection_next_cut; create table projection_next_cut.a (b int)");
        }
        rebuild.tidy();
        assertThat(schemas()).containsExactly("projection");
    }

    @Test
    void a_service_that_stops_leaves_what_serves() throws Exception {
        play(new Random(6), 30);
        String before = content("projection");
        var wait = new CountDownLatch(1);
        tables.waitsFor = wait;
        start(rebuild, false, true);
        var closing = CompletableFuture.runAsync(rebuild::close);
        wait.countDown();
        closing.get(40, TimeUnit.SECONDS);
        assertThat(rebuild.start(new Rebuild.Order(false, true))).isFalse();
        assertThat(content("projection")).isEqualTo(before);
        assertThat(schemas()).containsExactly("projection");
    }

    @Test
    void read_models_are_verified_while_they_are_written_and_nothing_is_left_of_it()
            throws Exception {
        play(new Random(11), 300);
        var stop = new AtomicBoolean();
        var faults = new ConcurrentLinkedQueue<String>();
        var writing =
                Thread.ofPlatform()
                        .start(() -> {
                            var random = new Random(12);
                            while (!stop.get()) {
                                playOn(random, faults);
                            }
                        });
        try (var verification = verification()) {
            for (int i = 0; i < 3; i++) {
                Checked passed = verified(verification);
                assertThat(passed.state()).as(passed.toString()).isEqualTo(State.PASSED);
                assertThat(passed.counted()).isGreaterThanOrEqualTo(300);
                assertThat(passed.note())
                        .isEqualTo(
                                "%d rows of 2 tables are what the events come to."
                                        .formatted(passed.counted() + 5));
                assertThat(schemas()).containsExactly("projection");
            }
        } finally {
            stop.set(true);
            writing.join();
        }
        assertThat(faults).isEmpty();
        assertThat(rebuild.view().state()).isEqualTo(Rebuild.RebuildState.EQUAL);
    }

    @Test
    void a_row_that_was_changed_by_hand_is_what_verification_names() throws Exception {
        play(new Random(1), 60);
        DATABASE.run("update projection.newest set text = 'secret' where stream = 's2'");
        try (var verification = verification()) {
            Checked failed = verified(verification);
            assertThat(failed.state()).isEqualTo(State.FAILED);
            assertThat(failed.name()).isEqualTo("read-models");
            assertThat(failed.note()).isNull();
            assertThat(failed.difference())
                    .isEqualTo(
                            "The rows that serve are not what the events come to. Table newest: 5"
                                    + " rows and 5. The row (s2) differs in text.");
            assertThat(content("projection")).contains("secret");
            assertThat(schemas()).containsExactly("projection");
        }
    }

    @Test
    void what_is_being_made_again_is_not_verified_and_has_not_passed() throws Exception {
        play(new Random(6), 30);
        var wait = new CountDownLatch(1);
        tables.waitsFor = wait;
        start(rebuild, false, true);
        try (var verification = verification();
                var other = newRebuild();
                var elsewhere = verification(other)) {
            await().atMost(SOON).until(() -> schemas().size() == 2);
            Checked here = verified(verification);
            assertThat(here.state()).isEqualTo(State.FAILED);
            assertThat(here.difference()).isNull();
            assertThat(here.problem())
                    .isEqualTo("The read models are being made again at the moment.");
            assertThat(verified(elsewhere).problem())
                    .isEqualTo("Another instance of this service is rebuilding.");
            assertThat(rebuild.view().running()).isTrue();
            wait.countDown();
            assertThat(ended(rebuild).state()).isEqualTo(Rebuild.RebuildState.SWAPPED);
            assertThat(verified(verification).state()).isEqualTo(State.PASSED);
        }
    }

    @Test
    void a_verification_that_the_service_s_end_cuts_short_has_not_passed() throws Exception {
        play(new Random(6), 30);
        var wait = new CountDownLatch(1);
        tables.waitsFor = wait;
        try (var verification = verification()) {
            assertThat(verification.start()).isTrue();
            await().atMost(SOON).until(() -> schemas().size() == 2);
            var closing = CompletableFuture.runAsync(rebuild::close);
            wait.countDown();
            closing.get(40, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> verification.report().endedAt() != null);
            Checked cut = verification.report().checks().getFirst();
            assertThat(cut.state()).isEqualTo(State.FAILED);
            assertThat(cut.problem()).isNotNull();
            assertThat(schemas()).containsExactly("projection");
        }
    }

    private Verification verification() {
        return verification(rebuild);
    }

    private static Verification verification(Rebuild rebuild) {
        return new Verification("note-service", List.of(new FreshFold(rebuild)), Clock.systemUTC());
    }

    private static Checked verified(Verification verification) {
        assertThat(verification.start()).isTrue();
        await().atMost(SOON).until(() -> verification.report().endedAt() != null);
        return verification.report().checks().getFirst();
    }

    private static void start(Rebuild rebuild, boolean verify, boolean swap) {
        assertThat(rebuild.start(new Rebuild.Order(verify, swap))).isTrue();
    }

    private static Rebuild.RebuildView ended(Rebuild rebuild) {
        await().atMost(SOON).until(rebuild::view, view -> !view.running());
        return rebuild.view();
    }

    /** Own notes and told ones of five streams, in whatever order, many at once. */
    private void play(Random random, int events) throws Exception {
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        for (int s = 0; s < 5; s++) {
            answers.add(own("s" + s));
        }
        for (int done = 5; done < events; ) {
            int some = 1 + random.nextInt(10);
            if (random.nextBoolean()) {
                for (int i = 0; i < some; i++) {
                    answers.add(own("s" + random.nextInt(5)));
                }
            } else {
                var told = new ArrayList<StoredEvent>();
                for (int i = 0; i < some; i++) {
                    String stream = "s" + random.nextInt(5);
                    told.add(
                            chains.computeIfAbsent(stream, Told::new)
                                    .next("told " + random.nextInt(1000)));
                }
                topics.publish(told);
                answers.addAll(receive(told));
            }
            done += some;
        }
        for (CompletableFuture<Outcome> answer : answers) {
            assertThat(answer.get(40, TimeUnit.SECONDS)).isInstanceOf(Outcome.Committed.class);
        }
    }

    private CompletableFuture<Outcome> own(String stream) {
        String id = UUID.randomUUID().toString();
        return writer.submit(note(stream, id, "own " + id));
    }

    private List<CompletableFuture<Outcome>> receive(List<StoredEvent> told)
            throws InterruptedException {
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        for (StoredEvent event : told) {
            answers.add(
                    writer.receive(
                            new Arrival<>(
                                    Notes.TOLD, "id", 0, offset++, event, null, false, HANDLER)));
        }
        return answers;
    }

    private static List<String> schemas() {
        return texts(
                "select nspname from pg_namespace where nspname like 'projection%' order by 1");
    }

    private static String content(String schema) {
        return String.join(
                "\n",
                texts(
                        "select concat_ws(' ', number, stream, topic, text) from %1$s.applied"
                                        .formatted(schema)
                                + " union all select concat_ws(' ', stream, events, text) from %1$s.newest"
                                        .formatted(schema)
                                + " order by 1"));
    }

    private static List<String> texts(String sql) {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Rebuild newRebuild() {
        return new Rebuild(
                "note-service",
                DATABASE.dataSource(),
                tables,
                log,
                topics.topics(),
                RebuildTest::migrate,
                tables,
                HANDLER,
                Clock.systemUTC());
    }

    private static void migrate(String schema) {
        Flyway.configure()
                .dataSource(DATABASE.dataSource())
                .schemas(schema)
                .locations("classpath:db/rebuilt")
                .load()
                .migrate();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
