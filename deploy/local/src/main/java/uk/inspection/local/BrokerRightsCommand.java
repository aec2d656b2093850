package uk.inspection.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code broker-rights}: who may do what at a broker, made as the list says. */
@Command(
        name = "broker-rights",
        mixinStandardHelpOptions = true,
        description =
                "Makes the rights (ACLs) of a broker those of deploy/broker/rights, and takes away all"
                        + " others. Where the broker is, and which super user comes, the"
                        + " environment says as it does to a service: KAFKA_BOOTSTRAP_SERVERS,"
                        + " KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_MECHANISM, KAFKA_SASL_JAAS_CONFIG."
                        + " The embedded broker gets its rights at each start.")
final class BrokerRightsCommand implements Callable<Integer> {
    private static final String PREFIX = "KAFKA_";

    @Option(names = "--list", paramLabel = "FILE", description = "another list")
    private @Nullable Path list;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "what goes before the name of every topic and group")
    private String prefix = "";

    @Override
    public Integer call() {
        var file = list == null ? BrokerRights.usualList(Installation.own().root()) : list;
        var client = client(System.getenv());
        if (!client.containsKey("bootstrap.servers")) {
            throw new StackException("KAFKA_BOOTSTRAP_SERVERS does not say where the broker is.");
        }
        var change = BrokerRights.read(file, prefix).apply(client);
        System.out.printf(
                "The broker's rights are those of %s: %d added, %d removed.%n",
                file, change.added(), change.removed());
        return Launcher.OK;
    }

    private static Map<String, String> client(Map<String, String> environment) {
        var client = new HashMap<String, String>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                client.put(
                        name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.'),
                        value);
            }
        });
        return client;
    }
}
