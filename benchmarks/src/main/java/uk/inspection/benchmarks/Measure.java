package uk.inspection.benchmarks;

/**
 * What is asked of a pair of runs.
 *
 * @param name of the result
 * @param what is measured and how
 * @param against what
 * @param unit of both values
 * @param target what counts as good enough
 */
record Measure(String name, String what, String against, String unit, Target target) {

    /** The limit that a ratio, or a value where {@code absolute}, must keep to. */
    record Target(boolean atLeast, double limit, boolean absolute, String text) {
        static Target atLeast(double ratio) {
            return new Target(true, ratio, false, "at least " + ratio);
        }

        static Target atMost(double ratio) {
            return new Target(false, ratio, false, "at most " + ratio);
        }

        static Target under(double value, String unit) {
            return new Target(false, value, true, "under " + value + " " + unit);
        }

        boolean met(double figure) {
            return atLeast ? figure >= limit : figure <= limit;
        }
    }
}
