package uk.inspection.eventstore.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/limits.md says what is so. */
class LimitsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final int LIMIT = 2;
    private static final int VARIABLE = 3;
    private static final int TEST = 5;

    @Test
    void every_limit_of_the_table_is_the_configured_one_and_none_is_left_out() throws IOException {
        Map<String, String> said = new TreeMap<>();
        for (String[] row : rows()) {
            said.put(row[VARIABLE].replace("`", ""), row[LIMIT]);
        }
        Map<String, String> configured = new TreeMap<>();
        configuration()
                .forEach((name, value) -> {
                    if (limits(String.valueOf(name))) {
                        configured.put(variable(String.valueOf(name)), String.valueOf(value));
                    }
                });
        assertThat(configured).hasSizeGreaterThan(15).isEqualTo(said);
    }

    @Test
    void every_test_of_the_table_is_there() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(ROOT)) {
            tests =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Test.java"))
                            .map(name -> name.replace(".java", ""))
                            .collect(Collectors.toSet());
        }
        assertThat(rows().stream().map(row -> row[TEST].replace("`", "")).filter(t -> !t.isEmpty()))
                .isNotEmpty()
                .allMatch(tests::contains);
    }

    private static boolean limits(String property) {
        return property.startsWith("limits.")
                || property.startsWith("quarkus.http.limits.")
                || property.matches("quarkus\\.http\\.(read|idle)-timeout");
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "_");
    }

    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/limits.md")).stream()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line ->
                        Arrays.stream(line.split("\\|", -1))
                                .map(String::strip)
                                .toArray(String[]::new))
                .toList();
    }

    private static Properties configuration() throws IOException {
        try (InputStream file =
                Files.newInputStream(
                        ROOT.resolve(
                                "event-store/src/main/resources/META-INF/microprofile-config.properties"))) {
            var configuration = new Properties();
            configuration.load(file);
            return configuration;
        }
    }
}
