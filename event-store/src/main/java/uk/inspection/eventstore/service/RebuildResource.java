package uk.inspection.eventstore.service;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import uk.inspection.eventstore.Refusal;
import uk.inspection.eventstore.Refusal.Violation;

/** The operator's door to read models made again. All of a service's are one projection. */
@Path("/admin/projections/{name}/rebuild")
@Tag(name = "Operation")
@RolesAllowed(AdminResource.OPERATOR)
@RunOnVirtualThread
public class RebuildResource {
    /** The projection that every service has. */
    static final String NAME = "read-models";

    private final EventStore eventStore;

    RebuildResource(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    /**
     * What to do with the new tables.
     *
     * @param verify compare them first with those that serve, and change nothing where they differ;
     *     false unless said
     * @param swap put them in place; true unless said
     */
    public record RebuildOrder(@Nullable Boolean verify, @Nullable Boolean swap) {}

    @POST
    @Operation(
            operationId = "rebuildProjection",
            summary = "Make the read models again beside those that serve",
            description =
                    "Readers and writers go on meanwhile. A rebuild that fails changes nothing.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun",
            content = @Content(schema = @Schema(implementation = Rebuild.RebuildView.class)))
    @APIResponse(responseCode = "409", description = "One is running")
    public Response rebuild(@PathParam("name") String name, @Nullable RebuildOrder ordered) {
        Rebuild rebuild = known(name);
        boolean verify = ordered != null && Boolean.TRUE.equals(ordered.verify);
        boolean swap = ordered == null || !Boolean.FALSE.equals(ordered.swap);
        if (!verify && !swap) {
            throw Requests.problem(
                    new Refusal(
                            Refusal.Kind.INVALID,
                            "This rebuild would change nothing and tell nothing.",
                            List.of(new Violation("verify", "must be true where swap is false"))));
        }
        if (!rebuild.start(new Rebuild.Order(verify, swap))) {
            throw Requests.problem(
                    Response.Status.CONFLICT,
                    "The read models are being made again already.",
                    List.of());
        }
        return Response.accepted(rebuild.view()).build();
    }

    @GET
    @Operation(
            operationId = "getRebuild",
            summary = "How far the rebuild is that runs, or how the last one ended",
            description = "Each instance of the service tells of its own.")
    public Rebuild.RebuildView progress(@PathParam("name") String name) {
        return known(name).view();
    }

    private Rebuild known(String name) {
        if (!name.equals(NAME)) {
            throw Requests.problem(
                    Response.Status.NOT_FOUND,
                    "There is one projection, %s.".formatted(NAME),
                    List.of());
        }
        return eventStore.parts().rebuild();
    }
}
