package uk.inspection.plan;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static uk.inspection.plan.Doors.PLANS;
import static uk.inspection.plan.Doors.as;
import static uk.inspection.plan.Doors.finalise;
import static uk.inspection.plan.Doors.moveDueDate;
import static uk.inspection.plan.Doors.newArea;
import static uk.inspection.plan.Doors.requested;
import static uk.inspection.plan.Doors.submit;
import static uk.inspection.plan.Doors.yot;
import static uk.inspection.plan.Eventually.eventually;

import biweekly.Biweekly;
import biweekly.component.VEvent;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import net.fortuna.ical4j.data.CalendarBuilder;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All plans as a table and their days as calendars, on a real database. */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class PlanExportTest {
    private static final String TABLE = PLANS + ".csv";
    private static final String CALENDAR = PLANS + "/calendar.ics";

    @Inject AgroalDataSource dataSource;

    @BeforeEach
    void it_is_the_day_of_publication_and_the_service_is_ready() throws Exception {
        BusinessDay.itIs("2009-06-24");
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    // ---- the table

    @Test
    void plans_are_rows_of_a_table_cut_like_the_list() throws Exception {
        String area = newArea() + ", \"Ynys Môn\"";
        String older = requested(area);
        String newer = requested(area);
        submit(area, newer);
        Response table = table(area, "");
        assertThat(table.contentType())
                .isEqualToIgnoringCase("text/csv;charset=UTF-8;header=present");
        assertThat(table.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"improvement-plans.csv\"");
        assertThat(rows(table))
                .extracting(row -> row.get("inspectionId"))
                .containsExactly(newer, older);
        CSVRecord row = rows(table).getFirst();
        assertThat(row.get("area")).isEqualTo(area);
        assertThat(row.get("status")).isEqualTo("submitted");
        assertThat(row.get("dueOn")).isEqualTo("2009-07-22");
        assertThat(row.get("dueRule")).isEqualTo("28 days after publication");
        assertThat(row.get("submissions")).isEqualTo("1");
        assertThat(row.get("actions")).isEqualTo("2");
        assertThat(row.get("version")).isEqualTo("2");

        assertThat(rows(table(area, "&status=submitted"))).hasSize(1);
        assertThat(rows(table(area, "&dueBefore=2009-07-22"))).isEmpty();
        assertThat(rows(table(area, "&dueBefore=2009-07-23"))).hasSize(2);
        finalise(newer);
        assertThat(rows(table(area, "&status=in-monitoring")).getFirst().get("nextDeadline"))
                .isEqualTo("monitoring-return");
    }

    @Test
    void the_table_has_every_plan_however_many_pages_they_are() throws Exception {
        String area = newArea();
        String id = requested(area);
        int more = 250;
        try {
            change(
                    """
                    insert into improvement_plan (inspection, area, status, due_on, version,
                        requested_position, changed_position, modified_at, document)
                      select inspection || '-' || n, area, status, due_on, version, -n,
                          changed_position, modified_at,
                          replace(document, inspection, inspection || '-' || n)
                        from improvement_plan, generate_series(1, %d) n where inspection = '%s'
                    """
                            .formatted(more, id));
            assertThat(rows(table(area, "")))
                    .extracting(row -> row.get("inspectionId"))
                    .hasSize(more + 1)
                    .doesNotHaveDuplicates();
            assertThat(events(calendar(area))).hasSize(2 * (more + 1)); // plan and re-inspection
        } finally {
            change("delete from improvement_plan where inspection like '%s-%%'".formatted(id));
        }
    }

    @Test
    void what_the_table_cannot_be_cut_by_is_refused() {
        as("yjb").get(TABLE + "?status=lost").then().statusCode(400);
        as("yjb")
                .get(TABLE + "?dueBefore=soon")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations[0].field", equalTo("dueBefore"));
    }

    // ---- the calendars

    @Test
    void a_calendar_follows_its_plan() throws Exception {
        String area = newArea();
        String id = requested(area);
        Response first = calendar(area);
        assertThat(first.contentType())
                .isEqualToIgnoringCase("text/calendar;charset=UTF-8;method=PUBLISH");
        assertThat(summaries(first))
                .containsExactly(area + ": improvement plan due", area + ": re-inspection due");
        assertThat(summaries(calendar(area)))
                .isEqualTo(summaries(yot(area).get(PLANS + "/" + id + "/calendar.ics")));

        moveDueDate(id, LocalDate.parse("2009-07-29"));
        VEvent before = events(first).getFirst();
        VEvent after = events(calendar(area)).getFirst();
        assertThat(after.getUid()).isEqualTo(before.getUid());
        assertThat(after.getSequence().getValue()).isGreaterThan(before.getSequence().getValue());
        assertThat(text(calendar(area))).contains("DTSTART;VALUE=DATE:20090729");

        submit(area, id);
        assertThat(summaries(calendar(area))).containsExactly(area + ": re-inspection due");
        finalise(id);
        assertThat(summaries(calendar(area)))
                .containsExactly(
                        area + ": monitoring return 1 due",
                        area + ": monitoring return 2 due",
                        area + ": monitoring return 3 due",
                        area + ": monitoring return 4 due",
                        area + ": re-inspection due");
        assertThat(events(calendar(area)).getFirst().getDescription().getValue())
                .contains("Rule: ", "Overseer: Youth Justice Board");
    }

    @Test
    void the_same_tag_stands_for_the_same_bytes() {
        String area = newArea();
        String id = requested(area);
        for (String address :
                List.of(
                        TABLE + "?area=" + area,
                        CALENDAR + "?area=" + area,
                        PLANS + "/" + id + "/calendar.ics")) {
            Response once = as("yjb").get(address);
            Response again = as("yjb").get(address);
            assertThat(again.header("ETag")).isNotNull().isEqualTo(once.header("ETag"));
            assertThat(text(again)).isEqualTo(text(once));
            as("yjb")
                    .header("If-None-Match", once.header("ETag"))
                    .get(address)
                    .then()
                    .statusCode(304)
                    .header("Vary", containsString("Authorization"));
        }
        moveDueDate(id, LocalDate.parse("2009-07-30"));
        as("yjb")
                .header("If-None-Match", as("yjb").get(CALENDAR + "?area=" + area).header("ETag"))
                .get(TABLE + "?area=" + area)
                .then()
                .statusCode(304); // one tag for what follows from the same plans
    }

    // ---- who sees what

    @Test
    void everyone_exports_only_what_is_theirs() throws Exception {
        String area = newArea();
        String id = requested(area);
        String other = newArea();
        requested(other);

        assertThat(rows(yot(area).get(TABLE)))
                .extracting(row -> row.get("area"))
                .containsExactly(area);
        assertThat(rows(yot(other).get(TABLE + "?area=" + area))).isEmpty();
        assertThat(summaries(yot(other).get(CALENDAR)))
                .isNotEmpty()
                .allMatch(summary -> summary.startsWith(other));
        Response nothing = yot(other).get(CALENDAR + "?area=" + area);
        assertThat(summaries(nothing)).isEmpty();
        assertThat(text(nothing)).doesNotContain(area);
        new CalendarBuilder().build(new StringReader(text(nothing))).validate();
        yot(other)
                .get(PLANS + "/{id}/calendar.ics", id)
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        for (String address : List.of(TABLE, CALENDAR, PLANS + "/" + id + "/calendar.ics")) {
            given().get(address).then().statusCode(401);
            as("operator").get(address).then().statusCode(403);
        }
    }

    // ---- the words of these tests

    private static Response table(String area, String more) {
        return as("yjb")
                .get(TABLE + "?area={area}" + more, area)
                .then()
                .statusCode(200)
                .extract()
                .response();
    }

    private static Response calendar(String area) {
        return as("yjb")
                .get(CALENDAR + "?area={area}", area)
                .then()
                .statusCode(200)
                .extract()
                .response();
    }

    private static List<CSVRecord> rows(Response table) throws Exception {
        var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (var parser = CSVParser.parse(text(table), format)) {
            return List.copyOf(parser.getRecords());
        }
    }

    private static List<VEvent> events(Response calendar) {
        return Biweekly.parse(text(calendar)).first().getEvents();
    }

    private static List<String> summaries(Response calendar) {
        return events(calendar).stream().map(event -> event.getSummary().getValue()).toList();
    }

    private static String text(Response response) {
        return new String(response.asByteArray(), StandardCharsets.UTF_8);
    }

    private void change(String sql) throws Exception {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
