package uk.inspection.endtoend.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no expression is found. */
class PromQlTest {
    @Test
    void the_metrics_of_an_expression_are_found() {
        assertThat(
                        PromQl.metrics(
                                "histogram_quantile(0.99, sum by (job, le) (rate(a_bucket[5m]))) > 0.5"
                                        + " or max(b{topic=~\"x.*\", job!=\"y\"}) / c == 1"))
                .containsExactly("a_bucket", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a >",
                "(a",
                "a)",
                "sum by job (a)",
                "sum by () (a)",
                "rate(a)",
                "rate(a[5])",
                "rate(a[5m]",
                "a[5m]",
                "a{job}",
                "a{job=x}",
                "a{job=\"x}",
                "a{}}",
                "median(a)",
                "histogram_quantile(0.9 a)",
                "a & b"
            })
    void what_is_none_is_refused(String text) {
        assertThatThrownBy(() -> PromQl.metrics(text)).isInstanceOf(PromQl.Refused.class);
    }

    @Test
    void a_pattern_that_is_none_is_refused() {
        assertThatThrownBy(() -> PromQl.metrics("a{job=~\"(x\"}"))
                .isInstanceOf(PatternSyntaxException.class);
    }
}
