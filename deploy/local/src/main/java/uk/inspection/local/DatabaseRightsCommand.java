package uk.inspection.local;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code database-rights}: databases and their users, made on a server of one's own. */
@Command(
        name = "database-rights",
        mixinStandardHelpOptions = true,
        description =
                "Makes databases with their users and rights on a PostgreSQL of your own, and sets the"
                        + " users' passwords. Safe to repeat. Where the server is, and which"
                        + " superuser comes, the environment says: POSTGRES_HOST, POSTGRES_PORT"
                        + " (5432), POSTGRES_USER (postgres), POSTGRES_PASSWORD; and each user's"
                        + " password, such as CASE_SERVICE_PASSWORD and"
                        + " CASE_SERVICE_OWNER_PASSWORD.")
final class DatabaseRightsCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,56}");

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description =
                    "databases (default: the four services'). One that is no service's belongs to"
                            + " its only user, who has its name")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() {
        var environment = System.getenv();
        var host = needed(environment, "POSTGRES_HOST");
        var port = environment.getOrDefault("POSTGRES_PORT", "5432");
        var login = new Properties();
        login.setProperty("user", environment.getOrDefault("POSTGRES_USER", Postgres.SUPERUSER));
        login.setProperty("password", needed(environment, "POSTGRES_PASSWORD"));
        login.setProperty("connectTimeout", "10");
        login.setProperty("socketTimeout", "60");
        var rights =
                new DatabaseRights(
                        database -> connect(host, port, database, login),
                        user -> needed(environment, user.toUpperCase(Locale.ROOT) + "_PASSWORD"));
        var services = PlatformService.all();
        var wanted =
                names.isEmpty() ? services.stream().map(PlatformService::database).toList() : names;
        for (var name : wanted) {
            if (!NAME.matcher(name).matches()) {
                throw new StackException(name + " is no name for a database.");
            }
            services.stream()
                    .filter(service -> service.database().equals(name))
                    .findFirst()
                    .ifPresentOrElse(
                            service ->
                                    rights.provide(
                                            service,
                                            DatabaseRights.usualRights(Installation.own().root())),
                            () -> rights.provide(name));
        }
        System.out.printf(
                "The server has the databases %s, with their users.%n", String.join(", ", wanted));
        return Launcher.OK;
    }

    private static Connection connect(String host, String port, String database, Properties login)
            throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%s/%s".formatted(host, port, database), login);
    }

    private static String needed(Map<String, String> environment, String name) {
        var value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            throw new StackException(name + " is not set.");
        }
        return value;
    }
}
