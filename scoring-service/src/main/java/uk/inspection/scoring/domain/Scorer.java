package uk.inspection.scoring.domain;

import java.util.Optional;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.Scores;

/** The scoring rules of one framework: what the judgements of an inspection come to. */
public sealed interface Scorer permits PooledPercentage, RatedStandards {

    /** Fails on a framework that states a rule which this build does not know. */
    static Scorer of(Framework framework) {
        return switch (framework) {
            case Framework.PooledPercentage pooled -> new PooledPercentage(pooled);
            case Framework.RatedStandards rated -> new RatedStandards(rated);
        };
    }

    /** The rules as a version of the scorer applied them; none if this build has not got it. */
    static Optional<Scorer> of(Framework framework, int scorer) {
        return scorer == ScoreDecider.SCORER ? Optional.of(of(framework)) : Optional.empty();
    }

    Framework framework();

    default FrameworkRef ref() {
        return framework().ref();
    }

    /** What is asked of each case. */
    Questions questions();

    /** The ratings after a standard was judged by evidence. */
    Ratings judge(Ratings ratings, StandardJudged judged);

    /** The ratings after discretion was used. */
    Ratings adjust(Ratings ratings, RatingAdjusted adjusted);

    Scores score(Counts counts, Ratings ratings);

    /** Whether the framework's rule proposes a re-inspection after scores of this scorer. */
    ReinspectionProposal propose(Scores scores);
}
