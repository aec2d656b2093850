package uk.inspection.scoring.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.StoredEvent;

/** What goes over the wire. */
class LiveFramesTest {
    private final LiveFrames frames =
            new LiveFrames(new ObjectMapper().registerModule(new JavaTimeModule()));

    @Test
    void a_frame_is_made_once_and_never_told_of_another_event() {
        StoredEvent first = LiveFollowerTest.event(3, "a");
        Buffer frame = frames.score(first, 0, LiveDetail.ALL);
        assertThat(frames.score(first, 0, LiveDetail.ALL)).isSameAs(frame);
        assertThat(frames.score(first, 2, LiveDetail.ALL).toString()).contains("\"skipped\":2");
        // Another log's event at its place, and one that would have its place.
        assertThat(frames.score(LiveFollowerTest.event(3, "b"), 0, LiveDetail.ALL).toString())
                .contains("\"b\"");
        StoredEvent newer = LiveFollowerTest.event(3 + LiveFrames.KEPT, "c");
        Buffer newest = frames.score(newer, 0, LiveDetail.ALL);
        assertThat(frames.score(first, 0, LiveDetail.ALL)).isEqualTo(frame);
        assertThat(frames.score(newer, 0, LiveDetail.ALL)).isSameAs(newest);
    }

    @Test
    void a_frame_is_an_event_with_an_id_a_name_and_a_line_of_data() {
        assertThat(frames.score(LiveFollowerTest.event(3, "a"), 0, LiveDetail.ALL).toString())
                .isEqualTo(
                        """
                        content-type:application/json
                        id:MDoz
                        event:ScoreChanged
                        data:{"inspectionId":"a","version":3,"occurredAt":0.0,"skipped":0,\
                        "event":{"area":"Leeds"}}

                        """);
        assertThat(LiveFrames.stillHere(3).toString()).isEqualTo(":still here\nid:MDoz\n\n");
        assertThat(LiveFrames.resync(3).toString()).isEqualTo("id:MDoz\nevent:resync\ndata:{}\n\n");
    }
}
