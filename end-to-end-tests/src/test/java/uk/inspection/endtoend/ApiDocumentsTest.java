package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.endtoend.ApiDocument.Operation;

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
    void every_command_answers_the_version_of_what_it_wrote(String service) {
        ApiDocument document = ApiDocument.of(service);
        var without = new ArrayList<String>();
        for (Operation operation : document.operations()) {
            if (METHODS.contains(operation.method()) && !WRITE_NO_EVENT.contains(operation.id())) {
                List<JsonNode> answers = operation.answers();
                if (answers.isEmpty()
                        || !answers.stream()
                                .allMatch(answer ->
                                        tellsVersion(document.root(), operation, answer))) {
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
    void every_read_of_one_inspection_takes_a_version_to_wait_for(String service) {
        List<Operation> reads =
                ApiDocument.of(service).operations().stream()
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
}
