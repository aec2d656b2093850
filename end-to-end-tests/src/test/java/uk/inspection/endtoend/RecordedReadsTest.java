package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import uk.inspection.endtoend.ApiDocument.Operation;

/** What speaks of a case is recorded when it is read, or it is said here why not. */
class RecordedReadsTest {
    private static final String WRITES = "it writes, and the log says who";
    private static final String NOT_CASES = "what is shown as it stands is never of case-events";

    private static final String SCORES = "its events are scores, which name no case";

    /** What names a case, beside what may hold anything. */
    private static final Pattern OF_CASES = Pattern.compile("caseId|withoutCases");

    private static final Map<String, String> REASONS =
            Map.ofEntries(
                    Map.entry("sampleCases", WRITES),
                    Map.entry("allocateCase", WRITES),
                    Map.entry("withdrawCase", WRITES),
                    Map.entry("eraseCase", WRITES),
                    Map.entry("judgeCase", WRITES),
                    Map.entry("judgeCaseIndependently", WRITES),
                    Map.entry("judgeCases", WRITES),
                    Map.entry("moderateCase", WRITES),
                    Map.entry("streamScores", SCORES),
                    Map.entry("listDiscardedEvents", NOT_CASES),
                    Map.entry("getParkedEvent", NOT_CASES));

    @Test
    void every_operation_that_speaks_of_a_case_is_recorded_or_says_why_not() {
        var unsaid = new TreeSet<String>();
        var needless = new TreeMap<>(REASONS);
        for (String service : PermissionMatrix.SERVICES) {
            ApiDocument document = ApiDocument.of(service);
            for (Operation operation : document.operations()) {
                boolean recorded = operation.node().path("x-recorded").asBoolean();
                if (speaksOfCases(document, operation) && !recorded) {
                    needless.remove(operation.id());
                    if (!REASONS.containsKey(operation.id())) {
                        unsaid.add(service + " " + operation.id());
                    }
                }
            }
        }
        assertThat(unsaid).as("neither recorded nor is there a reason").isEmpty();
        assertThat(needless).as("reasons for what needs none").isEmpty();
    }

    @Test
    void so_are_the_agreement_of_inspectors_the_merged_history_and_the_audit_itself() {
        assertThat(recorded())
                .containsEntry(
                        "case-service", Set.of("listCases", "getCase", "listEvents", "listAudit"))
                .containsEntry(
                        "scoring-service",
                        Set.of(
                                "getAgreement",
                                "explainScore",
                                "listScoreHistory",
                                "askWhatIf",
                                "listAudit"))
                .containsEntry("reporting-service", Set.of("getHistory", "listAudit"))
                .containsEntry("improvement-plan-service", Set.of("listAudit"));
    }

    private static Map<String, Set<String>> recorded() {
        var all = new TreeMap<String, Set<String>>();
        for (String service : PermissionMatrix.SERVICES) {
            var ids = new HashSet<String>();
            for (Operation operation : ApiDocument.of(service).operations()) {
                if (operation.node().path("x-recorded").asBoolean()) {
                    ids.add(operation.id());
                }
            }
            all.put(service, ids);
        }
        return all;
    }

    private static boolean speaksOfCases(ApiDocument document, Operation operation) {
        if (operation.path().contains("{caseId}")) {
            return true;
        }
        var seen = new HashSet<String>();
        return operation.answers().stream().anyMatch(answer -> names(document, answer, seen))
                || names(document, operation.node().path("requestBody"), seen);
    }

    /** Goes through a description and all that it refers to. */
    private static boolean names(ApiDocument document, JsonNode node, Set<String> seen) {
        JsonNode reference = node.get("$ref");
        if (reference != null) {
            String name = reference.asText();
            return seen.add(name)
                    && (name.endsWith("/JsonNode")
                            || names(document, document.root().at(name.substring(1)), seen));
        }
        return node.path("properties")
                        .propertyStream()
                        .anyMatch(property -> OF_CASES.matcher(property.getKey()).matches())
                || node.valueStream().anyMatch(part -> names(document, part, seen));
    }
}
