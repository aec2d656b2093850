package uk.inspection.plan.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.service.MinVersion;
import uk.inspection.plan.projection.PlanEntity;
import uk.inspection.plan.projection.PlanReadModels;
import uk.inspection.plan.projection.PlanView;
import uk.inspection.plan.rest.Polling.Cut;

/** Deadlines as calendars to subscribe to. */
@Path("/v1/improvement-plans")
@Tag(name = "Improvement plans")
@Produces(PlanCalendarResource.CALENDAR)
@RunOnVirtualThread
public class PlanCalendarResource {
    static final String CALENDAR = "text/calendar;charset=UTF-8;method=PUBLISH";

    private final PlanReadModels readModels;
    private final Polling polling;

    PlanCalendarResource(PlanReadModels readModels, Polling polling) {
        this.readModels = readModels;
        this.polling = polling;
    }

    @GET
    @Path("calendar.ics")
    @RolesAllowed({
        Roles.YJB,
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.ANALYST,
        Roles.YOT
    })
    @Operation(
            operationId = "planCalendar",
            summary = "The days still to be met, as iCalendar",
            description =
                    "Plans due, monitoring returns and re-inspections, each a whole-day event with"
                            + " alarms 14 and 3 days before. A day that was met is gone; one that"
                            + " moved keeps its identity. Conditional requests are those of"
                            + " listPlans.")
    @APIResponse(
            responseCode = "200",
            description = "RFC 5545",
            content =
                    @Content(mediaType = CALENDAR, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "304", description = "None of these plans has changed")
    public Response ofAll(@QueryParam("area") @Nullable String area) {
        Cut cut = polling.cut(area);
        return polling.plans(
                cut,
                () ->
                        switch (cut) {
                            case Cut.AllAreas() -> open("Improvement plans", null);
                            case Cut.OneArea(String one) -> open("Improvement plans: " + one, one);
                            case Cut.NoArea() -> answer(new PlanCalendar("Improvement plans"));
                        });
    }

    @GET
    @MinVersion
    @Path("{inspectionId}/calendar.ics")
    @RolesAllowed({
        Roles.YJB,
        Roles.INSPECTOR,
        Roles.LEAD_INSPECTOR,
        Roles.CHIEF_INSPECTOR,
        Roles.ANALYST,
        Roles.YOT
    })
    @Operation(
            operationId = "planCalendarOfInspection",
            summary = "The days that one plan still has to meet, as iCalendar")
    @APIResponse(
            responseCode = "200",
            description = "RFC 5545",
            content =
                    @Content(mediaType = CALENDAR, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "304", description = "The plan has not changed")
    @APIResponse(responseCode = "404", description = PlanResource.NO_PLAN)
    public Response ofOne(@PathParam("inspectionId") String inspection) {
        return polling.plan(
                inspection,
                row -> {
                    PlanView plan = readModels.view(row);
                    var calendar = new PlanCalendar("Improvement plan: " + plan.area);
                    calendar.add(plan);
                    return answer(calendar);
                });
    }

    private Response.ResponseBuilder open(String name, @Nullable String area) {
        var calendar = new PlanCalendar(name);
        Consumer<PlanEntity> reader = row -> calendar.add(readModels.view(row));
        PlanEntity.eachOpen(area, reader);
        return answer(calendar);
    }

    private static Response.ResponseBuilder answer(PlanCalendar calendar) {
        return Response.ok(calendar.toString())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "inline; filename=\"improvement-plans.ics\"");
    }
}
