package uk.inspection.eventstore.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;

/**
 * Reads topics once more from offset zero, for events of which the log kept the envelope alone.
 *
 * <p>They are asked for in the order in which they were applied, which within a partition is the
 * order of their offsets but for what was parked. So each partition is read forward, once, and only
 * as far as what is asked for; what lies before that is kept until its turn. A partition is known
 * from the key, for the number of partitions never changes.
 */
public final class Retold implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    private final Topics topics;
    private final Predicate<StoredEvent> asked;
    private final Map<String, Topic> read = new HashMap<>();

    /**
     * Topics to be read again.
     *
     * @param asked tells the events that may be asked for, from all others
     */
    public Retold(Topics topics, Predicate<StoredEvent> asked) {
        this.topics = topics;
        this.asked = asked;
    }

    /**
     * The event with its bytes.
     *
     * @throws IllegalStateException when its topic does not hold it
     * @throws Topics.Unreachable when the broker does not answer or there is no such topic
     */
    public StoredEvent whole(StoredEvent envelope) {
        return read.computeIfAbsent(envelope.topic(), Topic::new).whole(envelope);
    }

    @Override
    public void close() {
        read.values().forEach(Topic::close);
        read.clear();
    }

    /** One topic, and how far each of its partitions was read. */
    private final class Topic {
        private final String name;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Map<String, StoredEvent> early = new HashMap<>();

        /**
         * For each stream the version that was asked for last: none below it is asked for again.
         */
        private final Map<String, Long> given = new HashMap<>();

        private Map<Integer, Long> ends;

        Topic(String name) {
            this.name = name;
            this.ends = topics.ends(name);
            this.consumer = Rereader.newConsumer(topics);
            List<TopicPartition> all = ends.keySet().stream().map(this::partition).toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            consumer.pause(all);
        }

        StoredEvent whole(StoredEvent envelope) {
            given.put(envelope.stream(), envelope.version());
            StoredEvent found = early.remove(envelope.id());
            if (found == null) {
                found = readUpTo(envelope);
            }
            if (!Arrays.equals(found.hash(), envelope.hash()) || !HashChain.intact(found)) {
                throw new IllegalStateException(
                        "%s is another event in its topic than it was when it was applied."
                                .formatted(envelope.id()));
            }
            return found;
        }

        private StoredEvent readUpTo(StoredEvent envelope) {
            byte[] key = envelope.stream().getBytes(StandardCharsets.UTF_8);
            TopicPartition partition =
                    partition(Utils.toPositive(Utils.murmur2(key)) % ends.size());
            consumer.resume(List.of(partition));
            try {
                long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
                while (more(partition)) {
                    StoredEvent found = null;
                    for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                        deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
                        StoredEvent event = event(one);
                        if (event == null || !asked.test(event)) {
                            continue;
                        }
                        if (event.id().equals(envelope.id())) {
                            found = event;
                        } else if (event.version() > given.getOrDefault(event.stream(), 0L)) {
                            early.putIfAbsent(event.id(), event);
                        }
                    }
                    if (found != null) {
                        return found;
                    }
                    if (System.nanoTime() - deadline > 0) {
                        throw new Topics.Unreachable(
                                "%s cannot be read now.".formatted(partition), null);
                    }
                }
            } finally {
                consumer.pause(List.of(partition));
            }
            throw new IllegalStateException(
                    "Topic %s does not hold %s.".formatted(topics.physical(name), envelope.id()));
        }

        /** Whether the partition goes on; it may have grown since that was asked last. */
        private boolean more(TopicPartition partition) {
            long position = consumer.position(partition, ANSWER_WITHIN);
            if (position >= ends.getOrDefault(partition.partition(), 0L)) {
                ends = topics.ends(name);
            }
            return position < ends.getOrDefault(partition.partition(), 0L);
        }

        private @Nullable StoredEvent event(ConsumerRecord<byte[], byte[]> message) {
            try {
                return Envelope.read(name, message);
            } catch (Envelope.Unreadable stray) {
                return null; // it is parked, and was never applied
            }
        }

        private TopicPartition partition(int number) {
            return new TopicPartition(topics.physical(name), number);
        }

        void close() {
            consumer.close(CloseOptions.timeout(ANSWER_WITHIN));
        }
    }
}
