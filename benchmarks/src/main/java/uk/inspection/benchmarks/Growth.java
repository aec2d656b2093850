package uk.inspection.benchmarks;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import uk.inspection.benchmarks.Measure.Target;
import uk.inspection.benchmarks.Pairs.Runs;

/**
 * What an event costs when many are stored already, beside what it cost when there were few.
 *
 * <p>A log only grows, so the sizes cannot take turns, and a machine is not the same machine ten
 * minutes later. So at each size the limit is measured in the same pairs of runs as ever, on a
 * table that is made anew, and an event's cost is said in the limit's: what is compared between the
 * sizes is that. The times as they were measured stand in a row of their own.
 */
final class Growth implements Benchmark {
    private static final List<Long> SIZES = List.of(100_000L, 1_000_000L, 3_000_000L);
    private static final double TARGET = 1.3;
    private static final int CALLERS = 32;
    private static final Duration TIME = Duration.ofSeconds(2);
    private static final Duration WARM_UP = Duration.ofSeconds(4);

    /** Events of one run of a replay. */
    private static final long SLICE = 10_000;

    private final List<Long> stored;
    private final List<Long> replayed;

    Growth() {
        this(SIZES, SIZES);
    }

    /** Other sizes, to try it. */
    Growth(List<Long> stored, List<Long> replayed) {
        this.stored = stored;
        this.replayed = replayed;
    }

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        var results = new ArrayList<Result>();
        results.addAll(append(console));
        results.addAll(replay(console));
        return results;
    }

    // ---- a log

    private List<Result> append(Console console) throws Exception {
        var runs = new ArrayList<Runs>();
        console.say("Starting PostgreSQL");
        try (var store = new StoreProcess()) {
            for (long size : stored) {
                store.fill(size, console);
                runs.add(append(store, console));
            }
        }
        return compared(
                name() + "/append-store",
                "the event store in this process, %d callers, events of 1 KB, from %%s stored events on"
                        .formatted(CALLERS),
                "a plain insert with a commit of its own, %d connections, into a new table"
                        .formatted(CALLERS),
                stored,
                runs);
    }

    private static Runs append(StoreProcess store, Console console) throws Exception {
        var appends = store.callers(CALLERS);
        try (Connection owner = store.connect()) {
            try (Statement statement = owner.createStatement()) {
                statement.execute("vacuum analyze log.event"); // no run is to do it for the others
                statement.execute("vacuum analyze log.command");
            }
            console.say("Warming up for %d s", WARM_UP.toSeconds());
            Load.drive(appends, WARM_UP);
            try (var inserts =
                    new PlainInserts(owner, StoreProcess.TYPE).callers(CALLERS, store::connect)) {
                return Pairs.run(
                        console,
                        () ->
                                new double[] {
                                    micros(AppendStore.append(appends, owner, TIME).perSecond())
                                },
                        () -> new double[] {micros(Load.drive(inserts.all(), TIME).perSecond())});
            }
        }
    }

    private static double micros(double perSecond) {
        return 1e6 / perSecond;
    }

    // ---- a replay

    private List<Result> replay(Console console) throws Exception {
        var runs = new ArrayList<Runs>();
        try (var platform = PlatformProcess.start(console)) {
            platform.freezeReaders();
            long all = replayed.getLast() + SLICE * (Pairs.RUNS + 2);
            console.say("Filling the topic with %d judgements", all);
            var topic = CaseTopic.fill(platform, Replay.INSPECTIONS, all);
            try (var bare = new BareConsumer(platform, CaseTopic.NAME);
                    Connection connection = platform.database("scoring_service")) {
                var scoring = new Replaying(platform, connection, topic);
                for (long size : replayed) {
                    scoring.receive(size);
                    console.say("%d events are received", size);
                    long[] next = {size};
                    runs.add(
                            Pairs.run(
                                    console,
                                    () -> new double[] {micros(scoring.receive(next[0] += SLICE))},
                                    () -> new double[] {micros(bare.read(TIME))}));
                }
                scoring.receive(topic.events());
                scoring.check();
            }
        }
        return compared(
                name() + "/replay",
                "scoring-service receives case events from Kafka, keeps, folds, scores and shows each, from %s received events on",
                "an event of the same topic, read and parsed by a bare consumer",
                replayed,
                runs);
    }

    // ---- what came of it

    /**
     * Each size but the first beside the first, in what the limit costs and as it was measured.
     *
     * @param what with a place for the size
     * @param runs of each size, in microseconds
     */
    static List<Result> compared(
            String name, String what, String limit, List<Long> sizes, List<Runs> runs) {
        String against = "the same from %s on".formatted(number(sizes.getFirst()));
        var results = new ArrayList<Result>();
        for (int i = 1; i < sizes.size(); i++) {
            String row = name + " " + number(sizes.get(i));
            String measured = what.formatted(number(sizes.get(i)));
            results.addAll(
                    Pairs.results(
                            List.of(
                                    new Measure(
                                            row,
                                            measured
                                                    + ": what an event costs, in what at the same time is the cost of "
                                                    + limit,
                                            against,
                                            "limits",
                                            Target.atMost(TARGET))),
                            inLimits(runs.get(i)),
                            inLimits(runs.getFirst())));
            results.addAll(
                    Pairs.results(
                            List.of(
                                    new Measure(
                                            row + " time",
                                            measured
                                                    + ": time an event takes, whatever the machine did meanwhile",
                                            against,
                                            "us",
                                            Target.atMost(TARGET))),
                            runs.get(i).values(),
                            runs.getFirst().values()));
        }
        return results;
    }

    private static List<double[]> inLimits(Runs runs) {
        var costs = new ArrayList<double[]>();
        for (int i = 0; i < runs.values().size(); i++) {
            costs.add(new double[] {runs.values().get(i)[0] / runs.limits().get(i)[0]});
        }
        return costs;
    }

    private static String number(long size) {
        return String.format(Locale.ROOT, "%,d", size);
    }
}
