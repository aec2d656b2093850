package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/broker/rights} at a broker that knows its users, tried by real clients. */
class BrokerRightsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Who reads and who writes a topic, said here once more. */
    private record Topic(String name, String writer, Set<String> readers) {}

    private static final String CASES = "case-service";
    private static final String SCORES = "scoring-service";
    private static final String REPORTS = "reporting-service";
    private static final String PLANS = "improvement-plan-service";
    private static final String DASHBOARDS = BrokerUsers.DASHBOARDS;
    private static final List<String> USERS = List.of(CASES, SCORES, REPORTS, PLANS, DASHBOARDS);
    private static final List<Topic> TOPICS =
            List.of(
                    new Topic("case-events", CASES, Set.of(CASES, SCORES, REPORTS, PLANS)),
                    new Topic("framework-events", CASES, Set.of(CASES, SCORES)),
                    new Topic("score-events", SCORES, Set.of(SCORES, REPORTS, DASHBOARDS)),
                    new Topic("self-audit-score-events", SCORES, Set.of(SCORES, REPORTS)),
                    new Topic("report-events", REPORTS, Set.of(REPORTS, SCORES, PLANS)),
                    new Topic("improvement-plan-events", PLANS, Set.of(PLANS, REPORTS)));

    /** In which groups somebody may take part; a service that reads nobody's topic is in none. */
    private static final Map<String, Set<String>> GROUPS =
            Map.of(
                    CASES, Set.of(),
                    SCORES, Set.of(SCORES),
                    REPORTS, Set.of(REPORTS),
                    PLANS, Set.of(PLANS),
                    DASHBOARDS, Set.of("dashboard-wall"));

    @TempDir private static Path directory = Path.of("");
    private static BrokerUsers users;
    private static Broker broker;
    private static int controller;
    private static Process running;
    private static BrokerRights rights;

    @BeforeAll
    static void start() throws Exception {
        var data = DataDirectory.at(directory.resolve("data"));
        data.prepare();
        users = BrokerUsers.of(new Secrets(data));
        controller = Backbone.freePort();
        broker =
                new Broker(
                        Installation.own(),
                        data.kafka(),
                        data.run(),
                        data.log("broker"),
                        Backbone.freePort(),
                        controller,
                        users);
        running = broker.launch();
        assertTrue(
                Processes.await(() -> broker.isReady() || !running.isAlive(), LIMIT)
                        && broker.isReady(),
                () -> data.log("broker").since(0));
        rights = BrokerRights.read(BrokerRights.usualList(Installation.own().root()), "");
        // Before there is any right nobody may do anything.
        for (var user : USERS) {
            assertEquals("denied", write(user, "case-events"), user);
        }
        rights.apply(operator());
        // Each service makes its own topics.
        for (var topic : TOPICS) {
            try (var admin = admin(topic.writer())) {
                assertTrue(
                        Processes.await(() -> may(() -> create(admin, topic.name())), LIMIT),
                        topic.name());
            }
        }
    }

    @AfterAll
    static void stop() {
        running.destroy();
        Processes.awaitExit(running.toHandle(), LIMIT);
    }

    @Test
    void each_topic_is_written_by_its_own_service_alone() {
        for (var topic : TOPICS) {
            var writers = new TreeSet<String>();
            for (var user : USERS) {
                if (write(user, topic.name()).equals("done")) {
                    writers.add(user);
                }
            }
            assertEquals(Set.of(topic.writer()), writers, topic.name());
        }
    }

    @Test
    void each_topic_is_read_by_whom_it_is_for() throws Exception {
        for (var topic : TOPICS) {
            assertEquals("done", write(topic.writer(), topic.name()));
            var readers = new TreeSet<String>();
            for (var user : USERS) {
                if (reads(user, topic.name())) {
                    readers.add(user);
                }
            }
            assertEquals(topic.readers(), readers, topic.name());
        }
    }

    @Test
    void each_group_is_its_own_services() {
        for (var user : USERS) {
            var taken = new TreeSet<String>();
            for (var group : List.of(CASES, SCORES, REPORTS, PLANS, "dashboard-wall", "dash")) {
                if (takesPart(user, group)) {
                    taken.add(group);
                }
            }
            assertEquals(GROUPS.get(user), taken, user);
        }
    }

    @Test
    void nobody_does_what_is_for_the_operator() throws Exception {
        for (var user : USERS) {
            try (var admin = admin(user)) {
                for (var topic : TOPICS) {
                    var name = topic.name();
                    var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
                    denied(user, admin.deleteTopics(List.of(name)).all());
                    denied(user, admin.describeConfigs(List.of(resource)).all());
                    denied(
                            user,
                            admin.incrementalAlterConfigs(
                                            Map.of(
                                                    resource,
                                                    List.of(
                                                            new AlterConfigOp(
                                                                    new ConfigEntry(
                                                                            "retention.ms", "1"),
                                                                    AlterConfigOp.OpType.SET))))
                                    .all());
                    denied(
                            user,
                            admin.createPartitions(Map.of(name, NewPartitions.increaseTo(9)))
                                    .all());
                    denied(
                            user,
                            admin.deleteRecords(
                                            Map.of(
                                                    new TopicPartition(name, 0),
                                                    RecordsToDelete.beforeOffset(0)))
                                    .all());
                    if (!topic.writer().equals(user)) {
                        denied(user, admin.createTopics(List.of(topic(name))).all());
                    }
                }
                denied(user, admin.createTopics(List.of(topic("another-topic"))).all());
                denied(
                        user,
                        admin.describeConfigs(
                                        List.of(
                                                new ConfigResource(
                                                        ConfigResource.Type.BROKER, "1")))
                                .all());
                denied(user, admin.describeAcls(AclBindingFilter.ANY).values());
                denied(user, admin.createAcls(List.of(everything(user))).all());
                denied(user, admin.deleteAcls(List.of(AclBindingFilter.ANY)).all());
                denied(user, admin.deleteConsumerGroups(List.of(SCORES)).all());
                denied(user, admin.describeUserScramCredentials().all());
            }
            var transactional = producerSettings(user);
            transactional.put("transactional.id", user);
            try (var producer =
                    new KafkaProducer<>(
                            transactional, new StringSerializer(), new StringSerializer())) {
                assertThrows(AuthorizationException.class, producer::initTransactions, user);
            }
        }
    }

    @Test
    void who_is_unknown_or_has_a_wrong_password_or_none_is_refused() {
        for (var stranger :
                List.of(
                        BrokerUsers.clientSettings("stranger", "stranger"),
                        BrokerUsers.clientSettings("operator", ""),
                        BrokerUsers.clientSettings("operator", "operator"),
                        BrokerUsers.clientSettings(CASES, "a-wrong-password"))) {
            assertInstanceOf(
                    SaslAuthenticationException.class,
                    refusal("bootstrap.servers", broker.bootstrap(), stranger));
        }
        assertInstanceOf(
                org.apache.kafka.common.errors.TimeoutException.class,
                refusal("bootstrap.servers", broker.bootstrap(), Map.of()));
        // At the controller's own port the broker is the only user.
        for (var user : List.of(CASES, DASHBOARDS, BrokerUsers.OPERATOR)) {
            assertInstanceOf(
                    SaslAuthenticationException.class,
                    refusal(
                            "bootstrap.controllers",
                            "127.0.0.1:" + controller,
                            users.clientSettings(user)));
        }
    }

    @Test
    void the_list_is_kept_exactly() throws Exception {
        try (var admin = admin(BrokerUsers.OPERATOR)) {
            admin.createAcls(List.of(everything(DASHBOARDS))).all().get(30, TimeUnit.SECONDS);
            assertTrue(Processes.await(() -> has(admin, everything(DASHBOARDS)), LIMIT));
            assertEquals(new BrokerRights.Change(0, 1), rights.apply(operator()));
            assertTrue(Processes.await(() -> !has(admin, everything(DASHBOARDS)), LIMIT));
            assertEquals(new BrokerRights.Change(0, 0), rights.apply(operator()));
        }
    }

    @Test
    void a_prefix_goes_before_topics_and_groups() throws Exception {
        var shared = BrokerRights.read(BrokerRights.usualList(Installation.own().root()), "p-");
        assertNotEquals(rights.names(), shared.names());
        assertEquals(
                new TreeSet<>(rights.names().stream().map(name -> "p-" + name).toList()),
                new TreeSet<>(shared.names()));
    }

    @Test
    void a_line_that_cannot_be_read_is_named() throws Exception {
        for (var bad : List.of("case-service write topic", "u fly topic t", "u read hill t")) {
            var list = Files.writeString(directory.resolve("bad"), "# rights\n\n" + bad + "\n");
            var refused =
                    assertThrows(StackException.class, () -> BrokerRights.read(list, ""), bad);
            assertTrue(String.valueOf(refused.getMessage()).startsWith("Line 3 of "), bad);
        }
    }

    /** "done", or "denied". */
    private static String write(String user, String topic) {
        try (var producer =
                new KafkaProducer<>(
                        producerSettings(user), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", "value")).get(60, TimeUnit.SECONDS);
            return "done";
        } catch (AuthorizationException e) {
            return "denied";
        } catch (ExecutionException e) {
            assertInstanceOf(AuthorizationException.class, e.getCause());
            return "denied";
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean reads(String user, String topic) {
        try (var consumer = consumer(user, "")) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return Processes.await(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty(), LIMIT);
        } catch (AuthorizationException e) {
            return false;
        }
    }

    /** Whether somebody may join a group and keep offsets in it; each may read some topic. */
    private static boolean takesPart(String user, String group) {
        var topic =
                TOPICS.stream()
                        .filter(one -> one.readers().contains(user))
                        .findFirst()
                        .orElseThrow();
        try (var consumer = consumer(user, group)) {
            consumer.subscribe(List.of(topic.name()));
            return Processes.await(
                    () -> {
                        consumer.poll(Duration.ofMillis(200));
                        if (consumer.assignment().isEmpty()) {
                            return false;
                        }
                        consumer.commitSync();
                        return true;
                    },
                    LIMIT);
        } catch (AuthorizationException e) {
            return false;
        }
    }

    private static KafkaConsumer<String, String> consumer(String user, String group) {
        var settings = settings(user);
        if (!group.isEmpty()) {
            settings.put("group.id", group);
        }
        settings.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static Map<String, Object> producerSettings(String user) {
        var settings = settings(user);
        settings.put("acks", "all");
        settings.put("max.block.ms", "30000");
        return settings;
    }

    private static Map<String, Object> settings(String user) {
        var settings = new HashMap<String, Object>(users.clientSettings(user));
        settings.put("bootstrap.servers", broker.bootstrap());
        return settings;
    }

    private static Map<String, String> operator() {
        var settings = new HashMap<>(users.clientSettings(BrokerUsers.OPERATOR));
        settings.put("bootstrap.servers", broker.bootstrap());
        return settings;
    }

    private static Admin admin(String user) {
        return Admin.create(settings(user));
    }

    private interface Asking {
        KafkaFuture<?> ask();
    }

    private static boolean may(Asking asking) {
        try {
            asking.ask().get(30, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            assertInstanceOf(AuthorizationException.class, e.getCause());
            return false;
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void denied(String user, KafkaFuture<?> asked) {
        var refused = assertThrows(ExecutionException.class, () -> asked.get(30, TimeUnit.SECONDS));
        assertInstanceOf(AuthorizationException.class, refused.getCause(), user);
    }

    private static Throwable refusal(String where, String address, Map<String, String> client) {
        var settings = new HashMap<String, Object>(client);
        settings.put(where, address);
        settings.put("request.timeout.ms", "3000");
        settings.put("default.api.timeout.ms", "4000");
        try (var admin = Admin.create(settings)) {
            var refused =
                    assertThrows(
                            ExecutionException.class,
                            () -> admin.describeCluster().nodes().get(60, TimeUnit.SECONDS));
            return refused.getCause() == null ? refused : refused.getCause();
        }
    }

    private static KafkaFuture<Void> create(Admin admin, String name) {
        return admin.createTopics(List.of(topic(name))).all();
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, 1, (short) 1).configs(Map.of("retention.ms", "-1"));
    }

    private static AclBinding everything(String user) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
                new AccessControlEntry(
                        "User:" + user, "*", AclOperation.ALL, AclPermissionType.ALLOW));
    }

    private static boolean has(Admin admin, AclBinding binding) {
        try {
            return admin.describeAcls(binding.toFilter())
                    .values()
                    .get(30, TimeUnit.SECONDS)
                    .contains(binding);
        } catch (ExecutionException
                | InterruptedException
                | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
