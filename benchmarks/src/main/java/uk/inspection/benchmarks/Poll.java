package uk.inspection.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.inspection.benchmarks.Measure.Target;
import uk.inspection.benchmarks.PlatformProcess.Service;

/** The Youth Justice Board asks where every plan stands, and nothing has changed. */
final class Poll implements Benchmark {
    private static final int CONNECTIONS = 64;
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "poll";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        try (var platform = PlatformProcess.start(console);
                var bare = BareProcess.start(platform)) {
            String token = platform.token("yjb", "--subject", "bench-yjb");
            var wires = new ArrayList<Wire>();
            try {
                String tag;
                String who = "Authorization: Bearer " + token + "\r\n";
                try (var wire = new Wire(platform.port(Service.PLANS))) {
                    wire.send(Wire.request("GET", "/v1/improvement-plans", who, new byte[0]));
                    tag = wire.header("ETag");
                }
                byte[] poll =
                        Wire.request(
                                "GET",
                                "/v1/improvement-plans",
                                who + "If-None-Match: " + tag + "\r\n",
                                new byte[0]);
                byte[] empty =
                        Wire.request(
                                "GET",
                                "/empty",
                                who + "If-None-Match: " + tag + "\r\n",
                                new byte[0]);
                var polls = callers(platform.port(Service.PLANS), poll, wires);
                var empties = callers(bare.port(), empty, wires);
                console.say("Warming up both for %d s", WARM_UP.toSeconds());
                Load.drive(polls, WARM_UP);
                Load.drive(empties, WARM_UP);
                return Pairs.compare(
                        console,
                        List.of(
                                new Measure(
                                        name(),
                                        "conditional GET /v1/improvement-plans of the YJB by %d connections,"
                                                        .formatted(CONNECTIONS)
                                                + " each answered 304, with a token",
                                        "the bare service's empty endpoint, which answers 304 to anybody",
                                        "requests/s",
                                        Target.atLeast(0.5))),
                        () -> new double[] {Load.drive(polls, TIME).perSecond()},
                        () -> new double[] {Load.drive(empties, TIME).perSecond()});
            } finally {
                for (Wire wire : wires) {
                    wire.close();
                }
            }
        }
    }

    private static List<Load.Caller> callers(int port, byte[] request, List<Wire> wires)
            throws IOException {
        var callers = new ArrayList<Load.Caller>();
        for (int i = 0; i < CONNECTIONS; i++) {
            var wire = new Wire(port);
            wires.add(wire);
            callers.add(() -> {
                int status = wire.send(request);
                if (status != 304) {
                    throw new IOException(status + " " + wire.body());
                }
            });
        }
        return callers;
    }
}
