package uk.inspection.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.FrameworkDocument.Fault;
import uk.inspection.contract.FrameworkDocument.Format;
import uk.inspection.contract.FrameworkDocument.Malformed;
import uk.inspection.contract.FrameworkDocument.Misshapen;
import uk.inspection.contract.FrameworkDocument.Readable;

class FrameworkDocumentTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long SEED = 20091101;

    static List<Framework> all() {
        return Frameworks.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_framework_reads_the_same_from_yaml_and_from_json(Framework framework)
            throws IOException {
        assertThat(Frameworks.read(yaml(framework), Format.YAML))
                .isEqualTo(new Readable(framework));
        assertThat(Frameworks.read(Codec.encode(framework), Format.JSON))
                .isEqualTo(new Readable(framework));
        assertThat(Codec.framework(Codec.encode(framework))).isEqualTo(framework);
    }

    @Test
    void every_fault_is_told_with_its_place() {
        ObjectNode document = tree(Frameworks.all().getFirst());
        document.remove("title");
        document.put("version", 1.5);
        document.put("colour", "blue");
        document.withObject("/inForce").put("from", "April");
        document.withObject("/bands/1").put("from", "45");
        document.withObject("/headlines/0").put("informsReinspection", "yes");
        document.withObject("/plan").putNull("monitoring");
        document.withObject("/questions/3").put("phase", "prison");
        document.withObject("/questions/4").put("text", "a\0b");
        document.withObject("/questions/5").put("text", "\ud800");
        document.put("answers", "sufficient");
        document.set("sections", JsonNodeFactory.instance.arrayNode().add("1").addNull());

        assertThat(faults(document))
                .containsExactlyInAnyOrder(
                        new Fault("title", "must be given"),
                        new Fault("version", "must be a whole number"),
                        new Fault("colour", "must not be given"),
                        new Fault("inForce.from", "must be a date such as 2009-06-24"),
                        new Fault("bands[1].from", "must be a whole number"),
                        new Fault("headlines[0].informsReinspection", "must be true or false"),
                        new Fault("plan.monitoring", "must be given"),
                        new Fault("questions[3].phase", "must be one of all, community, custody"),
                        new Fault("questions[4].text", "must be text"),
                        new Fault("questions[5].text", "must be text"),
                        new Fault("answers", "must be a list"),
                        new Fault("sections[0]", "must be an object"),
                        new Fault("sections[1]", "must be an object"));
    }

    @Test
    void a_method_that_is_not_known_is_told_alone() {
        ObjectNode document = tree(Frameworks.all().getFirst());
        for (String method : new String[] {"\"weighted\"", "7", "null"}) {
            document.set("method", parse(method));
            assertThat(faults(document))
                    .containsExactly(
                            new Fault(
                                    "method", "must be one of pooled-percentage, rated-standards"));
        }
        document.remove("method");
        assertThat(faults(document)).extracting(Fault::place).containsExactly("method");
        for (String other : new String[] {"[]", "\"cci-2009\"", "5", "null", ""}) {
            assertThat(Frameworks.read(other.getBytes(StandardCharsets.UTF_8), Format.JSON))
                    .isEqualTo(new Misshapen(List.of(new Fault("", "must be an object"))));
        }
    }

    @Test
    void no_more_than_fifty_faults_are_told() {
        ObjectNode document = tree(Frameworks.all().getFirst());
        document.withArray("/questions").forEach(q -> ((ObjectNode) q).remove("text"));
        assertThat(faults(document)).hasSize(50);
    }

    @Test
    void what_is_not_json_or_yaml_is_malformed() {
        for (String json :
                new String[] {"{\"id\":", "{} {}", "{\"id\":1,\"id\":2}", "no", "\ufffd{"}) {
            assertThat(Frameworks.read(json.getBytes(StandardCharsets.UTF_8), Format.JSON))
                    .as(json)
                    .isInstanceOf(Malformed.class);
        }
        for (String yaml :
                new String[] {
                    "id: [1",
                    "id: a\nid: b",
                    "a: &x 1\nb: *x",
                    "a: &x [*x]",
                    "a: 1\n---\nb: 2",
                    "a: \u0001",
                    "\t- x"
                }) {
            assertThat(Frameworks.read(yaml.getBytes(StandardCharsets.UTF_8), Format.YAML))
                    .as(yaml)
                    .isInstanceOf(Malformed.class);
        }
        assertThat(Frameworks.read(new byte[] {'"', (byte) 0xff, '"'}, Format.JSON))
                .isInstanceOf(Malformed.class);
        assertThat(Frameworks.read("id: a\nid: b".getBytes(StandardCharsets.UTF_8), Format.YAML))
                .isEqualTo(new Malformed("line 2, column 3"));
    }

    @Test
    void a_whole_number_in_yaml_is_decimal_as_it_would_be_in_json() throws IOException {
        String yaml = new String(yaml(all().getFirst()), StandardCharsets.UTF_8);
        assertThat(yaml).contains("afterMonths: 12 ");
        for (String no :
                new String[] {"014", "0x0c", "1_2", "+12", "-012", "00", "0b1100", "0o14"}) {
            assertThat(
                            Frameworks.read(
                                    yaml.replace("afterMonths: 12 ", "afterMonths: " + no + " ")
                                            .getBytes(StandardCharsets.UTF_8),
                                    Format.YAML))
                    .as(no)
                    .isNotInstanceOf(Readable.class);
        }
        assertThat(
                        Frameworks.read(
                                "version: 1\nid: 010".getBytes(StandardCharsets.UTF_8),
                                Format.YAML))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        malformed -> assertThat(malformed.where()).startsWith("line 2"));
        for (String yes : new String[] {"0", "-3", "120"}) {
            assertThat(
                            Frameworks.read(
                                    yaml.replace("afterMonths: 12 ", "afterMonths: " + yes + " ")
                                            .getBytes(StandardCharsets.UTF_8),
                                    Format.YAML))
                    .as(yes)
                    .isInstanceOf(Readable.class);
        }
    }

    @Test
    void a_document_that_is_nested_beyond_all_measure_is_malformed() {
        byte[] deep = "[".repeat(500_000).getBytes(StandardCharsets.UTF_8);
        for (Format format : Format.values()) {
            assertTimeout(
                    Duration.ofSeconds(10),
                    () -> assertThat(Frameworks.read(deep, format)).isInstanceOf(Malformed.class));
        }
    }

    /** The shape that is checked is the shape that is read: a fault is told or nothing is wrong. */
    @ParameterizedTest
    @MethodSource("all")
    void whatever_stands_in_any_place_is_read_or_told(Framework framework) {
        var random = new Random(SEED);
        List<JsonNode> strange =
                List.of(
                        parse("null"),
                        parse("true"),
                        parse("-1"),
                        parse("2.5"),
                        parse("1e400"),
                        parse("99999999999"),
                        parse("\"\""),
                        parse("\"1\""),
                        parse("\"2009-02-30\""),
                        parse("[]"),
                        parse("[null]"),
                        parse("{}"),
                        parse("{\"id\":\"x\"}"));
        for (int i = 0; i < 400; i++) {
            ObjectNode document = tree(framework);
            List<JsonNode> containers = containers(document);
            JsonNode container = containers.get(random.nextInt(containers.size()));
            JsonNode instead = strange.get(random.nextInt(strange.size()));
            if (container instanceof ArrayNode list && !list.isEmpty()) {
                list.set(random.nextInt(list.size()), instead);
            } else if (container instanceof ObjectNode object) {
                var names = new ArrayList<String>();
                object.fieldNames().forEachRemaining(names::add);
                object.set(names.get(random.nextInt(names.size())), instead);
            }
            FrameworkDocument read = Frameworks.read(bytes(document), Format.JSON);
            if (read instanceof Readable(Framework changed)) {
                assertThat(Codec.framework(Codec.encode(changed))).isEqualTo(changed);
            } else {
                assertThat(read).isInstanceOf(Misshapen.class);
            }
        }
    }

    private static List<JsonNode> containers(JsonNode node) {
        var all = new ArrayList<JsonNode>();
        if (node.isContainerNode()) {
            all.add(node);
            node.forEach(child -> all.addAll(containers(child)));
        }
        return all;
    }

    private static List<Fault> faults(JsonNode document) {
        return switch (Frameworks.read(bytes(document), Format.JSON)) {
            case Misshapen(List<Fault> faults) -> faults;
            case Readable readable -> throw new AssertionError("read: " + readable);
            case Malformed malformed -> throw new AssertionError("malformed: " + malformed);
        };
    }

    private static byte[] yaml(Framework framework) throws IOException {
        String name = "/frameworks/%s/v%d.yaml".formatted(framework.id(), framework.version());
        try (InputStream in = FrameworkDocumentTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static ObjectNode tree(Framework framework) {
        return (ObjectNode) parse(new String(Codec.encode(framework), StandardCharsets.UTF_8));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As text: a tree writes half a character in its own way. */
    private static byte[] bytes(JsonNode document) {
        return document.toString().replace("\ud800", "\\ud800").getBytes(StandardCharsets.UTF_8);
    }
}
