package uk.inspection.cases.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import uk.inspection.cases.domain.Refused.Violation;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.CaseQuestion;
import uk.inspection.contract.Framework.Question;

/**
 * When a judgement is complete. Under pooled percentages it answers every question whose phase
 * covers the case's sentence, with a code of the framework; a question outside the phase may be
 * left out or answered as not applicable, and within the phase it may still be not applicable, but
 * must say so. Under rated standards it answers every question of a domain or none of them, and of
 * at least one domain. No two questions of a framework have the same id ({@link PooledRules},
 * {@link RatedRules}), so that counting tells whether an answer is to none of them.
 */
final class Answers {
    private static final String NOT_APPLICABLE = "not-applicable";

    private Answers() {}

    /** Every rule that the answers break, in the framework's order. */
    static List<Violation> violations(
            Framework.PooledPercentage framework, Sentence sentence, Map<String, String> answers) {
        var violations = new ArrayList<Violation>();
        int known = 0;
        for (Question question : framework.questions()) {
            String answer = answers.get(question.id());
            known += answer == null ? 0 : 1;
            boolean covered = question.phase().covers(sentence);
            if (answer == null) {
                if (covered) {
                    violations.add(
                            violation(
                                    question.id(),
                                    "is missing: the question applies to this case"));
                }
            } else if (!framework.answers().contains(answer)) {
                violations.add(noCode(framework.answers(), question.id()));
            } else if (!covered && !answer.equals(NOT_APPLICABLE)) {
                violations.add(
                        violation(
                                question.id(),
                                "must be not-applicable: the question is not asked of a case of"
                                        + " this sentence"));
            }
        }
        if (known < answers.size()) {
            violations.addAll(
                    unknown(framework, framework.questions().stream().map(Question::id), answers));
        }
        return violations;
    }

    /** Every rule that the answers break, in the framework's order. */
    static List<Violation> violations(
            Framework.RatedStandards framework, Map<String, String> answers) {
        var violations = new ArrayList<Violation>();
        int known = 0;
        var answered = new HashSet<String>();
        for (CaseQuestion question : framework.caseQuestions()) {
            if (answers.containsKey(question.id())) {
                known++;
                answered.add(question.standard().domain());
            }
        }
        for (CaseQuestion question : framework.caseQuestions()) {
            String answer = answers.get(question.id());
            String domain = question.standard().domain();
            if (answer == null) {
                if (answered.contains(domain)) {
                    violations.add(
                            violation(
                                    question.id(),
                                    "is missing: other questions of domain "
                                            + domain
                                            + " are answered"));
                }
            } else if (!framework.answers().contains(answer)) {
                violations.add(noCode(framework.answers(), question.id()));
            }
        }
        if (known < answers.size()) {
            violations.addAll(
                    unknown(
                            framework,
                            framework.caseQuestions().stream().map(CaseQuestion::id),
                            answers));
        }
        if (answered.isEmpty()) {
            violations.add(
                    new Violation("answers", "must answer the questions of at least one domain"));
        }
        return violations;
    }

    private static List<Violation> unknown(
            Framework framework, Stream<String> known, Map<String, String> answers) {
        var unknown = new TreeSet<>(answers.keySet());
        known.forEach(unknown::remove);
        return unknown.stream()
                .map(id -> violation(id, "is no question of " + framework.id()))
                .toList();
    }

    private static Violation noCode(List<String> codes, String question) {
        return violation(question, "must be one of " + String.join(", ", codes));
    }

    private static Violation violation(String question, String rule) {
        return new Violation("answers." + question, rule);
    }
}
