package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;
import uk.inspection.contract.InspectionKind;

/** The same words in Welsh. */
@Localized("cy")
public interface WelshWords extends Words {

    @Override
    @Message("Arolygiadau cyfiawnder ieuenctid")
    String serviceName();

    @Override
    @Message("Gwybodaeth am y gwasanaeth")
    String serviceInformation();

    @Override
    @Message("Neidio i'r prif gynnwys")
    String skipToMain();

    @Override
    @Message("Dewislen")
    String menu();

    @Override
    @Message("Iaith")
    String languages();

    @Override
    @Message("Hafan")
    String home();

    @Override
    @Message("Adroddiadau")
    String reports();

    @Override
    @Message("Cynlluniau gwella")
    String improvementPlans();

    @Override
    @Message("Dolenni pellach")
    String furtherLinks();

    @Override
    @Message("Rhyngwynebau i raglenni")
    String interfaces();

    @Override
    @Message("Arolygiadau o wasanaethau cyfiawnder ieuenctid")
    String homeTitle();

    @Override
    @Message(
            "Mae arolygwyr yn barnu sampl o achosion ym mhob ardal yng Nghymru a Lloegr. "
                    + "Mae eu hadroddiadau'n dweud beth yw'r sgorau, beth ddylai newid a phwy sy'n "
                    + "gyfrifol amdano.")
    String homeLead();

    @Override
    @Message("Yr adroddiadau diweddaraf")
    String newestReports();

    @Override
    @Message("Pob adroddiad cyhoeddedig")
    String allReports();

    @Override
    @Message("Nid oes unrhyw adroddiad wedi'i gyhoeddi.")
    String noReports();

    @Override
    @Message("Nid oes unrhyw adroddiad ar {area} wedi'i gyhoeddi.")
    String noReportsOf(String area);

    @Override
    @Message("Adroddiadau cyhoeddedig")
    String publishedReports();

    @Override
    @Message("Ardal")
    String area();

    @Override
    @Message("Pob ardal")
    String allAreas();

    @Override
    @Message("Dangos")
    String show();

    @Override
    @Message("Gwasanaeth a arolygwyd")
    String inspectedService();

    @Override
    @Message("Arolygiad")
    String inspection();

    @Override
    @Message("Ailarolygiad")
    String reinspection();

    @Override
    @Message(
            "{#when kind}{#is CORE}Arolygiad{#is REINSPECTION}Ailarolygiad"
                    + "{#else}Hunanarchwiliad{/when}")
    String kind(InspectionKind kind);

    @Override
    @Message("Cyhoeddwyd")
    String published();

    @Override
    @Message("Tudalennau adroddiadau")
    String pages();

    @Override
    @Message("Adroddiadau diweddaraf")
    String newest();

    @Override
    @Message("Adroddiadau hŷn")
    String older();

    @Override
    @Message("Adroddiad arolygu")
    String inspectionReport();

    @Override
    @Message("Argraffiad")
    String edition();

    @Override
    @Message("Fframwaith")
    String framework();

    @Override
    @Message(
            "Yn Saesneg y mae'r hyn a ysgrifennodd pobl yn yr adroddiad hwn, a chwestiynau'r fframwaith.")
    String writtenInEnglish();

    @Override
    @Message("Cynnwys")
    String contents();

    @Override
    @Message("Gradd gyffredinol")
    String overallRating();

    @Override
    @Message("{points} pwynt o {maximum}")
    String pointsOf(int points, int maximum);

    @Override
    @Message("Siart o'r sgorau")
    String chart();

    @Override
    @Message("Mae'r un ffigurau yn y tablau sy'n dilyn.")
    String chartInTables();

    @Override
    @Message("Prif sgorau")
    String headlines();

    @Override
    @Message("Graddau'r safonau")
    String standards();

    @Override
    @Message("Pwnc")
    String title();

    @Override
    @Message("Sgôr")
    String score();

    @Override
    @Message("Dim sgôr")
    String noScore();

    @Override
    @Message("Gwelliant sydd ei angen")
    String improvementRequired();

    @Override
    @Message("Cyfwng 95%")
    String interval();

    @Override
    @Message("{low}% i {high}%")
    String fromTo(int low, int high);

    @Override
    @Message("Gradd")
    String rating();

    @Override
    @Message("Pwyntiau")
    String points();

    @Override
    @Message("Heb ei graddio")
    String notRated();

    @Override
    @Message("Nid yw'n cyfrif tuag at y radd gyffredinol")
    String notCounted();

    @Override
    @Message("Argymhellion")
    String recommendations();

    @Override
    @Message("Rhif")
    String number();

    @Override
    @Message("Argymhelliad")
    String recommendation();

    @Override
    @Message("Yn gyfrifol")
    String responsible();

    @Override
    @Message("Cynllun gwella i'w gyflwyno erbyn")
    String planDue();

    @Override
    @Message("Goruchwylir gan")
    String overseer();

    @Override
    @Message("Tua {day}")
    String about(String day);

    @Override
    @Message("Dim")
    String noReinspection();

    @Override
    @Message("Rheswm")
    String reason();

    @Override
    @Message("Diwygiwyd cyn cyhoeddi")
    String amendments();

    @Override
    @Message("Cywiriadau")
    String corrections();

    @Override
    @Message("Argraffiad {edition}, {day}")
    String correctedIn(int edition, String day);

    @Override
    @Message("Heb ddod o hyd i'r dudalen")
    String notFound();

    @Override
    @Message(
            "Os gwnaethoch deipio'r cyfeiriad, gwiriwch ei fod yn gywir. Bydd adroddiad "
                    + "yma unwaith y caiff ei gyhoeddi.")
    String notFoundAdvice();

    @Override
    @Message("Ni ellir ateb y cais hwn")
    String refused();

    @Override
    @Message("Dechreuwch eto o'r hafan.")
    String refusedAdvice();

    @Override
    @Message("Mae'n ddrwg gennym, mae problem gyda'r gwasanaeth")
    String failed();

    @Override
    @Message("Rhowch gynnig arall arni yn nes ymlaen.")
    String failedAdvice();

    @Override
    @Message("Eich cyfrif")
    String account();

    @Override
    @Message("Mewngofnodi")
    String signIn();

    @Override
    @Message("Allgofnodi")
    String signOut();

    @Override
    @Message(
            "Mae arolygwyr, gwasanaethau a arolygwyd a'r Bwrdd Cyfiawnder Ieuenctid yn mewngofnodi i weld yr hyn nad yw'n gyhoeddus.")
    String signInLead();

    @Override
    @Message("Wedi mewngofnodi fel")
    String signedInAs();

    @Override
    @Message("Rolau")
    String roles();

    @Override
    @Message("Mae angen i chi fewngofnodi")
    String signInFirst();

    @Override
    @Message("Ni chewch weld y dudalen hon")
    String forbidden();

    @Override
    @Message("Mae ar gyfer rolau eraill na'r rhai yr ydych wedi mewngofnodi â nhw.")
    String forbiddenAdvice();

    @Override
    @Message("Sgorau")
    String scores();

    @Override
    @Message("Sgorau'r adrannau")
    String sections();

    @Override
    @Message("Sgorau'r meini prawf")
    String criteria();

    @Override
    @Message("Adroddiadau heb eu cyhoeddi")
    String unpublishedReports();
}
