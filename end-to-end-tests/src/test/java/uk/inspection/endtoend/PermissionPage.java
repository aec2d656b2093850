package uk.inspection.endtoend;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.inspection.endtoend.PermissionMatrix.Condition;
import uk.inspection.endtoend.PermissionMatrix.Row;

/** The matrix as {@code docs/permissions.md} shows it. */
final class PermissionPage {
    private static final String BEGINNING =
            """
            # Who may do what

            Rendered from `deploy/permissions/permissions.yaml`, which a test compares with what the packaged services do: every
            operation and page below is called as every role, as a stranger of that role, without a token and with tokens
            that do not hold, and who is refused has changed nothing ([decision 35](adr/0035-permissions-are-data.md)).

            What the public may, every role may: it needs no token. All else needs a token that holds (401) and a role that the
            row names (403); what the caller may not know of is not there for him (404). Of a list the condition says what
            is in it. Who may wait for a version is who sees the stream move ([decision 31](adr/0031-a-reader-names-the-version-he-wrote.md)).

            A word in a cell is a condition; an empty cell is a refusal.

            """;

    private static final String END =
            """

            What is under `/q` tells of the service and of no inspection; who keeps it from the public does so in front of the
            service. Signing in and out and the pages' files are for everyone. Where the business clock can be set, in the
            demo and test profiles, the operator alone reads and sets it; elsewhere `/admin/clock` does not exist.
            """;

    private final PermissionMatrix matrix;
    private final Map<String, List<String>> words;

    PermissionPage(PermissionMatrix matrix) {
        this.matrix = matrix;
        this.words = matrix.conditions();
    }

    String text() {
        var text = new StringBuilder(BEGINNING);
        text.append("| in a cell | what it means |\n|---|---|\n");
        words.values()
                .forEach(word ->
                        text.append("| %s | %s |\n".formatted(word.getFirst(), word.getLast())));
        PermissionMatrix.SERVICES.forEach(
                service -> table(text, service, matrix.operations(service)));
        table(text, "Pages of reporting-service", matrix.pages());
        table(text, "Every service", matrix.technical(PermissionMatrix.SERVICES.getFirst()));
        return text.append(END).toString();
    }

    private void table(StringBuilder text, String title, List<Row> rows) {
        text.append("\n## ").append(title).append("\n\n");
        line(text, Stream.concat(Stream.of("operation", "at"), matrix.roles().stream()).toList());
        text.append("|---".repeat(matrix.roles().size() + 2)).append("|\n");
        for (Row row : rows) {
            line(
                    text,
                    Stream.concat(
                                    Stream.of(
                                            row.id(),
                                            "`%s %s`".formatted(row.method(), row.path())),
                                    matrix.roles().stream().map(role -> cell(row, role)))
                            .toList());
        }
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /** What the public may, the others may too. */
    private String cell(Row row, String role) {
        var conditions = EnumSet.noneOf(Condition.class);
        Stream.of(PermissionMatrix.PUBLIC, role)
                .flatMap(one -> Stream.ofNullable(row.roles().get(one)))
                .forEach(conditions::add);
        if (conditions.contains(Condition.ALWAYS)) {
            return word(Condition.ALWAYS);
        }
        if (conditions.size() > 1) {
            conditions.remove(Condition.NOTHING);
        }
        return conditions.stream().map(this::word).collect(Collectors.joining("; "));
    }

    private String word(Condition condition) {
        return requireNonNull(words.get(condition.word())).getFirst();
    }
}
