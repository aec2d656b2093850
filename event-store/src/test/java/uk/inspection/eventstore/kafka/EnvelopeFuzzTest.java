package uk.inspection.eventstore.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;

/**
 * Records that anybody may have written, read as events. With {@code JAZZER_FUZZ=1} Jazzer looks
 * for such as come to anything but an event or {@link Envelope.Unreadable}.
 */
class EnvelopeFuzzTest {
    private static final String TOPIC = "case-events";
    private static final StoredEvent EVENT =
            new StoredEvent(
                    TOPIC,
                    17,
                    "0190a5f2-sefton",
                    7,
                    "CaseJudged",
                    2,
                    "{\"caseId\":\"C-07\"}".getBytes(UTF_8),
                    "inspector",
                    "report-events/x/1",
                    "request-1",
                    "command-1",
                    1,
                    Instant.parse("2009-06-24T11:00:00.123456Z"),
                    Instant.parse("2026-01-31T23:59:59.000001Z"),
                    "report-events=2",
                    HashChain.origin(),
                    HashChain.origin());
    private static final List<String> HEADERS =
            StreamSupport.stream(written().headers().spliterator(), false)
                    .map(Header::key)
                    .distinct()
                    .toList();

    private static ProducerRecord<byte[], byte[]> written() {
        return Envelope.write("case-service", EVENT, TOPIC);
    }

    /** Each header with each byte of it changed, one at a time, and without it. */
    @Test
    void a_record_is_read_or_refused_whatever_byte_of_a_header_is_another() {
        for (String name : HEADERS) {
            byte[] good = written().headers().lastHeader(name).value();
            for (int at = 0; at < good.length; at++) {
                for (byte other : new byte[] {0, ' ', '-', '9', '/', (byte) 0xff}) {
                    byte[] changed = good.clone();
                    changed[at] = other;
                    read(with(name, changed));
                }
            }
            read(with(name, new byte[0]));
            read(with(name, null));
        }
    }

    @FuzzTest(maxExecutions = 200_000, maxDuration = "2m")
    void a_record_is_an_event_or_is_refused(FuzzedDataProvider data) {
        ProducerRecord<byte[], byte[]> message = written();
        for (int changes = data.consumeInt(1, 4); changes > 0; changes--) {
            String name = data.pickValue(HEADERS);
            message.headers().remove(name);
            if (data.consumeBoolean()) {
                message.headers().add(name, data.consumeBytes(60));
            }
        }
        read(TestTopics.received(message));
    }

    private static ConsumerRecord<byte[], byte[]> with(String name, byte @Nullable [] value) {
        ProducerRecord<byte[], byte[]> message = written();
        message.headers().remove(name);
        message.headers().add(name, value);
        return TestTopics.received(message);
    }

    /** What is read is written and read again as the same. */
    private static void read(ConsumerRecord<byte[], byte[]> record) {
        StoredEvent event;
        try {
            event = Envelope.read(TOPIC, record);
        } catch (Envelope.Unreadable declared) {
            assertThat(declared).hasMessageMatching("(?s).+");
            return;
        }
        assertThat(
                        Envelope.read(
                                TOPIC,
                                TestTopics.received(Envelope.write("case-service", event, TOPIC))))
                .usingRecursiveComparison()
                .isEqualTo(event);
    }
}
