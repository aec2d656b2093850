package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The words of the history's pages, in English, in the order in which the pages use them. */
@MessageBundle(value = "history", locale = "en")
public interface HistoryWords {

    @Message("History")
    String title();

    @Message(
            "Everything that happened to this inspection, in every service: causes come "
                    + "before their effects.")
    String lead();

    @Message(
            "This history has more than the {events} events shown here. The others are in "
                    + "the interface for programs.")
    String cut(int events);

    @Message("Go to a moment")
    String slider();

    @Message(
            "Move from the first event to the last of {events}. The page shows the "
                    + "inspection as it stood.")
    String sliderHint(int events);

    @Message("This moment could not be fetched. Try again, or choose Show.")
    String failed();

    @Message("Event {number} of {events}")
    String eventOf(int number, int events);

    @Message("Event {number}")
    String eventNumber(int number);

    @Message(
            "{#switch type}"
                    + "{#case 'InspectionAnnounced'}Inspection announced"
                    + "{#case 'CaseSampled'}Case added to the sample"
                    + "{#case 'CaseAllocated'}Case given to an inspector"
                    + "{#case 'CaseJudged'}Case judged"
                    + "{#case 'CaseModerated'}Case moderated"
                    + "{#case 'CaseJudgedIndependently'}Case judged independently by another "
                    + "inspector"
                    + "{#case 'CaseWithdrawn'}Case withdrawn from the sample"
                    + "{#case 'StandardJudged'}Standard judged by evidence"
                    + "{#case 'RatingAdjusted'}Rating adjusted"
                    + "{#case 'QuestionnaireRecorded'}Questionnaires recorded"
                    + "{#case 'ContextRecorded'}Context recorded"
                    + "{#case 'CaseErased'}Texts of a case erased"
                    + "{#case 'FieldworkClosed'}Fieldwork closed"
                    + "{#case 'FieldworkReopened'}Fieldwork reopened"
                    + "{#case 'FrameworkRegistered'}Framework registered"
                    + "{#case 'ScoreChanged'}Scores changed"
                    + "{#case 'ScoresFinalised'}Scores made final"
                    + "{#case 'ReportDrafted'}Report drafted"
                    + "{#case 'RecommendationMade'}Recommendation made"
                    + "{#case 'FactualAccuracyCheckOpened'}Factual accuracy check opened"
                    + "{#case 'FactualAccuracyAnswered'}Factual accuracy check answered"
                    + "{#case 'ChallengeDecided'}Challenge decided"
                    + "{#case 'ReportAmended'}Draft report amended"
                    + "{#case 'PublicationScheduled'}Publication scheduled"
                    + "{#case 'PublicationWithdrawn'}Scheduled publication withdrawn"
                    + "{#case 'ReportPublished'}Report published"
                    + "{#case 'ReportCorrected'}Published report corrected"
                    + "{#case 'PublishedResultImported'}Published result imported"
                    + "{#case 'PlanRequested'}Improvement plan requested"
                    + "{#case 'PlanSubmitted'}Improvement plan submitted"
                    + "{#case 'PlanReturned'}Improvement plan returned"
                    + "{#case 'PlanSignedOff'}Improvement plan signed off by the board"
                    + "{#case 'PlanFinalised'}Improvement plan made final"
                    + "{#case 'PlanForwarded'}Improvement plan forwarded"
                    + "{#case 'PlanDueChanged'}Improvement plan due on another day"
                    + "{#case 'DeadlineApproaching'}Deadline approaching"
                    + "{#case 'PlanOverdue'}Improvement plan overdue"
                    + "{#case 'MonitoringReturnDue'}Monitoring return due"
                    + "{#case 'MonitoringReturnSubmitted'}Monitoring return submitted"
                    + "{#case 'MonitoringReturnOverdue'}Monitoring return overdue"
                    + "{#case 'ActionCompleted'}Action completed"
                    + "{#case 'ReinspectionDue'}Re-inspection due"
                    + "{#case 'ReinspectionOverdue'}Re-inspection overdue"
                    + "{#case 'ReinspectionArranged'}Re-inspection arranged"
                    + "{#case 'PlanClosed'}Improvement plan closed"
                    + "{#case 'EventDiscarded'}Event discarded"
                    + "{#case 'DiscardAccepted'}Discarded event accepted"
                    + "{#else}{type}{/switch}")
    String type(String type);

