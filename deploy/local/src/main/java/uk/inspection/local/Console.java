package uk.inspection.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the person sees, and the launcher's log, which sees that and the details. */
final class Console {
    private final PrintStream out;
    private final Path log;

    Console(PrintStream out, Path log) {
        this.out = out;
        this.log = log;
    }

    static Console of(DataDirectory data) {
        var log = LogFile.in(data.logs(), "launcher");
        log.rotateIfLarge();
        return new Console(System.out, log.path());
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
        note(line);
    }

    /** For the log alone. */
    synchronized void note(String text) {
        var line = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text + "\n";
        try {
            Files.writeString(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // A log that cannot be written (a full disk) must not take the stack down.
            out.flush();
        }
    }

    void note(Throwable problem) {
        var trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        note(trace.toString());
    }
}
