package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The words of press notices, in English, in their order. */
@MessageBundle(value = "press", locale = "en")
public interface PressWords {

    @Message("Press notice")
    String pressNotice();

    @Message("Embargoed until {moment}")
    String embargo(String moment);

    @Message("Draft. The report is not published.")
    String draft();

    @Message("improvement required in")
    String improvementIn();

    @Message("rated")
    String rated();

    @Message("report on the inspection")
    String inspected();

    @Message(
            "HM Inspectorate of Probation looked at a sample of cases ({judged}) of {body}, in the area of {area}.")
    String standfirst(String body, String area, int judged);

    @Message(
            "HM Inspectorate of Probation looked at a sample of cases of {body}, in the area of {area}.")
    String standfirstOfFew(String body, String area);

    @Message("of the work was sufficient")
    String sufficient();

    @Message("Standards by their rating")
    String standardsRated();

    @Message(
            "{#if number == 1}The report makes one recommendation.{#else}The report makes {number} recommendations.{/if}")
    String recommendations(int number);

    @Message("[Quotation: HM Chief Inspector of Probation, on the findings]")
    String quotationFindings();

    @Message("[Quotation: HM Chief Inspector of Probation, on what should change]")
    String quotationChange();

    @Message("ENDS")
    String ends();

    @Message("Notes to editors")
    String notes();

    @Message("This notice is about a report on an inspection under the following framework")
    String report();

    @Message("Fieldwork took place from {first} to {last}. Cases in the sample: {sampled}.")
    String fieldwork(String first, String last, int sampled);

    @Message("Fieldwork took place from {first} to {last}.")
    String fieldworkOnly(String first, String last);

    @Message("The report is available on {moment} at")
    String available(String moment);

    @Message("The report was published on {day} and is at")
    String publishedOn(String day);

    @Message("When the report is published is not decided yet.")
    String undecided();

    @Message(
            "Under this framework a score is the share of sufficient answers among all that applied. Samples are small and differ from area to area, so that scores are not made for close comparison.")
    String pooledMethod();

    @Message(
            "Under this framework each standard is rated, and the points of those that count give the overall rating.")
    String ratedMethod();

    @Message(
            "HM Inspectorate of Probation inspects probation and youth justice services in England and Wales, and is independent of them.")
    String inspectorate();

    @Message("For media enquiries: [name, telephone number, e-mail address]")
    String contact();

    @Message("This notice as plain text")
    String asText();
}
