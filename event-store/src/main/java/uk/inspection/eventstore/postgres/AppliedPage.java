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
 * Events of all streams in the order in which they were applied here, from a place on: own ones,
 * and among them the received ones that the read models do something about. What they pass over is
 * counted and stays in the database, and so do the bytes of all own events but the newest where
 * they look into the newest alone.
 *
 * <p>Own events are read first, and of the received ones no more than lie before the last of these:
 * so what is passed over is not searched to its end for each page. All statements see the database
 * as of one moment, or a received event could be met whose own predecessor the statement before had
 * not seen.
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
                    + (EVENTS_MAX + 1);

    private static final String RECEIVED =
            "select "
                    + PostgresLog.COLUMNS
                    + ", after_position, arrival from log.received"
                    + " where (after_position, arrival) > (?, ?) and after_position < ?"
                    + " and not discarded and type <> all(?)"
                    + " order by after_position, arrival limit "
                    + EVENTS_MAX;

    private static final String PASSED_OVER =
            "select count(*) from log.received where (after_position, arrival) > (?, ?)"
                    + " and (after_position, arrival) <= (?, ?) and not discarded and type = any(?)";

    private static final String LAST =
            "select after_position, arrival from log.received"
                    + " order by after_position desc, arrival desc limit 1";

    private static final String WHOLE =
            "select " + PostgresLog.COLUMNS + " from log.event where position = any(?)";

    private final Connection connection;
    private final Place after;
    private final ReadModels readers;
    private final int limit;

    /** An own event, perhaps without its bytes, of which there are so many. */
    private record Own(StoredEvent event, int bytes) {}

    /** Where the newest event of a stream is among the events, and its size. */
    private record Newest(int at, int bytes) {}

    /** What fits into a page. */
    private final class Filled {
        private final List<StoredEvent> events = new ArrayList<>();
        private final Map<String, Newest> newest = new HashMap<>();
        private int looked;
        private long bytes;

        boolean full() {
            return looked >= limit || bytes >= Log.READ_BYTES_MAX || events.size() >= EVENTS_MAX;
        }

        void add(Own own) {
            StoredEvent event = own.event;
            if (readers.newest().contains(event.type())) {
                Newest before = newest.put(event.stream(), new Newest(events.size(), own.bytes));
                bytes += own.bytes - (before == null ? 0 : before.bytes);
                events.add(event);
            } else {
                add(event);
            }
        }

        void add(StoredEvent event) {
            looked++;
            bytes += event.data() == null ? 0 : event.data().length;
            events.add(event);
        }
    }

    /**
     * A page, not read.
     *
     * @param limit of events that are looked into, each
     */
    AppliedPage(Connection connection, Place after, ReadModels readers, int limit) {
        this.connection = connection;
        this.after = after;
        this.readers = readers;
        this.limit = limit;
    }

    /** Reads it, in a transaction of its own. */
    Page read() throws SQLException {
        connection.setAutoCommit(false);
        try {
            try (Statement view = connection.createStatement()) {
                view.execute(
                        "set transaction isolation level repeatable read, read only;"
                                // A page lies together in an index; a plan for any page thinks not.
                                + " set local enable_seqscan = off");
            }
            return page();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private Page page() throws SQLException {
        var candidates = new ArrayList<Own>();
        boolean moreOwn = own(candidates);
        long until = moreOwn ? candidates.getLast().event.position() : Long.MAX_VALUE;
        var filled = new Filled();
        Place place = after;
        boolean left;
        try (PreparedStatement select = connection.prepareStatement(RECEIVED)) {
            select.setLong(1, after.afterPosition());
            select.setLong(2, after.arrival());
            select.setLong(3, until);
            select.setArray(4, PostgresLog.text(connection, readers.passedOver()));
            select.setFetchSize(FETCHED);
            try (ResultSet received = select.executeQuery()) {
                int next = 0;
                boolean any = received.next();
                while ((any || next < candidates.size()) && !filled.full()) {
                    if (any
                            && (next == candidates.size()
                                    || received.getLong("after_position")
                                            < candidates.get(next).event.position())) {
                        place =
                                new Place(
                                        place.position(),
                                        received.getLong("after_position"),
                                        received.getLong("arrival"));
                        filled.add(PostgresLog.event(received));
                        any = received.next();
                    } else {
                        Own own = candidates.get(next++);
                        long position = own.event.position();
                        // All that was received before it is behind us, also what is passed over.
                        place = new Place(position, position - 1, Long.MAX_VALUE);
                        filled.add(own);
                    }
                }
                left = any || next < candidates.size() || filled.events.size() >= EVENTS_MAX;
            }
        }
        if (!left && !moreOwn) {
            place = last(place);
        }
        fetchNewest(filled);
        return new Page(filled.events, passedOver(place), place, left || moreOwn);
    }

    /** Own events, at least as many as fit; whether there are more. */
    private boolean own(List<Own> candidates) throws SQLException {
        var fit = new Filled();
        try (PreparedStatement select = connection.prepareStatement(OWN)) {
            select.setArray(1, PostgresLog.text(connection, readers.newest()));
            select.setLong(2, after.position());
            select.setFetchSize(FETCHED);
            try (ResultSet rows = select.executeQuery()) {
                boolean any = rows.next();
                while (any && !fit.full()) {
                    var own = new Own(PostgresLog.event(rows), rows.getInt("bytes"));
                    candidates.add(own);
                    fit.add(own);
                    any = rows.next();
                }
                return any;
            }
        }
    }

    /** Behind everything that was received. */
    private Place last(Place place) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LAST);
                ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? new Place(place.position(), rows.getLong(1), rows.getLong(2))
                    : place;
        }
    }

    private long passedOver(Place to) throws SQLException {
        if (readers.passedOver().isEmpty()) {
            return 0;
        }
        try (PreparedStatement count = connection.prepareStatement(PASSED_OVER)) {
            count.setLong(1, after.afterPosition());
            count.setLong(2, after.arrival());
            count.setLong(3, to.afterPosition());
            count.setLong(4, to.arrival());
            count.setArray(5, PostgresLog.text(connection, readers.passedOver()));
            try (ResultSet rows = count.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private void fetchNewest(Filled filled) throws SQLException {
        if (filled.newest.isEmpty()) {
            return;
        }
        var at = new HashMap<Long, Integer>();
        filled.newest.values().forEach(one -> at.put(filled.events.get(one.at).position(), one.at));
        try (PreparedStatement select = connection.prepareStatement(WHOLE)) {
            select.setArray(1, connection.createArrayOf("bigint", at.keySet().toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    StoredEvent whole = PostgresLog.event(rows);
                    filled.events.set(Objects.requireNonNull(at.get(whole.position())), whole);
                }
            }
        }
    }
}
