package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.inspection.scoring.domain.Scoring.answers;
import static uk.inspection.scoring.domain.Scoring.sampled;
import static uk.inspection.scoring.domain.Scoring.yj2021;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseErased;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.ContextTopic;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.ScoreEvent;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.StandardRating;

/** When the scores of an inspection of rated standards are news, and what they say. */
class RatedDeciderTest {
    private static final StandardJudged STAFF_GOOD = new StandardJudged("1.2", 1, "Good");

    private static final int CASES = 20;

    @Test
    void sampling_alone_gives_no_score() {
        given().when(sampled("A")).thenNoNews();
    }

    @Test
    void the_first_judgement_of_a_case_gives_a_score_that_names_all_it_reflects() {
        ScoreChanged score =
                given(sampled("A"), sampled("B")).when(judged("A", 1, "yes")).thenChanged();

        assertThat(score.framework()).isEqualTo(new FrameworkRef("yj-2021", 1));
        assertThat(score.sampled()).isEqualTo(2);
        assertThat(score.judged()).isEqualTo(1);
        assertThat(score.caseVersion()).isEqualTo(4);
        assertThat(score.causedBy()).containsExactly(2L, 3L, 4L);
        assertThat(score.scorer()).isEqualTo(1);
        assertThat(standard("2.1", score).rating()).isEqualTo("Outstanding");
        assertThat(standard("3.1", score).rating()).isNull();
        assertThat(rated(score).overall()).isNull();
    }

    @Test
    void a_standard_that_is_judged_before_any_case_gives_a_score_too() {
        ScoreChanged score = given(sampled("A")).when(STAFF_GOOD).thenChanged();

        assertThat(score.judged()).isZero();
        assertThat(score.causedBy()).containsExactly(2L, 3L);
        assertThat(standard("1.2", score).points()).isEqualTo(2);
        assertThat(rated(score).points()).isEqualTo(2);
        assertThat(rated(score).maximum()).isEqualTo(3);
        assertThat(rated(score).overall()).isNull();
    }

    @Test
    void a_standard_that_could_not_be_rated_says_nothing_yet() {
        given(sampled("A")).when(new StandardJudged("1.2", 1, null)).thenNoNews();
    }

    @Test
    void a_standard_that_is_judged_again_changes_the_score() {
        ScoreChanged score =
                given(STAFF_GOOD).when(new StandardJudged("1.2", 2, "Outstanding")).thenChanged();

        assertThat(standard("1.2", score).rating()).isEqualTo("Outstanding");
        assertThat(score.causedBy()).containsExactly(3L);
    }

    @Test
    void a_standard_that_can_no_longer_be_rated_leaves_the_total_and_the_maximum() {
        ScoreChanged score =
                given(new StandardJudged("1.1", 1, "Good"), STAFF_GOOD)
                        .when(new StandardJudged("1.2", 2, null))
                        .thenChanged();

        assertThat(standard("1.2", score).rating()).isNull();
        assertThat(rated(score).points()).isEqualTo(2);
        assertThat(rated(score).maximum()).isEqualTo(3);
    }

    @Test
    void a_standard_that_is_no_longer_rated_when_nothing_else_is_changes_the_score_too() {
        ScoreChanged score =
                given(STAFF_GOOD).when(new StandardJudged("1.2", 2, null)).thenChanged();

        assertThat(rated(score).maximum()).isZero();
    }

    @Test
    void the_same_rating_again_is_no_news_and_no_cause() {
        Scoring scoring = given(STAFF_GOOD);
        scoring.when(new StandardJudged("1.2", 2, "Good")).thenNoNews();

        ScoreChanged next = scoring.when(new StandardJudged("1.1", 1, "Good")).thenChanged();

        assertThat(next.caseVersion()).isEqualTo(4);
        assertThat(next.causedBy()).containsExactly(4L);
    }

    @Test
    void an_adjusted_rating_changes_the_score_and_keeps_what_the_rule_gives() {
        ScoreChanged score =
                courtCases(9).when(adjusted("Inadequate", "Requires improvement")).thenChanged();

        assertThat(standard("2.1", score).rating()).isEqualTo("Requires improvement");
        assertThat(standard("2.1", score).byRule()).isEqualTo("Inadequate");
        assertThat(standard("2.1", score).points()).isEqualTo(1);
        assertThat(standard("2.2", score).byRule()).isNull();
        assertThat(score.causedBy()).containsExactly(score.caseVersion());
    }

