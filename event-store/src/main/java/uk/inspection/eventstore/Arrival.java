package uk.inspection.eventstore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of another service's topic, to be applied once.
 *
 * @param topicId identity of the topic: a topic made anew under the same name is another topic
 * @param offset of the record in its partition
 * @param follows the offset after the record before it, as its reader saw it: it is applied only
 *     when everything below was; 0 asks for no such check
 * @param event what the record holds; absent when it cannot be read as an event
 * @param problem why it cannot be read
 * @param parked it was parked before, and is now tried again
 */
public record Arrival<S>(
        String topic,
        String topicId,
        int partition,
        long offset,
        long follows,
        @Nullable StoredEvent event,
        @Nullable String problem,
        boolean parked,
        Handler<S> handler) {

    /** A record whose place behind another one is not checked. */
    public Arrival(
            String topic,
            String topicId,
            int partition,
            long offset,
            @Nullable StoredEvent event,
            @Nullable String problem,
            boolean parked,
            Handler<S> handler) {
        this(topic, topicId, partition, offset, 0, event, problem, parked, handler);
    }

    /** What a service does about another service's events. Called on the writer's thread. */
    public interface Handler<S> {
        /**
         * The reaction to an event, or null when there is none beyond the read models. A failure
         * parks the event and what follows it in its inspection.
         */
        @Nullable Reaction<S> react(StoredEvent event);

        /**
         * Whether the bytes are kept, or only the envelope. An event whose reaction may wait must
         * be kept.
         */
        boolean keeps(StoredEvent event);

        /**
         * Whether the read models are shown the bytes. Of what is shown and not kept the log has
         * only the envelope: the topic has the rest, should the read models be made again.
         */
        default boolean shows(StoredEvent event) {
            return keeps(event);
        }

        /**
         * How long the broker may gather records before they are handed over together: time that
         * nobody misses, for fewer and larger writes.
         */
        default Duration gathers() {
            return Duration.ZERO;
        }

        /**
         * Whether an operator may be shown the bytes of a topic's events. Nothing is shown unless a
         * service says so: events may speak of children, and drafts are not an operator's to read.
         */
        default boolean discloses(String topic) {
            return false;
        }

        /**
         * What it comes to that an operator discards an event: first the fact, of type {@link
         * Discarded#TYPE}, in the stream of the event, then what follows from it.
         */
        default Decision discard(S state, Discard discard) {
            return refused("This service cannot say that it discards an event.");
        }

        /**
         * What it comes to that an own discard is accepted: the fact, of type {@link
         * Discarded#ACCEPTED}, and nothing where it is accepted already.
         *
         * @param discard version of the discard in its stream
         */
        default Decision accept(S state, long discard, String reason) {
            return refused("This service cannot say that it accepts a discard.");
        }

        private static Decision refused(String sentence) {
            return new Decision.Refuse(new Refusal(Refusal.Kind.CONFLICT, sentence, List.of()));
        }
    }

    /** An operator's word that an event which could not be applied never will be. */
    public record Discard(
            StoredEvent event, int partition, long offset, String reason, Instant at) {}

    /** A decision on a stream, mostly but not always the stream of the event reacted to. */
    public record Reaction<S>(String stream, Command.Decide<S> decide) {}
}