    @Message("Moments")
    String moments();

    @Message("First")
    String first();

    @Message("Previous")
    String previous();

    @Message("Next")
    String next();

    @Message("Last")
    String last();

    @Message("Link to this moment")
    String link();

    @Message("Stage")
    String stage();

    @Message("Not known")
    String unknownStage();

    @Message(
            "{#when stage}"
                    + "{#is ANNOUNCED}Announced"
                    + "{#is FIELDWORK}Fieldwork under way"
                    + "{#is FIELDWORK_CLOSED}Fieldwork closed"
                    + "{#is SCORES_FINAL}Scores final"
                    + "{#is DRAFTED}Report drafted"
                    + "{#is CHECKED}Factual accuracy check under way"
                    + "{#is ANSWERED}Factual accuracy check answered"
                    + "{#is SCHEDULED}Publication scheduled"
                    + "{#is PUBLISHED}Report published"
                    + "{#is PLAN_AWAITED}Improvement plan awaited"
                    + "{#is PLAN_SUBMITTED}Improvement plan submitted"
                    + "{#is PLAN_FINAL}Improvement plan being carried out"
                    + "{#is PLAN_CLOSED}Improvement plan closed"
                    + "{/when}")
    String stageNow(HistoryStage stage);

    @Message("Cases")
    String cases();

    @Message("{judged} of {sampled} judged")
    String judgedOf(int judged, int sampled);

    @Message("{cases} in the sample")
    String sampled(int cases);

    @Message("Happened")
    String occurred();

    @Message("Recorded")
    String recorded();

    @Message("Service")
    String service();

    @Message(
            "{#switch service}"
                    + "{#case 'case-service'}Cases"
                    + "{#case 'scoring-service'}Scores"
                    + "{#case 'reporting-service'}Reports"
                    + "{#case 'improvement-plan-service'}Improvement plans"
                    + "{#else}{service}{/switch}")
    String serviceName(String service);

    @Message("Who")
    String actor();

    @Message("Caused by")
    String cause();

    @Message("No event")
    String noCause();

    @Message("Request that began it")
    String request();

    @Message("Topic and version")
    String name();

    @Message("Hash")
    String hash();

    @Message("Scores as they stood")
    String scoresThen();

    @Message(
            "Scores had been given out by then, before this service began to keep them. "
                    + "They are in the scoring service.")
    String lost();

    @Message("No score had been given out.")
    String noScores();

    @Message("These are final scores.")
    String finalScores();

    @Message("These are provisional scores.")
    String provisionalScores();

    @Message("Given out by event {number}")
    String givenOut(int number);

    @Message("This event changed no score.")
    String changedNothing();

    @Message("This event gave out the first scores.")
    String firstScores();

    @Message("What the scores were before this event is not kept here.")
    String beforeLost();

    @Message("This event changed {changed} of {rows} scores.")
    String changed(int changed, int rows);

    @Message("Before it, {judged} of {sampled} cases were judged.")
    String judgedBefore(int judged, int sampled);

    @Message("Before this event")
    String before();

    @Message("Unchanged")
    String unchanged();

    @Message("Events")
    String events();

    @Message("All")
    String all();

    @Message("Event")
    String event();

    @Message("From day")
    String from();

    @Message("To day")
    String to();

    @Message("Filter")
    String filter();

    @Message("{left} of {events} events")
    String leftOf(int left, int events);

    @Message("Version")
    String version();

    @Message("Pages of events")
    String pages();

    @Message("Earlier events")
    String earlierEvents();

    @Message("Page {page} of {pages}")
    String pageOf(int page, int pages);

    @Message("Later events")
    String laterEvents();

    @Message("Your roles show events and no scores.")
    String withheld();
}
