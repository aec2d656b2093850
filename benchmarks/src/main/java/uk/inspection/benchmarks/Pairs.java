package uk.inspection.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs of what is measured and of its limit, one after the other, again and again: what the machine
 * does besides falls on both. Which of the two comes first alternates.
 */
final class Pairs {
    /** Pairs that count. */
    static final int RUNS = 7;

    private static final int WARM_UP = 1;

    private Pairs() {}

    /** One run. */
    interface Side {
        /** One figure for each measure, in their order. */
        double[] run() throws Exception;
    }

    /**
     * What came of pairs of runs, in their order.
     *
     * @param values of what is measured
     * @param limits of what it is measured beside
     */
    record Runs(List<double[]> values, List<double[]> limits) {}

    /** Compares; the first pair warms up and does not count. */
    static List<Result> compare(Console console, List<Measure> measures, Side ours, Side baseline)
            throws Exception {
        Runs runs = run(console, ours, baseline);
        return results(measures, runs.values, runs.limits);
    }

    /** Runs both; the first pair warms up and does not count. */
    static Runs run(Console console, Side ours, Side baseline) throws Exception {
        var values = new ArrayList<double[]>();
        var limits = new ArrayList<double[]>();
        for (int i = -WARM_UP; i < RUNS; i++) {
            double[] value;
            double[] limit;
            if (i % 2 == 0) {
                value = ours.run();
                limit = baseline.run();
            } else {
                limit = baseline.run();
                value = ours.run();
            }
            console.say(
                    "%s: %s, limit %s",
                    i < 0 ? "warming up" : "pair " + (i + 1), text(value), text(limit));
            if (i >= 0) {
                values.add(value);
                limits.add(limit);
            }
        }
        return new Runs(values, limits);
    }

    /** Measures what has no limit to be compared with; the first run warms up. */
    static List<Result> alone(Console console, List<Measure> measures, Side ours) throws Exception {
        var values = new ArrayList<double[]>();
        for (int i = -WARM_UP; i < RUNS; i++) {
            double[] value = ours.run();
            console.say("%s: %s", i < 0 ? "warming up" : "run " + (i + 1), text(value));
            if (i >= 0) {
                values.add(value);
            }
        }
        return results(measures, values, null);
    }

    static List<Result> results(
            List<Measure> measures, List<double[]> values, @Nullable List<double[]> limits) {
        var results = new ArrayList<Result>();
        for (int m = 0; m < measures.size(); m++) {
            double[] ours = column(values, m);
            results.add(
                    limits == null
                            ? alone(measures.get(m), ours)
                            : beside(measures.get(m), ours, column(limits, m)));
        }
        return results;
    }

    private static Result alone(Measure measure, double[] values) {
        double value = median(values);
        boolean met = measure.target().met(value);
        return result(measure, value, null, null, met, values);
    }

    private static Result beside(Measure measure, double[] values, double[] limits) {
        double[] ratios = new double[values.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = values[i] / limits[i];
        }
        double value = median(values);
        double ratio = median(ratios);
        boolean met = measure.target().met(measure.target().absolute() ? value : ratio);
        return result(measure, value, median(limits), ratio, met, ratios);
    }

    private static Result result(
            Measure measure,
            double value,
            @Nullable Double limit,
            @Nullable Double ratio,
            boolean met,
            double[] spreading) {
        return new Result(
                measure.name(),
                measure.what(),
                measure.against(),
                value,
                limit,
                measure.unit(),
                ratio,
                measure.target().text(),
                met,
                spreading.length,
                spread(spreading));
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double spread(double[] values) {
        var summary = Arrays.stream(values).summaryStatistics();
        return (summary.getMax() - summary.getMin()) / median(values);
    }

    private static String text(double[] values) {
        return Arrays.stream(values)
                .mapToObj(value -> String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value))
                .collect(Collectors.joining(" / "));
    }
}
