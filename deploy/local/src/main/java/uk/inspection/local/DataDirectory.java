package uk.inspection.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Everything that a stack keeps, in one folder. */
record DataDirectory(Path root) {
    static final long FREE_MIN_MEGABYTES = 500;
    private static final long MEGABYTE = 1024L * 1024;

    static DataDirectory at(Path path) {
        return new DataDirectory(path.toAbsolutePath().normalize());
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path run() {
        return root.resolve("run");
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    /** The databases' neighbour: a server of its own for the keys of notes. */
    Path caseKeys() {
        return root.resolve("case-keys");
    }

    /** Apart from the databases and from the other secrets, which a backup holds. */
    Path masterKey() {
        return root.resolve("case-keys.master-key");
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path stackFile() {
        return root.resolve("stack.json");
    }

    Path businessClock() {
        return root.resolve("business-clock");
    }

    /** Names the address that this directory's tokens are signed for. */
    Path issuer() {
        return root.resolve("issuer");
    }

    Path pidFile(String process) {
        return run().resolve(process + ".pid");
    }

    LogFile log(String process) {
        return LogFile.in(logs(), process);
    }

    /** Present when a demo's story was told to its end. */
    Path storyFinished() {
        return root.resolve("story-finished");
    }

    /**
     * Deletes a finished demo's data, so that it can be told again. What an interruption leaves is
     * deleted the next time, because the mark goes last.
     *
     * @return whether there was a finished story
     */
    boolean forgetFinishedStory() {
        if (!Files.exists(storyFinished())) {
            return false;
        }
        SafeFiles.deleteTree(postgres());
        SafeFiles.deleteTree(caseKeys());
        SafeFiles.deleteTree(kafka());
        try {
            Files.deleteIfExists(businessClock());
            Files.delete(storyFinished());
        } catch (IOException e) {
            throw new StackException(
                    "The data directory " + root + " cannot be emptied: " + e.getMessage() + ".",
                    e);
        }
        return true;
    }

    /** Makes the folders, and sees that there is room and the right to write. */
    void prepare() {
        try {
            Files.createDirectories(root);
            Files.createDirectories(logs());
            Files.createDirectories(run());
            Files.createDirectories(secrets());
            Files.setPosixFilePermissions(secrets(), PosixFilePermissions.fromString("rwx------"));
            SafeFiles.replace(run().resolve("probe"), "");
            Files.delete(run().resolve("probe"));
            requireSpace(Files.getFileStore(root).getUsableSpace());
        } catch (AccessDeniedException e) {
            throw new StackException(
                    "The data directory " + root + " is not writable for this user.", e);
        } catch (FileAlreadyExistsException e) {
            throw new StackException(
                    "The data directory "
                            + root
                            + " cannot be used: "
                            + e.getFile()
                            + " is a file.",
                    e);
        } catch (FileSystemException e) {
            throw new StackException(
                    Diagnosis.noSpace(String.valueOf(e.getReason()), root)
                            .orElse(
                                    "The data directory "
                                            + root
                                            + " cannot be used: "
                                            + (e.getReason() == null
                                                    ? e.getMessage()
                                                    : e.getReason())
                                            + "."),
                    e);
        } catch (IOException e) {
            throw new StackException(
                    "The data directory " + root + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    void requireSpace(long usableBytes) {
        var megabytes = usableBytes / MEGABYTE;
        if (megabytes < FREE_MIN_MEGABYTES) {
            throw new StackException(
                    "Only "
                            + megabytes
                            + " MB are free where "
                            + root
                            + " is; the stack needs at least "
                            + FREE_MIN_MEGABYTES
                            + " MB.");
        }
    }

    /** Held as long as the launcher lives; the system takes it back when the launcher is killed. */
    FileLock lock() {
        try {
            var channel =
                    FileChannel.open(
                            run().resolve("launcher.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            var lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            channel.close();
        } catch (OverlappingFileLockException sameProcess) {
            // Falls through to the same sentence.
        } catch (IOException e) {
            throw new StackException(
                    "The data directory " + root + " cannot be locked: " + e.getMessage() + ".", e);
        }
        var holder =
                PidFile.read(pidFile("launcher"))
                        .map(pid -> " (process " + pid.pid() + ")")
                        .orElse("");
        throw new StackException(
                "A stack already runs on "
                        + root
                        + holder
                        + ": stop it with ./platform down, or use another --data directory.");
    }
}
