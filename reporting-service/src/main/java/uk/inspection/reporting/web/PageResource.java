package uk.inspection.reporting.web;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Page;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.PublishedReports;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.rest.Readers;
import uk.inspection.reporting.rest.ReportFile.Form;

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

    /** The page first: who takes anything gets that. */
    private static final List<Variant> VARIANTS =
            Stream.concat(
                            Stream.of(MediaType.valueOf(HTML)),
                            Stream.of(Form.values()).map(Form::type))
                    .map(type -> new Variant(type, (Locale) null, null))
                    .toList();

    private final Visit visit;
    private final Requests requests;
    private final ReportPages reports;
    private final PublicFiles files;

    PageResource(Visit visit, ReportPages reports, PublicFiles files, Requests requests) {
        this.requests = requests;
        this.visit = visit;
        this.reports = reports;
        this.files = files;
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

    /** The page, or the form that the caller would rather have. */
    @GET
    @Path("reports/{id}")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "reportPage", hidden = true)
    public Response report(
            @PathParam("id") String id,
            @QueryParam("edition") @Nullable Integer edition,
            @Context Request request) {
        return wanted(request)
                .map(form -> files.answer(form, id, edition))
                .orElseGet(() -> page(id, edition));
    }

    /** Empty for the page. */
    private static Optional<Form> wanted(Request request) {
        Variant wanted = request.selectVariant(VARIANTS);
        if (wanted == null) {
            throw new NotAcceptableException();
        }
        return Stream.of(Form.values())
                .filter(form -> form.type().equals(wanted.getMediaType()))
                .findFirst();
    }

    private Response page(String id, @Nullable Integer edition) {
        Frame frame = visit.frame();
        ReportEntity row = PublishedReports.find(id).orElse(null);
        if (row == null) {
            return draft(id, frame);
        }
        ReportPage page =
                reports.page(row, edition, frame.language())
                        .orElseThrow(() -> missing("There is no such edition of this report."));
        return visit.show(frame, Templates.report(frame, page, files.links(row, page.edition())));
    }

    /** For whoever may read it before its publication, and not there for anybody else. */
    private Response draft(String id, Frame frame) {
        ReportPage page =
                Optional.<ReportEntity>ofNullable(ReportEntity.findById(id))
                        .filter(row -> Readers.mayRead(requests, row))
                        .flatMap(row ->
                                reports.draft(
                                        row,
                                        Readers.mayReadPressNotice(requests, row),
                                        frame.language()))
                        .orElseThrow(
                                () -> missing("There is no published report of this inspection."));
        return visit.showPrivately(frame, Templates.report(frame, page, List.of()));
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
