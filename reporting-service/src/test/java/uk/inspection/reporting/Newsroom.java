package uk.inspection.reporting;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.local.testing.TestTokens;

/**
 * Brings reports to publication through the service's doors, for tests of what is shown of them.
 */
public final class Newsroom implements AutoCloseable {
    private static final Instant ANNOUNCED = Instant.parse("2009-03-16T09:00:00Z");
    private static final Instant FINALISED = Instant.parse("2009-04-24T16:00:00Z");
    private static final Instant DRAFTED = Instant.parse("2009-05-20T09:00:00Z");
    private static final Instant PUBLISHED = Instant.parse("2009-06-24T09:00:00Z");

    /** What comes from other services before a draft, and the version of the announcement. */
    private static final int EVENTS = 4;

    private static final long ANNOUNCEMENT = 1;

    private final Path clock = Path.of(setting("business-clock.file"));
    private final Upstream upstream =
            new Upstream(setting("kafka.bootstrap.servers"), setting("event-store.topic-prefix"));

    /** The report on Sefton, as published in June 2009. */
    public String sefton() {
        return published(Sefton.AREA, Sefton.BODY, Sefton.FOREWORD);
    }

    /** A report with Sefton's figures and recommendations, on another service. */
    public String published(String area, String body, String foreword) {
        String id = checked(area, body, foreword);
        publish(id, true);
        return id;
    }

    /** Such a report with its facts checked, and nothing left but to publish it. */
    public String checked(String area, String body, String foreword) {
        String id = drafted(area, body, foreword);
        check(id, area, Sefton.RECOMMENDATIONS);
        return id;
    }

    /** A report under rated standards. */
    public String rated() {
        String id = UUID.randomUUID().toString();
        finalised(id, EastSussex.announced(), EastSussex.finalised(1));
        draft(id, "What we found in East Sussex.");
        check(id, EastSussex.AREA, Sefton.RECOMMENDATIONS.subList(0, 1));
        publish(id, false);
        return id;
    }

    /** A report on what was announced and scored, published on a day. */
    public String published(InspectionAnnounced announced, Scores scores, LocalDate on) {
        String id = UUID.randomUUID().toString();
        finalised(
                id,
                announced,
                new ScoresFinalised(
                        announced.area(),
                        announced.body(),
                        announced.kind(),
                        announced.framework().ref(),
                        38,
                        38,
                        1,
                        List.of(1L),
                        1,
                        scores,
                        new ReinspectionProposal(false, "The scores ask for none.")));
        draft(id, "What we found.");
        check(id, announced.area(), Sefton.RECOMMENDATIONS.subList(0, 1));
        publish(id, false, on.atTime(9, 0).toInstant(ZoneOffset.UTC));
        return id;
    }

    public String drafted(String area, String body, String foreword) {
        String id = UUID.randomUUID().toString();
        finalised(id, announced(area, body), finalised(area, body));
        draft(id, foreword);
        return id;
    }

    /** Replaces a passage of a draft. */
    public void amended(String id, String section, String text) {
        as("lead-inspector")
                .body(Map.of("section", section, "text", text, "reason", "The facts."))
                .post("/v1/reports/{id}/amendments", id)
                .then()
                .statusCode(201);
    }

    /** Lets the inspected service check the facts. */
    public void opened(String id) {
        as("lead-inspector")
                .body(Map.of("dueOn", "2009-06-12"))
                .post("/v1/reports/{id}/factual-accuracy", id)
                .then()
                .statusCode(201);
    }

    /** The service accepts the facts. */
    public void answered(String id, String area) {
        as("yot", area)
                .body("{\"challenges\":[]}")
                .post("/v1/reports/{id}/factual-accuracy/answer", id)
                .then()
                .statusCode(200);
    }

    public void scheduled(String id, Instant at) {
        businessTime(PUBLISHED);
        publication(id, Map.of("reinspection", decision(true), "at", at.toString()));
    }

    /** Scores finalised again make a draft void. */
    public void finalisedAgain(String id, String area, String body) {
        upstream.send(
                "score-events",
                id,
                FINALISED,
                Map.of("case-events", ANNOUNCEMENT),
                finalised(area, body));
        patiently(() ->
                as("inspector")
                        .get("/v1/reports/{id}", id)
                        .then()
                        .body("status", Matchers.equalTo("void")));
    }

