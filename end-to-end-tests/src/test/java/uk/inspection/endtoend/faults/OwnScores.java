package uk.inspection.endtoend.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pooled percentages from the text of a framework and the answers of cases, written from the rule
 * and not from the service: sufficient out of applicable, the whole percent half up, and the band
 * in whose range it lies. Source: the Core Case Inspection report on Sefton of June 2009.
 */
final class OwnScores {
    private static final int[] NONE = {0, 0};

    private final JsonNode framework;
    private final Map<String, String> sectionOf = new HashMap<>();

    OwnScores(JsonNode framework) {
        this.framework = framework;
        framework
                .path("criteria")
                .forEach(c -> sectionOf.put(c.path("id").asText(), c.path("section").asText()));
    }

    /**
     * Of a headline, criterion, section or question, such as {@code headlines roh 3/7 43 DRASTIC}.
     */
    Map<String, String> of(Collection<Map<String, String>> cases) {
        var counts = new TreeMap<String, int[]>();
        for (JsonNode question : framework.path("questions")) {
            String id = question.path("id").asText();
            String criterion = question.path("criterion").asText();
            boolean pooled = question.path("scored").asBoolean(true);
            int[] one = count(id, cases);
            add(counts, "questions " + id, one);
            add(counts, "headlines " + question.path("headline").asText(), pooled ? one : NONE);
            add(counts, "criteria " + criterion, pooled ? one : NONE);
            add(counts, "sections " + sectionOf.get(criterion), pooled ? one : NONE);
        }
        var written = new TreeMap<String, String>();
        counts.forEach((what, count) -> written.put(what, write(what, count[0], count[1])));
        return written;
    }

    /** The same of one level as a service tells it. */
    static Map<String, String> told(String level, JsonNode tallies) {
        var written = new TreeMap<String, String>();
        for (JsonNode tally : tallies) {
            written.put(
                    level + " " + tally.path("id").asText(),
                    write(
                            tally.path("sufficient").asInt(),
                            tally.path("applicable").asInt(),
                            tally.path("percent").asText(""),
                            tally.path("band").asText("")));
        }
        return written;
    }

    private static void add(Map<String, int[]> counts, String what, int[] more) {
        counts.merge(what, more, (a, b) -> new int[] {a[0] + b[0], a[1] + b[1]});
    }

    private static int[] count(String question, Collection<Map<String, String>> cases) {
        int sufficient = 0;
        int applicable = 0;
        for (Map<String, String> answers : cases) {
            String answer = answers.getOrDefault(question, "not-applicable");
            sufficient += answer.equals("sufficient") ? 1 : 0;
            applicable += answer.equals("not-applicable") ? 0 : 1;
        }
        return new int[] {sufficient, applicable};
    }

    private String write(String what, int sufficient, int applicable) {
        if (applicable == 0) {
            return write(sufficient, applicable, "", "");
        }
        int percent = (200 * sufficient + applicable) / (2 * applicable);
        boolean banded = what.startsWith("headlines") || what.startsWith("criteria");
        return write(sufficient, applicable, String.valueOf(percent), banded ? band(percent) : "");
    }

    private static String write(int sufficient, int applicable, String percent, String band) {
        return "%d/%d %s %s".formatted(sufficient, applicable, percent, band).strip();
    }

    private String band(int percent) {
        for (JsonNode band : framework.path("bands")) {
            if (percent >= band.path("from").asInt() && percent <= band.path("to").asInt()) {
                return band.path("label").asText();
            }
        }
        throw new AssertionError("no band for " + percent);
    }
}
