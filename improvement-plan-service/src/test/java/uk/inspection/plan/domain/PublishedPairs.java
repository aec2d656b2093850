package uk.inspection.plan.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.plan.domain.ScoreChange.Published;

/**
 * Real inspections and their re-inspections, as far as their figures are published ({@code
 * published/reinspections.json}, each row with its source). Percents are published and counts are
 * not: the counts here are the percent of 100, a reconstruction, and intervals, which would follow
 * from the counts, are left out.
 */
public final class PublishedPairs {
    private static final List<String> HEADLINES = List.of("safeguarding", "roh", "lor");
    private static final PooledPercentage CCI =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();

    private PublishedPairs() {}

    /** An inspection and the one that followed it. */
    public record Pair(String name, JsonNode before, JsonNode after) {
        public Published first() {
            return published(before);
        }

        public Published second() {
            return published(after);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public static Stream<Pair> all() {
        return StreamSupport.stream(read().path("pairs").spliterator(), false)
                .map(pair ->
                        new Pair(
                                pair.path("name").asText(),
                                pair.path("before"),
                                pair.path("after")));
    }

    public static Pair named(String name) {
        return all().filter(pair -> pair.name().equals(name)).findFirst().orElseThrow();
    }

    /** What the row says under the core case inspections' framework. */
    public static Scores scores(JsonNode row) {
        var headlines = new ArrayList<Tally>();
        for (String id : HEADLINES) {
            if (row.has(id)) {
                headlines.add(tally(id, row.path(id).asInt()));
            }
        }
        var criteria = new ArrayList<Tally>();
        row.path("criteria")
                .properties()
                .forEach(one ->
                        criteria.add(tally(one.getKey(), one.getValue().path("score").asInt())));
        var sections = new ArrayList<Tally>();
        row.path("sections")
                .properties()
                .forEach(one ->
                        sections.add(
                                new Tally(
                                        one.getKey(),
                                        one.getValue().asInt(),
                                        100,
                                        one.getValue().asInt(),
                                        null,
                                        null)));
        return new Scores.Pooled(headlines, criteria, sections, List.of());
    }

    private static Published published(JsonNode row) {
        if (!row.path("framework").asText().equals(CCI.id())) {
            throw new IllegalArgumentException("no framework of these tests: " + row);
        }
        return new Published(CCI.ref(), scores(row));
    }

    private static Tally tally(String id, int percent) {
        return new Tally(id, percent, 100, percent, band(percent), null);
    }

    private static @Nullable String band(int percent) {
        return CCI.bands().stream()
                .filter(band -> band.from() <= percent && percent <= band.to())
                .map(Band::label)
                .findFirst()
                .orElse(null);
    }

    private static JsonNode read() {
        try (InputStream in =
                PublishedPairs.class.getResourceAsStream("/published/reinspections.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
