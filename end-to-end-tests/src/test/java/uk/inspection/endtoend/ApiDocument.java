package uk.inspection.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A service's API document, as its build writes it. */
record ApiDocument(JsonNode root) {
    /** One of its operations; the method is in lower case. */
    record Operation(String path, String method, JsonNode node) {
        String id() {
            return node.path("operationId").asText();
        }

        /** Those of success. */
        List<JsonNode> answers() {
            return node.path("responses").properties().stream()
                    .filter(response -> response.getKey().startsWith("2"))
                    .map(Entry::getValue)
                    .toList();
        }

        /** The roles that the document asks for; none where everyone may call. */
        Set<String> roles() {
            return StreamSupport.stream(node.path("security").spliterator(), false)
                    .flatMap(scheme -> scheme.valueStream().flatMap(JsonNode::valueStream))
                    .map(JsonNode::asText)
                    .collect(Collectors.toSet());
        }
    }

    static ApiDocument of(String service) {
        try {
            return new ApiDocument(
                    new YAMLMapper()
                            .readTree(Path.of("../deploy/openapi", service + ".yaml").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Operation> operations() {
        return root.path("paths").properties().stream().flatMap(ApiDocument::of).toList();
    }

    private static Stream<Operation> of(Entry<String, JsonNode> path) {
        return path.getValue().properties().stream()
                .map(method -> new Operation(path.getKey(), method.getKey(), method.getValue()));
    }
}
