package uk.inspection.reporting.web;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.reporting.rest.ReportDocuments;

/**
 * The document as PDF, for whoever may read it: an interface for programs like its other forms, and
 * here because it is made of a page.
 */
@Path("/v1/reports/{id}/document/report.pdf")
@Tag(name = "Reports")
@RunOnVirtualThread
public class ReportPdfResource {
    private static final String PDF = "application/pdf";

    private final Visit visit;
    private final ReportDocuments documents;
    private final ReportPdfs pdfs;

    ReportPdfResource(Visit visit, ReportDocuments documents, ReportPdfs pdfs) {
        this.visit = visit;
        this.documents = documents;
        this.pdfs = pdfs;
    }

    @GET
    @MinVersion
    @PermitAll
    @Produces(PDF)
    @Operation(
            operationId = "getReportPdf",
            summary = "The report as a tagged PDF",
            description =
                    "The whole report with a chart of the scores, for reading and for archives"
                            + " (PDF/UA-1, PDF/A-3a). A PDF is made when it is first asked for,"
                            + " which takes a second or two, and kept for a while.")
    @APIResponse(
            responseCode = "200",
            description = "PDF 1.7",
            content =
                    @Content(
                            mediaType = PDF,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "304", description = "It has not changed")
    @APIResponse(responseCode = "404", description = "There is no such report or edition")
    @APIResponse(responseCode = "503", description = "Too many PDFs are being made")
    public Response pdf(
            @PathParam("id") String id,
            @QueryParam("edition") @Nullable @Min(1) Integer edition,
            @Parameter(
                            description =
                                    "The language, en or cy; otherwise what Accept-Language"
                                            + " prefers, or English.")
                    @QueryParam(Frame.LANGUAGE)
                    @Nullable String lang,
            @Context Request request) {
        var kept = documents.readable(id, edition);
        return pdfs.of(kept, visit.frame().language())
                .answer(request)
                .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION + ", " + Visit.LANGUAGES)
                .build();
    }
}
