package uk.inspection.reporting.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.FactualAccuracyAnswered;
import uk.inspection.contract.ReportEvent.FactualAccuracyCheckOpened;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.RecommendationMade;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;

/** Keeps reports and histories for reading, in the transaction that applies their events. */
@ApplicationScoped
public class ReportReadModels implements ReadModels {
    private static final String NONE = "[]";

    /** Scores may arrive before the announcement, and are a self-audit's by their topic alone. */
    private static final String SELF_AUDIT_SCORES = "self-audit-score-events";

    private final ObjectMapper json;

    ReportReadModels(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void apply(List<StoredEvent> events) {
        for (StoredEvent event : events) {
            remember(event);
            if (event.topic().equals(SELF_AUDIT_SCORES)) {
                selfAudit(event.stream());
            }
            if (event.data() != null
                    && Codec.decode(event.type(), event.typeVersion(), event.bytes())
                            instanceof Decoded.Known(var known)) {
                if (known instanceof ReportEvent own) {
                    apply(event, own);
                } else if (known instanceof ScoresFinalised) {
                    voidDraft(event.stream());
                } else if (known instanceof InspectionAnnounced announced
                        && announced.kind() == InspectionKind.SELF_AUDIT) {
                    selfAudit(event.stream()).area = announced.area();
                }
            }
        }
        // Errors show here, where the writer can tell whose they are, and not in the commit.
        Panache.getEntityManager().flush();
    }

    private static void remember(StoredEvent event) {
        var row = new HistoryEntity();
        row.id = event.id();
        row.inspection = event.stream();
        row.topic = event.topic();
        row.version = event.version();
        row.type = event.type();
        row.occurredAt = event.occurredAt();
        row.recordedAt = event.recordedAt();
        row.actor = event.actor();
        row.causation = event.causation();
        row.correlation = event.correlation();
        row.seen = event.seen();
        row.hash = HexFormat.of().formatHex(event.hash());
        row.persist();
    }

    private static SelfAuditEntity selfAudit(String inspection) {
        SelfAuditEntity known = SelfAuditEntity.findById(inspection);
        if (known != null) {
            return known;
        }
        var row = new SelfAuditEntity();
        row.id = inspection;
        row.persist();
        return row;
    }

    private static void voidDraft(String inspection) {
        ReportEntity report = ReportEntity.findById(inspection);
        if (report != null && !report.status.equals(ReportEntity.PUBLISHED)) {
            report.status = ReportEntity.VOID;
        }
    }

    private void apply(StoredEvent event, ReportEvent own) {
        if (own instanceof ReportDrafted drafted) {
            draft(event.stream(), drafted);
        }
        ReportEntity report = ReportEntity.findById(event.stream());
        report.version = event.version();
        switch (own) {
            case ReportDrafted _ -> {}
            case RecommendationMade(Recommendation made) -> recommend(report, made);
            case FactualAccuracyCheckOpened opened -> {
                report.status = ReportEntity.FACTUAL_ACCURACY;
                report.checkDueOn = opened.dueOn();
            }
            case FactualAccuracyAnswered answered -> {
                report.status = ReportEntity.ANSWERED;
                report.checkAnsweredOn = answered.answeredOn();
                report.challenges = write(answered.challenges());
            }
            case ReportAmended amended -> report.amendments = append(report.amendments, amended);
            case ReportPublished published -> publish(event, report, published);
            case ReportCorrected corrected -> {
                report.edition = corrected.edition();
                report.corrections = append(report.corrections, corrected);
            }
            case PublishedResultImported _ ->
                    throw new IllegalStateException(event.id() + " is of no report");
        }
    }

    /** Nothing of a void draft stays in the one that replaces it. */
    private void draft(String inspection, ReportDrafted drafted) {
        ReportEntity before = ReportEntity.findById(inspection);
        var report = before == null ? new ReportEntity() : before;
        report.id = inspection;
        report.area = drafted.area();
        report.body = drafted.body();
        report.kind = drafted.kind();
        report.frameworkId = drafted.framework().id();
        report.frameworkVersion = drafted.framework().version();
        report.status = ReportEntity.DRAFT;
        report.foreword = drafted.foreword();
        report.scores = write(drafted.scores());
        report.reinspectionProposed = drafted.proposal().proposed();
        report.reinspectionProposedWhy = drafted.proposal().why();
        report.recommendations = NONE;
        report.checkDueOn = null;
        report.checkAnsweredOn = null;
        report.challenges = NONE;
        report.amendments = NONE;
        report.corrections = NONE;
        report.persist();
    }

    private void recommend(ReportEntity report, Recommendation made) {
        var others =
                StreamSupport.stream(array(report.recommendations).spliterator(), false)
                        .map(node -> json.convertValue(node, Recommendation.class))
                        .filter(other -> other.number() != made.number());
        report.recommendations =
                write(
                        Stream.concat(others, Stream.of(made))
                                .sorted(Comparator.comparingInt(Recommendation::number))
                                .toList());
    }

    private static void publish(StoredEvent event, ReportEntity report, ReportPublished published) {
        report.status = ReportEntity.PUBLISHED;
        report.edition = published.edition();
        report.publishedOn = published.publishedOn();
        report.publishedPosition = event.position();
        report.planDueOn = published.planDue().on();
        report.planDueRule = published.planDue().rule();
        report.overseer = published.overseer();
        report.reinspect = published.reinspection().reinspect();
        report.reinspectionReason = published.reinspection().reason();
        var due = published.reinspection().due();
        report.reinspectionDueOn = due == null ? null : due.on();
        report.reinspectionDueRule = due == null ? null : due.rule();
    }

    private String append(String list, Object item) {
        return write(array(list).add(json.valueToTree(item)));
    }

    private ArrayNode array(String list) {
        try {
            return (ArrayNode) json.readTree(list);
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
