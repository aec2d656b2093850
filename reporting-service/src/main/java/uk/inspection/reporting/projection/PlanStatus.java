package uk.inspection.reporting.projection;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where an improvement plan stands: the same eight words as in improvement-plan-service. */
public enum PlanStatus {
    /** The plan is wanted by a day that has not passed. */
    AWAITING_SUBMISSION,
    /** That day has passed. */
    SUBMISSION_OVERDUE,
    /** The lead inspector reviews it. */
    SUBMITTED,
    /** It came back with reasons, and is wanted again. */
    RETURNED,
    /** Finalised, and nothing is late. */
    IN_MONITORING,
    /** At least one monitoring return is late. */
    RETURN_OVERDUE,
    /** No return is late, and the day of the re-inspection has come without one being arranged. */
    REINSPECTION_DUE,
    /** Nothing more is wanted. */
    CLOSED;

    /** The status as it is written outside, such as {@code return-overdue}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<PlanStatus> of(String word) {
        return Stream.of(values()).filter(status -> status.word().equals(word)).findFirst();
    }
}
