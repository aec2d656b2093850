package uk.inspection.local;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: the stack with the published Sefton inspection played on it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Plays the Sefton inspection of 2009 from announcement to re-inspection and compares"
                        + " every published figure with the platform's own.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--headless", description = "end after the story; 0 if all figures agree")
    private boolean headless;

    @Mixin private Launcher.DataOption data = new Launcher.DataOption();
    @Mixin private Launcher.PortOption port = new Launcher.PortOption();

    @Override
    public Integer call() throws InterruptedException {
        var installation = Installation.own();
        var directory =
                data.orElse(DataDirectory.at(installation.root().resolve(".platform/demo")));
        try (var stack = Stack.start(installation, directory, port.ports(), Stack.Mode.DEMO)) {
            Addresses.say(stack);
            if (!headless) {
                stack.console().say("Ctrl-C stops it.");
                new CountDownLatch(1).await();
            }
        }
        return Launcher.OK;
    }
}
