package uk.inspection.local;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What {@code kubectl apply -k} makes of a folder, as far as this repository uses Kustomize; what
 * it does not know it refuses. Names of ConfigMaps stay without the hash that Kustomize gives them.
 */
final class Kustomization {
    private static final String FILE = "kustomization.yaml";
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> SAID =
            Set.of(
                    "apiVersion",
                    "kind",
                    "namespace",
                    "resources",
                    "components",
                    "configMapGenerator",
                    "patches",
                    "images");

    /** In the order in which they are made, as Kustomize does it: patches come after resources. */
    private final Map<Id, ObjectNode> resources = new LinkedHashMap<>();

    private final Set<Path> read = new HashSet<>();

    private record Id(String kind, String name) {
        static Id of(JsonNode resource) {
            return new Id(
                    resource.required("kind").asText(),
                    resource.required("metadata").required("name").asText());
        }
    }

    private Kustomization() {}

    static Kustomization of(Path folder) {
        var made = new Kustomization();
        made.accumulate(folder.normalize(), "Kustomization");
        return made;
    }

    /** All that is applied. */
    List<ObjectNode> resources() {
        return List.copyOf(resources.values());
    }

    /** Of one kind, by name. */
    Map<String, ObjectNode> all(String kind) {
        var found = new LinkedHashMap<String, ObjectNode>();
        resources.forEach((id, resource) -> {
            if (id.kind.equals(kind)) {
                found.put(id.name, resource);
            }
        });
        return found;
    }

    JsonNode the(String kind, String name) {
        return requireNonNull(resources.get(new Id(kind, name)), kind + " " + name);
    }

    /** Every file that it takes something from. */
    Set<Path> files() {
        return Set.copyOf(read);
    }

    static List<ObjectNode> documents(String yaml) {
        try (var documents = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(yaml)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accumulate(Path folder, String kind) {
        var said = documents(text(folder.resolve(FILE))).getFirst();
        for (var name : names(said)) {
            require(SAID.contains(name), folder + ": what is " + name + "?");
        }
        require(said.path("kind").asText().equals(kind), folder + " is no " + kind);
        for (var resource : said.path("resources")) {
            take(folder, resource.asText());
        }
        for (var component : said.path("components")) {
            accumulate(folder.resolve(component.asText()).normalize(), "Component");
        }
        said.path("configMapGenerator").forEach(generator -> generate(folder, generator));
        said.path("patches").forEach(patch -> patch(folder, patch));
        if (said.has("namespace")) {
            resources.forEach((id, resource) -> {
                if (!id.kind.equals("Namespace")) {
                    resource.withObject("/metadata").set("namespace", said.get("namespace"));
                }
            });
        }
        said.path("images").forEach(this::tag);
    }

    private void take(Path folder, String resource) {
        var path = folder.resolve(resource).normalize();
        if (Files.isDirectory(path)) {
            var inner = of(path);
            read.addAll(inner.read);
            inner.resources.values().forEach(this::add);
        } else {
            documents(text(within(folder, resource))).forEach(this::add);
        }
    }

    private void add(ObjectNode resource) {
        var id = Id.of(resource);
        require(resources.putIfAbsent(id, resource) == null, "twice: " + id);
    }

    private void generate(Path folder, JsonNode generator) {
        var name = generator.required("name").asText();
        ObjectNode map;
        if (generator.path("behavior").asText().equals("merge")) {
            map = requireNonNull(resources.get(new Id("ConfigMap", name)), name);
        } else {
            map = YAML.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
            map.putObject("metadata").put("name", name);
            add(map);
        }
        var data = map.withObject("/data");
        for (var literal : generator.path("literals")) {
            var pair = literal.asText().split("=", 2);
            require(pair.length == 2, name + ": " + literal);
            data.put(pair[0], pair[1]);
        }
        for (var file : generator.path("files")) {
            data.put(file.asText(), text(within(folder, file.asText())));
        }
    }

    private void patch(Path folder, JsonNode patch) {
        var target = patch.required("target");
        require(
                names(target).stream().allMatch(Set.of("kind", "name")::contains),
                folder + ": " + target);
        var kind = target.required("kind").asText();
        var name = Pattern.compile(target.path("name").asText(".*"));
        var text =
                patch.has("path")
                        ? text(within(folder, patch.get("path").asText()))
                        : patch.required("patch").asText();
        var operations = operations(text);
        var matched = new ArrayList<Id>();
        resources.replaceAll((id, resource) -> {
            if (!id.kind.equals(kind) || !name.matcher(id.name).matches()) {
                return resource;
            }
            matched.add(id);
            return operations.apply(resource);
        });
        require(!matched.isEmpty(), folder + ": nothing is " + target);
    }

    /** A JSON Patch (RFC 6902); what it replaces or takes away must be there. */
    private static UnaryOperator<ObjectNode> operations(String yaml) {
        try (var reader = Json.createReader(new StringReader(YAML.readTree(yaml).toString()))) {
            var patch = Json.createPatch(reader.readArray());
            return resource -> {
                try (var before = Json.createReader(new StringReader(resource.toString()))) {
                    JsonObject after = patch.apply(before.readObject());
                    return (ObjectNode) JSON.readTree(after.toString());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tag(JsonNode image) {
        var name = image.required("name").asText();
        var tagged = new ArrayList<String>();
        for (var deployment : all("Deployment").values()) {
            for (var container : deployment.at("/spec/template/spec/containers")) {
                if (container.path("image").asText().equals(name)) {
                    ((ObjectNode) container)
                            .put("image", name + ":" + image.required("newTag").asText());
                    tagged.add(name);
                }
            }
        }
        require(!tagged.isEmpty(), "nobody runs the image " + name);
    }

    /** A file that Kustomize would read: it takes none from above the folder that names it. */
    private static Path within(Path folder, String file) {
        var path = folder.resolve(file).normalize();
        require(path.startsWith(folder), file + " lies outside of " + folder);
        return path;
    }

    private String text(Path file) {
        try {
            read.add(file);
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** A list of texts as one, for who looks for something in it. */
    static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
