package uk.inspection.endtoend.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker-compose.yml} and the files beside it agree with each other. */
class ComposeFileTest {
    /** Compose's own, and not the file's. */
    private static final Set<String> OF_COMPOSE = Set.of("COMPOSE_PROFILES");

    private static final Pattern SECRET =
            Pattern.compile(".*(PASSWORD|SECRET|MASTER_KEYS|JAAS_CONFIG).*");
    private static final String POSTGRES_PORT = "5432";

    @TempDir private static Path directory = Path.of("");
    private static Map<String, String> environment = Map.of();
    private static ComposeFile file = ComposeFile.asWritten();

    @BeforeAll
    static void fill() throws Exception {
        environment = LauncherRun.freshEnvironment(directory, "--observability");
        file = ComposeFile.in(environment);
    }

    @Test
    void it_is_what_the_compose_specification_calls_valid() throws IOException {
        // Its own name is relative, to where it is published.
        var address = "https://compose-spec.io/compose_spec.json";
        String published;
        try (var resource =
                requireNonNull(
                        ComposeFileTest.class.getResourceAsStream(
                                "/containers/compose-spec.json"))) {
            published = new String(resource.readAllBytes(), UTF_8);
        }
        var schema =
                SchemaRegistry.withDefaultDialect(
                                SpecificationVersion.DRAFT_7,
                                registry -> registry.schemas(Map.of(address, published)))
                        .getSchema(SchemaLocation.of(address));
        assertThat(schema.validate(ComposeFile.asWritten().content())).isEmpty();
        assertThat(schema.validate(file.content())).isEmpty();
        var wrong = file.content().deepCopy();
        ((ObjectNode) wrong.at("/services/postgres")).put("no-such-field", true);
        assertThat(schema.validate(wrong)).isNotEmpty();
    }

    @Test
    void every_variable_has_a_line_in_the_file_of_secrets_and_every_line_a_use() {
        var lines = new TreeSet<>(environment.keySet());
        lines.removeAll(OF_COMPOSE);
        assertThat(ComposeFile.asWritten().variables()).isEqualTo(lines);
    }

    @Test
    void no_secret_stands_in_the_file() {
        var secrets = new TreeSet<String>();
        ComposeFile.asWritten()
                .services()
                .forEach((name, service) ->
                        service.path("environment")
                                .properties()
                                .forEach(variable -> {
                                    var value = variable.getValue();
                                    if (SECRET.matcher(variable.getKey()).matches()
                                            && !value.isNull()) {
                                        secrets.add(name + " " + variable.getKey());
                                        assertThat(
                                                        value.asText()
                                                                .replaceAll(
                                                                        "\\$\\{[A-Z_]+:\\?[^}]*}",
                                                                        "IN-ENV"))
                                                .as(name + " " + variable.getKey())
                                                .matches(
                                                        "(first:)?IN-ENV|org\\.apache\\.kafka\\.\\S+"
                                                                + " required (\\S+=\"(IN-ENV|broker|operator"
                                                                + "|[a-z-]+-service)\"[ ;]?)+")
                                                .contains("IN-ENV");
                                    }
                                }));
        assertThat(secrets).hasSizeGreaterThan(25);
    }

    @Test
    void every_file_that_is_mounted_is_there_and_every_volume_is_used() {
        var volumes = new TreeSet<String>();
        file.services()
                .forEach((name, service) ->
                        service.path("volumes")
                                .forEach(mount -> {
                                    var source = mount.asText().split(":", -1)[0];
                                    if (source.startsWith("./")) {
                                        assertThat(ComposeFile.ROOT.resolve(source))
                                                .as(name)
                                                .exists();
                                        assertThat(mount.asText()).as(name).endsWith(":ro");
                                    } else {
                                        volumes.add(source);
                                    }
                                }));
        assertThat(volumes)
                .containsExactlyInAnyOrderElementsOf(
                        ComposeFile.texts(file.content().path("volumes")));
    }

