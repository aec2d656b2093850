package uk.inspection.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** What the Java library leaves out about the machine's processes. */
final class Processes {
    static final int STATUS_KILLED = 128 + 9;
    private static final Duration POLL = Duration.ofMillis(50);

    private Processes() {}

    /**
     * A killed process whose parent is gone, and whom nobody buries, still has an entry in the
     * process table; Java calls it alive.
     */
    static boolean alive(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException noSuchFile) {
            return false;
        }
    }

    static Optional<Path> onPath(String program) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        for (var folder : path.split(File.pathSeparator, -1)) {
            var candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /**
     * The same command in a session of its own: Ctrl-C reaches every process of the terminal's
     * group at once, and the stack stops in order.
     */
    static List<String> detached(List<String> command) {
        return onPath("setsid")
                .map(setsid -> {
                    var detached = new ArrayList<String>();
                    detached.add(setsid.toString());
                    detached.addAll(command);
                    return List.copyOf(detached);
                })
                .orElse(command);
    }

    static void signal(ProcessHandle process, String signal) {
        run(List.of("sh", "-c", "kill -" + signal + " " + process.pid()), Duration.ofSeconds(5));
    }

    /** Waits until the process is gone. False when it is still there after the time. */
    static boolean awaitExit(ProcessHandle process, Duration limit) {
        return await(() -> !alive(process), limit);
    }

    /** Asks again and again until the condition holds. False when it does not within the time. */
    static boolean await(BooleanSupplier condition, Duration limit) {
        var end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(POLL);
        }
        return true;
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted.", e);
        }
    }

    record Outcome(int status, String output) {}

    /** Runs a short command and returns what it wrote; status 124 when it took too long. */
    static Outcome run(List<String> command, Duration limit) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output =
                    java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                        try (var stream = process.getInputStream()) {
                            return new String(
                                    stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                        } catch (IOException e) {
                            return e.toString();
                        }
                    });
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Outcome(124, "no answer within " + limit.toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), output.get(5, TimeUnit.SECONDS));
        } catch (IOException | ExecutionException | TimeoutException e) {
            return new Outcome(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(130, "interrupted");
        }
    }
}
