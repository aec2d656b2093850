package uk.inspection.cases.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * at least one domain.
 */
final class Answers {
    private static final String NOT_APPLICABLE = "not-applicable";

    private Answers() {}

    /** Every rule that the answers break, in the framework's order. */
    static List<Violation> violations(
            Framework.PooledPercentage framework, Sentence sentence, Map<String, String> answers) {
        var violations = new ArrayList<Violation>();
        var left = new HashMap<>(answers);
        for (Question question : framework.questions()) {
            String answer = left.remove(question.id());
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
        violations.addAll(unknown(framework, left.keySet()));
        return violations;
    }

    /** Every rule that the answers break, in the framework's order. */
    static List<Violation> violations(
            Framework.RatedStandards framework, Map<String, String> answers) {
        var violations = new ArrayList<Violation>();
        var unknown = new HashSet<>(answers.keySet());
        var answered = new HashSet<String>();
        for (CaseQuestion question : framework.caseQuestions()) {
            if (unknown.remove(question.id())) {
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
        violations.addAll(unknown(framework, unknown));
        if (answered.isEmpty()) {
            violations.add(
                    new Violation("answers", "must answer the questions of at least one domain"));
        }
        return violations;
    }

    private static List<Violation> unknown(Framework framework, Set<String> ids) {
        return ids.stream()
                .sorted()
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
