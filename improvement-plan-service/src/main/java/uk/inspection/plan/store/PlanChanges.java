package uk.inspection.plan.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.Tail;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.plan.projection.PlanFold;

/**
 * The changes of all plans in the order in which they happened: every event of the service's own
 * log, with the plan as it stood after it. What was discarded of an inspection before its plan was
 * requested is passed over.
 *
 * <p>Why none is missed and none comes twice. A change is an event and its place is the event's
 * position: given out once, never changed, and visible in order, so that nothing appears later
 * before a place that was read already. What lies after a place is read from the log and from
 * nothing else. A read model that is behind, rebuilt or lost changes no answer, and no instance
 * needs to remember who read what. The plan is put together anew from its own events up to that
 * version, none of which changes either: the same change is told in the same words for ever, as
 * long as the service shows plans in the same form. That a place belongs to this log and not to
 * another, from which this one was restored, shows in the hash of the event that lies there: the
 * hash stands for the event and all before it of its inspection.
 */
@ApplicationScoped
public class PlanChanges {
    /** Changes that are told at once. */
    public static final int LIMIT_MAX = 100;

    /** A stretch ends behind the change with which its plans reach this many characters. */
    static final int STRETCH_CHARACTERS_MAX = 512 * 1024;

    /** Events that one look passes over. */
    private static final int PASSED_OVER_MAX = 5000;

    /** Who looks into the log at once: pollers woken together leave connections to the writer. */
    static final int LOOKING_MAX = 8;

    /** Who has not come to look by then is told to come again. */
    private static final Duration LOOK_WITHIN = Duration.ofSeconds(5);

    private static final int AREAS_MAX = 10_000;

    /** How often who waits looks whether that is over. */
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private final Supplier<Log> log;
    private final Supplier<Tail<StoredEvent>> tail;
    private final ObjectMapper json;
    private final Semaphore looking = new Semaphore(LOOKING_MAX, true);

