package uk.inspection.reporting.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import uk.inspection.contract.InspectionKind;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.reporting.projection.PlanStatus;

/**
 * An improvement plan, its days and what the platform says of it in the language of the page.
 *
 * @param kind of the inspection; absent in the oldest events
 * @param reported whether the report is there to be read
 */
public record PlanPage(
        String inspection,
        String area,
        String body,
        @Nullable InspectionKind kind,
        PlanStatus status,
        String published,
        boolean reported,
        Phrase overseer,
        @Nullable String finalised,
        @Nullable Forwarded forwarded,
        @Nullable Closed closed,
        List<DeadlineRow> deadlines,
        List<RecommendationRow> recommendations,
        List<ActionRow> actions,
        List<SubmissionRow> submissions,
        List<Quarter> quarters,
        Reinspection reinspection) {

    public record Forwarded(String day, Phrase to) {}

    public record Closed(String day, @Nullable ClosingReason reason, @Nullable Phrase statement) {}

    /**
     * A day by which something is, or was, due.
     *
     * @param rule that gave it; absent in the oldest events
     * @param reason why it took the place of another one
     * @param met the day on which it was done
     * @param overdue the day on which it was called overdue
     */
    public record DeadlineRow(
            Deadline kind,
            int number,
            String day,
            @Nullable Phrase rule,
            @Nullable Phrase reason,
            DayState state,
            @Nullable String met,
            @Nullable String overdue) {}

    public record RecommendationRow(
            int number, String text, String responsible, List<ActionLink> actions) {}

    /** {@code anchor} is where on the page the action is. */
    public record ActionLink(String id, String anchor) {}

    /** {@code standing} is absent before the first monitoring return. */
    public record ActionRow(
            String id,
            String anchor,
            List<Integer> recommendations,
            String text,
            String owner,
            String targetDate,
            String measure,
            String baseline,
            String target,
            @Nullable Standing standing,
            @Nullable String completed) {}

    /** Where an action stood in a quarter's return, and the day of that. */
    public record Standing(ActionStatus status, String measureNow, int quarter, String day) {}

    public record SubmissionRow(
            int number,
            String day,
            @Nullable SignOff signOff,
            @Nullable String returned,
            List<String> reasons) {}

    public record SignOff(String by, String day) {}

    /** A quarter; {@code submitted} and {@code narrative} are absent before its return. */
    public record Quarter(
            int number,
            String due,
            @Nullable String submitted,
            List<ProgressRow> progress,
            @Nullable String narrative) {}

    public record ProgressRow(ActionLink action, ActionStatus status, String measureNow) {}

    /**
     * The re-inspection.
     *
     * @param announced absent before it is
     * @param inspection its id, where its report is published
     */
    public record Reinspection(
            boolean calledFor,
            String reason,
            @Nullable String announced,
            @Nullable String inspection) {}
}
