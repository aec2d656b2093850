package uk.inspection.reporting;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.inspection.eventstore.kafka.Topics;
import uk.inspection.local.testing.Cable;
import uk.inspection.local.testing.OwnStack;
import uk.inspection.local.testing.TestTokens;
import uk.inspection.reporting.inbound.UpstreamEvents;

/**
 * A PostgreSQL and a broker for one test alone, which it may freeze, stop and start again, and the
 * cable to the former, which it may cut.
 */
public class FaultyStack implements QuarkusTestResourceLifecycleManager {
    private static final Pattern PORT = Pattern.compile(":(\\d+)/");

    private final OwnStack stack = new OwnStack();
    private final Cable toDatabase = new Cable();

    @Override
    public Map<String, String> start() {
        try {
            try (var topics =
                    new Topics(Map.of("bootstrap.servers", stack.bootstrap()), "", 1, (short) 1)) {
                UpstreamEvents.TOPICS.forEach(topics::ensure);
            }
            var configuration = new HashMap<String, String>();
            configuration.put(
                    "quarkus.datasource.jdbc.url", through(stack.createDatabase("reporting")));
            configuration.put("quarkus.datasource.username", stack.user());
            configuration.put("quarkus.datasource.password", stack.password());
            configuration.put("kafka.bootstrap.servers", stack.bootstrap());
            configuration.put("quarkus.oidc.public-key", TestTokens.publicKeyBase64());
            configuration.put("quarkus.oidc.pages.tenant-enabled", "false");
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

    private String through(String url) {
        Matcher address = PORT.matcher(url);
        if (!address.find()) {
            throw new IllegalStateException(url);
        }
        toDatabase.leadTo(Integer.parseInt(address.group(1)));
        return address.replaceFirst(":" + toDatabase.port() + "/");
    }

    @Override
    public void inject(TestInjector fields) {
        fields.injectIntoFields(stack, new TestInjector.MatchesType(OwnStack.class));
        fields.injectIntoFields(toDatabase, new TestInjector.MatchesType(Cable.class));
    }

    @Override
    public void stop() {
        stack.thawPostgres();
        stack.thawBroker();
        stack.close();
        toDatabase.close();
    }
}
