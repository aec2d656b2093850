package uk.inspection.reporting.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.Challenge;
import uk.inspection.contract.ReportEvent.ChallengeDecided;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportAmended;
import uk.inspection.contract.ReportEvent.ReportCorrected;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.Scores;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.rest.ReportResource.ReportSummary;

/** From rows to what is shown of them. */
@ApplicationScoped
class ReportViews {
    private final ObjectMapper json;
    private final PublicFigures figures;

    ReportViews(ObjectMapper json, PublicFigures figures) {
        this.json = json;
        this.figures = figures;
    }

    /**
     * A report as it stands.
     *
     * @param status draft, factual-accuracy, answered, scheduled, published, or void when the
     *     scores were finalised again before publication
     * @param publishAt the moment of a scheduled publication
     * @param edition counts the publication and its corrections from 1; absent before publication
     * @param proposal the platform's, for the inspectorate and the inspected service alone
     */
    public record ReportView(
            String inspectionId,
            String area,
            String body,
            InspectionKind kind,
            FrameworkRef framework,
            String status,
            long version,
            @Nullable Integer edition,
            String foreword,
            Scores scores,
            @Nullable ReinspectionProposal proposal,
            List<Recommendation> recommendations,
            @Nullable CheckView factualAccuracy,
            List<AmendmentView> amendments,
            List<ReportCorrected> corrections,
            @Nullable Instant publishAt,
            @Nullable LocalDate publishedOn,
            @Nullable DueDate planDue,
            @Nullable String overseer,
            @Nullable ReinspectionDecision reinspection) {}

    /**
     * The check of facts.
     *
     * @param answeredOn absent until the service has answered
     * @param challenges for the inspectorate and the inspected service alone, as are the {@code
     *     decisions} on them
     */
    public record CheckView(
            LocalDate dueOn,
            @Nullable LocalDate answeredOn,
            @Nullable List<Challenge> challenges,
            @Nullable List<ChallengeDecided> decisions) {}

    /**
     * A passage that was replaced in the draft.
     *
     * @param reason for the inspectorate and the inspected service alone
     */
    public record AmendmentView(String section, String text, @Nullable String reason) {}

    /** All there is to see, as the inspectorate and the inspected service do. */
    ReportView report(ReportEntity row) {
        return report(row, true);
    }

    /** What everyone may see of a published report. */
    ReportView publicReport(ReportEntity row) {
        return report(row, false);
    }

    private ReportView report(ReportEntity row, boolean whole) {
        return new ReportView(
                row.id,
                row.area,
                row.body,
                row.kind,
                new FrameworkRef(row.frameworkId, row.frameworkVersion),
                row.status,
                row.version,
                row.edition,
                row.foreword,
                whole ? read(row.scores, new TypeReference<Scores>() {}) : figures.scores(row),
                whole
                        ? new ReinspectionProposal(
                                row.reinspectionProposed, row.reinspectionProposedWhy)
                        : null,
                read(row.recommendations, new TypeReference<>() {}),
                row.checkDueOn == null
                        ? null
                        : new CheckView(
                                row.checkDueOn,
                                row.checkAnsweredOn,
                                whole ? read(row.challenges, new TypeReference<>() {}) : null,
                                whole
                                        ? read(row.challengeDecisions, new TypeReference<>() {})
                                        : null),
                amendments(row, whole),
                read(row.corrections, new TypeReference<>() {}),
                row.publishAt,
                row.publishedOn,
                due(row.planDueOn, row.planDueRule),
                row.overseer,
                row.reinspect == null
                        ? null
                        : new ReinspectionDecision(
                                row.reinspect,
                                row.reinspectionReason,
                                due(row.reinspectionDueOn, row.reinspectionDueRule)));
    }

    private List<AmendmentView> amendments(ReportEntity row, boolean whole) {
        List<ReportAmended> amendments = read(row.amendments, new TypeReference<>() {});
        return amendments.stream()
                .map(made ->
                        new AmendmentView(
                                made.section(), made.text(), whole ? made.reason() : null))
                .toList();
    }

    static ReportSummary summary(ReportEntity row) {
        return new ReportSummary(
                row.id,
                row.area,
                row.body,
                row.kind,
                new FrameworkRef(row.frameworkId, row.frameworkVersion),
                row.edition,
                row.publishedOn);
    }

    private static @Nullable DueDate due(@Nullable LocalDate on, @Nullable String rule) {
        return on == null || rule == null ? null : new DueDate(on, rule);
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }
}
