package uk.inspection.plan;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static uk.inspection.plan.Eventually.eventually;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.ReinspectionDecision;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.plan.domain.Sefton;

/**
 * Who oversees a plan and by which rule it is due are data of the report: real plans that kept
 * neither to four weeks nor to the Youth Justice Board. The days of publication are chosen; the
 * sources do not give them, nor the days of the monitoring returns.
 */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class OverseerTest {
    private static final String MINISTRY = "Ministry of Justice";

    @BeforeEach
    void no_deadline_has_come_and_the_service_is_ready() {
        BusinessDay.itIs("2009-06-24");
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    /**
     * "The YOS is required to submit an improvement plan by the end of December 2010 … will be
     * monitored by the Ministry of Justice over the calendar year 2011" (Sefton Council, report to
     * the Cabinet Member - Children's Services, 18 January 2011).
     */
    @Test
    void the_second_plan_of_sefton_was_due_on_a_fixed_date_and_overseen_by_the_ministry() {
        String id =
                requested(
                        "Sefton",
                        InspectionKind.REINSPECTION,
                        "2010-12-01",
                        "2010-12-31",
                        MINISTRY,
                        Sefton.NO_REINSPECTION);
        plan(id).body("due.on", equalTo("2010-12-31"))
                .body("due.rule", equalTo("fixed date"))
                .body("overseer", equalTo(MINISTRY))
                .body("nextDeadline.on", equalTo("2010-12-31"))
                .body("nextDeadline.rule", equalTo("fixed date"));

        BusinessDay.itIs("2010-12-20");
        as("yot", "Sefton")
                .body(aPlan("2011-09-30"))
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(201);
        BusinessDay.itIs("2011-01-04");
        as("lead-inspector", null)
                .body(
                        "{\"returnsDueOn\":[\"2011-03-31\",\"2011-06-30\",\"2011-09-30\",\"2011-12-31\"]}")
                .post("/v1/improvement-plans/{id}/finalisation", id)
                .then()
                .statusCode(200)
                .body("forwardedTo", equalTo(MINISTRY));
        plan(id).body("overseer", equalTo(MINISTRY))
                .body(
                        "quarters.dueOn",
                        contains("2011-03-31", "2011-06-30", "2011-09-30", "2011-12-31"))
                .body("quarters.rule", everyItem(equalTo("fixed date")))
                .body("nextDeadline.on", equalTo("2011-03-31"))
                .body("nextDeadline.rule", equalTo("fixed date"));
        eventually(() ->
                assertThat(Upstream.plan(id))
                        .filteredOn(event -> event.type().equals("PlanForwarded"))
                        .extracting(event -> new String(event.bytes(), StandardCharsets.UTF_8))
                        .containsExactly(
                                "{\"overseer\":\"Ministry of Justice\","
                                        + "\"forwardedOn\":\"2011-01-04\"}"));
    }

    /**
     * "We are required to produce an improvement Action Plan for HMIP by October 3rd … Progress
     * against this action plan will be monitored by the Executive and the National Youth Justice
     * Board" (Merton, Children and Young People Scrutiny Panel, 21 September 2011).
     */
    @Test
    void the_plan_of_merton_was_due_on_a_fixed_date_that_a_lead_inspector_may_change() {
        String id =
                requested(
                        "Merton",
                        InspectionKind.CORE,
                        "2011-08-31",
                        "2011-10-03",
                        Sefton.YJB,
                        new ReinspectionDecision(
                                true,
                                "Safeguarding needs substantial improvement.",
                                new DueDate(LocalDate.parse("2012-10-01"), "fixed date")));
        plan(id).body("due.on", equalTo("2011-10-03"))
                .body("due.rule", equalTo("fixed date"))
                .body("overseer", equalTo("Youth Justice Board"))
                .body("reinspection.due.on", equalTo("2012-10-01"))
                .body("reinspection.due.rule", equalTo("fixed date"))
                .body("nextDeadline.on", equalTo("2011-10-03"))
                .body("nextDeadline.rule", equalTo("fixed date"));
        as("yjb", null)
                .get("/v1/improvement-plans?area=Merton")
                .then()
                .statusCode(200)
                .body(
                        "items.find { it.inspectionId == '%s' }.due.rule".formatted(id),
                        equalTo("fixed date"))
                .body(
                        "items.find { it.inspectionId == '%s' }.overseer".formatted(id),
                        equalTo("Youth Justice Board"));
        as("yjb", null)
                .get("/v1/improvement-plans/{id}/reinspection", id)
                .then()
                .statusCode(200)
                .body("due.on", equalTo("2012-10-01"))
                .body("due.rule", equalTo("fixed date"));

        BusinessDay.itIs("2011-09-12");
        as("lead-inspector", null)
                .body("{\"daysAfterPublication\":40,\"reason\":\"The board meets on the 7th.\"}")
                .post("/v1/improvement-plans/{id}/due-date", id)
                .then()
                .statusCode(200);
        plan(id).body("due.on", equalTo("2011-10-10"))
                .body("due.rule", equalTo("40 days after publication"))
                .body("nextDeadline.on", equalTo("2011-10-10"))
                .body("nextDeadline.rule", equalTo("40 days after publication"));
    }

    private static String requested(
            String area,
            InspectionKind kind,
            String publishedOn,
            String dueOn,
            String overseer,
            ReinspectionDecision reinspection) {
        ReportPublished sefton = Sefton.report();
        String id = UUID.randomUUID().toString();
        try (var reports = Upstream.reports(id)) {
            reports.publish(
                    publishedOn,
                    new ReportPublished(
                            area,
                            area + " Youth Offending Team",
                            kind,
                            sefton.framework(),
                            1,
                            LocalDate.parse(publishedOn),
                            sefton.scores(),
                            Sefton.RECOMMENDATIONS,
                            new DueDate(LocalDate.parse(dueOn), "fixed date"),
                            overseer,
                            reinspection));
        }
        eventually(() -> plan(id));
        return id;
    }

    private static String aPlan(String targetDate) {
        return """
        {"actions":[
          {"id":"A1","recommendations":[1,2,3,4,5,6,7,8],"text":"Countersign assessments.",
           "owner":"YOT Manager","targetDate":"%s",
           "measure":"Assessments of sufficient quality","baseline":"75%%","target":"85%%"}]}
        """
                .formatted(targetDate);
    }

    private static ValidatableResponse plan(String id) {
        return as("yjb", null).get("/v1/improvement-plans/{id}", id).then().statusCode(200);
    }

    private static RequestSpecification as(String role, @Nullable String area) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, area));
    }
}
