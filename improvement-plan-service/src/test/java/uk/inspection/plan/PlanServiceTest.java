package uk.inspection.plan;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static uk.inspection.plan.Eventually.eventually;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.FactualAccuracyCheckOpened;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.plan.domain.Deadlines.Kind;
import uk.inspection.plan.domain.PlanCommand.RaiseDeadline;
import uk.inspection.plan.domain.Sefton;
import uk.inspection.plan.store.Plans;

/** The service's doors, on a real database and a real broker. */
@QuarkusTest
@QuarkusTestResource(PlanServiceStack.class)
class PlanServiceTest {
    @Inject Plans plans;
    @Inject AgroalDataSource dataSource;

    @BeforeEach
    void it_is_the_day_of_publication_and_the_service_is_ready() throws Exception {
        BusinessDay.itIs("2009-06-24");
        eventually(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    // ---- the happy path

    @Test
    void the_plan_of_sefton_runs_from_the_report_to_the_reinspection() throws Exception {
        String id = requested("Sefton");
        plan(id).header("ETag", "\"1\"")
                .body("status", equalTo("awaiting-submission"))
                .body("due.on", equalTo("2009-07-22"))
                .body("due.rule", equalTo("28 days after publication"))
                .body("overseer", equalTo("Youth Justice Board"))
                .body("recommendations", hasSize(8))
                .body("quarters", empty())
                .body("reinspection.calledFor", equalTo(true))
                .body("reinspection.state", equalTo("expected"))
                .body("reinspection.due.on", equalTo("2010-06-24"))
                .body("nextDeadline.kind", equalTo("plan"))
                .body("nextDeadline.on", equalTo("2009-07-22"))
                .body("nextDeadline.rule", equalTo("28 days after publication"))
                .body("changedAt", equalTo("2009-06-24T09:00:00Z"));

        BusinessDay.itIs("2009-07-15");
        waitForVersion(id, 2);

        BusinessDay.itIs("2009-07-20");
        waitForVersion(id, 3);
        yot("Sefton")
                .body(aPlan())
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(201)
                .header("ETag", "\"4\"")
                .header("Location", endsWith("/v1/improvement-plans/" + id))
                .body("submission", equalTo(1))
                .body("version", equalTo(4));
        as("lead-inspector")
                .body("{\"reasons\":[\"Action A2 has no board member behind it.\"]}")
                .post("/v1/improvement-plans/{id}/returns", id)
                .then()
                .statusCode(200);
        plan(id).body("status", equalTo("returned"))
                .body("returnReasons", contains("Action A2 has no board member behind it."));
        as("lead-inspector")
                .body("{\"on\":\"2009-07-29\",\"reason\":\"The board meets on the 28th.\"}")
                .post("/v1/improvement-plans/{id}/due-date", id)
                .then()
                .statusCode(200)
                .body("due.on", equalTo("2009-07-29"));
        yot("Sefton")
                .header("If-Match", "\"6\"")
                .body(aPlan())
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(201)
                .body("submission", equalTo(2));
        yot("Sefton")
                .body("{\"by\":\"Chair of the Management Board\",\"on\":\"2009-07-20\"}")
                .post("/v1/improvement-plans/{id}/sign-off", id)
                .then()
                .statusCode(200)
                .body("version", equalTo(8));
        plan(id).body("signOff.by", equalTo("Chair of the Management Board"))
                .body("signOff.on", equalTo("2009-07-20"))
                .body("signOff.submission", equalTo(2));

        BusinessDay.itIs("2009-08-05");
        as("lead-inspector")
                .body("{}")
                .post("/v1/improvement-plans/{id}/finalisation", id)
                .then()
                .statusCode(200)
                .body("forwardedTo", equalTo("Youth Justice Board"))
                .body(
                        "returnsDueOn",
                        contains("2009-11-05", "2010-02-05", "2010-05-05", "2010-08-05"));
        plan(id).body("status", equalTo("in-monitoring"))
                .body("forwardedOn", equalTo("2009-08-05"))
                .body("quarters.state", everyItem(equalTo("upcoming")))
                .body("quarters[0].rule", equalTo("3 months after finalisation"))
                .body("nextDeadline.kind", equalTo("monitoring-return"));

        BusinessDay.itIs("2009-11-05");
        eventually(() -> plan(id).body("quarters[0].state", equalTo("due")));
        monitoringReturn(id, 1, "complete")
                .statusCode(201)
                .body("completed", contains("A2"))
                .body("closed", equalTo(false));

        BusinessDay.itIs("2010-02-06");
        eventually(() -> plan(id).body("status", equalTo("return-overdue")));
        monitoringReturn(id, 2, "complete").statusCode(201).body("completed", empty());
        plan(id).body("status", equalTo("in-monitoring"))
                .body("actions[1].completedOn", equalTo("2009-11-05"))
                .body("actions[0].status", equalTo("at-risk"))
                .body("quarters.state", contains("submitted", "submitted", "upcoming", "upcoming"));

        BusinessDay.itIs("2010-05-04");
        waitForVersion(id, 24);
        monitoringReturn(id, 3, "complete").statusCode(201);
        BusinessDay.itIs("2010-06-24");
        eventually(() -> plan(id).body("status", equalTo("reinspection-due")));
        String second = UUID.randomUUID().toString();
        try (var cases = Upstream.cases(second)) {
            cases.publish("2010-06-24", announced(id));
        }
        eventually(() ->
                plan(id).body("reinspection.state", equalTo("arranged"))
                        .body("reinspection.inspectionId", equalTo(second))
                        .body("reinspection.announcedOn", equalTo("2010-06-24"))
                        .body("status", equalTo("in-monitoring")));
        BusinessDay.itIs("2010-08-04");
        waitForVersion(id, 32);
        monitoringReturn(id, 4, "complete").statusCode(201).body("closed", equalTo(true));
        plan(id).body("status", equalTo("closed"))
                .body("closedOn", equalTo("2010-08-04"))
                .body("nextDeadline", nullValue());

        BusinessDay.itIs("2012-01-01");
        eventually(() -> assertThat(published(id)).endsWith("PlanClosed"));
        assertThat(published(id)).containsExactlyElementsOf(TYPES);
    }

    private static final List<String> TYPES =
            List.of(
                    "PlanRequested",
                    "DeadlineApproaching",
                    "DeadlineApproaching",
                    "PlanSubmitted",
                    "PlanReturned",
                    "PlanDueChanged",
                    "PlanSubmitted",
                    "PlanSignedOff",
                    "PlanFinalised",
                    "PlanForwarded",
                    "DeadlineApproaching",
                    "DeadlineApproaching",
                    "DeadlineApproaching",
                    "MonitoringReturnDue",
                    "MonitoringReturnSubmitted",
                    "ActionCompleted",
                    "DeadlineApproaching",
                    "DeadlineApproaching",
                    "DeadlineApproaching",
                    "MonitoringReturnDue",
                    "MonitoringReturnOverdue",
                    "MonitoringReturnSubmitted",
                    "DeadlineApproaching",
                    "DeadlineApproaching",
                    "MonitoringReturnSubmitted",
                    "DeadlineApproaching",
                    "DeadlineApproaching",
                    "DeadlineApproaching",
                    "ReinspectionDue",
                    "ReinspectionArranged",
                    "DeadlineApproaching",
                    "DeadlineApproaching",
                    "MonitoringReturnSubmitted",
                    "PlanClosed");

    @Test
    void plans_are_polled_by_status_area_and_due_date_and_by_tag() throws Exception {
        String area = "Area " + UUID.randomUUID();
        String older = requested(area);
        String newer = requested(area);
        yot(area)
                .body(aPlan())
                .post("/v1/improvement-plans/{id}/submissions", newer)
                .then()
                .statusCode(201);

        listed(area, "").body("items.inspectionId", contains(newer, older));
        listed(area, "&status=submitted").body("items.inspectionId", contains(newer));
        listed(area, "&dueBefore=2009-07-22").body("items", empty());
        listed(area, "&dueBefore=2009-07-23&status=awaiting-submission")
                .body("items.inspectionId", contains(older));
        String next =
                listed(area, "&limit=1")
                        .body("items.inspectionId", contains(newer))
                        .extract()
                        .path("next");
        listed(area, "&limit=1&cursor=" + next)
                .body("items.inspectionId", contains(older))
                .body("next", nullValue());

        String tag = listed(area, "").extract().header("ETag");
        as("yjb")
                .header("If-None-Match", tag)
                .get("/v1/improvement-plans?area={a}", area)
                .then()
                .statusCode(304);
        var one = plan(newer).extract();
        as("yjb")
                .header("If-None-Match", one.header("ETag"))
                .get("/v1/improvement-plans/{id}", newer)
                .then()
                .statusCode(304);

        as("lead-inspector")
                .body("{\"reasons\":[\"Too short.\"]}")
                .post("/v1/improvement-plans/{id}/returns", newer)
                .then()
                .statusCode(200);
        as("yjb")
                .header("If-None-Match", tag)
                .get("/v1/improvement-plans?area={a}", area)
                .then()
                .statusCode(200);
        as("yjb")
                .header("If-None-Match", one.header("ETag"))
                .get("/v1/improvement-plans/{id}", newer)
                .then()
                .statusCode(200);
    }

    // ---- deadlines

    @Test
    void days_that_were_missed_are_raised_once_each_with_their_own_day() throws Exception {
        String id = requested("Sefton");
        BusinessDay.itIs("2009-09-30");
        eventually(() -> plan(id).body("status", equalTo("submission-overdue")));
        eventually(() -> assertThat(published(id)).hasSize(5));
        List<StoredEvent> events = Upstream.plan(id);
        assertThat(events)
                .extracting(StoredEvent::type)
                .containsExactly(
                        "PlanRequested",
                        "DeadlineApproaching",
                        "DeadlineApproaching",
                        "DeadlineApproaching",
                        "PlanOverdue");
        assertThat(events.subList(1, 5))
                .extracting(one -> new String(one.bytes(), StandardCharsets.UTF_8))
                .containsExactly(
                        approaching(14),
                        approaching(3),
                        approaching(0),
                        "{\"dueOn\":\"2009-07-22\",\"overdueOn\":\"2009-07-23\"}");
        assertThat(events.get(4).occurredAt()).isEqualTo(Instant.parse("2009-09-30T09:00:00Z"));
        assertThat(events.get(4).commandId())
                .isEqualTo(id + "/due:plan-overdue:1:2009-07-23:2009-07-22");
    }

    @Test
    void a_deadline_raised_by_many_at_once_happens_once() throws Exception {
        String id = requested("Sefton");
        var raise =
                new RaiseDeadline(
                        Kind.PLAN_APPROACHING,
                        1,
                        LocalDate.parse("2009-07-08"),
                        Sefton.DUE,
                        LocalDate.parse("2009-07-08"));
        var outcomes = new ArrayList<CompletableFuture<Outcome>>();
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 64; i++) {
                outcomes.add(
                        CompletableFuture.supplyAsync(
                                        () ->
                                                plans.raise(
                                                        id,
                                                        raise,
                                                        Instant.parse("2009-07-08T09:00:00Z")),
                                        pool)
                                .thenCompose(one -> one));
            }
            BusinessDay.itIs("2009-07-08"); // the timer joins in
            for (var outcome : outcomes) {
                assertThat(outcome.get()).isInstanceOf(Outcome.Committed.class);
            }
        }
        plan(id).body("version", equalTo(2));
    }

