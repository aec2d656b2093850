package uk.inspection.contract;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * One framework where many equal ones are read: it is by far the largest part of an inspection that
 * is kept in memory, and nearly all inspections have the same. It is kept for as long as anybody
 * else holds it. Frameworks never change, so nobody notices with whom he shares.
 */
final class SharedFrameworks {
    private static final Map<Framework, WeakReference<Framework>> KNOWN = new WeakHashMap<>();

    private SharedFrameworks() {}

    /** The one that equals it and is held already, or this one. */
    static Framework shared(Framework framework) {
        synchronized (KNOWN) {
            WeakReference<Framework> known = KNOWN.get(framework);
            Framework held = known == null ? null : known.get();
            if (held != null) {
                return held;
            }
            KNOWN.put(framework, new WeakReference<>(framework));
            return framework;
        }
    }
}
