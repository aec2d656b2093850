package uk.inspection.cases.domain;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.InspectionAnnounced;
import uk.inspection.contract.CaseEvent.Respondents;

/** Where an inspection stands. Values are never changed, only replaced. */
public sealed interface InspectionState {

    /** Nobody has announced it. */
    record NotAnnounced() implements InspectionState {}

    /** Cases are sampled and judged. */
    record InFieldwork(Inspection inspection) implements InspectionState {}

    /** Judging is over. */
    record Closed(Inspection inspection) implements InspectionState {}

    /**
     * What is known of an announced inspection.
     *
     * @param cases in the order in which they were sampled; a judgement changes a few nodes of the
     *     map and copies nothing else of it
     * @param erased ids of cases
     */
    record Inspection(
            InspectionAnnounced announced,
            OrderedPMap<String, SampledCase> cases,
            Map<String, JudgedStandard> standards,
            Map<String, Adjustment> adjustments,
            Map<Respondents, Integer> questionnaires,
            Set<String> erased) {

        Inspection with(String caseId, SampledCase sampled) {
            return new Inspection(
                    announced,
                    cases.plus(caseId, sampled),
                    standards,
                    adjustments,
                    questionnaires,
                    erased);
        }

        Inspection with(String standard, JudgedStandard judged) {
            var standards = new LinkedHashMap<>(this.standards);
            standards.put(standard, judged);
            return new Inspection(announced, cases, standards, adjustments, questionnaires, erased);
        }

        Inspection with(String standard, Adjustment adjustment) {
            var adjustments = new LinkedHashMap<>(this.adjustments);
            adjustments.put(standard, adjustment);
            return new Inspection(announced, cases, standards, adjustments, questionnaires, erased);
        }

        /** The answers of every case that counts. */
        List<SortedMap<String, String>> answers() {
            return cases.values().stream()
                    .filter(Judged.class::isInstance)
                    .map(sampled -> ((Judged) sampled).answers())
                    .toList();
        }

        Inspection with(Respondents respondents, int completed) {
            var questionnaires = new EnumMap<Respondents, Integer>(Respondents.class);
            questionnaires.putAll(this.questionnaires);
            questionnaires.put(respondents, completed);
            return new Inspection(announced, cases, standards, adjustments, questionnaires, erased);
        }

        Inspection withErased(String caseId) {
            var erased = new HashSet<>(this.erased);
            erased.add(caseId);
            return new Inspection(announced, cases, standards, adjustments, questionnaires, erased);
        }
    }

    /** A case that is or was in the sample. */
    sealed interface SampledCase {
        CaseSampled sampled();

        @Nullable String inspector();
    }

    record NotJudged(CaseSampled sampled, @Nullable String inspector) implements SampledCase {}

    /**
     * @param by subject of who judged it last; moderation does not change that
     * @param sealedNote the note that stands with the answers; null without one, or once erased
     * @param moderators subjects of all who moderated it, and so know its judgement
     */
    record Judged(
            CaseSampled sampled,
            @Nullable String inspector,
            int revision,
            SortedMap<String, String> answers,
            @Nullable String sealedNote,
            String by,
            Set<String> moderators,
            IndependentJudgements independent)
            implements SampledCase {}

    record Withdrawn(CaseSampled sampled, @Nullable String inspector, int revision)
            implements SampledCase {}

    /** What an inspector gave independently. */
    record Given(SortedMap<String, String> answers, @Nullable String sealedNote) {}

    /**
     * What other inspectors made of a case.
     *
     * @param revision how many there were
     * @param latest of each inspector, by subject
     */
    record IndependentJudgements(int revision, Map<String, Given> latest) {
        static final IndependentJudgements NONE = new IndependentJudgements(0, Map.of());

        IndependentJudgements with(int revision, String by, Given given) {
            var latest = new HashMap<>(this.latest);
            latest.put(by, given);
            return new IndependentJudgements(revision, latest);
        }

        IndependentJudgements withoutNotes() {
            var latest = new HashMap<>(this.latest);
            latest.replaceAll((_, given) -> new Given(given.answers(), null));
            return new IndependentJudgements(revision, latest);
        }
    }

    record JudgedStandard(int revision, @Nullable String rating) {}

    /** The latest use of discretion on a standard; it holds while the cases give {@code from}. */
    record Adjustment(String from, String to, String reason) {
        /** Otherwise it took an earlier one back. */
        public boolean moves() {
            return !from.equals(to);
        }
    }
}
