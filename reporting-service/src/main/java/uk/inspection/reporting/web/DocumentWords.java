package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The words around a report's document, in English, in the order in which it is shown. */
@MessageBundle(value = "document", locale = "en")
public interface DocumentWords {

    @Message("Questionnaires that came back")
    String questionnaires();

    @Message("What the cases give by the rule")
    String byRule();

    @Message("Questions")
    String questions();

    @Message("Question")
    String question();

    @Message("Sufficient answers")
    String sufficient();

    @Message("Share")
    String share();

    @Message("Counts in no score")
    String inNoScore();

    @Message("{sufficient} of {applicable}")
    String outOf(int sufficient, int applicable);

    @Message("Did not apply")
    String notApplicable();

    @Message("Score and commentary")
    String scoreAndCommentary();

    @Message("Withheld")
    String withheld();

    @Message(
            "What tells of fewer than {below} children, or would let it be worked out, is withheld.")
    String smallCounts(int below);

    @Message("All scores")
    String allScores();

    @Message("Fieldwork")
    String fieldwork();

    @Message("{first} to {last}")
    String daysFromTo(String first, String last);

    @Message("Cases in the sample")
    String sampled();

    @Message("Cases that count")
    String judged();

    @Message("The passage now says")
    String nowSays();

    @Message("Editions")
    String editions();

    @Message("this one")
    String thisEdition();

    @Message("This is edition {edition}, as it was published.")
    String olderEdition(int edition);

    @Message("Read the newest one, edition {edition}")
    String newestEdition(int edition);

    @Message("This report is not published: only those who may see it now can read this page.")
    String notPublished();

    @Message("It is a draft.")
    String isDraft();

    @Message("The inspected service is checking its facts.")
    String isChecked();

    @Message("The inspected service has answered.")
    String isAnswered();

    @Message("Its publication is decided.")
    String isScheduled();

    @Message("It is void: the scores were finalised again.")
    String isVoid();

    @Message("Factual accuracy is checked until the end of {day}.")
    String checkDue(String day);

    @Message("Available on {moment}.")
    String availableOn(String moment);
}
