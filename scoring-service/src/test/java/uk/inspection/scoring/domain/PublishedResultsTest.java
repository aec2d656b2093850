package uk.inspection.scoring.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Framework.Rating;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.contract.Frameworks;
import uk.inspection.contract.ScoreEvent.ScoresFinalised;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

/**
 * Results that inspectorates published come out of the rules. A row that is added to {@code
 * published/results.json} is tested without a change here: its scores with their comments, its
 * total with its overall rating, the ratings that it states, one by one or counted.
 */
class PublishedResultsTest {
    private static final JsonNode RESULTS = read();

    private static final List<String> HEADLINES =
            Scoring.cci2009().headlines().stream().map(Framework.Headline::id).toList();

    /** A published score and the comment beside it; {@code of} a headline or a criterion. */
    record ScoreComment(String what, String of, int score, String comment) {}

    /**
     * Ratings that make up a published result.
     *
     * @param total points; none where the row gives only ratings
     */
    record Published(
            String what,
            Framework.RatedStandards framework,
            SortedMap<String, String> ratings,
            @Nullable Integer total,
            @Nullable Integer maximum,
            String overall) {
        @Override
        public String toString() {
            return "%s: %s under %s".formatted(what, overall, framework.id());
        }
    }

    static Stream<ScoreComment> scores_and_comments() {
        var pairs = new ArrayList<ScoreComment>();
        for (JsonNode row : RESULTS.path("coreCaseInspections")) {
            for (String headline : HEADLINES) {
                if (row.has(headline) && row.path("comments").has(headline)) {
                    pairs.add(
                            new ScoreComment(
                                    name(row) + " " + headline,
                                    headline,
                                    row.path(headline).asInt(),
                                    row.path("comments").path(headline).asText()));
                }
            }
            for (var criterion : row.path("criteria").properties()) {
                pairs.add(
                        new ScoreComment(
                                name(row) + " " + criterion.getKey(),
                                criterion.getKey(),
                                criterion.getValue().path("score").asInt(),
                                criterion.getValue().path("comment").asText()));
            }
        }
        for (JsonNode row : RESULTS.path("scoreComments")) {
            pairs.add(
                    new ScoreComment(
                            row.path("what").asText(),
                            HEADLINES.getFirst(),
                            row.path("score").asInt(),
                            row.path("comment").asText()));
        }
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("scores_and_comments")
    void a_published_score_has_the_comment_that_was_published_beside_it(ScoreComment published) {
        Tally tally = pooled(Map.of(published.of(), published.score())).get(published.of());

        assertThat(Objects.requireNonNull(tally).percent()).isEqualTo(published.score());
        assertThat(tally.band()).isEqualTo(published.comment());
    }

    /** Areas that were inspected again under the same regime, with their first scores. */
    static Stream<JsonNode> inspections_that_were_followed_by_another() {
        return rows("coreCaseInspections")
                .filter(row -> row.path("kind").asText().equals("original"))
                .filter(row -> row.has("safeguarding") && row.has("roh"))
                .filter(row ->
                        rows("coreCaseInspections")
                                .anyMatch(again ->
                                        again.path("kind").asText().equals("reinspection")
                                                && again.path("area").equals(row.path("area"))));
    }

    @ParameterizedTest
    @MethodSource("inspections_that_were_followed_by_another")
    void a_core_case_inspection_that_was_followed_by_another_proposes_it(JsonNode row) {
        var scorer = new PooledPercentage(Scoring.cci2009());
        Counts counts =
                counts(
                        Map.of(
                                "safeguarding",
                                row.path("safeguarding").asInt(),
                                "roh",
                                row.path("roh").asInt()));

        assertThat(scorer.propose(scorer.score(counts, Ratings.NONE)).proposed()).isTrue();
    }

    static Stream<Published> rated() {
        return rows("rated").flatMap(PublishedResultsTest::published);
    }

    @ParameterizedTest
    @MethodSource("rated")
    void judgements_that_give_the_published_ratings_give_the_published_result(Published published) {
        Scores.Rated scores = finalScores(published.framework(), published.ratings());

        for (StandardRating standard : scores.standards()) {
            assertThat(standard.rating())
                    .as(standard.id())
                    .isEqualTo(published.ratings().get(standard.id()));
        }
        assertThat(scores.overall()).isEqualTo(published.overall());
        if (published.total() != null) {
            assertThat(scores.points()).isEqualTo(published.total());
        }
        if (published.maximum() != null) {
            assertThat(scores.maximum()).isEqualTo(published.maximum());
        }
    }

    @Test
    void resettlement_is_rated_and_not_counted_in_east_sussex() {
        Published eastSussex =
                rated().filter(p -> p.what().equals("East Sussex 2024")).findFirst().orElseThrow();
        Scores.Rated scores = finalScores(eastSussex.framework(), eastSussex.ratings());

        assertThat(scores.standards().getLast())
                .isEqualTo(
                        new StandardRating(
                                "4.1", List.of(), "Requires improvement", null, 1, false));
        assertThat(scores.points()).isEqualTo(25);
        assertThat(scores.maximum()).isEqualTo(36);
        assertThat(scores.overall()).isEqualTo("Good");
    }

    @Test
    void ceredigion_has_an_overall_rating_over_eight_standards() {
        List<Published> ceredigion =
                rated().filter(p -> p.what().equals("Ceredigion 2024")).toList();

        assertThat(ceredigion)
                .extracting(p -> p.ratings().get("1.2"), p -> p.ratings().get("3.4"))
                .containsExactlyInAnyOrder(
                        tuple("Requires improvement", "Inadequate"),
                        tuple("Inadequate", "Requires improvement"));
        for (Published either : ceredigion) {
            Scores.Rated scores = finalScores(either.framework(), either.ratings());
            assertThat(scores.standards())
                    .filteredOn(standard -> standard.rating() == null)
                    .extracting(StandardRating::id)
                    .containsExactly("2.1", "2.2", "2.3", "2.4", "4.1");
        }
    }

    /** Against rows that are passed over because they are not understood. */
    @Test
    void every_row_that_states_what_a_rule_comes_to_is_tried() {
        assertThat(rows("rated").filter(row -> row.has("total") || row.has("complete")))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(published(row)).as(name(row)).isNotEmpty());
        assertThat(rows("coreCaseInspections").filter(row -> row.has("criteria"))).isNotEmpty();
        assertThat(scores_and_comments()).hasSizeGreaterThanOrEqualTo(34);
        assertThat(rated()).hasSizeGreaterThanOrEqualTo(90);
    }

