package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.inspection.scoring.domain.Scoring.announced;
import static uk.inspection.scoring.domain.Scoring.answers;
import static uk.inspection.scoring.domain.Scoring.given;
import static uk.inspection.scoring.domain.Scoring.judged;
import static uk.inspection.scoring.domain.Scoring.sampled;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseErased;
import uk.inspection.contract.CaseEvent.CaseJudged;
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
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;

class ScoreDeciderTest {
    private static final String ROH = "1.1.1";
    private static final String LOR = "1.2.1";
    private static final CaseWithdrawn A_WITHDRAWN =
            new CaseWithdrawn("A", WithdrawalReason.DUPLICATE);

    @Test
    void an_announcement_gives_no_score() {
        given().when(announced()).thenNoNews();
    }

    @Test
    void sampling_alone_gives_no_score() {
        given(announced()).when(sampled("A")).thenNoNews();
    }

    @Test
    void the_first_judgement_gives_a_score_that_names_all_it_reflects() {
        ScoreChanged score =
                given(announced(), sampled("A"), sampled("B"))
                        .when(judged("A", 1, ROH, "sufficient", LOR, "insufficient"))
                        .thenChanged();

        assertThat(score.area()).isEqualTo("Sefton");
        assertThat(score.kind()).isEqualTo(InspectionKind.CORE);
        assertThat(score.framework()).isEqualTo(new FrameworkRef("cci-2009", 1));
        assertThat(score.sampled()).isEqualTo(2);
        assertThat(score.judged()).isEqualTo(1);
        assertThat(score.caseVersion()).isEqualTo(4);
        assertThat(score.causedBy()).containsExactly(2L, 3L, 4L);
        assertThat(score.scorer()).isEqualTo(1);
        assertThat(headline(score.scores(), "roh").percent()).isEqualTo(100);
        assertThat(headline(score.scores(), "lor").percent()).isZero();
        assertThat(headline(score.scores(), "safeguarding").percent()).isNull();
    }

    @Test
    void a_second_judgement_is_caused_by_itself_alone() {
        ScoreChanged score =
                given(announced(), sampled("A"), sampled("B"), judged("A", 1, ROH, "sufficient"))
                        .when(judged("B", 1, ROH, "insufficient"))
                        .thenChanged();

        assertThat(score.causedBy()).containsExactly(5L);
        assertThat(headline(score.scores(), "roh"))
                .extracting(Tally::sufficient, Tally::applicable, Tally::percent)
                .containsExactly(1, 2, 50);
    }

    @Test
    void a_revision_takes_the_earlier_answers_out() {
        ScoreChanged score =
                given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"))
                        .when(judged("A", 2, ROH, "insufficient", LOR, "sufficient"))
                        .thenChanged();

        assertThat(score.judged()).isEqualTo(1);
        assertThat(headline(score.scores(), "roh"))
                .extracting(Tally::sufficient, Tally::applicable)
                .containsExactly(0, 1);
        assertThat(headline(score.scores(), "lor"))
                .extracting(Tally::sufficient, Tally::applicable)
                .containsExactly(1, 1);
    }

    @Test
    void the_same_answers_again_are_no_news() {
        given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"))
                .when(judged("A", 2, ROH, "sufficient"))
                .thenNoNews();
    }

    @Test
    void an_unanswered_question_is_as_good_as_not_applicable() {
        given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"))
                .when(judged("A", 2, ROH, "sufficient", LOR, "not-applicable"))
                .thenNoNews();
    }

    @Test
    void a_judgement_that_finds_nothing_applicable_still_counts_its_case() {
        ScoreChanged score =
                given(announced(), sampled("A"))
                        .when(judged("A", 1, ROH, "not-applicable"))
                        .thenChanged();

        assertThat(score.judged()).isEqualTo(1);
        assertThat(headline(score.scores(), "roh").percent()).isNull();
    }

    @Test
    void two_changes_that_cancel_out_in_the_counts_are_told_by_who_counts() {
        ScoreChanged score =
                given(announced(), sampled("A"), judged("A", 1, ROH, "not-applicable"))
                        .when(A_WITHDRAWN)
                        .thenChanged();

        assertThat(score.judged()).isZero();
        assertThat(score.sampled()).isZero();
    }

