package uk.inspection.reporting;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.local.testing.OwnStack;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.inbound.UpstreamEvents;

/** A PostgreSQL and a broker for one test alone, which it may freeze, stop and start again. */
public class FaultyStack implements QuarkusTestResourceLifecycleManager {
    private final OwnStack stack = new OwnStack();

    @Override
    public Map<String, String> start() {
        try {
            try (var topics =
                    new Topics(Map.of("bootstrap.servers", stack.bootstrap()), "", 1, (short) 1)) {
                UpstreamEvents.TOPICS.forEach(topics::ensure);
            }
            var configuration = new HashMap<String, String>();
            configuration.put("quarkus.datasource.jdbc.url", stack.createDatabase("reporting"));
            configuration.put("quarkus.datasource.username", stack.user());
            configuration.put("quarkus.datasource.password", stack.password());
            configuration.put("kafka.bootstrap.servers", stack.bootstrap());
            configuration.put("quarkus.oidc.public-key", TestTokens.publicKeyBase64());
            configuration.put("quarkus.oidc.token.issuer", TestTokens.issuer());
            configuration.put("quarkus.oidc.token.audience", TestTokens.audience());
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
        fields.injectIntoFields(stack, new TestInjector.MatchesType(OwnStack.class));
    }

    @Override
    public void stop() {
        stack.thawPostgres();
        stack.thawBroker();
        stack.close();
    }
}
