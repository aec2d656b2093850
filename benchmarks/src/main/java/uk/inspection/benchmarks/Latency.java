package uk.inspection.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import uk.inspection.benchmarks.Measure.Target;
import uk.inspection.benchmarks.PlatformProcess.Service;

/** How soon a dashboard sees a score move. */
final class Latency implements Benchmark {
    private static final int PER_SECOND = 200;
    private static final int CONNECTIONS = 16;
    private static final int INSPECTIONS = 200;
    private static final Duration TIME = Duration.ofSeconds(10);

    /** As long as the compilers take; the limit has less to compile. */
    private static final Duration WARM_UP = Duration.ofSeconds(150);

    private static final Duration LIMIT_WARM_UP = Duration.ofSeconds(30);
    private static final String TOPIC = "bench-latency";

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        try (var platform = PlatformProcess.start(console)) {
            String lead = platform.token("lead-inspector", "--subject", "bench-lead");
            String analyst = platform.token("analyst", "--subject", "bench-dashboard");
            console.say("Announcing %d inspections", INSPECTIONS);
            var inspections = Judging.announce(platform, lead, INSPECTIONS, 1);
            try (var dashboard = new Dashboard(platform.port(Service.SCORING), analyst);
                    var limit = new RoundTrips(platform)) {
                var posts = new Posts(platform.port(Service.CASES), lead, inspections, dashboard);
                console.say("Warming up for %d s", WARM_UP.toSeconds());
                posts.run(WARM_UP);
                limit.run(LIMIT_WARM_UP);
                return Pairs.compare(
                        console, measures(), () -> posts.run(TIME), () -> limit.run(TIME));
            }
        }
    }

    private List<Measure> measures() {
        String what =
                "time from the answer to a judgement until a reader of the stream of scores has its score, %d judgements a second"
                        .formatted(PER_SECOND);
        String against =
                "an insert and commit, then a record produced (acks=all) and consumed, both twice, at the same rate";
        return List.of(
                new Measure(name() + " p50", what, against, "ms", Target.atMost(2.0)),
                new Measure(name() + " p99", what, against, "ms", Target.atMost(3.0)));
    }

    private static double[] percentiles(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        var work = new Load.Work(sorted.length, 1, sorted);
        return new double[] {work.percentile(0.5), work.percentile(0.99)};
    }

    /** Something done so many times a second, whatever each takes, by as many as are needed. */
    private static void paced(Duration time, int threads, Paced what) throws Exception {
        int number = Math.toIntExact(PER_SECOND * time.toSeconds());
        long pause = 1_000_000_000L / PER_SECOND;
        var failed = new ConcurrentLinkedQueue<Exception>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            long begun = System.nanoTime();
            for (int t = 0; t < threads; t++) {
                int first = t;
                pool.submit(() -> {
                    try {
                        for (int n = first; n < number; n += threads) {
                            while (System.nanoTime() - begun < n * pause) {
                                LockSupport.parkNanos(begun + n * pause - System.nanoTime());
                            }
                            what.once(first, n);
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
    }

    private interface Paced {
        void once(int thread, int n) throws Exception;
    }

    /** Judgements, each on its way through both services. */
    private static final class Posts {
        private final List<Wire> wires = new ArrayList<>();
        private final String token;
        private final List<String> inspections;
        private final Dashboard dashboard;
        private final List<byte[]> bodies = Judging.bodies();
        private int round;

        Posts(int port, String token, List<String> inspections, Dashboard dashboard)
                throws IOException {
            for (int i = 0; i < CONNECTIONS; i++) {
                wires.add(new Wire(port));
            }
            this.token = token;
            this.inspections = inspections;
            this.dashboard = dashboard;
        }

        double[] run(Duration time) throws Exception {
            round++;
            var taken = new ConcurrentLinkedQueue<Long>();
            var accepted = new ConcurrentHashMap<String, Long>();
            paced(
                    time,
                    CONNECTIONS,
                    (thread, n) -> {
                        String id = inspections.get(n % inspections.size());
                        byte[] body =
                                bodies.get((round * 7 + n / inspections.size()) % bodies.size());
                        Wire wire = wires.get(thread);
                        int status =
                                wire.send(
                                        Wire.request(
                                                "POST",
                                                "/v1/inspections/"
                                                        + id
                                                        + "/cases/case-0/judgements",
                                                Judging.headers(token),
                                                body));
                        long now = System.nanoTime();
                        if (status / 100 != 2) {
                            throw new IOException(status + " " + wire.body());
                        }
                        if (status == 201) { // else these answers stood already
                            Matcher version = VERSION.matcher(wire.body());
                            version.find();
                            accepted.put(id + "/" + version.group(1), now);
                        }
                    });
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            for (Map.Entry<String, Long> one : accepted.entrySet()) {
                Long seen;
                while ((seen = dashboard.seen(one.getKey())) == null) {
                    if (System.nanoTime() - deadline > 0) {
                        throw new IllegalStateException(one.getKey() + " was never seen");
                    }
                    Thread.sleep(5); // between two looks
                }
                taken.add(Math.max(0, seen - one.getValue()));
            }
            dashboard.forget();
            return percentiles(List.copyOf(taken));
        }

        private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");
    }

    /** One reader of the stream of scores. */
    private static final class Dashboard implements AutoCloseable {
        private static final Pattern STREAM = Pattern.compile("\"inspectionId\":\"([^\"]+)\"");
        private static final Pattern REFLECTED = Pattern.compile("\"caseVersion\":(\\d+)");
        private final Map<String, Long> seen = new ConcurrentHashMap<>();
        private final Socket socket;

        Dashboard(int port, String token) throws IOException, InterruptedException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.getOutputStream()
                    .write(
                            ("GET /v1/score-events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept:"
                                            + " text/event-stream\r\nAuthorization: Bearer "
                                            + token
                                            + "\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
            var reader =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var answered = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> read(reader, answered));
            answered.await();
        }

        private void read(BufferedReader reader, CountDownLatch answered) {
            try {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    answered.countDown();
                    if (!line.startsWith("data:")) {
                        continue;
                    }
                    long now = System.nanoTime();
                    Matcher stream = STREAM.matcher(line);
                    Matcher version = REFLECTED.matcher(line);
                    if (stream.find() && version.find()) {
                        seen.putIfAbsent(stream.group(1) + "/" + version.group(1), now);
                    }
                }
            } catch (IOException closed) {
                answered.countDown();
            }
        }

        @org.jspecify.annotations.Nullable
        Long seen(String inspectionAndVersion) {
            return seen.get(inspectionAndVersion);
        }

        void forget() {
            seen.clear();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Two commits and two trips through Kafka, one after the other, with the same bytes. */
    private static final class RoundTrips implements AutoCloseable {
        private final List<Connection> connections = new ArrayList<>();
        private final List<PreparedStatement> inserts = new ArrayList<>();
        private final KafkaProducer<byte[], byte[]> producer;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<BlockingQueue<Long>> arrived =
                Stream.generate(() -> (BlockingQueue<Long>) new LinkedBlockingQueue<Long>())
                        .limit(CONNECTIONS)
                        .toList();
        private final Thread consuming;
        private volatile boolean closing;

        RoundTrips(PlatformProcess platform) throws Exception {
            try (Connection owner = platform.database("case_service");
                    var statement = owner.createStatement()) {
                statement.execute("create schema if not exists bench");
                statement.execute(
                        "create table bench.trip (id bigint generated always as identity primary key,"
                                + " data bytea not null)");
            }
            Map<String, Object> config = platform.broker();
            try (var admin = Admin.create(config)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            }
            producer =
                    new KafkaProducer<>(
                            with(config, "acks", "all"),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
            consumer =
                    new KafkaConsumer<>(
                            with(config, "fetch.min.bytes", 1),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            consumer.seekToEnd(List.of());
            consumer.position(new TopicPartition(TOPIC, 0));
            consuming = Thread.ofPlatform().daemon().start(this::consume);
            for (int i = 0; i < CONNECTIONS; i++) {
                Connection connection = platform.database("case_service");
                connections.add(connection);
                inserts.add(
                        connection.prepareStatement("insert into bench.trip (data) values (?)"));
            }
        }

        private static Map<String, Object> with(
                Map<String, Object> config, String name, Object value) {
            var more = new java.util.HashMap<>(config);
            more.put(name, value);
            return more;
        }

        private void consume() {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    long now = System.nanoTime();
                    arrived.get(one.key()[0]).add(now);
                }
            }
            consumer.close();
        }

        double[] run(Duration time) throws Exception {
            byte[] data = Judging.bodies().getFirst();
            var taken = new ConcurrentLinkedQueue<Long>();
            paced(
                    time,
                    CONNECTIONS,
                    (thread, n) -> {
                        long begun = System.nanoTime();
                        for (int log = 0; log < 2; log++) {
                            PreparedStatement insert = inserts.get(thread);
                            insert.setBytes(1, data);
                            insert.executeUpdate();
                            producer.send(
                                    new ProducerRecord<>(TOPIC, new byte[] {(byte) thread}, data));
                            if (arrived.get(thread).poll(30, TimeUnit.SECONDS) == null) {
                                throw new IllegalStateException("a record was not consumed");
                            }
                        }
                        taken.add(System.nanoTime() - begun);
                    });
            return percentiles(List.copyOf(taken));
        }

        @Override
        public void close() throws Exception {
            closing = true;
            consuming.join();
            producer.close();
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }
}
