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
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service ships stands in its bill of materials. */
class BillOfMaterialsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

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
        assertThat(shipped).allSatisfy((jar, hash) -> assertThat(named).as(jar).contains(hash));
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
