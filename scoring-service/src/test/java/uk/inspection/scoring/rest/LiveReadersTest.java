package uk.inspection.scoring.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.scoring.rest.LiveReaders.Admission.ADMITTED;
import static uk.inspection.scoring.rest.LiveReaders.Admission.TOO_MANY;
import static uk.inspection.scoring.rest.LiveReaders.Admission.TOO_MANY_OF_SUBJECT;

import org.junit.jupiter.api.Test;

class LiveReadersTest {
    private final LiveReaders readers = new LiveReaders();

    @Test
    void one_subject_cannot_take_every_place() {
        for (int i = 0; i < LiveReaders.OF_SUBJECT_MAX; i++) {
            assertThat(readers.enter("ann")).isEqualTo(ADMITTED);
        }
        assertThat(readers.enter("ann")).isEqualTo(TOO_MANY_OF_SUBJECT);
        assertThat(readers.enter("bob")).isEqualTo(ADMITTED);
        readers.leave("ann");
        assertThat(readers.enter("ann")).isEqualTo(ADMITTED);
    }

    @Test
    void all_places_together_are_limited_and_a_refused_reader_takes_none() {
        for (int i = 0; i < LiveReaders.ALL_MAX; i++) {
            assertThat(readers.enter("reader-" + i / LiveReaders.OF_SUBJECT_MAX))
                    .isEqualTo(ADMITTED);
        }
        assertThat(readers.enter("late")).isEqualTo(TOO_MANY);
        assertThat(readers.all()).isEqualTo(LiveReaders.ALL_MAX);
        readers.leave("reader-0");
        assertThat(readers.enter("late")).isEqualTo(ADMITTED);
        assertThat(readers.enter("later")).isEqualTo(TOO_MANY);
    }

    @Test
    void who_leaves_leaves_nothing_behind() {
        readers.enter("ann");
        readers.enter("ann");
        readers.leave("ann");
        readers.leave("ann");
        assertThat(readers.all()).isZero();
    }
}
