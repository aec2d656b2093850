package uk.inspection.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import uk.inspection.contract.DiscardEvent.DiscardAccepted;
import uk.inspection.contract.DiscardEvent.EventDiscarded;

/**
 * The discarded events of one inspection that nobody has accepted, as a service knows them: those
 * that it discarded itself and those of the services that it reads. While there is any, the
 * inspection is incomplete.
 *
 * @param open by the discard's place, such as {@code score-events/7}
 */
public record Discards(SortedMap<String, EventDiscarded> open) {
    public static final Discards NONE = new Discards(new TreeMap<>());

    /**
     * After one more fact. That a discard is accepted is said in the stream that told of it, so it
     * cannot come before it.
     *
     * @param topic that the fact came by, with {@code version} in its stream
     */
    public Discards after(String topic, long version, DiscardEvent event) {
        var after = new TreeMap<>(open);
        switch (event) {
            case EventDiscarded discarded -> after.put(topic + "/" + version, discarded);
            case DiscardAccepted accepted -> after.remove(topic + "/" + accepted.discard());
        }
        return new Discards(after);
    }

    /** Whether nothing is missing that nobody has accepted. */
    public boolean none() {
        return open.isEmpty();
    }

    /** Whether this discard waits for being accepted. */
    public boolean has(String topic, long version) {
        return open.containsKey(topic + "/" + version);
    }

    /** What is missing and how it ends, one sentence a discard. */
    public List<String> sentences() {
        var sentences = new ArrayList<String>();
        for (Map.Entry<String, EventDiscarded> one : open.entrySet()) {
            String topic = one.getKey().substring(0, one.getKey().indexOf('/'));
            String version = one.getKey().substring(topic.length() + 1);
            EventDiscarded what = one.getValue();
            sentences.add(
                    "%s (%s) was discarded as %s. A chief inspector accepts that at the service that writes %s, with POST /admin/discarded-events/%s/%s/acceptance."
                            .formatted(
                                    what.event(),
                                    what.type(),
                                    one.getKey(),
                                    topic,
                                    stream(what),
                                    version));
        }
        return sentences;
    }

    /** The stream in a discarded event's id, which is topic, stream and version. */
    private static String stream(EventDiscarded what) {
        String event = what.event();
        return event.substring(event.indexOf('/') + 1, event.lastIndexOf('/'));
    }
}
