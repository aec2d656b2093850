package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service ships stands in its bill of materials. */
class BillOfMaterialsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Quarkus takes those files out of it whose place its own exporter takes. */
    private static final String CUT = "io.opentelemetry.opentelemetry-exporter-otlp-1.57.0.jar";

    private static final Path ORIGINAL =
            Path.of(
                    System.getProperty("maven.repository"),
                    "io/opentelemetry/opentelemetry-exporter-otlp/1.57.0",
                    "opentelemetry-exporter-otlp-1.57.0.jar");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "case-service",
                "scoring-service",
                "improvement-plan-service",
                "reporting-service"
            })
    void every_library_that_a_service_ships_is_named_with_its_version_and_its_very_bytes(
            String service) throws IOException {
        Path target = Path.of(System.getProperty("project.root"), service, "target");
        JsonNode bom = JSON.readTree(target.resolve("bom.json").toFile());
        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        Set<String> named =
                StreamSupport.stream(bom.path("components").spliterator(), false)
                        .flatMap(component ->
                                StreamSupport.stream(component.path("hashes").spliterator(), false))
                        .filter(hash -> hash.path("alg").asText().equals("SHA-256"))
                        .map(hash -> hash.path("content").asText())
                        .collect(Collectors.toSet());
        var shipped = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(target.resolve("quarkus-app/lib"))) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                shipped.put(jar.getFileName().toString(), sha256(jar));
            }
        }
        assertThat(shipped).hasSizeGreaterThan(100);
        assertThat(shipped.put(CUT, sha256(ORIGINAL))).isNotNull();
        assertThat(shipped).allSatisfy((jar, hash) -> assertThat(named).as(jar).contains(hash));
        Map<String, Long> left = contents(target.resolve("quarkus-app/lib/main").resolve(CUT));
        Map<String, Long> whole = contents(ORIGINAL);
        assertThat(whole).containsAllEntriesOf(left);
        whole.keySet().removeAll(left.keySet());
        assertThat(whole.keySet()).hasSize(3).allMatch(file -> file.contains("/services/"));
    }

    /** Checksums of the files in an archive, by their names. */
    private static Map<String, Long> contents(Path jar) throws IOException {
        try (var archive = new ZipFile(jar.toFile())) {
            return archive.stream()
                    .filter(entry -> !entry.isDirectory())
                    .collect(Collectors.toMap(ZipEntry::getName, ZipEntry::getCrc));
        }
    }

    private static String sha256(Path jar) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
