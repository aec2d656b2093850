package uk.inspection.endtoend.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml} as Compose reads it: merged, and its variables put in. */
final class ComposeFile {
    static final Path ROOT = Path.of(System.getProperty("project.root")).toAbsolutePath();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DOLLAR =
            Pattern.compile("\\$(?:(\\$)|\\{([A-Za-z_][A-Za-z0-9_]*)(:\\?[^}]*)?})?");

    private final JsonNode content;

    private ComposeFile(JsonNode content) {
        this.content = content;
    }

    /** With its variables still in it. */
    static ComposeFile asWritten() {
        return new ComposeFile(yaml("docker-compose.yml"));
    }

    /** With the values of an environment; a variable without one is a failure. */
    static ComposeFile in(Map<String, String> environment) {
        return new ComposeFile(
                replaced(
                        asWritten().content,
                        text ->
                                DOLLAR.matcher(text)
                                        .replaceAll(found -> {
                                            if (found.group(1) != null) {
                                                return "\\$";
                                            }
                                            var value =
                                                    environment.getOrDefault(found.group(2), "");
                                            assertThat(value).as(found.group()).isNotEmpty();
                                            return Matcher.quoteReplacement(value);
                                        })));
    }

    /** Any file of the repository in YAML, with what it takes from anchors. */
    static JsonNode yaml(String file) {
        try {
            return JSON.valueToTree(
                    new Yaml(new SafeConstructor(new LoaderOptions()))
                            .<Object>load(Files.readString(ROOT.resolve(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every dollar in a value, by what it stands for; one that stands for nothing is a failure. */
    Set<String> variables() {
        var names = new TreeSet<String>();
        replaced(
                content,
                text -> {
                    DOLLAR.matcher(text)
                            .results()
                            .filter(found -> found.group(1) == null)
                            .forEach(found -> {
                                assertThat(found.group(3))
                                        .as("%s must be refused when it is empty", found.group())
                                        .startsWith(":?");
                                names.add(found.group(2));
                            });
                    return text;
                });
        return names;
    }

    private static JsonNode replaced(JsonNode node, UnaryOperator<String> change) {
        if (node.isTextual()) {
            return JSON.getNodeFactory().textNode(change.apply(node.textValue()));
        }
        if (node.isArray()) {
            var array = JSON.createArrayNode();
            node.forEach(item -> array.add(replaced(item, change)));
            return array;
        }
        if (node.isObject()) {
            var object = JSON.createObjectNode();
            node.properties()
                    .forEach(field ->
                            object.set(field.getKey(), replaced(field.getValue(), change)));
            return object;
        }
        return node;
    }

    JsonNode content() {
        return content;
    }

    Map<String, JsonNode> services() {
        var services = new LinkedHashMap<String, JsonNode>();
        content.path("services")
                .properties()
                .forEach(service -> services.put(service.getKey(), service.getValue()));
        return services;
    }

    JsonNode service(String name) {
        var service = content.path("services").path(name);
        assertThat(service.isObject()).as(name).isTrue();
        return service;
    }

    /** What a container's process finds; a variable without a value is not there. */
    Map<String, String> environment(String service) {
        var environment = new LinkedHashMap<String, String>();
        service(service)
                .path("environment")
                .properties()
                .forEach(variable -> {
                    if (!variable.getValue().isNull()) {
                        environment.put(variable.getKey(), variable.getValue().asText());
                    }
                });
        return environment;
    }

    List<String> list(String service, String field) {
        return texts(service(service).path(field));
    }

    /** Of a list its items, of an object its names. */
    static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(texts::add);
        } else {
            node.forEach(item -> texts.add(item.asText()));
        }
        return texts;
    }

    /** How a container is asked for its health. */
    List<String> healthCommand(String service) {
        var test = texts(service(service).path("healthcheck").path("test"));
        assertThat(test).as(service).startsWith("CMD");
        return test.subList(1, test.size());
    }
}
