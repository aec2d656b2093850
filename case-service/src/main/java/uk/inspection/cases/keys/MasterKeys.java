package uk.inspection.cases.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that wrap the keys of cases (AES-256-GCM, a random nonce for each wrapping). Each has an
 * id; the first wraps, all of them unwrap. No sentence here holds anything of a key.
 */
final class MasterKeys {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PROOF = "master key".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random = new SecureRandom();
    private final Map<String, SecretKey> keys;

    private MasterKeys(Map<String, SecretKey> keys) {
        this.keys = keys;
    }

    /**
     * Reads {@code ID:KEY} pairs, separated by white space; a key is 32 bytes in Base64.
     *
     * @throws IllegalStateException with a sentence for who configured it
     */
    static MasterKeys parse(String text, String where) {
        var keys = new LinkedHashMap<String, SecretKey>();
        int number = 0;
        for (String pair : text.strip().split("\\s+")) {
            number++;
            int colon = pair.indexOf(':');
            byte[] key = colon < 0 ? new byte[0] : decoded(pair.substring(colon + 1));
            if (colon < 0
                    || !ID.matcher(pair.substring(0, colon)).matches()
                    || key.length != CaseKeys.KEY_BYTES) {
                throw new IllegalStateException(
                        "Master key %d of %s is none: it has to be ID:KEY, the id of letters, digits, dots, underscores and dashes, the key 32 bytes in Base64."
                                .formatted(number, where));
            }
            if (keys.put(pair.substring(0, colon), new SecretKeySpec(key, "AES")) != null) {
                throw new IllegalStateException(
                        "%s has two master keys named %s."
                                .formatted(where, pair.substring(0, colon)));
            }
        }
        return new MasterKeys(keys);
    }

    /** The one that wraps. */
    String newest() {
        return keys.keySet().iterator().next();
    }

    Set<String> ids() {
        return keys.keySet();
    }

    byte[] wrap(byte[] key, String inspection, String caseId) {
        return encrypt(newest(), key, place(inspection, caseId));
    }

    /**
     * The key of a case.
     *
     * @throws Unusable when the master key is not configured, or has not wrapped this
     */
    byte[] unwrap(String master, byte[] wrapped, String inspection, String caseId) {
        return decrypt(master, wrapped, place(inspection, caseId))
                .orElseThrow(() ->
                        new Unusable(
                                "The key of a case was not wrapped by the master key %s, or was changed."
                                        .formatted(master)));
    }

    /** What {@link #proves} knows this master key by. */
    byte[] proof(String master) {
        return encrypt(master, PROOF, new byte[] {1});
    }

    boolean proves(String master, byte[] proof) {
        return decrypt(master, proof, new byte[] {1})
                .filter(opened -> Arrays.equals(opened, PROOF))
                .isPresent();
    }

    /** A key that is there and cannot be used, for want of the right master key. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String sentence) {
            super(sentence);
        }
    }

    private byte[] encrypt(String master, byte[] plain, byte[] associated) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, key(master), nonce, associated).doFinal(plain);
            return ByteBuffer.allocate(NONCE_BYTES + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("A key cannot be wrapped.", impossible);
        }
    }

    private Optional<byte[]> decrypt(String master, byte[] wrapped, byte[] associated) {
        SecretKey key = key(master);
        if (wrapped.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    cipher(
                                    Cipher.DECRYPT_MODE,
                                    key,
                                    Arrays.copyOf(wrapped, NONCE_BYTES),
                                    associated)
                            .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES));
        } catch (AEADBadTagException otherKey) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("A key cannot be unwrapped.", impossible);
        }
    }

    private SecretKey key(String master) {
        SecretKey key = keys.get(master);
        if (key == null) {
            throw new Unusable("The master key %s is not configured here.".formatted(master));
        }
        return key;
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    private static byte[] place(String inspection, String caseId) {
        return new NoteSeal.Place(inspection, caseId, "key").associatedData();
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
