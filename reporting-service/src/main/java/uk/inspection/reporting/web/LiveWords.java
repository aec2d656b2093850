package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The words of the pages of inspections under way, in English. */
@MessageBundle(value = "live", locale = "en")
public interface LiveWords {

    @Message("Inspections under way")
    String title();

    @Message("Scores while judgements arrive. They are provisional and not public.")
    String lead();

    @Message("Shown as things stood when this page was made.")
    String asOf();

    @Message("Load it again")
    String reload();

    @Message("Live: changes appear here as they arrive.")
    String live();

    @Message("Reconnecting. What changes meanwhile will appear once the connection is back.")
    String reconnecting();

    @Message("Your session has ended. Sign in again to follow the changes.")
    String ended();

    @Message("No inspection is under way.")
    String none();

    @Message("No inspection of {area} is under way.")
    String noneOf(String area);

    @Message("{shown} of {all} inspections")
    String shown(int shown, long all);

    @Message("Pages of inspections")
    String pages();

    @Message("Previous page")
    String previous();

    @Message("Next page")
    String next();

    @Message("Fieldwork")
    String fieldwork();

    @Message("{from} to {to}")
    String fromTo(String from, String to);

    @Message("Stage")
    String stage();

    @Message(
            "{#switch stage}{#case 'fieldwork'}Fieldwork, scores are provisional{#case 'finalised'}Fieldwork closed, scores are final{#else}Report published{/switch}")
    String stageIs(String stage);

    @Message("Sample")
    String sample();

    @Message("{judged} of {sampled} cases judged")
    String progress(int judged, int sampled);

    @Message("Last change")
    String lastChange();

    @Message("There is no score yet.")
    String noScores();

    @Message("Newest change")
    String newestMove();

    @Message("up from {from}% to {to}%")
    String up(int from, int to);

    @Message("down from {from}% to {to}%")
    String down(int from, int to);

    @Message("now")
    String now();

    @Message("none")
    String nothing();

    @Message("was")
    String was();

    @Message("until {moment}")
    String until(String moment);

    @Message("Band changed")
    String bandChanged();

    @Message("Rating changed")
    String ratingChanged();

    @Message("Newest changes")
    String newest();

    @Message("Nothing has changed yet.")
    String noChanges();

    @Message("Announced")
    String announced();

    @Message("Fieldwork closed: the scores are final")
    String finalised();

    @Message("Report published")
    String reported();

    @Message("No headline or rating moved")
    String nothingMoved();

    @Message("In the history")
    String inHistory();

    @Message("History")
    String history();

    @Message("Report")
    String report();

    @Message("Improvement plan")
    String plan();

    @Message("All inspections under way")
    String all();

    @Message("Inspection under way")
    String details();

    @Message("More about this inspection")
    String links();
}
