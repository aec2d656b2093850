package uk.inspection.plan.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.PlanEvent;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.plan.projection.PlanView;
import uk.inspection.plan.projection.PlanView.ActionView;
import uk.inspection.plan.projection.PlanView.NextDeadline;
import uk.inspection.plan.projection.PlanView.QuarterView;
import uk.inspection.plan.projection.PlanView.ReinspectionView;
import uk.inspection.plan.projection.PlanView.SignOffView;

/** The table of plans, cell by cell. */
class PlanCsvTest {
    @Test
    void a_plan_in_monitoring_fills_a_row() {
        PlanView plan = plan("Sefton");
        plan.status = PlanView.RETURN_OVERDUE;
        plan.submissions = 2;
        plan.submittedOn = LocalDate.parse("2009-07-29");
        plan.signOff = new SignOffView(2, "Chair", LocalDate.parse("2009-07-28"));
        plan.finalisedOn = LocalDate.parse("2009-08-05");
        plan.forwardedOn = LocalDate.parse("2009-08-06");
        plan.quarters = List.of(quarter("submitted"), quarter("overdue"), quarter("upcoming"));
        plan.actions = List.of(action(ActionStatus.COMPLETE), action(ActionStatus.LATE));
        plan.nextDeadline =
                new NextDeadline(
                        PlanEvent.Deadline.MONITORING_RETURN,
                        3,
                        LocalDate.parse("2010-05-05"),
                        "9 months after finalisation");
        plan.reinspection.state = "arranged";
        plan.reinspection.due = new DueDate(LocalDate.parse("2010-06-24"), "12 months after");
        plan.reinspection.inspectionId = "second";
        plan.version = 17;
        assertThat(table(plan).toString())
                .isEqualTo(
                        """
                        inspectionId,area,body,status,overseer,publishedOn,dueOn,dueRule,\
                        submissions,submittedOn,boardSignedOffOn,finalisedOn,forwardedOn,\
                        nextDeadline,nextDeadlineOn,returnsIn,returnsOverdue,actions,\
                        actionsComplete,reinspection,reinspectionDueOn,\
                        reinspectionInspectionId,closedOn,version,changedAt\r
                        first,Sefton,Sefton YOT,return-overdue,Youth Justice Board,2009-06-24,\
                        2009-07-22,28 days after publication,2,2009-07-29,2009-07-28,2009-08-05,\
                        2009-08-06,monitoring-return,2010-05-05,1,1,2,1,arranged,2010-06-24,\
                        second,,17,2009-06-24T09:00:00Z\r
                        """);
    }

    @Test
    void what_has_not_happened_is_an_empty_cell_and_what_was_not_counted_is_zero()
            throws IOException {
        CSVRecord row = only(table(plan("Sefton")));
        assertThat(row.get("submissions")).isEqualTo("0");
        assertThat(row.get("actions")).isEqualTo("0");
        assertThat(row.get("submittedOn")).isEmpty();
        assertThat(row.get("boardSignedOffOn")).isEmpty();
        assertThat(row.get("nextDeadline")).isEmpty();
        assertThat(row.get("reinspection")).isEqualTo("not-called-for");
        assertThat(row.get("reinspectionDueOn")).isEmpty();
    }

    @Test
    void a_signature_under_an_earlier_plan_does_not_count_for_a_later_one() throws IOException {
        PlanView plan = plan("Sefton");
        plan.submissions = 2;
        plan.signOff = new SignOffView(1, "Chair", LocalDate.parse("2009-07-28"));
        assertThat(only(table(plan)).get("boardSignedOffOn")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    void a_cell_that_a_spreadsheet_would_take_for_a_formula_begins_with_an_apostrophe(String area)
            throws IOException {
        assertThat(only(table(plan(area))).get("area")).isEqualTo("'" + area);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A, \"B\"", "A\r\nB", "Ynys Môn", "A 😀", "1=1", "", " ", "'"})
    void any_other_cell_reads_back_as_it_was(String area) throws IOException {
        assertThat(only(table(plan(area))).get("area")).isEqualTo(area);
    }

    @Test
    void no_plans_are_a_header_alone() throws IOException {
        assertThat(rows(new PlanCsv())).isEmpty();
        assertThat(new PlanCsv().toString()).startsWith("inspectionId,").endsWith("changedAt\r\n");
    }

    private static PlanCsv table(PlanView... plans) {
        var table = new PlanCsv();
        List.of(plans).forEach(table::add);
        return table;
    }

    private static CSVRecord only(PlanCsv table) throws IOException {
        List<CSVRecord> rows = rows(table);
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    private static List<CSVRecord> rows(PlanCsv table) throws IOException {
        var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (var parser = CSVParser.parse(table.toString(), format)) {
            return new ArrayList<>(parser.getRecords());
        }
    }

    private static PlanView plan(String area) {
        var plan = new PlanView();
        plan.inspectionId = "first";
        plan.area = area;
        plan.body = "Sefton YOT";
        plan.status = PlanView.AWAITING_SUBMISSION;
        plan.overseer = "Youth Justice Board";
        plan.publishedOn = LocalDate.parse("2009-06-24");
        plan.due = new DueDate(LocalDate.parse("2009-07-22"), "28 days after publication");
        plan.reinspection = new ReinspectionView();
        plan.reinspection.state = "not-called-for";
        plan.version = 1;
        plan.changedAt = Instant.parse("2009-06-24T09:00:00Z");
        return plan;
    }

    private static QuarterView quarter(String state) {
        var quarter = new QuarterView();
        quarter.state = state;
        return quarter;
    }

    private static ActionView action(ActionStatus status) {
        var action = new ActionView();
        action.status = status;
        return action;
    }
}
