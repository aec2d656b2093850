package uk.inspection.scoring.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.scoring.domain.Explanation;
import uk.inspection.scoring.domain.Explanation.Answered;
import uk.inspection.scoring.domain.Explanation.Step;
import uk.inspection.scoring.domain.Figure;
import uk.inspection.scoring.rest.PublicScores.ShownScores;

/**
 * A number of a score and what it is made of. Fields that do not apply to its kind are absent.
 *
 * @param kind headline, section, criterion or question; overall, standard or key-question
 * @param title of the headline, section, criterion or standard; the text of a question
 * @param insufficient applicable answers that were not sufficient
 * @param notApplicable answers of judged cases that were so, or that were not asked for
 * @param interval 95% Wilson score interval
 * @param rule by which the number is made, in a sentence
 * @param steps the bands it is read off (whole percent, both ends inclusive), for the overall
 *     rating the points; with what is known of their source
 * @param byRule the rating that the cases give, where discretion gave another
 * @param counted whether the standard counts in the overall rating
 * @param fraction points of the maximum, such as {@code 25/36}
 * @param lowest ids of the key questions that fix the rating
 * @param adjustment the discretion used
 * @param parts the numbers it is made of, down to the questions; without what is withheld
 */
public record NumberView(
        String kind,
        String id,
        String title,
        @Nullable Integer sufficient,
        @Nullable Integer insufficient,
        @Nullable Integer notApplicable,
        @Nullable Integer applicable,
        @Nullable Integer percent,
        @Nullable Interval interval,
        @Nullable String band,
        String rule,
        List<Step> steps,
        @Nullable String rating,
        @Nullable String byRule,
        @Nullable Integer points,
        @Nullable Integer maximum,
        @Nullable String fraction,
        @Nullable Boolean counted,
        List<String> lowest,
        @Nullable AdjustmentView adjustment,
        List<NumberView> parts) {

    /**
     * Discretion used on the rating of a standard.
     *
     * @param reason for those who see scores before they are published
     */
    public record AdjustmentView(String from, String to, @Nullable String reason) {
        static AdjustmentView of(RatingAdjusted adjusted, boolean withReason) {
            return new AdjustmentView(
                    adjusted.from(), adjusted.to(), withReason ? adjusted.reason() : null);
        }
    }

    static NumberView of(Explanation of, boolean withReasons, ShownScores shown) {
        FigureView figure = FigureView.of(of.figure());
        Answered answered = of.answered();
        RatingAdjusted adjusted = of.adjustment();
        return new NumberView(
                figure.kind(),
                figure.id(),
                of.title(),
                figure.sufficient(),
                answered == null ? null : answered.insufficient(),
                answered == null ? null : answered.notApplicable(),
                figure.applicable(),
                figure.percent(),
                figure.interval(),
                figure.band(),
                of.rule(),
                of.steps(),
                figure.rating(),
                figure.byRule(),
                figure.points(),
                figure.maximum(),
                of.figure() instanceof Figure.Total(int points, int maximum, _)
                        ? points + "/" + maximum
                        : null,
                of.figure() instanceof Figure.OfStandard(var standard) ? standard.counted() : null,
                of.lowest(),
                adjusted == null ? null : AdjustmentView.of(adjusted, withReasons),
                of.parts().stream()
                        .filter(part -> !shown.withholds(part.figure()))
                        .map(part -> of(part, withReasons, shown))
                        .toList());
    }
}
