package uk.inspection.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folders {@code events/TYPE/vN} of this module, read from its sources. */
final class EventFolders {
    static final Path RESOURCES =
            Path.of(System.getProperty("project.root", ".."), "event-contract/src/main/resources");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Finds every schema by its {@code $id} in this module, and never looks anywhere else. */
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    registry ->
                            registry.schemas(id -> text(URI.create(id).getPath()))
                                    .schemaRegistryConfig(
                                            SchemaRegistryConfig.builder()
                                                    .formatAssertionsEnabled(true)
                                                    .build()));

    private EventFolders() {}

    static List<String> types() {
        return names(RESOURCES.resolve("events"));
    }

    static List<Integer> versions(String type) {
        return names(RESOURCES.resolve("events").resolve(type)).stream()
                .map(name -> Integer.valueOf(name.substring(1)))
                .sorted()
                .toList();
    }

    static Path exampleFile(String type, int version) {
        return RESOURCES.resolve("events/%s/v%d/example.json".formatted(type, version));
    }

    static byte[] example(String type, int version) {
        try {
            return Files.readAllBytes(exampleFile(type, version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> violations(String type, int version, byte[] data) {
        Schema schema =
                SCHEMAS.getSchema(SchemaLocation.of("classpath:" + Codec.schemaOf(type, version)));
        return schema.validate(new String(data, StandardCharsets.UTF_8), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    /** The JSON of a file of this module, by its path from the root of the resources. */
    static JsonNode json(String path) {
        return tree(text(path).getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode tree(byte[] data) {
        try {
            return JSON.readTree(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String path) {
        try {
            return Files.readString(RESOURCES.resolve(path.substring(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
