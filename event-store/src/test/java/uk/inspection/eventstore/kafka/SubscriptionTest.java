package uk.inspection.eventstore.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.accept;
import static uk.inspection.eventstore.testing.Notes.reacting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.testing.Checker;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.eventstore.testing.Told;
import uk.inspection.local.testing.SharedStack;

class SubscriptionTest {
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

    private static List<StoredEvent> told(String stream, int events) {
        var chain = new Told(stream);
        var told = new ArrayList<StoredEvent>();
        for (int i = 1; i <= events; i++) {
            told.add(chain.next(stream + " " + i));
        }
        return told;
    }

    private static Arrival.Handler<Notes> answering() {
        return reacting(event ->
                new Arrival.Reaction<>(
                        event.stream(), (n, v) -> accept("re " + Notes.text(event))));
    }

    private static void caughtUp(Subscription<Notes> subscription) {
        await().atMost(SOON)
                .until(() -> subscription.lag().values().stream().allMatch(l -> l == 0));
    }

    @Test
    void every_event_is_applied_once_though_delivered_again_and_again() throws Exception {
        var events = new ArrayList<StoredEvent>();
        for (int s = 0; s < 6; s++) {
            events.addAll(told("s" + s, 40));
        }
        testTopics.publish(events);
        testTopics.publish(events.subList(10, 60));
        Subscription<Notes> subscription = service.subscription(List.of(Notes.TOLD), answering());
        caughtUp(subscription);
        testTopics.publish(events.subList(0, 100));
        caughtUp(subscription);
        assertThat(service.received()).isEqualTo(240);
        assertThat(service.events()).hasSize(240);
        assertThat(Checker.log(service.events(), List.of())).isEmpty();
        assertThat(subscription.positioned()).isTrue();
        assertThat(subscription.problem()).isEmpty();
        assertThat(subscription.parkedCount()).isZero();
    }

    @Test
    void a_restart_goes_on_where_the_database_stands() throws Exception {
        List<StoredEvent> events = told("s", 30);
        testTopics.publish(events.subList(0, 10));
        Subscription<Notes> before = service.subscription(List.of(Notes.TOLD), answering());
        caughtUp(before);
        before.close();
        testTopics.publish(events.subList(10, 30));
        assertThat(before.lag().get(Notes.TOLD)).isEqualTo(20);
        Subscription<Notes> after = service.subscription(List.of(Notes.TOLD), answering());
        caughtUp(after);
        assertThat(service.events()).hasSize(30);
    }

    @Test
    void a_record_that_is_no_event_is_parked_and_all_inspections_flow_on() throws Exception {
        testTopics.publish(told("s1", 3));
        testTopics.send(
                List.of(
                        new ProducerRecord<>(
                                topics.physical(Notes.TOLD),
                                "s1".getBytes(UTF_8),
                                "{".getBytes(UTF_8))));
        var more = new ArrayList<>(told("s1", 5).subList(3, 5));
        more.addAll(told("s2", 5));
        testTopics.publish(more);
        Subscription<Notes> subscription = service.subscription(List.of(Notes.TOLD), answering());
        caughtUp(subscription);
        assertThat(service.received()).isEqualTo(10);
        ParkedRecord parked = subscription.parked(100).getFirst();
        assertThat(parked.stream()).isEmpty();
        assertThat(parked.offset()).isEqualTo(3);
        assertThat(subscription.retry(Notes.TOLD, parked.partition(), parked.offset()))
                .hasValueSatisfying(o -> assertThat(o).isInstanceOf(Outcome.Parked.class));
        assertThat(subscription.retry(Notes.TOLD, parked.partition(), 99)).isEmpty();
        assertThat(subscription.parked(parked.topic(), parked.partition(), parked.offset(), 100))
                .isEmpty();
    }

