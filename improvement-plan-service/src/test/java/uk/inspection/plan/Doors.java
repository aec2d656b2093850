package uk.inspection.plan;

import static io.restassured.RestAssured.given;
import static uk.inspection.plan.Eventually.eventually;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.plan.domain.Sefton;

/** How tests knock at the service's doors. */
final class Doors {
    static final String PLANS = "/v1/improvement-plans";

    private Doors() {}

    static RequestSpecification as(String role) {
        return caller(role, null);
    }

    static RequestSpecification yot(String area) {
        return caller("yot", area);
    }

    /** An area of which no other test knows. */
    static String newArea() {
        return "Area " + UUID.randomUUID();
    }

    /** A published report has asked this area for a plan. */
    static String requested(String area) {
        String id = UUID.randomUUID().toString();
        try (var reports = Upstream.reports(id)) {
            reports.publish("2009-06-24", Sefton.report(area));
        }
        eventually(() -> as("yjb").get(PLANS + "/{id}", id).then().statusCode(200));
        return id;
    }

    static void submit(String area, String id) {
        yot(area)
                .body(
                        """
                        {"actions":[
                          {"id":"A1","recommendations":[1,2,3,4],"text":"Countersign.",
                           "owner":"YOT Manager","targetDate":"2009-12-31",
                           "measure":"Sufficient assessments","baseline":"29%","target":"75%"},
                          {"id":"A2","recommendations":[5,6,7,8],"text":"Fill the posts.",
                           "owner":"Chair of Management Board","targetDate":"2009-10-31",
                           "measure":"Vacant posts","baseline":"2","target":"0"}]}
                        """)
                .post(PLANS + "/{id}/submissions", id)
                .then()
                .statusCode(201);
    }

    static void finalise(String id) {
        as("lead-inspector")
                .body("{}")
                .post(PLANS + "/{id}/finalisation", id)
                .then()
                .statusCode(200);
    }

    static void moveDueDate(String id, LocalDate to) {
        as("lead-inspector")
                .body("{\"on\":\"%s\",\"reason\":\"The board meets later.\"}".formatted(to))
                .post(PLANS + "/{id}/due-date", id)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification caller(String role, @Nullable String area) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, area));
    }
}
