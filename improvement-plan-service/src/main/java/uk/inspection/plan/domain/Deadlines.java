package uk.inspection.plan.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ActionCompleted;
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
import uk.inspection.contract.PlanEvent.Quarter;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.PlanEvent.ReinspectionOverdue;

/**
 * The days on which something happens by itself, and what became of them. Derived from the plan's
 * events alone: the decider asks it whether a day still counts, and the read model keeps its rows,
 * so that the two cannot disagree. In order of day.
 */
public record Deadlines(List<Deadline> all) {

    /** The plan's due date is announced this many days before. */
    public static final int APPROACHING_DAYS = 7;

    /** What happens on a day. */
    public enum Kind {
        /** {@link #APPROACHING_DAYS} before the plan is due. */
        PLAN_APPROACHING,
        /** The day after the plan was due. */
        PLAN_OVERDUE,
        /** The day a monitoring return is due. */
        MONITORING_RETURN_DUE,
        /** The day after a monitoring return was due. */
        MONITORING_RETURN_OVERDUE,
        /** The day about which the re-inspection takes place. */
        REINSPECTION_DUE;

        /** The kind as it is written outside, such as {@code plan-overdue}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        boolean ofPlan() {
            return this == PLAN_APPROACHING || this == PLAN_OVERDUE;
        }
    }

    /** What became of a day. */
    public enum Progress {
        PENDING,
        /** The plan is being reviewed; if it is returned, the day counts again. */
        SUSPENDED,
        /** It happened; it will not happen again, not even when the date is set back to it. */
        RAISED
    }

    /**
     * One day.
     *
     * @param number the quarter of a monitoring return, otherwise 1
     * @param on the day it happens; {@code dueOn} the day that was or is due
     */
    public record Deadline(
            Kind kind, int number, LocalDate on, LocalDate dueOn, Progress progress) {
        private boolean names(Kind kind, int number) {
            return this.kind == kind && this.number == number;
        }

        private boolean sameDay(Deadline other) {
            return names(other.kind, other.number) && on.equals(other.on);
        }

        private Deadline with(Progress progress) {
            return new Deadline(kind, number, on, dueOn, progress);
        }
    }

    private static final Comparator<Deadline> BY_DAY =
            Comparator.comparing(Deadline::on)
                    .thenComparing(Deadline::kind)
                    .thenComparing(Deadline::number);

    public Deadlines {
        all = all.stream().sorted(BY_DAY).toList();
    }

    public static Deadlines none() {
        return new Deadlines(List.of());
    }

    /** The deadline that is still to happen on exactly this day. */
    public Optional<Deadline> pending(Kind kind, int number, LocalDate on) {
        return pending().stream()
                .filter(one -> one.names(kind, number) && one.on().equals(on))
                .findFirst();
    }

    /** What is still to happen, in order of day. */
    public List<Deadline> pending() {
        return all.stream().filter(one -> one.progress() == Progress.PENDING).toList();
    }

    /** The deadlines after one more event of the plan. */
    public Deadlines after(PlanEvent event) {
        return switch (event) {
            case PlanRequested requested -> {
                Deadlines wanted = addPlan(requested.due().on());
                // A report that leaves less time than that gives no warning of its own.
                Deadlines warned =
                        wanted.drop(one ->
                                one.kind() == Kind.PLAN_APPROACHING
                                        && one.on().isBefore(requested.publishedOn()));
                var due = requested.reinspection().due();
                yield due == null
                        ? warned
                        : warned.add(Kind.REINSPECTION_DUE, 1, due.on(), due.on());
            }
            case PlanSubmitted _ -> ofPlan(Progress.SUSPENDED);
            case PlanReturned returned ->
                    // What passed while the plan was reviewed is no fault of the service.
                    drop(one -> one.kind().ofPlan() && !one.on().isAfter(returned.returnedOn()))
                            .ofPlan(Progress.PENDING);
            case PlanDueChanged changed ->
                    drop(one -> one.kind().ofPlan()).addPlan(changed.due().on());
            case PlanFinalised finalised -> {
                Deadlines next = drop(one -> one.kind().ofPlan());
                for (Quarter quarter : finalised.quarters()) {
                    LocalDate due = quarter.dueOn();
                    int number = quarter.number();
                    next =
                            next.add(Kind.MONITORING_RETURN_DUE, number, due, due)
                                    .add(
                                            Kind.MONITORING_RETURN_OVERDUE,
                                            number,
                                            due.plusDays(1),
                                            due);
                }
                yield next;
            }
            case DeadlineApproaching approaching ->
                    switch (approaching.deadline()) {
                        case PLAN -> raise(Kind.PLAN_APPROACHING, approaching.number());
                        case MONITORING_RETURN, REINSPECTION -> this;
                    };
            case PlanOverdue _ -> raise(Kind.PLAN_OVERDUE, 1);
            case MonitoringReturnDue due -> raise(Kind.MONITORING_RETURN_DUE, due.quarter());
            case MonitoringReturnOverdue overdue ->
                    raise(Kind.MONITORING_RETURN_OVERDUE, overdue.quarter());
            case MonitoringReturnSubmitted submitted ->
                    drop(one ->
                            one.names(Kind.MONITORING_RETURN_DUE, submitted.quarter())
                                    || one.names(
                                            Kind.MONITORING_RETURN_OVERDUE, submitted.quarter()));
            case ReinspectionDue _ -> raise(Kind.REINSPECTION_DUE, 1);
            case ReinspectionArranged _ -> drop(one -> one.kind() == Kind.REINSPECTION_DUE);
            case PlanClosed _ -> drop(_ -> true);
            case PlanSignedOff _, PlanForwarded _, ActionCompleted _, ReinspectionOverdue _ -> this;
        };
    }

    private Deadlines addPlan(LocalDate due) {
        return add(Kind.PLAN_APPROACHING, 1, due.minusDays(APPROACHING_DAYS), due)
                .add(Kind.PLAN_OVERDUE, 1, due.plusDays(1), due);
    }

    private Deadlines add(Kind kind, int number, LocalDate on, LocalDate dueOn) {
        var fresh = new Deadline(kind, number, on, dueOn, Progress.PENDING);
        if (all.stream().anyMatch(fresh::sameDay)) {
            return this;
        }
        var more = new ArrayList<>(all);
        more.add(fresh);
        return new Deadlines(more);
    }

    /** Forgets what has not happened; what has happened is kept. */
    private Deadlines drop(Predicate<Deadline> which) {
        return new Deadlines(
                all.stream()
                        .filter(one -> one.progress() == Progress.RAISED || !which.test(one))
                        .toList());
    }

    private Deadlines raise(Kind kind, int number) {
        return new Deadlines(
                all.stream()
                        .map(one -> one.names(kind, number) ? one.with(Progress.RAISED) : one)
                        .toList());
    }

    private Deadlines ofPlan(Progress progress) {
        return new Deadlines(
                all.stream()
                        .map(one ->
                                one.kind().ofPlan() && one.progress() != Progress.RAISED
                                        ? one.with(progress)
                                        : one)
                        .toList());
    }
}
