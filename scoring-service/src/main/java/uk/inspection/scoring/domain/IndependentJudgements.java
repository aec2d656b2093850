package uk.inspection.scoring.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.CaseAllocated;
import uk.inspection.contract.CaseEvent.CaseErased;
import uk.inspection.contract.CaseEvent.CaseJudged;
import uk.inspection.contract.CaseEvent.CaseJudgedIndependently;
import uk.inspection.contract.CaseEvent.CaseModerated;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.CaseWithdrawn;
import uk.inspection.contract.CaseEvent.ContextRecorded;
import uk.inspection.contract.CaseEvent.FieldworkClosed;
import uk.inspection.contract.CaseEvent.FieldworkReopened;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.QuestionnaireRecorded;
import uk.inspection.contract.CaseEvent.RatingAdjusted;
import uk.inspection.contract.CaseEvent.StandardJudged;
import uk.inspection.contract.Framework;

/**
 * Who judged which case of an inspection and how, gathered from its case events to be compared.
 *
 * <p>Each inspector's latest independent judgement of a case is compared with the first inspector's
 * judgement that stood when it was made, and with no later one, so that nobody can judge again in
 * order to agree. Moderation is left out, for whoever moderates has seen the answers; so is a case
 * that was withdrawn. All codes count as answers, not-applicable too. A question that one of the
 * two left unanswered counts as not-applicable for that one; a question that neither answered was
 * not put to the case and is not compared, for it would count as agreement what nobody judged.
 * (Default, not verified: no published source says how the inspectorate measures agreement.)
 */
public final class IndependentJudgements {
    private @Nullable Framework framework;
    private long caseVersion;
    private final Map<String, OfCase> cases = new TreeMap<>();

    /** What stands of one case: its judgement, and of each other inspector the latest compared. */
    private static final class OfCase {
        @Nullable Judgement first;
        final Map<String, Compared> independent = new TreeMap<>();
    }

    /** An independent judgement and the one that stood when it was made. */
    private record Compared(Judgement first, Judgement second) {}

    private record Judgement(String inspector, SortedMap<String, String> answers) {}

    private record Pair(String first, String second) {}

    /**
     * The next case event, in the order of the stream.
     *
     * @param actor of the event's envelope: who judged
     */
    public void apply(String actor, Fact.OfCases fact) {
        caseVersion = fact.version();
        switch (fact.event()) {
            case InspectionAnnounced announced -> framework = announced.framework();
            case CaseJudged judged ->
                    of(judged.caseId()).first = new Judgement(actor, judged.answers());
            case CaseJudgedIndependently judged ->
                    independent(of(judged.caseId()), new Judgement(actor, judged.answers()));
            case CaseWithdrawn withdrawn -> cases.remove(withdrawn.caseId());
            case CaseSampled _,
                    CaseAllocated _,
                    CaseModerated _,
                    CaseErased _,
                    StandardJudged _,
                    RatingAdjusted _,
                    QuestionnaireRecorded _,
                    ContextRecorded _,
                    FieldworkClosed _,
                    FieldworkReopened _ -> {
                // nothing that two inspectors judged apart from each other
            }
        }
    }

    /** The version of the case stream up to which judgements are gathered. */
    public long caseVersion() {
        return caseVersion;
    }

    /** How far the judgements gathered so far agree. */
    public Agreement agreement() {
        if (framework == null) {
            throw new IllegalStateException("An inspection begins with its announcement.");
        }
        return new Comparing(framework).agreement();
    }

    private OfCase of(String caseId) {
        return cases.computeIfAbsent(caseId, _ -> new OfCase());
    }

    /** Before the first judgement there is nothing to compare with. */
    private static void independent(OfCase of, Judgement second) {
        if (of.first != null) {
            of.independent.put(second.inspector(), new Compared(of.first, second));
        }
    }

    private final class Comparing {
        private final Questions asked;
        private final Contingency all;
        private final Map<String, Contingency> questions = new LinkedHashMap<>();
        private final Map<Pair, Contingency> pairs =
                new TreeMap<>(Comparator.comparing(Pair::first).thenComparing(Pair::second));
        private final Map<Pair, Integer> casesOf = new LinkedHashMap<>();
        private int cases;
        private int judgements;

        Comparing(Framework framework) {
            asked = Questions.of(framework);
            all = new Contingency(asked.codes());
            asked.ids().forEach(id -> questions.put(id, new Contingency(asked.codes())));
            IndependentJudgements.this.cases.values().forEach(this::compare);
        }

        Agreement agreement() {
            var ofQuestions = new ArrayList<Agreement.OfQuestion>();
            questions.forEach((id, counts) -> ofQuestions.add(Agreement.OfQuestion.of(id, counts)));
            var ofPairs = new ArrayList<Agreement.OfPair>();
            pairs.forEach((pair, counts) ->
                    ofPairs.add(
                            new Agreement.OfPair(
                                    pair.first(),
                                    pair.second(),
                                    casesOf.getOrDefault(pair, 0),
                                    counts.compared(),
                                    counts.agreed(),
                                    counts.percent(),
                                    counts.kappa())));
            return new Agreement(
                    cases,
                    judgements,
                    all.compared(),
                    all.agreed(),
                    all.percent(),
                    all.kappa(),
                    all.cells(),
                    List.copyOf(ofQuestions),
                    List.copyOf(ofPairs));
        }

        private void compare(OfCase of) {
            of.independent.values().forEach(both -> compare(both.first(), both.second()));
            judgements += of.independent.size();
            cases += of.independent.isEmpty() ? 0 : 1;
        }

        private void compare(Judgement first, Judgement second) {
            var pair = new Pair(first.inspector(), second.inspector());
            Contingency ofPair = pairs.computeIfAbsent(pair, _ -> new Contingency(asked.codes()));
            casesOf.merge(pair, 1, Integer::sum);
            var answered = new TreeSet<>(first.answers().keySet());
            answered.addAll(second.answers().keySet());
            for (String question : answered) {
                String one = answer(first, question);
                String other = answer(second, question);
                all.count(one, other);
                ofQuestion(question).count(one, other);
                ofPair.count(one, other);
            }
        }

        /** Fails on a question that the framework does not have, so that it is seen. */
        private Contingency ofQuestion(String question) {
            Contingency counts = questions.get(question);
            if (counts == null) {
                throw new IllegalArgumentException(
                        "The framework has no question \"%s\".".formatted(question));
            }
            return counts;
        }

        private String answer(Judgement judgement, String question) {
            return judgement.answers().getOrDefault(question, asked.notApplicable());
        }
    }
}
