package uk.inspection.plan.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.plan.domain.Sefton.DUE;
import static uk.inspection.plan.domain.Sefton.NO_REINSPECTION;
import static uk.inspection.plan.domain.Sefton.PLAN_DUE;
import static uk.inspection.plan.domain.Sefton.PUBLISHED;
import static uk.inspection.plan.domain.Sefton.REINSPECT;
import static uk.inspection.plan.domain.Sefton.REINSPECTION_DUE;
import static uk.inspection.plan.domain.Sefton.monitored;
import static uk.inspection.plan.domain.Sefton.proposed;
import static uk.inspection.plan.domain.Sefton.reportedUpTo;
import static uk.inspection.plan.domain.Sefton.requested;
import static uk.inspection.plan.domain.Sefton.submitted;
import static uk.inspection.plan.domain.Story.given;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.contract.PlanEvent.DeadlineApproaching;
import uk.inspection.contract.PlanEvent.MonitoringReturnOverdue;
import uk.inspection.contract.PlanEvent.PlanClosed;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.PlanEvent.PlanOverdue;
import uk.inspection.contract.PlanEvent.PlanReturned;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.plan.domain.PlanCommand.ArrangeReinspection;
import uk.inspection.plan.domain.PlanCommand.ChangeDueDate;
import uk.inspection.plan.domain.PlanCommand.FinalisePlan;
import uk.inspection.plan.domain.PlanCommand.RaiseDeadline;
import uk.inspection.plan.domain.PlanCommand.RequestPlan;
import uk.inspection.plan.domain.PlanCommand.ReturnPlan;
import uk.inspection.plan.domain.PlanCommand.SubmitMonitoringReturn;
import uk.inspection.plan.domain.PlanCommand.SubmitPlan;

class DeadlinesTest {
    private static final DeadlineApproaching WARNED =
            new DeadlineApproaching(Deadline.PLAN, 1, DUE, 14);

    private static final List<String> OF_REINSPECTION =
            List.of(
                    "2010-06-10 reinspection-approaching 1",
                    "2010-06-21 reinspection-approaching 1",
                    "2010-06-24 reinspection-approaching 1",
                    "2010-06-24 reinspection-due 1",
                    "2010-06-25 reinspection-overdue 1");

    private static List<String> pending(Story story) {
        return pending(story, "");
    }

    /** What is pending of a kind, such as {@code plan} or {@code reinspection}. */
    private static List<String> pending(Story story, String kind) {
        return story.deadlines().pending().stream()
                .filter(one -> one.kind().word().startsWith(kind))
                .map(one -> one.on() + " " + one.kind().word() + " " + one.number())
                .toList();
    }

    private static PlanDueChanged changedTo(LocalDate on, String changedOn) {
        return new PlanDueChanged(
                new DueDate(on, "fixed date"), "Floods.", LocalDate.parse(changedOn));
    }

    @Test
    void a_requested_plan_has_three_reminders_a_day_after_and_a_reinspection() {
        assertThat(pending(given(requested())))
                .startsWith(
                        "2009-07-08 plan-approaching 1",
                        "2009-07-19 plan-approaching 1",
                        "2009-07-22 plan-approaching 1",
                        "2009-07-23 plan-overdue 1")
                .endsWith(OF_REINSPECTION.toArray(String[]::new))
                .hasSize(9);
    }

    @Test
    void no_reinspection_is_due_that_was_not_called_for() {
        assertThat(pending(given(requested(PLAN_DUE, NO_REINSPECTION)), "reinspection")).isEmpty();
    }

    @Test
    void nobody_is_reminded_before_the_report_is_published() {
        var soon = new DueDate(PUBLISHED.plusDays(3), "fixed date");
        assertThat(pending(given(requested(soon, NO_REINSPECTION))))
                .containsExactly(
                        "2009-06-24 plan-approaching 1",
                        "2009-06-27 plan-approaching 1",
                        "2009-06-28 plan-overdue 1");
    }

    @Test
    void a_submitted_plan_is_not_overdue() {
        assertThat(pending(given(submitted()))).isEqualTo(OF_REINSPECTION);
    }

