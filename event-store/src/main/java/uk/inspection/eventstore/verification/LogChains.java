package uk.inspection.eventstore.verification;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.postgres.LogReader;
import uk.inspection.eventstore.postgres.LogReader.Key;
import uk.inspection.eventstore.postgres.LogReader.Link;
import uk.inspection.eventstore.postgres.LogReader.Place;
import uk.inspection.eventstore.postgres.LogReader.Row;

/**
 * Every hash chain of the service's own log: each event's hash computed again from the columns that
 * are kept, each event behind the one before it, no position left out up to the head.
 *
 * <p>The log is read in the order of positions, as it lies on the disk. What the next event of a
 * stream must follow is kept for the streams seen last, so that memory is bounded; of any other
 * stream it is looked up, a page at a time. Either way an event's own predecessor must be in the
 * log and lie before it, which for all events together means: versions from 1, none left out.
 */
final class LogChains implements Check {
    /** Streams kept in mind: as many as a page can have, or more. */
    private static final int STREAMS_MAX = 20_000;

    private static final HexFormat HEX = HexFormat.of();

    private final DataSource dataSource;
    private final int streamsMax;

    LogChains(DataSource dataSource) {
        this(dataSource, STREAMS_MAX);
    }

    /** With fewer streams kept in mind, but no fewer than rows in a page. */
    LogChains(DataSource dataSource, int streamsMax) {
        this.dataSource = dataSource;
        this.streamsMax = Math.max(streamsMax, LogReader.PAGE_MAX);
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String counts() {
        return "events";
    }

    @Override
    public Optional<String> run(Progress progress) throws SQLException {
        try (var log = new LogReader(dataSource)) {
            return new Reading(log, streamsMax).run(progress);
        }
    }

    private static final class Reading {
        private final LogReader log;
        private final HashChain.Digest digest = new HashChain.Digest();
        private final Map<String, Link> newest;
        private @Nullable Row last;

        Reading(LogReader log, int streamsMax) {
            this.log = log;
            this.newest =
                    new LinkedHashMap<>(1024, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Link> eldest) {
                            return size() > streamsMax;
                        }
                    };
        }

        Optional<String> run(Progress progress) throws SQLException {
            LogReader.Ends ends = log.ends();
            Place end = ends.newest();
            if (end != null && end.position() > ends.head()) {
                return Optional.of(beyond(end, ends.head()));
            }
            // Even what was moved to a position below the first is read.
            for (long after = Long.MIN_VALUE; ; ) {
                List<Row> page = log.events(after);
                if (page.isEmpty()) {
                    break;
                }
                know(page);
                long counted = 0;
                for (Row row : page) {
                    if (row.position() > ends.head()) {
                        break; // written since
                    }
                    Optional<String> difference = difference(row);
                    if (difference.isPresent()) {
                        progress.counted(counted);
                        return difference;
                    }
                    counted++;
                }
                progress.counted(counted);
                after = page.getLast().position();
                if (after >= ends.head()) {
                    break;
                }
            }
            if (position() == ends.head()) {
                return Optional.empty();
            }
            String there =
                    last == null
                            ? "there is no event"
                            : "the newest event is version %d of stream %s at position %d"
                                    .formatted(last.version(), last.stream(), last.position());
            return Optional.of(
                    "The head says position %d, and %s (column position)."
                            .formatted(ends.head(), there));
        }

        /** Looks up what the page's streams go on from, as far as it is not known. */
        private void know(List<Row> page) throws SQLException {
            var met = new LinkedHashSet<String>();
            var unknown = new ArrayList<Key>();
            for (Row row : page) {
                if (met.add(row.stream())
                        && newest.get(row.stream()) == null
                        && row.version() > 1) {
                    unknown.add(new Key(row.stream(), row.version() - 1));
                }
            }
            if (!unknown.isEmpty()) {
                newest.putAll(log.links(unknown));
            }
        }

        private long position() {
            return last == null ? 0 : last.position();
        }

        private Optional<String> difference(Row row) throws SQLException {
            if (row.position() != position() + 1) {
                return Optional.of(misplaced(row));
            }
            String stream = row.stream();
            Link link = newest.get(stream);
            long version = link == null ? 0 : link.version();
            byte[] before = link == null ? HashChain.origin() : link.hash();
            if (row.version() != version + 1) {
                return Optional.of(
                        version == 0
                                ? "%s has no version %d before it (column version or stream)."
                                        .formatted(place(row), row.version() - 1)
                                : "%s follows version %d (column version)."
                                        .formatted(place(row), version));
            }
            if (link != null && link.position() > row.position()) {
                return Optional.of(
                        "%s lies before version %d, at position %d (column position)."
                                .formatted(place(row), version, link.position()));
            }
            if (!Arrays.equals(row.columns().previousHash(), before)) {
                return Optional.of(
                        ("%s says that it follows %s, and version %d carries %s"
                                        + " (column previous_hash).")
                                .formatted(
                                        place(row),
                                        hex(row.columns().previousHash()),
                                        version,
                                        hex(before)));
            }
            byte[] hash = digest.hash(row.columns());
            if (!Arrays.equals(hash, row.hash())) {
                return Optional.of(changed(row, hash));
            }
            newest.put(stream, new Link(row.version(), row.position(), row.hash()));
            last = row;
            return Optional.empty();
        }

        /** Of an event that was moved away, tells where it is now. */
        private String misplaced(Row row) throws SQLException {
            if (row.position() <= position()) {
                return "%s lies below the first position (column position).".formatted(place(row));
            }
            Optional<Place> moved = log.beyondHead();
            return moved.isPresent()
                    ? ("Position %d is empty, and version %d of stream %s lies at"
                                    + " position %d, beyond the head (column position).")
                            .formatted(
                                    position() + 1,
                                    moved.get().version(),
                                    moved.get().stream(),
                                    moved.get().position())
                    : ("Position %d is missing before position %d, version %d of"
                                    + " stream %s (column position).")
                            .formatted(position() + 1, row.position(), row.version(), row.stream());
        }

        /** The next event of the stream tells whether the hash was changed or what it covers. */
        private String changed(Row row, byte[] hash) throws SQLException {
            Optional<byte[]> next = log.previousHash(new Key(row.stream(), row.version() + 1));
            String which =
                    next.isPresent() && Arrays.equals(next.get(), hash)
                            ? "column hash: the next version follows what the columns come to"
                            : "one of its columns was changed";
            return "%s carries the hash %s, and its columns come to %s (%s)."
                    .formatted(place(row), hex(row.hash()), hex(hash), which);
        }

        private static String beyond(Place event, long head) {
            return ("Version %d of stream %s lies at position %d, beyond the"
                            + " head %d (column position).")
                    .formatted(event.version(), event.stream(), event.position(), head);
        }

        private static String place(Row row) {
            return "Version %d of stream %s at position %d"
                    .formatted(row.version(), row.stream(), row.position());
        }

        private static String hex(byte[] hash) {
            return HEX.formatHex(hash, 0, 4) + "…";
        }
    }
}
