package uk.inspection.eventstore.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.testing.Notes;
import uk.inspection.eventstore.testing.Told;
import uk.inspection.local.testing.SharedStack;

class TopicsTest {
    private final TestTopics testTopics = TestTopics.on(SharedStack.get());
    private final Topics topics = testTopics.topics();

    @AfterEach
    void close() {
        testTopics.close();
    }

    @Test
    void a_missing_topic_is_made_and_an_existing_one_is_left_alone() throws Exception {
        assertThatThrownBy(() -> topics.id(Notes.TOLD)).isInstanceOf(Topics.Unreachable.class);
        topics.ensure(Notes.TOLD);
        String id = topics.id(Notes.TOLD);
        testTopics.publish(List.of(new Told("s").next("a"), new Told("s").next("a")));
        topics.ensure(Notes.TOLD);
        assertThat(topics.id(Notes.TOLD)).isEqualTo(id);
        assertThat(topics.ends(Notes.TOLD)).hasSize(TestTopics.PARTITIONS);
        assertThat(topics.ends(Notes.TOLD).values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(2);
        assertThat(topics.physical(Notes.TOLD)).endsWith("-" + Notes.TOLD);
    }

    @Test
    void a_topic_is_made_as_on_kubernetes() throws Exception {
        topics.ensure(Notes.TOLD);
        Path manifest =
                Path.of(System.getProperty("project.root"))
                        .resolve("deploy/kubernetes/base/topics.yaml");
        List<JsonNode> made;
        try (MappingIterator<JsonNode> documents =
                new YAMLMapper().readerFor(JsonNode.class).readValues(manifest.toFile())) {
            made = documents.readAll();
        }
        assertThat(made)
                .hasSize(6)
                .allSatisfy(topic -> {
                    var config = new HashMap<String, String>();
                    topic.at("/spec/config")
                            .fields()
                            .forEachRemaining(
                                    said -> config.put(said.getKey(), said.getValue().asText()));
                    var said = new HashMap<>(testTopics.said(Notes.TOLD));
                    // All copies but one, of which there are three there and one here.
                    assertThat(config.remove("min.insync.replicas")).isEqualTo("2");
                    assertThat(said.remove("min.insync.replicas")).isEqualTo("1");
                    assertThat(config).isEqualTo(said);
                });
    }

    @Test
    void a_broker_that_does_not_answer_is_told_in_bounded_time() {
        try (var nowhere =
                new Topics(Map.of("bootstrap.servers", "127.0.0.1:1"), "", 1, (short) 1)) {
            assertThatThrownBy(() -> nowhere.id(Notes.TOLD)).isInstanceOf(Topics.Unreachable.class);
        }
    }
}
