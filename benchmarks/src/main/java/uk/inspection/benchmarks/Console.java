package uk.inspection.benchmarks;

import java.util.Locale;

/** Tells whoever waits what is being done; the results are not told here. */
final class Console {
    private final long begun = System.nanoTime();

    void say(String format, Object... values) {
        long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
        System.err.printf(
                Locale.ROOT, "%5d s  %s%n", seconds, String.format(Locale.ROOT, format, values));
    }
}
