package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.inspection.scoring.domain.Scoring.yj2021;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.Overall;
import uk.inspection.contract.Framework.OverallBand;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.scoring.domain.RatedStandards.Share;

class RatedStandardsTest {

    @Test
    void a_key_question_is_the_share_of_yes_among_yes_and_no_with_its_band_and_interval() {
        StandardRating assessment = of("2.1", score(1, 7, 0, 8, 8, 8));

        assertThat(assessment.keyQuestions())
                .containsExactly(
                        new Tally("2.1.desistance", 1, 8, 13, "Inadequate", new Interval(2, 48)),
                        new Tally("2.1.child-safety", 0, 8, 0, "Inadequate", new Interval(0, 33)),
                        new Tally(
                                "2.1.public-safety",
                                8,
                                16,
                                50,
                                "Requires improvement",
                                new Interval(27, 73)));
    }

    @Test
    void the_lowest_key_question_fixes_the_rating() {
        assertThat(of("2.1", score(8, 2, 9, 1, 64, 36)))
                .extracting(StandardRating::rating, StandardRating::points, StandardRating::byRule)
                .containsExactly("Requires improvement", 1, null);
    }

    @Test
    void a_key_question_that_applied_to_no_case_is_left_out() {
        StandardRating assessment = of("2.1", score(8, 2, 0, 0, 9, 1));

        assertThat(assessment.rating()).isEqualTo("Outstanding");
        assertThat(assessment.keyQuestions().get(1))
                .isEqualTo(new Tally("2.1.child-safety", 0, 0, null, null, null));
    }

    @Test
    void a_standard_whose_key_questions_applied_to_no_case_is_not_rated_and_has_no_points() {
        Scores.Rated scores = score(0, 0, 0, 0, 0, 0);

        assertThat(of("2.1", scores).rating()).isNull();
        assertThat(of("2.1", scores).points()).isNull();
        assertThat(scores.points()).isZero();
        assertThat(scores.maximum()).isZero();
        assertThat(scores.overall()).isNull();
    }

    @Test
    void standards_are_listed_in_the_framework_s_order_rated_or_not() {
        assertThat(score(1, 0, 1, 0, 1, 0).standards())
                .extracting(StandardRating::id)
                .containsExactlyElementsOf(
                        yj2021().standards().stream().map(Standard::id).toList());
    }

    @Test
    void there_is_no_overall_rating_from_cases_alone() {
        Scores.Rated scores = score(1, 0, 1, 0, 1, 0);

        assertThat(scores.points()).isEqualTo(3);
        assertThat(scores.maximum()).isEqualTo(3);
        assertThat(scores.overall()).isNull();
    }

    @Test
    void there_is_no_overall_rating_from_evidence_alone() {
        var scorer = new RatedStandards(yj2021());

        assertThat(scorer.score(none(scorer), Ratings.NONE.judge("1.1", "Good")).overall())
                .isNull();
    }

    @Test
    void resettlement_is_no_evidence_for_an_overall_rating() {
        var scorer = new RatedStandards(yj2021());
        Scores.Rated scores =
                scorer.score(counts(scorer, 1, 0, 1, 0, 1, 0), Ratings.NONE.judge("4.1", "Good"));

        assertThat(of("4.1", scores))
                .isEqualTo(new StandardRating("4.1", List.of(), "Good", null, 2, false));
        assertThat(scores.maximum()).isEqualTo(3);
        assertThat(scores.overall()).isNull();
    }

    @Test
    void one_standard_by_cases_and_one_by_evidence_give_an_overall_rating() {
        var scorer = new RatedStandards(yj2021());
        Scores.Rated scores =
                scorer.score(counts(scorer, 1, 0, 1, 0, 1, 0), Ratings.NONE.judge("1.1", "Good"));

        assertThat(scores.points()).isEqualTo(5);
        assertThat(scores.maximum()).isEqualTo(6);
        assertThat(scores.overall()).isEqualTo("Good");
    }

