package uk.inspection.reporting.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.reporting.PlanNews.OVERDUE;
import static uk.inspection.reporting.PlanNews.RETURNED;
import static uk.inspection.reporting.PlanNews.SUBMITTED;
import static uk.inspection.reporting.PlanNews.leadingTo;
import static uk.inspection.reporting.PlanNews.requested;
import static uk.inspection.reporting.PlanNews.returned;
import static uk.inspection.reporting.PlanNews.submitted;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.contract.PlanEvent.DeadlineApproaching;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.PlanEvent.PlanFinalised;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.PlanReturned;
import uk.inspection.contract.PlanEvent.PlanSignedOff;
import uk.inspection.contract.PlanEvent.Quarter;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.PlanEvent.ReinspectionOverdue;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.reporting.Sefton;

class PlanViewTest {
    private static final LocalDate LATER = LocalDate.of(2009, 8, 12);
    private static final PlanDueChanged CHANGED =
            new PlanDueChanged(new DueDate(LATER, "fixed date"), "Floods.", null);

    @ParameterizedTest
    @EnumSource(PlanStatus.class)
    void every_status_has_events_that_lead_to_it(PlanStatus status) {
        assertThat(after(status).status).isEqualTo(status);
        assertThat(PlanStatus.of(status.word())).contains(status);
    }

    @Test
    void another_due_date_takes_a_plan_back_to_where_it_was() {
        assertThat(after(PlanStatus.SUBMISSION_OVERDUE, CHANGED).status)
                .isEqualTo(PlanStatus.AWAITING_SUBMISSION);
        assertThat(after(PlanStatus.RETURNED, OVERDUE, CHANGED).status)
                .isEqualTo(PlanStatus.RETURNED);
        assertThat(after(PlanStatus.RETURNED, CHANGED).status).isEqualTo(PlanStatus.RETURNED);
    }

    @Test
    void days_that_were_replaced_are_kept_with_the_reason_and_that_they_were_missed() {
        PlanView plan = after(PlanStatus.SUBMISSION_OVERDUE, CHANGED);
        assertThat(plan.planDue).hasSize(2);
        assertThat(plan.planDue.getFirst().overdueOn).isEqualTo(OVERDUE.overdueOn());
        assertThat(plan.planDue.getLast().reason).isEqualTo("Floods.");
        assertThat(plan.planDue.getLast().overdueOn).isNull();
    }

    @Test
    void the_late_return_ends_the_lateness() {
        assertThat(after(PlanStatus.RETURN_OVERDUE, returned(1, LATER)).status)
                .isEqualTo(PlanStatus.IN_MONITORING);
    }

    @Test
    void a_late_return_counts_before_a_re_inspection_that_is_due() {
        var came = new ReinspectionDue(Sefton.REINSPECTION_DUE);
        assertThat(after(PlanStatus.RETURN_OVERDUE, came).status)
                .isEqualTo(PlanStatus.RETURN_OVERDUE);
        assertThat(after(PlanStatus.AWAITING_SUBMISSION, came).status)
                .isEqualTo(PlanStatus.AWAITING_SUBMISSION);
    }

    @Test
    void a_late_re_inspection_is_due_until_it_is_announced() {
        var late =
                new ReinspectionOverdue(
                        Sefton.REINSPECTION_DUE, Sefton.REINSPECTION_DUE.plusDays(1));
        var arranged = new ReinspectionArranged("again", Sefton.REINSPECTION_DUE.plusDays(9));
        assertThat(after(PlanStatus.REINSPECTION_DUE, late).status)
                .isEqualTo(PlanStatus.REINSPECTION_DUE);
        PlanView plan = after(PlanStatus.REINSPECTION_DUE, late, arranged);
        assertThat(plan.status).isEqualTo(PlanStatus.IN_MONITORING);
        assertThat(plan.open()).isEmpty();
    }

