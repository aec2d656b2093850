package uk.inspection.plan.mail;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How far the log was mailed: a table of its own, which outlives the rebuilding of read models. */
final class MailCursor {
    private static final int SHARD = 0;

    private static final String LOCK =
            "select position, sent, checksum,"
                    + " set_config('idle_in_transaction_session_timeout', ?, true)"
                    + " from reminder.cursor where shard = ? for update skip locked";

    private MailCursor() {}

    /**
     * Everything up to {@code position} is mailed, and of the event right after it the first {@code
     * sent} recipients have theirs.
     *
     * @param checksum of the list of those recipients; too short to tell who is in it
     */
    record Place(long position, int sent, int checksum) {
        static Place after(long position) {
            return new Place(position, 0, 0);
        }

        /** How many recipients of an event have theirs; none when the list is another one now. */
        int sentOf(long event, List<String> recipients) {
            return event == position + 1 && checksum == recipients.hashCode() ? sent : 0;
        }

        static Place within(long event, int sent, List<String> recipients) {
            return sent == recipients.size()
                    ? after(event)
                    : new Place(event - 1, sent, recipients.hashCode());
        }
    }

    /** Begins at a position, unless it began before. */
    static void begin(Connection connection, long position) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into reminder.cursor (shard, position, sent, checksum)"
                                + " values (?, ?, 0, 0) on conflict do nothing")) {
            insert.setInt(1, SHARD);
            insert.setLong(2, position);
            insert.executeUpdate();
        }
    }

    /**
     * Where mailing stands, kept from others to the transaction's end; empty while others mail.
     *
     * @param longest a holder that is idle for longer has stopped in the middle and loses it
     */
    static Optional<Place> lock(Connection connection, Duration longest) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOCK)) {
            select.setString(1, longest.toMillis() + "ms");
            select.setInt(2, SHARD);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Place(rows.getLong(1), rows.getInt(2), rows.getInt(3)))
                        : Optional.empty();
            }
        }
    }

    /** Moves on; needs the lock. */
    static void move(Connection connection, Place to) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "update reminder.cursor set position = ?, sent = ?, checksum = ?"
                                + " where shard = ?")) {
            update.setLong(1, to.position());
            update.setInt(2, to.sent());
            update.setInt(3, to.checksum());
            update.setInt(4, SHARD);
            update.executeUpdate();
        }
    }
}
