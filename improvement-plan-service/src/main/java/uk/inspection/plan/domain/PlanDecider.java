package uk.inspection.plan.domain;

import static java.util.stream.Collectors.toCollection;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.DiscardEvent;
import uk.inspection.contract.Discards;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.Action;
import uk.inspection.contract.PlanEvent.ActionCompleted;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.ClosingReason;
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
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.plan.domain.Deadlines.Deadline;
import uk.inspection.plan.domain.PlanCommand.ArrangeReinspection;
import uk.inspection.plan.domain.PlanCommand.ChangeDueDate;
import uk.inspection.plan.domain.PlanCommand.FinalisePlan;
import uk.inspection.plan.domain.PlanCommand.ProposedAction;
import uk.inspection.plan.domain.PlanCommand.RaiseDeadline;
import uk.inspection.plan.domain.PlanCommand.ReportedProgress;
import uk.inspection.plan.domain.PlanCommand.RequestPlan;
import uk.inspection.plan.domain.PlanCommand.ReturnPlan;
import uk.inspection.plan.domain.PlanCommand.SignPlanOff;
import uk.inspection.plan.domain.PlanCommand.SubmitMonitoringReturn;
import uk.inspection.plan.domain.PlanCommand.SubmitPlan;
import uk.inspection.plan.domain.PlanState.Facts;
import uk.inspection.plan.domain.PlanState.NotRequested;
import uk.inspection.plan.domain.PlanState.Plan;
import uk.inspection.plan.domain.PlanState.Quarter;
import uk.inspection.plan.domain.PlanState.Reinspection;
import uk.inspection.plan.domain.PlanState.SignOff;
import uk.inspection.plan.domain.PlanState.Stage;
import uk.inspection.plan.domain.Refused.Violation;

/** The life of an improvement plan, from the published report to the last monitoring return. */
public final class PlanDecider {

    /**
     * Months after the finalisation on which the monitoring returns of the year are due, unless
     * days are fixed; a default, not verified.
     */
    static final List<Integer> QUARTER_MONTHS = List.of(3, 6, 9, 12);

    /**
     * Days for a better plan where the due date has come by the time the plan is returned, so that
     * no plan is left without one; a default, not verified.
     */
    static final int RESUBMISSION_DAYS = 14;

    private static final String FIXED = "fixed date";

    private PlanDecider() {}

    public static PlanState initial() {
        return new NotRequested(Discards.NONE);
    }

    // ---- fold

    public static PlanState evolve(PlanState state, PlanEvent event) {
        return switch (state) {
            case NotRequested(Discards discards) ->
                    event instanceof PlanRequested requested
                            ? open(requested, discards)
                            : never(event);
            case Plan(
                            var facts,
                            var stage,
                            var signOff,
                            var reinspection,
                            var deadlines,
                            var discards) ->
                    new Plan(
                            event instanceof PlanDueChanged changed
                                    ? new Facts(
                                            facts.publishedOn(),
                                            facts.recommendations(),
                                            changed.due(),
                                            facts.overseer())
                                    : facts,
                            stage(stage, event),
                            event instanceof PlanSignedOff(int submission, String by, LocalDate on)
                                    ? new SignOff(submission, by, on)
                                    : signOff,
                            event instanceof ReinspectionArranged arranged
                                    ? new Reinspection.Arranged(arranged.reinspection())
                                    : reinspection,
                            deadlines.after(event),
                            discards);
        };
    }

    /**
     * An event of the inspection was discarded, here or by a service upstream, or that is accepted.
     *
     * @param topic that tells it, with {@code version} in its stream
     */
    public static PlanState evolve(
            PlanState state, String topic, long version, DiscardEvent event) {
        Discards discards = state.discards().after(topic, version, event);
        return switch (state) {
            case NotRequested _ -> new NotRequested(discards);
            case Plan(var facts, var stage, var signOff, var reinspection, var deadlines, _) ->
                    new Plan(facts, stage, signOff, reinspection, deadlines, discards);
        };
    }

