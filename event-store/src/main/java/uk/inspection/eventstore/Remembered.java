package uk.inspection.eventstore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of streams up to a weight; the one that was not used for longest goes first. The one
 * that was used last stays, whatever its weight: it is what the next write is most likely about.
 * For one thread.
 *
 * <p>A cache that guesses which entry will be asked for again would keep an old one rather than a
 * heavy new one; whoever writes to an inspection writes to it again.
 */
final class Remembered<V> {
    private record Weighed<V>(V value, long weight) {}

    private final Map<String, Weighed<V>> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final ToLongFunction<V> weigher;
    private final long weightMax;
    private long weight;

    Remembered(long weightMax, ToLongFunction<V> weigher) {
        this.weightMax = weightMax;
        this.weigher = weigher;
    }

    @Nullable V get(String stream) {
        Weighed<V> found = entries.get(stream);
        return found == null ? null : found.value;
    }

    void putAll(Map<String, V> values) {
        values.forEach(this::put);
    }

    private void put(String stream, V value) {
        remove(stream);
        var weighed = new Weighed<>(value, weigher.applyAsLong(value));
        entries.put(stream, weighed);
        weight += weighed.weight;
        while (weight > weightMax && entries.size() > 1) {
            remove(entries.keySet().iterator().next());
        }
    }

    void remove(String stream) {
        Weighed<V> removed = entries.remove(stream);
        if (removed != null) {
            weight -= removed.weight;
        }
    }

    void clear() {
        entries.clear();
        weight = 0;
    }

    long weight() {
        return weight;
    }
}
