package uk.inspection.eventstore.kafka;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What waits for people.
 *
 * @param events parked records, of so many {@code inspections}
 * @param oldest since when the longest has been parked; absent when nothing is
 * @param unaccepted events that were discarded here and nobody has accepted
 */
public record ParkedCounts(
        long events, long inspections, @Nullable Instant oldest, long unaccepted) {
    public static final ParkedCounts NONE = new ParkedCounts(0, 0, null, 0);
}
