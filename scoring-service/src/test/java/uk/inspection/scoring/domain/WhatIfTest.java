package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.scoring.domain.Scoring.announced;
import static uk.inspection.scoring.domain.Scoring.judged;
import static uk.inspection.scoring.domain.Scoring.sampled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.Scores;
import uk.inspection.scoring.domain.WhatIf.Comparison;
import uk.inspection.scoring.domain.WhatIf.Violation;

/** What would have been, beside what is. */
class WhatIfTest {
    private static final WhatIf NOTHING = new WhatIf(null, null, List.of(), Map.of(), Map.of());

    // ---- pooled percentages

    @Test
    void other_bands_read_the_same_percent_otherwise() {
        Judgements sefton = sefton();
        WhatIf whatIf = bands(band("LOW", 0, 37), band("HIGH", 38, 100));

        Comparison comparison = asked(whatIf, sefton);

        assertThat(comparison.asItStands()).isEqualTo(sefton.outcome());
        assertThat(headline(comparison.asItStands(), 0).band()).isEqualTo("DRASTIC");
        assertThat(headline(comparison.whatIf(), 0).band()).isEqualTo("HIGH");
        assertThat(headline(comparison.whatIf(), 0).percent()).isEqualTo(38);
        assertThat(headline(comparison.whatIf(), 1).band()).isEqualTo("LOW");
        assertThat(comparison.asItStands().reinspection().proposed()).isTrue();
        assertThat(comparison.whatIf().reinspection().proposed()).isFalse();
        // what has a band differs: three headlines and eight criteria
        assertThat(comparison.changes()).hasSize(11);
    }

    @Test
    void a_case_left_out_is_as_one_never_sampled() {
        Judgements sefton = sefton();
        Comparison comparison = asked(without("SEF09-01"), sefton);

        assertThat(comparison.whatIf().sampled()).isEqualTo(32);
        assertThat(comparison.whatIf().judged()).isEqualTo(32);
        var events = new ArrayList<CaseEvent>();
        events.add(announced());
        SeftonTest.judgements().stream()
                .filter(judged -> !judged.caseId().equals("SEF09-01"))
                .forEach(judged -> {
                    events.add(sampled(judged.caseId()));
                    events.add(judged);
                });
        assertThat(comparison.whatIf().scores())
                .isEqualTo(JudgementsTest.read(events).outcome().scores());
    }

    @Test
    void changed_answers_leave_the_others_of_the_case_and_list_what_moved() {
        Judgements judgements =
                JudgementsTest.read(
                        List.of(
                                announced(),
                                sampled("A"),
                                judged("A", 1, "1.1.1", "insufficient", "1.1.2", "sufficient")));
        Comparison comparison = asked(answers("A", "1.1.1", "sufficient"), judgements);

        assertThat(comparison.changes())
                .extracting(change -> id(change.after()))
                .containsExactly("roh", "1", "1.1", "1.1.1");
        assertThat(headline(comparison.whatIf(), 1).percent()).isEqualTo(100);
        assertThat(headline(comparison.asItStands(), 1).percent()).isEqualTo(50);
    }

    @Test
    void a_case_that_was_not_judged_can_be_asked_as_if_it_were() {
        Judgements judgements = JudgementsTest.read(List.of(announced(), sampled("A")));
        Comparison comparison = asked(answers("A", "1.1.1", "sufficient"), judgements);

        assertThat(comparison.asItStands().judged()).isZero();
        assertThat(comparison.whatIf().judged()).isEqualTo(1);
    }

    @Test
    void another_version_leaves_out_the_questions_it_lacks_and_adds_its_own() {
        Framework.PooledPercentage now = Scoring.cci2009();
        List<Question> questions = new ArrayList<>(now.questions());
        questions.removeFirst();
        questions.add(
                new Question("9.9.9", "1.1", "roh", Framework.Phase.ALL, null, "Was it seen?"));
        Framework other = version2(now, questions);
        Judgements judgements =
                JudgementsTest.read(
                        List.of(
                                announced(),
                                sampled("A"),
                                judged("A", 1, "1.1.1", "insufficient", "1.1.2", "sufficient")));

        Comparison comparison =
                asked(new WhatIf(null, other, List.of(), Map.of(), Map.of()), judgements);

        assertThat(comparison.leftOut()).containsExactly("1.1.1");
        assertThat(comparison.added()).containsExactly("9.9.9");
        assertThat(comparison.whatIf().framework().version()).isEqualTo(2);
        assertThat(headline(comparison.whatIf(), 1).applicable()).isEqualTo(1);
        assertThat(comparison.changes())
                .anySatisfy(change -> {
                    assertThat(id(change.before())).isEqualTo("1.1.1");
                    assertThat(change.after()).isNull();
                })
                .anySatisfy(change -> {
                    assertThat(change.before()).isNull();
                    assertThat(id(change.after())).isEqualTo("9.9.9");
                });
    }

