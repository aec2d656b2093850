package uk.inspection.reporting.projection;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.Action;
import uk.inspection.contract.PlanEvent.ActionCompleted;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.ClosingReason;
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
import uk.inspection.contract.PlanEvent.Progress;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.PlanEvent.ReinspectionOverdue;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.Recommendation;

/**
 * An improvement plan as its events tell it. What is late on a day is for its reader to say: the
 * status changes with events, and they come the day after.
 */
@NullUnmarked // absent until the event that brings it
public final class PlanView {
    public String area;
    public String body;

    /** Absent in the oldest events. */
    public InspectionKind kind;

    public PlanStatus status;
    public LocalDate publishedOn;
    public String overseer;
    public List<Recommendation> recommendations;

    /** The days that the plan was wanted by, one after another; the last one counts. */
    public List<PlanDue> planDue = new ArrayList<>();

    public List<Submission> submissions = new ArrayList<>();

    /** Of the newest submission. */
    public List<Action> actions = new ArrayList<>();

    public LocalDate finalisedOn;
    public Forwarded forwarded;
    public List<QuarterView> quarters = new ArrayList<>();

    /** By action, what was last said of it. */
    public Map<String, Standing> standings = new TreeMap<>();

    /** By action. */
    public Map<String, LocalDate> completedOn = new TreeMap<>();

    public Reinspection reinspection;
    public LocalDate closedOn;
    public ClosingReason closedFor;

    /** The reason in words, where it has no other. */
    public String closedBecause;

    /** A day by which the plan is, or was, wanted. */
    @NullUnmarked
    public static final class PlanDue {
        public DueDate due;

        /** Why it took the place of the one before; absent for the first. */
        public String reason;

        /** The day on which it was called overdue. */
        public LocalDate overdueOn;
    }

    /** A plan as it was handed in, and what the board and the lead inspector made of it. */
    @NullUnmarked
    public static final class Submission {
        public int number;
        public LocalDate submittedOn;
        public String signedBy;
        public LocalDate signedOn;
        public LocalDate returnedOn;
        public List<String> returnReasons = List.of();
    }

    /** Who has the finalised plan, and since when. */
    public record Forwarded(String overseer, LocalDate on) {}

    /** What was last called of a quarter's monitoring return. */
    public enum QuarterState {
        UPCOMING,
        DUE,
        OVERDUE,
        SUBMITTED
    }

    /** A quarter's monitoring return. */
    @NullUnmarked
    public static final class QuarterView {
        public int number;

        /** Its rule is absent in the oldest events. */
        public LocalDate dueOn;

        public String rule;
        public QuarterState state;
        public LocalDate overdueOn;
        public LocalDate submittedOn;
        public List<Progress> progress = List.of();
        public String narrative;
    }

    /** Where an action stood in the newest return that came in. */
    public record Standing(ActionStatus status, String measureNow, int quarter, LocalDate on) {}

    /** What is known of the re-inspection. */
    @NullUnmarked
    public static final class Reinspection {
        public boolean calledFor;
        public String reason;
        public DueDate due;

        /** Whether its day was said to have come. */
        public boolean dayCame;

        public LocalDate overdueOn;

        /** Id of the announced inspection. */
        public String inspection;

        public LocalDate announcedOn;
    }

    /**
     * What somebody still has to meet, or has missed.
     *
     * @param number the quarter of a monitoring return, otherwise 1
     */
    public record Open(Deadline kind, int number, LocalDate on) {}

    /** A plan of which nothing is known yet takes its first event, any other one its next. */
    public void apply(PlanEvent event) {
        switch (event) {
            case PlanRequested requested -> request(requested);
            case PlanSubmitted submitted -> submit(submitted);
            case PlanReturned returned -> {
                status = PlanStatus.RETURNED;
                Submission submission = submission(returned.submission());
                submission.returnedOn = returned.returnedOn();
                submission.returnReasons = returned.reasons();
            }
            case PlanOverdue overdue -> {
                status = PlanStatus.SUBMISSION_OVERDUE;
                planDue.getLast().overdueOn = overdue.overdueOn();
            }
            case PlanDueChanged changed -> {
                wantBy(changed.due(), changed.reason());
                if (status == PlanStatus.SUBMISSION_OVERDUE) {
                    status =
                            submissions.stream().anyMatch(one -> one.returnedOn != null)
                                    ? PlanStatus.RETURNED
                                    : PlanStatus.AWAITING_SUBMISSION;
                }
            }
            case PlanSignedOff signed -> {
                Submission submission = submission(signed.submission());
                submission.signedBy = signed.by();
                submission.signedOn = signed.on();
            }
            case PlanFinalised finalised -> finalise(finalised);
            case PlanForwarded(String to, LocalDate on) -> forwarded = new Forwarded(to, on);
            case MonitoringReturnDue due -> quarter(due.quarter()).state = QuarterState.DUE;
            case MonitoringReturnOverdue overdue -> {
                QuarterView quarter = quarter(overdue.quarter());
                quarter.state = QuarterState.OVERDUE;
                quarter.overdueOn = overdue.overdueOn();
            }
            case MonitoringReturnSubmitted submitted -> report(submitted);
            case ActionCompleted(String action, LocalDate on) -> completedOn.put(action, on);
            case ReinspectionDue _ -> reinspection.dayCame = true;
            case ReinspectionOverdue overdue -> {
                reinspection.dayCame = true;
                reinspection.overdueOn = overdue.overdueOn();
            }
            case ReinspectionArranged(String inspection, LocalDate on) -> {
                reinspection.inspection = inspection;
                reinspection.announcedOn = on;
            }
            case PlanClosed(LocalDate on, ClosingReason reason, String statement) -> {
                closedOn = on;
                closedFor = reason;
                closedBecause = statement;
            }
            case DeadlineApproaching _ -> {} // no news to who sees the days themselves
        }
        if (closedOn != null) {
            status = PlanStatus.CLOSED;
        } else if (finalisedOn != null) {
            status = monitored();
        }
    }

