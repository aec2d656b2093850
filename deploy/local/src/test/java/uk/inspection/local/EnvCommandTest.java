package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that tells docker-compose.yml its secrets. */
class EnvCommandTest {
    @TempDir private Path directory = Path.of("");
    private Path file = Path.of("");
    private final StringWriter said = new StringWriter();

    @BeforeEach
    void name() {
        file = directory.resolve("env");
    }

    @Test
    void its_secrets_are_fresh_and_for_its_owner_alone() throws IOException {
        assertEquals(0, env());
        var first = read();
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.delete(file);
        assertEquals(0, env());
        var second = read();
        assertEquals(first.keySet(), second.keySet());
        var secrets = new HashSet<String>();
        first.forEach((name, secret) -> {
            if (name.contains("PASSWORD") || name.contains("SECRET") || name.contains("KEYS")) {
                assertNotEquals(secret, second.get(name), name);
                assertTrue(secret.length() >= 48, name);
                assertTrue(secrets.add(secret), name);
            }
        });
        assertTrue(secrets.size() > 20);
        var master = first.getOrDefault("CASE_KEYS_MASTER_KEYS", "").split(":", 2);
        assertEquals(32, Base64.getDecoder().decode(master[1]).length);
    }

    @Test
    void a_file_that_is_there_is_not_replaced_and_gets_what_it_lacks_where_that_is_asked_for()
            throws IOException {
        var mine = "# mine\nPOSTGRES_PASSWORD=kept\nOTHER=mine";
        Files.writeString(file, mine);
        assertEquals(1, env());
        assertTrue(said.toString().contains("is there already"), said.toString());
        assertEquals(mine, Files.readString(file));
        assertEquals(0, env("--add"));
        var read = read();
        assertEquals("kept", read.get("POSTGRES_PASSWORD"));
        assertEquals("mine", read.get("OTHER"));
        assertEquals("https://localhost:8443", read.get("PLATFORM_URL"));
        var whole = Files.readString(file);
        assertEquals(0, env("--add"));
        assertEquals(whole, Files.readString(file));
    }

    @Test
    void a_public_address_is_listened_to_on_all_networks_and_no_other_is() throws IOException {
        assertEquals(0, env("https://inspections.example.org", "--observability"));
        var read = read();
        assertEquals("0.0.0.0", read.get("PLATFORM_BIND"));
        assertEquals("443", read.get("PLATFORM_PORT"));
        assertEquals("observability", read.get("COMPOSE_PROFILES"));
        assertEquals("false", read.get("OTEL_SDK_DISABLED"));
        Files.delete(file);
        assertEquals(0, env());
        read = read();
        assertEquals("127.0.0.1", read.get("PLATFORM_BIND"));
        assertEquals("8443", read.get("PLATFORM_PORT"));
        assertEquals("", read.get("COMPOSE_PROFILES"));
        assertEquals("true", read.get("OTEL_SDK_DISABLED"));
        Files.delete(file);
        for (var wrong : List.of("http://a.example", "https://a.example/", "a.example")) {
            assertEquals(1, env(wrong), wrong);
            assertTrue(Files.notExists(file), wrong);
        }
    }

    private int env(String... more) {
        var arguments = new ArrayList<>(List.of("env", "--file", file.toString()));
        arguments.addAll(List.of(more));
        return Launcher.commandLine()
                .setErr(new PrintWriter(said, true))
                .execute(arguments.toArray(String[]::new));
    }

    private Map<String, String> read() throws IOException {
        var read = new TreeMap<String, String>();
        for (var line : Files.readAllLines(file)) {
            var name = line.substring(0, Math.max(0, line.indexOf('=')));
            if (!name.isEmpty()) {
                assertNull(read.put(name, line.substring(line.indexOf('=') + 1)), name);
            }
        }
        return read;
    }
}
