package uk.inspection.reporting.projection;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of changes: so many, and a digest of them all. Two databases that know the
 * same place know the same changes up to it, whether one was put back from a copy or made anew.
 *
 * @param position of the newest change; 0 before the first
 * @param digest of the digest before it and of the event that made the change
 */
public record Place(long position, String digest) {
    private static final int DIGEST_BYTES = 8;

    /** Before the first change. */
    public static final Place ORIGIN = new Place(0, "0".repeat(2 * DIGEST_BYTES));

    /** Of the newest change; the origin without one. */
    static Place of(@Nullable InspectionChangeEntity newest) {
        return newest == null ? ORIGIN : newest.place();
    }

    /** The place after one more change, by the hash of its event. */
    Place next(byte[] hash) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(HexFormat.of().parseHex(digest));
            byte[] all = sha.digest(hash);
            return new Place(position + 1, HexFormat.of().formatHex(all, 0, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
