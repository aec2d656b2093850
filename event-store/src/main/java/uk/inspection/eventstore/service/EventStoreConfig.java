package uk.inspection.eventstore.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a deployment sets about topics, and about who owns the log. */
@ConfigMapping(prefix = "event-store")
public interface EventStoreConfig {
    /** Goes before every topic's name, where several platforms share a broker. */
    @WithDefault("")
    java.util.Optional<String> topicPrefix();

    /** Partitions of a topic at its creation; never changed afterwards. */
    @WithDefault("12")
    int topicPartitions();

    /** Copies of a topic, at most the number of brokers. */
    @WithDefault("1")
    short topicReplication();

    /** Who owns the log. */
    Migration migration();

    /**
     * The database user that owns the log and migrates it; the service itself then runs as one that
     * can only add to it. Without a name the service's own user migrates, if it is the owner.
     */
    interface Migration {
        java.util.Optional<String> username();

        java.util.Optional<String> password();
    }
}
