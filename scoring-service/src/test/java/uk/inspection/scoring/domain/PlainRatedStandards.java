package uk.inspection.scoring.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.Rating;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.contract.Scores;

/**
 * The rules of rated standards read plainly: all answers of all cases counted again each time, in
 * decimals and words. It shares no code with {@link RatedStandards}, which must agree with it.
 */
final class PlainRatedStandards {
    private final Framework.RatedStandards framework;
    private final Map<String, Map<String, String>> answersOfCases = new TreeMap<>();
    private final Map<String, String> judged = new TreeMap<>();
    private final Map<String, RatingAdjusted> adjusted = new HashMap<>();

    PlainRatedStandards(Framework.RatedStandards framework) {
        this.framework = framework;
    }

    void apply(CaseEvent event) {
        if (event instanceof CaseJudged one) {
            answersOfCases.put(one.caseId(), one.answers());
        } else if (event instanceof CaseModerated one) {
            answersOfCases.put(one.caseId(), one.answers());
        } else if (event instanceof CaseWithdrawn one) {
            answersOfCases.remove(one.caseId());
        } else if (event instanceof StandardJudged one) {
            judged.remove(one.standard());
            if (one.rating() != null) {
                judged.put(one.standard(), one.rating());
            }
        } else if (event instanceof RatingAdjusted one) {
            adjusted.put(one.standard(), one);
        }
    }

    /** What the scores say and a plain reading does not, each in a line. */
    List<String> differences(Scores.Rated scores) {
        var differences = new ArrayList<String>();
        var labels = new HashMap<String, String>();
        for (Standard standard : framework.standards()) {
            String expected = rating(standard);
            if (expected != null) {
                labels.put(standard.id(), expected);
            }
            String actual =
                    scores.standards().stream()
                            .filter(s -> s.id().equals(standard.id()))
                            .findFirst()
                            .orElseThrow()
                            .rating();
            if (!Objects.equals(expected, actual)) {
                differences.add("%s is %s, not %s".formatted(standard.id(), expected, actual));
            }
        }
        List<Standard> rated =
                framework.standards().stream()
                        .filter(Standard::counts)
                        .filter(standard -> labels.containsKey(standard.id()))
                        .toList();
        int points =
                rated.stream()
                        .mapToInt(s -> points(Objects.requireNonNull(labels.get(s.id()))))
                        .sum();
        boolean both =
                rated.stream().anyMatch(Standard::assessedByCases)
                        && !rated.stream().allMatch(Standard::assessedByCases);
        String overall = both ? overall(points, 3 * rated.size()) : null;
        if (points != scores.points() || 3 * rated.size() != scores.maximum()) {
            differences.add("%d of %d".formatted(points, 3 * rated.size()));
        }
        if (!Objects.equals(overall, scores.overall())) {
            differences.add("overall is %s, not %s".formatted(overall, scores.overall()));
        }
        return differences;
    }

    private @Nullable String rating(Standard standard) {
        if (!standard.assessedByCases()) {
            return judged.get(standard.id());
        }
        List<BigDecimal> percents =
                framework.caseQuestions().stream()
                        .filter(question -> question.standard().equals(standard))
                        .map(question -> percent(question.id()))
                        .filter(Objects::nonNull)
                        .toList();
        if (percents.isEmpty()) {
            return null;
        }
        String byRule =
                percents.stream().map(this::band).min(Comparator.comparing(this::points)).get();
        RatingAdjusted adjustment = adjusted.get(standard.id());
        if (adjustment == null || !adjustment.from().equals(byRule)) {
            return byRule;
        }
        Band to =
                framework.caseBands().stream()
                        .filter(band -> band.label().equals(adjustment.to()))
                        .findFirst()
                        .orElseThrow();
        int lowest = percents.stream().min(Comparator.naturalOrder()).get().intValueExact();
        boolean near = false;
        for (int percent = lowest - 5; percent <= lowest + 5; percent++) {
            near |= to.from() <= percent && percent <= to.to();
        }
        return near ? adjustment.to() : byRule;
    }

    private @Nullable BigDecimal percent(String question) {
        long yes = count(question, "yes");
        long no = count(question, "no");
        return yes + no == 0
                ? null
                : BigDecimal.valueOf(100 * yes)
                        .divide(BigDecimal.valueOf(yes + no), 0, RoundingMode.HALF_UP);
    }

    private long count(String question, String code) {
        return answersOfCases.values().stream()
                .filter(answers -> code.equals(answers.get(question)))
                .count();
    }

    private String band(BigDecimal percent) {
        return framework.caseBands().reversed().stream()
                .filter(band -> percent.intValueExact() >= band.from())
                .findFirst()
                .orElseThrow()
                .label();
    }

    private int points(String label) {
        return framework.ratings().stream()
                .filter(rating -> rating.label().equals(label))
                .mapToInt(Rating::points)
                .findFirst()
                .orElseThrow();
    }

    private static String overall(int points, int maximum) {
        int sixtieths = 60 * points;
        if (sixtieths <= 10 * maximum) {
            return "Inadequate";
        }
        if (sixtieths <= 30 * maximum) {
            return "Requires improvement";
        }
        return sixtieths <= 50 * maximum ? "Good" : "Outstanding";
    }
}
