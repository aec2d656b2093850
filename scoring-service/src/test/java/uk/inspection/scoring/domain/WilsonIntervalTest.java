package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.contract.Scores.Interval;

class WilsonIntervalTest {

    /** Published values of the interval, such as 5 of 10: 23.7% to 76.3%. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 80",
        "1, 1, 20, 100",
        "5, 10, 23, 77",
        "0, 10, 0, 28",
        "10, 10, 72, 100",
        "1, 2, 9, 91",
        "24, 33, 55, 85",
        "500, 1000, 46, 54"
    })
    void the_low_end_is_rounded_down_and_the_high_end_up(int k, int n, int low, int high) {
        assertThat(WilsonInterval.of(k, n)).isEqualTo(new Interval(low, high));
    }

    @Test
    void it_agrees_with_the_formula_in_fifty_digits_for_every_small_count() {
        for (int n = 1; n <= 60; n++) {
            for (int k = 0; k <= n; k++) {
                assertThat(WilsonInterval.of(k, n)).as("%d of %d", k, n).isEqualTo(formula(k, n));
            }
        }
    }

    @Test
    void it_agrees_with_the_formula_for_large_counts() {
        var random = new Random(7);
        for (int i = 0; i < 300; i++) {
            int n = 1 + random.nextInt(Integer.MAX_VALUE - 1);
            int k = random.nextInt(n);
            assertThat(WilsonInterval.of(k, n)).as("%d of %d", k, n).isEqualTo(formula(k, n));
        }
    }

    @Test
    void both_arithmetics_agree_where_both_can_be_used() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            int n = 1 + random.nextInt(1_000_000);
            int k = random.nextInt(n + 1);
            int percent = random.nextInt(101);
            assertThat(WilsonInterval.insideByLong(percent, k, n))
                    .isEqualTo(WilsonInterval.insideByBigInteger(percent, k, n));
        }
        assertThat(WilsonInterval.insideByLong(0, 1_000_000, 1_000_000)).isFalse();
        assertThat(WilsonInterval.insideByLong(50, 500_000, 1_000_000)).isTrue();
    }

    private static Interval formula(int k, int n) {
        var digits = new MathContext(50);
        BigDecimal size = BigDecimal.valueOf(n);
        BigDecimal share = BigDecimal.valueOf(k).divide(size, digits);
        BigDecimal zSquared = new BigDecimal("3.8416");
        BigDecimal centre = share.add(zSquared.divide(size.multiply(new BigDecimal(2)), digits));
        BigDecimal under =
                share.multiply(BigDecimal.ONE.subtract(share))
                        .divide(size, digits)
                        .add(
                                zSquared.divide(
                                        size.multiply(size).multiply(new BigDecimal(4)), digits));
        BigDecimal half = new BigDecimal("1.96").multiply(under.sqrt(digits));
        BigDecimal scale = BigDecimal.ONE.add(zSquared.divide(size, digits));
        return new Interval(
                percent(centre.subtract(half).divide(scale, digits), RoundingMode.FLOOR),
                percent(centre.add(half).divide(scale, digits), RoundingMode.CEILING));
    }

    /** Ends that are whole apart from the last of the fifty digits are whole. */
    private static int percent(BigDecimal share, RoundingMode rounding) {
        return share.movePointRight(2)
                .setScale(30, RoundingMode.HALF_UP)
                .setScale(0, rounding)
                .intValueExact();
    }
}
