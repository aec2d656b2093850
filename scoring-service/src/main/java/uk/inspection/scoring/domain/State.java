package uk.inspection.scoring.domain;

import uk.inspection.contract.Framework;
import uk.inspection.contract.InspectionKind;

/** Where the scores of one inspection stand. */
public sealed interface State {

    /** Nothing is known of the inspection. */
    record NotAnnounced() implements State {}

    /** The framework of the inspection rates standards; this release gives it no scores. */
    record NotScored(Framework.RatedStandards framework) implements State {}

    /**
     * The inspection is scored by pooled percentages.
     *
     * @param tally the cases as they stand now
     * @param fieldworkClosed judging is over, so a score given out now is final
     * @param given the score that was given out last
     * @param since the changes that no score reflects yet
     * @param caseVersion the last version of the case stream that was applied
     */
    record Scored(
            String area,
            String body,
            InspectionKind kind,
            PooledPercentage scorer,
            CaseTally tally,
            boolean fieldworkClosed,
            Given given,
            Changes since,
            long caseVersion)
            implements State {}

    /**
     * What the last score counted, and whether it was final; the first comparison is with nothing.
     */
    record Given(Counts counts, int judged, boolean isFinal) {
        boolean tells(CaseTally tally) {
            return judged == tally.judged() && counts.equals(tally.counts());
        }
    }
}
