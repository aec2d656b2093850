package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

class ComparisonTest {

    @Test
    void parts_stand_side_by_side_with_their_difference() {
        Tally sefton = tally("roh", 36, "DRASTIC", 33, 39);
        Tally merton = tally("roh", 55, "SUBSTANTIAL", 52, 58);
        assertThat(percentages(sefton, merton))
                .isEqualTo(new Comparison.TallyPair("roh", sefton, merton, -19, false, false));
        assertThat(percentages(merton, sefton).differencePercentagePoints()).isEqualTo(19);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 40, 41, 50, false",
        "30, 40, 40, 50, true",
        "41, 50, 30, 40, false",
        "40, 50, 30, 40, true",
        "30, 60, 40, 50, true",
        "40, 50, 30, 60, true",
        "0, 100, 20, 20, true"
    })
    void intervals_overlap_where_they_have_a_percent_in_common(
            int low, int high, int otherLow, int otherHigh, boolean overlap) {
        assertThat(
                        percentages(
                                        tally("roh", low, "DRASTIC", low, high),
                                        tally("roh", otherLow, "DRASTIC", otherLow, otherHigh))
                                .intervalsOverlap())
                .isEqualTo(overlap);
    }

    @Test
    void a_part_without_a_percent_has_no_difference_and_no_overlap() {
        var pair =
                percentages(
                        tally("roh", 36, "DRASTIC", 33, 39),
                        new Tally("roh", 0, 0, null, null, null));
        assertThat(pair.differencePercentagePoints()).isNull();
        assertThat(pair.intervalsOverlap()).isNull();
        assertThat(pair.sameBand()).isNull();
    }

    @Test
    void a_section_has_no_band_that_could_be_the_same() {
        Tally section = new Tally("1", 1, 2, 50, null, new Interval(9, 91));
        var compared =
                (Comparison.OfPercentages)
                        Comparison.between(
                                        new Scores.Pooled(
                                                List.of(), List.of(), List.of(section), List.of()),
                                        new Scores.Pooled(
                                                List.of(), List.of(), List.of(section), List.of()))
                                .orElseThrow();
        assertThat(compared.sections())
                .containsExactly(new Comparison.TallyPair("1", section, section, 0, true, null));
    }

    @Test
    void a_part_that_only_one_of_the_two_has_stands_alone() {
        Tally old = tally("1.1", 50, "SUBSTANTIAL", 40, 60);
        Tally both = tally("1.2", 50, "SUBSTANTIAL", 40, 60);
        Tally added = tally("1.3", 50, "SUBSTANTIAL", 40, 60);
        var compared =
                (Comparison.OfPercentages)
                        Comparison.between(pooled(both, added), pooled(old, both)).orElseThrow();
        assertThat(compared.headlines())
                .containsExactly(
                        new Comparison.TallyPair("1.2", both, both, 0, true, true),
                        new Comparison.TallyPair("1.3", added, null, null, null, null),
                        new Comparison.TallyPair("1.1", null, old, null, null, null));
    }

    @Test
    void ratings_are_compared_by_standard_and_their_cases_by_key_question() {
        var of =
                new Scores.Rated(
                        List.of(
                                new StandardRating("1.1", List.of(), "Good", null, 2, true),
                                new StandardRating(
                                        "2.1",
                                        List.of(tally("2.1.child-safety", 70, "Good", 50, 85)),
                                        "Good",
                                        "Requires improvement",
                                        2,
                                        true)),
                        4,
                        6,
                        "Good");
        var with =
                new Scores.Rated(
                        List.of(
                                new StandardRating("1.1", List.of(), null, null, null, true),
                                new StandardRating(
                                        "2.1",
                                        List.of(
                                                tally(
                                                        "2.1.child-safety",
                                                        40,
                                                        "Inadequate",
                                                        25,
                                                        55)),
                                        "Inadequate",
                                        null,
                                        0,
                                        true)),
                        0,
                        3,
                        null);
        var compared = (Comparison.OfRatings) Comparison.between(of, with).orElseThrow();
        assertThat(compared.standards())
                .extracting(Comparison.StandardPair::id, Comparison.StandardPair::sameRating)
                .containsExactly(tuple("1.1", null), tuple("2.1", false));
        assertThat(compared.standards().getLast().of())
                .isEqualTo(new Comparison.RatingSide("Good", "Requires improvement", 2, true));
        var safety = compared.standards().getLast().keyQuestions().getFirst();
        assertThat(safety.differencePercentagePoints()).isEqualTo(30);
        assertThat(safety.intervalsOverlap()).isTrue();
        assertThat(safety.sameBand()).isFalse();
        assertThat(compared.overall())
                .isEqualTo(
                        new Comparison.OverallPair(
                                new Comparison.OverallSide("Good", 4, 6),
                                new Comparison.OverallSide(null, 0, 3),
                                null));
    }

    @Test
    void a_standard_that_only_one_of_the_two_has_stands_alone() {
        var rated =
                new Scores.Rated(
                        List.of(
                                new StandardRating(
                                        "4.1",
                                        List.of(tally("4.1.x", 70, "Good", 50, 85)),
                                        "Good",
                                        null,
                                        2,
                                        false)),
                        0,
                        0,
                        null);
        var compared =
                (Comparison.OfRatings)
                        Comparison.between(new Scores.Rated(List.of(), 0, 0, null), rated)
                                .orElseThrow();
        var alone = compared.standards().getFirst();
        assertThat(alone.of()).isNull();
        assertThat(alone.with()).isEqualTo(new Comparison.RatingSide("Good", null, 2, false));
        assertThat(alone.sameRating()).isNull();
        assertThat(alone.keyQuestions()).hasSize(1);
    }

    @Test
    void percentages_and_ratings_have_nothing_in_common() {
        var rated = new Scores.Rated(List.of(), 0, 0, null);
        assertThat(Comparison.between(pooled(), rated)).isEmpty();
        assertThat(Comparison.between(rated, pooled())).isEmpty();
    }

    private static Comparison.TallyPair percentages(Tally of, Tally with) {
        var compared =
                (Comparison.OfPercentages)
                        Comparison.between(pooled(of), pooled(with)).orElseThrow();
        assertThat(compared.headlines()).hasSize(1);
        return compared.headlines().getFirst();
    }

    private static Scores.Pooled pooled(Tally... headlines) {
        return new Scores.Pooled(List.of(headlines), List.of(), List.of(), List.of());
    }

    private static Tally tally(String id, int percent, String band, int low, int high) {
        return new Tally(id, percent, 100, percent, band, new Interval(low, high));
    }
}
