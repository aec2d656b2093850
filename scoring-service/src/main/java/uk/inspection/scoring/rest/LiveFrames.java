package uk.inspection.scoring.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;

/**
 * The newest events as they go over the wire, which all readers who keep up are handed: the bytes
 * are made for the first of them and not for each.
 *
 * <p>Why it is right. A place is found by position and holds what is never changed: a connection
 * writes a view of the bytes, with places of its own to read from. Whoever finds there another
 * event than his, by position and hash, makes the frame himself, so that a log that was put back
 * from a copy tells nothing of what it held before. Two who come first at once both make it, and
 * one of the same two stays. Only a newer event takes a place, or one reader far behind would take
 * all of them from those who keep up. A frame that counts left out ones is one reader's and is not
 * kept, nor is one that is long: what is held is bounded by {@link #KEPT} frames of {@link
 * #BYTES_MAX} for each detail.
 */
final class LiveFrames {
    /** Events of which the frame is kept; more than are told while readers take turns. */
    static final int KEPT = 256;

    /** Of a frame that is kept. */
    static final int BYTES_MAX = 1 << 15;

    private final AtomicReferenceArray<@Nullable Frame> newest =
            new AtomicReferenceArray<>(KEPT * LiveDetail.values().length);
    private final ObjectMapper json;

    LiveFrames(ObjectMapper json) {
        this.json = json;
    }

    private record Frame(long position, byte[] hash, Buffer bytes) {
        boolean of(StoredEvent event) {
            return position == event.position() && Arrays.equals(hash, event.hash());
        }
    }

    /** A score. */
    Buffer score(StoredEvent event, int skipped, LiveDetail detail) {
        if (skipped > 0) {
            return frame(event, skipped, detail);
        }
        int place = detail.ordinal() * KEPT + (int) (event.position() % KEPT);
        Frame found = newest.get(place);
        if (found != null && found.of(event)) {
            return found.bytes();
        }
        Buffer bytes = frame(event, 0, detail);
        if (bytes.length() <= BYTES_MAX
                && (found == null || found.position() <= event.position())) {
            newest.compareAndSet(place, found, new Frame(event.position(), event.hash(), bytes));
        }
        return bytes;
    }

    private Buffer frame(StoredEvent event, int skipped, LiveDetail detail) {
        return Buffer.buffer(
                "content-type:application/json\nid:%s\nevent:%s\ndata:%s\n\n"
                        .formatted(
                                EventId.of(event.position()),
                                event.type(),
                                detail.text(event, skipped, json)));
    }

    /** A comment; its id lets a reader that saw no event yet resume here too. */
    static Buffer stillHere(long position) {
        return Buffer.buffer(":still here\nid:%s\n\n".formatted(EventId.of(position)));
    }

    /** Tells that the log is another one than the reader's id is from. */
    static Buffer resync(long position) {
        return Buffer.buffer("id:%s\nevent:resync\ndata:{}\n\n".formatted(EventId.of(position)));
    }
}
