package uk.inspection.scoring.domain;

import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.CaseQuestion;
import uk.inspection.contract.Framework.OverallBand;
import uk.inspection.contract.Framework.Rating;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.contract.ScoreEvent.ReinspectionProposal;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.scoring.domain.Ratings.Adjustment;

/**
 * Counts and ratings to an overall rating. A key question's percent is the share of yes among yes
 * and no over all cases, whole and half up; its band is read off the whole percent. The lowest key
 * question rates a standard that is assessed by cases; a key question that applied to no case is
 * left out, and where none applied the standard is not rated. Discretion may give such a standard
 * another rating while its lowest percent lies within the framework's points of that rating's band.
 * The other standards are rated by evidence. Each rating has points; the total of the rated
 * standards that count, as a fraction of the most they could have, gives the overall rating. A
 * framework whose overall rating is nullable gives none until standards of either kind that it
 * counts are rated.
 *
 * <p>Sources: the points and the edges of the overall rating (for twelve standards 0-6, 7-18, 19-30
 * and 31-36 points) by the ratings that HM Inspectorate of Probation published from 2018 to 2025,
 * whose totals they meet without exception; resettlement rated and not counted by the same. That
 * standards without a rating leave the maximum smaller, and that an overall rating is given
 * nevertheless: Ceredigion 2024, one point of 24. Default, not verified: the bands of a key
 * question, the rule of the lowest key question, the range of discretion, and what an overall
 * rating needs. The interval is the platform's own addition.
 */
public final class RatedStandards implements Scorer {
    private final Framework.RatedStandards framework;
    private final Questions questions;
    private final List<CaseQuestion> caseQuestions;
    private final Set<Boolean> kindsThatCount;
    private final int highestPoints;
    private final List<Share> overallBands;

    RatedStandards(Framework.RatedStandards framework) {
        known("rounded", framework.rounding(), "half-up");
        known("given by cases by the rule", framework.standardRule(), "lowest-key-question");
        known("added up by the rule", framework.overall().rule(), "points-total");
        this.framework = framework;
        this.caseQuestions = framework.caseQuestions();
        this.questions = Questions.of(framework);
        this.kindsThatCount =
                framework.standards().stream()
                        .filter(Standard::counts)
                        .map(Standard::assessedByCases)
                        .collect(toSet());
        this.highestPoints =
                framework.ratings().stream().mapToInt(Rating::points).max().orElseThrow();
        this.overallBands = framework.overall().bands().stream().map(Share::of).toList();
        framework.caseBands().forEach(band -> rating(band.label()));
    }

    private static void known(String what, String rule, String known) {
        if (!rule.equals(known)) {
            throw new IllegalArgumentException(
                    "Ratings cannot be %s \"%s\".".formatted(what, rule));
        }
    }

    @Override
    public Framework.RatedStandards framework() {
        return framework;
    }

    @Override
    public Questions questions() {
        return questions;
    }

    @Override
    public Ratings judge(Ratings ratings, StandardJudged judged) {
        if (standard(judged.standard()).assessedByCases()) {
            throw new IllegalStateException(
                    "The standard %s is assessed by cases.".formatted(judged.standard()));
        }
        String rating = judged.rating();
        return ratings.judge(judged.standard(), rating == null ? null : rating(rating).label());
    }

    @Override
    public Ratings adjust(Ratings ratings, RatingAdjusted adjusted) {
        if (!standard(adjusted.standard()).assessedByCases()) {
            throw new IllegalStateException(
                    "The standard %s is judged by evidence.".formatted(adjusted.standard()));
        }
        return ratings.adjust(
                adjusted.standard(),
                rating(adjusted.from()).label(),
                rating(adjusted.to()).label());
    }

    @Override
    public Scores.Rated score(Counts counts, Ratings ratings) {
        List<StandardRating> standards =
                framework.standards().stream().map(s -> rate(s, counts, ratings)).toList();
        var rated = standards.stream().filter(s -> s.counted() && s.points() != null).toList();
        int points = rated.stream().mapToInt(s -> Objects.requireNonNull(s.points())).sum();
        int maximum = highestPoints * rated.size();
        return new Scores.Rated(standards, points, maximum, overall(rated, points, maximum));
    }

