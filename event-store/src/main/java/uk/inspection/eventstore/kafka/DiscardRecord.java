package uk.inspection.eventstore.kafka;

import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;

/** An own event that discards another service's, and the one that accepts it, if any does. */
public record DiscardRecord(StoredEvent discard, @Nullable StoredEvent acceptance) {}
