package uk.inspection.eventstore;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The last version applied from each upstream topic for one inspection, as text: {@code
 * case-events=37,report-events=2}, topics in alphabetical order; empty for none.
 */
public final class Seen {
    private Seen() {}

    public static String write(SortedMap<String, Long> versions) {
        return versions.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    public static Map<String, Long> read(String seen) {
        var versions = new TreeMap<String, Long>();
        if (!seen.isEmpty()) {
            for (String part : seen.split(",", -1)) {
                int equals = part.indexOf('=');
                versions.put(part.substring(0, equals), Long.valueOf(part.substring(equals + 1)));
            }
        }
        return versions;
    }
}
