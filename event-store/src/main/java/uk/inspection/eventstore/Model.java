package uk.inspection.eventstore;

/**
 * How a stream's events make its state: the service's own and those it received from others, in the
 * order in which they were applied here. Pure; the same events make the same state.
 */
public interface Model<S> {
    S initial();

    S evolve(S state, StoredEvent event);
}
