package uk.inspection.eventstore.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import uk.inspection.eventstore.HashChain;
import uk.inspection.eventstore.Log;
import uk.inspection.eventstore.StoredEvent;

/**
 * Says what is wrong with a log or a topic, in sentences; nothing when all is well. Nothing
 * acknowledged may be lost, nothing may be there twice, nothing out of order.
 */
public final class Checker {
    private static final int PAGE = 1000;

    private Checker() {}

    public static List<StoredEvent> all(Log log) {
        var all = new ArrayList<StoredEvent>();
        List<StoredEvent> page;
        do {
            page = log.after(all.isEmpty() ? 0 : all.getLast().position(), PAGE);
            all.addAll(page);
        } while (!page.isEmpty());
        return all;
    }

    /**
     * A log whose commands made one event each.
     *
     * @param acknowledged ids of commands that were answered as committed
     */
    public static List<String> log(List<StoredEvent> log, Collection<String> acknowledged) {
        var wrong = new ArrayList<String>();
        var commands = new HashMap<String, Integer>();
        long position = 0;
        for (StoredEvent event : log) {
            position++;
            if (event.position() != position) {
                wrong.add(
                        "Position %d is followed by %d.".formatted(position - 1, event.position()));
                position = event.position();
            }
            commands.merge(event.commandId() + "#" + event.ordinal(), 1, Integer::sum);
        }
        chains(log, wrong);
        commands.forEach((command, count) -> {
            if (count > 1) {
                wrong.add("%s is there %d times.".formatted(command, count));
            }
        });
        for (String id : acknowledged) {
            if (!commands.containsKey(id + "#0")) {
                wrong.add("%s was acknowledged and is lost.".formatted(id));
            }
        }
        return wrong;
    }

    /** A topic's records, each partition in order, against the log they were published from. */
    public static List<String> topic(List<StoredEvent> records, List<StoredEvent> log) {
        var wrong = new ArrayList<String>();
        var seen = new HashSet<String>();
        var first = new ArrayList<StoredEvent>();
        for (StoredEvent event : records) {
            if (seen.add(event.id())) {
                first.add(event);
            }
        }
        chains(first, wrong);
        Map<String, StoredEvent> written = new HashMap<>();
        log.forEach(event -> written.put(event.id(), event));
        for (StoredEvent event : records) {
            StoredEvent source = written.get(event.id());
            if (source == null || !Arrays.equals(source.hash(), event.hash())) {
                wrong.add("%s was never written so.".formatted(event.id()));
            }
        }
        written.keySet().stream()
                .filter(id -> !seen.contains(id))
                .forEach(id -> wrong.add("%s was never published.".formatted(id)));
        return wrong;
    }

    private static void chains(List<StoredEvent> events, List<String> wrong) {
        var last = new HashMap<String, StoredEvent>();
        for (StoredEvent event : events) {
            StoredEvent before = last.put(event.topic() + "/" + event.stream(), event);
            long version = before == null ? 0 : before.version();
            byte[] hash = before == null ? HashChain.origin() : before.hash();
            if (event.version() != version + 1) {
                wrong.add("%s follows version %d.".formatted(event.id(), version));
            }
            if (!Arrays.equals(event.previousHash(), hash)) {
                wrong.add("%s does not continue the chain.".formatted(event.id()));
            }
            if (!HashChain.intact(event)) {
                wrong.add("%s was changed.".formatted(event.id()));
            }
        }
    }
}