    private static Plan open(PlanRequested requested, Discards discards) {
        SortedSet<Integer> numbers =
                requested.recommendations().stream()
                        .map(Recommendation::number)
                        .collect(toCollection(TreeSet::new));
        return new Plan(
                new Facts(requested.publishedOn(), numbers, requested.due(), requested.overseer()),
                new Stage.AwaitingSubmission(0),
                null,
                requested.reinspection().reinspect()
                        ? new Reinspection.Expected()
                        : new Reinspection.NotCalledFor(),
                Deadlines.none().after(requested),
                discards);
    }

    private static Stage stage(Stage stage, PlanEvent event) {
        return switch (event) {
            case PlanRequested _ -> never(event);
            case PlanSubmitted submitted ->
                    new Stage.Submitted(submitted.submission(), submitted.actions());
            case PlanReturned returned ->
                    new Stage.Returned(returned.submission(), returned.reasons());
            case PlanOverdue _ ->
                    new Stage.SubmissionOverdue(submissions(stage), returnReasons(stage));
            case PlanDueChanged _ ->
                    stage instanceof Stage.SubmissionOverdue(int submissions, var reasons)
                            ? reasons.isEmpty()
                                    ? new Stage.AwaitingSubmission(submissions)
                                    : new Stage.Returned(submissions, reasons)
                            : stage;
            case PlanFinalised finalised ->
                    stage instanceof Stage.Submitted(int submissions, List<Action> actions)
                            ? new Stage.InMonitoring(
                                    submissions,
                                    actions,
                                    finalised.finalisedOn(),
                                    quarters(finalised),
                                    new TreeSet<>())
                            : never(event);
            case MonitoringReturnSubmitted submitted ->
                    stage instanceof Stage.InMonitoring monitoring
                            ? reported(monitoring, submitted)
                            : never(event);
            case ActionCompleted completed ->
                    stage instanceof Stage.InMonitoring monitoring
                            ? completed(monitoring, completed.actionId())
                            : never(event);
            case PlanClosed _ -> new Stage.Closed();
            case PlanSignedOff _,
                    PlanForwarded _,
                    DeadlineApproaching _,
                    MonitoringReturnDue _,
                    MonitoringReturnOverdue _,
                    ReinspectionDue _,
                    ReinspectionOverdue _,
                    ReinspectionArranged _ ->
                    stage;
        };
    }

    private static List<String> returnReasons(Stage stage) {
        return stage instanceof Stage.Returned(_, List<String> reasons) ? reasons : List.of();
    }

    private static int submissions(Stage stage) {
        return switch (stage) {
            case Stage.AwaitingSubmission(int submissions) -> submissions;
            case Stage.SubmissionOverdue(int submissions, _) -> submissions;
            case Stage.Submitted(int submissions, _) -> submissions;
            case Stage.Returned(int submissions, _) -> submissions;
            case Stage.InMonitoring _, Stage.Closed() ->
                    throw new IllegalStateException("a finalised plan is no longer submitted");
        };
    }

    private static SortedMap<Integer, Quarter> quarters(PlanFinalised finalised) {
        var quarters = new TreeMap<Integer, Quarter>();
        LocalDate begins = finalised.finalisedOn();
        for (PlanEvent.Quarter quarter : finalised.quarters()) {
            quarters.put(quarter.number(), new Quarter.Awaited(begins, quarter.dueOn()));
            begins = quarter.dueOn();
        }
        return quarters;
    }

    private static Stage reported(Stage.InMonitoring before, MonitoringReturnSubmitted submitted) {
        var quarters = new TreeMap<>(before.quarters());
        quarters.computeIfPresent(
                submitted.quarter(),
                (_, quarter) ->
                        new Quarter.Reported(
                                quarter.beginsOn(), quarter.dueOn(), submitted.submittedOn()));
        return new Stage.InMonitoring(
                before.submissions(),
                before.actions(),
                before.finalisedOn(),
                quarters,
                before.completed());
    }

    private static Stage completed(Stage.InMonitoring before, String actionId) {
        var completed = new TreeSet<>(before.completed());
        completed.add(actionId);
        return new Stage.InMonitoring(
                before.submissions(),
                before.actions(),
                before.finalisedOn(),
                before.quarters(),
                completed);
    }

    private static <T> T never(PlanEvent event) {
        throw new IllegalStateException(
                "a %s cannot follow what came before it"
                        .formatted(event.getClass().getSimpleName()));
    }

