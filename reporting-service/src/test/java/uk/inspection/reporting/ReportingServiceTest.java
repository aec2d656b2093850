package uk.inspection.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static uk.inspection.reporting.Sefton.RECOMMENDATIONS;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.ContextTopic;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.Codec;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent.PlanForwarded;
import uk.inspection.contract.ReportEvent.DueDate;
import uk.inspection.contract.ReportEvent.ReportPublished;
import uk.inspection.eventstore.Outcome;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.Envelope;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.domain.ReportCommand.PublishScheduled;
import uk.inspection.reporting.projection.ReportReadModels;
import uk.inspection.reporting.store.Reports;

/** The service's doors, on a real database and a real broker. */
@QuarkusTest
@QuarkusTestResource(ReportingServiceStack.class)
class ReportingServiceTest {
    private static final Instant ANNOUNCED = Instant.parse("2009-03-16T09:00:00Z");
    private static final Instant JUDGED = Instant.parse("2009-04-21T10:00:00Z");
    private static final Instant FINALISED = Instant.parse("2009-04-24T16:00:00Z");
    private static final Instant DRAFTED = Instant.parse("2009-05-20T09:00:00Z");
    private static final Instant PUBLISHED = Instant.parse("2009-06-24T09:00:00Z");
    private static final Instant FORWARDED = Instant.parse("2009-07-30T09:00:00Z");

    private static final Instant EMBARGO = Instant.parse("2009-06-30T23:01:00Z");
    private static final String PASSAGE = "criteria/1.1/strengths";

    private final String bootstrap = setting("kafka.bootstrap.servers");
    private final String prefix = setting("event-store.topic-prefix");
    private final Path clock = Path.of(setting("business-clock.file"));
    private final Upstream upstream = new Upstream(bootstrap, prefix);

    @Inject DataSource dataSource;
    @Inject EventStore eventStore;
    @Inject ReportReadModels readModels;
    @Inject Reports reports;

    @BeforeEach
    void draftedInMay() {
        businessTime(DRAFTED);
    }

    @AfterEach
    void close() {
        upstream.close();
    }

    // ---- the happy path

    @Test
    void sefton_is_reported_from_the_final_scores_to_publication() {
        String id = finalised(InspectionKind.CORE);
        as("lead-inspector")
                .body(Map.of("foreword", Sefton.FOREWORD))
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(201)
                .header("ETag", "\"1\"")
                .header("Location", endsWith("/v1/reports/" + id))
                .body("version", equalTo(1));
        recommended(id);
        as("lead-inspector")
                .body(Map.of("section", PASSAGE, "text", "Three posts.", "reason", "A recount."))
                .post("/v1/reports/{id}/amendments", id)
                .then()
                .statusCode(201)
                .body("version", equalTo(10));
        checkOpened(id);
        yot(Sefton.AREA)
                .body(challenges())
                .post("/v1/reports/{id}/factual-accuracy/answer", id)
                .then()
                .statusCode(200)
                .body("version", equalTo(12));
        accepted(id);
        businessTime(PUBLISHED);
        publish(id)
                .statusCode(200)
                .header("ETag", "\"14\"")
                .body("version", equalTo(14))
                .body("publishedOn", equalTo("2009-06-24"))
                .body("planDue.on", equalTo("2009-07-22"))
                .body("planDue.rule", equalTo("28 days after publication"))
                .body("reinspection.reinspect", equalTo(true))
                .body("reinspection.due.on", equalTo("2010-06-24"))
                .body("reinspection.due.rule", equalTo("12 months after publication"));
        as("inspector")
                .get("/v1/reports/{id}", id)
                .then()
                .statusCode(200)
                .header("ETag", "\"14\"")
                .body("inspectionId", equalTo(id))
                .body("status", equalTo("published"))
                .body("edition", equalTo(1))
                .body("kind", equalTo("core"))
                .body("framework.id", equalTo("cci-2009"))
                .body("scores.method", equalTo("pooled-percentage"))
                .body("scores.headlines.percent", contains(38, 36, 50))
                .body("proposal.proposed", equalTo(true))
                .body("recommendations.number", contains(1, 2, 3, 4, 5, 6, 7, 8))
                .body("recommendations[6].responsible", equalTo("Chair of Management Board"))
                .body("factualAccuracy.dueOn", equalTo("2009-06-12"))
                .body("factualAccuracy.answeredOn", equalTo("2009-05-20"))
                .body("factualAccuracy.challenges.section", contains(PASSAGE))
                .body("amendments.text", contains("Three posts."))
                .body("publishedOn", equalTo("2009-06-24"))
                .body("planDue.on", equalTo("2009-07-22"))
                .body("overseer", equalTo("Youth Justice Board"))
                .body("reinspection.due.on", equalTo("2010-06-24"));
        given().get("/v1/reports").then().statusCode(200).body("items.inspectionId", hasItem(id));

        var published = (ReportPublished) ownEvent(id, 14);
        assertThat(published.recommendations()).isEqualTo(RECOMMENDATIONS);
        assertThat(published.planDue())
                .isEqualTo(new DueDate(Sefton.PLAN_DUE, "28 days after publication"));
        assertThat(published.scores()).isEqualTo(Sefton.finalised(InspectionKind.CORE, 3).scores());

        as("chief-inspector")
                .body(Map.of("section", PASSAGE, "text", "Four posts.", "reason", "A misprint."))
                .post("/v1/reports/{id}/corrections", id)
                .then()
                .statusCode(201);
        given().get("/v1/reports/{id}", id)
                .then()
                .body("edition", equalTo(2))
                .body("corrections.correctedOn", contains("2009-06-24"));
    }

    @Test
    void rated_standards_are_reported_whole_from_draft_to_publication() {
        String id = UUID.randomUUID().toString();
        upstream.send("case-events", id, ANNOUNCED, Map.of(), EastSussex.announced());
        upstream.send(
                "score-events", id, FINALISED, Map.of("case-events", 1L), EastSussex.finalised(1));
        arrived(id, 1);
        arrived(id, "score-events", 1);
        draft(id);
        recommended(id);
        checkOpened(id);
        yot(EastSussex.AREA)
                .body("{\"challenges\":[]}")
                .post("/v1/reports/{id}/factual-accuracy/answer", id)
                .then()
                .statusCode(200);
        as("inspector")
                .get("/v1/reports/{id}", id)
                .then()
                .body("proposal.proposed", equalTo(false))
                .body("proposal.why", containsString("the overall rating is Good"));
        businessTime(PUBLISHED);
        as("chief-inspector")
                .body(
                        """
                        {"reinspection":{"reinspect":false,"reason":"The service is Good."}}
                        """)
                .post("/v1/reports/{id}/publication", id)
                .then()
                .statusCode(200)
                .body("planDue.rule", equalTo("28 days after publication"));
        given().get("/v1/reports/{id}", id)
                .then()
                .statusCode(200)
                .body("framework.id", equalTo("yj-2021"))
                .body("scores.method", equalTo("rated-standards"))
                .body("scores.points", equalTo(25))
                .body("scores.maximum", equalTo(36))
                .body("scores.overall", equalTo("Good"))
                .body("scores.standards", hasSize(13))
                .body("scores.standards[5].id", equalTo("2.2"))
                .body("scores.standards[5].rating", equalTo("Inadequate"))
                .body("scores.standards[5].points", equalTo(0))
                .body("scores.standards[5].keyQuestions[0].id", equalTo("2.2.desistance"))
                .body("scores.standards[5].keyQuestions[0].sufficient", equalTo(8))
                .body("scores.standards[5].keyQuestions[0].applicable", equalTo(20))
                .body("scores.standards[5].keyQuestions[0].interval.low", equalTo(21))
                .body("scores.standards[7].rating", equalTo("Outstanding"))
                .body("scores.standards[7].byRule", equalTo("Good"))
                .body("scores.standards[12].rating", equalTo("Requires improvement"))
                .body("scores.standards[12].counted", equalTo(false));
        assertThat(((ReportPublished) ownEvent(id, reportVersion(id))).scores())
                .isEqualTo(EastSussex.SCORES);
    }

