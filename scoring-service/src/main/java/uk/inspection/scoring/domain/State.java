package uk.inspection.scoring.domain;

import uk.inspection.contract.Discards;
import uk.inspection.contract.InspectionKind;

/** Where the scores of one inspection stand. */
public sealed interface State {

    /** What was discarded of the inspection and is not accepted. */
    Discards discards();

    /** Nothing is known of the inspection, but perhaps that something of it was discarded. */
    record NotAnnounced(Discards discards) implements State {}

    /**
     * The inspection is announced, and with it the rules by which it is scored.
     *
     * @param tally the cases as they stand now
     * @param ratings what was said of whole standards
     * @param fieldworkClosed judging is over, so a score given out now is final
     * @param given what was given out last
     * @param since the changes that no score reflects yet
     * @param caseVersion the last version of the case stream that was applied
     */
    record Scored(
            String area,
            String body,
            InspectionKind kind,
            Scorer scorer,
            CaseTally tally,
            Ratings ratings,
            boolean fieldworkClosed,
            Given given,
            Changes since,
            long caseVersion,
            Discards discards)
            implements State {}

    /** What was given out last. */
    sealed interface Given {
        /** Whether it says what the judgements come to now. */
        boolean tells(Scored now);

        boolean isFinal();

        /** No score yet; it says all there is to say until a case or a standard is judged. */
        record Nothing() implements Given {
            @Override
            public boolean tells(Scored now) {
                return now.tally().judged() == 0 && now.ratings().judged().isEmpty();
            }

            @Override
            public boolean isFinal() {
                return false;
            }
        }

        /** A score: what it counted, of how many cases, and whether it was final. */
        record Score(Counts counts, Ratings ratings, int sampled, int judged, boolean isFinal)
                implements Given {
            @Override
            public boolean tells(Scored now) {
                return sampled == now.tally().sampled()
                        && judged == now.tally().judged()
                        && counts.equals(now.tally().counts())
                        && tells(now.scorer(), now.ratings());
            }

            /** Other ratings may come to the same: an adjustment can be without effect. */
            private boolean tells(Scorer scorer, Ratings now) {
                return ratings.equals(now)
                        || scorer.score(counts, ratings).equals(scorer.score(counts, now));
            }
        }
    }
}
