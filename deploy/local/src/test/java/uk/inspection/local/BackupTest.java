package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into which file of a stack that does not run, and what comes back. */
class BackupTest {
    private static final String KEY_ROW = "a wrapped key";

    @TempDir private Path root = Path.of("");
    private DataDirectory data = DataDirectory.at(Path.of(""));
    private Path file = Path.of("");
    private String masterKey = "";

    @BeforeEach
    void a_stack_that_ran() throws IOException {
        data = stack("data");
        masterKey = Files.readString(new Secrets(data).masterKey());
        Files.createDirectories(data.postgres().resolve("base"));
        Files.writeString(data.postgres().resolve("PG_VERSION"), "18");
        Files.createDirectories(data.caseKeys().resolve("base"));
        Files.writeString(data.caseKeys().resolve("base/1"), KEY_ROW);
        file = root.resolve("stack.backup");
    }

    @Test
    void the_keys_go_into_a_file_of_their_own() throws Exception {
        new Backup(data).write(file, null, null);
        for (var secret : new String[] {KEY_ROW, masterKey.strip()}) {
            assertFalse(holds(file, secret));
            assertTrue(holds(Backup.keysOf(file), secret));
        }
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(Backup.keysOf(file))));
        assertThrows(StackException.class, () -> new Backup(data).write(file, null, null));
        Files.delete(file);
        assertThrows(StackException.class, () -> new Backup(data).write(file, null, null));
        assertFalse(Files.exists(file));
    }

    @Test
    void keys_of_the_last_thirty_days_come_back_with_their_master_key() throws Exception {
        new Backup(data).write(file, null, null);
        madeAt(Instant.now().minus(Duration.ofDays(29)));
        var restored = stack("restored");
        new Secrets(restored).masterKey(); // of an earlier life, with nothing that it wraps
        restore(restored, "are those of");
        assertEquals(masterKey, Files.readString(new Secrets(restored).masterKey()));
        assertEquals(KEY_ROW, Files.readString(restored.caseKeys().resolve("base/1")));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(restored.masterKey())));
    }

    @Test
    void older_keys_stay_behind_and_the_rest_is_restored() throws Exception {
        new Backup(data).write(file, null, null);
        madeAt(Instant.now().minus(Duration.ofDays(31)));
        var restored = stack("restored");
        restore(restored, "is 31 days old and keys are restored for 30");
        assertTrue(Files.exists(restored.postgres().resolve("PG_VERSION")));
        assertFalse(Files.exists(restored.caseKeys()));
        assertFalse(Files.exists(restored.masterKey()));
    }

    @Test
    void without_a_file_of_keys_the_rest_is_restored() throws Exception {
        new Backup(data).write(file, null, null);
        Files.delete(Backup.keysOf(file));
        var restored = stack("restored");
        restore(restored, "There is no stack.backup.keys");
        assertTrue(Files.exists(restored.postgres().resolve("PG_VERSION")));
    }

    @Test
    void keys_that_are_there_know_more_than_a_copy_and_stay() throws Exception {
        new Backup(data).write(file, null, null);
        SafeFiles.deleteTree(data.postgres());
        Files.writeString(data.caseKeys().resolve("base/1"), "without that key");
        restore(data, "that are there stay");
        assertEquals("without that key", Files.readString(data.caseKeys().resolve("base/1")));
    }

    @Test
    void a_master_key_that_is_missing_is_one_sentence() throws Exception {
        Files.delete(data.masterKey());
        var problem = assertThrows(StackException.class, () -> new Secrets(data).masterKey());
        assertTrue(String.valueOf(problem.getMessage()).contains("the keys it wraps exist"));
    }

    private DataDirectory stack(String name) {
        var directory = DataDirectory.at(root.resolve(name));
        directory.prepare();
        return directory;
    }

    private void restore(DataDirectory into, String said) throws IOException {
        var backup = new Backup(into);
        backup.restore(file, PostgresAccount.detect());
        var sentence = backup.restoreKeys(file, PostgresAccount.detect());
        assertTrue(sentence.contains(said), sentence);
    }

    /** Written again with another date. */
    private void madeAt(Instant at) throws IOException {
        var zip = URI.create("jar:" + Backup.keysOf(file).toUri());
        try (var inside = FileSystems.newFileSystem(zip, Map.of())) {
            Files.writeString(
                    inside.getPath("backup.json"),
                    "{\"format\":\"inspection-platform-keys-1\",\"madeAt\":\"%s\"}".formatted(at));
        }
    }

    private static boolean holds(Path file, String text) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            for (var entries = zip.entries(); entries.hasMoreElements(); ) {
                var entry = entries.nextElement();
                try (var content = zip.getInputStream(entry)) {
                    if (new String(content.readAllBytes(), StandardCharsets.UTF_8).contains(text)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
