package uk.inspection.reporting.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The session of a browser: the token of who signed in, in a cookie that no script reads. Whatever
 * asks who the caller is gets the same answer as from the token in a header.
 *
 * <p>A cookie goes along with every request that a browser makes, also with one that another site
 * made it send. So it counts where the request changes nothing, or where the browser says that one
 * of our own pages sent it; otherwise the request has no session.
 */
@Singleton
public class Session {
    static final String COOKIE = "session";

    /** Before authentication, which Quarkus does at 200. */
    private static final int BEFORE_AUTHENTICATION = 250;

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    void register(@Observes Filters filters) {
        filters.register(Session::carry, BEFORE_AUTHENTICATION);
    }

    private static void carry(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        var cookie = request.getCookie(COOKIE);
        if (cookie != null
                && !cookie.getValue().isBlank()
                && !request.headers().contains(HttpHeaders.AUTHORIZATION)
                && (SAFE.contains(request.method()) || fromOurselves(request))) {
            request.headers().set(HttpHeaders.AUTHORIZATION, "Bearer " + cookie.getValue());
            routing.addHeadersEndHandler(_ -> unkept(routing.response()));
        }
        routing.next();
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

    /** Kept until the browser is closed; how long it counts is the token's matter. */
    static NewCookie opened(String token, URI address) {
        return cookie(token, NewCookie.DEFAULT_MAX_AGE, address);
    }

    static NewCookie closed(URI address) {
        return cookie("", 0, address);
    }

    private static NewCookie cookie(String value, int seconds, URI address) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .secure(address.getScheme().equals("https"))
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }
}
