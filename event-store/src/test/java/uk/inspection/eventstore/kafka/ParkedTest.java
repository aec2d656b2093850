package uk.inspection.eventstore.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Outcome.Committed;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.testing.Checker;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.eventstore.testing.Told;
import uk.inspection.local.testing.SharedStack;

/** What is parked until a newer release knows it, or until an operator discards it. */
class ParkedTest {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());
    private static final Duration SOON = Duration.ofSeconds(40);

    private final TestTopics testTopics = TestTopics.on(SharedStack.get());
    private final Topics topics = testTopics.topics();
    private final TestService service = new TestService(DATABASE, topics);

    @BeforeEach
    void empty() {
        DATABASE.clear();
        topics.ensure(Notes.TOLD);
    }

    @AfterEach
    void close() throws Exception {
        service.close();
        testTopics.close();
    }

    /** Answers every event; one that says something newer is unknown to an old release. */
    private static final class Release implements Arrival.Handler<Notes> {
        private final AtomicBoolean old;

        Release(AtomicBoolean old) {
            this.old = old;
        }

        @Override
        public Arrival.@Nullable Reaction<Notes> react(StoredEvent event) {
            if (old.get() && Notes.text(event).contains("newer")) {
                throw new IllegalStateException("Newer v1 is unknown to this build");
            }
            return new Arrival.Reaction<>(
                    event.stream(), (notes, version) -> Notes.accept("re " + Notes.text(event)));
        }

        @Override
        public boolean keeps(StoredEvent event) {
            return true;
        }

        @Override
        public Decision discard(Notes notes, Arrival.Discard discard) {
            return Notes.discarding(discard.event());
        }
    }

    private static Release release(boolean old) {
        return new Release(new AtomicBoolean(old));
    }

    private static List<StoredEvent> told(String stream, String... texts) {
        var chain = new Told(stream);
        var told = new ArrayList<StoredEvent>();
        for (String text : texts) {
            told.add(chain.next(text));
        }
        return told;
    }

    private static void caughtUp(Subscription<Notes> subscription) {
        await().atMost(SOON)
                .until(() -> subscription.lag().values().stream().allMatch(l -> l == 0));
    }

    private static Command<Notes> ruling(String id, Optional<StoredEvent> event) {
        return command(
                event.map(StoredEvent::stream).orElse(""),
                id,
                "body",
                notes ->
                        event.map(Notes::discarding)
                                .orElse(new Decision.Accept(List.of(), new byte[0])));
    }

    private static CompletableFuture<Outcome> discard(
            Subscription<Notes> subscription, String id, ParkedRecord one) {
        return subscription.discard(
                one.topic(),
                one.partition(),
                one.offset(),
                "it says nothing",
                event -> ruling(id, event));
    }

    private static Outcome get(CompletableFuture<Outcome> outcome) throws Exception {
        return outcome.get(30, TimeUnit.SECONDS);
    }

    private List<String> answers(String stream) {
        return service.events().stream()
                .filter(event -> event.stream().equals(stream) && !Discarded.tells(event))
                .map(Notes::text)
                .toList();
    }

    @Test
    void what_an_old_release_parked_a_newer_one_drains_by_itself_and_in_order() throws Exception {
        testTopics.publish(told("s1", "1", "2 newer", "3", "4 newer", "5"));
        testTopics.publish(told("s2", "1", "2"));
        try (var old = new TestService(DATABASE, topics)) {
            Subscription<Notes> subscription = old.subscription(List.of(Notes.TOLD), release(true));
            caughtUp(subscription);
            assertThat(subscription.counts())
                    .satisfies(counts -> {
                        assertThat(counts.events()).isEqualTo(4);
                        assertThat(counts.inspections()).isEqualTo(1);
                        assertThat(counts.oldest()).isNotNull();
                        assertThat(counts.unaccepted()).isZero();
                    });
            assertThat(answers("s2")).containsExactly("re 1", "re 2");
        }

        Subscription<Notes> newer = service.subscription(List.of(Notes.TOLD), release(false));
        await().atMost(SOON).until(() -> newer.parkedCount() == 0);
        testTopics.publish(told("s1", "1", "2 newer", "3", "4 newer", "5", "6").subList(5, 6));

        await().atMost(SOON).until(() -> answers("s1").size() == 6);
        assertThat(answers("s1"))
                .containsExactly("re 1", "re 2 newer", "re 3", "re 4 newer", "re 5", "re 6");
        assertThat(newer.counts()).isEqualTo(ParkedCounts.NONE);
        assertThat(Checker.log(service.events(), List.of())).isEmpty();
    }

    @Test
    void a_parked_record_is_shown_with_what_it_holds_and_what_waits_behind_it() throws Exception {
        List<StoredEvent> events = told("s", "1", "2 newer", "3", "4");
        testTopics.publish(events);
        testTopics.send(
                List.of(
                        new ProducerRecord<>(
                                topics.physical(Notes.TOLD),
                                "s".getBytes(UTF_8),
                                "{".getBytes(UTF_8))));
        Subscription<Notes> subscription = service.subscription(List.of(Notes.TOLD), release(true));
        caughtUp(subscription);
        List<ParkedRecord> parked = subscription.parked(100);
        assertThat(parked).extracting(ParkedRecord::version).containsExactly(2L, 3L, 4L, 0L);

        Inspected first = inspect(subscription, parked.get(0));
        Inspected second = inspect(subscription, parked.get(1));
        Inspected noEvent = inspect(subscription, parked.get(3));

        assertThat(first.event())
                .satisfies(event -> assertThat(event.hash()).isEqualTo(events.get(1).hash()));
        assertThat(first.record().why()).contains("Newer v1 is unknown to this build");
        assertThat(first.first()).extracting(ParkedRecord::version).isEqualTo(2L);
        assertThat(first.behind()).extracting(ParkedRecord::version).containsExactly(3L, 4L);
        assertThat(first.behindCount()).isEqualTo(2);
        assertThat(second.first()).extracting(ParkedRecord::version).isEqualTo(2L);
        assertThat(second.behind()).extracting(ParkedRecord::version).containsExactly(4L);
        assertThat(noEvent.event()).isNull();
        assertThat(noEvent.first()).isNull();
        assertThat(noEvent.behind()).isEmpty();
        assertThat(subscription.inspect(Notes.TOLD, parked.get(0).partition(), 4711)).isEmpty();
    }

    private static Inspected inspect(Subscription<Notes> subscription, ParkedRecord one) {
        return subscription.inspect(one.topic(), one.partition(), one.offset()).orElseThrow();
    }

    @Test
    void behind_a_discarded_event_everything_drains_by_itself() throws Exception {
        testTopics.publish(told("s", "1", "2 newer", "3", "4"));
        Subscription<Notes> subscription = service.subscription(List.of(Notes.TOLD), release(true));
        caughtUp(subscription);
        ParkedRecord poison = subscription.parked(1).getFirst();

        assertThat(get(discard(subscription, "d", poison))).isInstanceOf(Committed.class);

        await().atMost(SOON).until(() -> subscription.parkedCount() == 0);
        assertThat(answers("s")).containsExactly("re 1", "re 3", "re 4");
        assertThat(get(discard(subscription, "d", poison)))
                .isInstanceOfSatisfying(
                        Committed.class, done -> assertThat(done.repeated()).isTrue());
        assertThat(subscription.counts().unaccepted()).isEqualTo(1);
        assertThat(subscription.discards(0, 10))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.discard().stream()).isEqualTo("s");
                    assertThat(one.acceptance()).isNull();
                });
    }

    @Test
    void what_was_discarded_stays_so_when_the_topic_is_read_again_with_nothing_left_but_the_log()
            throws Exception {
        testTopics.publish(told("s", "1", "2 newer", "3", "4"));
        Subscription<Notes> before = service.subscription(List.of(Notes.TOLD), release(true));
        caughtUp(before);
        get(discard(before, "d", before.parked(1).getFirst()));
        await().atMost(SOON).until(() -> before.parkedCount() == 0);
        before.close();
        List<String> answered = answers("s");

        // As after a log was restored: its own events and commands, and nothing of others'.
        DATABASE.run(
                "truncate log.received, log.consumed, log.parked;"
                        + " update log.head set change = change + 1");
        try (var restored = new TestService(DATABASE, topics)) {
            // This release could apply the event. It stays out all the same.
            var listening =
                    restored.subscription(List.of(Notes.TOLD), Notes.reacting(event -> null));
            caughtUp(listening);
            assertThat(listening.parkedCount()).isZero();
            assertThat(restored.log.received(Notes.TOLD, "s", 0, 10))
                    .extracting(Notes::text)
                    .containsExactly("1", "3", "4");
            assertThat(restored.received()).isEqualTo(4);
            var seen = new ArrayList<String>();
            restored.submit(
                    command(
                            "s",
                            "look",
                            "look",
                            notes -> {
                                seen.addAll(notes.texts());
                                return Notes.refuse("only looking");
                            }));
            assertThat(seen).contains("1", "3", "4").doesNotContain("2 newer");
        }
        assertThat(answers("s")).isEqualTo(answered);
    }

    @Test
    void a_record_that_names_no_inspection_is_discarded_and_told_of_in_a_table() throws Exception {
        testTopics.send(
                List.of(
                        new ProducerRecord<>(
                                topics.physical(Notes.TOLD), null, "{".getBytes(UTF_8))));
        Subscription<Notes> subscription = service.subscription(List.of(Notes.TOLD), release(true));
        caughtUp(subscription);
        ParkedRecord noEvent = subscription.parked(1).getFirst();

        assertThat(get(discard(subscription, "d", noEvent))).isInstanceOf(Committed.class);

        assertThat(subscription.parkedCount()).isZero();
        assertThat(service.events()).isEmpty();
        assertThat(
                        DATABASE.number(
                                "select count(*) from log.discarded_record where reason = 'it says"
                                        + " nothing' and actor = 'inspector-1' and why <> ''"))
                .isEqualTo(1);
        assertThat(get(discard(subscription, "another", noEvent)))
                .isInstanceOf(Outcome.Refused.class);
    }

    /** The event is known from now on, and at the same time retried, drained and discarded. */
    @Test
    void of_a_discard_a_retry_and_a_drain_at_once_exactly_one_wins() throws Exception {
        var old = new AtomicBoolean(true);
        int inspections = 15;
        for (int i = 0; i < inspections; i++) {
            testTopics.publish(told("s" + i, "1 newer", "2"));
        }
        Subscription<Notes> subscription =
                service.subscription(List.of(Notes.TOLD), new Release(old));
        try (var second = new TestService(DATABASE, topics);
                var pool = Executors.newFixedThreadPool(2)) {
            Subscription<Notes> other = second.subscription(List.of(Notes.TOLD), new Release(old));
            caughtUp(subscription);
            List<ParkedRecord> poison =
                    subscription.parked(100).stream().filter(one -> one.version() == 1).toList();
            assertThat(poison).hasSize(inspections);
            var start = new CountDownLatch(1);
            var discards =
                    pool.submit(() -> {
                        start.await();
                        var won = new ArrayList<String>();
                        for (ParkedRecord one : poison) {
                            if (get(discard(subscription, "d-" + one.stream(), one))
                                    instanceof Committed) {
                                won.add(one.stream());
                            }
                        }
                        return won;
                    });
            var retries =
                    pool.submit(() -> {
                        start.await();
                        for (ParkedRecord one : poison.reversed()) {
                            other.retry(one.stream());
                        }
                        return true;
                    });
            old.set(false);
            start.countDown();
            List<String> discarded = discards.get(60, TimeUnit.SECONDS);
            retries.get(60, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> subscription.parkedCount() == 0);
            for (ParkedRecord one : poison) {
                assertThat(answers(one.stream()))
                        .isEqualTo(
                                discarded.contains(one.stream())
                                        ? List.of("re 2")
                                        : List.of("re 1 newer", "re 2"));
            }
            assertThat(
                            DATABASE.number(
                                    "select count(*) from log.event where type = 'EventDiscarded'"))
                    .isEqualTo(discarded.size());
            assertThat(DATABASE.number("select count(*) from log.received where discarded"))
                    .isEqualTo(discarded.size());
        }
        assertThat(service.received()).isEqualTo(2L * inspections);
        assertThat(Checker.log(service.events(), List.of())).isEmpty();
    }
}
