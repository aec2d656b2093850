package uk.inspection.eventstore.kafka;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;

/**
 * A parked record as it lies in its topic.
 *
 * @param event what it holds; absent when it cannot be read as an event, or lies there no more
 * @param first what of its inspection and topic comes first; absent when it names no inspection
 * @param behind what comes after it, at most 100
 * @param behindCount how many come after it
 */
public record Inspected(
        ParkedRecord record,
        @Nullable StoredEvent event,
        @Nullable ParkedRecord first,
        List<ParkedRecord> behind,
        long behindCount) {}
