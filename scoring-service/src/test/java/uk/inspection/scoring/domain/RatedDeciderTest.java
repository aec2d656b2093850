package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.scoring.domain.Scoring.given;
import static uk.inspection.scoring.domain.Scoring.judged;
import static uk.inspection.scoring.domain.Scoring.sampled;
import static uk.inspection.scoring.domain.Scoring.yj2021;

import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.ScoreEvent.ScoreChanged;
import uk.inspection.contract.Scores;

class RatedDeciderTest {

    @Test
    void a_standard_judged_before_any_case_gives_a_score() {
        ScoreChanged score =
                given(Scoring.announced(yj2021()), sampled("A"))
                        .when(new StandardJudged("1.1", 1, "Good"))
                        .thenChanged();

        assertThat(score.judged()).isZero();
        assertThat(score.causedBy()).containsExactly(2L, 3L);
        var rated = (Scores.Rated) score.scores();
        assertThat(rated.points()).isEqualTo(2);
        assertThat(rated.maximum()).isEqualTo(3);
        assertThat(rated.overall()).isNull();
    }

    @Test
    void the_lowest_key_question_rates_a_standard_that_is_assessed_by_cases() {
        ScoreChanged score =
                given(Scoring.announced(yj2021()), sampled("A"))
                        .when(
                                judged(
                                        "A",
                                        1,
                                        "2.1.desistance",
                                        "yes",
                                        "2.1.child-safety",
                                        "no",
                                        "2.1.public-safety",
                                        "not-applicable"))
                        .thenChanged();

        var rated = (Scores.Rated) score.scores();
        assertThat(rated.standards().get(4).rating()).isEqualTo("Inadequate");
        assertThat(rated.standards().get(5).rating()).isNull();
        assertThat(rated.maximum()).isEqualTo(3);
    }
}