    @Test
    void a_reminder_is_no_news() {
        var reminder = new DeadlineApproaching(Deadline.PLAN, 1, Sefton.PLAN_DUE, 3);
        assertThat(after(PlanStatus.AWAITING_SUBMISSION, reminder))
                .usingRecursiveComparison()
                .isEqualTo(after(PlanStatus.AWAITING_SUBMISSION));
    }

    @Test
    void each_submission_keeps_its_signature_and_why_it_came_back() {
        PlanView plan =
                after(
                        PlanStatus.RETURNED,
                        submitted(2, LATER),
                        new PlanSignedOff(2, "The chair", LATER),
                        new PlanReturned(2, LATER.plusDays(1), List.of("Still no measure.")));
        assertThat(plan.submissions.getFirst().returnReasons).isEqualTo(RETURNED.reasons());
        assertThat(plan.submissions.getFirst().signedOn).isNull();
        assertThat(plan.submissions.getLast().returnReasons).containsExactly("Still no measure.");
        assertThat(plan.submissions.getLast().signedBy).isEqualTo("The chair");
    }

    @Test
    void the_newest_return_says_where_an_action_stands_whatever_its_quarter() {
        PlanView plan =
                after(
                        PlanStatus.RETURN_OVERDUE,
                        returned(2, LATER),
                        returned(1, LATER.plusDays(1)));
        assertThat(plan.standings.get("A2"))
                .isEqualTo(
                        new PlanView.Standing(ActionStatus.AT_RISK, "31%", 1, LATER.plusDays(1)));
    }

    @Test
    void what_is_open_comes_in_order_of_day() {
        assertThat(after(PlanStatus.AWAITING_SUBMISSION).open())
                .extracting(PlanView.Open::kind)
                .containsExactly(Deadline.PLAN, Deadline.REINSPECTION);
        assertThat(after(PlanStatus.IN_MONITORING).open())
                .extracting(PlanView.Open::on)
                .containsExactly(
                        LocalDate.of(2009, 11, 5),
                        LocalDate.of(2010, 2, 5),
                        LocalDate.of(2010, 5, 5),
                        Sefton.REINSPECTION_DUE,
                        LocalDate.of(2010, 8, 5));
    }

    @Test
    void while_a_plan_is_under_review_its_own_day_rests() {
        assertThat(after(PlanStatus.SUBMITTED).open())
                .extracting(PlanView.Open::kind)
                .containsExactly(Deadline.REINSPECTION);
        assertThat(after(PlanStatus.RETURNED).open().getFirst())
                .isEqualTo(new PlanView.Open(Deadline.PLAN, 1, Sefton.PLAN_DUE));
    }

    @Test
    void nothing_is_open_of_a_closed_plan() {
        assertThat(after(PlanStatus.CLOSED).open()).isEmpty();
    }

    @Test
    void the_oldest_events_say_less() {
        PlanRequested whole = requested("Sefton", Sefton.BODY);
        var plan = new PlanView();
        plan.apply(
                new PlanRequested(
                        whole.area(),
                        whole.body(),
                        whole.publishedOn(),
                        whole.recommendations(),
                        whole.due(),
                        whole.overseer(),
                        whole.reinspection(),
                        null,
                        null,
                        null));
        plan.apply(CHANGED);
        plan.apply(submitted(1, SUBMITTED));
        plan.apply(new PlanFinalised(LATER, List.of(new Quarter(1, LATER.plusMonths(3), null))));
        assertThat(plan.kind).isNull();
        assertThat(plan.status).isEqualTo(PlanStatus.IN_MONITORING);
        assertThat(plan.open().getFirst().on()).isEqualTo(LATER.plusMonths(3));
    }

    private static PlanView after(PlanStatus status, PlanEvent... more) {
        var plan = new PlanView();
        leadingTo(status, "Sefton", Sefton.BODY).forEach(plan::apply);
        List.of(more).forEach(plan::apply);
        return plan;
    }
}