    @Test
    void a_deadline_that_no_longer_counts_is_not_raised_and_its_id_is_not_used_up()
            throws Exception {
        String id = requested("Sefton");
        yot("Sefton").body(aPlan()).post("/v1/improvement-plans/{id}/submissions", id);
        var raise =
                new RaiseDeadline(
                        Kind.PLAN_OVERDUE,
                        1,
                        LocalDate.parse("2009-07-23"),
                        Sefton.DUE,
                        LocalDate.parse("2009-07-23"));
        Instant at = Instant.parse("2009-07-23T09:00:00Z");
        assertThat(plans.raise(id, raise, at).get()).isInstanceOf(Outcome.Refused.class);
        as("lead-inspector")
                .body("{\"reasons\":[\"Too short.\"]}")
                .post("/v1/improvement-plans/{id}/returns", id)
                .then()
                .statusCode(200);
        BusinessDay.itIs("2009-07-23");
        eventually(() -> plan(id).body("status", equalTo("submission-overdue")));
    }

    // ---- what other services say

    @Test
    void a_report_delivered_twice_requests_one_plan() throws Exception {
        String id = UUID.randomUUID().toString();
        try (var reports = Upstream.reports(id)) {
            reports.publish(
                            "2009-06-01",
                            new FactualAccuracyCheckOpened(LocalDate.parse("2009-06-15")))
                    .publish("2009-06-24", Sefton.report("Sefton"));
            eventually(() -> plan(id).body("version", equalTo(1)));
            reports.publishAllAgain();
            reports.publish(
                    "2009-06-25", new FactualAccuracyCheckOpened(LocalDate.parse("2009-06-30")));
        }
        caughtUp();
        plan(id).body("version", equalTo(1));
        assertThat(Upstream.plan(id).getFirst().seen()).isEqualTo("report-events=2");
        assertThat(Upstream.plan(id).getFirst().causation())
                .isEqualTo("report-events/" + id + "/2");
    }

