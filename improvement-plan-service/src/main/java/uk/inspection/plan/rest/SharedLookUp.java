package uk.inspection.plan.rest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What many ask for at the same time is looked up once for all of them.
 *
 * <p>Why it is right. Whoever asks joins those who wait for a look that has not begun, so that he
 * is told nothing older than what was there when he asked. The first of them makes it, when the
 * look before it has ended; as it begins nobody joins any more, and the next who asks is the first
 * of those who wait for the next. How a look ends, in a value or a failure, all who wait for it are
 * told, and none is kept. A look that fails fails for those as well who wait behind it: a database
 * that is silent keeps nobody for two looks.
 */
final class SharedLookUp<T> {
    private final Supplier<T> source;
    private final ReentrantLock looking = new ReentrantLock();
    private @Nullable CompletableFuture<T> next;

    SharedLookUp(Supplier<T> source) {
        this.source = source;
    }

    /** What the source says, at some moment after this was called. */
    T get() {
        CompletableFuture<T> mine;
        boolean first = false;
        synchronized (this) {
            if (next == null) {
                next = new CompletableFuture<>();
                first = true;
            }
            mine = next;
        }
        if (first) {
            look(mine);
        }
        try {
            return mine.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    private void look(CompletableFuture<T> waiting) {
        looking.lock();
        try {
            if (waiting.isDone()) {
                return; // with the look before, which failed
            }
            synchronized (this) {
                next = null;
            }
            waiting.complete(source.get());
        } catch (Throwable e) { // or those who wait would wait for ever
            waiting.completeExceptionally(e);
            synchronized (this) {
                if (next != null) {
                    next.completeExceptionally(e);
                    next = null;
                }
            }
        } finally {
            looking.unlock();
        }
    }
}
