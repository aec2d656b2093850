package uk.inspection.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** The file in which the demo's services read what time it is. It never moves back. */
public final class BusinessClock {
    private final Path file;

    public BusinessClock(Path file) {
        this.file = file;
    }

    /** Replaces the file whole: no reader sees half an instant. */
    public void advanceTo(Instant instant) {
        try {
            if (Files.exists(file)
                    && !Instant.parse(Files.readString(file).strip()).isBefore(instant)) {
                return;
            }
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, instant + "\n");
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
