package uk.inspection.reporting.web;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Event;
import uk.inspection.contract.PlanEvent.PlanClosed;
import uk.inspection.contract.PlanEvent.PlanFinalised;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.PlanReturned;
import uk.inspection.contract.PlanEvent.PlanSubmitted;
import uk.inspection.contract.ReportEvent.FactualAccuracyAnswered;
import uk.inspection.contract.ReportEvent.FactualAccuracyCheckOpened;
import uk.inspection.contract.ReportEvent.PublicationScheduled;
import uk.inspection.contract.ReportEvent.PublicationWithdrawn;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;

/** How far an inspection has come, as the types of its events tell in their order. */
public enum HistoryStage {
    ANNOUNCED,
    FIELDWORK,
    FIELDWORK_CLOSED,
    SCORES_FINAL,
    DRAFTED,
    CHECKED,
    ANSWERED,
    SCHEDULED,
    PUBLISHED,
    PLAN_AWAITED,
    PLAN_SUBMITTED,
    PLAN_FINAL,
    PLAN_CLOSED;

    /** Where an event leads; one that is not here leads nowhere. */
    private static final Map<String, HistoryStage> AFTER =
            Map.ofEntries(
                    after(InspectionAnnounced.class, ANNOUNCED),
                    after(CaseSampled.class, FIELDWORK),
                    after(CaseJudged.class, FIELDWORK),
                    after(StandardJudged.class, FIELDWORK),
                    after(ScoreChanged.class, FIELDWORK),
                    after(FieldworkReopened.class, FIELDWORK),
                    after(FieldworkClosed.class, FIELDWORK_CLOSED),
                    after(ScoresFinalised.class, SCORES_FINAL),
                    after(ReportDrafted.class, DRAFTED),
                    after(FactualAccuracyCheckOpened.class, CHECKED),
                    after(FactualAccuracyAnswered.class, ANSWERED),
                    after(PublicationScheduled.class, SCHEDULED),
                    after(ReportPublished.class, PUBLISHED),
                    after(PlanRequested.class, PLAN_AWAITED),
                    after(PlanReturned.class, PLAN_AWAITED),
                    after(PlanSubmitted.class, PLAN_SUBMITTED),
                    after(PlanFinalised.class, PLAN_FINAL),
                    after(PlanClosed.class, PLAN_CLOSED));

    /** What takes an inspection back to an earlier stage; any other event only leads on. */
    private static final Set<String> BACK =
            Set.of(
                    FieldworkReopened.class.getSimpleName(),
                    ScoresFinalised.class.getSimpleName(),
                    PlanReturned.class.getSimpleName());

    private static final String WITHDRAWN = PublicationWithdrawn.class.getSimpleName();

    /** Whose stages a published report has left for good. */
    private static final Set<HistoryStage> BEFORE_PUBLICATION = EnumSet.range(ANNOUNCED, SCHEDULED);

    /** The stage after these events; absent where none of them leads to one. */
    static @Nullable HistoryStage after(List<String> types) {
        HistoryStage stage = null;
        HistoryStage unscheduled = null;
        for (String type : types) {
            HistoryStage next =
                    type.equals(WITHDRAWN) && stage == SCHEDULED ? unscheduled : AFTER.get(type);
            if (next == null) {
                continue;
            }
            if (next == SCHEDULED && stage != SCHEDULED) {
                unscheduled = stage;
            }
            if (stage == null || leads(type, stage, next)) {
                stage = next;
            }
        }
        return stage;
    }

    private static boolean leads(String type, HistoryStage stage, HistoryStage next) {
        return next.compareTo(stage) > 0
                || type.equals(WITHDRAWN)
                || (BACK.contains(type)
                        && BEFORE_PUBLICATION.contains(stage) == BEFORE_PUBLICATION.contains(next));
    }

    private static Map.Entry<String, HistoryStage> after(
            Class<? extends Event> type, HistoryStage stage) {
        return Map.entry(type.getSimpleName(), stage);
    }
}
