package uk.inspection.plan.rest;

import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import uk.inspection.eventstore.Refusal.Violation;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.plan.store.PlanChanges.Place;

/** A place in the change feed as text, opaque to who holds it: shard, position and mark. */
final class ChangeCursor {
    private static final byte SHARD = 0;
    private static final int BYTES = 1 + 2 * Long.BYTES;

    private ChangeCursor() {}

    static String of(Place place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        ByteBuffer.allocate(BYTES)
                                .put(SHARD)
                                .putLong(place.position())
                                .putLong(place.mark())
                                .array());
    }

    /** The place a cursor names. */
    static Place place(String cursor) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw foreign();
        }
        if (bytes.length == BYTES) {
            var fields = ByteBuffer.wrap(bytes);
            byte shard = fields.get();
            var place = new Place(fields.getLong(), fields.getLong());
            if (shard == SHARD && place.position() >= 0 && of(place).equals(cursor)) {
                return place;
            }
        }
        throw foreign();
    }

    private static RuntimeException foreign() {
        return Requests.problem(
                Response.Status.BAD_REQUEST,
                "This cursor was not given out by this feed.",
                List.of(new Violation("after", "must be the next of an earlier answer")));
    }
}
