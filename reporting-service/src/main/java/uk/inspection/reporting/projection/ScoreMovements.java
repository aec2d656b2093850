package uk.inspection.reporting.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Event;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;

/** Keeps every score that was given out, and where each inspection stands. */
@ApplicationScoped
public class ScoreMovements implements ReadModels {
    /** What a {@link BandMove} calls the overall rating; no standard has this id. */
    public static final String OVERALL = "overall";

    private static final String SAMPLED = CaseSampled.class.getSimpleName();
    private static final String WITHDRAWN = CaseWithdrawn.class.getSimpleName();

    private final ObjectMapper json;
    private final InspectionChanges changes;
    private final TransactionSynchronizationRegistry transactions;

    ScoreMovements(
            ObjectMapper json,
            InspectionChanges changes,
            TransactionSynchronizationRegistry transactions) {
        this.json = json;
        this.changes = changes;
        this.transactions = transactions;
    }

    /**
     * A headline's band, or a rating, became another one.
     *
     * @param id of the headline or the standard, or {@link #OVERALL}
     * @param from and {@code to}: labels; absent for none
     * @param version of the score that moved it
     */
    public record BandMove(
            String id, @Nullable String from, @Nullable String to, long version, Instant at) {}

    @Override
    public void apply(List<StoredEvent> events) {
        Place place = null;
        for (StoredEvent event : events) {
            InspectionEntity changed = changed(event);
            if (changed != null) {
                place = (place == null ? InspectionChanges.place() : place).next(event.hash());
                keep(place, event, changed);
            }
        }
        if (place != null) {
            transactions.registerInterposedSynchronization(new Committed());
        }
        // Errors show here, where the writer can tell whose they are, and not in the commit.
        Panache.getEntityManager().flush();
    }

    /** The scores that a row keeps. */
    public Scores scores(ScoreMovementEntity row) {
        return read(row.scores, new TypeReference<>() {});
    }

    /** Of each headline or standard the newest move up to this row, oldest first. */
    public List<BandMove> bandMoves(ScoreMovementEntity row) {
        return read(row.bandMoves, new TypeReference<>() {});
    }

