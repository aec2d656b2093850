package uk.inspection.eventstore.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.postgres.PostgresLog;
import uk.inspection.eventstore.postgres.Transactions;
import uk.inspection.eventstore.testing.Told;
import uk.inspection.local.testing.SharedStack;

/** A log that was written before events said on whose behalf. */
class TakenOverTest {
    @Test
    void a_log_of_the_release_before_is_taken_over_and_its_chains_still_hold() throws Exception {
        var owner = new PGSimpleDataSource();
        owner.setURL(SharedStack.get().createDatabase("before"));
        owner.setUser(SharedStack.get().user());
        owner.setPassword(SharedStack.get().password());
        migration(owner).target("5").load().migrate();
        var told = List.of(new Told("note-events", "s"), new Told("note-events", "t"));
        var written = new ArrayList<StoredEvent>();
        try (Connection connection = owner.getConnection();
                var insert =
                        connection.prepareStatement(
                                "insert into log.event (topic, position, stream, version, type,"
                                        + " type_version, data, actor, causation, correlation,"
                                        + " command_id, ordinal, occurred_at, recorded_at, seen,"
                                        + " previous_hash, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                        + " ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int i = 0; i < 10; i++) {
                StoredEvent event = told.get(i % 2).next("note " + i);
                written.add(event);
                insert.setString(1, event.topic());
                insert.setLong(2, i + 1);
                insert.setString(3, event.stream());
                insert.setLong(4, event.version());
                insert.setString(5, event.type());
                insert.setInt(6, event.typeVersion());
                insert.setBytes(7, event.data());
                insert.setString(8, event.actor());
                insert.setString(9, event.causation());
                insert.setString(10, event.correlation());
                insert.setString(11, event.commandId());
                insert.setInt(12, event.ordinal());
                insert.setTimestamp(13, Timestamp.from(event.occurredAt()));
                insert.setTimestamp(14, Timestamp.from(event.recordedAt()));
                insert.setString(15, event.seen());
                insert.setBytes(16, event.previousHash());
                insert.setBytes(17, event.hash());
                insert.executeUpdate();
            }
            connection
                    .createStatement()
                    .execute("update log.head set position = 10, change = change + 1");
        }

        migration(owner).load().migrate();
        assertThat(new LogChains(owner).run(_ -> {})).isEmpty();
        var events = new PostgresLog(unused(), owner);
        assertThat(events.stream("s", 0, 9))
                .allSatisfy(event -> assertThat(event.onBehalfOf()).isNull())
                .extracting(event -> HexFormat.of().formatHex(event.hash()))
                .containsExactlyElementsOf(
                        written.stream()
                                .filter(event -> event.stream().equals("s"))
                                .map(event -> HexFormat.of().formatHex(event.hash()))
                                .toList());
    }

    private static Transactions unused() {
        return new Transactions() {
            @Override
            public <R> R call(Work<R> work) {
                throw new IllegalStateException("Nothing is written here.");
            }
        };
    }

    private static FluentConfiguration migration(PGSimpleDataSource owner) {
        return Flyway.configure().dataSource(owner).schemas("log").locations("classpath:db/log");
    }
}
