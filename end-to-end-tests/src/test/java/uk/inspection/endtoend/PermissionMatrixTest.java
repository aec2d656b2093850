package uk.inspection.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import uk.inspection.endtoend.ApiDocument.Operation;
import uk.inspection.endtoend.PermissionMatrix.Condition;
import uk.inspection.endtoend.PermissionMatrix.Row;
import uk.inspection.local.Tokens;

/** The matrix is about what there is, all of it, and its page says the same. */
class PermissionMatrixTest {
    static final List<String> SERVICES = PermissionMatrix.SERVICES;

    private static final Path PAGE = Path.of("../docs/permissions.md");
    private static final Pattern HIDDEN =
            Pattern.compile("operationId = \"(\\w+)\",\\s+hidden = true");

    /** No data is behind them, or no production has them. */
    private static final Set<String> NO_PAGES =
            Set.of("getAsset", "signIn", "signedIn", "signOut", "getClock", "setClock");

    private final PermissionMatrix matrix = PermissionMatrix.read();

    @ParameterizedTest
    @FieldSource("SERVICES")
    void every_operation_of_a_service_has_its_row_and_every_row_its_operation(String service) {
        assertThat(matrix.operationIds(service))
                .as("rows of %s in %s", service, PermissionMatrix.FILE)
                .containsExactlyInAnyOrderElementsOf(
                        ApiDocument.of(service).operations().stream().map(Operation::id).toList());
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void the_document_of_a_service_names_the_same_roles(String service) {
        for (Operation operation : ApiDocument.of(service).operations()) {
            Row row =
                    matrix.operations(service).stream()
                            .filter(one -> one.id().equals(operation.id()))
                            .findFirst()
                            .orElseThrow();
            assertThat(operation.roles())
                    .as(row.toString())
                    .isEqualTo(row.isPublic() ? Set.of() : row.roles().keySet());
        }
    }

    /** Doors that no API document describes are hidden by name. */
    @Test
    void every_page_has_its_row_and_every_row_its_page() throws IOException {
        var hidden = new TreeSet<String>();
        for (Path source : sources()) {
            HIDDEN.matcher(Files.readString(source))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(hidden::add);
        }
        assertThat(hidden).containsAll(NO_PAGES);
        hidden.removeAll(NO_PAGES);
        assertThat(matrix.pageIds()).containsExactlyInAnyOrderElementsOf(hidden);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            var sources = new HashSet<Path>();
            for (Path main : modules.map(module -> module.resolve("src/main/java")).toList()) {
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .forEach(sources::add);
                    }
                }
            }
            return List.copyOf(sources);
        }
    }

    @Test
    void it_speaks_of_the_platforms_roles_and_of_conditions_that_it_explains() {
        assertThat(matrix.roles().subList(1, matrix.roles().size()))
                .containsExactlyElementsOf(Tokens.ROLES);
        assertThat(matrix.conditions().keySet())
                .containsExactlyElementsOf(
                        Stream.of(Condition.values()).map(Condition::word).toList());
        assertThat(matrix.rows())
                .allSatisfy(row -> {
                    assertThat(matrix.roles()).as(row.toString()).containsAll(row.roles().keySet());
                    assertThat(row.roles()).as(row.toString()).isNotEmpty();
                });
    }

    /** In {@code requests.yaml}, with which the services are tried. */
    @Test
    void every_write_has_an_example_and_every_example_its_row() {
        List<String> examples =
                PermissionsTest.requests().propertyStream().map(Map.Entry::getKey).toList();
        assertThat(matrix.rows().stream().map(Row::id)).containsAll(examples);
        assertThat(examples)
                .containsAll(
                        matrix.rows().stream()
                                .filter(row -> !row.method().equals("GET"))
                                .map(Row::id)
                                .toList());
    }

    @Test
    void its_page_is_rendered_from_it() throws IOException {
        Path rendered = Path.of("target/permissions.md");
        Files.writeString(rendered, new PermissionPage(matrix).text());
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/permissions.md: cp end-to-end-tests/target/permissions.md docs/")
                .isEqualTo(Files.readString(rendered));
    }
}
