package uk.inspection.reporting.web;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import uk.inspection.eventstore.service.MinVersion;

/**
 * The press notice on a report, to be finished by hand. It is a door for programs, and here because
 * its words are those of the page.
 */
@Path("/v1/reports/{id}/press-notice")
@Tag(name = "Reports")
@RunOnVirtualThread
public class PressNoticeResource {
    static final String TEXT = "text/plain;charset=UTF-8";

    private final Visit visit;
    private final PressNotices notices;

    PressNoticeResource(Visit visit, PressNotices notices) {
        this.visit = visit;
        this.notices = notices;
    }

    @GET
    @MinVersion
    @PermitAll
    @Produces(TEXT)
    @Operation(
            operationId = "getPressNotice",
            summary = "A press notice drafted from the report",
            description =
                    "Drafted from the first edition of a published report, for everyone, and before"
                            + " publication from the draft, for the inspectorate alone: also where"
                            + " the inspected service may see the report. There is none of a void"
                            + " draft. Quotations and the contact are left blank. In Welsh where"
                            + " `lang` is `cy`, or where that is absent and Accept-Language prefers"
                            + " it.")
    @Parameter(
            name = Frame.LANGUAGE,
            in = ParameterIn.QUERY,
            description = "The language, en or cy",
            schema = @Schema(enumeration = {"en", "cy"}))
    @APIResponse(
            responseCode = "200",
            description = "The notice",
            content = @Content(mediaType = TEXT, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "304", description = "It has not changed")
    @APIResponse(responseCode = "404", description = "There is no such report, or none to see")
    public Response text(@PathParam("id") String id) {
        Frame frame = visit.frame();
        var row = notices.row(id);
        var notice = notices.notice(row, frame.language(), visit.address("/reports/" + row.id));
        var text = PressNoticeTemplates.pressNoticeText(notice);
        return PressNotices.published(row)
                ? visit.show(frame, text, TEXT)
                : visit.showPrivately(frame, text, TEXT);
    }
}
