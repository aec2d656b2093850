package uk.inspection.reporting.web;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.service.Requests;
import uk.inspection.reporting.projection.InspectionChangeEntity;
import uk.inspection.reporting.projection.InspectionChanges;
import uk.inspection.reporting.projection.InspectionEntity;
import uk.inspection.reporting.projection.InspectionsUnderWay;
import uk.inspection.reporting.projection.Place;
import uk.inspection.reporting.projection.Sight;
import uk.inspection.reporting.projection.Snapshot;
import uk.inspection.reporting.rest.Readers;
import uk.inspection.reporting.rest.Roles;
import uk.inspection.reporting.web.InspectionView.Line;

/**
 * Inspections under way. Each page is of one snapshot and says which change was the newest in it;
 * {@link LiveResource} goes on from there.
 */
@Path("/inspections")
@RolesAllowed({
    Roles.INSPECTOR,
    Roles.LEAD_INSPECTOR,
    Roles.CHIEF_INSPECTOR,
    Roles.ANALYST,
    Roles.YOT
})
@Produces(PageResource.HTML)
@RunOnVirtualThread
public class InspectionResource {
    /** Inspections on one page, and changes in the list of the newest. */
    static final int LIST_MAX = 50;

    static final int NEWEST_MAX = 20;

    private static final String HERE = "/inspections";

    private final Visit visit;
    private final Requests requests;
    private final InspectionViews views;

    InspectionResource(Visit visit, Requests requests, InspectionViews views) {
        this.visit = visit;
        this.requests = requests;
        this.views = views;
    }

    @GET
    @Operation(operationId = "inspectionsPage", hidden = true)
    public Response list(
            @QueryParam("area") @Nullable String area,
            @QueryParam("page") @DefaultValue("1") int page) {
        Frame frame = visit.frame();
        Sight sight = Readers.sight(requests);
        // A form sends the choice of all areas as an empty one.
        String chosen = area == null || area.isBlank() ? null : area;
        return visit.showPrivately(
                frame,
                Snapshot.read(() -> {
                    Place place = InspectionChanges.place();
                    long all = InspectionsUnderWay.count(sight, chosen);
                    long last = Math.max(1, (all + LIST_MAX - 1) / LIST_MAX);
                    int shown = (int) Math.clamp(page, 1, last);
                    List<InspectionEntity> rows =
                            InspectionsUnderWay.page(sight, chosen, shown - 1, LIST_MAX);
                    var scores = InspectionsUnderWay.newest(rows);
                    return LiveTemplates.inspections(
                            frame,
                            link(frame, place, chosen, null, address(chosen, shown)),
                            InspectionsUnderWay.areas(sight),
                            chosen,
                            rows.stream()
                                    .map(row ->
                                            views.view(
                                                    row, place.position(), scores, reader(frame)))
                                    .toList(),
                            lines(frame, sight, chosen, null),
                            all,
                            shown > 1 ? address(chosen, shown - 1) : null,
                            shown < last ? address(chosen, shown + 1) : null);
                }));
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "inspectionPage", hidden = true)
    public Response inspection(@PathParam("id") String id) {
        Frame frame = visit.frame();
        Sight sight = Readers.sight(requests);
        return visit.showPrivately(
                frame,
                Snapshot.read(() -> {
                    InspectionEntity row = InspectionEntity.findById(id);
                    if (row == null || !sight.sees(row.kind, row.area)) {
                        throw Requests.problem(
                                new Refusal(
                                        Refusal.Kind.MISSING,
                                        "There is no such inspection.",
                                        List.of()));
                    }
                    Place place = InspectionChanges.place();
                    return LiveTemplates.inspection(
                            frame,
                            link(frame, place, null, id, HERE + "/" + id),
                            views.view(
                                    row,
                                    place.position(),
                                    InspectionsUnderWay.newest(List.of(row)),
                                    reader(frame)),
                            lines(frame, sight, null, id));
                }));
    }

    private Reader reader(Frame frame) {
        return new Reader(frame.language(), Readers.seesHistories(requests));
    }

    private List<Line> lines(
            Frame frame, Sight sight, @Nullable String area, @Nullable String inspection) {
        List<InspectionChangeEntity> changes =
                InspectionsUnderWay.changes(sight, area, inspection, NEWEST_MAX);
        var scores = InspectionsUnderWay.of(changes);
        var inspections = InspectionsUnderWay.inspections(changes);
        return changes.stream()
                .map(change ->
                        views.line(
                                Objects.requireNonNull(inspections.get(change.inspection)),
                                change,
                                scores,
                                reader(frame)))
                .toList();
    }

    private static LiveLink link(
            Frame frame,
            Place place,
            @Nullable String area,
            @Nullable String inspection,
            String page) {
        return new LiveLink(
                LiveResource.PATH
                        + "?"
                        + Frame.pair(Frame.LANGUAGE, frame.language().code())
                        + (area == null ? "" : "&" + Frame.pair("area", area))
                        + (inspection == null ? "" : "&" + Frame.pair("inspection", inspection)),
                LiveId.of(place),
                page);
    }

    private static String address(@Nullable String area, int page) {
        return HERE
                + "?"
                + (area == null ? "" : Frame.pair("area", area) + "&")
                + Frame.pair("page", Integer.toString(page));
    }
}
