package uk.inspection.contract;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of reporting-service, one stream an inspection or imported result. */
public sealed interface ReportEvent extends Event {

    /**
     * A report is drafted from final scores.
     *
     * @param scoreVersion the version of the score stream whose final scores the draft reports
     */
    record ReportDrafted(
            String area,
            String body,
            InspectionKind kind,
            FrameworkRef framework,
            long scoreVersion,
            Scores scores,
            ScoreEvent.ReinspectionProposal proposal,
            String foreword)
            implements ReportEvent {}

    /** One recommendation; a later one with the same number replaces it. */
    record RecommendationMade(Recommendation recommendation) implements ReportEvent {}

    /** The inspected service may now check the facts, until the end of {@code dueOn} (London). */
    record FactualAccuracyCheckOpened(LocalDate dueOn) implements ReportEvent {}

    /** The service's answer; no challenges means that it accepts the facts. */
    record FactualAccuracyAnswered(LocalDate answeredOn, List<Challenge> challenges)
            implements ReportEvent {}

    /**
     * The lead inspector's decision on one challenge; a later one with the same number replaces it.
     *
     * @param number of the challenge in the service's answer, from 1
     */
    record ChallengeDecided(int number, boolean accepted, String reason) implements ReportEvent {}

    /** A passage of the draft is replaced. {@code section} as in {@link Challenge}. */
    record ReportAmended(String section, String text, String reason) implements ReportEvent {}

    /**
     * All that publication takes is decided, and it waits for its moment.
     *
     * @param at the moment, in whole seconds
     * @param publishedOn the London day of that moment
     */
    record PublicationScheduled(
            Instant at,
            LocalDate publishedOn,
            DueDate planDue,
            String overseer,
            ReinspectionDecision reinspection)
            implements ReportEvent {}

    /** A scheduled publication will not take place. */
    record PublicationWithdrawn(String reason) implements ReportEvent {}

    /**
     * The report is public and from now on frozen.
     *
     * @param edition counts from 1
     * @param publishedOn day of publication, Europe/London
     * @param planDue when the improvement plan is due and by which rule
     * @param overseer who oversees the plan, the Youth Justice Board by default
     */
    record ReportPublished(
            String area,
            String body,
            InspectionKind kind,
            FrameworkRef framework,
            int edition,
            LocalDate publishedOn,
            Scores scores,
            List<Recommendation> recommendations,
            DueDate planDue,
            String overseer,
            ReinspectionDecision reinspection)
            implements ReportEvent {}

    /** A new edition of a published report, and why. */
    record ReportCorrected(
            int edition, LocalDate correctedOn, String section, String text, String reason)
            implements ReportEvent {}

    /**
     * What was published of an inspection outside the platform; a later one in the same stream
     * replaces it. A figure that the source does not give is absent.
     *
     * @param framework id of the framework, such as {@code cci-2009}
     * @param source where it was published
     * @param note what the source leaves open
     */
    record PublishedResultImported(
            String area,
            String framework,
            InspectionKind kind,
            PublicationDate published,
            PublishedFigures figures,
            String source,
            @Nullable String note)
            implements ReportEvent {}

    /**
     * When something was published, as precisely as it is known.
     *
     * @param earliest the first day that it can have been
     * @param latest the last one; the same where the day is known
     */
    record PublicationDate(LocalDate earliest, LocalDate latest) {}

    /** What should change, and who is responsible for it. {@code number} counts from 1. */
    record Recommendation(int number, String text, String responsible) {}

    /** One fact that the inspected service disputes, in the passage {@code section}. */
    record Challenge(String section, String text) {}

    /** A day and the rule that gave it, such as {@code 28 days after publication}. */
    record DueDate(LocalDate on, String rule) {}

    /**
     * The chief inspector's decision.
     *
     * @param due about when the re-inspection takes place; present exactly when there is one
     */
    record ReinspectionDecision(boolean reinspect, String reason, @Nullable DueDate due) {}
}