    // ---- decisions

    /**
     * Decides for a caller who may have read the plan.
     *
     * @param version the version of {@code state}
     * @param expected the version the caller has read; null when he does not say
     */
    public static List<PlanEvent> decide(
            PlanState state, long version, @Nullable Long expected, PlanCommand command) {
        if (expected != null && expected != version) {
            throw Refused.stale(
                    "The improvement plan is at version %d, no longer at %d; read it again."
                            .formatted(version, expected),
                    "If-Match",
                    "must be the plan's ETag");
        }
        return decide(state, command);
    }

    public static List<PlanEvent> decide(PlanState state, PlanCommand command) {
        return switch (state) {
            case NotRequested _ ->
                    switch (command) {
                        case RequestPlan(ReportPublished report) -> request(report);
                        case RaiseDeadline _ -> List.of();
                        case ArrangeReinspection _ ->
                                throw Refused.early(
                                        "A re-inspection is arranged once the improvement plan"
                                                + " that it follows up is requested.");
                        case SubmitPlan _,
                                SignPlanOff _,
                                ReturnPlan _,
                                FinalisePlan _,
                                ChangeDueDate _,
                                SubmitMonitoringReturn _ ->
                                throw Refused.missing(
                                        "An improvement plan is wanted once the report of the"
                                                + " inspection is published, and it is not.");
                    };
            case Plan plan ->
                    switch (command) {
                        case RequestPlan _ -> List.of();
                        case RaiseDeadline raise -> raise(plan, raise);
                        case SubmitPlan submit ->
                                onItsDay(plan, submit.on(), now -> submit(now, submit));
                        case SignPlanOff sign ->
                                onItsDay(plan, sign.on(), now -> signOff(now, sign));
                        case ReturnPlan back ->
                                onItsDay(plan, back.on(), now -> giveBack(now, back));
                        case FinalisePlan finalise ->
                                onItsDay(plan, finalise.on(), now -> finalise(now, finalise));
                        case ChangeDueDate change ->
                                onItsDay(plan, change.on(), now -> changeDue(now, change));
                        case SubmitMonitoringReturn submit ->
                                onItsDay(plan, submit.on(), now -> report(now, submit));
                        case ArrangeReinspection arrange ->
                                onItsDay(
                                        plan,
                                        arrange.announcedOn(),
                                        EnumSet.allOf(PlanEvent.Deadline.class),
                                        now -> arrange(now, arrange));
                    };
        };
    }

    private interface Decision {
        List<PlanEvent> on(Plan now);
    }

    /**
     * Decides on the plan as it is on a day. Deadlines whose day has come by then are raised first:
     * who is late is late, whether or not the timer came by before his answer did. A re-inspection
     * is late by its announcement alone: while that may still be on its way, nobody can tell.
     */
    private static List<PlanEvent> onItsDay(
            Plan plan, LocalDate day, Set<PlanEvent.Deadline> of, Decision decision) {
        PlanState now = plan;
        var events = new ArrayList<PlanEvent>();
        for (Deadline one : plan.deadlines().pending()) {
            if (of.contains(one.kind().deadline()) && !one.on().isAfter(day)) {
                PlanEvent raised = raised(one.kind(), one.number(), one.on(), one.dueOn());
                events.add(raised);
                now = evolve(now, raised);
            }
        }
        List<PlanEvent> decided = decision.on((Plan) now);
        if (decided.isEmpty()) {
            return List.of();
        }
        events.addAll(decided);
        return List.copyOf(events);
    }

    /** The same for what the inspected service and the lead inspector do. */
    private static List<PlanEvent> onItsDay(Plan plan, LocalDate day, Decision decision) {
        return onItsDay(
                plan,
                day,
                Set.of(PlanEvent.Deadline.PLAN, PlanEvent.Deadline.MONITORING_RETURN),
                decision);
    }

    private static List<PlanEvent> request(ReportPublished report) {
        if (report.kind() == InspectionKind.SELF_AUDIT) {
            return List.of(); // a service's own affair: it sets nothing going
        }
        return List.of(
                new PlanRequested(
                        report.area(),
                        report.body(),
                        report.publishedOn(),
                        report.recommendations(),
                        report.planDue(),
                        report.overseer(),
                        report.reinspection(),
                        report.kind(),
                        report.framework(),
                        report.scores()));
    }