    @Test
    void a_moderation_replaces_the_judgement() {
        ScoreChanged score =
                given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"))
                        .when(
                                new CaseModerated(
                                        "A",
                                        2,
                                        answers(ROH, "insufficient"),
                                        ModerationReason.CONSISTENCY))
                        .thenChanged();

        assertThat(headline(score.scores(), "roh").percent()).isZero();
    }

    @Test
    void a_moderation_that_agrees_is_no_news() {
        given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"))
                .when(
                        new CaseModerated(
                                "A", 2, answers(ROH, "sufficient"), ModerationReason.AGREED))
                .thenNoNews();
    }

    @Test
    void a_judgement_that_brings_another_note_alone_is_no_news() {
        given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"))
                .when(new CaseJudged("A", 2, answers(ROH, "sufficient"), "sealed"))
                .thenNoNews();
    }

    @Test
    void a_withdrawn_case_no_longer_counts() {
        ScoreChanged score =
                given(
                                announced(),
                                sampled("A"),
                                sampled("B"),
                                judged("A", 1, ROH, "sufficient"),
                                judged("B", 1, ROH, "insufficient"))
                        .when(A_WITHDRAWN)
                        .thenChanged();

        assertThat(score.sampled()).isEqualTo(1);
        assertThat(score.judged()).isEqualTo(1);
        assertThat(headline(score.scores(), "roh").percent()).isZero();
    }

