package uk.inspection.eventstore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.inspection.eventstore.service.Attendance.Admission.ADMITTED;
import static uk.inspection.eventstore.service.Attendance.Admission.TOO_MANY;
import static uk.inspection.eventstore.service.Attendance.Admission.TOO_MANY_OF_SUBJECT;

import org.junit.jupiter.api.Test;

class AttendanceTest {
    private static final int ALL_MAX = 50;
    private static final int OF_SUBJECT_MAX = 20;

    private final Attendance attendance = new Attendance(ALL_MAX, OF_SUBJECT_MAX);

    @Test
    void one_subject_cannot_take_every_place() {
        for (int i = 0; i < OF_SUBJECT_MAX; i++) {
            assertThat(attendance.enter("ann")).isEqualTo(ADMITTED);
        }
        assertThat(attendance.enter("ann")).isEqualTo(TOO_MANY_OF_SUBJECT);
        assertThat(attendance.enter("bob")).isEqualTo(ADMITTED);
        attendance.leave("ann");
        assertThat(attendance.enter("ann")).isEqualTo(ADMITTED);
    }

    @Test
    void all_places_together_are_limited_and_a_refused_caller_takes_none() {
        for (int i = 0; i < ALL_MAX; i++) {
            assertThat(attendance.enter("caller-" + i / OF_SUBJECT_MAX)).isEqualTo(ADMITTED);
        }
        assertThat(attendance.enter("late")).isEqualTo(TOO_MANY);
        assertThat(attendance.all()).isEqualTo(ALL_MAX);
        attendance.leave("caller-0");
        assertThat(attendance.enter("late")).isEqualTo(ADMITTED);
        assertThat(attendance.enter("later")).isEqualTo(TOO_MANY);
    }

    @Test
    void who_leaves_leaves_nothing_behind() {
        attendance.enter("ann");
        attendance.enter("ann");
        attendance.leave("ann");
        attendance.leave("ann");
        assertThat(attendance.all()).isZero();
    }
}