    private static List<PlanEvent> submit(Plan plan, SubmitPlan submit) {
        return switch (plan.stage()) {
            case Stage.AwaitingSubmission(int before) -> submission(plan, before, submit);
            case Stage.SubmissionOverdue(int before, _) -> submission(plan, before, submit);
            case Stage.Returned(int before, _) -> submission(plan, before, submit);
            case Stage.Submitted(_, List<Action> actions) -> {
                if (actions.equals(checked(plan.facts(), submit.actions()))) {
                    yield List.of();
                }
                throw Refused.conflict(
                        "The improvement plan is being reviewed; another one may be submitted when"
                                + " it is returned.",
                        "actions",
                        "one submission at a time");
            }
            case Stage.InMonitoring _ ->
                    throw Refused.conflict("The improvement plan is finalised and stands.");
            case Stage.Closed() -> throw closed();
        };
    }

    private static List<PlanEvent> submission(Plan plan, int before, SubmitPlan submit) {
        return List.of(
                new PlanSubmitted(
                        before + 1, submit.on(), checked(plan.facts(), submit.actions())));
    }

    private static List<PlanEvent> signOff(Plan plan, SignPlanOff sign) {
        return switch (plan.stage()) {
            case Stage.Submitted(int submission, _) -> signOff(plan, submission, sign);
            case Stage.InMonitoring monitoring -> signOff(plan, monitoring.submissions(), sign);
            case Stage.AwaitingSubmission _, Stage.SubmissionOverdue _, Stage.Returned _ ->
                    throw Refused.conflict(
                            "The board signs a plan off that is submitted, and none is.");
            case Stage.Closed() -> throw closed();
        };
    }

    private static List<PlanEvent> signOff(Plan plan, int submission, SignPlanOff sign) {
        var violations = new ArrayList<Violation>();
        String by = filled(sign.by(), Limits.VALUE_MAX, "by", violations);
        LocalDate on = sign.signedOn();
        if (on == null) {
            violations.add(new Violation("on", "must be a day"));
        } else if (on.isAfter(sign.on())) {
            violations.add(new Violation("on", "must not be in the future"));
        } else if (on.isBefore(plan.facts().publishedOn())) {
            violations.add(new Violation("on", "must not be before the report was published"));
        }
        if (on == null || !violations.isEmpty()) {
            throw Refused.invalid("A sign-off says who signed, and when.", violations);
        }
        SignOff before = plan.signOff();
        SignOff now = new SignOff(submission, by, on);
        if (now.equals(before)) {
            return List.of();
        }
        if (before != null && before.submission() == submission) {
            throw Refused.conflict(
                    "The board has signed this plan off already: %s, on %s."
                            .formatted(before.by(), before.on()));
        }
        return List.of(new PlanSignedOff(submission, by, on));
    }

    private static List<PlanEvent> giveBack(Plan plan, ReturnPlan back) {
        return switch (plan.stage()) {
            case Stage.Submitted(int submission, _) -> {
                if (back.reasons().isEmpty()
                        || back.reasons().stream().anyMatch(PlanDecider::blank)) {
                    throw Refused.invalid(
                            "An improvement plan is returned with the reasons why.",
                            "reasons",
                            "at least one, none of them blank");
                }
                requireShort(back.reasons());
                var events = new ArrayList<PlanEvent>();
                events.add(new PlanReturned(submission, back.on(), back.reasons()));
                DueDate due = dueAfterReturn(plan.facts().due(), back);
                if (!due.on().equals(plan.facts().due().on())) {
                    events.add(new PlanDueChanged(due, "The plan was returned.", back.on()));
                }
                yield List.copyOf(events);
            }
            case Stage.Returned(_, List<String> reasons) when reasons.equals(back.reasons()) -> {
                if (back.due() == null || back.due().equals(plan.facts().due().on())) {
                    yield List.of();
                }
                throw Refused.conflict(
                        "The improvement plan is returned already; its due date is changed by"
                                + " itself.",
                        "dueOn",
                        "must be the plan's due date, or absent");
            }
            case Stage.AwaitingSubmission _, Stage.SubmissionOverdue _, Stage.Returned _ ->
                    throw notSubmitted();
            case Stage.InMonitoring _ ->
                    throw Refused.conflict("The improvement plan is finalised and stands.");
            case Stage.Closed() -> throw closed();
        };
    }