    @Override
    public ReinspectionProposal propose(Scores scores) {
        return ReinspectionRule.propose(framework, (Scores.Rated) scores);
    }

    private StandardRating rate(Standard standard, Counts counts, Ratings ratings) {
        if (standard.assessedByCases()) {
            return byCases(standard, counts, ratings.adjusted().get(standard.id()));
        }
        String judged = ratings.judged().get(standard.id());
        return rated(standard, List.of(), judged == null ? null : rating(judged), null);
    }

    private StandardRating byCases(
            Standard standard, Counts counts, @Nullable Adjustment adjustment) {
        List<Tally> keyQuestions =
                IntStream.range(0, caseQuestions.size())
                        .filter(i -> caseQuestions.get(i).standard().equals(standard))
                        .mapToObj(i ->
                                Percents.tally(
                                        questions.id(i),
                                        counts.sufficient(i),
                                        counts.applicable(i),
                                        framework.caseBands()))
                        .toList();
        Rating byRule = lowest(keyQuestions);
        if (byRule != null
                && adjustment != null
                && adjustment.from().equals(byRule.label())
                && withinDiscretion(keyQuestions, adjustment.to())) {
            return rated(standard, keyQuestions, rating(adjustment.to()), byRule.label());
        }
        return rated(standard, keyQuestions, byRule, null);
    }

    private static StandardRating rated(
            Standard standard,
            List<Tally> keyQuestions,
            @Nullable Rating rating,
            @Nullable String byRule) {
        return new StandardRating(
                standard.id(),
                keyQuestions,
                rating == null ? null : rating.label(),
                byRule,
                rating == null ? null : rating.points(),
                standard.counts());
    }

    /** The rating by the rule; none where no key question has a band. */
    private @Nullable Rating lowest(List<Tally> keyQuestions) {
        Rating lowest = null;
        for (Tally tally : keyQuestions) {
            if (tally.band() != null) {
                Rating rating = rating(tally.band());
                if (lowest == null || rating.points() < lowest.points()) {
                    lowest = rating;
                }
            }
        }
        return lowest;
    }

    /** Whether the lowest percent lies close enough to the band of a rating. */
    private boolean withinDiscretion(List<Tally> keyQuestions, String to) {
        int lowest =
                keyQuestions.stream()
                        .map(Tally::percent)
                        .filter(Objects::nonNull)
                        .mapToInt(Integer::intValue)
                        .min()
                        .orElseThrow();
        int within = framework.discretion().withinPercentagePoints();
        for (Band band : framework.caseBands()) {
            if (band.label().equals(to)) {
                return band.from() - lowest <= within && lowest - band.to() <= within;
            }
        }
        return false;
    }

    private @Nullable String overall(List<StandardRating> rated, int points, int maximum) {
        if (rated.isEmpty()
                || (framework.overall().nullable() && !kinds(rated).containsAll(kindsThatCount))) {
            return null;
        }
        for (Share band : overallBands) {
            if (band.holds(points, maximum)) {
                return band.label();
            }
        }
        return null;
    }

    /** Of standards assessed by cases, of standards judged by evidence, or of both. */
    private Set<Boolean> kinds(List<StandardRating> rated) {
        return rated.stream().map(r -> standard(r.id()).assessedByCases()).collect(toSet());
    }

    private Standard standard(String id) {
        return framework.standards().stream()
                .filter(standard -> standard.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "The framework has no standard \"%s\".".formatted(id)));
    }

    private Rating rating(String label) {
        return framework.ratings().stream()
                .filter(rating -> rating.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "The framework has no rating \"%s\".".formatted(label)));
    }

    /** The highest share of the maximum that gives an overall rating, as a fraction. */
    record Share(String label, long numerator, long denominator) {
        /** Frameworks write {@code 5/6} or a whole number. */
        static Share of(OverallBand band) {
            String fraction = band.upToFractionOfMax();
            int slash = fraction.indexOf('/');
            return slash < 0
                    ? new Share(band.label(), Long.parseLong(fraction), 1)
                    : new Share(
                            band.label(),
                            Long.parseLong(fraction.substring(0, slash)),
                            Long.parseLong(fraction.substring(slash + 1)));
        }

        /** Whether so many points are within it: exact, by cross-multiplication. */
        boolean holds(int points, int maximum) {
            return points * denominator <= numerator * maximum;
        }
    }
}
