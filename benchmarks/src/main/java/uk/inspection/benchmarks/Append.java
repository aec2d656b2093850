package uk.inspection.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import uk.inspection.benchmarks.Load.Work;
import uk.inspection.benchmarks.Measure.Target;
import uk.inspection.benchmarks.PlatformProcess.Service;

/** Judgements one by one, over HTTP, with everything on that follows from them. */
final class Append implements Benchmark {
    static final int CONNECTIONS = 64;
    static final int INSPECTIONS = 1000;
    static final String WHAT =
            "judgements of %d answers posted over HTTP to %d inspections by %d connections, each a"
                            .formatted(Judging.ANSWERS, INSPECTIONS, CONNECTIONS)
                    + " new revision, acknowledged when durable, relay and read models on; the services that"
                    + " read the topic stand still";

    private static final Duration TIME = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "append";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        try (var platform = PlatformProcess.start(console)) {
            String token = platform.token("lead-inspector", "--subject", "bench-lead");
            console.say("Announcing %d inspections", INSPECTIONS);
            var inspections = Judging.announce(platform, token, INSPECTIONS, 1);
            try (var judges = new Judges(platform.port(Service.CASES), token, inspections);
                    Connection connection = platform.database("case_service")) {
                platform.freezeReaders();
                console.say("Warming up for %d s", WARM_UP.toSeconds());
                Load.drive(judges.callers(), WARM_UP);
                var plain = new PlainInserts(connection, "CaseJudged");
                console.say("An event has %.0f bytes", plain.bytes());
                try (var inserts =
                        plain.callers(CONNECTIONS, () -> platform.database("case_service"))) {
                    return Pairs.compare(
                            console,
                            measures(),
                            () -> judge(judges, connection, platform),
                            () -> {
                                Work work = Load.drive(inserts.all(), TIME);
                                return new double[] {work.perSecond(), work.percentile(0.99)};
                            });
                }
            }
        }
    }

    private static double[] judge(Judges judges, Connection connection, PlatformProcess platform)
            throws Exception {
        long before = position(connection);
        long acknowledged = judges.acknowledged();
        Work work = Load.drive(judges.callers(), TIME);
        long stored = position(connection) - before;
        long told = judges.acknowledged() - acknowledged;
        if (stored != told) {
            throw new IllegalStateException(
                    "%d events were stored and %d acknowledged".formatted(stored, told));
        }
        platform.awaitPublished();
        return new double[] {work.perSecond(), work.percentile(0.99)};
    }

    static long position(Connection connection) throws SQLException {
        return number(connection, "select position from log.head where shard = 0");
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private List<Measure> measures() {
        String against =
                "plain JDBC, %d connections, an insert and a commit for each of the same rows into a"
                                .formatted(CONNECTIONS)
                        + " table with the same indexes";
        return List.of(
                new Measure(name(), WHAT, against, "events/s", Target.atLeast(1.0)),
                new Measure(
                        name() + " p99",
                        WHAT + ": time to the answer",
                        against,
                        "ms",
                        Target.atMost(2.0)));
    }

    /** Inspectors who judge one case after another, each of those that are his. */
    static final class Judges implements AutoCloseable {
        private final List<Wire> wires = new ArrayList<>();
        private final List<Load.Caller> callers = new ArrayList<>();
        private final LongAdder acknowledged = new LongAdder();

        Judges(int port, String token, List<String> inspections) throws IOException {
            List<byte[]> bodies = Judging.bodies();
            for (int i = 0; i < CONNECTIONS; i++) {
                var wire = new Wire(port);
                wires.add(wire);
                var own = new ArrayList<String>();
                for (int n = i; n < inspections.size(); n += CONNECTIONS) {
                    own.add(inspections.get(n));
                }
                int[] next = new int[1];
                callers.add(() -> {
                    int n = next[0]++;
                    int round = n / own.size();
                    String id = own.get(n % own.size());
                    byte[] request =
                            Wire.request(
                                    "POST",
                                    "/v1/inspections/" + id + "/cases/case-0/judgements",
                                    Judging.headers(token),
                                    bodies.get(round % bodies.size()));
                    int status = wire.send(request);
                    if (status != 201) {
                        throw new IOException(status + " " + wire.body());
                    }
                    acknowledged.increment();
                });
            }
        }

        List<Load.Caller> callers() {
            return callers;
        }

        long acknowledged() {
            return acknowledged.sum();
        }

        @Override
        public void close() throws IOException {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }
}
