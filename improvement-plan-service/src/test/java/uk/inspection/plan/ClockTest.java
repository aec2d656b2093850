package uk.inspection.plan;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static uk.inspection.plan.Eventually.eventually;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.plan.domain.Sefton;

/** The operator's door to the business clock, where there is one. */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class ClockTest {
    @Inject Clock clock;
    @Inject AgroalDataSource dataSource;

    @BeforeEach
    void it_is_the_day_of_publication_and_the_service_is_ready() {
        BusinessDay.itIs("2009-06-24");
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void an_operator_reads_the_clock_and_sets_it_forward_and_back() {
        read().body("instant", equalTo("2009-06-24T09:00:00Z"))
                .body("today", equalTo("2009-06-24"))
                .body("settable", equalTo(true));
        set("2009-07-23T23:30:00Z")
                .statusCode(200)
                .body("instant", equalTo("2009-07-23T23:30:00Z"))
                .body("today", equalTo("2009-07-24"));
        read().body("instant", equalTo("2009-07-23T23:30:00Z"));
        assertThat(clock.instant()).isEqualTo("2009-07-23T23:30:00Z");
        set("2009-06-25T00:00:00.1234567+01:00")
                .statusCode(200)
                .body("instant", equalTo("2009-06-24T23:00:00.123456Z"))
                .body("today", equalTo("2009-06-25"));
    }

    @Test
    void what_happens_next_happens_at_the_time_that_was_set() {
        String id = UUID.randomUUID().toString();
        try (var reports = Upstream.reports(id)) {
            reports.publish("2009-06-24", Sefton.report());
        }
        set("2009-07-23T09:00:00Z").statusCode(200);
        eventually(() ->
                as("yjb")
                        .get("/v1/improvement-plans/{id}", id)
                        .then()
                        .statusCode(200)
                        .body("status", equalTo("submission-overdue"))
                        .body("changedAt", equalTo("2009-07-23T09:00:00Z")));
    }

    /** While the log is locked nothing can be applied, so the report stays on its way. */
    @Test
    void the_clock_is_not_set_while_facts_are_on_their_way() throws Exception {
        String id = UUID.randomUUID().toString();
        CompletableFuture<ValidatableResponse> patient;
        try (var other = dataSource.getConnection();
                var reports = Upstream.reports(id)) {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.execute("lock table log.event in exclusive mode");
            }
            reports.publish("2009-06-24", Sefton.report());
            set("2009-07-01T09:00:00Z")
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "1")
                    .body("detail", containsString("the clock was not set"));
            read().body("instant", equalTo("2009-06-24T09:00:00Z"));
            patient = CompletableFuture.supplyAsync(() -> set("2009-07-02T09:00:00Z"));
            read().body("instant", equalTo("2009-06-24T09:00:00Z"));
            other.rollback();
        }
        patient.get().statusCode(200);
        as("yjb").get("/v1/improvement-plans/{id}", id).then().statusCode(200);
        read().body("instant", equalTo("2009-07-02T09:00:00Z"));
    }

    // ---- refusals

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                  | 400 | instant",
                "{\"instant\":null}                  | 400 | instant",
                "{\"instant\":1245834000}            | 400 | instant",
                "{\"instant\":\"1245834000\"}        | 400 | instant",
                "{\"instant\":\"2009-06-24\"}        | 400 | instant",
                "{\"instant\":\"2009-06-24T09:00\"}  | 400 | instant",
                "{\"instant\":\"2009-02-29T09:00:00Z\"} | 400 | instant",
                "{\"instant\":\"\"}                  | 400 | instant",
                "{\"instant\":\"1989-12-31T23:59:59Z\"} | 422 | instant",
                "{\"instant\":\"2201-01-01T00:00:00Z\"} | 422 | instant",
                "{\"instant\":\"+1000000000-12-31T23:59:59Z\"} | 422 | instant",
                "{\"instant\":\"2009-06-24T09:00:00Z\",\"zone\":\"Z\"} | 400 | zone",
                "{\"instant\":                       | 400 | body",
                "[]                                  | 400 | body"
            })
    void what_is_no_likely_instant_is_refused(String body, int status, String field) {
        as("operator")
                .body(body)
                .put("/admin/clock")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("violations.field", contains(field))
                .body("violations.rule", hasSize(1));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2009-06-24T09:00:00Z"));
    }

    @Test
    void an_empty_body_is_refused() {
        as("operator").put("/admin/clock").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"inspector", "lead-inspector", "chief-inspector", "yot", "yjb", "analyst"})
    void only_an_operator_reads_or_sets_it(String role) {
        as(role).get("/admin/clock").then().statusCode(403);
        as(role).body("{\"instant\":\"2010-01-01T09:00:00Z\"}")
                .put("/admin/clock")
                .then()
                .statusCode(403)
                .contentType("application/problem+json");
        assertThat(clock.instant()).isEqualTo(Instant.parse("2009-06-24T09:00:00Z"));
    }

    @Test
    void without_a_token_nobody_does() {
        given().get("/admin/clock").then().statusCode(401);
        given().contentType(ContentType.JSON)
                .body("{\"instant\":\"2010-01-01T09:00:00Z\"}")
                .put("/admin/clock")
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
        assertThat(clock.instant()).isEqualTo(Instant.parse("2009-06-24T09:00:00Z"));
    }

    @Test
    void no_api_document_describes_it() {
        given().get("/q/openapi").then().statusCode(200).body(not(containsString("/admin/clock")));
    }

    private static ValidatableResponse read() {
        return as("operator").get("/admin/clock").then().statusCode(200);
    }

    private static ValidatableResponse set(String instant) {
        return as("operator").body("{\"instant\":\"" + instant + "\"}").put("/admin/clock").then();
    }

    private static RequestSpecification as(String role) {
        return given().contentType(ContentType.JSON)
                .auth()
                .oauth2(
                        TestTokens.token(
                                role, "test-" + role, role.equals("yot") ? "Sefton" : null));
    }
}
