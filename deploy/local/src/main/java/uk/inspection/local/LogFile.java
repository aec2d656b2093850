package uk.inspection.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A process's log: appended to, put aside at a start when it has grown large. */
record LogFile(Path path) {
    static final long SIZE_MAX_BYTES = 20L * 1024 * 1024;
    private static final int TAIL_MAX_BYTES = 256 * 1024;

    static LogFile in(Path folder, String name) {
        return new LogFile(folder.resolve(name + ".log"));
    }

    void rotateIfLarge() {
        try {
            if (Files.exists(path) && Files.size(path) > SIZE_MAX_BYTES) {
                Files.move(
                        path,
                        path.resolveSibling(path.getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessBuilder.Redirect append() {
        return ProcessBuilder.Redirect.appendTo(path.toFile());
    }

    long size() {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** What was written after the given offset, at most the last 256 KiB of it. */
    String since(long offset) {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            var start = Math.max(offset, file.length() - TAIL_MAX_BYTES);
            if (start >= file.length()) {
                return "";
            }
            var bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
