package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
    private static final int SERVERS = 4;

    @TempDir Path root;

    /** A stack has two servers, and both are started at once in a fresh clone. */
    @Test
    void several_servers_of_one_stack_may_come_for_the_programs_at_once() throws Exception {
        Installation own = Installation.own();
        var fresh = new Installation(own.code(), own.libraries(), root);
        var together = new CountDownLatch(SERVERS);
        try (var servers = Executors.newVirtualThreadPerTaskExecutor()) {
            var homes = new ArrayList<Future<Path>>();
            for (int i = 0; i < SERVERS; i++) {
                homes.add(
                        servers.submit(() -> {
                            together.countDown();
                            together.await();
                            return PostgresBinaries.unpack(fresh);
                        }));
            }
            for (Future<Path> home : homes) {
                assertTrue(Files.isExecutable(home.get().resolve("bin/postgres")));
            }
        }
    }
}
