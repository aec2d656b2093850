package uk.inspection.eventstore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something to be decided on one stream.
 *
 * @param id the same for a repeat of the same command, different for any other
 * @param bodyHash the same for a repeat; another one under the same id is refused
 * @param actor subject of the person, or name of the service
 * @param causation id of the event it reacts to
 * @param correlation id of the request that began the chain
 * @param occurredAt business time of the events it makes
 * @param onBehalfOf for whom the actor does it; see {@link StoredEvent}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Command<S>(
        String stream,
        String id,
        byte[] bodyHash,
        String actor,
        @Nullable String causation,
        String correlation,
        Instant occurredAt,
        @Nullable String onBehalfOf,
        Decide<S> decide) {

    /** A command that is done on nobody's behalf. */
    public Command(
            String stream,
            String id,
            byte[] bodyHash,
            String actor,
            @Nullable String causation,
            String correlation,
            Instant occurredAt,
            Decide<S> decide) {
        this(stream, id, bodyHash, actor, causation, correlation, occurredAt, null, decide);
    }

    /**
     * The rule. Called on the writer's thread, within its transaction, maybe more than once: it
     * must have no effect.
     */
    public interface Decide<S> {
        Decision decide(S state, long version);
    }
}
