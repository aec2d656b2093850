package uk.inspection.eventstore;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a service's events are kept, with what it has applied of other services' events. */
public interface Log {

    /**
     * Runs one write. Writes of all instances happen one after another, each wholly or not at all.
     *
     * @param commands ids of commands that the work will look up, fetched with the lock
     * @throws Unavailable when the storage failed in a way that may pass; nothing or all is written
     */
    <R> R write(Collection<String> commands, Function<Tx, R> work);

    /** The same without commands that are known beforehand. */
    default <R> R write(Function<Tx, R> work) {
        return write(List.of(), work);
    }

    /** Reading after a position stops behind the event that reaches this many bytes of data. */
    long READ_BYTES_MAX = 8 * 1024 * 1024;

    /**
     * Own events after a position, in order of position.
     *
     * @return at most {@code limit}, fewer where they are large; none only when there are none
     */
    List<StoredEvent> after(long position, int limit);

    /** Own events of a stream after a version, in order. */
    List<StoredEvent> stream(String stream, long afterVersion, int limit);

    /** The newest own event of a stream that occurred at this business time or before. */
    Optional<StoredEvent> newest(String stream, Instant occurredUntil);

    /**
     * Another service's events of a stream after a version, as they were applied here, in order;
     * where only the envelope was kept there are no bytes. One that was discarded is not among
     * them.
     */
    List<StoredEvent> received(String topic, String stream, long afterVersion, int limit);

    /** The newest own version of a stream that is applied, which one that is held is not; or 0. */
    long version(String stream);

    /**
     * The newest version of another service's stream that was applied here, or discarded in its
     * place; or 0. One that is parked is neither.
     */
    long receivedVersion(String topic, String stream);

    /** Streams with own or received events, after one of them, in an order of their own. */
    List<String> streams(String after, int limit);

    /** Position of the newest own event; 0 for none. */
    long position();

    /** Reactions that wait for a fact, oldest first, each with the event it reacts to. */
    default List<Waiting> awaiting(int limit) {
        return awaiting(0, limit);
    }

    /** The same without the {@code skip} oldest. */
    List<Waiting> awaiting(int skip, int limit);

    /** A reaction that waits, and its cause. */
    record Waiting(Awaiting awaiting, StoredEvent event) {}

    /** What may be done within a write. */
    interface Tx {
        Head head();

        /**
         * Tells a stream as it was applied here, own and received events merged, one after the
         * other, and no more of it at a time than a page. What is held is not applied.
         *
         * @param envelopes types of own events of which the envelope alone is told
         */
        History history(String stream, Set<String> envelopes, Consumer<StoredEvent> each);

        Map<String, Recorded> commands(Collection<String> ids);

        /** The hash under which a version was received; null when it was not. */
        byte @Nullable [] receivedHash(String topic, String stream, long version);

        /** The next offset of a partition to apply; 0 when nothing of this topic id was. */
        long next(String topic, String topicId, int partition);

        /** The record parked at a place; null when none is. */
        @Nullable Parked parked(String topic, int partition, long offset);

        /** What comes first of what is parked of a stream in a topic; null when nothing is. */
        @Nullable Parked firstParked(String topic, String stream);

        /**
         * Streams of which not all own events are applied, each with the version up to which they
         * are: the rest was restored and follows received events that have still to come.
         */
        Map<String, Long> held();

        /** Own events of a stream after a version, in order, also those that are held. */
        List<StoredEvent> own(String stream, long afterVersion, int limit);

        /** Holds a stream's own events after a version. */
        void hold(String stream, long version);

        /** Nothing of a stream is held any more. */
        void release(String stream);

        /** What was restored up to a position came from the topic: it need not be published. */
        void published(long position);

        void save(Batch batch);
    }

    /** {@code change} counts the writes: who finds it where he left it knows that nobody wrote. */
    record Head(long position, long change) {}

    /**
     * {@code version} and {@code hash} are those of the newest own event that is applied; {@code
     * discards} are the own events that take others out.
     */
    @SuppressWarnings("ArrayRecordComponent")
    record History(
            Map<String, Mark> marks, long version, byte[] hash, List<StoredEvent> discards) {}

    /**
     * How far a topic was applied for one stream; {@code parked} when its events wait for repair.
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Mark(long version, byte[] hash, boolean parked) {}

    /**
     * A command that was carried out.
     *
     * @param bodyHash empty where the command was restored from its events: it is not known then
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Recorded(String id, String stream, byte[] bodyHash, long version, byte[] answer) {}

    /**
     * A received event, and the own version of its stream and the own position it came after;
     * {@code discarded} when it was not applied and the next one follows it all the same.
     */
    record Received(StoredEvent event, long afterVersion, long afterPosition, boolean discarded) {}

    /** Next offset to read of a partition. */
    record Offset(String topic, String topicId, int partition, long next) {}

    /** A record that cannot be applied now. {@code stream} is empty when it names none. */
    record Parked(
            String topic,
            String topicId,
            int partition,
            long offset,
            String stream,
            long version,
            String type,
            String why,
            Instant since) {}

    /** A parked record that names no inspection, and the operator's word that ends it. */
    record DiscardedRecord(
            Parked parked,
            String reason,
            String actor,
            @Nullable String onBehalfOf,
            String correlation) {}

    /**
     * A reaction that lacks a fact: the event (topic, stream, version) and the stream it waits for.
     */
    record Awaiting(
            String topic, String stream, long version, String target, String what, Instant since) {}

    /** Everything that one write changes. */
    record Batch(
            Head head,
            List<StoredEvent> events,
            List<Recorded> commands,
            List<Received> received,
            Collection<Offset> offsets,
            List<Parked> parked,
            List<Offset> unparked,
            List<DiscardedRecord> discarded,
            List<Awaiting> awaiting,
            List<Awaiting> fulfilled,
            Instant at) {}

    /** The storage is away or asked for a repeat. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }

        /** Of which the sentence says all, to callers too. */
        public Unavailable(String sentence) {
            super(sentence);
        }
    }
}
