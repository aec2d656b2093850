package uk.inspection.local;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom PostgreSQL runs as. It refuses to run as root, so a launcher run by root starts it in a user
 * namespace of its own, where root is nobody in particular and the files still belong to it. Where
 * the system forbids that (many containers do), it runs as the user nobody, who then owns the
 * files.
 */
enum PostgresAccount {
    THE_CALLER,
    A_NAMESPACE,
    NOBODY;

    private static final String NOBODY_ID = "65534";

    static PostgresAccount detect() {
        if (new UnixSystem().getUid() != 0) {
            return THE_CALLER;
        }
        var trial = Duration.ofSeconds(5);
        if (Processes.run(List.of("unshare", "--user", "true"), trial).status() == 0) {
            return A_NAMESPACE;
        }
        if (Processes.onPath("setpriv").isPresent()) {
            return NOBODY;
        }
        throw new StackException(
                "PostgreSQL refuses to run as root and this system offers no other way: run"
                        + " ./platform as an ordinary user.");
    }

    List<String> command(List<String> command) {
        var prefixed =
                new ArrayList<>(
                        switch (this) {
                            case THE_CALLER -> List.<String>of();
                            case A_NAMESPACE -> List.of("unshare", "--user");
                            case NOBODY ->
                                    List.of(
                                            "setpriv",
                                            "--reuid=" + NOBODY_ID,
                                            "--regid=" + NOBODY_ID,
                                            "--clear-groups");
                        });
        prefixed.addAll(command);
        return List.copyOf(prefixed);
    }

    /** Makes the account the owner of a file or an empty folder. */
    void own(Path path) {
        if (this != NOBODY) {
            return;
        }
        try {
            Files.setAttribute(path, "unix:uid", Integer.valueOf(NOBODY_ID));
            Files.setAttribute(path, "unix:gid", Integer.valueOf(NOBODY_ID));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the account pass through a folder to what it owns below it. */
    void reachThrough(Path folder) {
        if (this != NOBODY) {
            return;
        }
        try {
            var permissions = Files.getPosixFilePermissions(folder);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
            Files.setPosixFilePermissions(folder, permissions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
