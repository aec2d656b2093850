package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Frameworks;

class IndependentJudgementsTest {
    private static final String YES = "sufficient";
    private static final String NO = "insufficient";
    private static final String NOT = "not-applicable";

    private final IndependentJudgements judgements = new IndependentJudgements();

    @Test
    void an_independent_judgement_is_compared_with_the_first_inspectors() {
        given("lead", Scoring.announced());
        given("ann", Scoring.judged("A", 1, "1.1.1", YES, "1.1.2", NO, "1.1.3", NOT));
        given("bob", independent("A", "1.1.1", YES, "1.1.2", YES, "1.1.3", NOT));

        Agreement agreement = judgements.agreement();
        assertThat(agreement.cases()).isEqualTo(1);
        assertThat(agreement.judgements()).isEqualTo(1);
        assertThat(agreement.compared()).isEqualTo(3);
        assertThat(agreement.agreed()).isEqualTo(2);
        assertThat(agreement.percent()).isEqualTo(67);
        // po 2/3; pe (1 x 2 + 1 x 0 + 1 x 1) / 9 = 1/3
        assertThat(agreement.kappa()).isEqualTo(new BigDecimal("0.500"));
        assertThat(agreement.table())
                .containsExactly(
                        new Agreement.Cell(YES, YES, 1),
                        new Agreement.Cell(YES, NO, 0),
                        new Agreement.Cell(YES, NOT, 0),
                        new Agreement.Cell(NO, YES, 1),
                        new Agreement.Cell(NO, NO, 0),
                        new Agreement.Cell(NO, NOT, 0),
                        new Agreement.Cell(NOT, YES, 0),
                        new Agreement.Cell(NOT, NO, 0),
                        new Agreement.Cell(NOT, NOT, 1));
        assertThat(question(agreement, "1.1.2"))
                .isEqualTo(new Agreement.OfQuestion("1.1.2", 1, 0, 0, new BigDecimal("0.000")));
        assertThat(agreement.pairs())
                .containsExactly(
                        new Agreement.OfPair("ann", "bob", 1, 3, 2, 67, new BigDecimal("0.500")));
    }

    @Test
    void every_question_is_listed_also_where_nothing_was_compared() {
        given("lead", Scoring.announced());
        assertThat(judgements.agreement().questions())
                .hasSize(79)
                .contains(new Agreement.OfQuestion("1.1.1", 0, 0, null, null));
        assertThat(judgements.agreement().pairs()).isEmpty();
        assertThat(judgements.agreement().kappa()).isNull();
    }

    @Test
    void each_pair_of_inspectors_has_its_own_measure() {
        given("lead", Scoring.announced());
        given("ann", Scoring.judged("A", 1, "1.1.1", YES));
        given("ann", Scoring.judged("B", 1, "1.1.1", NO));
        given("bob", Scoring.judged("C", 1, "1.1.1", NO));
        given("bob", independent("A", "1.1.1", YES));
        given("bob", independent("B", "1.1.1", NO));
        given("cat", independent("A", "1.1.1", NO));
        given("ann", independent("C", "1.1.1", YES));

        Agreement agreement = judgements.agreement();
        assertThat(agreement.cases()).isEqualTo(3);
        assertThat(agreement.judgements()).isEqualTo(4);
        assertThat(agreement.pairs())
                .containsExactly(
                        new Agreement.OfPair("ann", "bob", 2, 2, 2, 100, new BigDecimal("1.000")),
                        new Agreement.OfPair("ann", "cat", 1, 1, 0, 0, new BigDecimal("0.000")),
                        new Agreement.OfPair("bob", "ann", 1, 1, 0, 0, new BigDecimal("0.000")));
    }

    @Test
    void judging_again_after_the_second_inspector_brings_no_agreement() {
        given("lead", Scoring.announced());
        given("ann", Scoring.judged("A", 1, "1.1.1", NO));
        given("bob", independent("A", "1.1.1", YES));
        given("ann", Scoring.judged("A", 2, "1.1.1", YES));

        assertThat(judgements.agreement().judgements()).isEqualTo(1);
        assertThat(question(judgements.agreement(), "1.1.1").agreed()).isZero();
    }

    @Test
    void the_latest_of_an_inspectors_independent_judgements_meets_what_stood_then() {
        given("lead", Scoring.announced());
        given("ann", Scoring.judged("A", 1, "1.1.1", NO));
        given("bob", independent("A", "1.1.1", NO));
        given("ann", Scoring.judged("A", 2, "1.1.1", YES));
        given("bob", independent("A", "1.1.1", YES));
        given("ann", Scoring.judged("A", 3, "1.1.1", NO));

        assertThat(judgements.agreement().judgements()).isEqualTo(1);
        assertThat(question(judgements.agreement(), "1.1.1").agreed()).isEqualTo(1);
    }

    @Test
    void each_independent_judgement_is_paired_with_who_had_judged_by_then() {
        given("lead", Scoring.announced());
        given("ann", Scoring.judged("A", 1, "1.1.1", YES));
        given("bob", independent("A", "1.1.1", YES));
        given("cat", Scoring.judged("A", 2, "1.1.1", NO));
        given("dan", independent("A", "1.1.1", YES));

        assertThat(judgements.agreement().cases()).isEqualTo(1);
        assertThat(judgements.agreement().pairs())
                .extracting(pair -> pair.first() + " " + pair.second() + " " + pair.agreed())
                .containsExactly("ann bob 1", "cat dan 0");
    }

    @Test
    void moderation_is_not_independent_and_changes_nothing() {
        given("lead", Scoring.announced());
        given("ann", Scoring.judged("A", 1, "1.1.1", YES));
        given("bob", independent("A", "1.1.1", NO));
        Agreement before = judgements.agreement();
        given(
                "lead",
                new CaseModerated(
                        "A", 2, Scoring.answers("1.1.1", NO), ModerationReason.CONSISTENCY));

        assertThat(judgements.agreement()).isEqualTo(before);
        assertThat(before.agreed()).isZero();
    }

