package uk.inspection.reporting.web;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;
import uk.inspection.contract.PlanEvent.ActionStatus;
import uk.inspection.contract.PlanEvent.ClosingReason;
import uk.inspection.contract.PlanEvent.Deadline;
import uk.inspection.reporting.projection.PlanStatus;

/** The same words in Welsh. */
@Localized("cy")
public interface WelshPlanWords extends PlanWords {

    @Override
    @Message("Cynlluniau gwella")
    String title();

    @Override
    @Message(
            "Daw'r hyn sy'n hwyr yn gyntaf, yna'r hyn sydd i ddod nesaf. Daw cynlluniau "
                    + "sydd wedi'u cau yn olaf.")
    String lead();

    @Override
    @Message("Cynlluniau â rhywbeth yn hwyr ar {day}: {late} o {total}")
    String lateOn(String day, long late, long total);

    @Override
    @Message("Statws")
    String statusLabel();

    @Override
    @Message("Pob statws")
    String allStatuses();

    @Override
    @Message("Cynlluniau yn ôl statws")
    String byStatus();

    @Override
    @Message("Nifer y cynlluniau")
    String number();

    @Override
    @Message("Nid oes cynllun i'w ddangos.")
    String none();

    @Override
    @Message("Nesaf i'w wneud")
    String dueNext();

    @Override
    @Message("Pryd")
    String when();

    @Override
    @Message("Dim byd")
    String nothingOpen();

    @Override
    @Message("Tudalennau o gynlluniau")
    String pages();

    @Override
    @Message("Tudalen {page} o {pages}")
    String pageOf(int page, int pages);

    @Override
    @Message("Tudalen flaenorol")
    String previous();

    @Override
    @Message("Tudalen nesaf")
    String next();

    @Override
    @Message(
            "{#when status}{#is AWAITING_SUBMISSION}Yn aros am y cynllun{#is "
                    + "SUBMISSION_OVERDUE}Heb ei gyflwyno mewn pryd{#is SUBMITTED}Wedi'i gyflwyno, "
                    + "dan adolygiad{#is RETURNED}Wedi'i anfon yn ôl{#is IN_MONITORING}Yn cael ei "
                    + "fonitro{#is RETURN_OVERDUE}Adroddiad monitro yn hwyr{#is "
                    + "REINSPECTION_DUE}Mae'n bryd ailarolygu{#else}Wedi'i gau{/when}")
    String status(PlanStatus status);

    @Override
    @Message(
            "{#when kind}{#is PLAN}Cynllun gwella{#is MONITORING_RETURN}Adroddiad "
                    + "monitro, chwarter {number}{#else}Ailarolygiad{/when}")
    String what(Deadline kind, int number);

    @Override
    @Message("{#when days}{#is 1}1 diwrnod{#is 2}2 ddiwrnod{#else}{days} diwrnod{/when} yn hwyr")
    String daysLate(int days);

    @Override
    @Message("I'w wneud heddiw")
    String dueToday();

    @Override
    @Message(
            "I'w wneud ymhen {#when days}{#is 1}1 diwrnod{#is 2}2 ddiwrnod{#else}{days} "
                    + "diwrnod{/when}")
    String dueIn(int days);

    @Override
    @Message("Wedi'i wneud")
    String met();

    @Override
    @Message(
            "Wedi'i wneud {#when days}{#is 1}1 diwrnod{#is 2}2 ddiwrnod{#else}{days} "
                    + "diwrnod{/when} yn hwyr")
    String metLate(int days);

    @Override
    @Message("Diwrnod arall yn ei le")
    String replaced();

    @Override
    @Message("Cynllun gwella")
    String caption();

    @Override
    @Message("Pob cynllun gwella")
    String allPlans();

    @Override
    @Message("Mae'r hyn a ysgrifennodd pobl yn y cynllun hwn yn Saesneg.")
    String writtenInEnglish();

    @Override
    @Message("Cyhoeddwyd yr adroddiad")
    String reportPublished();

    @Override
    @Message("Darllen yr adroddiad")
    String readReport();

    @Override
    @Message("Cwblhawyd y cynllun")
    String finalised();

    @Override
    @Message("Anfonwyd at y goruchwyliwr")
    String forwarded();

    @Override
    @Message("Caewyd")
    String closed();

