package uk.inspection.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import uk.inspection.local.testing.OwnStack;

class BackboneTest {
    @Test
    void a_killed_postgres_comes_back_with_every_commit() throws Exception {
        try (var stack = new OwnStack()) {
            var url = stack.createDatabase("kill");
            try (var connection = DriverManager.getConnection(url, stack.user(), stack.password());
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE fact (n int)");
                for (var n = 1; n <= 100; n++) {
                    statement.execute("INSERT INTO fact VALUES (" + n + ")");
                }
                stack.killPostgres();
            }
            stack.startPostgres();
            try (var connection = DriverManager.getConnection(url, stack.user(), stack.password());
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT count(*), sum(n) FROM fact")) {
                assertTrue(rows.next());
                assertEquals(100, rows.getInt(1));
                assertEquals(5050, rows.getInt(2));
            }
        }
    }

    @Test
    void postgres_waits_for_the_disk_and_listens_at_home_only() throws Exception {
        try (var stack = new OwnStack();
                var connection =
                        DriverManager.getConnection(
                                stack.createDatabase("settings"), stack.user(), stack.password())) {
            for (var expected :
                    Map.of(
                                    "fsync", "on",
                                    "synchronous_commit", "on",
                                    "full_page_writes", "on",
                                    "listen_addresses", "127.0.0.1",
                                    "unix_socket_directories", "")
                            .entrySet()) {
                try (var statement = connection.createStatement();
                        var rows = statement.executeQuery("SHOW " + expected.getKey())) {
                    assertTrue(rows.next());
                    assertEquals(expected.getValue(), rows.getString(1), expected.getKey());
                }
            }
        }
    }

    @Test
    void a_killed_broker_comes_back_with_every_acknowledged_record() throws Exception {
        try (var stack = new OwnStack()) {
            create(stack.bootstrap(), "facts");
            try (var producer = new KafkaProducer<String, String>(producer(stack.bootstrap()))) {
                for (var n = 0; n < 100; n++) {
                    producer.send(new ProducerRecord<>("facts", "key", "value " + n))
                            .get(30, TimeUnit.SECONDS);
                }
            }
            stack.killBroker();
            stack.startBroker();
            assertEquals(100, count(stack.bootstrap(), "facts"));
            stack.stopBroker();
            stack.startBroker();
            assertEquals(100, count(stack.bootstrap(), "facts"));
        }
    }

    private static void create(String bootstrap, String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static Properties producer(String bootstrap) {
        var properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("acks", "all");
        properties.put("key.serializer", StringSerializer.class.getName());
        properties.put("value.serializer", StringSerializer.class.getName());
        return properties;
    }

    private static long count(String bootstrap, String topic) {
        var properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("key.deserializer", StringDeserializer.class.getName());
        properties.put("value.deserializer", StringDeserializer.class.getName());
        try (var consumer = new KafkaConsumer<String, String>(properties)) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var end = consumer.endOffsets(List.of(partition), Duration.ofSeconds(30));
            var count = 0L;
            var deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (count < end.getOrDefault(partition, 0L) && System.nanoTime() < deadline) {
                count += consumer.poll(Duration.ofSeconds(1)).count();
            }
            return count;
        }
    }
}