    // ---- rated standards

    @Test
    void a_standard_rated_otherwise_moves_the_overall_rating() {
        Comparison comparison = asked(standard("1.1", "Outstanding"), rated());

        assertThat(overall(comparison.asItStands())).isEqualTo("Requires improvement");
        assertThat(overall(comparison.whatIf())).isEqualTo("Good");
        assertThat(comparison.changes())
                .extracting(change -> id(change.after()))
                .containsExactly("overall", "1.1");
    }

    @Test
    void a_standard_not_rated_leaves_no_overall_rating() {
        Comparison comparison = asked(standard("1.1", null), rated());

        assertThat(overall(comparison.whatIf())).isNull();
    }

    @Test
    void an_adjustment_stays_while_the_rule_gives_what_it_began_from() {
        List<CaseEvent> events = ratedEvents();
        events.add(new RatingAdjusted("2.1", "Requires improvement", "Good", "Recent work."));
        Judgements judgements = JudgementsTest.read(events);

        assertThat(rating(judgements.outcome(), "2.1")).isEqualTo("Good");
        Comparison stays = asked(standard("1.1", "Good"), judgements);
        assertThat(rating(stays.whatIf(), "2.1")).isEqualTo("Good");
        Comparison gone = asked(answers("case-0", "2.1.desistance", "no"), judgements);
        assertThat(rating(gone.whatIf(), "2.1")).isEqualTo("Inadequate");
    }

    @Test
    void other_case_bands_rate_the_standards_otherwise() {
        WhatIf whatIf =
                bands(
                        band("Inadequate", 0, 60),
                        band("Requires improvement", 61, 70),
                        band("Good", 71, 80),
                        band("Outstanding", 81, 100));

        assertThat(rating(asked(whatIf, rated()).whatIf(), "2.1")).isEqualTo("Inadequate");
    }

    @Test
    void an_earlier_regime_leaves_out_what_it_judged_otherwise() {
        List<CaseEvent> events = ratedEvents();
        events.add(new StandardJudged("3.4", 1, "Good"));
        Framework yj2018 = Frameworks.newest("yj-2018").orElseThrow();

        Comparison comparison =
                asked(
                        new WhatIf(null, yj2018, List.of(), Map.of(), Map.of()),
                        JudgementsTest.read(events));

        // out-of-court policy was judged by evidence from 2021 on, by cases before
        assertThat(comparison.leftOut()).containsExactly("3.4");
        assertThat(comparison.added())
                .containsExactly("3.4.desistance", "3.4.child-safety", "3.4.public-safety");
        assertThat(rating(comparison.whatIf(), "3.4")).isNull();
        assertThat(rating(comparison.whatIf(), "1.1")).isEqualTo("Good");
    }

    // ---- refusals

    @Test
    void something_must_be_asked() {
        assertThat(NOTHING.violations(sefton()))
                .containsExactly(new Violation("body", "must change something"));
    }

    @Test
    void bands_must_cover_every_percent_once() {
        assertThat(places(bands(band("A", 0, 49), band("B", 51, 100))))
                .containsExactly("bands[1].from");
        assertThat(places(bands(band("A", 0, 50), band("B", 50, 100))))
                .containsExactly("bands[1].from");
        assertThat(places(bands(band("A", 1, 100)))).containsExactly("bands[0].from");
        assertThat(places(bands(band("A", 0, 99)))).containsExactly("bands[0].to");
        assertThat(places(bands(band("A", 0, 49), band("A", 50, 100))))
                .containsExactly("bands[1].label");
        assertThat(places(bands(band("A", 0, 60), band("B", 61, 40), band("C", 41, 100))))
                .containsExactly("bands[1].to");
        assertThat(places(bands())).containsExactly("bands");
        assertThat(places(bands(band("A", 0, 50), band("B", 51, 100)))).isEmpty();
    }

    @Test
    void bands_of_rated_standards_carry_ratings() {
        assertThat(places(bands(band("Poor", 0, 49), band("Good", 50, 100)), rated()))
                .containsExactly("bands[0].label");
    }

    @Test
    void another_method_is_refused() {
        assertThat(places(new WhatIf(null, Scoring.yj2021(), List.of(), Map.of(), Map.of())))
                .containsExactly("framework");
    }

