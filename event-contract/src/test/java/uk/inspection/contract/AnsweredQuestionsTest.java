package uk.inspection.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.Codec.Decoded;

class AnsweredQuestionsTest {

    @Test
    void it_is_the_map_that_it_says() {
        var expected = new TreeMap<>(Map.of("1.1", "yes", "1.2", "no", "2.1", "yes"));
        SortedMap<String, String> read = read("{\"1.1\":\"yes\",\"1.2\":\"no\",\"2.1\":\"yes\"}");

        assertThat(read).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(expected).isEqualTo(read);
        assertThat(new ArrayList<>(read.entrySet())).isEqualTo(List.copyOf(expected.entrySet()));
        assertThat(read.get("1.2")).isEqualTo("no");
        assertThat(read.get("1.3")).isNull();
        assertThat(read.containsKey(null)).isFalse();
        assertThat(read.comparator()).isNull();
        assertThat(read.firstKey()).isEqualTo("1.1");
        assertThat(read.lastKey()).isEqualTo("2.1");
        assertThat(read.subMap("1.2", "2.1")).isEqualTo(Map.of("1.2", "no"));
        assertThat(read.headMap("1.2")).isEqualTo(Map.of("1.1", "yes"));
        assertThat(read.tailMap("2")).isEqualTo(Map.of("2.1", "yes"));
        var told = new ArrayList<String>();
        read.forEach((question, code) -> told.add(question + code));
        assertThat(told).containsExactly("1.1yes", "1.2no", "2.1yes");
    }

    @Test
    void questions_come_in_order_whatever_order_they_were_written_in() {
        assertThat(read("{\"b\":\"1\",\"a\":\"2\",\"c\":\"3\",\"a\":\"4\"}").toString())
                .isEqualTo("{a=4, b=1, c=3}");
    }

    @Test
    void there_may_be_none_and_there_may_be_many() {
        assertThat(read("{}")).isEmpty();
        assertThatThrownBy(read("{}")::firstKey).isInstanceOf(NoSuchElementException.class);
        var many = new TreeMap<String, String>();
        for (int i = 0; i < 1000; i++) {
            many.put("q" + i, "code-" + i % 7);
        }
        assertThat(read(json(many))).isEqualTo(many);
    }

    @Test
    void nobody_changes_it() {
        SortedMap<String, String> read = read("{\"1.1\":\"yes\"}");
        assertThatThrownBy(() -> read.put("1.1", "no"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> read.entrySet().iterator().next().setValue("no"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(read::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "\"yes\"",
                "7",
                "{\"1.1\":null}",
                "{\"1.1\":7}",
                "{\"1.1\":[\"yes\"]}",
                "{\"1.1\":{}}",
                "{\"1.1\":\"yes\"",
                "{\"1.1\":true}"
            })
    void anything_else_is_not_read(String answers) {
        assertThatThrownBy(() -> read(answers)).isInstanceOf(Codec.Undecodable.class);
    }

    @Test
    void what_is_short_is_shared_and_what_is_long_is_kept_by_nobody() {
        String longest = "c".repeat(64);
        assertThat(read(json(Map.of("1.1", longest))).get("1.1"))
                .isSameAs(read(json(Map.of("1.1", longest))).get("1.1"));
        String longer = longest + "c";
        assertThat(read(json(Map.of("1.1", longer))).get("1.1"))
                .isEqualTo(longer)
                .isNotSameAs(read(json(Map.of("1.1", longer))).get("1.1"));
    }

    /** Two threads that share what they read must not get each other's. */
    @Test
    void what_is_shared_is_the_same() throws Exception {
        var reading = new ArrayList<Callable<Boolean>>();
        for (int thread = 0; thread < 8; thread++) {
            int first = thread;
            reading.add(() -> {
                for (int i = 0; i < 5000; i++) {
                    var expected = new TreeMap<String, String>();
                    for (int question = 0; question <= (first + i) % 9; question++) {
                        expected.put("q" + (first * i % 5) + "." + question, "c" + i % 200);
                    }
                    if (!read(json(expected)).equals(expected)) {
                        return false;
                    }
                }
                return true;
            });
        }
        try (var threads = Executors.newFixedThreadPool(reading.size())) {
            for (var one : threads.invokeAll(reading)) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    private static String json(Map<String, String> answers) {
        var text = new StringBuilder("{");
        answers.forEach((question, code) ->
                text.append(text.length() == 1 ? "" : ",")
                        .append('"')
                        .append(question)
                        .append("\":\"")
                        .append(code)
                        .append('"'));
        return text.append('}').toString();
    }

    private static SortedMap<String, String> read(String answers) {
        byte[] event =
                "{\"caseId\":\"case-1\",\"revision\":1,\"answers\":%s}"
                        .formatted(answers)
                        .getBytes(UTF_8);
        return Codec.decode("CaseJudged", 1, event)
                        instanceof Decoded.Known(CaseJudged(_, _, var read, _))
                ? read
                : new TreeMap<>();
    }
}
