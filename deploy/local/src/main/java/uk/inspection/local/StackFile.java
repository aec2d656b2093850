package uk.inspection.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** {@code stack.json}: where the running stack of a data directory is. */
record StackFile(
        String mode,
        long launcherPid,
        String launcherStartedAt,
        int portBase,
        Map<String, Integer> ports,
        Map<String, Long> processes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static StackFile of(String mode, Ports ports, Map<String, Long> processes) {
        var launcher = PidFile.of(ProcessHandle.current());
        return new StackFile(
                mode,
                launcher.pid(),
                launcher.startedAt().toString(),
                ports.base(),
                ports.byName(),
                processes);
    }

    void write(DataDirectory data) {
        try {
            SafeFiles.replace(
                    data.stackFile(),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the file says if its launcher lives. */
    static Optional<StackFile> ofRunning(DataDirectory data) {
        if (!Files.exists(data.stackFile())) {
            return Optional.empty();
        }
        try {
            var file = JSON.readValue(Files.readAllBytes(data.stackFile()), StackFile.class);
            return Optional.of(file).filter(stack -> stack.launcher().isPresent());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StackException(
                    "The file " + data.stackFile() + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    Optional<ProcessHandle> launcher() {
        return new PidFile(launcherPid, Instant.parse(launcherStartedAt)).running();
    }
}
