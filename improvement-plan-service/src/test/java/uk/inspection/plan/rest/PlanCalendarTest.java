package uk.inspection.plan.rest;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VAlarm;
import biweekly.component.VEvent;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.plan.projection.PlanView;
import uk.inspection.plan.projection.PlanView.QuarterView;
import uk.inspection.plan.projection.PlanView.ReinspectionView;

/** The calendar of plans as two programs, written by different people, read it. */
class PlanCalendarTest {
    @Test
    void a_plan_that_is_awaited_is_a_whole_day_with_two_alarms() throws Exception {
        String written = calendar(awaited("Sefton"));
        VEvent event = read(written).getEvents().getFirst();
        assertThat(event.getUid().getValue())
                .isEqualTo("first.plan.1@improvement-plans.inspection.invalid");
        assertThat(event.getSummary().getValue()).isEqualTo("Sefton: improvement plan due");
        assertThat(event.getDescription().getValue())
                .isEqualTo("Rule: 28 days after publication\nOverseer: Youth Justice Board");
        assertThat(event.getDateTimeStamp().getValue())
                .isEqualTo(Date.from(Instant.parse("2009-06-24T09:00:00Z")));
        assertThat(event.getSequence().getValue()).isEqualTo(1);
        assertThat(event.getTransparency().isTransparent()).isTrue();
        assertThat(event.getAlarms())
                .extracting(PlanCalendarTest::daysBefore)
                .containsExactly(14L, 3L);
        assertThat(written)
                .contains("\r\nDTSTART;VALUE=DATE:20090722\r\n")
                .contains("\r\nDTEND;VALUE=DATE:20090723\r\n")
                .contains("\r\nMETHOD:PUBLISH\r\n")
                .contains("\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n")
                .contains("\r\nX-WR-CALNAME:Improvement plans\r\n");
    }

