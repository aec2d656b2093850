package uk.inspection.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.UnaryOperator;
import uk.inspection.contract.PlanEvent.PlanClosed;

/**
 * What an event of an earlier version says, in the words of the next. Bytes are never changed,
 * neither in a log nor in a topic: an event is brought up to date each time it is read, one version
 * after the other.
 */
final class Upcasts {
    /** Of each type and version but the newest: how it becomes the next. */
    private static final Map<String, UnaryOperator<ObjectNode>> TO_NEXT =
            Map.of(key(PlanClosed.class.getSimpleName(), 1), Upcasts::planClosed);

    private Upcasts() {}

    /** Whether an event of this version can be brought to the next. */
    static boolean known(String type, int version) {
        return TO_NEXT.containsKey(key(type, version));
    }

    /** Brings the JSON of a version to the next. */
    static ObjectNode toNext(String type, int version, ObjectNode event) {
        UnaryOperator<ObjectNode> next = TO_NEXT.get(key(type, version));
        if (next == null) {
            throw new IllegalStateException(
                    "Nothing brings a %s v%d to the next version.".formatted(type, version));
        }
        return next.apply(event);
    }

    private static String key(String type, int version) {
        return type + "/" + version;
    }

    /**
     * Version 1 told why in an English sentence, one of two that the platform itself wrote; version
     * 2 has a code, which pages say in both languages. Any other sentence stays as it was.
     */
    private static ObjectNode planClosed(ObjectNode event) {
        if (!event.path("reason").isTextual()) {
            return event; // not what version 1 was; it is refused as it is
        }
        String sentence = event.path("reason").textValue();
        switch (sentence) {
            case "All monitoring returns are in, and no re-inspection was called for." ->
                    event.put("reason", "no-reinspection-called-for");
            case "All monitoring returns are in, and the re-inspection is arranged." ->
                    event.put("reason", "reinspection-arranged");
            default -> event.put("reason", "other").put("statement", sentence);
        }
        return event;
    }
}
