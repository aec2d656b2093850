package uk.inspection.eventstore.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Arrival;
import uk.inspection.eventstore.Command;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;

/**
 * Brings other services' events to the writer, each applied once and in order within its
 * inspection.
 *
 * <p>Why it is right. The consumer group only shares out partitions; the position is the offset in
 * this service's own database, with the id of the topic, and the writer moves it in the transaction
 * that applies the record. Every record is handed over with the offset that went before it, and the
 * writer passes over what lies below its offset and refuses what lies beyond: so neither a crash,
 * nor a second instance after a rebalance, nor a database that was away for one batch of many can
 * apply a record twice or leave one out. After any doubt the reader goes back to the database's
 * offsets. What cannot be applied is parked by the writer, with all that follows it in its
 * inspection, and the rest flows on; {@link Repair} tries it again.
 */
public final class Subscription<S> implements AutoCloseable {
    /** Most records handed to the writer before their outcomes are awaited. */
    static final int POLL_RECORDS_MAX = 500;

    /** Most bytes asked of a broker at a time, and so most that wait in memory to be applied. */
    static final int FETCH_BYTES_MAX = 16 * 1024 * 1024;

    /** So much is handed over without gathering more. */
    private static final int GATHERED_BYTES = 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(Subscription.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TOPIC_CHECK = Duration.ofSeconds(5);
    private static final Duration MISSING_TOPIC_CHECK = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);
    private static final long PAUSE_MIN_MS = 100;
    private static final long PAUSE_MAX_MS = 5000;
    private static final int SESSION_TIMEOUT_MS = 10_000;

    /** So long it may take until an instance hears that another has come, which waits for it. */
    private static final int HEARTBEAT_MS = 500;

    /**
     * Longer than one poll's records take while the database is away and every batch is retried.
     */
    private static final int POLL_INTERVAL_MAX_MS = 180_000;

    private final String service;
    private final List<String> topics;
    private final Writer<S> writer;
    private final Log log;
    private final Topics topicsAdmin;
    private final Arrival.Handler<S> handler;
    private final Places places;
    private final Repair<S> repair;
    private final Map<String, String> logicalNames = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;
    private volatile boolean assigned;
    private volatile @Nullable String problem = "The subscription has not started.";
    private volatile @Nullable String brokerAway;

    /**
     * A subscription, not started yet.
     *
     * @param service the service's name; with the topics' prefix, the name of the consumer group
     * @param topics topics of other services, without prefix
     * @param handler what the service does about their events
     */
    public Subscription(
            String service,
            List<String> topics,
            Writer<S> writer,
            Log log,
            DataSource dataSource,
            Topics topicsAdmin,
            Arrival.Handler<S> handler) {
        this.service = service;
        this.topics = List.copyOf(topics);
        this.writer = writer;
        this.log = log;
        this.topicsAdmin = topicsAdmin;
        this.handler = handler;
        this.places = new Places(dataSource);
        this.repair = new Repair<>(service, this.topics, writer, log, places, topicsAdmin, handler);
        topics.forEach(topic -> logicalNames.put(topicsAdmin.physical(topic), topic));
        this.thread = Thread.ofPlatform().name(service + "-inbound").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
        repair.start();
    }

