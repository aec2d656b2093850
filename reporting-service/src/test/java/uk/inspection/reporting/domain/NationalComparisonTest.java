package uk.inspection.reporting.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.reporting.domain.NationalComparison.Distribution;
import uk.inspection.reporting.domain.NationalComparison.Headline;
import uk.inspection.reporting.domain.NationalComparison.Place;
import uk.inspection.reporting.domain.NationalComparison.Result;
import uk.inspection.reporting.domain.NationalComparison.Share;
import uk.inspection.reporting.domain.NationalComparison.Spread;
import uk.inspection.reporting.domain.NationalComparison.Standard;
import uk.inspection.reporting.domain.NationalComparison.YearRatings;

class NationalComparisonTest {
    private static final PooledPercentage CCI =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
    private static final RatedStandards YJ =
            (RatedStandards) Frameworks.newest("yj-2018").orElseThrow();
    private static final LocalDate LATER = LocalDate.parse("2020-01-01");

    @Test
    void every_inspection_counts_also_one_that_a_reinspection_followed() {
        var comparison =
                NationalComparison.asOf(
                        LATER,
                        List.of(
                                result("Sefton", InspectionKind.CORE, "2009-06", 38),
                                result("Sefton", InspectionKind.REINSPECTION, "2010", 75),
                                result("Hartlepool", InspectionKind.CORE, "2010", 41)));
        assertThat(comparison.spreads(CCI).getFirst())
                .isEqualTo(new Spread("safeguarding", "Safeguarding", 3, 38, 75, 51));
        assertThat(comparison.newest("Sefton").orElseThrow().kind())
                .isEqualTo(InspectionKind.REINSPECTION);
        assertThat(comparison.newest("Wessex")).isEmpty();
    }

    @Test
    void an_average_is_rounded_half_up() {
        assertThat(spread(50, 81).average()).isEqualTo(66);
        assertThat(spread(50, 80, 81).average()).isEqualTo(70);
        assertThat(spread(0, 0, 1).average()).isEqualTo(0);
        assertThat(spread(100, 100).average()).isEqualTo(100);
    }

    @Test
    void a_figure_that_was_not_published_counts_nowhere() {
        Result blank = result("Bolton", InspectionKind.CORE, "2009", null);
        Result sefton = result("Sefton", InspectionKind.CORE, "2009", 38);
        var comparison = NationalComparison.asOf(LATER, List.of(blank, sefton));
        assertThat(comparison.results()).hasSize(2);
        assertThat(comparison.spreads(CCI).getFirst())
                .isEqualTo(new Spread("safeguarding", "Safeguarding", 1, 38, 38, 38));
        assertThat(comparison.spreads(CCI).get(1).inspections()).isZero();
        assertThat(comparison.spreads(CCI).get(1).lowest()).isNull();
        assertThat(comparison.place(blank, "safeguarding")).isEmpty();
        assertThat(comparison.place(sefton, "safeguarding")).contains(new Place(1, 1, 1));
    }

    @Test
    void a_result_counts_from_the_last_day_that_it_can_have_been_published() {
        assertThat(on("2009-12-30", "2009")).isEmpty();
        assertThat(on("2009-12-31", "2009")).hasSize(1);
        assertThat(on("2009-06-29", "2009-06")).isEmpty();
        assertThat(on("2009-06-30", "2009-06")).hasSize(1);
        assertThat(on("2009-06-23", "2009-06-24")).isEmpty();
        assertThat(on("2009-06-24", "2009-06-24")).hasSize(1);
    }

    @Test
    void equals_share_a_rank_and_the_next_one_is_as_much_worse() {
        var comparison = of(90, 80, 80, 70);
        assertThat(comparison.results())
                .extracting(result -> comparison.place(result, "safeguarding").orElseThrow())
                .containsExactly(
                        new Place(1, 1, 4),
                        new Place(2, 2, 4),
                        new Place(2, 2, 4),
                        new Place(4, 4, 4));
    }

    @Test
    void the_top_quartile_is_where_less_than_a_quarter_are_better() {
        var comparison = of(90, 80, 70, 60, 50, 40, 30, 20, 10);
        assertThat(comparison.results())
                .extracting(
                        result -> comparison.place(result, "safeguarding").orElseThrow().quartile())
                .containsExactly(1, 1, 1, 2, 2, 3, 3, 4, 4);
    }