    /** A plan is never given back without a day to come by which it is wanted again. */
    private static DueDate dueAfterReturn(DueDate due, ReturnPlan back) {
        LocalDate given = back.due();
        if (given != null) {
            String wrong =
                    !Limits.likely(given)
                            ? Limits.LIKELY_DAY
                            : given.isAfter(back.on()) ? null : "must be after today";
            if (wrong != null) {
                throw Refused.invalid(
                        "A returned plan is due again on a day to come.", "dueOn", wrong);
            }
            return new DueDate(given, FIXED);
        }
        return due.on().isAfter(back.on())
                ? due
                : new DueDate(
                        back.on().plusDays(RESUBMISSION_DAYS),
                        RESUBMISSION_DAYS + " days after the plan was returned");
    }

    private static List<PlanEvent> finalise(Plan plan, FinalisePlan finalise) {
        return switch (plan.stage()) {
            case Stage.Submitted _ when !plan.discards().none() ->
                    throw Refused.conflict(
                            "The inspection is incomplete and its plan cannot be finalised. "
                                    + String.join(" ", plan.discards().sentences()));
            case Stage.Submitted _ ->
                    List.of(
                            new PlanFinalised(finalise.on(), quarters(finalise)),
                            new PlanForwarded(plan.facts().overseer(), finalise.on()));
            case Stage.InMonitoring monitoring -> {
                List<LocalDate> others = finalise.returnsDueOn();
                if (others == null || others.equals(monitoring.returnsDueOn())) {
                    yield List.of();
                }
                throw Refused.conflict(
                        "The improvement plan is finalised and stands.",
                        "returnsDueOn",
                        "must be the days it was finalised with, or absent");
            }
            case Stage.AwaitingSubmission _, Stage.SubmissionOverdue _, Stage.Returned _ ->
                    throw notSubmitted();
            case Stage.Closed() -> throw closed();
        };
    }

    private static List<PlanEvent.Quarter> quarters(FinalisePlan finalise) {
        List<LocalDate> fixed = finalise.returnsDueOn();
        var quarters = new ArrayList<PlanEvent.Quarter>();
        if (fixed == null) {
            for (int months : QUARTER_MONTHS) {
                quarters.add(
                        new PlanEvent.Quarter(
                                quarters.size() + 1,
                                finalise.on().plusMonths(months),
                                months + " months after finalisation"));
            }
            return List.copyOf(quarters);
        }
        var violations = new ArrayList<Violation>();
        if (fixed.size() != QUARTER_MONTHS.size()) {
            violations.add(
                    new Violation(
                            "returnsDueOn",
                            "must be %d days, one a quarter".formatted(QUARTER_MONTHS.size())));
        }
        LocalDate before = finalise.on();
        for (LocalDate day : fixed) {
            String at = "returnsDueOn." + quarters.size();
            if (!Limits.likely(day)) {
                violations.add(new Violation(at, Limits.LIKELY_DAY));
            } else if (!day.isAfter(before)) {
                violations.add(new Violation(at, "must be after " + before));
            }
            before = day;
            quarters.add(new PlanEvent.Quarter(quarters.size() + 1, day, FIXED));
        }
        if (!violations.isEmpty()) {
            throw Refused.invalid(
                    "Monitoring returns are due on four days to come, one after another.",
                    violations);
        }
        return List.copyOf(quarters);
    }

    private static List<PlanEvent> changeDue(Plan plan, ChangeDueDate change) {
        return switch (plan.stage()) {
            case Stage.AwaitingSubmission _, Stage.SubmissionOverdue _, Stage.Returned _ -> {
                var violations = new ArrayList<Violation>();
                DueDate due = dueDate(plan.facts().publishedOn(), change, violations);
                filled(change.reason(), Limits.TEXT_MAX, "reason", violations);
                if (due == null || !violations.isEmpty()) {
                    throw Refused.invalid(
                            "The due date of an improvement plan changes to a day still to come,"
                                    + " and for a reason.",
                            violations);
                }
                yield due.on().equals(plan.facts().due().on())
                        ? List.of()
                        : List.of(new PlanDueChanged(due, change.reason(), change.on()));
            }
            case Stage.Submitted _ ->
                    throw Refused.conflict(
                            "The improvement plan is submitted; its due date no longer counts.");
            case Stage.InMonitoring _ ->
                    throw Refused.conflict("The improvement plan is finalised and stands.");
            case Stage.Closed() -> throw closed();
        };
    }

