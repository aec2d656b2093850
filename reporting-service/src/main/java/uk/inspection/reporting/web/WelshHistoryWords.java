package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;

/** The same words in Welsh. */
@Localized("cy")
public interface WelshHistoryWords extends HistoryWords {

    @Override
    @Message("Hanes")
    String title();

    @Override
    @Message(
            "Popeth a ddigwyddodd i'r arolygiad hwn, ym mhob gwasanaeth: daw achos cyn ei "
                    + "effaith.")
    String lead();

    @Override
    @Message(
            "Mae mwy yn yr hanes hwn na'r {events} digwyddiad a ddangosir yma. Mae'r "
                    + "lleill yn y rhyngwyneb i raglenni.")
    String cut(int events);

    @Override
    @Message("Mynd i adeg")
    String slider();

    @Override
    @Message(
            "Symudwch o'r digwyddiad cyntaf i'r olaf o {events}. Bydd y dudalen yn dangos "
                    + "yr arolygiad fel yr oedd.")
    String sliderHint(int events);

    @Override
    @Message("Ni ellid nôl yr adeg hon. Rhowch gynnig arall arni, neu dewiswch Dangos.")
    String failed();

    @Override
    @Message("Digwyddiad {number} o {events}")
    String eventOf(int number, int events);

    @Override
    @Message("Digwyddiad {number}")
    String eventNumber(int number);

    @Override
    @Message(
            "{#switch type}"
                    + "{#case 'InspectionAnnounced'}Rhoddwyd hysbysiad o'r arolygiad"
                    + "{#case 'CaseSampled'}Ychwanegwyd achos at y sampl"
                    + "{#case 'CaseAllocated'}Rhoddwyd achos i arolygydd"
                    + "{#case 'CaseJudged'}Barnwyd achos"
                    + "{#case 'CaseModerated'}Cymedrolwyd achos"
                    + "{#case 'CaseJudgedIndependently'}Barnwyd achos yn annibynnol gan arolygydd "
                    + "arall"
                    + "{#case 'CaseWithdrawn'}Tynnwyd achos o'r sampl"
                    + "{#case 'StandardJudged'}Barnwyd safon ar sail tystiolaeth"
                    + "{#case 'RatingAdjusted'}Addaswyd gradd"
                    + "{#case 'QuestionnaireRecorded'}Cofnodwyd holiaduron"
                    + "{#case 'ContextRecorded'}Cofnodwyd cyd-destun"
                    + "{#case 'CaseErased'}Dilëwyd testunau achos"
                    + "{#case 'FieldworkClosed'}Caewyd y gwaith maes"
                    + "{#case 'FieldworkReopened'}Ailagorwyd y gwaith maes"
                    + "{#case 'FrameworkRegistered'}Cofrestrwyd fframwaith"
                    + "{#case 'ScoreChanged'}Newidiodd y sgorau"
                    + "{#case 'ScoresFinalised'}Gwnaed y sgorau'n derfynol"
                    + "{#case 'ReportDrafted'}Drafftiwyd yr adroddiad"
                    + "{#case 'RecommendationMade'}Gwnaed argymhelliad"
                    + "{#case 'FactualAccuracyCheckOpened'}Agorwyd y gwiriad cywirdeb ffeithiol"
                    + "{#case 'FactualAccuracyAnswered'}Atebwyd y gwiriad cywirdeb ffeithiol"
                    + "{#case 'ChallengeDecided'}Penderfynwyd ar her"
                    + "{#case 'ReportAmended'}Diwygiwyd yr adroddiad drafft"
                    + "{#case 'PublicationScheduled'}Pennwyd amser i gyhoeddi'r adroddiad"
                    + "{#case 'PublicationWithdrawn'}Tynnwyd y cyhoeddiad arfaethedig yn ôl"
                    + "{#case 'ReportPublished'}Cyhoeddwyd yr adroddiad"
                    + "{#case 'ReportCorrected'}Cywirwyd yr adroddiad cyhoeddedig"
                    + "{#case 'PublishedResultImported'}Mewnforiwyd canlyniad cyhoeddedig"
                    + "{#case 'PlanRequested'}Gofynnwyd am gynllun gwella"
                    + "{#case 'PlanSubmitted'}Cyflwynwyd y cynllun gwella"
                    + "{#case 'PlanReturned'}Dychwelwyd y cynllun gwella"
                    + "{#case 'PlanSignedOff'}Cymeradwywyd y cynllun gwella gan y bwrdd"
                    + "{#case 'PlanFinalised'}Gwnaed y cynllun gwella'n derfynol"
                    + "{#case 'PlanForwarded'}Anfonwyd y cynllun gwella ymlaen"
                    + "{#case 'PlanDueChanged'}Newidiwyd dyddiad cyflwyno'r cynllun gwella"
                    + "{#case 'DeadlineApproaching'}Dyddiad cau'n agosáu"
                    + "{#case 'PlanOverdue'}Cynllun gwella'n hwyr"
                    + "{#case 'MonitoringReturnDue'}Adroddiad monitro i'w gyflwyno"
                    + "{#case 'MonitoringReturnSubmitted'}Cyflwynwyd adroddiad monitro"
                    + "{#case 'MonitoringReturnOverdue'}Adroddiad monitro'n hwyr"
                    + "{#case 'ActionCompleted'}Cwblhawyd cam gweithredu"
                    + "{#case 'ReinspectionDue'}Ailarolygiad i'w gynnal"
                    + "{#case 'ReinspectionOverdue'}Ailarolygiad yn hwyr"
                    + "{#case 'ReinspectionArranged'}Trefnwyd ailarolygiad"
                    + "{#case 'PlanClosed'}Caewyd y cynllun gwella"
                    + "{#case 'EventDiscarded'}Digwyddiad wedi'i hepgor"
                    + "{#case 'DiscardAccepted'}Derbyn digwyddiad a hepgorwyd"
                    + "{#else}{type}{/switch}")
    String type(String type);