    @Test
    void a_plan_returned_before_its_due_date_keeps_it() {
        var story =
                given(
                        submitted(),
                        new PlanReturned(1, LocalDate.parse("2009-07-20"), List.of("Short.")));
        assertThat(pending(story, "plan"))
                .containsExactly("2009-07-22 plan-approaching 1", "2009-07-23 plan-overdue 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2009-07-23", "2009-07-27"})
    void a_plan_that_was_handed_in_on_time_and_returned_later_is_not_overdue_by_that(String on) {
        var story = given(submitted(), new PlanReturned(1, LocalDate.parse(on), List.of("Short.")));
        assertThat(pending(story)).isEqualTo(OF_REINSPECTION);
    }

    @Test
    void another_due_date_takes_the_place_of_the_first() {
        assertThat(
                        pending(
                                given(
                                        requested(),
                                        changedTo(LocalDate.parse("2009-08-12"), "2009-07-29")),
                                "plan"))
                .containsExactly(
                        "2009-07-29 plan-approaching 1",
                        "2009-08-09 plan-approaching 1",
                        "2009-08-12 plan-approaching 1",
                        "2009-08-13 plan-overdue 1");
    }

    @Test
    void nobody_is_reminded_before_the_due_date_was_changed() {
        assertThat(
                        pending(
                                given(
                                        requested(),
                                        changedTo(LocalDate.parse("2009-08-12"), "2009-08-10")),
                                "plan"))
                .containsExactly("2009-08-12 plan-approaching 1", "2009-08-13 plan-overdue 1");
    }

    @Test
    void a_due_date_set_back_to_the_first_does_not_remind_of_it_again() {
        var story =
                given(
                        requested(),
                        WARNED,
                        changedTo(DUE.plusDays(21), "2009-07-08"),
                        changedTo(DUE, "2009-07-08"));
        assertThat(pending(story, "plan"))
                .containsExactly(
                        "2009-07-19 plan-approaching 1",
                        "2009-07-22 plan-approaching 1",
                        "2009-07-23 plan-overdue 1");
    }

    @Test
    void a_day_of_reminding_of_one_due_date_may_remind_of_another_too() {
        var story = given(requested(), WARNED, changedTo(DUE.minusDays(11), "2009-07-08"));
        assertThat(pending(story, "plan"))
                .containsExactly(
                        "2009-07-08 plan-approaching 1",
                        "2009-07-11 plan-approaching 1",
                        "2009-07-12 plan-overdue 1");
    }

    @Test
    void a_finalised_plan_has_four_returns_to_come() {
        assertThat(pending(given(monitored(REINSPECT)), "monitoring-return"))
                .hasSize(20)
                .startsWith(
                        "2009-10-22 monitoring-return-approaching 1",
                        "2009-11-02 monitoring-return-approaching 1",
                        "2009-11-05 monitoring-return-approaching 1",
                        "2009-11-05 monitoring-return-due 1",
                        "2009-11-06 monitoring-return-overdue 1",
                        "2010-01-22 monitoring-return-approaching 2")
                .endsWith(
                        "2010-08-02 monitoring-return-approaching 4",
                        "2010-08-05 monitoring-return-approaching 4",
                        "2010-08-05 monitoring-return-due 4",
                        "2010-08-06 monitoring-return-overdue 4");
    }

    @Test
    void a_return_that_is_in_is_neither_announced_nor_due_nor_overdue() {
        assertThat(pending(given(reportedUpTo(3, REINSPECT)), "monitoring-return"))
                .allMatch(one -> one.endsWith(" 4"))
                .hasSize(5);
    }

    @Test
    void an_arranged_reinspection_is_no_longer_due() {
        var arranged = new ReinspectionArranged("sefton-2010", PUBLISHED);
        assertThat(pending(given(requested(), arranged), "reinspection")).isEmpty();
    }

    @Test
    void a_closed_plan_has_nothing_to_come() {
        var story =
                given(
                        monitored(REINSPECT),
                        new ReinspectionDue(REINSPECTION_DUE),
                        new PlanClosed(
                                REINSPECTION_DUE, ClosingReason.NO_REINSPECTION_CALLED_FOR, null));
        assertThat(pending(story)).isEmpty();
    }

    @Test
    void a_reminder_of_another_number_of_days_changes_nothing_here() {
        var other = new DeadlineApproaching(Deadline.REINSPECTION, 1, REINSPECTION_DUE, 7);
        assertThat(given(monitored(REINSPECT), other).deadlines())
                .isEqualTo(given(monitored(REINSPECT)).deadlines());
    }

