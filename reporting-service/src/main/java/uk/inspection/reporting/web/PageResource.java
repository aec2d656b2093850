package uk.inspection.reporting.web;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.PublishedReports;
import uk.inspection.reporting.projection.ReportEntity;

/** The public pages. They are no interface for programs, and not in its description. */
@Path("/")
@PermitAll
@Produces(PageResource.HTML)
@RunOnVirtualThread
public class PageResource {
    static final String HTML = "text/html;charset=UTF-8";

    /** Reports on the home page, and on one page of the list. */
    private static final int NEWEST_MAX = 5;

    private static final int LIST_MAX = 25;

    private final Visit visit;
    private final ReportPages reports;

    PageResource(Visit visit, ReportPages reports) {
        this.visit = visit;
        this.reports = reports;
    }

    @GET
    @Operation(operationId = "homePage", hidden = true)
    public Response home() {
        Frame frame = visit.frame();
        var newest = PublishedReports.newest(null, Long.MAX_VALUE, NEWEST_MAX);
        return visit.show(frame, Templates.home(frame, links(newest, frame)));
    }

    @GET
    @Path("reports")
    @Operation(operationId = "reportsPage", hidden = true)
    public Response list(
            @QueryParam("area") @Nullable String area,
            @QueryParam("cursor") @Nullable String cursor) {
        Frame frame = visit.frame();
        // A form sends the choice of all areas as an empty one.
        String chosen = area == null || area.isBlank() ? null : area;
        var rows =
                PublishedReports.newest(chosen, Page.place(cursor, Long.MAX_VALUE), LIST_MAX + 1);
        Page<ReportEntity> page = Page.of(rows, LIST_MAX, row -> row.publishedPosition);
        return visit.show(
                frame,
                Templates.reports(
                        frame,
                        PublishedReports.areas(),
                        chosen,
                        links(page.items(), frame),
                        page.next() == null ? null : older(chosen, page.next()),
                        cursor == null));
    }

    @GET
    @Path("reports/{id}")
    @Operation(operationId = "reportPage", hidden = true)
    public Response report(
            @PathParam("id") String id, @QueryParam("edition") @Nullable Integer edition) {
        Frame frame = visit.frame();
        ReportEntity row =
                PublishedReports.find(id)
                        .orElseThrow(
                                () -> missing("There is no published report of this inspection."));
        ReportPage page =
                reports.page(row, edition, frame.language())
                        .orElseThrow(() -> missing("There is no such edition of this report."));
        return visit.show(frame, Templates.report(frame, page));
    }

    private static HttpProblem missing(String sentence) {
        return Requests.problem(new Refusal(Refusal.Kind.MISSING, sentence, List.of()));
    }

    private static List<ReportLink> links(List<ReportEntity> rows, Frame frame) {
        return rows.stream().map(row -> ReportLink.of(row, frame.language())).toList();
    }

    private static String older(@Nullable String area, String cursor) {
        return "/reports?"
                + (area == null ? "" : Frame.pair("area", area) + "&")
                + Frame.pair("cursor", cursor);
    }
}
