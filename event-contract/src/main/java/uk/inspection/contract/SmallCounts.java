package uk.inspection.contract;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.Framework.PooledPercentage;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;

/**
 * Which figures of an inspection the public is not shown, because they tell of so few children that
 * one of them might be known by it. What is withheld is left out of the scores; ratings stay.
 *
 * <p>A question (or key question) has one answer a case. It is withheld where the number of cases
 * that it applied to, that were sufficient or that were not, is small. What pools questions is
 * withheld where each of these applied to few cases. Where few cases count, every share is
 * withheld.
 *
 * <p>What is withheld must not be had by subtraction either: a criterion less its other questions
 * is the one left out. So further questions, those of the fewest cases first, are withheld until no
 * sums and differences of what is shown give one of the withheld.
 *
 * <p>The rules are this platform's defaults, not verified.
 *
 * @param below the smallest number that is shown; numbers from 1 to {@code below - 1} are small
 */
public record SmallCounts(int below) {
    public SmallCounts {
        if (below < 1) {
            throw new IllegalArgumentException("a smallest number of " + below);
        }
    }

    /**
     * The rule that a deployment sets.
     *
     * @param below a whole number of at least 2, as with 1 nothing would ever be withheld
     * @throws IllegalArgumentException where it is none
     */
    public static SmallCounts parse(String below) {
        int number;
        try {
            number = Integer.parseInt(below.strip());
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException("must be a whole number: " + below, none);
        }
        if (number < 2) {
            throw new IllegalArgumentException("must be at least 2: " + below);
        }
        return new SmallCounts(number);
    }

    /** What is shown, and the ids of what was left out of it, in the framework's order. */
    public record Shown(Scores scores, Withheld withheld) {}

    /**
     * Ids of figures that are withheld. {@code questions} are key questions under rated standards,
     * where the other lists are empty.
     */
    public record Withheld(
            int below,
            List<String> headlines,
            List<String> sections,
            List<String> criteria,
            List<String> questions) {

        /** Nothing that was scored is withheld. */
        public boolean nothing() {
            return headlines.isEmpty()
                    && sections.isEmpty()
                    && criteria.isEmpty()
                    && questions.isEmpty();
        }
    }

    /** Whether a number of children is small. None is not: it tells of nobody. */
    public boolean small(int number) {
        return number > 0 && number < below;
    }

    /**
     * How many cases were in a sample, and how many of them count; absent where that number, or the
     * number of those that do not count, is small.
     */
    public record Sample(@Nullable Integer sampled, @Nullable Integer judged) {}

    /** What the public is shown of the size of a sample. */
    public Sample sample(int sampled, int judged) {
        return new Sample(
                small(sampled) || small(sampled - judged) ? null : Integer.valueOf(sampled),
                small(judged) ? null : Integer.valueOf(judged));
    }

    /** What the public is shown of scores that were made under a framework. */
    public Shown shown(Framework framework, Scores scores) {
        return switch (scores) {
            case Scores.Pooled pooled ->
                    new Pool(this, (PooledPercentage) framework, pooled).shown();
            case Scores.Rated rated -> rated(rated);
        };
    }

    private boolean small(Tally ofCases) {
        return small(ofCases.applicable())
                || small(ofCases.sufficient())
                || small(ofCases.applicable() - ofCases.sufficient());
    }

    private Shown rated(Scores.Rated rated) {
        var withheld = new ArrayList<String>();
        List<StandardRating> standards =
                rated.standards().stream()
                        .map(standard ->
                                new StandardRating(
                                        standard.id(),
                                        standard.keyQuestions().stream()
                                                .filter(tally -> {
                                                    boolean small = small(tally);
                                                    if (small) {
                                                        withheld.add(tally.id());
                                                    }
                                                    return !small;
                                                })
                                                .toList(),
                                        standard.rating(),
                                        standard.byRule(),
                                        standard.points(),
                                        standard.counted()))
                        .toList();
        return new Shown(
                new Scores.Rated(standards, rated.points(), rated.maximum(), rated.overall()),
                new Withheld(below, List.of(), List.of(), List.of(), List.copyOf(withheld)));
    }

    /** One pool of answers, and what of it is withheld so far. */
    private static final class Pool {
        private final SmallCounts rule;
        private final Scores.Pooled scores;
        private final Map<String, Tally> questions = new LinkedHashMap<>();

        /** What is pooled, the narrowest first. */
        private final List<Sum> sums = new ArrayList<>();

        private final Set<String> withheldQuestions = new LinkedHashSet<>();
        private final Set<Sum> withheldSums = new LinkedHashSet<>();

        /** A figure that pools questions. */
        private record Sum(Tally tally, Set<String> of) {}

        Pool(SmallCounts rule, PooledPercentage framework, Scores.Pooled scores) {
            this.rule = rule;
            this.scores = scores;
            scores.questions().forEach(tally -> questions.put(tally.id(), tally));
            Map<String, String> sections = new LinkedHashMap<>();
            framework.criteria().forEach(one -> sections.put(one.id(), one.section()));
            add(framework, scores.criteria(), Question::criterion);
            add(framework, scores.sections(), one -> sections.get(one.criterion()));
            add(framework, scores.headlines(), Question::headline);
        }

