package uk.inspection.local;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code learn}: a stack that is started, and stopped at once, to write what lets the services of
 * this build start sooner.
 */
@Command(
        name = "learn",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Starts and stops the services once, so that they start sooner from then on.")
final class LearnCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        var installation = Installation.own();
        var parent = TemporaryData.create(Path.of(System.getProperty("java.io.tmpdir")));
        try {
            var data = new DataDirectory(parent.resolve("data"));
            try (var stack = Stack.start(installation, data, Ports.free(), Stack.Mode.LEARN)) {
                stack.console().say("The services take note of what they have loaded.");
            }
        } finally {
            TemporaryData.delete(parent);
        }
        return Launcher.OK;
    }
}
