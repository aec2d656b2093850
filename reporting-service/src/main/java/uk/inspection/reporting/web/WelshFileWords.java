package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;

/** The same words in Welsh. */
@Localized("cy")
public interface WelshFileWords extends FileWords {

    @Override
    @Message("Ffurfiau eraill ar yr adroddiad hwn")
    String otherForms();

    @Override
    @Message("Yr adroddiad cyfan i'w argraffu neu ei gadw")
    String pdf();

    @Override
    @Message("Ei dablau fel taenlen")
    String ods();

    @Override
    @Message("Ei sgoriau fel tabl ar gyfer rhaglenni")
    String csv();

    @Override
    @Message("Yr adroddiad cyfan ar gyfer rhaglenni")
    String json();

    @Override
    @Message("Adroddiad ar {body}: sgoriau, argymhellion a'r camau nesaf")
    String description(String body);

    @Override
    @Message("Drafft, heb ei gyhoeddi")
    String draft();

    @Override
    @Message("Tudalen")
    String page();

    @Override
    @Message("o")
    String of();
}
