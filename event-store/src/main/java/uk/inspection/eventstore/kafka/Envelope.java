package uk.inspection.eventstore.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;

/**
 * An event as a Kafka record: CloudEvents 1.0 in binary mode, the key is the stream, and the
 * headers carry every column of the log, so that a topic can restore a log. The round trip is
 * exact.
 */
public final class Envelope {
    private static final String JSON = "application/json";
    private static final HexFormat HEX = HexFormat.of();
    private static final int HASH_BYTES = 32;

    /** It stands in the address of the schema. */
    private static final Pattern TYPE = Pattern.compile("[\\w.-]+");

    private Envelope() {}

    /** A record that is no event of ours; the message says why in a sentence. */
    public static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String sentence) {
            super(sentence);
        }

        Unreadable(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    /**
     * The record of an event. Its timestamp is the wall clock of the sending; business time is in
     * the headers.
     *
     * @param service the service that writes the event
     * @param topic the topic's name as the broker knows it
     */
    public static ProducerRecord<byte[], byte[]> write(
            String service, StoredEvent event, String topic) {
        CloudEventBuilder cloudEvent =
                CloudEventBuilder.v1()
                        .withId(event.id())
                        .withType(event.type())
                        .withSource(URI.create("/" + service))
                        .withSubject(event.stream())
                        .withTime(event.occurredAt().atOffset(ZoneOffset.UTC))
                        .withDataSchema(
                                URI.create(
                                        "/events/%s/v%d/schema.json"
                                                .formatted(event.type(), event.typeVersion())))
                        .withData(JSON, event.bytes())
                        .withExtension("position", Long.toString(event.position()))
                        .withExtension("streamversion", Long.toString(event.version()))
                        .withExtension("typeversion", Integer.toString(event.typeVersion()))
                        .withExtension("actor", event.actor())
                        .withExtension("correlation", event.correlation())
                        .withExtension("commandid", event.commandId())
                        .withExtension("ordinal", Integer.toString(event.ordinal()))
                        .withExtension("recordedat", event.recordedAt().toString())
                        .withExtension("seen", event.seen())
                        .withExtension("previoushash", HEX.formatHex(event.previousHash()))
                        .withExtension("hash", HEX.formatHex(event.hash()));
        if (event.causation() != null) {
            cloudEvent.withExtension("causation", event.causation());
        }
        if (event.onBehalfOf() != null) {
            cloudEvent.withExtension("onbehalfof", event.onBehalfOf());
        }
        byte[] key = event.stream().getBytes(StandardCharsets.UTF_8);
        return KafkaMessageFactory.<byte[]>createWriter(topic, null, null, key)
                .writeBinary(cloudEvent.build());
    }

    /**
     * The event that a record holds.
     *
     * @param topic the topic's name without any prefix
     * @throws Unreadable when the record is no event of this platform
     */
    public static StoredEvent read(String topic, ConsumerRecord<byte[], byte[]> message) {
        if (message.key() == null || message.value() == null) {
            throw new Unreadable("The record has no key or no value.");
        }
        CloudEvent cloudEvent;
        try {
            cloudEvent = KafkaMessageFactory.createReader(message).toEvent();
        } catch (RuntimeException e) {
            throw new Unreadable("The record is no CloudEvent: " + e.getMessage(), e);
        }
        StoredEvent event;
        try {
            event =
                    new StoredEvent(
                            topic,
                            Long.parseLong(extension(cloudEvent, "position")),
                            present("subject", cloudEvent.getSubject()),
                            Long.parseLong(extension(cloudEvent, "streamversion")),
                            present("type", cloudEvent.getType()),
                            Integer.parseInt(extension(cloudEvent, "typeversion")),
                            message.value(),
                            extension(cloudEvent, "actor"),
                            optional(cloudEvent, "causation"),
                            extension(cloudEvent, "correlation"),
                            extension(cloudEvent, "commandid"),
                            Integer.parseInt(extension(cloudEvent, "ordinal")),
                            present("time", cloudEvent.getTime()).toInstant(),
                            Instant.parse(extension(cloudEvent, "recordedat")),
                            extension(cloudEvent, "seen"),
                            hash(cloudEvent, "previoushash"),
                            hash(cloudEvent, "hash"),
                            optional(cloudEvent, "onbehalfof"));
        } catch (Unreadable e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Unreadable("A header cannot be read: " + e.getMessage(), e);
        }
        check(event, cloudEvent.getId(), new String(message.key(), StandardCharsets.UTF_8));
        return event;
    }

    private static void check(StoredEvent event, String id, String key) {
        if (event.version() < 1 || event.typeVersion() < 1 || event.ordinal() < 0) {
            throw new Unreadable("A version or an ordinal is out of range.");
        }
        if (!TYPE.matcher(event.type()).matches()) {
            throw new Unreadable("The type is no name.");
        }
        if (!key.equals(event.stream())) {
            throw new Unreadable("The key is not the subject.");
        }
        if (!id.equals(event.id())) {
            throw new Unreadable("The id is not topic, subject and version.");
        }
        if (event.occurredAt().getNano() % 1000 != 0 || event.recordedAt().getNano() % 1000 != 0) {
            throw new Unreadable("A time is finer than a microsecond.");
        }
    }

    private static byte[] hash(CloudEvent cloudEvent, String name) {
        byte[] hash = HEX.parseHex(extension(cloudEvent, name));
        if (hash.length != HASH_BYTES) {
            throw new Unreadable("The header %s is no hash.".formatted(name));
        }
        return hash;
    }

    private static String extension(CloudEvent cloudEvent, String name) {
        return present(name, optional(cloudEvent, name));
    }

    private static @Nullable String optional(CloudEvent cloudEvent, String name) {
        Object value = cloudEvent.getExtension(name);
        if (value == null) {
            return null;
        }
        String text = value.toString();
        if (text.indexOf('\0') >= 0) {
            throw new Unreadable(
                    "The header %s holds a character no log can keep.".formatted(name));
        }
        return text;
    }

    private static <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw new Unreadable("The header %s is missing.".formatted(name));
        }
        return value;
    }
}