    @Test
    void an_image_has_an_exact_version_and_our_own_that_of_the_build() throws IOException {
        var pom = Files.readString(ComposeFile.ROOT.resolve("pom.xml"));
        var version = pom.replaceAll("(?s).*?<version>([^<]+)</version>.*", "$1");
        file.services()
                .forEach((name, service) -> {
                    var image = service.path("image").asText();
                    if (service.path("build").isObject()) {
                        assertThat(image)
                                .isEqualTo(
                                        "inspection-platform/%s:%s"
                                                .formatted(
                                                        service.path("build")
                                                                .path("target")
                                                                .asText(),
                                                        version));
                    } else {
                        assertThat(image)
                                .as(name)
                                .matches("[a-z0-9./-]+:v?\\d+\\.\\d+(\\.\\d+)?.*");
                    }
                });
    }

    @Test
    void who_waits_for_somebody_s_health_waits_for_one_who_can_tell() {
        file.services()
                .forEach((name, service) -> {
                    var dependencies = service.path("depends_on");
                    for (var other : ComposeFile.texts(dependencies)) {
                        var awaited = file.service(other);
                        switch (dependencies.path(other).path("condition").asText("")) {
                            case "service_healthy" ->
                                    assertThat(file.healthCommand(other)).as(name).isNotEmpty();
                            case "service_completed_successfully" ->
                                    assertThat(awaited.path("restart").asText())
                                            .as(name)
                                            .isEqualTo("on-failure");
                            case "service_started", "" -> assertThat(awaited.isObject()).isTrue();
                            default -> throw new AssertionError(name + " waits for " + other);
                        }
                        assertThat(profiles(service))
                                .as("%s waits for %s, which must run with it", name, other)
                                .containsAll(profiles(awaited));
                    }
                });
    }

    private static List<String> profiles(JsonNode service) {
        return ComposeFile.texts(service.path("profiles"));
    }

    @Test
    void every_container_has_limits_and_gains_no_rights() {
        file.services()
                .forEach((name, service) -> {
                    var limits = service.path("deploy").path("resources").path("limits");
                    assertThat(ComposeFile.texts(limits)).contains("cpus", "memory", "pids");
                    assertThat(service.at("/logging/options/max-size").asText()).isNotEmpty();
                    assertThat(ComposeFile.texts(service.path("security_opt")))
                            .as(name)
                            .contains("no-new-privileges:true");
                    assertThat(service.path("privileged").asBoolean()).isFalse();
                    if (service.path("build").isObject()) {
                        assertThat(ComposeFile.texts(service.path("cap_drop"))).containsOnly("ALL");
                        assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
                        assertThat(service.path("volumes")).as(name).isEmpty();
                    }
                });
    }

