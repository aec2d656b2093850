package uk.inspection.eventstore.verification;

import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.TopicReader;
import uk.inspection.eventstore.kafka.TopicReader.Entry;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.eventstore.postgres.LogReader;
import uk.inspection.eventstore.postgres.LogReader.Arrived;
import uk.inspection.eventstore.postgres.LogReader.Key;
import uk.inspection.eventstore.postgres.LogReader.Received;

/**
 * What was received against the topics it came from: every received event is what its topic holds,
 * column by column, with its bytes where they were kept.
 *
 * <p>The topics are read once and each page of records is looked up among what was received; what
 * was met is kept in one bit an event, by its number in the order of receiving. At the end every
 * event that had been received at the beginning must have been met. That order's newest number is
 * read before the topics' ends are, so that whatever was received by then lies before those ends.
 * Records that were not received (parked, discarded, or still to come) are passed over.
 */
final class UpstreamTopics implements Check {
    private final DataSource dataSource;
    private final Topics topics;
    private final List<String> names;

    UpstreamTopics(DataSource dataSource, Topics topics, List<String> names) {
        this.dataSource = dataSource;
        this.topics = topics;
        this.names = List.copyOf(names);
    }

    @Override
    public String name() {
        return "received-in-topics";
    }

    @Override
    public String counts() {
        return "records";
    }

    @Override
    public Optional<String> run(Progress progress) throws SQLException {
        try (var log = new LogReader(dataSource)) {
            long newest = log.ends().arrival();
            var met = new BitSet();
            try (var reader = new TopicReader(topics, names)) {
                for (List<Entry> page = reader.next(); !page.isEmpty(); page = reader.next()) {
                    Optional<String> difference = difference(log, page, met);
                    if (difference.isPresent()) {
                        return difference;
                    }
                    progress.counted(page.size());
                }
            }
            return unmet(log, met, newest, progress);
        }
    }

    private static Optional<String> difference(LogReader log, List<Entry> page, BitSet met)
            throws SQLException {
        Map<String, List<Entry>> byTopic =
                page.stream().collect(Collectors.groupingBy(Entry::topic));
        for (Map.Entry<String, List<Entry>> records : byTopic.entrySet()) {
            Map<Key, Received> received =
                    log.received(records.getKey(), OwnTopics.keys(records.getValue()));
            for (Entry record : records.getValue()) {
                StoredEvent event = record.event();
                if (event == null) {
                    continue; // the owner of the topic tells of it
                }
                Received one = received.get(new Key(event.stream(), event.version()));
                if (one == null) {
                    continue;
                }
                Optional<String> column = one.event().differsIn(event);
                if (column.isPresent()) {
                    return Optional.of(
                            ("Version %d of stream %s, position %d, was received as"
                                            + " something else than lies at %s (column %s).")
                                    .formatted(
                                            event.version(),
                                            event.stream(),
                                            event.position(),
                                            record.place(),
                                            column.get()));
                }
                met.set(Math.toIntExact(one.arrival()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> unmet(LogReader log, BitSet met, long newest, Progress progress)
            throws SQLException {
        List<Arrived> page = log.arrivals("", "", 0);
        while (!page.isEmpty()) {
            for (Arrived one : page) {
                if (names.contains(one.topic())
                        && one.arrival() <= newest
                        && !met.get(Math.toIntExact(one.arrival()))) {
                    return Optional.of(
                            ("Version %d of stream %s was received from topic %s and does"
                                            + " not lie there.")
                                    .formatted(one.version(), one.stream(), one.topic()));
                }
            }
            progress.counted(0);
            Arrived end = page.getLast();
            page = log.arrivals(end.stream(), end.topic(), end.version());
        }
        return Optional.empty();
    }
}
