package uk.inspection.eventstore.service;

import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What a service must know before it believes any token: who signs them, and for whom they are. A
 * service that does not look at the audience takes tokens that their holder gave to another one, so
 * it does not start; nor does one that would refuse everybody.
 */
@Startup(BusinessClock.BEFORE_ALL_ELSE)
@Singleton
final class TokenRules {
    /** What switches the comparison off. */
    private static final String ANY = "any";

    @Inject
    TokenRules(
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> issuer,
            @ConfigProperty(name = "quarkus.oidc.public-key") Optional<String> key,
            @ConfigProperty(name = "quarkus.oidc.token.issuer") Optional<String> name,
            @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience) {
        if (issuer.isEmpty() && key.isEmpty()) {
            throw new IllegalStateException(
                    "quarkus.oidc.auth-server-url must name the issuer whose tokens count.");
        }
        if (audience.isEmpty() || audience.get().isEmpty() || audience.get().contains(ANY)) {
            throw new IllegalStateException(
                    "quarkus.oidc.token.audience must name the audience that tokens are for.");
        }
        if (name.filter(ANY::equals).isPresent()) {
            throw new IllegalStateException(
                    "quarkus.oidc.token.issuer must be the name of one issuer, and not any.");
        }
    }
}
