package uk.inspection.local;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line. Every command answers with an exit status, and every failure is a sentence. */
@Command(
        name = "platform",
        mixinStandardHelpOptions = true,
        version = "inspection platform 1.0.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        description = "The inspection lifecycle platform on this machine.",
        footer = {
            "",
            "  test [--full]  build everything and run the tests (what CI runs); --full adds the",
            "                 long ones",
            "",
            "Start with: ./platform demo"
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            VerifyCommand.class,
            TokenCommand.class,
            RotateKeyCommand.class,
            ReplayCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            BrokerRightsCommand.class,
            DatabaseRightsCommand.class,
            EnvCommand.class,
            LearnCommand.class,
            TestStackCommand.class
        })
public final class Launcher implements Runnable {
    static final int OK = 0;
    static final int FAILED = 1;

    private Launcher() {}

    public static void main(String[] arguments) {
        // Kafka's client would say at length how it is configured.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Launcher())
                .setExecutionExceptionHandler((problem, command, _) -> report(problem, command));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    private static int report(Exception problem, CommandLine command) {
        var err = command.getErr();
        if (problem instanceof StackException) {
            err.println(problem.getMessage());
        } else {
            err.println("Something unexpected stopped the launcher: " + problem);
            if (System.getenv("PLATFORM_DEBUG") != null) {
                problem.printStackTrace(err);
            }
        }
        err.flush();
        return FAILED;
    }

    /** Where the data is. */
    static final class DataOption {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "the data directory (see the command for its default)")
        private @Nullable Path directory;

        DataDirectory orElse(DataDirectory usual) {
            return Optional.ofNullable(directory).map(DataDirectory::at).orElse(usual);
        }
    }

    /** Where the ports begin. */
    static final class PortOption {
        @Option(
                names = "--port-base",
                paramLabel = "N",
                defaultValue = "" + Ports.DEFAULT_BASE,
                description =
                        "the first of nine ports: web and reports, cases, scores, plans, PostgreSQL,"
                                + " Kafka, its controller, the keys of notes, the issuer of tokens"
                                + " (default ${DEFAULT-VALUE})")
        private int base = Ports.DEFAULT_BASE;

        Ports ports() {
            return new Ports(base);
        }
    }
}
