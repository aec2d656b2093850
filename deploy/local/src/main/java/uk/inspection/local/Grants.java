package uk.inspection.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jspecify.annotations.Nullable;

/**
 * What the issuer gives for what: a code for a credential, tokens for a code, new tokens for a
 * refresh token (RFC 6749 with RFC 7636). A refresh token is a signed statement and is kept
 * nowhere, so that sessions outlive a restart; codes, and what was signed out, are kept in memory.
 *
 * <p>Why no code counts twice. A code is looked up and marked as used in one step under the lock of
 * this object, before anything about it is checked; of two that come with it at once one finds it
 * unused. The other ends what the first one got, because one of them has stolen it.
 */
final class Grants {
    static final Duration CODE_LIFETIME = Duration.ofMinutes(1);
    private static final int CODES_MAX = 1000;
    private static final int RANDOM_BYTES = 32;
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");
    private static final String SESSION = "sid";
    private static final Set<String> OF_HOLDER = Set.of("sub", "groups", "area");

    /** What does not get anything, in the words of RFC 6749, section 5.2. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final String error;

        Refused(String error, String why) {
            super(why);
            this.error = error;
        }

        String error() {
            return error;
        }
    }

    /**
     * A request for a code.
     *
     * @param challenge SHA-256 of the verifier, in Base64 for addresses
     */
    record Asked(String redirect, String challenge, @Nullable String nonce) {}

    private record Code(Asked asked, JwtClaims credential, String session, Instant until) {}

    private final Supplier<SigningKeys> keys;
    private final String client;
    private final Duration lifetime;
    private final Clock clock;
    private final Map<String, Code> codes = new LinkedHashMap<>();
    private final Map<String, Code> used = new LinkedHashMap<>();
    private final Map<String, Instant> ended = new LinkedHashMap<>();

    /**
     * @param client the one client there is
     * @param lifetime of the tokens of a session
     */
    Grants(Supplier<SigningKeys> keys, String client, Duration lifetime, Clock clock) {
        this.keys = keys;
        this.client = client;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** A code for who shows a token of the platform that holds. */
    String code(Asked asked, String credential) throws Refused {
        var claims = verified(credential, Tokens.AUDIENCE);
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        var code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var until = clock.instant().plus(CODE_LIFETIME);
        synchronized (this) {
            forget();
            if (codes.size() >= CODES_MAX) {
                throw new Refused("temporarily_unavailable", "Too many are signing in.");
            }
            codes.put(code, new Code(asked, claims, UUID.randomUUID().toString(), until));
        }
        return code;
    }

    /** Tokens for a code, once. */
    Map<String, Object> ofCode(String code, String redirect, String verifier) throws Refused {
        var known = taken(code);
        if (known == null
                || !known.asked.redirect.equals(redirect)
                || !VERIFIER.matcher(verifier).matches()
                || !MessageDigest.isEqual(
                        challenge(verifier).getBytes(US_ASCII),
                        known.asked.challenge.getBytes(US_ASCII))) {
            throw new Refused("invalid_grant", "The code does not hold.");
        }
        return tokens(known.credential, known.session, known.asked.nonce);
    }

    private synchronized @Nullable Code taken(String code) {
        forget();
        var again = used.get(code);
        if (again != null) {
            ended.put(again.session, expiry(again.credential));
            return null;
        }
        var known = codes.remove(code);
        if (known != null) {
            used.put(code, known);
        }
        return known;
    }

    /** New tokens for a session that goes on. */
    Map<String, Object> ofRefreshToken(String token) throws Refused {
        var claims = verified(token, issuer());
        var session = Objects.requireNonNull(claims.getClaimValueAsString(SESSION));
        synchronized (this) {
            forget();
            if (ended.containsKey(session)) {
                throw new Refused("invalid_grant", "The session has ended.");
            }
        }
        return tokens(claims, session, null);
    }

    /** Its refresh token counts no more. A hint may have expired, and must be ours. */
    void end(String idToken) throws Refused {
        JwtClaims claims;
        try {
            claims =
                    consumer(client)
                            .setEvaluationTime(NumericDate.fromSeconds(0))
                            .build()
                            .processToClaims(idToken);
        } catch (InvalidJwtException e) {
            throw new Refused("invalid_request", "The hint is no token of this issuer.");
        }
        var session = claims.getClaimValueAsString(SESSION);
        synchronized (this) {
            forget();
            ended.put(String.valueOf(session), clock.instant().plus(Tokens.LIFETIME));
        }
    }

    // ---- tokens

    private Map<String, Object> tokens(JwtClaims holder, String session, @Nullable String nonce) {
        var now = clock.instant();
        var last = expiry(holder);
        var until = now.plus(lifetime).isBefore(last) ? now.plus(lifetime) : last;
        var signing = keys.get().signing();
        var access = claims(holder, session, now, until);
        access.setAudience(Tokens.AUDIENCE);
        access.setStringClaim("azp", client);
        var identity = claims(holder, session, now, until);
        OF_HOLDER.stream().filter(name -> !name.equals("sub")).forEach(identity::unsetClaim);
        identity.setAudience(client);
        if (nonce != null) {
            identity.setStringClaim("nonce", nonce);
        }
        var refresh = claims(holder, session, now, last);
        refresh.setAudience(signing.issuer());
        var given = new LinkedHashMap<String, Object>();
        given.put("access_token", signing.signed(access, "JWT"));
        given.put("id_token", signing.signed(identity, "JWT"));
        given.put("refresh_token", signing.signed(refresh, "refresh+jwt"));
        given.put("token_type", "Bearer");
        given.put("expires_in", Duration.between(now, until).toSeconds());
        given.put("scope", "openid");
        return given;
    }

    private static JwtClaims claims(JwtClaims holder, String session, Instant from, Instant until) {
        var claims = new JwtClaims();
        OF_HOLDER.stream()
                .filter(holder::hasClaim)
                .forEach(name -> claims.setClaim(name, holder.getClaimValue(name)));
        claims.setStringClaim(SESSION, session);
        claims.setIssuedAt(NumericDate.fromSeconds(from.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(until.getEpochSecond()));
        claims.setGeneratedJwtId();
        return claims;
    }

    private JwtClaims verified(String token, String audience) throws Refused {
        try {
            return consumer(audience)
                    .setEvaluationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond()))
                    .build()
                    .processToClaims(token);
        } catch (InvalidJwtException e) {
            throw new Refused("invalid_grant", "The token does not hold.");
        }
    }

    private JwtConsumerBuilder consumer(String audience) {
        var current = keys.get();
        return new JwtConsumerBuilder()
                .setExpectedIssuer(current.signing().issuer())
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(current.proving()));
    }

    String issuer() {
        return keys.get().signing().issuer();
    }

    /** The public keys, as services ask for them. */
    String keySet() {
        return new JsonWebKeySet(keys.get().proving()).toJson();
    }

    private static Instant expiry(JwtClaims claims) {
        try {
            return Instant.ofEpochSecond(claims.getExpirationTime().getValue());
        } catch (MalformedClaimException e) {
            throw new IllegalStateException("a verified token has an expiry", e);
        }
    }

    private static String challenge(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void forget() {
        var now = clock.instant();
        codes.values().removeIf(code -> !code.until.isAfter(now));
        used.values().removeIf(code -> !code.until.isAfter(now));
        ended.values().removeIf(until -> !until.isAfter(now));
    }
}
