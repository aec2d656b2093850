package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;
import uk.inspection.reporting.domain.ScoreChange.Direction;

/** The same words in Welsh. */
@Localized("cy")
public interface WelshComparisonWords extends ComparisonWords {

    @Override
    @Message("Cymhariaeth genedlaethol")
    String title();

    @Override
    @Message(
            "Canlyniadau cyhoeddedig pob arolygiad o dan un fframwaith, ochr yn ochr fel yr"
                    + " oeddent yn hysbys ar ddiwrnod.")
    String lead();

    @Override
    @Message("Gwall:")
    String error();

    @Override
    @Message("Mae problem")
    String problem();

    @Override
    @Message("Rhaid i'r dyddiad fod yn ddyddiad go iawn, megis 31 1 2011")
    String dateWrong();

    @Override
    @Message("Rhaid i'r dyddiad fod rhwng {first} a {last}")
    String dateOutside(String first, String last);

    @Override
    @Message("Nid oes canlyniad cyhoeddedig o'r ardal hon. Dewiswch un o'r rhestr")
    String areaUnknown();

    @Override
    @Message("Ni chaiff canlyniadau'r fframwaith hwn eu cymharu. Dewiswch un o'r rhestr")
    String frameworkUnknown();

    @Override
    @Message("Fel yr oedd yn hysbys ar")
    String asOf();

    @Override
    @Message("Er enghraifft, 31 1 2011. Gadewch yn wag ar gyfer heddiw.")
    String asOfHint();

    @Override
    @Message("Diwrnod")
    String day();

    @Override
    @Message("Mis")
    String month();

    @Override
    @Message("Blwyddyn")
    String year();

    @Override
    @Message("Ardal i'w nodi (dewisol)")
    String markedArea();

    @Override
    @Message("Dim")
    String noArea();

    @Override
    @Message("Cymharu")
    String compare();

    @Override
    @Message("Fel yr oedd yn hysbys ar {day}")
    String asKnownOn(String day);

    @Override
    @Message("Rhybudd")
    String warning();

    @Override
    @Message(
            "Peidiwch â chymharu ardaloedd yn fanwl. Mae'r samplau'n fach ac yn amrywio o "
                    + "ardal i ardal, mae'r canlyniadau o flynyddoedd gwahanol, ac mae'r cyfyngau'n "
                    + "gorgyffwrdd: nid yw canlyniadau sy'n agos at ei gilydd yn dangos bod un ardal "
                    + "yn gwneud yn well nag un arall.")
    String advice();

    @Override
    @Message(
            "Arolygiadau sy'n cyfrif: {inspections}. Mae pob arolygiad cyhoeddedig yn "
                    + "cyfrif, hefyd un a ddilynwyd gan ailarolygiad. Nid yw ffigur na chafodd ei "
                    + "gyhoeddi yn cyfrif yn unman.")
    String whatCounts(int inspections);

    @Override
    @Message("Nid oedd unrhyw ganlyniad o dan y fframwaith hwn yn hysbys ar y diwrnod hwnnw.")
    String nothingKnown();

    @Override
    @Message("Y sgôr isaf, uchaf a chyfartalog")
    String spread();

    @Override
    @Message("Prif sgôr")
    String headline();

    @Override
    @Message("Isaf")
    String lowest();

    @Override
    @Message("Uchaf")
    String highest();

    @Override
    @Message("Cyfartaledd")
    String average();

    @Override
    @Message("Arolygiadau")
    String inspections();

    @Override
    @Message("{area}: y canlyniad diweddaraf ({published})")
    String newestResult(String area, String published);

    @Override
    @Message(
            "Nid oedd unrhyw ganlyniad o {area} o dan y fframwaith hwn yn hysbys ar y "
                    + "diwrnod hwnnw.")
    String noneOfArea(String area);

    @Override
    @Message("Sgôr")
    String score();

    @Override
    @Message("Cyfwng 95%")
    String interval();

    @Override
    @Message("{low}% i {high}%")
    String fromTo(int low, int high);

    @Override
    @Message("Ddim yn hysbys")
    String notKnown();

    @Override
    @Message("Heb ei gyhoeddi")
    String notPublished();

    @Override
    @Message("Safle")
    String rank();

    @Override
    @Message("{rank} o {of}")
    String rankOf(int rank, int of);

    @Override
    @Message("Chwartel")
    String quartile();

    @Override
    @Message(
            "Safle 1 yw'r gorau, a bydd rhai cyfartal yn rhannu safle. Chwartel 1 yw lle "
                    + "mae llai na chwarter yr holl ganlyniadau'n well.")
    String placesExplained();

    @Override
    @Message("Siartiau")
    String charts();

    @Override
    @Message("Siart")
    String chartOf();

    @Override
    @Message(
            "Sgôr cyhoeddedig yw pob marc, y gorau'n gyntaf, a'r llinell drwyddo yw'r "
                    + "cyfwng 95%, lle mae'r cyfrifon yn hysbys. Y llinell doredig yw'r cyfartaledd. "
                    + "Mae'r un ffigurau yn y tabl canlyniadau.")
    String intervalsExplained();

    @Override
    @Message("Mae gan {area} ddiemwnt llawn, enw trwm a ffrâm; mae gan bob un arall gylch gwag.")
    String chosenExplained(String area);

    @Override
    @Message("Canlyniadau")
    String results();

    @Override
    @Message("Canlyniadau'r holl ardaloedd")
    String resultsOf();

