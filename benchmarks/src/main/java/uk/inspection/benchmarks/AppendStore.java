package uk.inspection.benchmarks;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.inspection.benchmarks.Load.Work;
import uk.inspection.benchmarks.Measure.Target;

/** The event store alone. */
final class AppendStore implements Benchmark {
    private static final Duration TIME = Duration.ofSeconds(4);
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "append-store";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        var results = new ArrayList<Result>();
        console.say("Starting PostgreSQL");
        try (var store = new StoreProcess()) {
            results.addAll(compare(store, 32, 1.5, console));
            results.addAll(compare(store, 128, 1.8, console));
        }
        return results;
    }

    private List<Result> compare(StoreProcess store, int callers, double target, Console console)
            throws Exception {
        console.say("Warming up %d callers for %d s", callers, WARM_UP.toSeconds());
        var appends = store.callers(callers);
        Load.drive(appends, WARM_UP);
        try (Connection owner = store.connect();
                var inserts =
                        new PlainInserts(owner, StoreProcess.TYPE)
                                .callers(callers, store::connect)) {
            return Pairs.compare(
                    console,
                    measures(callers, target),
                    () -> figures(append(appends, owner, TIME)),
                    () -> figures(Load.drive(inserts.all(), TIME)));
        }
    }

    /** Appends for a time; what was acknowledged is stored, or there is no figure. */
    static Work append(List<Load.Caller> appends, Connection owner, Duration time)
            throws Exception {
        long before = Append.position(owner);
        Work work = Load.drive(appends, time);
        long stored = Append.position(owner) - before;
        if (stored != work.done()) {
            throw new IllegalStateException(
                    "%d events were stored and %d acknowledged".formatted(stored, work.done()));
        }
        return work;
    }

    private static double[] figures(Work work) {
        return new double[] {work.perSecond(), work.percentile(0.99)};
    }

    private List<Measure> measures(int callers, double target) {
        String what =
                "the event store in this process, %d callers, events of 1 KB, version check, hash chain"
                                .formatted(callers)
                        + " and record of the command on";
        String against =
                "plain JDBC, %d connections, an insert and a commit for each of the same rows into a"
                                .formatted(callers)
                        + " table with the same indexes";
        String name = name() + "/" + callers;
        return List.of(
                new Measure(name, what, against, "events/s", Target.atLeast(target)),
                new Measure(
                        name + " p99",
                        what + ": time to the answer",
                        against,
                        "ms",
                        Target.atMost(1.0)));
    }
}