    @Test
    void an_overall_rating_that_must_be_is_given_over_whatever_is_rated() {
        Framework.RatedStandards yj = yj2021();
        var scorer =
                new RatedStandards(
                        with(
                                yj,
                                new Overall(yj.overall().rule(), yj.overall().bands(), false, null),
                                yj.standards()));

        assertThat(scorer.score(none(scorer), Ratings.NONE.judge("1.1", "Good")).overall())
                .isEqualTo("Good");
        assertThat(scorer.score(none(scorer), Ratings.NONE.judge("4.1", "Good")).overall())
                .isNull();
    }

    @Test
    void a_framework_that_knows_only_evidence_needs_no_cases_for_its_overall_rating() {
        var scorer = standardsByEvidence(3);

        assertThat(scorer.framework().overall().nullable()).isTrue();
        assertThat(scorer.score(none(scorer), Ratings.NONE.judge("S1", "Good")).overall())
                .isEqualTo("Good");
    }

    @ParameterizedTest
    @CsvSource({
        // percent, by the rule, to, and what counts
        "44, Inadequate, Requires improvement, Inadequate",
        "45, Inadequate, Requires improvement, Requires improvement",
        "49, Inadequate, Requires improvement, Requires improvement",
        "49, Inadequate, Good, Inadequate",
        "50, Requires improvement, Inadequate, Inadequate",
        "54, Requires improvement, Inadequate, Inadequate",
        "55, Requires improvement, Inadequate, Requires improvement",
        "59, Requires improvement, Good, Requires improvement",
        "60, Requires improvement, Good, Good",
        "74, Good, Outstanding, Good",
        "75, Good, Outstanding, Outstanding",
        "84, Outstanding, Good, Good",
        "85, Outstanding, Good, Outstanding"
    })
    void discretion_reaches_five_points_up_and_down_from_the_lowest_percent(
            int percent, String byRule, String to, String counts) {
        var scorer = new RatedStandards(yj2021());
        StandardRating rating =
                of(
                        "2.1",
                        scorer.score(
                                counts(scorer, 100, 0, percent, 100 - percent, 100, 0),
                                Ratings.NONE.adjust("2.1", byRule, to)));

        assertThat(rating.rating()).isEqualTo(counts);
        assertThat(rating.byRule()).isEqualTo(counts.equals(byRule) ? null : byRule);
    }

    @Test
    void an_adjusted_rating_counts_with_its_own_points() {
        var scorer = new RatedStandards(yj2021());
        Scores.Rated scores =
                scorer.score(
                        counts(scorer, 49, 51, 1, 0, 1, 0),
                        Ratings.NONE.adjust("2.1", "Inadequate", "Requires improvement"));

        assertThat(of("2.1", scores).points()).isEqualTo(1);
        assertThat(scores.points()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1/6, 6, 36, true",
        "1/6, 7, 36, false",
        "1/2, 18, 36, true",
        "1/2, 19, 36, false",
        "5/6, 30, 36, true",
        "5/6, 31, 36, false",
        "1, 36, 36, true",
        "1/6, 1, 24, true",
        "1/6, 3, 21, true",
        "1/6, 4, 21, false",
        "1/2, 10, 21, true",
        "1/2, 11, 21, false",
        "1, 2147483647, 2147483647, true"
    })
    void a_fraction_of_the_maximum_is_compared_exactly(
            String fraction, int points, int maximum, boolean within) {
        assertThat(Share.of(new OverallBand("Good", fraction)).holds(points, maximum))
                .isEqualTo(within);
    }

    @Test
    void the_victims_standard_of_2025_is_rated_by_its_own_questions() {
        var scorer =
                new RatedStandards(
                        (Framework.RatedStandards) Frameworks.newest("iyjs-2025").orElseThrow());
        Counts counts =
                CaseTally.none(scorer.questions())
                        .sample("A")
                        .judge("A", Scoring.answers("V1.1", "yes", "V1.2", "no"))
                        .counts();
        Scores.Rated scores = scorer.score(counts, Ratings.NONE);

        assertThat(of("V1", scores).rating()).isEqualTo("Inadequate");
        assertThat(of("V1", scores).keyQuestions())
                .extracting(Tally::id)
                .containsExactly("V1.1", "V1.2");
        assertThat(scores.maximum()).isEqualTo(3);
    }

