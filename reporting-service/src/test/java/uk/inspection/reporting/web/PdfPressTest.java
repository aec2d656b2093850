package uk.inspection.reporting.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PdfPressTest {
    private static final int AT_ONCE = 2;
    private static final int WAITING = 3;
    private static final int BYTES = 100;
    private static final long KEPT_BYTES = 10L * BYTES;

    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger busiest = new AtomicInteger();
    private final CountDownLatch open = new CountDownLatch(1);

    @Test
    void a_stampede_of_equal_requests_makes_one() throws Exception {
        try (var press = press();
                var stampede = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked =
                    IntStream.range(0, 200)
                            .mapToObj(_ -> stampede.submit(() -> press.print("one").join()))
                            .toList();
            open.countDown();
            byte[] first = asked.getFirst().get();
            for (var one : asked) {
                assertThat(one.get()).isSameAs(first);
            }
            assertThat(press.print("one").join()).isSameAs(first);
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void a_few_are_made_at_once_a_few_wait_and_others_are_turned_away() {
        try (var press = press()) {
            List<CompletableFuture<byte[]>> taken =
                    IntStream.range(0, AT_ONCE + WAITING)
                            .mapToObj(i -> press.print("page " + i))
                            .toList();
            assertThatThrownBy(() -> press.print("one too many"))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(press.print("page 0")).isSameAs(taken.getFirst());
            open.countDown();
            assertThat(taken).allSatisfy(one -> assertThat(one.join()).isNotEmpty());
            assertThat(press.print("one too many").join()).isNotEmpty();
        }
        assertThat(busiest).hasValue(AT_ONCE);
    }

    @Test
    void what_failed_is_made_again() {
        var broken = new AtomicBoolean(true);
        try (var press =
                new PdfPress(
                        source -> {
                            if (broken.get()) {
                                throw new IllegalStateException("broken");
                            }
                            return source.getBytes(StandardCharsets.UTF_8);
                        },
                        AT_ONCE,
                        WAITING,
                        KEPT_BYTES)) {
            assertThatThrownBy(press.print("one")::join)
                    .hasCauseInstanceOf(IllegalStateException.class);
            broken.set(false);
            // Who waited hears of the failure a moment before it is forgotten.
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(press.print("one").join()).isNotEmpty());
        }
    }

    @Test
    void no_more_is_kept_than_there_is_room_for() {
        open.countDown();
        try (var press = press()) {
            int pages = 100;
            for (int i = 0; i < 2 * pages; i++) {
                press.print("page " + i % pages).join();
            }
            long room = KEPT_BYTES / BYTES;
            assertThat(made).hasValueGreaterThanOrEqualTo((int) (2L * pages - room));
            for (int i = 0; i < 10; i++) {
                press.print("again").join();
            }
            int before = made.get();
            assertThat(press.print("again").join()).isNotEmpty();
            assertThat(made).hasValue(before);
        }
    }

    private PdfPress press() {
        return new PdfPress(this::make, AT_ONCE, WAITING, KEPT_BYTES);
    }

    /** So many bytes with their source, once the door is open. */
    private byte[] make(String source) {
        busiest.accumulateAndGet(busy.incrementAndGet(), Math::max);
        try {
            open.await();
            made.incrementAndGet();
            return new byte[BYTES - 2 * source.length()];
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            busy.decrementAndGet();
        }
    }
}
