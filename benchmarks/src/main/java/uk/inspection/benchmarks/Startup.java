package uk.inspection.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import uk.inspection.benchmarks.Measure.Target;

/** A further instance of each service, from its start until it is ready, and its memory then. */
final class Startup implements Benchmark {
    private static final List<String> SERVICES =
            List.of(
                    "case-service",
                    "scoring-service",
                    "improvement-plan-service",
                    "reporting-service");
    private static final Duration IDLE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public List<Result> run(Console console) throws Exception {
        var results = new ArrayList<Result>();
        long begun = System.nanoTime();
        try (var platform = PlatformProcess.start(console)) {
            double seconds = (System.nanoTime() - begun) / 1e9;
            for (String service : SERVICES) {
                console.say("%s", service);
                var command = platform.commandLine(service);
                var environment = environment(platform.process(service).pid());
                results.addAll(
                        Pairs.compare(
                                console,
                                measures(service),
                                () -> started(command, environment),
                                () -> {
                                    try (var bare = BareProcess.start(platform)) {
                                        return bare.figures(IDLE);
                                    }
                                }));
            }
            var stack =
                    new Measure(
                            name() + "/stack",
                            "./platform up on an empty directory, from its start until all is ready",
                            "no baseline: a limit in seconds",
                            "s",
                            Target.under(20, "s"));
            results.addAll(Pairs.results(List.of(stack), List.of(new double[] {seconds}), null));
        }
        return results;
    }

    private List<Measure> measures(String service) {
        String what = "a further instance of " + service + ": ";
        String against =
                "the bare service, with the same extensions and options, next to no code of its own";
        String name = name() + "/" + service;
        return List.of(
                new Measure(
                        name + " cpu",
                        what + "CPU time from its start until it is ready",
                        against,
                        "s",
                        Target.atMost(1.3)),
                new Measure(
                        name + " wall",
                        what + "time from its start until it is ready",
                        against,
                        "s",
                        Target.atMost(1.3)),
                new Measure(
                        name + " memory",
                        what + "resident memory, idle for %d s".formatted(IDLE.toSeconds()),
                        against,
                        "MiB",
                        Target.atMost(1.3)));
    }

    /** What a process was started with, as the system knows it. */
    private static Map<String, String> environment(long pid) throws IOException {
        var environment = new HashMap<String, String>();
        for (String entry :
                Files.readString(Path.of("/proc", Long.toString(pid), "environ")).split("\0", -1)) {
            int at = entry.indexOf('=');
            if (at > 0) {
                environment.put(entry.substring(0, at), entry.substring(at + 1));
            }
        }
        return environment;
    }

    private static double[] started(List<String> command, Map<String, String> environment)
            throws Exception {
        int port = PlatformProcess.freePorts(1);
        Path output = Files.createTempFile("service", ".out");
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        try (var service = new BareProcess(builder, output, port)) {
            service.awaitReady();
            return service.figures(IDLE);
        }
    }

    /** The figures of each measure; the resident memory is read after a while. */
    static double[] figures(Process process, long readyAfter, Duration cpu, Duration idle)
            throws IOException, InterruptedException {
        if (process.waitFor(idle.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("it has ended");
        }
        long kib =
                Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))
                        .stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
        return new double[] {cpu.toNanos() / 1e9, readyAfter / 1e9, kib / 1024.0};
    }
}
