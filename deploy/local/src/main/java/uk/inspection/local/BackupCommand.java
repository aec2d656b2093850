package uk.inspection.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code backup}: all databases and secrets of a stack in one file and the keys of notes in
 * another, whether it runs or not.
 */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description =
                "Writes the databases and the secrets of a stack to a file, while it runs or when it"
                        + " does not. The keys of notes go into FILE.keys, to be kept apart and for 30 days at most."
                        + " Whoever has both has everything: keep them accordingly.")
final class BackupCommand implements Callable<Integer> {
    private static final long MEGABYTE = 1024L * 1024;

    @Parameters(paramLabel = "FILE", description = "a file that does not exist yet")
    private Path file = Path.of("");

    @Mixin private Launcher.DataOption data = new Launcher.DataOption();

    @Override
    public Integer call() {
        var directory = data.orElse(Running.defaultData(Installation.own().root()));
        if (!Files.exists(directory.postgres())) {
            throw new StackException("There are no databases in " + directory.root() + ".");
        }
        var target = file.toAbsolutePath().normalize();
        var backup = new Backup(directory);
        try {
            var running = StackFile.ofRunning(directory);
            if (running.isPresent()) {
                var ports = new Ports(running.get().portBase());
                var password = new Secrets(directory).password(Postgres.SUPERUSER);
                try (var server = Postgres.connect(ports.postgres(), password, "postgres");
                        var keys = Postgres.connect(ports.caseKeys(), password, "postgres")) {
                    backup.write(target, server, keys);
                }
            } else {
                // Nobody starts it meanwhile.
                try (var locked = directory.lock().channel()) {
                    LeftOvers.stop(directory, System.out::println);
                    backup.write(target, null, null);
                }
            }
            System.out.printf(
                    "%s holds the databases and the secrets of %s (%d MB).%n",
                    target, directory.root(), Files.size(target) / MEGABYTE);
            if (Files.exists(Backup.keysOf(target))) {
                System.out.printf(
                        "%s holds the keys of notes: keep it apart, and delete it after 30 days.%n",
                        Backup.keysOf(target));
            }
            return Launcher.OK;
        } catch (IOException e) {
            throw new StackException(
                    Diagnosis.noSpace(String.valueOf(e.getMessage()), target)
                            .orElse("The backup cannot be written: " + e.getMessage() + "."),
                    e);
        } catch (SQLException e) {
            throw new StackException("PostgreSQL refuses the backup: " + e.getMessage() + ".", e);
        }
    }
}
