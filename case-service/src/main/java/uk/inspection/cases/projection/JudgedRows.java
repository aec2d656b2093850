package uk.inspection.cases.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What judgements that follow one another change: of each case the answers that stand after the
 * last of them, of each inspection its version and how many of its cases are judged. Two
 * statements, however many there are, and no row is read to be written again.
 */
final class JudgedRows {
    /** Counted before the cases are changed. */
    private static final String INSPECTIONS =
            """
            with newly as (
              select c.inspection, count(*) as cases
              from sampled_case c join unnest(?::text[]) as given (id) using (id)
              where c.status <> 'judged'
              group by c.inspection)
            update inspection set
              version = told.version,
              judged = judged + coalesce(
                (select cases from newly where newly.inspection = told.id), 0)
            from unnest(?::text[], ?::bigint[]) as told (id, version)
            where inspection.id = told.id
            """;

    private static final String CASES =
            """
            update sampled_case set
              status = 'judged', revision = given.revision, answers = given.answers
            from unnest(?::text[], ?::int[], ?::text[]) as given (id, revision, answers)
            where sampled_case.id = given.id
            """;

    private record Row(int revision, String answers) {}

    private final Map<String, Row> cases = new LinkedHashMap<>();
    private final Map<String, Long> versions = new LinkedHashMap<>();

    /** A judgement, in the order of events. */
    void add(String inspection, long version, String caseId, int revision, String answers) {
        cases.put(CaseEntity.key(inspection, caseId), new Row(revision, answers));
        versions.put(inspection, version);
    }

    boolean isEmpty() {
        return cases.isEmpty();
    }

    void write(Connection connection) throws SQLException {
        String[] ids = cases.keySet().toArray(String[]::new);
        try (PreparedStatement update = connection.prepareStatement(INSPECTIONS)) {
            update.setArray(1, connection.createArrayOf("text", ids));
            update.setArray(
                    2, connection.createArrayOf("text", versions.keySet().toArray(String[]::new)));
            update.setArray(
                    3, connection.createArrayOf("bigint", versions.values().toArray(Long[]::new)));
            require(versions.size(), update.executeUpdate(), "inspections");
        }
        try (PreparedStatement update = connection.prepareStatement(CASES)) {
            update.setArray(1, connection.createArrayOf("text", ids));
            update.setArray(
                    2, connection.createArrayOf("int", of(Row::revision).toArray(Integer[]::new)));
            update.setArray(
                    3, connection.createArrayOf("text", of(Row::answers).toArray(String[]::new)));
            require(cases.size(), update.executeUpdate(), "cases");
        }
    }

    private <T> Stream<T> of(Function<Row, T> column) {
        return cases.values().stream().map(column);
    }

    private static void require(int expected, int found, String what) {
        if (found != expected) {
            throw new IllegalStateException(
                    "Of %d %s that were judged %d are there.".formatted(expected, what, found));
        }
    }
}
