package uk.inspection.eventstore.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;

/**
 * Reads topics once, from their beginnings to the ends that they had when it was made, each
 * partition in order. It belongs to no group and moves nobody's offsets. A topic that is not there
 * is read as an empty one.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
    private static final int FETCH_BYTES_MAX = 8 * 1024 * 1024;
    private static final int CALL_TIMEOUT_MS = 10_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, String> names = new HashMap<>();
    private final Map<TopicPartition, Long> unread = new HashMap<>();

    /**
     * A record.
     *
     * @param topic the topic's name without any prefix
     * @param event what it holds; absent when it cannot be read as an event
     * @param problem why it cannot be read
     */
    public record Entry(
            String topic,
            int partition,
            long offset,
            @Nullable StoredEvent event,
            @Nullable String problem) {

        /** Where it lies, in words. */
        public String place() {
            return "offset %d of partition %d of topic %s".formatted(offset, partition, topic);
        }
    }

    /**
     * A reader.
     *
     * @param names of the topics, without prefix
     * @throws Topics.Unreachable when the broker does not answer
     */
    public TopicReader(Topics topics, Collection<String> names) {
        for (String name : names) {
            if (topics.findId(name) != null) {
                topics.ends(name)
                        .forEach((number, end) -> {
                            var partition = new TopicPartition(topics.physical(name), number);
                            this.names.put(partition, name);
                            unread.put(partition, end);
                        });
            }
        }
        unread.values().removeIf(end -> end == 0);
        Map<String, Object> config = topics.clientConfig();
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Subscription.POLL_RECORDS_MAX);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(unread.keySet());
        consumer.seekToBeginning(unread.keySet());
    }

    /**
     * The next records; none when all have been read.
     *
     * @throws Topics.Unreachable when no record comes within 15 seconds
     */
    public List<Entry> next() {
        long giveUp = System.nanoTime() + ANSWER_WITHIN.toNanos();
        var entries = new ArrayList<Entry>();
        while (entries.isEmpty() && !unread.isEmpty()) {
            if (System.nanoTime() - giveUp > 0) {
                throw new Topics.Unreachable(
                        "%s cannot be read now.".formatted(unread.keySet().iterator().next()),
                        null);
            }
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> one : polled) {
                var partition = new TopicPartition(one.topic(), one.partition());
                Long end = unread.get(partition);
                String name = names.get(partition);
                if (end != null && name != null && one.offset() < end) {
                    entries.add(entry(name, one));
                }
            }
            List<TopicPartition> read =
                    unread.entrySet().stream()
                            .filter(end -> consumer.position(end.getKey()) >= end.getValue())
                            .map(Map.Entry::getKey)
                            .toList();
            consumer.pause(read);
            read.forEach(unread::remove);
        }
        return entries;
    }

    private static Entry entry(String topic, ConsumerRecord<byte[], byte[]> message) {
        StoredEvent event = null;
        String problem = null;
        try {
            event = Envelope.read(topic, message);
        } catch (Envelope.Unreadable unreadable) {
            problem = unreadable.getMessage();
        }
        return new Entry(topic, message.partition(), message.offset(), event, problem);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    }
}
