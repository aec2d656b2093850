package uk.inspection.reporting.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.PublicationDate;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.reporting.domain.NationalComparison.Headline;
import uk.inspection.reporting.domain.NationalComparison.Result;
import uk.inspection.reporting.domain.NationalComparison.Standard;
import uk.inspection.reporting.domain.ScoreChange.Direction;
import uk.inspection.reporting.domain.ScoreChange.NotMeasured;
import uk.inspection.reporting.domain.ScoreChange.Obstacle;
import uk.inspection.reporting.domain.ScoreChange.OfPercentages;
import uk.inspection.reporting.domain.ScoreChange.OfRatings;
import uk.inspection.reporting.domain.ScoreChange.OverallChange;
import uk.inspection.reporting.domain.ScoreChange.OverallSide;
import uk.inspection.reporting.domain.ScoreChange.Published;
import uk.inspection.reporting.domain.ScoreChange.Share;
import uk.inspection.reporting.domain.ScoreChange.StandardChange;
import uk.inspection.reporting.domain.ScoreChange.StandardSide;
import uk.inspection.reporting.domain.ScoreChange.TallyChange;

class ScoreChangeTest {
    private static final Framework CCI = Frameworks.newest("cci-2009").orElseThrow();
    private static final Framework RATED = Frameworks.newest("yj-2018").orElseThrow();

    // ---- percentages

    @Test
    void an_imported_result_and_a_report_stand_side_by_side_and_what_was_not_published_is_absent() {
        var first =
                ScoreChange.of(
                        CCI,
                        result(
                                List.of(
                                        new Headline("safeguarding", 37, "DRASTIC", null),
                                        new Headline("roh", null, "DRASTIC", null)),
                                null,
                                null,
                                List.of()));
        var change =
                (OfPercentages)
                        ScoreChange.between(
                                first,
                                headlines(
                                        tally("safeguarding", 83, "MINIMUM", 73, 93),
                                        tally("roh", 77, "MINIMUM", 67, 87),
                                        tally("lor", 86, "MINIMUM", 76, 96)));
        assertThat(change.headlines())
                .containsExactly(
                        new TallyChange(
                                "safeguarding",
                                new Share("safeguarding", null, null, 37, "DRASTIC", null),
                                share("safeguarding", 83, "MINIMUM", 73, 93),
                                46,
                                Direction.UP,
                                null),
                        new TallyChange(
                                "roh",
                                new Share("roh", null, null, null, "DRASTIC", null),
                                share("roh", 77, "MINIMUM", 67, 87),
                                null,
                                null,
                                null),
                        new TallyChange(
                                "lor",
                                null,
                                share("lor", 86, "MINIMUM", 76, 96),
                                null,
                                null,
                                null));
    }

