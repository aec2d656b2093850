package uk.inspection.reporting.web;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Whose session it is: the holder of its access token, which is asked what the token of a program
 * is asked (issuer, audience, expiry, roles, area). So a session may what its token may, and no
 * claim of the identity token, which is about signing in, counts for anything.
 */
@Singleton
public class SessionHolder implements SecurityIdentityAugmentor {
    private final TenantIdentityProvider ofPrograms;

    SessionHolder(TenantIdentityProvider ofPrograms) {
        this.ofPrograms = ofPrograms;
    }

    @Override
    public Uni<SecurityIdentity> augment(
            SecurityIdentity identity, AuthenticationRequestContext context) {
        return identity.getCredential(IdTokenCredential.class) == null
                ? Uni.createFrom().item(identity)
                : ofPrograms.authenticate(identity.getCredential(AccessTokenCredential.class));
    }
}
