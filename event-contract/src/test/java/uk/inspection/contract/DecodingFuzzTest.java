package uk.inspection.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.FrameworkDocument.Format;
import uk.inspection.contract.FrameworkDocument.Readable;

/**
 * Bytes that anybody may have written, read as events and as frameworks. Without more, the seeds
 * are tried; with {@code JAZZER_FUZZ=1} Jazzer looks for others, as many as {@code maxExecutions}.
 */
class DecodingFuzzTest {
    private static final List<String> TYPES = List.copyOf(Codec.catalogue().keySet());

    /** Every type's newest example, whole and with each byte of it changed, one at a time. */
    @Test
    void every_example_is_read_or_refused_whatever_byte_of_it_is_another() throws Exception {
        for (String type : TYPES) {
            for (int version = 1; Codec.knows(type, version); version++) {
                byte[] example = example(type, version);
                decoded(type, version, example);
                for (int at = 0; at < example.length; at++) {
                    for (byte other : new byte[] {0, '"', '{', '9', '-', (byte) 0xff}) {
                        byte[] changed = example.clone();
                        changed[at] = other;
                        decoded(type, version, changed);
                    }
                }
            }
        }
    }

    @FuzzTest(maxExecutions = 200_000, maxDuration = "2m")
    void bytes_are_an_event_or_are_refused(FuzzedDataProvider data) {
        String type = data.pickValue(TYPES);
        int version = data.consumeInt(-1, 4);
        decoded(type, version, data.consumeRemainingAsBytes());
    }

    @FuzzTest(maxExecutions = 200_000, maxDuration = "2m")
    void bytes_are_a_framework_or_are_refused(byte[] document) {
        for (Format format : Format.values()) {
            if (Frameworks.read(document, format) instanceof Readable(Framework framework)) {
                byte[] written = Codec.encode(framework);
                assertThat(Codec.encode(Codec.framework(written))).isEqualTo(written);
            }
        }
    }

    @FuzzTest(maxExecutions = 100_000, maxDuration = "1m")
    void bytes_of_a_framework_s_event_are_a_framework_or_are_refused(byte[] data) {
        try {
            Codec.encode(Codec.framework(data));
        } catch (UncheckedIOException declared) {
            assertThat(declared).hasMessage("A framework cannot be read.");
        }
    }

    /** What is read is written and read again as the same; otherwise only what is declared. */
    private static @Nullable Event decoded(String type, int version, byte[] data) {
        try {
            if (Codec.decode(type, version, data) instanceof Decoded.Known(Event event)) {
                byte[] written = Codec.encode(event);
                var again = Codec.decode(type, Codec.versionOf(event), written);
                assertThat(again).isEqualTo(new Decoded.Known(event));
                assertThat(Codec.encode(event)).isEqualTo(written);
                return event;
            }
        } catch (Codec.Undecodable declared) {
            assertThat(declared).hasMessageContaining(type);
        }
        return null;
    }

    private static byte[] example(String type, int version) throws Exception {
        try (var in =
                Codec.class.getResourceAsStream(
                        Codec.schemaOf(type, version).replace("schema.json", "example.json"))) {
            return java.util.Objects.requireNonNull(in).readAllBytes();
        }
    }
}
