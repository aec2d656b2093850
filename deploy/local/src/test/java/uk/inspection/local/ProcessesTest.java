package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    @TempDir private Path temporary = Path.of("");

    @Test
    void a_process_is_found_again_by_its_file() {
        var file = temporary.resolve("own.pid");
        PidFile.of(ProcessHandle.current()).write(file);
        assertEquals(
                Optional.of(ProcessHandle.current()), PidFile.read(file).flatMap(PidFile::running));
    }

    @Test
    void a_number_that_another_process_has_by_now_is_not_the_process() {
        var reused =
                new PidFile(ProcessHandle.current().pid(), Instant.parse("2020-01-01T00:00:00Z"));
        assertEquals(Optional.empty(), reused.running());
    }

    @Test
    void a_pid_file_that_says_nothing_finds_nothing() throws Exception {
        var file = Files.writeString(temporary.resolve("bad.pid"), "not a number");
        assertEquals(Optional.empty(), PidFile.read(file));
        assertEquals(Optional.empty(), PidFile.read(temporary.resolve("none.pid")));
    }

    @Test
    void an_ended_process_is_not_alive() throws Exception {
        var process = new ProcessBuilder("sleep", "60").start();
        assertTrue(Processes.alive(process.toHandle()));
        Processes.signal(process.toHandle(), "KILL");
        assertTrue(Processes.awaitExit(process.toHandle(), Duration.ofSeconds(10)));
        assertEquals(Processes.STATUS_KILLED, process.waitFor());
        assertFalse(Processes.alive(process.toHandle()));
    }

    @Test
    void a_command_that_takes_too_long_is_ended() {
        var outcome = Processes.run(List.of("sleep", "60"), Duration.ofMillis(200));
        assertEquals(124, outcome.status());
    }

    @Test
    void a_port_in_use_is_named_with_its_holder() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var ports = new Ports(Math.min(socket.getLocalPort(), 65_000) - 1);
            var problem = assertThrows(StackException.class, ports::requireFree);
            var sentence = String.valueOf(problem.getMessage());
            assertTrue(sentence.contains("--port-base"), sentence);
            if (Files.exists(Path.of("/proc/net/tcp"))) {
                var holder = Ports.holder(socket.getLocalPort()).orElse("nobody");
                assertTrue(holder.contains("process " + ProcessHandle.current().pid()), holder);
            }
        }
    }

    @Test
    void a_port_base_without_room_for_seven_is_refused() {
        assertThrows(StackException.class, () -> new Ports(65_530));
        assertThrows(StackException.class, () -> new Ports(80));
        assertEquals(8086, new Ports(8080).controller());
    }
}
