package uk.inspection.eventstore.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.accept;
import static uk.inspection.eventstore.testing.Notes.note;
import static uk.inspection.eventstore.testing.Notes.reacting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Decision;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.testing.Checker;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.eventstore.testing.Told;
import uk.inspection.local.testing.SharedStack;

/** A service's database is lost, or is one of before, and comes back from the topics. */
class RestoreTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String OTHER = "other-events";
    private static final List<String> UPSTREAM = List.of(Notes.TOLD, OTHER);

    private final TestTopics testTopics = TestTopics.on(SharedStack.get());
    private final Topics topics = testTopics.topics();
    private final List<TestService> services = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (TestService service : services) {
            service.close();
        }
        testTopics.close();
    }

    private TestService on(TestDatabase database, List<StoredEvent> shown) {
        var service = new TestService(database, topics, shown::addAll);
        services.add(service);
        return service;
    }

    private TestService fresh() {
        return on(TestDatabase.on(SharedStack.get()), new ArrayList<>());
    }

    private long restore(TestService service) throws InterruptedException {
        return new Restore(
                        List.of(Notes.OWN),
                        topics,
                        service.database.dataSource(),
                        service.writer,
                        (stream, version) -> (stream + "@" + version).getBytes(UTF_8))
                .run();
    }

    /** Depends on all that an inspection knows: decided at another moment it would differ. */
    private static Arrival.Handler<Notes> answering() {
        return reacting(event ->
                new Arrival.Reaction<>(
                        event.stream(),
                        (notes, version) ->
                                notes.texts().size() % 3 == 0
                                        ? accept("re " + Notes.text(event))
                                        : Decision.accept()));
    }

    private static void heard(Subscription<Notes> subscription) {
        await().atMost(SOON)
                .until(() ->
                        subscription.lag().values().stream().allMatch(l -> l == 0)
                                && subscription.heldCount() == 0
                                && subscription.parkedCount() == 0);
    }

    /** Everything that was received, and after which own version. */
    private static List<String> received(TestService service) {
        return service.database.texts(
                "select topic || '/' || stream || '/' || version || ' after ' || after_version ||"
                        + " encode(hash, 'hex') from log.received order by 1");
    }

    private static List<String> offsets(TestService service) {
        return service.database.texts(
                "select topic || partition || topic_id || next_offset from log.consumed order by 1");
    }

    private static List<String> columns(List<StoredEvent> events) {
        return events.stream()
                .map(e ->
                        "%d %s %s %s %s %s %s %s %s"
                                .formatted(
                                        e.position(),
                                        e.id(),
                                        Notes.text(e),
                                        e.onBehalfOf(),
                                        e.causation(),
                                        e.commandId(),
                                        e.seen(),
                                        e.recordedAt(),
                                        HexFormat.of().formatHex(e.hash())))
                .toList();
    }

    /** What read models were shown of each inspection, by what own events come in which order. */
    private static Map<String, List<String>> shown(List<StoredEvent> shown) {
        var lines = new TreeMap<String, List<String>>();
        var between = new TreeMap<String, List<StoredEvent>>();
        for (StoredEvent event : shown) {
            List<StoredEvent> waiting =
                    between.computeIfAbsent(event.stream(), s -> new ArrayList<>());
            if (event.topic().equals(Notes.OWN)) {
                flush(lines, event.stream(), waiting);
                lines.computeIfAbsent(event.stream(), s -> new ArrayList<>()).add(event.id());
            } else {
                waiting.add(event);
            }
        }
        between.forEach((stream, waiting) -> flush(lines, stream, waiting));
        return lines;
    }

    private static void flush(
            Map<String, List<String>> lines, String stream, List<StoredEvent> waiting) {
        waiting.sort(Comparator.comparing(StoredEvent::topic));
        List<String> line = lines.computeIfAbsent(stream, s -> new ArrayList<>());
        waiting.forEach(event -> line.add(event.id()));
        waiting.clear();
    }

    /** Lives through a while: two upstream topics, and commands in between. */
    private void live(TestService service, Subscription<Notes> subscription, int from, int to)
            throws Exception {
        var random = new Random(from);
        for (int i = from; i < to; i++) {
            var batch = new ArrayList<StoredEvent>();
            for (int n = 0; n < 8; n++) {
                String stream = "s" + random.nextInt(5);
                String topic = UPSTREAM.get(random.nextInt(2));
                batch.add(
                        chains.computeIfAbsent(topic + stream, key -> new Told(topic, stream))
                                .next(topic + " " + i + "." + n));
            }
            testTopics.publish(batch);
            service.submit(note("s" + random.nextInt(6), "c" + i, "own " + i));
            if (random.nextBoolean()) {
                heard(subscription);
            }
        }
        heard(subscription);
    }

    private final Map<String, Told> chains = new TreeMap<>();

    @Test
    void a_lost_database_comes_back_as_it_was() throws Exception {
        UPSTREAM.forEach(topics::ensure);
        var shownBefore = new CopyOnWriteArrayList<StoredEvent>();
        TestService before = on(TestDatabase.on(SharedStack.get()), shownBefore);
        assertThat(restore(before)).isZero();
        Relay relay = before.relay();
        live(before, before.subscription(UPSTREAM, answering()), 0, 16);
        await().atMost(SOON).until(() -> relay.lag() == 0);
        before.close();

        var shownAfter = new CopyOnWriteArrayList<StoredEvent>();
        TestService after = on(TestDatabase.on(SharedStack.get()), shownAfter);
        assertThat(restore(after)).isEqualTo(before.events().size());
        assertThat(after.database.number("select cursor from log.relay"))
                .isEqualTo(before.events().size());
        heard(after.subscription(UPSTREAM, answering()));

        assertThat(columns(after.events())).isEqualTo(columns(before.events()));
        assertThat(before.events().stream().map(StoredEvent::onBehalfOf).distinct())
                .contains(null, Notes.PERSON);
        assertThat(received(after)).isEqualTo(received(before));
        assertThat(offsets(after)).isEqualTo(offsets(before));
        assertThat(shown(shownAfter)).isEqualTo(shown(shownBefore));
        assertThat(after.submit(note("s1", "c7", "own 7")))
                .isInstanceOfSatisfying(
                        Outcome.Committed.class, c -> assertThat(c.repeated()).isTrue());
        assertThat(after.submit(note("s1", "new", "new"))).isInstanceOf(Outcome.Committed.class);
        Relay goesOn = after.relay();
        await().atMost(SOON).until(() -> goesOn.lag() == 0 && goesOn.refilling().isEmpty());
        assertThat(Checker.topic(testTopics.read(Notes.OWN), after.events())).isEmpty();
        assertThat(goesOn.published()).isEqualTo(1);
    }

    @Test
    void an_older_backup_catches_up_before_it_goes_on() throws Exception {
        UPSTREAM.forEach(topics::ensure);
        var shownBefore = new CopyOnWriteArrayList<StoredEvent>();
        TestDatabase database = TestDatabase.on(SharedStack.get());
        TestService early = on(database, shownBefore);
        Relay first = early.relay();
        live(early, early.subscription(UPSTREAM, answering()), 0, 6);
        await().atMost(SOON).until(() -> first.lag() == 0);
        early.close();
        TestDatabase backup = database.copy();
        var shownAfter = new CopyOnWriteArrayList<>(shownBefore);

        TestService before = on(database, shownBefore);
        assertThat(restore(before)).isZero();
        Relay relay = before.relay();
        live(before, before.subscription(UPSTREAM, answering()), 6, 14);
        await().atMost(SOON).until(() -> relay.lag() == 0);
        before.close();

        TestService after = on(backup, shownAfter);
        long lacked = before.events().size() - after.events().size();
        assertThat(lacked).isPositive();
        assertThat(restore(after)).isEqualTo(lacked);
        heard(after.subscription(UPSTREAM, answering()));
        assertThat(columns(after.events())).isEqualTo(columns(before.events()));
        assertThat(received(after)).isEqualTo(received(before));
        assertThat(shown(shownAfter)).isEqualTo(shown(shownBefore));
    }

    @Test
    void two_instances_that_start_at_once_restore_once() throws Exception {
        publish(own(1300));
        TestDatabase database = TestDatabase.on(SharedStack.get());
        TestService one = on(database, new ArrayList<>());
        TestService two = on(database, new ArrayList<>());
        var other =
                new Thread(() ->
                        await().atMost(SOON)
                                .ignoreExceptions()
                                .until(() -> {
                                    restore(two);
                                    return true;
                                }));
        other.start();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> {
                    restore(one);
                    return true;
                });
        other.join();
        assertThat(one.events()).hasSize(1300);
        assertThat(Checker.log(one.events(), List.of())).isEmpty();
    }

    @Test
    void repeats_and_pages_out_of_order_make_no_difference() throws Exception {
        List<StoredEvent> own = own(40);
        publish(own.subList(20, 40));
        publish(own);
        publish(own.subList(5, 25));
        TestService service = fresh();
        assertThat(restore(service)).isEqualTo(40);
        assertThat(columns(service.events())).isEqualTo(columns(own));
    }

    @Test
    void a_page_that_was_repeated_in_part_does_not_hide_what_is_beyond_it() throws Exception {
        List<StoredEvent> own = own(60);
        publish(own);
        TestService service = fresh();
        restore(service);
        // An older backup, whose relay had stopped within a page: then the topic ends with a
        // repeat.
        TestService backup = fresh();
        backup.writer.restore(own.subList(0, 40), (stream, version) -> new byte[0]).get();
        backup.database.run("update log.relay set cursor = 10");
        publish(own.subList(10, 40));
        assertThat(restore(backup)).isEqualTo(20);
        assertThat(columns(backup.events())).isEqualTo(columns(own));
    }

    private void refuses(TestService service, String sentence) {
        long position = service.log.position();
        assertThatThrownBy(() -> restore(service))
                .isInstanceOf(Restore.Fault.class)
                .hasMessageContaining(sentence);
        assertThat(service.log.position()).isEqualTo(position);
    }

    @Test
    void a_position_that_the_topic_lacks_is_named() throws Exception {
        List<StoredEvent> own = own(30);
        publish(own.subList(0, 12));
        publish(own.subList(13, 30));
        refuses(fresh(), "Position 13 is missing: after it the topics go on with 14.");
    }

    @Test
    void a_flipped_byte_is_named() throws Exception {
        List<StoredEvent> own = own(30);
        publish(own.subList(0, 12));
        publish(List.of(with(own.get(12), "changed", own.get(12).previousHash())));
        publish(own.subList(13, 30));
        refuses(fresh(), "%s, position 13, does not carry the hash".formatted(own.get(12).id()));
    }

    @Test
    void a_chain_that_breaks_is_named() throws Exception {
        List<StoredEvent> own = own(30);
        StoredEvent stray = with(own.get(12), "another", HashChain.origin());
        publish(own.subList(0, 12));
        publish(List.of(hashed(stray)));
        publish(own.subList(13, 30));
        refuses(
                fresh(),
                "%s at position 13 does not continue its inspection's chain."
                        .formatted(own.get(12).id()));
    }

    @Test
    void two_events_in_one_position_are_named() throws Exception {
        List<StoredEvent> own = own(30);
        publish(own);
        publish(List.of(hashed(with(own.get(12), "another", own.get(12).previousHash()))));
        refuses(fresh(), "two different events at position 13");
    }

    @Test
    void a_log_that_went_another_way_than_its_topic_is_not_opened() throws Exception {
        publish(own(5));
        TestService forked = fresh();
        for (int i = 0; i < 5; i++) {
            forked.submit(note("s0", "mine-" + i, "mine"));
        }
        refuses(forked, "where the log has another event.");
        publish(own(9));
        refuses(forked, "does not continue its inspection's chain.");
    }

    private void publish(List<StoredEvent> events) throws Exception {
        topics.ensure(Notes.OWN);
        testTopics.publish(events);
    }

    /** A log that another instance has written, the same whenever it is asked for. */
    private List<StoredEvent> own(int events) throws Exception {
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        for (int i = written; i < events; i++) {
            answers.add(writtenBy.writer.submit(note("s" + i % 3, "w" + i, "w" + i)));
        }
        for (CompletableFuture<Outcome> answer : answers) {
            assertThat(answer.get()).isInstanceOf(Outcome.Committed.class);
        }
        written = Math.max(written, events);
        return writtenBy.events().subList(0, events);
    }

    private final TestService writtenBy = fresh();
    private int written;

    private static StoredEvent with(StoredEvent e, String text, byte[] previousHash) {
        return new StoredEvent(
                e.topic(),
                e.position(),
                e.stream(),
                e.version(),
                e.type(),
                e.typeVersion(),
                text.getBytes(UTF_8),
                e.actor(),
                e.causation(),
                e.correlation(),
                e.commandId(),
                e.ordinal(),
                e.occurredAt(),
                e.recordedAt(),
                e.seen(),
                previousHash,
                e.hash(),
                e.onBehalfOf());
    }

    private static StoredEvent hashed(StoredEvent e) {
        return new StoredEvent(
                e.topic(),
                e.position(),
                e.stream(),
                e.version(),
                e.type(),
                e.typeVersion(),
                e.data(),
                e.actor(),
                e.causation(),
                e.correlation(),
                e.commandId(),
                e.ordinal(),
                e.occurredAt(),
                e.recordedAt(),
                e.seen(),
                e.previousHash(),
                HashChain.hash(e),
                e.onBehalfOf());
    }
}