    @Test
    void a_reinspection_announced_before_the_report_waits_for_its_plan() throws Exception {
        String id = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        try (var cases = Upstream.cases(second)) {
            cases.publish("2009-06-20", announced(id));
        }
        caughtUp();
        as("yjb").get("/v1/improvement-plans/{id}", id).then().statusCode(404);
        given().get("/q/health/ready").then().statusCode(200);

        String other = requested("Merton");
        plan(other).body("reinspection.state", equalTo("expected"));

        try (var reports = Upstream.reports(id)) {
            reports.publish("2009-06-24", Sefton.report("Sefton"));
        }
        eventually(() ->
                plan(id).body("reinspection.state", equalTo("arranged"))
                        .body("reinspection.inspectionId", equalTo(second))
                        .body("version", equalTo(2)));
    }

    @Test
    void of_fieldwork_only_the_envelope_is_kept() throws Exception {
        String id = UUID.randomUUID().toString();
        try (var cases = Upstream.cases(id)) {
            cases.publish("2009-03-16", announced(null))
                    .publish(
                            "2009-04-20",
                            "CaseJudged",
                            "{\"caseId\":\"A\",\"revision\":1,\"answers\":{\"1.1.1\":\"sufficient\"}}"
                                    .getBytes(StandardCharsets.UTF_8))
                    .publish("2009-04-30", new FieldworkReopened("one more case"));
        }
        eventually(() ->
                assertThat(kept(id))
                        .containsExactly(
                                "InspectionAnnounced true",
                                "CaseJudged false",
                                "FieldworkReopened false"));
    }

