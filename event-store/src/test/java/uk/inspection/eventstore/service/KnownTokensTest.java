package uk.inspection.eventstore.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.credential.Credential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownTokensTest {
    private static final int GRACE = 10;
    private static final String REQUEST = RoutingContext.class.getName();

    /** Nothing here blocks. */
    private static final AuthenticationRequestContext CONTEXT =
            new AuthenticationRequestContext() {
                @Override
                public Uni<SecurityIdentity> runBlocking(Supplier<SecurityIdentity> function) {
                    throw new UnsupportedOperationException();
                }
            };

    private final KnownTokens tokens = new KnownTokens(GRACE);

    @Test
    void a_token_that_was_checked_need_not_be_checked_again() {
        assertThat(lookedUp(tokens, "ann's")).isNull();
        checked(identity(3600, new AccessTokenCredential("ann's")));
        SecurityIdentity found = found("ann's");
        assertThat(found.getPrincipal().getName()).isEqualTo("ann");
        assertThat(found.getRoles()).containsExactly("inspector");
    }

    /** Where it came after the check, it would never be asked. */
    @Test
    void who_is_known_is_looked_for_before_the_check() {
        IdentityProvider<TokenAuthenticationRequest> usual =
                new IdentityProvider<>() {
                    @Override
                    public Class<TokenAuthenticationRequest> getRequestType() {
                        return TokenAuthenticationRequest.class;
                    }

                    @Override
                    public Uni<SecurityIdentity> authenticate(
                            TokenAuthenticationRequest request,
                            AuthenticationRequestContext context) {
                        return Uni.createFrom().nullItem();
                    }
                };
        assertThat(tokens.priority()).isGreaterThan(usual.priority());
    }

    @Test
    void another_token_has_to_be() {
        checked(identity(3600, new AccessTokenCredential("ann's")));
        assertThat(lookedUp(tokens, "ann's ")).isNull();
        assertThat(lookedUp(tokens, "ann'")).isNull();
    }

    @Test
    void a_token_is_known_for_no_longer_than_it_holds() {
        checked(identity(-GRACE + 3, new AccessTokenCredential("nearly")));
        checked(identity(-GRACE - 1, new AccessTokenCredential("over")));
        assertThat(lookedUp(tokens, "nearly")).isNotNull();
        assertThat(lookedUp(tokens, "over")).isNull();
    }

    @Test
    void who_is_known_is_not_remembered_for_longer_by_that() {
        checked(identity(3600, new AccessTokenCredential("ann's")));
        SecurityIdentity known = found("ann's");
        var others = new KnownTokens(GRACE);
        assertThat(others.augment(known, CONTEXT).await().indefinitely()).isSameAs(known);
        assertThat(lookedUp(others, "ann's")).isNull();
    }

    @Test
    void the_request_that_a_token_came_with_is_not_kept() {
        checked(identity(3600, new AccessTokenCredential("ann's")));
        Object request = found("ann's").getAttribute(REQUEST);
        assertThat(request).isNull();
    }

    @Test
    void a_session_is_not_a_token() {
        checked(
                identity(
                        3600,
                        new AccessTokenCredential("of a session"),
                        new IdTokenCredential("says who signed in")));
        assertThat(lookedUp(tokens, "of a session")).isNull();
    }

    private void checked(SecurityIdentity identity) {
        assertThat(tokens.augment(identity, CONTEXT).await().indefinitely()).isSameAs(identity);
    }

    private SecurityIdentity found(String token) {
        return Objects.requireNonNull(lookedUp(tokens, token));
    }

    private static @Nullable SecurityIdentity lookedUp(KnownTokens among, String token) {
        return among.authenticate(
                        new TokenAuthenticationRequest(new AccessTokenCredential(token)), CONTEXT)
                .await()
                .indefinitely();
    }

    private static SecurityIdentity identity(int secondsLeft, Credential... credentials) {
        var identity =
                QuarkusSecurityIdentity.builder()
                        .setPrincipal(new Token(Instant.now().plusSeconds(secondsLeft)))
                        .addRole("inspector")
                        .addAttribute(REQUEST, "the first request");
        for (Credential credential : credentials) {
            identity.addCredential(credential);
        }
        return identity.build();
    }

    private record Token(Instant end) implements JsonWebToken {
        @Override
        public String getName() {
            return "ann";
        }

        @Override
        public Set<String> getClaimNames() {
            return Set.of(Claims.exp.name());
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T getClaim(String name) {
            return (T) (Object) end.getEpochSecond();
        }
    }
}
