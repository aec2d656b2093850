package uk.inspection.plan;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.restassured.config.LogConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what comes by itself, sooner on a fast machine and later on a slow one. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Eventually() {}

    /** Waits until this holds; what does not hold yet is no failure, and is not logged as one. */
    public static void eventually(ThrowingRunnable assertion) {
        var log = LogConfig.logConfig();
        RestAssured.config = RestAssured.config().logConfig(log);
        try {
            patiently().untilAsserted(assertion);
        } finally {
            RestAssured.config =
                    RestAssured.config()
                            .logConfig(log.enableLoggingOfRequestAndResponseIfValidationFails());
        }
    }

    /** Waits until this is true. */
    public static void eventuallyTrue(Callable<Boolean> condition) {
        patiently().until(condition);
    }

    private static ConditionFactory patiently() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO);
    }
}
