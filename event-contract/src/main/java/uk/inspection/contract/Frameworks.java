package uk.inspection.contract;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.inspection.contract.FrameworkDocument.Fault;
import uk.inspection.contract.FrameworkDocument.Format;
import uk.inspection.contract.FrameworkDocument.Malformed;
import uk.inspection.contract.FrameworkDocument.Misshapen;
import uk.inspection.contract.FrameworkDocument.Readable;

/**
 * The frameworks that come with the platform: {@code frameworks/ID/vVERSION.yaml}; and how any
 * other is read.
 */
public final class Frameworks {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9]\\d*)");

    private static final List<String> SHIPPED =
            List.of("cci-2009/v1", "yj-2018/v1", "yj-2021/v1", "iyjs-2025/v1");

    private static final List<Framework> ALL = SHIPPED.stream().map(Frameworks::load).toList();

    private Frameworks() {}

    /** All versions of all shipped frameworks, oldest regime first. */
    public static List<Framework> all() {
        return ALL;
    }

    /** The newest version of a framework. */
    public static Optional<Framework> newest(String id) {
        return ALL.stream()
                .filter(framework -> framework.id().equals(id))
                .reduce((a, b) -> a.version() > b.version() ? a : b);
    }

    /** Reads a document, strictly: nothing is guessed, ignored or read from another kind. */
    public static FrameworkDocument read(byte[] document, Format format) {
        JsonNode tree;
        try {
            tree = tree(document, format);
        } catch (JsonProcessingException e) {
            return new Malformed(where(e));
        } catch (IOException e) { // bytes that are no characters
            return new Malformed("its encoding");
        }
        List<Fault> faults = FrameworkShape.faults(tree);
        return faults.isEmpty() ? new Readable(Codec.framework(tree)) : new Misshapen(faults);
    }

    private static JsonNode tree(byte[] document, Format format) throws IOException {
        return switch (format) {
            case JSON -> JSON.readTree(document);
            case YAML -> {
                refuseWhatIsReadOtherwise(document);
                yield YAML.readTree(document);
            }
        };
    }

    /**
     * The reader would take an alias for the text of its name, and a whole number by older rules:
     * {@code 010} for eight.
     */
    private static void refuseWhatIsReadOtherwise(byte[] document) throws IOException {
        try (YAMLParser parser = YAML.getFactory().createParser(document)) {
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                if (parser.isCurrentAlias()) {
                    throw new JsonParseException(parser, "aliases are not read");
                }
                if (token == JsonToken.VALUE_NUMBER_INT
                        && !WHOLE_NUMBER.matcher(parser.getText()).matches()) {
                    throw new JsonParseException(parser, "whole numbers are decimal");
                }
            }
        }
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? "its end"
                : "line %d, column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    private static Framework load(String name) {
        try (InputStream in =
                Frameworks.class.getResourceAsStream("/frameworks/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("The framework " + name + " is not shipped.");
            }
            return switch (read(in.readAllBytes(), Format.YAML)) {
                case Readable(Framework framework) -> framework;
                case Misshapen misshapen ->
                        throw new IllegalStateException(name + " is no framework: " + misshapen);
                case Malformed malformed ->
                        throw new IllegalStateException(name + " is no YAML: " + malformed);
            };
        } catch (IOException e) {
            throw new UncheckedIOException("The framework " + name + " cannot be read.", e);
        }
    }
}
