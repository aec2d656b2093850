package uk.inspection.local.testing;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Makes databases with names that no other test has. */
record Databases(String jdbcUrl, String user, String password) {
    private static final int NAME_MAX = 63;

    String create(String prefix) {
        var name = uniqueName(prefix);
        try (var connection = DriverManager.getConnection(jdbcUrl, user, password);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("the database " + name + " could not be made", e);
        }
        return jdbcUrl.substring(0, jdbcUrl.lastIndexOf('/') + 1) + name;
    }

    private static String uniqueName(String prefix) {
        var legal = "t_" + prefix.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        return legal.substring(0, Math.min(legal.length(), NAME_MAX - 12)) + "_" + unique();
    }

    /** Ten letters and digits. */
    static String unique() {
        var number = ThreadLocalRandom.current().nextLong(1L << 50);
        var text = Long.toString(number, 36);
        return "0".repeat(10 - text.length()) + text;
    }
}
