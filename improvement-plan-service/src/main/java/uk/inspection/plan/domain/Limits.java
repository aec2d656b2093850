package uk.inspection.plan.domain;

import java.time.LocalDate;

/**
 * How much one event may carry, so that it stays below 1 MiB however its characters are written: at
 * most six bytes each. Lengths are in characters.
 */
public final class Limits {
    public static final int ACTIONS_MAX = 200;

    /** Recommendations that one action answers. */
    public static final int RECOMMENDATIONS_MAX = 100;

    public static final int ID_MAX = 50;

    /** What is done, a reason. */
    public static final int TEXT_MAX = 2_000;

    public static final int MEASURE_MAX = 500;

    /** An owner, or a value of a measure. */
    public static final int VALUE_MAX = 200;

    /** All texts of a plan together. */
    public static final int PLAN_MAX = 150_000;

    public static final int REASONS_MAX = 50;
    public static final int NARRATIVE_MAX = 20_000;

    /** Days after publication until a plan is due. */
    public static final int DUE_DAYS_MAX = 365;

    /** Days beyond these are slips of the pen. */
    public static final LocalDate FIRST_DAY = LocalDate.of(1990, 1, 1);

    public static final LocalDate LAST_DAY = LocalDate.of(2200, 12, 31);

    /** The rule a day breaks that is not {@link #likely}. */
    public static final String LIKELY_DAY = "must be a day from 1990 to 2200";

    private Limits() {}

    /** Whether a day lies within the years that a plan can speak of. */
    public static boolean likely(LocalDate day) {
        return !day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY);
    }
}
