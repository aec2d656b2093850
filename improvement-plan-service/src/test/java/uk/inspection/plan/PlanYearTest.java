package uk.inspection.plan;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static uk.inspection.plan.Eventually.eventually;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.plan.domain.Sefton;

/**
 * More than a year goes by, with both changes of the clocks, a leap day and a year's end. The clock
 * stands still between two settings, so the time of an event tells exactly at which setting the
 * timer raised it: a day too early or too late shows.
 */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class PlanYearTest {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final String AREA = "Sefton";

    @BeforeEach
    void the_service_is_ready() {
        BusinessDay.itIs("2011-07-27");
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void every_deadline_is_raised_when_its_day_begins_in_london() {
        String monitored = requested("2011-07-27", "2011-08-24", "2012-10-28");
        submitted(monitored);
        // Half past midnight in London: the quarters count from the 31st.
        BusinessDay.itIs(Instant.parse("2011-08-30T23:30:00Z"));
        finalised(monitored)
                .body(
                        "returnsDueOn",
                        contains("2011-11-30", "2012-02-29", "2012-05-31", "2012-08-31"));

        // The clocks go back on 30 October 2011: the day begins in summer and ends in winter.
        BusinessDay.itIs("2011-10-02");
        String autumn = requested("2011-10-02", "2011-10-30", null);
        tickedAt("2011-10-29T22:59:59Z");
        raised("2011-10-29T23:00:00Z", autumn, 4);
        tickedAt("2011-10-30T23:59:59Z");
        raised("2011-10-31T00:00:00Z", autumn, 5);

        // The year ends.
        raised("2011-12-03T09:00:00Z", monitored, 9);
        String newYear = requested("2011-12-03", "2011-12-31", null);
        tickedAt("2011-12-31T23:59:59Z");
        raised("2012-01-01T00:00:00Z", newYear, 5);

        // A return is due on the leap day.
        raised("2012-02-26T09:00:00Z", monitored, 11);
        String spring = requested("2012-02-26", "2012-03-25", null);
        tickedAt("2012-02-28T23:59:59Z");
        raised("2012-02-29T00:00:00Z", monitored, 13);
        tickedAt("2012-02-29T23:59:59Z");
        raised("2012-03-01T00:00:00Z", monitored, 14);

        // The clocks go forward on 25 March 2012: the day begins in winter and ends in summer.
        tickedAt("2012-03-24T23:59:59Z");
        raised("2012-03-25T00:00:00Z", spring, 4);
        tickedAt("2012-03-25T22:59:59Z");
        raised("2012-03-25T23:00:00Z", spring, 5);

        // A day in summer.
        tickedAt("2012-05-30T22:59:59Z");
        raised("2012-05-30T23:00:00Z", monitored, 18);

        // The re-inspection is due on the day the clocks go back again.
        tickedAt("2012-10-27T22:59:59Z");
        raised("2012-10-27T23:00:00Z", monitored, 28);
        tickedAt("2012-10-28T23:59:59Z");
        raised("2012-10-29T00:00:00Z", monitored, 29);

        assertThat(raised(autumn))
                .containsExactly(
                        "2011-10-29T22:59:59Z " + planApproaching("2011-10-30", 14),
                        "2011-10-29T22:59:59Z " + planApproaching("2011-10-30", 3),
                        "2011-10-29T23:00:00Z " + planApproaching("2011-10-30", 0),
                        "2011-10-31T00:00:00Z " + planOverdue("2011-10-30", "2011-10-31"));
        assertThat(raised(newYear))
                .containsExactly(
                        "2011-12-31T23:59:59Z " + planApproaching("2011-12-31", 14),
                        "2011-12-31T23:59:59Z " + planApproaching("2011-12-31", 3),
                        "2011-12-31T23:59:59Z " + planApproaching("2011-12-31", 0),
                        "2012-01-01T00:00:00Z " + planOverdue("2011-12-31", "2012-01-01"));
        assertThat(raised(spring))
                .containsExactly(
                        "2012-03-24T23:59:59Z " + planApproaching("2012-03-25", 14),
                        "2012-03-24T23:59:59Z " + planApproaching("2012-03-25", 3),
                        "2012-03-25T00:00:00Z " + planApproaching("2012-03-25", 0),
                        "2012-03-25T23:00:00Z " + planOverdue("2012-03-25", "2012-03-26"));
        assertThat(raised(monitored))
                .containsExactly(
                        "2011-12-03T09:00:00Z " + returnApproaching(1, "2011-11-30", 14),
                        "2011-12-03T09:00:00Z " + returnApproaching(1, "2011-11-30", 3),
                        "2011-12-03T09:00:00Z " + returnApproaching(1, "2011-11-30", 0),
                        "2011-12-03T09:00:00Z " + returnDue(1, "2011-11-30"),
                        "2011-12-03T09:00:00Z " + returnOverdue(1, "2011-11-30", "2011-12-01"),
                        "2012-02-26T09:00:00Z " + returnApproaching(2, "2012-02-29", 14),
                        "2012-02-26T09:00:00Z " + returnApproaching(2, "2012-02-29", 3),
                        "2012-02-29T00:00:00Z " + returnApproaching(2, "2012-02-29", 0),
                        "2012-02-29T00:00:00Z " + returnDue(2, "2012-02-29"),
                        "2012-03-01T00:00:00Z " + returnOverdue(2, "2012-02-29", "2012-03-01"),
                        "2012-05-30T22:59:59Z " + returnApproaching(3, "2012-05-31", 14),
                        "2012-05-30T22:59:59Z " + returnApproaching(3, "2012-05-31", 3),
                        "2012-05-30T23:00:00Z " + returnApproaching(3, "2012-05-31", 0),
                        "2012-05-30T23:00:00Z " + returnDue(3, "2012-05-31"),
                        "2012-10-27T22:59:59Z " + returnOverdue(3, "2012-05-31", "2012-06-01"),
                        "2012-10-27T22:59:59Z " + returnApproaching(4, "2012-08-31", 14),
                        "2012-10-27T22:59:59Z " + returnApproaching(4, "2012-08-31", 3),
                        "2012-10-27T22:59:59Z " + returnApproaching(4, "2012-08-31", 0),
                        "2012-10-27T22:59:59Z " + returnDue(4, "2012-08-31"),
                        "2012-10-27T22:59:59Z " + returnOverdue(4, "2012-08-31", "2012-09-01"),
                        "2012-10-27T22:59:59Z " + reinspectionApproaching("2012-10-28", 14),
                        "2012-10-27T22:59:59Z " + reinspectionApproaching("2012-10-28", 3),
                        "2012-10-27T23:00:00Z " + reinspectionApproaching("2012-10-28", 0),
                        "2012-10-27T23:00:00Z ReinspectionDue {\"dueOn\":\"2012-10-28\"}",
                        "2012-10-29T00:00:00Z ReinspectionOverdue"
                                + " {\"dueOn\":\"2012-10-28\",\"overdueOn\":\"2012-10-29\"}");
    }

    /** The day of the finalisation is London's; a month that lacks the day gives its last one. */
    @ParameterizedTest
    @CsvSource({
        "2010-08-30T22:59:59Z, 2010-08-30, 2010-11-30, 2011-02-28, 2011-05-30, 2011-08-30",
        "2010-08-30T23:00:00Z, 2010-08-31, 2010-11-30, 2011-02-28, 2011-05-31, 2011-08-31",
        "2011-08-30T11:00:00Z, 2011-08-30, 2011-11-30, 2012-02-29, 2012-05-30, 2012-08-30",
        "2011-11-30T00:00:00Z, 2011-11-30, 2012-02-29, 2012-05-30, 2012-08-30, 2012-11-30",
        "2012-02-29T09:00:00Z, 2012-02-29, 2012-05-29, 2012-08-29, 2012-11-29, 2013-02-28"
    })
    void quarters_end_on_days_that_exist(
            Instant finalised, String day, String first, String second, String third, String last) {
        String published = LocalDate.ofInstant(finalised, LONDON).minusDays(10).toString();
        BusinessDay.itIs(published);
        String id = requested(published, "2013-01-31", null);
        submitted(id);
        BusinessDay.itIs(finalised);
        finalised(id)
                .body("finalisedOn", equalTo(day))
                .body("returnsDueOn", contains(first, second, third, last));
    }

    // ---- the words of these tests

    /**
     * The clock stands at this instant, and the timer has looked at it: a plan that was requested
     * for this very day has been announced. Had a day of another plan begun, it would have been
     * raised with this time.
     */
    private static void tickedAt(String instant) {
        Instant at = Instant.parse(instant);
        BusinessDay.itIs(at);
        String today = LocalDate.ofInstant(at, LONDON).toString();
        String witness = requested(today, today, null);
        eventually(() -> plan(witness).body("version", greaterThan(1)));
    }

    /** At this instant, and not before, the plan has got so many events. */
    private static void raised(String instant, String id, int events) {
        BusinessDay.itIs(Instant.parse(instant));
        eventually(() -> plan(id).body("version", equalTo(events)));
    }

    /** What the timer has raised, each with the time at which it did. */
    private static List<String> raised(String id) {
        eventually(() -> as("operator").get("/admin/relay").then().body("lag", equalTo(0)));
        return Upstream.plan(id).stream()
                .filter(event -> event.commandId().startsWith(id + "/due:"))
                .map(event ->
                        event.occurredAt()
                                + " "
                                + event.type()
                                + " "
                                + new String(event.bytes(), UTF_8))
                .toList();
    }

    private static String planApproaching(String due, int daysLeft) {
        return approaching("plan", 1, due, daysLeft);
    }

    private static String returnApproaching(int quarter, String due, int daysLeft) {
        return approaching("monitoring-return", quarter, due, daysLeft);
    }

    private static String reinspectionApproaching(String due, int daysLeft) {
        return approaching("reinspection", 1, due, daysLeft);
    }

    private static String approaching(String deadline, int number, String due, int daysLeft) {
        return """
        DeadlineApproaching {"deadline":"%s","number":%d,"dueOn":"%s","daysLeft":%d}\
        """
                .formatted(deadline, number, due, daysLeft);
    }

    private static String planOverdue(String due, String overdue) {
        return "PlanOverdue {\"dueOn\":\"%s\",\"overdueOn\":\"%s\"}".formatted(due, overdue);
    }

    private static String returnDue(int quarter, String due) {
        return "MonitoringReturnDue {\"quarter\":%d,\"dueOn\":\"%s\"}".formatted(quarter, due);
    }

    private static String returnOverdue(int quarter, String due, String overdue) {
        return "MonitoringReturnOverdue {\"quarter\":%d,\"dueOn\":\"%s\",\"overdueOn\":\"%s\"}"
                .formatted(quarter, due, overdue);
    }

    private static String requested(String published, String due, @Nullable String reinspection) {
        ReportPublished sefton = Sefton.report();
        String id = UUID.randomUUID().toString();
        try (var reports = Upstream.reports(id)) {
            reports.publish(
                    published,
                    new ReportPublished(
                            AREA,
                            sefton.body(),
                            sefton.kind(),
                            sefton.framework(),
                            sefton.edition(),
                            LocalDate.parse(published),
                            sefton.scores(),
                            sefton.recommendations(),
                            new DueDate(LocalDate.parse(due), "28 days after publication"),
                            sefton.overseer(),
                            reinspection == null
                                    ? Sefton.NO_REINSPECTION
                                    : new ReinspectionDecision(
                                            true,
                                            "Both headlines need drastic improvement.",
                                            new DueDate(
                                                    LocalDate.parse(reinspection), "fixed date"))));
        }
        eventually(() -> plan(id));
        return id;
    }

    private static void submitted(String id) {
        as("yot")
                .body(
                        """
                        {"actions":[{"id":"A1","recommendations":[1,2,3,4,5,6,7,8],
                         "text":"Countersign assessments.","owner":"YOT Manager",
                         "targetDate":"2013-01-31","measure":"Assessments of sufficient quality",
                         "baseline":"29%","target":"75%"}]}
                        """)
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse finalised(String id) {
        return as("lead-inspector")
                .body("{}")
                .post("/v1/improvement-plans/{id}/finalisation", id)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse plan(String id) {
        return as("yjb").get("/v1/improvement-plans/{id}", id).then().statusCode(200);
    }

    private static RequestSpecification as(String role) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, role.equals("yot") ? AREA : null));
    }
}
