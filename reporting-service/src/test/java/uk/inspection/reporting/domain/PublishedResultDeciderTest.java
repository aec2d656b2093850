package uk.inspection.reporting.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PublishedFigures;
import uk.inspection.contract.PublishedFigures.Headline;
import uk.inspection.contract.PublishedFigures.Standard;
import uk.inspection.contract.ReportEvent.PublicationDate;
import uk.inspection.contract.ReportEvent.PublishedResultImported;
import uk.inspection.reporting.domain.PublishedResultDecider.Standing;
import uk.inspection.reporting.domain.Refused.Violation;

class PublishedResultDeciderTest {
    private static final Headline SAFEGUARDING = new Headline("safeguarding", 38, "DRASTIC");

    @Test
    void what_was_published_is_kept_as_it_was() {
        assertThat(sound(pooled("2009-06", SAFEGUARDING, new Headline("roh", null, "MINIMUM"))))
                .isEqualTo(
                        new PublishedResultImported(
                                "Sefton",
                                "cci-2009",
                                InspectionKind.CORE,
                                new PublicationDate(
                                        LocalDate.of(2009, 6, 1), LocalDate.of(2009, 6, 30)),
                                new PublishedFigures.Percentages(
                                        List.of(
                                                SAFEGUARDING,
                                                new Headline("roh", null, "MINIMUM"))),
                                "A report",
                                null));
        assertThat(sound(rated("Good", 26, 36, new Standard("2.1", "Good"))).figures())
                .isEqualTo(
                        new PublishedFigures.Ratings(
                                "Good",
                                new PublishedFigures.Points(26, 36),
                                List.of(new Standard("2.1", "Good"))));
    }

    @Test
    void an_inspection_of_which_no_figure_was_published_is_a_result_too() {
        assertThat(sound(pooled("2009")).figures())
                .isEqualTo(new PublishedFigures.Percentages(List.of()));
        assertThat(sound(rated(null, null, null)).figures())
                .isEqualTo(new PublishedFigures.Ratings(null, null, List.of()));
    }

    @ParameterizedTest
    @CsvSource({"-1", "101"})
    void a_percent_is_from_0_to_100(int percent) {
        assertThat(refused(pooled("2009", new Headline("roh", percent, null))))
                .containsExactly(
                        new Violation("results[0].headlines[0].percent", "must be from 0 to 100"));
    }

