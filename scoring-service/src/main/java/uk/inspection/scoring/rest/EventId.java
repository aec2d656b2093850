package uk.inspection.scoring.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;

/** The id of a live event: shard and position in the log, opaque to its reader. */
final class EventId {
    private static final String SHARD = "0:";

    private EventId() {}

    static String of(long position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((SHARD + position).getBytes(StandardCharsets.US_ASCII));
    }

    /** The position an id names. */
    static long position(String id) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.US_ASCII);
            long position =
                    text.startsWith(SHARD) ? Long.parseLong(text.substring(SHARD.length())) : -1;
            if (position >= 0) {
                return position;
            }
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
        throw unknown();
    }

    private static RuntimeException unknown() {
        return Requests.problem(
                new Refusal(
                        Refusal.Kind.INVALID,
                        "This event id was not given out by this stream.",
                        List.of(new Violation("Last-Event-ID", "must be the id of an event"))));
    }
}
