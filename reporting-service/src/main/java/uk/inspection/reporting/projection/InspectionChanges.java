package uk.inspection.reporting.projection;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.Signal;
import uk.inspection.eventstore.Tail;

/**
 * Changes of inspections as they come, for many live readers: one reading of the database for all.
 *
 * <p>Changes are written by the writer, who holds the log's lock from his first statement to his
 * commit; so their positions are given out, and become visible, in order, whichever instance
 * writes. That is what {@link Tail} asks for.
 */
@ApplicationScoped
public class InspectionChanges {
    private static final int TIMEOUT_SECONDS = 30;
    private static final long ROW_BYTES = 500; // a few names and numbers

    private final Signal committed = new Signal();
    private final Tail<InspectionChangeEntity> tail =
            new Tail<>(new Table(), change -> change.position, _ -> ROW_BYTES, committed);

    /**
     * Changes after a position, in order; waits for the first of them, at most {@code longest}.
     *
     * @throws Log.Unavailable when they cannot be read now
     */
    public List<InspectionChangeEntity> next(long after, int limit, Duration longest)
            throws InterruptedException {
        return tail.next(after, limit, longest);
    }

    /** How many changes after a position are known to be there. */
    public long behind(long position) {
        return tail.newest() - position;
    }

    /**
     * Where the changes are now.
     *
     * @throws Log.Unavailable when they cannot be read now
     */
    public Place newest() {
        return reading(InspectionChanges::place);
    }

    /** The same as others read in the same transaction see it. */
    public static Place place() {
        return Place.of(InspectionChangeEntity.newest());
    }

    /**
     * Whether the changes of this database went through a place.
     *
     * @throws Log.Unavailable when they cannot be read now
     */
    public boolean knows(Place place) {
        return place.equals(Place.ORIGIN)
                || reading(() -> {
                    InspectionChangeEntity change =
                            InspectionChangeEntity.findById(place.position());
                    return change != null && change.place().equals(place);
                });
    }

    /** To be called after every commit that brought a change; a slow poll finds all others. */
    void committed() {
        committed.raise();
    }

    /** Nothing is kept by a session that lives as long as its reader's request. */
    private static <R> R reading(Supplier<R> reads) {
        try {
            return QuarkusTransaction.requiringNew().timeout(TIMEOUT_SECONDS).call(reads::get);
        } catch (RuntimeException e) {
            throw new Log.Unavailable("The changes of inspections cannot be read.", e);
        }
    }

    private static final class Table implements Tail.Source<InspectionChangeEntity> {
        @Override
        public List<InspectionChangeEntity> after(long position, int limit) {
            return reading(() -> InspectionChangeEntity.after(position, limit));
        }

        @Override
        public long position() {
            return reading(InspectionChanges::place).position();
        }
    }
}
