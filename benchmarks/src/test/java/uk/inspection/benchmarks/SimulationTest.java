package uk.inspection.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import uk.inspection.benchmarks.Simulation.Answered;
import uk.inspection.benchmarks.Simulation.Costs;

/** Beside what queueing theory knows exactly. */
class SimulationTest {
    private static final int COMMANDS = 400_000;
    private static final long SEED = 2009;

    /** One at a time, each a millisecond: Pollaczek and Khinchine know how long the queue is. */
    @Test
    void one_at_a_time_is_as_busy_as_is_asked_of_it() {
        var single = new Costs(0, 0.001, 1);
        for (double load : new double[] {0.2, 0.5, 0.8}) {
            Answered answered = Simulation.run(single, load * 1000, COMMANDS, SEED);
            assertThat(answered.busy()).isCloseTo(load, within(0.01));
            assertThat(answered.largest()).isEqualTo(1);
        }
        // Half of those who come to a queue that is busy for half of the time do not wait at all.
        assertThat(Simulation.run(single, 500, COMMANDS, SEED).median())
                .isCloseTo(1.0, within(0.02));
    }

    @Test
    void batches_carry_what_single_commands_could_not() {
        var single = new Costs(0.001, 0, 1);
        var batches = new Costs(0.001, 0, 256);
        assertThat(single.capacity()).isCloseTo(1000, within(0.001));
        assertThat(batches.capacity()).isCloseTo(256_000, within(0.001));
        Answered answered = Simulation.run(batches, 10_000, COMMANDS, SEED);
        // Whoever comes waits for the rest of a batch, and is answered with the next.
        assertThat(answered.median()).isBetween(1.0, 2.0);
        assertThat(answered.p99()).isLessThanOrEqualTo(2.0);
    }

    @Test
    void costs_are_found_again_in_what_callers_reach() {
        var costs = new Costs(0.0004, 0.00007, 256);
        Costs found = Costs.fitted(8, costs.perSecond(8), 64, costs.perSecond(64), 256);
        assertThat(found.batch()).isCloseTo(costs.batch(), within(1e-9));
        assertThat(found.each()).isCloseTo(costs.each(), within(1e-9));
        assertThat(found.perSecond(512)).isCloseTo(costs.perSecond(512), within(1e-3));
    }
}
