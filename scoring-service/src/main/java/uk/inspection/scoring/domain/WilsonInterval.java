package uk.inspection.scoring.domain;

import java.math.BigInteger;
import uk.inspection.contract.Scores.Interval;

/**
 * The 95% Wilson score interval of a share, in whole percent, low end rounded down and high end
 * rounded up, with z = 1.96 exactly.
 *
 * <p>A percent P lies within the interval of k out of n exactly when (k - nP/100)^2 is at most z^2
 * n P/100 (1 - P/100). With z^2 = 2401/625 that is {@code 625 (100k - nP)^2 <= 2401 n P (100 - P)},
 * a comparison of whole numbers: no square root and no rounding, so every replica finds the same
 * ends. The low end is the largest whole percent below the share that is not inside, the high end
 * the smallest above it; a share of nothing or of all is itself an end.
 */
final class WilsonInterval {
    private static final long Z_SQUARED_NUMERATOR = 2401;
    private static final long Z_SQUARED_DENOMINATOR = 625;

    /** Up to here every product fits a long: 625 * (100 * 1,000,000)^2 is 6.25e18. */
    private static final int FITS_LONG = 1_000_000;

    private WilsonInterval() {}

    /** {@code n} at least 1 and {@code k} from 0 to n. */
    static Interval of(int k, int n) {
        int low = k == 0 ? 0 : Math.toIntExact((100L * k - 1) / n);
        while (inside(low, k, n)) {
            low--;
        }
        int high = k == n ? 100 : Math.toIntExact(100L * k / n + 1);
        while (inside(high, k, n)) {
            high++;
        }
        return new Interval(low, high);
    }

    /** Strictly inside: an end that falls on a whole percent is that percent. */
    static boolean inside(int percent, int k, int n) {
        return n <= FITS_LONG ? insideByLong(percent, k, n) : insideByBigInteger(percent, k, n);
    }

    static boolean insideByLong(int percent, int k, int n) {
        long distance = 100L * k - (long) n * percent;
        return Z_SQUARED_DENOMINATOR * distance * distance
                < Z_SQUARED_NUMERATOR * n * percent * (100 - percent);
    }

    static boolean insideByBigInteger(int percent, int k, int n) {
        BigInteger distance = BigInteger.valueOf(100L * k - (long) n * percent);
        return BigInteger.valueOf(Z_SQUARED_DENOMINATOR)
                        .multiply(distance.pow(2))
                        .compareTo(
                                BigInteger.valueOf(Z_SQUARED_NUMERATOR)
                                        .multiply(BigInteger.valueOf(n))
                                        .multiply(
                                                BigInteger.valueOf(
                                                        (long) percent * (100 - percent))))
                < 0;
    }
}
