package uk.inspection.benchmarks;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;

/**
 * The one writer of a log as a queue: whatever waits when it is free is its next batch, which takes
 * a time of its own and one for each command. Commands come at random, as many a second as are
 * asked for, whether or not those before are answered.
 */
final class Simulation {
    private Simulation() {}

    /**
     * What a batch costs.
     *
     * @param batch seconds for any
     * @param each seconds for each command in it
     * @param most commands in it
     */
    record Costs(double batch, double each, int most) {
        double of(int commands) {
            return batch + each * commands;
        }

        /** Commands a second where every batch is full. */
        double capacity() {
            return most / of(most);
        }

        /**
         * What two loads of callers who ask again as soon as they are answered tell: half of them
         * are in the batch while the others wait.
         */
        static Costs fitted(int few, double perSecond, int many, double perSecondOfMany, int most) {
            double short_ = few / 2.0 / perSecond;
            double long_ = many / 2.0 / perSecondOfMany;
            double each = Math.max(0, (long_ - short_) / ((many - few) / 2.0));
            return new Costs(Math.max(0, short_ - each * few / 2.0), each, most);
        }

        /** Commands a second of so many such callers. */
        double perSecond(int callers) {
            int batch = Math.min(Math.max(1, callers / 2), most);
            return batch / of(batch);
        }
    }

    /**
     * What became of them.
     *
     * @param busy part of the time
     * @param median in milliseconds, from a command's coming to its answer
     * @param p99 the same of the slowest in a hundred
     * @param largest batch
     */
    record Answered(double busy, double median, double p99, int largest) {}

    /**
     * Lets commands come.
     *
     * @param perSecond on average
     * @param commands in all
     */
    static Answered run(Costs costs, double perSecond, int commands, long seed) {
        var random = new Random(seed);
        var waiting = new ArrayDeque<Double>();
        double[] taken = new double[commands];
        int answered = 0;
        int largest = 0;
        double now = 0;
        double busy = 0;
        double next = gap(random, perSecond);
        int come = 0;
        while (answered < commands) {
            if (waiting.isEmpty()) {
                now = Math.max(now, next);
            }
            while (come < commands && next <= now) {
                waiting.add(next);
                come++;
                next += gap(random, perSecond);
            }
            int batch = Math.min(waiting.size(), costs.most());
            double cost = costs.of(batch);
            now += cost;
            busy += cost;
            largest = Math.max(largest, batch);
            for (int i = 0; i < batch; i++) {
                taken[answered++] = now - waiting.remove();
            }
        }
        Arrays.sort(taken);
        return new Answered(
                busy / now,
                taken[commands / 2] * 1e3,
                taken[(int) Math.ceil(commands * 0.99) - 1] * 1e3,
                largest);
    }

    private static double gap(Random random, double perSecond) {
        return -Math.log(1 - random.nextDouble()) / perSecond;
    }
}
