package uk.inspection.eventstore.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.inspection.eventstore.testing.Notes.accept;
import static uk.inspection.eventstore.testing.Notes.note;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.SharedStack;

class LogChainsTest {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());
    private static final int EVENTS = 12;

    private final Writer<Notes> writer =
            new Writer<>(
                    "note-service",
                    DATABASE.log(),
                    Notes.MODEL,
                    events -> {},
                    Clock.systemUTC(),
                    _ -> {});
    private long counted;

    @BeforeEach
    void empty() {
        DATABASE.clear();
    }

    @AfterEach
    void close() {
        writer.close();
        DATABASE.disconnect();
    }

    /** Three streams in turn, of which every event has something in every column. */
    private void twelve() throws Exception {
        for (int i = 0; i < EVENTS; i++) {
            String stream = "stream-" + i % 3;
            committed(
                    writer.submit(
                            new Command<>(
                                    stream,
                                    "command-" + i,
                                    "body".getBytes(UTF_8),
                                    "inspector-1",
                                    "cause-" + i,
                                    "request-" + i,
                                    Notes.NOON,
                                    "person-" + i,
                                    (notes, version) -> accept("grüße"))));
        }
    }

    private static void committed(CompletableFuture<Outcome> outcome) throws Exception {
        assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Committed.class);
    }

    private Optional<String> check() throws SQLException {
        return check(new LogChains(DATABASE.dataSource()));
    }

    private Optional<String> check(LogChains chains) throws SQLException {
        counted = 0;
        return chains.run(more -> counted += more);
    }

    @Test
    void a_log_that_is_as_it_was_written_passes_and_every_event_is_counted() throws Exception {
        assertThat(check()).isEmpty();
        twelve();
        assertThat(check()).isEmpty();
        assertThat(counted).isEqualTo(EVENTS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "topic | overlay(topic placing chr(ascii(topic) # 1) from 1 for 1)",
                "position | position # 1048576",
                "stream | overlay(stream placing chr(ascii(stream) # 1) from 1 for 1)",
                "version | version # 1048576",
                "type | overlay(type placing chr(ascii(type) # 1) from 1 for 1)",
                "type_version | type_version # 2",
                "data | set_byte(data, 0, get_byte(data, 0) # 1)",
                "data | set_byte(data, length(data) - 1, get_byte(data, length(data) - 1) # 128)",
                "actor | overlay(actor placing chr(ascii(actor) # 1) from 1 for 1)",
                "causation | overlay(causation placing chr(ascii(causation) # 1) from 1 for 1)",
                "correlation | overlay(correlation placing chr(ascii(correlation) # 1) from 1 for 1)",
                "command_id | overlay(command_id placing chr(ascii(command_id) # 1) from 1 for 1)",
                "ordinal | ordinal # 1",
                "occurred_at | occurred_at + interval '1 us' * (1 - 2 * (extract(microseconds from occurred_at)::int % 2))",
                "recorded_at | recorded_at + interval '1 us' * (1 - 2 * (extract(microseconds from recorded_at)::int % 2))",
                "seen | case seen when '' then 'x' else '' end",
                "previous_hash | set_byte(previous_hash, 31, get_byte(previous_hash, 31) # 1)",
                "hash | set_byte(hash, 0, get_byte(hash, 0) # 128)",
                "on_behalf_of | overlay(on_behalf_of placing chr(ascii(on_behalf_of) # 1) from 1 for 1)"
            })
    void whatever_is_changed_in_whatever_column_the_event_is_named(String column, String flip)
            throws Exception {
        twelve();
        for (int position = 1; position <= EVENTS; position++) {
            String named = DATABASE.text(change(column, flip, position));
            assertThat(check().orElse("nothing"))
                    .as("%s of position %d", column, position)
                    .containsIgnoringCase(named);
            int at = column.equals("position") ? position ^ 1048576 : position;
            DATABASE.text(change(column, flip, at));
        }
        assertThat(check()).isEmpty();
    }

    /** Changes one event and tells what it is called afterwards. */
    private static String change(String column, String to, int position) {
        return """
        update log.event set %s = %s where position = %d
        returning format('version %%s of stream %%s', version, stream)
        """
                .formatted(column, to, position);
    }

    @Test
    void the_column_is_told_where_the_chain_tells_it() throws Exception {
        twelve();
        DATABASE.text(change("hash", "set_byte(hash, 0, get_byte(hash, 0) # 1)", 4));
        assertThat(check().orElse("")).contains("column hash");
        DATABASE.text(change("hash", "set_byte(hash, 0, get_byte(hash, 0) # 1)", 4));
        DATABASE.text(change("data", "data || 'x'", 4));
        assertThat(check().orElse("")).contains("one of its columns was changed");
    }

    @Test
    void an_event_that_is_missing_anywhere_is_noticed() throws Exception {
        twelve();
        DATABASE.run("delete from log.event where position = 12");
        assertThat(check())
                .contains(
                        "The head says position 12, and the newest event is version 4 of stream"
                                + " stream-1 at position 11 (column position).");
        DATABASE.run("delete from log.event where position = 5");
        assertThat(check())
                .contains(
                        "Position 5 is missing before position 6, version 2 of stream stream-2"
                                + " (column position).");
        DATABASE.run("delete from log.event");
        assertThat(check())
                .contains("The head says position 12, and there is no event (column position).");
    }

    @Test
    void a_head_that_is_not_where_the_log_ends_is_noticed() throws Exception {
        twelve();
        DATABASE.run("update log.head set position = 11");
        assertThat(check())
                .contains(
                        "Version 4 of stream stream-2 lies at position 12, beyond the head 11"
                                + " (column position).");
    }

    @Test
    void events_that_have_changed_places_are_noticed() throws Exception {
        twelve();
        DATABASE.run(
                """
                update log.event set position = 100 where position = 1;
                update log.event set position = 1 where position = 4;
                update log.event set position = 4 where position = 100
                """);
        assertThat(check().orElse("")).contains("Version 2 of stream stream-0 at position 1");
    }

    @Test
    void more_streams_than_are_kept_in_mind_are_looked_up() throws Exception {
        int streams = 1500;
        for (int round = 0; round < 2; round++) {
            var outcomes = new ArrayList<CompletableFuture<Outcome>>();
            for (int i = 0; i < streams; i++) {
                outcomes.add(writer.submit(note("s" + i, round + "-" + i, "a note")));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                committed(outcome);
            }
        }
        var forgetful = new LogChains(DATABASE.dataSource(), 1);
        assertThat(check(forgetful)).isEmpty();
        assertThat(counted).isEqualTo(2 * streams);
        DATABASE.text(change("hash", "set_byte(hash, 0, get_byte(hash, 0) # 1)", 2));
        assertThat(check(forgetful).orElse("")).contains("stream s1 at position 2");
        DATABASE.text(change("hash", "set_byte(hash, 0, get_byte(hash, 0) # 1)", 2));
        DATABASE.text(change("previous_hash", "set_byte(previous_hash, 9, 9)", 1501));
        assertThat(check(forgetful).orElse("")).contains("stream s0 at position 1501");
    }

    @Test
    void a_check_that_is_cut_short_ends_at_the_next_page_and_leaves_no_session() throws Exception {
        twelve();
        long before = sessions();
        var chains = new LogChains(DATABASE.dataSource());
        assertThatThrownBy(() ->
                        chains.run(_ -> {
                            throw new CancellationException("The service is stopping.");
                        }))
                .isInstanceOf(CancellationException.class);
        await().until(() -> sessions() == before);
    }

    private static long sessions() {
        return DATABASE.number(
                "select count(*) from pg_stat_activity where datname = current_database()");
    }

    @Test
    void a_log_that_grows_meanwhile_passes() throws Exception {
        var enough = new AtomicBoolean();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers = new ArrayList<Future<?>>();
            for (String stream : List.of("a", "b", "c", "d")) {
                callers.add(
                        pool.submit(() -> {
                            for (int i = 0; !enough.get(); i++) {
                                committed(writer.submit(note(stream, stream + i, "note " + i)));
                            }
                            return null;
                        }));
            }
            long before = 0;
            for (int i = 0; i < 20; i++) {
                assertThat(check()).isEmpty();
                assertThat(counted).isGreaterThanOrEqualTo(before);
                before = counted;
            }
            enough.set(true);
            for (Future<?> caller : callers) {
                caller.get(60, TimeUnit.SECONDS);
            }
            assertThat(check()).isEmpty();
            assertThat(counted)
                    .isEqualTo(DATABASE.number("select position from log.head"))
                    .isGreaterThan(before);
        }
    }
}
