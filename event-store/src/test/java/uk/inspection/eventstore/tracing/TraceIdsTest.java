package uk.inspection.eventstore.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ids that other services, of other builds too, must work out the same. */
class TraceIdsTest {
    @ParameterizedTest
    @CsvSource({
        "4bf92f3577b34da6a3ce929d0e0e4736, 4bf92f3577b34da6a3ce929d0e0e4736",
        "4BF92F3577B34DA6A3CE929D0E0E4736, 4bf92f3577b34da6a3ce929d0e0e4736",
        "4bf92f35-77b3-4da6-a3ce-929d0e0e4736, 4bf92f3577b34da6a3ce929d0e0e4736",
        // printf %s phoned-in-4711 | sha256sum
        "phoned-in-4711, fad51fd7feb8e357d90d152cd465364c",
        // No trace has this id.
        "00000000000000000000000000000000, 84e0c0eafaa95a34c293f278ac52e45c",
        "4bf92f3577b3-4da6a3ce929d0e0e4736, 45fd8d86d95721db643b73c955e2bdf9"
    })
    void the_trace_follows_from_the_correlation(String correlation, String trace) {
        assertThat(TraceIds.trace(correlation)).isEqualTo(trace);
    }

    @Test
    void spans_follow_from_the_event_and_from_who_received_it() {
        String event = "case-events/5f0c/17";
        assertThat(TraceIds.appended(event)).isEqualTo("11d071c975ab413a");
        assertThat(TraceIds.received("scoring-service", event)).isEqualTo("f0c1c4744ba5c888");
        assertThat(TraceIds.received("reporting-service", event))
                .hasSize(16)
                .isNotEqualTo(TraceIds.received("scoring-service", event));
    }

    @Test
    void an_id_that_is_asked_for_is_given_once() {
        var ids = new TraceIds();
        ids.nextTrace("4bf92f3577b34da6a3ce929d0e0e4736");
        ids.nextSpan("00f067aa0ba902b7");
        assertThat(ids.generateSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(ids.generateSpanId()).hasSize(16).isNotEqualTo("00f067aa0ba902b7");
        assertThat(ids.generateTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(ids.generateTraceId())
                .hasSize(32)
                .isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }
}