    @Test
    void a_plan_may_be_due_on_a_fixed_date_with_another_overseer_and_no_reinspection() {
        String id = checked();
        as("chief-inspector")
                .body(
                        """
                        {"reinspection":{"reinspect":false,"reason":"The work is sound."},
                         "planDueOn":"2009-09-01","overseer":"The Board"}
                        """)
                .post("/v1/reports/{id}/publication", id)
                .then()
                .statusCode(200)
                .body("planDue.on", equalTo("2009-09-01"))
                .body("planDue.rule", equalTo("fixed date"))
                .body("reinspection.due", nullValue());
        given().get("/v1/reports/{id}", id).then().body("overseer", equalTo("The Board"));
    }

    @Test
    void published_reports_are_listed_newest_first_in_pages_with_conditional_reading() {
        String older = published();
        String newer = published();
        String next =
                given().get("/v1/reports?limit=1")
                        .then()
                        .statusCode(200)
                        .body("items.inspectionId", contains(newer))
                        .extract()
                        .path("next");
        given().get("/v1/reports?limit=1&cursor={c}", next)
                .then()
                .body("items.inspectionId", contains(older));
        String etag = given().get("/v1/reports/{id}", older).getHeader("ETag");
        given().header("If-None-Match", etag).get("/v1/reports/{id}", older).then().statusCode(304);
    }

    // ---- challenges

    @Test
    void a_report_is_published_once_every_challenge_is_decided() {
        String id = drafted();
        recommended(id);
        checkOpened(id);
        yot(Sefton.AREA)
                .body(challenges())
                .post("/v1/reports/{id}/factual-accuracy/answer", id)
                .then()
                .statusCode(200);
        businessTime(PUBLISHED);
        publish(id).statusCode(409).body("detail", containsString("not decided yet: 1."));
        as("chief-inspector")
                .body(decision(true))
                .post("/v1/reports/{id}/factual-accuracy/challenges/1", id)
                .then()
                .statusCode(403);
        refused(
                as("lead-inspector")
                        .body("{\"reason\":\" \"}")
                        .post("/v1/reports/{id}/factual-accuracy/challenges/1", id)
                        .then(),
                400,
                "accepted",
                "reason");
        as("lead-inspector")
                .body(decision(true))
                .post("/v1/reports/{id}/factual-accuracy/challenges/2", id)
                .then()
                .statusCode(404)
                .body("detail", equalTo("There is no challenge 2; the answer has 1."));
        accepted(id);
        as("lead-inspector")
                .body(decision(false))
                .post("/v1/reports/{id}/factual-accuracy/challenges/1", id)
                .then()
                .statusCode(200);
        yot(Sefton.AREA)
                .get("/v1/reports/{id}", id)
                .then()
                .body("factualAccuracy.decisions.accepted", contains(false));
        publish(id).statusCode(200);
    }

    @Test
    void what_is_no_passage_is_refused_with_the_list_of_those_there_are() {
        String id = drafted();
        refused(
                as("lead-inspector")
                        .body(Map.of("section", "1.1", "text", "Three.", "reason", "Facts."))
                        .post("/v1/reports/{id}/amendments", id)
                        .then()
                        .body("violations[0].rule", containsString(PASSAGE)),
                422,
                "section");
    }

    // ---- publication at a set moment

