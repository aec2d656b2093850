package uk.inspection.reporting;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Event;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.Seen;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.Envelope;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.reporting.inbound.UpstreamEvents;

/** Writes to other services' topics what those services would write. */
final class Upstream implements AutoCloseable {
    private static final AtomicLong SENT = new AtomicLong();

    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, StoredEvent> last = new HashMap<>();

    Upstream(String bootstrap, String prefix) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrap);
        this.topics = new Topics(kafka, prefix, 12, (short) 1);
        UpstreamEvents.TOPICS.forEach(topics::ensure);
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ProducerConfig.ACKS_CONFIG,
                                "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** The next event of a stream, sent. */
    StoredEvent send(String topic, String stream, Instant at, Map<String, Long> seen, Event event) {
        return send(topic, stream, at, seen, event, null);
    }

    /** The next event of a stream, which reacts to the event {@code causation}. */
    StoredEvent send(
            String topic,
            String stream,
            Instant at,
            Map<String, Long> seen,
            Event event,
            @Nullable String causation) {
        return send(
                topic,
                stream,
                at,
                seen,
                Codec.typeOf(event),
                Codec.versionOf(event),
                Codec.encode(event),
                causation);
    }

    StoredEvent send(
            String topic,
            String stream,
            Instant at,
            Map<String, Long> seen,
            String type,
            byte[] data) {
        return send(topic, stream, at, seen, type, 1, data, null);
    }

    private StoredEvent send(
            String topic,
            String stream,
            Instant at,
            Map<String, Long> seen,
            String type,
            int typeVersion,
            byte[] data,
            @Nullable String causation) {
        StoredEvent event = next(topic, stream, at, seen, type, typeVersion, data, causation);
        send(event);
        return event;
    }

    /** The next event of a stream, not sent yet. */
    StoredEvent next(String topic, String stream, Instant at, Map<String, Long> seen, Event event) {
        return next(
                topic,
                stream,
                at,
                seen,
                Codec.typeOf(event),
                Codec.versionOf(event),
                Codec.encode(event),
                null);
    }

    private StoredEvent next(
            String topic,
            String stream,
            Instant at,
            Map<String, Long> seen,
            String type,
            int typeVersion,
            byte[] data,
            @Nullable String causation) {
        StoredEvent before = last.get(topic + "/" + stream);
        long version = before == null ? 1 : before.version() + 1;
        byte[] previous = before == null ? HashChain.origin() : before.hash();
        var unhashed =
                event(
                        topic,
                        stream,
                        at,
                        seen,
                        type,
                        typeVersion,
                        data,
                        causation,
                        version,
                        previous,
                        previous);
        var event =
                event(
                        topic,
                        stream,
                        at,
                        seen,
                        type,
                        typeVersion,
                        data,
                        causation,
                        version,
                        previous,
                        HashChain.hash(unhashed));
        last.put(topic + "/" + stream, event);
        return event;
    }

    /**
     * Sends an event as it is, perhaps once more, at least a millisecond after the one before: of
     * two topics' events that are read together the earlier one is applied first.
     */
    void send(StoredEvent event) {
        var message = Envelope.write("upstream", event, topics.physical(event.topic()));
        long at = SENT.updateAndGet(before -> Math.max(before + 1, System.currentTimeMillis()));
        try {
            producer.send(
                            new ProducerRecord<>(
                                    message.topic(),
                                    null,
                                    at,
                                    message.key(),
                                    message.value(),
                                    message.headers()))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StoredEvent event(
            String topic,
            String stream,
            Instant at,
            Map<String, Long> seen,
            String type,
            int typeVersion,
            byte[] data,
            @Nullable String causation,
            long version,
            byte[] previous,
            byte[] hash) {
        return new StoredEvent(
                topic,
                version,
                stream,
                version,
                type,
                typeVersion,
                data,
                "upstream",
                causation,
                "request-1",
                topic + "/" + version,
                0,
                at,
                at,
                Seen.write(new TreeMap<>(seen)),
                previous,
                hash);
    }

    @Override
    public void close() {
        producer.close();
        topics.close();
    }
}
