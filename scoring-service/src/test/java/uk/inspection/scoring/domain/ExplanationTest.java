package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.inspection.scoring.domain.Scoring.announced;
import static uk.inspection.scoring.domain.Scoring.judged;
import static uk.inspection.scoring.domain.Scoring.sampled;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.scoring.domain.Explanation.Answered;
import uk.inspection.scoring.domain.Explanation.Step;

/** Each number tells what it is made of. */
class ExplanationTest {

    // ---- pooled percentages

    @ParameterizedTest
    @ValueSource(strings = {"safeguarding", "roh", "lor", "1.1", "3.2", "1", "2", "3"})
    void every_pool_of_sefton_is_the_sum_of_its_questions(String id) {
        Explanation pool = sefton(id);

        List<Answered> questions =
                leaves(pool).stream()
                        .map(Explanation::answered)
                        .map(ExplanationTest::some)
                        .toList();
        Answered all = some(pool.answered());
        assertThat(questions.stream().mapToInt(Answered::sufficient).sum())
                .isEqualTo(all.sufficient());
        assertThat(questions.stream().mapToInt(Answered::insufficient).sum())
                .isEqualTo(all.insufficient());
        assertThat(questions.stream().mapToInt(Answered::notApplicable).sum())
                .isEqualTo(all.notApplicable());
        assertThat(questions)
                .allSatisfy(one ->
                        assertThat(one.sufficient() + one.insufficient() + one.notApplicable())
                                .isEqualTo(33));
    }

    @Test
    void a_headline_tells_its_rule_and_the_bands_with_what_is_known_of_them() {
        Explanation safeguarding = sefton("safeguarding");

        assertThat(safeguarding.title()).isEqualTo("Safeguarding");
        assertThat(safeguarding.rule())
                .contains("scored questions of this headline")
                .contains("half up")
                .contains("DRASTIC 0 to 44, SUBSTANTIAL 45 to 59, MODERATE 60 to 74");
        assertThat(safeguarding.figure()).isInstanceOf(Figure.Share.class);
        assertThat(((Figure.Share) safeguarding.figure()).tally().percent()).isEqualTo(38);
        assertThat(safeguarding.steps())
                .extracting(Step::label)
                .containsExactly("DRASTIC", "SUBSTANTIAL", "MODERATE", "MINIMUM");
        assertThat(safeguarding.steps())
                .extracting(Step::holds)
                .containsExactly(true, false, false, false);
        assertThat(safeguarding.steps().getFirst().status()).startsWith("verified: 44 is DRASTIC");
        assertThat(safeguarding.steps().getLast().status()).isEqualTo("default, not verified");
        assertThat(safeguarding.parts())
                .extracting(part -> part.figure().kind())
                .containsOnly(Figure.Kind.QUESTION);
    }

    @Test
    void a_section_is_made_of_criteria_and_has_no_band() {
        Explanation section = sefton("3");

        assertThat(section.title()).isEqualTo("Outcomes");
        assertThat(section.steps()).isEmpty();
        assertThat(section.rule()).doesNotContain("band");
        assertThat(section.parts())
                .extracting(part -> part.figure().id())
                .containsExactly("3.1", "3.2");
    }

    @Test
    void a_question_that_is_not_scored_says_so() {
        assertThat(sefton("1.1.1").rule()).contains("headline roh and the criterion 1.1");
        assertThat(sefton("1.2.17").rule()).contains("pooled into no other number");
        assertThat(leaves(sefton("lor")))
                .extracting(part -> part.figure().id())
                .contains("1.2.16")
                .doesNotContain("1.2.17");
    }

    @Test
    void what_the_scores_do_not_tell_cannot_be_explained() {
        Outcome outcome = JudgementsTest.read(List.of(announced())).outcome();

        assertThat(Explanation.of(outcome.scores(), 0, grounds(List.of(announced())), "overall"))
                .isEmpty();
        assertThat(Explanation.ids(outcome.scores()))
                .startsWith("safeguarding", "roh", "lor", "1")
                .contains("1.1", "1.1.1")
                .hasSize(3 + 3 + 8 + 79);
    }

    // ---- rated standards

    @Test
    void a_standard_names_the_key_question_that_fixes_it_and_the_discretion_used() {
        List<CaseEvent> events = rated();
        Explanation byRule = explain(events, "2.1");
        assertThat(byRule.title()).isEqualTo("Assessment");
        assertThat(byRule.rule()).startsWith("The lowest key question fixes the rating");
        assertThat(byRule.lowest()).containsExactly("2.1.child-safety");
        assertThat(byRule.adjustment()).isNull();
        assertThat(((Figure.OfStandard) byRule.figure()).rating().rating())
                .isEqualTo("Requires improvement");
        Explanation keyQuestion = byRule.parts().get(1);
        assertThat(keyQuestion.title()).isEqualTo("Assessment: keeps the child safe");
        assertThat(keyQuestion.answered()).isEqualTo(new Answered(3, 2, 1));
        assertThat(keyQuestion.rule()).contains("share of \"yes\"").contains("Good 65 to 79");
        assertThat(keyQuestion.steps())
                .extracting(Step::status)
                .containsOnly("default, not verified");

        events.add(
                new RatingAdjusted("2.1", "Requires improvement", "Good", "Recent work is good."));
        Explanation adjusted = explain(events, "2.1");
        assertThat(((Figure.OfStandard) adjusted.figure()).rating().rating()).isEqualTo("Good");
        assertThat(Objects.requireNonNull(adjusted.adjustment()).reason())
                .isEqualTo("Recent work is good.");
        assertThat(adjusted.rule()).contains("within 5 percentage points");
    }

