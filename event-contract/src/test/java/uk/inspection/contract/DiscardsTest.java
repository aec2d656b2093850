package uk.inspection.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;

class DiscardsTest {
    private static EventDiscarded discarded(int version) {
        return new EventDiscarded(
                "case-events",
                version,
                "CaseForgotten",
                "case-events/sefton/" + version,
                "00",
                3,
                77,
                "It says nothing.");
    }

    @Test
    void nothing_is_missing_before_anything_was_discarded() {
        assertThat(Discards.NONE.none()).isTrue();
        assertThat(Discards.NONE.sentences()).isEmpty();
    }

    @Test
    void each_discard_is_accepted_by_itself_and_in_the_stream_that_told_of_it() {
        Discards both =
                Discards.NONE
                        .after("score-events", 7, discarded(37))
                        .after("report-events", 7, discarded(38));

        assertThat(both.has("score-events", 7)).isTrue();
        assertThat(both.has("score-events", 8)).isFalse();
        Discards one = both.after("score-events", 9, new DiscardAccepted(7, "Fine."));
        assertThat(one.has("score-events", 7)).isFalse();
        assertThat(one.has("report-events", 7)).isTrue();
        assertThat(one.none()).isFalse();
        assertThat(one.after("report-events", 8, new DiscardAccepted(7, "Fine.")).none()).isTrue();
        assertThat(both.none()).isFalse();
        assertThat(Discards.NONE.none()).isTrue();
    }

    @Test
    void a_sentence_says_what_is_missing_and_where_it_is_accepted() {
        assertThat(Discards.NONE.after("score-events", 7, discarded(37)).sentences())
                .containsExactly(
                        "case-events/sefton/37 (CaseForgotten) was discarded as score-events/7. A"
                                + " chief inspector accepts that at the service that writes"
                                + " score-events, with POST"
                                + " /admin/discarded-events/sefton/7/acceptance.");
    }
}
