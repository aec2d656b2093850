package uk.inspection.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import uk.inspection.benchmarks.Pairs.Runs;

class GrowthTest {
    @Test
    void a_machine_that_became_slow_is_no_growth() {
        List<Result> results =
                growth(runs(row(80, 90, 100), row(100, 100, 100)), twice(80, 90, 100));
        assertThat(results)
                .extracting(Result::name)
                .containsExactly("log 1,000,000", "log 1,000,000 time");
        Result inLimits = results.getFirst();
        assertThat(inLimits.ratio()).isCloseTo(1.0, within(1e-9));
        assertThat(inLimits.met()).isTrue();
        Result time = results.getLast();
        assertThat(time.ratio()).isCloseTo(2.0, within(1e-9));
        assertThat(time.met()).isFalse();
    }

    @Test
    void what_costs_more_while_the_limit_does_not_has_grown() {
        List<Result> results =
                growth(runs(row(100, 100), row(100, 100)), runs(row(150, 150), row(100, 100)));
        assertThat(results).extracting(Result::ratio).containsExactly(1.5, 1.5);
        assertThat(results).extracting(Result::met).containsOnly(false);
    }

    @Test
    void every_size_stands_beside_the_first() {
        List<Result> results =
                Growth.compared(
                        "log",
                        "an event from %s on",
                        "an insert",
                        List.of(1L, 2L, 3L),
                        List.of(
                                runs(row(100), row(100)),
                                runs(row(200), row(100)),
                                runs(row(300), row(100))));
        assertThat(results).extracting(Result::ratio).containsExactly(2.0, 2.0, 3.0, 3.0);
        assertThat(results.getLast().what()).startsWith("an event from 3 on");
        assertThat(results.getLast().against()).isEqualTo("the same from 1 on");
    }

    private static List<Result> growth(Runs few, Runs many) {
        return Growth.compared(
                "log",
                "an event from %s on",
                "an insert",
                List.of(100_000L, 1_000_000L),
                List.of(few, many));
    }

    /** A machine on which everything takes twice as long. */
    private static Runs twice(double... values) {
        double[] slow = DoubleStream.of(values).map(value -> value * 2).toArray();
        return runs(slow, row(200, 200, 200));
    }

    private static Runs runs(double[] values, double[] limits) {
        return new Runs(column(values), column(limits));
    }

    private static double[] row(double... values) {
        return values;
    }

    private static List<double[]> column(double[] values) {
        return DoubleStream.of(values).mapToObj(value -> new double[] {value}).toList();
    }
}
