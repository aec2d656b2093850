package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir private Path temporary = Path.of("");
    private DataDirectory data = DataDirectory.at(Path.of(""));

    @BeforeEach
    void make() {
        data = DataDirectory.at(temporary.resolve("data"));
        data.prepare();
    }

    @Test
    void secrets_are_made_once_and_then_kept() {
        var password = new Secrets(data).password("case_service");
        assertEquals(password, new Secrets(data).password("case_service"));
        assertNotEquals(password, new Secrets(data).password("scoring_service"));
        assertEquals(
                new Secrets(data).tokens("http://issuer.invalid").publicKeyBase64(),
                new Secrets(data).existingTokens().publicKeyBase64());
    }

    @Test
    void secrets_are_for_their_owner_alone() throws Exception {
        new Secrets(data).password("postgres");
        new Secrets(data).tokens("http://issuer.invalid");
        try (var files = Files.list(data.secrets())) {
            for (var file : files.toList()) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data.secrets())));
    }

    @Test
    void a_damaged_signing_key_is_named() throws Exception {
        Files.writeString(data.secrets().resolve("signing-key"), "nonsense");
        assertSentence("signing-key", () -> new Secrets(data).tokens("http://issuer.invalid"));
    }

    @Test
    void an_empty_password_is_damage() throws Exception {
        Files.writeString(data.secrets().resolve("case_service.password"), "");
        assertSentence("case_service.password", () -> new Secrets(data).password("case_service"));
    }

    @Test
    void a_database_without_its_password_is_damage() throws Exception {
        Files.createDirectory(data.postgres());
        assertSentence("postgres.password", () -> new Secrets(data).password("postgres"));
    }

    @Test
    void a_token_needs_a_stack_that_was_there() {
        assertSentence("./platform up", () -> new Secrets(data).existingTokens());
    }

    @Test
    void a_file_in_the_place_of_the_directory_is_named() throws Exception {
        var file = Files.writeString(temporary.resolve("file"), "");
        assertSentence(file.toString(), () -> DataDirectory.at(file).prepare());
    }

    @Test
    void too_little_space_is_told_beforehand() {
        assertSentence("at least 500 MB", () -> data.requireSpace(499L * 1024 * 1024));
        data.requireSpace(501L * 1024 * 1024);
    }

    @Test
    void a_second_launcher_is_sent_away() throws Exception {
        var lock = data.lock();
        assertSentence("./platform down", data::lock);
        lock.channel().close();
        data.lock().channel().close();
    }

    @Test
    void a_finished_story_is_forgotten_and_an_unfinished_one_kept() throws Exception {
        Files.createDirectories(data.postgres().resolve("base"));
        Files.createDirectories(data.kafka());
        Files.writeString(data.businessClock(), "2010-07-24T09:00:00Z");
        assertFalse(data.forgetFinishedStory());
        assertTrue(Files.exists(data.postgres()));
        Files.writeString(data.storyFinished(), "");
        assertTrue(data.forgetFinishedStory());
        assertFalse(Files.exists(data.postgres()));
        assertFalse(Files.exists(data.kafka()));
        assertFalse(Files.exists(data.businessClock()));
        assertFalse(data.forgetFinishedStory());
    }

    @Test
    void a_log_that_has_grown_large_is_put_aside() throws Exception {
        var log = data.log("broker");
        Files.writeString(log.path(), "short");
        log.rotateIfLarge();
        assertEquals(5, log.size());
        Files.write(log.path(), new byte[(int) LogFile.SIZE_MAX_BYTES + 1]);
        log.rotateIfLarge();
        assertEquals(0, log.size());
        assertTrue(Files.exists(data.logs().resolve("broker.log.1")));
    }

    private static void assertSentence(
            String part, org.junit.jupiter.api.function.Executable command) {
        var problem = assertThrows(StackException.class, command);
        var sentence = String.valueOf(problem.getMessage());
        assertTrue(sentence.contains(part), sentence);
        assertFalse(sentence.contains("\n"), sentence);
    }
}