    @ParameterizedTest
    @CsvSource({
        "38, DRASTIC, 75, MINIMUM, 37, UP",
        "75, MINIMUM, 36, DRASTIC, -39, DOWN",
        "61, MODERATE, 64, MODERATE, 3, SAME"
    })
    void a_change_is_the_second_percent_less_the_first(
            int before,
            String bandBefore,
            int after,
            String bandAfter,
            int points,
            Direction direction) {
        assertThat(
                        headline(
                                tally("roh", before, bandBefore, 0, 100),
                                tally("roh", after, bandAfter, 0, 100)))
                .extracting(TallyChange::percentagePoints, TallyChange::band)
                .containsExactly(points, direction);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 40, 41, 50, false",
        "30, 40, 40, 50, true",
        "41, 50, 30, 40, false",
        "40, 50, 30, 40, true",
        "30, 60, 40, 50, true"
    })
    void intervals_overlap_where_they_have_a_percent_in_common(
            int low, int high, int secondLow, int secondHigh, boolean overlap) {
        assertThat(
                        headline(
                                        tally("roh", low, "DRASTIC", low, high),
                                        tally("roh", secondLow, "DRASTIC", secondLow, secondHigh))
                                .intervalsOverlap())
                .isEqualTo(overlap);
    }

    @Test
    void where_nothing_was_applicable_there_is_no_change_and_never_one_from_zero() {
        assertThat(
                        headline(
                                new Tally("roh", 0, 0, null, null, null),
                                tally("roh", 60, "MODERATE", 50, 70)))
                .extracting(
                        TallyChange::percentagePoints,
                        TallyChange::band,
                        TallyChange::intervalsOverlap)
                .containsOnlyNulls();
    }

    @Test
    void under_another_version_of_the_framework_figures_change_and_bands_do_not_move() {
        var change =
                (OfPercentages)
                        ScoreChange.between(
                                headlines(tally("roh", 36, "DRASTIC", 30, 40)),
                                ScoreChange.of(
                                        new FrameworkRef("cci-2009", 2),
                                        pooled(tally("roh", 70, "MODERATE", 60, 80))));
        assertThat(change.headlines().getFirst().percentagePoints()).isEqualTo(34);
        assertThat(change.headlines().getFirst().band()).isNull();
    }

    // ---- what cannot be measured

    @Test
    void without_a_published_first_under_other_frameworks_or_methods_nothing_is_measured() {
        Published percentages = headlines(tally("roh", 36, "DRASTIC", 30, 40));
        Published ratings = ScoreChange.of(RATED.ref(), rated(0, 36, "Inadequate"));
        Published other =
                ScoreChange.of(new FrameworkRef("cci-2009", 2), rated(0, 36, "Inadequate"));
        assertThat(ScoreChange.between(null, percentages))
                .isEqualTo(new NotMeasured(Obstacle.FIRST_NOT_PUBLISHED));
        assertThat(ScoreChange.between(percentages, ratings))
                .isEqualTo(new NotMeasured(Obstacle.DIFFERENT_FRAMEWORKS));
        assertThat(ScoreChange.between(percentages, other))
                .isEqualTo(new NotMeasured(Obstacle.DIFFERENT_METHODS));
        assertThat(ScoreChange.between(other, percentages))
                .isEqualTo(new NotMeasured(Obstacle.DIFFERENT_METHODS));
    }

    // ---- ratings

    @Test
    void an_imported_rating_has_the_points_that_its_framework_gives() {
        var first =
                ScoreChange.of(
                        RATED,
                        result(
                                List.of(),
                                "Inadequate",
                                null,
                                List.of(
                                        new Standard("1.1", "Inadequate"),
                                        new Standard("1.2", "Good"))));
        var change =
                (OfRatings)
                        ScoreChange.between(
                                first,
                                ScoreChange.of(
                                        RATED.ref(),
                                        rated(
                                                27,
                                                36,
                                                "Good",
                                                standard("1.1", "Good", 2),
                                                standard("1.2", "Requires improvement", 1),
                                                standard("1.3", "Good", 2))));
        assertThat(change.standards())
                .extracting(StandardChange::id, StandardChange::points, StandardChange::rating)
                .containsExactly(
                        tuple("1.1", 2, Direction.UP),
                        tuple("1.2", -1, Direction.DOWN),
                        tuple("1.3", null, null));
        assertThat(change.standards().getFirst().before())
                .isEqualTo(new StandardSide("Inadequate", null, 0, true));
        // How many points it was of is not published, so nobody can say that it rose.
        assertThat(change.overall())
                .isEqualTo(
                        new OverallChange(
                                new OverallSide("Inadequate", null, null),
                                new OverallSide("Good", 27, 36),
                                null,
                                null));
    }

    @Test
    void the_overall_rating_moves_with_its_share_of_the_points_and_not_with_their_number() {
        var change =
                (OfRatings)
                        ScoreChange.between(
                                ScoreChange.of(RATED.ref(), rated(20, 36, "Good")),
                                ScoreChange.of(RATED.ref(), rated(18, 21, "Outstanding")));
        assertThat(change.overall().rating()).isEqualTo(Direction.UP);
        assertThat(change.overall().points()).isNull();
    }

    // ---- helpers

    private static TallyChange headline(Tally before, Tally after) {
        return ((OfPercentages) ScoreChange.between(headlines(before), headlines(after)))
                .headlines()
                .getFirst();
    }

    private static Published headlines(Tally... headlines) {
        return ScoreChange.of(CCI.ref(), pooled(headlines));
    }

    private static Scores pooled(Tally... headlines) {
        return new Scores.Pooled(List.of(headlines), List.of(), List.of(), List.of());
    }

    private static Tally tally(String id, int percent, String band, int low, int high) {
        return new Tally(id, percent, 100, percent, band, new Interval(low, high));
    }

    private static Share share(String id, int percent, String band, int low, int high) {
        return new Share(id, percent, 100, percent, band, new Interval(low, high));
    }

    private static Scores rated(
            int points, int maximum, String overall, StandardRating... standards) {
        return new Scores.Rated(List.of(standards), points, maximum, overall);
    }

    private static StandardRating standard(String id, String rating, int points) {
        return new StandardRating(id, List.of(), rating, null, points, true);
    }

    private static Result result(
            List<Headline> headlines,
            @Nullable String overall,
            @Nullable Integer points,
            List<Standard> standards) {
        var day = LocalDate.of(2011, 6, 1);
        return new Result(
                "published-1",
                false,
                "North Lincolnshire",
                InspectionKind.CORE,
                new PublicationDate(day, day),
                headlines,
                overall,
                points,
                points == null ? null : 36,
                standards,
                "A source",
                null);
    }
}