    private static @Nullable DueDate dueDate(
            LocalDate published, ChangeDueDate change, List<Violation> violations) {
        LocalDate fixed = change.due();
        Integer days = change.daysAfterPublication();
        if ((fixed == null) == (days == null)) {
            violations.add(
                    new Violation(
                            "on", "must be a day, unless daysAfterPublication is given instead"));
            return null;
        }
        if (days != null && (days < 1 || days > Limits.DUE_DAYS_MAX)) {
            violations.add(
                    new Violation(
                            "daysAfterPublication",
                            "must be from 1 to %d".formatted(Limits.DUE_DAYS_MAX)));
            return null;
        }
        DueDate due =
                days == null
                        ? new DueDate(Objects.requireNonNull(fixed), FIXED)
                        : new DueDate(published.plusDays(days), days + " days after publication");
        String field = days == null ? "on" : "daysAfterPublication";
        if (!Limits.likely(due.on())) {
            violations.add(new Violation(field, Limits.LIKELY_DAY));
        } else if (due.on().isBefore(change.on())) {
            violations.add(new Violation(field, "must not be in the past"));
        }
        return due;
    }

    private static List<PlanEvent> report(Plan plan, SubmitMonitoringReturn submit) {
        return switch (plan.stage()) {
            case Stage.InMonitoring monitoring -> {
                Quarter quarter = monitoring.quarters().get(submit.quarter());
                yield switch (quarter) {
                    case null ->
                            throw Refused.invalid(
                                    "The plan is monitored over %d quarters."
                                            .formatted(monitoring.quarters().size()),
                                    "quarter",
                                    "must be one of " + monitoring.quarters().keySet());
                    case Quarter.Reported _ ->
                            throw Refused.conflict(
                                    "The monitoring return of quarter %d is in already."
                                            .formatted(submit.quarter()),
                                    "quarter",
                                    "one return a quarter");
                    case Quarter.Awaited(LocalDate begins, _) when submit.on().isBefore(begins) ->
                            throw Refused.conflict(
                                    "Quarter %d begins on %s; its monitoring return comes later."
                                            .formatted(submit.quarter(), begins),
                                    "quarter",
                                    "must be a quarter that has begun");
                    case Quarter.Awaited _ -> monitoringReturn(plan, monitoring, submit);
                };
            }
            case Stage.AwaitingSubmission _,
                    Stage.SubmissionOverdue _,
                    Stage.Submitted _,
                    Stage.Returned _ ->
                    throw Refused.conflict(
                            "Monitoring starts when the improvement plan is finalised.");
            case Stage.Closed() -> throw closed();
        };
    }

    private static List<PlanEvent> monitoringReturn(
            Plan plan, Stage.InMonitoring monitoring, SubmitMonitoringReturn submit) {
        List<Progress> progress = checked(monitoring.actions(), submit);
        var events = new ArrayList<PlanEvent>();
        events.add(
                new MonitoringReturnSubmitted(
                        submit.quarter(), submit.on(), progress, submit.narrative()));
        for (Progress one : progress) {
            if (one.status() == ActionStatus.COMPLETE
                    && !monitoring.completed().contains(one.actionId())) {
                events.add(new ActionCompleted(one.actionId(), submit.on()));
            }
        }
        boolean last =
                monitoring.quarters().entrySet().stream()
                        .allMatch(one ->
                                one.getKey() == submit.quarter()
                                        || one.getValue() instanceof Quarter.Reported);
        if (last) {
            switch (plan.reinspection()) {
                case Reinspection.NotCalledFor() ->
                        events.add(
                                new PlanClosed(
                                        submit.on(),
                                        ClosingReason.NO_REINSPECTION_CALLED_FOR,
                                        null));
                case Reinspection.Arranged _ ->
                        events.add(
                                new PlanClosed(
                                        submit.on(), ClosingReason.REINSPECTION_ARRANGED, null));
                case Reinspection.Expected() -> {}
            }
        }
        return List.copyOf(events);
    }

