package uk.inspection.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Event;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.Envelope;

/**
 * One inspection's events on another service's topic, published as that service does. The
 * end-to-end tests speak to running services through it too.
 */
public final class Upstream implements AutoCloseable {
    /** Where a service under test has its topics; {@code prefix} goes before their names. */
    public record Place(String bootstrap, String prefix) {
        /** Of the service that runs in this JVM. */
        static Place own() {
            var config = ConfigProvider.getConfig();
            return new Place(
                    config.getValue("kafka.bootstrap.servers", String.class),
                    config.getValue("event-store.topic-prefix", String.class));
        }
    }

    private final Place place;
    private final String topic;
    private final String inspection;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<ProducerRecord<byte[], byte[]>> published = new ArrayList<>();
    private byte[] hash = HashChain.origin();
    private long version;

    private Upstream(Place place, String topic, String inspection) {
        this.place = place;
        this.topic = topic;
        this.inspection = inspection;
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", place.bootstrap(), "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    public static Upstream reports(String inspection) {
        return reports(Place.own(), inspection);
    }

    public static Upstream reports(Place place, String inspection) {
        return new Upstream(place, "report-events", inspection);
    }

    public static Upstream cases(String inspection) {
        return cases(Place.own(), inspection);
    }

    public static Upstream cases(Place place, String inspection) {
        return new Upstream(place, "case-events", inspection);
    }

    public Upstream publish(String day, Event event) {
        return publish(day, Codec.typeOf(event), Codec.encode(event));
    }

    /** An event of any type and bytes, chained to the ones before it. */
    public Upstream publish(String day, String type, byte[] data) {
        version++;
        Instant at = Instant.parse(day + "T09:00:00Z");
        byte[] previous = hash;
        hash = HashChain.hash(event(at, type, data, previous, previous));
        var message =
                Envelope.write(
                        "upstream", event(at, type, data, previous, hash), place.prefix() + topic);
        published.add(message);
        send(message);
        return this;
    }

    /** Everything published so far, once more and in order: what a relay does after a crash. */
    public void publishAllAgain() {
        published.forEach(this::send);
    }

    /** What the service under test has published of an inspection. */
    public static List<StoredEvent> plan(String inspection) {
        return plans().stream().filter(event -> event.stream().equals(inspection)).toList();
    }

    /** What the service under test has published. */
    public static List<StoredEvent> plans() {
        return plans(Place.own());
    }

    /** Everything on the topic of improvement plans, by partition and offset. */
    public static List<StoredEvent> plans(Place place) {
        String topic = "improvement-plan-events";
        var events = new ArrayList<StoredEvent>();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", place.bootstrap()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(place.prefix() + topic).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<byte[], byte[]> message :
                        consumer.poll(Duration.ofMillis(100))) {
                    events.add(Envelope.read(topic, message));
                }
            }
        }
        return events;
    }

    @Override
    public void close() {
        producer.close();
    }

    private StoredEvent event(Instant at, String type, byte[] data, byte[] previous, byte[] own) {
        return new StoredEvent(
                topic,
                version,
                inspection,
                version,
                type,
                1,
                data,
                "lead",
                null,
                "correlation-" + inspection,
                "command-" + version,
                0,
                at,
                at,
                "",
                previous,
                own);
    }

    private void send(ProducerRecord<byte[], byte[]> message) {
        try {
            producer.send(message).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
