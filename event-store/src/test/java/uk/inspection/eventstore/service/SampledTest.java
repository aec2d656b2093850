package uk.inspection.eventstore.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What gauges have to ask others for. */
class SampledTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void many_ask_once() {
        var sampled = new Sampled<>(asked::incrementAndGet);
        for (int i = 0; i < 100; i++) {
            assertThat(sampled.get()).isEqualTo(1);
        }
        assertThat(asked).hasValue(1);
    }

    /** All gauges of a reading together wait for a second, and nobody asks a second time. */
    @Test
    void who_does_not_answer_is_not_waited_for() {
        var never = new CountDownLatch(1);
        var sampled =
                new Sampled<>(() -> {
                    asked.incrementAndGet();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return 1;
                });
        long begun = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(sampled.get()).isNull();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        assertThat(asked).hasValue(1);
        never.countDown();
    }

    @Test
    void what_fails_has_no_value() {
        var sampled =
                new Sampled<Integer>(() -> {
                    asked.incrementAndGet();
                    throw new IllegalStateException("away");
                });
        assertThat(sampled.get()).isNull();
        assertThat(sampled.get()).isNull();
        assertThat(asked).hasValue(1);
    }
}
