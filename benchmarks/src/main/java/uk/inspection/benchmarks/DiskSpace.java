package uk.inspection.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import uk.inspection.benchmarks.PlatformProcess.Service;

/**
 * What a judgement takes for ever: in the four logs, the read models and the topics, one copy of
 * each. Not in it are PostgreSQL's write-ahead log, which is written over, and the indexes of
 * topics.
 */
final class DiskSpace {
    private static final int INSPECTIONS = 40;
    private static final int CASES = 100;
    private static final int REVISIONS = 4;
    private static final int CONNECTIONS = 8;
    private static final int BROKER = 1;
    private static final String TOPICS = "topics";
    private static final List<String> DATABASES =
            List.of(
                    "case_service",
                    "scoring_service",
                    "improvement_plan_service",
                    "reporting_service");

    private final PlatformProcess platform;
    private final Admin broker;

    private DiskSpace(PlatformProcess platform, Admin broker) {
        this.platform = platform;
        this.broker = broker;
    }

    /** Bytes kept of a judgement, and bytes of the request that posted it. */
    static double[] ofJudgement(Console console) throws Exception {
        try (var platform = PlatformProcess.start(console);
                var broker = Admin.create(platform.broker())) {
            return new DiskSpace(platform, broker).measure(console);
        }
    }

    private double[] measure(Console console) throws Exception {
        String token = platform.token("lead-inspector", "--subject", "bench-lead");
        console.say("Announcing %d inspections of %d cases", INSPECTIONS, CASES);
        var inspections = Judging.announce(platform, token, INSPECTIONS, CASES);
        awaitPassedOn();
        Map<String, Long> before = sizes();
        int judgements = INSPECTIONS * CASES * REVISIONS;
        console.say("Judging each case %d times", REVISIONS);
        double posted = judge(token, inspections);
        awaitPassedOn();
        var each = new TreeMap<String, Double>();
        sizes().forEach((place, size) -> {
            double more = size - before.getOrDefault(place, 0L);
            each.put(place, more / judgements);
        });
        double kept = each.values().stream().mapToDouble(Double::doubleValue).sum();
        console.say(
                "Of each of %d judgements %.0f bytes are kept: %s",
                judgements,
                kept,
                each.entrySet().stream()
                        .map(one ->
                                String.format(Locale.ROOT, "%s %.0f", one.getKey(), one.getValue()))
                        .collect(Collectors.joining(", ")));
        return new double[] {kept, posted};
    }

    /** Judges every case again and again; bytes of a request's body on average. */
    private double judge(String token, List<String> inspections) throws Exception {
        List<byte[]> bodies = Judging.bodies();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            var all = new ArrayList<Callable<Long>>();
            for (int c = 0; c < CONNECTIONS; c++) {
                int first = c;
                all.add(() -> {
                    long bytes = 0;
                    try (var wire = new Wire(platform.port(Service.CASES))) {
                        for (int revision = 0; revision < REVISIONS; revision++) {
                            for (int n = first; n < INSPECTIONS * CASES; n += CONNECTIONS) {
                                byte[] body = bodies.get((n + revision) % bodies.size());
                                post(wire, token, inspections.get(n / CASES), n % CASES, body);
                                bytes += body.length;
                            }
                        }
                    }
                    return bytes;
                });
            }
            double bytes = 0;
            for (Future<Long> one : threads.invokeAll(all)) {
                bytes += one.get();
            }
            return bytes / (INSPECTIONS * CASES * REVISIONS);
        }
    }

    private static void post(Wire wire, String token, String inspection, int number, byte[] body)
            throws IOException {
        int status =
                wire.send(
                        Wire.request(
                                "POST",
                                "/v1/inspections/%s/cases/case-%d/judgements"
                                        .formatted(inspection, number),
                                Judging.headers(token),
                                body));
        if (status != 201) {
            throw new IOException(status + " " + wire.body());
        }
    }

    /**
     * Returns when every judgement is in all logs. A score is in the log when the judgement that it
     * is of is, so one look in the order of the services suffices.
     */
    private void awaitPassedOn() throws Exception {
        while (!(published("case_service")
                && read("case-events", DATABASES.subList(1, DATABASES.size()))
                && published("scoring_service")
                && read("score-events", List.of("reporting_service")))) {
            Thread.sleep(100); // between two looks
        }
    }

    private boolean published(String database) throws SQLException {
        try (Connection connection = platform.database(database)) {
            return Append.number(
                            connection, "select h.position - r.cursor from log.head h, log.relay r")
                    == 0;
        }
    }

    private boolean read(String topic, List<String> readers) throws Exception {
        long end = end(topic);
        for (String reader : readers) {
            try (Connection connection = platform.database(reader)) {
                long next =
                        Append.number(
                                connection,
                                "select coalesce(sum(next_offset), 0) from log.consumed where topic = '%s'"
                                        .formatted(topic));
                if (next < end) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Records of a topic. */
    private long end(String topic) throws Exception {
        var partitions =
                broker.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                        .flatMap(description -> description.partitions().stream())
                        .collect(
                                Collectors.toMap(
                                        one -> new TopicPartition(topic, one.partition()),
                                        one -> OffsetSpec.latest()));
        return broker.listOffsets(partitions).all().get().values().stream()
                .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                .sum();
    }

    private Map<String, Long> sizes() throws Exception {
        var sizes = new TreeMap<String, Long>();
        for (String database : DATABASES) {
            for (String schema : List.of("log", "projection")) {
                sizes.put(database + "." + schema, size(database, schema));
            }
        }
        var names = broker.listTopics().names().get();
        long topics =
                broker.describeLogDirs(List.of(BROKER)).allDescriptions().get().values().stream()
                        .flatMap(descriptions -> descriptions.values().stream())
                        .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                        .filter(replica -> names.contains(replica.getKey().topic()))
                        .mapToLong(replica -> replica.getValue().size())
                        .sum();
        sizes.put(TOPICS, topics);
        return sizes;
    }

    private long size(String database, String schema) throws SQLException {
        try (Connection connection = platform.database(database)) {
            return Append.number(
                    connection,
                    "select coalesce(sum(pg_total_relation_size(c.oid)), 0) from pg_class c"
                            + " where c.relkind = 'r' and c.relnamespace = '%s'::regnamespace"
                                    .formatted(schema));
        }
    }
}
