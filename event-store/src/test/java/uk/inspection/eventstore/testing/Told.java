package uk.inspection.eventstore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;

/** A chain of events as another service would write it for one inspection. */
public final class Told {
    private final String topic;
    private final String stream;
    private long version;
    private byte[] hash = HashChain.origin();

    public Told(String topic, String stream) {
        this.topic = topic;
        this.stream = stream;
    }

    public Told(String stream) {
        this(Notes.TOLD, stream);
    }

    public StoredEvent next(String text) {
        version++;
        StoredEvent event = event(topic, stream, version, text, hash);
        hash = event.hash();
        return event;
    }

    /** The same as somebody else did it, or had it done. */
    public StoredEvent next(String text, String actor, @Nullable String onBehalfOf) {
        version++;
        StoredEvent unhashed = by(actor, onBehalfOf, text, HashChain.origin());
        StoredEvent event = by(actor, onBehalfOf, text, HashChain.hash(unhashed));
        hash = event.hash();
        return event;
    }

    private StoredEvent by(String actor, @Nullable String onBehalfOf, String text, byte[] itsHash) {
        return new StoredEvent(
                topic,
                version,
                stream,
                version,
                "Told",
                1,
                text.getBytes(UTF_8),
                actor,
                null,
                "request-1",
                "command-" + version,
                0,
                Notes.NOON,
                Notes.NOON,
                "",
                hash,
                itsHash,
                onBehalfOf);
    }

    public static StoredEvent event(
            String topic, String stream, long version, String text, byte[] previousHash) {
        StoredEvent unhashed =
                event(topic, stream, version, text, previousHash, HashChain.origin());
        return event(topic, stream, version, text, previousHash, HashChain.hash(unhashed));
    }

    public static StoredEvent event(
            String topic,
            String stream,
            long version,
            String text,
            byte[] previousHash,
            byte[] hash) {
        return new StoredEvent(
                topic,
                version,
                stream,
                version,
                "Told",
                1,
                text.getBytes(UTF_8),
                "inspector-1",
                null,
                "request-1",
                "command-" + version,
                0,
                Notes.NOON,
                Notes.NOON,
                "",
                previousHash,
                hash);
    }
}