    @Test
    void the_same_adjustment_again_is_no_news() {
        Scoring scoring = courtCases(9);
        scoring.apply(adjusted("Inadequate", "Requires improvement"));

        scoring.when(adjusted("Inadequate", "Requires improvement")).thenNoNews();
    }

    @Test
    void an_adjustment_out_of_reach_is_without_effect_and_no_news() {
        courtCases(8).when(adjusted("Inadequate", "Requires improvement")).thenNoNews();
    }

    @Test
    void an_adjustment_of_a_rating_that_the_cases_do_not_give_is_without_effect_and_no_news() {
        courtCases(9).when(adjusted("Good", "Requires improvement")).thenNoNews();
    }

    @Test
    void an_adjustment_without_effect_is_a_cause_of_the_score_in_which_it_takes_effect() {
        Scoring scoring = courtCases(8);
        scoring.when(adjusted("Inadequate", "Requires improvement")).thenNoNews();
        ScoreChanged score = scoring.when(judged("case-8", 2, "yes")).thenChanged();

        assertThat(standard("2.1", score).rating()).isEqualTo("Requires improvement");
        assertThat(score.causedBy()).containsExactly(score.caseVersion() - 1, score.caseVersion());
    }

    @Test
    void an_adjustment_holds_only_while_the_cases_give_the_rating_that_was_adjusted() {
        Scoring scoring = courtCases(9);
        scoring.apply(adjusted("Inadequate", "Requires improvement"));
        // the next case with a yes makes ten of twenty: by the rule as good as adjusted
        ScoreChanged moved = scoring.when(judged("case-9", 2, "yes")).thenChanged();

        assertThat(standard("2.1", moved).rating()).isEqualTo("Requires improvement");
        assertThat(standard("2.1", moved).byRule()).isNull();

        ScoreChanged back = scoring.when(judged("case-9", 3, "no")).thenChanged();

        assertThat(standard("2.1", back).rating()).isEqualTo("Requires improvement");
        assertThat(standard("2.1", back).byRule()).isEqualTo("Inadequate");

        ScoreChanged beyond = scoring.when(judged("case-8", 2, "no")).thenChanged();

        assertThat(standard("2.1", beyond).rating()).isEqualTo("Inadequate");
        assertThat(standard("2.1", beyond).byRule()).isNull();
    }

    @Test
    void an_adjustment_that_is_taken_back_gives_the_rating_by_the_rule_again() {
        Scoring scoring = courtCases(9);
        scoring.apply(adjusted("Inadequate", "Requires improvement"));
        ScoreChanged score = scoring.when(adjusted("Inadequate", "Inadequate")).thenChanged();

        assertThat(standard("2.1", score).rating()).isEqualTo("Inadequate");
        assertThat(standard("2.1", score).byRule()).isNull();
    }

    @Test
    void taking_back_what_was_never_adjusted_is_no_news() {
        courtCases(9).when(adjusted("Inadequate", "Inadequate")).thenNoNews();
    }

    @Test
    void the_latest_adjustment_of_a_standard_replaces_an_earlier_one() {
        Scoring scoring = courtCases(9);
        scoring.apply(adjusted("Inadequate", "Requires improvement"));
        ScoreChanged score = scoring.when(adjusted("Good", "Outstanding")).thenChanged();

        assertThat(standard("2.1", score).rating()).isEqualTo("Inadequate");
    }

    @Test
    void adjustments_before_any_judgement_give_no_score() {
        given(sampled("A")).when(adjusted("Inadequate", "Requires improvement")).thenNoNews();
    }

    @Test
    void a_moderated_judgement_counts_like_a_revised_one() {
        ScoreChanged score =
                given(sampled("A"), judged("A", 1, "yes"))
                        .when(
                                new CaseModerated(
                                        "A",
                                        2,
                                        courtAnswers("no"),
                                        ModerationReason.EVIDENCE_RECONSIDERED))
                        .thenChanged();

        assertThat(standard("2.1", score).rating()).isEqualTo("Inadequate");
    }

    @Test
    void a_withdrawn_case_leaves_its_standards_without_a_rating() {
        ScoreChanged score =
                given(sampled("A"), judged("A", 1, "yes"))
                        .when(new CaseWithdrawn("A", WithdrawalReason.DUPLICATE))
                        .thenChanged();

        assertThat(score.judged()).isZero();
        assertThat(standard("2.1", score).rating()).isNull();
    }

