package uk.inspection.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process by number and start time. The number alone is not enough: the system gives it to
 * somebody else when the process is gone, and that process must never be stopped.
 */
record PidFile(long pid, Instant startedAt) {
    /** The start time is derived from the boot time, which clock corrections shift a little. */
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    static PidFile of(ProcessHandle process) {
        return new PidFile(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }

    static Optional<PidFile> read(Path file) {
        try {
            var parts = Files.readString(file).strip().split("\\s+", -1);
            return parts.length == 2
                    ? Optional.of(new PidFile(Long.parseLong(parts[0]), Instant.parse(parts[1])))
                    : Optional.empty();
        } catch (IOException | NumberFormatException | java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    void write(Path file) {
        try {
            SafeFiles.replace(file, pid + " " + startedAt + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process, if it is this one that runs and not a later one with the same number. */
    Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid).filter(Processes::alive).filter(this::isThisOne);
    }

    private boolean isThisOne(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0)
                .orElse(false);
    }
}
