package uk.inspection.scoring.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often two inspectors gave which answers to the same questions of the same cases, and how far
 * they agree beyond what chance would give them: Cohen's kappa (Educational and Psychological
 * Measurement 20, 1960), {@code (po - pe) / (1 - pe)}. With a answers agreed out of n and S the sum
 * over the codes of how often the first times how often the second inspector gave each, that is
 * {@code (a n - S) / (n^2 - S)}: whole numbers until the last step.
 */
final class Contingency {
    private static final int DECIMALS = 3;

    private final List<String> codes;
    private final int[][] counts;

    /** Nothing compared yet. */
    Contingency(List<String> codes) {
        this.codes = codes;
        this.counts = new int[codes.size()][codes.size()];
    }

    /**
     * One question of one case, as each of the two answered it. Fails on a code that the framework
     * does not have, so that it is seen and not miscounted.
     */
    void count(String first, String second) {
        counts[place(first)][place(second)]++;
    }

    int compared() {
        int all = 0;
        for (int code = 0; code < counts.length; code++) {
            all += byFirst(code);
        }
        return all;
    }

    int agreed() {
        int same = 0;
        for (int code = 0; code < counts.length; code++) {
            same += counts[code][code];
        }
        return same;
    }

    /** Whole percent agreed, half up; absent where nothing was compared. */
    @Nullable Integer percent() {
        int compared = compared();
        return compared == 0 ? null : Percents.percent(agreed(), compared);
    }

    /**
     * To three decimals, half up (away from zero where it is negative). Absent where nothing was
     * compared, and where both gave one and the same answer throughout: chance alone would then
     * agree every time, and nothing is left to measure.
     */
    @Nullable BigDecimal kappa() {
        long expected = 0;
        for (int code = 0; code < counts.length; code++) {
            expected += (long) byFirst(code) * bySecond(code);
        }
        long compared = compared();
        long beyondChance = compared * compared - expected;
        return beyondChance == 0
                ? null
                : BigDecimal.valueOf(agreed() * compared - expected)
                        .divide(BigDecimal.valueOf(beyondChance), DECIMALS, RoundingMode.HALF_UP);
    }

    /** Every pair of codes, in the framework's order, also those that never met. */
    List<Agreement.Cell> cells() {
        var cells = new ArrayList<Agreement.Cell>();
        for (int first = 0; first < counts.length; first++) {
            for (int second = 0; second < counts.length; second++) {
                cells.add(
                        new Agreement.Cell(
                                codes.get(first), codes.get(second), counts[first][second]));
            }
        }
        return List.copyOf(cells);
    }

    private int byFirst(int code) {
        int sum = 0;
        for (int count : counts[code]) {
            sum += count;
        }
        return sum;
    }

    private int bySecond(int code) {
        int sum = 0;
        for (int[] row : counts) {
            sum += row[code];
        }
        return sum;
    }

    private int place(String code) {
        int place = codes.indexOf(code);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "The framework has no answer \"%s\".".formatted(code));
        }
        return place;
    }
}
