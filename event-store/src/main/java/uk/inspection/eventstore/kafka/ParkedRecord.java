package uk.inspection.eventstore.kafka;

import java.time.Instant;

/**
 * A record that could not be applied and waits for repair.
 *
 * @param topic the topic's name without any prefix; {@code topicId} its identity
 * @param stream the inspection; empty when the record does not tell
 * @param version the event's version; 0 when the record does not tell
 * @param why the reason found at the last attempt
 * @param since when it was parked first
 * @param attempts how often it was tried
 */
public record ParkedRecord(
        String topic,
        String topicId,
        int partition,
        long offset,
        String stream,
        long version,
        String type,
        String why,
        Instant since,
        int attempts) {}