    /** Stops after the records in hand; to be closed before the writer. */
    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (thread.isAlive() && !thread.join(CLOSE_WITHIN)) {
                thread.interrupt();
                thread.join(CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        repair.close();
    }

    /**
     * Records of each topic that were not dealt with yet, as broker and database say at this
     * moment. A parked record was dealt with.
     *
     * @throws Topics.Unreachable when the broker does not answer or a topic is missing
     * @throws Log.Unavailable when the database does not answer
     */
    public Map<String, Long> lag() {
        var lag = new TreeMap<String, Long>();
        ends().forEach((topic, end) -> lag.put(topic, lag(topic, end)));
        return lag;
    }

    /**
     * The same with the time since when the first of a topic's records has been there.
     *
     * @throws Topics.Unreachable when the broker does not answer or a topic is missing
     * @throws Log.Unavailable when the database does not answer
     */
    public Map<String, Backlog> backlog() {
        var backlog = new TreeMap<String, Backlog>();
        try (var reader = new Rereader(topicsAdmin)) {
            ends().forEach((topic, end) -> backlog.put(topic, backlog(topic, end, reader)));
        }
        return backlog;
    }

    private Backlog backlog(String topic, End end, Rereader reader) {
        Map<Integer, Long> next = places.offsets(topic, end.id);
        long behind = 0;
        Instant oldest = null;
        for (Map.Entry<Integer, Long> partition : end.offsets.entrySet()) {
            long from = next.getOrDefault(partition.getKey(), 0L);
            if (from < partition.getValue()) {
                behind += partition.getValue() - from;
                Instant sent =
                        reader.read(topic, partition.getKey(), from)
                                .map(first -> Instant.ofEpochMilli(first.timestamp()))
                                .orElse(null);
                if (sent != null && (oldest == null || sent.isBefore(oldest))) {
                    oldest = sent;
                }
            }
        }
        return new Backlog(behind, oldest);
    }

    /**
     * Asks whether everything that the topics hold at this moment was dealt with, however much has
     * come since. What lay in a topic that was made anew can be heard no more and is not waited
     * for.
     *
     * @return to be asked until it says yes; throws what this does
     * @throws Topics.Unreachable when the broker does not answer or a topic is missing
     * @throws Log.Unavailable when the database does not answer
     */
    public BooleanSupplier hearing() {
        Map<String, End> ends = ends();
        return () ->
                ends.entrySet().stream()
                        .filter(topic -> topicsAdmin.id(topic.getKey()).equals(topic.getValue().id))
                        .allMatch(topic -> lag(topic.getKey(), topic.getValue()) == 0);
    }

    /**
     * Where a topic ends.
     *
     * @param id of the topic
     * @param offsets the next one of each partition
     */
    private record End(String id, Map<Integer, Long> offsets) {}

    private Map<String, End> ends() {
        var ends = new TreeMap<String, End>();
        for (String topic : topics) {
            ends.put(topic, new End(topicsAdmin.id(topic), topicsAdmin.ends(topic)));
        }
        return ends;
    }

    private long lag(String topic, End end) {
        Map<Integer, Long> next = places.offsets(topic, end.id);
        long behind = 0;
        for (Map.Entry<Integer, Long> offset : end.offsets.entrySet()) {
            behind += Math.max(0, offset.getValue() - next.getOrDefault(offset.getKey(), 0L));
        }
        return behind;
    }

    /** Whether all topics are there and this instance reads its share of them without failure. */
    public boolean positioned() {
        return assigned && problem == null && brokerAway == null;
    }

    /** Why events cannot be read or applied now. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem)
                .or(() -> Optional.ofNullable(brokerAway))
                .or(repair::problem);
    }

    /**
     * Parked records in order of topic, partition and offset.
     *
     * @param limit at most a page, which is 100, and one that tells whether there are more
     */
    public List<ParkedRecord> parked(int limit) {
        return parked("", 0, 0, limit);
    }

    /** The same, after a place. */
    public List<ParkedRecord> parked(
            String afterTopic, int afterPartition, long afterOffset, int limit) {
        return places.parked(
                afterTopic, afterPartition, afterOffset, Math.min(limit, Repair.PAGE_MAX + 1));
    }

    /** Parked records in all. */
    public long parkedCount() {
        return places.parkedCount();
    }

    /**
     * Tries one parked record again.
     *
     * @return how that ended; empty when no such record is parked or the topic holds it no more
     */
    public Optional<Outcome> retry(String topic, int partition, long offset)
            throws InterruptedException {
        return repair.retry(topic, partition, offset);
    }

    /**
     * Tries an inspection's parked records again, in order.
     *
     * @return how many are still parked
     */
    public long retry(String stream) throws InterruptedException {
        return repair.retry(stream);
    }

    /**
     * One parked record, with what it holds and what waits behind it.
     *
     * @throws Topics.Unreachable when the broker does not answer
     */
    public Optional<Inspected> inspect(String topic, int partition, long offset) {
        return repair.inspect(topic, partition, offset);
    }

    /**
     * Takes a parked record out of its inspection's history, for good.
     *
     * @param command makes the command of the event that the record holds; it holds none where it
     *     names no inspection
     */
    public CompletableFuture<Outcome> discard(
            String topic,
            int partition,
            long offset,
            String reason,
            Function<Optional<StoredEvent>, Command<S>> command) {
        return repair.discard(topic, partition, offset, reason, command);
    }

    /** Accepts an own discard; what waited for that is tried again. */
    public CompletableFuture<Outcome> accept(Command<S> command) {
        return writer.submit(command).whenComplete((_, _) -> repair.soon());
    }

    /** What the service does about the events read here. */
    public Arrival.Handler<S> handler() {
        return handler;
    }

    /** What waits for people. */
    public ParkedCounts counts() {
        return places.counts();
    }

    /** Own events that discard others, after a position of the log, oldest first. */
    public List<DiscardRecord> discards(long afterPosition, int limit) {
        return places.discards(afterPosition, Math.min(limit, Repair.PAGE_MAX + 1)).stream()
                .map(found -> new DiscardRecord(at(found[0]), found[1] == 0 ? null : at(found[1])))
                .toList();
    }

    private StoredEvent at(long position) {
        return log.after(position - 1, 1).getFirst();
    }

    /** Since when the longest waiting reaction waits for its fact. */
    public Optional<Instant> oldestAwaiting() {
        return places.oldestAwaiting();
    }

    /**
     * Inspections that are being restored: own events of theirs follow events of other services
     * that have still to be received again, and no command on them is carried out.
     */
    public long heldCount() {
        return places.heldCount();
    }

    /** Reactions that wait for a fact. */
    public long awaitingCount() {
        return places.awaitingCount();
    }

    private void run() {
        long pauseMs = PAUSE_MIN_MS;
        while (closed.getCount() > 0) {
            try {
                if (session()) {
                    pauseMs = PAUSE_MIN_MS;
                }
            } catch (InterruptedException | InterruptException | WakeupException stop) {
                LOG.debugf("Reading for %s was interrupted", service);
            } catch (Exception | Error failure) {
                // Whatever it was: it goes on from the database's offsets.
                report(
                        "%s: %s"
                                .formatted(
                                        failure.getClass().getSimpleName(), failure.getMessage()));
                if (!pause(pauseMs)) {
                    break;
                }
                pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
            } finally {
                assigned = false;
                brokerAway = null;
            }
        }
        problem = "The subscription has stopped.";
    }

    private void report(String sentence) {
        if (!sentence.equals(problem)) {
            LOG.warnf("Reading for %s is interrupted: %s", service, sentence);
        }
        problem = sentence;
    }

    private boolean pause(long pauseMs) {
        try {
            return !closed.await(pauseMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Ids of the topics that exist. */
    private Map<String, String> ids() {
        var ids = new TreeMap<String, String>();
        for (String topic : topics) {
            String id = topicsAdmin.findId(topic);
            if (id != null) {
                ids.put(topic, id);
            }
        }
        return ids;
    }

    /**
     * Reads until the set of topics changes: one came, or was made anew.
     *
     * @return true when it read without failure
     */
    private boolean session() throws InterruptedException {
        Map<String, String> ids = ids();
        Optional<String> missing = topics.stream().filter(t -> !ids.containsKey(t)).findFirst();
        if (missing.isPresent()) {
            report("The topic %s is not there yet.".formatted(missing.get()));
        }
        if (ids.isEmpty()) {
            pause(MISSING_TOPIC_CHECK.toMillis());
            return true;
        }
        // Also asks the database whether it is there, before the group is troubled.
        repair.forgetFormerTopics(ids);
        KafkaConsumer<byte[], byte[]> consumer = newConsumer();
        try {
            current = consumer;
            new Reading(consumer, ids, missing.isEmpty()).run();
        } finally {
            current = null;
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(3)));
        }
        return true;
    }

    private KafkaConsumer<byte[], byte[]> newConsumer() {
        Map<String, Object> config = topicsAdmin.clientConfig();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, topicsAdmin.prefix() + service);
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class));
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // There is always a position of our own; one the topic does not have is an alarm, no reset.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
        long gathers = handler.gathers().toMillis();
        if (gathers > 0) {
            config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, GATHERED_BYTES);
            config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(gathers));
        }
        config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, POLL_INTERVAL_MAX_MS);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** One consumer's life. */
    private final class Reading implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Map<String, String> ids;
        private final boolean complete;

        /** For each partition the offset after the record handed over last. */
        private final Map<TopicPartition, Long> handed = new HashMap<>();

        Reading(KafkaConsumer<byte[], byte[]> consumer, Map<String, String> ids, boolean complete) {
            this.consumer = consumer;
            this.ids = ids;
            this.complete = complete;
        }

        void run() throws InterruptedException {
            consumer.subscribe(ids.keySet().stream().map(topicsAdmin::physical).toList(), this);
            Duration checkEvery = complete ? TOPIC_CHECK : MISSING_TOPIC_CHECK;
            long checkAt = System.nanoTime() + checkEvery.toNanos();
            long pauseMs = PAUSE_MIN_MS;
            while (closed.getCount() > 0) {
                if (apply(consumer.poll(POLL))) {
                    pauseMs = PAUSE_MIN_MS;
                } else {
                    if (!pause(pauseMs)) {
                        return;
                    }
                    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
                    position(consumer.assignment());
                }
                if (System.nanoTime() - checkAt > 0) {
                    if (changed()) {
                        return;
                    }
                    checkAt = System.nanoTime() + checkEvery.toNanos();
                }
            }
        }

        /** Whether other topics are there than at the start. Also tells a broker that is away. */
        private boolean changed() {
            try {
                boolean changed = !ids().equals(ids);
                brokerAway = null;
                return changed;
            } catch (Topics.Unreachable away) {
                brokerAway = away.getMessage();
                return false;
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            position(partitions);
            assigned = true;
            if (complete) {
                problem = null;
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Everything handed over has been answered: nothing is under way.
            partitions.forEach(handed::remove);
        }

        /** Goes to the database's offsets. */
        private void position(Collection<TopicPartition> partitions) {
            var offsets = new HashMap<String, Map<Integer, Long>>();
            for (TopicPartition partition : partitions) {
                String topic = logical(partition);
                long next =
                        offsets.computeIfAbsent(topic, t -> places.offsets(t, id(t)))
                                .getOrDefault(partition.partition(), 0L);
                consumer.seek(partition, next);
                handed.put(partition, next);
            }
        }

        /** Hands over a poll's records in order and waits for all; false when any is in doubt. */
        private boolean apply(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
            if (records.isEmpty()) {
                return true;
            }
            List<ConsumerRecord<byte[], byte[]>> applied = inOrder(records);
            var answers = new ArrayList<CompletableFuture<Outcome>>(applied.size());
            for (ConsumerRecord<byte[], byte[]> one : applied) {
                var partition = new TopicPartition(one.topic(), one.partition());
                String topic = logical(partition);
                long follows = handed.getOrDefault(partition, one.offset());
                answers.add(
                        writer.receive(
                                Repair.arrival(topic, id(topic), one, follows, false, handler)));
                handed.put(partition, one.offset() + 1);
            }
            String doubt = null;
            for (int i = 0; i < answers.size(); i++) {
                ConsumerRecord<byte[], byte[]> one = applied.get(i);
                switch (answer(answers.get(i))) {
                    case Outcome.Committed done -> LOG.tracef("Applied %s", done);
                    case Outcome.Waiting(String what) -> LOG.debugf("Waiting: %s", what);
                    case Outcome.Parked parked ->
                            repair.soon(logicalNames.get(one.topic()), one.key());
                    case Outcome.Unknown(String why) -> doubt = doubt == null ? why : doubt;
                    case Outcome.Broken(Throwable cause) -> doubt = String.valueOf(cause);
                    case Outcome.Refused(var refusal) -> doubt = refusal.sentence();
                    case Outcome.KeyReused() -> doubt = "The key was used before.";
                }
            }
            repair.soon();
            if (doubt != null) {
                report("Events cannot be applied now: " + doubt);
                return false;
            }
            if (complete) {
                problem = null;
            }
            return true;
        }

        private String logical(TopicPartition partition) {
            return present(logicalNames.get(partition.topic()));
        }

        private String id(String topic) {
            return present(ids.get(topic));
        }
    }

    /**
     * A poll's records in the order of their sending: what another topic's event reacts to comes
     * before it, where both are here. Each partition keeps its order, also where a clock was set
     * back: a record counts as sent no sooner than those before it.
     */
    static List<ConsumerRecord<byte[], byte[]>> inOrder(ConsumerRecords<byte[], byte[]> records) {
        record Sent(long at, ConsumerRecord<byte[], byte[]> one) {}
        var sent = new ArrayList<Sent>(records.count());
        for (TopicPartition partition : records.partitions()) {
            long latest = Long.MIN_VALUE;
            for (ConsumerRecord<byte[], byte[]> one : records.records(partition)) {
                latest = Math.max(latest, one.timestamp());
                sent.add(new Sent(latest, one));
            }
        }
        return sent.stream()
                .sorted(Comparator.comparingLong(Sent::at)) // stable
                .map(Sent::one)
                .toList();
    }

    private static String present(@Nullable String known) {
        if (known == null) {
            throw new IllegalStateException("A record of a topic that is not subscribed to.");
        }
        return known;
    }

    static Outcome answer(Future<Outcome> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            return new Outcome.Broken(e);
        }
    }
}
