package uk.inspection.eventstore;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event as a log keeps it and a topic carries it. Equal by identity: compare {@code hash}.
 *
 * @param topic the topic it is published to (without any prefix)
 * @param position place in the log of the service that wrote it, from 1, without gaps
 * @param stream the inspection's id
 * @param version place in the stream, from 1, without gaps
 * @param type name of the event type; {@code typeVersion} version of its schema
 * @param data the exact bytes; absent where a reader keeps only the envelope
 * @param actor subject of the person, or name of the service, that caused it
 * @param causation id of the event that it reacts to
 * @param correlation id of the request that began the chain
 * @param commandId the command that made it; {@code ordinal} its place among that command's events
 * @param occurredAt business time; {@code recordedAt} wall clock; both whole microseconds
 * @param seen what the writer had applied of other services' topics: see {@link Seen}
 * @param previousHash hash of the stream's event before it; 32 zero bytes for the first
 * @param hash SHA-256 over the previous hash and every column but the position
 * @param onBehalfOf for whom the actor did it: the subject of a token whose holder acts for him
 *     (RFC 8693), and of a service's reaction the person who began the chain; absent where the
 *     actor did it for nobody but himself, and of a timer's events
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are kept as they are and never compared by equals
public record StoredEvent(
        String topic,
        long position,
        String stream,
        long version,
        String type,
        int typeVersion,
        byte @Nullable [] data,
        String actor,
        @Nullable String causation,
        String correlation,
        String commandId,
        int ordinal,
        Instant occurredAt,
        Instant recordedAt,
        String seen,
        byte[] previousHash,
        byte[] hash,
        @Nullable String onBehalfOf) {
    /** Ends the name of every service and, as {@code Requests} sees to, of no person. */
    public static final String SERVICE = "-service";

    /** An event that was done on nobody's behalf. */
    public StoredEvent(
            String topic,
            long position,
            String stream,
            long version,
            String type,
            int typeVersion,
            byte @Nullable [] data,
            String actor,
            @Nullable String causation,
            String correlation,
            String commandId,
            int ordinal,
            Instant occurredAt,
            Instant recordedAt,
            String seen,
            byte[] previousHash,
            byte[] hash) {
        this(
                topic,
                position,
                stream,
                version,
                type,
                typeVersion,
                data,
                actor,
                causation,
                correlation,
                commandId,
                ordinal,
                occurredAt,
                recordedAt,
                seen,
                previousHash,
                hash,
                null);
    }

    /** Whose deed it is to the rules: a judgement is that of the inspector it was made for. */
    public String inNameOf() {
        return onBehalfOf == null ? actor : onBehalfOf;
    }

    /** The person who began the chain that this event is of; absent where a service did. */
    public Optional<String> person() {
        String person = inNameOf();
        return person.endsWith(SERVICE) ? Optional.empty() : Optional.of(person);
    }

    /** Names this event among all events of all services. */
    public String id() {
        return topic + "/" + stream + "/" + version;
    }

    /** The bytes. Fails where only the envelope was kept. */
    public byte[] bytes() {
        if (data == null) {
            throw new IllegalStateException("Only the envelope of " + id() + " was kept.");
        }
        return data;
    }

    /**
     * The first column in which another event is not the same, by its name in the log; empty where
     * none is. Bytes that one of the two has not kept are left out.
     */
    public Optional<String> differsIn(StoredEvent other) {
        if (!topic.equals(other.topic)) {
            return Optional.of("topic");
        } else if (!stream.equals(other.stream)) {
            return Optional.of("stream");
        } else if (version != other.version) {
            return Optional.of("version");
        } else if (position != other.position) {
            return Optional.of("position");
        } else if (!type.equals(other.type)) {
            return Optional.of("type");
        } else if (typeVersion != other.typeVersion) {
            return Optional.of("type_version");
        } else if (data != null && other.data != null && !Arrays.equals(data, other.data)) {
            return Optional.of("data");
        } else if (!actor.equals(other.actor)) {
            return Optional.of("actor");
        } else if (!Objects.equals(causation, other.causation)) {
            return Optional.of("causation");
        } else if (!correlation.equals(other.correlation)) {
            return Optional.of("correlation");
        } else if (!commandId.equals(other.commandId)) {
            return Optional.of("command_id");
        } else if (ordinal != other.ordinal) {
            return Optional.of("ordinal");
        } else if (!occurredAt.equals(other.occurredAt)) {
            return Optional.of("occurred_at");
        } else if (!recordedAt.equals(other.recordedAt)) {
            return Optional.of("recorded_at");
        } else if (!seen.equals(other.seen)) {
            return Optional.of("seen");
        } else if (!Objects.equals(onBehalfOf, other.onBehalfOf)) {
            return Optional.of("on_behalf_of");
        } else if (!Arrays.equals(previousHash, other.previousHash)) {
            return Optional.of("previous_hash");
        } else if (!Arrays.equals(hash, other.hash)) {
            return Optional.of("hash");
        }
        return Optional.empty();
    }

    /** The same without its bytes. */
    public StoredEvent envelope() {
        return new StoredEvent(
                topic,
                position,
                stream,
                version,
                type,
                typeVersion,
                null,
                actor,
                causation,
                correlation,
                commandId,
                ordinal,
                occurredAt,
                recordedAt,
                seen,
                previousHash,
                hash,
                onBehalfOf);
    }
}