    @Test
    void an_adjustment_without_effect_is_not_told() {
        List<CaseEvent> events = rated();
        events.add(new RatingAdjusted("2.1", "Inadequate", "Good", "As it once was."));

        assertThat(explain(events, "2.1").adjustment()).isNull();
    }

    @Test
    void a_standard_judged_by_evidence_has_no_parts_and_says_when_it_is_not_counted() {
        List<CaseEvent> events = rated();
        events.add(new StandardJudged("1.1", 1, "Good"));
        events.add(new StandardJudged("4.1", 1, "Good"));

        Explanation counted = explain(events, "1.1");
        assertThat(counted.rule()).startsWith("Judged by evidence").doesNotContain("not counted");
        assertThat(counted.parts()).isEmpty();
        assertThat(counted.lowest()).isEmpty();
        assertThat(explain(events, "4.1").rule()).contains("not counted in the overall rating");
    }

    @Test
    void the_overall_rating_tells_its_points_and_fractions() {
        List<CaseEvent> events = rated();
        Explanation before = explain(events, "overall");
        assertThat(before.rule()).contains("None is given before");
        assertThat(((Figure.Total) before.figure()).rating()).isNull();

        events.add(new StandardJudged("1.1", 1, "Good"));
        Explanation overall = explain(events, "overall");
        // 2.1 requires improvement: 1 of 3; 1.1 is good: 2 of 3
        assertThat(overall.figure()).isEqualTo(new Figure.Total(3, 6, "Requires improvement"));
        assertThat(overall.rule()).contains("Inadequate up to 1/6").contains("Good up to 5/6");
        assertThat(overall.steps())
                .containsExactly(
                        new Step("Inadequate", 0, 1, null, false),
                        new Step("Requires improvement", 2, 3, null, true),
                        new Step("Good", 4, 5, null, false),
                        new Step("Outstanding", 6, 6, null, false));
        assertThat(overall.parts()).hasSize(13);
    }

    @Test
    void before_anything_is_rated_there_is_nothing_to_read_off() {
        List<CaseEvent> events = List.of(announced(Scoring.yj2021()), sampled("A"));

        assertThat(explain(events, "overall").steps()).isEmpty();
        assertThat(explain(events, "2.1").lowest()).isEmpty();
        assertThat(explain(events, "2.1.desistance").steps())
                .extracting(Step::holds)
                .containsOnly(false);
    }

    // ---- what they rest on

    @Test
    void percentages_rest_on_the_announcement_alone_and_ratings_on_the_latest_adjustments_too() {
        var reader = new Grounds.Reader();
        assertThatThrownBy(reader::grounds)
                .hasMessage("An inspection begins with its announcement.");
        reader.read(announced());
        assertThat(reader.complete()).isTrue();

        List<CaseEvent> events = rated();
        var first = new RatingAdjusted("2.1", "Requires improvement", "Good", "One.");
        var second = new RatingAdjusted("2.1", "Requires improvement", "Good", "Two.");
        events.addAll(List.of(first, second));
        var rated = new Grounds.Reader();
        events.forEach(event -> {
            rated.read(event);
            assertThat(rated.complete()).isFalse();
        });
        assertThat(rated.grounds().adjustments()).containsExactly(Map.entry("2.1", second));
    }

    /** 2.1: desistance 80 %, child-safety 60 % and public-safety not applicable. */
    private static List<CaseEvent> rated() {
        var events = new ArrayList<CaseEvent>();
        events.add(announced(Scoring.yj2021()));
        List<String> desistance = List.of("yes", "yes", "yes", "yes", "no", "not-applicable");
        List<String> childSafety = List.of("yes", "no", "yes", "no", "yes", "not-applicable");
        for (int i = 0; i < desistance.size(); i++) {
            events.add(sampled("case-" + i));
            events.add(
                    judged(
                            "case-" + i,
                            1,
                            "2.1.desistance",
                            desistance.get(i),
                            "2.1.child-safety",
                            childSafety.get(i)));
        }
        return events;
    }

    private static Explanation explain(List<CaseEvent> events, String id) {
        Outcome outcome = JudgementsTest.read(events).outcome();
        return Explanation.of(outcome.scores(), outcome.judged(), grounds(events), id)
                .orElseThrow();
    }

    private static Grounds grounds(List<CaseEvent> events) {
        var reader = new Grounds.Reader();
        events.forEach(reader::read);
        return reader.grounds();
    }

    private static Explanation sefton(String id) {
        var events = new ArrayList<CaseEvent>();
        events.add(announced());
        SeftonTest.judgements()
                .forEach(judged -> {
                    events.add(sampled(judged.caseId()));
                    events.add(judged);
                });
        return explain(events, id);
    }

    private static List<Explanation> leaves(Explanation of) {
        return of.parts().isEmpty()
                ? List.of(of)
                : of.parts().stream().flatMap(part -> leaves(part).stream()).toList();
    }

    private static Answered some(@Nullable Answered value) {
        return Objects.requireNonNull(value);
    }
}
