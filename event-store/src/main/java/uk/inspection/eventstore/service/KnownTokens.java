package uk.inspection.eventstore.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Remembers for a few seconds which access tokens were checked, and held: who sends many requests
 * sends the same token with each, and its signature and claims are the same each time.
 *
 * <p>Why it is right. What is remembered is found by the whole token, and a token says the same for
 * ever; that it has not begun, or was signed by a key that does not count, is never remembered. It
 * is forgotten at the very moment when its time is over, with the same allowance for clocks that
 * differ as in the check itself. What can change besides is that a key is withdrawn, which the
 * check itself learns no sooner than when the keys are fetched again; a token of such a key may be
 * believed for {@link #REMEMBERED_FOR} longer. A session of the pages is not remembered: it has
 * more to it than one token.
 */
@Singleton
class KnownTokens
        implements IdentityProvider<TokenAuthenticationRequest>, SecurityIdentityAugmentor {
    static final Duration REMEMBERED_FOR = Duration.ofSeconds(5);
    private static final int TOKENS_MAX = 1000;

    /** The check itself says nothing of its place, and has that after the system's first. */
    private static final int BEFORE_THE_CHECK = IdentityProvider.SYSTEM_FIRST + 100;

    private static final String REQUEST = RoutingContext.class.getName();
    private static final String REMEMBERED = KnownTokens.class.getName();

    private final Cache<String, SecurityIdentity> known;

    @Inject
    KnownTokens(@ConfigProperty(name = "quarkus.oidc.token.lifespan-grace") int grace) {
        known =
                Caffeine.newBuilder()
                        .maximumSize(TOKENS_MAX)
                        .expireAfter(
                                Expiry.creating((String token, SecurityIdentity identity) ->
                                        lifetime(identity, grace)))
                        .build();
    }

    /** Zero where the token is over. */
    private static Duration lifetime(SecurityIdentity identity, int grace) {
        Instant end =
                Instant.ofEpochSecond(((JsonWebToken) identity.getPrincipal()).getExpirationTime())
                        .plusSeconds(grace);
        Duration left = Duration.between(Instant.now(), end);
        return left.compareTo(REMEMBERED_FOR) > 0
                ? REMEMBERED_FOR
                : left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public int priority() {
        return BEFORE_THE_CHECK;
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    /** Whose token it is; nobody where it is not known, and then it is checked. */
    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        SecurityIdentity identity =
                request.getToken() instanceof AccessTokenCredential token
                        ? known.getIfPresent(token.getToken())
                        : null;
        if (identity == null) {
            return Uni.createFrom().nullItem();
        }
        return Uni.createFrom()
                .item(
                        QuarkusSecurityIdentity.builder(identity)
                                .addAttribute(REMEMBERED, true)
                                .addAttribute(
                                        REQUEST,
                                        HttpSecurityUtils.getRoutingContextAttribute(request))
                                .build());
    }

    /** Remembers who was checked; who was remembered was not, and is not remembered for longer. */
    @Override
    public Uni<SecurityIdentity> augment(
            SecurityIdentity identity, AuthenticationRequestContext context) {
        AccessTokenCredential token = identity.getCredential(AccessTokenCredential.class);
        if (token != null
                && identity.getAttribute(REMEMBERED) == null
                && identity.getCredential(IdTokenCredential.class) == null
                && identity.getPrincipal() instanceof JsonWebToken) {
            // Without the request that the token came with, or that would be kept as long.
            known.put(
                    token.getToken(),
                    QuarkusSecurityIdentity.builder(identity).addAttribute(REQUEST, "").build());
        }
        return Uni.createFrom().item(identity);
    }
}
