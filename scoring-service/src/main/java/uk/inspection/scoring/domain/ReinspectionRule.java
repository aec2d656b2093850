package uk.inspection.scoring.domain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Headline;
import uk.inspection.contract.Framework.HeadlineCondition;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;

/**
 * Whether the framework's rule proposes a re-inspection, and why in a sentence: by pooled
 * percentages it does when every condition of {@code proposeWhen.allOf} holds, by rated standards
 * when the overall rating is one of {@code proposeWhen.overallIn}. The chief inspector decides.
 */
final class ReinspectionRule {
    private ReinspectionRule() {}

    static ReinspectionProposal propose(
            Framework.PooledPercentage framework, Scores.Pooled scores) {
        var met = new ArrayList<String>();
        var missed = new ArrayList<String>();
        for (HeadlineCondition condition : framework.reinspection().proposeWhen().allOf()) {
            Tally tally = tally(scores, condition.headline());
            String standing = title(framework, condition.headline()) + " " + standing(tally);
            if (tally != null
                    && tally.band() != null
                    && condition.bandIn().contains(tally.band())) {
                met.add(standing);
            } else {
                missed.add(
                        "%s where the rule asks for %s"
                                .formatted(standing, String.join(" or ", condition.bandIn())));
            }
        }
        if (!missed.isEmpty()) {
            return not(listed(missed));
        }
        if (met.isEmpty()) {
            return not("the framework names no condition for one");
        }
        return proposed(framework.reinspection().afterMonths(), listed(met));
    }

    static ReinspectionProposal propose(Framework.RatedStandards framework, Scores.Rated scores) {
        List<String> overallIn = framework.reinspection().proposeWhen().overallIn();
        String standing =
                scores.overall() == null
                        ? "there is no overall rating"
                        : "the overall rating is %s (%d of %d points)"
                                .formatted(scores.overall(), scores.points(), scores.maximum());
        if (overallIn.isEmpty()) {
            return not("the framework names no condition for one");
        }
        if (scores.overall() != null && overallIn.contains(scores.overall())) {
            return proposed(framework.reinspection().afterMonths(), standing);
        }
        return not(
                "%s where the rule asks for %s"
                        .formatted(standing, String.join(" or ", overallIn)));
    }

    private static ReinspectionProposal proposed(int afterMonths, String because) {
        return new ReinspectionProposal(
                true,
                "A re-inspection after about %d months is proposed, because %s."
                        .formatted(afterMonths, because));
    }

    private static ReinspectionProposal not(String because) {
        return new ReinspectionProposal(
                false, "No re-inspection is proposed, because %s.".formatted(because));
    }

    private static String standing(@Nullable Tally tally) {
        if (tally == null || tally.percent() == null) {
            return "has no score";
        }
        return "is %s (%d%%)"
                .formatted(tally.band() == null ? "in no band" : tally.band(), tally.percent());
    }

    private static @Nullable Tally tally(Scores.Pooled scores, String headline) {
        return scores.headlines().stream()
                .filter(tally -> tally.id().equals(headline))
                .findFirst()
                .orElse(null);
    }

    private static String title(Framework.PooledPercentage framework, String headline) {
        return framework.headlines().stream()
                .filter(known -> known.id().equals(headline))
                .map(Headline::title)
                .findFirst()
                .orElse(headline);
    }

    private static String listed(List<String> parts) {
        return String.join(" and ", parts);
    }
}