    @Test
    void headlines_bands_and_ratings_are_the_frameworks() {
        assertThat(
                        refused(
                                pooled(
                                        "2009",
                                        new Headline("roh", 36, "GREAT"),
                                        new Headline("roh", 36, null),
                                        new Headline("lor", null, null),
                                        new Headline("1.1", 46, null))))
                .containsExactlyInAnyOrder(
                        new Violation(
                                "results[0].headlines[0].band",
                                "must be one of DRASTIC, SUBSTANTIAL, MODERATE, MINIMUM"),
                        new Violation("results[0].headlines[1].id", "must not be given twice"),
                        new Violation(
                                "results[0].headlines[2]",
                                "must give percent or band; what was not published is left out"),
                        new Violation(
                                "results[0].headlines[3].id",
                                "must be one of safeguarding, roh, lor"));
        assertThat(
                        refused(
                                rated(
                                        "Fair",
                                        null,
                                        null,
                                        new Standard("2.1", "Poor"),
                                        new Standard("4.1", "Good"),
                                        new Standard("2.1", "Good"))))
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "results[0].overall",
                        "results[0].standards[0].rating",
                        "results[0].standards[1].id",
                        "results[0].standards[2].id");
    }

    @Test
    void figures_of_the_other_method_are_not_given() {
        var wrong =
                new PublishedResult(
                        "Sefton",
                        "cci-2009",
                        InspectionKind.CORE,
                        "2009",
                        null,
                        "Good",
                        1,
                        36,
                        List.of(),
                        "A report",
                        null);
        assertThat(refused(wrong))
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "results[0].overall",
                        "results[0].points",
                        "results[0].maximum",
                        "results[0].standards");
        var other =
                new PublishedResult(
                        "Sefton",
                        "yj-2018",
                        InspectionKind.CORE,
                        "2019",
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        "A report",
                        null);
        assertThat(refused(other))
                .containsExactly(
                        new Violation("results[0].headlines", "must not be given under yj-2018"));
    }

    @Test
    void points_come_with_a_maximum_that_the_framework_has() {
        assertThat(refused(rated(null, 3, null)))
                .containsExactly(new Violation("results[0].maximum", "must be given with points"));
        assertThat(refused(rated(null, null, 36)))
                .containsExactly(new Violation("results[0].points", "must be given with maximum"));
        assertThat(refused(rated(null, 34, 33)))
                .containsExactly(new Violation("results[0].points", "must be from 0 to 33"));
        assertThat(refused(rated(null, -1, 36)))
                .containsExactly(new Violation("results[0].points", "must be from 0 to 36"));
        assertThat(refused(rated(null, 3, 37)))
                .containsExactly(new Violation("results[0].maximum", "must be from 1 to 36"));
        assertThat(refused(rated(null, 0, 0)))
                .containsExactly(new Violation("results[0].maximum", "must be from 1 to 36"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "June 2009",
                "2009-6",
                "2009-13",
                "2009-06-31",
                "2009-06-24T00",
                "20090624",
                "1989",
                "2201",
                "2008"
            })
    void it_was_published_in_a_year_month_or_day_since_the_framework_came_into_force(String when) {
        assertThat(refused(pooled(when, SAFEGUARDING)))
                .extracting(Violation::field)
                .containsExactly("results[0].published");
    }

    @Test
    void area_framework_kind_source_and_note_are_named_with_their_rules() {
        var wrong =
                new PublishedResult(
                        " Sefton",
                        "cci-1999",
                        InspectionKind.SELF_AUDIT,
                        "2009",
                        null,
                        null,
                        null,
                        null,
                        null,
                        " ",
                        "x".repeat(PublishedResultDecider.SOURCE_MAX + 1));
        assertThat(refused(wrong))
                .containsExactlyInAnyOrder(
                        new Violation("results[0].area", "must not begin or end with a space"),
                        new Violation("results[0].source", "must not be blank"),
                        new Violation("results[0].note", "must have at most 2000 characters"),
                        new Violation("results[0].kind", "must be core or reinspection"),
                        new Violation(
                                "results[0].framework",
                                "must be one of cci-2009, yj-2018, yj-2021, iyjs-2025"));
    }

    @Test
    void the_same_inspection_twice_is_refused_with_the_place_of_the_first() {
        assertThat(refused(pooled("2009", SAFEGUARDING), rated("Good", null, null), pooled("2009")))
                .containsExactly(
                        new Violation(
                                "results[2]", "must be of another inspection than results[0]"));
    }

    @Test
    void the_same_again_is_no_news_and_another_replaces_it() {
        var first = sound(pooled("2009", SAFEGUARDING));
        var emptied = sound(pooled("2009"));
        assertThat(PublishedResultDecider.decide(null, first)).containsExactly(first);
        for (boolean shipped : List.of(true, false)) {
            assertThat(PublishedResultDecider.decide(new Standing(first, shipped), first))
                    .isEmpty();
            assertThat(PublishedResultDecider.decide(new Standing(first, shipped), emptied))
                    .containsExactly(emptied);
        }
    }

    @Test
    void a_release_replaces_what_an_earlier_one_brought_and_never_what_someone_handed_in() {
        var first = sound(pooled("2009", SAFEGUARDING));
        var next = sound(pooled("2009"));
        assertThat(PublishedResultDecider.ship(null, first)).containsExactly(first);
        assertThat(PublishedResultDecider.ship(new Standing(first, true), first)).isEmpty();
        assertThat(PublishedResultDecider.ship(new Standing(first, true), next))
                .containsExactly(next);
        assertThat(PublishedResultDecider.ship(new Standing(first, false), next)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2009", "2012-02", "2009-06-24"})
    void a_date_is_written_as_it_was_read(String text) {
        assertThat(PublicationDates.write(PublicationDates.read(text).orElseThrow()))
                .isEqualTo(text);
    }

    private static PublishedResultImported sound(PublishedResult result) {
        return PublishedResultDecider.sound(List.of(result), Frameworks.all()).getFirst();
    }

    private static List<Violation> refused(PublishedResult... results) {
        return catchThrowableOfType(
                        Refused.class,
                        () ->
                                PublishedResultDecider.sound(
                                        Arrays.asList(results), Frameworks.all()))
                .violations();
    }

    private static PublishedResult pooled(String published, Headline... headlines) {
        return new PublishedResult(
                "Sefton",
                "cci-2009",
                InspectionKind.CORE,
                published,
                List.of(headlines),
                null,
                null,
                null,
                null,
                "A report",
                null);
    }

    private static PublishedResult rated(
            @Nullable String overall,
            @Nullable Integer points,
            @Nullable Integer maximum,
            Standard... standards) {
        return new PublishedResult(
                "Sefton",
                "yj-2018",
                InspectionKind.CORE,
                "2019",
                null,
                overall,
                points,
                maximum,
                List.of(standards),
                "A report",
                null);
    }
}
