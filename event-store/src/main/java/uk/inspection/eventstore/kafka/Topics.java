package uk.inspection.eventstore.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The topics of the platform at one broker: their names there, their making, their ends. */
public final class Topics implements AutoCloseable {
    /** Largest record a topic takes. */
    static final int RECORD_BYTES_MAX = 4 * 1024 * 1024;

    private static final int REQUEST_TIMEOUT_MS = 3000;
    private static final int CALL_TIMEOUT_MS = 4000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final Map<String, Object> kafkaConfig;
    private final String prefix;
    private final int partitions;
    private final short replication;
    private final Admin admin;

    /**
     * Topics at a broker.
     *
     * @param kafkaConfig {@code bootstrap.servers} and any security settings
     * @param prefix goes before every topic's name and every group's; may be empty
     * @param partitions of a topic at its making; never changed afterwards
     */
    public Topics(
            Map<String, Object> kafkaConfig, String prefix, int partitions, short replication) {
        var shared = new HashMap<>(kafkaConfig);
        // Or clients tell what they measure over JMX: nobody reads it, and each start pays.
        shared.putIfAbsent(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        this.kafkaConfig = Map.copyOf(shared);
        this.prefix = prefix;
        this.partitions = partitions;
        this.replication = replication;
        Map<String, Object> config = clientConfig();
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
        this.admin = Admin.create(config);
    }

    /** The broker did not answer, or said no; it may later. */
    public static final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreachable(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }

    /** The topic's name as the broker knows it. */
    public String physical(String topic) {
        return prefix + topic;
    }

    /**
     * Makes the topic if it is missing. It keeps everything for ever, and acknowledges what all of
     * its copies but one have: with three, one broker may die and nothing is lost or waits.
     */
    public void ensure(String topic) {
        if (find(topic) != null) {
            return;
        }
        NewTopic missing =
                new NewTopic(physical(topic), partitions, replication)
                        .configs(
                                Map.of(
                                        "retention.ms",
                                        "-1",
                                        "retention.bytes",
                                        "-1",
                                        "cleanup.policy",
                                        "delete",
                                        "max.message.bytes",
                                        Integer.toString(RECORD_BYTES_MAX),
                                        "min.insync.replicas",
                                        Integer.toString(Math.max(1, replication - 1))));
        try {
            answer(admin.createTopics(List.of(missing)).all(), topic);
        } catch (Unreachable e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Identity of the topic: one made anew under the same name has another. */
    public String id(String topic) {
        return describe(topic).topicId().toString();
    }

    /** For each partition the offset that the next record will get. */
    public Map<Integer, Long> ends(String topic) {
        Map<TopicPartition, OffsetSpec> asked =
                describe(topic).partitions().stream()
                        .map(partition ->
                                new TopicPartition(physical(topic), partition.partition()))
                        .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
        var ends = new TreeMap<Integer, Long>();
        answer(admin.listOffsets(asked).all(), topic)
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    @Override
    public void close() {
        admin.close(ANSWER_WITHIN);
    }

    String prefix() {
        return prefix;
    }

    /** A fresh copy of the settings that every client needs. */
    Map<String, Object> clientConfig() {
        return new HashMap<>(kafkaConfig);
    }

    /** The topic's id; null when there is no such topic. */
    @Nullable String findId(String topic) {
        TopicDescription found = find(topic);
        return found == null ? null : found.topicId().toString();
    }

    private TopicDescription describe(String topic) {
        TopicDescription found = find(topic);
        if (found == null) {
            throw new Unreachable("There is no topic %s.".formatted(physical(topic)), null);
        }
        return found;
    }

    private @Nullable TopicDescription find(String topic) {
        String name = physical(topic);
        try {
            return answer(admin.describeTopics(List.of(name)).allTopicNames(), topic).get(name);
        } catch (Unreachable e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw e;
        }
    }

    private <R> R answer(KafkaFuture<R> asked, String topic) {
        try {
            return asked.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Unreachable(
                    "The broker did not answer for topic %s: %s"
                            .formatted(physical(topic), cause.getMessage()),
                    cause);
        } catch (TimeoutException e) {
            throw new Unreachable(
                    "The broker did not answer for topic %s in time.".formatted(physical(topic)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable("Interrupted while asking the broker.", e);
        }
    }
}
