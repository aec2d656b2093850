package uk.inspection.reporting.web;

import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** One request for a page, and how it is answered. */
@RequestScoped
public class Visit {
    private static final int FRESH_SECONDS = 60;

    /** What the language of an answer hangs on, beside its address. */
    static final String LANGUAGES = HttpHeaders.ACCEPT_LANGUAGE + ", " + HttpHeaders.COOKIE;

    private static final String FRESH = "public, max-age=" + FRESH_SECONDS;
    private static final String VARY = HttpHeaders.ACCEPT + ", " + LANGUAGES;
    private static final int LANGUAGE_KEPT_SECONDS = 365 * 24 * 60 * 60;

    private final HttpHeaders headers;
    private final UriInfo uri;
    private final Request request;
    private final Assets assets;

    Visit(HttpHeaders headers, UriInfo uri, Request request, Assets assets) {
        this.headers = headers;
        this.uri = uri;
        this.request = request;
        this.assets = assets;
    }

    Frame frame() {
        return Frame.of(
                uri.getQueryParameters(),
                headers.getCookies(),
                headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE),
                assets);
    }

    /** Where a path of this service is, for who reads it elsewhere than in a browser. */
    String address(String path) {
        return uri.getBaseUri().resolve(path).toString();
    }

    Response show(Frame frame, TemplateInstance page) {
        return show(frame, page, PageResource.HTML);
    }

    /**
     * The page, or 304. The tag is a digest of what is sent: report, language, templates and words
     * are all in it, and none can be forgotten.
     */
    Response show(Frame frame, TemplateInstance page, String type) {
        String text = render(frame.language(), page);
        EntityTag tag = tag(text);
        Response.ResponseBuilder notModified = request.evaluatePreconditions(tag);
        var response = notModified == null ? Response.ok(text, type).tag(tag) : notModified;
        response.header(HttpHeaders.VARY, VARY);
        Optional<Language> asked = Frame.asked(uri.getQueryParameters());
        if (asked.isEmpty() || asked.equals(Frame.kept(headers.getCookies()))) {
            response.header(HttpHeaders.CACHE_CONTROL, FRESH);
        } else {
            // What sets a cookie is nothing for a cache that others share.
            response.header(HttpHeaders.CACHE_CONTROL, "private, max-age=" + FRESH_SECONDS)
                    .cookie(cookie(asked.get()));
        }
        return response.build();
    }

    /** A file that everyone may have. It says nothing about the language of later pages. */
    static Response file(Response.ResponseBuilder file) {
        return file.header(HttpHeaders.VARY, VARY).header(HttpHeaders.CACHE_CONTROL, FRESH).build();
    }

    /** A page for nobody but who asked, and not to be kept. */
    Response showPrivately(Frame frame, TemplateInstance page) {
        return showPrivately(frame, page, PageResource.HTML);
    }

    Response showPrivately(Frame frame, TemplateInstance page, String type) {
        return privately(Response.ok(), frame, page, type);
    }

    /** A page that says why there is not what was asked for. */
    Response refuse(int status, Frame frame, TemplateInstance page) {
        return privately(Response.status(status), frame, page, PageResource.HTML);
    }

    private Response privately(
            Response.ResponseBuilder response, Frame frame, TemplateInstance page, String type) {
        response.entity(render(frame.language(), page))
                .type(type)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
        Frame.asked(uri.getQueryParameters())
                .filter(asked -> !Optional.of(asked).equals(Frame.kept(headers.getCookies())))
                .ifPresent(asked -> response.cookie(cookie(asked)));
        return response.build();
    }

    static String render(Language language, TemplateInstance page) {
        return page.setLocale(language.locale()).render();
    }

    private static NewCookie cookie(Language language) {
        return new NewCookie.Builder(Frame.LANGUAGE)
                .value(language.code())
                .path("/")
                .maxAge(LANGUAGE_KEPT_SECONDS)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    private static EntityTag tag(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return new EntityTag(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