    /**
     * Each framework that the row can have been made under, with ratings that fit what the row
     * states. Where it leaves open which standard has which rating, two ways of giving out the rest
     * stand for all of them; a blank is not evidence.
     */
    private static Stream<Published> published(JsonNode row) {
        return frameworks(row)
                .flatMap(framework ->
                        ratings(row, framework)
                                .map(ratings ->
                                        new Published(
                                                name(row),
                                                framework,
                                                ratings,
                                                number(row, "total"),
                                                number(row, "max"),
                                                row.path("overall").asText())));
    }

    private static Stream<SortedMap<String, String>> ratings(
            JsonNode row, Framework.RatedStandards framework) {
        var known = new TreeMap<String, String>();
        row.path("standards")
                .properties()
                .forEach(one -> known.put(one.getKey(), one.getValue().asText()));
        if (row.path("complete").asBoolean()) {
            return Stream.of(known);
        }
        var unrated = new ArrayList<String>();
        row.path("unrated").forEach(one -> unrated.add(one.asText()));
        List<String> open =
                framework.standards().stream()
                        .filter(Standard::counts)
                        .map(Standard::id)
                        .filter(id -> !known.containsKey(id) && !unrated.contains(id))
                        .toList();
        return rest(row, framework, known, open)
                .map(labels ->
                        Stream.of(labels, labels.reversed())
                                .distinct()
                                .map(each -> with(known, open, each)))
                .orElse(Stream.of());
    }

    /** The ratings of the standards that the row leaves open; none where it does not state them. */
    private static Optional<List<String>> rest(
            JsonNode row,
            Framework.RatedStandards framework,
            SortedMap<String, String> known,
            List<String> open) {
        JsonNode counts = row.path("counts");
        if (counts.has("of")) {
            var labels = new ArrayList<String>();
            for (Rating rating : framework.ratings()) {
                labels.addAll(
                        Collections.nCopies(counts.path(rating.label()).asInt(), rating.label()));
            }
            if (labels.size() == counts.path("of").asInt()) {
                boolean uncountedToo = labels.size() == known.size() + open.size();
                known.forEach((standard, label) -> {
                    if (uncountedToo || counts(framework, standard)) {
                        assertThat(labels.remove(label)).as("%s of %s", label, name(row)).isTrue();
                    }
                });
                return Optional.of(labels);
            }
        }
        if (row.has("total") && row.has("max")) {
            int points = row.path("total").asInt();
            for (var one : known.entrySet()) {
                points -= counts(framework, one.getKey()) ? points(framework, one.getValue()) : 0;
            }
            return Optional.of(labels(framework, points, open.size()));
        }
        return Optional.empty();
    }

