package uk.inspection.benchmarks;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import uk.inspection.benchmarks.Measure.Target;

/**
 * What scoring-service makes of the topic of case events, from nothing: every event received,
 * folded, scored and shown. Then its read models alone, made again from its log.
 *
 * <p>One replay is cut into slices of as many events, between which the service stands still and
 * the bare consumer has its turn; so the pairs lie close together, and all slices are the whole
 * replay. A slice counts from the first event that is applied in it: what a process does about
 * having stood still, which no replay does, comes before that. The service stands still for less
 * than its session at the broker lasts.
 */
final class Replay implements Benchmark {
    static final int INSPECTIONS = 1000;
    private static final long JUDGEMENTS = 1_000_000;
    private static final int SLICES = 1 + Pairs.RUNS;

    /** Of the bare consumer: shorter than a consumer may be away from its group. */
    private static final Duration TIME = Duration.ofSeconds(4);

    private final long judgements;

    Replay() {
        this(JUDGEMENTS);
    }

    /** A shorter one, to try it. */
    Replay(long judgements) {
        this.judgements = judgements;
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        try (var platform = PlatformProcess.start(console)) {
            platform.freezeReaders();
            console.say("Filling the topic with %d judgements", judgements);
            var topic = CaseTopic.fill(platform, INSPECTIONS, judgements);
            try (var bare = new BareConsumer(platform, CaseTopic.NAME);
                    Connection connection = platform.database("scoring_service")) {
                var scoring = new Replaying(platform, connection, topic);
                var results =
                        new ArrayList<>(
                                Pairs.compare(
                                        console,
                                        List.of(received()),
                                        slices(part ->
                                                scoring.receive(Math.round(part * topic.events()))),
                                        () -> new double[] {bare.read(TIME)}));
                scoring.check();
                console.say("All events were received, scored and shown");
                scoring.rebuild();
                results.addAll(
                        Pairs.compare(
                                console,
                                List.of(shown()),
                                slices(scoring::apply),
                                () -> new double[] {bare.read(TIME)}));
                scoring.awaitRebuilt();
                return results;
            }
        }
    }

    private interface Slice {
        double until(double part) throws Exception;
    }

    /** Each run brings it one slice further. */
    private static Pairs.Side slices(Slice slice) {
        int[] done = new int[1];
        return () -> new double[] {slice.until((double) ++done[0] / SLICES)};
    }

    private Measure received() {
        return new Measure(
                name(),
                "scoring-service, with nothing, receives %s from Kafka, checks, keeps, folds and scores each, gives"
                                .formatted(events())
                        + " out and shows every score; in %d slices".formatted(SLICES),
                BareConsumer.WHAT,
                "events/s",
                Target.atLeast(0.5));
    }

    private Measure shown() {
        return new Measure(
                name() + "/read-models",
                "scoring-service's read models made again beside those that serve, from its log of %s and their scores,"
                                .formatted(events())
                        + " and compared at the end; case events a second, in %d slices"
                                .formatted(SLICES),
                BareConsumer.WHAT,
                "events/s",
                Target.atLeast(0.5));
    }

    private String events() {
        return "%,d judgements of %d answers in %d inspections"
                .formatted(judgements, Judging.ANSWERS, INSPECTIONS);
    }
}
