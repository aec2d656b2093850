package uk.inspection.plan.mail;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ActionCompleted;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.contract.PlanEvent.DeadlineApproaching;
import uk.inspection.contract.PlanEvent.MonitoringReturnDue;
import uk.inspection.contract.PlanEvent.MonitoringReturnOverdue;
import uk.inspection.contract.PlanEvent.MonitoringReturnSubmitted;
import uk.inspection.contract.PlanEvent.PlanClosed;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.PlanEvent.PlanFinalised;
import uk.inspection.contract.PlanEvent.PlanForwarded;
import uk.inspection.contract.PlanEvent.PlanOverdue;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.PlanReturned;
import uk.inspection.contract.PlanEvent.PlanSignedOff;
import uk.inspection.contract.PlanEvent.PlanSubmitted;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.PlanEvent.ReinspectionOverdue;

/**
 * An event that is mailed.
 *
 * @param number the quarter of a monitoring return, otherwise 1
 * @param overdue whether the day has passed, or is still to come
 */
record Notice(Deadline deadline, int number, LocalDate dueOn, boolean overdue) {

    /** Whom a notice is for. */
    enum Audience {
        /** The service that owes the plan. */
        AREA,
        /** Whoever arranges re-inspections and watches what is overdue. */
        INSPECTORATE
    }

    /** What an event asks to be mailed. */
    static Optional<Notice> of(PlanEvent event) {
        return switch (event) {
            case DeadlineApproaching(var deadline, int number, LocalDate dueOn, _) ->
                    Optional.of(new Notice(deadline, number, dueOn, false));
            case PlanOverdue(LocalDate dueOn, _) ->
                    Optional.of(new Notice(Deadline.PLAN, 1, dueOn, true));
            case MonitoringReturnOverdue(int quarter, LocalDate dueOn, _) ->
                    Optional.of(new Notice(Deadline.MONITORING_RETURN, quarter, dueOn, true));
            case ReinspectionOverdue(LocalDate dueOn, _) ->
                    Optional.of(new Notice(Deadline.REINSPECTION, 1, dueOn, true));
            case PlanRequested _,
                    PlanSubmitted _,
                    PlanReturned _,
                    PlanSignedOff _,
                    PlanFinalised _,
                    PlanForwarded _,
                    PlanDueChanged _,
                    MonitoringReturnDue _,
                    MonitoringReturnSubmitted _,
                    ActionCompleted _,
                    ReinspectionDue _,
                    ReinspectionArranged _,
                    PlanClosed _ ->
                    Optional.empty();
        };
    }

    Set<Audience> audience() {
        return switch (deadline) {
            case PLAN, MONITORING_RETURN ->
                    overdue ? Set.of(Audience.AREA, Audience.INSPECTORATE) : Set.of(Audience.AREA);
            case REINSPECTION -> Set.of(Audience.INSPECTORATE);
        };
    }

    /**
     * Whether there is nothing left to remind of: the day is past (what is overdue has a notice of
     * its own), what was due has come or is due on another day, or a later reminder of the same
     * deadline follows. What is overdue is told in any case.
     *
     * @param after what happened to the plan since
     * @param today the business day
     */
    boolean moot(List<PlanEvent> after, LocalDate today) {
        return !overdue && (dueOn.isBefore(today) || after.stream().anyMatch(this::endsWith));
    }

    private boolean endsWith(PlanEvent later) {
        return switch (later) {
            case PlanClosed _ -> true;
            case DeadlineApproaching(var other, int another, _, _) ->
                    other == deadline && another == number;
            case PlanSubmitted _, PlanDueChanged _ -> deadline == Deadline.PLAN;
            case MonitoringReturnSubmitted submitted ->
                    deadline == Deadline.MONITORING_RETURN && submitted.quarter() == number;
            case ReinspectionArranged _ -> deadline == Deadline.REINSPECTION;
            case PlanRequested _,
                    PlanReturned _,
                    PlanSignedOff _,
                    PlanFinalised _,
                    PlanForwarded _,
                    PlanOverdue _,
                    MonitoringReturnDue _,
                    MonitoringReturnOverdue _,
                    ActionCompleted _,
                    ReinspectionDue _,
                    ReinspectionOverdue _ ->
                    false;
        };
    }
}
