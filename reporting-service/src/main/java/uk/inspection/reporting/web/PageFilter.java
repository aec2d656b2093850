package uk.inspection.reporting.web;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A problem becomes a page for who would rather have one, and every page gets its headers. */
@Provider
public class PageFilter implements ContainerResponseFilter {
    private static final String POLICY = "Content-Security-Policy";

    /** What a page may do in a browser: nothing but what it is made of comes from here. */
    private static final Map<String, String> STRICT =
            Map.of(
                    POLICY,
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                            + " connect-src 'self'; base-uri 'none'; frame-ancestors 'none';"
                            + " form-action 'self'",
                    "X-Content-Type-Options",
                    "nosniff",
                    "Referrer-Policy",
                    "same-origin",
                    "Permissions-Policy",
                    "camera=(), geolocation=(), microphone=(), payment=()",
                    "Cross-Origin-Opener-Policy",
                    "same-origin");

    private final Assets assets;

    /** A browser looks where the answer to a form leads: signing out, to the issuer. */
    private final String policyOfAccount;

    PageFilter(
            Assets assets,
            @ConfigProperty(name = "quarkus.oidc.pages.auth-server-url") Optional<String> issuer) {
        this.assets = assets;
        this.policyOfAccount =
                STRICT.get(POLICY)
                        + issuer.map(address -> " " + URI.create(address).resolve("/")).orElse("");
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof HttpProblem && wantsPage(request)) {
            response.setEntity(
                    error(request, response.getStatus()),
                    new Annotation[0],
                    MediaType.valueOf(PageResource.HTML));
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
            response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        }
        MediaType type = response.getMediaType();
        if (type != null && type.isCompatible(MediaType.TEXT_HTML_TYPE)) {
            STRICT.forEach(response.getHeaders()::putSingle);
            if (request.getUriInfo().getPath().equals("/account")) {
                response.getHeaders().putSingle(POLICY, policyOfAccount);
            }
        }
    }

    /** As browsers do, and programs do not: HTML before anything else. */
    private static boolean wantsPage(ContainerRequestContext request) {
        MediaType first = request.getAcceptableMediaTypes().getFirst();
        return first.getType().equals("text") && first.getSubtype().equals("html");
    }

    private String error(ContainerRequestContext request, int status) {
        Frame frame =
                Frame.of(
                        request.getUriInfo().getQueryParameters(),
                        request.getCookies(),
                        request.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE),
                        assets);
        return Visit.render(
                frame.language(),
                Templates.error(frame, status, here(request.getUriInfo().getRequestUri())));
    }

    /** This address as a parameter of another one: who signs in comes back to all of it. */
    private static String here(URI address) {
        String query = address.getRawQuery();
        return address.getPath()
                + (query == null ? "" : URLEncoder.encode("?" + query, StandardCharsets.UTF_8));
    }
}
