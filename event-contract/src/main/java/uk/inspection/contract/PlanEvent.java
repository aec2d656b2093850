package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;

/** The facts of improvement-plan-service, one stream an inspection. Days are Europe/London. */
public sealed interface PlanEvent extends Event {

    /**
     * A published report asks for a plan.
     *
     * @param scores the published ones; they, {@code kind} and {@code framework} are absent in the
     *     oldest events
     */
    record PlanRequested(
            String area,
            String body,
            LocalDate publishedOn,
            List<Recommendation> recommendations,
            DueDate due,
            String overseer,
            ReinspectionDecision reinspection,
            @Nullable InspectionKind kind,
            @Nullable FrameworkRef framework,
            @Nullable Scores scores)
            implements PlanEvent {}

    /** The inspected service's plan; {@code submission} counts from 1. */
    record PlanSubmitted(int submission, LocalDate submittedOn, List<Action> actions)
            implements PlanEvent {}

    /** The lead inspector asks for a better plan. */
    record PlanReturned(int submission, LocalDate returnedOn, List<String> reasons)
            implements PlanEvent {}

    /** The inspected service's board signed a submission off: who, and when. */
    record PlanSignedOff(int submission, String by, LocalDate on) implements PlanEvent {}

    /** The plan stands; its monitoring returns are due on these days. */
    record PlanFinalised(LocalDate finalisedOn, List<Quarter> quarters) implements PlanEvent {}

    /** The overseer has the plan. */
    record PlanForwarded(String overseer, LocalDate forwardedOn) implements PlanEvent {}

    /** The plan is due on another day. {@code changedOn} is absent in the oldest events. */
    record PlanDueChanged(DueDate due, String reason, @Nullable LocalDate changedOn)
            implements PlanEvent {}

    /**
     * A reminder: {@code daysLeft} days (14, 3, or 0 on the day) before {@code dueOn}, however late
     * it is noticed.
     *
     * @param number the quarter of a monitoring return, otherwise 1
     */
    record DeadlineApproaching(Deadline deadline, int number, LocalDate dueOn, int daysLeft)
            implements PlanEvent {}

    record PlanOverdue(LocalDate dueOn, LocalDate overdueOn) implements PlanEvent {}

    record MonitoringReturnDue(int quarter, LocalDate dueOn) implements PlanEvent {}

    record MonitoringReturnSubmitted(
            int quarter, LocalDate submittedOn, List<Progress> progress, String narrative)
            implements PlanEvent {}

    record MonitoringReturnOverdue(int quarter, LocalDate dueOn, LocalDate overdueOn)
            implements PlanEvent {}

    record ActionCompleted(String actionId, LocalDate completedOn) implements PlanEvent {}

    record ReinspectionDue(LocalDate dueOn) implements PlanEvent {}

    /** The day of the re-inspection passed, and none was arranged. */
    record ReinspectionOverdue(LocalDate dueOn, LocalDate overdueOn) implements PlanEvent {}

    /** {@code reinspection} is the id of the announced inspection that names this one. */
    record ReinspectionArranged(String reinspection, LocalDate announcedOn) implements PlanEvent {}

    /**
     * Nothing more is due.
     *
     * @param statement the reason in words, where it is another one
     */
    record PlanClosed(LocalDate closedOn, ClosingReason reason, @Nullable String statement)
            implements PlanEvent {}

    /**
     * What will be done about one or more recommendations.
     *
     * @param id unique within the plan
     * @param recommendations numbers of the recommendations it answers
     * @param baseline and {@code target}: values of the measure today and when the action is done
     */
    record Action(
            String id,
            List<Integer> recommendations,
            String text,
            String owner,
            LocalDate targetDate,
            String measure,
            String baseline,
            String target) {}

    /**
     * One quarter's monitoring return.
     *
     * @param number counts from 1
     * @param rule that gave the day; absent in the oldest events
     */
    record Quarter(int number, LocalDate dueOn, @Nullable String rule) {}

    /** Where an action stands; {@code measureNow} is the value of its measure. */
    record Progress(String actionId, ActionStatus status, String measureNow) {}

    /** Progress of an action. */
    enum ActionStatus {
        @JsonProperty("not-started")
        NOT_STARTED,
        @JsonProperty("on-track")
        ON_TRACK,
        @JsonProperty("at-risk")
        AT_RISK,
        @JsonProperty("late")
        LATE,
        @JsonProperty("complete")
        COMPLETE
    }

    /** Why nothing more is due: all monitoring returns are in, and so much for re-inspection. */
    enum ClosingReason {
        @JsonProperty("no-reinspection-called-for")
        NO_REINSPECTION_CALLED_FOR,
        @JsonProperty("reinspection-arranged")
        REINSPECTION_ARRANGED,
        /** Said in words. */
        @JsonProperty("other")
        OTHER
    }

    /** What can fall due. */
    enum Deadline {
        @JsonProperty("plan")
        PLAN,
        @JsonProperty("monitoring-return")
        MONITORING_RETURN,
        @JsonProperty("reinspection")
        REINSPECTION
    }
}
