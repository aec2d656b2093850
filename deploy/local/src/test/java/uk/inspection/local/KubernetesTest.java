package uk.inspection.local;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code deploy/kubernetes} against the published schemas and against what the code and the other
 * deployments say. No cluster runs here: this is all that is known of it.
 */
class KubernetesTest {
    private static final Path ROOT = Installation.own().root();
    private static final Path FOLDER = ROOT.resolve("deploy/kubernetes");
    private static final String PART_OF = "inspection-platform";
    private static final String CA = "ca.crt";

    /** What the ends of reader, writer and relay may take while a store is away, in seconds. */
    private static final int ENDS = 100;

    enum Overlay {
        SMALL,
        PRODUCTION;

        private final Kustomization built =
                Kustomization.of(
                        FOLDER.resolve("overlays").resolve(name().toLowerCase(Locale.ROOT)));
    }

    // ---- form

    @ParameterizedTest
    @EnumSource
    void every_resource_is_as_the_published_schema_of_its_kind_says(Overlay overlay) {
        var faults = new TreeMap<String, List<String>>();
        for (var resource : overlay.built.resources()) {
            var found = PublishedSchemas.faults(resource);
            if (!found.isEmpty()) {
                faults.put(resource.path("kind") + " " + resource.at("/metadata/name"), found);
            }
        }
        assertEquals(Map.of(), faults);
    }

    @Test
    void a_field_that_nobody_knows_or_of_another_type_is_a_fault() {
        for (var kind :
                List.of(
                        "Deployment",
                        "NetworkPolicy",
                        "Kafka",
                        "KafkaNodePool",
                        "KafkaTopic",
                        "KafkaUser",
                        "Cluster",
                        "HTTPRoute",
                        "ScaledObject",
                        "HorizontalPodAutoscaler",
                        "PodDisruptionBudget",
                        "ExternalSecret")) {
            var resource = Overlay.PRODUCTION.built.all(kind).values().iterator().next().deepCopy();
            resource.withObject("/spec").put("replicaz", 3);
            assertFalse(PublishedSchemas.faults(resource).isEmpty(), kind);
            var other = resource.deepCopy();
            other.put("spec", "none");
            assertFalse(PublishedSchemas.faults(other).isEmpty(), kind);
        }
    }

    @Test
    void every_file_is_used() throws IOException {
        var used = new HashSet<Path>();
        for (var overlay : Overlay.values()) {
            used.addAll(overlay.built.files());
        }
        try (Stream<Path> files = Files.walk(FOLDER)) {
            var unused =
                    files.filter(file -> file.toString().endsWith(".yaml"))
                            .filter(file -> !used.contains(file))
                            .toList();
            assertEquals(List.of(), unused);
        }
    }

    // ---- the broker

    @ParameterizedTest
    @EnumSource
    void topics_are_those_that_services_write_with_as_many_copies_as_they_would_make(
            Overlay overlay) {
        var written = new TreeSet<String>();
        for (var right : rights()) {
            if (right.entry().operation() == AclOperation.CREATE) {
                written.add(right.pattern().name());
            }
        }
        var topics = overlay.built.all("KafkaTopic");
        assertEquals(written, topics.keySet().stream().collect(toTreeSet()));
        var settings = overlay.built.the("ConfigMap", "platform").get("data");
        var config = overlay.built.the("Kafka", "broker").at("/spec/kafka/config");
        var brokers = overlay.built.the("KafkaNodePool", "combined").at("/spec/replicas").asInt();
        var copies = settings.get("EVENT_STORE_TOPIC_REPLICATION").asInt();
        assertEquals(brokers, copies);
        for (var topic : topics.values()) {
            var spec = topic.get("spec");
            assertEquals(
                    settings.get("EVENT_STORE_TOPIC_PARTITIONS").asInt(),
                    spec.get("partitions").asInt());
            assertEquals(copies, spec.get("replicas").asInt());
            assertEquals(
                    config.get("min.insync.replicas").asInt(),
                    spec.at("/config/min.insync.replicas").asInt(),
                    "a topic that its service makes anew has the broker's");
        }
        for (var copied :
                List.of(
                        "default.replication.factor",
                        "offsets.topic.replication.factor",
                        "transaction.state.log.replication.factor")) {
            assertEquals(copies, config.get(copied).asInt(), copied);
        }
        var acknowledged = config.get("min.insync.replicas").asInt();
        assertEquals(Math.max(1, copies - 1), acknowledged, "one may be away, and none be alone");
        assertFalse(config.get("auto.create.topics.enable").asBoolean());
        assertFalse(config.get("unclean.leader.election.enable").asBoolean());
    }

