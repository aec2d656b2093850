package uk.inspection.cases.keys;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Notes as they are kept: AES-256-GCM under a key derived from the case's, with inspection, case
 * and type of event as associated data, so that a note opens at its own place alone. In front stand
 * a byte that names this format and the nonce.
 *
 * <p>The nonce is synthetic: the first 96 bits of an HMAC-SHA256 under a second key derived from
 * the case's, over the associated data and the text. So the same note at the same place gives the
 * same bytes, and a repeated request is known by what is sealed, without anything of the text being
 * kept or hashed elsewhere. What that reveals, to who has no key: that two notes of one type on one
 * case are equal, and how long each is. Two different notes of one case get the same nonce, which
 * GCM does not forgive, with a probability below n²/2^97 for n notes: for a million notes on one
 * case less than 2^-57, and each case has its own key.
 */
final class NoteSeal {
    private static final byte FORMAT = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BITS / 8;
    private static final byte[] ENCRYPTION = bytes("note encryption 1");
    private static final byte[] NONCE = bytes("note nonce 1");

    private NoteSeal() {}

    /** Seals a text at its place. */
    static String seal(byte[] key, Place place, String text) {
        byte[] plain = bytes(text);
        byte[] associated = place.associatedData();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(derived(key, NONCE, "HmacSHA256"));
            mac.update(associated);
            byte[] nonce = Arrays.copyOf(mac.doFinal(plain), NONCE_BYTES);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, associated);
            var sealed = ByteBuffer.allocate(OVERHEAD_BYTES + plain.length);
            sealed.put(FORMAT).put(nonce);
            cipher.doFinal(ByteBuffer.wrap(plain), sealed);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("A note cannot be sealed.", impossible);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** The text; empty when it was not sealed so at this place with this key, or was changed. */
    static Optional<String> open(byte[] key, Place place, String sealed) {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
        // The decoder ignores bits beyond the last byte; the encoder writes none.
        if (all.length < OVERHEAD_BYTES
                || all[0] != FORMAT
                || !Base64.getUrlEncoder().withoutPadding().encodeToString(all).equals(sealed)) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOfRange(all, 1, 1 + NONCE_BYTES);
        try {
            byte[] plain =
                    cipher(Cipher.DECRYPT_MODE, key, nonce, place.associatedData())
                            .doFinal(all, 1 + NONCE_BYTES, all.length - 1 - NONCE_BYTES);
            return Optional.of(new String(plain, StandardCharsets.UTF_8));
        } catch (AEADBadTagException damaged) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("A note cannot be opened.", impossible);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, derived(key, ENCRYPTION, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    /** The case's key is 256 random bits: HKDF has nothing to extract. */
    private static SecretKey derived(byte[] key, byte[] info, String algorithm)
            throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveKey(
                        algorithm,
                        HKDFParameterSpec.expandOnly(
                                new SecretKeySpec(key, "Generic"), info, CaseKeys.KEY_BYTES));
    }

    private static byte[] bytes(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[encoded.remaining()];
            encoded.get(exact);
            return exact;
        } catch (CharacterCodingException lone) {
            throw new IllegalArgumentException("A text with half a character cannot be sealed.");
        }
    }

    /**
     * Where a note belongs.
     *
     * @param type of the event that brings it
     */
    record Place(String inspection, String caseId, String type) {
        /** Each part with its length before it, so that no two places have the same bytes. */
        byte[] associatedData() {
            byte[] inspection = bytes(this.inspection);
            byte[] caseId = bytes(this.caseId);
            byte[] type = bytes(this.type);
            return ByteBuffer.allocate(
                            1 + 3 * Integer.BYTES + inspection.length + caseId.length + type.length)
                    .put(FORMAT)
                    .putInt(inspection.length)
                    .put(inspection)
                    .putInt(caseId.length)
                    .put(caseId)
                    .putInt(type.length)
                    .put(type)
                    .array();
        }
    }
}
