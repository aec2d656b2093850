package uk.inspection.scoring;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.local.testing.SharedStack;

/** A database and topics of this run's own on the shared PostgreSQL and broker. */
public class ScoringServiceStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = SharedStack.get().configuration("scoring-service");
        try (var topics =
                new Topics(
                        Map.of("bootstrap.servers", SharedStack.get().bootstrap()),
                        configuration.getOrDefault("event-store.topic-prefix", ""),
                        12,
                        (short) 1)) {
            // As case-service and reporting-service do.
            topics.ensure("case-events");
            topics.ensure("framework-events");
            topics.ensure("report-events");
        }
        return configuration;
    }

    @Override
    public void stop() {}
}
