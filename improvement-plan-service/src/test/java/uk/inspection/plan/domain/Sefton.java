package uk.inspection.plan.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.Action;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.MonitoringReturnSubmitted;
import uk.inspection.contract.PlanEvent.PlanFinalised;
import uk.inspection.contract.PlanEvent.PlanForwarded;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.PlanSubmitted;
import uk.inspection.contract.PlanEvent.Progress;
import uk.inspection.contract.PlanEvent.Quarter;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.contract.Scores;
import uk.inspection.plan.domain.PlanCommand.ProposedAction;
import uk.inspection.plan.domain.PlanCommand.ReportedProgress;

/** The plan that followed the report on Sefton of June 2009. */
public final class Sefton {
    public static final LocalDate PUBLISHED = LocalDate.parse("2009-06-24");
    public static final LocalDate DUE = LocalDate.parse("2009-07-22");
    public static final LocalDate REINSPECTION_DUE = LocalDate.parse("2010-06-24");
    public static final LocalDate SUBMITTED = LocalDate.parse("2009-07-20");
    public static final LocalDate FINALISED = LocalDate.parse("2009-08-05");
    public static final String YJB = "Youth Justice Board";
    public static final DueDate PLAN_DUE = new DueDate(DUE, "28 days after publication");
    public static final ReinspectionDecision REINSPECT =
            new ReinspectionDecision(
                    true,
                    "Both headlines need drastic improvement.",
                    new DueDate(REINSPECTION_DUE, "12 months after publication"));
    public static final ReinspectionDecision NO_REINSPECTION =
            new ReinspectionDecision(false, "The service shows capacity to improve.", null);
    public static final List<Recommendation> RECOMMENDATIONS =
            IntStream.rangeClosed(1, 8)
                    .mapToObj(number ->
                            new Recommendation(number, "Improve " + number, "YOT Manager"))
                    .toList();

    private static final FrameworkRef CCI = new FrameworkRef("cci-2009", 1);
    private static final Scores NO_SCORES =
            new Scores.Pooled(List.of(), List.of(), List.of(), List.of());

    private Sefton() {}

    public static PlanRequested requested() {
        return requested(PLAN_DUE, REINSPECT);
    }

    public static PlanRequested requested(DueDate due, ReinspectionDecision reinspection) {
        return new PlanRequested(
                "Sefton",
                "Sefton Youth Offending Team",
                PUBLISHED,
                RECOMMENDATIONS,
                due,
                YJB,
                reinspection,
                InspectionKind.CORE,
                CCI,
                NO_SCORES);
    }

    /** The announcement of its re-inspection, with the usual four weeks' notice. */
    public static InspectionAnnounced reinspection(String first, LocalDate announcedOn) {
        return new InspectionAnnounced(
                "Sefton",
                "Sefton Youth Offending Team",
                InspectionKind.REINSPECTION,
                Frameworks.newest("cci-2009").orElseThrow(),
                "lead",
                announcedOn.plusDays(28),
                announcedOn.plusDays(32),
                first);
    }

    public static ReportPublished report() {
        return report(InspectionKind.CORE, CCI, NO_SCORES);
    }

    /** The same, as if it were on another area. */
    public static ReportPublished report(String area) {
        ReportPublished sefton = report();
        return new ReportPublished(
                area,
                sefton.body(),
                sefton.kind(),
                sefton.framework(),
                sefton.edition(),
                sefton.publishedOn(),
                sefton.scores(),
                sefton.recommendations(),
                sefton.planDue(),
                sefton.overseer(),
                sefton.reinspection());
    }

    public static ReportPublished report(
            InspectionKind kind, FrameworkRef framework, Scores scores) {
        return new ReportPublished(
                "Sefton",
                "Sefton Youth Offending Team",
                kind,
                framework,
                1,
                PUBLISHED,
                scores,
                RECOMMENDATIONS,
                PLAN_DUE,
                YJB,
                REINSPECT);
    }

    public static List<ProposedAction> proposed() {
        return List.of(
                proposed("A1", List.of(1, 2, 3, 4), "YOT Manager"),
                proposed("A2", List.of(5, 6, 7, 8), "Chair of Management Board"));
    }

    public static ProposedAction proposed(
            String id, List<Integer> recommendations, @Nullable String owner) {
        return new ProposedAction(
                id,
                recommendations,
                "Do " + id,
                owner,
                LocalDate.parse("2009-12-31"),
                "Assessments of sufficient quality",
                "29%",
                "75%");
    }

    public static List<Action> actions() {
        return List.of(
                action("A1", List.of(1, 2, 3, 4), "YOT Manager"),
                action("A2", List.of(5, 6, 7, 8), "Chair of Management Board"));
    }

    private static Action action(String id, List<Integer> recommendations, String owner) {
        return new Action(
                id,
                recommendations,
                "Do " + id,
                owner,
                LocalDate.parse("2009-12-31"),
                "Assessments of sufficient quality",
                "29%",
                "75%");
    }

    public static List<PlanEvent> submitted() {
        return List.of(requested(), new PlanSubmitted(1, SUBMITTED, actions()));
    }

    public static PlanFinalised finalised() {
        return new PlanFinalised(
                FINALISED,
                List.of(
                        quarter(1, "2009-11-05"),
                        quarter(2, "2010-02-05"),
                        quarter(3, "2010-05-05"),
                        quarter(4, "2010-08-05")));
    }

    private static Quarter quarter(int number, String due) {
        return new Quarter(number, LocalDate.parse(due), 3 * number + " months after finalisation");
    }

    public static List<PlanEvent> monitored(ReinspectionDecision reinspection) {
        return List.of(
                requested(PLAN_DUE, reinspection),
                new PlanSubmitted(1, SUBMITTED, actions()),
                finalised(),
                new PlanForwarded(YJB, FINALISED));
    }

    public static List<PlanEvent> reportedUpTo(int quarter, ReinspectionDecision reinspection) {
        var events = new ArrayList<>(monitored(reinspection));
        for (int i = 1; i <= quarter; i++) {
            events.add(returned(i, FINALISED.plusMonths(3L * i)));
        }
        return events;
    }

    public static MonitoringReturnSubmitted returned(int quarter, LocalDate on) {
        return new MonitoringReturnSubmitted(
                quarter,
                on,
                List.of(
                        new Progress("A1", ActionStatus.ON_TRACK, "48%"),
                        new Progress("A2", ActionStatus.ON_TRACK, "1")),
                "It goes on.");
    }

    public static List<ReportedProgress> progress(ActionStatus first, ActionStatus second) {
        return List.of(
                new ReportedProgress("A1", first, "48%"), new ReportedProgress("A2", second, "1"));
    }
}
