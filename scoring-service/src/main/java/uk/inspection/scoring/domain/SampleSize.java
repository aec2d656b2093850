package uk.inspection.scoring.domain;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/**
 * How many cases of a caseload a sample needs, so that a share found in it lies within a margin of
 * the share in the whole caseload with the given confidence: {@code n0 = z^2 p (1 - p) / e^2},
 * corrected for a finite caseload N to {@code n0 / (1 + (n0 - 1) / N)}, both rounded up. Textbook
 * formulas (Cochran, Sampling Techniques, chapter 4), not a rule of any framework.
 *
 * <p>With z in ten-thousandths, p in hundredths and e in thousandths, n0 is a fraction of two whole
 * numbers, and so is the corrected size: nothing is rounded before the last step. Within the limits
 * below no product is above 1.7e18, which a long holds.
 *
 * @param withoutCorrection cases for a caseload without end
 * @param cases cases for this caseload; never more than it has
 */
public record SampleSize(int withoutCorrection, int cases) {
    public static final int CASELOAD_MAX = 1_000_000;

    /** Margins in tenths of a percentage point: 1 to 50 points. */
    public static final int MARGIN_TENTHS_MIN = 10;

    public static final int MARGIN_TENTHS_MAX = 500;

    /** How often a sample so large is within the margin, and the normal deviate z for it. */
    public enum Confidence {
        OF_80(80, 12816),
        OF_90(90, 16449),
        OF_95(95, 19600),
        OF_98(98, 23263),
        OF_99(99, 25758);

        private final int percent;
        private final int tenThousandths;

        Confidence(int percent, int tenThousandths) {
            this.percent = percent;
            this.tenThousandths = tenThousandths;
        }

        public static Optional<Confidence> of(int percent) {
            return Arrays.stream(values()).filter(known -> known.percent == percent).findFirst();
        }

        public int percent() {
            return percent;
        }

        /** Such as 1.96 or 1.6449. */
        public BigDecimal z() {
            return BigDecimal.valueOf(tenThousandths, 4).stripTrailingZeros();
        }
    }

    /**
     * @param caseload from 1 to {@link #CASELOAD_MAX}
     * @param marginTenths from {@link #MARGIN_TENTHS_MIN} to {@link #MARGIN_TENTHS_MAX}
     * @param sharePercent the share that is expected, from 1 to 99; 50 needs the most cases
     */
    public static SampleSize of(
            int caseload, int marginTenths, Confidence confidence, int sharePercent) {
        long z = confidence.tenThousandths;
        long above = z * z * sharePercent * (100 - sharePercent);
        long below = 1_000_000L * marginTenths * marginTenths;
        return new SampleSize(
                Math.toIntExact(Math.ceilDiv(above, below)),
                Math.toIntExact(Math.ceilDiv(above * caseload, below * caseload + above - below)));
    }
}
