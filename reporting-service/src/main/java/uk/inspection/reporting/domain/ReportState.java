package uk.inspection.reporting.domain;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Discards;
import uk.inspection.contract.ReportEvent.Challenge;
import uk.inspection.contract.ReportEvent.ChallengeDecided;
import uk.inspection.contract.ReportEvent.PublicationScheduled;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReportDrafted;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;

/** Where the report of one inspection stands, and what other services have said about it. */
public sealed interface ReportState {
    Upstream upstream();

    /** There is no report. */
    record NotDrafted(Upstream upstream) implements ReportState {}

    record Drafted(Upstream upstream, Draft draft) implements ReportState {}

    /** The inspected service may check the facts until the end of {@code dueOn}. */
    record UnderCheck(Upstream upstream, Draft draft, LocalDate dueOn) implements ReportState {}

    /** {@code decisions} on challenges, by their numbers. */
    record Answered(
            Upstream upstream,
            Draft draft,
            List<Challenge> challenges,
            SortedMap<Integer, ChallengeDecided> decisions)
            implements ReportState {}

    /**
     * Publication is decided and waits for its moment.
     *
     * @param checked what the report was before, and is again when publication is withdrawn
     */
    record Scheduled(Upstream upstream, ReportState checked, PublicationScheduled publication)
            implements ReportState {}

    /** The scores were finalised again before publication; what was drafted no longer counts. */
    record Voided(Upstream upstream) implements ReportState {}

    record Published(Upstream upstream, ReportPublished publication, int edition)
            implements ReportState {}

    /**
     * What a draft says so far.
     *
     * @param amendments how many there have been
     */
    record Draft(
            ReportDrafted basis,
            SortedMap<Integer, Recommendation> recommendations,
            int amendments) {}

    /**
     * What was received of other services.
     *
     * @param rules absent until the announcement has arrived
     * @param finalised absent until the scores were final for the first time
     * @param reopenedAt version of the case stream at which fieldwork was last reopened; 0 for
     *     never
     * @param selfAudit whether it is known to be one: nobody reports on it
     * @param children questionnaires that came back from children, {@code victims} from victims
     * @param discards events of the inspection that were discarded, here or upstream
     */
    record Upstream(
            @Nullable Rules rules,
            @Nullable Finalised finalised,
            long reopenedAt,
            boolean selfAudit,
            int children,
            int victims,
            Discards discards) {

        /**
         * The final scores that stand. Cases and scores arrive by different topics in any order, so
         * that only the case version tells whether scores are from before or after a reopening.
         */
        @Nullable Finalised standing() {
            return finalised != null && finalised.scores().caseVersion() > reopenedAt
                    ? finalised
                    : null;
        }
    }

    /**
     * The rules of the framework in force that a report needs.
     *
     * @param passages the ids of the report's passages, in their order
     * @param childrenNeeded questionnaires that a judgement of their perspective needs
     */
    record Rules(
            int planDueAfterDays,
            int reinspectionAfterMonths,
            Set<String> passages,
            @Nullable Integer childrenNeeded,
            @Nullable Integer victimsNeeded) {}

    /** {@code version} of the score stream. */
    record Finalised(long version, ScoresFinalised scores) {}
}
