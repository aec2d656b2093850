package uk.inspection.scoring.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkiverse.resteasy.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a time that is asked for is read. */
class MomentsTest {

    @ParameterizedTest
    @CsvSource({
        "2009-04-20, 2009-04-20T22:59:59.999999Z", // summer time in London
        "2009-12-01, 2009-12-01T23:59:59.999999Z",
        "2009-03-29, 2009-03-29T22:59:59.999999Z", // the day on which summer time begins
        "2009-10-25, 2009-10-25T23:59:59.999999Z", // and ends
    })
    void a_day_is_the_end_of_that_day_in_london(String day, String instant) {
        assertThat(Moments.instant(day)).isEqualTo(instant);
    }

    @Test
    void an_instant_is_itself_in_whatever_offset() {
        assertThat(Moments.instant("2009-04-24T10:00:00Z")).isEqualTo("2009-04-24T10:00:00Z");
        assertThat(Moments.instant("2009-04-24T10:00:00+01:00")).isEqualTo("2009-04-24T09:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now",
                "2009",
                "2009-02-30",
                "24/04/2009",
                "2009-04-24T10:00:00",
                "+999999999-12-31",
                "-0001-01-01",
                "+10000-01-01T00:00:00Z"
            })
    void what_is_no_time_or_beyond_all_records_is_refused(String text) {
        assertThatThrownBy(() -> Moments.instant(text))
                .isInstanceOfSatisfying(
                        HttpProblem.class,
                        problem -> assertThat(problem.getStatusCode()).isEqualTo(422));
    }
}
