package uk.inspection.reporting.web;

import io.quarkus.oidc.TenantResolver;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The session of a browser: the tokens of who signed in at the issuer, sealed in a cookie that no
 * script reads. Which requests have one is decided here; what it says is for {@link SessionHolder}.
 *
 * <p>A cookie goes along with every request that a browser makes, also with one that another site
 * made it send. So it counts where the request changes nothing, or where the browser says that one
 * of our own pages sent it; otherwise the request has no session. A token in the header counts more
 * than the cookie.
 */
@Singleton
public class Session implements TenantResolver {
    static final String SIGN_IN = "/account/sign-in";
    static final String SIGNED_IN = "/account/signed-in";

    /** Its name in the configuration, and at the end of its cookies' names. */
    private static final String TENANT = "pages";

    private static final String COOKIE = "q_session_" + TENANT;
    private static final int SECRET_CHARACTERS_MIN = 32;

    /** Before authentication, which Quarkus does at 200. */
    private static final int BEFORE_AUTHENTICATION = 250;

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Set<String> AT_THE_ISSUER = Set.of(SIGN_IN, SIGNED_IN);

    /** A secret of each instance's own would end sessions with it, and at every other instance. */
    Session(
            @ConfigProperty(name = "quarkus.oidc.pages.tenant-enabled", defaultValue = "true")
                    boolean enabled,
            @ConfigProperty(name = "pages.session-secret") Optional<String> secret) {
        if (enabled && secret.filter(text -> text.length() >= SECRET_CHARACTERS_MIN).isEmpty()) {
            throw new IllegalStateException(
                    "pages.session-secret must be set, to at least %d characters."
                            .formatted(SECRET_CHARACTERS_MIN));
        }
    }

    void register(@Observes Filters filters) {
        filters.register(Session::mark, BEFORE_AUTHENTICATION);
    }

    /**
     * Asked where somebody wants to know who the caller is, and so never for a public page. Without
     * an answer the framework would look at the cookies itself, and not at who sent them.
     */
    @Override
    public String resolve(RoutingContext routing) {
        return AT_THE_ISSUER.contains(routing.normalizedPath()) || counts(routing.request())
                ? TENANT
                : OidcUtils.DEFAULT_TENANT_ID;
    }

    private static void mark(RoutingContext routing) {
        if (counts(routing.request())) {
            routing.addHeadersEndHandler(_ -> unkept(routing.response()));
        }
        routing.next();
    }

    private static boolean counts(HttpServerRequest request) {
        return !request.headers().contains(HttpHeaders.AUTHORIZATION)
                && request.cookies().stream().anyMatch(one -> one.getName().startsWith(COOKIE))
                && (SAFE.contains(request.method()) || fromOurselves(request));
    }

    /**
     * A cache between us and the browser sees no token, which would have told it to keep nothing:
     * an answer that does not say how long it may be kept may not be kept.
     */
    private static void unkept(HttpServerResponse response) {
        if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    /**
     * Whether one of our own pages sent the request. Every browser that knows modules says so by
     * {@code Sec-Fetch-Site} (to a trustworthy address) or by {@code Origin}.
     */
    static boolean fromOurselves(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null
                ? ours(request, request.getHeader(HttpHeaders.ORIGIN))
                : site.equals("same-origin");
    }

    private static boolean ours(HttpServerRequest request, @Nullable String origin) {
        return origin != null && origin.equals(request.scheme() + "://" + request.authority());
    }
}
