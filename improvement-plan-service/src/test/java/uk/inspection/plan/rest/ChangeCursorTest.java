package uk.inspection.plan.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.inspection.plan.store.PlanChanges.Place;

class ChangeCursorTest {

    @Test
    void a_cursor_names_the_place_it_was_made_of() {
        for (Place place :
                new Place[] {
                    Place.BEGINNING, new Place(1, -1), new Place(Long.MAX_VALUE, Long.MIN_VALUE)
                }) {
            assertThat(ChangeCursor.place(ChangeCursor.of(place))).isEqualTo(place);
        }
    }

    /** Empty, no base64, too short, too long, padded, of another shard, before the beginning. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!!",
                "AAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAA=",
                "AQAAAAAAAAAAAAAAAAAAAAA",
                "AP__________AAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAB"
            })
    void what_is_no_cursor_is_refused(String text) {
        assertThatThrownBy(() -> ChangeCursor.place(text))
                .isInstanceOfSatisfying(
                        HttpProblem.class,
                        problem -> assertThat(problem.getStatusCode()).isEqualTo(400));
    }
}
