package uk.inspection.scoring;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static uk.inspection.scoring.SomeFacts.announced;
import static uk.inspection.scoring.SomeFacts.judged;
import static uk.inspection.scoring.SomeFacts.sampled;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.Codec;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.service.EventStore;
import uk.inspection.local.testing.TestTokens;

/** The whole service verified by its operator; on a database that no other test has changed. */
@QuarkusTest
@QuarkusTestResource(value = ScoringServiceStack.class, restrictToAnnotatedClass = true)
class EveryScoreTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject DataSource database;
    @Inject EventStore eventStore;

    @Test
    void an_operator_verifies_every_score_and_every_chain_and_the_first_difference_is_named()
            throws SQLException {
        verification().body("state", equalTo("none")).body("checks", empty());
        given().post("/admin/verification").then().statusCode(401);
        as("chief-inspector").post("/admin/verification").then().statusCode(403);
        as("chief-inspector").get("/admin/verification").then().statusCode(403);

        try (var first = new CaseTopic();
                var second = new CaseTopic();
                var unscored = new CaseTopic()) {
            unscored.publish(announced(InspectionKind.CORE, "Merton"));
            for (CaseTopic cases : new CaseTopic[] {first, second}) {
                cases.publish(
                        announced(InspectionKind.CORE, "Sefton"),
                        sampled("A"),
                        judged("A", 1, "sufficient"));
                cases.publish("CaseJudged", withAField(judged("A", 2, "insufficient")));
                cases.publish(new FieldworkClosed(1, 1));
            }
            await().atMost(SOON).until(() -> eventStore.log().position() == 6);
            await().atMost(SOON)
                    .until(() ->
                            as("operator").get("/admin/relay").jsonPath().getLong("lag") == 0
                                    && eventStore.heardAll());

            start();
            ended().body("state", equalTo("passed"))
                    .body("startedAt", notNullValue())
                    .body("checks.state", everyItem(equalTo("passed")))
                    .body("checks.find { it.name == 'log' }.counted", equalTo(6))
                    .body("checks.find { it.name == 'log-in-topics' }.counted", equalTo(6))
                    .body("checks.find { it.name == 'received' }.counted", equalTo(11))
                    .body("checks.find { it.name == 'received-in-topics' }.counted", equalTo(11))
                    .body("checks.find { it.name == 'scores' }.counted", equalTo(6))
                    .body("checks.find { it.name == 'scores' }.counts", equalTo("scores"))
                    .body("checks.last().name", equalTo("read-models"))
                    .body("checks.last().counted", equalTo(17))
                    .body(
                            "checks.last().note",
                            equalTo("2 rows of 3 tables are what the events come to."));

            alterRow(first.inspection(), 1);
            start();
            ended().body("state", equalTo("failed"))
                    .body("checks.last().note", nullValue())
                    .body(
                            "checks.last().difference",
                            equalTo(
                                    "The rows that serve are not what the events come to. Table"
                                            + " score: 2 rows and 2. The row ("
                                            + first.inspection()
                                            + ") differs in judged."));
            alterRow(first.inspection(), -1);

            tamper(second.inspection());
            start();
            ended().body("state", equalTo("failed"))
                    .body("checks.find { it.name == 'received' }.difference", nullValue())
                    .body(
                            "checks.find { it.name == 'log' }.difference",
                            containsString("ersion 2 of stream " + second.inspection()))
                    .body(
                            "checks.find { it.name == 'log-in-topics' }.difference",
                            containsString("(column data)"))
                    .body(
                            "checks.find { it.name == 'scores' }.difference",
                            equalTo(
                                    "Version 2 of the scores of inspection "
                                            + second.inspection()
                                            + " is not what version 4 of its case events comes to"
                                            + " (field scores.headlines[1].percent: 1 is kept, 0"
                                            + " follows)."));
        }
    }

    private static void start() {
        as("operator")
                .post("/admin/verification")
                .then()
                .statusCode(202)
                .body("started", equalTo(true))
                .body(
                        "verification.state",
                        anyOf(equalTo("running"), equalTo("passed"), equalTo("failed")));
    }

    private static ValidatableResponse ended() {
        await().atMost(SOON)
                .until(() ->
                        !as("operator")
                                .get("/admin/verification")
                                .jsonPath()
                                .getString("state")
                                .equals("running"));
        return verification();
    }

    private static ValidatableResponse verification() {
        return as("operator").get("/admin/verification").then().statusCode(200);
    }

    /** As a newer release of case-service might write it, within the version in force. */
    private static byte[] withAField(CaseEvent event) {
        String known = new String(Codec.encode(event), UTF_8);
        return known.replaceFirst("\\{", "{\"addedLater\":{\"by\":[1,null]},").getBytes(UTF_8);
    }

    private void alterRow(String inspection, int by) throws SQLException {
        try (var connection = database.getConnection();
                var update =
                        connection.prepareStatement(
                                "update projection.score set judged = judged + ? where inspection = ?")) {
            update.setInt(1, by);
            update.setString(2, inspection);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private void tamper(String inspection) throws SQLException {
        try (var connection = database.getConnection();
                var update =
                        connection.prepareStatement(
                                "update log.event set data = convert_to(replace(convert_from(data,"
                                        + " 'UTF8'), '\"percent\":0', '\"percent\":1'), 'UTF8')"
                                        + " where stream = ? and version = 2")) {
            update.setString(1, inspection);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private static RequestSpecification as(String role) {
        return given().auth().oauth2(TestTokens.token(role, "test-" + role, null));
    }
}
