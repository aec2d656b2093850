package uk.inspection.local;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One process of the stack: how it is started, known to be ready, and stopped. */
interface Part {
    String name();

    /** As the console calls it. */
    String title();

    /** Starts a fresh process. Called again after every crash. */
    Process launch() throws IOException;

    /** Whether it answers now. Returns within a few seconds. */
    boolean isReady();

    /** Asks the process to stop in order; does not wait. */
    default void askToStop(ProcessHandle process) {
        process.destroy();
    }

    /** How long it may take to stop in order before it is killed. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** The cause of a failed start that a person can do something about, read from its log. */
    Optional<String> explain(String log);
}
