package uk.inspection.endtoend.twoyears;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import uk.inspection.endtoend.ServiceProcess;

/** Two processes of improvement-plan-service on one database, the same topics and one clock. */
final class Instances implements AutoCloseable {
    static final int COUNT = 2;

    private final List<ServiceProcess> processes;

    /**
     * Neither runs yet.
     *
     * @param configuration what both are configured with, by the names of the settings
     */
    Instances(Path directory, Map<String, String> configuration) {
        var both = new HashMap<>(configuration);
        both.put("QUARKUS_PROFILE", "test");
        processes =
                IntStream.range(0, COUNT)
                        .mapToObj(i ->
                                new ServiceProcess(
                                        "improvement-plan-service",
                                        directory.resolve("instance-" + i + ".log"),
                                        both))
                        .toList();
    }

    String address(int instance) {
        return processes.get(instance).address();
    }

    /** Starts an instance as the launcher does, and does not wait until it is ready. */
    void start(int instance) {
        processes.get(instance).start();
    }

    void awaitReady(int instance) {
        processes.get(instance).awaitReady();
    }

    boolean runs(int instance) {
        return processes.get(instance).runs();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill(int instance) {
        processes.get(instance).kill();
    }

    /** The end of an instance's log. */
    String lastLines(int instance) {
        return processes.get(instance).lastLines();
    }

    /** Stops both in order. */
    @Override
    public void close() {
        processes.forEach(ServiceProcess::askToStop);
        processes.forEach(ServiceProcess::close);
    }
}
