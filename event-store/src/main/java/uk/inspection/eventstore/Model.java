package uk.inspection.eventstore;

import java.util.Set;

/**
 * How a stream's events make its state: the service's own and those it received from others, in the
 * order in which they were applied here. Pure; the same events make the same state.
 */
public interface Model<S> {
    S initial();

    S evolve(S state, StoredEvent event);

    /**
     * Bytes of memory that a state takes, roughly: so many states are kept between writes as find
     * room, and the others are made again from their events.
     */
    default long weight(S state) {
        return 20_000;
    }

    /**
     * Types of own events whose bytes the state is not made of. When a stream is read again, their
     * envelopes alone are given to {@link #evolve}.
     */
    default Set<String> envelopes() {
        return Set.of();
    }

    /**
     * What an own event of type {@link Discarded#TYPE} takes out of its stream's history: the state
     * never sees it. A service that writes such events says how they are read.
     */
    default Discarded discarded(StoredEvent own) {
        throw new IllegalStateException(own.id() + " cannot be read as a discard here");
    }
}
