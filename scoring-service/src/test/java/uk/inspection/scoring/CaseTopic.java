package uk.inspection.scoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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

/** One stream of another service, published as it does: an inspection's case events, mostly. */
final class CaseTopic implements AutoCloseable {
    static final Instant AT = Instant.parse("2009-04-20T09:00:00Z");

    private final String bootstrap;
    private final String prefix;
    private final String service;
    private final String topic;
    private final String inspection;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<ProducerRecord<byte[], byte[]>> published = new ArrayList<>();
    private byte[] hash = HashChain.origin();
    private long version;
    private String actor = "lead";

    /** A new inspection's case events. */
    CaseTopic() {
        this("case-service", "case-events", UUID.randomUUID().toString());
    }

    private CaseTopic(String service, String topic, String stream) {
        this.service = service;
        this.topic = topic;
        this.inspection = stream;
        this.bootstrap = setting("kafka.bootstrap.servers");
        this.prefix = setting("event-store.topic-prefix");
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** The same inspection's report events. */
    CaseTopic reports() {
        return new CaseTopic("reporting-service", "report-events", inspection);
    }

    /** The registration of a framework. */
    static CaseTopic framework(String id) {
        return new CaseTopic("case-service", "framework-events", "framework-" + id);
    }

    String inspection() {
        return inspection;
    }

    /** Version of the newest event published. */
    long version() {
        return version;
    }

    /** Whoever does what is published from now on. */
    CaseTopic by(String subject) {
        actor = subject;
        return this;
    }

    CaseTopic publish(Event... events) {
        for (Event event : events) {
            publish(Codec.typeOf(event), Codec.encode(event));
        }
        return this;
    }

    /** An event of any type and bytes, chained to the ones before it. */
    CaseTopic publish(String type, byte[] data) {
        return send(next(type, data));
    }

    private ProducerRecord<byte[], byte[]> next(String type, byte[] data) {
        version++;
        byte[] previous = hash;
        hash = HashChain.hash(event(type, data, previous, previous));
        var message = Envelope.write(service, event(type, data, previous, hash), prefix + topic);
        published.add(message);
        return message;
    }

    /** Many at once: waits for the broker after the last. */
    CaseTopic publishTogether(List<? extends Event> events) {
        var sent = new ArrayList<Future<?>>();
        for (Event event : events) {
            sent.add(producer.send(next(Codec.typeOf(event), Codec.encode(event))));
        }
        sent.forEach(CaseTopic::acknowledged);
        return this;
    }

    /** Two events of which the second arrives first. */
    CaseTopic publishTurnedRound(Event first, Event second) {
        var before = next(Codec.typeOf(first), Codec.encode(first));
        var after = next(Codec.typeOf(second), Codec.encode(second));
        return send(after).send(before);
    }

    /** Everything published so far, once more and in order: what a relay does after a crash. */
    CaseTopic publishAllAgain() {
        List.copyOf(published).forEach(this::send);
        return this;
    }

    /** The own events of the service under test on one of its topics, of this inspection. */
    List<StoredEvent> read(String topic) {
        var events = new ArrayList<StoredEvent>();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(prefix + topic).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> message :
                        consumer.poll(Duration.ofMillis(100))) {
                    StoredEvent event = Envelope.read(topic, message);
                    if (event.stream().equals(inspection)) {
                        events.add(event);
                    }
                }
            }
        }
        return events;
    }

    @Override
    public void close() {
        producer.close();
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    private StoredEvent event(String type, byte[] data, byte[] previous, byte[] own) {
        return new StoredEvent(
                topic,
                version,
                inspection,
                version,
                type,
                1,
                data,
                actor,
                null,
                "correlation-" + inspection,
                "command-" + version,
                0,
                AT.plus(version, ChronoUnit.MINUTES),
                AT.plus(version, ChronoUnit.MINUTES),
                "",
                previous,
                own);
    }

    private CaseTopic send(ProducerRecord<byte[], byte[]> message) {
        acknowledged(producer.send(message));
        return this;
    }

    private static void acknowledged(Future<?> sent) {
        try {
            sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
