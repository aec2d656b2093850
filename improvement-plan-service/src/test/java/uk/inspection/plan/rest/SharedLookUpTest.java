package uk.inspection.plan.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** That a look which is shared is never an old one. */
class SharedLookUpTest {
    private static final int ASKING = 32;

    private final AtomicLong newest = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void nobody_is_told_what_is_older_than_his_question() throws Exception {
        var shared =
                new SharedLookUp<>(() -> {
                    looks.incrementAndGet();
                    long found = newest.get();
                    Thread.yield(); // long enough for it to be old
                    return found;
                });
        int each = 2000;
        var begin = new Phaser(ASKING);
        in(
                ASKING,
                () -> {
                    begin.arriveAndAwaitAdvance();
                    for (int i = 0; i < each; i++) {
                        long written = newest.incrementAndGet();
                        assertThat(shared.get()).isGreaterThanOrEqualTo(written);
                    }
                    return null;
                });
        assertThat(looks).hasValueLessThan(ASKING * each);
    }

    @Test
    void those_who_wait_for_the_same_look_share_it_and_no_other() throws Exception {
        var allowed = new Semaphore(0);
        var shared =
                new SharedLookUp<>(() -> {
                    looks.incrementAndGet();
                    allowed.acquireUninterruptibly();
                    return newest.get();
                });
        var threads = new CopyOnWriteArrayList<Thread>();
        try (var executor = Executors.newThreadPerTaskExecutor(kept(threads))) {
            Future<Long> before = executor.submit(shared::get);
            await().until(() -> looks.get() == 1);
            var others = new ArrayList<Future<Long>>();
            for (int i = 0; i < ASKING; i++) {
                others.add(executor.submit(shared::get));
            }
            awaitWaiting(threads);
            newest.set(1);
            assertThat(looks).hasValue(1);
            allowed.release(2);
            assertThat(before.get()).isEqualTo(1);
            for (Future<Long> other : others) {
                assertThat(other.get()).isEqualTo(1);
            }
            assertThat(looks).hasValue(2);
        }
    }

    @Test
    void after_a_look_that_failed_the_next_is_made() throws Exception {
        var away = new IllegalStateException("The database is away.");
        var shared =
                new SharedLookUp<>(() -> {
                    if (looks.getAndIncrement() == 0) {
                        throw away;
                    }
                    return newest.get();
                });
        assertThatThrownBy(shared::get).isSameAs(away);
        assertThat(shared.get()).isZero();
        in(ASKING, () -> assertThat(shared.get()).isZero());
    }

    @Test
    void a_look_that_fails_fails_for_those_who_wait_behind_it() throws Exception {
        var away = new IllegalStateException("The database is silent.");
        var allowed = new Semaphore(0);
        var shared =
                new SharedLookUp<Long>(() -> {
                    looks.incrementAndGet();
                    allowed.acquireUninterruptibly();
                    throw away;
                });
        var threads = new CopyOnWriteArrayList<Thread>();
        try (var executor = Executors.newThreadPerTaskExecutor(kept(threads))) {
            var asking = new ArrayList<Future<Long>>();
            asking.add(executor.submit(shared::get));
            await().until(() -> looks.get() == 1);
            for (int i = 0; i < ASKING; i++) {
                asking.add(executor.submit(shared::get));
            }
            awaitWaiting(threads);
            allowed.release();
            for (Future<Long> one : asking) {
                assertThatThrownBy(one::get).cause().isSameAs(away);
            }
            assertThat(looks).hasValue(1);
        }
    }

    private static ThreadFactory kept(List<Thread> in) {
        return run -> {
            var thread = new Thread(run);
            in.add(thread);
            return thread;
        };
    }

    private static void awaitWaiting(List<Thread> threads) {
        await().until(() -> threads.stream().allMatch(one -> one.getState() == State.WAITING));
    }

    private static void in(int threads, Callable<?> what) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> all = executor.invokeAll(Collections.nCopies(threads, what));
            for (Future<?> one : all) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    throw new AssertionError(e.getCause());
                }
            }
        }
    }
}