    @Test
    void events_in_the_wrong_order_park_and_are_drained_when_the_gap_closes() throws Exception {
        List<StoredEvent> events = told("s", 200);
        var mixed = new ArrayList<>(events);
        Collections.shuffle(mixed, new Random(1));
        Subscription<Notes> subscription = service.subscription(List.of(Notes.TOLD), answering());
        testTopics.publish(mixed);
        await().atMost(SOON).until(() -> service.received() == 200);
        await().atMost(SOON).until(() -> subscription.parkedCount() == 0);
        assertThat(service.events().stream().map(Notes::text))
                .containsExactlyElementsOf(
                        events.stream().map(event -> "re " + Notes.text(event)).toList());
        testTopics.publish(told("s", 201).subList(200, 201));
        await().atMost(SOON).until(() -> service.received() == 201);
    }

    @Test
    void what_a_failing_handler_parked_is_applied_when_it_is_mended() throws Exception {
        var broken = new AtomicBoolean(true);
        Subscription<Notes> subscription =
                service.subscription(
                        List.of(Notes.TOLD),
                        reacting(event -> {
                            if (broken.get() && Notes.text(event).equals("s1 2")) {
                                throw new IllegalStateException("a bug");
                            }
                            return null;
                        }));
        testTopics.publish(told("s1", 5));
        testTopics.publish(told("s2", 5));
        caughtUp(subscription);
        assertThat(service.received()).isEqualTo(6);
        assertThat(subscription.retry("s1")).isEqualTo(4);
        assertThat(subscription.parked(100).getFirst().attempts()).isGreaterThan(1);
        broken.set(false);
        assertThat(subscription.retry("s1")).isZero();
        assertThat(service.received()).isEqualTo(10);
    }

