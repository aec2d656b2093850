package uk.inspection.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what was said of single cases, in every column of every table of a database and in
 * every part of every record of a topic: references of cases, answers to questions, and the names
 * under which a case's own data travels. What to look for it takes from the log of the service that
 * may hold it.
 */
final class CaseData {
    private static final String HOLDER = "case_service";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Fields of events about cases that no event of another service has. */
    private static final Pattern FIELD =
            Pattern.compile(
                    "\"(?:caseId|ageBand|lookedAfter|gender)\"\\s*:|\"answers\"\\s*:\\s*\\{");

    private final Platform platform;
    private final Set<String> references;
    private final Map<String, Pattern> wanted;

    private CaseData(Platform platform, Set<String> references, Map<String, Pattern> wanted) {
        this.platform = platform;
        this.references = references;
        this.wanted = wanted;
    }

    /** What case-service knows of the cases of all inspections. */
    static CaseData of(Platform platform) throws SQLException {
        Set<String> cases = new TreeSet<>();
        Set<String> questions = new TreeSet<>();
        Set<String> answers = new TreeSet<>();
        try (Connection connection = connect(platform, HOLDER);
                Statement statement = connection.createStatement()) {
            read(statement, "select distinct case_id from projection.sampled_case", cases);
            String said =
                    "select distinct %s from log.event, lateral jsonb_each_text("
                            + "convert_from(data, 'UTF8')::jsonb -> 'answers') a"
                            + " where type in ('CaseJudged', 'CaseJudgedIndependently', 'CaseModerated')"
                            + " and jsonb_typeof(convert_from(data, 'UTF8')::jsonb -> 'answers') = 'object'";
            read(statement, said.formatted("a.key"), questions);
            read(statement, said.formatted("a.value"), answers);
        }
        assertThat(cases).isNotEmpty();
        assertThat(questions).isNotEmpty();
        assertThat(answers).hasSizeGreaterThan(1);
        return new CaseData(
                platform,
                cases,
                Map.of(
                        "a case's reference",
                        Pattern.compile("(?<![\\w-])(?:" + anyOf(cases) + ")(?![\\w-])"),
                        "an answer",
                        Pattern.compile(
                                "\"?(?:%s)\"?\\s*[:=>]+\\s*\"?(?:%s)\\b"
                                        .formatted(anyOf(questions), anyOf(answers))),
                        "a field of a case",
                        FIELD));
    }

    private static String anyOf(Set<String> words) {
        return words.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    }

