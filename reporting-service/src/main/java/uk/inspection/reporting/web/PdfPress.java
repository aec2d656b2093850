package uk.inspection.reporting.web;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Makes PDFs a few at a time, each once however many ask for it at once, and keeps the ones asked
 * for most. Making one takes a second of a processor and tens of megabytes, so whoever asks waits
 * for a place, and is turned away where too many wait.
 *
 * <p>It works on threads of its own: on those of requests, which are virtual, a few PDFs would hold
 * up every other answer.
 */
final class PdfPress implements AutoCloseable {
    private static final int IDLE_SECONDS = 60;

    private final Function<String, byte[]> maker;
    private final ThreadPoolExecutor threads;
    private final AsyncCache<String, byte[]> kept;

    /**
     * A press.
     *
     * @param maker from the source of a PDF to the PDF
     */
    PdfPress(Function<String, byte[]> maker, int madeAtOnceMax, int waitingMax, long keptBytesMax) {
        this.maker = maker;
        this.threads =
                new ThreadPoolExecutor(
                        madeAtOnceMax,
                        madeAtOnceMax,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(waitingMax),
                        Thread.ofPlatform().name("pdf-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        this.kept =
                Caffeine.newBuilder()
                        .maximumWeight(keptBytesMax)
                        .weigher((String source, byte[] pdf) -> weight(source, pdf))
                        .executor(Runnable::run)
                        .buildAsync();
    }

    /**
     * The PDF of a source; does not wait for it. What failed is not kept.
     *
     * @throws RejectedExecutionException where too many wait
     */
    CompletableFuture<byte[]> print(String source) {
        // The cache puts its weighing off while threads are busy with it; the bound is ours to
        // keep.
        kept.synchronous().cleanUp();
        return kept.get(
                source, (it, _) -> CompletableFuture.supplyAsync(() -> maker.apply(it), threads));
    }

    private static int weight(String source, byte[] pdf) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, 2L * source.length() + pdf.length));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
