package uk.inspection.local;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code down}: asks a running launcher to stop its stack, or stops what a killed one left. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the running stack (default: the one that runs).")
final class DownCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Mixin private Launcher.DataOption data = new Launcher.DataOption();

    @Override
    public Integer call() {
        var directory = data.orElse(Running.defaultData(Installation.own().root()));
        var launcher = StackFile.ofRunning(directory).flatMap(StackFile::launcher);
        if (launcher.isPresent()) {
            launcher.get().destroy();
            if (!Processes.awaitExit(launcher.get(), LIMIT)) {
                throw new StackException(
                        "The stack on "
                                + directory.root()
                                + " does not stop: its launcher (process "
                                + launcher.get().pid()
                                + ") is still there after "
                                + LIMIT.toSeconds()
                                + " s.");
            }
            System.out.println("Stopped the stack on " + directory.root() + ".");
            return Launcher.OK;
        }
        System.out.println(
                LeftOvers.stop(directory, _ -> {})
                        ? "Stopped what a killed launcher left running on " + directory.root() + "."
                        : "No stack runs on " + directory.root() + ".");
        return Launcher.OK;
    }
}
