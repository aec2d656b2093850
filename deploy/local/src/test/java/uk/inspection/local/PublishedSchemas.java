package uk.inspection.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schemas of Kubernetes and its operators ({@code src/test/resources/kubernetes}, whose README
 * says from where). Stricter than a cluster, which drops an unknown field in silence: here it is a
 * fault.
 */
final class PublishedSchemas {
    private static final Set<String> CHOICES = Set.of("allOf", "anyOf", "oneOf", "not");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> KNOWN = new ConcurrentHashMap<>();

    private PublishedSchemas() {}

    /** What is wrong with a resource; a kind without a schema is a failure. */
    static List<String> faults(JsonNode resource) {
        var kind = resource.path("kind").asText();
        var version = resource.path("apiVersion").asText();
        return KNOWN
                .computeIfAbsent(version + " " + kind, name -> read(version, kind))
                .validate(resource.toString(), InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static Schema read(String version, String kind) {
        var name =
                "/kubernetes/%s-%s.json"
                        .formatted(kind.toLowerCase(Locale.ROOT), version.replace('/', '-'));
        try (var file = PublishedSchemas.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("There is no schema " + name);
            }
            var schema = JSON.readTree(file);
            close(schema);
            return REGISTRY.getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lets an object have the fields that are named, unless it says that others may come. Branches
     * of a choice name a few fields of one that is closed already.
     */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            object.put("additionalProperties", false);
        }
        schema.fields()
                .forEachRemaining(part -> {
                    if (!CHOICES.contains(part.getKey())) {
                        close(part.getValue());
                    }
                });
    }
}
