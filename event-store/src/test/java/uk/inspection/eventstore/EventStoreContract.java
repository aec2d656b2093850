package uk.inspection.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.eventstore.testing.Notes.NOON;
import static uk.inspection.eventstore.testing.Notes.accept;
import static uk.inspection.eventstore.testing.Notes.command;
import static uk.inspection.eventstore.testing.Notes.fresh;
import static uk.inspection.eventstore.testing.Notes.note;
import static uk.inspection.eventstore.testing.Notes.reacting;
import static uk.inspection.eventstore.testing.Notes.refuse;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.eventstore.Outcome.Committed;
import uk.inspection.eventstore.memory.MemoryLog;
import uk.inspection.eventstore.testing.Checker;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.Told;

/** What every log must keep, whatever it is made of. */
abstract class EventStoreContract {
    private final List<Writer<Notes>> writers = new ArrayList<>();
    private final Map<String, Long> nextOffsets = new HashMap<>();

    /** An empty log. */
    protected abstract Log log();

    /** The same log as another instance of the service sees it. */
    protected abstract Log sameLog();

    protected abstract List<Log.Parked> parked();

    @AfterEach
    void close_the_writers() {
        writers.forEach(Writer::close);
    }

    private Writer<Notes> writer(Log log) {
        return writer(log, events -> {});
    }

    private Writer<Notes> writer(Log log, ReadModels readModels) {
        var writer =
                new Writer<>(
                        "note-service", log, Notes.MODEL, readModels, Clock.systemUTC(), _ -> {});
        writers.add(writer);
        return writer;
    }

    private static Outcome get(CompletableFuture<Outcome> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }

    private static Outcome submit(Writer<Notes> writer, Command<Notes> command) throws Exception {
        return get(writer.submit(command));
    }

    /** Hands an event over at the next offset of partition 0. */
    private Outcome tell(Writer<Notes> writer, StoredEvent event, Arrival.Handler<Notes> handler)
            throws Exception {
        long offset = nextOffsets.merge(event.topic(), 1L, Long::sum) - 1;
        return tell(writer, offset, event, handler, false);
    }

    private Outcome tell(Writer<Notes> writer, StoredEvent event) throws Exception {
        return tell(writer, event, Notes.listener());
    }

    private static Outcome tell(
            Writer<Notes> writer,
            long offset,
            StoredEvent event,
            Arrival.Handler<Notes> handler,
            boolean parked)
            throws Exception {
        return get(
                writer.receive(
                        new Arrival<>(
                                event.topic(),
                                "T1",
                                0,
                                offset,
                                offset,
                                event,
                                null,
                                parked,
                                handler)));
    }

    /** What a decision sees of a stream now. */
    private static List<String> texts(Writer<Notes> writer, String stream) throws Exception {
        var seen = new ArrayList<String>();
        submit(
                writer,
                command(
                        stream,
                        "look",
                        "look",
                        notes -> {
                            seen.addAll(notes.texts());
                            return refuse("only looking");
                        }));
        return seen;
    }

    /** Holds the writer within a decision, so that what is submitted meanwhile shares one batch. */
    private static void in_one_batch(Writer<Notes> writer, Runnable submissions) throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var held =
                writer.submit(
                        command(
                                "held",
                                "hold",
                                "hold",
                                notes -> {
                                    entered.countDown();
                                    try {
                                        release.await();
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                    return refuse("held");
                                }));
        entered.await();
        submissions.run();
        release.countDown();
        get(held);
    }

    // --- commands

