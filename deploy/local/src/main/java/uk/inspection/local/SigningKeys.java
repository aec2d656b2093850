package uk.inspection.local;

import java.util.List;
import org.jose4j.jwk.JsonWebKey;

/**
 * What an issuer signs with, and what proves its tokens.
 *
 * @param proving public keys: the one in use, and those whose tokens have not all expired
 */
record SigningKeys(Tokens signing, List<JsonWebKey> proving) {
    SigningKeys {
        proving = List.copyOf(proving);
    }

    static SigningKeys of(Tokens tokens) {
        return new SigningKeys(tokens, List.of(tokens.publicKey()));
    }
}
