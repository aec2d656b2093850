package uk.inspection.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import uk.inspection.endtoend.PermissionMatrix.Holder;
import uk.inspection.local.Tokens;

/** Tokens as the stack signs them, and such as must not hold. */
final class Badges {
    private static final int LIFETIME_MINUTES = 60;

    private final String issuer;
    private final String keyId;
    private final PrivateKey key;
    private final PrivateKey foreign;
    private final byte[] publicKey;

    /**
     * @param issuer the stack's, by its address
     * @param signingKey the stack's own, base64 of the PKCS 8 form
     */
    Badges(String issuer, String signingKey) {
        this.issuer = issuer;
        var tokens = Tokens.withKey(issuer, signingKey);
        key = key(signingKey);
        keyId = tokens.keyId();
        foreign = key(Tokens.withNewKey(issuer).privateKeyBase64());
        publicKey = tokens.publicKeyBase64().getBytes(UTF_8);
    }

    /** One that holds. */
    String of(Holder holder) {
        return signed(holder, claims -> {}, key, AlgorithmIdentifiers.RSA_USING_SHA256);
    }

    /** Whatever must not be taken for a token of this holder, by what is wrong with it. */
    Map<String, String> forgeriesOf(Holder holder) {
        String rs256 = AlgorithmIdentifiers.RSA_USING_SHA256;
        var forged = new LinkedHashMap<String, String>();
        forged.put("expired", signed(holder, Badges::anHourAgo, key, rs256));
        forged.put("not yet valid", signed(holder, Badges::inHalfAnHour, key, rs256));
        forged.put(
                "a wrong audience",
                signed(holder, claims -> claims.setAudience("another-platform"), key, rs256));
        forged.put("no audience", signed(holder, claims -> claims.unsetClaim("aud"), key, rs256));
        forged.put(
                "a wrong issuer",
                signed(
                        holder,
                        claims -> claims.setIssuer("https://elsewhere.invalid"),
                        key,
                        rs256));
        forged.put("a foreign key", signed(holder, claims -> {}, foreign, rs256));
        forged.put("alg none", signed(holder, claims -> {}, null, AlgorithmIdentifiers.NONE));
        forged.put(
                "the public key as a secret",
                signed(
                        holder,
                        claims -> {},
                        new SecretKeySpec(publicKey, "HmacSHA256"),
                        AlgorithmIdentifiers.HMAC_SHA256));
        forged.put("another's claims under the signature", changed(of(holder)));
        return forged;
    }

    /** The signature of a visitor's token, under the claims of the holder's. */
    private String changed(String token) {
        String visitor = of(new Holder(null, "visitor", ""));
        return token.substring(0, token.lastIndexOf('.'))
                + visitor.substring(visitor.lastIndexOf('.'));
    }

    private static void anHourAgo(JwtClaims claims) {
        var then = NumericDate.now();
        then.addSeconds(-60L * LIFETIME_MINUTES);
        claims.setExpirationTime(then);
    }

    private static void inHalfAnHour(JwtClaims claims) {
        var then = NumericDate.now();
        then.addSeconds(30L * LIFETIME_MINUTES);
        claims.setNotBefore(then);
    }

    private String signed(
            Holder holder, Consumer<JwtClaims> change, @Nullable Key key, String algorithm) {
        var claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(Tokens.AUDIENCE);
        claims.setSubject(holder.subject());
        claims.setStringListClaim("groups", holder.role() == null ? "visitor" : holder.role());
        if (!holder.area().isEmpty()) {
            claims.setStringClaim("area", holder.area());
        }
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(LIFETIME_MINUTES);
        change.accept(claims);
        var signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setHeader("typ", "JWT");
        signature.setKeyIdHeaderValue(keyId);
        if (key != null) {
            signature.setKey(key);
        }
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrivateKey key(String pkcs8) {
        try {
            return (RSAPrivateCrtKey)
                    KeyFactory.getInstance("RSA")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pkcs8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