    @Test
    void an_event_of_an_unknown_type_is_parked_and_not_passed_over() {
        String ofCases = UUID.randomUUID().toString();
        String ofReports = UUID.randomUUID().toString();
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        try (var cases = Upstream.cases(ofCases);
                var reports = Upstream.reports(ofReports)) {
            cases.publish("2009-03-16", "CaseAdjourned", empty);
            reports.publish("2009-06-24", "ReportShelved", empty);
        }
        eventually(() ->
                as("operator")
                        .get("/admin/parked-events")
                        .then()
                        .statusCode(200)
                        .body("items.stream", hasItems(ofCases, ofReports)));
    }

    @Test
    void a_plan_is_not_finalised_while_a_discarded_event_is_not_accepted() throws Exception {
        String area = Doors.newArea();
        String id = UUID.randomUUID().toString();
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        try (var cases = Upstream.cases(id);
                var reports = Upstream.reports(id)) {
            // One is discarded before the plan is asked for, one after it was handed in.
            cases.publish("2009-03-16", announced(null))
                    .publish("2009-04-20", "CaseAdjourned", empty);
            long first = discarded(id);
            assertThat(first).isEqualTo(1);
            reports.publish("2009-06-24", Sefton.report(area));
            eventually(() -> plan(id).header("ETag", "\"2\""));
            BusinessDay.itIs("2009-07-01");
            Doors.submit(area, id);
            reports.publish("2009-07-02", "ReportShelved", empty);
            long second = discarded(id);
            int version =
                    plan(id).header("ETag", "\"%d\"".formatted(second)).extract().path("version");
            assertThat(version).isEqualTo((int) second);

            finalisation(id)
                    .statusCode(409)
                    .body("detail", containsString("improvement-plan-events/1"))
                    .body("detail", containsString("/" + id + "/" + second + "/acceptance"));
            accepted(id, first);
            finalisation(id).statusCode(409);
            accepted(id, second);
            finalisation(id).statusCode(200);

            List<String> told =
                    changes(area).stream().map(change -> (String) change.get("type")).toList();
            assertThat(told)
                    .containsSubsequence(
                            "PlanRequested",
                            "PlanSubmitted",
                            "EventDiscarded",
                            "DiscardAccepted",
                            "DiscardAccepted",
                            "PlanFinalised");
            assertThat(told.indexOf("EventDiscarded"))
                    .isEqualTo(told.lastIndexOf("EventDiscarded"));
        }
    }

