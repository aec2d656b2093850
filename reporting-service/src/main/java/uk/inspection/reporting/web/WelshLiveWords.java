package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;

/** The same words in Welsh. */
@Localized("cy")
public interface WelshLiveWords extends LiveWords {

    @Override
    @Message("Arolygiadau ar y gweill")
    String title();

    @Override
    @Message(
            "Sgorau wrth i ddyfarniadau gyrraedd. Maent yn rhai dros dro ac nid ydynt yn gyhoeddus.")
    String lead();

    @Override
    @Message("Yn dangos y sefyllfa pan wnaed y dudalen hon.")
    String asOf();

    @Override
    @Message("Llwythwch hi eto")
    String reload();

    @Override
    @Message("Yn fyw: mae newidiadau'n ymddangos yma wrth iddynt gyrraedd.")
    String live();

    @Override
    @Message(
            "Wrthi'n ailgysylltu. Bydd yr hyn sy'n newid yn y cyfamser yn ymddangos pan ddaw'r cysylltiad yn ôl.")
    String reconnecting();

    @Override
    @Message("Mae eich sesiwn wedi dod i ben. Mewngofnodwch eto i ddilyn y newidiadau.")
    String ended();

    @Override
    @Message("Nid oes arolygiad ar y gweill.")
    String none();

    @Override
    @Message("Nid oes arolygiad o {area} ar y gweill.")
    String noneOf(String area);

    @Override
    @Message("{shown} o {all} arolygiad")
    String shown(int shown, long all);

    @Override
    @Message("Tudalennau o arolygiadau")
    String pages();

    @Override
    @Message("Tudalen flaenorol")
    String previous();

    @Override
    @Message("Tudalen nesaf")
    String next();

    @Override
    @Message("Gwaith maes")
    String fieldwork();

    @Override
    @Message("{from} i {to}")
    String fromTo(String from, String to);

    @Override
    @Message("Cam")
    String stage();

    @Override
    @Message(
            "{#switch stage}{#case 'fieldwork'}Gwaith maes, sgorau dros dro{#case 'finalised'}Gwaith maes wedi cau, sgorau terfynol{#else}Adroddiad wedi'i gyhoeddi{/switch}")
    String stageIs(String stage);

    @Override
    @Message("Sampl")
    String sample();

    @Override
    @Message("{judged} o {sampled} achos wedi'u barnu")
    String progress(int judged, int sampled);

    @Override
    @Message("Newid diwethaf")
    String lastChange();

    @Override
    @Message("Nid oes sgôr eto.")
    String noScores();

    @Override
    @Message("Newid diweddaraf")
    String newestMove();

    @Override
    @Message("i fyny o {from}% i {to}%")
    String up(int from, int to);

    @Override
    @Message("i lawr o {from}% i {to}%")
    String down(int from, int to);

    @Override
    @Message("nawr")
    String now();

    @Override
    @Message("dim")
    String nothing();

    @Override
    @Message("roedd yn")
    String was();

    @Override
    @Message("tan {moment}")
    String until(String moment);

    @Override
    @Message("Band wedi newid")
    String bandChanged();

    @Override
    @Message("Gradd wedi newid")
    String ratingChanged();

    @Override
    @Message("Newidiadau diweddaraf")
    String newest();

    @Override
    @Message("Nid oes dim wedi newid eto.")
    String noChanges();

    @Override
    @Message("Wedi'i hysbysu")
    String announced();

    @Override
    @Message("Gwaith maes wedi cau: mae'r sgorau'n derfynol")
    String finalised();

    @Override
    @Message("Adroddiad wedi'i gyhoeddi")
    String reported();

    @Override
    @Message("Ni symudodd unrhyw bennawd na gradd")
    String nothingMoved();

    @Override
    @Message("Yn yr hanes")
    String inHistory();

    @Override
    @Message("Hanes")
    String history();

    @Override
    @Message("Adroddiad")
    String report();

    @Override
    @Message("Cynllun gwella")
    String plan();

    @Override
    @Message("Pob arolygiad ar y gweill")
    String all();

    @Override
    @Message("Arolygiad ar y gweill")
    String details();

    @Override
    @Message("Mwy am yr arolygiad hwn")
    String links();
}
