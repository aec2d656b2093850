package uk.inspection.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.lang.JoseException;

/** The passwords and the signing key of one data directory: made at its first start, then kept. */
final class Secrets {
    private static final int PASSWORD_BYTES = 24;
    private static final int MASTER_KEY_BYTES = 32;

    private final DataDirectory data;

    Secrets(DataDirectory data) {
        this.data = data;
    }

    /** The password of a database user. */
    String password(String user) {
        var file = data.secrets().resolve(user + ".password");
        if (Files.exists(file)) {
            var password = read(file).strip();
            if (password.isEmpty()) {
                throw damaged(file, "it is empty", null);
            }
            return password;
        }
        if (user.equals(Postgres.SUPERUSER) && Files.exists(data.postgres())) {
            throw damaged(file, "it is missing although the database exists", null);
        }
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        write(file, password + "\n");
        return password;
    }

    /** The password of a user of the broker. */
    String brokerPassword(String user) {
        return password("broker." + user);
    }

    /** The file with the key that wraps the keys of notes; it lies apart from the others. */
    Path masterKey() {
        var file = data.masterKey();
        if (!Files.exists(file)) {
            if (Files.exists(data.caseKeys())) {
                throw damaged(file, "it is missing although the keys it wraps exist", null);
            }
            var key = new byte[MASTER_KEY_BYTES];
            new SecureRandom().nextBytes(key);
            write(file, "first:" + Base64.getEncoder().encodeToString(key) + "\n");
        }
        return file;
    }

    /**
     * For a stack that begins: its issuer may have moved to another port since.
     *
     * @param issuer the address that tokens name from now on
     */
    Tokens tokens(String issuer) {
        if (!Files.exists(data.issuer()) || !read(data.issuer()).strip().equals(issuer)) {
            write(data.issuer(), issuer + "\n");
        }
        if (!Files.exists(signingKey())) {
            var tokens = Tokens.withNewKey(issuer);
            write(signingKey(), tokens.privateKeyBase64() + "\n");
            return tokens;
        }
        return existingTokens();
    }

    /** For a command that only signs: never makes a key of its own. */
    Tokens existingTokens() {
        if (!Files.exists(signingKey()) || !Files.exists(data.issuer())) {
            throw new StackException(
                    "There is no stack in " + data.root() + " yet: start one with ./platform up.");
        }
        try {
            return Tokens.withKey(read(data.issuer()).strip(), read(signingKey()).strip());
        } catch (IllegalArgumentException e) {
            throw damaged(signingKey(), "it is not a signing key", e);
        }
    }

    /**
     * Signs with a new key from now on. The old one's tokens hold until they expire: it is among
     * the retired keys before it is replaced, so that no interruption leaves a token without one.
     */
    void rotateSigningKey(Instant now) {
        var old = existingTokens();
        var keys = new ArrayList<>(retiredKeys(now));
        keys.add(
                now.plus(Tokens.LIFETIME).getEpochSecond()
                        + " "
                        + old.publicKey().toJson(OutputControlLevel.PUBLIC_ONLY));
        write(retired(), String.join("\n", keys) + "\n");
        write(signingKey(), Tokens.withNewKey(old.issuer()).privateKeyBase64() + "\n");
    }

    /** What proves tokens of this directory: the key in use first, then those before it. */
    SigningKeys signingKeys(Instant now) {
        var tokens = existingTokens();
        var proving = new ArrayList<JsonWebKey>(List.of(tokens.publicKey()));
        for (var line : retiredKeys(now)) {
            try {
                var key = JsonWebKey.Factory.newJwk(line.substring(line.indexOf(' ') + 1));
                // The one in use is there twice when a rotation was interrupted.
                if (!tokens.keyId().equals(key.getKeyId())) {
                    proving.add(key);
                }
            } catch (JoseException e) {
                throw damaged(retired(), "it holds what is no key", e);
            }
        }
        return new SigningKeys(tokens, proving);
    }

    /** Each a line: until when its tokens may hold, in seconds since 1970, and the public key. */
    private List<String> retiredKeys(Instant now) {
        if (!Files.exists(retired())) {
            return List.of();
        }
        return read(retired())
                .lines()
                .filter(line -> !line.isBlank())
                .filter(line ->
                        Long.parseLong(line.substring(0, line.indexOf(' '))) > now.getEpochSecond())
                .toList();
    }

    private Path signingKey() {
        return data.secrets().resolve("signing-key");
    }

    private Path retired() {
        return data.secrets().resolve("signing-keys.retired");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw damaged(file, "it cannot be read", e);
        }
    }

    private void write(Path file, String content) {
        try {
            SafeFiles.replace(file, content);
        } catch (IOException e) {
            throw new StackException(
                    "The secret " + file + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private static StackException damaged(
            Path file, String why, @org.jspecify.annotations.Nullable Exception cause) {
        return new StackException(
                "The data directory is damaged: " + file + " is needed, and " + why + ".", cause);
    }
}
