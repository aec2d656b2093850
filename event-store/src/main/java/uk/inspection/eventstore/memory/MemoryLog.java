package uk.inspection.eventstore.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Discarded;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.StoredEvent;

/** A log in memory. Every method holds the one monitor, so writes follow one another. */
public final class MemoryLog implements Log {
    private record At(String topic, String topicId, int partition, long offset) {}

    private final List<StoredEvent> events = new ArrayList<>();
    private final List<Received> received = new ArrayList<>();
    private final Map<String, Recorded> commands = new HashMap<>();
    private final Map<String, Offset> offsets = new HashMap<>();
    private final Map<At, Parked> parked = new LinkedHashMap<>();
    private final List<DiscardedRecord> discarded = new ArrayList<>();
    private final Map<String, Awaiting> awaiting = new LinkedHashMap<>();
    private final Map<String, Long> held = new HashMap<>();
    private Head head = new Head(0, 0);

    @Override
    public synchronized <R> R write(Collection<String> commands, Function<Tx, R> work) {
        var tx = new MemoryTx();
        R result = work.apply(tx);
        tx.commit();
        return result;
    }

    @Override
    public synchronized List<StoredEvent> after(long position, int limit) {
        return events.stream().filter(e -> e.position() > position).limit(limit).toList();
    }

