package uk.inspection.endtoend.containers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command of the launcher, run to its end.
 *
 * @param said on both of its streams
 */
record LauncherRun(int status, String said) {
    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    static final Path TARGET = ComposeFile.ROOT.resolve("deploy/local/target");

    static LauncherRun of(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(JAVA.toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Dplatform.root=" + ComposeFile.ROOT);
        command.addAll(List.of("-jar", TARGET.resolve("local-stack.jar").toString()));
        command.addAll(List.of(arguments));
        return of(command, System.getenv());
    }

    /** With nothing else in its environment. */
    static LauncherRun of(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        var copy = Map.copyOf(environment);
        builder.environment().clear();
        builder.environment().putAll(copy);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new LauncherRun(process.waitFor(), said);
    }

    /** What {@code ./platform env} writes. */
    static Map<String, String> freshEnvironment(Path directory, String... more)
            throws IOException, InterruptedException {
        var file = directory.resolve("env");
        Files.deleteIfExists(file);
        var arguments = new ArrayList<>(List.of("env", "--file", file.toString()));
        arguments.addAll(List.of(more));
        var run = of(arguments.toArray(String[]::new));
        if (run.status() != 0) {
            throw new AssertionError(run.said());
        }
        var environment = new LinkedHashMap<String, String>();
        for (var line : Files.readAllLines(file)) {
            environment.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return environment;
    }
}
