package uk.inspection.reporting.rest;

import java.util.List;
import uk.inspection.contract.InspectionKind;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.HistoryEntity;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.projection.SelfAuditEntity;
import uk.inspection.reporting.projection.Sight;

/** Who may read a report, who may read all of it, and who may follow an inspection. */
public final class Readers {
    private static final int UNPUBLISHED_MAX = 100;

    private Readers() {}

    /**
     * A press notice is the inspectorate's own draft until the report is published, also where the
     * inspected service may see the report. There is none of a void one.
     */
    public static boolean mayReadPressNotice(Requests requests, ReportEntity row) {
        return mayRead(requests, row)
                && !row.status.equals(ReportEntity.VOID)
                && (row.status.equals(ReportEntity.PUBLISHED) || Roles.inspectorate(requests));
    }

    /**
     * Which scores someone sees as they change: the same ones as at scoring-service. The
     * inspectorate and analysts see those of core inspections and re-inspections; a service sees
     * its own self-audits, which nobody else does.
     */
    public static Sight sight(Requests requests) {
        return new Sight(
                Roles.inspectorate(requests) || requests.hasRole(Roles.ANALYST),
                requests.hasRole(Roles.YOT) ? requests.ownArea() : "");
    }

    public static boolean mayRead(Requests requests, ReportEntity row) {
        if (row.kind == InspectionKind.SELF_AUDIT) {
            return false; // drafted by an earlier release; nobody reports on a self-audit
        }
        return switch (row.status) {
            case ReportEntity.PUBLISHED -> true;
            case ReportEntity.FACTUAL_ACCURACY, ReportEntity.ANSWERED, ReportEntity.SCHEDULED ->
                    involved(requests, row);
            default -> Roles.inspectorate(requests);
        };
    }

    /** Reports that are not published and that the caller may see, by area. */
    public static List<ReportEntity> unpublished(Requests requests) {
        String area =
                Roles.inspectorate(requests)
                        ? null
                        : requests.hasRole(Roles.YOT) ? requests.ownArea() : "";
        return ReportEntity.unpublished(area, UNPUBLISHED_MAX).stream()
                .filter(row -> mayRead(requests, row))
                .toList();
    }

    /** The inspectorate and the inspected service. */
    public static boolean involved(Requests requests, ReportEntity row) {
        return Roles.inspectorate(requests)
                || (requests.hasRole(Roles.YOT) && row.area.equals(requests.ownArea()));
    }

    /** What the caller may not know of is as if it were not there: a problem either way. */
    public static void mustSeeHistory(Requests requests, String inspection) {
        if (!HistoryEntity.knows(inspection) || !seesHistory(requests, inspection)) {
            throw Requests.problem(
                    new Refusal(Refusal.Kind.MISSING, "There is no such inspection.", List.of()));
        }
    }

    /** Before anything of an inspection has arrived there is nothing to be known of it. */
    public static boolean mayWaitForHistory(Requests requests, String inspection) {
        return !HistoryEntity.knows(inspection) || seesHistory(requests, inspection);
    }

    private static boolean seesHistory(Requests requests, String inspection) {
        return requests.hasRole(Roles.OPERATOR) || seesScoresThen(requests, inspection);
    }

    /** Whether the caller, who follows an inspection, sees its history too. Analysts do not. */
    public static boolean seesHistories(Requests requests) {
        return Roles.inspectorate(requests) || requests.hasRole(Roles.YOT);
    }

    /** Whether the caller sees the scores in a history, too: the operator sees envelopes alone. */
    public static boolean seesScoresThen(Requests requests, String inspection) {
        SelfAuditEntity audit = SelfAuditEntity.findById(inspection);
        return audit == null
                ? Roles.inspectorate(requests)
                : requests.hasRole(Roles.YOT) && requests.ownArea().equals(audit.area);
    }
}
