package uk.inspection.cases;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import uk.inspection.local.testing.SharedStack;

/**
 * Databases and topics of this run's own on the shared PostgreSQL and broker, and the master key in
 * a file, as in production.
 */
public class CaseServiceStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        var configuration = new HashMap<>(SharedStack.get().configuration("case-service"));
        try {
            var file = Files.createTempFile("master-keys", "");
            file.toFile().deleteOnExit();
            Files.writeString(
                    file, Objects.requireNonNull(configuration.remove("case-keys.master-keys")));
            configuration.put("case-keys.master-key-file", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return configuration;
    }

    @Override
    public void stop() {}
}