    @Override
    @Message("trefnu'n esgynnol")
    String ascending();

    @Override
    @Message("trefnu'n ddisgynnol")
    String descending();

    @Override
    @Message("yr ardal a ddewiswyd")
    String chosen();

    @Override
    @Message("Arolygiad")
    String inspection();

    @Override
    @Message("Gradd gyffredinol")
    String overall();

    @Override
    @Message("Pwyntiau")
    String points();

    @Override
    @Message("{points} o {maximum}")
    String pointsOf(int points, int maximum);

    @Override
    @Message("Yr holl ganlyniadau gyda'u ffynonellau (CSV)")
    String csv();

    @Override
    @Message("Cyfran y graddau")
    String ratings();

    @Override
    @Message(
            "Yr holl raddau a gyhoeddwyd ar gyfer safon yw pob bar, wedi'u rhannu yn ôl "
                    + "gradd. Canrannau cyfan o'r rhain yw'r cyfrannau ac nid oes rhaid iddynt wneud "
                    + "100. Mae'r un ffigurau yn y tabl o dan bob siart.")
    String ratingsExplained();

    @Override
    @Message("Pob blwyddyn ({inspections} o arolygiadau)")
    String allYears(int inspections);

    @Override
    @Message("Cyhoeddwyd yn {year} ({inspections} o arolygiadau)")
    String inYear(int year, int inspections);

    @Override
    @Message("Safon")
    String standard();

    @Override
    @Message("Wedi'u graddio")
    String rated();

    @Override
    @Message("{percent}% (nifer: {count})")
    String share(int percent, int count);

    @Override
    @Message("o {rated}")
    String ratedTimes(int rated);

    @Override
    @Message("Heb ei graddio")
    String noRating();

    @Override
    @Message("Gradd")
    String rating();

    @Override
    @Message("Cyn ac ar ôl: yr ailarolygiad ochr yn ochr â'r arolygiad cyntaf")
    String reinspectionTitle();

    @Override
    @Message("Arolygiad cyntaf")
    String first();

    @Override
    @Message("Ailarolygiad")
    String second();

    @Override
    @Message("cyhoeddwyd {day}")
    String publishedOn(String day);

    @Override
    @Message("Cyhoeddwyd mewn man arall, heb gyfrif o atebion:")
    String elsewhere();

    @Override
    @Message(
            "Nid oes canlyniad o'r arolygiad cyntaf wedi'i gyhoeddi yma, felly ni chyfrifir newid.")
    String firstNotPublished();

    @Override
    @Message(
            "Arolygwyd y ddau o dan fframweithiau gwahanol, sy'n gofyn am bethau gwahanol. "
                    + "Ni ellir eu cymharu, ac ni chyfrifir newid.")
    String differentFrameworks();

    @Override
    @Message("Sgoriwyd y ddau drwy ddulliau gwahanol. Ni ellir eu cymharu, ac ni chyfrifir newid.")
    String differentMethods();

    @Override
    @Message(
            "Mae'r ddau'n dilyn fersiynau gwahanol o'r fframwaith, a gall eu bandiau fod yn"
                    + " wahanol: ni ddywedir a symudodd band.")
    String differentVersions();

    @Override
    @Message(
            "Cylch gwag yw'r arolygiad cyntaf, sgwâr llawn yw'r ailarolygiad. Mae'r un "
                    + "ffigurau yn y tablau sy'n dilyn.")
    String pairsExplained();

    @Override
    @Message(
            "Lle mae'r cyfyngau 95% yn gorgyffwrdd, gall y samplau ar eu pen eu hunain "
                    + "esbonio'r newid. Lle na chyhoeddwyd ffigur, ni chyfrifir newid.")
    String changeExplained();

    @Override
    @Message("Prif sgorau")
    String headlines();

    @Override
    @Message("Sgorau'r meini prawf")
    String criteria();

    @Override
    @Message("Sgorau'r adrannau")
    String sections();

    @Override
    @Message("Graddau'r safonau")
    String standards();

    @Override
    @Message("Pwnc")
    String subject();

    @Override
    @Message("Cyn")
    String before();

    @Override
    @Message("Ar ôl")
    String after();

    @Override
    @Message("Newid mewn pwyntiau canran")
    String change();

    @Override
    @Message("Newid mewn pwyntiau")
    String changePoints();

    @Override
    @Message("Y band")
    String bandMoved();

    @Override
    @Message("Symudodd")
    String ratingMoved();

    @Override
    @Message("{#when direction}{#is UP}Gwell{#is DOWN}Gwaeth{#else}Yr un fath{/when}")
    String moved(Direction direction);

    @Override
    @Message("Y cyfyngau'n gorgyffwrdd")
    String overlap();

    @Override
    @Message("Ydynt")
    String yes();

    @Override
    @Message("Nac ydynt")
    String no();

    @Override
    @Message("Heb ei gyfrifo")
    String noChange();

    @Override
    @Message("Dim sgôr")
    String noScore();

    @Override
    @Message("Y gymhariaeth hon fel data (JSON)")
    String asData();

    @Override
    @Message("Cymhariaeth genedlaethol ar ddiwrnod y cyhoeddi")
    String toNational();

    @Override
    @Message("Cyn ac ar ôl yr ailarolygiad hwn")
    String toComparison();

    @Override
    @Message("Ailarolygiad, cyhoeddwyd {day}")
    String toReinspection(String day);
}
