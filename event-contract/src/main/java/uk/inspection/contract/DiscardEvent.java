package uk.inspection.contract;

/**
 * What becomes of another service's event that cannot be applied and never will be. Every service
 * that reads other services' topics writes these, in the inspection's stream on its own topic.
 */
public sealed interface DiscardEvent extends Event {

    /**
     * An operator took an event out of an inspection's history at this service. The inspection is
     * incomplete, here and wherever this is read, until {@link DiscardAccepted} follows.
     *
     * @param topic of the discarded event, with {@code version} and {@code hash} in its stream
     * @param type of the discarded event
     * @param event id of the discarded event
     * @param hash of the discarded event, hex: a fork has the version of another
     * @param partition and {@code offset}: where the record lay
     * @param reason the operator's
     */
    record EventDiscarded(
            String topic,
            long version,
            String type,
            String event,
            String hash,
            int partition,
            long offset,
            String reason)
            implements DiscardEvent {}

    /**
     * A chief inspector accepts that the inspection lacks a discarded event.
     *
     * @param discard version of the {@link EventDiscarded} in this stream
     */
    record DiscardAccepted(long discard, String reason) implements DiscardEvent {}
}
