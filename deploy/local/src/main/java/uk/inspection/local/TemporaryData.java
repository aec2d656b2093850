package uk.inspection.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Data directories of test stacks. Each names the process that uses it; what a killed process left
 * behind, servers and files, the next one removes.
 */
final class TemporaryData {
    private static final String PREFIX = "inspection-platform-test-";
    private static final String OWNER = "owner.pid";

    private TemporaryData() {}

    static Path create(Path parent) {
        try {
            sweep(parent);
            var directory = Files.createTempDirectory(parent, PREFIX);
            PidFile.of(ProcessHandle.current()).write(directory.resolve(OWNER));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sweep(Path parent) throws IOException {
        try (var entries = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (var directory : entries) {
                var owner = PidFile.read(directory.resolve(OWNER));
                if (owner.isPresent() && owner.flatMap(PidFile::running).isEmpty()) {
                    delete(directory);
                }
            }
        }
    }

    /** Ends what still runs on the directory and deletes it. */
    static void delete(Path directory) {
        for (var part : new String[] {"broker", "postgres"}) {
            PidFile.read(directory.resolve(part + ".pid"))
                    .flatMap(PidFile::running)
                    .ifPresent(TemporaryData::end);
        }
        try {
            SafeFiles.deleteTree(directory);
        } catch (UncheckedIOException notOurs) {
            // Another user's, or being deleted by another process: the next sweep looks again.
            return;
        }
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        Processes.awaitExit(process, Duration.ofSeconds(10));
    }
}
