package uk.inspection.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a killed launcher left running on a data directory. */
final class LeftOvers {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private LeftOvers() {}

    /**
     * Stops it in the usual order: services, broker, and PostgreSQL by its fast shutdown.
     *
     * @return whether there was anything
     */
    static boolean stop(DataDirectory data, Consumer<String> say) {
        var found = false;
        for (var name : inOrder()) {
            var process = process(data, name);
            if (process.isPresent()) {
                found = true;
                say.accept(
                        "  "
                                + name
                                + " (process "
                                + process.get().pid()
                                + ") was left behind by an earlier launcher: stopping it");
                stop(process.get(), directory(data, name).isPresent() ? "INT" : "TERM");
            }
        }
        return found;
    }

    private static List<String> inOrder() {
        var names = new ArrayList<String>();
        PlatformService.all().forEach(service -> names.add(service.module()));
        names.add("broker");
        names.add("case-keys");
        names.add("postgres");
        return names;
    }

    private static Optional<ProcessHandle> process(DataDirectory data, String name) {
        var recorded = PidFile.read(data.pidFile(name)).flatMap(PidFile::running);
        return recorded.or(() -> directory(data, name).flatMap(Postgres::serverOn));
    }

    /** Where the files are of what is a PostgreSQL. */
    private static Optional<Path> directory(DataDirectory data, String name) {
        return switch (name) {
            case "postgres" -> Optional.of(data.postgres());
            case "case-keys" -> Optional.of(data.caseKeys());
            default -> Optional.empty();
        };
    }

    private static void stop(ProcessHandle process, String signal) {
        Processes.signal(process, signal);
        if (!Processes.awaitExit(process, PATIENCE)) {
            process.destroyForcibly();
            Processes.awaitExit(process, Duration.ofSeconds(10));
        }
    }
}
