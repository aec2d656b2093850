package uk.inspection.eventstore;

import java.util.List;

/**
 * What is kept for reading. Changed within the transaction that appends, so never behind or ahead.
 */
public interface ReadModels {
    /** Applies events, own and received, in the order in which they were applied. */
    void apply(List<StoredEvent> events);
}
