package uk.inspection.plan.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.plan.projection.PlanEntity;
import uk.inspection.plan.projection.PlanReadModels;
import uk.inspection.plan.projection.PlanView;
import uk.inspection.plan.rest.Polling.Cut;

/** All plans at once, for spreadsheets. */
@Path("/v1/improvement-plans.csv")
@Tag(name = "Improvement plans")
@RunOnVirtualThread
public class PlanExportResource {
    static final String CSV = "text/csv;charset=UTF-8;header=present";

    private final PlanReadModels readModels;
    private final Polling polling;

    PlanExportResource(PlanReadModels readModels, Polling polling) {
        this.readModels = readModels;
        this.polling = polling;
    }

    @GET
    @Produces(CSV)
    @RolesAllowed({
        Roles.YJB,
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.ANALYST,
        Roles.YOT
    })
    @Operation(
            operationId = "exportPlans",
            summary = "All improvement plans as CSV, newest first",
            description =
                    "One row a plan, all from one moment, in UTF-8 without a byte order mark."
                            + " Filters and conditional requests are those of listPlans. A cell"
                            + " that a spreadsheet would take for a formula begins with an"
                            + " apostrophe.")
    @APIResponse(
            responseCode = "200",
            description = "RFC 4180 with a header",
            content = @Content(mediaType = CSV, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "304", description = "None of these plans has changed")
    @APIResponse(responseCode = "400", description = "A parameter cannot be taken, and which")
    @APIResponse(responseCode = "422", description = "No plan is due on such a day")
    public Response export(
            @QueryParam("status") @Nullable @Pattern(regexp = PlanView.ANY_STATUS) String status,
            @QueryParam("area") @Nullable String area,
            @QueryParam("dueBefore") @Parameter(schema = @Schema(implementation = LocalDate.class))
                    @Nullable String dueBefore) {
        LocalDate day = PlanResource.dueBefore(dueBefore);
        Cut cut = polling.cut(area);
        return polling.plans(
                cut,
                () -> {
                    var table = new PlanCsv();
                    Consumer<PlanEntity> reader = row -> table.add(readModels.view(row));
                    switch (cut) {
                        case Cut.AllAreas() -> PlanEntity.each(status, null, day, reader);
                        case Cut.OneArea(String one) -> PlanEntity.each(status, one, day, reader);
                        case Cut.NoArea() -> {}
                    }
                    return Response.ok(table.toString())
                            .header(
                                    HttpHeaders.CONTENT_DISPOSITION,
                                    "attachment; filename=\"improvement-plans.csv\"");
                });
    }
}
