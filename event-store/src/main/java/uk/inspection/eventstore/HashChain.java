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
 */
public final class HashChain {
    /** What the first event of a stream follows. */
    private static final byte[] ORIGIN = new byte[32];

    private HashChain() {}

    public static byte[] origin() {
        return ORIGIN.clone();
    }

    /** The hash that an event with these columns must carry. */
    public static byte[] hash(StoredEvent event) {
        MessageDigest digest = sha256();
        add(digest, event.previousHash());
        add(digest, event.topic());
        add(digest, event.stream());
        add(digest, event.version());
        add(digest, event.type());
        add(digest, event.typeVersion());
        add(digest, event.bytes());
        add(digest, event.actor());
        add(digest, event.causation());
        add(digest, event.correlation());
        add(digest, event.commandId());
        add(digest, event.ordinal());
        add(digest, micros(event.occurredAt()));
        add(digest, micros(event.recordedAt()));
        add(digest, event.seen());
        return digest.digest();
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

    private static void add(MessageDigest digest, @Nullable String text) {
        // Absent is not empty: the length -1 tells them apart.
        if (text == null) {
            digest.update(ByteBuffer.allocate(4).putInt(-1).flip());
        } else {
            add(digest, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void add(MessageDigest digest, long number) {
        digest.update(ByteBuffer.allocate(8).putLong(number).flip());
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
