package uk.inspection.local.testing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.inspection.local.Tokens;

/** Tokens signed with a key that is made once per JVM. */
public final class TestTokens {
    /** Tokens are for whoever has the key; no issuer need be at this address. */
    private static final String ISSUER = "https://tests.inspection.invalid";

    private static final String PROPERTY = "platform.test-signing-key";

    private TestTokens() {}

    /** What a service under test is given as {@code quarkus.oidc.public-key}. */
    public static String publicKeyBase64() {
        return tokens().publicKeyBase64();
    }

    public static String issuer() {
        return ISSUER;
    }

    public static String audience() {
        return Tokens.AUDIENCE;
    }

    /**
     * @param area required for {@code yot}, else null
     */
    public static String token(String role, String subject, @Nullable String area) {
        return tokens().token(role, subject, Optional.ofNullable(area));
    }

    /** A token of another lifetime than the usual one. */
    public static String token(
            String role, String subject, @Nullable String area, Duration lifetime) {
        return tokens().token(role, subject, Optional.ofNullable(area), lifetime);
    }

    /**
     * A token of a subject for whom somebody else acts.
     *
     * @param act what the claim of this name holds (RFC 8693)
     */
    public static String deputyToken(
            String role, String subject, @Nullable String area, Object act) {
        return tokens().token(
                        role,
                        subject,
                        Optional.ofNullable(area),
                        Tokens.LIFETIME,
                        Map.of("act", act));
    }

    // As in SharedStack: the property is what several class loaders of one JVM share.
    static Tokens tokens() {
        synchronized (System.class) {
            var key = System.getProperty(PROPERTY);
            if (key != null) {
                return Tokens.withKey(ISSUER, key);
            }
            var tokens = Tokens.withNewKey(ISSUER);
            System.setProperty(PROPERTY, tokens.privateKeyBase64());
            return tokens;
        }
    }
}
