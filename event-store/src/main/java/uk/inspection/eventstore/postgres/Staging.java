package uk.inspection.eventstore.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import uk.inspection.eventstore.StoredEvent;

/** A topic's events on their way into the log, on one connection, and what may be wrong there. */
public final class Staging {
    private static final String INSERT =
            EventArrays.insert("staged", List.of(), List.of()) + " on conflict do nothing";

    private static final String DOUBLE =
            "select position from log.staged group by position having count(*) > 1"
                    + " order by position limit 1";

    private static final String GAP =
            """
            select expected, position from
              (select position, row_number() over (order by position) + ? as expected from log.staged) staged
            where position <> expected order by position limit 1
            """;

    private static final String BREAK =
            """
            select topic, stream, version, position from
              (select s.topic, s.stream, s.version, s.position, s.previous_hash,
                 coalesce(lag(s.version) over line, e.version, 0) + 1 as next_version,
                 coalesce(lag(s.hash) over line, e.hash, decode(repeat('00', 32), 'hex')) as last_hash
               from log.staged s left join lateral
                 (select version, hash from log.event where stream = s.stream
                  order by version desc limit 1) e on true
               window line as (partition by s.stream order by s.position)) staged
            where version <> next_version or previous_hash <> last_hash order by position limit 1
            """;

    private final Connection connection;

    public Staging(Connection connection) {
        this.connection = connection;
    }

    /** Where the log ends, and up to where it is known to be published. */
    public record Standing(long position, long cursor) {}

    public Standing standing() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select h.position, r.cursor from log.head h join log.relay r"
                                        + " using (shard) where shard = 0")) {
            rows.next();
            return new Standing(rows.getLong(1), rows.getLong(2));
        }
    }

    /** Says of which of these the log holds another event in the same place. */
    public Optional<String> forked(Collection<StoredEvent> published) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select hash from log.event where position = ?")) {
            for (StoredEvent event : published) {
                select.setLong(1, event.position());
                try (ResultSet rows = select.executeQuery()) {
                    if (!rows.next() || !Arrays.equals(rows.getBytes(1), event.hash())) {
                        return Optional.of(
                                "Topic %s holds %s at position %d, where the log has another event."
                                        .formatted(event.topic(), event.id(), event.position()));
                    }
                }
            }
            return Optional.empty();
        }
    }

    public void clear() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("truncate log.staged");
        }
    }

    /** Adds events; one that is there already is passed over. */
    public void add(List<StoredEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            EventArrays.bind(insert, 1, events);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    /** Why what is staged cannot follow the log's events up to a position; empty when it can. */
    public Optional<String> fault(long position) throws SQLException {
        try (PreparedStatement twice = connection.prepareStatement(DOUBLE);
                ResultSet rows = twice.executeQuery()) {
            if (rows.next()) {
                return Optional.of(
                        "The topics hold two different events at position %d."
                                .formatted(rows.getLong(1)));
            }
        }
        try (PreparedStatement gap = connection.prepareStatement(GAP)) {
            gap.setLong(1, position);
            try (ResultSet rows = gap.executeQuery()) {
                if (rows.next()) {
                    return Optional.of(
                            "Position %d is missing: after it the topics go on with %d."
                                    .formatted(rows.getLong(1), rows.getLong(2)));
                }
            }
        }
        try (PreparedStatement broken = connection.prepareStatement(BREAK);
                ResultSet rows = broken.executeQuery()) {
            return rows.next()
                    ? Optional.of(
                            "%s/%s/%d at position %d does not continue its inspection's chain."
                                    .formatted(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getLong(3),
                                            rows.getLong(4)))
                    : Optional.empty();
        }
    }

    /** Staged events after a position, in order: whole commands, and few where they are large. */
    public List<StoredEvent> page(long position, int limit) throws SQLException {
        var page = new ArrayList<StoredEvent>();
        try (PreparedStatement select = connection.prepareStatement(PostgresLog.after("staged"))) {
            PostgresLog.bindAfter(select, position, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    page.add(PostgresLog.event(rows));
                }
            }
        }
        return wholeCommands(page);
    }

    /** The last command may go on behind the page; it waits for the next one. */
    private static List<StoredEvent> wholeCommands(List<StoredEvent> page) {
        int end = page.size();
        while (end > 0 && page.get(end - 1).commandId().equals(page.getLast().commandId())) {
            end--;
        }
        return end == 0 ? page : page.subList(0, end);
    }
}
