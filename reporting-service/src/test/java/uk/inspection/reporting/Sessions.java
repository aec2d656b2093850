package uk.inspection.reporting;

import io.restassured.RestAssured;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.local.testing.SignIn;
import uk.inspection.local.testing.TestTokens;

/** The cookies of browsers that have signed in at the issuer, each role's and area's once. */
public final class Sessions {
    private static final Map<String, Map<String, String>> OPEN = new ConcurrentHashMap<>();

    private Sessions() {}

    /** Of a reader named {@code browser-ROLE}. */
    public static Map<String, String> of(String role, @Nullable String area) {
        String key = pages() + role + area;
        Map<String, String> open = OPEN.get(key);
        if (open == null) {
            open = with(TestTokens.token(role, "browser-" + role, area));
            OPEN.put(key, open);
        }
        return open;
    }

    /** Of whoever holds the token, who signs in once with it. */
    public static Map<String, String> with(String token) {
        return OPEN.computeIfAbsent(pages() + token, _ -> SignIn.with(token, pages()));
    }

    public static URI pages() {
        return URI.create("http://localhost:" + RestAssured.port);
    }
}
