package uk.inspection.plan.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    /** A deadline is announced this many days before, the last time on the day itself. */
    public static final List<Integer> REMINDER_DAYS = List.of(14, 3, 0);

    /** What happens on a day. */
    public enum Kind {
        /** One of {@link #REMINDER_DAYS} before the plan is due. */
        PLAN_APPROACHING,
        /** The day after the plan was due. */
        PLAN_OVERDUE,
        /** One of {@link #REMINDER_DAYS} before a monitoring return is due. */
        MONITORING_RETURN_APPROACHING,
        /** The day a monitoring return is due. */
        MONITORING_RETURN_DUE,
        /** The day after a monitoring return was due. */
        MONITORING_RETURN_OVERDUE,
        /** One of {@link #REMINDER_DAYS} before the re-inspection is due. */
        REINSPECTION_APPROACHING,
        /** The day about which the re-inspection takes place. */
        REINSPECTION_DUE,
        /** The day after that. */
        REINSPECTION_OVERDUE;

        /** The kind as it is written outside, such as {@code plan-overdue}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        /** What the plan, a return or the re-inspection is due as. */
        public PlanEvent.Deadline deadline() {
            return switch (this) {
                case PLAN_APPROACHING, PLAN_OVERDUE -> PlanEvent.Deadline.PLAN;
                case MONITORING_RETURN_APPROACHING,
                        MONITORING_RETURN_DUE,
                        MONITORING_RETURN_OVERDUE ->
                        PlanEvent.Deadline.MONITORING_RETURN;
                case REINSPECTION_APPROACHING, REINSPECTION_DUE, REINSPECTION_OVERDUE ->
                        PlanEvent.Deadline.REINSPECTION;
            };
        }

        static Kind approaching(PlanEvent.Deadline deadline) {
            return switch (deadline) {
                case PLAN -> PLAN_APPROACHING;
                case MONITORING_RETURN -> MONITORING_RETURN_APPROACHING;
                case REINSPECTION -> REINSPECTION_APPROACHING;
            };
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
        private boolean is(Kind kind, int number, LocalDate on, LocalDate dueOn) {
            return this.kind == kind
                    && this.number == number
                    && this.on.equals(on)
                    && this.dueOn.equals(dueOn);
        }

        private boolean of(PlanEvent.Deadline deadline) {
            return kind.deadline() == deadline;
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

    /** Whether this is still to happen: on this day, for exactly this due day. */
    public boolean isPending(Kind kind, int number, LocalDate on, LocalDate dueOn) {
        return pending().stream().anyMatch(one -> one.is(kind, number, on, dueOn));
    }

    /** What is still to happen, in order of day. */
    public List<Deadline> pending() {
        return all.stream().filter(one -> one.progress() == Progress.PENDING).toList();
    }

    /** The deadlines after one more event of the plan. */
    public Deadlines after(PlanEvent event) {
        return switch (event) {
            case PlanRequested requested -> {
                Deadlines wanted = addPlan(requested.due().on(), requested.publishedOn());
                var due = requested.reinspection().due();
                yield due == null
                        ? wanted
                        : wanted.addReinspection(due.on(), requested.publishedOn());
            }
            case PlanSubmitted _ -> ofPlan(Progress.SUSPENDED);
            case PlanReturned returned ->
                    // What passed while the plan was reviewed is no fault of the service.
                    drop(one -> one.of(PlanEvent.Deadline.PLAN) && passed(one, returned))
                            .ofPlan(Progress.PENDING);
            case PlanDueChanged changed -> {
                LocalDate day = changed.changedOn();
                yield drop(one -> one.of(PlanEvent.Deadline.PLAN))
                        .addPlan(changed.due().on(), day == null ? LocalDate.MIN : day);
            }
            case PlanFinalised finalised -> {
                Deadlines next = drop(one -> one.of(PlanEvent.Deadline.PLAN));
                for (Quarter quarter : finalised.quarters()) {
                    next =
                            next.addReturn(
                                    quarter.number(), quarter.dueOn(), finalised.finalisedOn());
                }
                yield next;
            }
            case DeadlineApproaching approaching ->
                    raise(
                            Kind.approaching(approaching.deadline()),
                            approaching.number(),
                            approaching.dueOn().minusDays(approaching.daysLeft()),
                            approaching.dueOn());
            case PlanOverdue overdue ->
                    raise(Kind.PLAN_OVERDUE, 1, overdue.overdueOn(), overdue.dueOn());
            case MonitoringReturnDue due ->
                    raise(Kind.MONITORING_RETURN_DUE, due.quarter(), due.dueOn(), due.dueOn());
            case MonitoringReturnOverdue overdue ->
                    raise(
                            Kind.MONITORING_RETURN_OVERDUE,
                            overdue.quarter(),
                            overdue.overdueOn(),
                            overdue.dueOn());
            case MonitoringReturnSubmitted submitted ->
                    drop(one ->
                            one.of(PlanEvent.Deadline.MONITORING_RETURN)
                                    && one.number() == submitted.quarter());
            case ReinspectionDue due -> raise(Kind.REINSPECTION_DUE, 1, due.dueOn(), due.dueOn());
            case ReinspectionOverdue overdue ->
                    raise(Kind.REINSPECTION_OVERDUE, 1, overdue.overdueOn(), overdue.dueOn());
            case ReinspectionArranged _ -> drop(one -> one.of(PlanEvent.Deadline.REINSPECTION));
            case PlanClosed _ -> drop(_ -> true);
            case PlanSignedOff _, PlanForwarded _, ActionCompleted _ -> this;
        };
    }

    private static boolean passed(Deadline one, PlanReturned returned) {
        return one.dueOn().isBefore(returned.returnedOn())
                || one.on().isBefore(returned.returnedOn());
    }

    private Deadlines addPlan(LocalDate due, LocalDate since) {
        return remind(Kind.PLAN_APPROACHING, 1, due, since)
                .add(Kind.PLAN_OVERDUE, 1, due.plusDays(1), due);
    }

    private Deadlines addReturn(int quarter, LocalDate due, LocalDate since) {
        return remind(Kind.MONITORING_RETURN_APPROACHING, quarter, due, since)
                .add(Kind.MONITORING_RETURN_DUE, quarter, due, due)
                .add(Kind.MONITORING_RETURN_OVERDUE, quarter, due.plusDays(1), due);
    }

    private Deadlines addReinspection(LocalDate due, LocalDate since) {
        return remind(Kind.REINSPECTION_APPROACHING, 1, due, since)
                .add(Kind.REINSPECTION_DUE, 1, due, due)
                .add(Kind.REINSPECTION_OVERDUE, 1, due.plusDays(1), due);
    }

    /** Reminders of a day that was set {@code since}; before that there is nothing to remind of. */
    private Deadlines remind(Kind kind, int number, LocalDate due, LocalDate since) {
        Deadlines all = this;
        for (int days : REMINDER_DAYS) {
            LocalDate on = due.minusDays(days);
            if (!on.isBefore(since)) {
                all = all.add(kind, number, on, due);
            }
        }
        return all;
    }

    private Deadlines add(Kind kind, int number, LocalDate on, LocalDate dueOn) {
        if (all.stream().anyMatch(one -> one.is(kind, number, on, dueOn))) {
            return this;
        }
        var more = new ArrayList<>(all);
        more.add(new Deadline(kind, number, on, dueOn, Progress.PENDING));
        return new Deadlines(more);
    }

    /** Forgets what has not happened; what has happened is kept. */
    private Deadlines drop(Predicate<Deadline> which) {
        return new Deadlines(
                all.stream()
                        .filter(one -> one.progress() == Progress.RAISED || !which.test(one))
                        .toList());
    }

    private Deadlines raise(Kind kind, int number, LocalDate on, LocalDate dueOn) {
        return new Deadlines(
                all.stream()
                        .map(one ->
                                one.is(kind, number, on, dueOn) ? one.with(Progress.RAISED) : one)
                        .toList());
    }

    private Deadlines ofPlan(Progress progress) {
        return new Deadlines(
                all.stream()
                        .map(one ->
                                one.of(PlanEvent.Deadline.PLAN) && one.progress() != Progress.RAISED
                                        ? one.with(progress)
                                        : one)
                        .toList());
    }
}
