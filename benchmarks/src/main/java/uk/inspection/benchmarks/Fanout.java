package uk.inspection.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.inspection.benchmarks.Measure.Target;
import uk.inspection.benchmarks.PlatformProcess.Service;

/**
 * Many dashboards, each of which follows some of the inspections, and how soon all have a score.
 */
final class Fanout implements Benchmark {
    private static final int SUBSCRIBERS = 2000;
    private static final int INSPECTIONS = 200;
    private static final int EACH = 10;

    /** Subscribers of the same inspections: every so manieth follows every so manieth. */
    private static final int GROUPS = INSPECTIONS / EACH;

    private static final int PER_SECOND = 100;
    private static final int CONNECTIONS = 8;
    private static final Duration TIME = Duration.ofSeconds(10);

    /** Runs before the first that counts: as many as the compilers take. */
    private static final int WARM_UP = 6;

    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");

    @Override
    public String name() {
        return "fanout";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        enoughFiles();
        try (var platform = PlatformProcess.start(console);
                var plain = new PlainFanout()) {
            String lead = platform.token("lead-inspector", "--subject", "bench-lead");
            String analyst = platform.token("analyst", "--subject", "bench-dashboard");
            console.say("Announcing %d inspections", INSPECTIONS);
            var inspections = Judging.announce(platform, lead, INSPECTIONS, 1);
            var posts = new Posts(platform.port(Service.CASES), lead, inspections);
            long pid = platform.process("scoring-service").pid();
            posts.run(TIME); // what is loaded and compiled once is no subscriber's
            double without = heapKib(pid);
            var streams = new ArrayList<byte[]>();
            var bare = new ArrayList<byte[]>();
            for (int s = 0; s < SUBSCRIBERS; s++) {
                var address = new StringBuilder("/v1/score-events?detail=headlines");
                for (int i = 0; i < EACH; i++) {
                    int one = s % GROUPS + i * GROUPS;
                    address.append("&inspection=").append(inspections.get(one));
                }
                streams.add(stream(address.toString(), analyst));
                bare.add(stream("/", analyst));
            }
            console.say("Connecting %d subscribers to each side", SUBSCRIBERS);
            try (var ours = new Subscribers(platform.port(Service.SCORING), streams);
                    var theirs = new Subscribers(plain.port(), bare)) {
                posts.run(ours); // each has all that is his: nothing is under way
                double with = heapKib(pid);
                console.say(
                        "Heap of scoring-service after a full collection: %.0f KiB with, %.0f without;"
                                + " resident %d MiB",
                        with, without, residentMib(pid));
                for (int i = 0; i < WARM_UP; i++) {
                    posts.run(ours);
                }
                var results =
                        new ArrayList<>(
                                Pairs.compare(
                                        console,
                                        List.of(delivery()),
                                        () -> posts.run(ours),
                                        () -> posts.run(plain, theirs, ours.newest())));
                results.addAll(
                        Pairs.results(
                                List.of(memory()),
                                List.of(new double[] {(with - without) / SUBSCRIBERS}),
                                null));
                return results;
            }
        }
    }

