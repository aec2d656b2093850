package uk.inspection.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Scores.Interval;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.contract.SmallCounts.Shown;
import uk.inspection.contract.SmallCounts.Withheld;

class SmallCountsTest {
    private static final int BELOW = 5;
    private static final SmallCounts RULE = new SmallCounts(BELOW);
    private static final PooledPercentage CCI =
            (PooledPercentage) Frameworks.newest("cci-2009").orElseThrow();
    private static final Framework RATED = Frameworks.newest("yj-2021").orElseThrow();

    // ---- the setting

    @Test
    void a_setting_is_a_whole_number_from_2() {
        assertThat(SmallCounts.parse(" 5 ")).isEqualTo(RULE);
        assertThatThrownBy(() -> SmallCounts.parse("1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be at least 2: 1");
        assertThatThrownBy(() -> SmallCounts.parse("five"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a whole number: five");
    }

    // ---- one figure

    @Test
    void counts_that_are_not_small_are_shown_as_they_are() {
        Scores.Pooled all = pooled(_ -> new int[] {20, 33});
        Shown shown = RULE.shown(CCI, all);
        assertThat(shown.scores()).isEqualTo(all);
        assertThat(shown.withheld().nothing()).isTrue();
    }

    /** 5 and 0 are shown: five is not fewer than five, and none tells of nobody. */
    @Test
    void a_question_is_withheld_where_any_of_its_counts_is_small() {
        for (int[] shown : new int[][] {{5, 10}, {0, 10}, {10, 10}, {0, 0}, {28, 33}, {0, 5}}) {
            assertThat(withheld(Map.of("1.1.1", shown)).questions()).doesNotContain("1.1.1");
        }
        for (int[] small : new int[][] {{4, 4}, {0, 1}, {4, 10}, {1, 33}, {29, 33}, {32, 33}}) {
            assertThat(withheld(Map.of("1.1.1", small)).questions()).contains("1.1.1");
        }
    }

    @Test
    void where_few_cases_count_every_share_is_withheld() {
        Shown shown = RULE.shown(CCI, pooled(_ -> new int[] {4, 4}));
        assertThat(shown.scores())
                .isEqualTo(new Scores.Pooled(List.of(), List.of(), List.of(), List.of()));
        assertThat(shown.withheld().headlines()).hasSize(3);
        Shown five = RULE.shown(CCI, pooled(_ -> new int[] {5, 5}));
        assertThat(five.withheld().nothing()).isTrue();
    }

    /** Ten answers of one child are a figure about one child. */
    @Test
    void what_pools_questions_of_few_cases_is_withheld_however_many_answers_it_has() {
        String criterion = CCI.criteria().getFirst().id();
        Shown shown =
                RULE.shown(
                        CCI,
                        pooled(question ->
                                question.criterion().equals(criterion)
                                        ? new int[] {1, 1}
                                        : new int[] {20, 33}));
        assertThat(shown.withheld().criteria()).contains(criterion);
        // Alone it would be its section less the section's other criteria.
        assertThat(
                        shown.withheld().sections().size()
                                + shown.withheld().criteria().size()
                                + shown.withheld().questions().size())
                .isGreaterThan(1);
    }

    @Test
    void a_single_small_question_takes_another_with_it() {
        assertThat(withheld(Map.of("1.1.1", new int[] {31, 33})).questions())
                .contains("1.1.1")
                .hasSizeGreaterThan(1);
    }

    /** It is pooled into nothing, so that nothing tells it. */
    @Test
    void a_finding_that_counts_in_no_score_is_withheld_alone() {
        String finding =
                CCI.questions().stream().filter(q -> !q.counts()).findFirst().orElseThrow().id();
        assertThat(withheld(Map.of(finding, new int[] {31, 33})))
                .isEqualTo(new Withheld(BELOW, List.of(), List.of(), List.of(), List.of(finding)));
    }

    @Test
    void under_rated_standards_key_questions_are_withheld_and_ratings_stay() {
        var few = new Tally("2.1.desistance", 3, 12, 25, "Inadequate", new Interval(8, 54));
        var enough = new Tally("2.1.safety", 6, 12, 50, "Requires improvement", null);
        var scores =
                new Scores.Rated(
                        List.of(
                                new StandardRating(
                                        "2.1", List.of(few, enough), "Inadequate", null, 0, true)),
                        0,
                        3,
                        "Inadequate");
        Shown shown = RULE.shown(RATED, scores);
        assertThat(shown.scores())
                .isEqualTo(
                        new Scores.Rated(
                                List.of(
                                        new StandardRating(
                                                "2.1",
                                                List.of(enough),
                                                "Inadequate",
                                                null,
                                                0,
                                                true)),
                                0,
                                3,
                                "Inadequate"));
        assertThat(shown.withheld().questions()).containsExactly("2.1.desistance");
    }

    @Test
    void a_sample_is_shown_as_far_as_it_tells_of_many() {
        assertThat(RULE.sample(33, 33)).isEqualTo(new SmallCounts.Sample(33, 33));
        assertThat(RULE.sample(33, 28)).isEqualTo(new SmallCounts.Sample(33, 28));
        assertThat(RULE.sample(33, 31)).isEqualTo(new SmallCounts.Sample(null, 31));
        assertThat(RULE.sample(9, 4)).isEqualTo(new SmallCounts.Sample(9, null));
        assertThat(RULE.sample(4, 4)).isEqualTo(new SmallCounts.Sample(null, null));
        assertThat(RULE.sample(33, 0)).isEqualTo(new SmallCounts.Sample(33, 0));
    }

    @Test
    void a_limit_is_a_number_of_children() {
        assertThatThrownBy(() -> new SmallCounts(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new SmallCounts(1).small(1)).isFalse();
        assertThat(RULE.small(0)).isFalse();
        assertThat(RULE.small(1)).isTrue();
        assertThat(RULE.small(4)).isTrue();
        assertThat(RULE.small(5)).isFalse();
    }

    // ---- sums and differences

    static Stream<Long> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(300);
    }

    /**
     * Whatever is small is withheld, and no sums and differences of what is shown give it: by the
     * rank of the sums that are known, with and without the one that is asked for.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_small_cannot_be_had_by_subtraction(long seed) {
        var random = new Random(seed);
        int judged = 1 + random.nextInt(40);
        double small = random.nextDouble() * random.nextDouble();
        Map<String, int[]> counts = new HashMap<>();
        CCI.questions().forEach(question -> counts.put(question.id(), some(random, judged, small)));
        Scores.Pooled all = pooled(question -> counts.get(question.id()));
        Shown made = RULE.shown(CCI, all);
        var shown = (Scores.Pooled) made.scores();
        Withheld withheld = made.withheld();

        assertThat(ids(shown.questions())).noneMatch(withheld.questions()::contains);
        List<String> unknown = withheld.questions();
        var known = new ArrayList<double[]>();
        sums(shown).forEach(of -> known.add(row(unknown, of)));
        int rank = rank(known);
        for (Tally question : all.questions()) {
            int insufficient = question.applicable() - question.sufficient();
            if (small(question.applicable())
                    || small(question.sufficient())
                    || small(insufficient)
                    || (small(judged) && question.applicable() > 0)) {
                assertThat(unknown).contains(question.id());
                assertThat(rank(plus(known, row(unknown, List.of(question.id())))))
                        .as("%s is given away", question.id())
                        .isEqualTo(rank + 1);
            }
        }
        for (String criterion : withheld.criteria()) {
            List<String> of = questions(one -> one.criterion().equals(criterion));
            int widest =
                    of.stream()
                            .mapToInt(id -> Objects.requireNonNull(counts.get(id))[1])
                            .max()
                            .orElse(0);
            if (small(widest) || small(judged)) {
                assertThat(rank(plus(known, row(unknown, of)))).isEqualTo(rank + 1);
            }
        }
        if (!small(judged) && all.questions().stream().noneMatch(SmallCountsTest::ofFew)) {
            assertThat(withheld.nothing()).isTrue();
        }
    }

    private static boolean ofFew(Tally question) {
        return small(question.applicable())
                || small(question.sufficient())
                || small(question.applicable() - question.sufficient());
    }

    private static boolean small(int number) {
        return number >= 1 && number <= 4;
    }

    private static int[] some(Random random, int judged, double small) {
        if (random.nextDouble() < small) {
            int applicable = random.nextInt(judged + 1);
            return new int[] {random.nextInt(applicable + 1), applicable};
        }
        return judged < 10 ? new int[] {judged, judged} : new int[] {5, judged};
    }

    private static List<List<String>> sums(Scores.Pooled shown) {
        Map<String, String> sections = new HashMap<>();
        CCI.criteria().forEach(one -> sections.put(one.id(), one.section()));
        var sums = new ArrayList<List<String>>();
        shown.criteria().forEach(one -> sums.add(questions(q -> q.criterion().equals(one.id()))));
        shown.sections()
                .forEach(one ->
                        sums.add(questions(q -> one.id().equals(sections.get(q.criterion())))));
        shown.headlines().forEach(one -> sums.add(questions(q -> q.headline().equals(one.id()))));
        return sums;
    }

    private static List<String> questions(Predicate<Question> of) {
        return CCI.questions().stream()
                .filter(question -> question.counts() && of.test(question))
                .map(Question::id)
                .toList();
    }

    private static double[] row(List<String> unknown, List<String> of) {
        return unknown.stream().mapToDouble(id -> of.contains(id) ? 1 : 0).toArray();
    }

    private static List<double[]> plus(List<double[]> rows, double[] another) {
        return Stream.concat(rows.stream(), Stream.of(another)).toList();
    }

    private static int rank(List<double[]> rows) {
        var left = rows.stream().map(double[]::clone).collect(Collectors.toList());
        int rank = 0;
        int columns = rows.isEmpty() ? 0 : rows.getFirst().length;
        for (int column = 0; column < columns; column++) {
            int at = column;
            var pivot =
                    left.stream()
                            .filter(row -> Math.abs(row[at]) > 1e-6)
                            .max(Comparator.comparingDouble(row -> Math.abs(row[at])));
            if (pivot.isEmpty()) {
                continue;
            }
            double[] found = pivot.get();
            left.remove(found);
            left.forEach(row -> {
                double times = row[at] / found[at];
                IntStream.range(0, row.length).forEach(i -> row[i] -= times * found[i]);
            });
            rank++;
        }
        return rank;
    }

    // ---- made

    private static Withheld withheld(Map<String, int[]> counts) {
        return RULE.shown(
                        CCI,
                        pooled(question -> counts.getOrDefault(question.id(), new int[] {20, 33})))
                .withheld();
    }

    private static Scores.Pooled pooled(Function<Question, int[]> counts) {
        Map<String, String> sections = new HashMap<>();
        CCI.criteria().forEach(one -> sections.put(one.id(), one.section()));
        return new Scores.Pooled(
                CCI.headlines().stream()
                        .map(one -> sum(one.id(), q -> q.headline().equals(one.id()), counts))
                        .toList(),
                CCI.criteria().stream()
                        .map(one -> sum(one.id(), q -> q.criterion().equals(one.id()), counts))
                        .toList(),
                CCI.sections().stream()
                        .map(one ->
                                sum(
                                        one.id(),
                                        q -> one.id().equals(sections.get(q.criterion())),
                                        counts))
                        .toList(),
                CCI.questions().stream()
                        .map(one -> tally(one.id(), counts.apply(one)[0], counts.apply(one)[1]))
                        .toList());
    }

    private static Tally sum(String id, Predicate<Question> of, Function<Question, int[]> counts) {
        List<int[]> pooled =
                CCI.questions().stream()
                        .filter(question -> question.counts() && of.test(question))
                        .map(counts)
                        .toList();
        return tally(
                id,
                pooled.stream().mapToInt(count -> count[0]).sum(),
                pooled.stream().mapToInt(count -> count[1]).sum());
    }

    private static Tally tally(String id, int sufficient, int applicable) {
        return new Tally(
                id,
                sufficient,
                applicable,
                applicable == 0 ? null : 100 * sufficient / applicable,
                null,
                null);
    }

    private static List<String> ids(List<Tally> tallies) {
        return tallies.stream().map(Tally::id).toList();
    }
}
