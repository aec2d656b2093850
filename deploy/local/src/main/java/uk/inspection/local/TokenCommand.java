package uk.inspection.local;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code token}: prints a bearer token for the local stack, and nothing else. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Prints a token of twelve hours for the local stack.")
final class TokenCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ROLE",
            description =
                    "inspector, lead-inspector, chief-inspector, yot, yjb, analyst or operator")
    private String role = "";

    @Option(names = "--area", description = "the holder's area; a yot has one")
    private @Nullable String area;

    @Option(names = "--subject", description = "who the holder is (default demo-ROLE)")
    private @Nullable String subject;

    @Mixin private Launcher.DataOption data = new Launcher.DataOption();

    @Override
    public Integer call() {
        var directory = data.orElse(Running.defaultData(Installation.own().root()));
        System.out.println(
                new Secrets(directory)
                        .existingTokens()
                        .token(
                                role,
                                Optional.ofNullable(subject).orElse("demo-" + role),
                                Optional.ofNullable(area)));
        return Launcher.OK;
    }
}
