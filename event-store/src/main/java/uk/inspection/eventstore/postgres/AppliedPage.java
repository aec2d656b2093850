package uk.inspection.eventstore.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.postgres.PostgresLog.Page;
import uk.inspection.eventstore.postgres.PostgresLog.Place;

/**
 * Events of all streams in the order in which they were applied here, from a place on. Own and
 * received events are two results, which are merged as they come. Bytes that the read models do not
 * look into stay where they are; of what they look into the newest of alone, the bytes are fetched
 * when the page is known to end.
 *
 * <p>All statements see the database as of one moment: else a received event could be met whose own
 * predecessor the statement before it had not seen.
 */
final class AppliedPage {
    /** Rows that one answer of the database brings. */
    private static final int FETCHED = 500;

    private static final int EVENTS_MAX = 20_000;

    private static final String OWN =
            "select "
                    + PostgresLog.ENVELOPES
                    + ", length(data) as bytes from log.event where position > ?"
                    + " order by position limit "
                    + EVENTS_MAX;

    private static final String RECEIVED =
            "select "
                    + PostgresLog.ENVELOPES
                    + ", after_position, arrival from log.received"
                    + " where (after_position, arrival) > (?, ?) and not discarded"
                    + " order by after_position, arrival limit "
                    + EVENTS_MAX;

    private static final String WHOLE =
            "select " + PostgresLog.COLUMNS + " from log.event where position = any(?)";

    private final Connection connection;
    private final ReadModels readers;
    private final int limit;
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<String, Newest> newest = new HashMap<>();
    private Place place;
    private int looked;
    private long bytes;

    /** Where the newest event of a stream is among the events, and its size. */
    private record Newest(int at, int bytes) {}

    /**
     * A page, not read.
     *
     * @param limit of events of which more than the envelope is looked into, each
     */
    AppliedPage(Connection connection, Place after, ReadModels readers, int limit) {
        this.connection = connection;
        this.place = after;
        this.readers = readers;
        this.limit = limit;
    }

    /** Reads it, in a transaction of its own. */
    Page read() throws SQLException {
        connection.setAutoCommit(false);
        try {
            try (Statement view = connection.createStatement()) {
                view.execute("set transaction isolation level repeatable read, read only");
            }
            boolean more = merge();
            fetchNewest();
            return new Page(events, place, more);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Whether there are more. */
    private boolean merge() throws SQLException {
        try (PreparedStatement selectOwn = connection.prepareStatement(OWN);
                PreparedStatement selectReceived = connection.prepareStatement(RECEIVED)) {
            var left = new ArrayList<>(readers.envelopes());
            selectReceived.setArray(1, PostgresLog.text(connection, left));
            left.addAll(readers.newest());
            selectOwn.setArray(1, PostgresLog.text(connection, left));
            selectOwn.setLong(2, place.position());
            selectReceived.setLong(2, place.afterPosition());
            selectReceived.setLong(3, place.arrival());
            selectOwn.setFetchSize(FETCHED);
            selectReceived.setFetchSize(FETCHED);
            try (ResultSet own = selectOwn.executeQuery();
                    ResultSet received = selectReceived.executeQuery()) {
                boolean anyOwn = own.next();
                boolean anyReceived = received.next();
                while ((anyOwn || anyReceived) && !full()) {
                    if (anyOwn
                            && (!anyReceived
                                    || own.getLong("position")
                                            <= received.getLong("after_position"))) {
                        own(own);
                        anyOwn = own.next();
                    } else {
                        received(received);
                        anyReceived = received.next();
                    }
                }
                return anyOwn || anyReceived || events.size() == EVENTS_MAX;
            }
        }
    }

    private boolean full() {
        return looked >= limit || bytes >= Log.READ_BYTES_MAX || events.size() >= EVENTS_MAX;
    }

    private void own(ResultSet rows) throws SQLException {
        StoredEvent event = PostgresLog.event(rows);
        place = new Place(event.position(), place.afterPosition(), place.arrival());
        if (readers.newest().contains(event.type())) {
            var now = new Newest(events.size(), rows.getInt("bytes"));
            Newest before = newest.put(event.stream(), now);
            bytes += now.bytes - (before == null ? 0 : before.bytes);
            events.add(event);
        } else {
            add(event);
        }
    }

    private void received(ResultSet rows) throws SQLException {
        place =
                new Place(
                        place.position(), rows.getLong("after_position"), rows.getLong("arrival"));
        add(PostgresLog.event(rows));
    }

    private void add(StoredEvent event) {
        if (!readers.envelopes().contains(event.type())) {
            looked++;
            bytes += event.data() == null ? 0 : event.data().length;
        }
        events.add(event);
    }

    private void fetchNewest() throws SQLException {
        if (newest.isEmpty()) {
            return;
        }
        var at = new HashMap<Long, Integer>();
        newest.values().forEach(one -> at.put(events.get(one.at).position(), one.at));
        try (PreparedStatement select = connection.prepareStatement(WHOLE)) {
            select.setArray(1, connection.createArrayOf("bigint", at.keySet().toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    StoredEvent whole = PostgresLog.event(rows);
                    events.set(Objects.requireNonNull(at.get(whole.position())), whole);
                }
            }
        }
    }
}