    /** Wakes those who follow the changes, once others can see them. */
    private final class Committed implements Synchronization {
        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            changes.committed();
        }
    }

    /** The inspection that an event has changed; absent where it has changed none. */
    private @Nullable InspectionEntity changed(StoredEvent event) {
        if (event.type().equals(SAMPLED)) {
            return sampled(event, 1);
        }
        if (event.type().equals(WITHDRAWN)) {
            return sampled(event, -1);
        }
        return event.data() != null
                        && Codec.decode(event.type(), event.typeVersion(), event.bytes())
                                instanceof Decoded.Known(Event known)
                ? changed(event, known)
                : null;
    }

    private @Nullable InspectionEntity changed(StoredEvent event, Event known) {
        if (known instanceof InspectionAnnounced announced) {
            return announced(event, announced);
        }
        if (known instanceof ScoreEvent score) {
            return scored(event, score);
        }
        return known instanceof ReportPublished ? published(event) : null;
    }

    private static void keep(Place place, StoredEvent event, InspectionEntity changed) {
        var change = new InspectionChangeEntity();
        change.position = place.position();
        change.digest = place.digest();
        change.inspection = changed.id;
        change.area = changed.area;
        change.kind = changed.kind;
        change.event = event.topic() + "/" + event.version();
        change.type = event.type();
        change.occurredAt = event.occurredAt();
        change.stage = changed.stage;
        change.sampled = changed.sampled;
        change.judged = changed.judged;
        change.scoreVersion = changed.scoreVersion;
        change.persist();
    }

    private static @Nullable InspectionEntity published(StoredEvent event) {
        InspectionEntity row = InspectionEntity.findById(event.stream());
        if (row != null) {
            row.stage = InspectionEntity.REPORTED;
            row.changedAt = event.occurredAt();
        }
        return row;
    }

    /** Scores may come before the announcement, and bring all but what is set here. */
    private static InspectionEntity announced(StoredEvent event, InspectionAnnounced announced) {
        InspectionEntity before = InspectionEntity.findById(event.stream());
        var row = before == null ? new InspectionEntity() : before;
        row.id = event.stream();
        row.area = announced.area();
        row.body = announced.body();
        row.kind = announced.kind();
        row.frameworkId = announced.framework().id();
        row.frameworkVersion = announced.framework().version();
        row.fieldworkStart = announced.fieldworkStart();
        row.fieldworkEnd = announced.fieldworkEnd();
        if (before == null) {
            row.stage = InspectionEntity.FIELDWORK;
            row.changedAt = event.occurredAt();
            row.persist();
        }
        return row;
    }

    /** Until there is a score, which says how many cases it is about. */
    private static @Nullable InspectionEntity sampled(StoredEvent event, int cases) {
        InspectionEntity row = InspectionEntity.findById(event.stream());
        if (row == null || row.scoreVersion != null) {
            return null;
        }
        row.sampled += cases;
        row.changedAt = event.occurredAt();
        return row;
    }

    private InspectionEntity scored(StoredEvent event, ScoreEvent score) {
        InspectionEntity before = InspectionEntity.findById(event.stream());
        var row = before == null ? new InspectionEntity() : before;
        row.id = event.stream();
        row.area = score.area();
        row.kind = score.kind();
        row.frameworkId = score.framework().id();
        row.frameworkVersion = score.framework().version();
        row.sampled = score.sampled();
        row.judged = score.judged();
        row.scoreVersion = event.version();
        if (!InspectionEntity.REPORTED.equals(row.stage)) {
            row.stage =
                    score instanceof ScoresFinalised
                            ? InspectionEntity.FINALISED
                            : InspectionEntity.FIELDWORK;
        }
        row.changedAt = event.occurredAt();
        if (before == null) {
            row.persist();
        }
        moved(event, score);
        return row;
    }

    private void moved(StoredEvent event, ScoreEvent score) {
        ScoreMovementEntity before = ScoreMovementEntity.of(event.stream(), event.version() - 1);
        var row = new ScoreMovementEntity();
        row.inspection = event.stream();
        row.version = event.version();
        row.area = score.area();
        row.kind = score.kind();
        row.type = event.type();
        row.occurredAt = event.occurredAt();
        row.sampled = score.sampled();
        row.judged = score.judged();
        row.caseVersion = score.caseVersion();
        row.scores = write(score.scores());
        row.bandMoves =
                write(
                        before == null
                                ? List.of()
                                : moves(
                                        bandMoves(before),
                                        bands(scores(before)),
                                        bands(score.scores()),
                                        event));
        row.persist();
    }

    private static List<BandMove> moves(
            List<BandMove> earlier,
            Map<String, @Nullable String> from,
            Map<String, @Nullable String> to,
            StoredEvent event) {
        var moves = new ArrayList<>(earlier);
        to.forEach((id, band) -> {
            if (!Objects.equals(from.get(id), band)) {
                moves.removeIf(move -> move.id().equals(id));
                moves.add(
                        new BandMove(id, from.get(id), band, event.version(), event.occurredAt()));
            }
        });
        return moves;
    }

    private static Map<String, @Nullable String> bands(Scores scores) {
        var bands = new LinkedHashMap<String, @Nullable String>();
        switch (scores) {
            case Scores.Pooled pooled -> {
                for (Tally headline : pooled.headlines()) {
                    bands.put(headline.id(), headline.band());
                }
            }
            case Scores.Rated rated -> {
                bands.put(OVERALL, rated.overall());
                for (StandardRating standard : rated.standards()) {
                    bands.put(standard.id(), standard.rating());
                }
            }
        }
        return bands;
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