    @Test
    void unknown_cases_questions_codes_standards_and_ratings_are_named() {
        assertThat(places(without("SEF09-01", "none"))).containsExactly("withoutCases[1]");
        assertThat(places(answers("none", "1.1.1", "sufficient"))).containsExactly("answers.none");
        assertThat(places(answers("SEF09-01", "9.9", "sufficient")))
                .containsExactly("answers.SEF09-01.9.9");
        assertThat(places(answers("SEF09-01", "1.1.1", "yes")))
                .containsExactly("answers.SEF09-01.1.1.1");
        assertThat(places(answers("SEF09-01", "1.1.1", null)))
                .containsExactly("answers.SEF09-01.1.1.1");
        assertThat(
                        places(
                                new WhatIf(
                                        null,
                                        null,
                                        List.of("SEF09-01"),
                                        Map.of("SEF09-01", Map.of("1.1.1", "sufficient")),
                                        Map.of())))
                .containsExactly("answers.SEF09-01");
        assertThat(
                        places(
                                new WhatIf(
                                        null,
                                        null,
                                        List.of(),
                                        Map.of("SEF09-01", Map.of()),
                                        Map.of())))
                .containsExactly("answers.SEF09-01");
        assertThat(places(standard("1.1", "Good"))).containsExactly("standards.1.1");
        assertThat(places(standard("9.9", "Good"), rated())).containsExactly("standards.9.9");
        assertThat(places(standard("2.1", "Good"), rated())).containsExactly("standards.2.1");
        assertThat(places(standard("1.1", "Fine"), rated())).containsExactly("standards.1.1");
    }

    // ---- the words of these tests

    private static Comparison asked(WhatIf whatIf, Judgements judgements) {
        assertThat(whatIf.violations(judgements)).isEmpty();
        return whatIf.compare(judgements);
    }

    private static List<String> places(WhatIf whatIf) {
        return places(whatIf, sefton());
    }

    private static List<String> places(WhatIf whatIf, Judgements judgements) {
        return whatIf.violations(judgements).stream().map(Violation::field).toList();
    }

    private static WhatIf bands(Band... bands) {
        return new WhatIf(List.of(bands), null, List.of(), Map.of(), Map.of());
    }

    private static Band band(String label, int from, int to) {
        return new Band(label, from, to, null);
    }

    private static WhatIf without(String... caseIds) {
        return new WhatIf(null, null, Arrays.asList(caseIds), Map.of(), Map.of());
    }

    private static WhatIf answers(String caseId, String question, @Nullable String code) {
        Map<String, @Nullable String> changed = new HashMap<>();
        changed.put(question, code);
        return new WhatIf(null, null, List.of(), Map.of(caseId, changed), Map.of());
    }

    private static WhatIf standard(String id, @Nullable String rating) {
        Map<String, @Nullable String> standards = new HashMap<>();
        standards.put(id, rating);
        return new WhatIf(null, null, List.of(), Map.of(), standards);
    }

    private static Judgements sefton() {
        var events = new ArrayList<CaseEvent>();
        events.add(announced());
        SeftonTest.judgements()
                .forEach(judged -> {
                    events.add(sampled(judged.caseId()));
                    events.add(judged);
                });
        return JudgementsTest.read(events);
    }

    private static Judgements rated() {
        return JudgementsTest.read(ratedEvents());
    }

    /** 1.1 is good; 2.1 requires improvement, at 60 %. */
    private static List<CaseEvent> ratedEvents() {
        var events = new ArrayList<CaseEvent>();
        events.add(announced(Scoring.yj2021()));
        for (int i = 0; i < 5; i++) {
            events.add(sampled("case-" + i));
            events.add(judged("case-" + i, 1, "2.1.desistance", i < 3 ? "yes" : "no"));
        }
        events.add(new StandardJudged("1.1", 1, "Good"));
        return events;
    }

    private static Framework version2(Framework.PooledPercentage f, List<Question> questions) {
        return new Framework.PooledPercentage(
                f.id(),
                2,
                f.title(),
                f.inForce(),
                f.methodStatus(),
                f.rounding(),
                f.answers(),
                f.bands(),
                f.headlines(),
                f.reinspection(),
                f.plan(),
                f.questionnaires(),
                f.sections(),
                f.criteria(),
                questions);
    }

    private static Scores.Tally headline(Outcome outcome, int place) {
        return ((Scores.Pooled) outcome.scores()).headlines().get(place);
    }

    private static @Nullable String overall(Outcome outcome) {
        return ((Scores.Rated) outcome.scores()).overall();
    }

    private static @Nullable String rating(Outcome outcome, String standard) {
        return ((Scores.Rated) outcome.scores())
                .standards().stream()
                        .filter(rating -> rating.id().equals(standard))
                        .findFirst()
                        .orElseThrow()
                        .rating();
    }

    private static String id(@Nullable Figure figure) {
        return Objects.requireNonNull(figure).id();
    }
}
