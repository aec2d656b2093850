package uk.inspection.eventstore.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.Log.History;
import uk.inspection.eventstore.Log.Mark;
import uk.inspection.eventstore.StoredEvent;

/**
 * One stream from its beginning, as it was applied here. Own and received events are two results,
 * of which the transaction keeps a page each while they are merged: however long the stream is, it
 * takes no more memory. The bytes of scores and the like, which no state is made of, stay where
 * they are.
 *
 * <p>Both results are of one moment, although they are two statements: the caller holds the
 * writer's lock, and nobody else changes the stream meanwhile.
 */
final class AppliedStream {
    /** Rows that one answer of the database brings. */
    private static final int PAGE = 100;

    private static final String OWN =
            "select "
                    + PostgresLog.ENVELOPES
                    + """
                     from log.event
                    where stream = ? and version <=
                      coalesce((select version from log.held where stream = ?), 9223372036854775807)
                    order by version
                    """;

    private static final String RECEIVED =
            "select * from log.received where stream = ? order by arrival";

    private final Connection connection;
    private final String stream;
    private final Set<String> envelopes;
    private final Map<String, Mark> marks = new HashMap<>();
    private final List<StoredEvent> discards = new ArrayList<>();
    private @Nullable StoredEvent newest;

    AppliedStream(Connection connection, String stream, Set<String> envelopes) {
        this.connection = connection;
        this.stream = stream;
        this.envelopes = envelopes;
    }

    History tell(Consumer<StoredEvent> each) throws SQLException {
        try (PreparedStatement selectOwn = connection.prepareStatement(OWN);
                PreparedStatement selectReceived = connection.prepareStatement(RECEIVED)) {
            selectOwn.setArray(1, connection.createArrayOf("text", envelopes.toArray()));
            selectOwn.setString(2, stream);
            selectOwn.setString(3, stream);
            selectOwn.setFetchSize(PAGE);
            selectReceived.setString(1, stream);
            selectReceived.setFetchSize(PAGE);
            try (ResultSet own = selectOwn.executeQuery();
                    ResultSet received = selectReceived.executeQuery()) {
                StoredEvent next = own(own);
                while (received.next()) {
                    long after = received.getLong("after_version");
                    while (next != null && next.version() <= after) {
                        each.accept(next);
                        next = own(own);
                    }
                    StoredEvent event = PostgresLog.event(received);
                    if (!received.getBoolean("discarded")) {
                        each.accept(event);
                    }
                    marks.put(event.topic(), new Mark(event.version(), event.hash(), false));
                }
                while (next != null) {
                    each.accept(next);
                    next = own(own);
                }
            }
        }
        parked();
        return newest == null
                ? new History(marks, 0, HashChain.origin(), discards)
                : new History(marks, newest.version(), newest.hash(), discards);
    }

    private @Nullable StoredEvent own(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return null;
        }
        StoredEvent event = PostgresLog.event(rows);
        if (event.type().equals(Discarded.TYPE)) {
            discards.add(event);
        }
        newest = event;
        return event;
    }

    private void parked() throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "select distinct topic from log.parked where stream = ?")) {
            select.setString(1, stream);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    marks.merge(
                            rows.getString(1),
                            new Mark(0, HashChain.origin(), true),
                            (a, b) -> new Mark(a.version(), a.hash(), true));
                }
            }
        }
    }
}