    @Test
    void a_withdrawn_case_is_left_out_and_begins_anew_when_it_is_sampled_again() {
        given("lead", Scoring.announced());
        given("ann", Scoring.judged("A", 1, "1.1.1", YES));
        given("bob", independent("A", "1.1.1", NO));
        given("lead", new CaseWithdrawn("A", WithdrawalReason.TRANSFERRED));
        assertThat(judgements.agreement().compared()).isZero();

        given("lead", Scoring.sampled("A"));
        given("ann", Scoring.judged("A", 1, "1.1.1", YES));
        assertThat(judgements.agreement().compared()).isZero();
    }

    @Test
    void an_independent_judgement_of_a_case_that_is_not_judged_is_compared_with_nothing() {
        given("lead", Scoring.announced());
        given("bob", independent("A", "1.1.1", YES));
        given("ann", Scoring.judged("A", 1, "1.1.1", YES));
        assertThat(judgements.agreement().cases()).isZero();
    }

    @Test
    void under_rated_standards_a_domain_that_one_of_the_two_left_out_is_not_applicable_to_him() {
        given("lead", Scoring.announced(Frameworks.newest("yj-2021").orElseThrow()));
        given("ann", Scoring.judged("A", 1, "2.1.desistance", "yes", "2.1.child-safety", "no"));
        given("bob", independent("A", "2.1.desistance", "yes", "3.1.desistance", "no"));

        Agreement agreement = judgements.agreement();
        assertThat(agreement.compared()).isEqualTo(3);
        assertThat(agreement.table())
                .contains(
                        new Agreement.Cell("yes", "yes", 1),
                        new Agreement.Cell("no", NOT, 1),
                        new Agreement.Cell(NOT, "no", 1),
                        new Agreement.Cell(NOT, NOT, 0));
        assertThat(question(agreement, "3.1.child-safety").compared()).isZero();
    }

    @Test
    void a_question_that_the_framework_does_not_have_is_seen_and_not_left_out() {
        given("lead", Scoring.announced());
        given("ann", Scoring.judged("A", 1, "1.1.1", YES));
        given("bob", independent("A", "9.9.9", YES));
        assertThatThrownBy(judgements::agreement)
                .hasMessage("The framework has no question \"9.9.9\".");
    }

    @Test
    void the_order_of_the_cases_does_not_matter() {
        var random = new Random(41);
        var said = new ArrayList<List<Said>>();
        for (int i = 0; i < 40; i++) {
            said.add(
                    List.of(
                            new Said("ann", Scoring.judged("case-" + i, 1, any(random))),
                            new Said("bob", independent("case-" + i, any(random)))));
        }
        var shuffled = new ArrayList<>(said);
        Collections.shuffle(shuffled, random);
        assertThat(agreement(shuffled.stream().flatMap(List::stream).toList()))
                .as("seed 41")
                .isEqualTo(agreement(said.stream().flatMap(List::stream).toList()));
    }

    @Test
    void the_questions_and_the_pairs_add_up_to_the_inspection() {
        var random = new Random(43);
        var said = new ArrayList<Said>();
        for (int i = 0; i < 60; i++) {
            said.add(new Said("first-" + i % 3, Scoring.judged("case-" + i, 1, any(random))));
            said.add(new Said("second-" + i % 2, independent("case-" + i, any(random))));
        }
        Agreement agreement = agreement(said);
        assertThat(agreement.questions().stream().mapToInt(Agreement.OfQuestion::compared).sum())
                .isEqualTo(agreement.compared())
                .isEqualTo(agreement.pairs().stream().mapToInt(p -> p.compared()).sum())
                .isEqualTo(agreement.table().stream().mapToInt(c -> c.answers()).sum());
        assertThat(agreement.questions().stream().mapToInt(Agreement.OfQuestion::agreed).sum())
                .isEqualTo(agreement.agreed())
                .isEqualTo(agreement.pairs().stream().mapToInt(p -> p.agreed()).sum());
        assertThat(agreement.pairs()).hasSize(6);
        assertThat(agreement.pairs().stream().mapToInt(p -> p.cases()).sum()).isEqualTo(60);
    }

    @Test
    void what_was_never_announced_has_no_questions_to_compare() {
        assertThatThrownBy(judgements::agreement)
                .hasMessage("An inspection begins with its announcement.");
    }

    private record Said(String actor, CaseEvent event) {}

    private static Agreement agreement(List<Said> said) {
        var judgements = new IndependentJudgements();
        judgements.apply("lead", new Fact.OfCases(1, Scoring.announced()));
        said.forEach(one -> judgements.apply(one.actor(), new Fact.OfCases(2, one.event())));
        return judgements.agreement();
    }

    private void given(String actor, CaseEvent event) {
        judgements.apply(actor, new Fact.OfCases(judgements.caseVersion() + 1, event));
    }

    private static Agreement.OfQuestion question(Agreement agreement, String id) {
        return agreement.questions().stream()
                .filter(question -> question.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static CaseJudgedIndependently independent(String caseId, String... answers) {
        return new CaseJudgedIndependently(caseId, 1, Scoring.answers(answers));
    }

    private static String[] any(Random random) {
        List<String> codes = List.of(YES, NO, NOT);
        var answers = new ArrayList<String>();
        for (String question : List.of("1.1.1", "1.1.2", "1.2.1", "2.1.1")) {
            answers.add(question);
            answers.add(codes.get(random.nextInt(codes.size())));
        }
        return answers.toArray(String[]::new);
    }
}
