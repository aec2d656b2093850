package uk.inspection.eventstore.kafka;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import uk.inspection.eventstore.postgres.Failures;

/** Reads where a service stands in other services' topics. Only the writer changes it. */
final class Places {
    private static final String PARKED =
            "select topic, topic_id, partition, record_offset, stream, version, type, why, since,"
                    + " attempts from log.parked ";

    private static final String BEHIND =
            "where topic = ? and stream = ? and (version, partition, record_offset) > (?, ?, ?)";

    /** That event a accepts event d. */
    private static final String ACCEPTS =
            "a.type = 'DiscardAccepted' and a.stream = d.stream and a.causation = d.topic || '/' ||"
                    + " d.stream || '/' || d.version";

    private final DataSource dataSource;

    Places(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Events of one inspection in one topic. */
    record Line(String topic, String stream) {}

    /** Next offset by partition; a partition of which nothing was applied is left out. */
    Map<Integer, Long> offsets(String topic, String topicId) {
        var offsets = new HashMap<Integer, Long>();
        read(
                "select partition, next_offset from log.consumed where topic = ? and topic_id = ?",
                List.of(topic, topicId),
                rows -> {
                    offsets.put(rows.getInt(1), rows.getLong(2));
                    return true;
                });
        return offsets;
    }

    /** Everything parked after a place, in order of places. */
    List<ParkedRecord> parked(String topic, int partition, long offset, int limit) {
        return read(
                PARKED
                        + "where (topic, partition, record_offset) > (?, ?, ?)"
                        + " order by topic, partition, record_offset limit ?",
                List.of(topic, partition, offset, limit),
                Places::parked);
    }

    Optional<ParkedRecord> parkedAt(String topic, int partition, long offset) {
        return read(
                        PARKED
                                + "where topic = ? and partition = ? and record_offset = ?"
                                + " order by since desc limit 1",
                        List.of(topic, partition, offset),
                        Places::parked)
                .stream()
                .findFirst();
    }

    /** What is parked of one line, lowest version first. */
    List<ParkedRecord> parked(Line line, int limit) {
        return read(
                PARKED
                        + "where topic = ? and stream = ? order by version, partition, record_offset"
                        + " limit ?",
                List.of(line.topic(), line.stream(), limit),
                Places::parked);
    }

    /** Lines with anything parked, those of records that tell no inspection left out. */
    List<Line> lines(Line after, int limit) {
        return read(
                "select distinct stream, topic from log.parked where stream <> '' and (stream, topic) >"
                        + " (?, ?) order by stream, topic limit ?",
                List.of(after.stream(), after.topic(), limit),
                rows -> new Line(rows.getString(2), rows.getString(1)));
    }

    /** Parked records of a topic that was since made anew. */
    List<ParkedRecord> parkedOfAnother(String topic, String topicId, int limit) {
        return read(
                PARKED + "where topic = ? and topic_id <> ? limit ?",
                List.of(topic, topicId, limit),
                Places::parked);
    }

    long parkedCount() {
        return read("select count(*) from log.parked", List.of(), rows -> rows.getLong(1))
                .getFirst();
    }

    /** What is parked of a line after one of its records. */
    List<ParkedRecord> behind(ParkedRecord one, int limit) {
        return read(
                PARKED + BEHIND + " order by version, partition, record_offset limit ?",
                List.of(
                        one.topic(),
                        one.stream(),
                        one.version(),
                        one.partition(),
                        one.offset(),
                        limit),
                Places::parked);
    }

    long behindCount(ParkedRecord one) {
        return read(
                        "select count(*) from log.parked " + BEHIND,
                        List.of(
                                one.topic(),
                                one.stream(),
                                one.version(),
                                one.partition(),
                                one.offset()),
                        rows -> rows.getLong(1))
                .getFirst();
    }

    ParkedCounts counts() {
        return read(
                        "select count(*), count(distinct nullif(stream, '')), min(since),"
                                + " (select count(*) from log.event d where d.type = 'EventDiscarded'"
                                + " and not exists (select 1 from log.event a where "
                                + ACCEPTS
                                + ")) from log.parked",
                        List.of(),
                        rows -> {
                            OffsetDateTime oldest = rows.getObject(3, OffsetDateTime.class);
                            return new ParkedCounts(
                                    rows.getLong(1),
                                    rows.getLong(2),
                                    oldest == null ? null : oldest.toInstant(),
                                    rows.getLong(4));
                        })
                .getFirst();
    }

    /** Positions of own discards and of what accepts them, 0 for nothing; oldest first. */
    List<long[]> discards(long afterPosition, int limit) {
        return read(
                "select d.position, coalesce((select min(a.position) from log.event a where "
                        + ACCEPTS
                        + "), 0) from log.event d where d.type = 'EventDiscarded' and d.position > ?"
                        + " order by d.position limit ?",
                List.of(afterPosition, limit),
                rows -> new long[] {rows.getLong(1), rows.getLong(2)});
    }

    long parkedCount(String stream) {
        return read(
                        "select count(*) from log.parked where stream = ?",
                        List.of(stream),
                        rows -> rows.getLong(1))
                .getFirst();
    }

    /** Inspections of which own events are held until what they saw is received again. */
    long heldCount() {
        return read("select count(*) from log.held", List.of(), rows -> rows.getLong(1)).getFirst();
    }

    long awaitingCount() {
        return read("select count(*) from log.awaiting", List.of(), rows -> rows.getLong(1))
                .getFirst();
    }

    Optional<Instant> oldestAwaiting() {
        return read(
                        "select since from log.awaiting order by since limit 1",
                        List.of(),
                        rows -> rows.getObject(1, OffsetDateTime.class).toInstant())
                .stream()
                .findFirst();
    }

    private static ParkedRecord parked(ResultSet rows) throws SQLException {
        return new ParkedRecord(
                rows.getString("topic"),
                rows.getString("topic_id"),
                rows.getInt("partition"),
                rows.getLong("record_offset"),
                rows.getString("stream"),
                rows.getLong("version"),
                rows.getString("type"),
                rows.getString("why"),
                rows.getObject("since", OffsetDateTime.class).toInstant(),
                rows.getInt("attempts"));
    }

    private interface Row<R> {
        R read(ResultSet rows) throws SQLException;
    }

    private <R> List<R> read(String sql, List<?> values, Row<R> row) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            var found = new ArrayList<R>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(row.read(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }
}
