package uk.inspection.reporting.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.i18n.Message;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.Codec;

/** What can happen has plain words, in both languages. */
class HistoryWordsTest {
    private static final Pattern CASE =
            Pattern.compile("\\{#(?:case|is) '?([A-Za-z_-]+)'?}([^{]*)");

    @ParameterizedTest
    @ValueSource(classes = {HistoryWords.class, WelshHistoryWords.class})
    void every_type_of_event_has_words_of_its_own(Class<?> words) {
        Map<String, String> types = cases(words, "type", String.class);
        assertThat(types.keySet()).isEqualTo(Codec.catalogue().keySet());
        assertThat(types.values()).doesNotHaveDuplicates().noneMatch(String::isBlank);
    }

    @ParameterizedTest
    @ValueSource(classes = {HistoryWords.class, WelshHistoryWords.class})
    void every_stage_has_words_of_its_own(Class<?> words) {
        Map<String, String> stages = cases(words, "stageNow", HistoryStage.class);
        assertThat(stages.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(HistoryStage.values()).map(Enum::name).toList());
        assertThat(stages.values()).doesNotHaveDuplicates().noneMatch(String::isBlank);
    }

    private static Map<String, String> cases(Class<?> words, String name, Class<?> parameter) {
        try {
            String message =
                    words.getDeclaredMethod(name, parameter).getAnnotation(Message.class).value();
            return CASE.matcher(message)
                    .results()
                    .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}
