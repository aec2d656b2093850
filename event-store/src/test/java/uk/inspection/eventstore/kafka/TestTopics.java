package uk.inspection.eventstore.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.local.testing.OwnStack;
import uk.inspection.local.testing.SharedStack;

/** Topics of one test alone, and the other ends of them. */
public final class TestTopics implements AutoCloseable {
    static final int PARTITIONS = 3;

    private final Map<String, Object> config;
    private final Topics topics;

    private TestTopics(String bootstrap, String prefix) {
        config = Map.of("bootstrap.servers", bootstrap);
        topics = new Topics(config, prefix, PARTITIONS, (short) 1);
    }

    public static TestTopics on(SharedStack stack) {
        return new TestTopics(stack.bootstrap(), stack.newTopicPrefix());
    }

    public static TestTopics on(OwnStack stack, String prefix) {
        return new TestTopics(stack.bootstrap(), prefix);
    }

    public Topics topics() {
        return topics;
    }

    /** Publishes events as another service would. */
    public void publish(List<StoredEvent> events) throws Exception {
        send(
                events.stream()
                        .map(e -> Envelope.write("told-service", e, topics.physical(e.topic())))
                        .toList());
    }

    void send(List<ProducerRecord<byte[], byte[]>> messages) throws Exception {
        try (var producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> message : messages) {
                producer.send(message).get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** All of a topic, each partition in order. */
    List<StoredEvent> read(String topic) {
        var events = new ArrayList<StoredEvent>();
        try (var reader = new Rereader(topics)) {
            topics.ends(topic)
                    .forEach((partition, end) -> {
                        for (long offset = 0; offset < end; offset++) {
                            events.add(
                                    Envelope.read(
                                            topic,
                                            reader.read(topic, partition, offset).orElseThrow()));
                        }
                    });
        }
        return events;
    }

    /** What was said of a topic when it was made, and not left to the broker. */
    Map<String, String> said(String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topics.physical(topic));
        try (Admin admin = Admin.create(config)) {
            Config said =
                    Objects.requireNonNull(
                            admin.describeConfigs(List.of(resource))
                                    .all()
                                    .get(30, TimeUnit.SECONDS)
                                    .get(resource));
            return said.entries().stream()
                    .filter(entry ->
                            entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
        }
    }

    public void delete(String topic) throws Exception {
        try (Admin admin = Admin.create(config)) {
            admin.deleteTopics(List.of(topics.physical(topic))).all().get(30, TimeUnit.SECONDS);
        }
    }

    /** A record as a consumer gets it from what a producer was given. */
    static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> message) {
        var received =
                new ConsumerRecord<byte[], byte[]>(
                        message.topic(), 0, 0, message.key(), message.value());
        for (Header header : message.headers()) {
            received.headers().add(header);
        }
        return received;
    }

    @Override
    public void close() {
        topics.close();
    }
}
