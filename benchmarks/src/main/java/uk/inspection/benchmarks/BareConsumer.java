package uk.inspection.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;

/**
 * The limit of a replay: reads a topic and parses each record's bytes to the event that they are,
 * as a reader of them must; beside its type it looks at no header, checks nothing and keeps
 * nothing.
 */
final class BareConsumer implements AutoCloseable {
    static final String WHAT =
            "a bare consumer of the same topic, which parses the same bytes and keeps nothing";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int FETCH_BYTES = 16 * 1024 * 1024;
    private static final int POLL_RECORDS = 5000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> ends;

    BareConsumer(PlatformProcess platform, String topic) {
        Map<String, Object> config = new HashMap<>(platform.broker());
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partitions =
                consumer.partitionsFor(topic).stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        ends = consumer.endOffsets(partitions);
    }

    /** Events read in a second; at the end of the topic it begins again. */
    double read(Duration time) {
        // What was fetched before is fetched again: nothing is read ahead of its time.
        partitions.forEach(partition -> consumer.seek(partition, consumer.position(partition)));
        long begun = System.nanoTime();
        long now = begun;
        long events = 0;
        while (now - begun < time.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                parse(one);
                events++;
            }
            if (partitions.stream()
                    .allMatch(each -> consumer.position(each) >= ends.getOrDefault(each, 0L))) {
                consumer.seekToBeginning(partitions);
            }
            now = System.nanoTime();
        }
        if (events == 0) {
            throw new IllegalStateException("The topic tells nothing.");
        }
        return events * 1e9 / (now - begun);
    }

    private static void parse(ConsumerRecord<byte[], byte[]> one) {
        String type = header(one, "ce_type");
        int version = Integer.parseInt(header(one, "ce_typeversion"));
        if (Codec.decode(type, version, one.value()) instanceof Decoded.Unknown) {
            throw new IllegalStateException(type + " is unknown");
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> one, String name) {
        return new String(one.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
