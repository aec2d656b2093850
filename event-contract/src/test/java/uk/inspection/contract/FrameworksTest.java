package uk.inspection.contract;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;

class FrameworksTest {
    private static final Path FOLDER = EventFolders.RESOURCES.resolve("frameworks");

    static List<Framework> all() {
        return Frameworks.all();
    }

    static Stream<PooledPercentage> pooled() {
        return all().stream()
                .filter(PooledPercentage.class::isInstance)
                .map(PooledPercentage.class::cast);
    }

    static Stream<RatedStandards> rated() {
        return all().stream()
                .filter(RatedStandards.class::isInstance)
                .map(RatedStandards.class::cast);
    }

    @ParameterizedTest
    @MethodSource("all")
    void inspections_under_equal_frameworks_share_one(Framework framework) {
        var event =
                new InspectionAnnounced(
                        "Sefton",
                        "Sefton Youth Offending Team",
                        InspectionKind.CORE,
                        framework,
                        "lead-1",
                        LocalDate.of(2009, 3, 2),
                        LocalDate.of(2009, 3, 6),
                        null);
        assertThat(read(Codec.encode(event)).framework())
                .isEqualTo(framework)
                .isSameAs(read(Codec.encode(event)).framework());
    }

    private static InspectionAnnounced read(byte[] announced) {
        return Codec.decode("InspectionAnnounced", 1, announced)
                        instanceof Decoded.Known(InspectionAnnounced known)
                ? known
                : fail("It is not read.");
    }

