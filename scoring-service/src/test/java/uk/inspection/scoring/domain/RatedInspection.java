package uk.inspection.scoring.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import uk.inspection.contract.CaseEvent;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.Sentence;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;
import uk.inspection.contract.Framework.Band;
import uk.inspection.contract.Framework.CaseQuestion;
import uk.inspection.contract.Framework.Standard;

/**
 * An inspection whose cases and judged standards give the ratings that are wanted: a hundred cases
 * for each domain that is assessed by cases, so that the percent is the number of cases.
 */
final class RatedInspection {
    private static final int CASES = 100;

    private RatedInspection() {}

    /**
     * All its events, from the announcement to the close.
     *
     * @param ratings standard to rating; a standard that is not in it is not rated
     */
    static List<CaseEvent> history(
            Framework.RatedStandards framework, Map<String, String> ratings) {
        var history = new ArrayList<CaseEvent>();
        history.add(Scoring.announced(framework));
        Map<CaseQuestion, Integer> percents = percents(framework, ratings);
        int judged = 0;
        for (Framework.Domain domain : framework.domains()) {
            var asked =
                    percents.keySet().stream()
                            .filter(q -> q.standard().domain().equals(domain.id()))
                            .toList();
            for (int i = 0; i < CASES && !asked.isEmpty(); i++) {
                var answers = new TreeMap<String, String>();
                for (CaseQuestion question : asked) {
                    answers.put(question.id(), answer(question, percents, ratings, i));
                }
                String caseId = "case-%s-%d".formatted(domain.id(), i);
                history.add(new CaseSampled(caseId, Sentence.COMMUNITY, "14-15", "male", false));
                history.add(new CaseJudged(caseId, 1, answers));
                judged++;
            }
        }
        for (Standard standard : framework.standards()) {
            if (!standard.assessedByCases()) {
                history.add(new StandardJudged(standard.id(), 1, ratings.get(standard.id())));
            }
        }
        history.add(new FieldworkClosed(judged, judged));
        return history;
    }

    private static String answer(
            CaseQuestion question,
            Map<CaseQuestion, Integer> percents,
            Map<String, String> ratings,
            int caseNumber) {
        if (!ratings.containsKey(question.standard().id())) {
            return "not-applicable";
        }
        return caseNumber < percents.getOrDefault(question, 0) ? "yes" : "no";
    }

    /**
     * The percent of each key question: one of a standard lies at an edge of the wanted band, the
     * lower or the upper in turns, and the others are better. Which one it is goes round.
     */
    private static Map<CaseQuestion, Integer> percents(
            Framework.RatedStandards framework, Map<String, String> ratings) {
        var percents = new HashMap<CaseQuestion, Integer>();
        int turn = 0;
        for (Standard standard : framework.standards()) {
            List<CaseQuestion> asked =
                    framework.caseQuestions().stream()
                            .filter(question -> question.standard().equals(standard))
                            .toList();
            String rating = ratings.get(standard.id());
            if (asked.isEmpty()) {
                continue;
            }
            for (CaseQuestion question : asked) {
                percents.put(question, CASES);
            }
            if (rating != null) {
                Band band =
                        framework.caseBands().stream()
                                .filter(b -> b.label().equals(rating))
                                .findFirst()
                                .orElseThrow();
                percents.put(
                        asked.get(turn % asked.size()), turn % 2 == 0 ? band.from() : band.to());
            }
            turn++;
        }
        return percents;
    }
}
