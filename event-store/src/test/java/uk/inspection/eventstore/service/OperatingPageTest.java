package uk.inspection.eventstore.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/operating.md names every setting that is ours. */
class OperatingPageTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"(.+)\"\\)");
    private static final Pattern SETTING = Pattern.compile("(?m)^ +[\\w.<>, ]+ (\\w+)\\(\\);$");
    private static final Pattern SINGLE =
            Pattern.compile("@ConfigProperty\\(\\s*name = \"((?!quarkus)[a-z.-]+)\"");

    @Test
    void every_setting_is_on_the_page_or_on_that_of_limits() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/operating.md"));
        List<String> settings = settings();
        assertThat(settings).hasSizeGreaterThan(8);
        assertThat(settings).allSatisfy(setting -> assertThat(page).contains(variable(setting)));
    }

    private static String variable(String setting) {
        String whole = setting.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
        return whole.replaceAll("[^A-Z]", "_");
    }

    private static List<String> settings() throws IOException {
        var settings = new ArrayList<String>();
        for (Path source : sources()) {
            String text = Files.readString(source);
            Matcher mapping = MAPPING.matcher(text);
            if (mapping.find() && !mapping.group(1).equals("limits")) {
                Matcher setting = SETTING.matcher(text);
                while (setting.find()) {
                    if (!text.contains("interface " + capital(setting.group(1)))) {
                        settings.add(setting.group(1));
                    }
                }
            }
            Matcher single = SINGLE.matcher(text);
            while (single.find()) {
                settings.add(single.group(1));
            }
        }
        return settings;
    }

    private static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
        }
    }
}
