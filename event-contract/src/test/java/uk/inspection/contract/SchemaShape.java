package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a schema that follows from the record: which fields there are, of which kind, and
 * which are required. Words and limits are the schema's own.
 */
final class SchemaShape {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> THE_SCHEMAS_OWN =
            Set.of("$schema", "$id", "$defs", "title", "description", "minimum", "maximum");

    private SchemaShape() {}

    static JsonNode ofSchema(String type, int version) {
        String path = Codec.schemaOf(type, version);
        return shape(EventFolders.json(path), path);
    }

    static JsonNode ofRecord(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            JsonNode element = ofRecord(arguments[arguments.length - 1]);
            var shape = NODES.objectNode();
            boolean list = generic.getRawType() == List.class;
            shape.set(list ? "items" : "additionalProperties", element);
            return shape.put("type", list ? "array" : "object");
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isSealed()) {
            var shape = NODES.objectNode();
            var methods = shape.putArray("oneOf");
            for (var method : raw.getAnnotation(JsonSubTypes.class).value()) {
                methods.add(ofRecord(method.value(), method.name()));
            }
            shape.putArray("required").add("method");
            return shape.put("type", "object");
        }
        if (raw.isRecord()) {
            return ofRecord(raw, null);
        }
        if (raw.isEnum()) {
            var shape = NODES.objectNode();
            var codes = shape.putArray("enum");
            for (var field : raw.getFields()) {
                codes.add(field.getAnnotation(JsonProperty.class).value());
            }
            return shape;
        }
        if (raw == LocalDate.class) {
            return NODES.objectNode().put("format", "date").put("type", "string");
        }
        if (raw == Instant.class) {
            return NODES.objectNode().put("format", "date-time").put("type", "string");
        }
        return NODES.objectNode()
                .put(
                        "type",
                        switch (raw.getSimpleName()) {
                            case "String" -> "string";
                            case "boolean", "Boolean" -> "boolean";
                            case "int", "Integer", "long", "Long" -> "integer";
                            default -> throw new IllegalArgumentException(type.toString());
                        });
    }

    private static JsonNode ofRecord(Class<?> type, @Nullable String method) {
        var shape = NODES.objectNode();
        shape.put("additionalProperties", false);
        var required = NODES.arrayNode();
        var properties = NODES.objectNode();
        if (method != null) {
            required.add("method");
            properties.putObject("method").put("const", method);
        }
        for (var component : type.getRecordComponents()) {
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
            properties.set(component.getName(), ofRecord(component.getGenericType()));
        }
        shape.set("properties", properties);
        if (!required.isEmpty()) {
            shape.set("required", required);
        }
        return shape.put("type", "object");
    }

    /** What a schema's own part lacks: a description of each field, a minimum of each count. */
    static List<String> gaps(String type, int version) {
        var gaps = new ArrayList<String>();
        String path = Codec.schemaOf(type, version);
        JsonNode schema = EventFolders.json(path);
        if (schema.path("description").asText().isBlank()) {
            gaps.add(path + " has no description");
        }
        for (String file : List.of(path, "/frameworks/schema.json", "/scores/schema.json")) {
            for (JsonNode properties : EventFolders.json(file).findValues("properties")) {
                properties
                        .properties()
                        .forEach(field -> {
                            JsonNode value = field.getValue();
                            if (!value.has("description") && !value.has("$ref")) {
                                gaps.add(file + ": no description of " + field.getKey());
                            }
                            if (value.path("type").asText().equals("integer")
                                    && !value.has("minimum")) {
                                gaps.add(file + ": no minimum of " + field.getKey());
                            }
                        });
            }
        }
        return gaps;
    }

    private static JsonNode shape(JsonNode schema, String file) {
        if (schema.has("$ref")) {
            URI target = URI.create(file).resolve(schema.get("$ref").asText());
            JsonNode document = EventFolders.json(target.getPath());
            return shape(
                    target.getFragment() == null ? document : document.at(target.getFragment()),
                    target.getPath());
        }
        if (schema.isArray()) {
            var shape = NODES.arrayNode();
            schema.forEach(element -> shape.add(shape(element, file)));
            return shape;
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode shape = NODES.objectNode();
        schema.properties().stream()
                .filter(field -> !THE_SCHEMAS_OWN.contains(field.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(field ->
                        shape.set(
                                field.getKey(),
                                field.getKey().equals("properties")
                                        ? properties(field.getValue(), file)
                                        : shape(field.getValue(), file)));
        return shape;
    }

    /** Fields keep their order, and may have any name. */
    private static JsonNode properties(JsonNode properties, String file) {
        var shape = NODES.objectNode();
        properties.properties().forEach(p -> shape.set(p.getKey(), shape(p.getValue(), file)));
        return shape;
    }
}
