package uk.inspection.scoring.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.StoredEvent;

/**
 * The data of the newest events as text, which all readers who keep up are handed: it is made for
 * the first of them and not for each.
 *
 * <p>Why it is right. A place is found by position and holds what is never changed; whoever finds
 * there another event than his, by position and hash, makes the text himself, so that a log that
 * was put back from a copy tells nothing of what it held before. Two who come first at once both
 * make it, and one of the same two texts stays. Only a newer event takes a place, or one reader far
 * behind would take all of them from those who keep up. A text that counts left out ones is one
 * reader's and is not kept, nor is one that is long: what is held is bounded by {@link #KEPT} texts
 * of {@link #LENGTH_MAX} for each detail.
 */
final class LiveTexts {
    /** Events of which the text is kept; more than are told while readers take turns. */
    static final int KEPT = 256;

    /** Characters of a text that is kept. */
    static final int LENGTH_MAX = 1 << 15;

    private final AtomicReferenceArray<@Nullable Text> newest =
            new AtomicReferenceArray<>(KEPT * LiveDetail.values().length);
    private final ObjectMapper json;

    LiveTexts(ObjectMapper json) {
        this.json = json;
    }

    private record Text(long position, byte[] hash, String text) {
        boolean of(StoredEvent event) {
            return position == event.position() && Arrays.equals(hash, event.hash());
        }
    }

    /** The data of an event, as JSON on a line. */
    String text(StoredEvent event, int skipped, LiveDetail detail) {
        if (skipped > 0) {
            return detail.text(event, skipped, json);
        }
        int place = detail.ordinal() * KEPT + (int) (event.position() % KEPT);
        Text found = newest.get(place);
        if (found != null && found.of(event)) {
            return found.text();
        }
        String text = detail.text(event, 0, json);
        if (text.length() <= LENGTH_MAX
                && (found == null || found.position() <= event.position())) {
            newest.compareAndSet(place, found, new Text(event.position(), event.hash(), text));
        }
        return text;
    }
}
