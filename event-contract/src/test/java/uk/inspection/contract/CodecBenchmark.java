package uk.inspection.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import uk.inspection.contract.Codec.Decoded;

/**
 * Bytes to events and back, beside Jackson alone, which reads or writes the same tokens and knows
 * of no event.
 */
@State(Scope.Thread)
public class CodecBenchmark {
    private static final JsonMapper JSON = new JsonMapper();

    /** The written examples: a judgement of 79 answers, and a score of 7 KB. */
    public enum Written {
        CaseJudged,
        ScoreChanged;

        private static final int VERSION = 1;

        private final byte[] bytes;
        private final Event read;
        private final TokenBuffer tokens;

        Written() {
            try (InputStream example =
                    CodecBenchmark.class.getResourceAsStream(
                            "/events/%s/v%d/example.json".formatted(name(), VERSION))) {
                bytes = Objects.requireNonNull(example).readAllBytes();
                tokens = JSON.readValue(bytes, TokenBuffer.class);
            } catch (IOException e) {
                throw new ExceptionInInitializerError(e);
            }
            read = ((Decoded.Known) decode()).event();
        }

        private Decoded decode() {
            return Codec.decode(name(), VERSION, bytes);
        }
    }

    @Param private Written event = Written.CaseJudged;

    @Benchmark
    public Decoded decode() {
        return event.decode();
    }

    @Benchmark
    public void decodeLimit(Blackhole texts) throws IOException {
        try (JsonParser parser = JSON.createParser(event.bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                texts.consume(parser.getText());
            }
        }
    }

    @Benchmark
    public byte[] encode() {
        return Codec.encode(event.read);
    }

    @Benchmark
    public byte[] encodeLimit() throws IOException {
        var written = new ByteArrayOutputStream(event.bytes.length);
        try (var generator = JSON.createGenerator(written)) {
            event.tokens.serialize(generator);
        }
        return written.toByteArray();
    }
}