    @Test
    void every_file_in_the_folder_is_shipped_and_named_after_its_framework() throws IOException {
        try (var files = Files.walk(FOLDER)) {
            assertThat(
                            files.filter(file -> file.toString().endsWith(".yaml"))
                                    .map(file -> FOLDER.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            all().stream().map(FrameworksTest::fileOf).toList());
        }
    }

    @Test
    void the_oldest_regime_comes_first_and_each_version_once() {
        assertThat(all())
                .isSortedAccordingTo(
                        Comparator.<Framework, LocalDate>comparing(f -> f.inForce().from())
                                .thenComparingInt(Framework::version));
        assertThat(all().stream().map(Framework::ref)).doesNotHaveDuplicates();
    }

    @Test
    void the_newest_version_of_a_framework_is_found_by_its_id() {
        for (Framework framework : all()) {
            assertThat(Frameworks.newest(framework.id()))
                    .hasValueSatisfying(newest ->
                            assertThat(newest.version())
                                    .isGreaterThanOrEqualTo(framework.version()));
        }
        assertThat(Frameworks.newest("cci-1066")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothing_that_the_file_says_is_lost_on_the_wire(Framework framework) throws IOException {
        JsonNode file = new YAMLMapper().readTree(FOLDER.resolve(fileOf(framework)).toFile());
        byte[] announced = Codec.encode(announcementUnder(framework));

        assertThat(EventFolders.tree(announced).get("framework")).isEqualTo(file);
        assertThat(Codec.decode("InspectionAnnounced", 1, announced))
                .isEqualTo(new Codec.Decoded.Known(announcementUnder(framework)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void an_announcement_under_any_framework_follows_the_schema(Framework framework) {
        assertThat(
                        EventFolders.violations(
                                "InspectionAnnounced",
                                1,
                                Codec.encode(announcementUnder(framework))))
                .isEmpty();
    }

    /** Wherever a rule can say how sure it is, a shipped one does. */
    @ParameterizedTest
    @MethodSource("all")
    void every_rule_says_whether_it_is_verified_or_a_default(Framework framework)
            throws ReflectiveOperationException {
        var statuses = new TreeMap<String, @Nullable Object>();
        collectStatuses("", framework, statuses);

        assertThat(statuses)
                .containsKeys("plan.status", "reinspection.status")
                .allSatisfy((place, status) ->
                        assertThat(status)
                                .as(place)
                                .isInstanceOfSatisfying(
                                        String.class,
                                        said ->
                                                assertThat(said)
                                                        .containsAnyOf(
                                                                "verified",
                                                                "published",
                                                                "inferred")));
        assertThat(statuses.keySet())
                .containsAll(
                        switch (framework) {
                            case PooledPercentage _ ->
                                    Set.of(
                                            "methodStatus",
                                            "bands[0].status",
                                            "questionnaires.minimumForJudgement.status");
                            case RatedStandards _ ->
                                    Set.of(
                                            "ratings[0].status",
                                            "caseBands[0].status",
                                            "standardRuleStatus",
                                            "discretion.status",
                                            "overall.status");
                        });
    }

    private static void collectStatuses(
            String place, @Nullable Object value, Map<String, @Nullable Object> statuses)
            throws ReflectiveOperationException {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collectStatuses("%s[%d]".formatted(place, i), list.get(i), statuses);
            }
        } else if (value instanceof Record parts) {
            for (RecordComponent component : parts.getClass().getRecordComponents()) {
                String name = component.getName();
                String inside = place.isEmpty() ? name : place + "." + name;
                Object part = component.getAccessor().invoke(parts);
                if (name.equals("status") || name.endsWith("Status")) {
                    statuses.put(inside, part);
                } else {
                    collectStatuses(inside, part, statuses);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pooled")
    void questions_criteria_and_sections_fit_together(PooledPercentage framework) {
        Set<String> headlines = ids(framework.headlines(), Framework.Headline::id);
        Set<String> sections = ids(framework.sections(), Framework.Named::id);
        Set<String> criteria = ids(framework.criteria(), Framework.Criterion::id);
        ids(framework.questions(), Framework.Question::id);

        assertThat(framework.questions())
                .allSatisfy(question -> {
                    assertThat(criteria).contains(question.criterion());
                    assertThat(headlines).contains(question.headline());
                    assertThat(question.id()).startsWith(question.criterion() + ".");
                });
        assertThat(framework.criteria())
                .allSatisfy(criterion -> assertThat(sections).contains(criterion.section()));
        assertThat(framework.answers())
                .containsExactly("sufficient", "insufficient", "not-applicable");
    }

    @ParameterizedTest
    @MethodSource("pooled")
    void every_section_criterion_and_headline_has_a_question_that_counts(
            PooledPercentage framework) {
        var counting = framework.questions().stream().filter(Framework.Question::counts).toList();

        assertThat(counting.stream().map(Framework.Question::criterion).collect(toSet()))
                .isEqualTo(ids(framework.criteria(), Framework.Criterion::id));
        assertThat(counting.stream().map(Framework.Question::headline).collect(toSet()))
                .isEqualTo(ids(framework.headlines(), Framework.Headline::id));
        assertThat(framework.criteria().stream().map(Framework.Criterion::section).collect(toSet()))
                .isEqualTo(ids(framework.sections(), Framework.Named::id));
    }

    @ParameterizedTest
    @MethodSource("pooled")
    void a_pooled_framework_has_a_band_for_every_percent_and_proposes_by_bands_that_exist(
            PooledPercentage framework) {
        assertCoverEveryPercentOnce(framework.bands());
        Set<String> headlines = ids(framework.headlines(), Framework.Headline::id);
        Set<String> labels = ids(framework.bands(), Band::label);

        assertThat(framework.reinspection().proposeWhen().allOf())
                .isNotEmpty()
                .allSatisfy(condition -> {
                    assertThat(headlines).contains(condition.headline());
                    assertThat(labels).containsAll(condition.bandIn());
                });
    }

    @ParameterizedTest
    @MethodSource("rated")
    void standards_name_domains_and_key_questions_that_exist(RatedStandards framework) {
        Set<String> domains = ids(framework.domains(), Framework.Domain::id);
        Set<String> keyQuestions = ids(framework.keyQuestions(), Framework.KeyQuestion::id);
        ids(framework.standards(), Framework.Standard::id);

        assertThat(framework.standards())
                .allSatisfy(standard -> {
                    assertThat(domains).contains(standard.domain());
                    if (standard.keyQuestions() != null) {
                        assertThat(keyQuestions).containsAll(standard.keyQuestions());
                    }
                });
        assertThat(framework.domains())
                .allSatisfy(d -> assertThat(d.assessed()).isIn("cases", "evidence"));
    }

    @ParameterizedTest
    @MethodSource("rated")
    void a_standard_has_key_questions_exactly_if_it_is_assessed_by_cases(RatedStandards framework) {
        for (Framework.Standard standard : framework.standards()) {
            String assessed =
                    Objects.requireNonNullElseGet(
                            standard.assessed(),
                            () ->
                                    framework.domains().stream()
                                            .filter(d -> d.id().equals(standard.domain()))
                                            .map(Framework.Domain::assessed)
                                            .findFirst()
                                            .orElseThrow());

            assertThat(standard.keyQuestions() != null)
                    .as("%s %s is assessed by %s", framework.id(), standard.id(), assessed)
                    .isEqualTo(assessed.equals("cases"));
        }
    }

    @ParameterizedTest
    @MethodSource("rated")
    void a_rated_framework_has_a_rating_for_every_percent_and_every_fraction(
            RatedStandards framework) {
        Set<String> ratings = ids(framework.ratings(), Framework.Rating::label);

        assertCoverEveryPercentOnce(framework.caseBands());
        assertThat(ids(framework.caseBands(), Band::label)).isEqualTo(ratings);
        assertThat(ids(framework.overall().bands(), Framework.OverallBand::label))
                .isEqualTo(ratings);
        assertThat(framework.overall().bands().stream().map(FrameworksTest::sixths))
                .isSorted()
                .doesNotHaveDuplicates()
                .endsWith(6);
        assertThat(ratings).containsAll(framework.reinspection().proposeWhen().overallIn());
        assertThat(framework.answers()).containsExactly("yes", "no", "not-applicable");
    }

    private static String fileOf(Framework framework) {
        return "%s/v%d.yaml".formatted(framework.id(), framework.version());
    }

    private static CaseEvent.InspectionAnnounced announcementUnder(Framework framework) {
        LocalDate start = framework.inForce().from().plusDays(19);
        return new CaseEvent.InspectionAnnounced(
                "Sefton",
                "Sefton Youth Offending Team",
                InspectionKind.CORE,
                framework,
                "lead-inspector-3",
                start,
                start.plusDays(4),
                null);
    }

    /** The ids of a list, which are unique. */
    private static <T> Set<String> ids(List<T> list, Function<T, String> id) {
        assertThat(list.stream().map(id)).isNotEmpty().doesNotHaveDuplicates();
        return new HashSet<>(list.stream().map(id).toList());
    }

    private static void assertCoverEveryPercentOnce(List<Band> bands) {
        int next = 0;
        for (Band band : bands) {
            assertThat(band.from()).as("start of %s", band.label()).isEqualTo(next);
            assertThat(band.to()).isGreaterThanOrEqualTo(band.from());
            next = band.to() + 1;
        }
        assertThat(next).isEqualTo(101);
    }

    private static int sixths(Framework.OverallBand band) {
        String[] fraction = band.upToFractionOfMax().split("/", -1);
        int denominator = fraction.length == 1 ? 1 : Integer.parseInt(fraction[1]);
        return Integer.parseInt(fraction[0]) * 6 / denominator;
    }
}
