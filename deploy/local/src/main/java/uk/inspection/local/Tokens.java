package uk.inspection.local;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Signs the tokens of a local stack: RS256, with a key that the stack itself made. */
public final class Tokens {
    public static final String AUDIENCE = "inspection-platform";
    public static final List<String> ROLES =
            List.of(
                    "inspector",
                    "lead-inspector",
                    "chief-inspector",
                    "yot",
                    "yjb",
                    "analyst",
                    "operator");
    public static final Duration LIFETIME = Duration.ofHours(12);
    private static final int KEY_BITS = 2048;

    private final String issuer;
    private final KeyPair keys;
    private final RsaJsonWebKey publicKey;

    private Tokens(String issuer, KeyPair keys) {
        this.issuer = issuer;
        this.keys = keys;
        this.publicKey = jsonWebKey((RSAPublicKey) keys.getPublic());
    }

    /**
     * @param issuer the address of who signs, as the tokens name it
     */
    public static Tokens withNewKey(String issuer) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return new Tokens(issuer, generator.generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param issuer the address of who signs, as the tokens name it
     * @param privateKey base64 of the PKCS 8 form, as {@link #privateKeyBase64} gives it
     * @throws IllegalArgumentException if it is not such a key
     */
    public static Tokens withKey(String issuer, String privateKey) {
        try {
            var factory = KeyFactory.getInstance("RSA");
            var bytes = Base64.getMimeDecoder().decode(privateKey);
            var secret = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(bytes));
            var open =
                    factory.generatePublic(
                            new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent()));
            return new Tokens(issuer, new KeyPair(open, secret));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("not a private key", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public String privateKeyBase64() {
        return Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
    }

    /** Base64 of the X.509 form, as the services' configuration takes it. */
    public String publicKeyBase64() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    /**
     * A token of twelve hours.
     *
     * @param area the only area the holder may see; a {@code yot} has one
     */
    public String token(String role, String subject, Optional<String> area) {
        return token(role, subject, area, LIFETIME);
    }

    /** The same, of another lifetime. */
    public String token(String role, String subject, Optional<String> area, Duration lifetime) {
        return token(role, subject, area, lifetime, Map.of());
    }

    /** The same, with further claims. */
    public String token(
            String role,
            String subject,
            Optional<String> area,
            Duration lifetime,
            Map<String, Object> further) {
        if (!ROLES.contains(role)) {
            throw new StackException(
                    "There is no role "
                            + role
                            + "; the roles are "
                            + String.join(", ", ROLES)
                            + ".");
        }
        if (role.equals("yot") && area.isEmpty()) {
            throw new StackException(
                    "The role yot sees one area only: name it with --area, for example --area"
                            + " Sefton.");
        }
        var claims = new JwtClaims();
        claims.setAudience(AUDIENCE);
        claims.setSubject(subject);
        claims.setStringListClaim("groups", role);
        area.ifPresent(name -> claims.setStringClaim("area", name));
        claims.setIssuedAtToNow();
        var expiry = NumericDate.now();
        expiry.addSeconds(lifetime.toSeconds());
        claims.setExpirationTime(expiry);
        claims.setGeneratedJwtId();
        further.forEach(claims::setClaim);
        return signed(claims, "JWT");
    }

    public String issuer() {
        return issuer;
    }

    /** The name of the key in the header of what it signed: its thumbprint (RFC 7638). */
    public String keyId() {
        return publicKey.getKeyId();
    }

    /** The key that proves a signature, without the one that makes it. */
    RsaJsonWebKey publicKey() {
        return publicKey;
    }

    /** The claims under a signature, the issuer's name among them. */
    String signed(JwtClaims claims, String type) {
        claims.setIssuer(issuer);
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(keys.getPrivate());
        signature.setKeyIdHeaderValue(keyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", type);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("the token could not be signed", e);
        }
    }

    static RsaJsonWebKey jsonWebKey(RSAPublicKey key) {
        var json = new RsaJsonWebKey(key);
        json.setKeyId(json.calculateBase64urlEncodedThumbprint("SHA-256"));
        json.setUse(Use.SIGNATURE);
        json.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
        return json;
    }
}