    @Test
    void positions_and_versions_have_no_gaps() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        for (int i = 0; i < 10; i++) {
            Outcome outcome = submit(writer, note("s" + i % 3, "c" + i, "text " + i));
            assertThat(outcome).isInstanceOf(Committed.class);
        }
        List<StoredEvent> all = Checker.all(log);
        assertThat(all).extracting(StoredEvent::position).startsWith(1L).hasSize(10).isSorted();
        assertThat(Checker.log(all, List.of("c0", "c9"))).isEmpty();
        assertThat(log.stream("s0", 1, 100))
                .extracting(StoredEvent::version)
                .containsExactly(2L, 3L, 4L);
        assertThat(log.after(8, 100)).extracting(StoredEvent::position).containsExactly(9L, 10L);
        assertThat(log.position()).isEqualTo(10);
    }

    @Test
    void streams_are_told_in_pages_whether_written_or_received() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        for (String stream : List.of("b", "d", "b", "a")) {
            submit(writer, note(stream, stream + log.position(), "a note"));
        }
        for (String stream : List.of("c", "d", "e")) {
            tell(writer, new Told(stream).next("told"));
        }
        assertThat(log.streams("", 3)).containsExactly("a", "b", "c");
        assertThat(log.streams("c", 3)).containsExactly("d", "e");
        assertThat(log.streams("e", 3)).isEmpty();
    }

    @Test
    void an_event_comes_back_with_every_column_as_it_was_written() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        submit(writer, note("s", "c1", "ä ö 😀"));
        StoredEvent event = log.after(0, 1).getFirst();
        assertThat(Notes.text(event)).isEqualTo("ä ö 😀");
        assertThat(event.occurredAt()).isEqualTo(Notes.NOON);
        assertThat(event.actor()).isEqualTo("inspector-1");
        assertThat(event.causation()).isNull();
        assertThat(event.correlation()).isEqualTo("request-c1");
        assertThat(event.onBehalfOf()).isEqualTo("c1".hashCode() % 2 == 0 ? null : Notes.PERSON);
        assertThat(event.commandId()).isEqualTo("c1");
        assertThat(event.recordedAt().getNano() % 1000).isZero();
        assertThat(event.id()).isEqualTo("note-events/s/1");
        assertThat(HashChain.intact(event)).isTrue();
    }

    /** What a hash covers must come back to the microsecond, in whatever year. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00.000001Z",
                "1969-12-31T23:59:59.999999Z",
                "2262-04-11T23:47:16.854775Z",
                "9999-12-31T23:59:59.999999Z"
            })
    void a_time_comes_back_as_it_was_written(String time) throws Exception {
        Log log = log();
        submit(writer(log), noteAt("s", "c1", Instant.parse(time)));
        StoredEvent event = log.after(0, 1).getFirst();
        assertThat(event.occurredAt()).isEqualTo(time);
        assertThat(HashChain.intact(event)).isTrue();
    }

    @Test
    void the_newest_event_of_a_stream_up_to_a_time_is_found() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        submit(writer, noteAt("s", "c1", NOON));
        submit(writer, noteAt("s", "c2", NOON));
        submit(writer, noteAt("s", "c3", NOON.plusSeconds(60)));
        submit(writer, noteAt("other", "c4", NOON.plusSeconds(30)));
        assertThat(log.newest("s", NOON.minusNanos(1000))).isEmpty();
        assertThat(log.newest("s", NOON).orElseThrow().version()).isEqualTo(2);
        assertThat(log.newest("s", NOON.plusSeconds(59)).orElseThrow().version()).isEqualTo(2);
        assertThat(log.newest("s", NOON.plusSeconds(60).minusNanos(1)).orElseThrow().version())
                .isEqualTo(2);
        assertThat(log.newest("s", NOON.plusSeconds(60)).orElseThrow().version()).isEqualTo(3);
        assertThat(log.newest("none", NOON)).isEmpty();
    }

    private static Command<Notes> noteAt(String stream, String id, Instant at) {
        return new Command<>(
                stream,
                id,
                id.getBytes(UTF_8),
                "inspector-1",
                null,
                "request-" + id,
                at,
                (notes, version) -> accept(id));
    }

    @Test
    void several_events_of_one_command_are_appended_together() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        submit(
                writer,
                command(
                        "s",
                        "c",
                        "b",
                        notes ->
                                new Decision.Accept(
                                        List.of(fresh("a"), fresh("b"), fresh("c")), new byte[0])));
        assertThat(log.stream("s", 0, 10))
                .extracting(StoredEvent::ordinal)
                .containsExactly(0, 1, 2);
        assertThat(Checker.log(Checker.all(log), List.of())).isEmpty();
        assertThat(texts(writer, "s")).containsExactly("a", "b", "c");
    }

    @Test
    void the_same_command_again_gets_the_first_answer_and_writes_nothing() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        submit(writer, note("s", "c1", "first"));
        submit(writer, note("s", "c2", "second"));
        Outcome again = submit(writer, note("s", "c1", "first"));
        assertThat(again)
                .isInstanceOfSatisfying(
                        Committed.class,
                        committed -> {
                            assertThat(committed.repeated()).isTrue();
                            assertThat(committed.version()).isEqualTo(1);
                            assertThat(committed.answer()).asString(UTF_8).isEqualTo("first");
                        });
        assertThat(log.position()).isEqualTo(2);
    }

    @Test
    void a_command_that_changed_nothing_is_remembered_too() throws Exception {
        Log log = log();
        submit(writer(log), command("s", "c", "b", notes -> Decision.accept()));
        Outcome again = submit(writer(sameLog()), command("s", "c", "b", notes -> accept("new")));
        assertThat(again)
                .isInstanceOfSatisfying(Committed.class, c -> assertThat(c.repeated()).isTrue());
        assertThat(log.position()).isZero();
    }

    @Test
    void the_same_command_twice_in_one_batch_is_carried_out_once() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        in_one_batch(
                writer,
                () -> {
                    for (int i = 0; i < 5; i++) {
                        answers.add(writer.submit(note("s", "c", "once")));
                    }
                });
        for (CompletableFuture<Outcome> answer : answers) {
            assertThat(get(answer)).isInstanceOf(Committed.class);
        }
        assertThat(log.position()).isEqualTo(1);
    }

    @Test
    void the_same_key_with_another_body_is_refused() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        submit(writer, note("s", "c", "one"));
        assertThat(submit(writer, note("s", "c", "other"))).isInstanceOf(Outcome.KeyReused.class);
        assertThat(log.position()).isEqualTo(1);
    }

    @Test
    void a_refused_command_refuses_alone_and_may_be_tried_again() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        in_one_batch(
                writer,
                () -> {
                    answers.add(writer.submit(note("s", "c1", "a")));
                    answers.add(writer.submit(command("s", "c2", "b", notes -> refuse("no"))));
                    answers.add(writer.submit(note("s", "c3", "c")));
                });
        assertThat(get(answers.get(0))).isInstanceOf(Committed.class);
        assertThat(get(answers.get(1)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        r -> assertThat(r.refusal().sentence()).isEqualTo("no"));
        assertThat(get(answers.get(2))).isInstanceOf(Committed.class);
        assertThat(submit(writer, note("s", "c2", "b"))).isInstanceOf(Committed.class);
        assertThat(texts(writer, "s")).containsExactly("a", "c", "b");
    }

    @Test
    void one_broken_decision_among_two_hundred_fails_alone() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        in_one_batch(
                writer,
                () -> {
                    for (int i = 0; i < 200; i++) {
                        int n = i;
                        answers.add(
                                writer.submit(
                                        command(
                                                "s" + n % 7,
                                                "c" + n,
                                                "b",
                                                notes -> {
                                                    if (n == 100) {
                                                        throw new IllegalStateException("a bug");
                                                    }
                                                    return accept("t" + n);
                                                })));
                    }
                });
        var acknowledged = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            Outcome outcome = get(answers.get(i));
            if (i == 100) {
                assertThat(outcome).isInstanceOf(Outcome.Broken.class);
            } else {
                assertThat(outcome).isInstanceOf(Committed.class);
                acknowledged.add("c" + i);
            }
        }
        assertThat(Checker.all(log)).hasSize(199);
        assertThat(Checker.log(Checker.all(log), acknowledged)).isEmpty();
    }

    @Test
    void what_a_read_model_cannot_take_is_not_written_and_the_rest_is() throws Exception {
        Log log = log();
        var applied = new ArrayList<String>();
        Writer<Notes> writer =
                writer(
                        log,
                        events -> {
                            if (events.stream().map(Notes::text).anyMatch("poison"::equals)) {
                                throw new IllegalStateException("a read model's bug");
                            }
                            events.forEach(event -> applied.add(Notes.text(event)));
                        });
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        in_one_batch(
                writer,
                () -> {
                    answers.add(writer.submit(note("s", "c1", "a")));
                    answers.add(writer.submit(note("s", "c2", "poison")));
                    answers.add(writer.submit(note("s", "c3", "b")));
                });
        assertThat(get(answers.get(0))).isInstanceOf(Committed.class);
        assertThat(get(answers.get(1))).isInstanceOf(Outcome.Broken.class);
        assertThat(get(answers.get(2))).isInstanceOf(Committed.class);
        assertThat(log.stream("s", 0, 10)).extracting(Notes::text).containsExactly("a", "b");
        assertThat(applied).containsExactly("a", "b");
        assertThat(texts(writer, "s")).containsExactly("a", "b");
    }

    @Test
    void only_reactions_may_wait() throws Exception {
        Writer<Notes> writer = writer(log());
        assertThat(submit(writer, command("s", "c", "b", n -> new Decision.Await("a fact"))))
                .isEqualTo(new Outcome.Unknown("a fact"));
    }

    // --- several writers

    @Test
    void a_writer_decides_on_what_another_writer_wrote() throws Exception {
        Writer<Notes> one = writer(log());
        Writer<Notes> other = writer(sameLog());
        for (int i = 0; i < 20; i++) {
            int expected = i;
            Outcome outcome =
                    submit(
                            i % 2 == 0 ? one : other,
                            command(
                                    "s",
                                    "c" + i,
                                    "b",
                                    notes ->
                                            notes.texts().size() == expected
                                                    ? accept("t" + expected)
                                                    : refuse("It saw " + notes.texts().size())));
            assertThat(outcome).isInstanceOf(Committed.class);
        }
        assertThat(texts(one, "s")).isEqualTo(texts(other, "s")).hasSize(20);
    }

    @Test
    void many_callers_of_two_writers_are_each_served_exactly_once() throws Exception {
        Log log = log();
        List<Writer<Notes>> two = List.of(writer(log), writer(sameLog()));
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        try (var callers = Executors.newFixedThreadPool(32)) {
            for (int caller = 0; caller < 32; caller++) {
                int me = caller;
                callers.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        String id = me + "-" + i;
                        Command<Notes> command = note("s" + i % 4, id, id);
                        if (submit(two.get((me + i) % 2), command) instanceof Committed) {
                            acknowledged.add(id);
                        }
                        if (i % 5 == 0) {
                            submit(two.get((me + i + 1) % 2), command); // an impatient one
                        }
                    }
                    return null;
                });
            }
        }
        assertThat(acknowledged).hasSize(800);
        assertThat(Checker.all(log)).hasSize(800);
        assertThat(Checker.log(Checker.all(log), acknowledged)).isEmpty();
    }

    @Test
    void a_new_writer_finds_the_states_as_they_were() throws Exception {
        Writer<Notes> one = writer(log());
        var told = new Told("s");
        submit(one, note("s", "c1", "own 1"));
        tell(one, told.next("told 1"));
        tell(one, told.next("told 2"));
        submit(one, note("s", "c2", "own 2"));
        tell(one, told.next("told 3"));
        one.close();
        assertThat(texts(writer(sameLog()), "s"))
                .containsExactly("own 1", "told 1", "told 2", "own 2", "told 3");
    }

    @Test
    void own_and_received_events_are_told_apart_even_under_one_topic() throws Exception {
        Writer<Notes> one = writer(log());
        var told = new Told(Notes.OWN, "s");
        submit(one, note("s", "c1", "own 1"));
        tell(one, told.next("told 1"));
        Writer<Notes> other = writer(sameLog());
        submit(other, note("s", "c2", "own 2"));
        tell(other, told.next("told 2"));
        assertThat(Checker.log(Checker.all(sameLog()), List.of("c1", "c2"))).isEmpty();
        assertThat(texts(one, "s")).containsExactly("own 1", "told 1", "own 2", "told 2");
    }

    @Test
    void a_closed_writer_answers_everyone() throws Exception {
        Writer<Notes> writer = writer(log());
        writer.close();
        assertThat(submit(writer, note("s", "c", "t"))).isInstanceOf(Outcome.Unknown.class);
    }

    // --- arrivals

    @Test
    void arrivals_are_applied_in_order_and_told_to_the_read_models() throws Exception {
        var applied = new ArrayList<String>();
        Writer<Notes> writer =
                writer(log(), events -> events.forEach(e -> applied.add(Notes.text(e))));
        var told = new Told("s");
        assertThat(tell(writer, told.next("a"))).isInstanceOf(Committed.class);
        assertThat(tell(writer, told.next("b"))).isInstanceOf(Committed.class);
        assertThat(applied).containsExactly("a", "b");
        assertThat(texts(writer, "s")).containsExactly("a", "b");
    }

    @Test
    void what_was_received_is_read_in_order_by_topic_and_stream() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var told = new Told("s");
        var others = new Told("other-events", "s");
        var elsewhere = new Told("t");
        tell(writer, told.next("a"));
        tell(writer, others.next("x"));
        tell(writer, told.next("b"));
        tell(writer, elsewhere.next("y"));
        tell(writer, told.next("c"));
        submit(writer, note("s", "own", "own"));

        assertThat(log.received(Notes.TOLD, "s", 0, 100))
                .extracting(Notes::text)
                .containsExactly("a", "b", "c");
        assertThat(log.received(Notes.TOLD, "s", 1, 1))
                .extracting(Notes::text)
                .containsExactly("b");
        assertThat(log.received(Notes.TOLD, "s", 3, 100)).isEmpty();
        assertThat(log.received("other-events", "s", 0, 100))
                .extracting(StoredEvent::id)
                .containsExactly("other-events/s/1");
        assertThat(log.received(Notes.OWN, "s", 0, 100)).isEmpty();
        assertThat(log.receivedVersion(Notes.TOLD, "s")).isEqualTo(3);
        assertThat(log.receivedVersion("other-events", "s")).isEqualTo(1);
        assertThat(log.receivedVersion(Notes.OWN, "s")).isZero();
        assertThat(log.version("s")).isEqualTo(1);
        assertThat(log.version("t")).isZero();
        assertThat(HashChain.intact(log.received(Notes.TOLD, "s", 2, 1).getFirst())).isTrue();
    }

    @Test
    void own_events_say_what_was_applied_of_other_topics_before_them() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var told = new Told("s");
        tell(writer, told.next("a"));
        tell(writer, told.next("b"));
        tell(writer, new Told("other-events", "s").next("x"));
        submit(writer, note("s", "c", "own"));
        assertThat(log.after(0, 1).getFirst().seen()).isEqualTo("other-events=1,told-events=2");
    }

    @Test
    void an_event_delivered_again_is_skipped() throws Exception {
        Writer<Notes> writer = writer(log());
        var told = new Told("s");
        StoredEvent a = told.next("a");
        StoredEvent b = told.next("b");
        tell(writer, a);
        tell(writer, b);
        assertThat(tell(writer, a))
                .isInstanceOfSatisfying(Committed.class, c -> assertThat(c.repeated()).isTrue());
        assertThat(tell(writer, b))
                .isInstanceOfSatisfying(Committed.class, c -> assertThat(c.repeated()).isTrue());
        assertThat(tell(writer, told.next("c"))).isInstanceOf(Committed.class);
        assertThat(texts(writer, "s")).containsExactly("a", "b", "c");
        assertThat(parked()).isEmpty();
    }

    @Test
    void a_record_below_the_logs_offset_was_dealt_with() throws Exception {
        Writer<Notes> writer = writer(log());
        StoredEvent a = new Told("s").next("a");
        tell(writer, 0, a, Notes.listener(), false);
        StoredEvent elsewhere = new Told("s2").next("never");
        Outcome outcome = tell(writer(sameLog()), 0, elsewhere, Notes.listener(), false);
        assertThat(outcome)
                .isInstanceOfSatisfying(Committed.class, c -> assertThat(c.repeated()).isTrue());
        assertThat(texts(writer, "s2")).isEmpty();
    }

    @Test
    void a_record_beyond_one_that_was_not_written_is_not_written_either() throws Exception {
        Writer<Notes> writer = writer(log());
        var told = new Told("s");
        tell(writer, 0, told.next("a"), Notes.listener(), false);
        StoredEvent lost = told.next("lost");
        assertThat(tell(writer, 2, new Told("s2").next("early"), Notes.listener(), false))
                .isInstanceOf(Outcome.Unknown.class);
        tell(writer, 1, lost, Notes.listener(), false);
        assertThat(texts(writer, "s")).containsExactly("a", "lost");
        assertThat(texts(writer, "s2")).isEmpty();
    }

    @Test
    void a_topic_made_anew_begins_again_at_offset_zero() throws Exception {
        Writer<Notes> writer = writer(log());
        var told = new Told("s");
        StoredEvent a = told.next("a");
        tell(writer, 0, a, Notes.listener(), false);
        Outcome again =
                get(
                        writer.receive(
                                new Arrival<>(
                                        Notes.TOLD,
                                        "T2",
                                        0,
                                        0,
                                        0,
                                        a,
                                        null,
                                        false,
                                        Notes.listener())));
        assertThat(again)
                .isInstanceOfSatisfying(Committed.class, c -> assertThat(c.repeated()).isTrue());
        Outcome next =
                get(
                        writer.receive(
                                new Arrival<>(
                                        Notes.TOLD,
                                        "T2",
                                        0,
                                        1,
                                        1,
                                        told.next("b"),
                                        null,
                                        false,
                                        Notes.listener())));
        assertThat(next).isInstanceOf(Committed.class);
        assertThat(texts(writer, "s")).containsExactly("a", "b");
    }

    @Test
    void a_gap_parks_its_inspection_and_no_other() throws Exception {
        Writer<Notes> writer = writer(log());
        var told = new Told("s");
        StoredEvent one = told.next("1");
        StoredEvent two = told.next("2");
        StoredEvent three = told.next("3");
        StoredEvent four = told.next("4");
        tell(writer, one);
        assertThat(tell(writer, three)).isInstanceOf(Outcome.Parked.class);
        assertThat(tell(writer, four)).isInstanceOf(Outcome.Parked.class);
        assertThat(tell(writer, new Told("s2").next("flows on"))).isInstanceOf(Committed.class);
        assertThat(texts(writer, "s")).containsExactly("1");
        // What closes the gap parks behind them; then all are drained in order.
        assertThat(tell(writer, two)).isInstanceOf(Outcome.Parked.class);
        assertThat(parked()).extracting(Log.Parked::version).containsExactlyInAnyOrder(2L, 3L, 4L);
        assertThat(tell(writer, 1, three, Notes.listener(), true))
                .isInstanceOf(Outcome.Parked.class);
        assertThat(tell(writer, 4, two, Notes.listener(), true)).isInstanceOf(Committed.class);
        assertThat(tell(writer, told.next("5"))).isInstanceOf(Outcome.Parked.class);
        assertThat(tell(writer, 1, three, Notes.listener(), true)).isInstanceOf(Committed.class);
        assertThat(tell(writer, 2, four, Notes.listener(), true)).isInstanceOf(Committed.class);
        assertThat(parked()).extracting(Log.Parked::version).containsExactly(5L);
    }

    @Test
    void a_drained_inspection_flows_again() throws Exception {
        Writer<Notes> writer = writer(log());
        var told = new Told("s");
        StoredEvent one = told.next("1");
        StoredEvent two = told.next("2");
        tell(writer, two);
        tell(writer, one);
        tell(writer, 1, one, Notes.listener(), true);
        tell(writer, 0, two, Notes.listener(), true);
        assertThat(parked()).isEmpty();
        assertThat(tell(writer, told.next("3"))).isInstanceOf(Committed.class);
        assertThat(texts(writer, "s")).containsExactly("1", "2", "3");
    }

    @Test
    void a_parked_inspection_is_parked_for_a_new_writer_too() throws Exception {
        Writer<Notes> writer = writer(log());
        var told = new Told("s");
        StoredEvent one = told.next("1");
        tell(writer, told.next("2"));
        writer.close();
        Writer<Notes> later = writer(sameLog());
        assertThat(tell(later, one)).isInstanceOf(Outcome.Parked.class);
        assertThat(tell(later, told.next("3"))).isInstanceOf(Outcome.Parked.class);
    }

    @Test
    void a_fork_is_parked() throws Exception {
        Writer<Notes> writer = writer(log());
        var told = new Told("s");
        tell(writer, told.next("1"));
        tell(writer, told.next("2"));
        Outcome forkOfTheLast =
                tell(writer, Told.event(Notes.TOLD, "s", 2, "another 2", HashChain.origin()));
        assertThat(forkOfTheLast).isInstanceOf(Outcome.Parked.class);
        assertThat(tell(writer, new Told("s").next("another 1")))
                .isInstanceOf(Outcome.Parked.class);
        assertThat(texts(writer, "s")).containsExactly("1", "2");
    }

    @Test
    void an_event_that_was_changed_on_its_way_is_parked() throws Exception {
        Writer<Notes> writer = writer(log());
        StoredEvent genuine = new Told("s").next("percent: 40");
        StoredEvent forged =
                Told.event(Notes.TOLD, "s", 1, "percent: 90", HashChain.origin(), genuine.hash());
        assertThat(tell(writer, forged)).isInstanceOf(Outcome.Parked.class);
        assertThat(texts(writer, "s")).isEmpty();
    }

    @Test
    void an_event_that_follows_another_past_is_parked() throws Exception {
        Writer<Notes> writer = writer(log());
        tell(writer, new Told("s").next("1"));
        byte[] otherPast = new Told("s").next("another 1").hash();
        assertThat(tell(writer, Told.event(Notes.TOLD, "s", 2, "2", otherPast)))
                .isInstanceOf(Outcome.Parked.class);
    }

    @Test
    void a_record_that_is_no_event_is_parked_by_its_place() throws Exception {
        Writer<Notes> writer = writer(log());
        Outcome outcome =
                get(
                        writer.receive(
                                new Arrival<>(
                                        Notes.TOLD,
                                        "T1",
                                        0,
                                        0,
                                        0,
                                        null,
                                        "It holds a \0 and is " + "very ".repeat(1000) + "long.",
                                        false,
                                        Notes.listener())));
        assertThat(outcome).isInstanceOf(Outcome.Parked.class);
        assertThat(parked())
                .singleElement()
                .satisfies(parked -> {
                    assertThat(parked.offset()).isZero();
                    assertThat(parked.stream()).isEmpty();
                });
        assertThat(tell(writer, 1, new Told("s").next("flows on"), Notes.listener(), false))
                .isInstanceOf(Committed.class);
    }

    @Test
    void a_failing_handler_parks_its_event_until_it_is_mended() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var broken = new AtomicBoolean(true);
        Arrival.Handler<Notes> handler =
                reacting(event -> {
                    if (broken.get()) {
                        throw new IllegalStateException("a bug");
                    }
                    return new Arrival.Reaction<>(event.stream(), (n, v) -> accept("re"));
                });
        StoredEvent event = new Told("s").next("told");
        assertThat(tell(writer, event, handler)).isInstanceOf(Outcome.Parked.class);
        assertThat(texts(writer, "s")).isEmpty();
        broken.set(false);
        assertThat(tell(writer, 0, event, handler, true)).isInstanceOf(Committed.class);
        assertThat(texts(writer, "s")).containsExactly("told", "re");
        assertThat(parked()).isEmpty();
    }

    @Test
    void a_failing_decision_or_read_model_parks_the_event_and_no_other_in_its_batch()
            throws Exception {
        Log log = log();
        Writer<Notes> writer =
                writer(
                        log,
                        events -> {
                            if (events.stream().map(Notes::text).anyMatch("poison"::equals)) {
                                throw new IllegalStateException("a read model's bug");
                            }
                        });
        Arrival.Handler<Notes> handler =
                reacting(event ->
                        new Arrival.Reaction<>(
                                event.stream(),
                                (n, v) -> {
                                    if (Notes.text(event).equals("bug")) {
                                        throw new IllegalStateException("a bug");
                                    }
                                    return accept("re: " + Notes.text(event));
                                }));
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        in_one_batch(
                writer,
                () -> {
                    String[] texts = {"a", "bug", "b", "poison", "c"};
                    for (int i = 0; i < texts.length; i++) {
                        try {
                            answers.add(
                                    writer.receive(
                                            new Arrival<>(
                                                    Notes.TOLD,
                                                    "T1",
                                                    0,
                                                    i,
                                                    i,
                                                    new Told("s" + i).next(texts[i]),
                                                    null,
                                                    false,
                                                    handler)));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                });
        for (int i = 0; i < 5; i++) {
            assertThat(get(answers.get(i)))
                    .isInstanceOf(i % 2 == 0 ? Committed.class : Outcome.Parked.class);
        }
        assertThat(Checker.all(log))
                .extracting(Notes::text)
                .containsExactly("re: a", "re: b", "re: c");
        assertThat(parked()).extracting(Log.Parked::stream).containsExactlyInAnyOrder("s1", "s3");
    }

    @Test
    void a_reaction_inherits_its_causes_time_and_request() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        StoredEvent cause = new Told("s").next("told");
        tell(
                writer,
                cause,
                reacting(e -> new Arrival.Reaction<>("other-stream", (n, v) -> accept("re"))));
        StoredEvent reaction = log.after(0, 1).getFirst();
        assertThat(reaction.stream()).isEqualTo("other-stream");
        assertThat(reaction.actor()).isEqualTo("note-service");
        assertThat(reaction.causation()).isEqualTo(cause.id());
        assertThat(reaction.correlation()).isEqualTo(cause.correlation());
        assertThat(reaction.onBehalfOf()).isEqualTo("inspector-1");
        assertThat(reaction.occurredAt()).isEqualTo(cause.occurredAt());
    }

    @Test
    void a_reaction_is_for_the_person_who_began_the_chain_and_for_nobody_where_a_service_did()
            throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var told = new Told("s");
        Arrival.Handler<Notes> handler =
                reacting(e -> new Arrival.Reaction<>("s", (n, v) -> accept(Notes.text(e))));
        tell(writer, told.next("by ann", "ann", null), handler);
        tell(writer, told.next("for ann", "assistant", "ann"), handler);
        tell(writer, told.next("for ann by a client", "client-service", "ann"), handler);
        tell(writer, told.next("a reaction", "told-service", "ann"), handler);
        tell(writer, told.next("a timer", "told-service", null), handler);
        assertThat(log.after(0, 9))
                .extracting(StoredEvent::onBehalfOf)
                .containsExactly("ann", "ann", "ann", "ann", null);
        assertThat(log.received(Notes.TOLD, "s", 0, 9))
                .extracting(StoredEvent::onBehalfOf)
                .containsExactly(null, "ann", "ann", "ann", null);
        assertThat(log.after(0, 9)).allMatch(HashChain::intact);
    }

    @Test
    void a_refused_reaction_parks_its_event_as_if_it_had_not_come() throws Exception {
        Log log = log();
        var applied = new ArrayList<String>();
        Writer<Notes> writer =
                writer(log, events -> events.forEach(e -> applied.add(Notes.text(e))));
        Outcome outcome =
                tell(
                        writer,
                        new Told("s").next("told"),
                        reacting(e -> new Arrival.Reaction<>("s", (n, v) -> refuse("not so"))));
        assertThat(outcome).isEqualTo(new Outcome.Parked("not so"));
        assertThat(applied).isEmpty();
        assertThat(texts(writer, "s")).isEmpty();
    }

    @Test
    void a_reaction_waits_for_its_fact_and_then_happens_once() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var reactions = new AtomicInteger();
        Arrival.Handler<Notes> handler =
                reacting(event ->
                        new Arrival.Reaction<>(
                                "target",
                                (notes, version) -> {
                                    if (notes.texts().isEmpty()) {
                                        return new Decision.Await("the target's first note");
                                    }
                                    reactions.incrementAndGet();
                                    return accept("re");
                                }));
        assertThat(tell(writer, new Told("s").next("told"), handler))
                .isEqualTo(new Outcome.Waiting("the target's first note"));
        assertThat(texts(writer, "s")).containsExactly("told");
        Log.Waiting waiting = log.awaiting(10).getFirst();
        assertThat(waiting.awaiting().target()).isEqualTo("target");
        assertThat(get(writer.retry(waiting, handler))).isInstanceOf(Outcome.Waiting.class);
        submit(writer, note("target", "c", "the fact"));
        Writer<Notes> other = writer(sameLog());
        var first = writer.retry(waiting, handler);
        var second = other.retry(waiting, handler);
        assertThat(get(first)).isInstanceOf(Committed.class);
        assertThat(get(second)).isInstanceOf(Committed.class);
        assertThat(texts(writer, "target")).containsExactly("the fact", "re");
        assertThat(log.awaiting(10)).isEmpty();
    }

    @Test
    void a_reaction_that_waits_needs_its_events_bytes() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        Arrival.Handler<Notes> envelopesOnly =
                new Arrival.Handler<>() {
                    @Override
                    public Arrival.@Nullable Reaction<Notes> react(StoredEvent event) {
                        return new Arrival.Reaction<>("t", (n, v) -> new Decision.Await("a fact"));
                    }

                    @Override
                    public boolean keeps(StoredEvent event) {
                        return false;
                    }
                };
        // The small domain reads the bytes; the writer gives its model only what is kept.
        assertThat(tell(writer, new Told("s").next("told"), envelopesOnly))
                .isInstanceOf(Outcome.Parked.class);
        assertThat(log.awaiting(10)).isEmpty();
    }

    @Test
    void what_is_shown_and_not_kept_reaches_the_read_models_alone() throws Exception {
        Log log = log();
        var shown = new CopyOnWriteArrayList<StoredEvent>();
        var model = new CopyOnWriteArrayList<StoredEvent>();
        var writer =
                new Writer<>(
                        "note-service",
                        log,
                        remembering(model),
                        shown::addAll,
                        Clock.systemUTC(),
                        _ -> {});
        writers.add(writer);
        Arrival.Handler<Notes> showing =
                new Arrival.Handler<>() {
                    @Override
                    public Arrival.@Nullable Reaction<Notes> react(StoredEvent event) {
                        return null;
                    }

                    @Override
                    public boolean keeps(StoredEvent event) {
                        return false;
                    }

                    @Override
                    public boolean shows(StoredEvent event) {
                        return event.version() == 1;
                    }
                };
        var told = new Told("s");
        tell(writer, told.next("shown"), showing);
        tell(writer, told.next("not shown"), showing);
        assertThat(shown).extracting(StoredEvent::version).containsExactly(1L, 2L);
        assertThat(Notes.text(shown.getFirst())).isEqualTo("shown");
        assertThat(shown.getLast().data()).isNull();
        assertThat(model).hasSize(2).allSatisfy(event -> assertThat(event.data()).isNull());
        assertThat(log.received(Notes.TOLD, "s", 0, 10))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.data()).isNull());
    }

    private static Model<Notes> remembering(List<StoredEvent> seen) {
        return new Model<>() {
            @Override
            public Notes initial() {
                return new Notes(List.of());
            }

            @Override
            public Notes evolve(Notes notes, StoredEvent event) {
                seen.add(event);
                return notes;
            }
        };
    }

    // --- discarding

    /** Parks what says {@code poison}, for as long as it is told to. */
    private static Arrival.Handler<Notes> refusing(AtomicBoolean broken) {
        return reacting(event -> {
            if (broken.get() && Notes.text(event).contains("poison")) {
                throw new IllegalStateException("it cannot be applied");
            }
            return null;
        });
    }

    private static CompletableFuture<Outcome> discard(
            Writer<Notes> writer, String id, long offset, StoredEvent event) {
        return writer.discard(
                new Writer.Discard<>(
                        event.topic(),
                        0,
                        offset,
                        event,
                        "it says nothing",
                        command(event.stream(), id, "body", notes -> Notes.discarding(event))));
    }

    private static void conflict(Outcome outcome, String sentence) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> {
                            assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.CONFLICT);
                            assertThat(refused.refusal().sentence()).contains(sentence);
                        });
    }

    private static void missing(Outcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused ->
                                assertThat(refused.refusal().kind())
                                        .isEqualTo(Refusal.Kind.MISSING));
    }

    /** Four events, the second of which cannot be applied. */
    private List<StoredEvent> poisoned(Writer<Notes> writer, Arrival.Handler<Notes> handler)
            throws Exception {
        var told = new Told("s");
        var events = List.of(told.next("1"), told.next("2 poison"), told.next("3"), told.next("4"));
        for (StoredEvent event : events) {
            tell(writer, event, handler);
        }
        assertThat(parked()).extracting(Log.Parked::version).containsExactly(2L, 3L, 4L);
        return events;
    }

    @Test
    void a_discarded_event_is_never_applied_and_what_is_behind_it_is() throws Exception {
        Log log = log();
        var shown = new CopyOnWriteArrayList<StoredEvent>();
        Writer<Notes> writer = writer(log, shown::addAll);
        Arrival.Handler<Notes> handler = refusing(new AtomicBoolean(true));
        List<StoredEvent> events = poisoned(writer, handler);
        assertThat(log.receivedVersion(Notes.TOLD, "s")).isEqualTo(1);

        assertThat(get(discard(writer, "d", 1, events.get(1)))).isInstanceOf(Committed.class);

        assertThat(log.stream("s", 0, 10))
                .singleElement()
                .satisfies(fact -> {
                    assertThat(fact.type()).isEqualTo(Discarded.TYPE);
                    assertThat(fact.seen()).isEqualTo(Notes.TOLD + "=1");
                    assertThat(HashChain.intact(fact)).isTrue();
                });
        assertThat(parked()).extracting(Log.Parked::version).containsExactly(3L, 4L);
        assertThat(log.receivedVersion(Notes.TOLD, "s")).isEqualTo(2); // in its place
        assertThat(tell(writer, new Told("s2").next("flows on"), handler))
                .isInstanceOf(Committed.class);
        assertThat(tell(writer, 2, events.get(2), handler, true)).isInstanceOf(Committed.class);
        assertThat(tell(writer, 3, events.get(3), handler, true)).isInstanceOf(Committed.class);
        assertThat(parked()).isEmpty();
        assertThat(texts(writer, "s")).containsExactly("1", "3", "4");
        assertThat(log.received(Notes.TOLD, "s", 0, 10))
                .extracting(Notes::text)
                .containsExactly("1", "3", "4");
        assertThat(shown)
                .filteredOn(event -> event.stream().equals("s"))
                .extracting(StoredEvent::id)
                .containsExactly(
                        "told-events/s/1", "note-events/s/1", "told-events/s/3", "told-events/s/4");
        // Another instance, or this one after a restart, folds the same.
        assertThat(texts(writer(sameLog()), "s")).containsExactly("1", "3", "4");
    }

    @Test
    void only_what_comes_first_of_an_inspection_is_discarded() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        List<StoredEvent> events = poisoned(writer, refusing(new AtomicBoolean(true)));

        conflict(
                get(discard(writer, "d", 2, events.get(2))),
                "Version 2 of this inspection comes first, told-events/0/1");

        assertThat(log.position()).isZero();
        assertThat(parked()).hasSize(3);
    }

    @Test
    void what_is_missing_cannot_be_discarded() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var told = new Told("s");
        tell(writer, told.next("1"));
        told.next("never came");
        StoredEvent three = told.next("3");
        tell(writer, three);

        conflict(get(discard(writer, "d", 1, three)), "Version 2 is missing");

        assertThat(log.position()).isZero();
    }

    @Test
    void what_is_not_parked_or_no_longer_is_is_not_discarded() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var broken = new AtomicBoolean(true);
        Arrival.Handler<Notes> handler = refusing(broken);
        List<StoredEvent> events = poisoned(writer, handler);
        missing(get(discard(writer, "d1", 77, events.get(1))));
        conflict(
                get(discard(writer, "d2", 1, new Told("another").next("1"))),
                "can be read now, as version 1 of another");
        conflict(
                get(
                        writer.discard(
                                new Writer.Discard<>(
                                        Notes.TOLD,
                                        0,
                                        1,
                                        null,
                                        "why",
                                        command("", "d3", "body", notes -> accept("no"))))),
                "holds this record no more");
        broken.set(false);
        tell(writer, 1, events.get(1), handler, true);

        missing(get(discard(writer, "d4", 1, events.get(1))));

        assertThat(texts(writer, "s")).containsExactly("1", "2 poison");
        assertThat(log.position()).isZero();
    }

    @Test
    void a_discard_said_again_gets_the_first_answer_also_from_another_writer() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        List<StoredEvent> events = poisoned(writer, refusing(new AtomicBoolean(true)));
        Outcome first = get(discard(writer, "d", 1, events.get(1)));
        Writer<Notes> other = writer(sameLog());

        Outcome again = get(discard(other, "d", 1, events.get(1)));
        Outcome reused =
                get(
                        other.discard(
                                new Writer.Discard<>(
                                        Notes.TOLD,
                                        0,
                                        1,
                                        events.get(1),
                                        "why",
                                        command("s", "d", "another", notes -> accept("no")))));

        assertThat(first)
                .isInstanceOfSatisfying(
                        Committed.class,
                        done -> assertThat(new String(done.answer(), UTF_8)).isEqualTo("2 poison"));
        assertThat(again)
                .isInstanceOfSatisfying(
                        Committed.class,
                        done -> {
                            assertThat(done.repeated()).isTrue();
                            assertThat(new String(done.answer(), UTF_8)).isEqualTo("2 poison");
                        });
        assertThat(reused).isInstanceOf(Outcome.KeyReused.class);
        assertThat(log.position()).isEqualTo(1);
    }

    @Test
    void a_discarded_fork_leaves_the_history_as_it_is() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var told = new Told("s");
        tell(writer, told.next("1"));
        StoredEvent two = told.next("2");
        tell(writer, two);
        StoredEvent fork = Told.event(Notes.TOLD, "s", 2, "another 2", two.previousHash());
        tell(writer, fork);
        StoredEvent three = told.next("3");
        tell(writer, three);

        assertThat(get(discard(writer, "d", 2, fork))).isInstanceOf(Committed.class);

        assertThat(tell(writer, 3, three, Notes.listener(), true)).isInstanceOf(Committed.class);
        assertThat(texts(writer, "s")).containsExactly("1", "2", "3");
        assertThat(tell(writer, fork)).isInstanceOf(Committed.class);
        assertThat(tell(writer, told.next("4"))).isInstanceOf(Committed.class);
        assertThat(texts(writer(sameLog()), "s")).containsExactly("1", "2", "3", "4");
    }

    @Test
    void a_discarded_event_that_a_topic_made_anew_brings_again_is_passed_over() throws Exception {
        Writer<Notes> writer = writer(log());
        List<StoredEvent> events = poisoned(writer, refusing(new AtomicBoolean(true)));
        get(discard(writer, "d", 1, events.get(1)));
        tell(writer, 2, events.get(2), Notes.listener(), true);
        for (int offset = 0; offset < events.size(); offset++) {
            // It could be applied now, and is not: what was decided stands.
            assertThat(
                            get(
                                    writer.receive(
                                            new Arrival<>(
                                                    Notes.TOLD,
                                                    "T2",
                                                    0,
                                                    offset,
                                                    events.get(offset),
                                                    null,
                                                    false,
                                                    Notes.listener()))))
                    .isInstanceOfAny(Committed.class, Outcome.Parked.class);
        }
        tell(writer, 3, events.get(3), Notes.listener(), true);
        assertThat(texts(writer, "s")).containsExactly("1", "3", "4");
    }

    @Test
    void a_discard_that_is_not_written_about_fails_and_changes_nothing() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        List<StoredEvent> events = poisoned(writer, refusing(new AtomicBoolean(true)));

        Outcome outcome =
                get(
                        writer.discard(
                                new Writer.Discard<>(
                                        Notes.TOLD,
                                        0,
                                        1,
                                        events.get(1),
                                        "why",
                                        command("s", "d", "body", notes -> accept("forgotten")))));

        assertThat(outcome).isInstanceOf(Outcome.Broken.class);
        assertThat(log.position()).isZero();
        assertThat(parked()).hasSize(3);
    }

    @Test
    void a_record_that_names_no_inspection_is_ended_once_and_no_stream_tells_of_it()
            throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        get(
                writer.receive(
                        new Arrival<>(
                                Notes.TOLD,
                                "T1",
                                0,
                                0,
                                null,
                                "no event",
                                false,
                                Notes.listener())));
        var discard =
                new Writer.Discard<Notes>(
                        Notes.TOLD,
                        0,
                        0,
                        null,
                        "noise",
                        command(
                                "",
                                "d",
                                "body",
                                notes -> new Decision.Accept(List.of(), new byte[] {1})));

        assertThat(get(writer.discard(discard))).isInstanceOf(Committed.class);
        assertThat(get(writer.discard(discard)))
                .isInstanceOfSatisfying(
                        Committed.class, done -> assertThat(done.repeated()).isTrue());

        assertThat(parked()).isEmpty();
        assertThat(log.position()).isZero();
    }

    /** Twenty inspections, and each time one instance discards what another one drains. */
    @Test
    void of_a_discard_and_a_drain_at_once_exactly_one_wins() throws Exception {
        Log log = log();
        Writer<Notes> draining = writer(log);
        Writer<Notes> discarding = writer(sameLog());
        var broken = new AtomicBoolean(true);
        Arrival.Handler<Notes> handler = refusing(broken);
        var poison = new ArrayList<StoredEvent>();
        var behind = new ArrayList<StoredEvent>();
        for (int i = 0; i < 20; i++) {
            var told = new Told("s" + i);
            poison.add(told.next("poison"));
            behind.add(told.next("behind"));
            tell(draining, poison.getLast(), handler);
            tell(draining, behind.getLast(), handler);
        }
        broken.set(false);
        var drains = new ArrayList<CompletableFuture<Outcome>>();
        var discards = new ArrayList<CompletableFuture<Outcome>>();
        try (var pool = Executors.newFixedThreadPool(2)) {
            var start = new CountDownLatch(1);
            var one =
                    pool.submit(() -> {
                        start.await();
                        for (int i = 0; i < 20; i++) {
                            drains.add(
                                    draining.receive(
                                            new Arrival<>(
                                                    Notes.TOLD,
                                                    "T1",
                                                    0,
                                                    2 * i,
                                                    poison.get(i),
                                                    null,
                                                    true,
                                                    handler)));
                        }
                        return true;
                    });
            var other =
                    pool.submit(() -> {
                        start.await();
                        for (int i = 0; i < 20; i++) {
                            discards.add(discard(discarding, "d" + i, 2 * i, poison.get(i)));
                        }
                        return true;
                    });
            start.countDown();
            one.get(30, TimeUnit.SECONDS);
            other.get(30, TimeUnit.SECONDS);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(get(drains.get(i))).isInstanceOf(Committed.class);
            boolean discarded = get(discards.get(i)) instanceof Committed;
            assertThat(tell(draining, 2 * i + 1, behind.get(i), handler, true))
                    .isInstanceOf(Committed.class);
            assertThat(texts(discarding, "s" + i))
                    .isEqualTo(discarded ? List.of("behind") : List.of("poison", "behind"));
            assertThat(log.stream("s" + i, 0, 10)).hasSize(discarded ? 1 : 0);
        }
        assertThat(parked()).isEmpty();
    }

    @Test
    void within_one_batch_too_a_discard_loses_to_the_drain_before_it_and_wins_over_the_one_after()
            throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        var broken = new AtomicBoolean(true);
        Arrival.Handler<Notes> handler = refusing(broken);
        StoredEvent drainedFirst = new Told("a").next("poison");
        StoredEvent discardedFirst = new Told("b").next("poison");
        tell(writer, drainedFirst, handler);
        tell(writer, discardedFirst, handler);
        broken.set(false);
        var outcomes = new ArrayList<CompletableFuture<Outcome>>();
        in_one_batch(
                writer,
                () -> {
                    try {
                        outcomes.add(
                                writer.receive(
                                        new Arrival<>(
                                                Notes.TOLD,
                                                "T1",
                                                0,
                                                0,
                                                drainedFirst,
                                                null,
                                                true,
                                                handler)));
                        outcomes.add(discard(writer, "d1", 0, drainedFirst));
                        outcomes.add(discard(writer, "d2", 1, discardedFirst));
                        outcomes.add(discard(writer, "d3", 1, discardedFirst));
                        outcomes.add(
                                writer.receive(
                                        new Arrival<>(
                                                Notes.TOLD,
                                                "T1",
                                                0,
                                                1,
                                                discardedFirst,
                                                null,
                                                true,
                                                handler)));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(get(outcomes.get(0))).isInstanceOf(Committed.class);
        conflict(get(outcomes.get(1)), "applied or discarded meanwhile");
        assertThat(get(outcomes.get(2))).isInstanceOf(Committed.class);
        conflict(get(outcomes.get(3)), "applied or discarded meanwhile");
        assertThat(get(outcomes.get(4))).isInstanceOf(Committed.class);
        assertThat(texts(writer, "a")).containsExactly("poison");
        assertThat(texts(writer, "b")).isEmpty();
        assertThat(parked()).isEmpty();
    }

    // --- a random mixture

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20090624})
    void whatever_comes_in_whatever_order_the_log_is_whole(long seed) throws Exception {
        var random = new Random(seed);
        Log log = log();
        List<Writer<Notes>> two = List.of(writer(log), writer(sameLog()));
        Arrival.Handler<Notes> handler =
                reacting(event ->
                        new Arrival.Reaction<>(
                                event.stream(), (n, v) -> accept("re " + event.id())));
        List<Delivery> deliveries = deliveries(random);
        var acknowledged = new ArrayList<String>();
        int next = 0;
        for (int i = 0; i < 300; i++) {
            Writer<Notes> writer = two.get(random.nextInt(2));
            switch (random.nextInt(5)) {
                case 0 -> submit(writer, command("s0", "refused" + i, "b", n -> refuse("no")));
                case 1 ->
                        submit(
                                writer,
                                command(
                                        "s1",
                                        "bug" + i,
                                        "b",
                                        n -> {
                                            throw new IllegalStateException("a bug");
                                        }));
                case 2, 3 -> {
                    if (next < deliveries.size()) {
                        Delivery delivery = deliveries.get(next);
                        Outcome told = tell(writer, next, delivery.event(), handler, false);
                        assertThat(told)
                                .as("seed %d, offset %d", seed, next)
                                .isInstanceOfAny(Committed.class, Outcome.Parked.class);
                        next++;
                    }
                }
                default -> {
                    String id = "c" + random.nextInt(100);
                    String stream = "s" + Math.floorMod(id.hashCode(), 4);
                    if (submit(writer, note(stream, id, id)) instanceof Committed) {
                        acknowledged.add(id);
                    }
                }
            }
        }
        for (; next < deliveries.size(); next++) {
            tell(two.getFirst(), next, deliveries.get(next).event(), handler, false);
        }
        // Everything has come at last, so what is parked can be drained, lowest version first.
        for (int round = 0; round < 60 && !parked().isEmpty(); round++) {
            var waiting = new ArrayList<>(parked());
            waiting.sort(java.util.Comparator.comparingLong(Log.Parked::version));
            for (Log.Parked parked : waiting) {
                StoredEvent event = deliveries.get((int) parked.offset()).event();
                tell(two.get(random.nextInt(2)), parked.offset(), event, handler, true);
            }
        }
        assertThat(parked()).as("seed %d", seed).isEmpty();
        List<StoredEvent> all = Checker.all(log);
        assertThat(Checker.log(all, acknowledged)).as("seed %d", seed).isEmpty();
        for (int s = 0; s < 4; s++) {
            String stream = "s" + s;
            assertThat(all.stream().filter(e -> e.stream().equals(stream)).map(Notes::text))
                    .as("seed %d", seed)
                    .filteredOn(text -> text.startsWith("re "))
                    .hasSize(20);
            assertThat(texts(two.getFirst(), stream))
                    .as("seed %d", seed)
                    .isEqualTo(texts(two.getLast(), stream));
        }
    }

    // --- restoration

    private static Committed restore(Writer<Notes> writer, List<StoredEvent> events)
            throws Exception {
        Outcome outcome =
                get(
                        writer.restore(
                                events,
                                (stream, version) -> (stream + "@" + version).getBytes(UTF_8)));
        assertThat(outcome).isInstanceOf(Committed.class);
        return (Committed) outcome;
    }

    @Test
    void a_restored_log_goes_on_where_the_lost_one_ended() throws Exception {
        var lost = new MemoryLog();
        Writer<Notes> before = writer(lost);
        submit(before, note("s", "c1", "first"));
        submit(before, command("s", "c2", "two", n -> Decision.accept(fresh("a"), fresh("b"))));
        List<StoredEvent> events = Checker.all(lost);

        Log log = log();
        var shown = new CopyOnWriteArrayList<StoredEvent>();
        Writer<Notes> writer = writer(log, shown::addAll);
        assertThat(restore(writer, events.subList(0, 1)).repeated()).isFalse();
        restore(writer, events);
        assertThat(restore(writer, events).repeated()).isTrue();
        assertThat(shown.stream().map(StoredEvent::id))
                .containsExactlyElementsOf(events.stream().map(StoredEvent::id).toList());
        Outcome next = submit(writer, note("s", "c3", "next"));
        assertThat(next)
                .isInstanceOfSatisfying(Committed.class, c -> assertThat(c.version()).isEqualTo(4));
        assertThat(texts(writer, "s")).containsExactly("first", "a", "b", "next");
        assertThat(Checker.log(Checker.all(log), Set.of("c1", "c2", "c3"))).isEmpty();
    }

    @Test
    void a_repeat_of_a_restored_command_writes_nothing_and_is_told_the_version() throws Exception {
        var lost = new MemoryLog();
        Writer<Notes> before = writer(lost);
        submit(before, command("s", "c1", "two", n -> Decision.accept(fresh("a"), fresh("b"))));
        Log log = log();
        Writer<Notes> writer = writer(log);
        restore(writer, Checker.all(lost));
        Outcome repeat =
                submit(writer, command("s", "c1", "two", n -> Decision.accept(fresh("again"))));
        assertThat(repeat)
                .isInstanceOfSatisfying(
                        Committed.class,
                        c -> {
                            assertThat(c.repeated()).isTrue();
                            assertThat(c.version()).isEqualTo(2);
                            assertThat(new String(c.answer(), UTF_8)).isEqualTo("s@2");
                        });
        assertThat(Checker.all(log)).hasSize(2);
    }

    @Test
    void positions_that_do_not_follow_are_not_restored() throws Exception {
        var lost = new MemoryLog();
        Writer<Notes> before = writer(lost);
        submit(before, note("s", "c1", "first"));
        submit(before, note("s", "c2", "second"));
        Log log = log();
        Writer<Notes> writer = writer(log);
        Outcome outcome =
                get(
                        writer.restore(
                                Checker.all(lost).subList(1, 2), (stream, version) -> new byte[0]));
        assertThat(outcome).isInstanceOf(Outcome.Broken.class);
        assertThat(log.position()).isZero();
    }

    @Test
    void a_suspended_writer_carries_out_no_command_and_restores() throws Exception {
        var lost = new MemoryLog();
        submit(writer(lost), note("s", "c1", "first"));
        Writer<Notes> writer = writer(log());
        writer.suspend("not yet");
        assertThat(submit(writer, note("s", "c2", "second")))
                .isEqualTo(new Outcome.Unknown("not yet"));
        restore(writer, Checker.all(lost));
        writer.resume();
        assertThat(submit(writer, note("s", "c2", "second"))).isInstanceOf(Committed.class);
        assertThat(texts(writer, "s")).containsExactly("first", "second");
    }

    @Test
    void what_an_event_had_seen_comes_before_it_again() throws Exception {
        var lost = new MemoryLog();
        Writer<Notes> before = writer(lost);
        var told = new Told("s");
        StoredEvent one = told.next("1");
        StoredEvent two = told.next("2");
        tell(before, one);
        submit(before, note("s", "c1", "after 1"));
        tell(before, two);
        List<StoredEvent> own = Checker.all(lost);

        nextOffsets.clear();
        Log log = log();
        var shown = new CopyOnWriteArrayList<StoredEvent>();
        Writer<Notes> writer = writer(log, shown::addAll);
        restore(writer, own);
        assertThat(shown).isEmpty();
        assertThat(log.stream("s", 0, 10)).hasSize(1);
        assertThat(log.version("s")).isZero(); // it stands there and is not applied
        assertThat(submit(writer, note("s", "c2", "too early")))
                .isInstanceOf(Outcome.Unknown.class);
        assertThat(submit(writer, note("s", "c1", "after 1"))).isInstanceOf(Committed.class);
        assertThat(submit(writer, note("other", "c3", "free"))).isInstanceOf(Committed.class);

        // Another instance goes on; it knows only what the log holds.
        Writer<Notes> other = writer(sameLog(), shown::addAll);
        tell(other, one);
        assertThat(shown.stream().map(Notes::text)).containsExactly("free", "1", "after 1");
        assertThat(log.version("s")).isEqualTo(1);
        tell(other, two);
        assertThat(texts(writer, "s")).containsExactly("1", "after 1", "2");
        assertThat(submit(writer, note("s", "c2", "now"))).isInstanceOf(Committed.class);
        assertThat(Checker.all(log).getLast().seen()).isEqualTo(Notes.TOLD + "=2");
    }

    @Test
    void a_reaction_that_waited_waits_again_and_one_that_was_made_is_not_made_twice()
            throws Exception {
        Arrival.Handler<Notes> handler =
                reacting(event ->
                        new Arrival.Reaction<>(
                                "target",
                                (target, version) ->
                                        target.texts().isEmpty()
                                                ? new Decision.Await("the target's first note")
                                                : accept("re " + Notes.text(event))));
        var lost = new MemoryLog();
        Writer<Notes> before = writer(lost);
        var told = new Told("s");
        StoredEvent one = told.next("1");
        assertThat(tell(before, one, handler)).isInstanceOf(Outcome.Waiting.class);
        submit(before, note("s", "c1", "own, while it waits"));

        nextOffsets.clear();
        Log log = log();
        Writer<Notes> writer = writer(log);
        restore(writer, Checker.all(lost));
        assertThat(tell(writer, one, handler)).isInstanceOf(Outcome.Waiting.class);
        assertThat(log.awaiting(10)).hasSize(1);
        submit(writer, note("target", "c2", "first"));
        assertThat(get(writer.retry(log.awaiting(10).getFirst(), handler)))
                .isInstanceOf(Committed.class);
        assertThat(texts(writer, "target")).containsExactly("first", "re 1");

        // Lost once more, now that the reaction is made.
        List<StoredEvent> own = Checker.all(log);
        nextOffsets.clear();
        var last = new MemoryLog();
        Writer<Notes> again = writer(last);
        restore(again, own);
        tell(again, one, handler);
        assertThat(texts(again, "target")).containsExactly("first", "re 1");
        assertThat(last.awaiting(10)).isEmpty();
        assertThat(Checker.all(last)).hasSize(own.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void however_topics_arrive_again_every_inspection_is_as_it_was(int seed) throws Exception {
        var random = new Random(seed);
        Arrival.Handler<Notes> handler =
                reacting(event ->
                        new Arrival.Reaction<>(
                                event.stream(),
                                // Depends on all that came before: decided anew it would differ.
                                (notes, version) ->
                                        notes.texts().size() % 3 == 0
                                                ? accept("re " + Notes.text(event))
                                                : Decision.accept()));
        var lost = new MemoryLog();
        Writer<Notes> before = writer(lost);
        var chains = new ArrayList<Told>();
        for (String topic : List.of(Notes.TOLD, "other-events", "third-events")) {
            for (int s = 0; s < 4; s++) {
                chains.add(new Told(topic, "s" + s));
            }
        }
        var topics = new TreeMap<String, List<StoredEvent>>();
        for (int i = 0; i < 100; i++) {
            if (random.nextInt(4) == 0) {
                submit(before, note("s" + random.nextInt(4), "c" + i, "own " + i));
            } else {
                StoredEvent next = chains.get(random.nextInt(chains.size())).next("told " + i);
                topics.computeIfAbsent(next.topic(), t -> new ArrayList<>()).add(next);
                tell(before, next, handler);
            }
        }
        List<StoredEvent> own = Checker.all(lost);

        nextOffsets.clear();
        Log log = log();
        var shown = new CopyOnWriteArrayList<StoredEvent>();
        List<Writer<Notes>> two =
                List.of(writer(log, shown::addAll), writer(sameLog(), shown::addAll));
        int backup = random.nextInt(own.size());
        restore(two.getFirst(), own.subList(0, backup));
        restore(two.getLast(), own);
        var left = new TreeMap<String, List<StoredEvent>>();
        topics.forEach((topic, events) -> left.put(topic, new ArrayList<>(events)));
        while (!left.isEmpty()) {
            List<String> names = List.copyOf(left.keySet());
            String topic = names.get(random.nextInt(names.size()));
            tell(
                    two.get(random.nextInt(2)),
                    requireNonNull(left.get(topic)).removeFirst(),
                    handler);
            if (requireNonNull(left.get(topic)).isEmpty()) {
                left.remove(topic);
            }
            drain(two.get(random.nextInt(2)), topics, handler);
        }
        assertThat(parked()).as("seed %d", seed).isEmpty();
        assertThat(log.<Map<String, Long>>write(Log.Tx::held)).as("seed %d", seed).isEmpty();
        assertThat(Checker.all(log).stream().map(StoredEvent::id))
                .as("seed %d", seed)
                .containsExactlyElementsOf(own.stream().map(StoredEvent::id).toList());
        for (int s = 0; s < 4; s++) {
            String stream = "s" + s;
            assertThat(order(applied(log, stream)))
                    .as("seed %d", seed)
                    .isEqualTo(order(applied(lost, stream)));
            assertThat(order(shown.stream().filter(e -> e.stream().equals(stream)).toList()))
                    .as("seed %d", seed)
                    .isEqualTo(order(applied(lost, stream)));
        }
    }

    @Test
    void of_some_types_of_own_events_the_envelope_alone_is_told() throws Exception {
        Log log = log();
        Writer<Notes> writer = writer(log);
        submit(writer, note("s-1", "c-1", "mine"));
        tell(writer, new Told("s-1").next("yours"));
        submit(writer, note("s-1", "c-2", "mine too"));
        var heard = new ArrayList<StoredEvent>();
        Log.History history =
                log.write(tx -> tx.history("s-1", Set.of("Noted", "Told"), heard::add));
        assertThat(heard).extracting(StoredEvent::version).containsExactly(1L, 1L, 2L);
        assertThat(heard.get(0).data()).isNull();
        assertThat(heard.get(1).bytes()).asString().isEqualTo("yours");
        assertThat(heard.get(2).data()).isNull();
        assertThat(history.version()).isEqualTo(2);
        assertThat(history.hash()).isEqualTo(log.stream("s-1", 1, 1).getFirst().hash());
    }

    private static List<StoredEvent> applied(Log log, String stream) {
        return log.write(tx -> {
            var told = new ArrayList<StoredEvent>();
            tx.history(stream, Set.of(), told::add);
            return told;
        });
    }

    /** Tries everything parked again, lowest versions first, until nothing moves. */
    private void drain(
            Writer<Notes> writer,
            Map<String, List<StoredEvent>> topics,
            Arrival.Handler<Notes> handler)
            throws Exception {
        int before;
        do {
            List<Log.Parked> parked =
                    parked().stream().sorted(Comparator.comparing(Log.Parked::version)).toList();
            before = parked.size();
            for (Log.Parked one : parked) {
                tell(
                        writer,
                        one.offset(),
                        requireNonNull(topics.get(one.topic())).get((int) one.offset()),
                        handler,
                        true);
            }
        } while (parked().size() < before);
    }

    /**
     * Own events in order, and between them what was received: of that only the order within its
     * topic counts, for nothing of this log tells the order between two topics.
     */
    private static List<String> order(List<StoredEvent> applied) {
        var order = new ArrayList<String>();
        var between = new ArrayList<StoredEvent>();
        for (StoredEvent event : applied) {
            if (event.topic().equals(Notes.OWN)) {
                between.sort(Comparator.comparing(StoredEvent::topic));
                between.forEach(one -> order.add(one.id()));
                between.clear();
                order.add(event.id());
            } else {
                between.add(event);
            }
        }
        between.sort(Comparator.comparing(StoredEvent::topic));
        between.forEach(one -> order.add(one.id()));
        return order;
    }

    private record Delivery(StoredEvent event) {}

    /**
     * Twenty events of each of four inspections, a little out of order, some of them several times.
     */
    private static List<Delivery> deliveries(Random random) {
        var deliveries = new ArrayList<Delivery>();
        List<Told> chains = List.of(new Told("s0"), new Told("s1"), new Told("s2"), new Told("s3"));
        for (int i = 0; i < 20; i++) {
            for (Told chain : chains) {
                deliveries.add(new Delivery(chain.next("told " + i)));
            }
        }
        for (int i = 0; i < 12; i++) {
            int from = random.nextInt(deliveries.size());
            int to = Math.min(deliveries.size() - 1, from + random.nextInt(12));
            deliveries.add(to, deliveries.remove(from));
        }
        for (int i = 0; i < 15; i++) {
            int from = random.nextInt(deliveries.size());
            deliveries.add(from + random.nextInt(deliveries.size() - from), deliveries.get(from));
        }
        return deliveries;
    }

    // --- what is shown

    /** Writes down what it is told. */
    private static final class Shown implements Traces {
        final List<String> all = new CopyOnWriteArrayList<>();

        private record Thread(String name) implements Asker {}

        @Override
        public boolean on() {
            return true;
        }

        @Override
        public Asker asker() {
            return new Thread(java.lang.Thread.currentThread().getName());
        }

        @Override
        public void appended(StoredEvent event, @Nullable Asker asker, long since) {
            all.add("appended %s for %s".formatted(event.id(), asker));
        }

        @Override
        public void published(StoredEvent event, long since) {
            all.add("published " + event.id());
        }

        @Override
        public void received(StoredEvent event, long since) {
            all.add("received " + event.id());
        }

        @Override
        public void handed(StoredEvent event, int readers, long since) {
            all.add("handed " + event.id());
        }
    }

    /** A batch in which one fails is written once more, item by item; each is shown once. */
    @Test
    void what_is_committed_is_shown_once_and_nothing_else() throws Exception {
        Writer<Notes> writer = writer(log());
        var shown = new Shown();
        writer.trace(shown);
        String here = new Shown.Thread(Thread.currentThread().getName()).toString();
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        in_one_batch(
                writer,
                () -> {
                    answers.add(writer.submit(note("a", "c1", "one")));
                    answers.add(
                            writer.submit(
                                    command(
                                            "b",
                                            "c2",
                                            "two",
                                            notes -> {
                                                throw new IllegalStateException("a bug");
                                            })));
                    answers.add(writer.submit(command("c", "c3", "three", n -> refuse("no"))));
                    answers.add(writer.submit(note("a", "c1", "one")));
                    answers.add(writer.submit(note("a", "c4", "four")));
                });
        for (CompletableFuture<Outcome> answer : answers) {
            get(answer);
        }
        assertThat(shown.all)
                .containsExactly(
                        "appended note-events/a/1 for " + here,
                        "appended note-events/a/2 for " + here);
    }

    @Test
    void what_is_received_is_shown_before_what_it_causes_and_a_repeat_is_not() throws Exception {
        Writer<Notes> writer = writer(log());
        var shown = new Shown();
        writer.trace(shown);
        StoredEvent event = new Told("s").next("told");
        Arrival.Handler<Notes> answering =
                reacting(e -> new Arrival.Reaction<>(e.stream(), (n, v) -> accept("re")));
        tell(writer, event, answering);
        tell(writer, event, answering);
        assertThat(shown.all)
                .containsExactly("received told-events/s/1", "appended note-events/s/1 for null");
    }

    @Test
    void every_commit_is_measured() throws Exception {
        Writer<Notes> writer = writer(log());
        var sizes = new CopyOnWriteArrayList<Integer>();
        var times = new CopyOnWriteArrayList<Long>();
        writer.measure((events, nanos) -> {
            sizes.add(events);
            times.add(nanos);
        });
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        in_one_batch(
                writer,
                () -> {
                    for (int i = 0; i < 5; i++) {
                        answers.add(writer.submit(note("s", "c" + i, "text")));
                    }
                });
        for (CompletableFuture<Outcome> answer : answers) {
            get(answer);
        }
        submit(writer, note("s", "c9", "text"));
        submit(writer, note("s", "c9", "text")); // a repeat, which writes nothing
        assertThat(sizes).containsExactly(5, 1);
        assertThat(times).allMatch(nanos -> nanos > 0);
    }
}