    @Override
    public synchronized List<StoredEvent> stream(String stream, long afterVersion, int limit) {
        return events.stream()
                .filter(e -> e.stream().equals(stream) && e.version() > afterVersion)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<StoredEvent> newest(String stream, Instant occurredUntil) {
        return events.stream()
                .filter(e -> e.stream().equals(stream) && !e.occurredAt().isAfter(occurredUntil))
                .reduce((_, later) -> later);
    }

    @Override
    public synchronized List<StoredEvent> received(
            String topic, String stream, long afterVersion, int limit) {
        return received.stream()
                .filter(r -> !r.discarded())
                .map(Received::event)
                .filter(e ->
                        e.topic().equals(topic)
                                && e.stream().equals(stream)
                                && e.version() > afterVersion)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized long version(String stream) {
        long applies = held.getOrDefault(stream, Long.MAX_VALUE);
        return events.stream()
                .filter(e -> e.stream().equals(stream) && e.version() <= applies)
                .mapToLong(StoredEvent::version)
                .max()
                .orElse(0);
    }

    @Override
    public synchronized long receivedVersion(String topic, String stream) {
        return received.stream()
                .map(Received::event)
                .filter(e -> e.topic().equals(topic) && e.stream().equals(stream))
                .mapToLong(StoredEvent::version)
                .max()
                .orElse(0);
    }

    @Override
    public synchronized List<String> streams(String after, int limit) {
        return Stream.concat(events.stream(), received.stream().map(Received::event))
                .map(StoredEvent::stream)
                .filter(stream -> stream.compareTo(after) > 0)
                .distinct()
                .sorted()
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized long position() {
        return head.position();
    }

    @Override
    public synchronized List<Waiting> awaiting(int skip, int limit) {
        return awaiting.values().stream()
                .skip(skip)
                .limit(limit)
                .map(a ->
                        new Waiting(
                                a,
                                received.stream()
                                        .map(Received::event)
                                        .filter(e ->
                                                e.topic().equals(a.topic())
                                                        && e.stream().equals(a.stream())
                                                        && e.version() == a.version())
                                        .findFirst()
                                        .orElseThrow()))
                .toList();
    }

    /** What waits for repair, in the order in which it was parked. */
    public synchronized List<Parked> parked() {
        return List.copyOf(parked.values());
    }

    /** Discarded records that named no inspection. */
    public synchronized List<DiscardedRecord> discarded() {
        return List.copyOf(discarded);
    }

    /** Next offset of a partition; 0 when nothing was read. */
    public synchronized long offset(String topic, int partition) {
        Offset offset = offsets.get(topic + "/" + partition);
        return offset == null ? 0 : offset.next();
    }

    private static String key(Awaiting a) {
        return a.topic() + "/" + a.stream() + "/" + a.version();
    }

    private final class MemoryTx implements Tx {
        private final Map<String, Long> heldAfter = new HashMap<>(held);
        private @Nullable Batch batch;

        @Override
        public Head head() {
            return head;
        }

        @Override
        public History history(String stream, Set<String> envelopes, Consumer<StoredEvent> each) {
            long applies = held.getOrDefault(stream, Long.MAX_VALUE);
            var own =
                    events.stream()
                            .filter(e -> e.stream().equals(stream) && e.version() <= applies)
                            .map(e -> envelopes.contains(e.type()) ? e.envelope() : e)
                            .toList();
            var others = received.stream().filter(r -> r.event().stream().equals(stream)).toList();
            var applied = new ArrayList<StoredEvent>();
            var marks = new HashMap<String, Mark>();
            int next = 0;
            for (Received other : others) {
                while (next < own.size() && own.get(next).version() <= other.afterVersion()) {
                    applied.add(own.get(next++));
                }
                StoredEvent event = other.event();
                if (!other.discarded()) {
                    applied.add(event);
                }
                marks.put(event.topic(), new Mark(event.version(), event.hash(), false));
            }
            applied.addAll(own.subList(next, own.size()));
            for (Parked park : parked.values()) {
                if (park.stream().equals(stream)) {
                    marks.merge(
                            park.topic(),
                            new Mark(0, HashChain.origin(), true),
                            (a, b) -> new Mark(a.version(), a.hash(), true));
                }
            }
            applied.forEach(each);
            return new History(
                    marks,
                    own.isEmpty() ? 0 : own.getLast().version(),
                    own.isEmpty() ? HashChain.origin() : own.getLast().hash(),
                    own.stream().filter(e -> e.type().equals(Discarded.TYPE)).toList());
        }

        @Override
        public Map<String, Recorded> commands(Collection<String> ids) {
            var found = new HashMap<String, Recorded>();
            for (String id : ids) {
                Recorded recorded = commands.get(id);
                if (recorded != null) {
                    found.put(id, recorded);
                }
            }
            return found;
        }

        @Override
        public byte @Nullable [] receivedHash(String topic, String stream, long version) {
            return received.stream()
                    .map(Received::event)
                    .filter(e ->
                            e.topic().equals(topic)
                                    && e.stream().equals(stream)
                                    && e.version() == version)
                    .map(StoredEvent::hash)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public long next(String topic, String topicId, int partition) {
            Offset offset = offsets.get(topic + "/" + partition);
            return offset == null || !offset.topicId().equals(topicId) ? 0 : offset.next();
        }

        @Override
        public @Nullable Parked parked(String topic, int partition, long offset) {
            return parked.values().stream()
                    .filter(p ->
                            p.topic().equals(topic)
                                    && p.partition() == partition
                                    && p.offset() == offset)
                    .max(Comparator.comparing(Parked::since))
                    .orElse(null);
        }

        @Override
        public @Nullable Parked firstParked(String topic, String stream) {
            return parked.values().stream()
                    .filter(p -> p.topic().equals(topic) && p.stream().equals(stream))
                    .min(
                            Comparator.comparingLong(Parked::version)
                                    .thenComparingInt(Parked::partition)
                                    .thenComparingLong(Parked::offset))
                    .orElse(null);
        }

        @Override
        public Map<String, Long> held() {
            return Map.copyOf(held);
        }

        @Override
        public List<StoredEvent> own(String stream, long afterVersion, int limit) {
            return MemoryLog.this.stream(stream, afterVersion, limit);
        }

        @Override
        public void hold(String stream, long version) {
            heldAfter.put(stream, version);
        }

        @Override
        public void release(String stream) {
            heldAfter.remove(stream);
        }

        @Override
        public void published(long position) {
            // nobody publishes this log
        }

        @Override
        public void save(Batch batch) {
            this.batch = batch;
        }

        void commit() {
            if (batch == null) {
                return;
            }
            head = batch.head();
            held.clear();
            held.putAll(heldAfter);
            events.addAll(batch.events());
            received.addAll(batch.received());
            batch.commands().forEach(c -> commands.put(c.id(), c));
            batch.offsets().forEach(o -> offsets.put(o.topic() + "/" + o.partition(), o));
            batch.parked()
                    .forEach(p ->
                            parked.put(
                                    new At(p.topic(), p.topicId(), p.partition(), p.offset()), p));
            batch.unparked()
                    .forEach(o ->
                            parked.remove(new At(o.topic(), o.topicId(), o.partition(), o.next())));
            discarded.addAll(batch.discarded());
            batch.awaiting().forEach(a -> awaiting.put(key(a), a));
            batch.fulfilled().forEach(a -> awaiting.remove(key(a)));
        }
    }
}
