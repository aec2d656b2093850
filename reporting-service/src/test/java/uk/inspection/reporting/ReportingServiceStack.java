package uk.inspection.reporting;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import uk.inspection.local.testing.SharedStack;
import uk.inspection.local.testing.TestIssuer;

/**
 * A database, topics and a business clock of this run's own on the shared PostgreSQL and broker,
 * and an issuer at which browsers sign in.
 */
public class ReportingServiceStack implements QuarkusTestResourceLifecycleManager {
    private final TestIssuer issuer = new TestIssuer();

    @Override
    public Map<String, String> start() {
        try {
            var configuration = new HashMap<>(SharedStack.get().configuration("reporting-service"));
            configuration.remove("quarkus.oidc.public-key");
            configuration.putAll(issuer.configuration());
            configuration.put(
                    "business-clock.file",
                    Files.createTempDirectory("business-clock").resolve("now").toString());
            return configuration;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector fields) {
        fields.injectIntoFields(issuer, new TestInjector.MatchesType(TestIssuer.class));
    }

    @Override
    public void stop() {
        issuer.close();
    }
}
