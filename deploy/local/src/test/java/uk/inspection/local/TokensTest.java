package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;
import uk.inspection.local.testing.TestTokens;

class TokensTest {
    private static final String ISSUER = "http://issuer.invalid";

    private final Tokens tokens = Tokens.withNewKey(ISSUER);

    @Test
    void a_token_names_its_holder_role_and_area_for_twelve_hours() throws Exception {
        var claims = verified(tokens.token("yot", "demo-yot", Optional.of("Sefton")), tokens);
        assertEquals("demo-yot", claims.getSubject());
        assertEquals(List.of("yot"), claims.getStringListClaimValue("groups"));
        assertEquals("Sefton", claims.getStringClaimValue("area"));
        assertEquals(
                Tokens.LIFETIME.toSeconds(),
                claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue());
    }

    @Test
    void without_an_area_there_is_no_such_claim() throws Exception {
        var claims = verified(tokens.token("analyst", "a", Optional.empty()), tokens);
        assertFalse(claims.hasClaim("area"));
    }

    @Test
    void a_token_of_another_key_does_not_verify() {
        var foreign = Tokens.withNewKey(ISSUER).token("analyst", "a", Optional.empty());
        assertThrows(InvalidJwtException.class, () -> verified(foreign, tokens));
    }

    @Test
    void the_key_outlives_its_storage() throws Exception {
        var again = Tokens.withKey(ISSUER, tokens.privateKeyBase64());
        assertEquals(tokens.publicKeyBase64(), again.publicKeyBase64());
        verified(again.token("yjb", "y", Optional.empty()), tokens);
    }

    @Test
    void an_unknown_role_is_refused_with_the_roles_there_are() {
        var refusal =
                assertThrows(
                        StackException.class, () -> tokens.token("king", "k", Optional.empty()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("chief-inspector"));
    }

    @Test
    void a_youth_offending_team_without_an_area_is_refused() {
        assertThrows(StackException.class, () -> tokens.token("yot", "y", Optional.empty()));
    }

    @Test
    void the_tests_of_one_jvm_share_a_key() throws Exception {
        var key = TestTokens.publicKeyBase64();
        assertEquals(key, TestTokens.publicKeyBase64());
        verified(TestTokens.token("operator", "o", null), publicKey(key), TestTokens.issuer());
    }

    private static JwtClaims verified(String token, Tokens signer) throws Exception {
        return verified(token, publicKey(signer.publicKeyBase64()), ISSUER);
    }

    private static JwtClaims verified(String token, PublicKey key, String issuer) throws Exception {
        return new JwtConsumerBuilder()
                .setExpectedIssuer(issuer)
                .setExpectedAudience("inspection-platform")
                .setRequireExpirationTime()
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT,
                        AlgorithmIdentifiers.RSA_USING_SHA256)
                .setVerificationKey(key)
                .build()
                .processToClaims(token);
    }

    private static PublicKey publicKey(String base64) throws Exception {
        var bytes = Base64.getDecoder().decode(base64);
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes));
    }
}
