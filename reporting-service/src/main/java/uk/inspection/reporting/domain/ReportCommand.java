package uk.inspection.reporting.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.ReportEvent.Challenge;
import uk.inspection.contract.ReportEvent.Recommendation;

/** What someone wants done about the report of one inspection. {@code at} is business time. */
public sealed interface ReportCommand {
    Instant at();

    /** Begin a report on the final scores, or begin anew where the scores have changed. */
    record DraftReport(String foreword, Instant at) implements ReportCommand {}

    /** Add a recommendation, or replace the one with the same number. */
    record MakeRecommendation(Recommendation recommendation, Instant at) implements ReportCommand {}

    /** Let the inspected service check the facts until the end of a day (London). */
    record OpenFactualAccuracyCheck(LocalDate dueOn, Instant at) implements ReportCommand {}

    /**
     * The inspected service's answer; no challenges means that it accepts the facts.
     *
     * @param area the area of the service that answers
     */
    record AnswerFactualAccuracyCheck(String area, List<Challenge> challenges, Instant at)
            implements ReportCommand {}

    /** Accept or reject a challenge, the first of the service's answer being number 1. */
    record DecideChallenge(int number, boolean accepted, String reason, Instant at)
            implements ReportCommand {}

    /** Replace a passage of the draft. */
    record AmendReport(String section, String text, String reason, Instant at)
            implements ReportCommand {}

    /**
     * Make the report public, at once or at a set moment.
     *
     * @param reinspect the chief inspector's decision, with its reason
     * @param planDueOn a fixed day for the improvement plan instead of the framework's days
     * @param overseer who oversees the plan, when not the usual one
     * @param moment when; at once where it is absent or not in the future
     */
    record PublishReport(
            boolean reinspect,
            String reason,
            @Nullable LocalDate planDueOn,
            @Nullable String overseer,
            @Nullable Instant moment,
            Instant at)
            implements ReportCommand {}

    /** Take a scheduled publication back. */
    record WithdrawPublication(String reason, Instant at) implements ReportCommand {}

    /** Carry a scheduled publication out whose moment has come. */
    record PublishScheduled(Instant moment, Instant at) implements ReportCommand {}

    /** Correct a published report: a new edition. */
    record CorrectReport(String section, String text, String reason, Instant at)
            implements ReportCommand {}
}