    /** As many points given to as many standards, the highest rating first. */
    private static List<String> labels(Framework.RatedStandards framework, int points, int open) {
        List<Rating> highestFirst = framework.ratings().reversed();
        var labels = new ArrayList<String>();
        int left = points;
        for (int i = 0; i < open; i++) {
            int most = left;
            Rating rating =
                    highestFirst.stream().filter(r -> r.points() <= most).findFirst().orElseThrow();
            labels.add(rating.label());
            left -= rating.points();
        }
        assertThat(left).as("points that fit no standard").isZero();
        return labels;
    }

    private static SortedMap<String, String> with(
            SortedMap<String, String> known, List<String> open, List<String> labels) {
        assertThat(labels).hasSameSizeAs(open);
        var ratings = new TreeMap<>(known);
        for (int i = 0; i < open.size(); i++) {
            ratings.put(open.get(i), labels.get(i));
        }
        return ratings;
    }

    private static boolean counts(Framework.RatedStandards framework, String standard) {
        return framework.standards().stream()
                .anyMatch(known -> known.id().equals(standard) && known.counts());
    }

    private static int points(Framework.RatedStandards framework, String label) {
        return framework.ratings().stream()
                .filter(rating -> rating.label().equals(label))
                .mapToInt(Rating::points)
                .findFirst()
                .orElseThrow();
    }

    /** Of the row's regime, those in force on a day on which it may have been published. */
    private static Stream<Framework.RatedStandards> frameworks(JsonNode row) {
        boolean since2025 = row.path("regime").asText().startsWith("2025");
        return Frameworks.all().stream()
                .filter(Framework.RatedStandards.class::isInstance)
                .map(Framework.RatedStandards.class::cast)
                .filter(framework -> framework.id().startsWith("iyjs-") == since2025)
                .filter(framework -> {
                    LocalDate end = framework.inForce().to();
                    return !framework.inForce().from().isAfter(lastDay(row))
                            && (end == null || !end.isBefore(firstDay(row)));
                });
    }

    private static LocalDate firstDay(JsonNode row) {
        String published = row.path("published").asText();
        return switch (published.length()) {
            case 10 -> LocalDate.parse(published);
            case 7 -> YearMonth.parse(published).atDay(1);
            default -> LocalDate.of(row.path("year").asInt(), 1, 1);
        };
    }

    private static LocalDate lastDay(JsonNode row) {
        String published = row.path("published").asText();
        return switch (published.length()) {
            case 10 -> LocalDate.parse(published);
            case 7 -> YearMonth.parse(published).atEndOfMonth();
            default -> LocalDate.of(row.path("year").asInt(), 12, 31);
        };
    }

    private static Scores.Rated finalScores(
            Framework.RatedStandards framework, Map<String, String> ratings) {
        var scoring = new Scoring();
        for (CaseEvent event : RatedInspection.history(framework, ratings)) {
            scoring.apply(event);
        }
        return (Scores.Rated) ((ScoresFinalised) scoring.allGiven().getLast()).scores();
    }

    /** Headlines and criteria by their ids, after as many sufficient answers of a hundred. */
    private static Map<String, Tally> pooled(Map<String, Integer> percents) {
        Scores.Pooled scores =
                new PooledPercentage(Scoring.cci2009()).score(counts(percents), Ratings.NONE);
        var tallies = new TreeMap<String, Tally>();
        scores.headlines().forEach(tally -> tallies.put(tally.id(), tally));
        scores.criteria().forEach(tally -> tallies.put(tally.id(), tally));
        return tallies;
    }

    private static Counts counts(Map<String, Integer> percents) {
        CaseTally tally = CaseTally.none(new PooledPercentage(Scoring.cci2009()).questions());
        for (int i = 0; i < 100; i++) {
            var answers = new TreeMap<String, String>();
            for (var one : percents.entrySet()) {
                answers.put(
                        questionOf(one.getKey()),
                        i < one.getValue() ? "sufficient" : "insufficient");
            }
            tally = tally.sample("case-" + i).judge("case-" + i, answers);
        }
        return tally.counts();
    }

    private static String questionOf(String headlineOrCriterion) {
        return Scoring.cci2009().questions().stream()
                .filter(Question::counts)
                .filter(q ->
                        q.headline().equals(headlineOrCriterion)
                                || q.criterion().equals(headlineOrCriterion))
                .map(Question::id)
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Integer number(JsonNode row, String field) {
        return row.has(field) ? Integer.valueOf(row.path(field).asInt()) : null;
    }

    private static Stream<JsonNode> rows(String list) {
        return StreamSupport.stream(RESULTS.path(list).spliterator(), false);
    }

    private static String name(JsonNode row) {
        return row.path("area").asText() + " " + row.path("year").asInt();
    }

    private static JsonNode read() {
        try (InputStream in =
                PublishedResultsTest.class.getResourceAsStream("/published/results.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
