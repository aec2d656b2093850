package uk.inspection.eventstore.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.accept;
import static uk.inspection.eventstore.testing.Notes.note;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.eventstore.testing.Told;
import uk.inspection.eventstore.verification.Verification;
import uk.inspection.eventstore.verification.Verification.Checked;
import uk.inspection.eventstore.verification.Verification.Report;
import uk.inspection.eventstore.verification.Verification.State;
import uk.inspection.local.testing.SharedStack;

/** A log, what it received, and the topics of both, verified after somebody has changed them. */
class TopicVerificationTest {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());
    private static final Duration SOON = Duration.ofSeconds(40);

    private final TestTopics testTopics = TestTopics.on(SharedStack.get());
    private final TestService service = new TestService(DATABASE, testTopics.topics());
    private final Verification verification =
            Verification.of(
                    "note-service",
                    DATABASE.dataSource(),
                    testTopics.topics(),
                    List.of(Notes.OWN),
                    List.of(Notes.TOLD),
                    Stream.empty(),
                    List.of(),
                    Clock.systemUTC());

    @BeforeEach
    void empty() {
        DATABASE.clear();
        testTopics.topics().ensure(Notes.OWN);
        testTopics.topics().ensure(Notes.TOLD);
    }

    @AfterEach
    void close() throws Exception {
        verification.close();
        service.close();
        testTopics.close();
    }

    private Report verified() {
        assertThat(verification.start()).isTrue();
        await().atMost(SOON).until(() -> verification.report().endedAt() != null);
        return verification.report();
    }

    private Checked check(String name) {
        return verified().checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void passes() {
        Report report = verified();
        assertThat(report.state()).as(report.toString()).isEqualTo(State.PASSED);
    }

    private static String difference(Checked check) {
        assertThat(check.problem()).isNull();
        assertThat(check.state()).isEqualTo(State.FAILED);
        return check.difference() == null ? "nothing" : check.difference();
    }

    /** Four events of each of three streams, not published. */
    private List<StoredEvent> written() throws Exception {
        for (int i = 0; i < 12; i++) {
            service.submit(note("s" + i % 3, "c" + i, "note " + i));
        }
        return service.events();
    }

    /** As a relay would leave them, but for what the test left out or changed. */
    private void publish(List<StoredEvent> events) throws Exception {
        testTopics.topics().ensure(Notes.OWN);
        testTopics.publish(events);
        DATABASE.run("update log.relay set cursor = (select position from log.head)");
    }

    private List<StoredEvent> received() throws Exception {
        var events = new ArrayList<StoredEvent>();
        for (String stream : List.of("s0", "t1")) {
            var chain = new Told(stream);
            for (int i = 0; i < 5; i++) {
                events.add(chain.next(stream + " is told " + i));
            }
        }
        testTopics.publish(events);
        Subscription<Notes> subscription =
                service.subscription(List.of(Notes.TOLD), Notes.listener());
        await().atMost(SOON).until(() -> service.received() == events.size());
        subscription.close();
        return events;
    }

    @Test
    void what_is_as_it_was_written_passes_and_is_counted_with_its_repeats() throws Exception {
        List<StoredEvent> events = written();
        List<StoredEvent> told = received();
        publish(events);
        publish(events.subList(3, 9));
        testTopics.publish(told.subList(2, 4));
        Report report = verified();
        assertThat(report.state()).as(report.toString()).isEqualTo(State.PASSED);
        assertThat(report.checks())
                .extracting(Checked::name)
                .containsExactly("log", "log-in-topics", "received", "received-in-topics");
        assertThat(report.checks())
                .extracting(Checked::counted)
                .containsExactly(12L, 18L, 10L, 12L);
        assertThat(report.checks())
                .extracting(Checked::counts)
                .containsExactly("events", "records", "events", "records");
    }

    @Test
    void what_is_not_published_yet_is_not_missed() throws Exception {
        List<StoredEvent> events = written();
        passes();
        publish(events.subList(0, 8));
        DATABASE.run("update log.relay set cursor = 6");
        passes();
        DATABASE.run("update log.relay set cursor = 13");
        assertThat(difference(check("log-in-topics")))
                .isEqualTo(
                        "The relay's cursor is at position 13, beyond the head 12 (column cursor).");
    }

    @Test
    void an_event_that_is_missing_in_the_topic_is_named() throws Exception {
        var events = new ArrayList<>(written());
        events.remove(4);
        publish(events);
        assertThat(difference(check("log-in-topics")))
                .isEqualTo(
                        "Version 2 of stream s1, position 5, was published to topic note-events and"
                                + " does not lie there.");
    }

    @Test
    void a_topic_that_is_gone_is_missing_every_event() throws Exception {
        publish(written());
        passes();
        testTopics.delete(Notes.OWN);
        await().atMost(SOON).until(() -> testTopics.topics().findId(Notes.OWN) == null);
        assertThat(difference(check("log-in-topics"))).contains("Version 1 of stream s0");
    }

    @Test
    void a_stray_event_in_the_topic_is_named() throws Exception {
        publish(written());
        testTopics.publish(List.of(new Told(Notes.OWN, "stray").next("nobody wrote this")));
        assertThat(difference(check("log-in-topics")))
                .startsWith("Version 1 of stream stray, position 1, lies at offset ")
                .endsWith(" of topic note-events and not in the log.");
    }

    @Test
    void a_record_that_is_no_event_is_named() throws Exception {
        publish(written());
        testTopics.send(
                List.of(
                        new ProducerRecord<>(
                                testTopics.topics().physical(Notes.OWN),
                                "s1".getBytes(UTF_8),
                                "{".getBytes(UTF_8))));
        assertThat(difference(check("log-in-topics")))
                .startsWith("At offset ")
                .contains("lies what is no event of the log");
    }

    @Test
    void a_record_with_other_bytes_or_another_header_is_named_by_its_column() throws Exception {
        List<StoredEvent> events = written();
        publish(events);
        StoredEvent last = events.getLast();
        var message = Envelope.write("note-service", last, testTopics.topics().physical(Notes.OWN));
        message.value()[0] ^= 1;
        testTopics.send(List.of(message));
        assertThat(difference(check("log-in-topics")))
                .startsWith("Version 4 of stream s2 at position 12 is not what lies at offset ")
                .endsWith("(column data).");
    }

    @Test
    void first_appearances_out_of_order_are_named() throws Exception {
        var events = new ArrayList<>(written());
        events.add(1, events.remove(7));
        publish(events);
        assertThat(difference(check("log-in-topics")))
                .startsWith("Version 3 of stream s1, position 8, lies at offset ")
                .endsWith("before version 2 lies anywhere (order of first appearance).");
    }

    @Test
    void the_topic_tells_which_column_of_the_log_was_changed() throws Exception {
        publish(written());
        for (Map.Entry<String, String> change :
                Map.ofEntries(
                                Map.entry("topic", "topic || 'x'"),
                                Map.entry("position", "position + 1000"),
                                Map.entry("type", "type || 'x'"),
                                Map.entry("type_version", "type_version + 1"),
                                Map.entry("data", "set_byte(data, 0, get_byte(data, 0) # 1)"),
                                Map.entry("actor", "actor || 'x'"),
                                Map.entry("causation", "'x'"),
                                Map.entry("correlation", "correlation || 'x'"),
                                Map.entry("command_id", "command_id || 'x'"),
                                Map.entry("ordinal", "ordinal + 1"),
                                Map.entry("occurred_at", "occurred_at + interval '1 us'"),
                                Map.entry("recorded_at", "recorded_at + interval '1 us'"),
                                Map.entry("seen", "'x'"),
                                Map.entry("on_behalf_of", "'x'"),
                                Map.entry("previous_hash", "set_byte(previous_hash, 7, 7)"),
                                Map.entry("hash", "set_byte(hash, 7, get_byte(hash, 7) # 1)"))
                        .entrySet()) {
            DATABASE.run("create table log.before as select * from log.event");
            DATABASE.run(
                    "update log.event set %s = %s where stream = 's1' and version = 3"
                            .formatted(change.getKey(), change.getValue()));
            Report report = verified();
            assertThat(report.checks().getFirst().difference())
                    .as(change.getKey())
                    .containsIgnoringCase("version 3 of stream s1");
            assertThat(report.checks().get(1).difference())
                    .startsWith("Version 3 of stream s1 at position ")
                    .endsWith("(column %s).".formatted(change.getKey()));
            DATABASE.run(
                    """
                    delete from log.event;
                    insert into log.event select * from log.before;
                    drop table log.before
                    """);
        }
        passes();
    }

    @Test
    void what_was_received_and_then_changed_is_named() throws Exception {
        received();
        passes();
        String flip = "set_byte(hash, 3, get_byte(hash, 3) # 1)";
        String third = " where stream = 't1' and version = 3";
        DATABASE.run("update log.received set hash = " + flip + third);
        Report report = verified();
        assertThat(difference(report.checks().get(2)))
                .isEqualTo(
                        "Version 3 of stream t1, position 3 of topic told-events: its columns come to"
                                + " another hash than it carries (column hash).");
        assertThat(difference(report.checks().get(3)))
                .startsWith("Version 3 of stream t1, position 3, was received as something else")
                .endsWith("(column hash).");
        DATABASE.run("update log.received set hash = " + flip + third);
        DATABASE.run("update log.received set data = data || 'x'" + third);
        assertThat(difference(check("received"))).contains("Version 3 of stream t1");
        DATABASE.run("delete from log.received" + third);
        assertThat(difference(check("received")))
                .isEqualTo(
                        "Version 4 of stream t1, position 4 of topic told-events: version 2 comes"
                                + " before it (column version).");
    }

    @Test
    void of_an_envelope_alone_the_chain_and_the_topic_tell() throws Exception {
        received();
        DATABASE.run("update log.received set data = null");
        passes();
        DATABASE.run(
                "update log.received set actor = 'somebody' where stream = 's0' and version = 2");
        Report report = verified();
        assertThat(report.checks().get(2).state()).isEqualTo(State.PASSED);
        assertThat(difference(report.checks().get(3)))
                .startsWith("Version 2 of stream s0")
                .endsWith("(column actor).");
        DATABASE.run(
                "update log.received set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where"
                        + " stream = 's0' and version = 2");
        assertThat(difference(check("received")))
                .startsWith("Version 3 of stream s0")
                .endsWith("(column previous_hash).");
    }

    @Test
    void what_was_received_and_is_no_longer_in_its_topic_is_named() throws Exception {
        received();
        testTopics.delete(Notes.TOLD);
        await().atMost(SOON).until(() -> testTopics.topics().findId(Notes.TOLD) == null);
        assertThat(difference(check("received-in-topics")))
                .isEqualTo(
                        "Version 1 of stream s0 was received from topic told-events and does not lie"
                                + " there.");
    }

    @Test
    void everything_passes_while_everything_goes_on() throws Exception {
        Relay relay = service.relay();
        service.subscription(
                List.of(Notes.TOLD),
                Notes.reacting(event ->
                        new Arrival.Reaction<>(
                                event.stream(), (n, v) -> accept("re " + Notes.text(event)))));
        var enough = new AtomicBoolean();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var telling =
                    pool.submit(() -> {
                        var chain = new Told("told");
                        for (int i = 0; !enough.get(); i++) {
                            testTopics.publish(List.of(chain.next("told " + i)));
                            service.submit(note("written", "c" + i, "note " + i));
                        }
                        return null;
                    });
            await().atMost(SOON).until(() -> service.received() > 0);
            for (int i = 0; i < 8; i++) {
                passes();
            }
            enough.set(true);
            telling.get();
        }
        await().atMost(SOON).until(() -> relay.lag() == 0);
        passes();
    }

    @Test
    void a_broker_that_is_not_there_is_no_difference_and_no_pass() throws Exception {
        publish(written());
        try (var nowhere =
                        new Topics(Map.of("bootstrap.servers", "127.0.0.1:1"), "", 1, (short) 1);
                var without =
                        Verification.of(
                                "note-service",
                                DATABASE.dataSource(),
                                nowhere,
                                List.of(Notes.OWN),
                                List.of(),
                                Stream.empty(),
                                List.of(),
                                Clock.systemUTC())) {
            without.start();
            await().atMost(SOON).until(() -> without.report().endedAt() != null);
            Report report = without.report();
            assertThat(report.state()).isEqualTo(State.FAILED);
            assertThat(report.checks())
                    .extracting(Checked::state)
                    .containsExactly(State.PASSED, State.FAILED);
            assertThat(report.checks().getLast().difference()).isNull();
            assertThat(report.checks().getLast().problem()).contains("broker");
        }
    }
}
