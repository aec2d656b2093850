package uk.inspection.plan.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.plan.domain.PublishedPairs.Pair;
import uk.inspection.plan.domain.ScoreChange.Direction;
import uk.inspection.plan.domain.ScoreChange.NotMeasured;
import uk.inspection.plan.domain.ScoreChange.OfPercentages;
import uk.inspection.plan.domain.ScoreChange.OfRatings;
import uk.inspection.plan.domain.ScoreChange.OverallChange;
import uk.inspection.plan.domain.ScoreChange.OverallSide;
import uk.inspection.plan.domain.ScoreChange.Published;
import uk.inspection.plan.domain.ScoreChange.StandardSide;
import uk.inspection.plan.domain.ScoreChange.TallyChange;

class ScoreChangeTest {
    private static final FrameworkRef CCI = new FrameworkRef("cci-2009", 1);
    private static final FrameworkRef RATED = new FrameworkRef("yj-2018", 1);

    // ---- real inspections and their re-inspections

    @ParameterizedTest
    @CsvSource({
        "Sefton 2009-2010, safeguarding, 38, DRASTIC, 75, MINIMUM, 37, UP",
        "Sefton 2009-2010, roh, 36, DRASTIC, 70, MODERATE, 34, UP",
        "Sefton 2009-2010, lor, 50, SUBSTANTIAL, 81, MINIMUM, 31, UP",
        "Bournemouth and Poole 2011-2012, safeguarding, 36, DRASTIC, 75, MINIMUM, 39, UP",
        "Bournemouth and Poole 2011-2012, roh, 36, DRASTIC, 71, MODERATE, 35, UP",
        "Bournemouth and Poole 2011-2012, lor, 45, SUBSTANTIAL, 75, MINIMUM, 30, UP",
        "North Lincolnshire 2011-2012, safeguarding, 37, DRASTIC, 83, MINIMUM, 46, UP",
        "North Lincolnshire 2011-2012, roh, 36, DRASTIC, 77, MINIMUM, 41, UP"
    })
    void the_published_headlines_stand_side_by_side_with_their_change(
            String pair,
            String headline,
            int before,
            String bandBefore,
            int after,
            String bandAfter,
            int points,
            Direction direction) {
        assertThat(headline(pair, headline))
                .isEqualTo(
                        new TallyChange(
                                headline,
                                new Tally(headline, before, 100, before, bandBefore, null),
                                new Tally(headline, after, 100, after, bandAfter, null),
                                points,
                                direction,
                                null));
    }

    @Test
    void a_headline_whose_first_figure_is_not_published_has_a_second_and_no_change() {
        assertThat(headline("North Lincolnshire 2011-2012", "lor"))
                .isEqualTo(
                        new TallyChange(
                                "lor",
                                null,
                                new Tally("lor", 86, 100, 86, "MINIMUM", null),
                                null,
                                null,
                                null));
    }

    @Test
    void of_an_inspection_without_published_figures_nothing_is_made_up() {
        assertThat(measured("Bournemouth and Poole 2010-2011").headlines())
                .extracting(TallyChange::id, TallyChange::before, TallyChange::percentagePoints)
                .containsExactly(
                        tuple("safeguarding", null, null),
                        tuple("roh", null, null),
                        tuple("lor", null, null));
    }

    @Test
    void the_criteria_of_sefton_stand_alone_because_the_second_ones_are_not_published() {
        OfPercentages sefton = measured("Sefton 2009-2010");
        assertThat(sefton.criteria())
                .extracting(one -> before(one).percent(), TallyChange::after)
                .containsExactly(
                        tuple(46, null),
                        tuple(45, null),
                        tuple(28, null),
                        tuple(29, null),
                        tuple(53, null),
                        tuple(52, null),
                        tuple(41, null),
                        tuple(68, null));
        assertThat(Stream.concat(sefton.criteria().stream(), sefton.sections().stream()))
                .hasSize(11)
                .allSatisfy(one -> {
                    assertThat(one.percentagePoints()).isNull();
                    assertThat(one.band()).isNull();
                    assertThat(one.intervalsOverlap()).isNull();
                });
    }

