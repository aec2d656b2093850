package uk.inspection.local;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code up}: the stack in the foreground, empty at first and durable. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Starts the platform with durable data (default .platform/data) and stays until"
                        + " Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    @Mixin private Launcher.DataOption data = new Launcher.DataOption();
    @Mixin private Launcher.PortOption port = new Launcher.PortOption();

    @Override
    public Integer call() throws InterruptedException {
        var installation = Installation.own();
        var directory = data.orElse(Running.usualData(installation.root()));
        try (var stack = Stack.start(installation, directory, port.ports(), Stack.Mode.UP)) {
            Addresses.say(stack);
            stack.console().say("Ctrl-C stops it; the data stays.");
            new CountDownLatch(1).await();
        }
        return Launcher.OK;
    }
}
