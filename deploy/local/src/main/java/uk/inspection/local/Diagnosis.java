package uk.inspection.local;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Causes that any process may meet, recognised in what it wrote. */
final class Diagnosis {
    private Diagnosis() {}

    static Optional<String> noSpace(String text, Path directory) {
        var lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("no space left on device") || lower.contains("disk quota exceeded")
                ? Optional.of(
                        "No space is left on the device that holds " + directory + ": free some.")
                : Optional.empty();
    }
}