    @Test
    void a_case_withdrawn_before_it_was_judged_is_told_with_the_next_score() {
        Scoring scoring = given(announced(), sampled("A"), sampled("B"));
        scoring.when(A_WITHDRAWN).thenNoNews();

        ScoreChanged score = scoring.when(judged("B", 1, ROH, "sufficient")).thenChanged();

        assertThat(score.sampled()).isEqualTo(1);
        assertThat(score.causedBy()).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void an_unjudged_case_that_is_withdrawn_after_the_last_judgement_changes_the_score() {
        ScoreChanged score =
                given(announced(), sampled("A"), sampled("B"), judged("B", 1, ROH, "sufficient"))
                        .when(A_WITHDRAWN)
                        .thenChanged();

        assertThat(score.sampled()).isEqualTo(1);
        assertThat(score.judged()).isEqualTo(1);
        assertThat(score.causedBy()).containsExactly(5L);
        assertThat(headline(score.scores(), "roh").percent()).isEqualTo(100);
    }

    @Test
    void a_case_that_is_sampled_after_the_first_judgement_changes_the_score() {
        ScoreChanged score =
                given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"))
                        .when(sampled("B"))
                        .thenChanged();

        assertThat(score.sampled()).isEqualTo(2);
        assertThat(score.judged()).isEqualTo(1);
        assertThat(score.causedBy()).containsExactly(4L);
    }

    @Test
    void a_case_sampled_twice_after_the_first_judgement_is_no_news() {
        given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"), sampled("B"))
                .when(sampled("B"))
                .thenNoNews();
    }

    @Test
    void a_withdrawn_case_may_be_sampled_again_and_starts_unjudged() {
        Scoring scoring =
                given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"), A_WITHDRAWN);
        ScoreChanged unjudged = scoring.when(sampled("A")).thenChanged();

        assertThat(unjudged.sampled()).isEqualTo(1);
        assertThat(unjudged.judged()).isZero();

        ScoreChanged score = scoring.when(judged("A", 2, ROH, "sufficient")).thenChanged();

        assertThat(score.sampled()).isEqualTo(1);
        assertThat(score.judged()).isEqualTo(1);
    }

    @Test
    void withdrawing_twice_is_as_good_as_once() {
        given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"), A_WITHDRAWN)
                .when(A_WITHDRAWN)
                .thenNoNews();
    }

    @Test
    void sampling_twice_is_as_good_as_once() {
        ScoreChanged score =
                given(announced(), sampled("A"), sampled("A"))
                        .when(judged("A", 1, ROH, "sufficient"))
                        .thenChanged();

        assertThat(score.sampled()).isEqualTo(1);
        assertThat(score.causedBy()).containsExactly(2L, 4L);
    }

    static List<CaseEvent> events_that_score_nothing() {
        return List.of(
                new CaseAllocated("A", "inspector"),
                new CaseErased("A", null),
                new StandardJudged("D1", 1, "Good"),
                new RatingAdjusted("D1", "Good", "Outstanding", "Strong leadership."),
                new QuestionnaireRecorded(Respondents.CHILDREN, 2),
                new ContextRecorded(ContextTopic.AREA_FACTS, "Coastal."));
    }

    @ParameterizedTest
    @MethodSource("events_that_score_nothing")
    void what_scores_nothing_is_no_news_and_no_cause(CaseEvent event) {
        Scoring scoring = given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"));
        scoring.when(event).thenNoNews();

        ScoreChanged next = scoring.when(judged("A", 2, ROH, "insufficient")).thenChanged();

        assertThat(next.caseVersion()).isEqualTo(5);
        assertThat(next.causedBy()).containsExactly(5L);
    }

    @Test
    void closed_fieldwork_makes_the_scores_final() {
        var score =
                given(announced(), sampled("A"), judged("A", 1, ROH, "insufficient"))
                        .when(new FieldworkClosed(1, 1))
                        .thenFinalised();

        assertThat(score.body()).isEqualTo("Sefton Youth Offending Team");
        assertThat(score.caseVersion()).isEqualTo(4);
        assertThat(score.causedBy()).containsExactly(4L);
        assertThat(headline(score.scores(), "roh").band()).isEqualTo("DRASTIC");
        assertThat(score.reinspection().proposed()).isFalse();
    }

    @Test
    void fieldwork_closed_without_a_judgement_has_final_scores_without_a_percent() {
        var score = given(announced()).when(new FieldworkClosed(0, 0)).thenFinalised();

        assertThat(score.judged()).isZero();
        assertThat(((Scores.Pooled) score.scores()).headlines())
                .allSatisfy(headline -> assertThat(headline.percent()).isNull());
    }

    @Test
    void final_scores_are_given_once() {
        given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"))
                .when(new FieldworkClosed(1, 1))
                .whenAskedAgain()
                .thenNoNews();
    }

    @Test
    void reopened_fieldwork_makes_the_scores_provisional_again() {
        ScoreChanged score =
                given(
                                announced(),
                                sampled("A"),
                                judged("A", 1, ROH, "sufficient"),
                                new FieldworkClosed(1, 1))
                        .when(new FieldworkReopened("A file was found."))
                        .thenChanged();

        assertThat(score.causedBy()).containsExactly(5L);
        assertThat(headline(score.scores(), "roh").percent()).isEqualTo(100);
    }

    @Test
    void a_case_sampled_into_reopened_fieldwork_changes_a_score_without_a_judgement_too() {
        ScoreChanged score =
                given(
                                announced(),
                                new FieldworkClosed(0, 0),
                                new FieldworkReopened("A file was found."))
                        .when(sampled("A"))
                        .thenChanged();

        assertThat(score.sampled()).isEqualTo(1);
        assertThat(score.judged()).isZero();
    }

    @Test
    void fieldwork_closed_again_finalises_the_scores_again() {
        var score =
                given(
                                announced(),
                                sampled("A"),
                                judged("A", 1, ROH, "sufficient"),
                                new FieldworkClosed(1, 1),
                                new FieldworkReopened("A file was found."),
                                judged("A", 2, ROH, "insufficient"))
                        .when(new FieldworkClosed(1, 1))
                        .thenFinalised();

        assertThat(headline(score.scores(), "roh").percent()).isZero();
    }

    @Test
    void nothing_is_given_before_the_announcement() {
        assertThat(ScoreDecider.decide(ScoreDecider.initial(), new Command.Score())).isEmpty();
    }

    @Test
    void an_event_before_the_announcement_cannot_be_applied() {
        assertThatThrownBy(() -> given(sampled("A")))
                .hasMessage("An inspection begins with its announcement.");
    }

    @Test
    void a_second_announcement_cannot_be_applied() {
        assertThatThrownBy(() -> given(announced(), announced()))
                .hasMessage("An inspection is announced once.");
    }

    @Test
    void a_judgement_outside_the_sample_cannot_be_applied() {
        assertThatThrownBy(() -> given(announced(), judged("A", 1, ROH, "sufficient")))
                .hasMessage("The case A is not in the sample.");
    }

    @Test
    void a_judgement_of_a_withdrawn_case_cannot_be_applied() {
        assertThatThrownBy(() ->
                        given(
                                announced(),
                                sampled("A"),
                                A_WITHDRAWN,
                                judged("A", 1, ROH, "sufficient")))
                .hasMessage("The case A is not in the sample.");
    }

    @Test
    void a_withdrawal_outside_the_sample_cannot_be_applied() {
        assertThatThrownBy(() -> given(announced(), A_WITHDRAWN))
                .hasMessage("The case A is not in the sample.");
    }

    @Test
    void an_unknown_question_cannot_be_applied() {
        assertThatThrownBy(
                        () -> given(announced(), sampled("A"), judged("A", 1, "9.9", "sufficient")))
                .hasMessage("The framework has no question \"9.9\".");
    }

    @Test
    void an_unknown_answer_cannot_be_applied() {
        assertThatThrownBy(() -> given(announced(), sampled("A"), judged("A", 1, ROH, "maybe")))
                .hasMessage("The framework has no answer \"maybe\".");
    }

    @Test
    void a_score_of_what_is_not_scored_cannot_be_applied() {
        ScoreChanged score =
                given(announced(), sampled("A"))
                        .when(judged("A", 1, ROH, "sufficient"))
                        .thenChanged();

        assertThatThrownBy(
                        () -> ScoreDecider.evolve(ScoreDecider.initial(), Fact.OfScores.of(score)))
                .hasMessage("A score needs an announced inspection.");
    }

    @Test
    void a_final_score_is_held_back_while_a_discarded_event_is_not_accepted() {
        var discarded =
                new EventDiscarded(
                        "case-events",
                        4,
                        "CaseAdjourned",
                        "case-events/sefton/4",
                        "00",
                        3,
                        77,
                        "It was resumed the same day.");
        var discard = new Fact.OfDiscards("score-events", 2, discarded);
        var acceptance =
                new Fact.OfDiscards("score-events", 3, new DiscardAccepted(2, "Nothing lacks."));
        State judged =
                ScoreDecider.evolve(
                        given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient")).state(),
                        discard);
        State closed = ScoreDecider.evolve(judged, new Fact.OfCases(5, new FieldworkClosed(1, 1)));

        assertThat(ScoreDecider.heldBack(judged)).isEmpty();
        assertThat(ScoreDecider.heldBack(closed))
                .hasValueSatisfying(why ->
                        assertThat(why)
                                .startsWith(
                                        "The scores are not final while the inspection is"
                                                + " incomplete. case-events/sefton/4"
                                                + " (CaseAdjourned) was discarded as"
                                                + " score-events/2."));
        assertThat(ScoreDecider.decide(closed, new Command.Score())).isEmpty();
        State accepted = ScoreDecider.evolve(closed, acceptance);
        assertThat(ScoreDecider.heldBack(accepted)).isEmpty();
        assertThat(ScoreDecider.decide(accepted, new Command.Score()))
                .singleElement()
                .isInstanceOf(ScoresFinalised.class);
    }

    @Test
    void what_was_discarded_before_the_announcement_came_counts_after_it() {
        var discarded =
                new EventDiscarded(
                        "report-events",
                        1,
                        "ReportShelved",
                        "report-events/s/1",
                        "00",
                        0,
                        0,
                        "No.");
        State announced =
                ScoreDecider.evolve(
                        ScoreDecider.evolve(
                                ScoreDecider.initial(),
                                new Fact.OfDiscards("score-events", 1, discarded)),
                        new Fact.OfCases(1, announced()));
        assertThat(announced.discards().has("score-events", 1)).isTrue();
        assertThat(ScoreDecider.decide(announced, new Command.Score())).isEmpty();
    }

    @Test
    void an_earlier_state_is_not_changed_by_what_follows_it() {
        Scoring scoring = given(announced(), sampled("A"), judged("A", 1, ROH, "sufficient"));
        State.Scored before = (State.Scored) scoring.state();
        Counts counts = before.tally().counts();

        scoring.apply(judged("A", 2, ROH, "insufficient"));
        scoring.apply(A_WITHDRAWN);

        assertThat(before.tally().counts()).isEqualTo(counts).isSameAs(counts);
        assertThat(before.tally().counts().sufficient(0)).isEqualTo(1);
        assertThat(before.tally().judge("A", answers(ROH, "sufficient"))).isSameAs(before.tally());
    }

    private static Tally headline(Scores scores, String id) {
        return ((Scores.Pooled) scores)
                .headlines().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
    }
}
