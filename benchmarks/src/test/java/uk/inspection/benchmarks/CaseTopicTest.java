package uk.inspection.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.Codec;
import uk.inspection.contract.Codec.Decoded;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.Envelope;

class CaseTopicTest {
    private static final Instant NINE = Instant.parse("2009-04-20T09:00:00Z");
    private static final StoredEvent FIRST = first();

    @Test
    void a_judgement_continues_its_inspection_as_a_reader_checks_it() {
        StoredEvent second =
                CaseTopic.judged(FIRST, 2, new TreeMap<>(Judging.answers().getFirst()));
        StoredEvent read = sent(second);
        assertThat(read.version()).isEqualTo(FIRST.version() + 1);
        assertThat(read.previousHash()).isEqualTo(FIRST.hash());
        assertThat(HashChain.intact(read)).isTrue();
        assertThat(read.commandId()).hasSameSizeAs(FIRST.commandId());
        assertThat(Codec.decode(read.type(), read.typeVersion(), read.bytes()))
                .isInstanceOfSatisfying(
                        Decoded.Known.class,
                        known ->
                                assertThat(known.event())
                                        .isInstanceOfSatisfying(
                                                CaseJudged.class,
                                                judged -> {
                                                    assertThat(judged.revision()).isEqualTo(2);
                                                    assertThat(judged.answers())
                                                            .hasSize(Judging.ANSWERS);
                                                }));
    }

    @Test
    void no_judgement_is_the_one_before_it_again() {
        var answers = Judging.answers();
        Set<String> following = answers.stream().map(Object::toString).collect(Collectors.toSet());
        assertThat(following).hasSameSizeAs(answers);
    }

    private static StoredEvent sent(StoredEvent event) {
        ProducerRecord<byte[], byte[]> record =
                Envelope.write("case-service", event, CaseTopic.NAME);
        var received = new ConsumerRecord<>(CaseTopic.NAME, 0, 0, record.key(), record.value());
        record.headers().forEach(header -> received.headers().add(header));
        return Envelope.read(CaseTopic.NAME, received);
    }

    private static StoredEvent first() {
        return new StoredEvent(
                CaseTopic.NAME,
                7,
                "inspection",
                3,
                "CaseJudged",
                Codec.versionOf(new CaseJudged("case-0", 1, new TreeMap<>())),
                "{}".getBytes(UTF_8),
                "lead",
                null,
                "request",
                "a".repeat(64),
                0,
                NINE,
                NINE,
                "",
                HashChain.origin(),
                HashChain.origin());
    }
}
