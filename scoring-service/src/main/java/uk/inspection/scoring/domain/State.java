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
     * @param given what was given out last
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

    /** What was given out last. */
    sealed interface Given {
        /** Whether it says what the cases come to now. */
        boolean tells(CaseTally tally);

        boolean isFinal();

        /** No score yet; it says all there is to say until a case is judged. */
        record Nothing() implements Given {
            @Override
            public boolean tells(CaseTally tally) {
                return tally.judged() == 0;
            }

            @Override
            public boolean isFinal() {
                return false;
            }
        }

        /** A score: what it counted, of how many cases, and whether it was final. */
        record Score(Counts counts, int sampled, int judged, boolean isFinal) implements Given {
            @Override
            public boolean tells(CaseTally tally) {
                return sampled == tally.sampled()
                        && judged == tally.judged()
                        && counts.equals(tally.counts());
            }
        }
    }
}
