package uk.inspection.scoring.domain;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.CaseQuestion;
import uk.inspection.contract.Framework.Criterion;
import uk.inspection.contract.Framework.Headline;
import uk.inspection.contract.Framework.KeyQuestion;
import uk.inspection.contract.Framework.Named;
import uk.inspection.contract.Framework.OverallBand;
import uk.inspection.contract.Framework.Question;
import uk.inspection.contract.Framework.Standard;
import uk.inspection.contract.Scores;
import uk.inspection.contract.Scores.StandardRating;
import uk.inspection.contract.Scores.Tally;
import uk.inspection.scoring.domain.Figure.Kind;

/**
 * What one number of a score is made of, down to the questions asked of each case.
 *
 * @param title of the headline, criterion, section or standard; the text of a question
 * @param rule by which the number is made, in a sentence
 * @param answered the answers that were counted; absent for what is not a share of answers
 * @param steps the bands or fractions that the number is read off, in the framework's order
 * @param lowest ids of the key questions that fix the rating; empty where none does
 * @param adjustment the discretion used; absent where the rule's rating counts
 * @param parts the numbers that this one is made of, in the framework's order
 */
public record Explanation(
        Figure figure,
        String title,
        String rule,
        @Nullable Answered answered,
        List<Step> steps,
        List<String> lowest,
        @Nullable RatingAdjusted adjustment,
        List<Explanation> parts) {
    /** Of a rule that no published source states. */
    private static final String DEFAULT = "default, not verified";

    /**
     * Answers of the judged cases; where several questions are pooled, one for each of them.
     *
     * @param notApplicable answered so, or not asked of the case
     */
    public record Answered(int sufficient, int insufficient, int notApplicable) {}

    /**
     * A band or a rating that the number can be read off as.
     *
     * @param from what it begins with and {@code to} what it ends with, both inclusive: whole
     *     percent of a share, points of the overall rating
     * @param status whether a source verifies the edges; absent where the contract cannot say
     * @param holds whether the number lies in it
     */
    public record Step(String label, int from, int to, @Nullable String status, boolean holds) {}

    /**
     * Explains a number.
     *
     * @param scores made from as many cases as {@code judged} says
     * @param grounds that the scores were made on
     * @param id of the number; empty comes back where the scores have no such
     */
    public static Optional<Explanation> of(Scores scores, int judged, Grounds grounds, String id) {
        return Figure.find(scores, id)
                .map(figure ->
                        switch (grounds.framework()) {
                            case Framework.PooledPercentage pooled ->
                                    new Pooled(pooled, (Scores.Pooled) scores, judged)
                                            .explain(figure);
                            case Framework.RatedStandards rated ->
                                    new Rated(
                                                    rated,
                                                    (Scores.Rated) scores,
                                                    judged,
                                                    grounds.adjustments())
                                            .explain(figure);
                        });
    }

    /** The ids of all numbers of a score that can be explained. */
    public static List<String> ids(Scores scores) {
        return Figure.all(scores).stream().map(Figure::id).distinct().toList();
    }

    private static Answered answered(Tally tally, int asked) {
        return new Answered(
                tally.sufficient(),
                tally.applicable() - tally.sufficient(),
                asked - tally.applicable());
    }

    private static List<Step> bands(List<Band> bands, Tally tally) {
        return bands.stream()
                .map(band ->
                        new Step(
                                band.label(),
                                band.from(),
                                band.to(),
                                Objects.requireNonNullElse(band.status(), DEFAULT),
                                band.label().equals(tally.band())))
                .toList();
    }

    private static String readOff(List<Step> bands) {
        return bands.stream()
                .map(band -> "%s %d to %d".formatted(band.label(), band.from(), band.to()))
                .collect(joining(", ", " The band is read off the whole percent: ", "."));
    }

    private record Pooled(Framework.PooledPercentage framework, Scores.Pooled scores, int judged) {

        Explanation explain(Figure figure) {
            return switch (figure) {
                case Figure.Share(Kind kind, Tally tally) ->
                        switch (kind) {
                            case HEADLINE -> headline(tally);
                            case CRITERION -> criterion(tally);
                            case SECTION -> section(tally);
                            case QUESTION -> question(tally);
                            case OVERALL, STANDARD, KEY_QUESTION -> throw foreign(figure);
                        };
                case Figure.OfStandard _, Figure.Total _ -> throw foreign(figure);
            };
        }

        private Explanation headline(Tally tally) {
            var parts =
                    framework.questions().stream()
                            .filter(q -> q.counts() && q.headline().equals(tally.id()))
                            .map(this::question)
                            .toList();
            String title =
                    framework.headlines().stream()
                            .filter(headline -> headline.id().equals(tally.id()))
                            .map(Headline::title)
                            .findFirst()
                            .orElse(tally.id());
            return pool(
                    Kind.HEADLINE,
                    tally,
                    title,
                    parts,
                    parts.size(),
                    bands(framework.bands(), tally));
        }

        private Explanation criterion(Tally tally) {
            var parts =
                    framework.questions().stream()
                            .filter(q -> q.counts() && q.criterion().equals(tally.id()))
                            .map(this::question)
                            .toList();
            String title =
                    framework.criteria().stream()
                            .filter(criterion -> criterion.id().equals(tally.id()))
                            .map(Criterion::title)
                            .findFirst()
                            .orElse(tally.id());
            return pool(
                    Kind.CRITERION,
                    tally,
                    title,
                    parts,
                    parts.size(),
                    bands(framework.bands(), tally));
        }

        private Explanation section(Tally tally) {
            var parts =
                    framework.criteria().stream()
                            .filter(criterion -> criterion.section().equals(tally.id()))
                            .map(criterion -> criterion(find(scores.criteria(), criterion.id())))
                            .toList();
            String title =
                    framework.sections().stream()
                            .filter(section -> section.id().equals(tally.id()))
                            .map(Named::title)
                            .findFirst()
                            .orElse(tally.id());
            int questions = parts.stream().mapToInt(criterion -> criterion.parts().size()).sum();
            return pool(Kind.SECTION, tally, title, parts, questions, List.of());
        }

        private Explanation pool(
                Kind kind,
                Tally tally,
                String title,
                List<Explanation> parts,
                int questions,
                List<Step> bands) {
            return new Explanation(
                    new Figure.Share(kind, tally),
                    title,
                    ("Sufficient answers among the applicable ones, pooled over every judged case"
                                    + " and the %d scored questions of this %s; whole percent, half"
                                    + " up.%s")
                            .formatted(
                                    questions, kind.word(), bands.isEmpty() ? "" : readOff(bands)),
                    answered(tally, questions * judged),
                    bands,
                    List.of(),
                    null,
                    parts);
        }

        private Explanation question(Question question) {
            return question(find(scores.questions(), question.id()));
        }

        private Explanation question(Tally tally) {
            Question question =
                    framework.questions().stream()
                            .filter(known -> known.id().equals(tally.id()))
                            .findFirst()
                            .orElseThrow();
            String pooled =
                    question.counts()
                            ? "Pooled into the headline %s and the criterion %s."
                                    .formatted(question.headline(), question.criterion())
                            : "Reported as a finding and pooled into no other number.";
            return new Explanation(
                    new Figure.Share(Kind.QUESTION, tally),
                    question.text(),
                    "Sufficient answers among the applicable ones of every judged case; whole"
                            + " percent, half up. "
                            + pooled,
                    answered(tally, judged),
                    List.of(),
                    List.of(),
                    null,
                    List.of());
        }

        private static Tally find(List<Tally> tallies, String id) {
            return tallies.stream()
                    .filter(tally -> tally.id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private record Rated(
            Framework.RatedStandards framework,
            Scores.Rated scores,
            int judged,
            Map<String, RatingAdjusted> adjustments) {

        Explanation explain(Figure figure) {
            return switch (figure) {
                case Figure.Total total -> overall(total);
                case Figure.OfStandard(StandardRating rating) -> standard(rating);
                case Figure.Share(Kind kind, Tally tally) ->
                        switch (kind) {
                            case KEY_QUESTION -> keyQuestion(tally);
                            case HEADLINE, CRITERION, SECTION, QUESTION, OVERALL, STANDARD ->
                                    throw foreign(figure);
                        };
            };
        }

        private Explanation overall(Figure.Total total) {
            return new Explanation(
                    total,
                    "Overall rating",
                    overallRule(total),
                    null,
                    overallBands(total),
                    List.of(),
                    null,
                    scores.standards().stream().map(this::standard).toList());
        }

        private String overallRule(Figure.Total total) {
            String rule =
                    "The points of the rated standards that count, out of the most that as many"
                            + " standards can have: "
                            + framework.overall().bands().stream()
                                    .map(band ->
                                            "%s up to %s"
                                                    .formatted(
                                                            band.label(), band.upToFractionOfMax()))
                                    .collect(joining(", "))
                            + " of that.";
            return total.rating() == null && framework.overall().nullable()
                    ? rule
                            + " None is given before a standard judged by evidence and one assessed"
                            + " by cases are rated ("
                            + DEFAULT
                            + ")."
                    : rule;
        }

        private List<Step> overallBands(Figure.Total total) {
            if (total.empty()) {
                return List.of();
            }
            var steps = new ArrayList<Step>();
            int from = 0;
            for (OverallBand band : framework.overall().bands()) {
                var share = RatedStandards.Share.of(band);
                int to = Math.toIntExact(share.numerator() * total.maximum() / share.denominator());
                steps.add(
                        new Step(
                                band.label(), from, to, null, band.label().equals(total.rating())));
                from = to + 1;
            }
            return List.copyOf(steps);
        }

        private Explanation standard(StandardRating rating) {
            Standard standard =
                    framework.standards().stream()
                            .filter(known -> known.id().equals(rating.id()))
                            .findFirst()
                            .orElseThrow();
            var adjusted = rating.byRule() == null ? null : adjustments.get(standard.id());
            return new Explanation(
                    new Figure.OfStandard(rating),
                    standard.title(),
                    standardRule(standard, adjusted),
                    null,
                    List.of(),
                    lowest(rating.keyQuestions()),
                    adjusted,
                    rating.keyQuestions().stream().map(this::keyQuestion).toList());
        }

        private String standardRule(Standard standard, @Nullable RatingAdjusted adjusted) {
            String rule =
                    standard.assessedByCases()
                            ? "The lowest key question fixes the rating; one that applied to no case"
                                    + " is left out ("
                                    + DEFAULT
                                    + ")."
                            : "Judged by evidence, as a whole; the latest judgement counts.";
            String discretion =
                    adjusted == null
                            ? ""
                            : " Discretion gives another, within %d percentage points of its band (%s)."
                                    .formatted(
                                            framework.discretion().withinPercentagePoints(),
                                            Objects.requireNonNullElse(
                                                    framework.discretion().status(), DEFAULT));
            String counted =
                    standard.counts() ? "" : " Rated, and not counted in the overall rating.";
            return rule + discretion + counted;
        }

        private static List<String> lowest(List<Tally> keyQuestions) {
            int lowest =
                    keyQuestions.stream()
                            .map(Tally::percent)
                            .filter(Objects::nonNull)
                            .mapToInt(Integer::intValue)
                            .min()
                            .orElse(-1);
            return keyQuestions.stream()
                    .filter(tally -> Integer.valueOf(lowest).equals(tally.percent()))
                    .map(Tally::id)
                    .toList();
        }

        private Explanation keyQuestion(Tally tally) {
            CaseQuestion question =
                    framework.caseQuestions().stream()
                            .filter(known -> known.id().equals(tally.id()))
                            .findFirst()
                            .orElseThrow();
            String text =
                    framework.keyQuestions().stream()
                            .filter(known -> known.id().equals(question.keyQuestion()))
                            .map(KeyQuestion::text)
                            .findFirst()
                            .orElse(question.keyQuestion());
            List<Step> bands = bands(framework.caseBands(), tally);
            return new Explanation(
                    new Figure.Share(Kind.KEY_QUESTION, tally),
                    "%s: %s".formatted(question.standard().title(), text),
                    ("The share of \"%s\" among the applicable answers of every judged case; whole"
                                    + " percent, half up.%s")
                            .formatted(framework.answers().getFirst(), readOff(bands)),
                    answered(tally, judged),
                    bands,
                    List.of(),
                    null,
                    List.of());
        }
    }

    private static IllegalStateException foreign(Figure figure) {
        return new IllegalStateException(
                "The framework has no %s %s.".formatted(figure.kind().word(), figure.id()));
    }
}
