package uk.inspection.eventstore.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.note;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Signal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Tail;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.kafka.Relay;
import uk.inspection.eventstore.kafka.Restore;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.OwnStack;

/** What comes before the first command. */
class OpeningTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final OwnStack stack = new OwnStack();
    private final Topics topics =
            new Topics(Map.of("bootstrap.servers", stack.bootstrap()), "", 2, (short) 1);

    @AfterEach
    void close() {
        topics.close();
        stack.close();
    }

    /** One instance on a database, closed for commands until it is opened. */
    private final class Instance implements AutoCloseable {
        private final TestDatabase database;
        private final Signal committed = new Signal();
        private final Tail<StoredEvent> tail;
        private final AtomicInteger opened = new AtomicInteger();
        private final Writer<Notes> writer;
        private final Opening opening;

        Instance(TestDatabase database) {
            this.database = database;
            tail = Tail.of(database.log(), committed);
            writer =
                    new Writer<>(
                            "note-service",
                            database.log(),
                            Notes.MODEL,
                            events -> {},
                            Clock.systemUTC(),
                            tail::committed);
            writer.suspend(Opening.STARTING);
            var restore =
                    new Restore(
                            List.of(Notes.OWN),
                            topics,
                            database.dataSource(),
                            writer,
                            (stream, version) -> stream.getBytes(UTF_8));
            opening =
                    new Opening(
                            "note-service",
                            restore,
                            () -> {
                                opened.incrementAndGet();
                                writer.resume();
                            });
        }

        Outcome submit(String id) throws Exception {
            return writer.submit(note("s", id, id)).get(30, TimeUnit.SECONDS);
        }

        /** Publishes what was written. */
        void relayed() {
            try (var relay =
                    new Relay(
                            "note-service",
                            database.log(),
                            tail,
                            database.dataSource(),
                            topics,
                            List.of(Notes.OWN),
                            committed)) {
                relay.start();
                await().atMost(SOON).until(() -> relay.lag() == 0);
            }
        }

        @Override
        public void close() {
            opening.close();
            writer.close();
            database.disconnect();
        }
    }

    @Test
    void no_command_is_carried_out_before_the_broker_was_asked() throws Exception {
        TestDatabase database = TestDatabase.on(stack);
        try (var before = new Instance(database)) {
            before.opening.start(SOON);
            assertThat(before.opening.problem()).isEmpty();
            assertThat(before.submit("first")).isInstanceOf(Outcome.Committed.class);
            before.relayed();
        }
        stack.stopBroker();
        try (var empty = new Instance(TestDatabase.on(stack))) {
            empty.opening.start(Duration.ofMillis(1));
            var later = new AtomicInteger();
            empty.opening.then(later::incrementAndGet);
            assertThat(empty.submit("second")).isEqualTo(new Outcome.Unknown(Opening.STARTING));
            await().atMost(SOON)
                    .until(() -> empty.opening.problem().orElse("").contains("did not answer"));
            assertThat(empty.opened).hasValue(0);
            assertThat(later).hasValue(0);
            stack.startBroker();
            await().atMost(SOON).until(() -> later.get() == 1);
            assertThat(empty.opening.problem()).isEmpty();
            assertThat(empty.opened).hasValue(1);
            assertThat(empty.submit("second"))
                    .isInstanceOfSatisfying(
                            Outcome.Committed.class, c -> assertThat(c.version()).isEqualTo(2));
            empty.opening.then(later::incrementAndGet);
            assertThat(later).hasValue(2);
        }
    }

    @Test
    void a_log_that_went_another_way_stays_closed_and_says_why() throws Exception {
        try (var one = new Instance(TestDatabase.on(stack))) {
            one.opening.start(SOON);
            one.submit("mine");
            one.relayed();
        }
        try (var other = new Instance(TestDatabase.on(stack))) {
            other.writer.resume(); // as if it had not waited
            other.submit("another");
            other.writer.suspend(Opening.STARTING);
            other.opening.start(Duration.ofMillis(1));
            await().atMost(SOON)
                    .until(() -> other.opening.problem().orElse("").contains("another event"));
            assertThat(other.submit("more")).isInstanceOf(Outcome.Unknown.class);
            assertThat(other.opened).hasValue(0);
        }
    }
}
