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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.ReportEvent.Recommendation;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.local.testing.TestTokens;

/**
 * Brings reports to publication through the service's doors, for tests of what is shown of them.
 */
public final class Newsroom implements AutoCloseable {
    private static final Instant ANNOUNCED = Instant.parse("2009-03-16T09:00:00Z");
    private static final Instant FINALISED = Instant.parse("2009-04-24T16:00:00Z");
    private static final Instant DRAFTED = Instant.parse("2009-05-20T09:00:00Z");
    private static final Instant PUBLISHED = Instant.parse("2009-06-24T09:00:00Z");

    private final Path clock = Path.of(setting("business-clock.file"));
    private final Upstream upstream =
            new Upstream(setting("kafka.bootstrap.servers"), setting("event-store.topic-prefix"));

    /** The report on Sefton, as published in June 2009. */
    public String sefton() {
        return published(Sefton.AREA, Sefton.BODY, Sefton.FOREWORD);
    }

    /** A report with Sefton's figures and recommendations, on another service. */
    public String published(String area, String body, String foreword) {
        String id = drafted(area, body, foreword);
        publish(id, area, Sefton.RECOMMENDATIONS, true);
        return id;
    }

    /** A report under rated standards. */
    public String rated() {
        String id = UUID.randomUUID().toString();
        finalised(id, EastSussex.announced(), EastSussex.finalised(1));
        draft(id, "What we found in East Sussex.");
        publish(id, EastSussex.AREA, Sefton.RECOMMENDATIONS.subList(0, 1), false);
        return id;
    }

    public String drafted(String area, String body, String foreword) {
        String id = UUID.randomUUID().toString();
        finalised(id, announced(area, body), finalised(area, body));
        draft(id, foreword);
        return id;
    }

    /** Drafts and publishes the report of an inspection whose final scores have come. */
    public void reported(String id, String area) {
        businessTime(DRAFTED);
        draft(id, Sefton.FOREWORD);
        publish(id, area, Sefton.RECOMMENDATIONS.subList(0, 1), true);
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

    private void finalised(String id, InspectionAnnounced announced, ScoresFinalised finalised) {
        businessTime(DRAFTED);
        upstream.send("case-events", id, ANNOUNCED, Map.of(), announced);
        upstream.send("score-events", id, FINALISED, Map.of("case-events", 1L), finalised);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() ->
                        as("operator")
                                .get("/v1/inspections/{id}/history", id)
                                .then()
                                .statusCode(200)
                                .body("items", Matchers.hasSize(2)));
    }

    private static void draft(String id, String foreword) {
        as("lead-inspector")
                .body(Map.of("foreword", foreword))
                .post("/v1/reports/{id}", id)
                .then()
                .statusCode(201);
    }

    private void publish(
            String id, String area, List<Recommendation> recommendations, boolean reinspect) {
        for (var recommendation : recommendations) {
            as("lead-inspector")
                    .body(recommendation)
                    .post("/v1/reports/{id}/recommendations", id)
                    .then()
                    .statusCode(201);
        }
        as("lead-inspector")
                .body(Map.of("dueOn", "2009-06-12"))
                .post("/v1/reports/{id}/factual-accuracy", id)
                .then()
                .statusCode(201);
        as("yot", area)
                .body("{\"challenges\":[]}")
                .post("/v1/reports/{id}/factual-accuracy/answer", id)
                .then()
                .statusCode(200);
        businessTime(PUBLISHED);
        as("chief-inspector")
                .body(
                        Map.of(
                                "reinspection",
                                Map.of(
                                        "reinspect",
                                        reinspect,
                                        "reason",
                                        "That is what the scores say.")))
                .post("/v1/reports/{id}/publication", id)
                .then()
                .statusCode(200);
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

    private void businessTime(Instant instant) {
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
