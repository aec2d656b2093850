package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all services promise alike, in the documents that their builds write. */
class ApiDocumentsTest {
    private static final Set<String> METHODS = Set.of("post", "put", "patch", "delete");

    /** They write no event: a question, what an operator starts, and what is tried again. */
    private static final Set<String> WRITE_NO_EVENT =
            Set.of(
                    "askWhatIf",
                    "rebuildProjection",
                    "retryParkedEvent",
                    "retryParkedEvents",
                    "startVerification");

    /** Where each of many items has an answer of its own. */
    private static final Set<String> OF_EACH = Set.of("judgeCases", "importPublishedResults");

    /** Below an inspection's address, and of nothing that moves. */
    private static final Set<String> NOT_OF_AN_INSPECTION =
            Set.of("getFramework", "getFrameworkVersion", "getPublishedResult");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "case-service",
                "scoring-service",
                "improvement-plan-service",
                "reporting-service"
            })
    void every_command_answers_the_version_of_what_it_wrote(String service) throws IOException {
        JsonNode document = document(service);
        var without = new ArrayList<String>();
        for (Operation operation : operations(document)) {
            if (METHODS.contains(operation.method()) && !WRITE_NO_EVENT.contains(operation.id())) {
                List<JsonNode> answers = operation.answers();
                if (answers.isEmpty()
                        || !answers.stream()
                                .allMatch(answer -> tellsVersion(document, operation, answer))) {
                    without.add(operation.id());
                }
            }
        }
        assertThat(without).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "case-service",
                "scoring-service",
                "improvement-plan-service",
                "reporting-service"
            })
    void every_read_of_one_inspection_takes_a_version_to_wait_for(String service)
            throws IOException {
        List<Operation> reads =
                operations(document(service)).stream()
                        .filter(read -> read.method().equals("get"))
                        .filter(read -> read.path().matches("/v1/.*\\{(id|inspectionId)}.*"))
                        .filter(read -> !NOT_OF_AN_INSPECTION.contains(read.id()))
                        .toList();
        assertThat(reads)
                .isNotEmpty()
                .allSatisfy(read -> {
                    assertThat(read.node().path("parameters").findValuesAsText("name"))
                            .as(read.id())
                            .contains("minVersion");
                    assertThat(read.node().path("responses").has("503")).as(read.id()).isTrue();
                });
    }

    private static boolean tellsVersion(JsonNode document, Operation operation, JsonNode answer) {
        JsonNode schema = answer.path("content").path("application/json").path("schema");
        JsonNode properties = resolved(document, schema).path("properties");
        return OF_EACH.contains(operation.id())
                ? resolved(document, properties.path("results").path("items"))
                        .path("properties")
                        .has("version")
                : properties.has("version");
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : document.at(reference.substring(1));
    }

    private record Operation(String path, String method, JsonNode node) {
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
    }

    private static JsonNode document(String service) throws IOException {
        return new YAMLMapper().readTree(Path.of("../deploy/openapi", service + ".yaml").toFile());
    }

    private static List<Operation> operations(JsonNode document) {
        return document.path("paths").properties().stream().flatMap(ApiDocumentsTest::of).toList();
    }

    private static Stream<Operation> of(Entry<String, JsonNode> path) {
        return path.getValue().properties().stream()
                .map(method -> new Operation(path.getKey(), method.getKey(), method.getValue()));
    }
}