    @ParameterizedTest
    @EnumSource
    void users_may_do_what_the_list_of_the_brokers_rights_says(Overlay overlay) {
        var given = new HashSet<AclBinding>();
        overlay.built
                .all("KafkaUser")
                .forEach((user, resource) -> {
                    assertEquals("simple", resource.at("/spec/authorization/type").asText());
                    for (var acl : resource.at("/spec/authorization/acls")) {
                        for (var operation : acl.get("operations")) {
                            given.add(binding(user, acl, operation.asText()));
                        }
                    }
                });
        assertEquals(rights(), given);
    }

    private static AclBinding binding(String user, JsonNode acl, String operation) {
        var resource = acl.get("resource");
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.valueOf(upper(resource.get("type").asText())),
                        resource.get("name").asText(),
                        resource.get("patternType").asText().equals("prefix")
                                ? PatternType.PREFIXED
                                : PatternType.LITERAL),
                new AccessControlEntry(
                        "User:" + user,
                        acl.path("host").asText("*"),
                        AclOperation.valueOf(upper(operation)),
                        AclPermissionType.valueOf(upper(acl.path("type").asText("allow")))));
    }

    private static Set<AclBinding> rights() {
        return BrokerRights.read(BrokerRights.usualList(ROOT), "").listed();
    }

    // ---- the services

    @ParameterizedTest
    @EnumSource
    void each_service_listens_where_its_configuration_says(Overlay overlay) throws IOException {
        var services =
                PlatformService.all().stream().map(PlatformService::module).collect(toTreeSet());
        assertEquals(services, new TreeSet<>(overlay.built.all("Deployment").keySet()));
        assertEquals(services, new TreeSet<>(overlay.built.all("Service").keySet()));
        assertEquals(services, new TreeSet<>(overlay.built.all("PodDisruptionBudget").keySet()));
        for (var service : services) {
            var port = configuration(service).getProperty("quarkus.http.port");
            assertEquals(port, container(overlay, service).at("/ports/0/containerPort").asText());
            assertEquals(
                    port, overlay.built.the("Service", service).at("/spec/ports/0/port").asText());
            assertTrue(
                    container(overlay, service)
                            .get("image")
                            .asText()
                            .matches("inspection-platform/" + service + ":\\d+\\.\\d+\\.\\d+"));
            var label = Map.of("app.kubernetes.io/name", service);
            assertEquals(label, map(overlay.built.the("Service", service).at("/spec/selector")));
            for (var kind : List.of("Deployment", "PodDisruptionBudget")) {
                assertEquals(
                        label,
                        map(overlay.built.the(kind, service).at("/spec/selector/matchLabels")));
            }
            assertEquals(
                    Map.of("app.kubernetes.io/name", service, "app.kubernetes.io/part-of", PART_OF),
                    map(
                            overlay.built
                                    .the("Deployment", service)
                                    .at("/spec/template/metadata/labels")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_service_is_told_what_the_embedded_stack_tells_it_and_nothing_that_nobody_reads(
            Overlay overlay) throws IOException {
        var known = known();
        for (var service : overlay.built.all("Deployment").keySet()) {
            var told = environment(overlay, service);
            var missing = new TreeSet<>(toldByTheEmbeddedStack(service));
            missing.removeAll(told.keySet());
            assertEquals(Set.of(), missing, service);
            var unread = new TreeSet<>(told.keySet());
            unread.removeIf(name ->
                    known.contains(name)
                            || name.equals("JAVA_TOOL_OPTIONS")
                            || ofKafkasClient(name));
            assertEquals(Set.of(), unread, service);
            told.forEach((name, value) -> assertFalse(value.isBlank(), service + " " + name));
            assertFalse(
                    overlay.built
                            .the("Deployment", service)
                            .at("/spec/template/spec/enableServiceLinks")
                            .asBoolean(true),
                    "a Service's address would come as a variable, and KAFKA_ ones are settings");
        }
    }

    /** Names that the embedded stack gives, apart from those of its own ports and clocks. */
    private static Set<String> toldByTheEmbeddedStack(String service) throws IOException {
        var source =
                Files.readString(
                        ROOT.resolve("deploy/local/src/main/java/uk/inspection/local/Stack.java"));
        var told = new TreeSet<String>();
        var put = Pattern.compile("environment\\.put\\(\\s*\"([A-Z_]+)\",").matcher(source);
        while (put.find()) {
            told.add(put.group(1));
        }
        assertTrue(told.size() > 10, told.toString());
        BrokerUsers.clientSettings("a", "b")
                .keySet()
                .forEach(name -> told.add(variable("kafka." + name)));
        told.removeIf(name ->
                name.equals("QUARKUS_PROFILE")
                        || name.startsWith("QUARKUS_HTTP_")
                        || name.startsWith("BUSINESS_CLOCK"));
        told.removeIf(name -> name.contains("PAGES") && !service.equals("reporting-service"));
        told.removeIf(name -> name.contains("KEY") && !service.equals("case-service"));
        return told;
    }

    /**
     * The variables of the operator's table; one that begins with _ takes the place of another's
     * end.
     */
    private static Set<String> known() throws IOException {
        var known = new TreeSet<String>();
        for (var line : Files.readAllLines(ROOT.resolve("docs/operating.md"))) {
            if (!line.startsWith("| `")) {
                continue;
            }
            var whole = "";
            var names = Pattern.compile("`([A-Z_.]+)`").matcher(line);
            while (names.find()) {
                var name = names.group(1);
                if (!name.startsWith("_")) {
                    whole = name;
                    known.add(name);
                } else if (name.endsWith("_")) {
                    for (var end : List.of("JDBC_URL", "USERNAME", "PASSWORD")) {
                        known.add("QUARKUS_DATASOURCE" + name + end);
                    }
                } else {
                    for (var cut = whole.indexOf('_'); cut > 0; cut = whole.indexOf('_', cut + 1)) {
                        known.add(whole.substring(0, cut) + name);
                    }
                }
            }
        }
        assertTrue(known.contains("QUARKUS_DATASOURCE_KEYS_PASSWORD"), known.toString());
        return known;
    }

    private static boolean ofKafkasClient(String variable) {
        if (!variable.startsWith("KAFKA_")) {
            return false;
        }
        var name = variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
        return AdminClientConfig.configNames().contains(name)
                && ProducerConfig.configNames().contains(name)
                && ConsumerConfig.configNames().contains(name);
    }

    @ParameterizedTest
    @EnumSource
    void a_service_has_no_more_rights_than_it_needs_and_the_time_to_end(Overlay overlay)
            throws IOException {
        for (var service : overlay.built.all("Deployment").keySet()) {
            var pod = overlay.built.the("Deployment", service).at("/spec/template/spec");
            assertFalse(pod.get("automountServiceAccountToken").asBoolean(true));
            assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
            var container = container(overlay, service);
            assertTrue(container.at("/securityContext/readOnlyRootFilesystem").asBoolean());
            assertFalse(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true));
            assertEquals(
                    List.of("ALL"),
                    Kustomization.texts(container.at("/securityContext/capabilities/drop")));
            assertEquals(
                    "0",
                    overlay.built
                            .the("Deployment", service)
                            .at("/spec/strategy/rollingUpdate/maxUnavailable")
                            .asText());
            var configuration = configuration(service);
            var needed =
                    container.at("/lifecycle/preStop/sleep/seconds").asInt()
                            + seconds(configuration.getProperty("quarkus.shutdown.timeout"))
                            + seconds(configuration.getProperty("quarkus.shutdown.delay", "0S"))
                            + ENDS;
            assertTrue(pod.get("terminationGracePeriodSeconds").asInt() >= needed, service);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_file_that_a_variable_names_is_there_and_certificates_are_looked_at(Overlay overlay) {
        for (var service : overlay.built.all("Deployment").keySet()) {
            var secrets = new TreeMap<String, String>();
            for (var volume :
                    overlay.built.the("Deployment", service).at("/spec/template/spec/volumes")) {
                secrets.put(
                        volume.get("name").asText(),
                        volume.at("/secret/secretName").asText()
                                + "/"
                                + volume.at("/secret/items/0/path").asText());
            }
            var files = new TreeMap<String, String>();
            for (var mount : container(overlay, service).get("volumeMounts")) {
                var secret = String.valueOf(secrets.get(mount.get("name").asText()));
                files.put(
                        mount.get("mountPath").asText() + secret.substring(secret.indexOf('/')),
                        secret);
            }
            environment(overlay, service)
                    .forEach((name, value) -> {
                        if (name.endsWith("_JDBC_URL")) {
                            var database = URI.create(value.substring("jdbc:".length()));
                            assertEquals(
                                    "sslmode=verify-full&sslrootcert",
                                    database.getQuery()
                                            .substring(0, database.getQuery().lastIndexOf('=')));
                            assertEquals(
                                    database.getHost().replaceFirst("-rw$", "-ca/") + CA,
                                    files.get(value.substring(value.lastIndexOf('=') + 1)));
                        } else if (name.equals("KAFKA_SSL_TRUSTSTORE_LOCATION")) {
                            assertEquals("broker-cluster-ca-cert/" + CA, files.get(value));
                        } else if (name.endsWith("_FILE")) {
                            assertTrue(files.containsKey(value), name);
                        }
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void probes_ask_what_a_service_answers(Overlay overlay) throws IOException {
        var checks =
                Files.readString(
                        ROOT.resolve(
                                "event-store/src/main/java/uk/inspection/eventstore/service/ReadinessChecks.java"));
        for (var service : overlay.built.all("Deployment").keySet()) {
            for (var probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                var asked = container(overlay, service).at("/" + probe + "/httpGet");
                assertEquals("http", asked.get("port").asText());
                var path = asked.get("path").asText();
                var group = path.replace("/q/health/group/", "");
                assertTrue(
                        Set.of("/q/health/started", "/q/health/live").contains(path)
                                || checks.contains("@HealthGroup(\"" + group + "\")"),
                        path);
            }
        }
    }

    // ---- databases

    @ParameterizedTest
    @EnumSource
    void each_service_has_a_server_whose_log_belongs_to_another_user(Overlay overlay) {
        var clusters = overlay.built.all("Cluster");
        assertEquals(PlatformService.all().size() + 1, clusters.size());
        for (var service : PlatformService.all()) {
            var cluster = overlay.built.the("Cluster", service.module() + "-database").get("spec");
            var made = cluster.at("/bootstrap/initdb");
            assertEquals(service.database(), made.get("database").asText());
            assertEquals(service.databaseOwner(), made.get("owner").asText());
            assertEquals(
                    List.of("create role " + service.database() + " login"),
                    Kustomization.texts(made.get("postInitSQL")));
            var rights = made.at("/postInitApplicationSQLRefs/configMapRefs/0");
            assertEquals(
                    readDatabaseRights(),
                    overlay.built
                            .the("ConfigMap", rights.get("name").asText())
                            .get("data")
                            .get(rights.get("key").asText())
                            .asText());
            assertEquals(1, cluster.at("/managed/roles").size());
            var role = cluster.at("/managed/roles/0");
            assertEquals(service.database(), role.get("name").asText());
            var told = environment(overlay, service.module());
            assertEquals(service.database(), told.get("QUARKUS_DATASOURCE_USERNAME"));
            assertEquals(service.databaseOwner(), told.get("EVENT_STORE_MIGRATION_USERNAME"));
            assertEquals(
                    role.at("/passwordSecret/name").asText() + "/password",
                    told.get("QUARKUS_DATASOURCE_PASSWORD"));
            assertEquals(
                    made.at("/secret/name").asText() + "/password",
                    told.get("EVENT_STORE_MIGRATION_PASSWORD"));
        }
        var keys = overlay.built.the("Cluster", "case-keys-database").get("spec");
        assertEquals(
                environment(overlay, "case-service").get("QUARKUS_DATASOURCE_KEYS_USERNAME"),
                keys.at("/bootstrap/initdb/owner").asText());
        if (overlay == Overlay.PRODUCTION) {
            clusters.forEach((name, cluster) -> {
                assertEquals(3, cluster.at("/spec/instances").asInt(), name);
                var synchronous = cluster.at("/spec/postgresql/synchronous");
                assertEquals("required", synchronous.get("dataDurability").asText(), name);
                assertTrue(synchronous.get("failoverQuorum").asBoolean(), name);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_database_takes_the_connections_of_as_many_instances_as_there_may_be(Overlay overlay)
            throws IOException {
        for (var service : overlay.built.all("Deployment").keySet()) {
            var configuration = configuration(service);
            var pool =
                    Integer.parseInt(configuration.getProperty("quarkus.datasource.jdbc.max-size"));
            var one = pool + 1; // the owner comes on a connection of its own
            assertTrue(
                    (instancesMax(overlay, service) + 1) * one + 10
                            <= overlay.built
                                    .the("Cluster", service + "-database")
                                    .at("/spec/postgresql/parameters/max_connections")
                                    .asInt(),
                    service);
        }
    }

    private static int instancesMax(Overlay overlay, String service) {
        var most = overlay.built.the("Deployment", service).at("/spec/replicas").asInt(0);
        for (var scaled : overlay.built.all("ScaledObject").values()) {
            if (scaled.at("/spec/scaleTargetRef/name").asText().equals(service)) {
                most = Math.max(most, scaled.at("/spec/maxReplicaCount").asInt());
            }
        }
        for (var scaled : overlay.built.all("HorizontalPodAutoscaler").values()) {
            if (scaled.at("/spec/scaleTargetRef/name").asText().equals(service)) {
                most = Math.max(most, scaled.at("/spec/maxReplicas").asInt());
            }
        }
        assertTrue(most > 0, service);
        return most;
    }

    // ---- secrets

    @ParameterizedTest
    @EnumSource
    void every_secret_is_made_here_or_in_the_list_of_what_comes_from_outside(Overlay overlay)
            throws Exception {
        var asked = asked(overlay);
        asked.removeAll(madeByOperators(overlay));
        var handed = new TreeSet<String>();
        for (var secret : madeForATrial()) {
            var name = secret.at("/metadata/name").asText();
            secret.get("stringData")
                    .fieldNames()
                    .forEachRemaining(key -> handed.add(name + "/" + key));
        }
        assertEquals(handed, asked);
        assertEquals(handed, listed());
    }

    @Test
    void the_store_of_secrets_gives_the_same_ones() throws Exception {
        var given = new TreeMap<String, String>();
        Overlay.PRODUCTION
                .built
                .all("ExternalSecret")
                .forEach((name, secret) -> {
                    for (var entry : secret.at("/spec/data")) {
                        given.put(name + "/" + entry.get("secretKey").asText(), "");
                    }
                    secret.at("/spec/target/template/data")
                            .fields()
                            .forEachRemaining(entry ->
                                    given.put(
                                            name + "/" + entry.getKey(),
                                            entry.getValue().asText()));
                });
        var handed = new TreeSet<String>();
        for (var secret : madeForATrial()) {
            var name = secret.at("/metadata/name").asText();
            secret.get("stringData")
                    .fields()
                    .forEachRemaining(entry -> {
                        handed.add(name + "/" + entry.getKey());
                        if (entry.getKey().equals("username")) {
                            assertEquals(given.get(name + "/username"), entry.getValue().asText());
                        }
                    });
        }
        assertEquals(handed, given.keySet());
    }

    @Test
    void secrets_for_a_trial_are_made_anew_each_time_and_are_what_services_take() throws Exception {
        var first = madeForATrial();
        var second = madeForATrial();
        for (var index = 0; index < first.size(); index++) {
            assertEquals(List.of(), PublishedSchemas.faults(first.get(index)));
            var values = map(first.get(index).get("stringData"));
            var others = map(second.get(index).get("stringData"));
            values.forEach((key, value) -> {
                if (!key.equals("username")) {
                    assertTrue(value.length() >= 32, key);
                    assertNotEquals(value, others.get(key), key);
                }
            });
            if (values.containsKey("master-keys")) {
                var pair = values.get("master-keys").split(":", 2);
                assertEquals(32, Base64.getDecoder().decode(pair[1]).length);
            }
        }
    }

    @Test
    void no_secret_is_in_the_repository() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (var file : files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                for (var said : Kustomization.documents(withoutPatches(file))) {
                    assertNotEquals("Secret", said.path("kind").asText(), file.toString());
                }
            }
        }
        for (var overlay : Overlay.values()) {
            for (var service : overlay.built.all("Deployment").keySet()) {
                for (var variable : container(overlay, service).get("env")) {
                    var name = variable.get("name").asText();
                    if (name.matches(".*(PASSWORD|SECRET|JAAS_CONFIG)")) {
                        assertTrue(variable.has("valueFrom"), name);
                    }
                }
            }
        }
    }

    private static String withoutPatches(Path file) throws IOException {
        var text = Files.readString(file);
        return text.contains("- op:") && !text.contains("kind:") ? "" : text;
    }

    /** As {@code NAME/KEY}: what pods and databases ask for. */
    private static Set<String> asked(Overlay overlay) {
        var asked = new TreeSet<String>();
        overlay.built
                .all("Deployment")
                .forEach((service, deployment) -> {
                    for (var variable : container(overlay, service).get("env")) {
                        var secret = variable.at("/valueFrom/secretKeyRef");
                        if (!secret.isMissingNode()) {
                            asked.add(
                                    secret.get("name").asText() + "/" + secret.get("key").asText());
                        }
                    }
                    for (var volume : deployment.at("/spec/template/spec/volumes")) {
                        for (var item : volume.at("/secret/items")) {
                            asked.add(
                                    volume.at("/secret/secretName").asText()
                                            + "/"
                                            + item.get("key").asText());
                        }
                        assertTrue(
                                !volume.has("secret") || volume.at("/secret/items").size() == 1,
                                "a whole Secret: " + volume);
                    }
                });
        overlay.built
                .all("Cluster")
                .values()
                .forEach(cluster -> {
                    var names =
                            new ArrayList<JsonNode>(
                                    List.of(cluster.at("/spec/bootstrap/initdb/secret/name")));
                    cluster.at("/spec/managed/roles")
                            .forEach(role -> names.add(role.at("/passwordSecret/name")));
                    for (var name : names) {
                        asked.add(name.asText() + "/username");
                        asked.add(name.asText() + "/password");
                    }
                });
        return asked;
    }

    private static Set<String> madeByOperators(Overlay overlay) {
        var made = new TreeSet<String>();
        overlay.built
                .all("Kafka")
                .keySet()
                .forEach(name -> made.add(name + "-cluster-ca-cert/" + CA));
        overlay.built.all("Cluster").keySet().forEach(name -> made.add(name + "-ca/" + CA));
        overlay.built
                .all("KafkaUser")
                .keySet()
                .forEach(name -> made.add(name + "/sasl.jaas.config"));
        return made;
    }

    private static List<? extends JsonNode> madeForATrial() throws Exception {
        var making =
                new ProcessBuilder("bash", FOLDER.resolve("make-secrets").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var made = new String(making.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, making.waitFor());
        return Kustomization.documents(made);
    }

    /** What docs/kubernetes.md lists. */
    private static Set<String> listed() throws IOException {
        var listed = new TreeSet<String>();
        var within = false;
        for (var line : Files.readAllLines(ROOT.resolve("docs/kubernetes.md"))) {
            within = line.startsWith("## ") ? line.equals("## Secrets from outside") : within;
            if (within && line.startsWith("| `")) {
                var cells = line.split("\\|", -1);
                for (var name : ticked(cells[1])) {
                    ticked(cells[2]).forEach(key -> listed.add(name + "/" + key));
                }
            }
        }
        return listed;
    }

    private static List<String> ticked(String cell) {
        return Pattern.compile("`([^`]+)`")
                .matcher(cell)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    // ---- the network

    @ParameterizedTest
    @EnumSource
    void a_service_may_speak_with_what_its_variables_name_and_with_nothing_else(Overlay overlay) {
        for (var service : overlay.built.all("Deployment").keySet()) {
            var needed = new TreeSet<String>();
            environment(overlay, service)
                    .forEach((name, value) -> {
                        if (name.endsWith("_JDBC_URL")) {
                            var database = URI.create(value.substring("jdbc:".length()));
                            needed.add(
                                    "cnpg.io/cluster=%s:%d"
                                            .formatted(
                                                    database.getHost().replaceFirst("-rw$", ""),
                                                    database.getPort()));
                        } else if (name.equals("KAFKA_BOOTSTRAP_SERVERS")) {
                            var broker = value.split("-kafka-bootstrap:", 2);
                            needed.add(
                                    "strimzi.io/cluster=%s,strimzi.io/kind=Kafka:%s"
                                            .formatted(broker[0], broker[1]));
                        } else if (name.equals("QUARKUS_OIDC_AUTH_SERVER_URL")) {
                            var issuer = URI.create(value);
                            assertEquals("https", issuer.getScheme());
                            needed.add(
                                    "0.0.0.0/0:" + (issuer.getPort() < 0 ? 443 : issuer.getPort()));
                        }
                    });
            needed.add("kubernetes.io/metadata.name=kube-system:53");
            assertEquals(
                    needed, peers(overlay.built.the("NetworkPolicy", service), "egress", "to"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatever_is_spoken_to_lets_them_in_and_nobody_else(Overlay overlay) {
        var deny = overlay.built.the("NetworkPolicy", "default-deny-ingress").get("spec");
        assertTrue(deny.get("podSelector").isEmpty() && !deny.has("ingress"));
        overlay.built
                .all("Cluster")
                .keySet()
                .forEach(cluster -> {
                    var service =
                            cluster.equals("case-keys-database")
                                    ? "case-service"
                                    : cluster.replace("-database", "");
                    var policy = overlay.built.the("NetworkPolicy", cluster);
                    assertEquals(
                            Map.of("cnpg.io/cluster", cluster),
                            map(policy.at("/spec/podSelector/matchLabels")));
                    assertEquals(
                            new TreeSet<>(
                                    Set.of(
                                            "app.kubernetes.io/name=" + service + ":5432",
                                            "cnpg.io/cluster=" + cluster + ":5432",
                                            "cnpg.io/cluster=" + cluster + ":8000",
                                            "kubernetes.io/metadata.name=cnpg-system:5432",
                                            "kubernetes.io/metadata.name=cnpg-system:8000")),
                            peers(policy, "ingress", "from"));
                });
        var allowed = new TreeSet<String>();
        for (var peer :
                overlay.built
                        .the("Kafka", "broker")
                        .at("/spec/kafka/listeners/0/networkPolicyPeers")) {
            allowed.add(peer.at("/podSelector/matchLabels/app.kubernetes.io~1name").asText());
        }
        assertEquals(new TreeSet<>(overlay.built.all("Deployment").keySet()), allowed);
        assertEquals(1, overlay.built.the("Kafka", "broker").at("/spec/kafka/listeners").size());
        for (var service : overlay.built.all("Deployment").keySet()) {
            var port = container(overlay, service).at("/ports/0/containerPort").asText();
            assertEquals(
                    Set.of("inspection-platform/gateway=true:" + port),
                    peers(overlay.built.the("NetworkPolicy", service), "ingress", "from"));
        }
        overlay.built
                .all("ScaledObject")
                .keySet()
                .forEach(service ->
                        assertEquals(
                                Set.of(
                                        "kubernetes.io/metadata.name=keda:"
                                                + container(overlay, service)
                                                        .at("/ports/0/containerPort")
                                                        .asText()),
                                peers(
                                        overlay.built.the("NetworkPolicy", service + "-scaling"),
                                        "ingress",
                                        "from")));
        assertEquals(
                1
                        + overlay.built.all("Deployment").size()
                        + overlay.built.all("Cluster").size()
                        + overlay.built.all("ScaledObject").size(),
                overlay.built.all("NetworkPolicy").size());
    }

    private static Set<String> peers(JsonNode policy, String direction, String side) {
        var peers = new TreeSet<String>();
        for (var rule : policy.at("/spec/" + direction)) {
            assertTrue(rule.has(side) && rule.has("ports"), policy.toString());
            for (var peer : rule.get(side)) {
                var who =
                        Stream.of("podSelector", "namespaceSelector")
                                .flatMap(selector ->
                                        map(peer.at("/" + selector + "/matchLabels"))
                                                .entrySet()
                                                .stream())
                                .map(Map.Entry::toString)
                                .sorted()
                                .toList();
                var name =
                        who.isEmpty() ? peer.at("/ipBlock/cidr").asText() : String.join(",", who);
                assertFalse(name.isEmpty(), policy.toString());
                rule.get("ports")
                        .forEach(port -> peers.add(name + ":" + port.get("port").asText()));
            }
        }
        return peers;
    }

    // ---- one address

    @ParameterizedTest
    @EnumSource
    void every_door_leads_to_the_service_that_has_it_and_those_of_operators_to_none(Overlay overlay)
            throws IOException {
        var doors = 0;
        for (var service : PlatformService.all()) {
            for (var path : paths(service)) {
                var expected =
                        path.startsWith("/admin") ? Set.<String>of() : Set.of(service.module());
                var asked = path.replaceAll("\\{[^}]+}", "0f3c.a-1");
                assertEquals(expected, backends(overlay, asked), asked);
                doors++;
            }
        }
        assertTrue(doors > 100);
        for (var path :
                List.of("/q", "/q/health/ready", "/q/metrics", "/admin", "/v1", "/v2/scores")) {
            assertEquals(Set.of(), backends(overlay, path), path);
        }
        for (var page : pages()) {
            var asked = page.replaceAll("\\{[^}]+}", "0f3c");
            assertEquals(Set.of("reporting-service"), backends(overlay, asked), asked);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_ends_a_live_stream_or_a_wait_for_a_change(Overlay overlay) {
        assertEquals("0s", rule(overlay, "/v1/score-events").at("/timeouts/request").asText());
        assertEquals("0s", rule(overlay, "/live/score-events").at("/timeouts/request").asText());
        var wait = rule(overlay, "/v1/improvement-plans").at("/timeouts/request").asText();
        assertTrue(seconds(upper(wait)) > 60, wait);
    }

    private static JsonNode rule(Overlay overlay, String value) {
        for (var rule : overlay.built.the("HTTPRoute", "platform").at("/spec/rules")) {
            for (var match : rule.get("matches")) {
                if (match.at("/path/value").asText().equals(value)) {
                    return rule;
                }
            }
        }
        throw new IllegalStateException(value);
    }

    /**
     * Whom a gateway asks. They agree that an exact path comes first, and differ in whether a
     * prefix or a regular expression is next: both answers.
     */
    private static Set<String> backends(Overlay overlay, String path) {
        return Stream.of(
                        List.of("Exact", "RegularExpression", "PathPrefix"),
                        List.of("Exact", "PathPrefix", "RegularExpression"))
                .flatMap(order -> backend(overlay, path, order).stream())
                .collect(toSet());
    }

    private static List<String> backend(Overlay overlay, String path, List<String> order) {
        var best = "";
        var rank = Integer.MIN_VALUE;
        for (var rule : overlay.built.the("HTTPRoute", "platform").at("/spec/rules")) {
            for (var match : rule.get("matches")) {
                var type = match.at("/path/type").asText();
                var value = match.at("/path/value").asText();
                var its = value.length() - order.indexOf(type) * 1000;
                if (matches(type, value, path) && its > rank) {
                    rank = its;
                    best = rule.at("/backendRefs/0/name").asText();
                    assertEquals(
                            overlay.built.the("Service", best).at("/spec/ports/0/port"),
                            rule.at("/backendRefs/0/port"));
                }
            }
        }
        return best.isEmpty() ? List.of() : List.of(best);
    }

    private static boolean matches(String type, String value, String path) {
        return switch (type) {
            case "Exact" -> path.equals(value);
            case "PathPrefix" -> (path + "/").startsWith(value.replaceFirst("/$", "") + "/");
            case "RegularExpression" -> path.matches(value);
            default -> throw new IllegalStateException(type);
        };
    }

    private static List<String> paths(PlatformService service) throws IOException {
        var document =
                Kustomization.documents(
                                Files.readString(
                                        ROOT.resolve(
                                                "deploy/openapi/" + service.module() + ".yaml")))
                        .getFirst();
        var paths = new ArrayList<String>();
        document.get("paths").fieldNames().forEachRemaining(paths::add);
        return paths;
    }

    /** The addresses of pages, as their resources name them. */
    private static Set<String> pages() throws IOException {
        var pages = new TreeSet<String>();
        var path = Pattern.compile("@Path\\((?:LiveResource.PATH|\"([^\"]*)\")\\)");
        var web = ROOT.resolve("reporting-service/src/main/java/uk/inspection/reporting/web");
        try (Stream<Path> files = Files.list(web)) {
            for (var file : files.toList()) {
                var within = "";
                var found = path.matcher(Files.readString(file));
                while (found.find()) {
                    var said = found.group(1) == null ? "/live/score-events" : found.group(1);
                    if (said.startsWith("/")) {
                        within = said;
                        pages.add(said);
                    } else {
                        pages.add(within.replaceFirst("/$", "") + "/" + said);
                    }
                }
            }
        }
        assertTrue(
                pages.containsAll(Set.of("/", "/reports/{id}", "/account/signed-in")),
                pages.toString());
        return pages;
    }

    // ---- scaling

    @Test
    void who_reads_topics_is_scaled_on_a_lag_that_it_tells() throws IOException {
        var readers = new TreeSet<String>();
        for (var right : rights()) {
            if (right.pattern().resourceType() == ResourceType.GROUP
                    && right.pattern().patternType() == PatternType.LITERAL) {
                readers.add(right.pattern().name());
            }
        }
        var overlay = Overlay.PRODUCTION;
        assertEquals(readers, new TreeSet<>(overlay.built.all("ScaledObject").keySet()));
        var meter =
                Files.readString(
                        ROOT.resolve(
                                "event-store/src/main/java/uk/inspection/eventstore/service/StoreMeters.java"));
        overlay.built
                .all("ScaledObject")
                .forEach((service, scaled) -> {
                    var asked = scaled.at("/spec/triggers/0/metadata");
                    var port =
                            overlay.built.the("Service", service).at("/spec/ports/0/port").asText();
                    assertEquals(
                            "http://%s.%s.svc:%s/q/metrics".formatted(service, PART_OF, port),
                            asked.get("url").asText());
                    var name = asked.get("valueLocation").asText();
                    assertTrue(meter.contains("\"" + name.replace('_', '.') + "\""), name);
                    assertTrue(
                            instancesMax(overlay, service) <= 12, "more than there are partitions");
                });
        for (var deployment : overlay.built.all("Deployment").values()) {
            assertFalse(
                    deployment.get("spec").has("replicas"), "every apply would undo the scaling");
        }
    }

    // ---- helpers

    private static JsonNode container(Overlay overlay, String service) {
        var containers =
                overlay.built.the("Deployment", service).at("/spec/template/spec/containers");
        assertEquals(1, containers.size());
        return containers.get(0);
    }

    /** Variables with their values; one from a Secret has {@code NAME/KEY}. */
    private static Map<String, String> environment(Overlay overlay, String service) {
        var environment = new TreeMap<String, String>();
        var container = container(overlay, service);
        for (var map : container.get("envFrom")) {
            environment.putAll(
                    map(
                            overlay.built
                                    .the("ConfigMap", map.at("/configMapRef/name").asText())
                                    .get("data")));
        }
        for (var variable : container.get("env")) {
            var secret = variable.at("/valueFrom/secretKeyRef");
            environment.put(
                    variable.get("name").asText(),
                    secret.isMissingNode()
                            ? variable.get("value").asText()
                            : secret.get("name").asText() + "/" + secret.get("key").asText());
        }
        return environment;
    }

    private static Map<String, String> map(JsonNode object) {
        var map = new TreeMap<String, String>();
        object.fields()
                .forEachRemaining(field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }

    private static String readDatabaseRights() {
        try {
            return Files.readString(ROOT.resolve("deploy/database/rights.sql"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What a service is configured with: what all share, and how it differs. */
    private static Properties configuration(String service) throws IOException {
        var configuration = new Properties();
        for (var file :
                List.of(
                        "event-store/src/main/resources/META-INF/microprofile-config.properties",
                        service + "/src/main/resources/application.properties")) {
            try (var said = Files.newInputStream(ROOT.resolve(file))) {
                configuration.load(said);
            }
        }
        return configuration;
    }

    private static int seconds(String duration) {
        return (int) Math.ceil(Duration.parse("PT" + duration).toMillis() / 1000.0);
    }

    private static String variable(String property) {
        return upper(property.replace('.', '_'));
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static java.util.stream.Collector<String, ?, TreeSet<String>> toTreeSet() {
        return java.util.stream.Collectors.toCollection(TreeSet::new);
    }
}
