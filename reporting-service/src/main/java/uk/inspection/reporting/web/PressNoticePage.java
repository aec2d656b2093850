package uk.inspection.reporting.web;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The press notice on a report, as a page. */
@Path("/reports/{id}/press-notice")
@PermitAll
@RunOnVirtualThread
public class PressNoticePage {
    private final Visit visit;
    private final PressNotices notices;

    PressNoticePage(Visit visit, PressNotices notices) {
        this.visit = visit;
        this.notices = notices;
    }

    @GET
    @Produces(PageResource.HTML)
    @Operation(operationId = "pressNoticePage", hidden = true)
    public Response page(@PathParam("id") String id) {
        Frame frame = visit.frame();
        var row = notices.row(id);
        var notice = notices.notice(row, frame.language(), visit.address("/reports/" + row.id));
        var page = PressNoticeTemplates.pressNotice(frame, notice);
        return PressNotices.published(row)
                ? visit.show(frame, page)
                : visit.showPrivately(frame, page, PageResource.HTML);
    }
}
