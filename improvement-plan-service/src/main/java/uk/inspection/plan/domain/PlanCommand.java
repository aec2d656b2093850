package uk.inspection.plan.domain;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.ReportEvent.ReportPublished;

/** What may be asked of an improvement plan. Every day is the Europe/London day of the asking. */
public sealed interface PlanCommand {

    /** A report was published, so a plan is wanted. */
    record RequestPlan(ReportPublished report) implements PlanCommand {}

    /** The inspected service hands in its plan. */
    record SubmitPlan(List<ProposedAction> actions, LocalDate on) implements PlanCommand {}

    /** The inspected service's board has signed the submitted plan off. */
    record SignPlanOff(@Nullable String by, @Nullable LocalDate signedOn, LocalDate on)
            implements PlanCommand {}

    /** The lead inspector asks for a better plan, by {@code due} if he gives a day. */
    record ReturnPlan(List<String> reasons, @Nullable LocalDate due, LocalDate on)
            implements PlanCommand {}

    /**
     * The lead inspector accepts the plan; it goes to the overseer and monitoring starts.
     *
     * @param returnsDueOn fixed days of the monitoring returns; null counts them from today
     */
    record FinalisePlan(@Nullable List<LocalDate> returnsDueOn, LocalDate on)
            implements PlanCommand {}

    /** The lead inspector gives another due date, with a reason: a day, or days to count. */
    record ChangeDueDate(
            @Nullable LocalDate due,
            @Nullable Integer daysAfterPublication,
            String reason,
            LocalDate on)
            implements PlanCommand {}

    /** The inspected service reports on a quarter. */
    record SubmitMonitoringReturn(
            int quarter, List<ReportedProgress> progress, String narrative, LocalDate on)
            implements PlanCommand {}

    /** The day {@code on} of a deadline has come; {@code today} is the day it is noticed. */
    record RaiseDeadline(
            Deadlines.Kind kind, int number, LocalDate on, LocalDate dueOn, LocalDate today)
            implements PlanCommand {}

    /** An inspection was announced that names this one as the inspection it follows up. */
    record ArrangeReinspection(String reinspection, LocalDate announcedOn) implements PlanCommand {}

    /** An action as it was handed in: anything may be missing until the plan is accepted. */
    record ProposedAction(
            @Nullable String id,
            List<Integer> recommendations,
            @Nullable String text,
            @Nullable String owner,
            @Nullable LocalDate targetDate,
            @Nullable String measure,
            @Nullable String baseline,
            @Nullable String target) {}

    /** Progress of one action as it was handed in. */
    record ReportedProgress(
            @Nullable String actionId,
            @Nullable ActionStatus status,
            @Nullable String measureNow) {}
}
