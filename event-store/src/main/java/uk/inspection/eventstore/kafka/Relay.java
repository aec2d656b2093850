package uk.inspection.eventstore.kafka;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Signal;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Tail;
import uk.inspection.eventstore.Traces;
import uk.inspection.eventstore.postgres.AdvisoryLock;
import uk.inspection.eventstore.postgres.Failures;

/**
 * Publishes a service's log to its topic, in the order of positions.
 *
 * <p>What was just committed in this process it is handed by the {@link Tail}; what lies further
 * back it reads from the log.
 *
 * <p>Why it is right. The cursor moves only after Kafka has acknowledged everything up to it, so a
 * crash at any point repeats and never loses. One instance leads, by an advisory lock that lives in
 * its session; the cursor is moved in that session and only from where this relay left it, so a
 * relay that lost its session cannot move it any more. Whoever publishes begins right after a
 * cursor, in order, with one request in flight, and a failed send closes the producer within its
 * callback, before any later record can overtake: so whatever is repeated, the first appearances of
 * the events of a stream are in order. Readers skip repeats by version.
 *
 * <p>A topic that is missing or has another id than the one that was published to is lost. It is
 * made anew where it is missing, and before anything newer is published it is filled again from
 * position zero up to the cursor, page by page as above, with its own place kept beside the new id;
 * meanwhile the log takes writes. That a topic is missing only the id tells: a broker that has not
 * heard of it yet refuses to make it a second time, and then shows the id that was known.
 */
public class Relay implements AutoCloseable {
    /** Events read, published and acknowledged at a time. */
    static final int PAGE_MAX = 1000;

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int SHARD = 0;
    private static final Duration POLL = Duration.ofMillis(500);

    /** The leader's session is used at least so often, or it would not notice that it is over. */
    private static final Duration HEARTBEAT = Duration.ofMillis(400);

