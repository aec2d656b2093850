package uk.inspection.reporting.web;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.rest.Readers;

/** Signing in with a token, and out again. */
@Path("/account")
@PermitAll
@Produces(PageResource.HTML)
@RunOnVirtualThread
public class AccountResource {
    /** Longer than any token of ours, and short enough for a cookie. */
    private static final int TOKEN_CHARACTERS_MAX = 4000;

    private static final String HERE = "/account";

    private static final int UNAUTHORIZED = 401;

    private final Visit visit;
    private final SecurityIdentity identity;
    private final IdentityProviderManager providers;
    private final Requests requests;
    private final UriInfo uri;

    AccountResource(
            Visit visit,
            SecurityIdentity identity,
            IdentityProviderManager providers,
            Requests requests,
            UriInfo uri) {
        this.visit = visit;
        this.identity = identity;
        this.providers = providers;
        this.requests = requests;
        this.uri = uri;
    }

    @CheckedTemplate(basePath = "web")
    static final class Templates {
        private Templates() {}

        /**
         * Who is signed in, or the form.
         *
         * @param subject absent where nobody is signed in
         * @param drafts reports that are not published, and that he may see
         * @param to the page to go on to
         * @param refused whether a token was sent that does not hold
         */
        static native TemplateInstance account(
                Frame frame,
                @Nullable String subject,
                List<String> roles,
                @Nullable String area,
                List<ReportEntity> drafts,
                String to,
                boolean refused);
    }

    @GET
    @Operation(operationId = "accountPage", hidden = true)
    public Response account(@QueryParam("to") @Nullable String to) {
        Frame frame = visit.frame();
        JsonWebToken holder = holder();
        return visit.showPrivately(
                frame,
                holder == null
                        ? Templates.account(
                                frame, null, List.of(), null, List.of(), page(to), false)
                        : Templates.account(
                                frame,
                                holder.getName(),
                                holder.getGroups().stream().sorted().toList(),
                                holder.getClaim("area"),
                                Readers.unpublished(requests),
                                page(to),
                                false));
    }

    /** A page that sends the form is one of ours, or else somebody signs others in as himself. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(operationId = "signIn", hidden = true)
    public Response signIn(
            @FormParam("token") @Nullable String token,
            @FormParam("to") @Nullable String to,
            @Context RoutingContext routing) {
        ours(routing);
        String sent = token == null ? "" : token.strip();
        if (!holds(sent, routing)) {
            Frame frame = visit.frame();
            return visit.refuse(
                    UNAUTHORIZED,
                    frame,
                    Templates.account(frame, null, List.of(), null, List.of(), page(to), true));
        }
        return Response.seeOther(URI.create(page(to)))
                .cookie(Session.opened(sent, uri.getBaseUri()))
                .build();
    }

    @POST
    @Path("end")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(operationId = "signOut", hidden = true)
    public Response signOut(@Context RoutingContext routing) {
        ours(routing);
        return Response.seeOther(URI.create("/")).cookie(Session.closed(uri.getBaseUri())).build();
    }

    private boolean holds(String token, RoutingContext routing) {
        if (token.isEmpty() || token.length() > TOKEN_CHARACTERS_MAX) {
            return false;
        }
        try {
            var request = new TokenAuthenticationRequest(new AccessTokenCredential(token));
            HttpSecurityUtils.setRoutingContextAttribute(request, routing);
            return !providers.authenticate(request).await().indefinitely().isAnonymous();
        } catch (AuthenticationFailedException refused) {
            return false;
        }
    }

    /** Nobody, too, where a session's token does not hold any more. */
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
