package uk.inspection.scoring.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.Criterion;
import uk.inspection.contract.Framework.Headline;
import uk.inspection.contract.Framework.Named;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;

/**
 * Counts to scores: sufficient answers out of applicable ones, pooled over all cases and all scored
 * questions of a headline, criterion or section. Not-applicable answers are in no denominator. The
 * percent is whole, half up; the band is read off the whole percent; where nothing is applicable
 * there is neither, and never zero. An unscored question has its own percent and is pooled nowhere.
 *
 * <p>Source of the rule: the Core Case Inspection report on Sefton of June 2009, whose every figure
 * it reproduces. The interval is the platform's own addition.
 */
public final class PooledPercentage implements Scorer {
    private static final int POOLED_NOWHERE = -1;

    private final Framework.PooledPercentage framework;
    private final Questions questions;
    private final Pool headlines;
    private final Pool criteria;
    private final Pool sections;

    PooledPercentage(Framework.PooledPercentage framework) {
        if (!framework.rounding().equals("half-up")) {
            throw new IllegalArgumentException(
                    "Pooled percentages cannot be rounded \"%s\".".formatted(framework.rounding()));
        }
        this.framework = framework;
        this.questions = Questions.of(framework);
        Map<String, String> sectionOf = new HashMap<>();
        framework.criteria().forEach(c -> sectionOf.put(c.id(), c.section()));
        this.headlines =
                pool(framework.headlines().stream().map(Headline::id).toList(), Question::headline);
        this.criteria =
                pool(
                        framework.criteria().stream().map(Criterion::id).toList(),
                        Question::criterion);
        this.sections =
                pool(
                        framework.sections().stream().map(Named::id).toList(),
                        question -> sectionOf.getOrDefault(question.criterion(), ""));
    }

    @Override
    public Framework.PooledPercentage framework() {
        return framework;
    }

    @Override
    public Questions questions() {
        return questions;
    }

    /** Standards are no part of this method; what is said of one changes nothing. */
    @Override
    public Ratings judge(Ratings ratings, StandardJudged judged) {
        return ratings;
    }

    /** Standards are no part of this method; what is said of one changes nothing. */
    @Override
    public Ratings adjust(Ratings ratings, RatingAdjusted adjusted) {
        return ratings;
    }

    @Override
    public ReinspectionProposal propose(Scores scores) {
        return ReinspectionRule.propose(framework, (Scores.Pooled) scores);
    }

    @Override
    public Scores.Pooled score(Counts counts, Ratings ratings) {
        return new Scores.Pooled(
                pooled(headlines, counts, framework.bands()),
                pooled(criteria, counts, framework.bands()),
                pooled(sections, counts, List.of()),
                each(counts));
    }

    private List<Tally> pooled(Pool pool, Counts counts, List<Band> bands) {
        int[] sufficient = new int[pool.ids.size()];
        int[] applicable = new int[pool.ids.size()];
        for (int question = 0; question < questions.size(); question++) {
            int to = pool.of[question];
            if (to != POOLED_NOWHERE) {
                sufficient[to] += counts.sufficient(question);
                applicable[to] += counts.applicable(question);
            }
        }
        var tallies = new ArrayList<Tally>(pool.ids.size());
        for (int i = 0; i < pool.ids.size(); i++) {
            tallies.add(Percents.tally(pool.ids.get(i), sufficient[i], applicable[i], bands));
        }
        return List.copyOf(tallies);
    }

    private List<Tally> each(Counts counts) {
        var tallies = new ArrayList<Tally>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            tallies.add(
                    Percents.tally(
                            questions.id(i),
                            counts.sufficient(i),
                            counts.applicable(i),
                            List.of()));
        }
        return List.copyOf(tallies);
    }

    private Pool pool(List<String> ids, Function<Question, String> belongsTo) {
        int[] of = new int[questions.size()];
        Arrays.fill(of, POOLED_NOWHERE);
        for (int i = 0; i < of.length; i++) {
            Question question = framework.questions().get(i);
            if (question.counts()) {
                of[i] = ids.indexOf(belongsTo.apply(question));
            }
        }
        return new Pool(ids, of);
    }

    /** What is pooled, and to which of it each question belongs. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pool(List<String> ids, int[] of) {}
}