    @Test
    void beyond_this_machine_only_the_proxy_is_reached() throws Exception {
        var outside =
                ComposeFile.in(
                        LauncherRun.freshEnvironment(directory, "https://inspections.example.org"));
        var open = new LinkedHashMap<String, List<String>>();
        outside.services()
                .forEach((name, service) -> {
                    var ports = ComposeFile.texts(service.path("ports"));
                    ports.removeIf(port -> port.startsWith("127.0.0.1:"));
                    if (!ports.isEmpty()) {
                        open.put(name, ports);
                    }
                });
        assertThat(open).containsExactly(Map.entry("proxy", List.of("0.0.0.0:443:443")));
        assertThat(ComposeFile.texts(outside.service("postgres").path("networks")))
                .containsOnly("stores");
        for (var inner : List.of("stores", "keys", "telemetry")) {
            assertThat(outside.content().at("/networks/" + inner + "/internal").asBoolean())
                    .isTrue();
        }
        assertThat(
                        outside.services().entrySet().stream()
                                .filter(one ->
                                        ComposeFile.texts(one.getValue().path("networks"))
                                                .contains("keys"))
                                .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("case-keys", "case-keys-rights", "case-service");
    }

    /** In the environment and in the files that a container is given. */
    @Test
    void who_names_another_container_reaches_it_at_a_port_that_it_has() throws IOException {
        var names =
                file.services().keySet().stream()
                        .sorted((a, b) -> b.length() - a.length())
                        .collect(Collectors.joining("|"));
        var address = Pattern.compile("(?<=//|[\\s\"@\\[]|^)(" + names + ")(?::(\\d+)|(?=/))");
        var found = new TreeSet<String>();
        for (var service : file.services().keySet()) {
            for (var text : texts(service)) {
                var addresses = address.matcher(text);
                while (addresses.find()) {
                    var other = addresses.group(1);
                    var port = addresses.group(2) == null ? POSTGRES_PORT : addresses.group(2);
                    found.add(service + " " + other + " " + port);
                    assertThat(file.list(other, "expose")).as(service + text).contains(port);
                    var shared = new TreeSet<>(file.list(service, "networks"));
                    shared.retainAll(file.list(other, "networks"));
                    assertThat(shared).as(service + " to " + other).isNotEmpty();
                }
            }
        }
        assertThat(found)
                .contains(
                        "case-service case-keys 5432",
                        "scoring-service kafka 9092",
                        "reporting-service identity 8080",
                        "reporting-service collector 4318",
                        "identity postgres 5432",
                        "proxy improvement-plan-service 8083",
                        "prometheus scoring-service 8082",
                        "collector loki 3100",
                        "collector tempo 4317",
                        "grafana prometheus 9090");
        for (var service : List.of("database-rights", "case-keys-rights")) {
            assertThat(
                            file.list(
                                    file.environment(service).getOrDefault("POSTGRES_HOST", ""),
                                    "expose"))
                    .containsExactly(POSTGRES_PORT);
        }
    }

    private static List<String> texts(String service) throws IOException {
        var texts = new java.util.ArrayList<>(file.environment(service).values());
        for (var mount : file.list(service, "volumes")) {
            var source = mount.split(":", -1)[0];
            if (source.startsWith("./")) {
                for (var one : configurations(service, ComposeFile.ROOT.resolve(source))) {
                    Files.readAllLines(one).stream()
                            .map(String::strip)
                            .filter(line -> !line.startsWith("#"))
                            .forEach(texts::add);
                }
            }
        }
        return texts;
    }

    /** Of a folder that several share, the file that this one reads. */
    private static List<Path> configurations(String service, Path source) throws IOException {
        if (Files.isRegularFile(source)) {
            return List.of(source);
        }
        if (service.equals("prometheus")) {
            return List.of(source.resolve("prometheus.yaml"));
        }
        try (Stream<Path> files = Files.walk(source)) {
            return files.filter(path -> path.toString().endsWith(".yaml")).toList();
        }
    }

    @Test
    void whose_forwarded_address_is_believed_is_the_proxy() {
        var address = file.service("proxy").at("/networks/edge/ipv4_address").asText();
        for (var service : DockerfileTest.SERVICES) {
            assertThat(file.environment(service).get("QUARKUS_HTTP_PROXY_TRUSTED_PROXIES"))
                    .isEqualTo(address);
        }
        assertThat(file.environment("identity").get("KC_PROXY_TRUSTED_ADDRESSES"))
                .isEqualTo(address);
        var network = file.content().at("/networks/edge/ipam/config/0");
        assertThat(network.path("subnet").asText()).isEqualTo("172.30.83.0/24");
        assertThat(network.path("ip_range").asText()).isEqualTo("172.30.83.128/25");
        assertThat(address).startsWith("172.30.83.");
        assertThat(Integer.parseInt(address.substring(address.lastIndexOf('.') + 1)))
                .isBetween(2, 127);
    }

    /** What is started by name of a file finds it where it is mounted. */
    @Test
    void a_command_names_files_that_are_mounted() {
        file.services()
                .forEach((name, service) ->
                        ComposeFile.texts(service.path("command")).stream()
                                .filter(word -> word.contains("config"))
                                .map(word -> word.substring(word.indexOf('=') + 1))
                                .forEach(path -> {
                                    var mounts =
                                            file.list(name, "volumes").stream()
                                                    .map(mount -> mount.split(":", -1))
                                                    .filter(mount -> mount[0].startsWith("./"))
                                                    .filter(mount -> path.startsWith(mount[1]))
                                                    .toList();
                                    assertThat(mounts).as(name).hasSize(1);
                                    var mount = mounts.getFirst();
                                    assertThat(
                                                    Path.of(
                                                            ComposeFile.ROOT.resolve(mount[0])
                                                                    + path.substring(
                                                                            mount[1].length())))
                                            .isRegularFile();
                                }));
    }
}
