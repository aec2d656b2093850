package uk.inspection.plan.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.contract.PlanEvent.DeadlineApproaching;
import uk.inspection.contract.PlanEvent.MonitoringReturnDue;
import uk.inspection.contract.PlanEvent.MonitoringReturnOverdue;
import uk.inspection.contract.PlanEvent.PlanClosed;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.PlanEvent.PlanOverdue;
import uk.inspection.contract.PlanEvent.PlanSubmitted;
import uk.inspection.contract.PlanEvent.ReinspectionArranged;
import uk.inspection.contract.PlanEvent.ReinspectionDue;
import uk.inspection.contract.PlanEvent.ReinspectionOverdue;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.plan.domain.Sefton;
import uk.inspection.plan.mail.Notice.Audience;

class NoticeTest {
    private static final LocalDate DUE = Sefton.DUE;
    private static final LocalDate NEXT = DUE.plusDays(1);
    private static final LocalDate BEFORE = DUE.minusDays(3);

    private static final Notice PLAN = new Notice(Deadline.PLAN, 1, DUE, false);
    private static final Notice SECOND_RETURN =
            new Notice(Deadline.MONITORING_RETURN, 2, DUE, false);
    private static final Notice REINSPECTION = new Notice(Deadline.REINSPECTION, 1, DUE, false);

    @Test
    void what_approaches_and_what_is_overdue_is_noticed_and_nothing_else() {
        assertThat(Notice.of(new DeadlineApproaching(Deadline.MONITORING_RETURN, 2, DUE, 14)))
                .contains(SECOND_RETURN);
        assertThat(Notice.of(new PlanOverdue(DUE, NEXT)))
                .contains(new Notice(Deadline.PLAN, 1, DUE, true));
        assertThat(Notice.of(new MonitoringReturnOverdue(3, DUE, NEXT)))
                .contains(new Notice(Deadline.MONITORING_RETURN, 3, DUE, true));
        assertThat(Notice.of(new ReinspectionOverdue(DUE, NEXT)))
                .contains(new Notice(Deadline.REINSPECTION, 1, DUE, true));
        assertThat(
                        List.of(
                                Sefton.requested(),
                                new PlanSubmitted(1, BEFORE, Sefton.actions()),
                                Sefton.finalised(),
                                new MonitoringReturnDue(1, DUE),
                                new ReinspectionDue(DUE)))
                .allSatisfy(event -> assertThat(Notice.of(event)).isEmpty());
    }

    @Test
    void the_area_is_told_of_what_it_owes_and_the_inspectorate_of_what_is_overdue() {
        assertThat(PLAN.audience()).containsExactly(Audience.AREA);
        assertThat(SECOND_RETURN.audience()).containsExactly(Audience.AREA);
        assertThat(new Notice(Deadline.PLAN, 1, DUE, true).audience())
                .containsExactlyInAnyOrder(Audience.AREA, Audience.INSPECTORATE);
        assertThat(REINSPECTION.audience()).containsExactly(Audience.INSPECTORATE);
        assertThat(new Notice(Deadline.REINSPECTION, 1, DUE, true).audience())
                .containsExactly(Audience.INSPECTORATE);
    }

    @Test
    void a_reminder_is_good_until_the_end_of_its_day() {
        assertThat(PLAN.moot(List.of(), BEFORE)).isFalse();
        assertThat(PLAN.moot(List.of(), DUE)).isFalse();
        assertThat(PLAN.moot(List.of(), NEXT)).isTrue();
    }

    @Test
    void a_reminder_of_what_has_come_since_is_moot() {
        var submitted = new PlanSubmitted(1, BEFORE, Sefton.actions());
        var changed = new PlanDueChanged(new DueDate(NEXT, "one day more"), "Why not.", BEFORE);
        var arranged = new ReinspectionArranged("other", BEFORE);
        var closed = new PlanClosed(BEFORE, ClosingReason.REINSPECTION_ARRANGED, null);
        assertEnds(PLAN, submitted, changed, closed);
        assertEnds(SECOND_RETURN, Sefton.returned(2, BEFORE), closed);
        assertEnds(REINSPECTION, arranged, closed);
        assertLasts(PLAN, arranged, Sefton.finalised());
        assertLasts(SECOND_RETURN, submitted, changed, Sefton.returned(1, BEFORE), arranged);
        assertLasts(REINSPECTION, submitted, changed, Sefton.returned(2, BEFORE));
    }

    @Test
    void of_several_reminders_of_one_deadline_the_last_is_enough() {
        assertEnds(PLAN, new DeadlineApproaching(Deadline.PLAN, 1, DUE, 0));
        assertEnds(SECOND_RETURN, new DeadlineApproaching(Deadline.MONITORING_RETURN, 2, DUE, 3));
        assertLasts(SECOND_RETURN, new DeadlineApproaching(Deadline.MONITORING_RETURN, 3, DUE, 3));
        assertLasts(PLAN, new DeadlineApproaching(Deadline.REINSPECTION, 1, DUE, 3));
    }

    @Test
    void what_is_overdue_is_told_in_any_case() {
        var overdue = new Notice(Deadline.PLAN, 1, DUE, true);
        assertThat(overdue.moot(List.of(new PlanSubmitted(1, NEXT, Sefton.actions())), NEXT))
                .isFalse();
    }

    private static void assertEnds(Notice notice, PlanEvent... since) {
        for (PlanEvent event : since) {
            assertThat(notice.moot(List.of(event), BEFORE)).as("%s", event).isTrue();
        }
    }

    private static void assertLasts(Notice notice, PlanEvent... since) {
        assertThat(notice.moot(List.of(since), BEFORE)).isFalse();
    }
}
