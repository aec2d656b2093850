package uk.inspection.eventstore;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.TestDatabase;
import uk.inspection.local.testing.SharedStack;

class PostgresLogTest extends EventStoreContract {
    private static final TestDatabase DATABASE = TestDatabase.on(SharedStack.get());

    @BeforeEach
    void empty() {
        DATABASE.disconnect(); // what the test before this one kept
        DATABASE.clear();
    }

    @Override
    protected Log log() {
        return DATABASE.log();
    }

    @Override
    protected Log sameLog() {
        return DATABASE.log();
    }

    /** Plans are kept by a connection: those of a table that was empty serve a full one, too. */
    @Test
    void a_write_reads_through_no_table_however_new_it_is() throws Exception {
        await().until(() ->
                DATABASE.number(
                                "select count(*) from pg_stat_activity"
                                        + " where datname = current_database() and pid <> pg_backend_pid()"
                                        + " and backend_type = 'client backend'")
                        == 0);
        DATABASE.run("select pg_stat_reset()");
        try (var writer = writer()) {
            for (int round = 0; round < 20; round++) {
                var together = new ArrayList<CompletableFuture<Outcome>>();
                for (int i = 0; i < 100; i++) {
                    together.add(
                            writer.submit(
                                    Notes.note(
                                            "s" + i, "command-%d-%d".formatted(round, i), "text")));
                }
                for (CompletableFuture<Outcome> one : together) {
                    assertThat(one.get(40, SECONDS)).isInstanceOf(Outcome.Committed.class);
                }
            }
        }
        DATABASE.disconnect();
        await().until(() -> DATABASE.number(scans("idx_scan")) >= 100);
        assertThat(DATABASE.number(scans("seq_scan"))).isZero();
    }

    /** What a writer that has forgotten its commands would do. */
    @Test
    void events_of_a_command_that_was_carried_out_are_refused_with_all_that_came_with_them()
            throws Exception {
        try (var writer = writer()) {
            assertThat(writer.submit(Notes.note("s", "command", "text")).get(40, SECONDS))
                    .isInstanceOf(Outcome.Committed.class);
        }
        StoredEvent first = log().after(0, 10).getFirst();
        Log.Head before = log().write(Log.Tx::head);
        var again = new Log.Recorded("command", "s", new byte[32], 2, new byte[0]);
        assertThatThrownBy(() ->
                        log().write(tx -> {
                            tx.save(following(tx.head(), first, again));
                            return tx;
                        }))
                .hasMessageContaining("command_pkey");
        assertThat(log().after(0, 10)).extracting(StoredEvent::id).containsExactly(first.id());
        assertThat(log().<Log.Head>write(Log.Tx::head)).isEqualTo(before);
    }

    private Writer<Notes> writer() {
        return new Writer<>(
                "note-service", log(), Notes.MODEL, events -> {}, Clock.systemUTC(), _ -> {});
    }

    /** The same event once more, in the next place of its stream, with a record of a command. */
    private static Log.Batch following(Log.Head head, StoredEvent event, Log.Recorded command) {
        var next =
                new StoredEvent(
                        event.topic(),
                        head.position() + 1,
                        event.stream(),
                        event.version() + 1,
                        event.type(),
                        event.typeVersion(),
                        event.data(),
                        event.actor(),
                        event.causation(),
                        event.correlation(),
                        command.id(),
                        event.ordinal(),
                        event.occurredAt(),
                        event.recordedAt(),
                        event.seen(),
                        event.hash(),
                        event.hash(),
                        event.onBehalfOf());
        return new Log.Batch(
                new Log.Head(head.position() + 1, head.change() + 1),
                List.of(next),
                List.of(command),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                event.recordedAt());
    }

    private static String scans(String kind) {
        return "select sum(%s) from pg_stat_user_tables where schemaname = 'log' and relname in ('command', 'event')"
                .formatted(kind);
    }

    @Override
    protected List<Log.Parked> parked() {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "select * from log.parked order by topic, partition, record_offset");
                ResultSet rows = select.executeQuery()) {
            var parked = new ArrayList<Log.Parked>();
            while (rows.next()) {
                parked.add(
                        new Log.Parked(
                                rows.getString("topic"),
                                rows.getString("topic_id"),
                                rows.getInt("partition"),
                                rows.getLong("record_offset"),
                                rows.getString("stream"),
                                rows.getLong("version"),
                                rows.getString("type"),
                                rows.getString("why"),
                                rows.getObject("since", OffsetDateTime.class).toInstant()));
            }
            return parked;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
