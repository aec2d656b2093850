package uk.inspection.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import uk.inspection.benchmarks.Measure.Target;

/**
 * What is small, by JMH: the classes {@code ...Benchmark} beside the tests of what they measure. In
 * them {@code hashLimit} is the limit of {@code hash}. JMH runs all forks of one before those of
 * the other, so that the machine may do something else besides meanwhile.
 */
final class Jmh implements Benchmark {
    private static final int FORKS = 7;
    private static final String LIMIT = "Limit";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DECODED = "the bytes of a %s read as the event that they are";
    private static final String READ = "Jackson reads the same tokens and their text";
    private static final String ENCODED = "a %s written as bytes";
    private static final String WRITTEN = "Jackson writes the same tokens from a list of them";

    private static final List<Measure> MEASURES =
            List.of(
                    measure(
                            "hash",
                            "the hash of an event that holds a judgement",
                            "SHA-256 of as many bytes in one piece",
                            1.5),
                    measure("decode/CaseJudged", DECODED.formatted("CaseJudged"), READ, 2.0),
                    measure("decode/ScoreChanged", DECODED.formatted("ScoreChanged"), READ, 2.0),
                    measure("encode/CaseJudged", ENCODED.formatted("CaseJudged"), WRITTEN, 1.0),
                    measure("encode/ScoreChanged", ENCODED.formatted("ScoreChanged"), WRITTEN, 1.0),
                    measure(
                            "evolve",
                            "the last of 33 judgements counted",
                            "its bytes read as the event that they are",
                            1.0),
                    measure(
                            "score",
                            "the score of 33 judged cases made of their counts",
                            "the same score written as bytes",
                            1.0));

    private static Measure measure(String name, String what, String against, double target) {
        return new Measure("jmh/" + name, what, against, "µs", Target.atMost(target));
    }

    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        Path report = Files.createTempFile("jmh", ".json");
        try {
            measure(report);
            JsonNode all = JSON.readTree(report.toFile());
            return Pairs.results(MEASURES, runs(all, ""), runs(all, LIMIT));
        } finally {
            Files.deleteIfExists(report);
        }
    }

    /** JMH in a process with the tests of three modules, and its forks with the same options. */
    private static void measure(Path report) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("platform.root", "")).toAbsolutePath();
        List<String> classes =
                Stream.of(
                                "benchmarks/target/benchmarks.jar",
                                "event-contract/target/test-classes",
                                "event-store/target/test-classes",
                                "scoring-service/target/test-classes",
                                "scoring-service/target/classes")
                        .map(built -> root.resolve(built).toString())
                        .toList();
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of("-Xmx256m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"));
        line.addAll(List.of("-cp", String.join(File.pathSeparator, classes)));
        line.addAll(List.of("org.openjdk.jmh.Main", "-foe", "true", "-bm", "avgt", "-tu", "us"));
        line.addAll(List.of("-f", Integer.toString(FORKS)));
        line.addAll(List.of("-wi", "3", "-w", "500ms", "-i", "3", "-r", "500ms"));
        line.addAll(List.of("-rf", "json", "-rff", report.toString()));
        Process jmh = new ProcessBuilder(line).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(jmh::destroyForcibly));
        if (jmh.waitFor() != 0) {
            throw new IOException("JMH failed.");
        }
    }

    /** Of each fork the median of each measure. */
    private static List<double[]> runs(JsonNode report, String side) {
        var runs = new ArrayList<double[]>();
        for (int i = 0; i < FORKS; i++) {
            int fork = i;
            runs.add(
                    MEASURES.stream()
                            .map(measure -> forks(report, measure.name(), side).path(fork))
                            .mapToDouble(Jmh::median)
                            .toArray());
        }
        return runs;
    }

    private static double median(JsonNode iterations) {
        return Pairs.median(
                StreamSupport.stream(iterations.spliterator(), false)
                        .mapToDouble(JsonNode::asDouble)
                        .toArray());
    }

    /**
     * The iterations of each fork of a method; of one that is run for each event, of that event.
     */
    private static JsonNode forks(JsonNode report, String name, String side) {
        List<String> parts = List.of(name.split("/", -1));
        String method = "." + parts.get(1) + side;
        String event = parts.size() > 2 ? parts.get(2) : "";
        for (JsonNode one : report) {
            if (one.path("benchmark").asText().endsWith(method)
                    && one.path("params").path("event").asText().equals(event)) {
                return one.path("primaryMetric").path("rawData");
            }
        }
        throw new IllegalStateException("JMH has not measured %s%s.".formatted(name, side));
    }
}
