package uk.inspection.eventstore.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientLimitTest {
    private static final int BURST = 20;
    private static final int PER_SECOND = 2;
    private static final int CLIENTS = 50;
    private static final int CALLERS = 8;

    private final AtomicLong nanos = new AtomicLong();
    private final ClientLimit limit =
            new ClientLimit(new Few(), new SimpleMeterRegistry(), new Hand());

    @Test
    void a_client_gets_what_his_bucket_holds_and_is_told_when_there_is_more() {
        for (int i = 0; i < BURST; i++) {
            assertThat(limit.secondsToWait("a")).isZero();
        }
        assertThat(limit.secondsToWait("a")).isEqualTo(1);
        assertThat(limit.secondsToWait("b")).as("another's bucket").isZero();
        pass(Duration.ofMillis(499));
        assertThat(limit.secondsToWait("a")).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(limit.secondsToWait("a")).isZero();
        assertThat(limit.secondsToWait("a")).isEqualTo(1);
    }

    @Test
    void rest_fills_a_bucket_and_no_more_than_that() {
        take("a", BURST);
        pass(Duration.ofDays(1));
        take("a", BURST);
        assertThat(limit.secondsToWait("a")).isPositive();
    }

    @Test
    void a_client_that_is_kept_is_not_forgotten_before_his_bucket_is_full() {
        take("a", BURST);
        pass(Duration.ofSeconds(BURST / PER_SECOND - 1));
        take("a", BURST - PER_SECOND);
        assertThat(limit.secondsToWait("a")).isPositive();
    }

    @Test
    void clients_without_end_take_no_memory_without_end() {
        for (int i = 0; i < 100 * CLIENTS; i++) {
            limit.secondsToWait("client " + i);
        }
        assertThat(limit.clients()).isPositive().isLessThanOrEqualTo(CLIENTS);
    }

    @Test
    void callers_at_once_get_no_more_than_one_bucket() throws Exception {
        for (int round = 0; round < 200; round++) {
            String client = "client " + round;
            var admitted = new AtomicInteger();
            var start = new CountDownLatch(1);
            try (var threads = Executors.newFixedThreadPool(CALLERS)) {
                for (int caller = 0; caller < CALLERS; caller++) {
                    threads.submit(() -> {
                        start.await();
                        for (int i = 0; i < BURST; i++) {
                            if (limit.secondsToWait(client) == 0) {
                                admitted.incrementAndGet();
                            }
                        }
                        return null;
                    });
                }
                start.countDown();
            }
            assertThat(admitted).hasValue(BURST);
        }
    }

    @Test
    void all_addresses_of_one_network_of_version_6_are_one_client() {
        assertThat(ClientLimit.network("2001:db8:1:2::1"))
                .isEqualTo(ClientLimit.network("2001:db8:1:2:ffff:ffff:ffff:ffff"))
                .isNotEqualTo(ClientLimit.network("2001:db8:1:3::1"));
        assertThat(ClientLimit.network("192.0.2.1")).isNotEqualTo(ClientLimit.network("192.0.2.2"));
    }

    private void take(String client, int requests) {
        for (int i = 0; i < requests; i++) {
            assertThat(limit.secondsToWait(client)).as("request %d", i).isZero();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** A clock that stands until the test moves it. */
    private final class Hand implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private static final class Few implements Limits.OfRequests {
        @Override
        public int atOnce() {
            return 1;
        }

        @Override
        public int burst() {
            return BURST;
        }

        @Override
        public int perSecond() {
            return PER_SECOND;
        }

        @Override
        public int clients() {
            return CLIENTS;
        }
    }
}
