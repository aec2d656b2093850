package uk.inspection.reporting.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.i18n.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.RatedStandards;
import uk.inspection.contract.Frameworks;

/** Every word is there in both languages, and is used. */
class WordsTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    /** The words of some pages: as templates call them, in English and in Welsh. */
    private record Bundle(String namespace, Class<?> english, Class<?> welsh) {}

    static List<Bundle> bundles() {
        return List.of(
                new Bundle("msg", Words.class, WelshWords.class),
                new Bundle("comparison", ComparisonWords.class, WelshComparisonWords.class),
                new Bundle("document", DocumentWords.class, WelshDocumentWords.class),
                new Bundle("press", PressWords.class, WelshPressWords.class),
                new Bundle("file", FileWords.class, WelshFileWords.class),
                new Bundle("plans", PlanWords.class, WelshPlanWords.class),
                new Bundle("live", LiveWords.class, WelshLiveWords.class),
                new Bundle("history", HistoryWords.class, WelshHistoryWords.class));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void every_word_is_there_in_welsh_with_the_same_placeholders(Bundle bundle) {
        assertThat(words(bundle.english())).isNotEmpty();
        assertThat(words(bundle.welsh())).isEqualTo(words(bundle.english()));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void welsh_is_not_english(Bundle bundle) {
        for (Method english : bundle.english().getDeclaredMethods()) {
            String welsh =
                    Arrays.stream(bundle.welsh().getDeclaredMethods())
                            .filter(method -> method.getName().equals(english.getName()))
                            .map(WordsTest::message)
                            .findFirst()
                            .orElseThrow();
            assertThat(welsh).as(english.getName()).isNotEqualTo(message(english)).isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void every_word_is_used_by_a_template(Bundle bundle) throws IOException {
        var use = Pattern.compile("\\b" + bundle.namespace() + ":(\\w+)");
        try (Stream<Path> templates = Files.walk(Path.of("src/main/resources/templates"))) {
            var used =
                    templates
                            .filter(Files::isRegularFile)
                            .flatMap(template -> use.matcher(read(template)).results())
                            .map(match -> match.group(1))
                            .collect(Collectors.toSet());
            assertThat(used)
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(bundle.english().getDeclaredMethods())
                                    .map(Method::getName)
                                    .toList());
        }
    }

    @Test
    void every_title_band_and_rating_of_the_shipped_frameworks_has_welsh() {
        assertThat(Frameworks.all().stream().flatMap(WordsTest::titles))
                .isNotEmpty()
                .allSatisfy(title -> assertThat(WelshTitles.of(title)).as(title).isPresent());
    }

    @Test
    void days_and_the_rules_of_due_dates_are_said_in_either_language() {
        var day = LocalDate.of(2009, 6, 24);
        assertThat(Language.ENGLISH.day(day)).isEqualTo("24 June 2009");
        assertThat(Language.WELSH.day(day)).isEqualTo("24 Mehefin 2009");
        assertThat(WelshTitles.of("28 days after publication"))
                .contains("28 diwrnod ar ôl cyhoeddi");
        assertThat(WelshTitles.of("1 month after publication")).contains("1 mis ar ôl cyhoeddi");
        assertThat(WelshTitles.of("2 months after publication")).contains("2 fis ar ôl cyhoeddi");
        assertThat(WelshTitles.of("3 months after finalisation"))
                .contains("3 mis ar ôl cwblhau'r cynllun");
        assertThat(WelshTitles.of("14 days after the plan was returned"))
                .contains("14 diwrnod ar ôl anfon y cynllun yn ôl");
        assertThat(WelshTitles.in(Language.WELSH, "when the Board says so"))
                .isEqualTo(new Phrase("when the Board says so", Language.ENGLISH));
    }

    @Test
    void a_browser_gets_the_language_it_prefers() {
        assertThat(Language.accepted("cy-GB,cy;q=0.9,en;q=0.8")).isEqualTo(Language.WELSH);
        assertThat(Language.accepted("en-GB,cy;q=0.5")).isEqualTo(Language.ENGLISH);
        assertThat(Language.accepted("fr,cy;q=0.5")).isEqualTo(Language.WELSH);
        assertThat(Language.accepted("fr")).isEqualTo(Language.ENGLISH);
        assertThat(Language.accepted(";;q=x")).isEqualTo(Language.ENGLISH);
        assertThat(Language.accepted(null)).isEqualTo(Language.ENGLISH);
    }

    /** Name, parameters and placeholders of each; what is said between them differs. */
    private static List<String> words(Class<?> bundle) {
        return Arrays.stream(bundle.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Message.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method ->
                        method.getName()
                                + Arrays.toString(method.getParameterTypes())
                                + PLACEHOLDER
                                        .matcher(message(method))
                                        .results()
                                        .map(MatchResult::group)
                                        .sorted()
                                        .toList())
                .toList();
    }

    private static String message(Method method) {
        return method.getAnnotation(Message.class).value();
    }

    private static Stream<String> titles(Framework framework) {
        return Stream.concat(
                Stream.of(framework.title()),
                switch (framework) {
                    case PooledPercentage pooled ->
                            Stream.of(
                                            pooled.headlines().stream().map(h -> h.title()),
                                            pooled.sections().stream().map(s -> s.title()),
                                            pooled.criteria().stream().map(c -> c.title()),
                                            pooled.bands().stream().map(b -> b.label()))
                                    .flatMap(all -> all);
                    case RatedStandards rated ->
                            Stream.of(
                                            rated.domains().stream().map(d -> d.title()),
                                            rated.standards().stream().map(s -> s.title()),
                                            rated.ratings().stream().map(r -> r.label()))
                                    .flatMap(all -> all);
                });
    }

    private static String read(Path template) {
        try {
            return Files.readString(template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
