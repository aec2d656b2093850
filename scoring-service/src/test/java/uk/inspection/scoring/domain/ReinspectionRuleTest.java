package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.HeadlineCondition;
import uk.inspection.contract.Framework.HeadlineConditions;
import uk.inspection.contract.Framework.HeadlineReinspectionRule;
import uk.inspection.contract.Framework.RatingCondition;
import uk.inspection.contract.Framework.RatingReinspectionRule;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;

class ReinspectionRuleTest {
    private static final Framework.PooledPercentage CCI = Scoring.cci2009();

    @Test
    void both_headlines_in_the_lowest_band_propose_a_re_inspection() {
        assertThat(propose(tally("safeguarding", 38, "DRASTIC"), tally("roh", 36, "DRASTIC")))
                .isEqualTo(
                        new ReinspectionProposal(
                                true,
                                "A re-inspection after about 12 months is proposed, because"
                                        + " Safeguarding is DRASTIC (38%) and Public Protection -"
                                        + " Risk of Harm is DRASTIC (36%)."));
    }

    @Test
    void one_headline_in_a_better_band_is_enough_against_it() {
        assertThat(propose(tally("safeguarding", 62, "MODERATE"), tally("roh", 36, "DRASTIC")))
                .isEqualTo(
                        new ReinspectionProposal(
                                false,
                                "No re-inspection is proposed, because Safeguarding is MODERATE"
                                        + " (62%) where the rule asks for DRASTIC."));
    }

    @Test
    void a_headline_without_a_score_proposes_nothing() {
        assertThat(propose(tally("safeguarding", null, null), tally("roh", 36, "DRASTIC")))
                .isEqualTo(
                        new ReinspectionProposal(
                                false,
                                "No re-inspection is proposed, because Safeguarding has no score"
                                        + " where the rule asks for DRASTIC."));
    }

    @Test
    void a_headline_outside_every_band_proposes_nothing() {
        assertThat(propose(tally("safeguarding", 38, null), tally("roh", 36, "DRASTIC")).why())
                .isEqualTo(
                        "No re-inspection is proposed, because Safeguarding is in no band (38%)"
                                + " where the rule asks for DRASTIC.");
    }

    @Test
    void a_condition_on_an_unknown_headline_proposes_nothing() {
        var rule = rule(new HeadlineCondition("courage", List.of("DRASTIC", "SUBSTANTIAL")));

        assertThat(ReinspectionRule.propose(with(rule), scores()).why())
                .isEqualTo(
                        "No re-inspection is proposed, because courage has no score where the rule"
                                + " asks for DRASTIC or SUBSTANTIAL.");
    }

    @Test
    void a_framework_without_conditions_proposes_nothing() {
        assertThat(ReinspectionRule.propose(with(rule()), scores()))
                .isEqualTo(
                        new ReinspectionProposal(
                                false,
                                "No re-inspection is proposed, because the framework names no"
                                        + " condition for one."));
    }

    @Test
    void an_overall_rating_that_the_rule_names_proposes_a_re_inspection() {
        var scores = new Scores.Rated(List.of(), 7, 36, "Requires improvement");

        assertThat(
                        ReinspectionRule.propose(
                                ratedWith("Inadequate", "Requires improvement"), scores))
                .isEqualTo(
                        new ReinspectionProposal(
                                true,
                                "A re-inspection after about 6 months is proposed, because the"
                                        + " overall rating is Requires improvement (7 of 36"
                                        + " points)."));
        assertThat(ReinspectionRule.propose(ratedWith("Inadequate"), scores).proposed()).isFalse();
    }

    @Test
    void ratings_without_a_condition_propose_nothing() {
        assertThat(
                        ReinspectionRule.propose(
                                        ratedWith(),
                                        new Scores.Rated(List.of(), 0, 36, "Inadequate"))
                                .why())
                .isEqualTo(
                        "No re-inspection is proposed, because the framework names no condition"
                                + " for one.");
    }

    private static Framework.RatedStandards ratedWith(String... overallIn) {
        Framework.RatedStandards yj = Scoring.yj2021();
        return new Framework.RatedStandards(
                yj.id(),
                yj.version(),
                yj.title(),
                yj.inForce(),
                yj.rounding(),
                yj.answers(),
                yj.ratings(),
                yj.caseBands(),
                yj.standardRule(),
                yj.standardRuleStatus(),
                yj.discretion(),
                yj.overall(),
                new RatingReinspectionRule(new RatingCondition(List.of(overallIn)), 6, null),
                yj.plan(),
                yj.sample(),
                yj.domains(),
                yj.standards(),
                yj.keyQuestions());
    }

    private static ReinspectionProposal propose(Tally... headlines) {
        return ReinspectionRule.propose(CCI, scores(headlines));
    }

    private static Scores.Pooled scores(Tally... headlines) {
        return new Scores.Pooled(List.of(headlines), List.of(), List.of(), List.of());
    }

    private static Tally tally(String id, @Nullable Integer percent, @Nullable String band) {
        return new Tally(
                id, percent == null ? 0 : percent, percent == null ? 0 : 100, percent, band, null);
    }

    private static HeadlineReinspectionRule rule(HeadlineCondition... conditions) {
        return new HeadlineReinspectionRule(new HeadlineConditions(List.of(conditions)), 12, null);
    }

    private static Framework.PooledPercentage with(HeadlineReinspectionRule rule) {
        return new Framework.PooledPercentage(
                CCI.id(),
                CCI.version(),
                CCI.title(),
                CCI.inForce(),
                CCI.methodStatus(),
                CCI.rounding(),
                CCI.answers(),
                CCI.bands(),
                CCI.headlines(),
                rule,
                CCI.plan(),
                CCI.questionnaires(),
                CCI.sections(),
                CCI.criteria(),
                CCI.questions());
    }
}
