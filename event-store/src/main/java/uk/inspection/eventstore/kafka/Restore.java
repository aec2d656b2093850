package uk.inspection.eventstore.kafka;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Writer;
import uk.inspection.eventstore.Writer.RestoredAnswer;
import uk.inspection.eventstore.postgres.AdvisoryLock;
import uk.inspection.eventstore.postgres.Failures;
import uk.inspection.eventstore.postgres.Staging;
import uk.inspection.eventstore.postgres.Staging.Standing;

/**
 * Before a service writes: brings a log that was lost, or restored from an older backup, up to what
 * its topics hold, so that it never gives out a position a second time.
 *
 * <p>Why it is right. The relay publishes in the order of positions, so a partition's last record
 * holds its newest, unless the relay was stopped while it repeated a page: a log whose cursor is
 * behind its head may have met that, and then so much of each partition's end is read that a
 * repeated page cannot hide what is beyond it. What is not in the log yet is staged beside it, and
 * appended only after all of it was checked: every hash, every position once and without a gap,
 * every chain joined to the log's own. Anything else is a fault, which is named, and the log stays
 * as it is. What the topic holds too of what the log holds must be the same event.
 *
 * <p>Topics are made before they are read, by the broker's controller, which does not mistake a
 * topic that it has: so a broker that has not heard of a topic yet cannot pass for one that has
 * lost it. A session's advisory lock keeps several instances from staging at once; whoever comes
 * second finds everything in the log.
 */
public final class Restore {
    private static final Logger LOG = Logger.getLogger(Restore.class);

    private static final int SHARD = 0;
    private static final int STAGE_MAX = 1000;
    private static final int PAGE_MAX = 500;

    /** More of a partition than two pages of the relay that were repeated one after the other. */
    private static final int REPEATED_MAX = 2 * Relay.PAGE_MAX;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration CHECKED_WITHIN = Duration.ofMinutes(10);
    private static final List<String> UNDO = List.of("select pg_advisory_unlock_all()");

    private final List<String> ownTopics;
    private final Topics topics;
    private final DataSource dataSource;
    private final Writer<?> writer;
    private final RestoredAnswer answers;
    private final Map<String, String> logicalNames = new HashMap<>();

    /** Topics and log do not belong together; the message says in a sentence where that shows. */
    public static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Fault(String sentence) {
            super(sentence);
        }

