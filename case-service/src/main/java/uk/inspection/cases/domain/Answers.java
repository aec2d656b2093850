package uk.inspection.cases.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import uk.inspection.cases.domain.Refused.Violation;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Question;

/**
 * When a judgement is complete: it answers every question whose phase covers the case's sentence,
 * with a code of the framework. A question outside the phase may be left out or answered as not
 * applicable; within the phase it may still be not applicable, but must say so.
 */
final class Answers {
    private static final String NOT_APPLICABLE = "not-applicable";

    private Answers() {}

    /** Every rule that the answers break, in the framework's order. */
    static List<Violation> violations(
            Framework.PooledPercentage framework, Sentence sentence, Map<String, String> answers) {
        var violations = new ArrayList<Violation>();
        var unknown = new HashSet<>(answers.keySet());
        for (Question question : framework.questions()) {
            unknown.remove(question.id());
            String answer = answers.get(question.id());
            boolean covered = question.phase().covers(sentence);
            if (answer == null) {
                if (covered) {
                    violations.add(
                            violation(
                                    question.id(),
                                    "is missing: the question applies to this case"));
                }
            } else if (!framework.answers().contains(answer)) {
                violations.add(
                        violation(
                                question.id(),
                                "must be one of " + String.join(", ", framework.answers())));
            } else if (!covered && !answer.equals(NOT_APPLICABLE)) {
                violations.add(
                        violation(
                                question.id(),
                                "must be not-applicable: the question is not asked of a case of"
                                        + " this sentence"));
            }
        }
        unknown.stream()
                .sorted()
                .map(id -> violation(id, "is no question of " + framework.id()))
                .forEach(violations::add);
        return violations;
    }

    private static Violation violation(String question, String rule) {
        return new Violation("answers." + question, rule);
    }
}
