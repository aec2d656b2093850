package uk.inspection.cases.projection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReferenceArray;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.eventstore.StoredEvent;

/**
 * Reads the events of this service's log. A write reads each of its events twice, for the state and
 * for the read models; so what was read last is remembered.
 *
 * <p>Why it is right. What is remembered holds for one object only, the very event that was read,
 * and neither changes. Positions that follow one another have places of their own, so a write's
 * events find theirs; where another one has taken the place, an event is read once more.
 */
@ApplicationScoped
public class OwnEvents {
    /** More than a write makes. */
    private static final int REMEMBERED = 512;

    /** Larger ones are rare, and would fill the memory. */
    private static final int BYTES_MAX = 8192;

    private final AtomicReferenceArray<Read> lately = new AtomicReferenceArray<>(REMEMBERED);

    private record Read(StoredEvent event, Decoded what) {}

    public Decoded read(StoredEvent event) {
        int place = (int) (event.position() & (REMEMBERED - 1));
        Read before = lately.get(place);
        if (before != null && before.event == event) {
            return before.what;
        }
        Decoded what = Codec.decode(event.type(), event.typeVersion(), event.bytes());
        if (event.bytes().length <= BYTES_MAX) {
            lately.set(place, new Read(event, what));
        }
        return what;
    }
}