    /**
     * Whatever people do, on whatever days the service looks: each deadline is raised at most once,
     * never before its day, and nothing that is due stays unraised.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void over_two_years_every_deadline_is_raised_once(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            PlanState state = PlanDecider.initial();
            var raised = new HashSet<String>();
            for (LocalDate day = PUBLISHED;
                    day.isBefore(PUBLISHED.plusYears(2));
                    day = day.plusDays(1 + random.nextInt(20))) {
                List<Deadlines.Deadline> come = comeBy(day, state);
                for (PlanEvent event : attempt(state, someone(random, day))) {
                    state = PlanDecider.evolve(state, event);
                }
                if (!(state instanceof PlanState.Plan)) {
                    continue;
                }
                for (Deadlines.Deadline one : come) {
                    if (((PlanState.Plan) state).deadlines().all().contains(raised(one))) {
                        assertThat(raised.add(one.toString()))
                                .as("seed %d: %s is raised once", seed, one)
                                .isTrue();
                    }
                }
                for (Deadlines.Deadline one : ((PlanState.Plan) state).deadlines().pending()) {
                    if (one.on().isAfter(day)) {
                        continue;
                    }
                    var raise =
                            new RaiseDeadline(one.kind(), one.number(), one.on(), one.dueOn(), day);
                    for (PlanEvent event : PlanDecider.decide(state, raise)) {
                        assertThat(raised.add(one.toString()))
                                .as("seed %d: %s is raised once", seed, event)
                                .isTrue();
                        state = PlanDecider.evolve(state, event);
                    }
                    assertThat(PlanDecider.decide(state, raise)).isEmpty();
                }
                assertThat(comeBy(day, state))
                        .as("seed %d: nothing that is due stays", seed)
                        .isEmpty();
                assertThat(raised)
                        .as("seed %d: what had come was raised, whoever came first", seed)
                        .containsAll(come.stream().map(Deadlines.Deadline::toString).toList());
            }
        }
    }

    private static List<Deadlines.Deadline> comeBy(LocalDate day, PlanState state) {
        return state instanceof PlanState.Plan plan
                ? plan.deadlines().pending().stream().filter(one -> !one.on().isAfter(day)).toList()
                : List.of();
    }

    private static Deadlines.Deadline raised(Deadlines.Deadline one) {
        return new Deadlines.Deadline(
                one.kind(), one.number(), one.on(), one.dueOn(), Deadlines.Progress.RAISED);
    }

    private static PlanCommand someone(Random random, LocalDate day) {
        return switch (random.nextInt(8)) {
            case 0 -> new SubmitPlan(proposed(), day);
            case 1 -> new ReturnPlan(List.of("Short of " + day), null, day);
            case 2 -> new FinalisePlan(null, day);
            case 3 -> new ChangeDueDate(day.plusDays(random.nextInt(20)), null, "Floods.", day);
            case 4 -> new ArrangeReinspection("sefton-" + day.getYear(), day);
            case 5, 6 ->
                    new SubmitMonitoringReturn(
                            1 + random.nextInt(4),
                            Sefton.progress(ActionStatus.ON_TRACK, ActionStatus.COMPLETE),
                            "It goes on.",
                            day);
            default -> new RequestPlan(Sefton.report());
        };
    }

    private static List<PlanEvent> attempt(PlanState state, PlanCommand command) {
        try {
            return PlanDecider.decide(state, command);
        } catch (Refused refused) {
            return List.of();
        }
    }

    @Test
    void what_was_raised_stays_known() {
        var all = new ArrayList<Deadlines.Deadline>();
        all.addAll(
                given(requested(), WARNED, new PlanOverdue(DUE, DUE.plusDays(1)))
                        .deadlines()
                        .all());
        all.addAll(
                given(
                                monitored(NO_REINSPECTION),
                                new MonitoringReturnOverdue(
                                        1,
                                        LocalDate.parse("2009-11-05"),
                                        LocalDate.parse("2009-11-06")))
                        .deadlines()
                        .all());
        assertThat(all)
                .filteredOn(one -> one.progress() == Deadlines.Progress.RAISED)
                .extracting(one -> one.on() + " " + one.kind().word())
                .containsExactly(
                        "2009-07-08 plan-approaching",
                        "2009-07-23 plan-overdue",
                        "2009-11-06 monitoring-return-overdue");
    }
}