    /** So that the bands of these tests are the published ones wherever there are such. */
    @ParameterizedTest
    @MethodSource("uk.inspection.plan.domain.PublishedPairs#all")
    void the_bands_are_those_that_were_published(Pair pair) {
        for (JsonNode row : List.of(pair.before(), pair.after())) {
            var scores = (Scores.Pooled) PublishedPairs.scores(row);
            row.path("comments")
                    .properties()
                    .forEach(one ->
                            assertThat(scores.headlines())
                                    .filteredOn(tally -> tally.id().equals(one.getKey()))
                                    .extracting(Tally::band)
                                    .containsExactly(one.getValue().asText()));
            row.path("criteria")
                    .properties()
                    .forEach(one ->
                            assertThat(scores.criteria())
                                    .filteredOn(tally -> tally.id().equals(one.getKey()))
                                    .extracting(Tally::band)
                                    .containsExactly(one.getValue().path("comment").asText()));
            assertThat(row.path("source").asText()).isNotBlank();
        }
    }

    // ---- percentages

    @ParameterizedTest
    @CsvSource({
        "36, DRASTIC, 70, MODERATE, 34, UP",
        "70, MODERATE, 36, DRASTIC, -34, DOWN",
        "36, DRASTIC, 44, DRASTIC, 8, SAME",
        "44, DRASTIC, 36, DRASTIC, -8, SAME",
        "44, DRASTIC, 44, DRASTIC, 0, SAME",
        "44, DRASTIC, 45, SUBSTANTIAL, 1, UP"
    })
    void a_band_moves_with_its_percent_and_may_stay_while_the_percent_moves(
            int before,
            String bandBefore,
            int after,
            String bandAfter,
            int points,
            Direction direction) {
        TallyChange change =
                criterion(
                        tally("1.1", before, bandBefore, 0, 100),
                        tally("1.1", after, bandAfter, 0, 100));
        assertThat(change.percentagePoints()).isEqualTo(points);
        assertThat(change.band()).isEqualTo(direction);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 40, 41, 50, false",
        "30, 40, 40, 50, true",
        "41, 50, 30, 40, false",
        "40, 50, 30, 40, true",
        "30, 60, 40, 50, true",
        "40, 50, 30, 60, true"
    })
    void intervals_overlap_where_they_have_a_percent_in_common(
            int low, int high, int secondLow, int secondHigh, boolean overlap) {
        assertThat(
                        criterion(
                                        tally("1.1", low, "DRASTIC", low, high),
                                        tally("1.1", secondLow, "DRASTIC", secondLow, secondHigh))
                                .intervalsOverlap())
                .isEqualTo(overlap);
    }

    @Test
    void where_nothing_was_applicable_there_is_no_change_and_never_one_from_zero() {
        Tally nothing = new Tally("1.1", 0, 0, null, null, null);
        Tally something = tally("1.1", 60, "MODERATE", 50, 70);
        assertThat(criterion(nothing, something))
                .isEqualTo(new TallyChange("1.1", nothing, something, null, null, null));
        assertThat(criterion(something, nothing))
                .isEqualTo(new TallyChange("1.1", something, nothing, null, null, null));
    }

    @Test
    void parts_keep_the_order_of_the_first_and_then_what_only_the_second_has() {
        Tally both = tally("1.2", 50, "SUBSTANTIAL", 40, 60);
        Tally dropped = tally("1.3", 50, "SUBSTANTIAL", 40, 60);
        Tally added = tally("1.1", 50, "SUBSTANTIAL", 40, 60);
        assertThat(criteria(List.of(both, dropped), List.of(added, both)))
                .containsExactly(
                        new TallyChange("1.2", both, both, 0, Direction.SAME, true),
                        new TallyChange("1.3", dropped, null, null, null, null),
                        new TallyChange("1.1", null, added, null, null, null));
    }

    @Test
    void a_section_has_a_change_and_no_band_that_could_move() {
        Tally before = new Tally("1", 42, 100, 42, null, new Interval(33, 52));
        Tally after = new Tally("1", 60, 100, 60, null, new Interval(50, 69));
        var change =
                (OfPercentages)
                        ScoreChange.between(
                                new Published(CCI, sections(before)),
                                new Published(CCI, sections(after)));
        assertThat(change.sections())
                .containsExactly(new TallyChange("1", before, after, 18, null, true));
    }

    // ---- what cannot be measured

    @Test
    void under_different_frameworks_no_change_is_worked_out_and_it_says_why() {
        assertThat(
                        ScoreChange.between(
                                new Published(CCI, sections()), new Published(RATED, rated(0, 36))))
                .isEqualTo(
                        new NotMeasured(
                                "The two were inspected under different frameworks (cci-2009 and"
                                        + " yj-2018), which ask for different things: no change is"
                                        + " worked out."));
        assertThat(
                        ScoreChange.between(
                                new Published(RATED, rated(0, 36)),
                                new Published(new FrameworkRef("yj-2021", 1), rated(27, 36))))
                .isInstanceOf(NotMeasured.class);
    }

    @Test
    void under_another_version_of_the_framework_figures_change_and_bands_do_not_move() {
        Tally before = tally("1.1", 36, "DRASTIC", 30, 40);
        Tally after = tally("1.1", 70, "MODERATE", 60, 80);
        var change =
                (OfPercentages)
                        ScoreChange.between(
                                new Published(CCI, pooled(before)),
                                new Published(new FrameworkRef("cci-2009", 2), pooled(after)));
        assertThat(change.criteria())
                .containsExactly(new TallyChange("1.1", before, after, 34, null, false));
    }

    @Test
    void versions_of_a_framework_that_are_scored_by_different_methods_are_not_measured() {
        var pooled = new Published(CCI, sections());
        var rated = new Published(new FrameworkRef("cci-2009", 2), rated(0, 36));
        var because =
                new NotMeasured(
                        "The two were scored by different methods, which have nothing in common:"
                                + " no change is worked out.");
        assertThat(ScoreChange.between(pooled, rated)).isEqualTo(because);
        assertThat(ScoreChange.between(rated, pooled)).isEqualTo(because);
    }

    @Test
    void without_scores_on_both_sides_no_change_is_worked_out_and_it_says_whose_are_lacking() {
        var scores = new Published(CCI, sections());
        var none = new Published(null, null);
        assertThat(ScoreChange.between(none, scores))
                .isEqualTo(
                        new NotMeasured(
                                "The plan of the first inspection was requested before scores were"
                                        + " kept with it: no change is worked out."));
        assertThat(ScoreChange.between(scores, none))
                .isEqualTo(
                        new NotMeasured(
                                "The plan of the re-inspection was requested before scores were"
                                        + " kept with it: no change is worked out."));
    }

    // ---- rated standards

    @Test
    void ratings_change_by_standard_and_their_cases_by_key_question() {
        OfRatings change =
                ratings(
                        new Scores.Rated(
                                List.of(
                                        standard("1.1", "Good", null, 2),
                                        standard("1.2", "Good", null, 2),
                                        standard("1.3", null, null, null),
                                        standard(
                                                "2.1",
                                                "Inadequate",
                                                null,
                                                0,
                                                tally("safety", 40, "Inadequate", 25, 55))),
                                4,
                                9,
                                "Requires improvement"),
                        new Scores.Rated(
                                List.of(
                                        standard("1.1", "Requires improvement", null, 1),
                                        standard("1.2", "Good", "Requires improvement", 2),
                                        standard("1.3", "Good", null, 2),
                                        standard(
                                                "2.1",
                                                "Outstanding",
                                                null,
                                                3,
                                                tally("safety", 85, "Outstanding", 70, 95))),
                                8,
                                12,
                                "Good"));
        assertThat(change.standards())
                .extracting(
                        ScoreChange.StandardChange::id,
                        ScoreChange.StandardChange::points,
                        ScoreChange.StandardChange::rating)
                .containsExactly(
                        tuple("1.1", -1, Direction.DOWN),
                        tuple("1.2", 0, Direction.SAME),
                        tuple("1.3", null, null),
                        tuple("2.1", 3, Direction.UP));
        assertThat(change.standards().get(1).after())
                .isEqualTo(new StandardSide("Good", "Requires improvement", 2, true));
        assertThat(change.standards().getLast().keyQuestions())
                .extracting(
                        TallyChange::percentagePoints,
                        TallyChange::band,
                        TallyChange::intervalsOverlap)
                .containsExactly(tuple(45, Direction.UP, false));
        assertThat(change.overall())
                .isEqualTo(
                        new OverallChange(
                                new OverallSide("Requires improvement", 4, 9),
                                new OverallSide("Good", 8, 12),
                                null,
                                Direction.UP));
    }

    @Test
    void a_standard_that_only_one_of_the_two_has_stands_alone() {
        OfRatings change =
                ratings(
                        new Scores.Rated(List.of(standard("3.1", "Good", null, 2)), 2, 3, "Good"),
                        new Scores.Rated(
                                List.of(
                                        standard(
                                                "4.1",
                                                "Good",
                                                null,
                                                2,
                                                tally("4.1.1", 70, "Good", 50, 85))),
                                2,
                                3,
                                "Good"));
        assertThat(change.standards())
                .extracting(
                        ScoreChange.StandardChange::id,
                        one -> one.before() != null,
                        one -> one.after() != null,
                        ScoreChange.StandardChange::points)
                .containsExactly(tuple("3.1", true, false, null), tuple("4.1", false, true, null));
        assertThat(change.standards().getLast().keyQuestions())
                .extracting(TallyChange::before, TallyChange::percentagePoints)
                .containsExactly(tuple(null, null));
    }

    @Test
    void the_overall_rating_moves_with_its_share_of_the_points_and_not_with_their_number() {
        OverallChange change =
                ratings(
                                new Scores.Rated(List.of(), 20, 36, "Good"),
                                new Scores.Rated(List.of(), 18, 21, "Outstanding"))
                        .overall();
        assertThat(change.rating()).isEqualTo(Direction.UP);
        assertThat(change.points()).isNull();
    }

    @Test
    void points_out_of_the_same_maximum_have_a_change_and_a_missing_rating_none() {
        OverallChange change =
                ratings(
                                new Scores.Rated(List.of(), 0, 36, "Inadequate"),
                                new Scores.Rated(List.of(), 27, 36, null))
                        .overall();
        assertThat(change.points()).isEqualTo(27);
        assertThat(change.rating()).isNull();
    }

    // ---- helpers

    private static OfPercentages measured(String name) {
        Pair pair = PublishedPairs.named(name);
        return (OfPercentages) ScoreChange.between(pair.first(), pair.second());
    }

    private static TallyChange headline(String pair, String id) {
        return measured(pair).headlines().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Tally before(TallyChange change) {
        Tally before = change.before();
        if (before == null) {
            throw new AssertionError(change.id() + " has no first figure");
        }
        return before;
    }

    private static TallyChange criterion(Tally before, Tally after) {
        return criteria(List.of(before), List.of(after)).getFirst();
    }

    private static List<TallyChange> criteria(List<Tally> before, List<Tally> after) {
        return ((OfPercentages)
                        ScoreChange.between(
                                new Published(
                                        CCI,
                                        new Scores.Pooled(List.of(), before, List.of(), List.of())),
                                new Published(
                                        CCI,
                                        new Scores.Pooled(List.of(), after, List.of(), List.of()))))
                .criteria();
    }

    private static OfRatings ratings(Scores.Rated before, Scores.Rated after) {
        return (OfRatings)
                ScoreChange.between(new Published(RATED, before), new Published(RATED, after));
    }

    private static Scores pooled(Tally criterion) {
        return new Scores.Pooled(List.of(), List.of(criterion), List.of(), List.of());
    }

    private static Scores sections(Tally... sections) {
        return new Scores.Pooled(List.of(), List.of(), List.of(sections), List.of());
    }

    private static Scores rated(int points, int maximum) {
        return new Scores.Rated(List.of(), points, maximum, null);
    }

    private static Tally tally(String id, int percent, String band, int low, int high) {
        return new Tally(id, percent, 100, percent, band, new Interval(low, high));
    }

    private static StandardRating standard(
            String id,
            @Nullable String rating,
            @Nullable String byRule,
            @Nullable Integer points,
            Tally... keyQuestions) {
        return new StandardRating(id, List.of(keyQuestions), rating, byRule, points, true);
    }
}
