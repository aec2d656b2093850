package uk.inspection.local;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whom a broker knows, each with a password. The broker itself is one of them, for what it sends to
 * itself and to its controller; it and the operator may do everything, and all others what {@code
 * deploy/broker/rights} says.
 */
final class BrokerUsers {
    static final String OPERATOR = "operator";
    static final String DASHBOARDS = "dashboards";
    private static final String BROKER = "broker";

    private final Map<String, String> passwords;

    private BrokerUsers(Map<String, String> passwords) {
        this.passwords = Map.copyOf(passwords);
    }

    /** Those of a stack, with the passwords of its data directory. */
    static BrokerUsers of(Secrets secrets) {
        var passwords = new HashMap<String, String>();
        for (var user : List.of(BROKER, OPERATOR, DASHBOARDS)) {
            passwords.put(user, secrets.brokerPassword(user));
        }
        for (var service : PlatformService.all()) {
            passwords.put(service.module(), secrets.brokerPassword(service.module()));
        }
        return new BrokerUsers(passwords);
    }

    /** What the broker is configured with, the names of its two listeners being given. */
    Map<String, String> brokerSettings(String clients, String controller) {
        return Map.of(
                "sasl.enabled.mechanisms",
                "PLAIN",
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                "sasl.mechanism.controller.protocol",
                "PLAIN",
                listener(clients),
                login(BROKER) + known(passwords) + ";",
                listener(controller),
                login(BROKER) + known(Map.of(BROKER, password(BROKER))) + ";",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:" + BROKER + ";User:" + OPERATOR);
    }

    private static String listener(String name) {
        return "listener.name." + name.toLowerCase(Locale.ROOT) + ".plain.sasl.jaas.config";
    }

    private static String known(Map<String, String> passwords) {
        return passwords.entrySet().stream()
                .map(user -> " user_%s=\"%s\"".formatted(user.getKey(), user.getValue()))
                .sorted()
                .collect(Collectors.joining());
    }

    /** What a client is configured with to come as a user. */
    Map<String, String> clientSettings(String user) {
        return clientSettings(user, password(user));
    }

    static Map<String, String> clientSettings(String user, String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login(user, password) + ";");
    }

    private String login(String user) {
        return login(user, password(user));
    }

    private static String login(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
                .formatted(user, password);
    }

    private String password(String user) {
        var password = passwords.get(user);
        if (password == null) {
            throw new IllegalArgumentException("the broker knows no user " + user);
        }
        return password;
    }
}
