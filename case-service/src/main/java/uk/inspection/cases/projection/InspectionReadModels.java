package uk.inspection.cases.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseErased;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;

/**
 * Keeps inspections, cases and standards for reading, in the transaction that appends their events.
 */
@ApplicationScoped
public class InspectionReadModels implements ReadModels {
    private final ObjectMapper json;
    private final OwnEvents ownEvents;

    InspectionReadModels(ObjectMapper json, OwnEvents ownEvents) {
        this.json = json;
        this.ownEvents = ownEvents;
    }

    @Override
    public void apply(List<StoredEvent> events) {
        var known = new ArrayList<Known>(events.size());
        for (StoredEvent event : events) {
            if (ownEvents.read(event) instanceof Decoded.Known(CaseEvent what)) {
                known.add(new Known(event, what));
            }
        }
        var judged = new JudgedRows();
        var others = new ArrayList<Known>();
        for (Known one : known) {
            if (judgement(one, judged)) {
                applyOthers(others);
            } else {
                write(judged);
                judged = new JudgedRows();
                others.add(one);
            }
        }
        applyOthers(others);
        write(judged);
        // Errors show here, where the writer can tell whose they are, and not in the commit.
        Panache.getEntityManager().flush();
    }

    private record Known(StoredEvent event, CaseEvent what) {}

    /** Adds it to the rows if it is a judgement that stands. */
    private boolean judgement(Known one, JudgedRows judged) {
        return switch (one.what) {
            case CaseJudged(String id, int revision, var answers, String sealed) ->
                    add(judged, one.event, id, revision, answers, sealed);
            case CaseModerated(String id, int revision, var answers, _, String sealed) ->
                    add(judged, one.event, id, revision, answers, sealed);
            default -> false;
        };
    }

    private boolean add(
            JudgedRows judged,
            StoredEvent event,
            String caseId,
            int revision,
            SortedMap<String, String> answers,
            @Nullable String sealed) {
        try {
            judged.add(
                    event.stream(),
                    event.version(),
                    caseId,
                    revision,
                    json.writeValueAsString(answers));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
        note(event, caseId, revision, sealed);
        return true;
    }

    /** Writes rows past the session, which keeps nothing of what it knew of them. */
    private static void write(JudgedRows judged) {
        if (!judged.isEmpty()) {
            var session = Panache.getSession();
            session.flush();
            session.doWork(judged::write);
            session.clear();
        }
    }

    private void applyOthers(List<Known> events) {
        load(events);
        events.forEach(one -> apply(one.event, one.what));
        events.clear();
    }

    /** Fetches the rows that will change, all at once; whoever looks one up then finds it here. */
    private static void load(List<Known> events) {
        var inspections = new LinkedHashSet<String>();
        var cases = new LinkedHashSet<String>();
        for (Known one : events) {
            if (!(one.what instanceof InspectionAnnounced)) {
                inspections.add(one.event.stream());
            }
            String id = changedCase(one.what);
            if (id != null) {
                cases.add(CaseEntity.key(one.event.stream(), id));
            }
        }
        var session = Panache.getSession();
        if (inspections.size() > 1) {
            session.findMultiple(InspectionEntity.class, List.copyOf(inspections));
        }
        if (cases.size() > 1) {
            session.findMultiple(CaseEntity.class, List.copyOf(cases));
        }
    }

    /** The case whose row an event changes; null where it changes none, or makes it. */
    private static @Nullable String changedCase(CaseEvent event) {
        return switch (event) {
            case CaseAllocated(String id, _) -> id;
            case CaseErased(String id, _) -> id;
            case CaseWithdrawn(String id, _) -> id;
            default -> null;
        };
    }

    private void apply(StoredEvent event, CaseEvent known) {
        if (known instanceof InspectionAnnounced announced) {
            announce(event, announced);
            return;
        }
        InspectionEntity inspection = InspectionEntity.findById(event.stream());
        inspection.version = event.version();
        switch (known) {
            case CaseSampled sampled -> {
                inspection.sampled++;
                sample(event, sampled);
            }
            case CaseAllocated(String id, String inspector) ->
                    sampledCase(event, id).inspector = inspector;
            case CaseJudgedIndependently(String id, int revision, _, String sealed) ->
                    note(event, id, revision, sealed);
            case CaseErased(String id, _) -> {
                sampledCase(event, id).erasedAt = event.occurredAt();
                CaseNoteEntity.erase(event.stream(), id);
            }
            case CaseWithdrawn(String id, _) -> withdraw(inspection, sampledCase(event, id));
            case StandardJudged(String standard, int revision, String rating) -> {
                var entity = StandardEntity.of(event.stream(), standard);
                entity.revision = revision;
                entity.rating = rating;
            }
            case RatingAdjusted(String standard, String from, String to, String reason) -> {
                var entity = StandardEntity.of(event.stream(), standard);
                entity.adjustedFrom = from;
                entity.adjustedTo = to;
                entity.adjustedWhy = reason;
            }
            case FieldworkClosed _ -> {
                inspection.status = "closed";
                inspection.closedAt = event.occurredAt();
            }
            case FieldworkReopened _ -> {
                inspection.status = "fieldwork";
                inspection.closedAt = null;
            }
            case InspectionAnnounced _,
                    CaseJudged _,
                    CaseModerated _,
                    QuestionnaireRecorded _,
                    ContextRecorded _ -> {}
        }
    }

    private static void announce(StoredEvent event, InspectionAnnounced announced) {
        var inspection = new InspectionEntity();
        inspection.id = event.stream();
        inspection.area = announced.area();
        inspection.body = announced.body();
        inspection.kind = announced.kind();
        inspection.frameworkId = announced.framework().id();
        inspection.frameworkVersion = announced.framework().version();
        inspection.lead = announced.lead();
        inspection.fieldworkStart = announced.fieldworkStart();
        inspection.fieldworkEnd = announced.fieldworkEnd();
        inspection.reinspectionOf = announced.reinspectionOf();
        inspection.status = "fieldwork";
        inspection.version = event.version();
        inspection.announcedAt = event.occurredAt();
        inspection.announcedPosition = event.position();
        inspection.persist();
    }

    private static void sample(StoredEvent event, CaseSampled sampled) {
        var entity = new CaseEntity();
        entity.id = CaseEntity.key(event.stream(), sampled.caseId());
        entity.inspection = event.stream();
        entity.caseId = sampled.caseId();
        entity.sampledVersion = event.version();
        entity.sentence = sampled.sentence();
        entity.ageBand = sampled.ageBand();
        entity.gender = sampled.gender();
        entity.lookedAfter = sampled.lookedAfter();
        entity.status = "sampled";
        entity.persist();
    }

    private static void note(
            StoredEvent event, String caseId, int revision, @Nullable String sealed) {
        if (sealed == null) {
            return;
        }
        var note = new CaseNoteEntity();
        note.id = event.stream() + "/" + event.version();
        note.inspection = event.stream();
        note.caseId = caseId;
        note.version = event.version();
        note.type = event.type();
        note.revision = revision;
        note.notedBy = event.inNameOf();
        note.notedAt = event.occurredAt();
        note.sealed = sealed;
        note.persist();
    }

    private static void withdraw(InspectionEntity inspection, CaseEntity entity) {
        inspection.sampled--;
        if (entity.status.equals("judged")) {
            inspection.judged--;
        }
        entity.status = "withdrawn";
    }

    private static CaseEntity sampledCase(StoredEvent event, String caseId) {
        return CaseEntity.findById(CaseEntity.key(event.stream(), caseId));
    }
}
