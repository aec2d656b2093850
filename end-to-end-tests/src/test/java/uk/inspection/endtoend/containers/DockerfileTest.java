package uk.inspection.endtoend.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The images, as far as they can be seen without an engine that builds them. */
class DockerfileTest {
    static final List<String> SERVICES =
            List.of(
                    "case-service",
                    "scoring-service",
                    "improvement-plan-service",
                    "reporting-service");

    /** What the launcher writes beside the jar when it learns. */
    private static final String CACHE = "app.aot";

    /** Of no use to a process: it lists what is there. */
    private static final String LIST = "quarkus-app-dependencies.txt";

    private final Dockerfile file;

    DockerfileTest() throws IOException {
        file = Dockerfile.read();
    }

    @Test
    void every_stage_begins_with_one_exact_java_machine() {
        assertThat(file.java())
                .matches("eclipse-temurin:\\d+(\\.\\d+)*_\\d+-jre-noble")
                .startsWith("eclipse-temurin:" + Runtime.version().feature() + ".");
        assertThat(file.stages().values())
                .allSatisfy(stage ->
                        assertThat(stage.from())
                                .satisfiesAnyOf(
                                        from -> assertThat(from).isEqualTo("${JAVA}"),
                                        from -> assertThat(file.stages()).containsKey(from)));
    }

    @Test
    void what_is_copied_from_the_build_is_there_and_nothing_else_is_sent_to_the_builder()
            throws IOException {
        var copied = new TreeSet<String>();
        file.stages()
                .forEach((name, stage) ->
                        stage.instructions().stream()
                                .filter(one -> one.name().equals("COPY"))
                                .filter(one -> !one.has("--from=learnt"))
                                .forEach(one -> copied.addAll(one.sources())));
        assertThat(copied)
                .hasSizeGreaterThan(6)
                .allSatisfy(path -> assertThat(ComposeFile.ROOT.resolve(path)).exists());
        var ignored =
                Files.readAllLines(Path.of(Dockerfile.FILE + ".dockerignore")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList();
        assertThat(ignored).startsWith("*").contains("**/" + CACHE);
        assertThat(
                        ignored.stream()
                                .filter(line -> line.startsWith("!"))
                                .map(line -> line.substring(1)))
                .containsExactlyInAnyOrderElementsOf(copied);
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void a_service_brings_all_that_its_package_holds_to_where_it_starts(String service)
            throws IOException {
        var packaged = ComposeFile.ROOT.resolve(service).resolve("target/quarkus-app");
        var prefix = "/platform/" + service + "/target/quarkus-app/";
        var copied =
                file.stage(service).instructions().stream()
                        .filter(one -> one.name().equals("COPY"))
                        .peek(one -> assertThat(one.has("--from=learnt")).isTrue())
                        .collect(
                                Collectors.toMap(
                                        one -> one.sources().getFirst(),
                                        Dockerfile.Instruction::target));
        copied.forEach((from, to) -> {
            assertThat(from).startsWith(prefix);
            assertThat(to).isEqualTo("/app/" + from.substring(prefix.length()));
        });
        try (Stream<Path> files = Files.list(packaged)) {
            var needed =
                    files.map(path -> path.getFileName().toString())
                            .filter(name -> !name.equals(LIST))
                            .collect(Collectors.toCollection(TreeSet::new));
            needed.add(CACHE);
            assertThat(copied.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            needed.stream().map(name -> prefix + name).toList());
        }
        assertThat(file.last(service, "WORKDIR").arguments()).isEqualTo("/app");
        assertThat(file.entryPoint(service))
                .startsWith("java")
                .contains("-XX:AOTCache=" + CACHE)
                .endsWith("-jar", "quarkus-run.jar");
        assertThat(file.last(service, "RUN").words(service))
                .contains("-XX:AOTMode=on", "-XX:AOTCache=" + CACHE);
        assertThat(file.last(service, "EXPOSE").arguments()).isEqualTo(port(service));
    }

    private static String port(String service) throws IOException {
        var properties = new Properties();
        try (Reader reader =
                Files.newBufferedReader(
                        ComposeFile.ROOT
                                .resolve(service)
                                .resolve("src/main/resources/application.properties"))) {
            properties.load(reader);
        }
        return properties.getProperty("quarkus.http.port");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void nobody_is_a_superuser_or_owns_what_he_runs(String service) {
        for (var image : List.of(service, "launcher")) {
            assertThat(file.last(image, "USER").arguments()).matches("[1-9]\\d*:[1-9]\\d*");
            assertThat(file.stage(image).instructions())
                    .noneMatch(one -> one.arguments().contains("--chown"));
        }
    }

    @Test
    void every_image_that_compose_builds_is_a_stage() {
        ComposeFile.asWritten()
                .services()
                .forEach((name, service) -> {
                    var build = service.path("build");
                    if (build.isObject()) {
                        assertThat(ComposeFile.ROOT.resolve(build.path("dockerfile").asText()))
                                .as(name)
                                .isEqualTo(Dockerfile.FILE);
                        assertThat(build.path("context").asText()).isEqualTo(".");
                        assertThat(file.stages()).containsKey(build.path("target").asText());
                    }
                });
    }
}
