package uk.inspection.endtoend.twoyears;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.inspection.endtoend.OnlyInFull;

/**
 * From 1 September 2011 to 31 August 2013, two instances of improvement-plan-service raise every
 * deadline exactly once on the right day, and who follows the change feed alone holds the final
 * state, although instances are killed. {@code -Dplatform.seed} repeats a run that failed.
 */
class TwoYearsTest {
    @TempDir Path directory;

    @Test
    void fourteen_areas_live_through_two_years_and_the_death_of_instances() throws Exception {
        play(
                Conducts::fourteen,
                List.of(LocalDate.parse("2012-02-01")),
                LocalDate.parse("2012-08-15"));
    }

    @Test
    @OnlyInFull
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void two_hundred_areas_live_through_two_years_and_the_death_of_instances() throws Exception {
        play(
                random -> Conducts.any(200, random),
                List.of(
                        LocalDate.parse("2012-01-01"),
                        LocalDate.parse("2012-06-01"),
                        LocalDate.parse("2012-12-15"),
                        LocalDate.parse("2013-03-25")),
                LocalDate.parse("2012-09-01"));
    }

    private void play(
            Function<Random, List<Conduct>> conducts, List<LocalDate> kills, LocalDate bothDieFrom)
            throws Exception {
        long seed = Long.getLong("platform.seed", System.nanoTime());
        System.out.println("platform.seed=" + seed);
        List<Conduct> areas = conducts.apply(new Random(seed));
        long begun = System.nanoTime();
        try (var simulation = new Simulation(directory, seed, areas, kills, bothDieFrom)) {
            simulation.play();
            System.out.printf(
                    "%d areas, %d days on which something happened, %d events, %d s%n",
                    areas.size(),
                    simulation.stops(),
                    simulation.events(),
                    (System.nanoTime() - begun) / 1_000_000_000L);
        }
    }
}
