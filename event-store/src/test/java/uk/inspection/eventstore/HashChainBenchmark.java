package uk.inspection.eventstore;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The hash of one event, beside SHA-256 of as many bytes that lie there in one piece. */
@State(Scope.Thread)
public class HashChainBenchmark {
    /** As many as of a judgement of 78 answers. */
    private static final int DATA_BYTES = 1900;

    private final StoredEvent event =
            new StoredEvent(
                    "case-events",
                    1,
                    "4b0dd1ee-6b0e-4d7c-8f6e-0a4d0a4c8f11",
                    1,
                    "CaseJudged",
                    1,
                    new byte[DATA_BYTES],
                    "inspector-1",
                    "case-events/4b0dd1ee-6b0e-4d7c-8f6e-0a4d0a4c8f11/1",
                    "a0a7a3de-5a3b-4a32-9a41-1f8ddc27c9f6",
                    "0e7de9a5-7df0-4c2d-8a0f-3d0f0a1e6a55",
                    0,
                    Instant.parse("2009-06-24T11:00:00.123456Z"),
                    Instant.parse("2009-06-24T11:00:00.123456Z"),
                    "{}",
                    HashChain.origin(),
                    new byte[0],
                    null);

    private final MessageDigest sha256 = HashChain.sha256();
    private final byte[] asMany = new byte[hashedBytes()];

    @Benchmark
    public byte[] hash() {
        return HashChain.hash(event);
    }

    @Benchmark
    public byte[] hashLimit() {
        return sha256.digest(asMany);
    }

    /** Five numbers, and ten columns with their lengths. */
    private int hashedBytes() {
        int texts =
                Stream.of(
                                event.topic(),
                                event.stream(),
                                event.type(),
                                event.actor(),
                                Objects.requireNonNull(event.causation()),
                                event.correlation(),
                                event.commandId(),
                                event.seen())
                        .mapToInt(String::length)
                        .sum();
        return 5 * Long.BYTES
                + 10 * Integer.BYTES
                + texts
                + event.previousHash().length
                + DATA_BYTES;
    }
}
