package uk.inspection.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The passwords and the signing key of one data directory: made at its first start, then kept. */
final class Secrets {
    private static final String SIGNING_KEY = "signing-key";
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

    Tokens tokens() {
        var file = data.secrets().resolve(SIGNING_KEY);
        if (!Files.exists(file)) {
            var tokens = Tokens.withNewKey();
            write(file, tokens.privateKeyBase64() + "\n");
            return tokens;
        }
        return existingTokens();
    }

    /** For a command that only signs: never makes a key of its own. */
    Tokens existingTokens() {
        var file = data.secrets().resolve(SIGNING_KEY);
        if (!Files.exists(file)) {
            throw new StackException(
                    "There is no stack in " + data.root() + " yet: start one with ./platform up.");
        }
        try {
            return Tokens.withKey(read(file).strip());
        } catch (IllegalArgumentException e) {
            throw damaged(file, "it is not a signing key", e);
        }
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