    /** The area of an inspection, which its first event says and no other changes. */
    private final Map<String, String> areas =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                            return size() > AREAS_MAX;
                        }
                    });

    @Inject
    PlanChanges(EventStore eventStore, ObjectMapper json) {
        this(eventStore::log, eventStore::tail, json);
    }

    PlanChanges(Supplier<Log> log, Supplier<Tail<StoredEvent>> tail, ObjectMapper json) {
        this.log = log;
        this.tail = tail;
        this.json = json;
    }

    /**
     * A place behind an event of the log.
     *
     * @param position of the event; 0 before the first
     * @param mark the first eight bytes of the event's hash; 0 before the first
     */
    public record Place(long position, long mark) {
        public static final Place BEGINNING = new Place(0, 0);

        static Place behind(StoredEvent event) {
            return new Place(event.position(), ByteBuffer.wrap(event.hash()).getLong());
        }
    }

    /**
     * An event and what came of it.
     *
     * @param plan the plan after it, as JSON
     */
    public record Change(
            Place place,
            String inspection,
            long version,
            String type,
            Instant occurredAt,
            String plan) {}

    /** Changes, and the place up to which the log was told or passed over. */
    public record Stretch(List<Change> changes, Place end) {}

    /** The place behind the change at this position of the log; the beginning for 0. */
    public Place behind(long position) {
        return position == 0
                ? Place.BEGINNING
                : Place.behind(log.get().after(position - 1, 1).getFirst());
    }

    /** Whether this log has the place, which it always has when it was given out by this log. */
    public boolean has(Place place) throws InterruptedException {
        if (place.position() == 0) {
            return place.equals(Place.BEGINNING);
        }
        enter();
        try {
            // Not from the tail, which may be a moment behind what another instance has told.
            return log.get().after(place.position() - 1, 1).stream()
                    .anyMatch(event -> Place.behind(event).equals(place));
        } finally {
            looking.release();
        }
    }

    private interface Reader {
        List<StoredEvent> after(long position, int limit) throws InterruptedException;
    }

    /**
     * The changes after a place, as many as there are: what any instance has written is among them.
     *
     * @param ofAreas the areas whose plans are told; null for all
     * @param limit at most {@link #LIMIT_MAX}
     */
    public Stretch after(Place place, @Nullable Set<String> ofAreas, int limit)
            throws InterruptedException {
        return look(log.get()::after, place, ofAreas, limit);
    }

    /**
     * The first changes to come after a place. None when the time is over, or when it is told that
     * this is; the place has moved all the same over what was not for these areas.
     */
    public Stretch await(
            Place place,
            @Nullable Set<String> ofAreas,
            int limit,
            Duration longest,
            BooleanSupplier over)
            throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        var found = new Stretch(List.of(), place);
        for (long left = longest.toNanos();
                found.changes().isEmpty() && left > 0 && !over.getAsBoolean();
                left = end - System.nanoTime()) {
            Duration rest = Duration.ofNanos(left);
            // Many wait and one reads: the tail wakes them all with what it has in memory.
            tail.get()
                    .next(found.end().position(), 1, rest.compareTo(LOOK_UP) < 0 ? rest : LOOK_UP);
            found =
                    look(
                            (position, most) -> tail.get().next(position, most, Duration.ZERO),
                            found.end(),
                            ofAreas,
                            limit);
        }
        return found;
    }

    private Stretch look(Reader reader, Place place, @Nullable Set<String> ofAreas, int limit)
            throws InterruptedException {
        enter();
        try {
            return read(reader, place, ofAreas, Math.min(limit, LIMIT_MAX));
        } finally {
            looking.release();
        }
    }

    private void enter() throws InterruptedException {
        if (!looking.tryAcquire(LOOK_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new Log.Unavailable("Too many are reading the changes.");
        }
    }

    private Stretch read(Reader reader, Place place, @Nullable Set<String> ofAreas, int limit)
            throws InterruptedException {
        var changes = new ArrayList<Change>();
        Map<String, PlanFold> plans = new HashMap<>();
        Place end = place;
        int passedOver = 0;
        long characters = 0;
        while (passedOver < PASSED_OVER_MAX) {
            int most = ofAreas == null ? limit - changes.size() : LIMIT_MAX;
            List<StoredEvent> events = reader.after(end.position(), most);
            if (events.isEmpty()) {
                break;
            }
            for (StoredEvent event : events) {
                end = Place.behind(event);
                if (isOfNoPlan(event) || (ofAreas != null && !ofAreas.contains(area(event)))) {
                    passedOver++;
                    continue;
                }
                Change change = change(event, plans);
                changes.add(change);
                characters += change.plan().length();
                if (changes.size() == limit || characters >= STRETCH_CHARACTERS_MAX) {
                    return new Stretch(changes, end);
                }
            }
        }
        return new Stretch(changes, end);
    }

    private Change change(StoredEvent event, Map<String, PlanFold> plans) {
        // After the first, a stretch holds every event of an inspection itself.
        PlanFold plan = plans.computeIfAbsent(event.stream(), _ -> planBefore(event));
        plan.add(event);
        try {
            return new Change(
                    Place.behind(event),
                    event.stream(),
                    event.version(),
                    event.type(),
                    event.occurredAt(),
                    json.writeValueAsString(plan.view()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private PlanFold planBefore(StoredEvent event) {
        var plan = PlanFold.of(event.stream());
        long version = 0;
        while (version < event.version() - 1) {
            int left = (int) Math.min(LIMIT_MAX, event.version() - 1 - version);
            List<StoredEvent> earlier = log.get().stream(event.stream(), version, left);
            if (earlier.isEmpty()) {
                throw new IllegalStateException("What came before " + event.id() + " is lost.");
            }
            earlier.forEach(plan::add);
            version = earlier.getLast().version();
        }
        return plan;
    }

    private String area(StoredEvent event) {
        String known = areas.get(event.stream());
        if (known == null) {
            known = requestedArea(event);
            areas.put(event.stream(), known);
        }
        return known;
    }

    /** A discard can come before the plan is requested; nobody follows an inspection then. */
    private boolean isOfNoPlan(StoredEvent event) {
        return Discarded.tells(event) && firstOfPlan(event.stream()).version() >= event.version();
    }

    /** The event that requests the plan; while none does, the newest discard. */
    private StoredEvent firstOfPlan(String inspection) {
        long version = 0;
        while (true) {
            List<StoredEvent> page = log.get().stream(inspection, version, LIMIT_MAX);
            Optional<StoredEvent> first =
                    page.stream().filter(e -> !Discarded.tells(e)).findFirst();
            if (first.isPresent() || page.size() < LIMIT_MAX) {
                return first.orElseGet(page::getLast);
            }
            version = page.getLast().version();
        }
    }

    private String requestedArea(StoredEvent event) {
        StoredEvent first = event.version() == 1 ? event : firstOfPlan(event.stream());
        if (Codec.decode(first.type(), first.typeVersion(), first.bytes())
                instanceof Decoded.Known(PlanRequested requested)) {
            return requested.area();
        }
        throw new IllegalStateException(first.id() + " requests no plan");
    }
}