    /** Discards what is parked of an inspection; the version of the discard. */
    private static long discarded(String inspection) {
        String door =
                await().atMost(Duration.ofSeconds(60))
                        .until(
                                () -> {
                                    List<Map<String, Object>> items =
                                            as("operator")
                                                    .get("/admin/parked-events?limit=100")
                                                    .then()
                                                    .extract()
                                                    .path("items");
                                    return items.stream()
                                            .filter(one -> inspection.equals(one.get("stream")))
                                            .map(one ->
                                                    "/admin/parked-events/%s/%s/%s/discard"
                                                            .formatted(
                                                                    one.get("topic"),
                                                                    one.get("partition"),
                                                                    one.get("offset")))
                                            .findFirst()
                                            .orElse("");
                                },
                                found -> !found.isEmpty());
        int version =
                as("operator")
                        .body("{\"reason\":\"No plan needs it.\"}")
                        .post(door)
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("version");
        return version;
    }

    private static void accepted(String inspection, long discard) {
        as("chief-inspector")
                .body("{\"reason\":\"Nothing lacks.\"}")
                .post("/admin/discarded-events/{id}/{version}/acceptance", inspection, discard)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse finalisation(String id) {
        return as("lead-inspector")
                .body("{}")
                .post("/v1/improvement-plans/{id}/finalisation", id)
                .then();
    }

    private static List<Map<String, Object>> changes(String area) {
        var all = new ArrayList<Map<String, Object>>();
        String after = "";
        while (true) {
            var page =
                    yot(area)
                            .get("/v1/improvement-plans/changes?limit=100" + after)
                            .then()
                            .statusCode(200)
                            .extract();
            List<Map<String, Object>> items = page.path("items");
            if (items.isEmpty()) {
                return all;
            }
            all.addAll(items);
            after = "&after=" + page.path("next");
        }
    }

    private List<String> kept(String inspection) throws Exception {
        try (var connection = dataSource.getConnection();
                var query =
                        connection.prepareStatement(
                                "select type, data is not null from log.received where stream = ?"
                                        + " order by version")) {
            query.setString(1, inspection);
            var rows = query.executeQuery();
            var kept = new ArrayList<String>();
            while (rows.next()) {
                kept.add(rows.getString(1) + " " + rows.getBoolean(2));
            }
            return kept;
        }
    }

    // ---- refusals

    @Test
    void a_plan_lacking_detail_is_refused_with_all_that_is_missing() throws Exception {
        String id = requested("Sefton");
        refused(
                yot("Sefton")
                        .body(
                                "{\"actions\":[{\"id\":\"A1\",\"recommendations\":[1,2,3,4,5,6,7,9],"
                                        + "\"text\":\"Do\",\"owner\":\" \",\"measure\":\"m\","
                                        + "\"baseline\":\"0\"}]}")
                        .post("/v1/improvement-plans/{id}/submissions", id)
                        .then(),
                422,
                "actions.0.recommendations",
                "actions.0.owner",
                "actions.0.targetDate",
                "actions.0.target",
                "recommendations.8");
        refused(
                yot("Sefton")
                        .body("{\"actions\":[],\"notes\":1}")
                        .post("/v1/improvement-plans/{id}/submissions", id)
                        .then(),
                400,
                "notes");
        yot("Sefton")
                .body("{\"actions\":")
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
        plan(id).body("version", equalTo(1));
    }

    @Test
    void what_the_stage_of_a_plan_does_not_allow_is_refused_and_writes_nothing() throws Exception {
        String id = requested("Sefton");
        as("lead-inspector")
                .body("{}")
                .post("/v1/improvement-plans/{id}/finalisation", id)
                .then()
                .statusCode(409)
                .contentType("application/problem+json");
        as("lead-inspector")
                .body("{\"reasons\":[\"Too short.\"]}")
                .post("/v1/improvement-plans/{id}/returns", id)
                .then()
                .statusCode(409);
        monitoringReturn(id, 1, "late").statusCode(409);
        refused(
                as("lead-inspector")
                        .body("{\"on\":\"2009-06-01\"}")
                        .post("/v1/improvement-plans/{id}/due-date", id)
                        .then(),
                422,
                "on",
                "reason");
        refused(
                yot("Sefton")
                        .body("{\"narrative\":\"Nothing.\"}")
                        .post("/v1/improvement-plans/{id}/monitoring-returns", id)
                        .then(),
                400,
                "quarter");
        refused(
                as("lead-inspector")
                        .body("{\"on\":\"+999999999-12-31\",\"reason\":\"Floods.\"}")
                        .post("/v1/improvement-plans/{id}/due-date", id)
                        .then(),
                422,
                "on");
        refused(
                as("yjb").get("/v1/improvement-plans?dueBefore={d}", "+999999999-12-31").then(),
                422,
                "dueBefore");
        refused(
                as("lead-inspector")
                        .header("If-Match", "\"7\"")
                        .body("{\"on\":\"2009-08-01\",\"reason\":\"Floods.\"}")
                        .post("/v1/improvement-plans/{id}/due-date", id)
                        .then(),
                412,
                "If-Match");
        as("yjb").get("/v1/improvement-plans?status=lost").then().statusCode(400);
        as("yjb").get("/v1/improvement-plans?cursor=!!").then().statusCode(422);
        as("yjb").get("/v1/improvement-plans?dueBefore=soon").then().statusCode(400);
        as("yjb").get("/v1/improvement-plans?limit=101").then().statusCode(400);
        plan(id).body("version", equalTo(1));
    }

    @Test
    void everyone_sees_and_does_only_what_is_theirs() throws Exception {
        String id = requested("Sefton");
        given().get("/v1/improvement-plans").then().statusCode(401);
        as("operator").get("/v1/improvement-plans").then().statusCode(403);
        yot("Merton").get("/v1/improvement-plans/{id}", id).then().statusCode(404);
        yot("Merton")
                .get("/v1/improvement-plans?area=Sefton")
                .then()
                .statusCode(200)
                .body("items", empty());
        yot("Sefton")
                .get("/v1/improvement-plans")
                .then()
                .statusCode(200)
                .body("items.area", everyItem(equalTo("Sefton")));
        yot("Merton")
                .body(aPlan())
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(404);
        String signature = "{\"by\":\"Chair\",\"on\":\"2009-06-24\"}";
        yot("Merton")
                .body(signature)
                .post("/v1/improvement-plans/{id}/sign-off", id)
                .then()
                .statusCode(404);
        yot("Merton")
                .body("{\"quarter\":1,\"progress\":[],\"narrative\":\"It goes on.\"}")
                .post("/v1/improvement-plans/{id}/monitoring-returns", id)
                .then()
                .statusCode(404);
        for (String door :
                List.of(
                        "submissions",
                        "sign-off",
                        "returns",
                        "finalisation",
                        "due-date",
                        "monitoring-returns")) {
            as("yjb")
                    .body("{}")
                    .post("/v1/improvement-plans/{id}/" + door, id)
                    .then()
                    .statusCode(403);
        }
        as("lead-inspector")
                .body(signature)
                .post("/v1/improvement-plans/{id}/sign-off", id)
                .then()
                .statusCode(403);
        as("lead-inspector")
                .body(aPlan())
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(403);
        yot("Sefton")
                .body("{}")
                .post("/v1/improvement-plans/{id}/finalisation", id)
                .then()
                .statusCode(403);
        as("lead-inspector")
                .body("{}")
                .post("/v1/improvement-plans/none/finalisation")
                .then()
                .statusCode(404);
    }

    @Test
    void every_read_of_a_plan_waits_for_the_report_that_asks_for_it() throws Exception {
        String id = UUID.randomUUID().toString();
        var doors = List.of("", "/calendar.ics", "/reinspection");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor();
                var reports = Upstream.reports(id)) {
            var waiting = new ArrayList<Future<Response>>();
            for (String door : doors) {
                waiting.add(pool.submit(() -> persistent(id, door, "report-events/1")));
            }
            reports.publish("2009-06-24", Sefton.report("Sefton"));
            for (Future<Response> answer : waiting) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
            waiting.getFirst()
                    .get()
                    .then()
                    .header("ETag", "\"1\"")
                    .body("status", equalTo("awaiting-submission"));
        }
        yot("Sefton")
                .header("If-None-Match", "\"1\"")
                .get("/v1/improvement-plans/{id}?minVersion=1", id)
                .then()
                .statusCode(304);
        yot("Sefton")
                .get("/v1/improvement-plans/{id}?minVersion=9", id)
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .body("behind.minVersion", contains("9"))
                .body("behind.reached", contains(1));
        for (String door : doors) {
            sameAtOnce(yot("Merton"), id, door, 404);
            sameAtOnce(given(), id, door, 401);
            sameAtOnce(as("operator"), id, door, 403);
        }
        refused(
                as("yjb").get("/v1/improvement-plans/{id}?minVersion=score-events/1", id).then(),
                400,
                "minVersion");
    }

