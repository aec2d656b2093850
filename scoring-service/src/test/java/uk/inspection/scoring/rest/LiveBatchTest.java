package uk.inspection.scoring.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.StoredEvent;

/** What a reader that is behind is handed, and which scores a reader gets at all. */
class LiveBatchTest {
    private static final String CORE = "score-events";
    private static final String OWN = "self-audit-score-events";

    @Test
    void of_the_provisional_scores_of_an_inspection_only_the_newest_is_handed() {
        var batch = new LiveBatch();
        batch.add(score(1, "a", "ScoreChanged"));
        batch.add(score(2, "b", "ScoreChanged"));
        batch.add(score(3, "a", "ScoreChanged"));
        batch.add(score(4, "a", "ScoreChanged"));
        batch.add(score(5, "c", "ScoreChanged"));
        batch.add(score(6, "b", "ScoreChanged"));

        assertThat(batch.size()).isEqualTo(3);
        assertThat(batch.inOrder())
                .extracting(handed -> handed.event().position(), LiveBatch.Handed::skipped)
                .containsExactly(tuple(4L, 2), tuple(5L, 0), tuple(6L, 1));
    }

    @Test
    void a_final_score_is_never_left_out() {
        var batch = new LiveBatch();
        batch.add(score(1, "a", "ScoreChanged"));
        batch.add(score(2, "a", "ScoresFinalised"));
        batch.add(score(3, "a", "ScoreChanged"));
        batch.add(score(4, "a", "ScoresFinalised"));

        assertThat(batch.inOrder())
                .extracting(handed -> handed.event().position(), LiveBatch.Handed::skipped)
                .containsExactly(tuple(2L, 0), tuple(3L, 1), tuple(4L, 0));
    }

    @Test
    void an_empty_batch_hands_nothing() {
        assertThat(new LiveBatch().inOrder()).isEmpty();
    }

    @Test
    void a_reader_gets_what_he_may_see_and_asked_for() {
        var leeds = of(CORE, "a", "{\"body\":{\"area\":\"York\"},\"area\":\"Leeds\"}");
        var audit = of(OWN, "b", "{\"area\":\"Leeds\"}");
        var other = of(OWN, "c", "{\"area\":\"York\"}");

        assertThat(passed(true, "", Set.of(), null, leeds, audit, other)).containsExactly("a");
        assertThat(passed(false, "Leeds", Set.of(), null, leeds, audit, other))
                .containsExactly("b");
        assertThat(passed(true, "York", Set.of(), null, leeds, audit, other))
                .containsExactly("a", "c");
        assertThat(passed(false, "", Set.of(), null, leeds, audit, other)).isEmpty();
        assertThat(passed(true, "", Set.of(), "Leeds", leeds)).containsExactly("a");
        assertThat(passed(true, "", Set.of(), "leeds", leeds)).isEmpty();
        assertThat(passed(true, "", Set.of(), "York", leeds)).isEmpty();
        assertThat(passed(true, "", Set.of("a"), null, leeds)).containsExactly("a");
        assertThat(passed(true, "", Set.of("b"), null, leeds, audit)).isEmpty();
        assertThat(passed(true, "York", Set.of("a", "b"), null, leeds, audit, other))
                .containsExactly("a");
        assertThat(passed(true, "York", Set.of("c", "a"), null, leeds, audit, other))
                .containsExactly("a", "c");
        assertThat(passed(false, "Leeds", Set.of("b"), "Leeds", audit)).containsExactly("b");
        assertThat(passed(false, "Leeds", Set.of(), "York", audit, other)).isEmpty();
    }

    @Test
    void a_score_without_an_area_is_no_score() {
        var filter = new LiveFilter(true, "", Set.of(), "Leeds");
        assertThatThrownBy(() -> filter.passes(of(CORE, "a", "{\"kind\":\"core\"}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("names no area");
    }

    private static List<String> passed(
            boolean unpublished,
            String ownArea,
            Set<String> inspections,
            @Nullable String area,
            StoredEvent... events) {
        var filter = new LiveFilter(unpublished, ownArea, inspections, area);
        return List.of(events).stream().filter(filter::passes).map(StoredEvent::stream).toList();
    }

    private static StoredEvent of(String topic, String inspection, String data) {
        return event(topic, 1, inspection, "ScoreChanged", data);
    }

    private static StoredEvent score(long position, String inspection, String type) {
        return event(CORE, position, inspection, type, "{\"area\":\"Leeds\"}");
    }

    private static StoredEvent event(
            String topic, long position, String inspection, String type, String data) {
        return new StoredEvent(
                topic,
                position,
                inspection,
                position,
                type,
                1,
                data.getBytes(StandardCharsets.UTF_8),
                "scoring-service",
                null,
                "correlation",
                "command",
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                "",
                new byte[32],
                new byte[32]);
    }
}
