package uk.inspection.plan.projection;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.NullUnmarked;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.Action;
import uk.inspection.contract.PlanEvent.ActionCompleted;
import uk.inspection.contract.PlanEvent.ActionStatus;
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
import uk.inspection.contract.PlanEvent.Progress;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.PlanEvent.ReinspectionOverdue;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.plan.domain.Deadlines.Deadline;

/** An improvement plan as it is shown: what its events said, put together. */
@NullUnmarked // absent until the event that brings it
public final class PlanView {
    public static final String AWAITING_SUBMISSION = "awaiting-submission";
    public static final String SUBMISSION_OVERDUE = "submission-overdue";
    public static final String SUBMITTED = "submitted";
    public static final String RETURNED = "returned";
    public static final String IN_MONITORING = "in-monitoring";
    public static final String RETURN_OVERDUE = "return-overdue";
    public static final String REINSPECTION_DUE = "reinspection-due";
    public static final String CLOSED = "closed";

    /** Any status, as a regular expression. */
    public static final String ANY_STATUS =
            AWAITING_SUBMISSION
                    + "|"
                    + SUBMISSION_OVERDUE
                    + "|"
                    + SUBMITTED
                    + "|"
                    + RETURNED
                    + "|"
                    + IN_MONITORING
                    + "|"
                    + RETURN_OVERDUE
                    + "|"
                    + REINSPECTION_DUE
                    + "|"
                    + CLOSED;

    public String inspectionId;
    public String area;
    public String body;

    /**
     * Until it is finalised, where the plan itself stands; then {@code return-overdue} before
     * {@code reinspection-due} before {@code in-monitoring}; in the end {@code closed}.
     */
    @Schema(
            enumeration = {
                AWAITING_SUBMISSION,
                SUBMISSION_OVERDUE,
                SUBMITTED,
                RETURNED,
                IN_MONITORING,
                RETURN_OVERDUE,
                REINSPECTION_DUE,
                CLOSED
            })
    public String status;

    public long version;
    public LocalDate publishedOn;
    public DueDate due;
    public String overseer;
    public List<Recommendation> recommendations;
    public List<ActionView> actions;

    /** How many times a plan was submitted; absent before the first. */
    public Integer submissions;

    public LocalDate submittedOn;

    /** The board's newest signature. */
    public SignOffView signOff;

    public LocalDate returnedOn;

    /** Why the plan was last returned. */
    public List<String> returnReasons;

    public LocalDate finalisedOn;
    public LocalDate forwardedOn;
    public List<QuarterView> quarters = new ArrayList<>();
    public ReinspectionView reinspection;

    /** What falls due next, if nothing happens before. */
    public NextDeadline nextDeadline;

    public LocalDate closedOn;
    public String closedBecause;
    public Instant changedAt;

    /** An action and where it stands. */
    @NullUnmarked
    public static final class ActionView {
        public String id;
        public List<Integer> recommendations;
        public String text;
        public String owner;
        public LocalDate targetDate;
        public String measure;
        public String baseline;
        public String target;
        public ActionStatus status;

        /** Value of the measure in the newest monitoring return. */
        public String measureNow;

        public LocalDate completedOn;
    }

    /** Who signed which submission for the inspected service's board, and when. */
    public record SignOffView(int submission, String by, LocalDate on) {}

    /** A quarter's monitoring return. */
    @NullUnmarked
    public static final class QuarterView {
        public int number;
        public LocalDate dueOn;

        /** The rule that gave the day. */
        public String rule;

        public LocalDate submittedOn;

        @Schema(enumeration = {"upcoming", "due", "overdue", "submitted"})
        public String state;

        public List<Progress> progress;
        public String narrative;
    }

    /** What is known of the re-inspection. */
    @NullUnmarked
    public static final class ReinspectionView {
        public boolean calledFor;
        public String reason;
        public DueDate due;

        @Schema(enumeration = {"not-called-for", "expected", "due", "late", "arranged"})
        public String state;

        /** The announced inspection. */
        public String inspectionId;

        public LocalDate announcedOn;
    }

    /**
     * What falls due, and when.
     *
     * @param number the quarter of a monitoring return, otherwise 1
     * @param on the day that the thing itself is due
     * @param rule that gave the day; absent in the oldest events
     */
    public record NextDeadline(
            PlanEvent.Deadline kind, Integer number, LocalDate on, String rule) {}

