package uk.inspection.benchmarks;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import uk.inspection.benchmarks.PlatformProcess.Service;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.Codec;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.StoredEvent;
import uk.inspection.eventstore.kafka.Envelope;
import uk.inspection.eventstore.kafka.TopicReader;
import uk.inspection.eventstore.kafka.Topics;

/**
 * The topic of case events after a long time of judging. Each inspection is announced, its case
 * sampled and judged once by case-service itself; the judgements that follow are made here after
 * the pattern of that one, version after version, each continuing its inspection's hash chain, and
 * written in case-service's envelope straight into the topic: its log would not make them other
 * bytes, and would take the disk that the reader is to have.
 */
final class CaseTopic {
    static final String NAME = "case-events";
    private static final String PUBLISHER = "case-service";

    private final PlatformProcess platform;
    private final Map<String, StoredEvent> last = new TreeMap<>();

    private CaseTopic(PlatformProcess platform) {
        this.platform = platform;
    }

    /** Makes inspections and so many judgements; who reads the topic stands still meanwhile. */
    static CaseTopic fill(PlatformProcess platform, int inspections, long judgements)
            throws Exception {
        String token = platform.token("lead-inspector", "--subject", "bench-lead");
        var answers = Judging.answers();
        for (String id : Judging.announce(platform, token, inspections, 1)) {
            platform.post(
                    Service.CASES,
                    "/v1/inspections/" + id + "/cases/case-0/judgements",
                    token,
                    Map.of("answers", answers.getLast()));
        }
        platform.awaitPublished();
        var topic = new CaseTopic(platform);
        topic.read();
        topic.judge(judgements - inspections, answers);
        return topic;
    }

    private void read() {
        try (var topics = topics();
                var reader = new TopicReader(topics, List.of(NAME))) {
            for (var page = reader.next(); !page.isEmpty(); page = reader.next()) {
                page.stream()
                        .map(TopicReader.Entry::event)
                        .filter(event -> event != null)
                        .forEach(event -> last.put(event.stream(), event));
            }
        }
    }

    /** One inspection after the other, again and again, as when all are judged at a time. */
    private void judge(long judgements, List<Map<String, String>> answers) {
        var variants = answers.stream().<SortedMap<String, String>>map(TreeMap::new).toList();
        var failed = new AtomicReference<Exception>();
        var inspections = new ArrayList<>(last.values());
        try (var producer = producer()) {
            for (long n = 0; n < judgements && failed.get() == null; n++) {
                int at = (int) (n % inspections.size());
                int round = (int) (n / inspections.size());
                StoredEvent next =
                        judged(
                                inspections.get(at),
                                round + 2,
                                variants.get(round % variants.size()));
                inspections.set(at, next);
                producer.send(
                        Envelope.write(PUBLISHER, next, NAME),
                        (_, failure) -> {
                            if (failure != null) {
                                failed.compareAndSet(null, failure);
                            }
                        });
            }
        }
        if (failed.get() != null) {
            throw new IllegalStateException(failed.get());
        }
        inspections.forEach(event -> last.put(event.stream(), event));
    }

    /** A judgement that follows the one before it. */
    static StoredEvent judged(StoredEvent before, int revision, SortedMap<String, String> answers) {
        var judged = new CaseJudged("case-0", revision, answers);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        StoredEvent unhashed =
                event(before, now, Codec.encode(judged), commandId(), before.hash(), before.hash());
        return event(
                before,
                now,
                unhashed.bytes(),
                unhashed.commandId(),
                before.hash(),
                HashChain.hash(unhashed));
    }

    private static StoredEvent event(
            StoredEvent before,
            Instant now,
            byte[] data,
            String commandId,
            byte[] previousHash,
            byte[] hash) {
        return new StoredEvent(
                before.topic(),
                before.position() + 1,
                before.stream(),
                before.version() + 1,
                before.type(),
                before.typeVersion(),
                data,
                before.actor(),
                before.causation(),
                before.correlation(),
                commandId,
                0,
                now,
                now,
                before.seen(),
                previousHash,
                hash,
                before.onBehalfOf());
    }

    private static String commandId() {
        byte[] id = new byte[32];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> config = new HashMap<>(platform.broker());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Topics topics() {
        return new Topics(platform.broker(), "", 1, (short) 1);
    }

    /** Events in the topic. */
    long events() {
        try (var topics = topics()) {
            return topics.ends(NAME).values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** The version that each inspection's last event has. */
    Map<String, Long> versions() {
        var versions = new TreeMap<String, Long>();
        last.forEach((id, event) -> versions.put(id, event.version()));
        return versions;
    }
}
