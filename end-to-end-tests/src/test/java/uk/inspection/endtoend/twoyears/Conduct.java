package uk.inspection.endtoend.twoyears;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one area and its lead inspector behave over the two years.
 *
 * @param finalisedFrom the lead inspector finalises a plan on this day or later
 * @param changedTo the due day that a change of it gives
 * @param again when the plan comes again after it was returned
 * @param fixedReturns the four days on which returns are due; null when they follow from the
 *     finalisation
 * @param returns how each quarter's return comes in
 * @param reinspectionDue null when no re-inspection is called for
 */
record Conduct(
        String area,
        LocalDate publishedOn,
        Submitting submitting,
        boolean lacksDetailFirst,
        boolean signedOff,
        Changing changing,
        @Nullable LocalDate changedTo,
        Reviewing reviewing,
        Submitting again,
        LocalDate finalisedFrom,
        @Nullable List<LocalDate> fixedReturns,
        List<Returning> returns,
        @Nullable LocalDate reinspectionDue,
        Announcing announcing) {

    /** When the service hands in its plan, seen from the day the plan is due. */
    enum Submitting {
        TWO_WEEKS_BEFORE,
        THREE_DAYS_BEFORE,
        ON_THE_DAY,
        LATE,
        NEVER
    }

    /** Whether the lead inspector gives the first plan another due date. */
    enum Changing {
        NO,
        BEFORE_DUE,
        WHEN_OVERDUE
    }

    /** What the lead inspector makes of the first plan. */
    enum Reviewing {
        FINALISED,
        RETURNED_AT_ONCE,
        /** Sooner or later than the old one; where that is to come still, it reminds no more. */
        RETURNED_AT_ONCE_WITH_A_NEW_DATE,
        /** What it passed under review, such as a reminder, is not made up for. */
        RETURNED_THE_DAY_BEFORE_IT_IS_DUE,
        RETURNED_ON_THE_DUE_DAY,
        RETURNED_AFTER_THE_DUE_DAY,
        RETURNED_WITH_A_NEW_DATE
    }

    /** When a monitoring return comes in, seen from the day it is due. */
    enum Returning {
        /** On the day on which the quarter before it falls due; the first one before it is due. */
        WHEN_ITS_QUARTER_BEGINS,
        THREE_DAYS_BEFORE,
        ON_THE_DAY,
        LATE,
        NEVER
    }

    /** When a re-inspection is announced, seen from the day it is due. */
    enum Announcing {
        TWO_WEEKS_BEFORE,
        WHEN_DUE,
        LATE,
        NEVER
    }
}
