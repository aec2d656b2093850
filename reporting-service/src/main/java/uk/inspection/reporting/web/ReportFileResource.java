package uk.inspection.reporting.web;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import uk.inspection.reporting.rest.ReportFile.Form;

/** The files of a published report beside its page, whatever the caller would rather have. */
@Path("/reports/{id}.{form: pdf|ods|csv|json}")
@PermitAll
@Produces(MediaType.WILDCARD)
@RunOnVirtualThread
public class ReportFileResource {
    private final PublicFiles files;

    ReportFileResource(PublicFiles files) {
        this.files = files;
    }

    @GET
    @Operation(operationId = "reportFile", hidden = true)
    public Response file(
            @PathParam("id") String id,
            @PathParam("form") String form,
            @QueryParam("edition") @Nullable Integer edition) {
        return files.answer(Form.of(form), id, edition);
    }
}
