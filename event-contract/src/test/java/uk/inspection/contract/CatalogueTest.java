package uk.inspection.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.PlanClosed;

class CatalogueTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    static Set<String> types() {
        return Codec.catalogue().keySet();
    }

    @Test
    void every_event_record_has_its_folder_and_every_folder_its_record() {
        assertThat(EventFolders.types()).containsExactlyElementsOf(types());
    }

    @ParameterizedTest
    @MethodSource("types")
    void the_folders_of_a_type_are_its_versions(String type) {
        assertThat(EventFolders.versions(type))
                .isEqualTo(IntStream.rangeClosed(1, Codec.newestVersion(type)).boxed().toList());
    }

    @ParameterizedTest
    @MethodSource("types")
    void the_schema_says_what_the_record_says(String type) {
        int newest = newest(type);
        JsonNode schema = EventFolders.json(Codec.schemaOf(type, newest));

        assertThat(schema.path("$id").asText()).isEqualTo(Codec.schemaOf(type, newest));
        assertThat(schema.path("title").asText()).isEqualTo(type);
        assertThat(SchemaShape.gaps(type, newest)).isEmpty();
        assertThat(SchemaShape.ofSchema(type, newest).toPrettyString())
                .as(
                        "The record %s and its schema %s differ. An optional field may join a"
                                + " version; any other change is a new version.",
                        type, Codec.schemaOf(type, newest))
                .isEqualTo(SchemaShape.ofRecord(recordOf(type)).toPrettyString());
    }

    @ParameterizedTest
    @MethodSource("types")
    void the_newest_example_follows_its_schema(String type) {
        int newest = newest(type);

        assertThat(EventFolders.violations(type, newest, EventFolders.example(type, newest)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void the_newest_example_is_byte_for_byte_what_the_codec_writes(String type) {
        int newest = newest(type);
        byte[] example = EventFolders.example(type, newest);

        byte[] written = Codec.encode(decode(type, newest, example));

        assertThat(new String(example, UTF_8))
                .as(
                        "%s has to hold exactly these bytes, without a line end:%n%s%n",
                        EventFolders.exampleFile(type, newest), new String(written, UTF_8))
                .isEqualTo(new String(written, UTF_8));
    }

    @ParameterizedTest
    @MethodSource("types")
    void every_example_ever_written_still_decodes(String type) {
        for (int version : EventFolders.versions(type)) {
            assertThat(decode(type, version, EventFolders.example(type, version)))
                    .isInstanceOf(recordOf(type));
        }
    }

    /** What an earlier version says is told in the newest one's words, and nothing is left over. */
    @ParameterizedTest
    @MethodSource("types")
    void every_earlier_version_becomes_the_newest(String type) {
        int newest = newest(type);
        for (int version = 1; version < newest; version++) {
            assertThat(Upcasts.known(type, version)).as("%s v%d", type, version).isTrue();
            byte[] told = Codec.encode(decode(type, version, EventFolders.example(type, version)));
            assertThat(EventFolders.violations(type, newest, told)).isEmpty();
            for (String other : List.of("[]", "null", "7", "{}", "{\"reason\":7}")) {
                int earlier = version;
                assertThatThrownBy(() -> Codec.decode(type, earlier, other.getBytes(UTF_8)))
                        .as("%s v%d %s", type, version, other)
                        .isInstanceOf(Codec.Undecodable.class)
                        .hasMessageStartingWith(
                                "The bytes of a %s v%d cannot be read (", type, version);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "All monitoring returns are in, and no re-inspection was called for.|"
                        + " NO_REINSPECTION_CALLED_FOR|",
                "All monitoring returns are in, and the re-inspection is arranged.|"
                        + " REINSPECTION_ARRANGED|",
                "The area was merged with another.| OTHER| The area was merged with another."
            })
    void a_sentence_of_a_plan_that_was_closed_became_a_code(
            String sentence, ClosingReason reason, @Nullable String statement) {
        String told = "{\"closedOn\":\"2010-08-05\",\"reason\":\"%s\"}".formatted(sentence);
        assertThat(decode("PlanClosed", 1, told.getBytes(UTF_8)))
                .isEqualTo(new PlanClosed(LocalDate.of(2010, 8, 5), reason, statement));
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_required_field_that_is_missing_is_refused_wherever_it_stands(String type) {
        JsonNode example = newestExample(type);
        for (JsonPointer field : placesIn(example, ObjectNode.class)) {
            byte[] without = changed(example, field, ObjectNode::remove, ArrayNode::remove);

            if (isAllowed(type, without)) {
                assertThat(decode(type, newest(type), without)).isNotNull();
            } else {
                assertUndecodable(type, without, "without " + field);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void null_is_refused_wherever_a_value_is_required(String type) {
        JsonNode example = newestExample(type);
        for (JsonPointer field : placesIn(example, ContainerNode.class)) {
            byte[] without = changed(example, field, ObjectNode::remove, ArrayNode::remove);
            byte[] empty = replaced(example, field, NODES.nullNode());

            boolean optional =
                    isAllowed(type, without)
                            && example.at(field.head()).isObject()
                            && !isAnswer(field);
            if (optional) {
                assertThat(decode(type, newest(type), empty))
                        .isEqualTo(decode(type, newest(type), without));
            } else {
                assertUndecodable(type, empty, "with null at " + field);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void nothing_is_read_from_another_kind_of_value(String type) {
        JsonNode example = newestExample(type);
        for (JsonPointer place : placesIn(example, ContainerNode.class)) {
            JsonNode value = example.at(place);
            var others = new ArrayList<JsonNode>(List.of(NODES.textNode(""), NODES.textNode("x")));
            others.addAll(List.of(NODES.numberNode(7), NODES.numberNode(7.5)));
            others.addAll(List.of(NODES.booleanNode(true), NODES.objectNode()));
            others.addAll(List.of(NODES.arrayNode(), NODES.arrayNode().add(2009).add(4).add(20)));
            others.add(NODES.textNode(value.asText()));
            for (JsonNode other : others) {
                byte[] bytes = replaced(example, place, other);
                if (other.getNodeType() != value.getNodeType()) {
                    assertUndecodable(type, bytes, "with " + other + " at " + place);
                }
            }
        }
    }

    /**
     * What an older service reads of a newer one's topic: whatever is added within a version, and
     * wherever. A new version or type is unknown; that it waits and is applied after the upgrade,
     * {@code ParkedTest} of the event store shows.
     */
    @ParameterizedTest
    @MethodSource("types")
    void a_field_that_a_newer_service_added_is_ignored_wherever_it_stands(String type) {
        for (int version : EventFolders.versions(type)) {
            JsonNode example = EventFolders.tree(EventFolders.example(type, version));
            assertThat(objectsIn(example)).isNotEmpty();
            assertIgnored(type, version, example);
        }
    }

    /** Examples hold one shape of a framework each; any may be announced and registered. */
    @ParameterizedTest
    @MethodSource("frameworks")
    void a_field_that_was_added_to_a_framework_is_ignored_wherever_it_stands(Framework framework) {
        byte[] registered = Codec.encode(new FrameworkEvent.FrameworkRegistered(framework));
        assertIgnored(
                "FrameworkRegistered",
                newest("FrameworkRegistered"),
                EventFolders.tree(registered));
    }

    static List<Framework> frameworks() {
        return Frameworks.all();
    }

    private static void assertIgnored(String type, int version, JsonNode example) {
        Event known = decode(type, version, EventFolders.bytes(example));
        JsonNode object = NODES.objectNode().set("by", NODES.arrayNode().add("v9").addNull());
        for (JsonNode added :
                List.of(object, NODES.textNode("v9"), NODES.numberNode(7.5), NODES.nullNode())) {
            for (JsonPointer place : objectsIn(example)) {
                for (boolean first : new boolean[] {true, false}) {
                    byte[] bytes = EventFolders.bytes(with(example, place, added, first));

                    assertThat(decode(type, version, bytes))
                            .as("%s v%d with %s at \"%s\"", type, version, added, place)
                            .isEqualTo(known);
                }
            }
        }
    }

    /** The example with one field more in the object at a place, before or after its others. */
    private static JsonNode with(
            JsonNode example, JsonPointer place, JsonNode added, boolean first) {
        JsonNode tree = example.deepCopy();
        ObjectNode object = (ObjectNode) tree.at(place);
        ObjectNode before = object.deepCopy();
        if (first) {
            object.removeAll();
        }
        object.set("addedLater", added);
        object.setAll(before);
        return tree;
    }

    /** The objects of an event, itself among them, but for the answers of a case. */
    private static List<JsonPointer> objectsIn(JsonNode example) {
        var objects = new ArrayList<JsonPointer>();
        objects.add(JsonPointer.empty());
        placesIn(example, ContainerNode.class).stream()
                .filter(place -> example.at(place).isObject())
                .filter(place -> !place.toString().equals("/answers"))
                .forEach(objects::add);
        return objects;
    }

    @Test
    void a_type_or_version_that_this_build_does_not_know_is_unknown_and_not_an_error() {
        byte[] data = EventFolders.example("CaseErased", 1);

        assertThat(Codec.decode("CaseForgotten", 1, data))
                .isEqualTo(new Decoded.Unknown("CaseForgotten", 1));
        assertThat(Codec.decode("CaseErased", newest("CaseErased") + 1, data))
                .isEqualTo(new Decoded.Unknown("CaseErased", newest("CaseErased") + 1));
        assertThat(Codec.decode("CaseErased", 0, data))
                .isEqualTo(new Decoded.Unknown("CaseErased", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{}",
                "\"CaseErased\"",
                "{\"caseId\":\"SEF09-01\"",
                "{\"caseId\":\"SEF09-01\"}{}",
                "{\"caseId\":[\"SEF09-01\"]}"
            })
    void bytes_of_a_known_type_that_are_no_such_event_are_undecodable(String data) {
        assertUndecodable("CaseErased", data.getBytes(UTF_8), "as " + data);
    }

    @Test
    void a_code_that_no_enumeration_knows_is_undecodable() {
        assertUndecodable(
                "CaseWithdrawn",
                "{\"caseId\":\"SEF09-34\",\"reason\":\"lost\"}".getBytes(UTF_8),
                "with an unknown reason");
    }

    /** It is said in logs, where nobody may read what was judged. */
    @Test
    void what_is_undecodable_is_not_quoted() {
        assertThatThrownBy(() ->
                        Codec.decode(
                                "CaseJudged",
                                newest("CaseJudged"),
                                "{\"caseId\":\"SEF09-34\",\"revision\":\"splendid\",\"answers\":{}}"
                                        .getBytes(UTF_8)))
                .hasMessageContaining("at revision")
                .hasMessageNotContaining("splendid")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"24 June 2009", "2009-06-31", "2009-6-24", "2009-06-24T00:00:00Z", " "})
    void a_day_that_the_calendar_does_not_have_is_undecodable(String day) {
        assertUndecodable(
                "ReinspectionDue",
                "{\"dueOn\":\"%s\"}".formatted(day).getBytes(UTF_8),
                "due on " + day);
    }

    @Test
    void the_version_of_an_event_is_the_newest_of_its_type() {
        var event = new CaseEvent.CaseErased("SEF09-01", null);

        assertThat(Codec.typeOf(event)).isEqualTo("CaseErased");
        assertThat(Codec.versionOf(event)).isEqualTo(newest("CaseErased"));
    }

    private static Class<? extends Event> recordOf(String type) {
        return Objects.requireNonNull(Codec.catalogue().get(type));
    }

    private static int newest(String type) {
        return Codec.newestVersion(type);
    }

    private static JsonNode newestExample(String type) {
        return EventFolders.tree(EventFolders.example(type, newest(type)));
    }

    private static boolean isAllowed(String type, byte[] data) {
        return EventFolders.violations(type, newest(type), data).isEmpty();
    }

    private static Event decode(String type, int version, byte[] data) {
        return switch (Codec.decode(type, version, data)) {
            case Decoded.Known(Event event) -> event;
            case Decoded.Unknown unknown -> throw new AssertionError(unknown);
        };
    }

    private static void assertUndecodable(String type, byte[] data, String how) {
        assertThatThrownBy(() -> Codec.decode(type, newest(type), data))
                .as("a %s %s", type, how)
                .isInstanceOf(Codec.Undecodable.class)
                .hasMessageStartingWith(
                        "The bytes of a %s v%d cannot be read (", type, newest(type));
    }

    /** The answers of a case are the only map of the contract: their keys are data, not fields. */
    private static boolean isAnswer(JsonPointer place) {
        return place.head().toString().equals("/answers");
    }

    /**
     * The places below the root whose holder is of a kind. The elements of a list are alike, so
     * each field is taken from the first element that has it.
     */
    private static List<JsonPointer> placesIn(JsonNode tree, Class<? extends JsonNode> holder) {
        var places = new LinkedHashMap<String, JsonPointer>();
        collect(tree, JsonPointer.empty(), holder, places);
        return List.copyOf(places.values());
    }

    private static void collect(
            JsonNode node, JsonPointer at, Class<?> holder, Map<String, JsonPointer> places) {
        var below = new ArrayList<JsonPointer>();
        node.fieldNames().forEachRemaining(name -> below.add(at.appendProperty(name)));
        if (node.isArray()) {
            IntStream.range(0, node.size()).mapToObj(at::appendIndex).forEach(below::add);
        }
        for (JsonPointer place : below) {
            if (holder.isInstance(node)) {
                places.putIfAbsent(place.toString().replaceAll("/\\d+(?=/|$)", "/*"), place);
            }
            collect(node.at(place.last()), place, holder, places);
        }
    }

    private static byte[] replaced(JsonNode example, JsonPointer place, JsonNode value) {
        return changed(
                example,
                place,
                (holder, name) -> holder.set(name, value),
                (holder, index) -> holder.set(index, value));
    }

    private static byte[] changed(
            JsonNode example,
            JsonPointer place,
            BiConsumer<ObjectNode, String> inObject,
            ObjIntConsumer<ArrayNode> inArray) {
        JsonNode tree = example.deepCopy();
        switch (tree.at(place.head())) {
            case ObjectNode object -> inObject.accept(object, place.last().getMatchingProperty());
            case ArrayNode array -> inArray.accept(array, place.last().getMatchingIndex());
            default -> throw new IllegalArgumentException(place.toString());
        }
        return EventFolders.bytes(tree);
    }
}
