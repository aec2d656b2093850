package uk.inspection.eventstore.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void a_broker_that_does_not_answer_is_told_in_bounded_time() {
        try (var nowhere =
                new Topics(Map.of("bootstrap.servers", "127.0.0.1:1"), "", 1, (short) 1)) {
            assertThatThrownBy(() -> nowhere.id(Notes.TOLD)).isInstanceOf(Topics.Unreachable.class);
        }
    }
}
