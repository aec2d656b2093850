package uk.inspection.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every published figure beside the platform's own: three headlines, eight criteria, three sections
 * and the printed questions, in percent, and the bands of headlines and criteria.
 */
public record Comparison(List<Figure> figures) {

    /** One printed figure. {@code own} is absent where the platform has none. */
    public record Figure(String what, String published, @Nullable String own) {
        public boolean agrees() {
            return published.equals(own);
        }
    }

    /**
     * @param scores what scoring-service answers: lists of headlines, criteria, sections, questions
     */
    static Comparison of(Inspection.Figures published, JsonNode scores) {
        var figures = new ArrayList<Figure>();
        banded(figures, "headline", published.headlines(), byId(scores.path("headlines")));
        banded(figures, "criterion", published.criteria(), byId(scores.path("criteria")));
        plain(figures, "section", published.sections(), byId(scores.path("sections")));
        plain(figures, "question", published.questions(), byId(scores.path("questions")));
        return new Comparison(List.copyOf(figures));
    }

    private static Map<String, JsonNode> byId(JsonNode tallies) {
        var byId = new HashMap<String, JsonNode>();
        tallies.forEach(tally -> byId.put(tally.path("id").asText(), tally));
        return byId;
    }

    private static void banded(
            List<Figure> figures,
            String kind,
            Map<String, Inspection.Banded> published,
            Map<String, JsonNode> own) {
        published.forEach((id, figure) -> {
            var tally = own.get(id);
            figures.add(percent(kind + " " + id, figure.percent(), tally));
            var band = tally == null ? null : tally.path("band").asText(null);
            figures.add(new Figure(kind + " " + id + ", band", figure.band(), band));
        });
    }

    private static void plain(
            List<Figure> figures,
            String kind,
            Map<String, Integer> published,
            Map<String, JsonNode> own) {
        published.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(BY_NUMBERS))
                .forEach(figure ->
                        figures.add(
                                percent(
                                        kind + " " + figure.getKey(),
                                        figure.getValue(),
                                        own.get(figure.getKey()))));
    }

    /** 1.2.9 comes before 1.2.10. */
    private static final Comparator<String> BY_NUMBERS =
            Comparator.comparing((String id) -> {
                var key = new StringBuilder();
                for (var part : id.split("\\.", -1)) {
                    key.append(String.format(Locale.ROOT, "%4s", part));
                }
                return key.toString();
            });

    private static Figure percent(String what, int published, @Nullable JsonNode tally) {
        var own =
                tally != null && tally.path("percent").isInt()
                        ? tally.path("percent").asInt() + " %"
                        : null;
        return new Figure(what, published + " %", own);
    }

    public long agreeing() {
        return figures.stream().filter(Figure::agrees).count();
    }

    public boolean allAgree() {
        return agreeing() == figures.size();
    }

    /** The table, a line a figure. */
    public List<String> table() {
        var lines = new ArrayList<String>();
        lines.add(row("figure", "published", "platform", ""));
        for (var figure : figures) {
            lines.add(
                    row(
                            figure.what(),
                            figure.published(),
                            Objects.requireNonNullElse(figure.own(), "none"),
                            figure.agrees() ? "" : "differs"));
        }
        return lines;
    }

    private static String row(String what, String published, String own, String remark) {
        return String.format(Locale.ROOT, "  %-30s %-12s %-12s %s", what, published, own, remark)
                .stripTrailing();
    }

    public String verdict() {
        return agreeing() + " of " + figures.size() + " figures agree";
    }
}
