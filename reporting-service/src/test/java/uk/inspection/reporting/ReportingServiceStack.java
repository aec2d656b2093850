package uk.inspection.reporting;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import uk.inspection.local.testing.SharedStack;

/**
 * A database, topics and a business clock of this run's own on the shared PostgreSQL and broker.
 */
public class ReportingServiceStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try {
            var configuration = new HashMap<>(SharedStack.get().configuration("reporting-service"));
            configuration.put(
                    "business-clock.file",
                    Files.createTempDirectory("business-clock").resolve("now").toString());
            return configuration;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