    private static void read(Statement statement, String sql, Set<String> into)
            throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                into.add(rows.getString(1));
            }
        }
    }

    /** The databases that hold none, each with a place in which some can be planted. */
    private static final Map<String, List<String>> CLEAN =
            Map.of(
                    "reporting_service",
                    List.of("log.received.data", "projection.history_event.actor"),
                    "improvement_plan_service",
                    List.of("log.received.data", "projection.improvement_plan.document"));

    /** It is where it may be, and nowhere else. */
    void isWhereItMayBeAlone() throws Exception {
        for (String holder : List.of(HOLDER, "scoring_service")) {
            assertThat(inDatabase(holder)).as(holder).isNotEmpty();
        }
        assertThat(inTopic("case-events").found()).hasSize(wanted.size());
        for (String other : CLEAN.keySet()) {
            assertThat(inDatabase(other)).as(other).isEmpty();
        }
        Set<String> filled = new HashSet<>();
        for (String topic : topics()) {
            if (!topic.equals("case-events")) {
                Read read = inTopic(topic);
                assertThat(read.found()).as(topic).isEmpty();
                if (read.records() > 0) {
                    filled.add(topic);
                }
            }
        }
        assertThat(filled).contains("score-events", "report-events", "improvement-plan-events");
    }

    /** What is put elsewhere is found there. Nobody may use the platform after that. */
    void isFoundWhereItIsPlanted() throws Exception {
        for (Map.Entry<String, List<String>> database : CLEAN.entrySet()) {
            for (String place : database.getValue()) {
                int cut = place.lastIndexOf('.');
                String answer = "'{\"answers\": {\"1.1.1\": \"sufficient\"}}'";
                try (Connection connection = connect(platform, database.getKey());
                        Statement statement = connection.createStatement()) {
                    assertThat(
                                    statement.executeUpdate(
                                            "update %s set %s = %s"
                                                    .formatted(
                                                            place.substring(0, cut),
                                                            place.substring(cut + 1),
                                                            answer)))
                            .as(place)
                            .isPositive();
                }
            }
            assertThat(inDatabase(database.getKey()).keySet())
                    .containsExactlyInAnyOrderElementsOf(database.getValue());
        }
        String reference = references.iterator().next();
        var settings = platform.brokerClient("operator");
        try (var producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var planted =
                    new ProducerRecord<byte[], byte[]>("score-events", 0, null, new byte[] {1});
            planted.headers().add("note", ("of case " + reference).getBytes(ISO_8859_1));
            producer.send(planted).get(60, TimeUnit.SECONDS);
        }
        assertThat(inTopic("score-events").found()).containsExactly("a case's reference");
    }

    /** By schema, table and column: the first that was found there. */
    private Map<String, String> inDatabase(String database) throws SQLException {
        var found = new TreeMap<String, String>();
        try (Connection connection = connect(platform, database);
                Statement statement = connection.createStatement()) {
            var columns = new ArrayList<String[]>();
            try (ResultSet rows =
                    statement.executeQuery(
                            "select quote_ident(table_schema), quote_ident(table_name),"
                                    + " quote_ident(column_name), data_type"
                                    + " from information_schema.columns where table_schema"
                                    + " not in ('pg_catalog', 'information_schema')")) {
                while (rows.next()) {
                    columns.add(
                            new String[] {
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4)
                            });
                }
            }
            assertThat(columns).hasSizeGreaterThan(50);
            for (String[] column : columns) {
                String text =
                        column[3].equals("bytea")
                                ? "encode(%s, 'escape')".formatted(column[2])
                                : column[2] + "::text";
                try (ResultSet rows =
                        statement.executeQuery(
                                "select %s from %s.%s".formatted(text, column[0], column[1]))) {
                    while (rows.next()) {
                        String value = rows.getString(1);
                        if (value != null) {
                            String place = String.join(".", column[0], column[1], column[2]);
                            in(value)
                                    .forEach((what, words) ->
                                            found.putIfAbsent(place, what + ": " + words));
                        }
                    }
                }
            }
        }
        return found;
    }

    /** What is found in a text, and by which words. */
    private Map<String, String> in(String text) {
        var found = new TreeMap<String, String>();
        wanted.forEach((what, pattern) -> {
            Matcher matcher = pattern.matcher(text);
            if (matcher.find()) {
                found.put(what, matcher.group());
            }
        });
        return found;
    }

    private Set<String> topics() throws Exception {
        try (Admin admin = Admin.create(platform.brokerClient("operator"))) {
            return new HashSet<>(admin.listTopics().names().get(60, TimeUnit.SECONDS));
        }
    }

    /** What was found in how many records. */
    private record Read(long records, Set<String> found) {}

    private Read inTopic(String topic) {
        var found = new TreeSet<String>();
        try (var consumer =
                new KafkaConsumer<>(
                        platform.brokerClient("operator"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic, PATIENCE).stream()
                            .map(one -> new TopicPartition(topic, one.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (partitions.stream()
                    .anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                assertThat(System.nanoTime()).as(topic).isLessThan(deadline);
                consumer.poll(Duration.ofMillis(200))
                        .forEach(one -> found.addAll(in(text(one)).keySet()));
            }
            return new Read(ends.values().stream().mapToLong(Long::longValue).sum(), found);
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> one) {
        var text = new StringBuilder(text(one.key())).append('\n').append(text(one.value()));
        for (Header header : one.headers()) {
            text.append('\n').append(header.key()).append(' ').append(text(header.value()));
        }
        return text.toString();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, ISO_8859_1);
    }

    private static Connection connect(Platform platform, String database) throws SQLException {
        return DriverManager.getConnection(
                platform.jdbcUrl(database), "postgres", platform.password("postgres"));
    }
}
