package uk.inspection.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import uk.inspection.benchmarks.Measure.Target;

class PairsTest {
    private static final Measure AT_LEAST =
            new Measure("rate", "this", "that", "events/s", Target.atLeast(1.0));
    private static final Measure AT_MOST =
            new Measure("time", "this", "that", "ms", Target.atMost(2.0));

    @Test
    void a_ratio_is_the_median_of_the_pairs_and_not_of_the_sides() {
        // The machine slows down: every pair says one half, and so does the result.
        List<Result> results =
                Pairs.results(
                        List.of(AT_LEAST),
                        rows(new double[] {100, 80, 10}),
                        rows(new double[] {200, 160, 20}));
        Result result = results.getFirst();
        assertThat(result.value()).isEqualTo(80);
        assertThat(result.baseline()).isEqualTo(160);
        assertThat(result.ratio()).isEqualTo(0.5);
        assertThat(result.spread()).isZero();
        assertThat(result.met()).isFalse();
        assertThat(result.runs()).isEqualTo(3);
    }

    @Test
    void the_spread_is_how_far_the_ratios_lie_apart() {
        Result result =
                Pairs.results(
                                List.of(AT_LEAST),
                                rows(new double[] {100, 110, 120, 130}),
                                rows(new double[] {100, 100, 100, 100}))
                        .getFirst();
        assertThat(result.ratio()).isCloseTo(1.15, within(1e-9));
        assertThat(result.spread()).isCloseTo(0.3 / 1.15, within(1e-9));
        assertThat(result.met()).isTrue();
    }

    @Test
    void what_must_be_small_is_met_below_its_limit() {
        assertThat(ratio(AT_MOST, 30, 10).met()).isFalse();
        assertThat(ratio(AT_MOST, 20, 10).met()).isTrue();
    }

    @Test
    void what_has_no_limit_beside_it_keeps_to_a_value() {
        Measure memory = new Measure("memory", "this", "none", "KiB", Target.under(20, "KiB"));
        Result result =
                Pairs.results(List.of(memory), rows(new double[] {18, 19, 25}), null).getFirst();
        assertThat(result.met()).isTrue();
        assertThat(result.ratio()).isNull();
        assertThat(result.baseline()).isNull();
        assertThat(result.target()).isEqualTo("under 20.0 KiB");
    }

    @Test
    void the_first_pair_warms_up_and_who_begins_alternates() throws Exception {
        var order = new ArrayList<String>();
        List<Result> results =
                Pairs.compare(
                        new Console(),
                        List.of(AT_LEAST),
                        () -> {
                            order.add("ours");
                            return new double[] {order.size() < 3 ? 1 : 100};
                        },
                        () -> {
                            order.add("limit");
                            return new double[] {100};
                        });
        assertThat(order)
                .hasSize(2 + 2 * Pairs.RUNS)
                .startsWith("limit", "ours", "ours", "limit", "limit", "ours");
        assertThat(results.getFirst().ratio()).isEqualTo(1.0);
        assertThat(results.getFirst().runs()).isEqualTo(Pairs.RUNS);
    }

    @Test
    void a_result_says_every_field_in_json() {
        JsonNode json = new ObjectMapper().valueToTree(ratio(AT_LEAST, 1, 1));
        Iterable<String> names = json::fieldNames;
        assertThat(StreamSupport.stream(names.spliterator(), false))
                .containsExactly(
                        "name",
                        "what",
                        "against",
                        "value",
                        "baseline",
                        "unit",
                        "ratio",
                        "target",
                        "met",
                        "runs",
                        "spread");
    }

    @Test
    void a_percentile_is_a_latency_that_was_measured() {
        var work = new Load.Work(4, 1, new long[] {1_000_000, 2_000_000, 3_000_000, 4_000_000});
        assertThat(work.percentile(0.5)).isEqualTo(2);
        assertThat(work.percentile(0.99)).isEqualTo(4);
    }

    private static Result ratio(Measure measure, double value, double limit) {
        return Pairs.results(
                        List.of(measure), rows(new double[] {value}), rows(new double[] {limit}))
                .getFirst();
    }

    private static List<double[]> rows(double[] column) {
        var rows = new ArrayList<double[]>();
        for (double value : column) {
            rows.add(new double[] {value});
        }
        return rows;
    }
}