    private static List<PlanEvent> raise(Plan plan, RaiseDeadline raise) {
        LocalDate due = raise.dueOn();
        if (!plan.deadlines().isPending(raise.kind(), raise.number(), raise.on(), due)) {
            return List.of();
        }
        if (raise.today().isBefore(raise.on())) {
            throw Refused.conflict("The day %s has not come.".formatted(raise.on()));
        }
        return List.of(raised(raise.kind(), raise.number(), raise.on(), due));
    }

    private static PlanEvent raised(Deadlines.Kind kind, int number, LocalDate on, LocalDate due) {
        return switch (kind) {
            case PLAN_APPROACHING, MONITORING_RETURN_APPROACHING, REINSPECTION_APPROACHING ->
                    new DeadlineApproaching(
                            kind.deadline(), number, due, (int) ChronoUnit.DAYS.between(on, due));
            case PLAN_OVERDUE -> new PlanOverdue(due, on);
            case MONITORING_RETURN_DUE -> new MonitoringReturnDue(number, due);
            case MONITORING_RETURN_OVERDUE -> new MonitoringReturnOverdue(number, due, on);
            case REINSPECTION_DUE -> new ReinspectionDue(due);
            case REINSPECTION_OVERDUE -> new ReinspectionOverdue(due, on);
        };
    }

    private static List<PlanEvent> arrange(Plan plan, ArrangeReinspection arrange) {
        if (plan.reinspection() instanceof Reinspection.Arranged(String inspection)
                && inspection.equals(arrange.reinspection())) {
            return List.of();
        }
        var events = new ArrayList<PlanEvent>();
        events.add(new ReinspectionArranged(arrange.reinspection(), arrange.announcedOn()));
        if (plan.stage() instanceof Stage.InMonitoring monitoring) {
            LocalDate day = arrange.announcedOn();
            boolean all = true;
            for (Quarter quarter : monitoring.quarters().values()) {
                switch (quarter) {
                    case Quarter.Awaited _ -> all = false;
                    case Quarter.Reported(_, _, LocalDate in) -> day = in.isAfter(day) ? in : day;
                }
            }
            if (all) {
                events.add(new PlanClosed(day, ClosingReason.REINSPECTION_ARRANGED, null));
            }
        }
        return List.copyOf(events);
    }

    // ---- helpers

    private static List<Action> checked(Facts facts, List<ProposedAction> proposed) {
        var violations = new ArrayList<Violation>();
        var actions = new ArrayList<Action>();
        var ids = new HashSet<String>();
        var answered = new TreeSet<Integer>();
        int written = 0;
        requireAtMost(Limits.ACTIONS_MAX, "actions", proposed.size());
        for (int i = 0; i < proposed.size(); i++) {
            ProposedAction one = proposed.get(i);
            String at = "actions." + i + ".";
            String id = filled(one.id(), Limits.ID_MAX, at + "id", violations);
            if (!id.isEmpty() && !ids.add(id)) {
                violations.add(new Violation(at + "id", "must be unique within the plan"));
            }
            if (one.recommendations().isEmpty()) {
                violations.add(
                        new Violation(
                                at + "recommendations", "must name at least one recommendation"));
            }
            requireAtMost(
                    Limits.RECOMMENDATIONS_MAX,
                    at + "recommendations",
                    one.recommendations().size());
            for (int number : one.recommendations()) {
                if (facts.recommendations().contains(number)) {
                    answered.add(number);
                } else {
                    violations.add(
                            new Violation(
                                    at + "recommendations",
                                    "there is no recommendation " + number));
                }
            }
            String text = filled(one.text(), Limits.TEXT_MAX, at + "text", violations);
            String owner = filled(one.owner(), Limits.VALUE_MAX, at + "owner", violations);
            LocalDate target = one.targetDate();
            if (target == null) {
                violations.add(new Violation(at + "targetDate", "must be a day"));
            } else if (!Limits.likely(target)) {
                violations.add(new Violation(at + "targetDate", Limits.LIKELY_DAY));
            } else if (target.isBefore(facts.publishedOn())) {
                violations.add(
                        new Violation(
                                at + "targetDate", "must not be before the report was published"));
            }
            String measure = filled(one.measure(), Limits.MEASURE_MAX, at + "measure", violations);
            String baseline = filled(one.baseline(), Limits.VALUE_MAX, at + "baseline", violations);
            String goal = filled(one.target(), Limits.VALUE_MAX, at + "target", violations);
            written +=
                    Stream.of(id, text, owner, measure, baseline, goal)
                            .mapToInt(String::length)
                            .sum();
            if (target != null) {
                actions.add(
                        new Action(
                                id,
                                List.copyOf(one.recommendations()),
                                text,
                                owner,
                                target,
                                measure,
                                baseline,
                                goal));
            }
        }
        for (int number : facts.recommendations()) {
            if (!answered.contains(number)) {
                violations.add(
                        new Violation(
                                "recommendations." + number,
                                "must be answered by at least one action"));
            }
        }
        if (written > Limits.PLAN_MAX) {
            violations.add(
                    new Violation(
                            "actions",
                            "must hold at most %d characters together".formatted(Limits.PLAN_MAX)));
        }
        if (!violations.isEmpty()) {
            throw Refused.invalid("The improvement plan lacks detail.", violations);
        }
        return List.copyOf(actions);
    }