    @Test
    void a_rule_that_this_build_does_not_know_is_refused() {
        Framework.RatedStandards yj = yj2021();

        assertThatThrownBy(() ->
                        new RatedStandards(
                                with(
                                        yj,
                                        "down",
                                        "lowest-key-question",
                                        yj.caseBands(),
                                        yj.overall(),
                                        yj.standards())))
                .hasMessage("Ratings cannot be rounded \"down\".");
        assertThatThrownBy(() ->
                        new RatedStandards(
                                with(
                                        yj,
                                        "half-up",
                                        "average",
                                        yj.caseBands(),
                                        yj.overall(),
                                        yj.standards())))
                .hasMessage("Ratings cannot be given by cases by the rule \"average\".");
        assertThatThrownBy(() ->
                        new RatedStandards(
                                with(
                                        yj,
                                        new Overall("median", yj.overall().bands(), true, null),
                                        yj.standards())))
                .hasMessage("Ratings cannot be added up by the rule \"median\".");
        assertThatThrownBy(() ->
                        new RatedStandards(
                                with(
                                        yj,
                                        "half-up",
                                        "lowest-key-question",
                                        List.of(new Band("Fair", 0, 100, null)),
                                        yj.overall(),
                                        yj.standards())))
                .hasMessage("The framework has no rating \"Fair\".");
    }

    /** A framework of so many standards S0, S1 and so on, all judged by evidence. */
    static RatedStandards standardsByEvidence(int number) {
        Framework.RatedStandards yj = yj2021();
        var standards = new ArrayList<Standard>();
        for (int i = 0; i < number; i++) {
            standards.add(new Standard("S" + i, "1", "Standard", null, null, null, null));
        }
        return new RatedStandards(with(yj, yj.overall(), standards));
    }

    static Framework.RatedStandards with(
            Framework.RatedStandards framework, Overall overall, List<Standard> standards) {
        return with(
                framework,
                framework.rounding(),
                framework.standardRule(),
                framework.caseBands(),
                overall,
                standards);
    }

    private static Framework.RatedStandards with(
            Framework.RatedStandards framework,
            String rounding,
            String standardRule,
            List<Band> caseBands,
            Overall overall,
            List<Standard> standards) {
        return new Framework.RatedStandards(
                framework.id(),
                framework.version(),
                framework.title(),
                framework.inForce(),
                rounding,
                framework.answers(),
                framework.ratings(),
                caseBands,
                standardRule,
                framework.standardRuleStatus(),
                framework.discretion(),
                overall,
                framework.reinspection(),
                framework.plan(),
                framework.sample(),
                framework.domains(),
                standards,
                framework.keyQuestions());
    }

    /** Yes and no for each of the three key questions of 2.1. */
    private static Scores.Rated score(int... yesAndNo) {
        var scorer = new RatedStandards(yj2021());
        return scorer.score(counts(scorer, yesAndNo), Ratings.NONE);
    }

    private static Counts counts(RatedStandards scorer, int... yesAndNo) {
        CaseTally tally = CaseTally.none(scorer.questions());
        List<String> questions = List.of("2.1.desistance", "2.1.child-safety", "2.1.public-safety");
        int cases = 0;
        for (int i = 0; i < yesAndNo.length; i++) {
            for (int n = 0; n < yesAndNo[i]; n++) {
                String caseId = "case-" + cases++;
                tally =
                        tally.sample(caseId)
                                .judge(
                                        caseId,
                                        Scoring.answers(
                                                questions.get(i / 2), i % 2 == 0 ? "yes" : "no"));
            }
        }
        return tally.counts();
    }

    private static Counts none(RatedStandards scorer) {
        return Counts.none(scorer.questions().size());
    }

    private static StandardRating of(String standard, Scores.Rated scores) {
        return scores.standards().stream()
                .filter(rating -> rating.id().equals(standard))
                .findFirst()
                .orElseThrow();
    }
}
