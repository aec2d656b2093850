package uk.inspection.eventstore.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.kafka.Restore;
import uk.inspection.eventstore.kafka.Topics;

/**
 * What stands between a start and the first write: the log is as new as its topics, or made so.
 *
 * <p>It tries again while broker or database are away. A fault between log and topics ends it: the
 * service stays up, not ready, and says the fault until somebody has looked.
 */
final class Opening implements AutoCloseable {
    static final String STARTING = "The service is starting: its log is compared with its topics.";

    private static final Logger LOG = Logger.getLogger(Opening.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);

    private final Restore restore;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Runnable open;
    private final List<Runnable> waiting = new ArrayList<>();
    private final Thread thread;
    private volatile @Nullable String problem = STARTING;

    /**
     * An opening, not started yet.
     *
     * @param open is run once, when the log is whole
     */
    Opening(String service, Restore restore, Runnable open) {
        this.restore = restore;
        this.open = open;
        this.thread = Thread.ofPlatform().name(service + "-opening").daemon().unstarted(this::run);
    }

    /** Starts, and waits for the end no longer than {@code patience}. */
    void start(Duration patience) {
        thread.start();
        try {
            if (!opened.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("Not open yet, and no command is carried out: %s", problem);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why no command is carried out yet. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Runs something when the log is whole: now, if it is. */
    void then(Runnable next) {
        synchronized (waiting) {
            if (opened.getCount() > 0) {
                waiting.add(next);
                return;
            }
        }
        next.run();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(CLOSE_WITHIN)) {
                thread.interrupt();
                thread.join(CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!restored()) {
                if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            open.run();
            synchronized (waiting) {
                problem = null;
                opened.countDown();
            }
            waiting.forEach(Runnable::run); // nobody adds to it any more
        } catch (InterruptedException e) {
            LOG.debug("Opening was interrupted");
        } catch (RuntimeException | Error fault) {
            problem = "The log cannot be opened. " + fault.getMessage();
            LOG.error("No command is carried out until somebody has looked", fault);
        }
    }

    private boolean restored() throws InterruptedException {
        try {
            restore.run();
            return true;
        } catch (Topics.Unreachable | Log.Unavailable away) {
            problem = STARTING + " " + away.getMessage();
            LOG.debug(problem);
            return false;
        }
    }
}
