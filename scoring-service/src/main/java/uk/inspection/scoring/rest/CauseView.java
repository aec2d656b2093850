package uk.inspection.scoring.rest;

import java.time.Instant;
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
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.scoring.store.InspectionScores;

/**
 * A fact of case-service that changed a score. Who may not see the cases is told no more than its
 * version and type.
 *
 * @param caseVersion its version in the case stream
 * @param revision of the judgement
 * @param inspector subject of who did it
 */
public record CauseView(
        long caseVersion,
        String type,
        @Nullable String caseId,
        @Nullable Integer revision,
        @Nullable String standard,
        @Nullable String inspector,
        @Nullable Instant at) {

    static CauseView of(StoredEvent event, boolean seesCases) {
        if (!seesCases) {
            return new CauseView(event.version(), event.type(), null, null, null, null, null);
        }
        CaseEvent fact = InspectionScores.readCase(event);
        return switch (fact) {
            case CaseSampled e -> of(event, e.caseId(), null, null);
            case CaseAllocated e -> of(event, e.caseId(), null, null);
            case CaseJudged e -> of(event, e.caseId(), e.revision(), null);
            case CaseJudgedIndependently e -> of(event, e.caseId(), e.revision(), null);
            case CaseModerated e -> of(event, e.caseId(), e.revision(), null);
            case CaseWithdrawn e -> of(event, e.caseId(), null, null);
            case CaseErased e -> of(event, e.caseId(), null, null);
            case StandardJudged e -> of(event, null, e.revision(), e.standard());
            case RatingAdjusted e -> of(event, null, null, e.standard());
            case InspectionAnnounced _,
                    QuestionnaireRecorded _,
                    ContextRecorded _,
                    FieldworkClosed _,
                    FieldworkReopened _ ->
                    of(event, null, null, null);
        };
    }

    private static CauseView of(
            StoredEvent event,
            @Nullable String caseId,
            @Nullable Integer revision,
            @Nullable String standard) {
        return new CauseView(
                event.version(),
                event.type(),
                caseId,
                revision,
                standard,
                event.actor(),
                event.occurredAt());
    }
}
