package uk.inspection.plan.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.plan.rest.Pollers.Admission.ADMITTED;
import static uk.inspection.plan.rest.Pollers.Admission.TOO_MANY;
import static uk.inspection.plan.rest.Pollers.Admission.TOO_MANY_OF_SUBJECT;

import org.junit.jupiter.api.Test;

class PollersTest {
    private final Pollers pollers = new Pollers();

    @Test
    void one_subject_cannot_take_every_place() {
        for (int i = 0; i < Pollers.OF_SUBJECT_MAX; i++) {
            assertThat(pollers.enter("ann")).isEqualTo(ADMITTED);
        }
        assertThat(pollers.enter("ann")).isEqualTo(TOO_MANY_OF_SUBJECT);
        assertThat(pollers.enter("bob")).isEqualTo(ADMITTED);
        pollers.leave("ann");
        assertThat(pollers.enter("ann")).isEqualTo(ADMITTED);
    }

    @Test
    void all_places_together_are_limited_and_a_refused_request_takes_none() {
        for (int i = 0; i < Pollers.ALL_MAX; i++) {
            assertThat(pollers.enter("poller-" + i / Pollers.OF_SUBJECT_MAX)).isEqualTo(ADMITTED);
        }
        assertThat(pollers.enter("late")).isEqualTo(TOO_MANY);
        assertThat(pollers.all()).isEqualTo(Pollers.ALL_MAX);
        pollers.leave("poller-0");
        assertThat(pollers.enter("late")).isEqualTo(ADMITTED);
        assertThat(pollers.enter("later")).isEqualTo(TOO_MANY);
    }

    @Test
    void who_leaves_leaves_nothing_behind() {
        pollers.enter("ann");
        pollers.enter("ann");
        pollers.leave("ann");
        pollers.leave("ann");
        assertThat(pollers.all()).isZero();
    }
}
