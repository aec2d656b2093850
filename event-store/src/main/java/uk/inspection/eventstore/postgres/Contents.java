package uk.inspection.eventstore.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the tables of a schema hold, in whatever order their rows lie. Numbers that the database
 * itself gave to rows say nothing, and are left out; so is what the migrations keep of themselves.
 *
 * @param tables rows and digest of each table
 */
public record Contents(Map<String, Digest> tables) {
    private static final String MIGRATIONS = "flyway_schema_history";

    /** Sums of both halves of each row's SHA-256: the order of rows does not matter. */
    private static final String DIGEST =
            """
            select count(*),
              coalesce(sum(('x' || substr(hash, 1, 16))::bit(64)::bigint::numeric), 0) || ':' ||
              coalesce(sum(('x' || substr(hash, 17, 16))::bit(64)::bigint::numeric), 0)
            from (select encode(sha256(convert_to(row(%s)::text, 'UTF8')), 'hex') as hash
                    from %s) hashed
            """;

    /** Rows of a table and a digest of them. */
    public record Digest(long rows, String sum) {}

    public static Contents of(Connection connection, String schema) throws SQLException {
        var tables = new TreeMap<String, Digest>();
        for (String table : tables(connection, schema)) {
            String columns = String.join(", ", columns(connection, schema, table));
            try (Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery(
                                    DIGEST.formatted(columns, name(schema) + "." + name(table)))) {
                rows.next();
                tables.put(table, new Digest(rows.getLong(1), rows.getString(2)));
            }
        }
        return new Contents(tables);
    }

    /** Rows of all tables. */
    public long rows() {
        return tables.values().stream().mapToLong(Digest::rows).sum();
    }

    /**
     * In which row two schemas of the same tables differ: the table, the row's key and the columns.
     * What the columns hold is not told, for it may be about a child.
     */
    public static Optional<String> firstDifference(Connection connection, String one, String other)
            throws SQLException {
        Contents left = of(connection, one);
        Contents right = of(connection, other);
        for (Map.Entry<String, Digest> table : left.tables.entrySet()) {
            Digest there = right.tables.get(table.getKey());
            if (!table.getValue().equals(there)) {
                return Optional.of(
                        "Table %s: %d rows and %d. %s"
                                .formatted(
                                        table.getKey(),
                                        table.getValue().rows,
                                        there == null ? 0 : there.rows,
                                        row(connection, one, other, table.getKey())));
            }
        }
        return Optional.empty();
    }

    private static String row(Connection connection, String one, String other, String table)
            throws SQLException {
        List<String> key = key(connection, one, table);
        if (key.isEmpty()) {
            return "It has no key by which the row could be named.";
        }
        List<String> columns = columns(connection, one, table);
        String differing =
                columns.stream()
                        .map(column ->
                                "case when a.%1$s is distinct from b.%1$s then %2$s end"
                                        .formatted(column, literal(column)))
                        .collect(Collectors.joining(", "));
        String distinct =
                columns.stream()
                        .map(column -> "a.%1$s is distinct from b.%1$s".formatted(column))
                        .collect(Collectors.joining(" or "));
        String sql =
                "select row(%s)::text, concat_ws(', ', %s) from %s a full join %s b using (%s)"
                                .formatted(
                                        String.join(", ", key),
                                        differing,
                                        name(one) + "." + name(table),
                                        name(other) + "." + name(table),
                                        String.join(", ", key))
                        + " where "
                        + distinct
                        + " order by 1 limit 1";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next()
                    ? "The row %s differs in %s.".formatted(rows.getString(1), rows.getString(2))
                    : "The same row is there more than once.";
        }
    }

    private static List<String> tables(Connection connection, String schema) throws SQLException {
        return texts(
                connection,
                "select table_name from information_schema.tables where table_schema = ?"
                        + " and table_type = 'BASE TABLE' and table_name <> ? order by 1",
                schema,
                MIGRATIONS);
    }

    private static List<String> columns(Connection connection, String schema, String table)
            throws SQLException {
        return texts(
                connection,
                "select quote_ident(column_name) from information_schema.columns"
                        + " where table_schema = ? and table_name = ? and is_identity = 'NO' order by 1",
                schema,
                table);
    }

    /** The columns of a unique index without numbers that the database gave. */
    private static List<String> key(Connection connection, String schema, String table)
            throws SQLException {
        return texts(
                connection,
                """
                select quote_ident(a.attname)
                from (select i.indrelid, i.indkey, i.indnkeyatts from pg_index i
                        where i.indrelid = (quote_ident(?) || '.' || quote_ident(?))::regclass
                          and i.indisunique and i.indpred is null and i.indexprs is null
                          and not exists (select from pg_attribute g
                                            where g.attrelid = i.indrelid and g.attidentity <> ''
                                              and g.attnum = any (i.indkey))
                        order by i.indisprimary desc, i.indexrelid limit 1) unique_index
                join pg_attribute a on a.attrelid = unique_index.indrelid
                  and a.attnum = any ((unique_index.indkey::int2[])[0:unique_index.indnkeyatts - 1])
                order by 1
                """,
                schema,
                table);
    }

    private static List<String> texts(Connection connection, String sql, String... bound)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < bound.length; i++) {
                select.setString(i + 1, bound[i]);
            }
            var texts = new ArrayList<String>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }

    private static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