        private void add(
                PooledPercentage framework, List<Tally> tallies, Function<Question, String> sumOf) {
            for (Tally tally : tallies) {
                var of = new LinkedHashSet<String>();
                framework.questions().stream()
                        .filter(one -> one.counts() && tally.id().equals(sumOf.apply(one)))
                        .map(Question::id)
                        .filter(questions::containsKey)
                        .forEach(of::add);
                sums.add(new Sum(tally, of));
            }
        }

        Shown shown() {
            questions.values().stream()
                    .filter(tally -> rule.small(tally))
                    .map(Tally::id)
                    .forEach(withheldQuestions::add);
            sums.stream().filter(this::tellsOfFew).forEach(withheldSums::add);
            Optional<Set<String>> given = given();
            while (given.isPresent()) {
                hide(given.get());
                given = given();
            }
            Predicate<Tally> shown =
                    tally -> withheldSums.stream().noneMatch(sum -> sum.tally() == tally);
            return new Shown(
                    new Scores.Pooled(
                            scores.headlines().stream().filter(shown).toList(),
                            scores.criteria().stream().filter(shown).toList(),
                            scores.sections().stream().filter(shown).toList(),
                            scores.questions().stream()
                                    .filter(tally -> !withheldQuestions.contains(tally.id()))
                                    .toList()),
                    new Withheld(
                            rule.below,
                            withheld(scores.headlines()),
                            withheld(scores.sections()),
                            withheld(scores.criteria()),
                            scores.questions().stream()
                                    .map(Tally::id)
                                    .filter(withheldQuestions::contains)
                                    .toList()));
        }

        private List<String> withheld(List<Tally> tallies) {
            return tallies.stream()
                    .filter(tally -> withheldSums.stream().anyMatch(sum -> sum.tally() == tally))
                    .map(Tally::id)
                    .toList();
        }

        private Tally question(String id) {
            return Objects.requireNonNull(questions.get(id));
        }

        /** Answers are more than cases: the widest of its questions says how many these can be. */
        private boolean tellsOfFew(Sum sum) {
            int cases = sum.of().stream().mapToInt(id -> question(id).applicable()).max().orElse(0);
            return rule.small(cases) || rule.small(sum.tally().applicable());
        }

        /**
         * Something withheld that what is shown gives away, as the questions that it is made of.
         */
        private Optional<Set<String>> given() {
            var equations = new Equations(List.copyOf(withheldQuestions));
            sums.stream()
                    .filter(sum -> !withheldSums.contains(sum))
                    .forEach(sum -> equations.add(sum.of()));
            return Stream.concat(
                            withheldQuestions.stream()
                                    .filter(id -> rule.small(question(id)))
                                    .map(Set::of),
                            withheldSums.stream().filter(this::tellsOfFew).map(Sum::of))
                    .filter(equations::give)
                    .findFirst();
        }

        /**
         * Withholds one more figure than before, so that this ends: the question of the fewest
         * cases in the narrowest sum that the given one is in, or else the narrowest such sum.
         */
        private void hide(Set<String> given) {
            List<Sum> around =
                    sums.stream()
                            .filter(sum -> !withheldSums.contains(sum))
                            .filter(sum -> sum.of().stream().anyMatch(given::contains))
                            .toList();
            Optional<String> another =
                    around.stream().map(this::fewest).flatMap(Optional::stream).findFirst();
            another.ifPresentOrElse(
                    withheldQuestions::add, () -> withheldSums.add(around.getFirst()));
        }

        private Optional<String> fewest(Sum sum) {
            return sum.of().stream()
                    .filter(id -> !withheldQuestions.contains(id))
                    .filter(id -> question(id).applicable() > 0)
                    .min(Comparator.comparingInt(id -> question(id).applicable()));
        }
    }

    /**
     * Sums of withheld numbers that are known, each being what is shown of a pool less the
     * questions that are shown of it; which of them another is made of, by elimination. Criteria
     * lie within sections, and headlines share no question: two families of nested sets, whose
     * matrix is totally unimodular. So a sum depends on others modulo two exactly where it does so
     * in whole numbers, and a row is a set of bits.
     */
    private static final class Equations {
        private final List<String> unknown;
        private final List<BitSet> rows = new ArrayList<>();

        Equations(List<String> unknown) {
            this.unknown = unknown;
        }

        void add(Set<String> of) {
            BitSet rest = reduced(of);
            if (!rest.isEmpty()) {
                rows.add(rest);
            }
        }

        /** Whether the sum of these is known. */
        boolean give(Set<String> of) {
            return !row(of).isEmpty() && reduced(of).isEmpty();
        }

        private BitSet row(Set<String> of) {
            var row = new BitSet(unknown.size());
            IntStream.range(0, unknown.size())
                    .filter(i -> of.contains(unknown.get(i)))
                    .forEach(row::set);
            return row;
        }

        /** Each row begins with another question; those added before may hold it, too. */
        private BitSet reduced(Set<String> of) {
            BitSet rest = row(of);
            for (BitSet row : rows) {
                if (rest.get(row.nextSetBit(0))) {
                    rest.xor(row);
                }
            }
            return rest;
        }
    }
}
