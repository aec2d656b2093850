package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.scoring.domain.SampleSize.Confidence;

class SampleSizeTest {

    /** Margins in percentage points; published tables have the values of the first rows. */
    @ParameterizedTest
    @CsvSource({
        "1000000, 5, 95, 50, 385, 385",
        "1000, 5, 95, 50, 385, 278",
        "500, 5, 95, 50, 385, 218",
        "100, 5, 95, 50, 385, 80",
        "10000, 5, 99, 50, 664, 623",
        "120, 10, 95, 50, 97, 54",
        "120, 10, 80, 50, 42, 31",
        "120, 10, 90, 50, 68, 44",
        "120, 10, 98, 50, 136, 64",
        "120, 7.5, 95, 50, 171, 71",
        "120, 10, 95, 30, 81, 49",
        "33, 1, 95, 50, 9604, 33",
        "1, 50, 80, 1, 1, 1",
        "1000000, 1, 99, 50, 16587, 16317"
    })
    void it_is_the_textbook_size(
            int caseload, BigDecimal margin, int confidence, int share, int without, int cases) {
        assertThat(
                        SampleSize.of(
                                caseload,
                                margin.movePointRight(1).intValueExact(),
                                Confidence.of(confidence).orElseThrow(),
                                share))
                .isEqualTo(new SampleSize(without, cases));
    }

    @Test
    void it_agrees_with_the_formula_in_fifty_digits() {
        var random = new Random(23);
        for (int i = 0; i < 5_000; i++) {
            Confidence confidence = any(random);
            int caseload = 1 + random.nextInt(SampleSize.CASELOAD_MAX);
            int margin = 10 + random.nextInt(491);
            int share = 1 + random.nextInt(99);
            assertThat(SampleSize.of(caseload, margin, confidence, share))
                    .as("seed 23: %d cases, %d, %s, %d", caseload, margin, confidence, share)
                    .isEqualTo(formula(caseload, margin, confidence, share));
        }
    }

    @Test
    void it_is_never_more_than_the_caseload_and_never_less_than_one() {
        for (Confidence confidence : Confidence.values()) {
            for (int caseload = 1; caseload <= 200; caseload++) {
                for (int margin : new int[] {10, 25, 100, 500}) {
                    assertThat(SampleSize.of(caseload, margin, confidence, 50).cases())
                            .isBetween(1, caseload);
                }
            }
        }
    }

    @Test
    void it_never_falls_with_the_caseload_or_the_confidence_and_never_rises_with_the_margin() {
        var random = new Random(29);
        for (int i = 0; i < 5_000; i++) {
            int caseload = 1 + random.nextInt(SampleSize.CASELOAD_MAX - 1);
            int margin = 10 + random.nextInt(490);
            int share = 1 + random.nextInt(99);
            Confidence confidence = Confidence.values()[random.nextInt(4)];
            Confidence surer = Confidence.values()[confidence.ordinal() + 1];
            int cases = SampleSize.of(caseload, margin, confidence, share).cases();
            assertThat(SampleSize.of(caseload + 1, margin, confidence, share).cases())
                    .as("seed 29, one more case than %d", caseload)
                    .isGreaterThanOrEqualTo(cases);
            assertThat(SampleSize.of(caseload, margin, surer, share).cases())
                    .as("seed 29, surer than %s", confidence)
                    .isGreaterThanOrEqualTo(cases);
            assertThat(SampleSize.of(caseload, margin + 1, confidence, share).cases())
                    .as("seed 29, a wider margin than %d", margin)
                    .isLessThanOrEqualTo(cases);
        }
    }

    @Test
    void a_share_of_half_needs_the_most_cases_and_a_share_as_many_as_the_rest() {
        for (int share = 1; share <= 99; share++) {
            SampleSize size = SampleSize.of(5_000, 50, Confidence.OF_95, share);
            assertThat(size).isEqualTo(SampleSize.of(5_000, 50, Confidence.OF_95, 100 - share));
            assertThat(size.cases())
                    .isLessThanOrEqualTo(SampleSize.of(5_000, 50, Confidence.OF_95, 50).cases());
        }
    }

    @Test
    void a_confidence_without_a_normal_deviate_here_is_unknown() {
        assertThat(Confidence.of(94)).isEmpty();
        assertThat(Confidence.of(95).orElseThrow().z()).isEqualByComparingTo("1.96");
        assertThat(Confidence.of(99).orElseThrow().z()).isEqualByComparingTo("2.5758");
    }

    private static Confidence any(Random random) {
        return Confidence.values()[random.nextInt(Confidence.values().length)];
    }

    private static SampleSize formula(
            int caseload, int marginTenths, Confidence confidence, int share) {
        var digits = new MathContext(50);
        BigDecimal p = BigDecimal.valueOf(share, 2);
        BigDecimal e = BigDecimal.valueOf(marginTenths, 3);
        BigDecimal n0 =
                confidence
                        .z()
                        .pow(2)
                        .multiply(p)
                        .multiply(BigDecimal.ONE.subtract(p))
                        .divide(e.pow(2), digits);
        BigDecimal n =
                n0.divide(
                        n0.subtract(BigDecimal.ONE)
                                .divide(BigDecimal.valueOf(caseload), digits)
                                .add(BigDecimal.ONE),
                        digits);
        return new SampleSize(up(n0), up(n));
    }

    /** Sizes that are whole apart from the last of the fifty digits are whole. */
    private static int up(BigDecimal size) {
        return size.setScale(30, RoundingMode.HALF_UP)
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
    }
}
