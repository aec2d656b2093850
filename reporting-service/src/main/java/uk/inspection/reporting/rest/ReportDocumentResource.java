package uk.inspection.reporting.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.domain.ReportDocument;
import uk.inspection.reporting.projection.EditionEntity;
import uk.inspection.reporting.projection.ReportEntity;
import uk.inspection.reporting.projection.ReportReadModels;

/** A report as it is read: its passages and its tables. */
@Path("/v1/reports/{id}/document")
@Tag(name = "Reports")
@RunOnVirtualThread
public class ReportDocumentResource {
    static final String CSV = "text/csv;charset=UTF-8;header=present";

    private static final int TAG_BYTES = 12;

    private final Requests requests;
    private final ReportReadModels readModels;
    private final ObjectMapper json;

    ReportDocumentResource(Requests requests, ReportReadModels readModels, ObjectMapper json) {
        this.requests = requests;
        this.readModels = readModels;
        this.json = json;
    }

    @GET
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
        String text = text(id, edition);
        return response(text, "", request, () -> Response.ok(text));
    }

    @GET
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
        String text = text(id, edition);
        return response(
                text,
                "-tables",
                request,
                () ->
                        Response.ok(ReportCsv.of(read(text)))
                                .header(
                                        HttpHeaders.CONTENT_DISPOSITION,
                                        "attachment; filename=\"report-tables.csv\""));
    }

    private String text(String id, @Nullable Integer edition) {
        ReportEntity row = ReportEntity.findById(id);
        if (row == null || !Readers.mayRead(requests, row)) {
            throw missing("There is no report of this inspection.");
        }
        if (!row.status.equals(ReportEntity.PUBLISHED)) {
            String draft = edition == null ? readModels.draft(id) : null;
            if (draft == null) {
                throw missing(
                        edition == null
                                ? "The announcement of this inspection has not arrived yet."
                                : "This report has no edition before it is published.");
            }
            return draft;
        }
        EditionEntity frozen =
                EditionEntity.of(id, Objects.requireNonNullElse(edition, row.edition));
        if (frozen == null) {
            throw missing("There is no such edition of this report.");
        }
        return frozen.document;
    }

    private static Response response(
            String text, String form, Request request, Supplier<Response.ResponseBuilder> body) {
        var etag = new EntityTag(hash(text) + form);
        Response.ResponseBuilder notModified = request.evaluatePreconditions(etag);
        return (notModified == null ? body.get().tag(etag) : notModified)
                .header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION)
                .build();
    }

    private static RuntimeException missing(String sentence) {
        return Requests.problem(new Refusal(Refusal.Kind.MISSING, sentence, List.of()));
    }

    private ReportDocument read(String text) {
        try {
            return json.readValue(text, ReportDocument.class);
        } catch (JsonProcessingException corrupt) {
            throw new IllegalStateException(corrupt);
        }
    }

    /** A draft changes with events of other services too, so its text tells it from others. */
    private static String hash(String text) {
        try {
            byte[] whole =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