    /** What is open, in order of day; while the plan is under review its own day rests. */
    public List<Open> open() {
        var open = new ArrayList<Open>();
        if (closedOn != null) {
            return open;
        }
        if (finalisedOn == null && status != PlanStatus.SUBMITTED) {
            open.add(new Open(Deadline.PLAN, 1, planDue.getLast().due.on()));
        }
        for (QuarterView quarter : quarters) {
            if (quarter.submittedOn == null) {
                open.add(new Open(Deadline.MONITORING_RETURN, quarter.number, quarter.dueOn));
            }
        }
        if (reinspection.due != null && reinspection.announcedOn == null) {
            open.add(new Open(Deadline.REINSPECTION, 1, reinspection.due.on()));
        }
        open.sort(
                Comparator.comparing(Open::on)
                        .thenComparing(Open::kind)
                        .thenComparing(Open::number));
        return open;
    }

    private void request(PlanRequested requested) {
        area = requested.area();
        body = requested.body();
        kind = requested.kind();
        status = PlanStatus.AWAITING_SUBMISSION;
        publishedOn = requested.publishedOn();
        overseer = requested.overseer();
        recommendations = requested.recommendations();
        wantBy(requested.due(), null);
        reinspection = new Reinspection();
        reinspection.calledFor = requested.reinspection().reinspect();
        reinspection.reason = requested.reinspection().reason();
        reinspection.due = requested.reinspection().due();
    }

    private void wantBy(DueDate due, String reason) {
        var wanted = new PlanDue();
        wanted.due = due;
        wanted.reason = reason;
        planDue.add(wanted);
    }

    private void submit(PlanSubmitted submitted) {
        status = PlanStatus.SUBMITTED;
        var submission = new Submission();
        submission.number = submitted.submission();
        submission.submittedOn = submitted.submittedOn();
        submissions.add(submission);
        actions = submitted.actions();
    }

    private void finalise(PlanFinalised finalised) {
        finalisedOn = finalised.finalisedOn();
        for (PlanEvent.Quarter one : finalised.quarters()) {
            var quarter = new QuarterView();
            quarter.number = one.number();
            quarter.dueOn = one.dueOn();
            quarter.rule = one.rule();
            quarter.state = QuarterState.UPCOMING;
            quarters.add(quarter);
        }
    }

    private void report(MonitoringReturnSubmitted submitted) {
        QuarterView quarter = quarter(submitted.quarter());
        quarter.state = QuarterState.SUBMITTED;
        quarter.submittedOn = submitted.submittedOn();
        quarter.progress = submitted.progress();
        quarter.narrative = submitted.narrative();
        for (Progress one : submitted.progress()) {
            standings.put(
                    one.actionId(),
                    new Standing(
                            one.status(),
                            one.measureNow(),
                            submitted.quarter(),
                            submitted.submittedOn()));
        }
    }

    private PlanStatus monitored() {
        if (quarters.stream().anyMatch(quarter -> quarter.state == QuarterState.OVERDUE)) {
            return PlanStatus.RETURN_OVERDUE;
        }
        return reinspection.dayCame && reinspection.announcedOn == null
                ? PlanStatus.REINSPECTION_DUE
                : PlanStatus.IN_MONITORING;
    }

    private Submission submission(int number) {
        return submissions.stream().filter(one -> one.number == number).findFirst().orElseThrow();
    }

    private QuarterView quarter(int number) {
        return quarters.stream().filter(one -> one.number == number).findFirst().orElseThrow();
    }
}
