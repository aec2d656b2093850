package uk.inspection.plan;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.local.testing.SharedStack;

/** A database and topics of this run's own, and a business clock that the tests set. */
public class PlanServiceStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        var configuration =
                new HashMap<>(SharedStack.get().configuration("improvement-plan-service"));
        try {
            var directory = Files.createTempDirectory("business-clock");
            configuration.put("business-clock.file", directory.resolve("instant").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> broker =
                Map.of("bootstrap.servers", set(configuration, "kafka.bootstrap.servers"));
        try (var topics =
                new Topics(broker, set(configuration, "event-store.topic-prefix"), 3, (short) 1)) {
            topics.ensure("case-events"); // as their owners do
            topics.ensure("report-events");
        }
        return configuration;
    }

    private static String set(Map<String, String> configuration, String key) {
        return Objects.requireNonNull(configuration.get(key), key);
    }

    @Override
    public void stop() {}
}
