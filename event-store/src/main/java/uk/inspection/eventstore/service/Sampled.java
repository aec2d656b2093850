package uk.inspection.eventstore.service;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What gauges tell that has to be asked of a database or a broker: asked at most once in five
 * seconds, whoever reads the gauges and how many there are of them, and by a thread of its own, for
 * which all of them together wait no longer than a second. What could not be asked has no value.
 */
public final class Sampled<T> {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Supplier<T> source;
    private @Nullable CompletableFuture<T> asked;
    private long askedAt;

    /** Not asked yet. */
    public Sampled(Supplier<T> source) {
        this.source = source;
    }

    /** What was said last, if that is not too long ago; absent where nothing was. */
    public @Nullable T get() {
        CompletableFuture<T> answer;
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            answer = asked;
            if (answer == null || (answer.isDone() && now - askedAt > FRESH.toNanos())) {
                answer =
                        CompletableFuture.supplyAsync(
                                source, task -> Thread.ofVirtual().name("sampled").start(task));
                asked = answer;
                askedAt = now;
            }
            wait = Math.max(0, askedAt + PATIENCE.toNanos() - now);
        }
        try {
            return answer.get(wait, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException away) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