    @Test
    void a_scheduled_report_is_public_from_its_moment_on_and_not_before() {
        String id = scheduled();
        for (var involved : List.of(as("inspector"), yot(Sefton.AREA))) {
            involved.get("/v1/reports/{id}", id)
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("scheduled"))
                    .body("publishAt", equalTo("2009-06-30T23:01:00Z"))
                    .body("publishedOn", nullValue())
                    .body("planDue.on", equalTo("2009-07-29"));
        }
        hiddenFromOthers(id);
        given().get("/v1/reports/{id}/document", id).then().statusCode(404);
        given().get("/v1/reports/{id}/document/tables.csv", id).then().statusCode(404);
        as("lead-inspector")
                .body(Map.of("section", "foreword", "text", "Another.", "reason", "Style."))
                .post("/v1/reports/{id}/amendments", id)
                .then()
                .statusCode(409)
                .body("detail", containsString("withdraw"));
        businessTime(EMBARGO);
        awaitPublic(id)
                .body("status", equalTo("published"))
                .body("publishedOn", equalTo("2009-07-01"))
                .body("publishAt", nullValue())
                .body("planDue.on", equalTo("2009-07-29"))
                .body("reinspection.due.on", equalTo("2010-07-01"));
        given().get("/v1/reports/{id}/document?edition=1", id)
                .then()
                .statusCode(200)
                .body("publishedOn", equalTo("2009-07-01"));
    }

    @Test
    void what_was_due_while_the_service_was_down_is_published_as_of_its_day() throws SQLException {
        String id = scheduled();
        update("update log.head set change = change + 1"); // as after a restart
        businessTime(EMBARGO.plus(Duration.ofDays(20)));
        awaitPublic(id).body("publishedOn", equalTo("2009-07-01"));
    }

    @Test
    void several_timers_publish_a_report_once() throws Exception {
        String id = scheduled();
        var attempts = new ArrayList<Callable<Outcome>>();
        for (int i = 0; i < 8; i++) {
            attempts.add(() -> reports.publish(id, new PublishScheduled(EMBARGO, EMBARGO)).get());
        }
        var outcomes = new ArrayList<Outcome>();
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (var attempt : pool.invokeAll(attempts)) {
                outcomes.add(attempt.get());
            }
        }
        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Committed.class);
        assertThat(
                        history(id, "").stream()
                                .filter(event -> "ReportPublished".equals(event.get("type"))))
                .hasSize(1);
    }

    @Test
    void a_publication_is_withdrawn_with_a_reason_and_set_anew() {
        String id = scheduled();
        refused(
                as("chief-inspector")
                        .body("{}")
                        .post("/v1/reports/{id}/publication/withdrawal", id)
                        .then(),
                400,
                "reason");
        as("lead-inspector")
                .body("{\"reason\":\"Not yet.\"}")
                .post("/v1/reports/{id}/publication/withdrawal", id)
                .then()
                .statusCode(403);
        as("chief-inspector")
                .body("{\"reason\":\"Not yet.\"}")
                .post("/v1/reports/{id}/publication/withdrawal", id)
                .then()
                .statusCode(200);
        as("inspector")
                .get("/v1/reports/{id}", id)
                .then()
                .body("status", equalTo("answered"))
                .body("publishAt", nullValue())
                .body("planDue", nullValue())
                .body("reinspection", nullValue());
        schedule(id).statusCode(200);
        businessTime(EMBARGO);
        awaitPublic(id);
    }

    @Test
    void fieldwork_reopened_before_the_moment_takes_the_publication_back() {
        String id = scheduled();
        upstream.send(
                "case-events",
                id,
                PUBLISHED,
                Map.of(),
                new FieldworkReopened("One more case came in."));
        arrived(id, "case-events", 4);
        as("inspector").get("/v1/reports/{id}", id).then().body("status", equalTo("answered"));
        upstream.send(
                "score-events",
                id,
                PUBLISHED,
                Map.of("case-events", 4L),
                Sefton.finalised(InspectionKind.CORE, 5));
        arrived(id, "score-events", 2);
        as("inspector").get("/v1/reports/{id}", id).then().body("status", equalTo("void"));
        hiddenFromOthers(id);
    }

    @Test
    void scores_final_again_before_the_moment_void_the_scheduled_report() {
        String id = scheduled();
        upstream.send(
                "score-events",
                id,
                PUBLISHED,
                Map.of("case-events", 4L),
                Sefton.finalised(InspectionKind.CORE, 5));
        arrived(id, "score-events", 2);
        as("inspector")
                .get("/v1/reports/{id}", id)
                .then()
                .body("status", equalTo("void"))
                .body("publishAt", nullValue());
        businessTime(EMBARGO);
        publish(id).statusCode(409).body("detail", containsString("void"));
    }

    @Test
    void fieldwork_reopened_after_the_moment_finds_the_report_published() {
        String id = scheduled();
        upstream.send(
                "case-events",
                id,
                EMBARGO,
                Map.of(),
                new FieldworkReopened("One more case came in."));
        arrived(id, "case-events", 4);
        given().get("/v1/reports/{id}", id)
                .then()
                .statusCode(200)
                .body("publishedOn", equalTo("2009-07-01"));
    }

    // ---- the document

    @Test
    void the_document_says_what_is_drafted_and_edited_and_what_others_reported() {
        String id = drafted();
        upstream.send(
                "case-events",
                id,
                DRAFTED,
                Map.of(),
                new QuestionnaireRecorded(Respondents.CHILDREN, 2));
        upstream.send(
                "case-events",
                id,
                DRAFTED,
                Map.of(),
                new ContextRecorded(ContextTopic.AREA_FACTS, "The area is coastal."));
        arrived(id, "case-events", 5);
        var draft =
                as("inspector")
                        .get("/v1/reports/{id}/document", id)
                        .then()
                        .statusCode(200)
                        .contentType(ContentType.JSON)
                        .body("edition", nullValue())
                        .body("foreword.text", equalTo(Sefton.FOREWORD))
                        .body("scoring.headlines.score.percent", contains(38, 36, 50))
                        .body("sections[0].criteria[0].strengths.drafted", hasSize(3))
                        .body("children.questionnaires", equalTo(2))
                        .body("children.passage.text", containsString("no judgement"))
                        .body("context.text", equalTo("The area is coastal."))
                        .extract();
        as("inspector")
                .header("If-None-Match", draft.header("ETag"))
                .get("/v1/reports/{id}/document", id)
                .then()
                .statusCode(304);
        as("lead-inspector")
                .body(Map.of("section", PASSAGE, "text", "None.", "reason", "Facts."))
                .post("/v1/reports/{id}/amendments", id)
                .then()
                .statusCode(201);
        as("inspector")
                .header("If-None-Match", draft.header("ETag"))
                .get("/v1/reports/{id}/document", id)
                .then()
                .statusCode(200)
                .body("sections[0].criteria[0].strengths.passage.text", equalTo("None."))
                .body("sections[0].criteria[0].strengths.drafted", hasSize(0));
        as("inspector").get("/v1/reports/{id}/document?edition=1", id).then().statusCode(404);
        given().get("/v1/reports/{id}/document", id).then().statusCode(404);
        yot(Sefton.AREA).get("/v1/reports/{id}/document", id).then().statusCode(404);
    }

    @Test
    void each_edition_stays_as_it_was_published_also_when_all_is_read_anew() throws SQLException {
        String id = published();
        String first = given().get("/v1/reports/{id}/document", id).asString();
        as("chief-inspector")
                .body(Map.of("section", "foreword", "text", "Another.", "reason", "A misprint."))
                .post("/v1/reports/{id}/corrections", id)
                .then()
                .statusCode(201);
        String second = given().get("/v1/reports/{id}/document", id).asString();
        given().get("/v1/reports/{id}/document", id)
                .then()
                .body("edition", equalTo(2))
                .body("foreword.text", equalTo("Another."))
                .body("editions.why", contains(null, "A misprint."))
                .body("editions.passage", contains(null, "foreword"));
        given().get("/v1/reports/{id}/document?edition=3", id).then().statusCode(404);
        refused(given().get("/v1/reports/{id}/document?edition=0", id).then(), 400, "edition");
        int version = reportVersion(id);

        for (String table :
                List.of("report", "report_content", "report_edition", "history_event")) {
            String column =
                    table.equals("history_event") || table.equals("report_edition")
                            ? "inspection"
                            : "id";
            update("delete from %s where %s = '%s'".formatted(table, column, id));
        }
        given().get("/v1/reports/{id}/document", id).then().statusCode(404);
        var all = new ArrayList<StoredEvent>();
        eventStore.log().write(tx -> tx.history(id, Set.of(), all::add));
        QuarkusTransaction.requiringNew().run(() -> readModels.apply(all));

        assertThat(given().get("/v1/reports/{id}/document?edition=1", id).asString())
                .isEqualTo(first);
        assertThat(given().get("/v1/reports/{id}/document?edition=2", id).asString())
                .isEqualTo(second);
        assertThat(reportVersion(id)).isEqualTo(version);
    }

    @Test
    void the_tables_are_there_as_csv_with_their_own_tag() {
        String id = published();
        var csv =
                given().get("/v1/reports/{id}/document/tables.csv", id)
                        .then()
                        .statusCode(200)
                        .contentType("text/csv")
                        .extract();
        assertThat(csv.asString().lines())
                .startsWith(
                        "table,id,title,sufficient,applicable,percent,band,intervalLow,intervalHigh,"
                                + "rating,ratingByRule,points,scored",
                        "headline,safeguarding,Safeguarding,124,323,38,DRASTIC,33,44,,,,true")
                .contains(
                        "criterion,1.1,Risk of Harm to others,58,127,46,SUBSTANTIAL,37,55,,,,true",
                        "question,1.1.1,Was a RoSH screening completed?,23,32,72,,54,85,,,,true")
                .anyMatch(row -> row.startsWith("question,1.2.17,") && row.endsWith(",false"))
                .hasSize(1 + 3 + 3 + 8 + Sefton.QUESTIONS);
        given().header("If-None-Match", csv.header("ETag"))
                .get("/v1/reports/{id}/document/tables.csv", id)
                .then()
                .statusCode(304);
        given().header("If-None-Match", csv.header("ETag"))
                .get("/v1/reports/{id}/document", id)
                .then()
                .statusCode(200);
    }

    // ---- who sees what

    @Test
    void a_draft_is_seen_by_the_inspectorate_alone() {
        String id = drafted();
        for (String role : List.of("inspector", "lead-inspector", "chief-inspector")) {
            as(role).get("/v1/reports/{id}", id).then().body("status", equalTo("draft"));
        }
        hiddenFromOthers(id);
        yot(Sefton.AREA).get("/v1/reports/{id}", id).then().statusCode(404);
    }

    @Test
    void a_report_under_check_is_seen_by_the_service_of_its_area_too() {
        String id = drafted();
        recommended(id);
        checkOpened(id);
        yot(Sefton.AREA)
                .get("/v1/reports/{id}", id)
                .then()
                .statusCode(200)
                .body("status", equalTo("factual-accuracy"));
        hiddenFromOthers(id);
        yot("Wessex")
                .body(challenges())
                .post("/v1/reports/{id}/factual-accuracy/answer", id)
                .then()
                .statusCode(404);
    }

    @Test
    void of_a_published_report_everyone_sees_what_is_public_and_those_involved_see_all() {
        String id = drafted();
        recommended(id);
        as("lead-inspector")
                .body(Map.of("section", PASSAGE, "text", "Three posts.", "reason", "A recount."))
                .post("/v1/reports/{id}/amendments", id)
                .then()
                .statusCode(201);
        checkOpened(id);
        yot(Sefton.AREA)
                .body(challenges())
                .post("/v1/reports/{id}/factual-accuracy/answer", id)
                .then()
                .statusCode(200);
        accepted(id);
        businessTime(PUBLISHED);
        publish(id).statusCode(200);
        for (var involved :
                List.of(
                        as("inspector"),
                        as("lead-inspector"),
                        as("chief-inspector"),
                        yot(Sefton.AREA))) {
            involved.get("/v1/reports/{id}", id)
                    .then()
                    .statusCode(200)
                    .header("ETag", "\"14\"")
                    .header("Vary", containsString("Authorization"))
                    .body("factualAccuracy.challenges.text", contains("Three, not two."))
                    .body("factualAccuracy.decisions.accepted", contains(true))
                    .body("factualAccuracy.decisions.reason", contains("So the file says."))
                    .body("amendments.reason", contains("A recount."))
                    .body("proposal.proposed", equalTo(true));
        }
        for (var other :
                List.of(given(), as("yjb"), as("analyst"), as("operator"), yot("Wessex"))) {
            other.get("/v1/reports/{id}", id)
                    .then()
                    .statusCode(200)
                    .header("ETag", "\"14-public\"")
                    .header("Vary", containsString("Authorization"))
                    .body("factualAccuracy.answeredOn", equalTo("2009-05-20"))
                    .body("factualAccuracy", not(hasKey("challenges")))
                    .body("factualAccuracy", not(hasKey("decisions")))
                    .body("amendments.text", contains("Three posts."))
                    .body("amendments[0]", not(hasKey("reason")))
                    .body("", not(hasKey("proposal")));
        }
        // What one caller keeps is never taken for what another may see.
        as("inspector")
                .header("If-None-Match", "\"14-public\"")
                .get("/v1/reports/{id}", id)
                .then()
                .statusCode(200);
    }

    @Test
    void the_service_of_the_area_sees_a_report_from_the_opening_of_the_check_on() {
        String id = drafted();
        recommended(id);
        checkOpened(id);
        businessTime(PUBLISHED); // long after the check's last day
        yot(Sefton.AREA)
                .get("/v1/reports/{id}", id)
                .then()
                .statusCode(200)
                .body("status", equalTo("factual-accuracy"));
    }

    @Test
    void who_is_involved_waits_for_a_version_and_everyone_else_is_answered_at_once() {
        String id = published();
        int version = reportVersion(id);
        for (String door :
                List.of(
                        "",
                        "/document",
                        "/document/tables.csv",
                        "/document/tables.ods",
                        "/document/report.pdf",
                        "/press-notice")) {
            String path = "/v1/reports/" + id + door + "?minVersion=";
            as("inspector").get(path + version).then().statusCode(200);
            for (var other : List.of(given(), as("yjb"), yot("Wessex"))) {
                long begun = System.nanoTime();
                other.get(path + "99").then().statusCode(200);
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isLessThan(Duration.ofSeconds(4));
            }
        }
        for (var involved : List.of(as("inspector"), yot(Sefton.AREA))) {
            involved.get("/v1/reports/{id}?minVersion=99", id)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "1")
                    .body("behind.reached", contains(version));
        }
        refused(
                as("inspector").get("/v1/reports/{id}?minVersion=report-events/1", id).then(),
                400,
                "minVersion");
    }

    @Test
    void a_draft_is_waited_for_by_the_inspectorate_alone() {
        String id = drafted();
        as("inspector").get("/v1/reports/{id}?minVersion=99", id).then().statusCode(503);
        for (var other : List.of(given(), as("analyst"), yot(Sefton.AREA))) {
            long begun = System.nanoTime();
            other.get("/v1/reports/{id}?minVersion=99", id).then().statusCode(404);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void a_history_is_read_as_far_as_a_service_is_known_to_have_written() throws Exception {
        String id = UUID.randomUUID().toString();
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting =
                    readers.submit(() ->
                            Awaitility.await()
                                    .atMost(Duration.ofSeconds(60))
                                    .until(
                                            () ->
                                                    as("inspector")
                                                            .get(
                                                                    "/v1/inspections/{id}/history?minVersion=case-events/2",
                                                                    id),
                                            answer -> answer.statusCode() != 503));
            upstream.send(
                    "case-events", id, ANNOUNCED, Map.of(), Sefton.announced(InspectionKind.CORE));
            upstream.send("case-events", id, JUDGED, Map.of(), judged(1));
            waiting.get()
                    .then()
                    .statusCode(200)
                    .body("items.type", contains("InspectionAnnounced", "CaseJudged"));
        }
        String audit = finalised(InspectionKind.SELF_AUDIT);
        long begun = System.nanoTime();
        for (var other : List.of(as("inspector"), yot("Wessex"))) {
            other.get("/v1/inspections/{id}/history?minVersion=case-events/99", audit)
                    .then()
                    .statusCode(404);
        }
        as("inspector")
                .get("/v1/reports/{id}?minVersion=case-events/99", audit)
                .then()
                .statusCode(404);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        yot(Sefton.AREA)
                .get("/v1/inspections/{id}/history?minVersion=case-events/99", audit)
                .then()
                .statusCode(503)
                .body("behind.reached", contains(3));
    }

    @Test
    void nobody_without_a_role_writes() {
        String id = drafted();
        given().contentType(ContentType.JSON)
                .body(Map.of("foreword", "x"))
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(401);
        as("inspector")
                .body(Map.of("foreword", "x"))
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(403);
        as("lead-inspector")
                .body(publication())
                .post("/v1/reports/{id}/publication", id)
                .then()
                .statusCode(403);
        given().get("/v1/inspections/{id}/history", id).then().statusCode(401);
        for (String role : List.of("yjb", "analyst")) {
            as(role).get("/v1/inspections/{id}/history", id).then().statusCode(403);
        }
        yot(Sefton.AREA).get("/v1/inspections/{id}/history", id).then().statusCode(404);
        given().auth().oauth2("not.a.token").get("/v1/reports/{id}", id).then().statusCode(401);
    }

    // ---- refusals

    @Test
    void no_report_is_drafted_before_the_scores_are_final() {
        String id = UUID.randomUUID().toString();
        upstream.send(
                "case-events", id, ANNOUNCED, Map.of(), Sefton.announced(InspectionKind.CORE));
        arrived(id, 1);
        as("lead-inspector")
                .body(Map.of("foreword", Sefton.FOREWORD))
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("detail", equalTo("The scores of this inspection are not final yet."));
    }

    @Test
    void nobody_reports_on_a_self_audit() {
        String id = finalised(InspectionKind.SELF_AUDIT);
        as("lead-inspector")
                .body(Map.of("foreword", Sefton.FOREWORD))
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("There is no report of this inspection."));
        publish(id).statusCode(404);
        for (String role : List.of("inspector", "lead-inspector", "chief-inspector")) {
            as(role).get("/v1/reports/{id}", id).then().statusCode(404);
        }
        yot(Sefton.AREA).get("/v1/reports/{id}", id).then().statusCode(404);
        hiddenFromOthers(id);
    }

    @Test
    void scores_finalised_again_void_the_draft_and_a_new_one_replaces_it() {
        String id = checked();
        String etag = as("inspector").get("/v1/reports/{id}", id).getHeader("ETag");
        reopened(id);
        publish(id).statusCode(409).body("detail", containsString("Fieldwork was reopened"));
        upstream.send(
                "score-events",
                id,
                FORWARDED,
                Map.of("case-events", 5L),
                Sefton.finalised(InspectionKind.CORE, 5));
        arrived(id, "score-events", 2);
        as("inspector")
                .header("If-None-Match", etag)
                .get("/v1/reports/{id}", id)
                .then()
                .statusCode(200)
                .body("status", equalTo("void"));
        yot(Sefton.AREA).get("/v1/reports/{id}", id).then().statusCode(404);
        publish(id).statusCode(409).body("detail", containsString("The draft is void"));
        draft(id);
        as("inspector")
                .get("/v1/reports/{id}", id)
                .then()
                .body("status", equalTo("draft"))
                .body("recommendations", hasSize(0))
                .body("factualAccuracy", nullValue());
    }

    @Test
    void a_published_report_is_frozen() {
        String id = published();
        as("lead-inspector")
                .body(RECOMMENDATIONS.getFirst())
                .post("/v1/reports/{id}/recommendations", id)
                .then()
                .statusCode(409)
                .body("detail", containsString("frozen"));
        publish(id).statusCode(409).body("detail", containsString("new edition"));
        given().get("/v1/reports/{id}", id).then().body("edition", equalTo(1));
    }

    @Test
    void bad_requests_name_the_field_and_the_rule_and_write_nothing() {
        String id = drafted();
        refused(
                as("lead-inspector")
                        .body("{\"number\":0,\"text\":\"\"}")
                        .post("/v1/reports/{id}/recommendations", id)
                        .then(),
                400,
                "number",
                "text",
                "responsible");
        refused(
                as("lead-inspector")
                        .body("{\"dueOn\":\"2009-05-19\"}")
                        .post("/v1/reports/{id}/factual-accuracy", id)
                        .then(),
                422,
                "dueOn");
        refused(
                as("lead-inspector")
                        .body("{\"dueOn\":\"+999999999-12-31\"}")
                        .post("/v1/reports/{id}/factual-accuracy", id)
                        .then(),
                422,
                "dueOn");
        refused(
                as("lead-inspector")
                        .body(
                                Map.of(
                                        "number",
                                        101,
                                        "text",
                                        "x".repeat(4_001),
                                        "responsible",
                                        "x".repeat(201)))
                        .post("/v1/reports/{id}/recommendations", id)
                        .then(),
                400,
                "number",
                "text",
                "responsible");
        refused(
                as("lead-inspector")
                        .body(
                                Map.of(
                                        "section",
                                        PASSAGE,
                                        "text",
                                        "x".repeat(20_001),
                                        "reason",
                                        "x".repeat(2_001)))
                        .post("/v1/reports/{id}/amendments", id)
                        .then(),
                400,
                "text",
                "reason");
        refused(
                as("lead-inspector")
                        .body("{\"dueOn\":\"2009-06-12\",\"notes\":\"x\"}")
                        .post("/v1/reports/{id}/factual-accuracy", id)
                        .then(),
                400,
                "notes");
        refused(
                as("chief-inspector")
                        .body("{\"reinspection\":{\"reason\":\"x\"}}")
                        .post("/v1/reports/{id}/publication", id)
                        .then(),
                400,
                "reinspection.reinspect");
        as("lead-inspector")
                .body("{\"foreword\":")
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
        as("lead-inspector").get("/v1/reports/{id}", id).then().body("version", equalTo(1));
    }

    @Test
    void a_writing_request_needs_a_key() {
        refused(
                given().contentType(ContentType.JSON)
                        .auth()
                        .oauth2(TestTokens.token("lead-inspector", "lead", null))
                        .body(Map.of("foreword", "x"))
                        .post("/v1/reports/none")
                        .then(),
                400,
                "Idempotency-Key");
    }

    @Test
    void what_does_not_exist_is_not_found() {
        given().get("/v1/reports/none").then().statusCode(404);
        as("inspector").get("/v1/inspections/none/history").then().statusCode(404);
        publish("none").statusCode(404);
        given().get("/v1/reports?cursor=!!").then().statusCode(422);
        String id = drafted();
        as("inspector").get("/v1/inspections/{id}/history?cursor=eA", id).then().statusCode(422);
        refused(as("inspector").get("/v1/inspections/{id}/history?asOf=x", id).then(), 400, "asOf");
        for (String asOf :
                List.of(
                        "1989-12-31T23:59:59Z",
                        "2200-01-01T00:00:01Z",
                        "-1000000000-01-01T00:00:00Z",
                        "+1000000000-12-31T23:59:59Z")) {
            refused(
                    as("inspector")
                            .queryParam("asOf", asOf)
                            .get("/v1/inspections/{id}/history", id)
                            .then(),
                    422,
                    "asOf");
        }
    }

    // ---- history

    @Test
    void the_history_tells_all_services_events_causes_before_effects_and_no_answers()
            throws SQLException {
        String id = published();
        long version = reportVersion(id);
        upstream.send(
                "improvement-plan-events",
                id,
                FORWARDED,
                Map.of("report-events", version),
                new PlanForwarded("Youth Justice Board", Sefton.PUBLISHED.plusDays(36)));
        arrived(id, "improvement-plan-events", 1);
        List<Map<String, Object>> history = history(id, "");
        assertThat(history.stream().map(event -> event.get("type")))
                .startsWith(
                        "InspectionAnnounced",
                        "CaseJudged",
                        "CaseJudged",
                        "ScoresFinalised",
                        "ReportDrafted",
                        "RecommendationMade")
                .endsWith(
                        "FactualAccuracyCheckOpened",
                        "FactualAccuracyAnswered",
                        "ReportPublished",
                        "PlanForwarded");
        assertThat(history.getFirst())
                .containsEntry("service", "case-service")
                .containsEntry("topic", "case-events")
                .containsEntry("version", 1)
                .containsEntry("occurredAt", "2009-03-16T09:00:00Z")
                .containsEntry("actor", "upstream")
                .containsEntry("correlation", "request-1")
                .doesNotContainKey("data");
        assertThat(pages(id, 3)).isEqualTo(history);
        assertThat(history(id, "?asOf=2009-04-22T00:00:00Z")).isEqualTo(history.subList(0, 3));
        assertThat(number("select count(*) from log.received where type = 'CaseJudged'"))
                .isPositive();
        assertThat(
                        number(
                                "select count(*) from log.received where data is not null and type"
                                        + " not in ('InspectionAnnounced', 'QuestionnaireRecorded',"
                                        + " 'ContextRecorded', 'FieldworkReopened',"
                                        + " 'ScoresFinalised')"))
                .isZero();
    }

    @Test
    void the_history_of_a_self_audit_is_told_to_its_area_and_the_operator_alone() {
        String id = finalised(InspectionKind.SELF_AUDIT);
        for (var caller : List.of(yot(Sefton.AREA), as("operator"))) {
            caller.get("/v1/inspections/{id}/history", id)
                    .then()
                    .statusCode(200)
                    .body(
                            "items.type",
                            contains(
                                    "InspectionAnnounced",
                                    "CaseJudged",
                                    "CaseJudged",
                                    "ScoresFinalised"));
        }
        selfAuditHiddenFromTheRest(id);
        yot("Wessex").get("/v1/inspections/{id}/history", id).then().statusCode(404);
    }

    @Test
    void a_self_audit_whose_scores_come_before_its_announcement_is_hidden_at_once() {
        String id = UUID.randomUUID().toString();
        upstream.send(
                "self-audit-score-events",
                id,
                FINALISED,
                Map.of("case-events", 1L),
                Sefton.finalised(InspectionKind.SELF_AUDIT, 1));
        arrived(id, "self-audit-score-events", 1);
        selfAuditHiddenFromTheRest(id);
        yot(Sefton.AREA).get("/v1/inspections/{id}/history", id).then().statusCode(404);
        upstream.send(
                "case-events",
                id,
                ANNOUNCED,
                Map.of(),
                Sefton.announced(InspectionKind.SELF_AUDIT));
        arrived(id, 1);
        yot(Sefton.AREA).get("/v1/inspections/{id}/history", id).then().statusCode(200);
        selfAuditHiddenFromTheRest(id);
    }

    @Test
    void self_audits_of_an_earlier_release_are_found_when_it_is_migrated() throws Exception {
        String announced = finalised(InspectionKind.SELF_AUDIT);
        String core = finalised(InspectionKind.CORE);
        update("delete from self_audit");
        String migration;
        try (var file =
                Objects.requireNonNull(
                        getClass().getResourceAsStream("/db/projection/V3__self_audit.sql"))) {
            migration = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        update(migration.substring(migration.indexOf("insert into")));
        selfAuditHiddenFromTheRest(announced);
        yot(Sefton.AREA).get("/v1/inspections/{id}/history", announced).then().statusCode(200);
        assertThat(history(core, "")).hasSize(4);
    }

    private static void selfAuditHiddenFromTheRest(String id) {
        for (String role : List.of("inspector", "lead-inspector", "chief-inspector")) {
            as(role).get("/v1/inspections/{id}/history", id)
                    .then()
                    .statusCode(404)
                    .body("detail", equalTo("There is no such inspection."));
        }
        for (String role : List.of("yjb", "analyst")) {
            as(role).get("/v1/inspections/{id}/history", id).then().statusCode(403);
        }
    }

    @Test
    void the_history_is_in_the_same_order_however_topics_arrive() {
        String scoresFirst = UUID.randomUUID().toString();
        upstream.send(
                "score-events",
                scoresFirst,
                JUDGED,
                Map.of("case-events", 2L),
                Sefton.finalised(InspectionKind.CORE, 2));
        arrived(scoresFirst, "score-events", 1);
        upstream.send(
                "case-events",
                scoresFirst,
                FINALISED,
                Map.of(),
                Sefton.announced(InspectionKind.CORE));
        upstream.send("case-events", scoresFirst, FINALISED, Map.of(), judged(1));
        arrived(scoresFirst, "case-events", 2);
        assertThat(history(scoresFirst, "").stream().map(event -> event.get("type")))
                .containsExactly("InspectionAnnounced", "CaseJudged", "ScoresFinalised");
    }

    // ---- duplicates, races, repairs

    @Test
    void a_repeated_request_gets_the_first_answer_and_another_body_none() {
        String id = checked();
        String key = UUID.randomUUID().toString();
        businessTime(PUBLISHED);
        var first =
                as("chief-inspector", key)
                        .body(publication())
                        .post("/v1/reports/{id}/publication", id);
        businessTime(FORWARDED);
        var again =
                as("chief-inspector", key)
                        .body(publication())
                        .post("/v1/reports/{id}/publication", id);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.asString()).isEqualTo(first.asString());
        refused(
                as("chief-inspector", key)
                        .body(publication().replace("true", "false"))
                        .post("/v1/reports/{id}/publication", id)
                        .then(),
                422,
                "Idempotency-Key");
    }

    @Test
    void of_many_who_publish_at_once_one_does() throws Exception {
        String id = checked();
        businessTime(PUBLISHED);
        var attempts = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 16; i++) {
            attempts.add(() -> publish(id).extract().statusCode());
        }
        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (var attempt : pool.invokeAll(attempts)) {
                statuses.add(attempt.get());
            }
        }
        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses).containsOnly(200, 409);
        assertThat(
                        history(id, "").stream()
                                .filter(event -> "ReportPublished".equals(event.get("type"))))
                .hasSize(1);
    }

    @Test
    void what_arrives_twice_is_applied_once() {
        String id = drafted();
        StoredEvent reopened = reopened(id);
        List<Map<String, Object>> history = history(id, "");
        upstream.send(reopened);
        upstream.send("case-events", id, FORWARDED, Map.of(), judged(2));
        arrived(id, "case-events", 5);
        assertThat(history(id, "")).hasSize(history.size() + 1);
    }

    @Test
    void an_unknown_event_holds_up_its_own_inspection_and_no_other() {
        String held = finalised(InspectionKind.CORE);
        upstream.send(
                "case-events",
                held,
                FORWARDED,
                Map.of(),
                "InspectionRenamed",
                "{}".getBytes(StandardCharsets.UTF_8));
        upstream.send("case-events", held, FORWARDED, Map.of(), judged(2));
        String other = finalised(InspectionKind.CORE);
        draft(other);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        as("operator")
                                .get("/admin/parked-events?limit=100")
                                .then()
                                .statusCode(200)
                                .body(
                                        "items.findAll { it.stream == '%s' }.version"
                                                .formatted(held),
                                        containsInAnyOrder(4, 5)));
        assertThat(history(held, "").stream().map(event -> event.get("type")))
                .doesNotContain("InspectionRenamed");
    }

    // ---- what cannot be applied

    /** A checked report, and behind it an event that is unknown here, and one more. */
    private String poisoned() {
        String id = checked();
        upstream.send(
                "case-events",
                id,
                FORWARDED,
                Map.of(),
                "InspectionRenamed",
                "{\"name\":\"secret\"}".getBytes(StandardCharsets.UTF_8));
        upstream.send("case-events", id, FORWARDED, Map.of(), judged(2));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> parked(id).size() == 2);
        return id;
    }

    /** Versions of what is parked of an inspection, and the doors of each record. */
    private static SortedMap<Integer, String> parked(String id) {
        var doors = new TreeMap<Integer, String>();
        String cursor = "";
        while (cursor != null) {
            var page =
                    as("operator")
                            .get("/admin/parked-events?limit=1" + cursor)
                            .then()
                            .statusCode(200)
                            .extract();
            List<Map<String, Object>> items = page.path("items");
            items.stream()
                    .filter(item -> id.equals(item.get("stream")))
                    .forEach(item ->
                            doors.put(
                                    (Integer) item.get("version"),
                                    "/admin/parked-events/%s/%s/%s"
                                            .formatted(
                                                    item.get("topic"),
                                                    item.get("partition"),
                                                    item.get("offset"))));
            String next = page.path("next");
            cursor = next == null ? null : "&cursor=" + next;
        }
        return doors;
    }

    private static Map<String, Object> reason(String reason) {
        return Map.of("reason", reason);
    }

    @Test
    void an_operator_looks_at_what_is_parked_and_never_at_an_answer() {
        String id = poisoned();
        SortedMap<Integer, String> doors = parked(id);
        as("operator")
                .get(doors.get(4))
                .then()
                .statusCode(200)
                .body("record.why", containsString("InspectionRenamed v1 is unknown"))
                .body("record.since", not(nullValue()))
                .body("record.attempts", not(nullValue()))
                .body("envelope.id", equalTo("case-events/" + id + "/4"))
                .body("envelope.hash.length()", equalTo(64))
                .body("data", nullValue())
                .body("withheld", containsString("case-events"))
                .body("behind.version", equalTo(List.of(5)))
                .body("behindCount", equalTo(1))
                .body(not(containsString("secret")));
        as("operator")
                .get(doors.get(5))
                .then()
                .statusCode(200)
                .body("first.version", equalTo(4))
                .body(not(containsString("sufficient")));
        as("operator").get(doors.get(4) + "99").then().statusCode(404);
        as("operator")
                .get("/admin/parked-events?cursor=nonsense")
                .then()
                .statusCode(422)
                .body("violations.field", hasItem("cursor"));
        as("operator").get("/admin/parked-events?limit=101").then().statusCode(400);
        as("operator")
                .post(doors.get(4) + "/retry")
                .then()
                .statusCode(200)
                .body("applied", equalTo(false))
                .body("why", containsString("unknown to this build"));
        as("operator").post(doors.get(4) + "99/retry").then().statusCode(404);
        as("lead-inspector").get(doors.get(4)).then().statusCode(403);
        given().get("/q/health/group/repair")
                .then()
                .statusCode(503)
                .body("checks.name", hasItem("nothing-parked"))
                .body("checks[0].data.inspections", not(nullValue()));
    }

    @Test
    void what_lacks_a_discarded_event_is_published_once_a_chief_inspector_accepts_it()
            throws SQLException {
        String id = poisoned();
        SortedMap<Integer, String> doors = parked(id);
        String discard = doors.get(4) + "/discard";
        // Who may not, and what is no reason.
        as("chief-inspector").body(reason("no")).post(discard).then().statusCode(403);
        refused(as("operator").body(reason(" ")).post(discard).then(), 400, "reason");
        refused(as("operator").body(reason("x".repeat(2001))).post(discard).then(), 400, "reason");
        refused(
                given().contentType(ContentType.JSON)
                        .auth()
                        .oauth2(TestTokens.token("operator", "test-operator", null))
                        .body(reason("no key"))
                        .post(discard)
                        .then(),
                400,
                "Idempotency-Key");
        as("operator")
                .body(reason("not the first"))
                .post(doors.get(5) + "/discard")
                .then()
                .statusCode(409)
                .body("detail", containsString("Version 4 of this inspection comes first"));
        as("operator")
                .body(reason("nothing"))
                .post(doors.get(4) + "99/discard")
                .then()
                .statusCode(404);

        String key = UUID.randomUUID().toString();
        int version =
                as("operator", key)
                        .body(reason("Renamed twice by mistake."))
                        .post(discard)
                        .then()
                        .statusCode(200)
                        .body("stream", equalTo(id))
                        .body("event", equalTo("case-events/" + id + "/4"))
                        .extract()
                        .path("version");
        as("operator", key)
                .body(reason("Renamed twice by mistake."))
                .post(discard)
                .then()
                .statusCode(200)
                .header("Idempotent-Replayed", "true")
                .body("version", equalTo(version));
        refused(
                as("operator", key).body(reason("Another reason.")).post(discard).then(),
                422,
                "Idempotency-Key");
        as("operator").body(reason("again")).post(discard).then().statusCode(404);

        // What was behind it drains, and the history tells of the discard.
        arrived(id, "case-events", 5);
        assertThat(parked(id)).isEmpty();
        assertThat(history(id, "").stream().map(event -> event.get("type")))
                .contains("EventDiscarded")
                .doesNotContain("InspectionRenamed");
        assertThat(ownEvent(id, version))
                .isInstanceOfSatisfying(
                        EventDiscarded.class,
                        told -> {
                            assertThat(told.event()).isEqualTo("case-events/" + id + "/4");
                            assertThat(told.type()).isEqualTo("InspectionRenamed");
                            assertThat(told.reason()).isEqualTo("Renamed twice by mistake.");
                        });
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("event_store_parked_events"))
                .body(containsString("event_store_discarded_unaccepted"));
        given().get("/q/health/ready")
                .then()
                .body("checks.find { it.name == 'parked' }.status", equalTo("UP"))
                .body("checks.find { it.name == 'parked' }.data.events", not(nullValue()));

        // Incomplete, until it is accepted.
        businessTime(PUBLISHED);
        String door = "/admin/discarded-events/%s/%d/acceptance".formatted(id, version);
        publish(id).statusCode(409).body("detail", containsString("POST " + door));
        update("update log.head set change = change + 1"); // as after a restart
        publish(id).statusCode(409).body("detail", containsString("POST " + door));
        as("operator").body(reason("me")).post(door).then().statusCode(403);
        as("lead-inspector").body(reason("me")).post(door).then().statusCode(403);
        refused(as("chief-inspector").body(reason("")).post(door).then(), 400, "reason");
        as("chief-inspector")
                .body(reason("no such"))
                .post("/admin/discarded-events/%s/%d/acceptance".formatted(id, version - 1))
                .then()
                .statusCode(404);
        as("chief-inspector", key)
                .body(reason("A name is no finding."))
                .post(door)
                .then()
                .statusCode(200)
                .body("stream", equalTo(id))
                .body("discard", equalTo(version))
                .body("version", equalTo(version + 1));
        as("chief-inspector", key)
                .body(reason("A name is no finding."))
                .post(door)
                .then()
                .statusCode(200)
                .header("Idempotent-Replayed", "true");
        int before = history(id, "").size();
        as("chief-inspector").body(reason("Twice.")).post(door).then().statusCode(200);
        assertThat(history(id, "")).hasSize(before);
        Map<String, Object> listed =
                as("chief-inspector")
                        .get("/admin/discarded-events?limit=100")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("items.find { it.stream == '%s' }".formatted(id));
        assertThat(listed.get("accepted"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("actor", "test-chief-inspector")
                .containsEntry(
                        "content", Map.of("discard", version, "reason", "A name is no finding."));
        publish(id).statusCode(200);
    }

    @Test
    void what_was_discarded_upstream_holds_up_the_publication_too() {
        String id = checked();
        var discarded =
                new EventDiscarded(
                        "case-events",
                        2,
                        "CaseForgotten",
                        "case-events/" + id + "/2",
                        "00",
                        3,
                        77,
                        "It says nothing that scores.");
        upstream.send("score-events", id, FORWARDED, Map.of(), discarded);
        arrived(id, "score-events", 2);
        businessTime(PUBLISHED);
        publish(id)
                .statusCode(409)
                .body("detail", containsString("was discarded as score-events/2"));
        upstream.send(
                "score-events", id, FORWARDED, Map.of(), new DiscardAccepted(2, "Nothing lacks."));
        arrived(id, "score-events", 3);
        publish(id).statusCode(200);
    }

    @Test
    void a_publication_that_is_scheduled_is_withdrawn_when_an_event_is_discarded() {
        String id = scheduled();
        upstream.send(
                "case-events",
                id,
                FORWARDED,
                Map.of(),
                "InspectionRenamed",
                "{}".getBytes(StandardCharsets.UTF_8));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> parked(id).size() == 1);
        as("operator")
                .body(reason("Renamed twice."))
                .post(parked(id).get(4) + "/discard")
                .then()
                .statusCode(200);
        assertThat(history(id, "").stream().map(event -> event.get("type")))
                .containsSubsequence(
                        "PublicationScheduled", "EventDiscarded", "PublicationWithdrawn");
        as("inspector")
                .get("/v1/reports/{id}", id)
                .then()
                .body("status", not(equalTo("scheduled")));
    }

    @Test
    void a_report_read_anew_from_the_log_goes_on_where_it_was() throws SQLException {
        String id = checked();
        // As after a restart: the writer finds that it is not the last who wrote, and knows
        // nothing.
        update("update log.head set change = change + 1");
        businessTime(PUBLISHED);
        publish(id).statusCode(200).body("planDue.on", equalTo("2009-07-22"));
        update("update log.head set change = change + 1");
        publish(id).statusCode(409).body("detail", containsString("frozen"));
    }

    // ---- operation

    @Test
    void what_is_written_is_published_and_the_service_is_ready() {
        drafted();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        as("operator")
                                .get("/admin/relay")
                                .then()
                                .statusCode(200)
                                .body("leader", equalTo(true))
                                .body("lag", equalTo(0)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
        as("operator")
                .get("/admin/projections")
                .then()
                .statusCode(200)
                .body("topics", not(nullValue()));
    }

    // ---- the words of these tests

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    private String finalised(InspectionKind kind) {
        String id = UUID.randomUUID().toString();
        String scores =
                kind == InspectionKind.SELF_AUDIT ? "self-audit-score-events" : "score-events";
        upstream.send("case-events", id, ANNOUNCED, Map.of(), Sefton.announced(kind));
        upstream.send("case-events", id, JUDGED, Map.of(), judged(1));
        upstream.send("case-events", id, JUDGED, Map.of(), judged(2));
        upstream.send(scores, id, FINALISED, Map.of("case-events", 3L), Sefton.finalised(kind, 3));
        arrived(id, "case-events", 3);
        arrived(id, scores, 1);
        return id;
    }

    private String drafted() {
        businessTime(DRAFTED);
        String id = finalised(InspectionKind.CORE);
        draft(id);
        return id;
    }

    private String checked() {
        String id = drafted();
        recommended(id);
        checkOpened(id);
        yot(Sefton.AREA)
                .body("{\"challenges\":[]}")
                .post("/v1/reports/{id}/factual-accuracy/answer", id)
                .then()
                .statusCode(200);
        return id;
    }

    private String published() {
        String id = checked();
        businessTime(PUBLISHED);
        publish(id).statusCode(200);
        return id;
    }

    private String scheduled() {
        String id = checked();
        businessTime(PUBLISHED);
        schedule(id)
                .statusCode(200)
                .body("status", equalTo("scheduled"))
                .body("at", equalTo("2009-06-30T23:01:00Z"))
                .body("publishedOn", equalTo("2009-07-01"));
        return id;
    }

    private static ValidatableResponse schedule(String id) {
        return as("chief-inspector")
                .body(
                        """
                        {"reinspection":{"reinspect":true,"reason":"Two headlines need it."},
                         "at":"2009-06-30T23:01:00Z"}
                        """)
                .post("/v1/reports/{id}/publication", id)
                .then();
    }

    private static ValidatableResponse awaitPublic(String id) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> given().get("/v1/reports/{id}", id).statusCode() == 200);
        return given().get("/v1/reports/{id}", id).then();
    }

    private static void accepted(String id) {
        as("lead-inspector")
                .body(decision(true))
                .post("/v1/reports/{id}/factual-accuracy/challenges/1", id)
                .then()
                .statusCode(200);
    }

    private static Map<String, Object> decision(boolean accepted) {
        return Map.of("accepted", accepted, "reason", "So the file says.");
    }

    private StoredEvent reopened(String id) {
        StoredEvent event =
                upstream.send(
                        "case-events",
                        id,
                        FORWARDED,
                        Map.of(),
                        new FieldworkReopened("One more case came in."));
        arrived(id, "case-events", 4);
        return event;
    }

    private static void draft(String id) {
        as("lead-inspector")
                .body(Map.of("foreword", Sefton.FOREWORD))
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(201);
    }

    private static void recommended(String id) {
        for (var recommendation : RECOMMENDATIONS) {
            as("lead-inspector")
                    .body(recommendation)
                    .post("/v1/reports/{id}/recommendations", id)
                    .then()
                    .statusCode(201);
        }
    }

    private static void checkOpened(String id) {
        as("lead-inspector")
                .body(Map.of("dueOn", "2009-06-12"))
                .post("/v1/reports/{id}/factual-accuracy", id)
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse publish(String id) {
        return as("chief-inspector")
                .body(publication())
                .post("/v1/reports/{id}/publication", id)
                .then();
    }

    private static String publication() {
        return """
        {"reinspection":{"reinspect":true,"reason":"Two headlines need drastic improvement."}}
        """;
    }

    private static Map<String, Object> challenges() {
        return Map.of("challenges", List.of(Map.of("section", PASSAGE, "text", "Three, not two.")));
    }

    private static CaseJudged judged(int number) {
        return new CaseJudged("case-" + number, 1, new TreeMap<>(Map.of("1.1.1", "sufficient")));
    }

    private static void hiddenFromOthers(String id) {
        given().get("/v1/reports/{id}", id).then().statusCode(404);
        for (String role : List.of("yjb", "analyst", "operator")) {
            as(role).get("/v1/reports/{id}", id).then().statusCode(404);
        }
        yot("Wessex").get("/v1/reports/{id}", id).then().statusCode(404);
        given().get("/v1/reports?limit=100").then().body("items.inspectionId", not(hasItem(id)));
    }

    private static List<Map<String, Object>> history(String id, String query) {
        return as("inspector")
                .get("/v1/inspections/" + id + "/history" + query)
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    private static List<Map<String, Object>> pages(String id, int size) {
        var all = new ArrayList<Map<String, Object>>();
        String cursor = "";
        while (cursor != null) {
            var page =
                    as("inspector")
                            .get("/v1/inspections/" + id + "/history?limit=" + size + cursor)
                            .then()
                            .statusCode(200)
                            .extract();
            all.addAll(page.path("items"));
            String next = page.path("next");
            cursor = next == null ? null : "&cursor=" + next;
        }
        return all;
    }

    private static void arrived(String id, int version) {
        arrived(id, "case-events", version);
    }

    private static void arrived(String id, String topic, int version) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        as("operator")
                                .get("/v1/inspections/{id}/history", id)
                                .then()
                                .statusCode(200)
                                .body(
                                        "items.findAll { it.topic == '%s' }.version"
                                                .formatted(topic),
                                        hasItem(version)));
    }

    private static int reportVersion(String id) {
        return as("inspector").get("/v1/reports/{id}", id).then().extract().path("version");
    }

    private Object ownEvent(String id, long version) {
        Map<String, Object> config =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        prefix + UUID.randomUUID(),
                        "auto.offset.reset",
                        "earliest");
        var found = new HashMap<Long, StoredEvent>();
        try (var consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(prefix + "report-events"));
            Awaitility.await()
                    .pollInSameThread()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(200))
                                .forEach(message -> {
                                    var event = Envelope.read("report-events", message);
                                    if (event.stream().equals(id)) {
                                        found.put(event.version(), event);
                                    }
                                });
                        return found.containsKey(version);
                    });
        }
        StoredEvent event = Objects.requireNonNull(found.get(version));
        return ((Codec.Decoded.Known)
                        Codec.decode(event.type(), event.typeVersion(), event.bytes()))
                .event();
    }

    private void businessTime(Instant instant) {
        try {
            Path next = Files.writeString(clock.resolveSibling("next"), instant.toString());
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long number(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void update(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static RequestSpecification as(String role) {
        return as(role, UUID.randomUUID().toString());
    }

    private static RequestSpecification as(String role, String key) {
        return as(role, key, null);
    }

    private static RequestSpecification as(String role, String key, @Nullable String area) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, area));
    }

    private static RequestSpecification yot(String area) {
        return as("yot", UUID.randomUUID().toString(), area);
    }

    private static void refused(ValidatableResponse response, int status, String... fields) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("violations.field", containsInAnyOrder(fields));
    }
}