    private static List<Progress> checked(List<Action> actions, SubmitMonitoringReturn submit) {
        var violations = new ArrayList<Violation>();
        Set<String> known = new TreeSet<>(actions.stream().map(Action::id).toList());
        var reported = new HashSet<String>();
        var progress = new ArrayList<Progress>();
        requireAtMost(Limits.ACTIONS_MAX, "progress", submit.progress().size());
        for (int i = 0; i < submit.progress().size(); i++) {
            ReportedProgress one = submit.progress().get(i);
            String at = "progress." + i + ".";
            String id = filled(one.actionId(), Limits.ID_MAX, at + "actionId", violations);
            if (!id.isEmpty() && !known.contains(id)) {
                violations.add(new Violation(at + "actionId", "there is no action " + id));
            } else if (!id.isEmpty() && !reported.add(id)) {
                violations.add(new Violation(at + "actionId", "must be reported once"));
            }
            String now = filled(one.measureNow(), Limits.VALUE_MAX, at + "measureNow", violations);
            ActionStatus status = one.status();
            if (status == null) {
                violations.add(new Violation(at + "status", "must be given"));
            } else {
                progress.add(new Progress(id, status, now));
            }
        }
        for (String id : known) {
            if (!reported.contains(id)) {
                violations.add(new Violation("actions." + id, "must be reported on"));
            }
        }
        filled(submit.narrative(), Limits.NARRATIVE_MAX, "narrative", violations);
        if (!violations.isEmpty()) {
            throw Refused.invalid("The monitoring return lacks detail.", violations);
        }
        return List.copyOf(progress);
    }

    private static String filled(
            @Nullable String text, int longest, String field, List<Violation> violations) {
        if (text == null || text.isBlank()) {
            violations.add(new Violation(field, "must not be blank"));
            return "";
        }
        if (text.length() > longest) {
            violations.add(
                    new Violation(field, "must have at most %d characters".formatted(longest)));
        }
        return text;
    }

    private static void requireShort(List<String> reasons) {
        requireAtMost(Limits.REASONS_MAX, "reasons", reasons.size());
        var violations = new ArrayList<Violation>();
        for (int i = 0; i < reasons.size(); i++) {
            filled(reasons.get(i), Limits.TEXT_MAX, "reasons." + i, violations);
        }
        if (!violations.isEmpty()) {
            throw Refused.invalid("A reason is too long.", violations);
        }
    }

    private static void requireAtMost(int most, String field, int number) {
        if (number > most) {
            throw Refused.invalid(
                    "This is more than one message may hold.",
                    field,
                    "must be at most %d".formatted(most));
        }
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static Refused notSubmitted() {
        return Refused.conflict("No improvement plan is submitted and waiting for a review.");
    }

    private static Refused closed() {
        return Refused.conflict("The improvement plan is closed.");
    }
}
