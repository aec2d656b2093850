package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;

/** The same words in Welsh. */
@Localized("cy")
public interface WelshDocumentWords extends DocumentWords {

    @Override
    @Message("Holiaduron a ddychwelwyd")
    String questionnaires();

    @Override
    @Message("Yr hyn y mae'r achosion yn ei roi yn ôl y rheol")
    String byRule();

    @Override
    @Message("Cwestiynau")
    String questions();

    @Override
    @Message("Cwestiwn")
    String question();

    @Override
    @Message("Atebion digonol")
    String sufficient();

    @Override
    @Message("Cyfran")
    String share();

    @Override
    @Message("Nid yw'n cyfrif mewn unrhyw sgôr")
    String inNoScore();

    @Override
    @Message("{sufficient} allan o {applicable}")
    String outOf(int sufficient, int applicable);

    @Override
    @Message("Ddim yn berthnasol")
    String notApplicable();

    @Override
    @Message("Sgôr a sylwebaeth")
    String scoreAndCommentary();

    @Override
    @Message("Heb ei ddangos")
    String withheld();

    @Override
    @Message(
            "Ni ddangosir yr hyn sy'n sôn am lai na {below} o blant, nac a fyddai'n gadael i hynny gael ei gyfrifo.")
    String smallCounts(int below);

    @Override
    @Message("Yr holl sgorau")
    String allScores();

    @Override
    @Message("Gwaith maes")
    String fieldwork();

    @Override
    @Message("{first} i {last}")
    String daysFromTo(String first, String last);

    @Override
    @Message("Achosion yn y sampl")
    String sampled();

    @Override
    @Message("Achosion sy'n cyfrif")
    String judged();

    @Override
    @Message("Mae'r darn bellach yn dweud")
    String nowSays();

    @Override
    @Message("Argraffiadau")
    String editions();

    @Override
    @Message("yr un hwn")
    String thisEdition();

    @Override
    @Message("Argraffiad {edition} yw hwn, fel y'i cyhoeddwyd.")
    String olderEdition(int edition);

    @Override
    @Message("Darllenwch yr un diweddaraf, argraffiad {edition}")
    String newestEdition(int edition);

    @Override
    @Message(
            "Nid yw'r adroddiad hwn wedi'i gyhoeddi: dim ond y rhai sy'n cael ei weld nawr all ddarllen y dudalen hon.")
    String notPublished();

    @Override
    @Message("Drafft ydyw.")
    String isDraft();

    @Override
    @Message("Mae'r gwasanaeth a arolygwyd yn gwirio'r ffeithiau.")
    String isChecked();

    @Override
    @Message("Mae'r gwasanaeth a arolygwyd wedi ateb.")
    String isAnswered();

    @Override
    @Message("Mae penderfyniad ar ei gyhoeddi.")
    String isScheduled();

    @Override
    @Message("Mae'n ddi-rym: cwblhawyd y sgoriau eto.")
    String isVoid();

    @Override
    @Message("Gwirir cywirdeb ffeithiol hyd ddiwedd {day}.")
    String checkDue(String day);

    @Override
    @Message("Ar gael {moment}.")
    String availableOn(String moment);
}
