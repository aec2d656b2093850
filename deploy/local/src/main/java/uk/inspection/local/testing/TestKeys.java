package uk.inspection.local.testing;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** What case-service needs beside its log: a database for the keys of notes, and a master key. */
public final class TestKeys {
    private static final int KEY_BYTES = 32;

    private TestKeys() {}

    public static Map<String, String> configuration(String jdbcUrl, String user, String password) {
        return Map.of(
                "quarkus.datasource.keys.jdbc.url",
                jdbcUrl,
                "quarkus.datasource.keys.username",
                user,
                "quarkus.datasource.keys.password",
                password,
                "case-keys.master-keys",
                "test:" + newKey());
    }

    /** 32 random bytes in Base64. */
    public static String newKey() {
        var key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
