package uk.inspection.local;

import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rotate-key}: tokens are signed with a new key from now on. */
@Command(
        name = "rotate-key",
        mixinStandardHelpOptions = true,
        description =
                "Signs the local stack's tokens with a new key from now on. Those of the old one hold"
                        + " until they expire; a running stack goes on.")
final class RotateKeyCommand implements Callable<Integer> {
    @Mixin private Launcher.DataOption data = new Launcher.DataOption();

    @Override
    public Integer call() {
        var directory = data.orElse(Running.defaultData(Installation.own().root()));
        new Secrets(directory).rotateSigningKey(Clock.systemUTC().instant());
        System.out.println("Tokens are signed with a new key.");
        return Launcher.OK;
    }
}
