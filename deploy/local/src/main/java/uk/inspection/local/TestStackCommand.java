package uk.inspection.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code test-stack}: PostgreSQL and Kafka for a run of tests, gone when its caller is. */
@Command(
        name = "test-stack",
        hidden = true,
        mixinStandardHelpOptions = true,
        description =
                "Starts PostgreSQL and Kafka on free ports, tells where in FILE, and stays until its"
                        + " standard input ends.")
final class TestStackCommand implements Callable<Integer> {
    @Option(
            names = "--info",
            paramLabel = "FILE",
            required = true,
            description = "written when both are ready")
    private Path info = Path.of("");

    @Override
    public Integer call() throws IOException {
        try (var backbone = Backbone.start()) {
            backbone.writeInfo(info);
            while (System.in.read() >= 0) {
                // Nobody writes: only the end of the stream says something.
            }
        } finally {
            Files.deleteIfExists(info);
        }
        return Launcher.OK;
    }
}
