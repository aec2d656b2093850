package uk.inspection.cases.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import uk.inspection.cases.domain.InspectionState.Adjustment;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.CaseQuestion;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Framework.Rating;
import uk.inspection.contract.Framework.Standard;

/**
 * The rating that its cases give a standard by the rule: that of its lowest key question. Known
 * here because discretion may move it only so far; what counts in a score, scoring-service says.
 *
 * @param label of the rating
 * @param percent of the lowest key question: the first answer code among the first two, whole
 *     percent, half up
 */
public record CaseRating(String label, int percent) {

    /**
     * Null where no key question of the standard applied to any case.
     *
     * @param cases the answers of each judged case that is in the sample
     */
    public static @Nullable CaseRating of(
            RatedStandards framework,
            Standard standard,
            Collection<? extends Map<String, String>> cases) {
        var percents = new ArrayList<Integer>();
        for (CaseQuestion question : framework.caseQuestions()) {
            if (question.standard().id().equals(standard.id())) {
                Integer percent = percent(framework.answers(), question.id(), cases);
                if (percent != null) {
                    percents.add(percent);
                }
            }
        }
        return percents.stream()
                .map(percent -> band(framework, percent).label())
                .min(Comparator.comparingInt(label -> points(framework, label)))
                .map(label -> new CaseRating(label, Collections.min(percents)))
                .orElse(null);
    }

    /** The band that a rating's label names; null where cases never give it. */
    static @Nullable Band band(RatedStandards framework, String label) {
        return framework.caseBands().stream()
                .filter(band -> band.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    /** Percentage points from the lowest key question to the nearer edge of a band. */
    int pointsFrom(Band band) {
        return Math.abs(percent - nearerEdge(band));
    }

    /** The percentage of a band that is nearest to the lowest key question. */
    int nearerEdge(Band band) {
        return Math.clamp(percent, band.from(), band.to());
    }

    /** Whether an adjustment moves this rating: it was made of this one and is still in reach. */
    public boolean isMovedBy(RatedStandards framework, @Nullable Adjustment adjustment) {
        if (adjustment == null || !adjustment.moves() || !adjustment.from().equals(label)) {
            return false;
        }
        Band band = band(framework, adjustment.to());
        return band != null && inReach(framework, band);
    }

    boolean inReach(RatedStandards framework, Band band) {
        return pointsFrom(band) <= framework.discretion().withinPercentagePoints();
    }

    private static @Nullable Integer percent(
            List<String> codes, String question, Collection<? extends Map<String, String>> cases) {
        int yes = 0;
        int applicable = 0;
        for (Map<String, String> answers : cases) {
            String answer = answers.get(question);
            if (Objects.equals(answer, codes.get(0))) {
                yes++;
                applicable++;
            } else if (Objects.equals(answer, codes.get(1))) {
                applicable++;
            }
        }
        return applicable == 0 ? null : (200 * yes + applicable) / (2 * applicable);
    }

    private static Band band(RatedStandards framework, int percent) {
        return framework.caseBands().stream()
                .filter(band -> band.from() <= percent && percent <= band.to())
                .findFirst()
                .orElseThrow();
    }

    private static int points(RatedStandards framework, String label) {
        return framework.ratings().stream()
                .filter(rating -> rating.label().equals(label))
                .mapToInt(Rating::points)
                .findFirst()
                .orElseThrow();
    }
}
