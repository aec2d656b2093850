package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.reporting.projection.PlanStatus;

/** The words of the pages about improvement plans, in English. */
@MessageBundle(value = "plans", locale = "en")
public interface PlanWords {

    @Message("Improvement plans")
    String title();

    @Message("What is late comes first, then what falls due next. Plans that are closed come last.")
    String lead();

    @Message("Plans with something late on {day}: {late} of {total}")
    String lateOn(String day, long late, long total);

    @Message("Status")
    String statusLabel();

    @Message("All statuses")
    String allStatuses();

    @Message("Plans by status")
    String byStatus();

    @Message("Number of plans")
    String number();

    @Message("There is no plan to show.")
    String none();

    @Message("Due next")
    String dueNext();

    @Message("When")
    String when();

    @Message("Nothing")
    String nothingOpen();

    @Message("Pages of plans")
    String pages();

    @Message("Page {page} of {pages}")
    String pageOf(int page, int pages);

    @Message("Previous page")
    String previous();

    @Message("Next page")
    String next();

    @Message(
            "{#when status}{#is AWAITING_SUBMISSION}Awaiting submission{#is "
                    + "SUBMISSION_OVERDUE}Submission overdue{#is SUBMITTED}Submitted, under "
                    + "review{#is RETURNED}Returned{#is IN_MONITORING}In monitoring{#is "
                    + "RETURN_OVERDUE}Monitoring return overdue{#is REINSPECTION_DUE}Re-inspection "
                    + "due{#else}Closed{/when}")
    String status(PlanStatus status);

    @Message(
            "{#when kind}{#is PLAN}Improvement plan{#is MONITORING_RETURN}Monitoring "
                    + "return, quarter {number}{#else}Re-inspection{/when}")
    String what(Deadline kind, int number);

    @Message("{#when days}{#is 1}1 day{#is 2}2 days{#else}{days} days{/when} late")
    String daysLate(int days);

    @Message("Due today")
    String dueToday();

    @Message("Due in {#when days}{#is 1}1 day{#is 2}2 days{#else}{days} days{/when}")
    String dueIn(int days);

    @Message("Met")
    String met();

    @Message("Met {#when days}{#is 1}1 day{#is 2}2 days{#else}{days} days{/when} late")
    String metLate(int days);

    @Message("Replaced by another day")
    String replaced();

    @Message("Improvement plan")
    String caption();

    @Message("All improvement plans")
    String allPlans();

    @Message("What people wrote in this plan is in English.")
    String writtenInEnglish();

    @Message("Report published")
    String reportPublished();

    @Message("Read the report")
    String readReport();

    @Message("Finalised")
    String finalised();

    @Message("Sent to the overseer")
    String forwarded();

    @Message("Closed")
    String closed();

    @Message(
            "{#when reason}{#is REINSPECTION_ARRANGED}All monitoring returns are in, and the "
                    + "re-inspection is arranged.{#is NO_REINSPECTION_CALLED_FOR}All monitoring "
                    + "returns are in, and no re-inspection was called for.{#else}{/when}")
    String closedBecause(ClosingReason reason);

    @Message("Deadlines")
    String deadlines();

    @Message("What is due")
    String whatIsDue();

    @Message("Day")
    String day();

    @Message("Why this day")
    String rule();

    @Message("Met or late")
    String state();

    @Message("on {day}")
    String metOn(String day);

    @Message("Called overdue on {day}")
    String calledOverdue(String day);

    @Message("Each recommendation of the report, and the actions that answer it.")
    String recommendationsLead();

    @Message("Actions")
    String actions();

    @Message("None")
    String noAction();

    @Message("No plan has been submitted.")
    String notSubmitted();

    @Message("Action")
    String action();

    @Message("Answers recommendations")
    String answers();

    @Message("Owner")
    String owner();

    @Message("To be done by")
    String targetDate();

    @Message("Measure")
    String measure();

    @Message("Value at the start")
    String baseline();

    @Message("Value to reach")
    String target();

    @Message("Newest progress")
    String newest();

    @Message("quarter {quarter}, {day}")
    String asOf(int quarter, String day);

    @Message("Nothing reported yet")
    String nothingReported();

    @Message("Completed")
    String completed();

    @Message(
            "{#when status}{#is NOT_STARTED}Not started{#is ON_TRACK}On track{#is "
                    + "AT_RISK}At risk{#is LATE}Late{#else}Complete{/when}")
    String progress(ActionStatus status);

    @Message("Submissions and returns")
    String submissions();

    @Message("Submission {number}, {day}")
    String submission(int number, String day);

    @Message("Signed off for the board")
    String signed();

    @Message("Not signed off")
    String notSigned();

    @Message("Returned on {day}, because:")
    String returnedOn(String day);

    @Message("Monitoring returns")
    String monitoring();

    @Message("Monitoring begins once the plan is finalised.")
    String noMonitoring();

    @Message("Quarter {number}")
    String quarter(int number);

    @Message("Submitted on {day}")
    String submittedOn(String day);

    @Message("Due on {day}, and not submitted yet")
    String notIn(String day);

    @Message("Progress")
    String progressColumn();

    @Message("Value now")
    String valueNow();

    @Message("Narrative")
    String narrative();

    @Message("The report called for none")
    String notCalledFor();

    @Message("The report called for one")
    String calledFor();

    @Message("Announced")
    String announced();

    @Message("Report on the re-inspection")
    String reinspectionReport();

    @Message("Not published yet")
    String notPublished();

    @Message("History of this inspection")
    String history();
}