    @Override
    @Message("Adegau")
    String moments();

    @Override
    @Message("Cyntaf")
    String first();

    @Override
    @Message("Blaenorol")
    String previous();

    @Override
    @Message("Nesaf")
    String next();

    @Override
    @Message("Olaf")
    String last();

    @Override
    @Message("Dolen i'r adeg hon")
    String link();

    @Override
    @Message("Cam")
    String stage();

    @Override
    @Message("Anhysbys")
    String unknownStage();

    @Override
    @Message(
            "{#when stage}"
                    + "{#is ANNOUNCED}Wedi'i hysbysu"
                    + "{#is FIELDWORK}Gwaith maes ar y gweill"
                    + "{#is FIELDWORK_CLOSED}Gwaith maes wedi'i gau"
                    + "{#is SCORES_FINAL}Sgorau'n derfynol"
                    + "{#is DRAFTED}Adroddiad wedi'i ddrafftio"
                    + "{#is CHECKED}Gwiriad cywirdeb ffeithiol ar y gweill"
                    + "{#is ANSWERED}Gwiriad cywirdeb ffeithiol wedi'i ateb"
                    + "{#is SCHEDULED}Amser cyhoeddi wedi'i bennu"
                    + "{#is PUBLISHED}Adroddiad wedi'i gyhoeddi"
                    + "{#is PLAN_AWAITED}Disgwylir cynllun gwella"
                    + "{#is PLAN_SUBMITTED}Cynllun gwella wedi'i gyflwyno"
                    + "{#is PLAN_FINAL}Cynllun gwella'n cael ei roi ar waith"
                    + "{#is PLAN_CLOSED}Cynllun gwella wedi'i gau"
                    + "{/when}")
    String stageNow(HistoryStage stage);

    @Override
    @Message("Achosion")
    String cases();

    @Override
    @Message("{judged} o {sampled} wedi'u barnu")
    String judgedOf(int judged, int sampled);

    @Override
    @Message("{cases} yn y sampl")
    String sampled(int cases);

    @Override
    @Message("Digwyddodd")
    String occurred();

    @Override
    @Message("Cofnodwyd")
    String recorded();

    @Override
    @Message("Gwasanaeth")
    String service();

    @Override
    @Message(
            "{#switch service}"
                    + "{#case 'case-service'}Achosion"
                    + "{#case 'scoring-service'}Sgorau"
                    + "{#case 'reporting-service'}Adroddiadau"
                    + "{#case 'improvement-plan-service'}Cynlluniau gwella"
                    + "{#else}{service}{/switch}")
    String serviceName(String service);

    @Override
    @Message("Pwy")
    String actor();

    @Override
    @Message("Achoswyd gan")
    String cause();

    @Override
    @Message("Dim digwyddiad")
    String noCause();

    @Override
    @Message("Y cais a'i cychwynnodd")
    String request();

    @Override
    @Message("Pwnc a fersiwn")
    String name();

    @Override
    @Message("Stwnsh")
    String hash();

    @Override
    @Message("Y sgorau fel yr oeddent")
    String scoresThen();

    @Override
    @Message(
            "Roedd sgorau wedi'u rhoi erbyn hynny, cyn i'r gwasanaeth hwn ddechrau eu "
                    + "cadw. Maent yn y gwasanaeth sgorio.")
    String lost();

    @Override
    @Message("Nid oedd unrhyw sgôr wedi'i rhoi.")
    String noScores();

    @Override
    @Message("Sgorau terfynol yw'r rhain.")
    String finalScores();

    @Override
    @Message("Sgorau dros dro yw'r rhain.")
    String provisionalScores();

    @Override
    @Message("Rhoddwyd gan ddigwyddiad {number}")
    String givenOut(int number);

    @Override
    @Message("Ni newidiodd y digwyddiad hwn unrhyw sgôr.")
    String changedNothing();

    @Override
    @Message("Rhoddodd y digwyddiad hwn y sgorau cyntaf.")
    String firstScores();

    @Override
    @Message("Ni chedwir yma beth oedd y sgorau cyn y digwyddiad hwn.")
    String beforeLost();

    @Override
    @Message("Newidiodd y digwyddiad hwn {changed} o'r {rows} sgôr.")
    String changed(int changed, int rows);

    @Override
    @Message("Cyn hynny, roedd {judged} o'r {sampled} achos wedi'u barnu.")
    String judgedBefore(int judged, int sampled);

    @Override
    @Message("Cyn y digwyddiad hwn")
    String before();

    @Override
    @Message("Heb newid")
    String unchanged();

    @Override
    @Message("Digwyddiadau")
    String events();

    @Override
    @Message("Pob un")
    String all();

    @Override
    @Message("Digwyddiad")
    String event();

    @Override
    @Message("O ddydd")
    String from();

    @Override
    @Message("Hyd at ddydd")
    String to();

    @Override
    @Message("Hidlo")
    String filter();

    @Override
    @Message("{left} o {events} digwyddiad")
    String leftOf(int left, int events);

    @Override
    @Message("Fersiwn")
    String version();

    @Override
    @Message("Tudalennau digwyddiadau")
    String pages();

    @Override
    @Message("Digwyddiadau cynharach")
    String earlierEvents();

    @Override
    @Message("Tudalen {page} o {pages}")
    String pageOf(int page, int pages);

    @Override
    @Message("Digwyddiadau diweddarach")
    String laterEvents();

    @Override
    @Message("Mae eich rolau'n dangos digwyddiadau ond nid sgorau.")
    String withheld();
}
