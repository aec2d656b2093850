package uk.inspection.scoring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.Framework;
import uk.inspection.contract.FrameworkEvent.FrameworkRegistered;
import uk.inspection.contract.FrameworkRef;
import uk.inspection.contract.Frameworks;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.scoring.projection.FrameworkEntity;
import uk.inspection.scoring.projection.KnownFrameworks;

/** Frameworks that came with the platform and those registered since. */
@QuarkusTest
@QuarkusTestResource(ScoringServiceStack.class)
class KnownFrameworksTest {
    private static final Framework.PooledPercentage SHIPPED =
            (Framework.PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();

    private final String id = "f" + UUID.randomUUID();

    @Inject KnownFrameworks frameworks;

    @Test
    void a_shipped_framework_is_known() {
        assertThat(find("cci-2009", 1)).contains(SHIPPED);
        assertThat(find("yj-2021", 1)).isEqualTo(Frameworks.newest("yj-2021"));
        assertThat(find("cci-2009", 99)).isEmpty();
        assertThat(find("none", 1)).isEmpty();
    }

    @Test
    void every_version_that_was_registered_is_known_as_it_was_registered() throws Exception {
        try (var register = CaseTopic.framework(id)) {
            register.publish(registered(1), registered(2));
            await().atMost(Duration.ofSeconds(60)).until(() -> find(id, 2).isPresent());
            register.publishAllAgain().publish(registered(3));
            await().atMost(Duration.ofSeconds(60)).until(() -> find(id, 3).isPresent());
        }
        assertThat(find(id, 1)).contains(registered(1).framework());
        assertThat(find(id, 2)).contains(registered(2).framework());
        assertThat(find(id, 4)).isEmpty();
        operatorSees(not(hasItem("framework-" + id)));
    }

    @Test
    void a_version_that_was_registered_goes_before_a_shipped_one_of_the_same_number()
            throws Exception {
        FrameworkRegistered before = registered("iyjs-2025", 1, "As it was registered.");
        assertThat(find("iyjs-2025", 1)).isPresent();
        try (var register = CaseTopic.framework("iyjs-2025")) {
            register.publish(before);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(find("iyjs-2025", 1)).contains(before.framework()));
        } finally {
            QuarkusTransaction.requiringNew()
                    .run(() -> FrameworkEntity.deleteById(new FrameworkRef("iyjs-2025", 1)));
        }
    }

    @Test
    void an_event_of_the_register_that_is_unknown_is_parked() throws Exception {
        try (var register = CaseTopic.framework(id)) {
            register.publish("FrameworkRevoked", "{}".getBytes(StandardCharsets.UTF_8));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> operatorSees(hasItem("framework-" + id)));
        }
    }

    private static void operatorSees(Matcher<Iterable<? super String>> streams) {
        given().auth()
                .oauth2(TestTokens.token("operator", "test-operator", null))
                .get("/admin/parked-events?limit=100")
                .then()
                .statusCode(200)
                .body("items.stream", streams);
    }

    private Optional<Framework> find(String id, int version) {
        return QuarkusTransaction.requiringNew().call(() -> frameworks.framework(id, version));
    }

    private FrameworkRegistered registered(int version) {
        return registered(id, version, SHIPPED.title());
    }

    private static FrameworkRegistered registered(String id, int version, String title) {
        return new FrameworkRegistered(
                new Framework.PooledPercentage(
                        id,
                        version,
                        title,
                        SHIPPED.inForce(),
                        SHIPPED.methodStatus(),
                        SHIPPED.rounding(),
                        SHIPPED.answers(),
                        SHIPPED.bands(),
                        SHIPPED.headlines(),
                        SHIPPED.reinspection(),
                        SHIPPED.plan(),
                        SHIPPED.questionnaires(),
                        SHIPPED.sections(),
                        SHIPPED.criteria(),
                        SHIPPED.questions()));
    }
}
