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
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.Event;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.ReportEvent;
import uk.inspection.contract.ReportEvent.ChallengeDecided;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.FactualAccuracyAnswered;
import uk.inspection.contract.ReportEvent.FactualAccuracyCheckOpened;
import uk.inspection.contract.ReportEvent.PublicationScheduled;
import uk.inspection.contract.ReportEvent.PublicationWithdrawn;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.RecommendationMade;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.eventstore.ReadModels;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.reporting.domain.ReportContent;
import uk.inspection.reporting.domain.ReportDocument;

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
                assemble(event.stream(), known);
                if (known instanceof ReportEvent own) {
                    apply(event, own);
                } else if (known instanceof ScoresFinalised) {
                    voidDraft(event.stream());
                } else if (known instanceof InspectionAnnounced announced) {
                    announce(event.stream(), announced);
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

    private static void announce(String inspection, InspectionAnnounced announced) {
        if (announced.kind() == InspectionKind.SELF_AUDIT) {
            selfAudit(inspection).area = announced.area();
        }
        if (announced.reinspectionOf() != null) {
            var row = new ReinspectionEntity();
            row.id = inspection;
            row.reinspectionOf = announced.reinspectionOf();
            row.persist();
        }
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

    /** A document is made of what every event adds, and kept as it was when it is published. */
    private void assemble(String inspection, Event known) {
        if (known instanceof ScoreChanged
                || known instanceof PlanEvent
                || known instanceof DiscardEvent) {
            return; // they are no part of it
        }
        ContentEntity before = ContentEntity.findById(inspection);
        ReportContent content =
                (before == null ? ReportContent.empty() : content(before)).after(known);
        var row = before == null ? new ContentEntity() : before;
        row.id = inspection;
        row.content = write(content);
        row.persist();
        if (known instanceof ReportPublished || known instanceof ReportCorrected) {
            freeze(ReportDocument.of(inspection, content));
        }
    }

    private void freeze(@Nullable ReportDocument document) {
        if (document == null || document.edition() == null) {
            return; // published by an earlier release, which kept less
        }
        var row = new EditionEntity();
        row.inspection = document.inspectionId();
        row.edition = document.edition();
        row.id = EditionEntity.key(row.inspection, row.edition);
        row.document = write(document);
        row.persist();
    }

    /** The document of a report that is not published; null where there is none. */
    public @Nullable String draft(String inspection) {
        ContentEntity row = ContentEntity.findById(inspection);
        ReportDocument document = row == null ? null : ReportDocument.of(inspection, content(row));
        return document == null ? null : write(document);
    }

    /** An inspection's announcement; null where none is kept. */
    public @Nullable InspectionAnnounced announced(String inspection) {
        ContentEntity row = ContentEntity.findById(inspection);
        return row == null ? null : content(row).facts().announced();
    }

    private ReportContent content(ContentEntity row) {
        try {
            return json.readValue(row.content, ReportContent.class);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
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
            case ChallengeDecided decided -> decide(report, decided);
            case PublicationScheduled scheduled -> {
                report.status = ReportEntity.SCHEDULED;
                report.publishAt = scheduled.at();
                decided(
                        report,
                        scheduled.planDue(),
                        scheduled.overseer(),
                        scheduled.reinspection());
            }
            case PublicationWithdrawn _ -> withdraw(report);
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
        report.challengeDecisions = NONE;
        report.publishAt = null;
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
        report.publishAt = null;
        decided(report, published.planDue(), published.overseer(), published.reinspection());
    }

    private static void decided(
            ReportEntity report,
            DueDate planDue,
            String overseer,
            ReinspectionDecision reinspection) {
        report.planDueOn = planDue.on();
        report.planDueRule = planDue.rule();
        report.overseer = overseer;
        report.reinspect = reinspection.reinspect();
        report.reinspectionReason = reinspection.reason();
        var due = reinspection.due();
        report.reinspectionDueOn = due == null ? null : due.on();
        report.reinspectionDueRule = due == null ? null : due.rule();
    }

    /** Nothing stays of what was decided; a draft that became void meanwhile stays void. */
    private static void withdraw(ReportEntity report) {
        if (report.status.equals(ReportEntity.SCHEDULED)) {
            report.status =
                    report.checkAnsweredOn == null
                            ? ReportEntity.FACTUAL_ACCURACY
                            : ReportEntity.ANSWERED;
        }
        report.publishAt = null;
        report.planDueOn = null;
        report.planDueRule = null;
        report.overseer = null;
        report.reinspect = null;
        report.reinspectionReason = null;
        report.reinspectionDueOn = null;
        report.reinspectionDueRule = null;
    }

    private void decide(ReportEntity report, ChallengeDecided decided) {
        var others =
                StreamSupport.stream(array(report.challengeDecisions).spliterator(), false)
                        .map(node -> json.convertValue(node, ChallengeDecided.class))
                        .filter(other -> other.number() != decided.number());
        report.challengeDecisions =
                write(
                        Stream.concat(others, Stream.of(decided))
                                .sorted(Comparator.comparingInt(ChallengeDecided::number))
                                .toList());
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
