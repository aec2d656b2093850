package uk.inspection.eventstore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BusinessClockTest {
    private static final Instant PUBLICATION = Instant.parse("2009-06-24T09:00:00Z");

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void nobody_has_set_it() {
        file = directory.resolve("business-clock");
    }

    private BusinessClock ofOneProcess() {
        return new BusinessClock(file, List.of("test"));
    }

    @Test
    void four_processes_read_what_one_of_them_set() {
        var clocks = IntStream.range(0, 4).mapToObj(_ -> ofOneProcess()).toList();
        clocks.get(2).set(PUBLICATION);
        assertThat(clocks).extracting(Clock::instant).containsOnly(PUBLICATION);
        clocks.get(0).set(PUBLICATION.minusSeconds(1));
        assertThat(clocks).extracting(Clock::instant).containsOnly(PUBLICATION.minusSeconds(1));
    }

    @Test
    void it_is_the_wall_clock_until_it_is_set_and_where_it_cannot_be() {
        for (var clock : List.of(ofOneProcess(), new BusinessClock(null, List.of("prod")))) {
            assertThat(clock.instant()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
        }
    }

    @Test
    void where_it_cannot_be_set_it_is_not() {
        var clock = new BusinessClock(null, List.of("prod"));
        assertThatThrownBy(() -> clock.set(PUBLICATION)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "prod", "local", "dev", "prod,demo", "demo,local"})
    void a_file_in_any_other_profile_stops_the_service(String profiles) {
        var all = profiles.isEmpty() ? List.<String>of() : List.of(profiles.split(","));
        assertThatThrownBy(() -> new BusinessClock(file, all))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("demo and test profiles only");
        assertThat(new BusinessClock(null, all).getZone()).isEqualTo(BusinessClock.LONDON);
    }

    @Test
    void it_stands_at_whole_microseconds() {
        ofOneProcess().set(Instant.parse("2009-06-24T09:00:00.123456789Z"));
        assertThat(ofOneProcess().instant()).isEqualTo("2009-06-24T09:00:00.123456Z");
    }

    /** The two nights on which the clocks change, a leap day and a year's end. */
    @ParameterizedTest
    @CsvSource({
        "2012-03-24T23:59:59Z, 2012-03-24",
        "2012-03-25T00:00:00Z, 2012-03-25",
        "2012-03-25T22:59:59Z, 2012-03-25",
        "2012-03-25T23:00:00Z, 2012-03-26",
        "2012-10-27T22:59:59Z, 2012-10-27",
        "2012-10-27T23:00:00Z, 2012-10-28",
        "2012-10-28T23:59:59Z, 2012-10-28",
        "2012-10-29T00:00:00Z, 2012-10-29",
        "2012-02-28T23:59:59Z, 2012-02-28",
        "2012-02-29T00:00:00Z, 2012-02-29",
        "2012-03-01T00:00:00Z, 2012-03-01",
        "2011-12-31T23:59:59.999999Z, 2011-12-31",
        "2012-01-01T00:00:00Z, 2012-01-01"
    })
    void its_day_begins_at_midnight_in_london(Instant instant, LocalDate day) {
        ofOneProcess().set(instant);
        assertThat(LocalDate.now(ofOneProcess())).isEqualTo(day);
    }

    @Test
    void in_another_zone_it_is_the_same_instant() {
        ofOneProcess().set(Instant.parse("2009-06-23T23:30:00Z"));
        Clock greenwich = ofOneProcess().withZone(ZoneOffset.UTC);
        assertThat(greenwich.instant()).isEqualTo(ofOneProcess().instant());
        assertThat(LocalDate.now(ofOneProcess())).isEqualTo("2009-06-24");
        assertThat(LocalDate.now(greenwich)).isEqualTo("2009-06-23");
    }

    @Test
    void whoever_reads_while_many_set_it_reads_a_whole_instant() throws Exception {
        Instant far = Instant.parse("2009-06-24T09:00:00.000001Z"); // longer than the other
        ofOneProcess().set(PUBLICATION);
        try (var pool = Executors.newFixedThreadPool(8)) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 4; i++) {
                var clock = ofOneProcess();
                Instant own = i % 2 == 0 ? PUBLICATION : far;
                all.add(pool.submit(() -> IntStream.range(0, 500).forEach(_ -> clock.set(own))));
                all.add(
                        pool.submit(() ->
                                IntStream.range(0, 2000)
                                        .forEach(_ ->
                                                assertThat(ofOneProcess().instant())
                                                        .isIn(PUBLICATION, far))));
            }
            for (var one : all) {
                one.get();
            }
        }
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void a_setting_that_fails_leaves_nothing_behind() throws IOException {
        Files.createDirectories(file.resolve("in-the-way"));
        assertThatThrownBy(() -> ofOneProcess().set(PUBLICATION))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be set");
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void a_file_that_holds_no_instant_is_no_time_of_day() throws IOException {
        Files.writeString(file, "yesterday");
        assertThatThrownBy(() -> ofOneProcess().instant())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("holds no instant");
    }
}
