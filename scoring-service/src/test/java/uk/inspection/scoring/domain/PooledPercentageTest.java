package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.inspection.scoring.domain.Scoring.answers;
import static uk.inspection.scoring.domain.Scoring.cci2009;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.Tally;

class PooledPercentageTest {
    private static final PooledPercentage SCORER = new PooledPercentage(cci2009());

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0",
        "1, 1, 100",
        "1, 2, 50",
        "1, 3, 33",
        "2, 3, 67",
        "1, 8, 13",
        "1, 200, 1",
        "1, 201, 0",
        "199, 200, 100",
        "9, 20, 45",
        "89, 200, 45",
        "88, 199, 44",
        "2147483647, 2147483647, 100",
        "1073741824, 2147483647, 50"
    })
    void a_percent_is_whole_and_half_goes_up(int sufficient, int applicable, int percent) {
        assertThat(Percents.percent(sufficient, applicable)).isEqualTo(percent);
    }

    @ParameterizedTest
    @CsvSource({
        "0, DRASTIC",
        "44, DRASTIC",
        "45, SUBSTANTIAL",
        "59, SUBSTANTIAL",
        "60, MODERATE",
        "74, MODERATE",
        "75, MINIMUM",
        "100, MINIMUM"
    })
    void the_band_is_read_off_the_whole_percent(int percent, String band) {
        Tally roh = score(percent, 100 - percent).headlines().get(1);

        assertThat(roh.percent()).isEqualTo(percent);
        assertThat(roh.band()).isEqualTo(band);
    }

    @Test
    void nothing_applicable_has_neither_percent_nor_band_nor_interval() {
        Scores.Pooled scores = SCORER.score(Counts.none(SCORER.questions().size()), Ratings.NONE);

        for (var tallies :
                List.of(
                        scores.headlines(),
                        scores.criteria(),
                        scores.sections(),
                        scores.questions())) {
            assertThat(tallies)
                    .isNotEmpty()
                    .allSatisfy(tally ->
                            assertThat(tally)
                                    .isEqualTo(new Tally(tally.id(), 0, 0, null, null, null)));
        }
    }

    @Test
    void everything_is_listed_in_the_order_of_the_framework() {
        Scores.Pooled scores = score(1, 0);

        assertThat(scores.headlines())
                .extracting(Tally::id)
                .containsExactly("safeguarding", "roh", "lor");
        assertThat(scores.criteria())
                .extracting(Tally::id)
                .containsExactly("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2");
        assertThat(scores.sections()).extracting(Tally::id).containsExactly("1", "2", "3");
        assertThat(scores.questions())
                .extracting(Tally::id)
                .containsExactlyElementsOf(
                        cci2009().questions().stream().map(Framework.Question::id).toList());
    }

    @Test
    void only_headlines_and_criteria_have_a_band() {
        Scores.Pooled scores = score(1, 1);

        assertThat(scores.headlines().get(1).band()).isEqualTo("SUBSTANTIAL");
        assertThat(scores.criteria().getFirst().band()).isEqualTo("SUBSTANTIAL");
        assertThat(scores.sections().getFirst().band()).isNull();
        assertThat(scores.questions().getFirst().band()).isNull();
        assertThat(scores.sections().getFirst().interval()).isEqualTo(new Interval(9, 91));
    }

    @Test
    void an_unscored_question_is_reported_and_pooled_nowhere() {
        CaseTally tally =
                CaseTally.none(SCORER.questions())
                        .sample("A")
                        .judge("A", answers("1.2.17", "sufficient"));

        Scores.Pooled scores = SCORER.score(tally.counts(), Ratings.NONE);

        assertThat(scores.questions())
                .filteredOn(question -> question.id().equals("1.2.17"))
                .extracting(Tally::percent)
                .containsExactly(100);
        for (var pools : List.of(scores.headlines(), scores.criteria(), scores.sections())) {
            assertThat(pools).extracting(Tally::applicable).containsOnly(0);
        }
    }

    @Test
    void a_percent_outside_every_band_has_no_band() {
        var framework = with(cci2009(), "half-up", List.of(cci2009().bands().getFirst()));
        var scorer = new PooledPercentage(framework);
        CaseTally tally =
                CaseTally.none(scorer.questions())
                        .sample("A")
                        .judge("A", answers("1.1.1", "sufficient"));

        assertThat(scorer.score(tally.counts(), Ratings.NONE).headlines().get(1))
                .extracting(Tally::percent, Tally::band)
                .containsExactly(100, null);
    }

    @Test
    void another_rounding_is_not_guessed() {
        assertThatThrownBy(() -> new PooledPercentage(with(cci2009(), "down", List.of())))
                .hasMessage("Pooled percentages cannot be rounded \"down\".");
    }

    private static Scores.Pooled score(int sufficient, int insufficient) {
        CaseTally tally = CaseTally.none(SCORER.questions());
        for (int i = 0; i < sufficient + insufficient; i++) {
            tally =
                    tally.sample("case-" + i)
                            .judge(
                                    "case-" + i,
                                    answers(
                                            "1.1.1",
                                            i < sufficient ? "sufficient" : "insufficient"));
        }
        return SCORER.score(tally.counts(), Ratings.NONE);
    }

    private static Framework.PooledPercentage with(
            Framework.PooledPercentage f, String rounding, List<Framework.Band> bands) {
        return new Framework.PooledPercentage(
                f.id(),
                f.version(),
                f.title(),
                f.inForce(),
                f.methodStatus(),
                rounding,
                f.answers(),
                bands,
                f.headlines(),
                f.reinspection(),
                f.plan(),
                f.questionnaires(),
                f.sections(),
                f.criteria(),
                f.questions());
    }
}
