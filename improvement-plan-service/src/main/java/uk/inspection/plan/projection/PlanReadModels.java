package uk.inspection.plan.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Event;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.plan.domain.Deadlines;
import uk.inspection.plan.domain.Deadlines.Deadline;

/** Keeps plans and deadlines for reading, in the transaction that appends their events. */
@ApplicationScoped
public class PlanReadModels implements ReadModels {
    private static final String OWN_TOPIC = "improvement-plan-events";

    private final ObjectMapper json;

    PlanReadModels(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void apply(List<StoredEvent> events) {
        Instant written = null;
        Instant modified = null;
        for (StoredEvent event : events) {
            // What came from other services is kept whole by the event store; nothing of it is
            // shown.
            if (event.topic().equals(OWN_TOPIC)
                    && Codec.decode(event.type(), event.typeVersion(), event.bytes())
                            instanceof Decoded.Known(Event known)
                    && (known instanceof PlanEvent
                            || PlanEntity.findById(event.stream()) != null)) {
                if (modified == null || !event.recordedAt().equals(written)) {
                    written = event.recordedAt();
                    modified = modified(written);
                }
                apply(event, known, modified);
            }
        }
        // Errors show here, where the writer can tell whose they are, and not in the commit.
        Panache.getEntityManager().flush();
    }

    /** The plan that a row shows. */
    public PlanView view(PlanEntity row) {
        return read(row, row.document, PlanView.class);
    }

    /** The published scores; null where the plan was requested before they came with it. */
    public @Nullable Scores scores(PlanEntity row) {
        return row.scores == null ? null : read(row, row.scores, Scores.class);
    }

    /** The framework that the published scores follow; null where {@link #scores} is. */
    public @Nullable FrameworkRef framework(PlanEntity row) {
        return row.framework == null ? null : read(row, row.framework, FrameworkRef.class);
    }

    private <T> T read(PlanEntity row, String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(row.inspection, corrupt);
        }
    }

    /**
     * One date for all that a write changes: later than every date given out before, however many
     * writes a second has and whatever the clocks of other instances say. Writes come one after the
     * other, under the store's lock, each sees what the one before it left, and so the newest
     * change always has the latest date. That makes it safe to answer that nothing was modified
     * since a date that was given out. The events of a write were recorded at one time, by which
     * they are known when they are applied again, many writes at once or one in two parts.
     */
    private static Instant modified(Instant written) {
        Instant now = written.truncatedTo(ChronoUnit.SECONDS);
        return PlanEntity.newestDate()
                .map(newest ->
                        written.equals(newest.recordedAt())
                                ? newest.modifiedAt()
                                : latest(newest.modifiedAt().plusSeconds(1), now))
                .orElse(now);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void apply(StoredEvent event, Event known, Instant modified) {
        PlanEntity row;
        PlanFold fold;
        List<DeadlineEntity> days = DeadlineEntity.of(event.stream());
        if (known instanceof PlanRequested requested) {
            row = new PlanEntity();
            row.inspection = event.stream();
            row.requestedPosition = event.position();
            row.scores = requested.scores() == null ? null : write(requested.scores());
            row.framework = requested.framework() == null ? null : write(requested.framework());
            fold = PlanFold.of(event.stream());
        } else {
            row = PlanEntity.findById(event.stream());
            fold = new PlanFold(view(row), deadlines(days));
        }
        fold.add(event);
        keep(event.stream(), days, fold.deadlines());
        PlanView view = fold.view();
        row.area = view.area;
        row.status = view.status;
        row.dueOn = view.due.on();
        row.version = event.version();
        row.changedPosition = event.position();
        row.modifiedAt = modified;
        row.recordedAt = event.recordedAt();
        row.document = write(view);
        row.persist();
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Deadlines deadlines(List<DeadlineEntity> days) {
        return new Deadlines(days.stream().map(DeadlineEntity::deadline).toList());
    }

    private static void keep(String inspection, List<DeadlineEntity> before, Deadlines after) {
        Map<String, DeadlineEntity> rows = new HashMap<>();
        for (DeadlineEntity row : before) {
            rows.put(row.id, row);
        }
        for (Deadline one : after.all()) {
            String id = DeadlineEntity.key(inspection, one);
            DeadlineEntity row = rows.remove(id);
            if (row == null) {
                row = new DeadlineEntity();
                row.id = id;
                row.inspection = inspection;
                row.kind = one.kind();
                row.number = one.number();
                row.fallsOn = one.on();
                row.dueOn = one.dueOn();
                row.progress = one.progress();
                row.persist();
            }
            row.progress = one.progress();
        }
        rows.values().forEach(DeadlineEntity::delete);
    }
}