    @Test
    void a_topic_made_anew_is_read_from_its_beginning() throws Exception {
        List<StoredEvent> events = told("s", 20);
        testTopics.publish(events.subList(0, 10));
        testTopics.publish(events.subList(12, 13));
        Subscription<Notes> subscription = service.subscription(List.of(Notes.TOLD), answering());
        caughtUp(subscription);
        assertThat(subscription.parkedCount()).isEqualTo(1);
        testTopics.delete(Notes.TOLD);
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    topics.ensure(Notes.TOLD);
                    assertThat(topics.ends(Notes.TOLD).values()).containsOnly(0L);
                });
        testTopics.publish(events);
        await().atMost(SOON).until(() -> service.received() == 20);
        await().atMost(SOON).until(() -> subscription.parkedCount() == 0);
        assertThat(service.events()).hasSize(20);
        await().atMost(SOON).until(subscription::positioned);
    }

    @Test
    void a_missing_topic_is_told_and_read_when_it_comes() throws Exception {
        testTopics.publish(told("s", 3));
        Subscription<Notes> subscription =
                service.subscription(List.of(Notes.TOLD, "later-events"), Notes.listener());
        await().atMost(SOON).until(() -> service.received() == 3);
        assertThat(subscription.positioned()).isFalse();
        assertThat(subscription.problem())
                .hasValueSatisfying(p -> assertThat(p).contains("later-events"));
        topics.ensure("later-events");
        testTopics.publish(List.of(new Told("later-events", "s").next("late")));
        await().atMost(SOON).until(() -> service.received() == 4);
        await().atMost(SOON).until(subscription::positioned);
        assertThat(subscription.problem()).isEmpty();
    }

    @Test
    void two_instances_share_the_work_and_apply_nothing_twice() throws Exception {
        var events = new ArrayList<StoredEvent>();
        for (int s = 0; s < 12; s++) {
            events.addAll(told("s" + s, 50));
        }
        testTopics.publish(events.subList(0, 200));
        service.subscription(List.of(Notes.TOLD), answering());
        try (var second = new TestService(DATABASE, topics)) {
            Subscription<Notes> leaving = second.subscription(List.of(Notes.TOLD), answering());
            testTopics.publish(events.subList(200, 400));
            await().atMost(SOON).until(leaving::positioned);
            leaving.close();
            testTopics.publish(events.subList(400, 600));
            await().atMost(SOON).until(() -> service.received() == 600);
        }
        assertThat(service.events()).hasSize(600);
        assertThat(Checker.log(service.events(), List.of())).isEmpty();
        assertThat(new HashSet<>(service.events().stream().map(Notes::text).toList())).hasSize(600);
    }

    /** Whoever is there already goes on with the partitions that the newcomer does not get. */
    @Test
    void an_instance_that_comes_interrupts_only_what_it_takes_over() {
        Map<String, Object> config = topics.clientConfig();
        config.put("group.id", topics.prefix() + "note-service");
        config.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "earliest");
        var taken = new ArrayList<TopicPartition>();
        try (var member =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            member.subscribe(List.of(topics.physical(Notes.TOLD)), revocations(taken));
            await().atMost(SOON)
                    .until(() -> {
                        member.poll(Duration.ofMillis(50));
                        return member.assignment().size() == TestTopics.PARTITIONS;
                    });
            service.subscription(List.of(Notes.TOLD), answering());
            await().atMost(SOON)
                    .until(() -> {
                        member.poll(Duration.ofMillis(50));
                        return !taken.isEmpty();
                    });
            assertThat(member.assignment()).isNotEmpty().doesNotContainAnyElementsOf(taken);
            assertThat(taken).hasSize(TestTopics.PARTITIONS - member.assignment().size());
        }
    }

    private static ConsumerRebalanceListener revocations(List<TopicPartition> taken) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                // What it is given is not asked.
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                taken.addAll(partitions);
            }
        };
    }

    @Test
    void a_reaction_waits_until_its_fact_has_come_from_another_topic() throws Exception {
        topics.ensure("other-events");
        Subscription<Notes> subscription =
                service.subscription(
                        List.of(Notes.TOLD, "other-events"),
                        reacting(event ->
                                event.topic().equals("other-events")
                                        ? null
                                        : new Arrival.Reaction<>(
                                                "target",
                                                (notes, version) ->
                                                        notes.texts().isEmpty()
                                                                ? new Decision.Await("it")
                                                                : accept("re"))));
        testTopics.publish(told("s", 1));
        await().atMost(SOON).until(() -> subscription.awaitingCount() == 1);
        assertThat(subscription.oldestAwaiting()).isPresent();
        assertThat(service.events()).isEmpty();
        testTopics.publish(List.of(new Told("other-events", "target").next("the fact")));
        await().atMost(SOON).until(() -> subscription.awaitingCount() == 0);
        assertThat(service.events()).extracting(Notes::text).containsExactly("re");
        assertThat(subscription.oldestAwaiting()).isEmpty();
    }

    @Test
    void what_is_read_together_is_applied_in_the_order_of_its_sending() {
        List<ConsumerRecord<byte[], byte[]>> cases =
                List.of(sent("cases", 0, 10), sent("cases", 1, 30));
        List<ConsumerRecord<byte[], byte[]>> scores =
                List.of(sent("scores", 0, 20), sent("scores", 1, 40));
        var setBack =
                List.of(sent("reports", 0, 35), sent("reports", 1, 5), sent("reports", 2, 50));
        var records =
                new ConsumerRecords<>(
                        Map.of(
                                new TopicPartition("scores", 0), scores,
                                new TopicPartition("reports", 0), setBack,
                                new TopicPartition("cases", 0), cases),
                        Map.of());
        assertThat(Subscription.inOrder(records))
                .extracting(one -> one.topic() + one.offset())
                .containsExactly(
                        "cases0",
                        "scores0",
                        "cases1",
                        "reports0",
                        "reports1",
                        "scores1",
                        "reports2");
    }

    private static ConsumerRecord<byte[], byte[]> sent(String topic, long offset, long at) {
        return new ConsumerRecord<>(
                topic,
                0,
                offset,
                at,
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }
}
