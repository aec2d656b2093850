package uk.inspection.plan.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.contract.PlanEvent.PlanDueChanged;
import uk.inspection.contract.PlanEvent.PlanFinalised;
import uk.inspection.contract.PlanEvent.PlanRequested;
import uk.inspection.contract.PlanEvent.Quarter;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.plan.domain.Sefton;

class WordingTest {
    private static final LocalDate DUE = Sefton.DUE;
    private static final List<PlanEvent> REQUESTED = List.of(Sefton.requested());

    @Test
    void it_counts_the_days_that_are_left_today_and_not_when_the_reminder_was_raised() {
        var plan = new Notice(Deadline.PLAN, 1, DUE, false);
        assertThat(text(plan, REQUESTED, DUE.minusDays(14)))
                .startsWith(
                        "Sefton Youth Offending Team (Sefton): the improvement plan is due on"
                                + " 22 July 2009: 14 days left.");
        assertThat(text(plan, REQUESTED, DUE.minusDays(1)))
                .contains("is due on 22 July 2009: 1 day left.");
        assertThat(text(plan, REQUESTED, DUE)).contains("is due today, 22 July 2009.");
    }

    @Test
    void what_is_overdue_says_since_when_and_what_is_missing() {
        var plan = new Notice(Deadline.PLAN, 1, DUE, true);
        assertThat(Wording.of(plan, "i", REQUESTED, DUE.plusDays(9)).subject())
                .isEqualTo("Sefton: improvement plan overdue since 22 July 2009");
        assertThat(text(plan, REQUESTED, DUE.plusDays(9)))
                .contains(
                        "the improvement plan was due on 22 July 2009 and was not submitted by"
                                + " then.");
        var reinspection = new Notice(Deadline.REINSPECTION, 1, Sefton.REINSPECTION_DUE, true);
        assertThat(text(reinspection, REQUESTED, Sefton.REINSPECTION_DUE.plusDays(1)))
                .contains(
                        "the re-inspection was due on 24 June 2010 and was not arranged by then.");
    }

    @Test
    void every_day_is_shown_with_the_rule_that_gave_it() {
        var changed = new ArrayList<>(REQUESTED);
        changed.add(
                new PlanDueChanged(
                        new DueDate(LocalDate.parse("2009-07-29"), "changed by the lead inspector"),
                        "The board meets on the 28th.",
                        DUE));
        assertThat(text(plan("2009-07-29"), changed, DUE))
                .contains("Rule:        changed by the lead inspector\n");
        assertThat(text(plan("2009-07-22"), changed, DUE))
                .contains("Rule:        28 days after publication\n");
        assertThat(
                        text(
                                new Notice(
                                        Deadline.REINSPECTION, 1, Sefton.REINSPECTION_DUE, false),
                                changed,
                                DUE))
                .contains("Rule:        12 months after publication\n");
        var finalised =
                new PlanFinalised(
                        DUE,
                        List.of(
                                new Quarter(1, DUE.plusMonths(3), "3 months after finalisation"),
                                new Quarter(2, DUE.plusMonths(6), null)));
        List<PlanEvent> monitored = List.of(Sefton.requested(), finalised);
        assertThat(
                        text(
                                new Notice(Deadline.MONITORING_RETURN, 1, DUE.plusMonths(3), false),
                                monitored,
                                DUE))
                .contains("monitoring return 1 is due on 22 October 2009: 92 days left.")
                .contains("Rule:        3 months after finalisation\n");
        assertThat(
                        text(
                                new Notice(Deadline.MONITORING_RETURN, 2, DUE.plusMonths(6), false),
                                monitored,
                                DUE))
                .doesNotContain("Rule:");
    }

    @Test
    void a_name_with_a_line_break_makes_neither_a_header_nor_a_line() {
        PlanRequested sefton = Sefton.requested();
        var odd =
                new PlanRequested(
                        "Sefton\r\nBcc: all@example.org",
                        "Sefton\nYouth Offending Team",
                        sefton.publishedOn(),
                        sefton.recommendations(),
                        sefton.due(),
                        sefton.overseer(),
                        sefton.reinspection(),
                        sefton.kind(),
                        sefton.framework(),
                        sefton.scores());
        Wording wording = Wording.of(plan("2009-07-22"), "i", List.of(odd), DUE);
        assertThat(wording.subject()).doesNotContain("\r", "\n");
        assertThat(wording.text())
                .startsWith("Sefton Youth Offending Team (Sefton Bcc: all@example.org): the");
    }

    private static Notice plan(String due) {
        return new Notice(Deadline.PLAN, 1, LocalDate.parse(due), false);
    }

    private static String text(Notice notice, List<PlanEvent> before, LocalDate today) {
        return Wording.of(notice, "i", before, today).text();
    }
}
