package uk.inspection.eventstore.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads single records again by where they lie, quickly when they lie close together. */
final class Rereader implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final int FETCH_WAIT_MS = 10;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Topics topics;
    private final Map<Long, ConsumerRecord<byte[], byte[]>> around = new HashMap<>();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable TopicPartition reading;

    Rereader(Topics topics) {
        this.topics = topics;
    }

    /** The record at a place; empty when the topic holds it no more. */
    Optional<ConsumerRecord<byte[], byte[]>> read(String topic, int partition, long offset) {
        var place = new TopicPartition(topics.physical(topic), partition);
        if (!place.equals(reading)) {
            around.clear();
        }
        if (!around.containsKey(offset)) {
            fetch(place, offset);
        }
        return Optional.ofNullable(around.get(offset));
    }

    private void fetch(TopicPartition place, long offset) {
        around.clear();
        KafkaConsumer<byte[], byte[]> reader = consumer;
        if (reader == null) {
            reader = newConsumer(topics);
            consumer = reader;
        }
        try {
            if (!place.equals(reading)) {
                reader.assign(List.of(place));
                reading = place;
            }
            reader.seek(place, offset);
            long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
            while (around.isEmpty()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new Topics.Unreachable(
                            "%s at %d cannot be read now.".formatted(place, offset), null);
                }
                reader.poll(POLL).forEach(one -> around.put(one.offset(), one));
            }
        } catch (OffsetOutOfRangeException gone) {
            around.clear();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Reads what it is told to, in no group. */
    static KafkaConsumer<byte[], byte[]> newConsumer(Topics topics) {
        Map<String, Object> config = topics.clientConfig();
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // What was asked for is there: to wait for more would delay the next seek.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Subscription.POLL_RECORDS_MAX);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        KafkaConsumer<byte[], byte[]> closing = consumer;
        consumer = null;
        reading = null;
        around.clear();
        if (closing != null) {
            closing.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(ANSWER_WITHIN));
        }
    }
}
