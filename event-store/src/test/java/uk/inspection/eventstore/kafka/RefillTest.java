package uk.inspection.eventstore.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.command;
import static uk.inspection.eventstore.testing.Notes.fresh;
import static uk.inspection.eventstore.testing.Notes.note;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.NewEvent;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.testing.Checker;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.SharedStack;

/** A topic is lost, and comes back from the log. */
class RefillTest {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestTopics testTopics = TestTopics.on(SharedStack.get());
    private final Topics topics = testTopics.topics();
    private final TestService service = new TestService(DATABASE, topics);

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

    private void published(Relay relay) {
        await().atMost(SOON)
                .until(() ->
                        relay.lag() == 0
                                && DATABASE.texts(
                                                "select topic_id from log.published where refilled"
                                                        + " is null")
                                        .equals(List.of(String.valueOf(topics.findId(Notes.OWN)))));
        assertThat(relay.refilling()).isEmpty();
    }

    /** Newest hash of every stream as a reader has applied it. */
    private static TreeMap<String, String> hashes(TestService reader) {
        var hashes = new TreeMap<String, String>();
        for (String stream : reader.database.texts("select distinct stream from log.received")) {
            reader.log
                    .received(Notes.OWN, stream, 0, 10_000)
                    .forEach(e -> hashes.put(stream, HexFormat.of().formatHex(e.hash())));
        }
        return hashes;
    }

    private static TreeMap<String, String> written(List<StoredEvent> log) {
        var hashes = new TreeMap<String, String>();
        log.forEach(e -> hashes.put(e.stream(), HexFormat.of().formatHex(e.hash())));
        return hashes;
    }

    @Test
    void a_deleted_topic_is_filled_again_in_order_while_writes_go_on() throws Exception {
        for (int i = 0; i < 5; i++) {
            write("before-" + i, 450);
        }
        Relay relay = service.relay();
        published(relay);
        String id = topics.id(Notes.OWN);
        try (var reader = new TestService(TestDatabase.on(SharedStack.get()), topics)) {
            var shown = new AtomicInteger();
            Subscription<Notes> subscription =
                    reader.subscription(
                            List.of(Notes.OWN),
                            Notes.reacting(event -> {
                                shown.incrementAndGet();
                                return null;
                            }));
            await().atMost(SOON).until(() -> reader.received() == 2250);

            testTopics.delete(Notes.OWN);
            var answers = new ArrayList<CompletableFuture<Outcome>>();
            for (int i = 0; i < 300; i++) {
                answers.add(service.writer.submit(note("s-" + i % 7, "while-" + i, "w" + i)));
            }
            for (CompletableFuture<Outcome> answer : answers) {
                assertThat(answer.get()).isInstanceOf(Outcome.Committed.class);
            }
            published(relay);
            assertThat(topics.id(Notes.OWN)).isNotEqualTo(id);
            List<StoredEvent> log = service.events();
            List<StoredEvent> records = testTopics.read(Notes.OWN);
            assertThat(Checker.topic(records, log)).isEmpty();
            assertThat(records.stream().map(StoredEvent::id).distinct()).hasSize(2550);

            await().atMost(SOON).until(() -> reader.received() == 2550);
            await().atMost(SOON)
                    .until(() -> subscription.lag().values().stream().allMatch(l -> l == 0));
            assertThat(shown).hasValue(2550);
            assertThat(subscription.parkedCount()).isZero();
            assertThat(hashes(reader)).isEqualTo(written(log));
        }
    }

    @Test
    void an_empty_topic_under_a_new_id_is_filled_again_by_the_next_start() throws Exception {
        write("a", 1200);
        Relay before = service.relay();
        published(before);
        before.close();
        testTopics.delete(Notes.OWN);
        topics.ensure(Notes.OWN);
        write("b", 3);
        published(service.relay());
        List<StoredEvent> records = testTopics.read(Notes.OWN);
        assertThat(Checker.topic(records, service.events())).isEmpty();
        assertThat(records).hasSize(1203);
    }

    @Test
    void a_topic_of_which_no_id_is_known_is_filled_only_if_it_is_empty() throws Exception {
        write("a", 20);
        Relay before = service.relay();
        published(before);
        before.close();
        DATABASE.run("truncate log.published");
        Relay again = service.relay();
        write("b", 1);
        published(again);
        assertThat(testTopics.read(Notes.OWN)).hasSize(21);
        again.close();
        DATABASE.run("truncate log.published");
        testTopics.delete(Notes.OWN);
        published(service.relay());
        assertThat(testTopics.read(Notes.OWN)).hasSize(21);
    }

    @Test
    void a_crash_amid_the_filling_goes_on_where_it_stood() throws Exception {
        write("a", 2500);
        Relay before = service.relay();
        published(before);
        before.close();
        testTopics.delete(Notes.OWN);
        var crash = new AtomicBoolean(true);
        Relay relay =
                service.started(
                        new Relay(
                                "note-service",
                                service.log,
                                service.tail,
                                DATABASE.dataSource(),
                                topics,
                                List.of(Notes.OWN),
                                service.committed) {
                            @Override
                            void acknowledged(List<StoredEvent> page) {
                                if (page.getFirst().position() > 1000 && crash.getAndSet(false)) {
                                    throw new IllegalStateException("a crash amid the filling");
                                }
                            }
                        });
        await().atMost(SOON).until(() -> !crash.get());
        published(relay);
        List<StoredEvent> records = testTopics.read(Notes.OWN);
        assertThat(Checker.topic(records, service.events())).isEmpty();
        assertThat(records).hasSize(3500); // the page in hand came twice, and no other
        assertThat(DATABASE.number("select count(*) from log.published where refilled is null"))
                .isEqualTo(1);
    }
}