    /** The report of an inspection whose scores are final here. */
    public void reported(String id, String area) {
        businessTime(DRAFTED);
        draft(id, "What we found in %s.".formatted(area));
        check(id, area, Sefton.RECOMMENDATIONS.subList(0, 1));
        publish(id, true);
    }

    public void corrected(String id, String section, String text, String reason) {
        as("chief-inspector")
                .body(Map.of("section", section, "text", text, "reason", reason))
                .post("/v1/reports/{id}/corrections", id)
                .then()
                .statusCode(201);
    }

    @Override
    public void close() {
        upstream.close();
    }

    /** An announcement, and nothing more of the inspection. */
    public void announced(String id, InspectionAnnounced announced) {
        upstream.send("case-events", id, ANNOUNCED, Map.of(), announced);
        known(id, 1);
    }

    private void finalised(String id, InspectionAnnounced announced, ScoresFinalised finalised) {
        businessTime(DRAFTED);
        upstream.send("case-events", id, ANNOUNCED, Map.of(), announced);
        upstream.send(
                "case-events",
                id,
                ANNOUNCED,
                Map.of(),
                new QuestionnaireRecorded(Respondents.CHILDREN, Sefton.CHILDREN));
        upstream.send(
                "case-events",
                id,
                ANNOUNCED,
                Map.of(),
                new QuestionnaireRecorded(Respondents.VICTIMS, Sefton.VICTIMS));
        upstream.send(
                "score-events", id, FINALISED, Map.of("case-events", ANNOUNCEMENT), finalised);
        known(id, EVENTS);
    }

    private static void known(String id, int events) {
        patiently(() ->
                as("operator")
                        .get("/v1/inspections/{id}/history", id)
                        .then()
                        .statusCode(200)
                        .body("items", Matchers.hasSize(events)));
    }

    private static void patiently(ThrowingRunnable arrived) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(arrived);
    }

    private static void draft(String id, String foreword) {
        as("lead-inspector")
                .body(Map.of("foreword", foreword))
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(201);
    }

    /** Makes the recommendations and lets the service accept the facts. */
    public void check(String id, String area, List<Recommendation> recommendations) {
        for (var recommendation : recommendations) {
            as("lead-inspector")
                    .body(recommendation)
                    .post("/v1/reports/{id}/recommendations", id)
                    .then()
                    .statusCode(201);
        }
        opened(id);
        answered(id, area);
    }

    public void publish(String id, boolean reinspect) {
        publish(id, reinspect, PUBLISHED);
    }

    private void publish(String id, boolean reinspect, Instant at) {
        businessTime(at);
        publication(id, Map.of("reinspection", decision(reinspect)));
    }

    private static void publication(String id, Map<String, Object> publication) {
        as("chief-inspector")
                .body(publication)
                .post("/v1/reports/{id}/publication", id)
                .then()
                .statusCode(200);
    }

    private static Map<String, Object> decision(boolean reinspect) {
        return Map.of("reinspect", reinspect, "reason", "That is what the scores say.");
    }

    private static InspectionAnnounced announced(String area, String body) {
        var sefton = Sefton.announced(InspectionKind.CORE);
        return new InspectionAnnounced(
                area,
                body,
                sefton.kind(),
                sefton.framework(),
                sefton.lead(),
                sefton.fieldworkStart(),
                sefton.fieldworkEnd(),
                null);
    }

    private static ScoresFinalised finalised(String area, String body) {
        var sefton = Sefton.finalised(InspectionKind.CORE, 1);
        return new ScoresFinalised(
                area,
                body,
                sefton.kind(),
                sefton.framework(),
                sefton.sampled(),
                sefton.judged(),
                sefton.caseVersion(),
                sefton.causedBy(),
                sefton.scorer(),
                sefton.scores(),
                sefton.reinspection());
    }

    public void businessTime(Instant instant) {
        try {
            Path next = Files.writeString(clock.resolveSibling("next"), instant.toString());
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RequestSpecification as(String role) {
        return as(role, null);
    }

    private static RequestSpecification as(String role, @Nullable String area) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .auth()
                .oauth2(TestTokens.token(role, "test-" + role, area));
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