    void apply(PlanEvent event) {
        switch (event) {
            case PlanRequested requested -> request(requested);
            case PlanSubmitted submitted -> {
                status = SUBMITTED;
                submissions = submitted.submission();
                submittedOn = submitted.submittedOn();
                actions =
                        new ArrayList<>(
                                submitted.actions().stream().map(PlanView::action).toList());
            }
            case PlanReturned returned -> {
                status = RETURNED;
                returnedOn = returned.returnedOn();
                returnReasons = returned.reasons();
            }
            case PlanOverdue _ -> status = SUBMISSION_OVERDUE;
            case PlanDueChanged changed -> {
                due = changed.due();
                if (status.equals(SUBMISSION_OVERDUE)) {
                    status = returnReasons == null ? AWAITING_SUBMISSION : RETURNED;
                }
            }
            case PlanFinalised finalised -> {
                finalisedOn = finalised.finalisedOn();
                for (PlanEvent.Quarter quarter : finalised.quarters()) {
                    var view = new QuarterView();
                    view.number = quarter.number();
                    view.dueOn = quarter.dueOn();
                    view.rule = quarter.rule();
                    view.state = "upcoming";
                    quarters.add(view);
                }
            }
            case PlanForwarded forwarded -> forwardedOn = forwarded.forwardedOn();
            case MonitoringReturnDue due -> quarter(due.quarter()).state = "due";
            case MonitoringReturnOverdue overdue -> quarter(overdue.quarter()).state = "overdue";
            case MonitoringReturnSubmitted submitted -> report(submitted);
            case ActionCompleted completed ->
                    action(completed.actionId()).completedOn = completed.completedOn();
            case ReinspectionDue _ -> reinspection.state = "due";
            case ReinspectionArranged arranged -> {
                reinspection.state = "arranged";
                reinspection.inspectionId = arranged.reinspection();
                reinspection.announcedOn = arranged.announcedOn();
            }
            case PlanClosed closed -> {
                status = CLOSED;
                closedOn = closed.closedOn();
                closedBecause = because(closed);
            }
            case PlanSignedOff signed ->
                    signOff = new SignOffView(signed.submission(), signed.by(), signed.on());
            case ReinspectionOverdue _ -> reinspection.state = "late";
            case DeadlineApproaching _ -> {}
        }
        if (finalisedOn != null && closedOn == null) {
            status = monitored();
        }
    }

    void next(List<Deadline> pending) {
        nextDeadline =
                pending.stream()
                        .min(Comparator.comparing(Deadline::dueOn))
                        .map(one ->
                                new NextDeadline(
                                        one.kind().deadline(),
                                        one.number(),
                                        one.dueOn(),
                                        rule(one)))
                        .orElse(null);
    }

    private String rule(Deadline one) {
        return switch (one.kind().deadline()) {
            case PLAN -> due.rule();
            case MONITORING_RETURN -> quarter(one.number()).rule;
            case REINSPECTION -> reinspection.due.rule();
        };
    }

    private void request(PlanRequested requested) {
        area = requested.area();
        body = requested.body();
        status = AWAITING_SUBMISSION;
        publishedOn = requested.publishedOn();
        due = requested.due();
        overseer = requested.overseer();
        recommendations = requested.recommendations();
        reinspection = new ReinspectionView();
        reinspection.calledFor = requested.reinspection().reinspect();
        reinspection.reason = requested.reinspection().reason();
        reinspection.due = requested.reinspection().due();
        reinspection.state = reinspection.calledFor ? "expected" : "not-called-for";
    }

    private void report(MonitoringReturnSubmitted submitted) {
        QuarterView quarter = quarter(submitted.quarter());
        quarter.state = "submitted";
        quarter.submittedOn = submitted.submittedOn();
        quarter.progress = submitted.progress();
        quarter.narrative = submitted.narrative();
        for (Progress one : submitted.progress()) {
            ActionView action = action(one.actionId());
            action.status = one.status();
            action.measureNow = one.measureNow();
        }
    }

    private String monitored() {
        if (quarters.stream().anyMatch(quarter -> quarter.state.equals("overdue"))) {
            return RETURN_OVERDUE;
        }
        return reinspection.state.equals("due") || reinspection.state.equals("late")
                ? REINSPECTION_DUE
                : IN_MONITORING;
    }

    private QuarterView quarter(int number) {
        return quarters.stream().filter(one -> one.number == number).findFirst().orElseThrow();
    }

    private ActionView action(String id) {
        return actions.stream().filter(one -> one.id.equals(id)).findFirst().orElseThrow();
    }

    private static ActionView action(Action action) {
        var view = new ActionView();
        view.id = action.id();
        view.recommendations = action.recommendations();
        view.text = action.text();
        view.owner = action.owner();
        view.targetDate = action.targetDate();
        view.measure = action.measure();
        view.baseline = action.baseline();
        view.target = action.target();
        view.status = ActionStatus.NOT_STARTED;
        return view;
    }

    private static String because(PlanClosed closed) {
        return switch (closed.reason()) {
            case NO_REINSPECTION_CALLED_FOR ->
                    "All monitoring returns are in, and no re-inspection was called for.";
            case REINSPECTION_ARRANGED ->
                    "All monitoring returns are in, and the re-inspection is arranged.";
            case OTHER -> closed.statement();
        };
    }
}
