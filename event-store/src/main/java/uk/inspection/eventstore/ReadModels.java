package uk.inspection.eventstore;

import java.util.List;
import java.util.Set;

/**
 * What is kept for reading. Changed within the transaction that appends, so never behind or ahead.
 */
public interface ReadModels {
    /** Applies events, own and received, in the order in which they were applied. */
    void apply(List<StoredEvent> events);

    /**
     * Types of other services' events that it does nothing about: it is not given them when the
     * models are made again.
     */
    default Set<String> passedOver() {
        return Set.of();
    }

    /**
     * Types of own events of which, among those of a stream that are applied together, it looks
     * into the newest alone: of the others it is given the envelope when the models are made again.
     */
    default Set<String> newest() {
        return Set.of();
    }
}