        Fault(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    /**
     * A restoration that has not begun.
     *
     * @param ownTopics the topics that the service alone writes; made when they are missing
     * @param answers what repeats of restored commands are answered with
     */
    public Restore(
            List<String> ownTopics,
            Topics topics,
            DataSource dataSource,
            Writer<?> writer,
            RestoredAnswer answers) {
        this.ownTopics = List.copyOf(ownTopics);
        this.topics = topics;
        this.dataSource = dataSource;
        this.writer = writer;
        this.answers = answers;
        ownTopics.forEach(topic -> logicalNames.put(topics.physical(topic), topic));
    }

    /**
     * Restores what the log lacks; may be repeated.
     *
     * @return how many events that were
     * @throws Fault when topics and log do not belong together
     * @throws Topics.Unreachable when the broker does not answer
     * @throws Log.Unavailable when the database does not answer
     */
    public long run() throws InterruptedException {
        ownTopics.forEach(topics::ensure);
        Map<TopicPartition, Long> ends = ends();
        KafkaConsumer<byte[], byte[]> consumer = Rereader.newConsumer(topics);
        try {
            return ahead(consumer, ends) ? restore(consumer, ends) : 0;
        } catch (KafkaException e) {
            throw new Topics.Unreachable(
                    "The service's own topics cannot be read now: " + e.getMessage(), e);
        } catch (SQLException e) {
            throw Failures.translate(e);
        } finally {
            consumer.close(CloseOptions.timeout(ANSWER_WITHIN));
        }
    }

    private Map<TopicPartition, Long> ends() {
        var ends = new HashMap<TopicPartition, Long>();
        for (String topic : ownTopics) {
            topics.ends(topic)
                    .forEach((partition, end) ->
                            ends.put(new TopicPartition(topics.physical(topic), partition), end));
        }
        return ends;
    }

    /** Whether the topics hold anything that the log lacks. */
    private boolean ahead(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends)
            throws SQLException {
        Standing before = standing();
        Tail tail = new Tail();
        if (before.cursor() == before.position()) {
            read(consumer, ends, 1, tail::add);
        }
        if (tail.lacks(ends)) {
            read(consumer, ends, REPEATED_MAX, tail::add);
        }
        long position = standing().position(); // read last: another instance may be writing
        List<StoredEvent> known =
                tail.newest.values().stream()
                        .filter(event -> event.position() <= position)
                        .toList();
        try (Connection connection = dataSource.getConnection()) {
            new Staging(connection)
                    .forked(known)
                    .ifPresent(sentence -> {
                        throw new Fault(sentence);
                    });
        }
        return known.size() < tail.newest.size();
    }

    /** Of each partition the newest event that was read. */
    private final class Tail {
        private final Map<TopicPartition, StoredEvent> newest = new HashMap<>();

        void add(ConsumerRecord<byte[], byte[]> one) {
            StoredEvent event = event(one);
            if (event != null) {
                newest.merge(
                        new TopicPartition(one.topic(), one.partition()),
                        event,
                        (a, b) -> a.position() > b.position() ? a : b);
            }
        }

        /** Whether a partition holds records, and no event of it is known. */
        boolean lacks(Map<TopicPartition, Long> ends) {
            return ends.entrySet().stream()
                    .anyMatch(end -> end.getValue() > 0 && !newest.containsKey(end.getKey()));
        }
    }

    private Standing standing() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return new Staging(connection).standing();
        }
    }

    private long restore(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends)
            throws SQLException, InterruptedException {
        try (Session session = Session.open(dataSource, CHECKED_WITHIN, UNDO)) {
            lock(session.connection());
            var staging = new Staging(session.connection());
            long position = staging.standing().position();
            LOG.infof("%s is ahead of the log, which ends at %d: restoring", ownTopics, position);
            staging.clear();
            stage(consumer, ends, staging, position);
            staging.fault(position)
                    .ifPresent(sentence -> {
                        throw new Fault(sentence);
                    });
            long to = append(staging, position);
            staging.clear();
            LOG.infof("Positions %d to %d were restored from %s", position + 1, to, ownTopics);
            return to - position;
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_try_advisory_lock(?, ?)")) {
            lock.setInt(1, AdvisoryLock.RESTORE.key());
            lock.setInt(2, SHARD);
            try (ResultSet rows = lock.executeQuery()) {
                if (!rows.next() || !rows.getBoolean(1)) {
                    throw new Log.Unavailable(
                            "Another instance restores the log.", new IllegalStateException());
                }
            }
        }
    }

    private void stage(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Staging staging,
            long position)
            throws SQLException {
        var batch = new ArrayList<StoredEvent>(STAGE_MAX);
        read(
                consumer,
                ends,
                Long.MAX_VALUE,
                one -> {
                    StoredEvent event = event(one);
                    if (event == null || event.position() <= position) {
                        return;
                    }
                    if (!HashChain.intact(event)) {
                        throw new Fault(
                                "%s, position %d, does not carry the hash of its own columns (%s-%d at %d)."
                                        .formatted(
                                                event.id(),
                                                event.position(),
                                                one.topic(),
                                                one.partition(),
                                                one.offset()));
                    }
                    batch.add(event);
                    if (batch.size() == STAGE_MAX) {
                        staging.add(batch);
                        batch.clear();
                    }
                });
        staging.add(batch);
    }

    private long append(Staging staging, long after) throws SQLException, InterruptedException {
        long position = after;
        List<StoredEvent> page;
        while (!(page = staging.page(position, PAGE_MAX)).isEmpty()) {
            switch (Subscription.answer(writer.restore(page, answers))) {
                case Outcome.Committed _ -> position = page.getLast().position();
                case Outcome.Unknown(String why) ->
                        throw new Log.Unavailable(why, new IllegalStateException());
                case Outcome.Broken(Throwable cause) ->
                        throw new Fault(
                                "Positions %d to %d cannot be applied: %s"
                                        .formatted(
                                                page.getFirst().position(),
                                                page.getLast().position(),
                                                cause),
                                cause);
                case Outcome never -> throw new IllegalStateException(never.toString());
            }
        }
        return position;
    }

    /** Hands over at most the last records of each partition, each partition in order. */
    private void read(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            long lastRecords,
            Consumer<ConsumerRecord<byte[], byte[]>> taking) {
        consumer.assign(ends.keySet());
        consumer.resume(ends.keySet());
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(ends.keySet(), ANSWER_WITHIN);
        Set<TopicPartition> left = new HashSet<>();
        ends.forEach((partition, end) -> {
            long from = Math.max(begins.getOrDefault(partition, 0L), end - lastRecords);
            consumer.seek(partition, from);
            if (from < end) {
                left.add(partition);
            } else {
                consumer.pause(List.of(partition));
            }
        });
        long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
        while (!left.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
                taking.accept(one);
            }
            for (TopicPartition partition : List.copyOf(left)) {
                if (consumer.position(partition, ANSWER_WITHIN)
                        >= ends.getOrDefault(partition, 0L)) {
                    left.remove(partition);
                    consumer.pause(List.of(partition));
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new Topics.Unreachable("%s cannot be read now.".formatted(left), null);
            }
        }
    }

    /** The event; null for a stray record, which no relay of ours has published. */
    private @Nullable StoredEvent event(ConsumerRecord<byte[], byte[]> message) {
        String topic = logicalNames.get(message.topic());
        try {
            return Envelope.read(topic == null ? message.topic() : topic, message);
        } catch (Envelope.Unreadable stray) {
            LOG.warnf(
                    "%s-%d at %d: %s",
                    message.topic(), message.partition(), message.offset(), stray.getMessage());
            return null;
        }
    }
}
