package uk.inspection.reporting.rest;

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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.reporting.domain.ReportDocument;

/** A report as it is read: its passages and its tables. */
@Path("/v1/reports/{id}/document")
@Tag(name = "Reports")
@RunOnVirtualThread
public class ReportDocumentResource {
    static final String CSV = "text/csv;charset=UTF-8;header=present";

    static final String ODS = "application/vnd.oasis.opendocument.spreadsheet";

    private final ReportDocuments documents;

    ReportDocumentResource(ReportDocuments documents) {
        this.documents = documents;
    }

    @GET
    @MinVersion
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "getReportDocument",
            summary = "The report's passages, in their order",
            description =
                    "Of a published report the newest edition or the one asked for, each frozen as"
                            + " it was published; before that the draft, for whoever may see the"
                            + " report. Each passage is drafted from the inspection's events unless"
                            + " it was edited; its id is what amendments, corrections and"
                            + " challenges name as their section.")
    @APIResponse(
            responseCode = "200",
            description = "The document",
            content = @Content(schema = @Schema(implementation = ReportDocument.class)))
    @APIResponse(responseCode = "304", description = "It has not changed")
    @APIResponse(responseCode = "404", description = "There is no such report or edition")
    public Response document(
            @PathParam("id") String id,
            @QueryParam("edition") @Nullable @Min(1) Integer edition,
            @Context Request request) {
        return answer(documents.readable(id, edition).json(), request);
    }

    @GET
    @MinVersion
    @Path("tables.csv")
    @PermitAll
    @Produces(CSV)
    @Operation(
            operationId = "exportReportTables",
            summary = "The report's scores as CSV",
            description =
                    "One row a score, of headlines, sections, criteria and questions or of standards"
                            + " and key questions, in UTF-8 without a byte order mark. A cell that"
                            + " a spreadsheet would take for a formula begins with an apostrophe.")
    @APIResponse(
            responseCode = "200",
            description = "RFC 4180 with a header",
            content = @Content(mediaType = CSV, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "304", description = "It has not changed")
    @APIResponse(responseCode = "404", description = "There is no such report or edition")
    public Response tables(
            @PathParam("id") String id,
            @QueryParam("edition") @Nullable @Min(1) Integer edition,
            @Context Request request) {
        return answer(documents.readable(id, edition).csv(), request);
    }

    @GET
    @MinVersion
    @Path("tables.ods")
    @PermitAll
    @Produces(ODS)
    @Operation(
            operationId = "exportReportWorkbook",
            summary = "The report's scores and recommendations as an OpenDocument workbook",
            description =
                    "A first sheet says what the columns of the others mean; then one sheet a table"
                            + " of the CSV, and one with the recommendations. Formulas are"
                            + " neutralised as in the CSV.")
    @APIResponse(
            responseCode = "200",
            description = "OpenDocument 1.2",
            content =
                    @Content(
                            mediaType = ODS,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "304", description = "It has not changed")
    @APIResponse(responseCode = "404", description = "There is no such report or edition")
    public Response workbook(
            @PathParam("id") String id,
            @QueryParam("edition") @Nullable @Min(1) Integer edition,
            @Context Request request) {
        return answer(documents.readable(id, edition).ods(), request);
    }

    private static Response answer(ReportFile file, Request request) {
        return file.answer(request).header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION).build();
    }
}
