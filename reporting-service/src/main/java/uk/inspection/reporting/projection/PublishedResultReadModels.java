package uk.inspection.reporting.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Event;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PublishedFigures;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;

/** Keeps every published result for comparison, in the transaction that appends its event. */
@ApplicationScoped
public class PublishedResultReadModels implements ReadModels {
    private static final String OWN_TOPIC = "report-events";

    private final ObjectMapper json;

    PublishedResultReadModels(ObjectMapper json) {
        this.json = json;
    }

    /** What is compared of a result. Of headlines or of standards there are none. */
    public record Figures(
            List<Headline> headlines,
            @Nullable String overall,
            @Nullable Integer points,
            @Nullable Integer maximum,
            List<Standard> standards) {}

    /** {@code interval} is known only where the platform has the counts. */
    public record Headline(
            String id,
            @Nullable Integer percent,
            @Nullable String band,
            @Nullable Interval interval) {}

    public record Standard(String id, String rating) {}

    /** Whether an event is of a published result and of no inspection here. */
    public static boolean imported(StoredEvent event) {
        return event.type().equals(PublishedResultImported.class.getSimpleName());
    }

    @Override
    public void apply(List<StoredEvent> events) {
        Instant written = null;
        Instant modified = null;
        for (StoredEvent event : events) {
            if (event.topic().equals(OWN_TOPIC)
                    && Codec.decode(event.type(), event.typeVersion(), event.bytes())
                            instanceof Decoded.Known(Event known)
                    && (known instanceof PublishedResultImported
                            || known instanceof ReportPublished)) {
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

    /** The figures that a row shows. */
    public Figures figures(PublishedResultEntity row) {
        try {
            return json.readValue(row.figures, Figures.class);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(row.id, corrupt);
        }
    }

    private void apply(StoredEvent event, Event known, Instant modified) {
        PublishedResultEntity before = PublishedResultEntity.findById(event.stream());
        var row = before == null ? new PublishedResultEntity() : before;
        row.id = event.stream();
        row.version = event.version();
        row.changedPosition = event.position();
        row.modifiedAt = modified;
        row.recordedAt = event.recordedAt();
        if (known instanceof PublishedResultImported imported) {
            row.platform = false;
            row.area = imported.area();
            row.kind = imported.kind();
            row.frameworkId = imported.framework();
            row.earliest = imported.published().earliest();
            row.latest = imported.published().latest();
            row.figures = write(figures(imported.figures()));
            row.source = imported.source();
            row.note = imported.note();
        } else if (known instanceof ReportPublished report) {
            if (report.kind() == InspectionKind.SELF_AUDIT) {
                return; // published by an earlier release; no part of any comparison
            }
            LocalDate day = report.publishedOn();
            row.platform = true;
            row.area = report.area();
            row.kind = report.kind();
            row.frameworkId = report.framework().id();
            row.earliest = day;
            row.latest = day;
            row.figures = write(figures(report.scores()));
            row.source = "/v1/reports/" + event.stream();
            row.note = null;
        }
        row.persist();
    }

    private static Figures figures(PublishedFigures published) {
        return switch (published) {
            case PublishedFigures.Percentages(var headlines) ->
                    new Figures(
                            headlines.stream()
                                    .map(one ->
                                            new Headline(one.id(), one.percent(), one.band(), null))
                                    .toList(),
                            null,
                            null,
                            null,
                            List.of());
            case PublishedFigures.Ratings(var overall, var points, var standards) ->
                    new Figures(
                            List.of(),
                            overall,
                            points == null ? null : points.total(),
                            points == null ? null : points.maximum(),
                            standards.stream()
                                    .map(one -> new Standard(one.id(), one.rating()))
                                    .toList());
        };
    }

    private static Figures figures(Scores scores) {
        return switch (scores) {
            case Scores.Pooled pooled ->
                    new Figures(
                            pooled.headlines().stream()
                                    .map(one ->
                                            new Headline(
                                                    one.id(),
                                                    one.percent(),
                                                    one.band(),
                                                    one.interval()))
                                    .toList(),
                            null,
                            null,
                            null,
                            List.of());
            case Scores.Rated rated ->
                    new Figures(
                            List.of(),
                            rated.overall(),
                            rated.overall() == null ? null : rated.points(),
                            rated.overall() == null ? null : rated.maximum(),
                            rated.standards().stream()
                                    .filter(one -> one.rating() != null)
                                    .map(one ->
                                            new Standard(
                                                    one.id(), Objects.requireNonNull(one.rating())))
                                    .toList());
        };
    }

    /**
     * One date for all that a write changes: later than every date given out before, however many
     * writes a second has. Writes come one after the other, under the store's lock, so the newest
     * change always has the latest date, and it is safe to answer that nothing was modified since a
     * date that was given out. The events of a write were recorded at one time, by which they are
     * known when they are applied again, many writes at once or one in two parts.
     */
    private static Instant modified(Instant written) {
        Instant now = written.truncatedTo(ChronoUnit.SECONDS);
        return PublishedResultEntity.newestDate()
                .map(newest ->
                        written.equals(newest.recordedAt())
                                ? newest.modifiedAt()
                                : latest(newest.modifiedAt().plusSeconds(1), now))
                .orElse(now);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
