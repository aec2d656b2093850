package uk.inspection.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import uk.inspection.benchmarks.Measure.Target;
import uk.inspection.benchmarks.PlatformProcess.Service;

/** Judgements many at a time, as after fieldwork. */
final class AppendBulk implements Benchmark {
    private static final int CONNECTIONS = 4;
    private static final int INSPECTIONS = 40;
    private static final int JUDGEMENTS = 500;
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "append-bulk";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        try (var platform = PlatformProcess.start(console)) {
            String token = platform.token("lead-inspector", "--subject", "bench-lead");
            console.say("Announcing %d inspections of %d cases", INSPECTIONS, JUDGEMENTS);
            var inspections = Judging.announce(platform, token, INSPECTIONS, JUDGEMENTS);
            var wires = new ArrayList<Wire>();
            try (Connection connection = platform.database("case_service")) {
                var callers = callers(platform, token, inspections, wires);
                platform.freezeReaders();
                console.say("Warming up for %d s", WARM_UP.toSeconds());
                Load.drive(callers, WARM_UP);
                platform.awaitPublished();
                var plain = new PlainInserts(connection, "CaseJudged");
                return Pairs.compare(
                        console,
                        List.of(
                                new Measure(
                                        name(),
                                        "bulk requests of %d judgements of %d answers over HTTP, %d connections"
                                                .formatted(
                                                        JUDGEMENTS, Judging.ANSWERS, CONNECTIONS),
                                        "COPY of the same rows into a table with the same indexes, %d rows and a"
                                                        .formatted(JUDGEMENTS)
                                                + " commit at a time, one connection",
                                        "events/s",
                                        Target.atLeast(0.5))),
                        () -> {
                            long before = Append.position(connection);
                            var work = Load.drive(callers, TIME);
                            long stored = Append.position(connection) - before;
                            if (stored != work.done() * JUDGEMENTS) {
                                throw new IllegalStateException(
                                        "%d events were stored and %d acknowledged"
                                                .formatted(stored, work.done() * JUDGEMENTS));
                            }
                            platform.awaitPublished();
                            return new double[] {work.perSecond() * JUDGEMENTS};
                        },
                        () -> {
                            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
                            var work =
                                    Load.drive(
                                            List.of(() ->
                                                    copy.copyIn(
                                                            PlainInserts.copy(),
                                                            new ByteArrayInputStream(
                                                                    plain.rows(JUDGEMENTS)))),
                                            TIME);
                            return new double[] {work.perSecond() * JUDGEMENTS};
                        });
            } finally {
                for (Wire wire : wires) {
                    wire.close();
                }
            }
        }
    }

    private static List<Load.Caller> callers(
            PlatformProcess platform, String token, List<String> inspections, List<Wire> wires)
            throws IOException {
        var answers = Judging.answers();
        var bodies = new ArrayList<byte[]>();
        for (int variant = 0; variant < 4; variant++) {
            int first = variant;
            var items =
                    IntStream.range(0, JUDGEMENTS)
                            .mapToObj(i ->
                                    Map.of(
                                            "caseId",
                                            "case-" + i,
                                            "answers",
                                            answers.get((first + i) % answers.size())))
                            .toList();
            bodies.add(Judging.json(Map.of("judgements", items)));
        }
        var callers = new ArrayList<Load.Caller>();
        for (int c = 0; c < CONNECTIONS; c++) {
            var wire = new Wire(platform.port(Service.CASES));
            wires.add(wire);
            var own = new ArrayList<String>();
            for (int n = c; n < inspections.size(); n += CONNECTIONS) {
                own.add(inspections.get(n));
            }
            int[] next = new int[1];
            callers.add(() -> {
                int n = next[0]++;
                byte[] request =
                        Wire.request(
                                "POST",
                                "/v1/inspections/" + own.get(n % own.size()) + "/judgements",
                                Judging.headers(token),
                                bodies.get(n / own.size() % bodies.size()));
                int status = wire.send(request);
                if (status != 200) {
                    throw new IOException(status + " " + wire.body());
                }
                for (var result : JSON.readTree(wire.body()).path("results")) {
                    if (result.path("status").asInt() != 201) {
                        throw new IOException(result.toString());
                    }
                }
            });
        }
        return callers;
    }
}