    @Test
    void the_platforms_own_result_counts_instead_of_the_same_imported_one() {
        Result own = own("Sefton", InspectionKind.CORE, "2009-06-24");
        for (String published : List.of("2009", "2009-06", "2009-06-24")) {
            Result imported = result("Sefton", InspectionKind.CORE, published, 38);
            assertThat(NationalComparison.asOf(LATER, List.of(imported, own)).results())
                    .containsExactly(own);
        }
        assertThat(
                        NationalComparison.asOf(
                                        LATER,
                                        List.of(
                                                own,
                                                result("Wirral", InspectionKind.CORE, "2009", 1),
                                                result("Sefton", InspectionKind.CORE, "2010", 2),
                                                result(
                                                        "Sefton",
                                                        InspectionKind.CORE,
                                                        "2009-06-25",
                                                        3),
                                                result(
                                                        "Sefton",
                                                        InspectionKind.REINSPECTION,
                                                        "2009",
                                                        4)))
                                .results())
                .hasSize(5);
    }

    @Test
    void of_two_imported_ones_the_one_with_the_more_precise_date_counts() {
        Result year = result("Sefton", InspectionKind.CORE, "2009", 37);
        Result month = result("Sefton", InspectionKind.CORE, "2009-06", 38);
        assertThat(NationalComparison.asOf(LATER, List.of(year, month)).results())
                .containsExactly(month);
    }

    @Test
    void two_reports_that_the_platform_published_are_two_inspections() {
        Result one = own("Sefton", InspectionKind.CORE, "2009-06-24");
        Result other = own("Sefton", InspectionKind.CORE, "2009-06-24");
        assertThat(NationalComparison.asOf(LATER, List.of(one, other)).results()).hasSize(2);
    }

    @Test
    void ratings_are_shared_out_by_year_and_standard_of_those_that_were_rated() {
        var comparison =
                NationalComparison.asOf(
                        LocalDate.parse("2022-01-01"),
                        List.of(
                                rated("A", "2019", "Good", new Standard("1.1", "Outstanding")),
                                rated("B", "2019", "Good"),
                                rated("C", "2019", "Inadequate", new Standard("1.1", "Good")),
                                rated("D", "2019-05", null),
                                rated("E", "2020", "Outstanding")));
        assertThat(comparison.ratings(YJ).inspections()).isEqualTo(5);
        assertThat(comparison.ratings(YJ).overall())
                .isEqualTo(
                        new Distribution(
                                4,
                                List.of(
                                        new Share("Outstanding", 1, 25),
                                        new Share("Good", 2, 50),
                                        new Share("Requires improvement", 0, 0),
                                        new Share("Inadequate", 1, 25))));
        assertThat(comparison.years(YJ)).extracting(YearRatings::year).containsExactly(2019, 2020);
        assertThat(comparison.years(YJ).getFirst().ratings().inspections()).isEqualTo(4);
        assertThat(comparison.years(YJ).getFirst().ratings().overall().shares())
                .contains(new Share("Good", 2, 67), new Share("Inadequate", 1, 33));
        var standards = comparison.ratings(YJ).standards();
        assertThat(standards).hasSameSizeAs(YJ.standards());
        assertThat(standards.getFirst().ratings().rated()).isEqualTo(2);
        assertThat(standards.getFirst().ratings().shares())
                .contains(new Share("Outstanding", 1, 50));
        assertThat(standards.get(1).ratings()).isEqualTo(new Distribution(0, List.of()));
    }

    private static Spread spread(Integer... percents) {
        return of(percents).spreads(CCI).getFirst();
    }

    private static NationalComparison of(Integer... percents) {
        return NationalComparison.asOf(
                LATER,
                IntStream.range(0, percents.length)
                        .mapToObj(
                                i -> result("Area " + i, InspectionKind.CORE, "2009", percents[i]))
                        .toList());
    }

    private static List<Result> on(String day, String published) {
        return NationalComparison.asOf(
                        LocalDate.parse(day),
                        List.of(result("Sefton", InspectionKind.CORE, published, 38)))
                .results();
    }

    private static Result result(
            String area, InspectionKind kind, String published, @Nullable Integer percent) {
        return result(area, kind, published, false, percent, null);
    }

    private static Result own(String area, InspectionKind kind, String published) {
        return result(area, kind, published, true, 38, null);
    }

    private static Result rated(
            String area, String published, @Nullable String overall, Standard... standards) {
        return result(area, InspectionKind.CORE, published, false, null, overall, standards);
    }

    private static Result result(
            String area,
            InspectionKind kind,
            String published,
            boolean platform,
            @Nullable Integer percent,
            @Nullable String overall,
            Standard... standards) {
        return new Result(
                area + published,
                platform,
                area,
                kind,
                PublicationDates.read(published).orElseThrow(),
                percent == null
                        ? List.of()
                        : List.of(new Headline("safeguarding", percent, null, null)),
                overall,
                null,
                null,
                List.of(standards),
                "a source",
                null);
    }
}
