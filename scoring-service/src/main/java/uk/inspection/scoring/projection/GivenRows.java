package uk.inspection.scoring.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of inspections whose newest scores are applied together, written by one statement:
 * nothing of what they said before is fetched. Where an inspection stands in lists its first score
 * says, and no later one changes it.
 */
final class GivenRows {
    private static final String UPSERT =
            """
            insert into score (inspection, area, kind, framework_id, framework_version,
              provisional, sampled, judged, case_version, version, scorer, changed_at, scores,
              reinspection_proposed, reinspection_why, first_position, first_scored_at)
            select inspection, area, kind, framework_id, framework_version,
              provisional, sampled, judged, case_version, version, scorer, changed_at::timestamptz,
              scores, reinspection_proposed, reinspection_why, first_position,
              first_scored_at::timestamptz
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::boolean[],
                ?::int[], ?::int[], ?::bigint[], ?::bigint[], ?::int[], ?::text[], ?::text[],
                ?::boolean[], ?::text[], ?::bigint[], ?::text[])
              as given (inspection, area, kind, framework_id, framework_version, provisional,
                sampled, judged, case_version, version, scorer, changed_at, scores,
                reinspection_proposed, reinspection_why, first_position, first_scored_at)
            on conflict (inspection) do update set
              area = excluded.area, kind = excluded.kind, framework_id = excluded.framework_id,
              framework_version = excluded.framework_version, provisional = excluded.provisional,
              sampled = excluded.sampled, judged = excluded.judged,
              case_version = excluded.case_version, version = excluded.version,
              scorer = excluded.scorer, changed_at = excluded.changed_at, scores = excluded.scores,
              reinspection_proposed = excluded.reinspection_proposed,
              reinspection_why = excluded.reinspection_why
            """;

    private final List<ScoreEntity> rows = new ArrayList<>();

    /** A row of an inspection that has none here yet. */
    void add(ScoreEntity row) {
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void write(Connection connection) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            int next = 1;
            bind(upsert, next++, "text", of(row -> row.inspection).toArray(String[]::new));
            bind(upsert, next++, "text", of(row -> row.area).toArray(String[]::new));
            bind(upsert, next++, "text", of(row -> row.kind.name()).toArray(String[]::new));
            bind(upsert, next++, "text", of(row -> row.frameworkId).toArray(String[]::new));
            bind(upsert, next++, "int", of(row -> row.frameworkVersion).toArray(Integer[]::new));
            bind(upsert, next++, "boolean", of(row -> row.provisional).toArray(Boolean[]::new));
            bind(upsert, next++, "int", of(row -> row.sampled).toArray(Integer[]::new));
            bind(upsert, next++, "int", of(row -> row.judged).toArray(Integer[]::new));
            bind(upsert, next++, "bigint", of(row -> row.caseVersion).toArray(Long[]::new));
            bind(upsert, next++, "bigint", of(row -> row.version).toArray(Long[]::new));
            bind(upsert, next++, "int", of(row -> row.scorer).toArray(Integer[]::new));
            bind(
                    upsert,
                    next++,
                    "text",
                    of(row -> row.changedAt.toString()).toArray(String[]::new));
            bind(upsert, next++, "text", of(row -> row.scores).toArray(String[]::new));
            bind(
                    upsert,
                    next++,
                    "boolean",
                    of(row -> row.reinspectionProposed).toArray(Boolean[]::new));
            bind(upsert, next++, "text", of(row -> row.reinspectionWhy).toArray(String[]::new));
            bind(upsert, next++, "bigint", of(row -> row.firstPosition).toArray(Long[]::new));
            bind(
                    upsert,
                    next,
                    "text",
                    of(row -> row.firstScoredAt.toString()).toArray(String[]::new));
            upsert.executeUpdate();
        }
    }

    private <T extends @Nullable Object> List<T> of(Function<ScoreEntity, T> column) {
        var values = new ArrayList<T>(rows.size());
        rows.forEach(row -> values.add(column.apply(row)));
        return values;
    }

    private static void bind(PreparedStatement upsert, int place, String type, Object[] values)
            throws SQLException {
        upsert.setArray(place, upsert.getConnection().createArrayOf(type, values));
    }
}
