package uk.inspection.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RememberedTest {
    /** Weighs as much as it says. */
    private final Remembered<Long> remembered = new Remembered<>(100, Long::longValue);

    @Test
    void what_was_not_used_for_longest_makes_room() {
        remembered.putAll(Map.of("first", 40L));
        remembered.putAll(Map.of("second", 40L));
        assertThat(remembered.get("first")).isEqualTo(40L);
        remembered.putAll(Map.of("third", 30L));
        assertThat(remembered.get("second")).isNull();
        assertThat(remembered.get("first")).isEqualTo(40L);
        assertThat(remembered.get("third")).isEqualTo(30L);
        assertThat(remembered.weight()).isEqualTo(70);
    }

    @Test
    void a_newer_value_weighs_in_place_of_the_older_one() {
        remembered.putAll(Map.of("grows", 10L));
        remembered.putAll(Map.of("grows", 60L));
        remembered.putAll(Map.of("other", 40L));
        assertThat(remembered.weight()).isEqualTo(100);
        assertThat(remembered.get("grows")).isEqualTo(60L);
    }

    @Test
    void what_is_heavier_than_all_room_there_is_stays_alone_until_the_next() {
        remembered.putAll(Map.of("small", 10L));
        remembered.putAll(Map.of("huge", 500L));
        assertThat(remembered.get("huge")).isEqualTo(500L);
        assertThat(remembered.get("small")).isNull();
        remembered.putAll(Map.of("small", 10L));
        assertThat(remembered.get("huge")).isNull();
        assertThat(remembered.weight()).isEqualTo(10);
    }

    @Test
    void what_is_forgotten_weighs_nothing() {
        remembered.putAll(Map.of("one", 30L, "two", 30L));
        remembered.remove("one");
        remembered.remove("nobody");
        assertThat(remembered.weight()).isEqualTo(30);
        remembered.clear();
        assertThat(remembered.weight()).isZero();
        assertThat(remembered.get("two")).isNull();
    }
}
