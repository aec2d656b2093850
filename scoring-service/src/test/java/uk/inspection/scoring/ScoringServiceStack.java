package uk.inspection.scoring;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import uk.inspection.local.testing.SharedStack;

/** A database and topics of this run's own on the shared PostgreSQL and broker. */
public class ScoringServiceStack implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return SharedStack.get().configuration("scoring-service");
    }

    @Override
    public void stop() {}
}
