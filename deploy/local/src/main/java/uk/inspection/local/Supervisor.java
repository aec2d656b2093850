package uk.inspection.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Starts the parts and starts them again when they end unasked. A part that has once been ready is
 * never given up; one that cannot even start is, with the reason.
 */
final class Supervisor {
    private static final int START_ATTEMPTS_MAX = 3;
    private static final int NEVER_STARTED = -1;
    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final List<Duration> PAUSES =
            List.of(
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(15));

    private final DataDirectory data;
    private final Console console;
    private final Runnable onChange;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    /**
     * @param onChange called after every start of a process
     */
    Supervisor(DataDirectory data, Console console, Runnable onChange) {
        this.data = data;
        this.console = console;
        this.onChange = onChange;
    }

    void start(Part part) {
        var watch = new Watch(part);
        watches.add(watch);
        Thread.ofPlatform().name("watch-" + part.name()).daemon().start(watch);
    }

    /** Waits for all parts started so far and says when each is ready. */
    void awaitReady(Duration limit) {
        var begun = System.nanoTime();
        var waiting = new ArrayList<>(watches.stream().filter(watch -> !watch.wasReady).toList());
        while (!waiting.isEmpty()) {
            for (var watch : List.copyOf(waiting)) {
                var gaveUp = watch.gaveUp;
                if (gaveUp != null) {
                    throw gaveUp;
                }
                if (watch.part.isReady()) {
                    watch.wasReady = true;
                    waiting.remove(watch);
                    console.say("  " + watch.part.title() + " is ready");
                }
            }
            if (stopping) {
                throw new StackException("The stack is being stopped.");
            }
            if (!waiting.isEmpty()) {
                if (System.nanoTime() - begun > limit.toNanos()) {
                    throw new StackException(notReady(waiting.getFirst(), limit));
                }
                Processes.pause(Duration.ofMillis(300));
            }
        }
    }

    private String notReady(Watch watch, Duration limit) {
        return watch.part.title()
                + " is not ready after "
                + limit.toSeconds()
                + " s; its log is "
                + data.log(watch.part.name()).path()
                + ".";
    }

    /** The process numbers by part. */
    Map<String, Long> pids() {
        var pids = new LinkedHashMap<String, Long>();
        for (var watch : watches) {
            var process = watch.process;
            if (process != null) {
                pids.put(watch.part.name(), process.pid());
            }
        }
        return pids;
    }

    boolean isStopping() {
        return stopping;
    }

    /** From now on nothing is started any more. */
    void beginStop() {
        stopping = true;
    }

    /** Stops the given parts side by side, and kills what outlives its patience. */
    void stop(List<? extends Part> parts) {
        stopping = true;
        var threads =
                watches.stream()
                        .filter(watch -> parts.contains(watch.part))
                        .map(watch -> Thread.ofPlatform().start(watch::stop))
                        .toList();
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    static void stop(Part part, ProcessHandle process) {
        part.askToStop(process);
        if (!Processes.awaitExit(process, part.patience())) {
            process.destroyForcibly();
            Processes.awaitExit(process, Duration.ofSeconds(10));
        }
    }

    private final class Watch implements Runnable {
        private final Part part;
        private volatile @Nullable Process process;
        private volatile @Nullable StackException gaveUp;
        private volatile boolean wasReady;
        private int failedStarts;
        private int quickEnds;

        Watch(Part part) {
            this.part = part;
        }

        @Override
        public void run() {
            try {
                while (!stopping && gaveUp == null) {
                    runOnce();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void runOnce() throws InterruptedException {
            var log = data.log(part.name());
            log.rotateIfLarge();
            var offset = log.size();
            var begun = System.nanoTime();
            var status = NEVER_STARTED;
            Optional<String> cause;
            try {
                var started = launch();
                if (started == null) {
                    return;
                }
                status = started.waitFor();
                var words = log.since(offset);
                cause = Diagnosis.noSpace(words, data.root());
                if (cause.isEmpty()) {
                    cause = part.explain(words);
                }
            } catch (StackException e) {
                console.note(e);
                cause = Optional.ofNullable(e.getMessage());
            } catch (IOException | UncheckedIOException e) {
                console.note(e);
                cause =
                        Diagnosis.noSpace(String.valueOf(e.getMessage()), data.root())
                                .or(() ->
                                        Optional.of(
                                                part.title()
                                                        + " cannot be started: "
                                                        + e.getMessage()
                                                        + "."));
            }
            if (stopping) {
                return;
            }
            console.note(part.name() + " ended with status " + status);
            if (status == Processes.STATUS_KILLED) {
                cause = Optional.empty();
            } else if (!wasReady) {
                failedStarts++;
                if (cause.isPresent() || failedStarts >= START_ATTEMPTS_MAX) {
                    gaveUp = new StackException(cause.orElse(neverReady(status)));
                    return;
                }
            }
            var lived = Duration.ofNanos(System.nanoTime() - begun);
            quickEnds = lived.compareTo(STEADY) > 0 ? 0 : quickEnds + 1;
            var pause = PAUSES.get(Math.min(Math.max(quickEnds - 1, 0), PAUSES.size() - 1));
            console.say(again(status, cause, pause));
            Processes.await(() -> stopping, pause);
        }

        /** Null when the stack is being stopped: between that check and the start nothing stops. */
        private synchronized @Nullable Process launch() throws IOException {
            if (stopping) {
                return null;
            }
            var started = part.launch();
            process = started;
            try {
                PidFile.of(started.toHandle()).write(data.pidFile(part.name()));
                onChange.run();
            } catch (UncheckedIOException e) {
                // It runs and is watched; on a full disk only a later launcher would miss the file.
                console.note(e);
            }
            return started;
        }

        private String neverReady(int status) {
            return part.title()
                    + " ended "
                    + failedStarts
                    + " times before it was ready (status "
                    + status
                    + "); its log is "
                    + data.log(part.name()).path()
                    + ".";
        }

        private String again(int status, Optional<String> cause, Duration pause) {
            var how =
                    switch (status) {
                        case Processes.STATUS_KILLED -> "was killed";
                        case NEVER_STARTED -> "could not be started";
                        default -> "ended, status " + status;
                    };
            return "  "
                    + part.name()
                    + " "
                    + how
                    + cause.map(sentence -> " (" + sentence + ")").orElse("")
                    + ": starting it again"
                    + (pause.isZero() ? "" : " in " + pause.toSeconds() + " s");
        }

        synchronized void stop() {
            var running = process;
            if (running != null && Processes.alive(running.toHandle())) {
                Supervisor.stop(part, running.toHandle());
            }
        }
    }
}
