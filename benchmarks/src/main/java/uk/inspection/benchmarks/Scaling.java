package uk.inspection.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import uk.inspection.benchmarks.Load.Caller;
import uk.inspection.benchmarks.Measure.Target;
import uk.inspection.benchmarks.Simulation.Costs;

/**
 * Whether the arithmetic of docs/scaling.md holds: what a batch costs is taken from two loads, and
 * what it says of others is measured; and what a judgement takes on disks.
 */
final class Scaling implements Benchmark {
    private static final Duration TIME = Duration.ofSeconds(4);
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final int FEW = 8;
    private static final int MANY = 64;
    private static final int MORE = 256;
    private static final int BATCH_MAX = 256;
    private static final double PART = 0.5;
    private static final double TOO_MUCH = 1.25;
    private static final double BYTES_MAX = 15;
    private static final long SEED = 2009;

    @Override
    public String name() {
        return "scaling";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        var results = new ArrayList<>(queue(console));
        double[] bytes = DiskSpace.ofJudgement(console);
        results.addAll(
                Pairs.results(
                        List.of(kept()),
                        List.of(new double[] {bytes[0]}),
                        List.of(new double[] {bytes[1]})));
        return results;
    }

    private List<Result> queue(Console console) throws Exception {
        try (var store = new StoreProcess()) {
            List<Caller> few = store.callers(FEW);
            List<Caller> many = store.callers(MANY);
            List<Caller> more = store.callers(MORE);
            console.say("Warming up");
            Load.drive(many, WARM_UP);
            Load.drive(few, WARM_UP);
            var foretold = new ArrayList<double[]>();
            var measured = new ArrayList<double[]>();
            for (int run = 0; run < Pairs.RUNS; run++) {
                var costs =
                        Costs.fitted(
                                FEW,
                                Load.drive(few, TIME).perSecond(),
                                MANY,
                                Load.drive(many, TIME).perSecond(),
                                BATCH_MAX);
                double open = PART * costs.perSecond(MANY);
                double[] said = {
                    costs.perSecond(MORE),
                    Simulation.run(costs, open, (int) (open * TIME.toSeconds()), SEED + run)
                            .median()
                };
                double[] found = {
                    Load.drive(more, TIME).perSecond(), medianOfOpen(store, open, SEED + run)
                };
                console.say(
                        "run %d: a batch %.2f ms and %.0f µs for each; foretold %.0f/s and %.2f ms,"
                                + " measured %.0f/s and %.2f ms",
                        run + 1,
                        costs.batch() * 1e3,
                        costs.each() * 1e6,
                        said[0],
                        said[1],
                        found[0],
                        found[1]);
                // More a second would promise too much, and so would fewer milliseconds.
                foretold.add(new double[] {said[0], found[1]});
                measured.add(new double[] {found[0], said[1]});
            }
            return Pairs.results(measures(), foretold, measured);
        }
    }

    /** Commands come at random and do not wait for those before; the median until the answer. */
    private static double medianOfOpen(StoreProcess store, double perSecond, long seed)
            throws Exception {
        var random = new Random(seed);
        int commands = (int) (perSecond * TIME.toSeconds());
        var answers = new ArrayList<CompletableFuture<Long>>(commands);
        long due = System.nanoTime();
        for (int i = 0; i < commands; i++) {
            due += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            long begun = due;
            answers.add(store.append().thenApply(_ -> System.nanoTime() - begun));
        }
        long[] taken = new long[commands];
        for (int i = 0; i < commands; i++) {
            taken[i] = answers.get(i).get(60, TimeUnit.SECONDS);
        }
        Arrays.sort(taken);
        return taken[commands / 2] / 1e6;
    }

    private Measure kept() {
        return new Measure(
                name() + " bytes",
                "what a judgement of %d answers takes on disks in all logs, read models and topics, one copy of each, every case judged four times"
                        .formatted(Judging.ANSWERS),
                "the body of the request that posted it",
                "bytes",
                Target.atMost(BYTES_MAX));
    }

    private List<Measure> measures() {
        String costs = "by what a batch costs, as %d and %d callers show it".formatted(FEW, MANY);
        return List.of(
                new Measure(
                        name() + " events",
                        "events a second of %d callers, foretold ".formatted(MORE) + costs,
                        "the same measured",
                        "events/s",
                        Target.atMost(TOO_MUCH)),
                new Measure(
                        name() + " p50",
                        "time to the answer where commands come at random, half of what %d callers reach, measured"
                                .formatted(MANY),
                        "the same simulated " + costs,
                        "ms",
                        Target.atMost(TOO_MUCH)));
    }
}
