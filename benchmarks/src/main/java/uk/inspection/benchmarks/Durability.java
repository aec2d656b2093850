package uk.inspection.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.inspection.benchmarks.Measure.Target;
import uk.inspection.benchmarks.PlatformProcess.Service;

/** What it costs that a judgement is kept. */
final class Durability implements Benchmark {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "durability";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        try (var platform = PlatformProcess.start(console);
                var bare = BareProcess.start(platform)) {
            String token = platform.token("lead-inspector", "--subject", "bench-lead");
            console.say("Announcing %d inspections", Append.INSPECTIONS);
            var inspections = Judging.announce(platform, token, Append.INSPECTIONS, 1);
            var wires = new ArrayList<Wire>();
            try (var judges = new Append.Judges(platform.port(Service.CASES), token, inspections)) {
                var callers = new ArrayList<Load.Caller>();
                List<byte[]> bodies = Judging.bodies();
                for (int i = 0; i < Append.CONNECTIONS; i++) {
                    var wire = new Wire(bare.port());
                    wires.add(wire);
                    int[] next = new int[1];
                    callers.add(() -> {
                        byte[] request =
                                Wire.request(
                                        "POST",
                                        "/judgements",
                                        Judging.headers(token),
                                        bodies.get(next[0]++ % bodies.size()));
                        if (wire.send(request) != 201) {
                            throw new IOException(wire.body());
                        }
                    });
                }
                platform.freezeReaders();
                console.say("Warming up both for %d s", WARM_UP.toSeconds());
                Load.drive(judges.callers(), WARM_UP);
                Load.drive(callers, WARM_UP);
                return Pairs.compare(
                        console,
                        List.of(
                                new Measure(
                                        name(),
                                        Append.WHAT,
                                        "the bare service, which runs on the same server by the same"
                                                + " options, parses the same bodies and keeps nothing",
                                        "requests/s",
                                        Target.atLeast(0.5))),
                        () -> {
                            double[] figure = {Load.drive(judges.callers(), TIME).perSecond()};
                            platform.awaitPublished();
                            return figure;
                        },
                        () -> new double[] {Load.drive(callers, TIME).perSecond()});
            } finally {
                for (Wire wire : wires) {
                    wire.close();
                }
            }
        }
    }
}
