package uk.inspection.contract;

import java.util.List;

/** The facts of scoring-service, one stream an inspection. Counts, never answers. */
public sealed interface ScoreEvent extends Event {

    String area();

    InspectionKind kind();

    FrameworkRef framework();

    /** Cases in the sample. */
    int sampled();

    /** Cases that count. */
    int judged();

    /** The version of the case stream that the score reflects. */
    long caseVersion();

    /** The versions of the case stream since the last score that changed it, oldest first. */
    List<Long> causedBy();

    /** Version of the scoring rules' code that made the score. */
    int scorer();

    Scores scores();

    /**
     * The provisional score after one or more judgements.
     *
     * @param caseVersion the version of the case stream that the score reflects
     * @param causedBy the versions of the case stream since the last score that changed it
     * @param judged cases that count; {@code sampled} cases in the sample
     * @param scorer version of the scoring rules' code that made the score
     */
    record ScoreChanged(
            String area,
            InspectionKind kind,
            FrameworkRef framework,
            int sampled,
            int judged,
            long caseVersion,
            List<Long> causedBy,
            int scorer,
            Scores scores)
            implements ScoreEvent {}

    /** The score at the close of fieldwork, with the platform's proposal on a re-inspection. */
    record ScoresFinalised(
            String area,
            String body,
            InspectionKind kind,
            FrameworkRef framework,
            int sampled,
            int judged,
            long caseVersion,
            List<Long> causedBy,
            int scorer,
            Scores scores,
            ReinspectionProposal reinspection)
            implements ScoreEvent {}

    /** What the framework's rule proposes; the chief inspector decides. */
    record ReinspectionProposal(boolean proposed, String why) {}
}
