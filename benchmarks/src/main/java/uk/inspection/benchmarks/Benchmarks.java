package uk.inspection.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./platform bench}: all benchmarks, or one. */
@Command(
        name = "./platform bench",
        mixinStandardHelpOptions = true,
        description = "Measures the platform beside what this machine could do at most.")
public final class Benchmarks implements Callable<Integer> {
    private static final List<Benchmark> ALL =
            List.of(
                    new Append(),
                    new AppendStore(),
                    new AppendBulk(),
                    new Durability(),
                    new Verify(),
                    new Replay(),
                    new Growth(),
                    new Latency(),
                    new Poll(),
                    new Fanout(),
                    new Startup(),
                    new Scaling(),
                    new Jmh());

    @Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "only this one")
    private @Nullable String name;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the results there, too")
    private @Nullable Path json;

    public static void main(String[] arguments) {
        keepQuiet();
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }

    /**
     * Of two loggers on the class path the one of the services, which nothing configures here,
     * would have Kafka's clients spell out every record for nobody to read: a limit that is
     * measured too.
     */
    private static void keepQuiet() {
        System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.setProperty("org.jboss.logging.provider", "slf4j");
    }

    @Override
    public Integer call() throws Exception {
        List<Benchmark> chosen =
                ALL.stream().filter(one -> name == null || one.name().equals(name)).toList();
        if (chosen.isEmpty() && spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no benchmark %s; there are %s."
                            .formatted(
                                    name,
                                    ALL.stream()
                                            .map(Benchmark::name)
                                            .collect(Collectors.joining(", "))));
        }
        var console = new Console();
        var results = new ArrayList<Result>();
        for (Benchmark benchmark : chosen) {
            console.say("%s", benchmark.name());
            results.addAll(benchmark.run(console));
        }
        print(results);
        if (json != null) {
            write(results, json);
        }
        return 0;
    }

    private static void print(List<Result> results) {
        System.out.printf(
                "%-24s %12s %12s %-9s %7s %7s  %s%n",
                "name", "value", "limit", "unit", "ratio", "spread", "target");
        for (Result result : results) {
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %12s %12s %-9s %7s %6.0f%%  %s: %s%n",
                    result.name(),
                    number(result.value()),
                    number(result.baseline()),
                    result.unit(),
                    number(result.ratio()),
                    result.spread() * 100,
                    result.target(),
                    result.met() ? "met" : "missed");
        }
        for (Result result : results) {
            System.out.printf(
                    "%n%s: %s.%n  Against: %s. Medians of %d pairs.%n",
                    result.name(), result.what(), result.against(), result.runs());
        }
    }

    private static String number(@Nullable Double value) {
        return value == null
                ? "-"
                : String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
    }

    private static void write(List<Result> results, Path file) throws IOException {
        var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(file, mapper.writeValueAsString(results) + "\n");
    }
}
