package uk.inspection.cases.domain;

import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.CaseEvent.CaseSampled;
import uk.inspection.contract.CaseEvent.ContextTopic;
import uk.inspection.contract.CaseEvent.ErasureReason;
import uk.inspection.contract.CaseEvent.ModerationReason;
import uk.inspection.contract.CaseEvent.Respondents;
import uk.inspection.contract.CaseEvent.WithdrawalReason;
import uk.inspection.contract.Framework;
import uk.inspection.contract.InspectionKind;

/** What people ask of an inspection. */
public sealed interface CaseCommand {

    /**
     * Begins an inspection.
     *
     * @param framework the version asked for; else the newest in force when fieldwork starts; else
     *     the newest
     * @param earlier what a re-inspection follows up
     */
    record AnnounceInspection(
            String area,
            String body,
            InspectionKind kind,
            Framework framework,
            String lead,
            LocalDate fieldworkStart,
            LocalDate fieldworkEnd,
            @Nullable Earlier earlier)
            implements CaseCommand {}

    /** An inspection named as the one followed up; {@code area} is null when there is none such. */
    record Earlier(String inspection, @Nullable String area) {}

    /** Puts cases into the sample: all of them or, when one cannot be, none. */
    record SampleCases(List<CaseSampled> cases) implements CaseCommand {}

    record AllocateCase(String caseId, String inspector) implements CaseCommand {}

    /**
     * {@code by}: subject of the inspector; {@code anyCase}: whether he judges cases that are
     * allocated to others, too; {@code ifRevision}: the revision the inspector saw, null to judge
     * whatever stands; {@code sealedNote}: null without a note.
     */
    record JudgeCase(
            String caseId,
            SortedMap<String, String> answers,
            @Nullable String sealedNote,
            String by,
            boolean anyCase,
            @Nullable Long ifRevision)
            implements CaseCommand {}

    /**
     * {@code by}: subject of the second inspector, who has neither judged nor moderated the case.
     */
    record JudgeCaseIndependently(
            String caseId,
            SortedMap<String, String> answers,
            @Nullable String sealedNote,
            String by)
            implements CaseCommand {}

    /**
     * Who judged the case independently may moderate it: moderation is the lead's duty, and that
     * judgement was made before.
     */
    record ModerateCase(
            String caseId,
            SortedMap<String, String> answers,
            @Nullable String sealedNote,
            ModerationReason reason,
            @Nullable Long ifRevision)
            implements CaseCommand {}

    record WithdrawCase(String caseId, WithdrawalReason reason) implements CaseCommand {}

    /** Has the key of a case's notes destroyed, wherever the inspection stands. */
    record EraseCase(String caseId, ErasureReason reason) implements CaseCommand {}

    record JudgeStandard(String standard, @Nullable String rating) implements CaseCommand {}

    /**
     * Uses discretion; {@code to} as the cases give it takes an earlier adjustment back.
     *
     * @param from the rating by the rule that the lead saw
     */
    record AdjustRating(String standard, String from, String to, String reason)
            implements CaseCommand {}

    record RecordQuestionnaires(Respondents respondents, int completed) implements CaseCommand {}

    record RecordContext(ContextTopic topic, String statement) implements CaseCommand {}

    record CloseFieldwork() implements CaseCommand {}

    record ReopenFieldwork(String reason) implements CaseCommand {}
}
