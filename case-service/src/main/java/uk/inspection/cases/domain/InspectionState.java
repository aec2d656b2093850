package uk.inspection.cases.domain;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
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

    /** What is known of an announced inspection. */
    record Inspection(
            InspectionAnnounced announced,
            SequencedMap<String, SampledCase> cases,
            Map<String, JudgedStandard> standards,
            Map<Respondents, Integer> questionnaires) {

        Inspection with(String caseId, SampledCase sampled) {
            var cases = new LinkedHashMap<>(this.cases);
            cases.put(caseId, sampled);
            return new Inspection(announced, cases, standards, questionnaires);
        }

        Inspection with(String standard, JudgedStandard judged) {
            var standards = new LinkedHashMap<>(this.standards);
            standards.put(standard, judged);
            return new Inspection(announced, cases, standards, questionnaires);
        }

        Inspection with(Respondents respondents, int completed) {
            var questionnaires = new EnumMap<Respondents, Integer>(Respondents.class);
            questionnaires.putAll(this.questionnaires);
            questionnaires.put(respondents, completed);
            return new Inspection(announced, cases, standards, questionnaires);
        }
    }

    /** A case that is or was in the sample. */
    sealed interface SampledCase {
        CaseSampled sampled();

        @Nullable String inspector();
    }

    record NotJudged(CaseSampled sampled, @Nullable String inspector) implements SampledCase {}

    record Judged(
            CaseSampled sampled,
            @Nullable String inspector,
            int revision,
            SortedMap<String, String> answers)
            implements SampledCase {}

    record Withdrawn(CaseSampled sampled, @Nullable String inspector, int revision)
            implements SampledCase {}

    record JudgedStandard(int revision, @Nullable String rating) {}
}
