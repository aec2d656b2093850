package uk.inspection.eventstore.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.accept;
import static uk.inspection.eventstore.testing.Notes.note;
import static uk.inspection.eventstore.testing.Notes.reacting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.testing.Checker;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.OwnStack;

/** Database and broker stopped and killed under load; afterwards everything is counted. */
class FaultTest {
    private static final int CALLERS = 32;
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final OwnStack STACK = new OwnStack();
    private static final TestDatabase WRITERS = TestDatabase.on(STACK);
    private static final TestDatabase READERS = TestDatabase.on(STACK);
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private final TestTopics testTopics =
            TestTopics.on(STACK, "fault-" + PREFIXES.incrementAndGet() + "-");
    private final TestService service = new TestService(WRITERS, testTopics.topics());
    private final TestService reader = new TestService(READERS, testTopics.topics());

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Semaphore allowed = new Semaphore(0);
    private final AtomicBoolean enough = new AtomicBoolean();
    private final List<Future<?>> callers = new ArrayList<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void empty() {
        WRITERS.clear();
        READERS.clear();
    }

    @AfterEach
    void close() throws Exception {
        enough.set(true);
        executor.shutdownNow();
        reader.close();
        service.close();
        testTopics.close();
    }

    @AfterAll
    static void stop() {
        STACK.close();
    }

    /** Callers that write what they are allowed to; what is unknown is not repeated yet. */
    private void load() {
        for (int caller = 0; caller < CALLERS; caller++) {
            int me = caller;
            callers.add(
                    executor.submit(() -> {
                        for (int i = 0; ; i++) {
                            allowed.acquire();
                            if (enough.get()) {
                                return null;
                            }
                            String id = me + "-" + i;
                            Outcome outcome = service.submit(note("s" + me % 8, id, id));
                            switch (outcome) {
                                case Outcome.Committed committed -> acknowledged.add(id);
                                case Outcome.Unknown lost -> unknown.add(id);
                                default -> throw new AssertionError(outcome.toString());
                            }
                        }
                    }));
        }
    }

    /**
     * Lets the callers write on, and returns while most of what they may write is still to come.
     */
    private void grow() {
        int now = acknowledged.size();
        allowed.release(1000);
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> acknowledged.size() > now + 50);
    }

    private void finish() throws Exception {
        await().atMost(LONG).until(() -> allowed.availablePermits() == 0);
        enough.set(true);
        allowed.release(CALLERS);
        for (Future<?> caller : callers) {
            caller.get(90, TimeUnit.SECONDS);
        }
    }

    private static Arrival.Handler<Notes> answering() {
        return reacting(event ->
                new Arrival.Reaction<>(
                        event.stream(), (n, v) -> accept("re " + Notes.text(event))));
    }

    /** The reader has reacted to every event of the writer exactly once. */
    private void everything_has_arrived_once(Relay relay, Subscription<Notes> subscription) {
        List<StoredEvent> log = service.events();
        await().atMost(LONG).ignoreExceptions().until(() -> relay.lag() == 0);
        assertThat(Checker.topic(testTopics.read(Notes.OWN), log)).isEmpty();
        await().atMost(LONG)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(reader.received())
                                .as("%s %s", subscription.problem(), subscription.parked(9))
                                .isEqualTo(log.size()));
        List<StoredEvent> reactions = reader.events();
        assertThat(reactions).hasSize(log.size());
        assertThat(Checker.log(reactions, List.of())).isEmpty();
        assertThat(reactions.stream().map(Notes::text))
                .containsExactlyInAnyOrderElementsOf(
                        log.stream().map(event -> "re " + Notes.text(event)).toList());
    }

    @Test
    void the_database_is_stopped_and_killed_under_load_and_nothing_acknowledged_is_lost()
            throws Exception {
        Relay relay = service.relay();
        testTopics.topics().ensure(Notes.OWN);
        Subscription<Notes> subscription = reader.subscription(List.of(Notes.OWN), answering());
        load();
        grow();
        STACK.stopPostgres();
        STACK.startPostgres();
        grow();
        STACK.killPostgres();
        STACK.startPostgres();
        grow();
        finish();

        List<StoredEvent> log = service.events();
        assertThat(Checker.log(log, acknowledged)).isEmpty();
        assertThat(log.stream().map(StoredEvent::commandId))
                .allMatch(id -> acknowledged.contains(id) || unknown.contains(id));
        for (String id : unknown) {
            String stream = "s" + Integer.parseInt(id.substring(0, id.indexOf('-'))) % 8;
            assertThat(service.submit(note(stream, id, id))).isInstanceOf(Outcome.Committed.class);
        }
        assertThat(Checker.log(service.events(), unknown)).isEmpty();
        assertThat(service.events()).hasSize(acknowledged.size() + unknown.size());
        everything_has_arrived_once(relay, subscription);
        await().atMost(LONG).until(subscription::positioned);
    }

    @Test
    void the_broker_is_stopped_and_killed_under_load_and_everything_is_published_in_order()
            throws Exception {
        Relay relay = service.relay();
        await().atMost(LONG).until(relay::leader);
        Subscription<Notes> subscription = reader.subscription(List.of(Notes.OWN), answering());
        load();
        grow();
        STACK.stopBroker();
        grow();
        await().atMost(LONG).until(() -> relay.problem().isPresent());
        STACK.startBroker();
        grow();
        STACK.killBroker();
        grow();
        STACK.startBroker();
        finish();
        assertThat(unknown).isEmpty();
        everything_has_arrived_once(relay, subscription);
    }

    @Test
    void a_relay_that_moved_its_cursor_too_early_would_be_found() throws Exception {
        var crash = new AtomicBoolean(true);
        Relay careless =
                service.started(
                        new Relay(
                                "note-service",
                                service.log,
                                service.tail,
                                WRITERS.dataSource(),
                                testTopics.topics(),
                                List.of(Notes.OWN),
                                service.committed) {
                            @Override
                            void publish(Session leading, List<StoredEvent> page)
                                    throws java.sql.SQLException, InterruptedException {
                                move(leading, page.getLast().position());
                                if (crash.getAndSet(false)) {
                                    throw new IllegalStateException("a crash at the worst moment");
                                }
                                send(page);
                            }
                        });
        for (int i = 0; i < 5; i++) {
            service.submit(note("s", "c" + i, "text " + i));
        }
        await().atMost(LONG).until(() -> !crash.get() && careless.lag() == 0);
        careless.close();
        assertThat(Checker.topic(testTopics.read(Notes.OWN), service.events())).isNotEmpty();
    }
}
