package uk.inspection.local.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import uk.inspection.local.Backbone;

/**
 * The PostgreSQL and the broker that all tests of a run share. The system property {@code
 * platform.test-stack} names the file that tells where they are; without it the first test of this
 * JVM starts them, and they end with the JVM. Tests keep apart by databases and topic names of
 * their own.
 */
public final class SharedStack {
    private static final String PROPERTY = "platform.test-stack";

    private final Properties info;
    private final Databases databases;

    private SharedStack(Properties info) {
        this.info = info;
        this.databases = new Databases(value("jdbc.url"), user(), password());
    }

    public static SharedStack get() {
        // An application framework may load this class several times in one JVM. The property, and
        // not a static field, is what they share.
        synchronized (System.class) {
            var file = System.getProperty(PROPERTY);
            if (file == null || file.isBlank()) {
                file = start().toString();
                System.setProperty(PROPERTY, file);
            }
            return new SharedStack(read(Path.of(file)));
        }
    }

    private static Path start() {
        try {
            var backbone = Backbone.start();
            var file = Files.createTempFile("test-stack", ".properties");
            file.toFile().deleteOnExit();
            backbone.writeInfo(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties read(Path file) {
        var info = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            info.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("no test stack is described in " + file, e);
        }
        return info;
    }

    /** A fresh, empty database with a unique name; returns its JDBC address. */
    public String createDatabase(String prefix) {
        return databases.create(prefix);
    }

    public String user() {
        return value("jdbc.user");
    }

    public String password() {
        return value("jdbc.password");
    }

    public String bootstrap() {
        return value("kafka.bootstrap");
    }

    /** For the names of topics and groups that no other test has; ends with a dash. */
    public String newTopicPrefix() {
        return "t" + Databases.unique() + "-";
    }

    /** What a service under test is configured with: a database and topic names of its own. */
    public Map<String, String> configuration(String service) {
        var configuration = new HashMap<>(ofEvery(service));
        if (service.equals("case-service")) {
            configuration.putAll(
                    TestKeys.configuration(createDatabase("case_keys"), user(), password()));
        }
        if (service.equals("reporting-service")) {
            // Nobody signs in to its pages where there is a key in place of an issuer.
            configuration.put("quarkus.oidc.pages.tenant-enabled", "false");
        }
        return configuration;
    }

    private Map<String, String> ofEvery(String service) {
        return Map.of(
                "quarkus.datasource.jdbc.url",
                createDatabase(service.replace('-', '_')),
                "quarkus.datasource.username",
                user(),
                "quarkus.datasource.password",
                password(),
                "kafka.bootstrap.servers",
                bootstrap(),
                "event-store.topic-prefix",
                newTopicPrefix(),
                "quarkus.oidc.public-key",
                TestTokens.publicKeyBase64(),
                "quarkus.oidc.token.issuer",
                TestTokens.issuer(),
                "quarkus.oidc.token.audience",
                TestTokens.audience());
    }

    private String value(String key) {
        var value = info.getProperty(key);
        if (value == null) {
            throw new IllegalStateException("the test stack's description lacks " + key);
        }
        return value;
    }
}
