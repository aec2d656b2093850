package uk.inspection.scoring.domain;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.Rating;

/**
 * What an inspection would have come to if something had been otherwise. Nothing is decided by it
 * and nothing is kept of it.
 *
 * @param bands instead of the framework's bands of percents; none leaves them
 * @param framework instead of the inspection's; none leaves it
 * @param withoutCases as if they had never been sampled
 * @param answers of cases, question by question; the other answers of the case stay
 * @param standards ratings of standards that are judged by evidence; null for not rated
 */
public record WhatIf(
        @Nullable List<Band> bands,
        @Nullable Framework framework,
        List<String> withoutCases,
        Map<String, Map<String, @Nullable String>> answers,
        Map<String, @Nullable String> standards) {

    private static final int PERCENT_MAX = 100;

    /** A field of the question asked, and the rule that it breaks. */
    public record Violation(String field, String rule) {}

    /**
     * Both results side by side.
     *
     * @param changes the numbers that differ
     * @param leftOut questions and standards that were answered or judged and that the other
     *     framework has not
     * @param added questions that the other framework adds; not applicable where not answered
     */
    public record Comparison(
            Outcome asItStands,
            Outcome whatIf,
            List<Change> changes,
            List<String> leftOut,
            List<String> added) {}

    /** A number before and after; absent where the framework of that side has it not. */
    public record Change(@Nullable Figure before, @Nullable Figure after) {}

    /** What cannot be asked of these judgements; empty when it can. */
    public List<Violation> violations(Judgements judgements) {
        var violations = new ArrayList<Violation>();
        if (bands == null
                && framework == null
                && withoutCases.isEmpty()
                && answers.isEmpty()
                && standards.isEmpty()) {
            violations.add(new Violation("body", "must change something"));
        }
        Framework target = framework == null ? judgements.framework() : framework;
        if (target.getClass() != judgements.framework().getClass()) {
            violations.add(
                    new Violation(
                            "framework", "must score by the method of the inspection's framework"));
        }
        if (violations.isEmpty()) {
            if (bands != null) {
                violations.addAll(ofBands(bands, target));
            }
            violations.addAll(ofCases(judgements, target));
            violations.addAll(ofStandards(target));
        }
        return violations;
    }

    /** The judgements as they stand and as they would, which must break no rule. */
    public Comparison compare(Judgements judgements) {
        Framework before = judgements.framework();
        Framework after = target(before);
        Outcome asItStands = judgements.outcome();
        Outcome whatIf = changed(judgements, after).outcome();
        return new Comparison(
                asItStands,
                whatIf,
                changes(asItStands, whatIf),
                leftOut(judgements, after),
                without(Questions.of(after).ids(), Questions.of(before).ids()));
    }

    private static List<Violation> ofBands(List<Band> bands, Framework target) {
        var violations = new ArrayList<Violation>();
        var labels = new HashSet<String>();
        int next = 0;
        for (int i = 0; i < bands.size(); i++) {
            Band band = bands.get(i);
            String place = "bands[%d]".formatted(i);
            if (!labels.add(band.label())) {
                violations.add(new Violation(place + ".label", "must differ from the others"));
            }
            if (target instanceof Framework.RatedStandards rated && !rates(rated, band.label())) {
                violations.add(new Violation(place + ".label", oneOf(labels(rated))));
            }
            if (band.from() != next) {
                violations.add(new Violation(place + ".from", "must be " + next));
            }
            if (band.to() < band.from() || band.to() > PERCENT_MAX) {
                violations.add(
                        new Violation(
                                place + ".to",
                                "must be from %d to %d".formatted(band.from(), PERCENT_MAX)));
            }
            next = band.to() + 1;
        }
        if (next <= PERCENT_MAX) {
            violations.add(
                    new Violation(
                            bands.isEmpty() ? "bands" : "bands[%d].to".formatted(bands.size() - 1),
                            "must reach " + PERCENT_MAX));
        }
        return violations;
    }

    private List<Violation> ofCases(Judgements judgements, Framework target) {
        var violations = new ArrayList<Violation>();
        for (int i = 0; i < withoutCases.size(); i++) {
            if (!judgements.sampled().containsKey(withoutCases.get(i))) {
                violations.add(
                        new Violation(
                                "withoutCases[%d]".formatted(i), "must be a case in the sample"));
            }
        }
        Questions questions = Questions.of(target);
        answers.forEach((caseId, changed) -> {
            String place = "answers." + caseId;
            if (!judgements.sampled().containsKey(caseId)) {
                violations.add(new Violation(place, "must be a case in the sample"));
            } else if (withoutCases.contains(caseId)) {
                violations.add(new Violation(place, "must not be a case that is left out"));
            }
            if (changed.isEmpty()) {
                violations.add(new Violation(place, "must change an answer"));
            }
            changed.forEach((question, code) -> {
                if (!questions.ask(question)) {
                    violations.add(
                            new Violation(
                                    place + "." + question, "must be a question of the framework"));
                } else if (!questions.allow(code)) {
                    violations.add(new Violation(place + "." + question, oneOf(questions.codes())));
                }
            });
        });
        return violations;
    }

    private List<Violation> ofStandards(Framework target) {
        var violations = new ArrayList<Violation>();
        standards.forEach((id, rating) -> {
            String place = "standards." + id;
            if (!(target instanceof Framework.RatedStandards rated)
                    || rated.standards().stream().noneMatch(s -> s.id().equals(id))) {
                violations.add(new Violation(place, "must be a standard of the framework"));
            } else if (!judgedByEvidence(rated, id)) {
                violations.add(new Violation(place, "must be a standard judged by evidence"));
            } else if (rating != null && !rates(rated, rating)) {
                violations.add(new Violation(place, oneOf(labels(rated)) + " or null"));
            }
        });
        return violations;
    }

    private Judgements changed(Judgements now, Framework target) {
        InspectionAnnounced announced = now.announced();
        var sampled = new LinkedHashMap<String, CaseSampled>(now.sampled());
        sampled.keySet().removeAll(Set.copyOf(withoutCases));
        var judged = new LinkedHashMap<String, SortedMap<String, String>>();
        for (String caseId : sampled.keySet()) {
            SortedMap<String, String> given = answers(now, target, caseId);
            if (now.answers().containsKey(caseId) || answers.containsKey(caseId)) {
                judged.put(caseId, given);
            }
        }
        return new Judgements(
                new InspectionAnnounced(
                        announced.area(),
                        announced.body(),
                        announced.kind(),
                        target,
                        announced.lead(),
                        announced.fieldworkStart(),
                        announced.fieldworkEnd(),
                        announced.reinspectionOf()),
                now.caseVersion(),
                sampled,
                judged,
                judgedStandards(now, target),
                adjustments(now, target));
    }

    /** The answers of a case that the framework can read, with those that are changed. */
    private SortedMap<String, String> answers(Judgements now, Framework target, String caseId) {
        Questions questions = Questions.of(target);
        var given = new TreeMap<String, String>();
        now.answers()
                .getOrDefault(caseId, new TreeMap<>())
                .forEach((question, code) -> {
                    if (questions.ask(question) && questions.allow(code)) {
                        given.put(question, code);
                    }
                });
        answers.getOrDefault(caseId, Map.of())
                .forEach((question, code) -> {
                    if (code != null) {
                        given.put(question, code);
                    }
                });
        return given;
    }

    private Map<String, StandardJudged> judgedStandards(Judgements now, Framework target) {
        var judged = new LinkedHashMap<String, StandardJudged>();
        now.standards()
                .forEach((id, standard) -> {
                    if (readable(standard, target)) {
                        judged.put(id, standard);
                    }
                });
        standards.forEach((id, rating) -> judged.put(id, new StandardJudged(id, 1, rating)));
        return judged;
    }

    private static boolean readable(StandardJudged standard, Framework target) {
        String rating = standard.rating();
        return target instanceof Framework.RatedStandards rated
                && judgedByEvidence(rated, standard.standard())
                && (rating == null || rates(rated, rating));
    }

    /** An adjustment counts where the other framework knows its standard and its ratings. */
    private static Map<String, RatingAdjusted> adjustments(Judgements now, Framework target) {
        var adjustments = new LinkedHashMap<String, RatingAdjusted>();
        now.adjustments()
                .forEach((id, adjusted) -> {
                    if (target instanceof Framework.RatedStandards rated
                            && rated.standards().stream()
                                    .anyMatch(s -> s.id().equals(id) && s.assessedByCases())
                            && rates(rated, adjusted.from())
                            && rates(rated, adjusted.to())) {
                        adjustments.put(id, adjusted);
                    }
                });
        return adjustments;
    }

    private Framework target(Framework of) {
        Framework target = framework == null ? of : framework;
        return bands == null ? target : with(bands, target);
    }

    private static Framework with(List<Band> bands, Framework of) {
        return switch (of) {
            case Framework.PooledPercentage f ->
                    new Framework.PooledPercentage(
                            f.id(),
                            f.version(),
                            f.title(),
                            f.inForce(),
                            f.methodStatus(),
                            f.rounding(),
                            f.answers(),
                            bands,
                            f.headlines(),
                            f.reinspection(),
                            f.plan(),
                            f.questionnaires(),
                            f.sections(),
                            f.criteria(),
                            f.questions());
            case Framework.RatedStandards f ->
                    new Framework.RatedStandards(
                            f.id(),
                            f.version(),
                            f.title(),
                            f.inForce(),
                            f.rounding(),
                            f.answers(),
                            f.ratings(),
                            bands,
                            f.standardRule(),
                            f.standardRuleStatus(),
                            f.discretion(),
                            f.overall(),
                            f.reinspection(),
                            f.plan(),
                            f.sample(),
                            f.domains(),
                            f.standards(),
                            f.keyQuestions());
        };
    }

    private static List<Change> changes(Outcome before, Outcome after) {
        Map<String, Figure> was = byKindAndId(before);
        Map<String, Figure> is = byKindAndId(after);
        var names = new LinkedHashSet<>(was.keySet());
        names.addAll(is.keySet());
        return names.stream()
                .map(name -> new Change(was.get(name), is.get(name)))
                .filter(change -> !Objects.equals(change.before(), change.after()))
                .toList();
    }

    private static Map<String, Figure> byKindAndId(Outcome outcome) {
        var figures = new LinkedHashMap<String, Figure>();
        Figure.all(outcome.scores())
                .forEach(figure -> figures.put(figure.kind() + " " + figure.id(), figure));
        return figures;
    }

    private static List<String> leftOut(Judgements judgements, Framework target) {
        Questions questions = Questions.of(target);
        Set<String> left =
                judgements.answers().values().stream()
                        .flatMap(given -> given.keySet().stream())
                        .filter(question -> !questions.ask(question))
                        .collect(toCollection(LinkedHashSet::new));
        judgements.standards().values().stream()
                .filter(standard -> !readable(standard, target))
                .map(StandardJudged::standard)
                .filter(standard -> target instanceof Framework.RatedStandards)
                .forEach(left::add);
        return List.copyOf(left);
    }

    private static List<String> without(List<String> all, List<String> those) {
        return all.stream().filter(id -> !those.contains(id)).toList();
    }

    private static boolean judgedByEvidence(Framework.RatedStandards rated, String standard) {
        return rated.standards().stream()
                .filter(known -> known.id().equals(standard))
                .anyMatch(known -> !known.assessedByCases());
    }

    private static boolean rates(Framework.RatedStandards rated, String label) {
        return labels(rated).contains(label);
    }

    private static List<String> labels(Framework.RatedStandards rated) {
        return rated.ratings().stream().map(Rating::label).toList();
    }

    private static String oneOf(List<String> allowed) {
        return "must be one of " + String.join(", ", allowed);
    }
}
