package uk.inspection.scoring.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent;
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
 * The judgements of an inspection as they stand, answer by answer: what a score is made of, without
 * how it came there.
 *
 * @param caseVersion the version of the case stream at which they stand so
 * @param sampled cases in the sample
 * @param answers of the judged ones among them
 * @param standards the latest judgement of each standard
 * @param adjustments the latest of each standard, in effect or not
 */
public record Judgements(
        InspectionAnnounced announced,
        long caseVersion,
        Map<String, CaseSampled> sampled,
        Map<String, SortedMap<String, String>> answers,
        Map<String, StandardJudged> standards,
        Map<String, RatingAdjusted> adjustments) {

    Framework framework() {
        return announced.framework();
    }

    /** What they come to. */
    Outcome outcome() {
        State state = ScoreDecider.initial();
        for (CaseEvent event : events()) {
            state = ScoreDecider.evolve(state, new Fact.OfCases(caseVersion, event));
        }
        return ScoreDecider.scores(state).orElseThrow();
    }

    /** The shortest case stream that comes to the same. */
    private List<CaseEvent> events() {
        var events = new ArrayList<CaseEvent>();
        events.add(announced);
        events.addAll(sampled.values());
        answers.forEach((caseId, given) -> events.add(new CaseJudged(caseId, 1, given)));
        events.addAll(standards.values());
        events.addAll(adjustments.values());
        return events;
    }

    /** Reads a case stream from its beginning, one event after the other. */
    public static final class Reader {
        private @Nullable InspectionAnnounced announced;
        private long caseVersion;
        private final Map<String, CaseSampled> sampled = new LinkedHashMap<>();
        private final Map<String, SortedMap<String, String>> answers = new LinkedHashMap<>();
        private final Map<String, StandardJudged> standards = new LinkedHashMap<>();
        private final Map<String, RatingAdjusted> adjustments = new LinkedHashMap<>();

        public void read(Fact.OfCases fact) {
            caseVersion = fact.version();
            switch (fact.event()) {
                case InspectionAnnounced e -> announced = e;
                case CaseSampled e -> sampled.put(e.caseId(), e);
                case CaseJudged e -> answers.put(e.caseId(), e.answers());
                case CaseModerated e -> answers.put(e.caseId(), e.answers());
                case CaseWithdrawn e -> {
                    sampled.remove(e.caseId());
                    answers.remove(e.caseId());
                }
                case StandardJudged e -> standards.put(e.standard(), e);
                case RatingAdjusted e -> adjustments.put(e.standard(), e);
                case CaseAllocated _,
                        CaseJudgedIndependently _,
                        CaseErased _,
                        QuestionnaireRecorded _,
                        ContextRecorded _,
                        FieldworkClosed _,
                        FieldworkReopened _ -> {
                    // changes no number
                }
            }
        }

        /** What was read so far; fails before the announcement. */
        public Judgements judgements() {
            if (announced == null) {
                throw new IllegalStateException("An inspection begins with its announcement.");
            }
            return new Judgements(announced, caseVersion, sampled, answers, standards, adjustments);
        }
    }
}
