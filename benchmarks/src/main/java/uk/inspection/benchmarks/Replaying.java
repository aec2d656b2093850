package uk.inspection.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import uk.inspection.benchmarks.PlatformProcess.Service;

/** Scoring-service, which reads a filled topic as far as it is let. */
final class Replaying {
    private static final String PART = "scoring-service";
    private static final String REBUILD = "/admin/projections/read-models/rebuild";
    private static final long LOOK_MS = 10;
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final PlatformProcess platform;
    private final Connection connection;
    private final CaseTopic topic;
    private final long events;
    private final String operator;
    private long applied;
    private long toApply;

    /** It stands still already, and has read nothing. */
    Replaying(PlatformProcess platform, Connection connection, CaseTopic topic)
            throws IOException, InterruptedException, SQLException {
        this.platform = platform;
        this.connection = connection;
        this.topic = topic;
        this.events = topic.events();
        this.operator = platform.token("operator", "--subject", "bench-operator");
        if (received() > 0) {
            throw new IllegalStateException("scoring-service has begun to read too soon");
        }
    }

    private interface Progress {
        long now() throws Exception;
    }

    /** Events received in a second, until so many are; it stands still then. */
    double receive(long target) throws Exception {
        return run(this::received, received(), target);
    }

    /** Lets it run from where it stands to a target; the rate counts from its first step. */
    private double run(Progress progress, long standing, long target) throws Exception {
        platform.thaw(PART);
        try {
            long first = await(progress, standing + 1);
            long from = System.nanoTime();
            if (first >= target) {
                throw new IllegalStateException("a slice is too short to be measured");
            }
            long last = await(progress, target);
            return (last - first) * 1e9 / (System.nanoTime() - from);
        } finally {
            platform.freeze(PART);
        }
    }

    private static long await(Progress progress, long target) throws Exception {
        long now = progress.now();
        long before = now;
        long movedAt = System.nanoTime();
        while (now < target) {
            Thread.sleep(LOOK_MS); // between two looks at another process
            now = progress.now();
            if (now > before) {
                before = now;
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > PATIENCE_NANOS) {
                throw new IllegalStateException("scoring-service stays at " + now);
            }
        }
        return now;
    }

    /** Events dealt with, as its offsets say, which move in the transactions that apply them. */
    private long received() throws SQLException {
        return Append.number(
                connection,
                "select coalesce(sum(next_offset), 0) from log.consumed where topic = '%s'"
                        .formatted(CaseTopic.NAME));
    }

    /** That every event was applied, and every inspection's score tells of its last one. */
    void check() throws SQLException {
        long kept =
                Append.number(
                        connection,
                        "select count(*) from log.received where topic = '%s'"
                                .formatted(CaseTopic.NAME));
        long parked = Append.number(connection, "select count(*) from log.parked");
        if (kept != events || parked > 0) {
            throw new IllegalStateException(
                    "%d events of %d were received, and %d are parked"
                            .formatted(kept, events, parked));
        }
        Map<String, Long> shown = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select inspection, case_version from projection.score")) {
            while (rows.next()) {
                shown.put(rows.getString(1), rows.getLong(2));
            }
        }
        if (!shown.equals(topic.versions())) {
            throw new IllegalStateException("not every score tells of its inspection's last event");
        }
    }

    /** Begins to make the read models again, and stands still. */
    void rebuild() throws IOException, InterruptedException {
        platform.thaw(PART);
        toApply =
                platform.post(Service.SCORING, REBUILD, operator, Map.of("verify", true))
                        .path("total")
                        .asLong();
        applied = applied();
        platform.freeze(PART);
    }

    /** Case events applied in a second, with their scores, until so large a part of all is. */
    double apply(double part) throws Exception {
        return run(this::applied, applied, Math.round(part * toApply)) * events / toApply;
    }

    /** Events and scores applied so far; it must run to be asked. */
    private long applied() throws IOException, InterruptedException {
        JsonNode view = view();
        if (view.path("state").asText().equals("FAILED")) {
            throw new IllegalStateException(view.path("problem").asText());
        }
        applied = view.path("events").asLong();
        return applied;
    }

    private JsonNode view() throws IOException, InterruptedException {
        return platform.get(Service.SCORING, REBUILD, operator);
    }

    /** Returns when what was made is found equal to what served, and is in its place. */
    void awaitRebuilt() throws IOException, InterruptedException {
        platform.thaw(PART);
        while (!view().path("state").asText().equals("SWAPPED")) {
            if (applied() > toApply) {
                throw new IllegalStateException("more was applied than there is");
            }
            Thread.sleep(LOOK_MS); // between two looks at another process
        }
        platform.freeze(PART);
    }
}