    static List<CaseEvent> events_that_score_nothing() {
        return List.of(
                new CaseAllocated("A", "inspector"),
                new CaseErased("A", null),
                new CaseJudgedIndependently("A", 1, courtAnswers("no")),
                new QuestionnaireRecorded(Respondents.CHILDREN, 2),
                new ContextRecorded(ContextTopic.AREA_FACTS, "Coastal."));
    }

    @ParameterizedTest
    @MethodSource("events_that_score_nothing")
    void what_scores_nothing_is_no_news_and_no_cause(CaseEvent event) {
        Scoring scoring = given(sampled("A"), judged("A", 1, "yes"));
        scoring.when(event).thenNoNews();

        ScoreChanged next = scoring.when(judged("A", 2, "no")).thenChanged();

        assertThat(next.causedBy()).containsExactly(5L);
    }

    @Test
    void closed_fieldwork_makes_the_ratings_final_and_proposes_a_re_inspection_by_the_overall() {
        Scoring scoring = courtCases(0);
        scoring.apply(new StandardJudged("1.1", 1, "Requires improvement"));
        ScoresFinalised score = scoring.when(new FieldworkClosed(CASES, CASES)).thenFinalised();

        assertThat(rated(score).points()).isEqualTo(1);
        assertThat(rated(score).maximum()).isEqualTo(15);
        assertThat(rated(score).overall()).isEqualTo("Inadequate");
        assertThat(score.reinspection().proposed()).isTrue();
        assertThat(score.reinspection().why())
                .isEqualTo(
                        "A re-inspection after about 12 months is proposed, because the overall"
                                + " rating is Inadequate (1 of 15 points).");
    }

    @Test
    void a_better_overall_rating_proposes_no_re_inspection() {
        Scoring scoring = courtCases(CASES);
        scoring.apply(STAFF_GOOD);
        ScoresFinalised score = scoring.when(new FieldworkClosed(CASES, CASES)).thenFinalised();

        assertThat(score.reinspection().proposed()).isFalse();
        assertThat(score.reinspection().why())
                .isEqualTo(
                        "No re-inspection is proposed, because the overall rating is Outstanding"
                                + " (14 of 15 points) where the rule asks for Inadequate.");
    }

    @Test
    void fieldwork_closed_without_a_judgement_has_no_overall_rating_and_proposes_nothing() {
        ScoresFinalised score = given().when(new FieldworkClosed(0, 0)).thenFinalised();

        assertThat(rated(score).standards())
                .hasSize(13)
                .allSatisfy(standard -> assertThat(standard.rating()).isNull());
        assertThat(rated(score).overall()).isNull();
        assertThat(score.reinspection().why())
                .isEqualTo(
                        "No re-inspection is proposed, because there is no overall rating where"
                                + " the rule asks for Inadequate.");
    }

    @Test
    void reopened_fieldwork_makes_the_ratings_provisional_and_closing_again_finalises_them() {
        Scoring scoring = given(STAFF_GOOD, new FieldworkClosed(0, 0));
        ScoreChanged reopened =
                scoring.when(new FieldworkReopened("A file was found.")).thenChanged();

        assertThat(standard("1.2", reopened).rating()).isEqualTo("Good");

        scoring.apply(new StandardJudged("1.2", 2, "Inadequate"));
        ScoresFinalised again = scoring.when(new FieldworkClosed(0, 0)).thenFinalised();

        assertThat(standard("1.2", again).rating()).isEqualTo("Inadequate");
    }

    @Test
    void final_scores_are_given_once() {
        given(STAFF_GOOD).when(new FieldworkClosed(0, 0)).whenAskedAgain().thenNoNews();
    }

    @Test
    void what_the_judgements_come_to_can_be_asked_at_any_time() {
        assertThat(ScoreDecider.scores(ScoreDecider.initial())).isEmpty();
        assertThat(ScoreDecider.scores(given().state()))
                .hasValueSatisfying(outcome -> {
                    assertThat(outcome.caseVersion()).isEqualTo(1);
                    assertThat(outcome.judged()).isZero();
                });

        Scoring scoring = given(sampled("A"), judged("A", 1, "yes"));
        ScoreChanged given = (ScoreChanged) scoring.allGiven().getLast();

        assertThat(ScoreDecider.scores(scoring.state()))
                .hasValueSatisfying(outcome -> {
                    assertThat(outcome.framework()).isEqualTo(given.framework());
                    assertThat(outcome.sampled()).isEqualTo(given.sampled());
                    assertThat(outcome.judged()).isEqualTo(given.judged());
                    assertThat(outcome.caseVersion()).isEqualTo(given.caseVersion());
                    assertThat(outcome.scores()).isEqualTo(given.scores());
                    assertThat(outcome.reinspection().proposed()).isFalse();
                });
    }

