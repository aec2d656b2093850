package uk.inspection.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A stack's databases and secrets in one file, and the keys of notes apart in another, which is
 * good for thirty days. The topics are in neither: what they hold is in the logs, and each service
 * fills its topic again from there.
 *
 * <p>The keys are copied after the log, so that the copy has the key of every note that the log
 * has. What the log had erased by then and the keys had not yet, the service applies at its next
 * start.
 *
 * <p>While the stack runs the files of PostgreSQL are copied by its own procedure: it is told of
 * the copy's begin and end, and the journal between the two comes along, with which the next start
 * makes the copy whole as of its end. A slot keeps that journal meanwhile, and goes with its
 * session.
 */
final class Backup {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LABEL = "backup.json";
    private static final String FORMAT = "inspection-platform-backup-1";
    private static final String KEYS_FORMAT = "inspection-platform-keys-1";
    private static final Duration KEYS_LAST = Duration.ofDays(30);
    private static final String JOURNAL = "pg_wal";
    private static final String CONTROL = "global/pg_control";
    private static final String MASTER_KEY = "master-key";
    private static final String CASE_KEYS = "case-keys";

    /** What a server makes anew, or what is true of the running one alone. */
    private static final Set<String> OF_THE_SERVER =
            Set.of("postmaster.pid", "postmaster.opts", "current_logfiles", "pg_internal.init");

