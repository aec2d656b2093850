package uk.inspection.contract;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The AsyncAPI document says what the catalogue says. */
class ContractDocumentTest {
    private static final Path FILE =
            EventFolders.RESOURCES.resolve("../../../../deploy/asyncapi/asyncapi.yaml").normalize();

    private static final JsonNode DOCUMENT = read(FILE);

    static List<String> types() {
        return List.copyOf(Codec.catalogue().keySet());
    }

    @Test
    void every_topic_has_exactly_the_events_of_its_service() {
        Map<String, List<String>> topics =
                DOCUMENT.get("channels")
                        .valueStream()
                        .collect(
                                toMap(
                                        channel -> channel.get("address").asText(),
                                        channel -> fieldNames(channel.get("messages"))));

        assertThat(topics)
                .isEqualTo(
                        Map.of(
                                "case-events", namesOf(CaseEvent.class),
                                "framework-events", namesOf(FrameworkEvent.class),
                                "score-events", readersNamesOf(ScoreEvent.class),
                                "self-audit-score-events", readersNamesOf(ScoreEvent.class),
                                "report-events", readersNamesOf(ReportEvent.class),
                                "improvement-plan-events", readersNamesOf(PlanEvent.class)));
    }

    @Test
    void every_topic_says_who_writes_and_who_reads_it() {
        assertThat(DOCUMENT.get("channels"))
                .allSatisfy(channel -> {
                    assertThat(channel.path("x-writer").asText()).endsWith("-service");
                    assertThat(channel.path("x-readers")).isNotEmpty();
                    assertThat(channel.path("description").asText()).isNotBlank();
                });
        assertThat(DOCUMENT.get("operations")).hasSameSizeAs(DOCUMENT.get("channels"));
    }

    @Test
    void child_level_data_and_self_audits_are_not_for_dashboards() {
        DOCUMENT.get("channels")
                .forEach(channel ->
                        assertThat(channel.get("x-readers").toString().contains("dashboards"))
                                .as(channel.get("address").asText())
                                .isEqualTo(channel.get("address").asText().equals("score-events")));
    }

    @Test
    void the_messages_are_the_catalogue() {
        assertThat(fieldNames(DOCUMENT.at("/components/messages")))
                .containsExactlyInAnyOrderElementsOf(types());
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_message_carries_the_newest_schema_of_its_type_and_says_the_same(String type)
            throws IOException {
        JsonNode message = DOCUMENT.at("/components/messages").get(type);
        String schema = message.at("/payload/schema/$ref").asText();
        String newest = Codec.schemaOf(type, Codec.newestVersion(type));

        assertThat(message.get("name").asText()).isEqualTo(type);
        assertThat(FILE.resolveSibling(schema).toRealPath())
                .isEqualTo(EventFolders.RESOURCES.resolve(newest.substring(1)).toRealPath());
        assertThat(message.get("summary").asText())
                .isEqualTo(EventFolders.json(newest).get("description").asText());
    }

    @Test
    void every_reference_leads_somewhere_in_this_document_and_in_every_schema() {
        assertReferencesResolve(FILE);
        for (String type : types()) {
            for (int version : EventFolders.versions(type)) {
                assertReferencesResolve(
                        EventFolders.RESOURCES.resolve(Codec.schemaOf(type, version).substring(1)));
            }
        }
        assertReferencesResolve(EventFolders.RESOURCES.resolve("frameworks/schema.json"));
        assertReferencesResolve(EventFolders.RESOURCES.resolve("scores/schema.json"));
    }

    @Test
    void the_headers_are_the_columns_of_the_log() {
        JsonNode headers = DOCUMENT.at("/components/messageTraits/envelope/headers");

        assertThat(fieldNames(headers.get("properties")))
                .containsExactly(
                        "content-type",
                        "ce_specversion",
                        "ce_id",
                        "ce_type",
                        "ce_source",
                        "ce_subject",
                        "ce_time",
                        "ce_dataschema",
                        "ce_position",
                        "ce_streamversion",
                        "ce_typeversion",
                        "ce_actor",
                        "ce_causation",
                        "ce_correlation",
                        "ce_commandid",
                        "ce_ordinal",
                        "ce_recordedat",
                        "ce_seen",
                        "ce_previoushash",
                        "ce_hash",
                        "ce_onbehalfof");
        assertThat(headers.get("required").valueStream().map(JsonNode::asText))
                .containsExactlyElementsOf(
                        fieldNames(headers.get("properties")).stream()
                                .filter(name ->
                                        !name.equals("ce_causation")
                                                && !name.equals("ce_onbehalfof"))
                                .toList());
    }

    private static void assertReferencesResolve(Path file) {
        JsonNode document = read(file);
        for (JsonNode reference : document.findValues("$ref")) {
            String[] parts = reference.asText().split("#", 2);
            JsonNode target = parts[0].isEmpty() ? document : read(file.resolveSibling(parts[0]));
            assertThat(parts.length == 1 ? target : target.at(parts[1]))
                    .as("%s in %s", reference.asText(), file.getFileName())
                    .isNotEmpty();
        }
    }

    private static JsonNode read(Path file) {
        try {
            return new YAMLMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }

    private static List<String> namesOf(Class<? extends Event> service) {
        return Arrays.stream(service.getPermittedSubclasses()).map(Class::getSimpleName).toList();
    }

    /** Who reads others may discard what they say. */
    private static List<String> readersNamesOf(Class<? extends Event> service) {
        return Stream.concat(namesOf(service).stream(), namesOf(DiscardEvent.class).stream())
                .toList();
    }

    private static List<String> fieldNames(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
