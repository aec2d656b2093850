package uk.inspection.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The facts of case-service, one stream an inspection. Child-level data lives here and only here:
 * case references are pseudonyms, answers and reasons are codes, and free text about a case is
 * there sealed alone, with a key of the case's own that never leaves case-service.
 */
public sealed interface CaseEvent extends Event {

    /**
     * An inspection of one area begins. Carries the whole framework in force, so that the history
     * explains itself without any other record. In memory equal frameworks are one.
     *
     * @param area the inspected area, such as {@code Sefton}
     * @param body the inspected body, such as {@code Sefton Youth Offending Team}
     * @param lead subject of the lead inspector
     * @param reinspectionOf the inspection that this one follows up; present exactly for a
     *     re-inspection
     */
    record InspectionAnnounced(
            String area,
            String body,
            InspectionKind kind,
            Framework framework,
            String lead,
            LocalDate fieldworkStart,
            LocalDate fieldworkEnd,
            @Nullable String reinspectionOf)
            implements CaseEvent {
        public InspectionAnnounced {
            framework = SharedFrameworks.shared(framework);
        }
    }

    /**
     * A case is in the sample. {@code caseId} is a pseudonym that only the inspectorate resolves.
     */
    record CaseSampled(
            String caseId, Sentence sentence, String ageBand, String gender, boolean lookedAfter)
            implements CaseEvent {}

    /** An inspector is to judge a case. {@code inspector} is a subject. */
    record CaseAllocated(String caseId, String inspector) implements CaseEvent {}

    /**
     * An inspector's judgement of one case, question by question; a later revision replaces the
     * earlier one whole.
     *
     * @param revision counts the judgements and moderations of the case from 1
     * @param answers question id to answer code, both from the framework of the inspection
     * @param sealedNote what the inspector noted, which case-service alone can open, and nobody
     *     once the case is erased
     */
    record CaseJudged(
            String caseId,
            int revision,
            SortedMap<String, String> answers,
            @Nullable String sealedNote)
            implements CaseEvent {

        /** Without a note. */
        public CaseJudged(String caseId, int revision, SortedMap<String, String> answers) {
            this(caseId, revision, answers, null);
        }
    }

    /** A second inspector's view of a judged case; these answers count from now on. */
    record CaseModerated(
            String caseId,
            int revision,
            SortedMap<String, String> answers,
            ModerationReason reason,
            @Nullable String sealedNote)
            implements CaseEvent {

        /** Without a note. */
        public CaseModerated(
                String caseId,
                int revision,
                SortedMap<String, String> answers,
                ModerationReason reason) {
            this(caseId, revision, answers, reason, null);
        }
    }

    /**
     * Another inspector's own judgement of a case, made without the first one's: it measures how
     * consistently cases are judged and counts in no score. Who judged stands in the envelope; a
     * later one by the same inspector replaces the earlier one.
     *
     * @param revision counts the independent judgements of the case from 1
     */
    record CaseJudgedIndependently(
            String caseId,
            int revision,
            SortedMap<String, String> answers,
            @Nullable String sealedNote)
            implements CaseEvent {

        /** Without a note. */
        public CaseJudgedIndependently(
                String caseId, int revision, SortedMap<String, String> answers) {
            this(caseId, revision, answers, null);
        }
    }

    /** A case leaves the sample; its judgement no longer counts. */
    record CaseWithdrawn(String caseId, WithdrawalReason reason) implements CaseEvent {}

    /**
     * A standard that is judged by evidence and not by cases. {@code rating} is a label of the
     * framework, or absent where the standard could not be rated.
     */
    record StandardJudged(String standard, int revision, @Nullable String rating)
            implements CaseEvent {}

    /**
     * Discretion used on the rating that the cases give a standard, and why (never about a case).
     * It holds for as long as the cases give {@code from}; {@code from} again as {@code to} takes
     * an earlier adjustment back.
     *
     * @param from the rating by the rule
     * @param to the rating that counts instead
     */
    record RatingAdjusted(String standard, String from, String to, String reason)
            implements CaseEvent {}

    /** How many questionnaires a group of service users returned, in all so far. */
    record QuestionnaireRecorded(Respondents respondents, int completed) implements CaseEvent {}

    /** An unscored finding or fact about the area; {@code statement} names no person. */
    record ContextRecorded(ContextTopic topic, String statement) implements CaseEvent {}

    /**
     * The key of a case's sealed notes is destroyed, and none is made for it again; answers and
     * scores stay as they are.
     */
    record CaseErased(String caseId, @Nullable ErasureReason reason) implements CaseEvent {}

    /** Judging is over: {@code judged} of {@code sampled} cases (withdrawn ones not counted). */
    record FieldworkClosed(int sampled, int judged) implements CaseEvent {}

    /** Judging goes on; any draft report from the earlier final scores is void. */
    record FieldworkReopened(String reason) implements CaseEvent {}

    /** What a case was inspected under; it decides which questions can apply. */
    enum Sentence {
        @JsonProperty("community")
        COMMUNITY,
        @JsonProperty("custody")
        CUSTODY,
        /** No sentence of a court: a caution or another disposal out of court. */
        @JsonProperty("out-of-court")
        OUT_OF_COURT
    }

    /** Why a case left the sample. The list is a default, not verified. */
    enum WithdrawalReason {
        @JsonProperty("duplicate")
        DUPLICATE,
        @JsonProperty("out-of-scope")
        OUT_OF_SCOPE,
        @JsonProperty("file-unavailable")
        FILE_UNAVAILABLE,
        @JsonProperty("transferred")
        TRANSFERRED
    }

    /** Why moderation changed a judgement. The list is a default, not verified. */
    enum ModerationReason {
        @JsonProperty("agreed")
        AGREED,
        @JsonProperty("evidence-reconsidered")
        EVIDENCE_RECONSIDERED,
        @JsonProperty("question-misread")
        QUESTION_MISREAD,
        @JsonProperty("consistency")
        CONSISTENCY
    }

    /** Why a case was erased. The list is a default, not verified. */
    enum ErasureReason {
        @JsonProperty("requested")
        REQUESTED,
        /** So long after fieldwork closed, by the rule that the deployment sets. */
        @JsonProperty("retention")
        RETENTION,
        @JsonProperty("other")
        OTHER
    }

    /** Who answered a questionnaire. */
    enum Respondents {
        @JsonProperty("children")
        CHILDREN,
        @JsonProperty("victims")
        VICTIMS
    }

    /** What an unscored statement is about. */
    enum ContextTopic {
        @JsonProperty("capacity-to-improve")
        CAPACITY_TO_IMPROVE,
        @JsonProperty("board-progress")
        BOARD_PROGRESS,
        @JsonProperty("performance-indicators")
        PERFORMANCE_INDICATORS,
        @JsonProperty("area-facts")
        AREA_FACTS
    }
}