    /** Folders that must be there, without what a running server keeps in them. */
    private static final Set<String> EMPTIED =
            Set.of(
                    JOURNAL,
                    "pg_replslot",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans");

    private final DataDirectory data;

    Backup(DataDirectory data) {
        this.data = data;
    }

    /** What the file says of itself. */
    record Label(String format, String madeAt) {}

    /** Where a backup's keys are: beside it. */
    static Path keysOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".keys");
    }

    /**
     * Writes both files; each is there whole or not at all, and only its owner may read it.
     *
     * @param server a superuser's connection to the running server; null when none runs
     * @param keys the same of the server that holds the keys
     */
    void write(Path file, @Nullable Connection server, @Nullable Connection keys)
            throws IOException, SQLException {
        for (var target : List.of(file, keysOf(file))) {
            if (Files.exists(target)) {
                throw new StackException(target + " exists already: a backup replaces nothing.");
            }
        }
        whole(
                file,
                zip -> {
                    label(zip, FORMAT);
                    tree(zip, data.secrets(), "secrets", _ -> true);
                    for (var single : List.of(data.businessClock(), data.storyFinished())) {
                        if (Files.exists(single)) {
                            file(zip, single, single.getFileName().toString());
                        }
                    }
                    databases(zip, data.postgres(), "postgres", server);
                });
        if (Files.exists(data.caseKeys())) {
            whole(
                    keysOf(file),
                    zip -> {
                        label(zip, KEYS_FORMAT);
                        file(zip, data.masterKey(), MASTER_KEY);
                        databases(zip, data.caseKeys(), CASE_KEYS, keys);
                    });
        }
    }

    private interface Content {
        void write(ZipOutputStream zip) throws IOException, SQLException;
    }

    private static void whole(Path file, Content content) throws IOException, SQLException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (var zip = new ZipOutputStream(Files.newOutputStream(fresh))) {
                content.write(zip);
            }
            try (var written =
                    java.nio.channels.FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void label(ZipOutputStream zip, String format) throws IOException {
        bytes(zip, LABEL, JSON.writeValueAsBytes(new Label(format, Instant.now().toString())));
    }

    private static void databases(
            ZipOutputStream zip, Path from, String name, @Nullable Connection server)
            throws IOException, SQLException {
        if (server == null) {
            tree(zip, from, name, _ -> true);
        } else {
            running(zip, from, name, server);
        }
    }

    private static void running(ZipOutputStream zip, Path databases, String name, Connection server)
            throws IOException, SQLException {
        ask(
                server,
                "select pg_create_physical_replication_slot('backup_' || pg_backend_pid(), true, true)");
        var from = ask(server, "select pg_walfile_name(pg_backup_start('platform', true))");
        tree(zip, databases, name, Backup::ofTheData);
        file(zip, databases.resolve(CONTROL), name + "/" + CONTROL);
        var ended =
                ask(
                        server,
                        "select labelfile || '|' || pg_walfile_name(lsn) from pg_backup_stop(false)");
        var cut = ended.lastIndexOf('|');
        bytes(
                zip,
                name + "/backup_label",
                ended.substring(0, cut).getBytes(StandardCharsets.UTF_8));
        var until = ended.substring(cut + 1);
        try (var journal = Files.newDirectoryStream(databases.resolve(JOURNAL))) {
            for (var segment : journal) {
                var segmentName = segment.getFileName().toString();
                if (segmentName.matches("[0-9A-F]{24}")
                        && segmentName.compareTo(from) >= 0
                        && segmentName.compareTo(until) <= 0) {
                    file(zip, segment, name + "/" + JOURNAL + "/" + segmentName);
                }
            }
        }
    }

    private static String ask(Connection server, String sql) throws SQLException {
        try (var statement = server.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static boolean ofTheData(Path path) {
        var name = path.getFileName().toString();
        return !OF_THE_SERVER.contains(name)
                && !name.startsWith("pgsql_tmp")
                && !path.toString().equals(CONTROL)
                && !(path.getNameCount() > 1 && EMPTIED.contains(path.getName(0).toString()));
    }

    /** A folder with those of its folders and files that are wanted. */
    private static void tree(ZipOutputStream zip, Path root, String name, Predicate<Path> wanted)
            throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        if (!wanted.test(root.relativize(folder))) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        zip.putNextEntry(new ZipEntry(entry(folder) + "/"));
                        zip.closeEntry();
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (attributes.isRegularFile() && wanted.test(root.relativize(file))) {
                            file(zip, file, entry(file));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException problem)
                            throws IOException {
                        if (problem instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE; // the server has just dropped it
                        }
                        throw problem;
                    }

                    private String entry(Path path) {
                        var relative = root.relativize(path).toString();
                        return relative.isEmpty() ? name : name + "/" + relative;
                    }
                });
    }

    private static void file(ZipOutputStream zip, Path file, String name) throws IOException {
        try (var content = Files.newInputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            content.transferTo(zip);
            zip.closeEntry();
        } catch (NoSuchFileException dropped) {
            // The server has just dropped it; its journal says so too.
        }
    }

    private static void bytes(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /**
     * Puts a file's databases and secrets into the data directory, which must have no databases.
     * Topics that are there stay, and may know more than the backup: then each service takes from
     * its topic what its log lacks.
     */
    Label restore(Path file, PostgresAccount account) throws IOException {
        if (Files.exists(data.postgres())) {
            throw new StackException(
                    data.postgres()
                            + " holds databases already: move it away, or restore into another --data"
                            + " directory.");
        }
        var fresh = data.root().resolve("restore.new");
        SafeFiles.deleteTree(fresh);
        try (var zip = new ZipFile(file.toFile())) {
            var label = label(zip, file, FORMAT);
            Files.createDirectories(fresh);
            for (var entries = zip.entries(); entries.hasMoreElements(); ) {
                unpack(zip, entries.nextElement(), fresh, account);
            }
            SafeFiles.deleteTree(data.secrets());
            Files.move(fresh.resolve("secrets"), data.secrets());
            for (var single : List.of(data.businessClock(), data.storyFinished())) {
                Files.deleteIfExists(single);
                var kept = fresh.resolve(single.getFileName().toString());
                if (Files.exists(kept)) {
                    Files.move(kept, single);
                }
            }
            account.reachThrough(data.root());
            // Last, for with it the restore is complete.
            Files.move(fresh.resolve("postgres"), data.postgres());
            return label;
        } catch (ZipException | NoSuchFileException e) {
            throw notABackup(file, e);
        } finally {
            SafeFiles.deleteTree(fresh);
        }
    }

    /**
     * Puts the keys beside it into the data directory, unless there are some: those know all that
     * was erased since. Every erasure that the log knows is applied to them before a note is
     * opened.
     *
     * @return what became of the keys, for who restores
     */
    String restoreKeys(Path file, PostgresAccount account) throws IOException {
        if (Files.exists(data.caseKeys())) {
            return "The keys of notes that are there stay.";
        }
        var keys = keysOf(file);
        if (!Files.exists(keys)) {
            return "There is no "
                    + keys.getFileName()
                    + " with the keys of notes: notes cannot be read.";
        }
        var fresh = data.root().resolve("restore.new");
        SafeFiles.deleteTree(fresh);
        try (var zip = new ZipFile(keys.toFile())) {
            var label = label(zip, keys, KEYS_FORMAT);
            var age = Duration.between(Instant.parse(label.madeAt()), Instant.now());
            if (age.compareTo(KEYS_LAST) > 0) {
                return "%s is %d days old and keys are restored for %d: they are not, and notes cannot be read. Delete it."
                        .formatted(keys.getFileName(), age.toDays(), KEYS_LAST.toDays());
            }
            Files.createDirectories(fresh);
            for (var entries = zip.entries(); entries.hasMoreElements(); ) {
                unpack(zip, entries.nextElement(), fresh, account);
            }
            Files.move(
                    fresh.resolve(MASTER_KEY),
                    data.masterKey(),
                    StandardCopyOption.REPLACE_EXISTING);
            account.reachThrough(data.root());
            Files.move(fresh.resolve(CASE_KEYS), data.caseKeys());
            return "The keys of notes are those of %s.".formatted(label.madeAt());
        } catch (ZipException | DateTimeParseException e) {
            throw notABackup(keys, e);
        } finally {
            SafeFiles.deleteTree(fresh);
        }
    }

    private static Label label(ZipFile zip, Path file, String format) throws IOException {
        var entry = zip.getEntry(LABEL);
        if (entry == null) {
            throw notABackup(file, null);
        }
        try (var content = zip.getInputStream(entry)) {
            var label = JSON.readValue(content, Label.class);
            if (!format.equals(label.format())) {
                throw notABackup(file, null);
            }
            return label;
        } catch (JsonProcessingException e) {
            throw notABackup(file, e);
        }
    }

    private static StackException notABackup(Path file, @Nullable Exception cause) {
        return new StackException(file + " is no backup of this platform.", cause);
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path into, PostgresAccount account)
            throws IOException {
        var path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
            throw new ZipException(entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectory(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createFile(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (var content = zip.getInputStream(entry);
                    OutputStream out = Files.newOutputStream(path)) {
                content.transferTo(out);
            }
        }
        if (path.startsWith(into.resolve("postgres")) || path.startsWith(into.resolve(CASE_KEYS))) {
            account.own(path);
        }
    }
}