    @Test
    void before_there_is_a_plan_the_announcement_says_who_may_wait_for_it() throws Exception {
        String id = UUID.randomUUID().toString();
        try (var cases = Upstream.cases(id)) {
            cases.publish("2009-03-16", announced(null));
            String path = "/v1/improvement-plans/" + id;
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            as("lead-inspector")
                                            .get(path + "?minVersion=case-events/1")
                                            .statusCode()
                                    == 404);
            for (var reader : List.of(as("yjb"), yot("Sefton"))) {
                sameAtOnce(reader, id, "", 404, "case-events/9", "report-events/1");
                reader.get(path + "?minVersion=1")
                        .then()
                        .statusCode(503)
                        .body(
                                "detail",
                                equalTo("Version 1 is asked for, and none is reached here yet."));
            }
            sameAtOnce(yot("Merton"), id, "", 404);
        }
        // Of what nobody has announced no service knows that it will be its own.
        sameAtOnce(yot("Sefton"), UUID.randomUUID().toString(), "", 404);
    }

    private static Response persistent(String id, String door, String version) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                as("lead-inspector")
                                        .get(
                                                "/v1/improvement-plans/"
                                                        + id
                                                        + door
                                                        + "?minVersion="
                                                        + version),
                        answer -> answer.statusCode() != 503);
    }

    /** Who waits in vain waits five seconds. */
    private static void sameAtOnce(
            RequestSpecification reader, String id, String door, int status) {
        sameAtOnce(reader, id, door, status, "9", "case-events/1", "report-events/9");
    }

    private static void sameAtOnce(
            RequestSpecification reader, String id, String door, int status, String... versions) {
        String path = "/v1/improvement-plans/" + id + door;
        String without =
                given().spec(reader).get(path).then().statusCode(status).extract().asString();
        long begun = System.nanoTime();
        for (String version : versions) {
            given().spec(reader)
                    .get(path + "?minVersion=" + version)
                    .then()
                    .statusCode(status)
                    .body(equalTo(without));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
    }

    // ---- duplicates and races

    @Test
    void a_repeated_submission_gets_the_first_answer_and_the_key_serves_no_other()
            throws Exception {
        String id = requested("Sefton");
        String key = UUID.randomUUID().toString();
        var first =
                yot("Sefton", key).body(aPlan()).post("/v1/improvement-plans/{id}/submissions", id);
        var again =
                yot("Sefton", key).body(aPlan()).post("/v1/improvement-plans/{id}/submissions", id);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.asString()).isEqualTo(first.asString());
        yot("Sefton", key)
                .body("{\"actions\":[]}")
                .post("/v1/improvement-plans/{id}/submissions", id)
                .then()
                .statusCode(422)
                .body("violations.field", contains("Idempotency-Key"));
        plan(id).body("version", equalTo(2));
    }

    @Test
    void of_many_plans_submitted_at_once_one_is_reviewed() throws Exception {
        String id = requested("Sefton");
        var attempts = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 12; i++) {
            String owner = "Owner " + i;
            attempts.add(() ->
                    yot("Sefton")
                            .body(aPlan().replace("YOT Manager", owner))
                            .post("/v1/improvement-plans/{id}/submissions", id)
                            .statusCode());
        }
        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(6)) {
            for (var attempt : pool.invokeAll(attempts)) {
                statuses.add(attempt.get());
            }
        }
        assertThat(statuses).containsOnlyOnce(201);
        assertThat(new HashSet<>(statuses)).containsExactlyInAnyOrder(201, 409);
        plan(id).body("version", equalTo(2));
    }

    // ---- the words of these tests

    private static String requested(String area) {
        String id = UUID.randomUUID().toString();
        try (var reports = Upstream.reports(id)) {
            reports.publish("2009-06-24", Sefton.report(area));
        }
        eventually(() -> plan(id));
        return id;
    }

    private static InspectionAnnounced announced(@Nullable String reinspectionOf) {
        return new InspectionAnnounced(
                "Sefton",
                "Sefton Youth Offending Team",
                reinspectionOf == null ? InspectionKind.CORE : InspectionKind.REINSPECTION,
                Frameworks.newest("cci-2009").orElseThrow(),
                "lead",
                LocalDate.parse("2010-09-06"),
                LocalDate.parse("2010-09-10"),
                reinspectionOf);
    }

    private static String aPlan() {
        return """
        {"actions":[
          {"id":"A1","recommendations":[1,2,3,4],"text":"Countersign assessments.",
           "owner":"YOT Manager","targetDate":"2009-12-31",
           "measure":"Assessments of sufficient quality","baseline":"29%","target":"75%"},
          {"id":"A2","recommendations":[5,6,7,8],"text":"Fill the vacant posts.",
           "owner":"Chair of Management Board","targetDate":"2009-10-31",
           "measure":"Vacant management posts","baseline":"2","target":"0"}]}
        """;
    }

    private static ValidatableResponse monitoringReturn(String id, int quarter, String second) {
        return yot("Sefton")
                .body(
                        Map.of(
                                "quarter",
                                quarter,
                                "progress",
                                List.of(
                                        Map.of(
                                                "actionId",
                                                "A1",
                                                "status",
                                                "at-risk",
                                                "measureNow",
                                                "48%"),
                                        Map.of(
                                                "actionId",
                                                "A2",
                                                "status",
                                                second,
                                                "measureNow",
                                                "0")),
                                "narrative",
                                "A manager is in post."))
                .post("/v1/improvement-plans/{id}/monitoring-returns", id)
                .then();
    }

    private static ValidatableResponse plan(String id) {
        return as("yjb").get("/v1/improvement-plans/{id}", id).then().statusCode(200);
    }

    private static ValidatableResponse listed(String area, String more) {
        return as("yjb")
                .urlEncodingEnabled(true)
                .get("/v1/improvement-plans?area={a}" + more, area)
                .then()
                .statusCode(200);
    }

    private static String approaching(int days) {
        return "{\"deadline\":\"plan\",\"number\":1,\"dueOn\":\"2009-07-22\",\"daysLeft\":%d}"
                .formatted(days);
    }

    private static void waitForVersion(String id, int version) {
        eventually(() -> plan(id).body("version", equalTo(version)));
    }

    private static List<String> published(String id) {
        return Upstream.plan(id).stream().map(StoredEvent::type).toList();
    }

    /**
     * Every record of the other services' topics is applied, and everything written is published.
     */
    private static void caughtUp() {
        eventually(() -> {
            as("operator").get("/admin/projections").then().body("lag", equalTo(0));
            as("operator").get("/admin/relay").then().body("lag", equalTo(0));
        });
    }

    private static RequestSpecification as(String role) {
        return request(role, UUID.randomUUID().toString(), null);
    }

    private static RequestSpecification yot(String area) {
        return yot(area, UUID.randomUUID().toString());
    }

    private static RequestSpecification yot(String area, String key) {
        return request("yot", key, area);
    }

    private static RequestSpecification request(String role, String key, @Nullable String area) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, area));
    }

    private static void refused(ValidatableResponse response, int status, String... fields) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("violations.field", containsInAnyOrder(fields))
                .body("violations.rule", hasSize(fields.length));
    }
}
