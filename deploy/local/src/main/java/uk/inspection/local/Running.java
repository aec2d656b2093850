package uk.inspection.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The running stacks of this build: a file per launcher, named by its process number, holding its
 * data directory. {@code ./platform} looks here before it builds over the files they run from.
 */
final class Running {
    private Running() {}

    static Path mark(Path root, DataDirectory data) {
        var marker = folder(root).resolve(Long.toString(ProcessHandle.current().pid()));
        try {
            Files.createDirectories(folder(root));
            SafeFiles.replace(marker, data.root() + "\n");
            return marker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(Path root) {
        return root.resolve(".platform/running");
    }

    /** The data directory that a command means when it names none. */
    static DataDirectory defaultData(Path root) {
        var demo = DataDirectory.at(root.resolve(".platform/demo"));
        if (StackFile.ofRunning(demo).isPresent()) {
            return demo;
        }
        var usual = usualData(root);
        if (StackFile.ofRunning(usual).isPresent()) {
            return usual;
        }
        return other(root).orElse(usual);
    }

    static DataDirectory usualData(Path root) {
        return DataDirectory.at(root.resolve(".platform/data"));
    }

    private static Optional<DataDirectory> other(Path root) {
        if (!Files.isDirectory(folder(root))) {
            return Optional.empty();
        }
        try (var markers = Files.newDirectoryStream(folder(root))) {
            for (var marker : markers) {
                var data = DataDirectory.at(Path.of(Files.readString(marker).strip()));
                if (StackFile.ofRunning(data).isPresent()) {
                    return Optional.of(data);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
