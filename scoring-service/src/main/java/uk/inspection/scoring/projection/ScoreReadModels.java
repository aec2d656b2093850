package uk.inspection.scoring.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.Event;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkEvent.FrameworkRegistered;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.UnknownEvent;

/** Keeps the scores for reading, in the transaction that appends them. */
@ApplicationScoped
public class ScoreReadModels implements ReadModels {
    private static final Set<String> CASE_EVENTS = types(CaseEvent.class);
    private static final Set<String> SCORE_EVENTS = types(ScoreEvent.class);

    private final ObjectMapper json;

    ScoreReadModels(ObjectMapper json) {
        this.json = json;
    }

    private static Set<String> types(Class<? extends Event> service) {
        return Codec.catalogue().entrySet().stream()
                .filter(type -> service.isAssignableFrom(type.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Of cases the scores alone are shown. */
    @Override
    public Set<String> passedOver() {
        return CASE_EVENTS;
    }

    /** Nobody sees a score between two that are applied together. */
    @Override
    public Set<String> newest() {
        return SCORE_EVENTS;
    }

    @Override
    public void apply(List<StoredEvent> events) {
        write(given(events).values());
        events.stream()
                // Of most report events the envelope alone is kept.
                .filter(event -> event.data() != null)
                .filter(event -> !CASE_EVENTS.contains(event.type()))
                .filter(event -> !SCORE_EVENTS.contains(event.type()))
                .forEach(this::apply);
        // Errors show here, where the writer can tell whose they are, and not in the commit.
        Panache.getEntityManager().flush();
    }

    /**
     * The scores of one inspection that are applied together: those between are not even read.
     *
     * @param first says where the inspection stands in lists, if it is new there
     * @param newest is shown
     */
    private record Given(StoredEvent first, StoredEvent newest) {}

    private static Map<String, Given> given(List<StoredEvent> events) {
        var given = new LinkedHashMap<String, Given>();
        for (StoredEvent event : events) {
            if (SCORE_EVENTS.contains(event.type())) {
                if (!Codec.knows(event.type(), event.typeVersion())) {
                    throw new UnknownEvent(event.type(), event.typeVersion());
                }
                given.merge(
                        event.stream(),
                        new Given(event, event),
                        (before, now) -> new Given(before.first, now.newest));
            }
        }
        return given;
    }

    /** Writes rows past the session, which knows none of them here. */
    private void write(Collection<Given> given) {
        var rows = new GivenRows();
        for (Given one : given) {
            ScoreEntity row = row(one.newest);
            row.inspection = one.newest.stream();
            row.firstPosition = one.first.position();
            row.firstScoredAt = one.first.occurredAt();
            rows.add(row);
        }
        if (!rows.isEmpty()) {
            Panache.getSession().doWork(rows::write);
        }
    }

    private void apply(StoredEvent event) {
        switch (known(event)) {
            case FrameworkRegistered(Framework framework) -> registered(event, framework);
            case ReportDrafted drafted -> drafted(event, drafted);
            case ReportPublished _ -> published(event);
            case DiscardEvent _ -> {} // no score changes by it
            case CaseEvent _, ScoreEvent _, ReportEvent _, PlanEvent _ ->
                    throw new IllegalStateException(event.id() + " is not kept here");
        }
    }

    private static Event known(StoredEvent event) {
        return switch (Codec.decode(event.type(), event.typeVersion(), event.bytes())) {
            case Decoded.Known(var known) -> known;
            case Decoded.Unknown(String type, int version) -> throw new UnknownEvent(type, version);
        };
    }

    /**
     * What the public is shown of an inspection: the score that its report reports, without what
     * the framework's rule proposes, for that is no part of the report. It is not kept.
     *
     * @param newest the newest score of the inspection
     * @param event the published score
     */
    public ScoreEntity published(ScoreEntity newest, StoredEvent event) {
        if (!(known(event) instanceof ScoresFinalised score)) {
            throw new IllegalStateException(event.id() + " is no final score");
        }
        ScoreEntity row = copy(newest);
        fill(row, event, score);
        return withoutProposal(row);
    }

    /** The same where the newest score is the published one. */
    public ScoreEntity published(ScoreEntity newest) {
        return withoutProposal(copy(newest));
    }

    private static ScoreEntity withoutProposal(ScoreEntity row) {
        row.reinspectionProposed = null;
        row.reinspectionWhy = null;
        return row;
    }

    private static ScoreEntity copy(ScoreEntity of) {
        var row = new ScoreEntity();
        row.inspection = of.inspection;
        row.firstPosition = of.firstPosition;
        row.firstScoredAt = of.firstScoredAt;
        row.area = of.area;
        row.kind = of.kind;
        row.frameworkId = of.frameworkId;
        row.frameworkVersion = of.frameworkVersion;
        row.provisional = of.provisional;
        row.sampled = of.sampled;
        row.judged = of.judged;
        row.caseVersion = of.caseVersion;
        row.version = of.version;
        row.scorer = of.scorer;
        row.changedAt = of.changedAt;
        row.scores = of.scores;
        row.reinspectionProposed = of.reinspectionProposed;
        row.reinspectionWhy = of.reinspectionWhy;
        return row;
    }

    private static void registered(StoredEvent event, Framework framework) {
        var row = new FrameworkEntity();
        row.id = framework.id();
        row.version = framework.version();
        row.typeVersion = event.typeVersion();
        row.registered = event.bytes();
        row.persist();
    }

    private static void drafted(StoredEvent event, ReportDrafted drafted) {
        PublicationEntity row = PublicationEntity.findById(event.stream());
        if (row == null) {
            row = new PublicationEntity();
            row.inspection = event.stream();
            row.draftedVersion = drafted.scoreVersion();
            row.persist();
        } else {
            row.draftedVersion = drafted.scoreVersion();
        }
    }

    private static void published(StoredEvent event) {
        PublicationEntity row = PublicationEntity.findById(event.stream());
        if (row == null) {
            throw new IllegalStateException("A report is drafted before it is published.");
        }
        row.publishedVersion = row.draftedVersion;
    }

    /** What a score fills an inspection's row with; it is not kept. */
    public ScoreEntity row(StoredEvent event) {
        var row = new ScoreEntity();
        fill(row, event, score(event));
        return row;
    }

    private static ScoreEvent score(StoredEvent event) {
        if (known(event) instanceof ScoreEvent score) {
            return score;
        }
        throw new IllegalStateException(event.id() + " is no score");
    }

    private void fill(ScoreEntity row, StoredEvent event, ScoreEvent score) {
        row.version = event.version();
        row.changedAt = event.occurredAt();
        row.area = score.area();
        row.kind = score.kind();
        row.frameworkId = score.framework().id();
        row.frameworkVersion = score.framework().version();
        row.sampled = score.sampled();
        row.judged = score.judged();
        row.caseVersion = score.caseVersion();
        row.scorer = score.scorer();
        row.scores = write(score.scores());
        switch (score) {
            case ScoreChanged _ -> proposal(row, null);
            case ScoresFinalised s -> proposal(row, s.reinspection());
        }
    }

    private static void proposal(ScoreEntity row, @Nullable ReinspectionProposal proposal) {
        row.provisional = proposal == null;
        row.reinspectionProposed = proposal == null ? null : proposal.proposed();
        row.reinspectionWhy = proposal == null ? null : proposal.why();
    }

    /** The scores that a row keeps. */
    public Scores scores(ScoreEntity row) {
        try {
            return json.readValue(row.scores, Scores.class);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }

    private String write(Scores scores) {
        try {
            return json.writeValueAsString(scores);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