    @Override
    @Message(
            "{#when reason}{#is REINSPECTION_ARRANGED}Mae pob adroddiad monitro wedi dod i law, ac "
                    + "mae'r ailarolygiad wedi'i drefnu.{#is NO_REINSPECTION_CALLED_FOR}Mae pob "
                    + "adroddiad monitro wedi dod i law, ac ni alwyd am ailarolygiad.{#else}{/when}")
    String closedBecause(ClosingReason reason);

    @Override
    @Message("Dyddiadau cau")
    String deadlines();

    @Override
    @Message("Beth sydd i'w wneud")
    String whatIsDue();

    @Override
    @Message("Diwrnod")
    String day();

    @Override
    @Message("Pam y diwrnod hwn")
    String rule();

    @Override
    @Message("Mewn pryd neu'n hwyr")
    String state();

    @Override
    @Message("ar {day}")
    String metOn(String day);

    @Override
    @Message("Nodwyd ei fod yn hwyr ar {day}")
    String calledOverdue(String day);

    @Override
    @Message("Pob argymhelliad yn yr adroddiad, a'r camau gweithredu sy'n ei ateb.")
    String recommendationsLead();

    @Override
    @Message("Camau gweithredu")
    String actions();

    @Override
    @Message("Dim")
    String noAction();

    @Override
    @Message("Nid oes cynllun wedi'i gyflwyno.")
    String notSubmitted();

    @Override
    @Message("Cam gweithredu")
    String action();

    @Override
    @Message("Yn ateb argymhellion")
    String answers();

    @Override
    @Message("Perchennog")
    String owner();

    @Override
    @Message("I'w gwblhau erbyn")
    String targetDate();

    @Override
    @Message("Mesur")
    String measure();

    @Override
    @Message("Gwerth ar y dechrau")
    String baseline();

    @Override
    @Message("Gwerth i'w gyrraedd")
    String target();

    @Override
    @Message("Cynnydd diweddaraf")
    String newest();

    @Override
    @Message("chwarter {quarter}, {day}")
    String asOf(int quarter, String day);

    @Override
    @Message("Dim adroddiad eto")
    String nothingReported();

    @Override
    @Message("Wedi'i gwblhau ar")
    String completed();

    @Override
    @Message(
            "{#when status}{#is NOT_STARTED}Heb ddechrau{#is ON_TRACK}Ar y trywydd "
                    + "iawn{#is AT_RISK}Mewn perygl{#is LATE}Yn hwyr{#else}Wedi'i gwblhau{/when}")
    String progress(ActionStatus status);

    @Override
    @Message("Cyflwyniadau a'u dychwelyd")
    String submissions();

    @Override
    @Message("Cyflwyniad {number}, {day}")
    String submission(int number, String day);

    @Override
    @Message("Llofnodwyd ar ran y bwrdd")
    String signed();

    @Override
    @Message("Heb ei lofnodi")
    String notSigned();

    @Override
    @Message("Anfonwyd yn ôl ar {day}, oherwydd:")
    String returnedOn(String day);

    @Override
    @Message("Adroddiadau monitro")
    String monitoring();

    @Override
    @Message("Bydd y monitro'n dechrau unwaith y caiff y cynllun ei gwblhau.")
    String noMonitoring();

    @Override
    @Message("Chwarter {number}")
    String quarter(int number);

    @Override
    @Message("Cyflwynwyd ar {day}")
    String submittedOn(String day);

    @Override
    @Message("I'w gyflwyno erbyn {day}, a heb ei gyflwyno eto")
    String notIn(String day);

    @Override
    @Message("Cynnydd")
    String progressColumn();

    @Override
    @Message("Gwerth nawr")
    String valueNow();

    @Override
    @Message("Naratif")
    String narrative();

    @Override
    @Message("Ni alwodd yr adroddiad am un")
    String notCalledFor();

    @Override
    @Message("Galwodd yr adroddiad am un")
    String calledFor();

    @Override
    @Message("Cyhoeddwyd ei fod i ddod")
    String announced();

    @Override
    @Message("Adroddiad ar yr ailarolygiad")
    String reinspectionReport();

    @Override
    @Message("Heb ei gyhoeddi eto")
    String notPublished();

    @Override
    @Message("Hanes yr arolygiad hwn")
    String history();
}