    @Test
    void a_case_assessed_standard_cannot_be_judged_by_evidence() {
        assertThatThrownBy(() -> given(new StandardJudged("2.1", 1, "Good")))
                .hasMessage("The standard 2.1 is assessed by cases.");
    }

    @Test
    void a_standard_judged_by_evidence_cannot_be_adjusted() {
        assertThatThrownBy(() -> given(new RatingAdjusted("1.1", "Good", "Outstanding", "Why.")))
                .hasMessage("The standard 1.1 is judged by evidence.");
    }

    @Test
    void an_unknown_standard_cannot_be_applied() {
        assertThatThrownBy(() -> given(new StandardJudged("9.9", 1, "Good")))
                .hasMessage("The framework has no standard \"9.9\".");
        assertThatThrownBy(() -> given(new RatingAdjusted("9.9", "Good", "Good", "Why.")))
                .hasMessage("The framework has no standard \"9.9\".");
    }

    @Test
    void an_unknown_rating_cannot_be_applied() {
        assertThatThrownBy(() -> given(new StandardJudged("1.1", 1, "Fair")))
                .hasMessage("The framework has no rating \"Fair\".");
        assertThatThrownBy(() -> given(adjusted("Fair", "Good")))
                .hasMessage("The framework has no rating \"Fair\".");
        assertThatThrownBy(() -> given(adjusted("Good", "Fair")))
                .hasMessage("The framework has no rating \"Fair\".");
    }

    @Test
    void an_unknown_question_or_answer_cannot_be_applied() {
        assertThatThrownBy(() -> given(sampled("A"), new CaseJudged("A", 1, answers("2.1", "yes"))))
                .hasMessage("The framework has no question \"2.1\".");
        assertThatThrownBy(() -> given(sampled("A"), judged("A", 1, "sufficient")))
                .hasMessage("The framework has no answer \"sufficient\".");
    }

    @Test
    void a_framework_whose_answers_leave_out_one_kind_cannot_be_counted_by() {
        assertThatThrownBy(() -> new Questions(List.of("Q"), List.of("yes", "no")))
                .hasMessage("A case cannot be counted by the answers [yes, no] alone.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void a_scorer_that_this_build_has_not_got_is_none(int version) {
        Framework framework = yj2021();

        assertThat(Scorer.of(framework, version)).isEmpty();
        assertThat(Scorer.of(framework, ScoreDecider.SCORER))
                .hasValueSatisfying(scorer -> assertThat(scorer.framework()).isEqualTo(framework));
    }

    private static Scoring given(CaseEvent... events) {
        Scoring scoring = Scoring.given(Scoring.announced(yj2021()));
        for (CaseEvent event : events) {
            scoring.apply(event);
        }
        return scoring;
    }

    /** Twenty judged cases, so many of them with a yes to every question of domain 2. */
    private static Scoring courtCases(int yes) {
        Scoring scoring = given();
        for (int i = 0; i < CASES; i++) {
            scoring.apply(sampled("case-" + i));
            scoring.apply(judged("case-" + i, 1, i < yes ? "yes" : "no"));
        }
        return scoring;
    }

    private static CaseJudged judged(String caseId, int revision, String code) {
        return new CaseJudged(caseId, revision, courtAnswers(code));
    }

    private static TreeMap<String, String> courtAnswers(String code) {
        var answers = new TreeMap<String, String>();
        yj2021().caseQuestions().stream()
                .filter(question -> question.standard().domain().equals("2"))
                .forEach(question -> answers.put(question.id(), code));
        return answers;
    }

    private static RatingAdjusted adjusted(String from, String to) {
        return new RatingAdjusted("2.1", from, to, "The later cases were the better ones.");
    }

    private static StandardRating standard(String id, ScoreEvent score) {
        return rated(score).standards().stream()
                .filter(standard -> standard.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Scores.Rated rated(ScoreEvent score) {
        return (Scores.Rated)
                switch (score) {
                    case ScoreChanged changed -> changed.scores();
                    case ScoresFinalised finalised -> finalised.scores();
                };
    }
}
