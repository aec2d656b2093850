package uk.inspection.eventstore.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.command;
import static uk.inspection.eventstore.testing.Notes.fresh;
import static uk.inspection.eventstore.testing.Notes.note;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.postgres.AdvisoryLock;
import uk.inspection.eventstore.testing.Checker;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.SharedStack;

class RelayTest {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());
    private static final Duration SOON = Duration.ofSeconds(30);

    private final TestTopics testTopics = TestTopics.on(SharedStack.get());
    private final TestService service = new TestService(DATABASE, testTopics.topics());

    @BeforeEach
    void empty() {
        DATABASE.clear();
    }

    @AfterEach
    void close() throws Exception {
        service.close();
        testTopics.close();
    }

    private void write(String id, int events) throws Exception {
        var news = new ArrayList<NewEvent>();
        for (int i = 0; i < events; i++) {
            news.add(fresh(id + " " + i));
        }
        service.submit(command("s-" + id, id, id, n -> new Decision.Accept(news, new byte[0])));
    }

    private static void terminateLeader() {
        DATABASE.run(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and"
                        + " database = (select oid from pg_database where datname ="
                        + " current_database()) and classid = "
                        + AdvisoryLock.RELAY.key());
    }

    @Test
    void everything_is_published_once_and_in_order_over_several_pages() throws Exception {
        for (int i = 0; i < 5; i++) {
            write("before-" + i, 450);
        }
        Relay relay = service.relay();
        write("after", 20);
        await().atMost(SOON).until(() -> relay.lag() == 0);
        List<StoredEvent> published = testTopics.read(Notes.OWN);
        assertThat(Checker.topic(published, service.events())).isEmpty();
        assertThat(published).hasSize(2270);
        assertThat(relay.cursor()).isEqualTo(2270);
        assertThat(relay.published()).isEqualTo(2270);
        assertThat(relay.leader()).isTrue();
        assertThat(relay.problem()).isEmpty();
    }

    @Test
    void a_crash_between_acknowledgement_and_cursor_repeats_and_a_reader_does_not_care()
            throws Exception {
        var crashes = new AtomicInteger(2);
        write("a", 30);
        Relay relay =
                service.started(
                        new Relay(
                                "note-service",
                                service.log,
                                service.tail,
                                DATABASE.dataSource(),
                                testTopics.topics(),
                                List.of(Notes.OWN),
                                service.committed) {
                            @Override
                            void acknowledged(List<StoredEvent> page) {
                                int left = crashes.getAndDecrement();
                                if (left == 2) {
                                    throw new IllegalStateException("a crash at the worst moment");
                                } else if (left == 1) {
                                    terminateLeader();
                                }
                            }
                        });
        await().atMost(SOON).until(() -> relay.lag() == 0);
        List<StoredEvent> published = testTopics.read(Notes.OWN);
        assertThat(published).hasSize(90);
        assertThat(Checker.topic(published, service.events())).isEmpty();

        try (var reader =
                new TestService(TestDatabase.on(SharedStack.get()), testTopics.topics())) {
            Subscription<Notes> subscription =
                    reader.subscription(List.of(Notes.OWN), Notes.listener());
            await().atMost(SOON).until(() -> reader.received() == 30);
            await().atMost(SOON).until(() -> subscription.lag().equals(Map.of(Notes.OWN, 0L)));
            assertThat(reader.received()).isEqualTo(30);
            assertThat(subscription.parkedCount()).isZero();
        }
    }

    @Test
    void one_of_two_leads_and_the_other_takes_over_when_its_session_dies() throws Exception {
        Relay one = service.relay();
        await().atMost(SOON).until(one::leader);
        try (var second = new TestService(DATABASE, testTopics.topics())) {
            Relay two = second.relay();
            write("a", 5);
            await().atMost(SOON).until(() -> two.lag() == 0);
            assertThat(two.leader()).isFalse();
            assertThat(two.problem()).isEmpty();
            assertThat(two.published()).isZero();
            one.close();
            await().atMost(SOON).until(two::leader);
            Relay three = service.relay();
            terminateLeader();
            write("b", 5);
            await().atMost(SOON).until(() -> three.lag() == 0);
            await().atMost(SOON).until(() -> two.leader() != three.leader());
            assertThat(Checker.topic(testTopics.read(Notes.OWN), service.events())).isEmpty();
        }
    }

    @Test
    void a_broker_that_is_not_there_is_told_and_the_cursor_stays() throws Exception {
        write("a", 5);
        try (var nowhere =
                new Topics(Map.of("bootstrap.servers", "127.0.0.1:1"), "", 1, (short) 1)) {
            Relay relay =
                    service.started(
                            new Relay(
                                    "note-service",
                                    service.log,
                                    service.tail,
                                    DATABASE.dataSource(),
                                    nowhere,
                                    List.of(Notes.OWN),
                                    service.committed));
            await().atMost(SOON).until(relay::leader);
            await().atMost(SOON).until(() -> relay.problem().orElse("").contains("broker"));
            assertThat(relay.lag()).isEqualTo(5);
            assertThat(relay.cursor()).isZero();
            assertThat(relay.backlog())
                    .isEqualTo(new Backlog(5, service.events().getFirst().recordedAt()));
            relay.close();
        }
    }

    @Test
    void a_commit_wakes_the_relay() throws Exception {
        Relay relay = service.relay();
        await().atMost(SOON).until(relay::leader);
        service.submit(note("s", "c1", "first"));
        await().atMost(SOON).until(() -> relay.lag() == 0);
        assertThat(testTopics.read(Notes.OWN)).hasSize(1);
    }

    /** A reader that cannot write its log stays behind, and the first that it lacks is told. */
    @Test
    void what_a_reader_lacks_is_counted_and_how_long_the_first_of_it_waits() throws Exception {
        Relay relay = service.relay();
        write("a", 3);
        write("b", 4);
        await().atMost(SOON).until(() -> relay.lag() == 0);
        assertThat(relay.backlog()).isEqualTo(new Backlog(0, null));
        List<StoredEvent> all = service.events();
        try (var reader =
                new TestService(TestDatabase.on(SharedStack.get()), testTopics.topics())) {
            var subscription =
                    new Subscription<>(
                            "late-service",
                            List.of(Notes.OWN),
                            reader.writer,
                            reader.log,
                            reader.database.dataSource(),
                            testTopics.topics(),
                            Notes.listener());
            Backlog lacking = requireNonNull(subscription.backlog().get(Notes.OWN));
            assertThat(lacking.events()).isEqualTo(7);
            assertThat(lacking.oldest())
                    .isBetween(
                            all.getFirst().recordedAt().minusSeconds(1),
                            all.getLast().recordedAt().plus(SOON));
            subscription.start();
            await().atMost(SOON)
                    .until(() ->
                            subscription.backlog().equals(Map.of(Notes.OWN, new Backlog(0, null))));
            subscription.close();
        }
    }
}
