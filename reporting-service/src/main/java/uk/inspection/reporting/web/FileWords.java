package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The words about a report's files, and those around its pages in print, in English. */
@MessageBundle(value = "file", locale = "en")
public interface FileWords {

    @Message("Other forms of this report")
    String otherForms();

    @Message("The whole report to print or keep")
    String pdf();

    @Message("Its tables as a spreadsheet")
    String ods();

    @Message("Its scores as a table for programs")
    String csv();

    @Message("The whole report for programs")
    String json();

    @Message("Report on {body}: scores, recommendations and next steps")
    String description(String body);

    @Message("Draft, not published")
    String draft();

    @Message("Page")
    String page();

    @Message("of")
    String of();
}
