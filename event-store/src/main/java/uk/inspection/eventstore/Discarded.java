package uk.inspection.eventstore;

import java.util.Arrays;

/**
 * Names an event of another service that an own event of type {@link #TYPE} takes out of the
 * history of the own event's stream. The hash is part of the name, for a fork has the version of
 * another event.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Discarded(String topic, long version, byte[] hash) {
    /** Type of the own event that says so. */
    public static final String TYPE = "EventDiscarded";

    /** Type of the own event, caused by the former, which says that nobody misses it. */
    public static final String ACCEPTED = "DiscardAccepted";

    /** Whether an event tells that another was discarded, or that this is accepted. */
    public static boolean tells(StoredEvent event) {
        return event.type().equals(TYPE) || event.type().equals(ACCEPTED);
    }

    boolean names(StoredEvent event) {
        return version == event.version()
                && topic.equals(event.topic())
                && Arrays.equals(hash, event.hash());
    }
}
