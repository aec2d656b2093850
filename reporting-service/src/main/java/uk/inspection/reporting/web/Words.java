package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;
import uk.inspection.contract.InspectionKind;

/** The words of the pages, in English, in the order in which the pages use them. */
@MessageBundle(locale = "en")
public interface Words {

    @Message("Youth justice inspections")
    String serviceName();

    @Message("Service information")
    String serviceInformation();

    @Message("Skip to main content")
    String skipToMain();

    @Message("Menu")
    String menu();

    @Message("Language")
    String languages();

    @Message("Home")
    String home();

    @Message("Reports")
    String reports();

    @Message("Improvement plans")
    String improvementPlans();

    @Message("Further links")
    String furtherLinks();

    @Message("Interfaces for programs")
    String interfaces();

    @Message("Inspections of youth justice services")
    String homeTitle();

    @Message(
            "Inspectors judge a sample of cases in each area of England and Wales. Their "
                    + "reports say what the scores are, what should change and who is responsible "
                    + "for it.")
    String homeLead();

    @Message("Newest reports")
    String newestReports();

    @Message("All published reports")
    String allReports();

    @Message("No report has been published.")
    String noReports();

    @Message("No report on {area} has been published.")
    String noReportsOf(String area);

    @Message("Published reports")
    String publishedReports();

    @Message("Area")
    String area();

    @Message("All areas")
    String allAreas();

    @Message("Show")
    String show();

    @Message("Inspected service")
    String inspectedService();

    @Message("Inspection")
    String inspection();

    @Message("Re-inspection")
    String reinspection();

    @Message(
            "{#when kind}{#is CORE}Inspection{#is REINSPECTION}Re-inspection"
                    + "{#else}Self-audit{/when}")
    String kind(InspectionKind kind);

    @Message("Published")
    String published();

    @Message("Pages of reports")
    String pages();

    @Message("Newest reports")
    String newest();

    @Message("Older reports")
    String older();

    @Message("Inspection report")
    String inspectionReport();

    @Message("Edition")
    String edition();

    @Message("Framework")
    String framework();

    @Message(
            "What people wrote in this report is in English, and so are the framework's questions.")
    String writtenInEnglish();

    @Message("Contents")
    String contents();

    @Message("Overall rating")
    String overallRating();

    @Message("{points} of {maximum} points")
    String pointsOf(int points, int maximum);

    @Message("Chart of the scores")
    String chart();

    @Message("The tables that follow have the same figures.")
    String chartInTables();

    @Message("Headline scores")
    String headlines();

    @Message("Ratings of the standards")
    String standards();

    @Message("Subject")
    String title();

    @Message("Score")
    String score();

    @Message("No score")
    String noScore();

    @Message("Improvement required")
    String improvementRequired();

    @Message("95% interval")
    String interval();

    @Message("{low}% to {high}%")
    String fromTo(int low, int high);

    @Message("Rating")
    String rating();

    @Message("Points")
    String points();

    @Message("Not rated")
    String notRated();

    @Message("Does not count towards the overall rating")
    String notCounted();

    @Message("Recommendations")
    String recommendations();

    @Message("Number")
    String number();

    @Message("Recommendation")
    String recommendation();

    @Message("Responsible")
    String responsible();

    @Message("Improvement plan due")
    String planDue();

    @Message("Overseen by")
    String overseer();

    @Message("About {day}")
    String about(String day);

    @Message("None")
    String noReinspection();

    @Message("Reason")
    String reason();

    @Message("Amended before publication")
    String amendments();

    @Message("Corrections")
    String corrections();

    @Message("Edition {edition}, {day}")
    String correctedIn(int edition, String day);

    @Message("Page not found")
    String notFound();

    @Message(
            "If you typed the address, check that it is right. A report is here once it "
                    + "is published.")
    String notFoundAdvice();

    @Message("This request cannot be answered")
    String refused();

    @Message("Start again from the home page.")
    String refusedAdvice();

    @Message("Sorry, there is a problem with the service")
    String failed();

    @Message("Try again later.")
    String failedAdvice();

    @Message("Your account")
    String account();

    @Message("Sign in")
    String signIn();

    @Message("Sign out")
    String signOut();

    @Message(
            "Inspectors, inspected services and the Youth Justice Board sign in to see what is not public.")
    String signInLead();

    @Message("Signed in as")
    String signedInAs();

    @Message("Roles")
    String roles();

    @Message("You need to sign in")
    String signInFirst();

    @Message("You may not see this page")
    String forbidden();

    @Message("It is for other roles than those you are signed in with.")
    String forbiddenAdvice();

    @Message("Scores")
    String scores();

    @Message("Scores of the sections")
    String sections();

    @Message("Scores of the criteria")
    String criteria();

    @Message("Reports that are not published")
    String unpublishedReports();
}
