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
            new DeadlineApproaching(Deadline.PLAN, 1, DUE, 7);

    private static List<String> pending(Story story) {
        return story.deadlines().pending().stream()
                .map(one -> one.on() + " " + one.kind().word() + " " + one.number())
                .toList();
    }

    private static PlanDueChanged changedTo(LocalDate on) {
        return new PlanDueChanged(
                new DueDate(on, "changed by the lead inspector"), "Floods.", null);
    }

    @Test
    void a_requested_plan_has_a_warning_a_day_after_and_a_reinspection() {
        assertThat(pending(given(requested())))
                .containsExactly(
                        "2009-07-15 plan-approaching 1",
                        "2009-07-23 plan-overdue 1",
                        "2010-06-24 reinspection-due 1");
    }

    @Test
    void no_reinspection_is_due_that_was_not_called_for() {
        assertThat(pending(given(requested(PLAN_DUE, NO_REINSPECTION))))
                .containsExactly("2009-07-15 plan-approaching 1", "2009-07-23 plan-overdue 1");
    }

    @Test
    void a_plan_due_within_a_week_of_publication_gets_no_warning() {
        var soon = new DueDate(PUBLISHED.plusDays(6), "fixed date");
        assertThat(pending(given(requested(soon, NO_REINSPECTION))))
                .containsExactly("2009-07-01 plan-overdue 1");
    }

    @Test
    void a_submitted_plan_is_not_overdue() {
        assertThat(pending(given(submitted()))).containsExactly("2010-06-24 reinspection-due 1");
    }

    @Test
    void a_plan_returned_before_its_due_date_keeps_it() {
        var story =
                given(
                        submitted(),
                        new PlanReturned(1, LocalDate.parse("2009-07-14"), List.of("Short.")));
        assertThat(pending(story))
                .containsExactly(
                        "2009-07-15 plan-approaching 1",
                        "2009-07-23 plan-overdue 1",
                        "2010-06-24 reinspection-due 1");
    }

    @Test
    void a_plan_that_was_handed_in_on_time_and_returned_later_is_not_overdue_by_that() {
        var story =
                given(
                        submitted(),
                        new PlanReturned(1, LocalDate.parse("2009-07-27"), List.of("Short.")));
        assertThat(pending(story)).containsExactly("2010-06-24 reinspection-due 1");
    }

    @Test
    void another_due_date_takes_the_place_of_the_first() {
        assertThat(pending(given(requested(), changedTo(LocalDate.parse("2009-08-12")))))
                .containsExactly(
                        "2009-08-05 plan-approaching 1",
                        "2009-08-13 plan-overdue 1",
                        "2010-06-24 reinspection-due 1");
    }

    @Test
    void a_due_date_set_back_to_the_first_does_not_warn_of_it_again() {
        var story =
                given(
                        requested(PLAN_DUE, NO_REINSPECTION),
                        WARNED,
                        changedTo(DUE.plusDays(21)),
                        changedTo(DUE));
        assertThat(pending(story)).containsExactly("2009-07-23 plan-overdue 1");
    }

    @Test
    void a_finalised_plan_has_four_returns_to_come() {
        assertThat(pending(given(monitored(REINSPECT))))
                .containsExactly(
                        "2009-11-05 monitoring-return-due 1",
                        "2009-11-06 monitoring-return-overdue 1",
                        "2010-02-05 monitoring-return-due 2",
                        "2010-02-06 monitoring-return-overdue 2",
                        "2010-05-05 monitoring-return-due 3",
                        "2010-05-06 monitoring-return-overdue 3",
                        "2010-06-24 reinspection-due 1",
                        "2010-08-05 monitoring-return-due 4",
                        "2010-08-06 monitoring-return-overdue 4");
    }

    @Test
    void a_return_that_is_in_is_neither_due_nor_overdue() {
        assertThat(pending(given(reportedUpTo(3, REINSPECT))))
                .containsExactly(
                        "2010-06-24 reinspection-due 1",
                        "2010-08-05 monitoring-return-due 4",
                        "2010-08-06 monitoring-return-overdue 4");
    }

    @Test
    void an_arranged_reinspection_is_no_longer_due() {
        var arranged = new ReinspectionArranged("sefton-2010", PUBLISHED);
        assertThat(pending(given(requested(), arranged)))
                .containsExactly("2009-07-15 plan-approaching 1", "2009-07-23 plan-overdue 1");
    }

    @Test
    void a_closed_plan_has_nothing_to_come() {
        var story =
                given(
                        monitored(REINSPECT),
                        new ReinspectionDue(REINSPECTION_DUE),
                        new PlanClosed(REINSPECTION_DUE, "All is in."));
        assertThat(pending(story)).isEmpty();
    }

    @Test
    void a_warning_of_another_kind_changes_nothing_here() {
        var other =
                new DeadlineApproaching(
                        Deadline.MONITORING_RETURN, 1, LocalDate.parse("2009-11-05"), 7);
        var reinspection = new DeadlineApproaching(Deadline.REINSPECTION, 1, REINSPECTION_DUE, 14);
        assertThat(given(monitored(REINSPECT), other, reinspection).deadlines())
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
                for (PlanEvent event : attempt(state, someone(random, day))) {
                    state = PlanDecider.evolve(state, event);
                }
                if (!(state instanceof PlanState.Plan)) {
                    continue;
                }
                for (Deadlines.Deadline one : ((PlanState.Plan) state).deadlines().pending()) {
                    if (one.on().isAfter(day)) {
                        continue;
                    }
                    var raise = new RaiseDeadline(one.kind(), one.number(), one.on(), day);
                    for (PlanEvent event : PlanDecider.decide(state, raise)) {
                        assertThat(raised.add(one.kind() + "/" + one.number() + "/" + one.on()))
                                .as("seed %d: %s is raised once", seed, event)
                                .isTrue();
                        state = PlanDecider.evolve(state, event);
                    }
                    assertThat(PlanDecider.decide(state, raise)).isEmpty();
                }
                LocalDate today = day;
                assertThat(((PlanState.Plan) state).deadlines().pending())
                        .as("seed %d: nothing that is due stays", seed)
                        .allMatch(one -> one.on().isAfter(today));
            }
        }
    }

    private static PlanCommand someone(Random random, LocalDate day) {
        return switch (random.nextInt(8)) {
            case 0 -> new SubmitPlan(proposed(), day);
            case 1 -> new ReturnPlan(List.of("Short of " + day), day);
            case 2 -> new FinalisePlan(day);
            case 3 -> new ChangeDueDate(day.plusDays(random.nextInt(20)), "Floods.", day);
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
                        "2009-07-15 plan-approaching",
                        "2009-07-23 plan-overdue",
                        "2009-11-06 monitoring-return-overdue");
    }
}
