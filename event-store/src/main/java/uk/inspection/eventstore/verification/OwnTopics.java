package uk.inspection.eventstore.verification;

import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.TopicReader;
import uk.inspection.eventstore.kafka.TopicReader.Entry;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.eventstore.postgres.LogReader;
import uk.inspection.eventstore.postgres.LogReader.Ends;
import uk.inspection.eventstore.postgres.LogReader.Key;
import uk.inspection.eventstore.postgres.LogReader.Own;
import uk.inspection.eventstore.postgres.LogReader.Place;

/**
 * The service's own log against its own topics, both ways.
 *
 * <p>The topics are read once, and each page of records is looked up in the log by stream and
 * version: every record must be an event of the log with the same columns and bytes. Which
 * positions were met is kept in one bit each, an eighth of a megabyte for a million events; at the
 * end every bit up to the relay's cursor must be set. A record met again is a repeat, which is
 * normal; met for the first time, the version before it must have been met already.
 *
 * <p>The cursor is read before the topics' ends are: what lies up to it was acknowledged, so it
 * lies before those ends. What a topic holds was written to the log before, so a look-up that comes
 * later than the record finds it.
 */
final class OwnTopics implements Check {
    private final DataSource dataSource;
    private final Topics topics;
    private final List<String> names;

    OwnTopics(DataSource dataSource, Topics topics, List<String> names) {
        this.dataSource = dataSource;
        this.topics = topics;
        this.names = List.copyOf(names);
    }

    @Override
    public String name() {
        return "log-in-topics";
    }

    @Override
    public String counts() {
        return "records";
    }

    @Override
    public Optional<String> run(Progress progress) throws SQLException {
        try (var log = new LogReader(dataSource)) {
            Ends ends = log.ends();
            if (ends.cursor() > ends.head()) {
                return Optional.of(
                        "The relay's cursor is at position %d, beyond the head %d (column cursor)."
                                .formatted(ends.cursor(), ends.head()));
            }
            var met = new BitSet();
            Optional<String> early = Optional.empty();
            try (var reader = new TopicReader(topics, names)) {
                for (List<Entry> page = reader.next(); !page.isEmpty(); page = reader.next()) {
                    Map<Key, Own> written = log.events(keys(page));
                    for (Entry record : page) {
                        @Nullable Own own = written.get(key(record));
                        Optional<String> difference = difference(record, own);
                        if (own == null || difference.isPresent()) {
                            return difference;
                        }
                        early = early.or(() -> early(record, own, met));
                        met.set(Math.toIntExact(own.event().position()));
                    }
                    progress.counted(page.size());
                }
            }
            // Where a version is not there at all, that tells more than that the next one is.
            Optional<String> last = early;
            return unmet(log, met, ends.cursor()).or(() -> last);
        }
    }

    /** Names of the events that records hold. */
    static List<Key> keys(List<Entry> page) {
        return page.stream().map(OwnTopics::key).distinct().toList();
    }

    /** Of a record that holds no event, a name that no event has. */
    static Key key(Entry record) {
        StoredEvent event = record.event();
        return event == null ? new Key("", 0) : new Key(event.stream(), event.version());
    }

    private static Optional<String> difference(Entry record, @Nullable Own own) {
        StoredEvent event = record.event();
        if (event == null) {
            return Optional.of(
                    "At %s lies what is no event of the log: %s"
                            .formatted(record.place(), record.problem()));
        }
        if (own == null) {
            return Optional.of(
                    "%s, position %d, lies at %s and not in the log."
                            .formatted(version(event), event.position(), record.place()));
        }
        return own.event()
                .differsIn(event)
                .map(column ->
                        "%s at position %d is not what lies at %s (column %s)."
                                .formatted(
                                        version(event),
                                        own.event().position(),
                                        record.place(),
                                        column));
    }

    private static Optional<String> early(Entry record, Own own, BitSet met) {
        StoredEvent event = own.event();
        return own.before() > 0
                        && !met.get(Math.toIntExact(own.before()))
                        && !met.get(Math.toIntExact(event.position()))
                ? Optional.of(
                        ("%s, position %d, lies at %s before version %d lies anywhere"
                                        + " (order of first appearance).")
                                .formatted(
                                        version(event),
                                        event.position(),
                                        record.place(),
                                        event.version() - 1))
                : Optional.empty();
    }

    private static String version(StoredEvent event) {
        return "Version %d of stream %s".formatted(event.version(), event.stream());
    }

    /** A position that the log has not is the matter of {@link LogChains}. */
    private static Optional<String> unmet(LogReader log, BitSet met, long cursor)
            throws SQLException {
        for (int position = met.nextClearBit(1);
                position <= cursor;
                position = met.nextClearBit(position + 1)) {
            Optional<Place> missing = log.at(position);
            if (missing.isPresent()) {
                return Optional.of(
                        ("Version %d of stream %s, position %d, was published to"
                                        + " topic %s and does not lie there.")
                                .formatted(
                                        missing.get().version(),
                                        missing.get().stream(),
                                        position,
                                        missing.get().topic()));
            }
        }
        return Optional.empty();
    }
}
