package uk.inspection.reporting.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.reporting.projection.InspectionChangeEntity;
import uk.inspection.reporting.projection.InspectionEntity;
import uk.inspection.reporting.projection.InspectionsUnderWay;
import uk.inspection.reporting.projection.Place;
import uk.inspection.reporting.projection.Snapshot;

/**
 * The parts of pages that a change makes new. Each is read and rendered once, for all readers of a
 * language who are handed that change at about the same time; of an inspection as it stood after
 * that change, so that it does not matter who asks first, or when.
 */
@ApplicationScoped
class LiveParts {
    /** Rendered changes that are kept, of about six kilobytes each. */
    private static final int KEPT_MAX = 500;

    private final InspectionViews views;
    private static final Logger LOG = Logger.getLogger(LiveParts.class);

    private final ObjectMapper json;
    private final Map<Key, FutureTask<String>> kept =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, FutureTask<String>> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    LiveParts(InspectionViews views, ObjectMapper json) {
        this.views = views;
        this.json = json;
    }

    private record Key(Place place, Reader reader, boolean detail) {}

    /**
     * The data of one event.
     *
     * @param part the inspection, as the page shows it
     * @param line what changed; absent where the list of the newest changes does not say it
     */
    record Change(String inspection, long position, String part, @Nullable String line) {}

    /**
     * The data of the event that a change is, as JSON.
     *
     * @param detail whether for the page of one inspection; otherwise for the list
     * @return absent where it cannot be shown, which the log tells: whoever follows goes on
     * @throws Log.Unavailable when the database cannot be read now
     */
    @Nullable String data(InspectionChangeEntity change, Reader reader, boolean detail)
            throws InterruptedException {
        var key = new Key(change.place(), reader, detail);
        FutureTask<String> task;
        synchronized (kept) {
            task =
                    kept.computeIfAbsent(
                            key, _ -> new FutureTask<>(() -> render(change, reader, detail)));
        }
        task.run(); // does nothing where someone else runs it or has run it
        try {
            return task.get();
        } catch (ExecutionException e) {
            synchronized (kept) {
                kept.remove(key, task);
            }
            if (e.getCause() instanceof PersistenceException
                    || e.getCause() instanceof QuarkusTransactionException) {
                throw new Log.Unavailable("The database is away.", e);
            }
            LOG.errorf(e, "Change %d of %s cannot be shown", change.position, change.inspection);
            return null;
        }
    }

    private String render(InspectionChangeEntity change, Reader reader, boolean detail) {
        Language language = reader.language();
        return Snapshot.read(() -> {
            InspectionEntity row = InspectionEntity.findById(change.inspection);
            var scores = InspectionsUnderWay.of(List.of(change));
            InspectionView view = views.view(row, change, scores, reader);
            return write(
                    new Change(
                            change.inspection,
                            change.position,
                            text(
                                    detail
                                            ? LiveTemplates.inspectionDetail(view)
                                            : LiveTemplates.inspectionRow(view),
                                    language),
                            InspectionsUnderWay.told(change)
                                    ? text(
                                            LiveTemplates.inspectionLine(
                                                    views.line(row, change, scores, reader)),
                                            language)
                                    : null));
        });
    }

    private static String text(TemplateInstance part, Language language) {
        return part.setLocale(language.locale()).render();
    }

    private String write(Change change) {
        try {
            return json.writeValueAsString(change);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
