package uk.inspection.eventstore.verification;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.postgres.LogReader;
import uk.inspection.eventstore.postgres.LogReader.Row;

/**
 * Every hash chain of what was received: of each stream and topic the versions from 1, each behind
 * the one before it, and the hash computed again where the bytes were kept. Of an envelope alone no
 * hash can be computed: that it is the topic's is for {@link UpstreamTopics} to say.
 */
final class ReceivedChains implements Check {
    private final DataSource dataSource;

    ReceivedChains(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public String name() {
        return "received";
    }

    @Override
    public String counts() {
        return "events";
    }

    @Override
    public Optional<String> run(Progress progress) throws SQLException {
        var digest = new HashChain.Digest();
        try (var log = new LogReader(dataSource)) {
            @Nullable Row last = null;
            List<Row> page = log.received("", "", 0);
            while (!page.isEmpty()) {
                for (Row row : page) {
                    Optional<String> difference = difference(row, last, digest);
                    if (difference.isPresent()) {
                        return difference;
                    }
                    last = row;
                }
                progress.counted(page.size());
                Row end = page.getLast();
                page = log.received(end.stream(), end.topic(), end.version());
            }
            return Optional.empty();
        }
    }

    private static Optional<String> difference(
            Row row, @Nullable Row last, HashChain.Digest digest) {
        boolean first =
                last == null
                        || !Arrays.equals(last.columns().stream(), row.columns().stream())
                        || !Arrays.equals(last.columns().topic(), row.columns().topic());
        long version = first || last == null ? 0 : last.version();
        byte[] before = first || last == null ? HashChain.origin() : last.hash();
        if (row.version() != version + 1) {
            return difference(row, "version %d comes before it".formatted(version), "version");
        }
        if (!row.discarded() && !Arrays.equals(row.columns().previousHash(), before)) {
            return difference(row, "it does not follow the one before it", "previous_hash");
        }
        if (row.columns().data() != null
                && !Arrays.equals(digest.hash(row.columns()), row.hash())) {
            return difference(row, "its columns come to another hash than it carries", "hash");
        }
        return Optional.empty();
    }

    private static Optional<String> difference(Row row, String what, String column) {
        return Optional.of(
                "Version %d of stream %s, position %d of topic %s: %s (column %s)."
                        .formatted(
                                row.version(),
                                row.stream(),
                                row.position(),
                                row.topic(),
                                what,
                                column));
    }
}
