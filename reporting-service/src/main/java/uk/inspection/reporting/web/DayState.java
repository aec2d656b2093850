package uk.inspection.reporting.web;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a day by which something is due means today.
 *
 * @param days how many it is late, was late, or is still to come
 */
public record DayState(Kind kind, int days) {
    /** What became of the day. */
    public enum Kind {
        LATE,
        TODAY,
        AHEAD,
        MET,
        MET_LATE,
        /** Another day took its place. */
        REPLACED
    }

    static DayState replaced() {
        return new DayState(Kind.REPLACED, 0);
    }

    /** {@code met} is the day on which it was done; absent while it is open. */
    static DayState of(LocalDate due, @Nullable LocalDate met, LocalDate today) {
        int late = days(due, met == null ? today : met);
        if (met != null) {
            return late > 0 ? new DayState(Kind.MET_LATE, late) : new DayState(Kind.MET, 0);
        }
        return late > 0
                ? new DayState(Kind.LATE, late)
                : late == 0 ? new DayState(Kind.TODAY, 0) : new DayState(Kind.AHEAD, -late);
    }

    private static int days(LocalDate from, LocalDate to) {
        return Math.toIntExact(ChronoUnit.DAYS.between(from, to));
    }
}
