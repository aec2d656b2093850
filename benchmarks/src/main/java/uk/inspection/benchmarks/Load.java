package uk.inspection.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers who each ask again as soon as they are answered. */
final class Load {
    private Load() {}

    /** One caller; {@code once} returns when he is answered. */
    interface Caller {
        void once() throws Exception;
    }

    /**
     * What came of a time of asking.
     *
     * @param done how often a caller was answered
     * @param nanos the time from the first question to the last answer
     * @param latencies of each answer in nanoseconds, in ascending order
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Work(long done, long nanos, long[] latencies) {
        double perSecond() {
            return done * 1e9 / nanos;
        }

        /** In milliseconds. */
        double percentile(double part) {
            int at = (int) Math.ceil(part * latencies.length) - 1;
            return latencies[Math.max(0, at)] / 1e6;
        }
    }

    /** Lets all callers ask at once, each on a thread of its own, for a time. */
    static Work drive(List<? extends Caller> callers, Duration time) throws Exception {
        var begin = new CountDownLatch(1);
        var samples = new ArrayList<Future<long[]>>();
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            for (Caller caller : callers) {
                samples.add(threads.submit(asking(caller, begin, time)));
            }
            long begun = System.nanoTime();
            begin.countDown();
            var all = new ArrayList<long[]>();
            for (Future<long[]> sample : samples) {
                all.add(sample.get());
            }
            long nanos = System.nanoTime() - begun;
            long[] latencies = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Work(latencies.length, nanos, latencies);
        }
    }

    private static Callable<long[]> asking(Caller caller, CountDownLatch begin, Duration time) {
        return () -> {
            long[] taken = new long[1024];
            int n = 0;
            begin.await();
            long end = System.nanoTime() + time.toNanos();
            for (long now = System.nanoTime(); now - end < 0; ) {
                caller.once();
                long after = System.nanoTime();
                if (n == taken.length) {
                    taken = Arrays.copyOf(taken, n * 2);
                }
                taken[n++] = after - now;
                now = after;
            }
            return Arrays.copyOf(taken, n);
        };
    }
}