    private static final Duration BROKER_CHECK = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);
    private static final long PAUSE_MIN_MS = 100;
    private static final long PAUSE_MAX_MS = 5000;
    private static final int BLOCK_MS = 3000;
    private static final int REQUEST_TIMEOUT_MS = 3000;
    private static final int DELIVERY_TIMEOUT_MS = 8000;

    /** Longer than a page may take to be acknowledged: the session beats once a page. */
    private static final String IDLE_TIMEOUT = "set idle_session_timeout = '30s'";

    private static final List<String> UNDO =
            List.of("select pg_advisory_unlock_all()", "reset idle_session_timeout");

    private final String service;
    private final Log log;
    private final Tail<StoredEvent> tail;
    private final DataSource dataSource;
    private final Topics topics;
    private final List<String> ownTopics;
    private final Signal committed;
    private final LongAdder published = new LongAdder();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Traces traces = Traces.NONE;
    private volatile boolean leader;
    private volatile @Nullable String problem = "The relay has not started.";

    // The rest belongs to the relay's thread.
    private @Nullable Session session;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private long cursor;
    private long beatAt;
    private final Map<String, Published> own = new TreeMap<>();
    private List<String> unfilled = List.of();
    private long brokerCheckedAt;
    private boolean brokerChecked;

    /**
     * A relay, not started yet.
     *
     * @param tail the log's, told of every commit to it
     * @param ownTopics the topics this service alone writes; made when they are missing
     * @param committed is raised after every commit to the log
     */
    public Relay(
            String service,
            Log log,
            Tail<StoredEvent> tail,
            DataSource dataSource,
            Topics topics,
            List<String> ownTopics,
            Signal committed) {
        this.service = service;
        this.log = log;
        this.tail = tail;
        this.dataSource = dataSource;
        this.topics = topics;
        this.ownTopics = List.copyOf(ownTopics);
        this.committed = committed;
        this.thread = Thread.ofPlatform().name(service + "-relay").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Shows what is published from here on. */
    public void trace(Traces traces) {
        this.traces = traces;
    }

    /** Whether this instance is the one that publishes. */
    public boolean leader() {
        return leader;
    }

    /**
     * Position up to which the log was published and acknowledged, whoever published it.
     *
     * @throws Log.Unavailable when the database does not answer
     */
    public long cursor() {
        return ask("select cursor from log.relay where shard = 0");
    }

    /**
     * Events of the log that are not yet acknowledged.
     *
     * @throws Log.Unavailable when the database does not answer
     */
    public long lag() {
        return ask(
                "select h.position - r.cursor from log.head h join log.relay r using (shard) where"
                        + " shard = 0");
    }

    /**
     * Events of the log that are not yet acknowledged, and when the first of them was written.
     *
     * @throws Log.Unavailable when the database does not answer
     */
    public Backlog backlog() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select h.position - r.cursor, e.recorded_at from log.head h join"
                                        + " log.relay r using (shard) left join log.event e on"
                                        + " e.position = r.cursor + 1 where shard = 0")) {
            rows.next();
            OffsetDateTime oldest = rows.getObject(2, OffsetDateTime.class);
            return new Backlog(rows.getLong(1), oldest == null ? null : oldest.toInstant());
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    /** Why nothing can be published now; empty when all is well or another instance leads. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Events that were acknowledged to this instance. */
    public long published() {
        return published.sum();
    }

    /**
     * Topics that were lost and are being filled again, whoever does that.
     *
     * @throws Log.Unavailable when the database does not answer
     */
    public List<String> refilling() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select topic from log.published where refilled is not null"
                                        + " order by topic")) {
            var topicsToFill = new ArrayList<String>();
            while (rows.next()) {
                topicsToFill.add(rows.getString(1));
            }
            return topicsToFill;
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    /** Stops after the page in hand. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_WITHIN)) {
                thread.interrupt();
                thread.join(CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private long ask(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw Failures.translate(e);
        }
    }

    private void run() {
        long pauseMs = PAUSE_MIN_MS;
        try {
            while (closed.getCount() > 0) {
                long seen = committed.count();
                try {
                    boolean more = step();
                    problem = null;
                    pauseMs = PAUSE_MIN_MS;
                    if (!more && leader) {
                        committed.await(seen, POLL);
                    } else if (!more && closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                        return; // another instance leads: its commits and ours are no news here
                    }
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception | Error failure) {
                    // Whatever it was: nothing is lost, and it goes on from the cursor.
                    recover(failure);
                    if (closed.await(pauseMs, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The relay was interrupted");
        } finally {
            dropProducer();
            dropSession();
            problem = "The relay has stopped.";
        }
    }

    private void recover(Throwable failure) {
        String sentence =
                "%s: %s".formatted(failure.getClass().getSimpleName(), failure.getMessage());
        if (!sentence.equals(problem)) {
            LOG.warnf("Publishing is interrupted at %d: %s", cursor, sentence);
        }
        problem = sentence;
        brokerChecked = false;
        dropProducer();
        if (!(failure instanceof Undelivered || failure instanceof Topics.Unreachable)) {
            dropSession();
        }
    }

    /** One page; whether there may be more at once. */
    private boolean step() throws SQLException, InterruptedException {
        Session leading = session;
        if (leading == null) {
            leading = lead();
            if (leading == null) {
                return false;
            }
            session = leading;
            cursor = storedCursor(leading);
            readPublished(leading);
            brokerChecked = false;
            leader = true;
            LOG.infof("Publishing the log of %s from position %d", service, cursor + 1);
        } else if (System.nanoTime() - beatAt > HEARTBEAT.toNanos()
                && storedCursor(leading) != cursor) {
            throw new IllegalStateException("The relay's cursor was moved by someone else.");
        }
        checkBroker(leading);
        if (!unfilled.isEmpty()) {
            refill(leading, unfilled.getFirst());
            return true;
        }
        List<StoredEvent> page = tail.next(cursor, PAGE_MAX, Duration.ZERO);
        if (page.isEmpty()) {
            return false;
        }
        publish(leading, page);
        published.add(page.size());
        return true; // a page may be short because its events are large
    }

    private @Nullable Session lead() throws SQLException {
        Session candidate = Session.open(dataSource, ANSWER_WITHIN, UNDO);
        boolean leads = false;
        try (PreparedStatement lock =
                candidate.connection().prepareStatement("select pg_try_advisory_lock(?, ?)")) {
            lock.setInt(1, AdvisoryLock.RELAY.key());
            lock.setInt(2, SHARD);
            try (ResultSet rows = lock.executeQuery()) {
                leads = rows.next() && rows.getBoolean(1);
            }
            if (leads) {
                // A host that vanishes sends no farewell: its idle session ends and frees the lock.
                try (Statement statement = candidate.connection().createStatement()) {
                    statement.execute(IDLE_TIMEOUT);
                }
            }
            return leads ? candidate : null;
        } catch (SQLException e) {
            leads = false;
            throw e;
        } finally {
            if (!leads) {
                candidate.close();
            }
        }
    }

    /** Where the cursor stands; the leader's heartbeat too. */
    private long storedCursor(Session leading) throws SQLException {
        try (Statement statement = leading.connection().createStatement();
                ResultSet rows =
                        statement.executeQuery("select cursor from log.relay where shard = 0")) {
            rows.next();
            beatAt = System.nanoTime();
            return rows.getLong(1);
        }
    }

    /** Tells a broker that is away even while there is nothing to publish, and a lost topic. */
    private void checkBroker(Session leading) throws SQLException {
        long now = System.nanoTime();
        if (!brokerChecked || now - brokerCheckedAt > BROKER_CHECK.toNanos()) {
            for (String topic : ownTopics) {
                topics.ensure(topic);
                compare(leading, topic, topics.id(topic));
            }
            brokerChecked = true;
            brokerCheckedAt = now;
        }
    }

    /**
     * A topic that was published to.
     *
     * @param refilled while it is filled again, up to which position it has come
     */
    private record Published(String id, @Nullable Long refilled) {}

    private void compare(Session leading, String topic, String id) throws SQLException {
        Published before = own.get(topic);
        if (before != null && before.id.equals(id)) {
            return;
        }
        // Whose id was never kept is lost only if it holds nothing.
        boolean whole =
                before == null && topics.ends(topic).values().stream().anyMatch(end -> end > 0);
        keep(leading, topic, new Published(id, whole || cursor == 0 ? null : 0L));
        if (isRefilled(topic)) {
            dropProducer(); // what it knows of the topic is of the former one
            LOG.warnf(
                    "Topic %s is not the one that was published to: filling it from the log up to"
                            + " position %d",
                    topic, cursor);
        }
    }

    /** Publishes one page of one topic once more. */
    private void refill(Session leading, String topic) throws SQLException, InterruptedException {
        Published published = own.get(topic);
        Long refilled = published == null ? null : published.refilled;
        if (published == null || refilled == null) {
            throw new IllegalStateException("Topic %s is whole.".formatted(topic));
        }
        List<StoredEvent> all = log.after(refilled, PAGE_MAX);
        List<StoredEvent> page =
                all.stream()
                        .filter(e -> e.position() <= cursor && e.topic().equals(topic))
                        .toList();
        send(page);
        acknowledged(page);
        long to = all.isEmpty() ? cursor : Math.min(all.getLast().position(), cursor);
        keep(leading, topic, new Published(published.id, to < cursor ? to : null));
        if (to == cursor) {
            LOG.infof("Topic %s holds the log again, up to position %d", topic, cursor);
        }
    }

    private void readPublished(Session leading) throws SQLException {
        own.clear();
        try (Statement statement = leading.connection().createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select topic, topic_id, refilled from log.published")) {
            while (rows.next()) {
                own.put(
                        rows.getString(1),
                        new Published(rows.getString(2), rows.getObject(3, Long.class)));
            }
        }
        listUnfilled();
    }

    private void keep(Session leading, String topic, Published published) throws SQLException {
        try (PreparedStatement upsert =
                leading.connection()
                        .prepareStatement(
                                "insert into log.published (topic, topic_id, refilled) values (?, ?, ?)"
                                        + " on conflict (topic) do update set topic_id ="
                                        + " excluded.topic_id, refilled = excluded.refilled")) {
            upsert.setString(1, topic);
            upsert.setString(2, published.id);
            upsert.setObject(3, published.refilled, Types.BIGINT);
            upsert.executeUpdate();
        }
        own.put(topic, published);
        listUnfilled();
    }

    private void listUnfilled() {
        unfilled = ownTopics.stream().filter(this::isRefilled).toList();
    }

    private boolean isRefilled(String topic) {
        Published published = own.get(topic);
        return published != null && published.refilled != null;
    }

    /** Sends a page, waits for every acknowledgement, then moves the cursor. */
    void publish(Session leading, List<StoredEvent> page)
            throws SQLException, InterruptedException {
        Traces shown = traces;
        long since = shown.on() ? System.nanoTime() : 0;
        send(page);
        acknowledged(page);
        move(leading, page.getLast().position());
        if (shown.on()) {
            page.forEach(event -> shown.published(event, since));
        }
    }

    /** Called between the last acknowledgement and the move of the cursor; here a crash repeats. */
    void acknowledged(List<StoredEvent> page) {
        LOG.tracef("%d events are acknowledged", page.size());
    }

    final void send(List<StoredEvent> page) throws InterruptedException {
        KafkaProducer<byte[], byte[]> sender = producer;
        if (sender == null) {
            sender = newProducer();
            producer = sender;
        }
        KafkaProducer<byte[], byte[]> sending = sender;
        var sent = new ArrayList<Future<RecordMetadata>>(page.size());
        try {
            for (StoredEvent event : page) {
                sent.add(
                        sending.send(
                                Envelope.write(service, event, topics.physical(event.topic())),
                                (metadata, failure) -> {
                                    if (failure != null) {
                                        // Before anything later can be sent.
                                        sending.close(Duration.ZERO);
                                    }
                                }));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get(DELIVERY_TIMEOUT_MS + BLOCK_MS, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Undelivered("Kafka did not take an event: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new Undelivered("Kafka did not acknowledge in time.", e);
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            throw new InterruptedException();
        } catch (RuntimeException e) {
            throw new Undelivered("Kafka did not take an event: " + e.getMessage(), e);
        }
    }

    final void move(Session leading, long to) throws SQLException {
        try (PreparedStatement update =
                leading.connection()
                        .prepareStatement(
                                "update log.relay set cursor = ? where shard = 0 and cursor = ?")) {
            update.setLong(1, to);
            update.setLong(2, cursor);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("The relay's cursor was moved by someone else.");
            }
        }
        cursor = to;
        beatAt = System.nanoTime();
    }

    private KafkaProducer<byte[], byte[]> newProducer() {
        Map<String, Object> config = topics.clientConfig();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16 * 1024 * 1024);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.RECORD_BYTES_MAX);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void dropProducer() {
        KafkaProducer<byte[], byte[]> dropped = producer;
        producer = null;
        if (dropped != null) {
            try {
                dropped.close(Duration.ZERO);
            } catch (RuntimeException e) {
                LOG.debugf(e, "The producer did not close");
            }
        }
    }

    private void dropSession() {
        leader = false;
        Session dropped = session;
        session = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    /** Kafka did not take or acknowledge an event: the lock and the session are not at fault. */
    private static final class Undelivered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undelivered(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }
}
