package uk.inspection.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restore}: the databases and secrets of a backup, for the next start. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description =
                "Puts a backup into a data directory without databases (default .platform/data). The"
                        + " next start fills the topics from the logs, or the logs from topics that"
                        + " know more. FILE.keys comes along if it is there and at most 30 days old.")
final class RestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "what backup has written")
    private Path file = Path.of("");

    @Mixin private Launcher.DataOption data = new Launcher.DataOption();

    @Override
    public Integer call() {
        var directory = data.orElse(Running.usualData(Installation.own().root()));
        if (!Files.isRegularFile(file)) {
            throw new StackException("There is no file " + file + ".");
        }
        directory.prepare();
        try (var locked = directory.lock().channel()) {
            var backup = new Backup(directory);
            var account = PostgresAccount.detect();
            var label = backup.restore(file, account);
            System.out.println(backup.restoreKeys(file, account));
            System.out.printf(
                    "%s holds what was backed up at %s; start it with ./platform up.%n",
                    directory.root(), label.madeAt());
            return Launcher.OK;
        } catch (IOException e) {
            throw new StackException(
                    Diagnosis.noSpace(String.valueOf(e.getMessage()), directory.root())
                            .orElse("The backup cannot be restored: " + e.getMessage() + "."),
                    e);
        }
    }
}