    @Test
    void a_plan_in_monitoring_still_has_to_meet_its_returns_and_its_reinspection()
            throws Exception {
        assertThat(summaries(monitored()))
                .containsExactly(
                        "Sefton: monitoring return 1 due",
                        "Sefton: monitoring return 2 due",
                        "Sefton: re-inspection due");
        PlanView plan = monitored();
        plan.quarters.getFirst().submittedOn = LocalDate.parse("2009-11-01");
        plan.reinspection.inspectionId = "second";
        assertThat(summaries(plan)).containsExactly("Sefton: monitoring return 2 due");
        VEvent event = read(calendar(plan)).getEvents().getFirst();
        assertThat(event.getUid().getValue()).startsWith("first.monitoring-return.2@");
        assertThat(event.getDescription().getValue()).contains("6 months after finalisation");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PlanView.AWAITING_SUBMISSION,
                PlanView.SUBMISSION_OVERDUE,
                PlanView.RETURNED
            })
    void whoever_has_to_submit_a_plan_is_reminded(String status) throws Exception {
        PlanView plan = awaited("Sefton");
        plan.status = status;
        assertThat(summaries(plan)).containsExactly("Sefton: improvement plan due");
    }

    @Test
    void a_plan_that_is_being_reviewed_is_not_awaited() throws Exception {
        PlanView plan = awaited("Sefton");
        plan.status = PlanView.SUBMITTED;
        assertThat(summaries(plan)).isEmpty();
    }

    @Test
    void a_closed_plan_has_no_days_and_its_calendar_is_one_all_the_same() throws Exception {
        PlanView plan = monitored();
        plan.status = PlanView.CLOSED;
        plan.closedOn = LocalDate.parse("2010-08-04");
        assertThat(summaries(plan)).isEmpty();
    }

    @Test
    void a_day_of_which_the_rule_was_not_kept_is_told_without_one() throws Exception {
        PlanView plan = monitored();
        plan.quarters.getFirst().rule = null;
        assertThat(read(calendar(plan)).getEvents().getFirst().getDescription().getValue())
                .isEqualTo("Overseer: Youth Justice Board");
    }

    @Test
    void a_day_that_moved_is_the_same_event_in_a_later_sequence() throws Exception {
        PlanView plan = awaited("Sefton");
        VEvent before = read(calendar(plan)).getEvents().getFirst();
        plan.due = new DueDate(LocalDate.parse("2009-07-29"), "The board meets on the 28th.");
        plan.version = 2;
        VEvent after = read(calendar(plan)).getEvents().getFirst();
        assertThat(after.getUid()).isEqualTo(before.getUid());
        assertThat(after.getSequence().getValue()).isGreaterThan(before.getSequence().getValue());
        assertThat(calendar(plan)).contains("DTSTART;VALUE=DATE:20090729");
    }

    @Test
    void the_same_plan_gives_the_same_bytes() {
        assertThat(calendar(monitored())).isEqualTo(calendar(monitored()));
    }

    static List<String> hostile() {
        return List.of(
                "Bournemouth, Poole; and \\ more",
                "Line one\nLine two",
                "\"Quoted\": a=b",
                "END:VEVENT",
                "😀".repeat(60),
                "a" + "é".repeat(100),
                "Ynys Môn / Isle of Anglesey " + "x".repeat(300),
                "y Cymoedd\n " + "😀 ".repeat(30));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void any_name_is_read_back_as_it_was_and_no_line_is_too_long(String area) throws Exception {
        String written = named("Improvement plans: " + area, awaited(area));
        ICalendar read = read(written);
        assertThat(read.getEvents()).hasSize(1);
        assertThat(read.getEvents().getFirst().getSummary().getValue())
                .isEqualTo(area + ": improvement plan due");
        assertThat(read.getExperimentalProperty("X-WR-CALNAME").getValue())
                .isEqualTo(
                        ("Improvement plans: " + area)
                                .replace("\\", "\\\\")
                                .replace(",", "\\,")
                                .replace(";", "\\;")
                                .replace("\n", "\\n"));
        var other = new CalendarBuilder().build(new StringReader(written));
        assertThat(other.getComponents(Component.VEVENT)).hasSize(1);
        assertThat(
                        other.getComponents(Component.VEVENT)
                                .getFirst()
                                .getRequiredProperty(Property.SUMMARY)
                                .getValue())
                .isEqualTo(area + ": improvement plan due");
        byte[] octets = written.getBytes(StandardCharsets.UTF_8);
        assertThat(new String(octets, StandardCharsets.UTF_8)).isEqualTo(written);
        for (String line : written.split("\r\n")) {
            assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(75);
            assertThat(line).doesNotContain("\n", "\r");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A\rX-EVIL:1",
                "A\r\nX-EVIL:1",
                "A\u0007X-EVIL:1",
                "A\u0085X-EVIL:1",
                "A\u2028X-EVIL:1"
            })
    void no_name_smuggles_in_a_line_of_its_own(String area) throws Exception {
        String written = named(area, awaited(area));
        read(written);
        assertThat(written).doesNotContainPattern("(?m)^X-EVIL").doesNotContain("\u0007");
    }

    private static long daysBefore(VAlarm alarm) {
        return -TimeUnit.MILLISECONDS.toDays(alarm.getTrigger().getDuration().toMillis());
    }

    private static List<String> summaries(PlanView plan) throws Exception {
        return read(calendar(plan)).getEvents().stream()
                .map(event -> event.getSummary().getValue())
                .toList();
    }

    private static String calendar(PlanView... plans) {
        return named("Improvement plans", plans);
    }

    private static String named(String name, PlanView... plans) {
        var calendar = new PlanCalendar(name);
        List.of(plans).forEach(calendar::add);
        return calendar.toString();
    }

    /** Both programs find it valid, and as long as each other. */
    static ICalendar read(String written) throws IOException, ParserException {
        var first = new CalendarBuilder().build(new StringReader(written));
        assertThat(first.validate().getEntries()).isEmpty();
        ICalendar second = Biweekly.parse(written).first();
        if (!second.getEvents().isEmpty()) { // it does not count a time zone as a component
            assertThat(second.validate(ICalVersion.V2_0)).isEmpty();
        }
        assertThat(first.getComponents(Component.VEVENT)).hasSameSizeAs(second.getEvents());
        return second;
    }

    private static PlanView awaited(String area) {
        var plan = new PlanView();
        plan.inspectionId = "first";
        plan.area = area;
        plan.status = PlanView.AWAITING_SUBMISSION;
        plan.overseer = "Youth Justice Board";
        plan.due = new DueDate(LocalDate.parse("2009-07-22"), "28 days after publication");
        plan.reinspection = new ReinspectionView();
        plan.version = 1;
        plan.changedAt = Instant.parse("2009-06-24T09:00:00.123456Z");
        return plan;
    }

    private static PlanView monitored() {
        PlanView plan = awaited("Sefton");
        plan.status = PlanView.IN_MONITORING;
        plan.finalisedOn = LocalDate.parse("2009-08-05");
        plan.quarters =
                List.of(
                        quarter(1, "2009-11-05", "3 months after finalisation"),
                        quarter(2, "2010-02-05", "6 months after finalisation"));
        plan.reinspection.due =
                new DueDate(LocalDate.parse("2010-06-24"), "12 months after publication");
        return plan;
    }

    private static QuarterView quarter(int number, String due, String rule) {
        var quarter = new QuarterView();
        quarter.number = number;
        quarter.dueOn = LocalDate.parse(due);
        quarter.rule = rule;
        return quarter;
    }
}
