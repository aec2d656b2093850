package uk.inspection.eventstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over the previous hash and every column but the position, each with its length before it.
 *
 * <p>On whose behalf is the last column, and where it is absent nothing is said of it: so the
 * hashes that were written before there was such a column stand. Two different events still cannot
 * have the same input. What comes before has in every event the same number of parts, of which each
 * says its length; so where it ends can be read from the input alone, and inputs that are the same
 * have the same parts up to there. Behind it there is nothing, or at least the four bytes of a
 * length: that tells absent from present, and the length empty from any text.
 */
public final class HashChain {
    /** What the first event of a stream follows. */
    private static final byte[] ORIGIN = new byte[32];

    private HashChain() {}

    public static byte[] origin() {
        return ORIGIN.clone();
    }

    /**
     * The columns that a hash covers, as a database sends them.
     *
     * <p>Text is in UTF-8; times are microseconds since 1970.
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Columns(
            byte[] previousHash,
            byte[] topic,
            byte[] stream,
            long version,
            byte[] type,
            int typeVersion,
            byte @Nullable [] data,
            byte[] actor,
            byte @Nullable [] causation,
            byte[] correlation,
            byte[] commandId,
            int ordinal,
            long occurredAt,
            long recordedAt,
            byte[] seen,
            byte @Nullable [] onBehalfOf) {}

    /** The hash that an event with these columns must carry. */
    public static byte[] hash(StoredEvent event) {
        return new Digest()
                .hash(
                        new Columns(
                                event.previousHash(),
                                utf8(event.topic()),
                                utf8(event.stream()),
                                event.version(),
                                utf8(event.type()),
                                event.typeVersion(),
                                event.bytes(),
                                utf8(event.actor()),
                                event.causation() == null ? null : utf8(event.causation()),
                                utf8(event.correlation()),
                                utf8(event.commandId()),
                                event.ordinal(),
                                micros(event.occurredAt()),
                                micros(event.recordedAt()),
                                utf8(event.seen()),
                                event.onBehalfOf() == null ? null : utf8(event.onBehalfOf())));
    }

    /** Whether the event carries the hash of its own columns. */
    public static boolean intact(StoredEvent event) {
        return Arrays.equals(event.hash(), hash(event));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Computes one hash after another, without a copy of any column; for one thread. */
    public static final class Digest {
        private final MessageDigest sha256 = sha256();
        private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

        /** The hash that an event with these columns must carry. */
        public byte[] hash(Columns event) {
            add(event.previousHash());
            add(event.topic());
            add(event.stream());
            add(event.version());
            add(event.type());
            add(event.typeVersion());
            add(event.data());
            add(event.actor());
            add(event.causation());
            add(event.correlation());
            add(event.commandId());
            add(event.ordinal());
            add(event.occurredAt());
            add(event.recordedAt());
            add(event.seen());
            if (event.onBehalfOf() != null) {
                add(event.onBehalfOf());
            }
            return sha256.digest();
        }

        private void add(long value) {
            sha256.update(number.putLong(0, value).array());
        }

        private void add(byte @Nullable [] bytes) {
            // Absent is not empty: the length -1 tells them apart.
            number.putInt(0, bytes == null ? -1 : bytes.length);
            sha256.update(number.array(), 0, Integer.BYTES);
            if (bytes != null) {
                sha256.update(bytes);
            }
        }
    }
}