    /** Both ends of the plain server's sockets are open here, and those to the platform. */
    private static void enoughFiles() throws IOException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < 4 * SUBSCRIBERS) {
            throw new IOException(
                    "A process may open %d files here; raise ulimit -n to %d."
                            .formatted(system.getMaxFileDescriptorCount(), 4 * SUBSCRIBERS));
        }
    }

    private Measure delivery() {
        return new Measure(
                name() + " p99",
                "time from the answer to a judgement until a subscriber has read its score, %d judgements a second, %d subscribers of %d of %d inspections each; each score by every one of his, once, below %d bytes"
                        .formatted(
                                PER_SECOND,
                                SUBSCRIBERS,
                                EACH,
                                INSPECTIONS,
                                Subscribers.EVENT_BYTES),
                "one thread that writes as many bytes to as many sockets at the same rate, from before the first",
                "ms",
                Target.under(250, "ms"));
    }

    private Measure memory() {
        return new Measure(
                name() + " memory",
                "heap that objects of scoring-service take for a subscriber, after a full collection with and without them",
                "no baseline: a limit in KiB",
                "KiB",
                Target.under(20, "KiB"));
    }

    private static byte[] stream(String address, String token) {
        return Wire.request(
                "GET",
                address,
                "Accept: text/event-stream\r\nAuthorization: Bearer " + token + "\r\n",
                new byte[0]);
    }

    /** What objects take after a full collection, without what fills gaps that it leaves. */
    private static double heapKib(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run"); // queues what the next one cleans
        String histogram = jcmd(pid, "GC.class_histogram");
        double bytes = 0;
        Matcher row = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+)").matcher(histogram);
        while (row.find()) {
            if (!row.group(2).contains("FillerElement")) {
                bytes += Double.parseDouble(row.group(1));
            }
        }
        if (bytes == 0) {
            throw new IOException("The heap of " + pid + " is not told by classes.");
        }
        return bytes / 1024;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                command)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
        return said;
    }

    private static long residentMib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                / 1024;
    }

    static double p99(List<long[]> taken) {
        long[] sorted = taken.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Load.Work(sorted.length, 1, sorted).percentile(0.99);
    }

    /** Judgements at their rate, each on its way through both services to the subscribers. */
    static final class Posts {
        private final List<Wire> wires = new ArrayList<>();
        private final String token;
        private final List<String> inspections;
        private final Map<String, Integer> places = new HashMap<>();
        private final List<byte[]> bodies = Judging.bodies();
        private int round;

        /** When a judgement was answered, by inspection and version of the case stream. */
        private Map<String, Long> accepted = Map.of();

        Posts(int port, String token, List<String> inspections) throws IOException {
            for (int i = 0; i < CONNECTIONS; i++) {
                wires.add(new Wire(port));
            }
            this.token = token;
            this.inspections = inspections;
            for (String id : inspections) {
                places.put(id, places.size());
            }
        }

        void run(Duration time) throws Exception {
            round++;
            int number = Math.toIntExact(PER_SECOND * time.toSeconds());
            var answered = new ConcurrentHashMap<String, Long>();
            var failed = new ConcurrentLinkedQueue<Exception>();
            try (var pool = Executors.newFixedThreadPool(CONNECTIONS)) {
                long begun = System.nanoTime();
                for (int t = 0; t < CONNECTIONS; t++) {
                    int first = t;
                    pool.submit(() -> {
                        try {
                            for (int n = first; n < number; n += CONNECTIONS) {
                                pace(begun, n);
                                post(wires.get(first), n, answered);
                            }
                        } catch (Exception e) {
                            failed.add(e);
                        }
                    });
                }
            }
            if (!failed.isEmpty()) {
                throw failed.element();
            }
            accepted = answered;
        }

        static void pace(long begun, int n) {
            long due = begun + n * (1_000_000_000L / PER_SECOND);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }

        private void post(Wire wire, int n, Map<String, Long> answered) throws IOException {
            String id = inspections.get(n % inspections.size());
            byte[] body = bodies.get((round * 7 + n / inspections.size()) % bodies.size());
            String path = "/v1/inspections/" + id + "/cases/case-0/judgements";
            int status = wire.send(Wire.request("POST", path, Judging.headers(token), body));
            long now = System.nanoTime();
            if (status != 201) {
                throw new IOException(status + " " + wire.body());
            }
            Matcher version = VERSION.matcher(wire.body());
            version.find();
            answered.put(id + "/" + version.group(1), now);
        }

        /** Judges for a time, and waits until every subscriber has each score that is his. */
        double[] run(Subscribers subscribers) throws Exception {
            subscribers.begin();
            run(TIME);
            return new double[] {p99(subscribers.taken(accepted, this::follows))};
        }

        /** Has the same number of events told by the plain server. */
        double[] run(PlainFanout plain, Subscribers subscribers, String like) throws Exception {
            subscribers.begin();
            round++;
            var told = new HashMap<String, Long>();
            long begun = System.nanoTime();
            for (int n = 0; n < PER_SECOND * TIME.toSeconds(); n++) {
                pace(begun, n);
                String id = inspections.get(n % inspections.size());
                int version = round * 100 + n / inspections.size();
                told.put(id + "/" + version, System.nanoTime());
                plain.tell(like, id, version, this::follows);
            }
            return new double[] {p99(subscribers.taken(told, this::follows))};
        }

        private boolean follows(String inspectionAndVersion, int subscriber) {
            String id = inspectionAndVersion.substring(0, inspectionAndVersion.indexOf('/'));
            return Objects.requireNonNull(places.get(id)) % GROUPS == subscriber % GROUPS;
        }
    }
}
