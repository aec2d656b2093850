package uk.inspection.reporting.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.rest.Readers;

/** Signing in at the issuer, and out again. */
@Path("/account")
@PermitAll
@Produces(PageResource.HTML)
@RunOnVirtualThread
public class AccountResource {
    private static final String HERE = "/account";
    private static final AsciiString LOCATION = HttpHeaderNames.LOCATION;

    private final Visit visit;
    private final SecurityIdentity identity;
    private final Requests requests;

    AccountResource(Visit visit, SecurityIdentity identity, Requests requests) {
        this.visit = visit;
        this.identity = identity;
        this.requests = requests;
    }

    @CheckedTemplate(basePath = "web")
    static final class Templates {
        private Templates() {}

        /**
         * Who is signed in, or the way to it.
         *
         * @param subject absent where nobody is signed in
         * @param drafts reports that are not published, and that he may see
         * @param to the page to go on to, as a parameter of another address
         */
        static native TemplateInstance account(
                Frame frame,
                @Nullable String subject,
                List<String> roles,
                @Nullable String area,
                List<ReportEntity> drafts,
                String to);
    }

    @GET
    @Operation(operationId = "accountPage", hidden = true)
    public Response account(@QueryParam("to") @Nullable String to) {
        Frame frame = visit.frame();
        JsonWebToken holder = holder();
        return visit.showPrivately(
                frame,
                holder == null
                        ? Templates.account(frame, null, List.of(), null, List.of(), parameter(to))
                        : Templates.account(
                                frame,
                                holder.getName(),
                                holder.getGroups().stream().sorted().toList(),
                                holder.getClaim("area"),
                                Readers.unpublished(requests),
                                parameter(to)));
    }

    /**
     * To the issuer, and when it has sent the browser back here, on to the page. Where the issuer
     * knows him still, he sees neither.
     */
    @GET
    @Path("sign-in")
    @Operation(operationId = "signIn", hidden = true)
    public Response signIn(@QueryParam("to") @Nullable String to, @Context RoutingContext routing) {
        if (holder() != null) {
            return unkept(Response.seeOther(URI.create(page(to))));
        }
        HttpAuthenticator authenticator = routing.get(HttpAuthenticator.class.getName());
        ChallengeData challenge = authenticator.getChallenge(routing).await().indefinitely();
        if (challenge == null
                || challenge.getHeaders().keySet().stream()
                        .noneMatch(LOCATION::contentEqualsIgnoreCase)) {
            throw Requests.problem(
                    Response.Status.SERVICE_UNAVAILABLE,
                    "Nobody can sign in: this service has no identity server.",
                    List.of());
        }
        var answer = Response.status(challenge.status);
        challenge.getHeaders().forEach((name, value) -> answer.header(name.toString(), value));
        return unkept(answer);
    }

    /** Where the issuer sends browsers to; a code with its state opens the session and leads on. */
    @GET
    @Path("signed-in")
    @Operation(operationId = "signedIn", hidden = true)
    public Response signedIn() {
        if (identity.isAnonymous()) {
            throw Requests.problem(
                    Response.Status.UNAUTHORIZED,
                    "This browser has not begun to sign in.",
                    List.of());
        }
        return unkept(Response.seeOther(URI.create(HERE)));
    }

    /** Here and at the issuer; for who has no session there is nothing to do. */
    @POST
    @Path("end")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(operationId = "signOut", hidden = true)
    public Response signOut(@Context RoutingContext routing) {
        ours(routing);
        holder();
        return unkept(Response.seeOther(URI.create("/")));
    }

    private static Response unkept(Response.ResponseBuilder response) {
        return response.header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    /** Nobody, too, where a session does not hold any more. */
    private @Nullable JsonWebToken holder() {
        try {
            return identity.getPrincipal() instanceof JsonWebToken token ? token : null;
        } catch (AuthenticationFailedException expired) {
            return null;
        }
    }

    private static void ours(RoutingContext routing) {
        if (!Session.fromOurselves(routing.request())) {
            throw Requests.problem(
                    Response.Status.FORBIDDEN,
                    "Only a page of this service sends this.",
                    List.of());
        }
    }

    private static String parameter(@Nullable String to) {
        return URLEncoder.encode(page(to), StandardCharsets.UTF_8);
    }

    /**
     * A page of ours and nothing else: {@code //host} and {@code /\host} lead elsewhere. Half an
     * escape is looked for ahead, for a repeated group would need stack for each character.
     */
    static String page(@Nullable String to) {
        return to != null
                        && to.matches("(?!.*%(?![0-9A-Fa-f]{2}))/[A-Za-z0-9][A-Za-z0-9/_.?=&:+%-]*")
                ? to
                : HERE;
    }
}
