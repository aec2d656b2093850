package uk.inspection.reporting.web;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.eventstore.service.Waiting;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.projection.SelfAuditEntity;
import uk.inspection.reporting.rest.HistoryResource;
import uk.inspection.reporting.rest.Readers;
import uk.inspection.reporting.rest.Roles;

/**
 * Who may wait for a version: of a history who sees it; of a report the inspectorate and the
 * inspected service, as far as they may read it. Everyone else reads what is published, which does
 * not move. It is here because the press notice is, and has readers of its own.
 */
@ApplicationScoped
class WaitingReaders implements Waiting {
    private final Requests requests;

    WaitingReaders(Requests requests) {
        this.requests = requests;
    }

    @Override
    public boolean mayWaitFor(String inspection, Class<?> resource, Set<String> topics) {
        if (resource == HistoryResource.class) {
            return Readers.mayWaitForHistory(requests, inspection);
        }
        if (!topics.isEmpty() && !Roles.inspectorate(requests)) {
            return false; // how cases are judged, of which the inspected service sees nothing
        }
        ReportEntity report = ReportEntity.findById(inspection);
        if (report == null) {
            return Roles.inspectorate(requests) && SelfAuditEntity.findById(inspection) == null;
        }
        return Readers.involved(requests, report)
                && (resource == PressNoticeResource.class
                        ? Readers.mayReadPressNotice(requests, report)
                        : Readers.mayRead(requests, report));
    }
}
