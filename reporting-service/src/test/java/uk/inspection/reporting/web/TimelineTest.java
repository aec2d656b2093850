package uk.inspection.reporting.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.inspection.reporting.projection.HistoryEntity.Outline;

/** Events by their numbers, and numbers by their events. */
class TimelineTest {
    private static final Instant START = Instant.parse("2009-04-20T09:00:00Z");

    /** The score was given out by a clock that is slow. */
    private static final List<Outline> EVENTS =
            List.of(
                    event("case-events", 1, 0, ""),
                    event("case-events", 2, 10, ""),
                    event("case-events", 3, 20, ""),
                    event("score-events", 1, 5, "case-events=2"));

    @Test
    void an_event_has_a_number_and_the_moment_that_it_is_leads_back_to_it() {
        Timeline timeline = Timeline.of(EVENTS, 4);
        assertThat(timeline.events().stream().map(e -> e.topic() + e.version()))
                .containsExactly("case-events1", "case-events2", "score-events1", "case-events3");
        assertThat(timeline.cut()).isFalse();
        for (int number = 1; number <= 4; number++) {
            assertThat(timeline.number(timeline.moment(number))).hasValue(number);
        }
        assertThat(timeline.number(new Moment("score-events", 2))).isEmpty();
        assertThat(timeline.number(Moment.named("score-events/1"))).hasValue(3);
    }

    @Test
    void an_instant_leads_to_the_last_event_of_the_order_that_is_not_after_it() {
        Timeline timeline = Timeline.of(EVENTS, 4);
        assertThat(timeline.last(START.minusSeconds(1))).isEmpty();
        assertThat(timeline.last(START)).hasValue(1);
        assertThat(timeline.last(START.plusSeconds(300))).hasValue(3);
        assertThat(timeline.last(START.plusSeconds(3600))).hasValue(4);
    }

    @Test
    void of_more_events_than_the_limit_the_first_in_order_are_there() {
        Timeline timeline = Timeline.of(EVENTS, 3);
        assertThat(timeline.events()).isEqualTo(Timeline.of(EVENTS, 4).events().subList(0, 3));
        assertThat(timeline.cut()).isTrue();
    }

    private static Outline event(String topic, long version, int minute, String seen) {
        return new Outline(
                topic, version, START.plusSeconds(60L * minute), seen, "CaseJudged", "somebody");
    }
}
